package campaign

import "preau/internal/access"

const (
	ActOpen    access.Act = "campaign.open"    // makes a campaign the current one
	ActPrepare access.Act = "campaign.prepare" // brings one in, from a folder or by copying
	ActChange  access.Act = "campaign.change"
	ActRead    access.Act = "campaign.read"

	// ActSetDate exists in example databases only.
	ActSetDate access.Act = "campaign.set_date"
)

var nation = map[access.Role]access.Reach{access.NationalPilot: access.Everywhere}

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActRead, Sentence: "Lire le calendrier et les règles de la campagne", Roles: access.Everyone(access.Everywhere)},
	{Act: ActChange, Sentence: "Changer une règle de la campagne, avec un motif", Roles: nation},
	{Act: ActPrepare, Sentence: "Préparer une autre année, depuis un dossier ou en copiant", Roles: nation},
	{Act: ActOpen, Sentence: "Ouvrir une année : en faire la campagne en cours", Roles: nation},
	{Act: ActSetDate, Sentence: "Changer la date d’une base d’exemple", Roles: map[access.Role]access.Reach{access.Anyone: access.Everywhere}},
}
