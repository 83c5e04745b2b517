package web_test

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	nethtml "golang.org/x/net/html"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/project"
	"preau/internal/web"
	"preau/internal/web/page"
)

const (
	retrieved = "Nous avons retrouvé ce que vous aviez écrit\u202f; vérifiez, puis enregistrez."
	withdraw  = "/projets/" + draft + "/retirer"
	team      = "/projets/" + draft + "/fiche/annexe-2/intervenants"
)

// A keeping is the site with a clock that the test sets, on each engine.
type keeping struct {
	*site
	now civil.Instant
}

func onBoth(t *testing.T, test func(*testing.T, *keeping)) {
	examples.Engines(t, func(t *testing.T, address string) {
		k := &keeping{now: civil.At(time.Now())}
		k.site = serve(t, migrated.Open(t, address), web.Config{Clock: func() civil.Instant { return k.now }})
		test(t, k)
	})
}

func (k *keeping) pass(d time.Duration) { k.now = k.now.Add(d) }

// expires lets the twelve hours of every sign-in pass.
func (k *keeping) expires() { k.pass(12*time.Hour + time.Minute) }

// sentToSignIn posts a form, and checks why one is asked to sign in.
func (v *visitor) sentToSignIn(path string, typed url.Values, reason string) {
	v.site.t.Helper()
	a := v.post(path, typed)
	to, err := url.Parse(a.location())
	if err != nil || a.Code != http.StatusSeeOther || to.Path != "/connexion" || to.Query().Get("raison") != reason {
		v.site.t.Fatalf("POST %s: got %d to %q, want to sign in because %q", path, a.Code, a.location(), reason)
	}
	if back := to.Query().Get("retour"); reason == page.FormKept && back != path {
		v.site.t.Errorf("POST %s: comes back to %q", path, back)
	}
}

// shows checks whether a page shows a text that was kept.
func (v *visitor) shows(path, text string, want bool) {
	v.site.t.Helper()
	body := html.UnescapeString(v.get(path).body())
	if strings.Contains(body, text) != want || strings.Contains(body, retrieved) != want {
		v.site.t.Errorf("GET %s by %s: shows « %.40s » and says so: %v, %v, want %v", path, v.login, text,
			strings.Contains(body, text), strings.Contains(body, retrieved), want)
	}
}

// What was sent under a sign-in that had expired is not done, not lost, and
// shown again to the same person alone, until it is sent again.
func TestWhatWasTypedUnderAnExpiredSignInIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		v := k.as(string(access.SchoolLead))
		k.expires()
		typed := url.Values{"motif": {"L’école « ferme » en juin."}, "_cle": {"une-cle"}}
		v.sentToSignIn(withdraw, typed, page.FormKept)
		if a := v.get("/connexion?raison=" + page.FormKept); !strings.Contains(a.body(), "est gardé une heure\u202f: reconnectez-vous pour le retrouver") {
			t.Error("the sign-in page does not say that what was typed is kept")
		}
		other := k.visitor()
		other.cookie, other.login = v.cookie, "principal-courbet" // on the same computer
		other.enter()
		other.shows(withdraw, "« ferme »", false)

		v.enter()
		v.shows(withdraw, "L’école « ferme » en juin.", true)
		v.shows(withdraw, "L’école « ferme » en juin.", true) // not saved yet: still there
		if f := k.file(project.Draft, "93", draftSchool); f.State != project.Draft {
			t.Errorf("the file: got %s, want a draft: nothing was done by itself", f.State)
		}
		if a := v.post(withdraw, typed); a.Code != http.StatusSeeOther || a.location() != "/projets/"+draft {
			t.Errorf("POST %s once signed in: got %d to %q, want the file", withdraw, a.Code, a.location())
		}
		if n := k.forms(); n != 0 {
			t.Errorf("forms kept after the act: got %d, want none", n)
		}
	})
}

func (k *keeping) forms() (n int) {
	k.t.Helper()
	if err := k.db.Read(k.t.Context(), func(tx *db.Tx) error { return tx.Get(&n, "SELECT count(*) FROM kept_form") }); err != nil {
		k.t.Fatal(err)
	}
	return n
}

func TestWhatIsKeptIsKeptForAnHour(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		v := k.as(string(access.SchoolLead))
		k.expires()
		v.sentToSignIn(withdraw, url.Values{"motif": {"Fermeture"}}, page.FormKept)
		v.enter()
		k.pass(59 * time.Minute)
		v.shows(withdraw, "Fermeture", true)
		k.pass(time.Minute)
		v.shows(withdraw, "Fermeture", false)
		k.visitor().post("/connexion/principal-courbet", nil)
		if n := k.forms(); n != 0 {
			t.Errorf("forms in the database after an hour: got %d, want none", n)
		}
	})
}

// What was not sent by somebody who had signed in is not kept, nor what is too
// long, which is said.
func TestWhatIsNotKept(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		v := k.as(string(access.SchoolLead))
		typed := url.Values{"motif": {"Fermeture"}}
		k.visitor().sentToSignIn(withdraw, typed, "")
		madeUp := k.visitor()
		madeUp.cookie = &http.Cookie{Name: "preau", Value: strings.Repeat("a", 43)}
		madeUp.sentToSignIn(withdraw, typed, "")
		k.expires()
		v.sentToSignIn(withdraw, url.Values{"motif": {strings.Repeat("a", access.MaxForm)}}, page.TooLong)
		v.sentToSignIn(withdraw, url.Values{"motif": {strings.Repeat("a", 5<<20)}}, page.TooLong)
		v.sentToSignIn(withdraw, nil, page.Ended)
		v.sentToSignIn("/projets/"+draft+"/transmettre", url.Values{"revision": {"3"}}, page.Ended)
		v.sentToSignIn("/compte/role", url.Values{"role": {"trainer"}}, page.Ended)
		if a := v.get("/connexion?raison=" + page.TooLong); !strings.Contains(a.body(), "trop long (plus de 64\u00a0Ko)") {
			t.Error("the sign-in page does not say that what was typed is too long")
		}
		if a := v.get("/connexion?raison=%3Cb%3E"); strings.Contains(a.body(), "Votre connexion a expiré") {
			t.Error("the sign-in page says a reason that is none")
		}
		k.pass(time.Hour)
		v.sentToSignIn(withdraw, typed, "")
		if n := k.forms(); n != 0 {
			t.Errorf("forms kept: got %d, want none", n)
		}
	})
}

// Who signed out in one tab loses nothing of what another tab still sends.
func TestWhatASignedOutTabSendsIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		v := k.as(string(access.SchoolLead))
		v.post("/deconnexion", nil)
		v.sentToSignIn(withdraw, url.Values{"motif": {"Fermeture"}}, page.FormKept)
		v.enter()
		v.shows(withdraw, "Fermeture", true)
	})
}

// A save by the page's script is told that the sign-in has ended, and goes on
// when it has begun again; it takes only its own field from what was kept.
func TestAPartialSaveIsToldThatTheSignInHasEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		v := k.as(string(access.SchoolLead))
		partial := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Preau-Partial": {"1"}}
		for _, gone := range []*visitor{v, k.visitor()} {
			k.expires()
			if a := gone.ask("POST", team, strings.NewReader("teachers=2"), partial); a.Code != http.StatusUnauthorized || a.location() != "" || a.body() != "" {
				t.Errorf("a partial POST once expired: got %d to %q, want 401 and nothing", a.Code, a.location())
			}
		}
		if n := k.forms(); n != 0 {
			t.Errorf("forms kept of a partial save: got %d, want none: the text is on the page", n)
		}
	})
}

// Every form that promises to keep is shown again by the page of its address.
func TestEveryFormThatKeepsIsShownAgain(t *testing.T) {
	s := newSite(t)
	m, pages, shown := newMatrix(s), map[string]bool{}, map[string]bool{}
	for _, route := range web.Routes(true) {
		pages[route.Pattern()] = true
	}
	for _, route := range web.Routes(true) {
		if !route.Keeps {
			continue
		}
		if route.Method != http.MethodPost || !pages["GET "+route.Path] {
			t.Errorf("%s keeps, and no page of this address shows its form", route.Pattern())
		}
		for _, file := range []project.Filled{m.mine, m.sent} {
			for _, role := range access.Roles() {
				if m.showsAgain(role, m.territoryPath(m.path(route, file), role, file)) {
					shown[route.Path] = true
				}
			}
		}
	}
	for _, path := range []string{"/projets/{number}/fiche/{sheet}/{section}", "/projets/{number}/retirer", "/projets/{number}/avis",
		"/ecoles/ajouter", "/sites/ajouter", "/ressources/ajouter", "/ressources/{resource}", "/campagne/regles/changer"} {
		if !shown[path] {
			t.Errorf("%s is shown again to nobody", path)
		}
	}
}

// showsAgain keeps a form for a person, and tells whether its page offers it to
// them; it must then say so.
func (m *matrix) showsAgain(role access.Role, path string) bool {
	m.t.Helper()
	var person access.Person
	err := m.db.Read(m.t.Context(), func(tx *db.Tx) (err error) {
		person, err = access.ByLogin(tx, string(role))
		return err
	})
	typed := m.visitors[role].form(path)
	for name := range typed {
		if !strings.HasPrefix(name, "version") && name != "annee" && name != "groupe" {
			typed.Set(name, "x")
		}
	}
	if err == nil {
		err = m.Site.Kept.Keep(m.t.Context(), person.ID, path, typed.Encode())
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.visitors[role].enter()
	a := m.visitors[role].get(path)
	offered := a.Code == http.StatusOK && strings.Contains(a.body(), `action="`+path+`"`)
	if offered && !strings.Contains(a.body(), retrieved) {
		m.t.Errorf("GET %s as %s: does not show what was kept", path, role)
	}
	return offered
}

// A section shows again what was typed, over what is kept now: what somebody
// else wrote meanwhile in the same field is a conflict, and elsewhere stands.
func TestASectionShowsAgainWhatWasTyped(t *testing.T) {
	const path = "/projets/" + draft + "/fiche/annexe-3/reseau"
	onBoth(t, func(t *testing.T, k *keeping) {
		lead := k.as(string(access.SchoolLead))
		before := lead.form(path)
		k.expires()
		colleague := k.as(string(access.SchoolContributor))
		theirs := colleague.form(path)
		theirs.Set("other_schemes", "Texte du collègue")
		theirs.Set("own_support_link", "Autre texte du collègue")
		if a := colleague.post(path, theirs); a.Code != http.StatusSeeOther {
			t.Fatalf("POST %s by the colleague: got %d, want 303", path, a.Code)
		}
		before.Set("other_schemes", "Texte de la direction")
		before.Set("network", "Réseau")
		lead.sentToSignIn(path, before, page.FormKept)
		lead.enter()
		again := lead.form(path)
		for field, want := range map[string]string{"other_schemes": "Texte de la direction", "own_support_link": "Autre texte du collègue", "network": "Réseau"} {
			if got := again.Get(field); got != want {
				t.Errorf("%s shown again: got %q, want %q", field, got, want)
			}
		}
		lead.shows(path, "a écrit entre-temps «\u202fTexte du collègue\u202f»", true)
		a := lead.post(path, again)
		if body := html.UnescapeString(a.body()); a.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "a écrit entre-temps «\u202fTexte du collègue\u202f»") {
			t.Errorf("saved again: got %d, want 422 and the colleague's text", a.Code)
		}
		lead.shows(path, "Texte de la direction", true)
	})
}

// A field that the page's script saves leaves what was kept; the others stay.
func TestAPartialSaveTakesItsFieldFromWhatWasKept(t *testing.T) {
	const path = "/projets/" + draft + "/fiche/annexe-3/reseau"
	onBoth(t, func(t *testing.T, k *keeping) {
		lead := k.as(string(access.SchoolLead))
		typed := lead.form(path)
		k.expires()
		typed.Set("other_schemes", "Le centre social")
		typed.Set("network", "Le réseau")
		lead.sentToSignIn(path, typed, page.FormKept)
		lead.enter()
		for _, field := range []struct{ key, left string }{{"other_schemes", "Le réseau"}, {"network", ""}} {
			sent := url.Values{}
			for name, value := range lead.form(path) {
				if name == field.key || name == "version-"+field.key {
					sent[name] = value
				}
			}
			partial := http.Header{"Content-Type": formType["Content-Type"], "Preau-Partial": {"1"}}
			if a := lead.ask("POST", path, strings.NewReader(sent.Encode()), partial); a.Code != http.StatusOK {
				t.Errorf("partial save of %s: got %d, want 200", field.key, a.Code)
			}
			if got := lead.form(path).Get(field.key); got != typed.Get(field.key) {
				t.Errorf("%s once saved: got %q, want %q", field.key, got, typed.Get(field.key))
			}
			if field.left != "" {
				lead.shows(path, field.left, true)
			}
		}
		lead.shows(path, retrieved, false)
	})
}

// The page of the rules comes back to the year and the group that were being
// changed, with the reason, and tells what has changed meanwhile.
func TestRulesShowAgainWhatWasTyped(t *testing.T) {
	const path, hours = "/campagne/regles/changer", "/campagne/regles/changer?groupe=heures"
	onBoth(t, func(t *testing.T, k *keeping) {
		pilot := k.as(string(access.NationalPilot))
		typed := pilot.form(hours)
		k.expires()
		typed.Set("motif", "Motif d’hier")
		pilot.sentToSignIn(path, typed, page.FormKept)
		pilot.enter()
		pilot.shows(path, "Motif d’hier", true)

		other := pilot.form(hours)
		other.Set("hours.value", "130")
		if a := pilot.post(path, other); a.Code != http.StatusSeeOther {
			t.Fatalf("POST %s of another version: got %d, want 303", path, a.Code)
		}
		k.expires()
		pilot.sentToSignIn(path, typed, page.FormKept) // from a page of before
		pilot.enter()
		pilot.shows(path, "Motif d’hier", true)
		pilot.shows(path, "Quelqu’un a changé ces règles pendant que vous écriviez", true)
	})
}

// A field that the page's script sends, and in which somebody else has written,
// is not saved: what was kept stays until a text is chosen.
func TestAPartialConflictLeavesWhatWasKept(t *testing.T) {
	const path = "/projets/" + draft + "/fiche/annexe-3/reseau"
	onBoth(t, func(t *testing.T, k *keeping) {
		lead := k.as(string(access.SchoolLead))
		mine := lead.form(path)
		k.expires()
		colleague := k.as(string(access.SchoolContributor))
		theirs := colleague.form(path)
		theirs.Set("other_schemes", "Texte du collègue")
		colleague.post(path, theirs)
		mine.Set("other_schemes", "Texte de la direction")
		lead.sentToSignIn(path, mine, page.FormKept)
		lead.enter()
		sent := url.Values{"other_schemes": mine["other_schemes"], "version-other_schemes": mine["version-other_schemes"]}
		partial := http.Header{"Content-Type": formType["Content-Type"], "Preau-Partial": {"1"}}
		if a := lead.ask("POST", path, strings.NewReader(sent.Encode()), partial); a.Code != http.StatusOK || !strings.Contains(a.body(), "Garder mon texte") {
			t.Errorf("partial save over a colleague's: got %d, want 200 and a choice\n%s", a.Code, a.body())
		}
		lead.shows(path, "Texte de la direction", true)
	})
}

// The last strokes, sent while the page is left, follow those that are not
// answered; back to what was shown is a change too.
func TestAPageThatIsLeftSaysWhatItHadSent(t *testing.T) {
	const path = "/projets/" + draft + "/fiche/annexe-3/reseau"
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	partial := http.Header{"Content-Type": formType["Content-Type"], "Preau-Partial": {"1"}}
	for _, last := range []string{"Un deux", ""} {
		shown := lead.form(path)
		if last == "" {
			last = shown.Get("network")
		}
		sent := url.Values{"network": {"Un"}, "version-network": shown["version-network"]}
		lead.ask("POST", path, strings.NewReader(sent.Encode()), partial)
		sent.Set("network", last)
		sent.Set("avant-network", "Un")
		lead.ask("POST", path, strings.NewReader(sent.Encode()), partial)
		if got := lead.form(path).Get("network"); got != last {
			t.Errorf("the field once left: got %q, want %q", got, last)
		}
	}
}

// What was typed in a row that somebody else has removed meanwhile is shown again
// with its row, and makes it stand.
func TestARowRemovedMeanwhileIsShownAgain(t *testing.T) {
	const path = "/projets/" + draft + "/fiche/annexe-2/groupes"
	onBoth(t, func(t *testing.T, k *keeping) {
		lead := k.as(string(access.SchoolLead))
		before := lead.form(path)
		rows := slices.DeleteFunc(slices.Sorted(maps.Keys(before)), func(name string) bool {
			return !strings.HasPrefix(name, "groups.") || !strings.HasSuffix(name, ".size")
		})
		last := rows[len(rows)-1]
		k.expires()
		colleague := k.as(string(access.SchoolContributor))
		theirs := colleague.form(path)
		theirs.Set("supprimer", strings.TrimSuffix(last, ".size"))
		if a := colleague.post(path, theirs); a.Code != http.StatusSeeOther || colleague.form(path).Has(last) && len(rows) > 1 {
			t.Fatalf("row removed by the colleague: got %d, want 303 and no row", a.Code)
		}
		before.Set(last, "13")
		lead.sentToSignIn(path, before, page.FormKept)
		lead.enter()
		again := lead.form(path)
		if got := again.Get(last); got != "13" {
			t.Errorf("%s shown again: got %q, want 13", last, got)
		}
		lead.post(path, again)
		if got := lead.form(path).Get(last); got != "13" {
			t.Errorf("%s once saved: got %q, want 13", last, got)
		}
	})
}

// Of a text beyond any measure nothing is kept, and nobody is told the contrary.
func TestATextBeyondMeasureIsNotSaidToBeKept(t *testing.T) {
	const path = "/projets/" + draft + "/fiche/annexe-3/reseau"
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	typed := lead.form(path)
	typed.Set("network", strings.Repeat("Réseau. ", 40_000))
	typed.Set("retablir", "groups.g3") // whichever button is pressed
	a := lead.post(path, typed)
	if body := a.body(); a.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Il n’est pas enregistré") ||
		strings.Contains(body, "Tout ce que vous avez écrit est gardé") || !strings.Contains(body, strings.Repeat("Réseau. ", 30_000)) {
		t.Errorf("POST %s with 320 kB: got %d, want 422, the text, and that it is not saved", path, a.Code)
	}
}

// form is the one form of a page's content, as a browser would send it.
func (v *visitor) form(path string) url.Values {
	v.site.t.Helper()
	typed := url.Values{}
	for node := range parse(v.site.t, path, v.get(path).body()).Descendants() {
		attributes := map[string]string{}
		for _, a := range node.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case node.Data == "input" && has(node, "checked"), node.Data == "input" && attributes["type"] != "radio" && attributes["type"] != "checkbox":
			typed.Set(attributes["name"], attributes["value"])
		case node.Data == "option" && has(node, "selected"):
			typed.Set(attribute(node.Parent, "name"), attributes["value"])
		case node.Data == "textarea" && node.FirstChild != nil:
			typed.Set(attributes["name"], strings.TrimPrefix(node.FirstChild.Data, "\n"))
		}
	}
	return typed
}

func has(node *nethtml.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a nethtml.Attribute) bool { return a.Key == name })
}
