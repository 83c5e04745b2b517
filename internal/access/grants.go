package access

const (
	ActAdd   Act = "access.add"
	ActEnter Act = "access.enter"
	ActHome  Act = "access.home"
	ActVisit Act = "access.visit"

	ActInvite    Act = "access.invite"
	ActRefused   Act = "access.refused"
	ActForgotten Act = "access.forgotten"
	ActPassword  Act = "access.password"
	ActFactor    Act = "access.factor"
	ActUnfactor  Act = "access.unfactor"
	ActCodes     Act = "access.codes"
	ActRecover   Act = "access.recover"
	ActDevices   Act = "access.devices"
)

// Everyone is every role a person may hold, with the same reach.
func Everyone(reach Reach) map[Role]Reach {
	all := map[Role]Reach{}
	for _, role := range Roles() {
		all[role] = reach
	}
	return all
}

var public = map[Role]Reach{Anyone: Everywhere}

// Grants is who may do this chapter's acts.
var Grants = []Grant{
	{ActVisit, "Lire les pages publiques", public},
	{ActEnter, "Se connecter", public},
	{ActRefused, "Se tromper d’identifiant, de mot de passe ou de code", public},
	{ActForgotten, "Demander un nouveau mot de passe", public},
	{ActHome, "Voir ce qui est attendu de soi", Everyone(Own)},
	{ActPassword, "Choisir son mot de passe", Everyone(Own)},
	{ActFactor, "Activer sa double authentification", Everyone(Own)},
	{ActUnfactor, "Désactiver sa double authentification", Everyone(Own)},
	{ActCodes, "Faire de nouveaux codes de secours", Everyone(Own)},
	{ActRecover, "Se connecter avec un code de secours", public},
	{ActDevices, "Voir ses connexions et les fermer", Everyone(Own)},
	{ActAdd, "Créer un compte et lui donner un rôle", map[Role]Reach{Administrator: Everywhere}},
	{ActInvite, "Inviter quelqu’un à choisir son mot de passe", map[Role]Reach{Administrator: Everywhere}},
}
