package walk

// nationalMeeting is held on the day of the example.
const nationalMeeting = "/comite-national/reunions/2009-09-21"

// holdsTheNationalMeeting calls the committee of the nation, puts a point on its agenda,
// and ends the meeting: what it decided is not told before its minutes are approved (R9).
func (p *person) holdsTheNationalMeeting() {
	p.Click("Comités")
	p.Click("Comité de pilotage national")
	p.See("Réunions du calendrier à préparer")
	p.look("comite-national")
	p.Click("Préparer une autre réunion")
	p.Click("Préparer cette réunion")
	p.See("Écrivez où se tient la réunion.")
	p.look("comite-national-reunion-refusee")
	p.Fill("Jour Par exemple 07/10/2009.", "21/09/2009")
	p.Fill("Lieu", "110 rue de Grenelle, Paris")
	p.Click("Préparer cette réunion")
	p.See("La réunion est préparée.")
	p.Click("Ajouter un point à l’ordre du jour")
	p.Click("Enregistrer ce point")
	p.See("Écrivez l’intitulé du point.")
	p.look("comite-national-point-refuse")
	p.Fill("Intitulé", "Des groupes plus petits")
	p.Click("Enregistrer ce point")
	p.See("Le point est à l’ordre du jour.")
	p.look("comite-national-reunion")
	p.Click("Déclarer un conflit d’intérêts")
	p.Click("Inscrire ce conflit d’intérêts")
	p.See("Écrivez le numéro d’un projet qu’une région a transmis.")
	p.look("comite-national-conflit-refuse")
	p.goTo(nationalMeeting + "/clore")
	p.Click("Clore la réunion")
	p.See("La réunion est close.")
	p.goTo("/projets/communiquer-les-decisions-nationales")
	p.See("Des décisions sont encore proposées")
	p.look("nation-communiquer-ensemble-propose")
	p.approvesForTheNation("Votre approbation est enregistrée. Il manque 2 sièges.")
}

// approvesForTheNation approves the minutes for one's own seat, and is told what is missing.
func (p *person) approvesForTheNation(told string) {
	p.goTo(nationalMeeting + "/releve")
	p.look("comite-national-releve")
	p.Click("Approuver ce relevé")
	p.See(told)
}
