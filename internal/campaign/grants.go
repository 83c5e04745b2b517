package campaign

import "preau/internal/access"

const (
	ActOpen access.Act = "campaign.open"
	ActRead access.Act = "campaign.read"

	// ActSetDate exists in example databases only.
	ActSetDate access.Act = "campaign.set_date"
)

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActRead, Sentence: "Lire le calendrier et les règles de la campagne", Roles: access.Everyone(access.Everywhere)},
	{Act: ActOpen, Sentence: "Ouvrir une campagne", Roles: map[access.Role]access.Reach{access.NationalPilot: access.Everywhere}},
	{Act: ActSetDate, Sentence: "Changer la date d’une base d’exemple", Roles: map[access.Role]access.Reach{access.Anyone: access.Everywhere}},
}
