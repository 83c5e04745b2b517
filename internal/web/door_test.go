package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/web/page"
)

const goodPassword = "girafe velours tambour"

// cheap is a cost that no test waits for.
var cheap = access.Cost{Memory: 8, Passes: 1, Threads: 1}

var keyValue = regexp.MustCompile(`name="_cle" value="[^"]*"`)

// now is the moment of an act on the site.
func (s *site) now() civil.Moment {
	now := s.Site.Clock()
	if s.Site.Example {
		return civil.Moment{Happened: moment.Happened, Recorded: now}
	}
	return civil.Moment{Happened: now, Recorded: now}
}

// invite writes an invitation to a person, by the program.
func (s *site) invite(login string) {
	s.t.Helper()
	call := access.Call{By: s.Site.Rights.In(access.Person{}, access.Program, access.France), At: s.now()}
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, login)
		if err != nil {
			return err
		}
		return access.InviteTx(tx, call, person)
	}); err != nil {
		s.t.Fatal(err)
	}
}

// forget asks for a new password as its person.
func (s *site) forget(login string) {
	s.t.Helper()
	if err := s.Site.Door.Forgotten(s.t.Context(), s.now(), login, access.From{}); err != nil {
		s.t.Fatal(err)
	}
}

// lastLink is the last letter with a private link to a person, once what waits was done.
func (s *site) lastLink(login string) (l mail.Letter) {
	s.t.Helper()
	if err := s.Work(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	if err := s.db.Read(s.t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, login)
		if err != nil {
			return err
		}
		all, _, err := mail.To(tx, person.ID, 0, 100)
		for _, l = range all {
			if _, private := access.LinkOf(l.About); private {
				return err
			}
		}
		s.t.Fatalf("no letter with a link to %s: %v", login, err)
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return l
}

// leaving is where the last letter to a person leads, as it leaves.
func (s *site) leaving(login string) string {
	s.t.Helper()
	return page.Leaving(s.Site.Links)(s.lastLink(login).About).Path
}

// choose chooses a password by a private link.
func (v *visitor) choose(link, password string) *answer {
	v.site.t.Helper()
	return v.post(link, url.Values{"mot-de-passe": {password}})
}

// signIn types a name and a password.
func (v *visitor) signIn(name, password string) *answer {
	v.site.t.Helper()
	return v.post("/connexion", url.Values{"identifiant": {name}, "mot-de-passe": {password}})
}

// welcome invites a person, who chooses the good password.
func (s *site) welcome(login string) {
	s.t.Helper()
	s.invite(login)
	if a := s.visitor().choose(s.leaving(login), goodPassword); a.Code != http.StatusSeeOther {
		s.t.Fatalf("choosing a password for %s: got %d, want 303", login, a.Code)
	}
}

// From the invitation to the first page: what a person does.
func TestInvitationPasswordSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		k.invite("principal-courbet")
		link := k.leaving("principal-courbet")
		v := k.visitor()
		if a := v.get(link); a.Code != http.StatusOK || !strings.Contains(a.body(), "principal-courbet") || !strings.Contains(a.body(), `autocomplete="new-password"`) {
			t.Fatalf("GET of the link: got %d, want the page to choose a password", a.Code)
		}
		if a := v.choose(link, goodPassword); a.Code != http.StatusSeeOther || a.location() != "/connexion?identifiant=principal-courbet" {
			t.Fatalf("choosing: got %d to %q, want 303 to /connexion, with the name", a.Code, a.location())
		} else if body := v.get(a.location()).body(); !strings.Contains(body, `name="identifiant" value="principal-courbet"`) {
			t.Errorf("GET %s: want the name filled in", a.location())
		}
		for _, name := range []string{"principal-courbet", " Principal-Courbet\u00a0", "principal-courbet@exemple.invalid", "PRINCIPAL-COURBET@exemple.invalid "} {
			v := k.visitor()
			if a := v.signIn(name, goodPassword); a.Code != http.StatusSeeOther || a.location() != "/accueil" {
				t.Errorf("signing in as %q: got %d to %q, want 303 to /accueil", name, a.Code, a.location())
			}
			if a := v.get("/accueil"); a.Code != http.StatusOK {
				t.Errorf("GET /accueil as %q: got %d, want 200", name, a.Code)
			}
		}
	})
}

// A private link is nowhere but in the letter that leaves.
func TestNoPageShowsAPrivateLink(t *testing.T) {
	s := newSite(t)
	s.invite("principal-courbet")
	l, link := s.lastLink("principal-courbet"), s.leaving("principal-courbet")
	token := strings.TrimPrefix(link, "/invitation/")
	if strings.Contains(l.Title+l.Body+l.About, token) {
		t.Error("the letter as it is kept holds its link")
	}
	for _, path := range []string{"/administration/courriers", "/administration/courriers/" + idText(l.ID), "/journal"} {
		if a := s.as("administration").get(path); a.Code != http.StatusOK || strings.Contains(a.body(), token) {
			t.Errorf("GET %s: got %d, the link is on it: %v", path, a.Code, strings.Contains(a.body(), token))
		}
	}
	if a := s.as("principal-courbet").get("/courriers"); strings.Contains(a.body(), token) || strings.Contains(a.body(), "/invitation/") {
		t.Error("GET /courriers shows the link")
	}
}

// A link serves once, for one person, for a time; the others change nothing.
func TestALinkThatDoesNotServe(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		k.invite("principal-courbet")
		former := k.leaving("principal-courbet")
		k.invite("principal-courbet")
		link := k.leaving("principal-courbet")
		k.invite("directrice-doisneau")
		hers := k.leaving("directrice-doisneau")
		_, signature, _ := strings.Cut(hers, ".")
		subject, _, _ := strings.Cut(link, ".")
		refused := func(name string, v *visitor, path string) {
			t.Helper()
			for _, a := range []*answer{v.get(path), v.choose(path, "autre mot bien choisi")} {
				if a.Code != http.StatusNotFound || !strings.Contains(a.body(), "Ce lien ne peut pas servir") || !strings.Contains(a.body(), "Rien n’a été modifié") {
					t.Errorf("%s: got %d, want 404 and the page that says why", name, a.Code)
				}
				if strings.Contains(a.body(), "Lenoir") {
					t.Errorf("%s: the page names the person", name)
				}
			}
		}
		refused("the former link", k.visitor(), former)
		refused("the signature of another's", k.visitor(), subject+"."+signature)
		refused("the same for the other purpose", k.visitor(), strings.Replace(link, "/invitation/", "/mot-de-passe/", 1))
		refused("without its end", k.visitor(), link[:len(link)-1])
		refused("made up", k.visitor(), "/invitation/1-1.AAAAAAAAAAAAAAAAAAAAAA")
		refused("by another who is signed in", k.as("directrice-doisneau"), link)
		if a := k.visitor().get(link); a.Code != http.StatusOK {
			t.Fatalf("the link, after all that: got %d, want 200", a.Code)
		}
		first := k.visitor().post(link, url.Values{"mot-de-passe": {goodPassword}, "_cle": {"deux-clics"}})
		again := k.visitor().post(link, url.Values{"mot-de-passe": {goodPassword}, "_cle": {"deux-clics"}})
		if first.Code != http.StatusSeeOther || again.Code != http.StatusSeeOther {
			t.Errorf("a double click: got %d, %d, want 303 twice", first.Code, again.Code)
		}
		refused("once used", k.visitor(), link)
		k.pass(72 * 3600 * 1e9)
		refused("after 72 hours", k.visitor(), hers)
		if a := k.visitor().signIn("principal-courbet", goodPassword); a.Code != http.StatusSeeOther {
			t.Errorf("signing in with the password of the first use: got %d, want 303", a.Code)
		}
	})
}

// Whoever is refused reads the same page: nobody learns who has an account.
func TestEveryRefusalReadsAlike(t *testing.T) {
	s := newSite(t)
	s.welcome("principal-courbet")
	s.welcome("leaving")
	s.visitor().post("/exemple/date", url.Values{"date": {"26/09/2009"}}) // their role is over
	var first string
	asked := map[int64][]string{}
	for name, typed := range map[string][2]string{
		"nobody": {"inconnu", goodPassword}, "a wrong password": {"principal-courbet", "un autre mot de passe"},
		"no password yet": {"directrice-doisneau", goodPassword}, "no role": {"leaving", goodPassword},
	} {
		a := s.visitor().signIn(typed[0], typed[1])
		body := strings.Replace(a.body(), `value="`+typed[0]+`"`, "", 1)
		body = keyValue.ReplaceAllString(body, "")
		if first == "" {
			first = body
		}
		if a.Code != http.StatusUnprocessableEntity || body != first || a.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: got %d, the same page as the others: %v, want 422 and the same", name, a.Code, body == first)
		}
		asked[a.request().SQL] = append(asked[a.request().SQL], name)
	}
	if len(asked) != 1 {
		t.Errorf("statements asked of the database, and by whom: got %v, want as many for all", asked)
	}
}

// When too many come in at once, they are told to come back, and when.
func TestTooManyAtOnceIsTold(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	v.handler = s.Site.Handle(page.Route{Method: "POST", Path: "/connexion", Act: access.ActEnter, Handle: func(*page.Request) (page.Response, error) {
		return page.Response{}, access.ErrBusy
	}})
	a := v.signIn("principal-courbet", goodPassword)
	if a.Code != http.StatusServiceUnavailable || a.Header().Get("Retry-After") != "5" || !strings.Contains(a.body(), "Réessayez dans quelques secondes") {
		t.Errorf("a sign-in when all are busy: got %d, Retry-After %q, want 503, 5 and the sentence", a.Code, a.Header().Get("Retry-After"))
	}
}
