package exchange

import "preau/internal/access"

// ActLetters reads the letters of all, and sends one again.
const ActLetters access.Act = "exchange.letters"

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActLetters, Sentence: "Lire les courriers écrits par Préau, et en envoyer un de nouveau", Roles: map[access.Role]access.Reach{access.Administrator: access.Everywhere}},
}
