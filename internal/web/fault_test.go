package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/journal"
	"preau/internal/project"
	"preau/internal/web"
	"preau/internal/web/page"
)

var reference = regexp.MustCompile(`référence ([A-Z2-7]{8})`)

// detail is what no person should read on a page.
var detail = regexp.MustCompile(`(?i)sql|db:|database|panic|goroutine|\.go\b|closed`)

// failedWith checks the page of a fault of ours, and that the log tells more.
func failedWith(t *testing.T, name string, a *answer, status int) {
	t.Helper()
	found := reference.FindStringSubmatch(a.body())
	if a.Code != status || found == nil {
		t.Errorf("%s: got %d, want %d and a page with a reference", name, a.Code, status)
		return
	}
	if leak := detail.FindString(strings.ReplaceAll(a.body(), found[1], "")); leak != "" { // a reference may spell anything
		t.Errorf("%s: the page says %q", name, leak)
	}
	logged := false
	for _, l := range a.logged {
		logged = logged || l.Msg == "failure" && l.Ref == found[1] && l.Err != ""
	}
	if !logged || a.request().Ref != found[1] {
		t.Errorf("%s: the reference %s is not in the log\n%+v", name, found[1], a.logged)
	}
}

// A database that always fails: every route says so, to everyone, in one way.
func TestADatabaseThatFails(t *testing.T) {
	s := newSite(t)
	m := newMatrix(s)
	visitors := []*visitor{s.visitor(), s.as(string(access.SchoolLead)), s.as(string(access.NationalPilot))}
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, route := range web.Routes(true) {
		for _, v := range visitors {
			path := m.path(route, m.mine)
			a := v.ask(route.Method, path, nil, nil)
			failedWith(t, fmt.Sprintf("%s %s as %q", route.Method, path, v.login), a, http.StatusInternalServerError)
		}
	}
	failedWith(t, "GET /nulle-part", visitors[0].get("/nulle-part"), http.StatusInternalServerError)
	a := visitors[0].get("/sante")
	if want := `{"engine":"sqlite","status":"indisponible"}`; a.Code != http.StatusServiceUnavailable || strings.TrimSpace(a.body()) != want {
		t.Errorf("GET /sante: got %d %s, want 503 %s", a.Code, a.body(), want)
	}
	if a := visitors[0].get("/static/x/preau.css"); a.Code != http.StatusOK {
		t.Errorf("GET of a style sheet: got %d, want 200: it needs no database", a.Code)
	}
}

// A database that can only be read, as when its disk is: what is read still
// is, what is done is refused in French, and nothing has changed.
func TestADatabaseThatRefusesWrites(t *testing.T) {
	s := newSite(t)
	both, lead, reader := s.as("both"), s.as(string(access.SchoolLead)), s.as(talksFar)
	m := newMatrix(s)
	section := m.path(page.Route{Path: "/projets/{number}/fiche/{sheet}/{section}"}, m.mine)
	// The next page has a sentence to show, which it takes out of the sign-in.
	if a := both.post("/exemple/date", url.Values{"date": {"22/09/2009"}}); a.Code != http.StatusSeeOther {
		t.Fatalf("POST /exemple/date: got %d, want 303", a.Code)
	}
	before := stateOf(s)
	err := s.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("PRAGMA query_only = 1") // of the one connection that writes
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []struct {
		by    *visitor
		path  string
		typed url.Values
	}{
		{lead, section, url.Values{"slots": {"Le lundi"}}},
		{lead, "/projets/" + draft + "/retirer", url.Values{"motif": {"Trop peu de parents."}}},
		{both, "/compte/role", url.Values{"role": {string(access.RegionalPilot)}}},
		{both, "/exemple/date", url.Values{"date": {"23/09/2009"}}},
		{both, "/connexion/principal-courbet", nil},
		{lead, "/deconnexion", nil},
	} {
		a := act.by.post(act.path, act.typed)
		failedWith(t, "POST "+act.path, a, http.StatusServiceUnavailable)
		if !strings.Contains(a.body(), "Enregistrement impossible pour le moment") || strings.Count(a.body(), "</html>") != 1 {
			t.Errorf("POST %s: want the French sentence, once:\n%s", act.path, a.body())
		}
	}
	if a := both.get("/sante"); a.Code != http.StatusServiceUnavailable {
		t.Errorf("GET /sante: got %d, want 503", a.Code)
	}
	for _, path := range []string{"/accueil", "/projets", "/"} {
		a := both.get(path)
		if a.Code != http.StatusOK || strings.Count(a.body(), "</html>") != 1 {
			t.Errorf("GET %s: got %d and %d pages, want 200 and one", path, a.Code, strings.Count(a.body(), "</html>"))
		}
	}
	// What is new to read is read, though nobody can keep that it is.
	if a := reader.get(talked); a.Code != http.StatusOK || !strings.Contains(a.body(), "Nouveau") {
		t.Errorf("GET %s: got %d, want 200 and what is new", talked, a.Code)
	}
	if diff := cmp.Diff(before, stateOf(s)); diff != "" {
		t.Errorf("something was written: -before +after\n%s", diff)
	}
}

// A fault that comes after something was kept does not say that nothing changed; what
// is only read, and what kept nothing, says so.
func TestAFaultAfterWhatIsKept(t *testing.T) {
	s := newSite(t)
	keep := func(r *page.Request) error {
		return s.db.Write(r.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE journal_head SET seq = seq")
			return err
		})
	}
	fault := errors.New("the page that follows")
	for name, c := range map[string]struct {
		do     func(*page.Request) error
		status int
		want   string
	}{
		"kept":     {func(r *page.Request) error { return errors.Join(keep(r), fault) }, http.StatusServiceUnavailable, "vérifiez s’il a été pris en compte"},
		"not kept": {func(*page.Request) error { return fault }, http.StatusInternalServerError, "Rien n’a été modifié"},
	} {
		route := page.Route{Method: http.MethodPost, Path: "/", Act: access.ActVisit, Handle: func(r *page.Request) (page.Response, error) {
			return page.Response{}, c.do(r)
		}}
		answer := httptest.NewRecorder()
		s.Site.Handle(route).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/", nil))
		if body := answer.Body.String(); answer.Code != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: got %d, want %d and %q:\n%s", name, answer.Code, c.status, c.want, body)
		}
	}
}

// A full disk: who reads still does, who writes is told, and so is who watches the
// server; once there is room it serves again by itself.
func TestADiskThatIsFull(t *testing.T) {
	s := newSite(t)
	both := s.as("both")
	const path = "/exemple/date"
	pragma := func(text string) {
		if err := s.db.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(text); return err }); err != nil {
			t.Fatal(err)
		}
	}
	act := func(i int) *answer { return both.post(path, url.Values{"date": {fmt.Sprintf("%d/09/2009", 22+i%2)}}) }
	pragma("PRAGMA max_page_count = 1") // as many as there are: not one more
	refused := false
	for i := 0; i < 500 && !refused; i++ { // what is free of its pages is used first
		if a := act(i); a.Code != http.StatusSeeOther {
			refused = true
			failedWith(t, "POST "+path, a, http.StatusServiceUnavailable)
		}
	}
	if a := both.get("/sante"); a.Code != http.StatusServiceUnavailable {
		t.Errorf("GET /sante: got %d, want 503", a.Code)
	}
	if !refused {
		t.Fatal("nothing was refused")
	}
	if a := both.get("/accueil"); a.Code != http.StatusOK {
		t.Errorf("GET /accueil: got %d, want 200", a.Code)
	}
	pragma("PRAGMA max_page_count = 1000000")
	if a := act(0); a.Code != http.StatusSeeOther {
		t.Errorf("POST %s, with room again: got %d, want 303", path, a.Code)
	}
	if a := both.get("/sante"); a.Code != http.StatusOK {
		t.Errorf("GET /sante, with room again: got %d, want 200", a.Code)
	}
}

// kept is what a write would have changed.
type kept struct {
	Head   journal.Head
	Saved  string
	Files  []project.Row
	Fields map[string]project.Answer
}

func stateOf(s *site) (k kept) {
	s.t.Helper()
	everywhere := s.Site.Rights.In(access.Person{}, access.NationalPilot, access.France)
	mine := s.file(project.Draft, "93", draftSchool)
	err := s.db.Read(s.t.Context(), func(tx *db.Tx) (err error) {
		if k.Head, err = journal.Last(tx); err != nil {
			return err
		}
		listing, err := project.List(tx, everywhere, "2009-2010", project.Query{All: true})
		if err != nil {
			return err
		}
		k.Files = listing.Rows
		k.Fields, err = s.Site.Projects.Fields(tx, mine.Project, mine.Rules.Sheets[0].Key)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	k.Saved = mine.SavedAt.String()
	return k
}

// A fault in our own code is a page too, with its reference.
func TestAPanicIsAPage(t *testing.T) {
	s := newSite(t)
	broken := s.Site.Handle(page.Route{Method: "GET", Path: "/aide", Act: access.ActVisit,
		Handle: func(*page.Request) (page.Response, error) { panic("a nil map") }})
	v := s.visitor()
	v.handler = broken
	failedWith(t, "a handler that panics", v.get("/aide"), http.StatusInternalServerError)
}

// What no page of ours sends is refused, on both engines: PostgreSQL keeps no
// NUL and no text that is not UTF-8, nor a key longer than a page of its index.
func TestWhatIsNoTextIsRefused(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as(string(access.SchoolLead))
		for _, path := range []string{"/projets/%00", "/projets/%ff", "/projets?etat=%00", "/projets?departement=%fe", "/connexion?retour=%00"} {
			if a := lead.get(path); a.Code != http.StatusBadRequest || !strings.Contains(a.body(), "n’a pas pu lire") {
				t.Errorf("GET %s: got %d, want 400 and a sentence", path, a.Code)
			}
		}
		for _, typed := range []string{"motif=%00", "motif=%ff", "motif=%zz", "_cle=%00", "%00=1"} {
			body := strings.NewReader(typed)
			a := lead.ask("POST", "/projets/"+draft+"/retirer", body, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
			if a.Code != http.StatusBadRequest {
				t.Errorf("POST %s: got %d, want 400", typed, a.Code)
			}
		}
		long := strings.Repeat("0123456789abcdef", 1000)
		a := lead.post("/projets/"+draft+"/retirer", url.Values{"_cle": {long}, "motif": {"Trop peu de parents."}})
		if a.Code != http.StatusSeeOther {
			t.Errorf("a form whose key is long: got %d, want 303", a.Code)
		}
		if a := lead.post("/projets/"+long+"/retirer", url.Values{"_cle": {"k"}, "motif": {"m"}}); a.Code != http.StatusNotFound {
			t.Errorf("a number that is long: got %d, want 404", a.Code)
		}
	})
}
