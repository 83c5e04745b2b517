package access

const (
	ActAdd   Act = "access.add"
	ActEnter Act = "access.enter"
	ActHome  Act = "access.home"
	ActVisit Act = "access.visit"
)

// Everyone is every role a person may hold, with the same reach.
func Everyone(reach Reach) map[Role]Reach {
	all := map[Role]Reach{}
	for _, role := range Roles() {
		all[role] = reach
	}
	return all
}

// Grants is who may do this chapter's acts.
var Grants = []Grant{
	{ActVisit, "Lire les pages publiques", map[Role]Reach{Anyone: Everywhere}},
	{ActEnter, "Se connecter", map[Role]Reach{Anyone: Everywhere}},
	{ActHome, "Voir ce qui est attendu de soi", Everyone(Own)},
	{ActAdd, "Créer un compte et lui donner un rôle", map[Role]Reach{Administrator: Everywhere}},
}
