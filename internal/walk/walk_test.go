// Package walk goes through Préau as its people do, in a browser that runs no
// script: see TestAProjectFromDraftToValidated. The pages that this way does
// not meet are opened by TestEveryPageInEveryState. Each page met is judged by
// axe and measured at two widths; -shots FOLDER leaves its pictures there.
package walk

import (
	"strings"
	"testing"
)

const (
	doisneau = "Ecole élémentaire Robert Doisneau" // as the directory of schools writes it
	fresnes  = doisneau + ", Fresnes"
	courbet  = "Collège Gustave-Courbet, Saint-Denis"

	room = "Dans quelle salle ? Par exemple : salle polyvalente, CDI, salle 12."

	teacher     = "Enseignant, notamment de classe d’initiation (CLIN) ou de classe d’accueil (CLA)"
	association = "Personnel d’association agréée par le ministère de l’éducation nationale, ou prestataire de l’OFII"
)

// The whole way of a project, by those who have a part in it (§2.2, §3.1, §3.2).
func TestAProjectFromDraftToValidated(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	school := s.as("Claire Morel", fresnes)
	number := school.fillsTheSheet()
	school.transmits(number)
	s.as("Anne Lefèvre", "Île-de-France").transmitsToTheNation(number)
	pilot := s.as("Martine Duval", "France")
	pilot.validates(number)
	pilot.holdsTheNationalMeeting()
	s.as("Karim Haddad", "France").approvesForTheNation("Votre approbation est enregistrée. Il manque 1 siège.")
	s.as("Thomas Keller", "France").approvesForTheNation("Le relevé de décisions est approuvé par tous.")
	pilot.releases(number)
	school.seesItValidated(number)
}

// fillsTheSheet completes the draft of the cast and returns its number.
func (p *person) fillsTheSheet() string {
	p.look("ecole-accueil")
	p.Click("Remplir et transmettre la fiche du projet")
	number := strings.TrimPrefix(p.Path(), "/projets/")
	p.See("non transmis")
	p.look("ecole-brouillon")
	p.goTo("/projets/" + number + "/verifier")
	p.See("À compléter ou à corriger")
	p.look("ecole-verifier-incomplet")
	p.goTo("/projets/" + number)
	p.Click("Les groupes et leurs horaires")
	p.addsAGroup()
	p.fillsTheTrainers()
	p.fillsTheRest()
	return number
}

// addsAGroup adds a second group, with what is to be mended, then mends it.
func (p *person) addsAGroup() {
	p.See("Groupe 1")
	p.look("ecole-groupes")
	p.Click("Ajouter un groupe")
	p.See("Groupe 2")
	p.look("ecole-groupes-ajoute")
	group := p.In("Groupe 2")
	group.Fill("Combien de parents dans ce groupe ?", "sept")
	group.Choose("Où en sont ces parents en français ?", "Perfectionnement ils parlent déjà un peu")
	group.Fill("Combien d’heures de cours dans l’année ?", "119")
	group.Fill("Date du premier cours Par exemple 05/11/2009. Au plus tard le 9 novembre 2009.", "10/11/2009")
	p.inSlot("Premier cours de la semaine", "samedi", "14 h", "16 h")
	group.Fill(room, "Salle 12")
	group.Choose("Cette salle est-elle à l’intérieur de l’école ou de l’établissement ?", "Non")
	p.Click("Enregistrer et continuer")
	p.See("Il y a 4 erreurs")
	p.See("dites pourquoi le samedi convient mieux")
	p.look("ecole-groupes-a-corriger")
	group.Fill("Combien de parents dans ce groupe ?", "12")
	group.Fill("Combien d’heures de cours dans l’année ?", "120")
	group.Fill("Date du premier cours Par exemple 05/11/2009. Au plus tard le 9 novembre 2009.", "09/11/2009")
	p.inSlot("Premier cours de la semaine", "lundi", "9 h", "11 h")
	p.inSlot("Deuxième cours de la semaine (facultatif)", "jeudi", "9 h", "11 h")
	group.Click("Oui")
	p.Click("Enregistrer et revenir à la fiche")
	p.See("1 point à vérifier")
	p.Click("Les groupes et leurs horaires")
	p.See("Allongez chaque cours de")
	p.look("ecole-groupes-a-verifier")
	p.inSlot("Premier cours de la semaine", "lundi", "9 h", "11 h 30")
	p.inSlot("Deuxième cours de la semaine (facultatif)", "jeudi", "9 h", "11 h 30")
	p.Click("Enregistrer et continuer")
}

// inSlot fills a time of the week of the second group.
func (p *person) inSlot(slot, day, from, to string) {
	at := p.In("Groupe 2", slot)
	at.Fill("Jour", day)
	at.Fill("De", from)
	at.Fill("À", to)
}

// fillsTheTrainers begins with an empty table, removes a row and puts it back.
func (p *person) fillsTheTrainers() {
	p.See("Les intervenants")
	p.look("ecole-intervenants-vide")
	p.Click("Ajouter un intervenant")
	p.See("Intervenant 2")
	p.look("ecole-intervenants-blancs")
	p.In("Intervenant 1").Choose("Qui est cette personne ?", teacher)
	p.In("Intervenant 1").Fill("Combien d’heures donne-t-elle dans l’année, tous groupes réunis ?", "200")
	p.In("Intervenant 2").Choose("Qui est cette personne ?", association)
	p.In("Intervenant 2").Fill("Combien d’heures donne-t-elle dans l’année, tous groupes réunis ?", "deux cents mille")
	p.Click("Enregistrer et continuer")
	p.See("Il y a 1 erreur")
	p.look("ecole-section-erreur")
	p.In("Intervenant 2").Fill("Combien d’heures donne-t-elle dans l’année, tous groupes réunis ?", "40")
	p.In("Intervenant 2").Fill("Quelle association ou quel organisme ?", "Femmes relais")
	p.In("Intervenant 2").Fill("Numéro et date de l’agrément, ou marché de l’OFII Par exemple : agrément n° 75-2007-12 du 3 mai 2007.", "Agrément du 3 mai 2007")
	p.Click("Supprimer Intervenant 1")
	p.See("supprimé.")
	p.look("ecole-intervenants-supprime")
	p.Click("Rétablir")
	p.See("Intervenant 2")
	p.look("ecole-intervenants-retabli")
	p.Click("Enregistrer et continuer")
}

func (p *person) fillsTheRest() {
	p.See("Les parents attendus")
	p.look("ecole-section")
	p.Fill("Déjà inscrits en 2008-2009", "3")
	p.Fill("Nouveaux", "20")
	p.Click("Enregistrer et revenir à la fiche")
	p.Click("Les parents attendus")
	p.See("fait 23, pour 24 en tout")
	p.look("ecole-section-repartition")
	p.Fill("Nouveaux", "21")
	p.Click("Enregistrer et continuer")
	p.Fill("Rémunération des heures d’enseignement, charges comprises", "4 800")
	p.Fill("Matériel pédagogique Écrivez 0 si vous ne demandez rien.", "450")
	p.Fill("Heures de concertation Écrivez 0 si vous ne demandez rien.", "600")
	p.Fill("Communication sur l’opération Écrivez 0 si vous ne demandez rien.", "150,00")
	p.look("ecole-section-budget")
	p.Click("Enregistrer et continuer")
	p.Choose("L’opération est-elle inscrite dans le projet d’école ou d’établissement ?", "Non")
	p.Choose("Les trois objectifs (la langue, les valeurs de la République, la parentalité) sont-ils présents ?", "Oui")
	p.Fill("Comment travaillez-vous ces trois objectifs ? Quelques phrases suffisent.", "Le français à partir des documents de l’école ; des visites de la mairie.")
	p.Choose("Évaluez-vous les compétences des parents en français en début et en fin d’année ?", "Oui")
	p.Choose("Qui construit la grille d’évaluation ?", "Un document commun à plusieurs établissements")
	p.look("ecole-section-longue")
	p.Click("Enregistrer et continuer") // a warning stops nobody
	p.Fill("Quels liens avec les autres dispositifs pour les familles étrangères ou immigrées, hors de l’école ?", "Le centre social oriente des parents vers nos cours.")
	p.Choose("L’école ou l’établissement accompagne-t-il déjà les parents ?", "Oui")
	p.Fill("Comment cette action s’articule-t-elle avec l’opération ?", "Le café des parents, chaque mois.")
	p.Click("Enregistrer et revenir à la fiche")
}

// transmits reads the answers over and sends them.
func (p *person) transmits(number string) {
	p.See("La fiche n’est pas encore transmise")
	p.look("ecole-brouillon-complet")
	p.Click("Relire et transmettre")
	p.See("Ces points n’empêchent pas de transmettre")
	p.See("inscrivez-la à la prochaine réunion du conseil")
	p.See("Après l’envoi, la fiche ne peut plus être changée")
	p.look("ecole-verifier")
	p.Click("Transmettre au comité régional")
	p.See("Accusé de réception")
	p.look("ecole-recu")
	p.goTo("/projets/" + number)
	p.See("Transmis à la région")
	p.look("ecole-transmis")
}

// transmitsToTheNation gives the opinion, preselects and transmits.
func (p *person) transmitsToTheNation(number string) {
	p.look("region-accueil")
	p.Click("Projets")
	p.look("region-liste")
	p.Fill("Département", "94 — Val-de-Marne")
	p.Click("Filtrer")
	p.Click("À examiner 2")
	p.look("region-liste-filtree")
	p.Click(number + " " + doisneau)
	p.See("Examiner le projet")
	p.look("region-projet")

	p.Click("Donner un avis")
	p.look("region-avis")
	p.Click("Donner l’avis du comité régional")
	p.See("Écrivez l’avis du comité")
	p.look("region-avis-erreur")
	p.Fill("Avis du comité de pilotage régional 5 000 caractères au plus.", "Projet cohérent, avis favorable.")
	p.Click("Donner l’avis du comité régional")
	p.See("L’avis est enregistré")
	p.look("region-avis-donne")
	p.Click("Présélectionner")
	p.look("region-preselectionner")
	p.Click("Présélectionner le projet")
	p.See("Il reste à le transmettre")
	p.look("region-preselectionne")
	p.Click("Transmettre au comité national")
	p.look("region-transmettre")
	p.Click("Transmettre au comité national")
	p.See("Le projet est transmis au comité national")
	p.look("region-transmis")
}

// validates decides.
func (p *person) validates(number string) {
	p.look("nation-accueil")
	p.goTo("/projets?departement=94")
	p.look("nation-liste")
	p.goTo("/projets/" + number)
	p.See("Décider du projet")
	p.look("nation-projet")
	p.Click("Valider")
	p.See("Montant demandé : 6 000,00 €")
	p.look("nation-valider")
	p.Fill("Montant accordé", "7 000")
	p.Click("Valider le projet")
	p.See("ne peut pas dépasser")
	p.look("nation-valider-erreur")
	p.Fill("Montant accordé", "6 000")
	p.Click("Valider le projet")
	p.See("La décision reste à communiquer")
	p.look("nation-valide")
}

// releases tells the region and the school.
func (p *person) releases(number string) {
	p.goTo("/projets/" + number)
	p.Click("Communiquer la décision nationale")
	p.look("nation-communiquer")
	p.Click("Communiquer la décision nationale")
	p.See("La décision est communiquée")
	p.look("nation-communique")
}

func (p *person) seesItValidated(number string) {
	p.goTo("/accueil")
	p.See("Commencer les formations")
	p.look("ecole-accueil-rien")
	p.Click("Projets")
	p.See("Validé")
	p.look("ecole-liste")
	p.Click(number + " " + doisneau)
	p.See("Validé")
	p.See("Montant accordé : 6 000,00 €")
	p.look("ecole-valide")
	p.Click("Historique")
	p.See("a communiqué la décision nationale")
	p.look("ecole-historique")
	p.Click("Mes courriers")
	p.See("décision du comité de pilotage national")
	p.look("ecole-courriers")
}
