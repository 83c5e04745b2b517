package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"preau/internal/web/page"
)

const gatheringPath = "/comites/11/reunions/2009-10-07"

// What a committee, a region and the nation type under a sign-in that ends is shown again in the
// form of the same address, in the place of what is kept.
func TestFormsOfCommitteesAreShownAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		for _, form := range []struct{ login, path, field, text string }{
			{"prefet-idf", "/comites/11/membres/ajouter", "nom", "Mme Inès Kaci"},
			{"prefet-idf", "/comites/11/delegations/ajouter", "motif", "Empêchement du 7."},
			{"prefet-idf", gatheringPath + "/interets", "motif", "Parente d’un élève."},
			{"prefet-idf", "/campagne/calendrier/project_sending/date-interne", "motif", "Le comité se réunit le 28."},
			{"pilote-dgesco", "/credits/simulations/1/93", "motif", "Forte demande."},
		} {
			v := k.as(form.login)
			k.expires()
			v.sentToSignIn(form.path, url.Values{form.field: {form.text}}, page.FormKept)
			v.enter()
			v.shows(form.path, form.text, true)
		}
	})
}

// A member who is kept out of a file is offered nothing to decide of it, nor to score;
// of the others, everything as before.
func TestAMemberKeptOutIsOfferedNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		const out, other = "2009-93-0002", "2009-92-0004"
		v := k.as("prefet-idf")
		if a := v.post("/exemple/date", url.Values{"date": {"07/10/2009"}}); a.Code != http.StatusSeeOther {
			t.Fatalf("POST /exemple/date: got %d, want 303", a.Code)
		}
		offered := func(number string) (gestures []string) {
			body := v.get(gatheringPath).body()
			for _, field := range []string{number + ".motif", number + ".raison", "rang." + number} {
				if strings.Contains(body, `name="`+field+`"`) {
					gestures = append(gestures, field)
				}
			}
			return gestures
		}
		if got := offered(out); len(got) != 3 {
			t.Fatalf("forms of %s before: got %q, want to decide, to score and to rank", out, got)
		}
		member := regexp.MustCompile(`<option value="(\d+)"[^>]*>\s*Anne Lefèvre`).FindStringSubmatch(v.get(gatheringPath + "/interets").body())
		if member == nil {
			t.Fatal("the form of an interest does not offer the reader")
		}
		a := v.post(gatheringPath+"/interets", url.Values{"membre": {member[1]}, "dossier": {out}, "motif": {"Parente d’un élève."}})
		if a.Code != http.StatusSeeOther {
			t.Fatalf("POST interets: got %d:\n%s", a.Code, a.body())
		}
		if got := offered(out); len(got) != 0 {
			t.Errorf("forms of %s once kept out: got %q, want none", out, got)
		}
		if !strings.Contains(v.get(gatheringPath).body(), "Vous ne décidez pas de ce dossier") || !strings.Contains(v.get(gatheringPath).body(), "Vous ne notez pas ce dossier.") {
			t.Error("the meeting does not say why nothing is offered")
		}
		if got := offered(other); len(got) != 3 {
			t.Errorf("forms of %s: got %q, want to decide, to score and to rank", other, got)
		}
	})
}

// The committees are read in the order of their names, that of the nation first.
func TestCommitteesAreInOrder(t *testing.T) {
	body := newSite(t).as("pilote-dgesco").get("/comites").body()
	before := 0
	for _, name := range []string{"Comité de pilotage national", "Alsace", "Bretagne", "Haute-Normandie", "Île-de-France", "Languedoc-Roussillon", "Rhône-Alpes"} {
		at := strings.Index(body, name)
		if at <= before {
			t.Errorf("GET /comites: %s is at %d, want it after %d", name, at, before)
		}
		before = at
	}
}
