//go:build everywhere

package walk

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"preau/internal/access"
	"preau/internal/browsertest"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web"
	"preau/internal/web/page"
)

// What a window of 1280 pixels is to a page shown twice as large (WCAG 1.4.4), and four
// times (WCAG 1.4.10): nothing is scrolled sideways but a table inside its frame.
const (
	twice  = 640
	zoomed = 320
)

// Where links lead a person of each role: a page of each address, and each that has a
// form which the ones before had not, as it is, enlarged, spaced and with its forms sent
// empty; then when it is late, and once the sign-in has expired.
func TestWhereLinksLead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	known := map[string]bool{}
	pages := s.found(known, everyone...)
	window := s.visitor()
	window.judgeAll(pages, "")
	window.sendEmpty(pages, "?")
	window.entersAs("administration")
	window.isOn("15/12/2009", "mardi 15 décembre 2009")
	late := s.found(known, "directrice-doisneau", "prefet-idf")
	window.judgeAll(late, "administration")
	window.entersAs("directrice-doisneau")
	window.isSignedOut()
	t.Logf("%d pages, then %d more when it is late", len(pages), len(late))
}

// isSignedOut meets the page that one whose sign-in has expired is led to, however: by a
// link, by a form that held nothing, by one whose text is kept, by one that was too long.
func (p *person) isSignedOut() {
	p.site.t.Helper()
	p.site.endsSignIns()
	p.goTo("/accueil")
	p.See("Se connecter")
	p.judge()
	for _, reason := range []string{page.Ended, page.FormKept, page.TooLong} {
		p.goTo("/connexion?retour=/projets&raison=" + reason)
		p.judge()
	}
}

// What a new installation shows to nobody, then to the one who administers it.
func TestANewInstallation(t *testing.T) {
	t.Parallel()
	s := newBareSite(t)
	known := map[string]bool{}
	window := s.visitor()
	pages := s.follow(http.DefaultClient, "", routes(false), known)
	window.judgeAll(pages, "")
	window.sendEmpty(pages, "")
	window.installs()
	more := s.follow(window.client(), "regie", routes(false), known)
	window.judgeAll(more, "regie")
	window.sendEmpty(more, "regie")
	t.Logf("%d pages, then %d of the administrator", len(pages), len(more))
}

// installs enters as the first administrator, whom the program was told to add.
func (p *person) installs() {
	p.site.t.Helper()
	now := civil.At(time.Now())
	call := access.Call{By: p.site.server.Site.Rights.In(access.Person{}, access.Program, access.France), At: civil.Moment{Happened: now, Recorded: now}}
	if err := p.site.db.Write(p.site.t.Context(), func(tx *db.Tx) error {
		_, err := p.site.server.Site.Access.GiveTx(tx, call, access.TypedGrant{Login: "regie", Name: "Lucie Perrin", Email: "regie@exemple.invalid", Role: access.Administrator})
		return err
	}); err != nil {
		p.site.t.Fatal(err)
	}
	p.goTo(p.site.invited("regie"))
	p.Fill("Votre mot de passe"+newPassword, chosen)
	p.Click("Enregistrer mon mot de passe")
	p.See("Votre mot de passe est enregistré")
	p.goTo("/connexion")
	p.fillIn("regie", chosen)
	p.See("Une étape avant de commencer")
	p.turnsItOn()
	p.Click("J’ai noté mes codes, continuer")
	p.See("Ce qui est attendu de vous")
}

// client asks as the person of the window does.
func (p *person) client() *http.Client {
	p.site.t.Helper()
	at, err := url.Parse(p.site.url)
	jar, wrong := cookiejar.New(nil)
	if err := errors.Join(err, wrong); err != nil {
		p.site.t.Fatal(err)
	}
	jar.SetCookies(at, p.Cookies())
	return &http.Client{Jar: jar}
}

// An opened page is one that somebody reached by links.
type opened struct {
	login, path string
	forms       []string // where they are sent, those that no page before had
}

// everyone is a person of the example for each role, and nobody first.
var everyone = []string{"", "directrice-doisneau", "secretaire-doisneau", "lecteur-94", "rectorat-creteil", "casnav-creteil", "prefet-idf", "pilote-dgesco", "payeur-acse", "administration"}

// found follows the links of some persons of the example, and returns the pages
// that have something which no page before had; known remembers it.
func (s *site) found(known map[string]bool, logins ...string) (pages []opened) {
	for _, login := range logins {
		pages = append(pages, s.follow(s.client(login), login, routes(true), known)...)
	}
	return pages
}

// routes tells the routes of addresses.
func routes(example bool) *http.ServeMux {
	all := http.NewServeMux()
	for _, route := range web.Routes(example) {
		all.Handle(route.Pattern(), http.NotFoundHandler())
	}
	return all
}

// perRoute is how many pages of one route are read for each person.
const perRoute = 2

func (s *site) follow(client *http.Client, login string, routes *http.ServeMux, known map[string]bool) (pages []opened) {
	queue, seen, read := []string{"/", "/accueil"}, map[string]bool{}, map[string]int{}
	for len(queue) > 0 {
		path, _, _ := strings.Cut(queue[0], "#")
		queue = queue[1:]
		route := routeOf(routes, "GET", path)
		if seen[path] || read[route] >= perRoute {
			continue
		}
		seen[path] = true
		read[route]++
		doc := s.read(client, path)
		if doc == nil {
			continue
		}
		next, fresh := opened{login: login, path: path}, !known[route]
		known[route] = true
		for n := range doc.Descendants() {
			if to := attribute(n, "href"); n.Data == "a" && strings.HasPrefix(to, "/") {
				queue = append(queue, to)
			}
			if to := attribute(n, "action"); n.Data == "form" && attribute(n, "method") == "post" {
				if form := routeOf(routes, "POST", to); !known[form] {
					known[form], fresh = true, true
					next.forms = append(next.forms, to)
				}
			}
		}
		if fresh {
			pages = append(pages, next)
		}
	}
	return pages
}

func routeOf(routes *http.ServeMux, method, path string) string {
	request, err := http.NewRequest(method, path, nil)
	if err != nil {
		return path
	}
	_, route := routes.Handler(request)
	return route
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// client is somebody who has entered, or nobody.
func (s *site) client(login string) *http.Client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if login == "" {
		return client
	}
	request, err := http.NewRequestWithContext(s.t.Context(), "POST", s.url+"/connexion/"+login, strings.NewReader(url.Values{}.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("entering as %s: got %v, %v, want the first page", login, answer, err)
	}
	answer.Body.Close()
	return client
}

// read is a page; nil for what is none.
func (s *site) read(client *http.Client, path string) *html.Node {
	s.t.Helper()
	answer, err := client.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	doc, err := html.Parse(answer.Body)
	if err != nil {
		s.t.Fatalf("GET %s: %v", path, err)
	}
	return doc
}

// entersAs becomes another person of the example.
func (p *person) entersAs(login string) {
	p.site.t.Helper()
	p.Forget()
	if login != "" {
		p.goTo("/connexion")
		p.Send("/connexion/" + login)
	}
}

// judgeAll judges pages, from a window where somebody has entered.
func (p *person) judgeAll(pages []opened, as string) {
	for _, page := range pages {
		if page.login != as {
			as = page.login
			p.entersAs(as)
		}
		p.goTo(page.path)
		p.judge()
	}
}

// judge looks at a page as look does, and enlarged and spaced, without a picture.
func (p *person) judge() {
	p.site.t.Helper()
	p.Axe()
	for _, width := range []int{wide, twice, zoomed} {
		p.Resize(width)
		p.Spaced()
		if over := p.Overflow(); over > 0 {
			p.site.t.Errorf("%s at %d pixels: %d pixels too wide, want 0", p.Path(), width, over)
		}
	}
	p.Axe()
}

// sendEmpty sends each form with nothing in it: what is refused has the focus on
// what is to be mended, and what is done on what was done.
func (p *person) sendEmpty(pages []opened, as string) {
	sent := 0
	for _, page := range pages {
		if page.login != as {
			as = page.login
			p.entersAs(as)
		}
		for _, form := range page.forms {
			if strings.HasPrefix(form, "/connexion/") || form == "/deconnexion" {
				continue // one becomes somebody else
			}
			if p.goTo(page.path); !p.Send(form) {
				continue // another act has changed the page
			}
			sent++
			if !strings.HasPrefix(p.Title(), "Erreur\u202f: ") {
				continue
			}
			if role, words := p.Focus(); !strings.HasPrefix(words, "Il y a ") {
				p.site.t.Errorf("%s, refused: the focus is on %s « %s », want the summary of errors", form, role, words)
			}
			p.Resize(zoomed)
			p.Axe()
			p.Spaced()
		}
	}
	p.site.t.Logf("%d forms sent empty", sent)
}

// In few colours, and without any, each stop of the keyboard still shows where it is. What
// a state, a field or a choice is stays to be seen: -shots FOLDER leaves the pictures to look at.
func TestFewColours(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, see := range map[string]func(*browsertest.Browser){"contraste": (*browsertest.Browser).ForcedColors, "gris": (*browsertest.Browser).Grey} {
		p := s.as("Anne Lefèvre", "Île-de-France")
		see(p.Browser)
		for path, page := range map[string]string{"/projets": "projets", "/comites/11/reunions/2009-10-07": "reunion", "/campagne/completude": "completude", "/campagne/calendrier": "calendrier", "/donner-un-role": "role"} {
			p.goTo(path)
			p.Shot(name + "-" + page)
			p.TabTo("Données personnelles") // the last of the page
		}
	}
}
