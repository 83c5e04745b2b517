package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/web"
	"preau/internal/web/page"
)

var (
	shownKey   = regexp.MustCompile(`<code id="cle">([A-Z2-7 ]+)</code>`)
	shownCodes = regexp.MustCompile(`<code>([a-z2-7]{5}-[a-z2-7]{5})</code>`)
	demanding  = []access.Role{access.NationalPilot, access.NationalPayer, access.PoolingManager, access.Administrator}
)

// setUp reads the key on the page, as an application does, and turns the factor on.
func (v *visitor) setUp(now civil.Instant) (key string) {
	v.site.t.Helper()
	found := shownKey.FindStringSubmatch(v.get(page.FactorPath).body())
	if found == nil {
		v.site.t.Fatal("the page shows no key")
	}
	key = strings.ReplaceAll(found[1], " ", "")
	if a := v.post(page.FactorPath, url.Values{"code": {codeAt(v.site.t, key, now)}}); a.Code != http.StatusSeeOther || a.location() != page.FactorPath {
		v.site.t.Fatalf("turning on: got %d to %q, want 303 to the page of the codes", a.Code, a.location())
	}
	return key
}

func codeAt(t testing.TB, key string, now civil.Instant) string {
	t.Helper()
	code, err := totp.GenerateCode(key, now.Time())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Who decides, pays or administers reaches nothing after the password but the page
// of the second factor, on any route.
func TestEveryRouteBeforeTheSecondFactor(t *testing.T) {
	s := newSite(t)
	m := newMatrix(s)
	for _, role := range demanding {
		s.welcome(string(role))
		v := s.visitor()
		if a := v.signIn(string(role), goodPassword); a.Code != http.StatusSeeOther {
			t.Fatalf("%s signs in: got %d, want 303", role, a.Code)
		}
		cookie := *v.cookie
		for _, route := range web.Routes(true) {
			if route.Act == access.ActEnter && route.Method == http.MethodPost && !strings.HasPrefix(route.Path, "/compte") {
				continue // these change who one is
			}
			path := m.calendarPath(m.territoryPath(m.doorPath(m.path(route, m.sent), role), role, m.sent), role)
			if strings.Contains(route.Path, "{jeton}") {
				continue // a link that ends the sign-in when it is used
			}
			v.cookie = &cookie
			a := v.ask(route.Method, path, nil, formType)
			held := a.Code == http.StatusSeeOther && a.location() == page.FactorPath
			may := s.Site.Rights.Reach(role, route.Act) != access.Nowhere
			if held != (may && !route.Before) {
				t.Errorf("%s %s as %s before the second factor: got %d to %q, held there: %v, want %v", route.Method, path, role, a.Code, a.location(), held, may && !route.Before)
			}
		}
		v.cookie = &cookie
		v.setUp(s.Site.Clock())
		if a := v.get("/accueil"); a.Code != http.StatusOK {
			t.Errorf("GET /accueil as %s once it is set up: got %d, want 200", role, a.Code)
		}
	}
	s.welcome(string(access.SchoolLead))
	v := s.visitor()
	v.signIn(string(access.SchoolLead), goodPassword)
	if a := v.get("/accueil"); a.Code != http.StatusOK {
		t.Errorf("GET /accueil as a school head: got %d, want 200: theirs is optional", a.Code)
	}
}

// The routes that are open before it are few.
func TestRoutesBeforeTheSecondFactor(t *testing.T) {
	var open []string
	for _, route := range web.Routes(false) {
		if route.Before && route.Act != access.ActVisit {
			open = append(open, route.Pattern())
		}
	}
	want := "GET /connexion, POST /connexion, GET /connexion/code, POST /connexion/code, GET /connexion/oubli, POST /connexion/oubli, " +
		"GET /invitation/{jeton}, POST /invitation/{jeton}, GET /mot-de-passe/{jeton}, POST /mot-de-passe/{jeton}, POST /deconnexion, " +
		"GET /compte/double-authentification, POST /compte/double-authentification"
	if got := strings.Join(open, ", "); got != want {
		t.Errorf("open before the second factor: got %s, want %s", got, want)
	}
}

// The whole way: setting up, the codes that two clicks do not lose, a sign-in
// with a code, the page where one was going.
func TestSigningInWithACode(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		k.welcome("pilote-dgesco")
		v := k.visitor()
		v.signIn("pilote-dgesco", goodPassword)
		first := v.get(page.FactorPath)
		key := strings.ReplaceAll(shownKey.FindStringSubmatch(first.body())[1], " ", "")
		if !strings.Contains(first.body(), `src="data:image/png;base64,`) || !strings.Contains(first.body(), `inputmode="numeric"`) || !strings.Contains(first.body(), `autocomplete="one-time-code"`) {
			t.Error("the page has no QR code, or a field that a telephone does not fill")
		}
		click := url.Values{"code": {codeAt(t, key, k.now)}, "_cle": {"deux-clics"}}
		for range 2 {
			if a := v.post(page.FactorPath, click); a.Code != http.StatusSeeOther || a.location() != page.FactorPath {
				t.Errorf("turning on, two clicks: got %d to %q, want 303 to the codes", a.Code, a.location())
			}
		}
		codes := shownCodes.FindAllStringSubmatch(v.get(page.FactorPath).body(), -1)
		if len(codes) != 10 {
			t.Fatalf("recovery codes on the page: got %d, want 10", len(codes))
		}
		next := k.visitor()
		a := next.post("/connexion", url.Values{"identifiant": {"pilote-dgesco"}, "mot-de-passe": {goodPassword}, "retour": {"/projets?etat=transmitted"}})
		if a.Code != http.StatusSeeOther || a.location() != "/connexion/code" {
			t.Fatalf("the password: got %d to %q, want 303 to the code", a.Code, a.location())
		}
		if a := next.get("/accueil"); verdict(a) != signIn {
			t.Errorf("GET /accueil before the code: got %d, want to sign in", a.Code)
		}
		before := next.cookie.Value
		if a := next.post("/connexion/code", url.Values{"code": {codeAt(t, key, k.now)}}); a.Code != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(a.body()), "n’est pas le bon, ou a déjà servi") {
			t.Errorf("the code of the setting up: got %d, want 422 and why", a.Code)
		}
		k.pass(time.Minute)
		if a := next.post("/connexion/code", url.Values{"code": {codeAt(t, key, k.now)}}); a.Code != http.StatusSeeOther || a.location() != "/projets?etat=transmitted" {
			t.Errorf("the code: got %d to %q, want 303 to where one was going", a.Code, a.location())
		}
		if next.cookie.Value == before {
			t.Error("the token is the same after the code")
		}
		if a := next.get("/accueil"); a.Code != http.StatusOK {
			t.Errorf("GET /accueil after the code: got %d, want 200", a.Code)
		}
		if shown := shownCodes.FindString(next.get(page.FactorPath).body()); shown != "" {
			t.Error("another sign-in reads the recovery codes")
		}
		lost := k.visitor()
		lost.signIn("pilote-dgesco", goodPassword)
		if a := lost.post("/connexion/code", url.Values{"secours": {codes[0][1]}}); a.Code != http.StatusSeeOther {
			t.Errorf("a recovery code: got %d, want 303", a.Code)
		}
		late := k.visitor()
		late.signIn("pilote-dgesco", goodPassword)
		k.pass(11 * time.Minute)
		if a := late.post("/connexion/code", url.Values{"secours": {codes[1][1]}}); late.get("/accueil").Code == http.StatusOK || !strings.Contains(html.UnescapeString(a.body()), "commencez par le mot de passe") {
			t.Errorf("a code eleven minutes after the password: got %d, want the password again", a.Code)
		}
	})
}

// A sign-in that is ended opens nothing from the next request on, on another node too.
func TestASignInEndedIsEndedOnEveryNode(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		k.welcome("principal-courbet")
		mine, stolen := k.visitor(), k.visitor()
		mine.signIn("principal-courbet", goodPassword)
		stolen.signIn("principal-courbet", goodPassword)
		node, err := web.New(t.Context(), web.Config{DB: k.db, Log: k.Site.Log, Cost: cheap, Clock: k.Site.Clock})
		if err != nil {
			t.Fatal(err)
		}
		stolen.handler = node
		if a := stolen.get("/accueil"); a.Code != http.StatusOK {
			t.Fatalf("GET /accueil on the other node: got %d, want 200", a.Code)
		}
		body := mine.get("/compte").body()
		path := regexp.MustCompile(`/compte/appareils/[0-9]+/deconnecter`).FindString(body)
		if path == "" || !strings.Contains(body, "Cet appareil") || !strings.Contains(body, "/compte/appareils/deconnecter-les-autres") {
			t.Fatal("the page of the account does not offer to end the other sign-in")
		}
		if a := k.as("directrice-doisneau").post(path, nil); a.Code != http.StatusNotFound {
			t.Errorf("ending another's sign-in: got %d, want 404", a.Code)
		}
		if a := mine.post(path, nil); a.Code != http.StatusSeeOther {
			t.Errorf("ending it: got %d, want 303", a.Code)
		}
		if a := stolen.get("/accueil"); verdict(a) != signIn {
			t.Errorf("GET /accueil with the sign-in that was ended: got %d, want to sign in", a.Code)
		}
		if a := stolen.post(withdraw, url.Values{"motif": {"Hop"}}); verdict(a) != signIn {
			t.Errorf("a form under it: got %d, want to sign in", a.Code)
		}
		if a := mine.get("/accueil"); a.Code != http.StatusOK {
			t.Errorf("GET /accueil with the other: got %d, want 200", a.Code)
		}
	})
}

// When a sign-in was last seen is written every five minutes at most.
func TestASignInIsSeenNowAndThen(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		v := k.as("principal-courbet")
		v.get("/accueil")
		first := v.get("/accueil").request().SQL
		k.pass(4 * time.Minute)
		if got := v.get("/accueil").request().SQL; got != first {
			t.Errorf("statements after four minutes: got %d, want %d", got, first)
		}
		k.pass(time.Minute)
		if got := v.get("/accueil").request().SQL; got != first+1 {
			t.Errorf("statements after five: got %d, want one more than %d", got, first)
		}
		if got := v.get("/accueil").request().SQL; got != first {
			t.Errorf("statements right after: got %d, want %d", got, first)
		}
	})
}

// What was typed under a sign-in that had ended is found again after one with a password.
func TestWhatWasTypedIsFoundAfterAPassword(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		login := string(access.SchoolLead)
		k.welcome(login)
		v := k.visitor()
		v.login = login
		v.signIn(login, goodPassword)
		k.expires()
		v.sentToSignIn(withdraw, url.Values{"motif": {"L’école « ferme » en juin."}}, page.FormKept)
		if a := v.post("/connexion", url.Values{"identifiant": {login}, "mot-de-passe": {goodPassword}, "retour": {withdraw}}); a.Code != http.StatusSeeOther || a.location() != withdraw {
			t.Fatalf("signing in again: got %d to %q, want 303 to the form", a.Code, a.location())
		}
		v.shows(withdraw, "L’école « ferme » en juin.", true)
	})
}

// Who tries too often is told when to try again, in the page and to programs.
func TestSlowedIsTold(t *testing.T) {
	s := newSite(t)
	for range 5 {
		s.visitor().signIn("principal-courbet", "mauvais mot de passe")
	}
	for _, name := range []string{"principal-courbet", "PRINCIPAL-COURBET@exemple.invalid"} {
		a := s.visitor().signIn(name, "mauvais mot de passe")
		if a.Code != http.StatusTooManyRequests || a.Header().Get("Retry-After") != "30" || !strings.Contains(a.body(), "Trop d’essais sans succès. Réessayez dans") {
			t.Errorf("a sixth time, as %s: got %d, Retry-After %q, want 429, 30 and the sentence", name, a.Code, a.Header().Get("Retry-After"))
		}
		if strings.Contains(a.body(), "mauvais mot de passe") {
			t.Error("the password is on the page")
		}
	}
}

// What no page of ours sends is answered as any other.
func TestBadPasswordsAreAnswered(t *testing.T) {
	s := newSite(t)
	s.invite("principal-courbet")
	link := s.leaving("principal-courbet")
	for _, c := range []struct {
		path     string
		password string
		want     int
	}{
		{"/connexion", "", http.StatusUnprocessableEntity},
		{"/connexion", strings.Repeat("a", 1<<20), http.StatusUnprocessableEntity},
		{"/connexion", "a\x00b", http.StatusBadRequest},
		{"/connexion", "a\xffb", http.StatusBadRequest},
		{link, "", http.StatusUnprocessableEntity},
		{link, "court", http.StatusUnprocessableEntity},
		{link, strings.Repeat("a", 1<<20), http.StatusUnprocessableEntity},
		{link, "girafe\x00velours tambour", http.StatusBadRequest},
	} {
		a := s.visitor().post(c.path, url.Values{"identifiant": {"principal-courbet"}, "mot-de-passe": {c.password}})
		if a.Code != c.want {
			t.Errorf("POST %s with %.20q: got %d, want %d", c.path, c.password, a.Code, c.want)
		}
	}
	if a := s.visitor().choose(link, goodPassword); a.Code != http.StatusSeeOther {
		t.Errorf("choosing a good one afterwards: got %d, want 303", a.Code)
	}
	if strings.Contains(s.log.String(), strings.TrimPrefix(link, "/invitation/")) {
		t.Error("the log holds the link")
	}
}
