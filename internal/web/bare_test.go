package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web"
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
	now := machine.Add(10 * time.Hour) // eight in the evening
	s := newBare(t, func() civil.Instant { return now })
	addPerson(s, "agent", access.RoleGrant{Role: access.RegionalPilot, FromDay: machine.Date(), UntilDay: machine.Date()})
	s.invite("agent")
	v := s.visitor()
	v.choose(s.leaving("agent"), goodPassword)
	if a := v.signIn("agent", goodPassword); a.Code != http.StatusSeeOther {
		t.Fatalf("signing in: got %d, want 303", a.Code)
	}
	if a := v.get("/accueil"); a.Code != http.StatusOK {
		t.Errorf("GET /accueil on the day of the role: got %d, want 200", a.Code)
	}
	now = now.Add(5 * time.Hour)
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
