package access

const (
	ActAdd      Act = "access.add"
	ActDelegate Act = "access.delegate"
	ActEnter    Act = "access.enter"
	ActGrant    Act = "access.grant"
	ActHome     Act = "access.home"
	ActPeople   Act = "access.people"
	ActSuspend  Act = "access.suspend"
	ActTasks    Act = "access.tasks"
	ActVisit    Act = "access.visit"

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
	{ActAdd, "Créer le compte d’une personne, en lui donnant un rôle", givers()},
	{ActInvite, "Inviter quelqu’un à choisir son mot de passe", givers()},
	{ActPeople, "Voir qui a quel rôle, dans son périmètre", givers()},
	{ActGrant, "Donner un rôle, le prolonger ou y mettre fin", givers()},
	{ActDelegate, "Déléguer son rôle pendant une absence", lenders()},
	{ActSuspend, "Suspendre un compte, et le rétablir", map[Role]Reach{Administrator: Own}},
	{ActTasks, "Suivre les travaux longs demandés à Préau, et recommencer ceux qui ont échoué", map[Role]Reach{Administrator: Everywhere}},
}

// givers are the roles that give some role: see Grantable for which.
func givers() map[Role]Reach {
	all := map[Role]Reach{}
	for _, given := range Grantable {
		for _, role := range given.By {
			all[role] = Own
		}
	}
	return all
}

// lenders are all roles but those of the platform, whose holders replace each other.
func lenders() map[Role]Reach {
	all := Everyone(Own)
	for role := range all {
		if role.Level() == Platform {
			delete(all, role)
		}
	}
	return all
}
