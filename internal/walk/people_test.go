package walk

import "testing"

// The roles of a school: given, prolonged, ended, lent; then an account suspended.
func TestRolesOfASchool(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	lead := s.as("Marc Lenoir", courbet)
	lead.givesARole()
	lead.endsARole()
	lead.lendsTheirRole()
	s.as("Lucie Perrin", "France").suspends("principal-courbet")
	lead.goTo("/accueil")
	lead.See("Votre compte n’ouvre plus Préau")
	lead.look("compte-suspendu")
}

func (p *person) givesARole() {
	p.Click("Personnes")
	p.See("1 rôle dans votre périmètre")
	p.look("personnes-ecole")
	p.lookAt("/personnes?q=personne", "personnes-aucune")
	p.goTo("/donner-un-role")
	p.look("role-choisir")
	p.Click("Contribution à la fiche de l’école ou de l’établissement")
	p.See("Remplir la fiche")
	p.look("role-donner")
	p.Click("Donner ce rôle")
	p.See("Il y a 2 erreurs")
	p.look("role-donner-erreur")
	p.Fill("Prénom et nom Si l’adresse a déjà un compte, le nom de ce compte est gardé.", "Jeanne Roy")
	p.Fill("Adresse électronique professionnelle Par exemple nom@exemple.fr. La personne y reçoit un courrier.", "jeanne.roy@exemple.invalid")
	p.Fill("Dernier jour (facultatif) Laissez vide si le rôle n’a pas de date de fin.", "30/06/2010")
	p.Click("Donner ce rôle")
	p.See("n’a pas encore choisi son mot de passe")
	p.look("personne-nouvelle")
}

func (p *person) endsARole() {
	p.Click("Contribution à la fiche de l’école ou de l’établissement")
	p.See("Mettre fin")
	p.look("role")
	p.Click("Mettre fin à ce rôle")
	p.See("Écrivez le motif")
	p.look("role-fin-erreur")
	p.Click("Prolonger ce rôle")
	p.See("Le rôle est prolongé")
}

func (p *person) lendsTheirRole() {
	p.goTo("/compte")
	p.Click("Déléguer un rôle pendant une absence")
	p.look("deleguer")
	p.Click("Déléguer ce rôle")
	p.See("Il y a 2 erreurs")
	p.look("deleguer-erreur")
	p.Fill("Adresse électronique de la personne Elle a déjà un rôle en cours au même endroit, ou dans votre périmètre.", "jeanne.roy@exemple.invalid")
	p.Fill("Dernier jour Soixante jours au plus, le premier et le dernier compris.", "30/09/2009")
	p.Click("Déléguer ce rôle")
	p.See("Le rôle est délégué")
	p.look("delegue")
}

func (p *person) suspends(login string) {
	p.lookAt("/personnes", "personnes-administration")
	p.goTo("/personnes/" + login)
	p.Click("Suspendre ce compte")
	p.look("suspendre")
	p.Click("Suspendre ce compte")
	p.See("Écrivez le motif")
	p.look("suspendre-erreur")
	p.Fill("Motif Il reste dans l’historique du compte. La personne ne le lit pas.", "Adresse électronique perdue.")
	p.Click("Suspendre ce compte")
	p.See("Le compte est suspendu.")
	p.look("personne-suspendue")
}
