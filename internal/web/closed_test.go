package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
)

// A school reads where it looks what became of the delay that it asked for: that it waits,
// that it was refused and why, and nothing any more once a delay is given.
func TestASchoolReadsWhatBecameOfItsDelay(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		const school = "0931420N"
		ask, answer := "/campagne/calendrier/project_sending/demande-de-delai", "/campagne/calendrier/project_sending/delai"
		lead, contributor, region := s.as("principal-courbet"), s.as(string(access.SchoolContributor)), s.as("prefet-idf")
		pages := []string{"/accueil", "/projets/" + draft}
		reads := func(v *visitor, want string, on ...string) {
			t.Helper()
			for _, path := range on {
				if body := v.get(path).body(); !strings.Contains(body, want) {
					t.Errorf("GET %s as %s: want %q", path, v.login, want)
				}
			}
		}
		lead.post(ask, url.Values{"pour": {school}, "jusque": {"06/10/2009"}, "motif": {"Inondation."}})
		reads(lead, "Délai demandé jusqu’au mardi 6 octobre 2009, en attente", append(pages, "/projets/"+draft+"/verifier")...)
		reads(lead, "Voir ma demande de délai", "/projets/"+draft)
		reads(lead, "a demandé un délai pour transmettre, jusqu’au 6 octobre 2009", "/projets/"+draft+"/historique")
		region.post(answer+"/refuser", url.Values{"pour": {school}, "refus": {"Le comité se réunit le 5."}})
		refused := "Le délai demandé jusqu’au mardi 6 octobre 2009 n’est pas accordé"
		reads(lead, refused, append(pages, ask+"?pour="+school)...)
		reads(lead, "Demander un autre délai", "/projets/"+draft)
		reads(lead, "Le comité se réunit le 5.", ask+"?pour="+school, "/projets/"+draft+"/historique")
		reads(contributor, refused, "/projets/"+draft)
		region.post(answer, url.Values{"pour": {school}, "jusque": {"05/10/2009"}, "motif": {"Un peu."}})
		for _, path := range append(pages, ask+"?pour="+school) {
			if body := lead.get(path).body(); strings.Contains(body, "n’est pas accordé") {
				t.Errorf("GET %s once a delay is given: it says that none is", path)
			}
		}
		if body := s.as("pilote-dgesco").get("/projets/" + draft).body(); strings.Contains(body, "Inondation") {
			t.Error("the nation reads why a school asks for a delay")
		}
	})
}

// Who comes back to a sheet that takes nothing any more is told why, and what can be done.
func TestAClosedSheetSaysWhyAndWhatCanBeDone(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		on := func(day string) {
			s.Site.Business = func() civil.Instant { return civil.MustDate(day).Start() }
		}
		said := func(login, number string, want ...string) {
			t.Helper()
			a := s.as(login).get("/projets/" + number + "/verifier")
			for _, text := range want {
				if a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.body(), text) {
					t.Errorf("GET …/verifier of %s as %s: got %d, want 422 and %q", number, login, a.Code, text)
				}
			}
		}
		const far, write = "2009-13-0005", "/echanges/ecole-region"
		said(talksFar, far, "La fiche est déjà transmise", "peut vous retourner la fiche", far+write)
		if body := s.as(talksFar).get("/projets/" + far).body(); strings.Contains(body, "Restent ") {
			t.Error("GET of a sheet that is sent: the days that are left to the region are told to the school")
		}
		s.as("prefet-paca").post("/projets/"+far+"/retourner", url.Values{"motif": {"Et le soir\u202f?"}, "jusque": {"02/10/2009"}})
		for _, path := range []string{"/fiche/annexe-2/budget", "/verifier"} {
			if body := s.as(talksFar).get("/projets/" + far + path).body(); !strings.Contains(body, "Et le soir") {
				t.Errorf("GET …%s of a sheet to be completed: what the region asks is not there", path)
			}
		}
		on("2009-10-03")
		said(talksFar, far, "La date limite est passée", "à compléter au plus tard le vendredi 2 octobre 2009", "peut donner une autre date", far+write)
		said("principal-courbet", draft, "La date limite du 30 septembre 2009 est dépassée", "peut accorder un délai (§6)", "/demande-de-delai?pour=")
		said(string(access.SchoolContributor), draft, "La date limite du 30 septembre 2009 est dépassée", "La direction de l’école ou de l’établissement peut demander ce délai")
		on("2010-09-01")
		for _, login := range []string{"principal-courbet", string(access.SchoolContributor)} {
			said(login, draft, "L’année scolaire de ce projet est finie", "Ce qui est écrit est gardé")
			if body := s.as(login).get("/projets/" + draft).body(); strings.Contains(body, "En retard de") || !strings.Contains(body, "L’année scolaire de ce projet est finie") {
				t.Errorf("GET of a draft of last year as %s: want that its year is over, and no number of days", login)
			}
		}
		on("2009-10-03")
		s.as("principal-courbet").post("/projets/"+draft+"/retirer", url.Values{"motif": {"Trop tard."}})
		said("principal-courbet", draft, "Le projet est retiré")
		on("2009-09-25")
		if body := s.as("principal-courbet").get("/accueil").body(); !strings.Contains(body, "Voir mes projets") || strings.Contains(body, "mercredi 30 septembre") {
			t.Error("GET /accueil of who owes nothing: want the way to its files, and not the day of the sending")
		}
	})
}
