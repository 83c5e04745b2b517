package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/web"
)

var formType = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}

// Every answer, good or bad, page or file, carries the same protection.
func TestEveryAnswerIsProtected(t *testing.T) {
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	foreign := http.Header{"Sec-Fetch-Site": {"cross-site"}}
	answers := map[string]*answer{
		"a page":           lead.get("/projets/" + draft),
		"a spreadsheet":    lead.get("/projets.ods"),
		"a redirection":    s.visitor().get("/accueil"),
		"an unknown page":  lead.get("/nulle-part"),
		"a refusal":        lead.post("/projets/"+draft+"/retirer", nil),
		"another site's":   lead.ask("POST", "/projets/"+draft+"/retirer", nil, foreign),
		"another method":   lead.ask("DELETE", "/projets/"+draft, nil, nil),
		"too much":         lead.ask("POST", "/compte/role", strings.NewReader("a="+strings.Repeat("b", 5<<20)), formType),
		"a style sheet":    lead.get("/static/x/preau.css"),
		"no style sheet":   lead.get("/static/x/nothing.css"),
		"health":           lead.get("/sante"),
		"an unclean path":  lead.get("//projets/../accueil"),
		"no text":          lead.get("/projets?etat=%00"),
		"someone who left": lead.post("/deconnexion", nil),
	}
	for name, a := range answers {
		for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := a.Header().Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		policy := a.Header().Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %q lacks %s", name, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
			t.Errorf("%s: the policy %q opens more than ourselves", name, policy)
		}
	}
}

// What one may have seen is not kept by the browser once one has left.
func TestPagesAreNotKept(t *testing.T) {
	lead := newSite(t).as(string(access.SchoolLead))
	for _, path := range []string{"/accueil", "/projets.ods", "/projets/" + draft, "/nulle-part"} {
		if got := lead.get(path).Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("GET %s: Cache-Control is %q, want no-store", path, got)
		}
	}
}

func TestCookie(t *testing.T) {
	s := newSite(t)
	for _, url := range []string{"", "https://preau.exemple.invalid"} {
		secure := url != ""
		server, err := web.New(t.Context(), web.Config{DB: s.db, Log: s.Site.Log, URL: url})
		if err != nil {
			t.Fatal(err)
		}
		v := s.visitor()
		v.handler = server
		v.post("/connexion/principal-courbet", nil)
		if got := server.Site.SignIns.Cookie.Name; strings.HasPrefix(got, "__Host-") != secure {
			t.Errorf("cookie's name when https is %v: got %q", secure, got)
		}
		if got := v.get("/").Header().Get("Strict-Transport-Security"); (got != "") != secure {
			t.Errorf("Strict-Transport-Security when https is %v: got %q", secure, got)
		}
		if c := v.cookie; c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie when https is %v: got %+v", secure, c)
		}
	}
	if a := s.visitor().get("/"); len(a.Result().Cookies()) != 0 {
		t.Errorf("GET / by a visitor: got cookies %v, want none", a.Result().Cookies())
	}
}

// After sign-in one goes back where one was going, on this site only.
func TestBackStaysOnThisSite(t *testing.T) {
	s := newSite(t)
	for to, want := range map[string]string{
		"/projets?etat=draft":         "/projets?etat=draft",
		"":                            "/accueil",
		"projets":                     "/accueil",
		"https://ailleurs.example":    "/accueil",
		"//ailleurs.example":          "/accueil",
		"///ailleurs.example":         "/accueil",
		`/\ailleurs.example`:          "/accueil",
		`\\ailleurs.example`:          "/accueil",
		"/\t/ailleurs.example":        "/accueil",
		"javascript:alert(1)":         "/accueil",
		"/a\r\nSet-Cookie: preau=1":   "/accueil",
		"/a\nLocation: //ailleurs":    "/accueil",
		"/%0d%0aSet-Cookie:%20preau=": "/%0d%0aSet-Cookie:%20preau=",
	} {
		v := s.visitor()
		a := v.post("/connexion/principal-courbet", url.Values{"retour": {to}})
		if a.location() != want || len(a.Header()["Location"]) != 1 || len(a.Header()["Set-Cookie"]) != 1 {
			t.Errorf("POST /connexion with retour=%q: got %q, want %q", to, a.location(), want)
		}
		if body := s.visitor().get("/connexion?retour=" + url.QueryEscape(to)).body(); strings.Contains(body, "ailleurs") || strings.Contains(body, "javascript:") {
			t.Errorf("GET /connexion?retour=%q: the page carries it", to)
		}
	}
	if got, want := s.visitor().get("/projets?etat=draft&page=2").location(), "/connexion?retour="+url.QueryEscape("/projets?etat=draft&page=2"); got != want {
		t.Errorf("GET of a protected page: got %q, want %q", got, want)
	}
}

// A form that another site sends is refused, also by a browser that says less.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	before := stateOf(s)
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}},
		{"Origin": {"https://ailleurs.example"}}, {"Origin": {"null"}},
	} {
		for _, path := range []string{"/projets/" + draft + "/retirer", "/deconnexion", "/connexion/pilote-dgesco", "/exemple/date"} {
			header.Set("Content-Type", formType.Get("Content-Type"))
			a := lead.ask("POST", path, strings.NewReader("motif=Hop&date=22/09/2009"), header)
			if a.Code != http.StatusForbidden || !strings.Contains(a.body(), "Ce formulaire vient d’un autre site") {
				t.Errorf("POST %s with %v: got %d, want 403 and a French sentence", path, header, a.Code)
			}
		}
	}
	if got := stateOf(s); got.Head != before.Head {
		t.Errorf("the journal went from %v to %v", before.Head, got.Head)
	}
	if a := lead.get("/accueil"); a.Code != http.StatusOK {
		t.Errorf("GET /accueil afterwards: got %d, want 200: the sign-in holds", a.Code)
	}
}

func TestAFormOverFourMegabytesIsRefused(t *testing.T) {
	lead := newSite(t).as(string(access.SchoolLead))
	path := "/projets/" + draft + "/retirer"
	for size, want := range map[int]int{4<<20 - 20: http.StatusUnprocessableEntity, 4<<20 + 1: http.StatusRequestEntityTooLarge} {
		a := lead.ask("POST", path, strings.NewReader("motif="+strings.Repeat("a", size)), formType)
		if a.Code != want {
			t.Errorf("POST of %d bytes: got %d, want %d", size, a.Code, want)
		}
		if told := strings.Contains(a.body(), "dépasse 4 Mo. Rien n’a été modifié."); told != (want == http.StatusRequestEntityTooLarge) {
			t.Errorf("POST of %d bytes: the sentence is there: %v", size, told)
		}
	}
}

// A method that an address does not answer to is told so, with those it does.
func TestMethods(t *testing.T) {
	lead := newSite(t).as(string(access.SchoolLead))
	for _, c := range []struct{ method, path, allow string }{
		{"DELETE", "/projets/" + draft, "GET, HEAD"},
		{"PUT", "/projets", "GET, HEAD, POST"},
		{"OPTIONS", "/accueil", "GET, HEAD"},
		{"POST", "/accueil", "GET, HEAD"},
		{"GET", "/deconnexion", "POST"},
		{"PROPFIND", "/deconnexion", "POST"},
		{"POST", "/static/x/preau.css", "GET, HEAD"},
	} {
		a := lead.ask(c.method, c.path, nil, nil)
		if a.Code != http.StatusMethodNotAllowed || a.Header().Get("Allow") != c.allow || detail.MatchString(a.body()) {
			t.Errorf("%s %s: got %d, Allow %q, want 405, %q", c.method, c.path, a.Code, a.Header().Get("Allow"), c.allow)
		}
	}
	if a := lead.ask("DELETE", "/nulle-part", nil, nil); a.Code != http.StatusNotFound {
		t.Errorf("DELETE /nulle-part: got %d, want 404", a.Code)
	}
}

// HEAD is GET without its body, over a real connection.
func TestHead(t *testing.T) {
	s := newSite(t)
	server := httptest.NewServer(s)
	defer server.Close()
	for path, want := range map[string]int{"/": 200, "/connexion": 200, "/sante": 200, "/nulle-part": 404} {
		response, err := http.Head(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want || response.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("HEAD %s: got %d, want %d and the headers of GET", path, response.StatusCode, want)
		}
	}
}

func TestStaticGivesNothingElse(t *testing.T) {
	v := newSite(t).visitor()
	for _, path := range []string{"/static/", "/static/x/", "/static/x/dist", "/static/x/../../server.go", "/static/x/..%2f..%2fserver.go",
		"/static/x/%2e%2e/%2e%2e/go.mod", "/static//etc/passwd", "/static/x//etc/passwd", "/static/x/static.go", `/static/x/..\..\server.go`} {
		a := v.get(path)
		moved := a.Code == http.StatusTemporaryRedirect || a.Code == http.StatusMovedPermanently
		if a.Code != http.StatusNotFound && !(moved && strings.HasPrefix(a.location(), "/") && !strings.HasPrefix(a.location(), "//")) {
			t.Errorf("GET %s: got %d to %q, want 404, or a cleaned address", path, a.Code, a.location())
		}
		if strings.Contains(a.body(), "package ") || strings.Contains(a.body(), "root:") {
			t.Errorf("GET %s: gives a file that is not a style", path)
		}
	}
}
