package web_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/web"
	"preau/internal/web/page"
)

// An account that is suspended opens nothing from the next request on, on any
// node. Restored, it opens to who signs in again: a sign-in of before stays closed.
func TestASuspendedAccountOpensNothingOnAnyNode(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		other, err := web.New(t.Context(), web.Config{DB: s.db, Log: slog.New(slog.DiscardHandler), Clock: s.Site.Clock})
		if err != nil {
			t.Fatal(err)
		}
		here := s.as("principal-courbet")
		there := &visitor{site: s, handler: other, cookie: here.cookie}
		answers := func(code int) {
			t.Helper()
			for name, v := range map[string]*visitor{"here": here, "there": there} {
				if a := v.get("/accueil"); a.Code != code {
					t.Errorf("GET /accueil %s: got %d, want %d", name, a.Code, code)
				}
			}
		}
		admin := s.as("administration")
		answers(http.StatusOK)
		admin.post("/personnes/principal-courbet/suspension", url.Values{"motif": {"Adresse perdue."}})
		answers(http.StatusSeeOther)
		if a := there.post("/compte/role", url.Values{"role": {"school_lead"}}); a.Code != http.StatusSeeOther || a.location() != "/connexion" {
			t.Errorf("a form of a suspended person: got %d to %q, want 303 to /connexion", a.Code, a.location())
		}
		if body := there.get("/connexion").body(); !strings.Contains(body, "Votre compte n’ouvre plus Préau") || strings.Contains(body, "Adresse perdue") {
			t.Errorf("the door of a suspended person: want it said without detail in\n%s", body)
		}
		if a := s.visitor().post("/connexion/principal-courbet", nil); a.Code != http.StatusNotFound {
			t.Errorf("entering as a suspended person: got %d, want 404", a.Code)
		}
		admin.post("/personnes/principal-courbet/retablir", url.Values{"motif": {"Adresse retrouvée."}})
		answers(http.StatusSeeOther)
		if a := s.as("principal-courbet").get("/accueil"); a.Code != http.StatusOK {
			t.Errorf("GET /accueil after signing in again: got %d, want 200", a.Code)
		}
	})
}

// Who is lent a role that asks for a second factor sets it up first.
func TestWhoStandsInSetsUpTheSecondFactor(t *testing.T) {
	s := newSite(t)
	s.welcome(string(access.AcademieManager))
	before := s.visitor()
	before.signIn(string(access.AcademieManager), goodPassword)
	if a := before.get("/compte"); a.Code != http.StatusOK {
		t.Errorf("GET /compte before: got %d, want 200", a.Code)
	}
	call := access.Call{By: s.actor(string(access.NationalPilot)), At: moment}
	if err := s.Site.Access.Delegate(t.Context(), call, access.TypedDelegation{Grant: s.grantOf(string(access.NationalPilot)),
		Email: string(access.AcademieManager) + "@exemple.invalid", Until: "30/09/2009"}); err != nil {
		t.Fatal(err)
	}
	if a := before.get("/compte"); a.Code != http.StatusSeeOther || a.location() != page.FactorPath {
		t.Errorf("GET /compte once the role is lent: got %d to %q, want 303 to %s", a.Code, a.location(), page.FactorPath)
	}
}

// What a page of one school learns of an address: the same answer, known or not.
func TestGivingARoleTellsNothingOfAnAccount(t *testing.T) {
	s := newSite(t)
	lead := s.as("principal-courbet")
	give := func(email string) *answer {
		return lead.post("/donner-un-role/trainer", url.Values{"lieu": {s.actor("principal-courbet").Places[0].School}, "nom": {"Personne leaving"}, "courriel": {email}})
	}
	flash := func(email string) string {
		a := give(email)
		if a.Code != http.StatusSeeOther {
			t.Fatalf("giving a role to %s: got %d, want 303", email, a.Code)
		}
		return strings.ReplaceAll(lead.get("/accueil").body(), email, "…")
	}
	said := "Le rôle est donné. Un courrier est écrit à …."
	for _, email := range []string{"leaving@exemple.invalid", "inconnue@exemple.invalid"} {
		if !strings.Contains(flash(email), said) {
			t.Errorf("what is said of %s: want %q", email, said)
		}
	}
	if a := lead.get("/personnes/leaving"); a.Code != http.StatusOK || strings.Contains(a.body(), access.RegionalPilot.Label()) {
		t.Errorf("GET /personnes/leaving: got %d, want the one role within the school", a.Code)
	}
	for _, path := range []string{"/personnes/prefet-idf", "/personnes/inconnue", "/personnes/", "/roles/1", "/roles/x", "/roles/9223372036854775808"} {
		if a := lead.get(path); a.Code != http.StatusNotFound {
			t.Errorf("GET %s: got %d, want 404", path, a.Code)
		}
	}
}

// A name follows no « de », which some names would elide.
func TestSuspendingNamesThePerson(t *testing.T) {
	s := newSite(t)
	if a := s.as("administration").get("/personnes/prefet-idf/suspension"); !strings.Contains(a.body(), "Suspendre un compte\u202f: Anne Lefèvre") {
		t.Errorf("GET /personnes/prefet-idf/suspension: got %d, want a title with the name", a.Code)
	}
}

// The journal says who did what, by name and role.
func TestTheJournalSaysWho(t *testing.T) {
	s := newSite(t)
	s.as("principal-courbet").post("/projets/"+draft+"/retirer", url.Values{"motif": {"Trop peu de parents."}})
	if body := s.as("administration").get("/journal").body(); !strings.Contains(body, "Marc Lenoir, "+access.SchoolLead.Label()) {
		t.Error("GET /journal: want the name of who withdrew the project, and their role")
	}
}
