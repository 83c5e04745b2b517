package web_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web"
	"preau/internal/web/page"
)

// What is written in an address, in a name or in a header never makes a line of the
// log of its own, nor a header of the answer.
func TestNothingIsInjectedInTheLogNorInHeaders(t *testing.T) {
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	const forged = "\r\n{\"level\":\"INFO\",\"msg\":\"forged\"}\r\nSet-Cookie: forged=1"
	for name, ask := range map[string]func() *answer{
		"the path":    func() *answer { return lead.get("/nulle-part" + url.PathEscape(forged)) },
		"a parameter": func() *answer { return lead.get("/projets?etat=" + url.QueryEscape(forged)) },
		"the login":   func() *answer { return s.visitor().post("/connexion/"+url.PathEscape(forged), nil) },
		"the name":    func() *answer { return s.visitor().signIn("principal-courbet"+forged, goodPassword+forged) },
		"the way back": func() *answer {
			return s.visitor().post("/connexion/principal-courbet", url.Values{"retour": {"/a" + forged}})
		},
		"a token":      func() *answer { return s.visitor().get("/invitation/" + url.PathEscape(forged)) },
		"the browser":  func() *answer { return lead.ask("GET", "/accueil", nil, http.Header{"User-Agent": {forged}}) },
		"the referrer": func() *answer { return lead.ask("GET", "/accueil", nil, http.Header{"Referer": {forged}}) },
		"the proxy":    func() *answer { return lead.ask("GET", "/accueil", nil, http.Header{"X-Forwarded-For": {forged}}) },
		"the key":      func() *answer { return lead.post("/compte/role", url.Values{"_cle": {forged}, "role": {forged}}) },
		"the cookie": func() *answer {
			return s.visitor().ask("GET", "/accueil", nil, http.Header{"Cookie": {"preau=" + url.QueryEscape(forged)}})
		},
	} {
		a := ask()
		if a.Code >= http.StatusInternalServerError {
			t.Errorf("%s: got %d", name, a.Code)
		}
		for _, l := range a.logged { // each line was read as JSON already
			if l.Msg == "forged" {
				t.Errorf("%s: it has written a line of the log", name)
			}
		}
		for header, values := range a.Header() {
			if text := header + strings.Join(values, ""); strings.ContainsAny(text, "\r\n") || strings.HasPrefix(text, "Set-Cookieforged") {
				t.Errorf("%s: the header %s is %q", name, header, values)
			}
		}
	}
}

// Nobody chooses, by a header, the method, the address, the host or the place they ask from.
func TestHeadersOfProxiesAreNotBelieved(t *testing.T) {
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	before := s.writes()
	for name, header := range map[string]http.Header{
		"method": {"X-Http-Method-Override": {"POST"}, "X-Http-Method": {"DELETE"}, "X-Method-Override": {"POST"}},
		"path":   {"X-Original-Url": {"/journal"}, "X-Rewrite-Url": {"/journal"}},
		"host":   {"X-Forwarded-Host": {"ailleurs.example"}, "Forwarded": {"host=ailleurs.example;proto=https"}, "X-Host": {"ailleurs.example"}},
		"scheme": {"X-Forwarded-Proto": {"https"}, "X-Forwarded-Scheme": {"javascript"}},
		"person": {"X-Remote-User": {"administration"}, "Remote-User": {"administration"}, "Authorization": {"Basic YTph"}, "X-Forwarded-User": {"administration"}},
	} {
		for _, path := range []string{"/accueil", "/compte/agenda", "/projets/" + draft, "/connexion"} {
			plain, told := lead.get(path), lead.ask("GET", path, nil, header)
			if told.Code != plain.Code || strings.Contains(told.body(), "ailleurs.example") || strings.Contains(fmt.Sprint(told.Header()), "ailleurs.example") {
				t.Errorf("GET %s with another %s: got %d, want %d as without, and no trace of it", path, name, told.Code, plain.Code)
			}
		}
	}
	override := lead.post("/projets/"+draft+"/retirer?_method=DELETE", url.Values{"_method": {"DELETE"}})
	if override.Code != http.StatusUnprocessableEntity {
		t.Errorf("POST with _method: got %d, want 422 as any withdrawal without a reason", override.Code)
	}
	if got := s.writes(); got != before {
		t.Errorf("the journal went from %s to %s", before, got)
	}
}

// A proxy that is not ours is not believed about who tries passwords: changing the
// address that it tells does not give more tries.
func TestTryingPasswordsFromForgedAddresses(t *testing.T) {
	s := newSite(t)
	s.welcome("principal-courbet")
	slowed := false
	for i := range 40 {
		a := s.visitor().ask("POST", "/connexion", strings.NewReader(url.Values{"identifiant": {"principal-courbet"}, "mot-de-passe": {"non"}}.Encode()),
			http.Header{"Content-Type": formType["Content-Type"], "X-Forwarded-For": {fmt.Sprintf("198.51.100.%d", i)}})
		slowed = slowed || a.Code == http.StatusTooManyRequests
	}
	if !slowed {
		t.Error("forty wrong passwords from forty forged addresses: nobody was slowed")
	}
}

// A form says each thing once: of a field that comes twice, the first is read, and
// what the address says is never taken for what the form holds.
func TestTheAddressIsNotTheForm(t *testing.T) {
	s := newSite(t)
	pilot := s.as(string(access.RegionalPilot))
	path := "/projets/" + s.file(project.Submitted, "93", "").Number + "/ecarter"
	if a := pilot.post(path+"?motif=Parce+que.", nil); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("POST with its reason in the address: got %d, want 422", a.Code)
	}
	if a := s.visitor().post("/connexion?identifiant=principal-courbet&mot-de-passe=x", nil); a.Code != http.StatusUnprocessableEntity || strings.Contains(a.body(), "pas le bon") {
		t.Errorf("POST /connexion with all in the address: got %d, want to be asked for it", a.Code)
	}
	if a := pilot.post(path, url.Values{"motif": {"", "Parce que."}}); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("POST with two reasons, the first blank: got %d, want 422", a.Code)
	}
}

// What a form cannot be is refused, and never fails.
func TestFormsThatAreNone(t *testing.T) {
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	before := s.writes()
	many := strings.Repeat("a=1&", 300_000)
	for name, sent := range map[string]struct{ kind, body string }{
		"JSON":                          {"application/json", `{"motif":"Parce que."}`},
		"XML":                           {"text/xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`},
		"no kind":                       {"", "motif=a"},
		"a kind that is none":           {"multipart/form-data", "--\r\n"},
		"a boundary too long":           {"multipart/form-data; boundary=" + strings.Repeat("a", 3000), "--a\r\n"},
		"bytes":                         {formType.Get("Content-Type"), "motif=%FF%FE"},
		"a NUL":                         {formType.Get("Content-Type"), "motif=a%00b"},
		"a NUL in a name":               {formType.Get("Content-Type"), "mo%00tif=ab"},
		"a percent alone":               {formType.Get("Content-Type"), "motif=%"},
		"semicolons":                    {formType.Get("Content-Type"), "motif=a;b=c"},
		"three hundred thousand fields": {formType.Get("Content-Type"), many},
	} {
		a := lead.ask("POST", "/projets/"+draft+"/retirer", strings.NewReader(sent.body), http.Header{"Content-Type": {sent.kind}})
		if a.Code != http.StatusBadRequest && a.Code != http.StatusUnprocessableEntity && a.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("a form that is %s: got %d, want 400, 413 or 422", name, a.Code)
		}
	}
	if got := s.writes(); got != before {
		t.Errorf("the journal went from %s to %s", before, got)
	}
}

// A list of two hundred thousand wrong lines is told by its first ones, and the others are counted.
func TestAPastedListOfFaultsIsToldInAPage(t *testing.T) {
	pilot := newSite(t).as(string(access.RegionalPilot))
	a := pilot.post("/comites/11/appel/ecoles", url.Values{"geste": {"coller"}, "liste": {strings.Repeat("a\n", 200_000)}})
	if a.Code != http.StatusUnprocessableEntity || strings.Count(a.body(), "Un numéro UAI compte sept chiffres") > 100 || !strings.Contains(a.body(), "Et 199\u202f970 autres lignes.") {
		t.Errorf("got %d, %d times a fault, want 422 and the rest counted", a.Code, strings.Count(a.body(), "Un numéro UAI compte sept chiffres"))
	}
}

// A file is called by its content, whatever it is called and said to be; its name goes
// back clean, in one header, for saving and never for showing.
func TestNamesAndKindsOfFilesAreNotBelieved(t *testing.T) {
	s := newSite(t)
	lead := s.as(string(access.SchoolLead))
	pieces := "/projets/" + draft + "/pieces"
	for name, want := range map[string]string{
		"../../../etc/passwd": "passwd.pdf", `..\..\boot.ini`: "boot.pdf", "a\r\nSet-Cookie: x=1.pdf": "a Set-Cookie- x=1.pdf",
		"\u202efdp.exe": "fdp.pdf", "CON": "CON.pdf", "a<script>.html": "a-script-.pdf", "<svg onload=alert(1)>.svg": "-svg onload=alert(1)-.pdf",
		strings.Repeat("é", 300) + ".pdf": strings.Repeat("é", 78) + ".pdf", "=cmd|' /C calc'!A0.pdf": "C calc'!A0.pdf", ".htaccess": "htaccess.pdf", "a.pdf.php": "a.pdf.pdf",
	} {
		body := fmt.Sprintf("--%s\r\nContent-Disposition: form-data; name=\"intitule\"\r\n\r\nDélibération\r\n--%[1]s\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"%s\"\r\nContent-Type: text/html\r\n\r\n%s\r\n--%[1]s--\r\n",
			boundary, browserName.Replace(name), smallPDF)
		a := lead.ask("POST", pieces, strings.NewReader(body), multipartType)
		if a.Code != http.StatusSeeOther {
			t.Errorf("a file called %.40q: got %d, want 303\n%s", name, a.Code, a.body())
			continue
		}
		id, kept := s.lastFile()
		if kept != want {
			t.Errorf("a file called %.40q is kept as %q, want %q", name, kept, want)
		}
		got := lead.get(pieces + "/" + id)
		disposition := got.Header()["Content-Disposition"]
		if got.Code != http.StatusOK || got.Header().Get("Content-Type") != "application/pdf" || len(disposition) != 1 || !strings.HasPrefix(disposition[0], "attachment; ") ||
			strings.ContainsAny(disposition[0], "\r\n<>\u202e") || got.Header().Get("X-Content-Type-Options") != "nosniff" || len(got.Header()["Set-Cookie"]) > 0 {
			t.Errorf("a file called %.40q goes back as %d %q %v", name, got.Code, got.Header().Get("Content-Type"), disposition)
		}
		harmless(t, "GET "+pieces, lead.get(pieces))
		if a := lead.post(pieces+"/"+id+"/retirer", nil); a.Code != http.StatusSeeOther {
			t.Fatalf("removing it again: got %d, want 303", a.Code)
		}
	}
	for name, content := range map[string]string{
		"a page": "<!doctype html><script>alert(1)</script>", "a drawing": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "a program": "MZ\x90\x00", "a script": "#!/bin/sh\n",
		"an image behind a page": "<html>\x89PNG\r\n\x1a\n", "nothing known": "\x00\x01\x02",
	} {
		a := lead.ask("POST", pieces, strings.NewReader(multipartForm(part{"intitule", "", "Avis"}, part{"fichier", "avis.pdf", content})), multipartType)
		if a.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s called avis.pdf: got %d, want 422", name, a.Code)
		}
	}
}

// browserName is what a browser makes of a name that a form cannot hold.
var browserName = strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")

// lastFile is the last document that was joined to a file, and its name.
func (s *site) lastFile() (id, name string) {
	s.t.Helper()
	var row struct {
		ID   db.ID
		Name string
	}
	if err := s.db.Read(s.t.Context(), func(tx *db.Tx) error {
		return tx.Get(&row, "SELECT a.id, f.name FROM attachment a JOIN file f ON f.id = a.file ORDER BY a.id DESC LIMIT 1")
	}); err != nil {
		s.t.Fatal(err)
	}
	return idText(row.ID), row.Name
}

// Every answer of every route forbids being framed and being sniffed, and is kept by
// nobody; a page has one policy, and a file is shut in by a second one.
func TestEveryRouteIsProtected(t *testing.T) {
	m := newMatrix(newSite(t))
	policies := map[string]bool{}
	for _, route := range web.Routes(true) {
		for _, role := range append([]access.Role{access.Anyone}, m.whoMay(route)[:min(1, len(m.whoMay(route)))]...) {
			v, path := m.visitors[role], m.filled(route, role, m.near(route))
			a := v.get(path)
			if route.Method == http.MethodPost {
				a = v.post(path, nil)
				v.cookie = nil // it may have changed who they are
				if role != access.Anyone {
					v.enter()
				}
			}
			m.protected(route, role, a)
			policies[a.Header().Get("Content-Security-Policy")] = true
		}
	}
	if len(policies) != 1 {
		t.Errorf("policies: got %v, want one", policies)
	}
}

func (m *matrix) protected(route page.Route, role access.Role, a *answer) {
	m.t.Helper()
	header := a.Header()
	for name, want := range map[string]string{"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
		if got := header[name]; len(got) != 1 || got[0] != want {
			m.t.Errorf("%s as %q: %s is %q, want %q", route.Pattern(), role, name, got, want)
		}
	}
	policy, isPage := header["Content-Security-Policy"], strings.HasPrefix(header.Get("Content-Type"), "text/html") || a.Code == http.StatusSeeOther
	if shut := len(policy) == 2 && policy[1] == "sandbox" && strings.HasPrefix(header.Get("Content-Disposition"), "attachment;"); !shut && (!isPage || len(policy) != 1) && header.Get("Content-Type") != "" {
		m.t.Errorf("%s as %q: %s with the policies %q, saved as %q", route.Pattern(), role, header.Get("Content-Type"), policy, header.Get("Content-Disposition"))
	}
	for _, cookie := range a.Result().Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Domain != "" || cookie.Path != "/" {
			m.t.Errorf("%s as %q: the cookie %v", route.Pattern(), role, cookie)
		}
	}
}

// A token changes whenever what it opens grows, and one that was planted is not taken:
// at the password, at the code, and when one enters as another.
func TestTheTokenChangesAtEachStep(t *testing.T) {
	s := newSite(t)
	s.welcome("pilote-dgesco")
	v := s.visitor()
	var seen []string
	step := func(name string, do func() *answer) {
		t.Helper()
		before := v.cookie
		a := do()
		if v.cookie == nil || before != nil && v.cookie.Value == before.Value {
			t.Errorf("%s: got %d, and the token is the same or none", name, a.Code)
			return
		}
		for _, old := range seen {
			other := s.visitor()
			other.cookie = &http.Cookie{Name: "preau", Value: old}
			if a := other.get("/accueil"); verdict(a) != signIn {
				t.Errorf("%s: a token of before opens /accueil: got %d", name, a.Code)
			}
		}
		seen = append(seen, v.cookie.Value)
	}
	v.cookie = &http.Cookie{Name: "preau", Value: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
	seen = append(seen, v.cookie.Value)
	step("the password", func() *answer { return v.signIn("pilote-dgesco", goodPassword) })
	step("entering as another", func() *answer { return v.post("/connexion/principal-courbet", nil) })
	step("the password again", func() *answer { return v.signIn("pilote-dgesco", goodPassword) })
}

// A link that leads elsewhere is not followed, however it is written.
func TestBackIsNeverElsewhere(t *testing.T) {
	s := newSite(t)
	base, err := url.Parse("https://preau.example/connexion")
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"//ailleurs.example", "/\\ailleurs.example", "https:ailleurs.example", "https:/ailleurs.example", "/%2f/ailleurs.example", "/%5cailleurs.example",
		"/.//ailleurs.example", "/..//ailleurs.example", "/%2e%2e//ailleurs.example", "\x0b//ailleurs.example", "\u2028//ailleurs.example", "/\u00a0/ailleurs.example", "/;//ailleurs.example",
		"/@ailleurs.example", "/?//ailleurs.example", "/#//ailleurs.example", "data:text/html,a", "vbscript:a", " /projets", "／／ailleurs.example", "/\x01/ailleurs.example", "/" + strings.Repeat("a", 100_000)} {
		a := s.visitor().post("/connexion/principal-courbet", url.Values{"retour": {to}})
		resolved, err := base.Parse(a.location())
		if a.Code != http.StatusSeeOther || err != nil || resolved.Host != base.Host || resolved.Scheme != base.Scheme || strings.ContainsAny(a.location(), "\\\r\n\t") {
			t.Errorf("POST with retour=%.40q: got %d to %.80q, which leads to %v %v", to, a.Code, a.location(), resolved, err)
		}
	}
}

// The server goes on answering while others hold their lines without a word, send a
// letter now and then, or never read what they asked for.
func TestHeldLinesKeepNobodyOut(t *testing.T) {
	s := newSite(t)
	server := httptest.NewUnstartedServer(s)
	server.Config = web.Listening(s, nil)
	server.Start()
	defer server.Close()
	address := server.Listener.Addr().String()
	var held []net.Conn
	defer func() {
		for _, line := range held {
			line.Close()
		}
	}()
	for i := range 1000 {
		line, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		held = append(held, line)
		switch i % 4 { // the others say nothing
		case 1:
			io.WriteString(line, "GET / HT")
		case 2:
			io.WriteString(line, "POST /connexion HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000000\r\n\r\nidentifiant=a")
		case 3:
			io.WriteString(line, "GET /aide HTTP/1.1\r\nHost: a\r\n\r\n")
		}
	}
	for _, path := range []string{"/", "/connexion", "/sante"} {
		request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), "GET", server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatalf("GET %s with a thousand lines held: %v", path, err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("GET %s with a thousand lines held: got %d, want 200", path, response.StatusCode)
		}
	}
}

// A head that is too long is refused before anything is done with it, and each line
// has an end.
func TestTheLineHasLimits(t *testing.T) {
	s := newSite(t)
	server := httptest.NewUnstartedServer(s)
	server.Config = web.Listening(s, nil)
	server.Start()
	defer server.Close()
	for size, want := range map[int]int{16 << 10: http.StatusOK, 128 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Long", strings.Repeat("a", size))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatalf("a header of %d bytes: %v", size, err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("a header of %d bytes: got %d, want %d", size, response.StatusCode, want)
		}
	}
	if c := server.Config; c.ReadHeaderTimeout == 0 || c.ReadTimeout == 0 || c.WriteTimeout == 0 || c.IdleTimeout == 0 {
		t.Errorf("Listening: got %+v, want an end to every wait", c)
	}
}
