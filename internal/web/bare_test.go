package web_test

import (
	"net/http"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web"
	"preau/internal/web/page"
)

// Nobody enters a real database without a password, and nobody sets its clock:
// the pages that would do so are not there.
func TestADatabaseThatIsNoExample(t *testing.T) {
	s := newBare(t, func() civil.Instant { return machine })
	addPerson(s, "agent", access.RoleGrant{Role: access.NationalPilot, FromDay: civil.MustDate("2009-07-28")})
	v := s.visitor()
	for _, path := range []string{"/", "/connexion", "/aide"} {
		a := v.get(path)
		for _, word := range []string{"Entrer comme", "sans mot de passe", "/exemple/date"} {
			if a.Code != http.StatusOK || strings.Contains(a.body(), word) {
				t.Errorf("GET %s: got %d, and « %s » on it: %v", path, a.Code, word, strings.Contains(a.body(), word))
			}
		}
	}
	for _, path := range []string{"/connexion/agent", "/exemple/date"} {
		if a := v.post(path, nil); a.Code != http.StatusNotFound || v.cookie != nil {
			t.Errorf("POST %s: got %d, cookie %v, want 404 and none", path, a.Code, v.cookie)
		}
	}
	if a := v.get("/exemple/date"); a.Code != http.StatusNotFound {
		t.Errorf("GET /exemple/date: got %d, want 404", a.Code)
	}
}

// The routes of an example are those of a real database and three more.
func TestRoutesOfAnExample(t *testing.T) {
	plain := map[string]bool{}
	for _, route := range web.Routes(false) {
		plain[route.Pattern()] = true
	}
	var more []string
	for _, route := range web.Routes(true) {
		if !plain[route.Pattern()] {
			more = append(more, route.Pattern())
		}
	}
	if got, want := strings.Join(more, ", "), "POST /connexion/{login}, GET /exemple/date, POST /exemple/date"; got != want {
		t.Errorf("routes of an example alone: got %s, want %s", got, want)
	}
}

// The business clock is the machine's: a role that ends today is lost tomorrow.
func TestTheClockIsTheMachines(t *testing.T) {
	now := machine
	s := newBare(t, func() civil.Instant { return now })
	id := addPerson(s, "agent", access.RoleGrant{Role: access.NationalPilot, FromDay: machine.Date(), UntilDay: machine.Date()})
	v := s.visitor()
	v.cookie = signedIn(s, id)
	if a := v.get("/accueil"); a.Code != http.StatusOK {
		t.Errorf("GET /accueil on the day of the role: got %d, want 200", a.Code)
	}
	now = machine.Add(24 * 60 * 60 * 1e9)
	v.cookie = signedIn(s, id) // the one before has ended
	if a := v.get("/accueil"); verdict(a) != signIn {
		t.Errorf("GET /accueil the day after: got %d, want to sign in", a.Code)
	}
}

func addPerson(s *site, login string, grant access.RoleGrant) (id db.ID) {
	s.t.Helper()
	err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		if err := add(tx, s.Site.Access, login, grant); err != nil {
			return err
		}
		return tx.Get(&id, "SELECT id FROM person WHERE login = $1", login)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// signedIn is the cookie of a sign-in, on a database that has no page for it yet.
func signedIn(s *site, id db.ID) *http.Cookie {
	s.t.Helper()
	v := s.visitor()
	v.handler = s.Site.Handle(page.Route{Method: "GET", Path: "/", Act: access.ActVisit, Handle: func(r *page.Request) (page.Response, error) {
		return page.SeeOther("/"), r.SignIn(s.Site.Rights.In(access.Person{ID: id}, access.NationalPilot))
	}})
	v.ask("POST", "/", nil, nil)
	return v.cookie
}
