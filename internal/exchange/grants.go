package exchange

import "preau/internal/access"

const (
	// ActLetters reads the letters of all, and sends one again.
	ActLetters access.Act = "exchange.letters"

	ActReadRegional  access.Act = "exchange.read_regional" // between the school and its region
	ActWriteRegional access.Act = "exchange.write_regional"
	ActReadNational  access.Act = "exchange.read_national" // between the region and the nation
	ActWriteNational access.Act = "exchange.write_national"
)

// Grants is who may do this chapter's acts. A conversation is read by its two sides
// and by nobody else: reaches are each one's own, which readers counts on.
var Grants = []access.Grant{
	{Act: ActLetters, Sentence: "Lire les courriers écrits par Préau, et en envoyer un de nouveau", Roles: map[access.Role]access.Reach{access.Administrator: access.Everywhere}},
	{Act: ActReadRegional, Sentence: "Lire les messages entre l’école et la région sur un projet transmis", Roles: map[access.Role]access.Reach{
		access.SchoolLead: access.Own, access.SchoolContributor: access.Own, access.RegionalPilot: access.Own}},
	{Act: ActWriteRegional, Sentence: "Écrire entre l’école et la région sur un projet, et demander une réponse", Roles: map[access.Role]access.Reach{
		access.SchoolLead: access.Own, access.RegionalPilot: access.Own}},
	{Act: ActReadNational, Sentence: "Lire les messages entre la région et le niveau national sur un projet", Roles: map[access.Role]access.Reach{
		access.RegionalPilot: access.Own, access.NationalPilot: access.Own, access.NationalPayer: access.Own}},
	{Act: ActWriteNational, Sentence: "Écrire entre la région et le niveau national sur un projet, et demander une réponse", Roles: map[access.Role]access.Reach{
		access.RegionalPilot: access.Own, access.NationalPilot: access.Own}},
}
