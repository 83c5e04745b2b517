package walk

import "testing"

// The label of each field of a message is read with its hint.
const (
	yourMessage = "Votre message 5 000 caractères au plus."
	yourFile    = "Joindre un document (facultatif) PDF, ODT, ODS, ODP, DOCX, JPEG ou PNG ; 20 Mo au plus."
	untilOf     = "Demander une réponse, au plus tard le (facultatif) Par exemple 28/09/2009. Laissez vide si vous n’attendez pas de réponse. " +
		"Sinon, un courrier part aussitôt, et votre demande paraît dans ce qui est attendu "
)

// A school finds that an answer is expected of it, reads what is asked and answers
// with a document; the region reads it, asks something else, and takes it back.
func TestMessages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	school := s.as("Nadia Benali", "Collège du Vieux-Port, Marseille")
	school.See("Lire 1 message")
	school.look("messages-accueil")
	school.Click("Répondre au comité de pilotage régional")
	school.See("Une réponse est attendue de vous, au plus tard le vendredi 25 septembre 2009")
	school.See("Nouveau")
	school.look("messages-a-repondre")
	school.Fill(untilOf+"du comité de pilotage régional.", "20/09/2009")
	school.Click("Envoyer comme réponse")
	school.See("Il y a 2 erreurs")
	school.look("messages-refuses")
	school.Fill(yourMessage, "Au centre social, <b>à deux pas</b>.\nIl y a douze places.")
	school.Fill(untilOf+"du comité de pilotage régional.", "")
	school.Attach(yourFile, "centre-social.pdf", aPDF)
	school.Click("Envoyer comme réponse")
	school.See("La réponse est envoyée.")
	school.See("<b>à deux pas</b>")
	school.look("messages-repondu")

	region := s.as("Louis Santini", "Provence-Alpes-Côte d'Azur")
	region.goTo("/projets?messages=non-lus")
	region.See("1 projet")
	region.look("messages-liste")
	region.Click("1 non lu sur le projet 2009-13-0005")
	region.See("Répond à la demande du 18 septembre 2009")
	region.Fill(yourMessage, "Merci. À quelle heure ouvre-t-il ?")
	region.Fill(untilOf+"de l’école ou de l’établissement.", "30/09/2009")
	region.Click("Envoyer le message")
	region.See("Vous attendez une réponse pour le mercredi 30 septembre 2009")
	region.look("messages-demande")
	region.Click("Retirer cette demande")
	region.See("A retiré la demande du 21 septembre 2009")
	region.look("messages-retire")
	region.Click("Échanges avec le comité de pilotage national")
	region.See("Aucun message pour le moment")
	region.look("messages-vide")

	draft := s.as("Marc Lenoir", courbet)
	draft.goTo("/projets/2009-93-0042/echanges/ecole-region")
	draft.See("vous pourrez lui écrire dès que la fiche sera transmise")
	draft.look("messages-brouillon")
}
