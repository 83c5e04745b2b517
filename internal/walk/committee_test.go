package walk

import "testing"

// A region's pilot composes the committee, holds the sheet of presence, and runs a
// meeting on one page; a member scores, and is kept out of a file.
func TestCommittee(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("composed", func(t *testing.T) { s.in(t).as("Louis Santini", "Provence-Alpes-Côte d'Azur").composesACommittee() })
	t.Run("member", func(t *testing.T) { s.in(t).as("Inès Fontaine", "Créteil").sitsInTheCommittee() })
	t.Run("meeting", func(t *testing.T) { s.in(t).as("Anne Lefèvre", "Île-de-France").runsTheMeeting() })
}

func (p *person) composesACommittee() {
	p.Click("Comités")
	p.look("comites")
	p.Click("Comité de pilotage régional, Provence-Alpes-Côte d'Azur")
	p.See("Recteur ou rectrice, académie de Nice")
	p.look("comite-incomplet")
	p.Click("Ajouter un membre")
	p.Click("Ajouter ce membre")
	p.See("Il y a 2 erreurs")
	p.look("comite-membre-refuse")
	p.Fill("Nom", "Rémi Orsini")
	p.Fill("Qualité", "Recteur ou rectrice")
	p.Fill("Académie, pour un recteur ou une rectrice (facultatif)", "académie de Nice")
	p.Click("Ajouter ce membre")
	p.See("Le membre est ajouté au comité.")
	p.Gone("Le comité n’est pas au complet")
	p.Click("Préparer une réunion")
	p.Fill("Jour Par exemple 07/10/2009.", "06/10/2009")
	p.Fill("Lieu", "Préfecture de région, Marseille")
	p.Click("Préparer cette réunion")
	p.See("La réunion est préparée.")
	p.look("reunion-preparee")
}

func (p *person) sitsInTheCommittee() {
	p.Click("Comités")
	p.Click("Comité de pilotage régional, Île-de-France")
	p.Gone("Préparer une réunion")
	p.Click("mercredi 7 octobre 2009")
	p.look("reunion-membre")
	p.Click("Déclarer un conflit d’intérêts")
	p.Click("Inscrire ce conflit d’intérêts")
	p.See("Écrivez en quoi consiste le conflit d’intérêts.")
	p.look("conflit-refuse")
}

func (p *person) runsTheMeeting() {
	const meeting = "/comites/11/reunions/2009-10-07"
	p.lookAt(meeting, "reunion-avant-son-jour")
	p.goTo("/exemple/date")
	p.Fill("Nous sommes le Par exemple 30/09/2009.", "07/10/2009")
	p.Click("Changer la date")
	p.lookAt(meeting, "reunion")
	p.isOn("07/10/2009", "mercredi 7 octobre 2009") // before its day, a meeting decides nothing
	p.goTo(meeting)
	p.Click("Tenir la feuille de présence")
	p.look("presence")
	p.Click("Enregistrer les présences")
	p.Fill("Rang du dossier 2009-93-0021", "2")
	p.Click("Enregistrer le classement")
	p.See("2009-93-0021 : Le rang 2 est donné à deux dossiers.")
	p.look("classement-refuse")
	p.Fill("Rang du dossier 2009-93-0021", "4")
	p.Click("Enregistrer le classement")
	p.See("Le classement est enregistré.")
	p.goTo(meeting + "?dossier=2009-93-0021")
	p.Click("Présélectionner 2009-93-0021")
	p.See("Donnez d’abord l’avis du comité de pilotage régional (annexe 3).")
	p.look("reunion-decision-refusee")
	p.Fill("Avis du comité (annexe 3)", "Avis favorable du comité.")
	p.Click("Présélectionner 2009-93-0021")
	p.See("Le projet 2009-93-0021 est présélectionné.")
	p.look("reunion-decidee")
	p.Click("Transmettre les projets présélectionnés")
	p.See("Collège Olympe-de-Gouges")
}
