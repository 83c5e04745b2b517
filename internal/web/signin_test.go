package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

// A token that somebody knew before is worth nothing after the sign-in.
func TestSignInRenewsTheToken(t *testing.T) {
	s := newSite(t)
	v := s.as("principal-courbet")
	before := v.cookie
	v.post("/connexion/pilote-dgesco", nil)
	if v.cookie.Value == before.Value {
		t.Error("the token is the same after a second sign-in")
	}
	old := s.visitor()
	old.cookie = before
	if a := old.get("/accueil"); verdict(a) != signIn {
		t.Errorf("GET /accueil with the former token: got %d to %q, want to sign in", a.Code, a.location())
	}
	planted := s.visitor()
	planted.cookie = &http.Cookie{Name: "preau", Value: "choisi-par-un-autre"}
	planted.post("/connexion/principal-courbet", nil)
	if planted.cookie.Value == "choisi-par-un-autre" {
		t.Error("a token chosen by somebody else was taken")
	}
}

// Leaving ends the sign-in in the database: the token that stays in the browser
// for an hour opens nothing.
func TestSignOutEndsTheSignIn(t *testing.T) {
	s := newSite(t)
	v := s.as("principal-courbet")
	stolen := s.visitor()
	stolen.cookie = v.cookie
	if a := v.post("/deconnexion", nil); a.Code != http.StatusSeeOther || a.location() != "/" || v.cookie == nil || v.cookie.MaxAge > 3601 {
		t.Errorf("POST /deconnexion: got %d to %q, cookie %v, want 303 to / and one for an hour", a.Code, a.location(), v.cookie)
	}
	for _, left := range []*visitor{v, stolen} {
		if a := left.get("/accueil"); verdict(a) != signIn {
			t.Errorf("GET /accueil with the token of a sign-in that ended: got %d, want to sign in", a.Code)
		}
	}
}

// The token of a sign-in is nowhere in the database: a copy opens no door.
func TestTheTokenIsKeptAsItsHash(t *testing.T) {
	s := newSite(t)
	v := s.as("principal-courbet")
	var clear int64
	if err := s.db.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Get(&clear, "SELECT count(*) FROM sign_in WHERE token = $1", v.cookie.Value)
	}); err != nil || clear != 0 {
		t.Errorf("sign-ins kept under the token itself: got %d, %v, want 0", clear, err)
	}
}

// A role ends on its day, also for who is signed in.
func TestARoleThatEndsIsLostAtOnce(t *testing.T) {
	s := newSite(t)
	both, leaving := s.as("both"), s.as("leaving")
	both.post("/compte/role", url.Values{"role": {string(access.RegionalPilot)}})
	sent := "/projets/" + s.file("submitted", "93", "").Number
	for _, v := range []*visitor{both, leaving} {
		if a := v.get(sent + "/avis"); a.Code != http.StatusOK {
			t.Errorf("%s on the last days: got %d, want 200", v.login, a.Code)
		}
	}
	s.visitor().post("/exemple/date", url.Values{"date": {"26/09/2009"}})
	if a := leaving.get(sent + "/avis"); verdict(a) != signIn {
		t.Errorf("leaving, who holds no role any more: got %d, want to sign in", a.Code)
	}
	if a := leaving.post(sent+"/avis", url.Values{"avis": {"Favorable"}}); verdict(a) != signIn {
		t.Errorf("leaving gives an opinion: got %d, want to sign in", a.Code)
	}
	if a := both.get(sent + "/avis"); a.Code != http.StatusNotFound {
		t.Errorf("both, who is still a reader of another department: got %d, want 404", a.Code)
	}
	if a := both.get("/compte"); !strings.Contains(a.body(), access.DepartmentReader.Label()) || strings.Contains(a.body(), access.RegionalPilot.Label()) {
		t.Errorf("account of both: want the one role that is left")
	}
	if a := s.visitor().post("/connexion/leaving", nil); a.Code != http.StatusNotFound {
		t.Errorf("POST /connexion/leaving: got %d, want 404", a.Code)
	}
}

// One acts in one role at a time, among those one holds.
func TestRoles(t *testing.T) {
	s := newSite(t)
	both := s.as("both")
	sent := "/projets/" + s.file("submitted", "93", "").Number
	for _, c := range []struct {
		role string
		want int
	}{
		{"", http.StatusNotFound}, // begins as a reader of the Val-de-Marne
		{string(access.RegionalPilot), http.StatusOK},
		{string(access.NationalPilot), http.StatusOK}, // not held: still a pilot of the region
		{"anyone", http.StatusOK},
		{"program", http.StatusOK},
		{strings.Repeat("x", 10_000), http.StatusOK},
		{string(access.DepartmentReader), http.StatusNotFound},
	} {
		if c.role != "" {
			both.post("/compte/role", url.Values{"role": {c.role}})
		}
		if a := both.get(sent); a.Code != c.want {
			t.Errorf("GET %s after choosing %.20q: got %d, want %d", sent, c.role, a.Code, c.want)
		}
		if a := both.get("/journal"); a.Code != http.StatusNotFound {
			t.Errorf("GET /journal after choosing %.20q: got %d, want 404", c.role, a.Code)
		}
	}
}

// Sign-ins end after twelve hours of the machine's clock, whatever the
// example's date: they are kept with an end that far away.
func TestSignInsEnd(t *testing.T) {
	s := newSite(t)
	before := time.Now()
	v := s.as("principal-courbet")
	s.visitor().post("/exemple/date", url.Values{"date": {"30/06/2010"}})
	if a := v.get("/accueil"); a.Code != http.StatusOK {
		t.Errorf("GET /accueil nine months later in the example: got %d, want 200", a.Code)
	}
	var ends civil.Instant
	if err := s.db.Read(t.Context(), func(tx *db.Tx) error { return tx.Get(&ends, "SELECT max(expires_at) FROM sign_in") }); err != nil {
		t.Fatal(err)
	}
	if got, want := ends, civil.At(before.Add(12*time.Hour)); got.Before(want.Add(-time.Second)) || got.After(civil.At(time.Now().Add(12*time.Hour))) {
		t.Errorf("end of the sign-in: got %v, want about %v", got, want)
	}
	if err := s.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE sign_in SET expires_at = $1", civil.At(before.Add(-time.Second)))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if a := v.get("/accueil"); verdict(a) != signIn {
		t.Errorf("GET /accueil after the end: got %d, want to sign in", a.Code)
	}
}
