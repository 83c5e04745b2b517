package committee

import "preau/internal/access"

const (
	ActRead            access.Act = "committee.read"
	ActManage          access.Act = "committee.manage"
	ActDeclare         access.Act = "committee.declare_interest"
	ActScore           access.Act = "committee.score"
	ActApprove         access.Act = "committee.approve"
	ActPack            access.Act = "committee.pack"
	ActReadNational    access.Act = "committee.read_national"
	ActManageNational  access.Act = "committee.manage_national"
	ActDeclareNational access.Act = "committee.declare_interest_national"
	ActApproveNational access.Act = "committee.approve_national"
	ActPackNational    access.Act = "committee.pack_national"
)

// byMembers is who may sit in a regional committee with an account.
func byMembers() map[access.Role]access.Reach {
	return map[access.Role]access.Reach{access.RegionalPilot: access.Own, access.AcademieManager: access.InRegion,
		access.AcademieCoordinator: access.InRegion, access.DepartmentReader: access.InRegion, access.OFIIAgent: access.Own}
}

func readers() map[access.Role]access.Reach {
	all := byMembers()
	all[access.NationalPilot], all[access.NationalPayer] = access.Own, access.Own
	return all
}

// seated read a committee as long as they sit in it; the others by their role.
var seated = map[access.Role]bool{access.AcademieManager: true, access.AcademieCoordinator: true, access.DepartmentReader: true, access.OFIIAgent: true}

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActRead, Sentence: "Lire un comité de pilotage régional et ses réunions (rectorat, CASNAV, département et OFII\u202f: s’ils en sont membres)", Roles: readers()},
	{Act: ActManage, Sentence: "Composer le comité de pilotage régional, le réunir, tenir la feuille de présence", Roles: map[access.Role]access.Reach{access.RegionalPilot: access.Own}},
	{Act: ActDeclare, Sentence: "Déclarer un conflit d’intérêts sur un dossier du comité régional dont on est membre", Roles: byMembers()},
	{Act: ActScore, Sentence: "Noter les dossiers du comité régional dont on est membre et où l’on est présent", Roles: byMembers()},
	{Act: ActApprove, Sentence: "Approuver le relevé de décisions du comité régional que l’on copréside, ou dont on a reçu délégation", Roles: byMembers()},
	{Act: ActPack, Sentence: "Faire préparer le dossier d’une réunion du comité régional que l’on peut lire", Roles: readers()},
	{Act: ActReadNational, Sentence: "Lire le comité de pilotage national et ses réunions", Roles: map[access.Role]access.Reach{
		access.NationalPilot: access.Own, access.NationalPayer: access.Own}},
	{Act: ActManageNational, Sentence: "Composer le comité de pilotage national, le réunir, tenir la feuille de présence", Roles: map[access.Role]access.Reach{
		access.NationalPilot: access.Own}},
	{Act: ActDeclareNational, Sentence: "Déclarer un conflit d’intérêts sur un dossier du comité national dont on est membre", Roles: byNation()},
	{Act: ActApproveNational, Sentence: "Approuver le relevé de décisions du comité national dont on est membre, ou dont on a reçu délégation", Roles: byNation()},
	{Act: ActPackNational, Sentence: "Faire préparer le dossier d’une réunion du comité national", Roles: byNation()},
}

// byNation is who may sit in the committee of the nation with an account (§3.2).
func byNation() map[access.Role]access.Reach {
	return map[access.Role]access.Reach{access.NationalPilot: access.Own, access.NationalPayer: access.Own}
}

func (c Committee) reading() access.Act {
	if c.National() {
		return ActReadNational
	}
	return ActRead
}

func (c Committee) managing() access.Act {
	if c.National() {
		return ActManageNational
	}
	return ActManage
}

func (c Committee) declaring() access.Act {
	if c.National() {
		return ActDeclareNational
	}
	return ActDeclare
}

func (c Committee) approving() access.Act {
	if c.National() {
		return ActApproveNational
	}
	return ActApprove
}

func (c Committee) packing() access.Act {
	if c.National() {
		return ActPackNational
	}
	return ActPack
}

// MayDeclare tells whether an actor may declare an interest in a committee.
func (c Committee) MayDeclare(by access.Actor) bool { return by.Can(c.declaring(), c.Place()) }

// MayApprove tells whether an actor may approve the minutes of a committee.
func (c Committee) MayApprove(by access.Actor) bool { return by.Can(c.approving(), c.Place()) }

// MayManage tells whether an actor holds the pen of a committee.
func (c Committee) MayManage(by access.Actor) bool { return by.Can(c.managing(), c.Place()) }

// readable tells whether a committee is within an actor's reach. Who is seated reads it by
// their seat alone: see mayRead.
func (c Committee) readable(by access.Actor) bool { return by.Can(c.reading(), c.Place()) }
