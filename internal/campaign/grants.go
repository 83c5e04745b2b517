package campaign

import "preau/internal/access"

const (
	ActOpen    access.Act = "campaign.open"    // makes a campaign the current one
	ActPrepare access.Act = "campaign.prepare" // brings one in, from a folder or by copying
	ActChange  access.Act = "campaign.change"
	ActRead    access.Act = "campaign.read"

	ActFollow      access.Act = "campaign.follow"      // what is due, by whom
	ActDeclare     access.Act = "campaign.declare"     // what one owed is done
	ActAcknowledge access.Act = "campaign.acknowledge" // what one waited for is received
	ActExtend      access.Act = "campaign.extend"
	ActAskDelay    access.Act = "campaign.ask_delay" // of the level above
	ActSetEarlier  access.Act = "campaign.set_earlier"
	ActChase       access.Act = "campaign.chase"
	ActReadCall    access.Act = "campaign.read_call"
	ActLaunch      access.Act = "campaign.launch" // the call of a region, and its invitations
	ActAnswer      access.Act = "campaign.answer" // what an invited school does
	ActFeed        access.Act = "campaign.feed"

	// ActSetDate exists in example databases only.
	ActSetDate access.Act = "campaign.set_date"
)

var nation = map[access.Role]access.Reach{access.NationalPilot: access.Everywhere}

// above are those who answer for the level below.
var above = map[access.Role]access.Reach{access.RegionalPilot: access.Own, access.NationalPilot: access.Own}

// followers are all who have a part in the calendar.
var followers = map[access.Role]access.Reach{access.SchoolLead: access.Own, access.SchoolContributor: access.Own, access.DepartmentReader: access.Own,
	access.AcademieManager: access.Own, access.AcademieCoordinator: access.Own, access.RegionalPilot: access.Own,
	access.NationalPilot: access.Own, access.NationalPayer: access.Own, access.Administrator: access.Own}

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActRead, Sentence: "Lire le calendrier et les règles de la campagne", Roles: access.Everyone(access.Everywhere)},
	{Act: ActChange, Sentence: "Changer une règle de la campagne, avec un motif", Roles: nation},
	{Act: ActPrepare, Sentence: "Préparer une autre année, depuis un dossier ou en copiant", Roles: nation},
	{Act: ActOpen, Sentence: "Ouvrir une année : en faire la campagne en cours", Roles: nation},
	{Act: ActFollow, Sentence: "Suivre ce qui est attendu, dans son périmètre", Roles: followers},
	{Act: ActDeclare, Sentence: "Dire qu’une échéance est tenue", Roles: map[access.Role]access.Reach{access.SchoolLead: access.Own,
		access.AcademieManager: access.Own, access.RegionalPilot: access.Own, access.NationalPilot: access.Own, access.NationalPayer: access.Own}},
	{Act: ActAcknowledge, Sentence: "Accuser réception de ce qui est attendu", Roles: map[access.Role]access.Reach{
		access.RegionalPilot: access.Own, access.NationalPilot: access.Own, access.NationalPayer: access.Own}},
	{Act: ActExtend, Sentence: "Accorder un délai au niveau inférieur, avec un motif", Roles: above},
	{Act: ActAskDelay, Sentence: "Demander un délai au comité de pilotage régional, pour son école, avec un motif", Roles: map[access.Role]access.Reach{access.SchoolLead: access.Own}},
	{Act: ActSetEarlier, Sentence: "Fixer une date interne à la région, avec un motif", Roles: map[access.Role]access.Reach{access.RegionalPilot: access.Own}},
	{Act: ActReadCall, Sentence: "Lire l’appel à projets d’une région, et qui y est invité", Roles: map[access.Role]access.Reach{access.RegionalPilot: access.Own,
		access.AcademieManager: access.InRegion, access.AcademieCoordinator: access.InRegion, access.DepartmentReader: access.InRegion,
		access.NationalPilot: access.Own, access.NationalPayer: access.Own}},
	{Act: ActLaunch, Sentence: "Lancer l’appel à projets de sa région, y inviter des écoles, retirer une invitation", Roles: map[access.Role]access.Reach{access.RegionalPilot: access.Own}},
	{Act: ActAnswer, Sentence: "Dire que son école, invitée à l’appel à projets, ne participe pas", Roles: map[access.Role]access.Reach{access.SchoolLead: access.Own}},
	{Act: ActChase, Sentence: "Relancer ceux dont on attend quelque chose", Roles: above},
	{Act: ActFeed, Sentence: "Recevoir les échéances dans son agenda", Roles: access.Everyone(access.Own)},
	{Act: ActSetDate, Sentence: "Changer la date d’une base d’exemple", Roles: map[access.Role]access.Reach{access.Anyone: access.Everywhere}},
}
