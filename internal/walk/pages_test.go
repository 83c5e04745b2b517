package walk

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/project"
	"preau/internal/web/static"
)

// What the way of a project does not meet.
func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("public", func(t *testing.T) { publicPages(s.in(t)) })
	t.Run("school", func(t *testing.T) { schoolPages(s.in(t)) })
	t.Run("sheet", func(t *testing.T) { sheetPages(s.in(t)) })
	t.Run("region", func(t *testing.T) { regionPages(s.in(t)) })
	t.Run("nation", func(t *testing.T) { nationPages(s.in(t)) })
	t.Run("others", func(t *testing.T) { otherPages(s.in(t)) })
	t.Run("late", func(t *testing.T) { latePages(s.in(t)) })
}

func (s *site) in(t *testing.T) *site {
	other := *s
	other.t = t
	return &other
}

func publicPages(s *site) {
	p := s.visitor()
	p.look("accueil-public")
	p.lookAt("/connexion", "connexion")
	for _, path := range []string{"/aide", "/plan-du-site", "/accessibilite", "/mentions-legales", "/donnees-personnelles"} {
		p.lookAt(path, "public-"+path[1:])
	}
	p.goTo("/nulle-part")
	p.See("Page introuvable")
	p.look("erreur-404")
}

func schoolPages(s *site) {
	p := s.as("Hugo Garnier", "Lycée des Lumières, Paris")
	p.look("ecole-accueil-vide")
	p.lookAt("/projets", "ecole-liste-vide")
	p.lookAt("/courriers", "ecole-courriers-vide")
	p.lookAt("/compte", "ecole-compte")
	p.lookAt("/campagne/calendrier", "calendrier")
	p = s.as("Jeanne Petit", fresnes)
	p.look("secretaire-accueil")
	p.Click("Projets")
	p.Click("2009-94-0029 " + doisneau)
	p.look("secretaire-brouillon")
	p.goTo("/projets/2009-94-0029/verifier")
	p.See("La direction transmet")
	p.look("secretaire-verifier")
}

// sheetPages are a sheet with many groups, and one that two persons fill at once.
func sheetPages(s *site) {
	lead := s.as("Marc Lenoir", courbet)
	groups := "/projets/2009-93-0042/fiche/annexe-2/groupes"
	lead.lookAt("/projets/2009-93-0042/verifier", "fiche-verifier-complete")
	lead.goTo(groups)
	for range 3 {
		lead.Click("Ajouter un groupe")
	}
	lead.See("Groupe 6")
	lead.look("fiche-six-groupes")
	for _, group := range []string{"Groupe 6", "Groupe 5", "Groupe 4", "Groupe 3", "Groupe 2", "Groupe 1"} {
		lead.Click("Supprimer " + group)
	}
	lead.See("supprimé.")
	lead.look("fiche-sans-groupe")
	lead.goTo("/projets/2009-93-0042")
	lead.See("1 réponse attendue")
	lead.look("fiche-sans-groupe-taches")

	groups = "/projets/2009-94-0029/fiche/annexe-2/groupes"
	lead, helper := s.as("Claire Morel", fresnes), s.as("Jeanne Petit", fresnes)
	lead.goTo(groups)
	helper.goTo(groups)
	helper.Fill(room, "Salle 12")
	helper.Click("Enregistrer et continuer")
	lead.Fill(room, "La bibliothèque")
	lead.Click("Enregistrer et continuer")
	lead.See("Jeanne Petit a écrit entre-temps « Salle 12 »")
	lead.look("fiche-conflit")
	lead.Click("Reprendre celui de Jeanne Petit")
	lead.See("Groupe 1")
	if got := lead.Value(room); got != "Salle 12" {
		s.t.Errorf("the room that was taken up: got %q, want %q", got, "Salle 12")
	}
}

func regionPages(s *site) {
	p := s.as("Anne Lefèvre", "Île-de-France")
	place := access.Place{Region: "11"}
	sending := "/campagne/calendrier/project_sending"
	p.lookAt(sending, "region-echeance")
	p.goTo(sending + "/delai?pour=0940176F")
	p.Click("Accorder le délai")
	p.See("Indiquez la nouvelle date limite")
	p.look("region-delai-erreur")
	p.lookAt(sending+"/date-interne", "region-date-interne")
	p.lookAt("/campagne/completude", "region-completude")
	p.lookAt("/compte/agenda", "region-agenda")
	for _, state := range project.AllStates() {
		if state != project.Draft {
			p.lookAt("/projets/"+s.fileIn(access.RegionalPilot, place, state), "region-etat-"+string(state))
		}
	}
	file := "/projets/" + s.fileIn(access.RegionalPilot, place, project.Submitted)
	for _, slug := range []string{"retourner", "ecarter"} {
		p.lookAt(file+"/"+slug, "region-"+slug)
	}
	p.Click("Écarter le projet")
	p.See("Écrivez le motif")
	p.look("region-ecarter-erreur")
	p.goTo(file + "/preselectionner")
	p.Click("Présélectionner le projet")
	p.See("Donnez d’abord l’avis")
	p.look("region-preselectionner-erreur")
	p.lookAt("/projets?etat=withdrawn&departement=78", "region-liste-sans-reponse")
	p.lookAt("/projets?page=2", "region-liste-2")
	p.lookAt("/compte", "region-compte")
	versionPages(s, p)
}

// versionPages are a file that was sent twice: its history, what it sent, what changed.
func versionPages(s *site, p *person) {
	const file = "/projets/2009-92-0005"
	p.lookAt(file+"/historique", "region-historique")
	p.Click("Ce qui a changé depuis la version 1")
	p.See("Groupe 3")
	p.look("version-changements")
	p.Click("Lire la version 1")
	p.See("Une autre version a été transmise depuis")
	p.look("version-ancienne")
	p.lookAt(file+"/versions/2", "version-derniere")
}

func nationPages(s *site) {
	p := s.as("Martine Duval", "France")
	for _, state := range project.AllStates() {
		if state != project.Draft {
			p.lookAt("/projets/"+s.fileIn(access.NationalPilot, access.France, state), "nation-etat-"+string(state))
		}
	}
	file := "/projets/" + s.fileIn(access.NationalPilot, access.France, project.Transmitted)
	for _, slug := range []string{"renvoyer", "refuser"} {
		p.lookAt(file+"/"+slug, "nation-"+slug)
	}
	p.lookAt(file+"/historique", "nation-historique")
	p.lookAt("/projets", "nation-liste-entiere")
}

func otherPages(s *site) {
	p := s.as("Lucie Perrin", "France")
	p.look("administration-accueil")
	p.lookAt("/journal", "journal")
	p.lookAt("/administration/courriers", "courriers-de-tous")
	p.lookAt("/exemple/date", "date")
	p.Fill("Nous sommes le Par exemple 30/09/2009.", "le 31 septembre")
	p.Click("Changer la date")
	p.See("Il y a 1 erreur")
	p.look("date-erreur")
	p = s.as("Sophie Aubert", "Val-de-Marne")
	p.look("lecteur-accueil")
	p = s.as("Paul Rivière", "Créteil")
	p.look("rectorat-accueil")
	p.lookAt("/projets", "rectorat-liste")
}

// isOn changes the date of the example.
func (p *person) isOn(date, long string) {
	p.site.t.Helper()
	p.goTo("/exemple/date")
	p.Fill("Nous sommes le Par exemple 30/09/2009.", date)
	p.Click("Changer la date")
	p.See(long)
}

// latePages are those of the day after the deadline (§6).
func latePages(s *site) {
	p := s.as("Claire Morel", fresnes)
	p.isOn("01/10/2009", "jeudi 1er octobre 2009")
	p.look("date-changee")
	p.lookAt("/accueil", "ecole-accueil-en-retard")
	p.lookAt("/projets/2009-94-0029", "ecole-en-retard")
	p.lookAt("/projets/2009-94-0029/fiche/annexe-2/parents", "ecole-section-en-retard")
	p = s.as("Hugo Garnier", "Lycée des Lumières, Paris")
	p.See("une fiche ne peut plus être commencée")
	p.look("ecole-accueil-vide-en-retard")
}

func TestASiteThatIsNoExample(t *testing.T) {
	t.Parallel()
	p := newBareSite(t).visitor()
	p.look("vrai-accueil")
	p.Click("Je me connecte")
	p.See("Mot de passe oublié")
	p.look("vrai-connexion")
}

// A form that another site sends is refused, and the refusal is a page.
func TestAFormOfAnotherSite(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<!doctype html><html lang="fr"><title>Ailleurs</title><link rel="icon" href="data:,">
			<form method="post" action="`+s.url+`/deconnexion"><button>Gagner</button></form>`)
	}))
	t.Cleanup(other.Close)
	p := s.visitor()
	p.Open(other.URL, wide)
	p.Click("Gagner")
	p.See("Ce formulaire vient d’un autre site")
	p.look("erreur-403")
}

// The page of a fault of ours is the one that the server sends when its
// database has gone. It is shown from a server that answers 200: to a browser,
// a 500 is an error of its own.
func TestThePageOfAFault(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.db.Close()
	answer, err := http.Get(s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusInternalServerError || !strings.Contains(string(body), "référence") {
		t.Fatalf("GET / without a database: got %d %s, %v; want 500 and a reference", answer.StatusCode, body, err)
	}
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
	copied := httptest.NewServer(mux)
	t.Cleanup(copied.Close)
	p := &person{newWindow(t), s}
	p.Open(copied.URL, wide)
	p.look("erreur-500")
}
