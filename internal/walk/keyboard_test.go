package walk

import (
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/browsertest"
	"preau/internal/project"
)

// The main act of each, without a mouse: Tab goes to each thing, shows where it
// is, and what was done has the focus.
func TestByTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("school", func(t *testing.T) { s.in(t).as("Marc Lenoir", courbet).transmitsByKeys() })
	t.Run("region", func(t *testing.T) { s.in(t).as("Anne Lefèvre", "Île-de-France").decidesByKeys() })
	t.Run("nation", func(t *testing.T) { s.in(t).as("Martine Duval", "France").validatesByKeys() })
	t.Run("administration", func(t *testing.T) { s.in(t).as("Lucie Perrin", "France").invitesByKeys() })
}

// presses goes by Tab to what bears a name, and presses Enter.
func (p *person) presses(name string) {
	p.site.t.Helper()
	p.TabTo(name)
	p.Press(browsertest.Enter)
}

// types goes by Tab to a field and types.
func (p *person) types(field, text string) {
	p.site.t.Helper()
	p.TabTo(field)
	p.Press(text)
}

// isTold checks that the focus is on what was done.
func (p *person) isTold(what string) {
	p.site.t.Helper()
	if role, words := p.Focus(); role != "status" || !strings.Contains(words, what) {
		p.site.t.Errorf("%s: the focus is on %s « %s », want the status « %s »", p.Path(), role, words, what)
	}
}

// isRefused checks that the focus is on the summary of errors, whose first link
// leads to the field.
func (p *person) isRefused(error, field string) {
	p.site.t.Helper()
	if role, words := p.Focus(); role != "group" || !strings.Contains(words, error) {
		p.site.t.Errorf("%s: the focus is on %s « %s », want the summary of errors", p.Path(), role, words)
	}
	if title := p.Title(); !strings.HasPrefix(title, "Erreur\u202f: ") {
		p.site.t.Errorf("%s: the title is « %s », want « Erreur » first", p.Path(), title)
	}
	p.presses(error)
	p.Press("x")
	if got := p.Value(field); !strings.Contains(got, "x") {
		p.site.t.Errorf("after the link of the error, %q holds %q: want what is typed", field, got)
	}
}

const otherServices = "Quels liens avec les autres dispositifs pour les familles étrangères ou immigrées, hors de l’école ?"

func (p *person) transmitsByKeys() {
	p.presses("Contenu")
	if _, words := p.Focus(); !strings.Contains(words, "Ce qui est attendu de vous") {
		p.site.t.Errorf("after the link « Contenu », the focus is on %q: want the content", words)
	}
	p.presses("Remplir et transmettre la fiche du projet")
	p.goTo("/projets/2009-93-0042")
	p.presses("Le travail en réseau")
	p.types(otherServices, "Le centre social. ")
	p.presses("Enregistrer et revenir à la fiche")
	p.isTold("enregistré")
	p.presses("Relire et transmettre")
	p.presses("Transmettre au comité régional")
	p.See("Accusé de réception")
	if title := p.Title(); !strings.HasPrefix(title, "Accusé de réception") {
		p.site.t.Errorf("%s: the title is « %s », want what was done", p.Path(), title)
	}
}

func (p *person) decidesByKeys() {
	p.isOn("07/10/2009", "mercredi 7 octobre 2009")
	p.goTo("/comites/11/reunions/2009-10-07")
	p.types("Rang du dossier 2009-93-0021", "2")
	p.presses("Enregistrer le classement")
	p.isRefused("2009-93-0021 : Le rang 2 est donné à deux dossiers.", "Rang du dossier 2009-93-0021")
	p.types("Rang du dossier 2009-93-0021", "4")
	p.presses("Enregistrer le classement")
	p.isTold("Le classement est enregistré.")
	p.TabTo("Noter et décider\u202f: dossier 2009-93-0021")
	p.Press(browsertest.Space)
	p.types("Avis du comité (annexe 3)", "Avis favorable du comité.")
	p.presses("Présélectionner 2009-93-0021")
	if role, words := p.Focus(); role != "row" || !strings.Contains(words, "Présélectionné, à transmettre") {
		p.site.t.Errorf("after a decision, the focus is on %s « %s », want the line of the file in its new state", role, words)
	}
}

func (p *person) validatesByKeys() {
	number := p.site.fileIn(access.NationalPilot, access.France, project.Transmitted)
	p.goTo("/projets/" + number)
	p.presses("Valider")
	p.types("Montant accordé", "0")
	p.presses("Valider le projet")
	p.isRefused("Indiquez le montant accordé (§4).", "Montant accordé")
	p.types("Montant accordé", "1000")
	p.types("Motif (obligatoire si le montant est inférieur à la demande) 5 000 caractères au plus.", "Un seul groupe.")
	p.presses("Valider le projet")
	p.isTold("La décision reste à communiquer")
}

func (p *person) invitesByKeys() {
	p.presses("Personnes")
	p.presses("Donner un rôle")
	p.presses("Administration de la plateforme")
	p.types("Prénom et nom Si l’adresse a déjà un compte, le nom de ce compte est gardé.", "Jeanne Roy")
	p.presses("Donner ce rôle")
	p.See("Il y a 1 erreur")
	p.types("Adresse électronique professionnelle Par exemple nom@exemple.fr. La personne y reçoit un courrier.", "jeanne.roy@exemple.invalid")
	p.presses("Donner ce rôle")
	p.See("n’a pas encore choisi son mot de passe")
	p.isTold("rôle")
}
