package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"preau/internal/access"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/project"
	"preau/internal/web"
	"preau/internal/web/page"
	"preau/internal/web/static"
)

// A visit is a page that somebody reached by following links.
type visit struct {
	visitor *visitor
	path    string
	route   string
	answer  *answer
	doc     *html.Node // nil: not a page
}

// perRoute bounds how many pages of one route each visitor opens, and perList
// how many files they open from one page of the list: some of each state.
const (
	perRoute = 150
	perList  = 3
)

// walk follows every link from the first page on.
func (v *visitor) walk() []visit {
	routes := http.NewServeMux()
	for _, route := range web.Routes(true) {
		routes.Handle(route.Pattern(), http.NotFoundHandler())
	}
	var visits []visit
	opened := map[string]int{}
	seen := map[string]bool{}
	queue := append([]string{"/", "/accueil"}, v.led...)
	if v.cookie == nil || v.led != nil {
		queue = append(queue[:1], v.led...)
	}
	for len(queue) > 0 {
		path, _, _ := strings.Cut(queue[0], "#")
		queue = queue[1:]
		request, err := http.NewRequestWithContext(v.site.t.Context(), http.MethodGet, path, nil)
		if err != nil {
			v.site.t.Errorf("a link to %q: %v", path, err)
			continue
		}
		_, route := routes.Handler(request)
		if seen[path] || opened[route] >= perRoute {
			continue
		}
		seen[path] = true
		opened[route]++
		next := visit{visitor: v, path: path, route: route, answer: v.get(path)}
		if strings.HasPrefix(next.answer.Header().Get("Content-Type"), "text/html") {
			next.doc = parse(v.site.t, path, next.answer.body())
			queue = append(queue, some(links(next.doc))...)
		}
		visits = append(visits, next)
	}
	return visits
}

func parse(t testing.TB, path, body string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return doc
}

func links(doc *html.Node) []string {
	var all []string
	for n := range doc.Descendants() {
		for _, name := range []string{"href", "src"} {
			if to := attribute(n, name); strings.HasPrefix(to, "/") {
				all = append(all, to)
			}
		}
	}
	return all
}

var filePath = regexp.MustCompile(`^/(projets/[0-9AB-]+|ecoles/[0-9]{7}[A-Z]|campagne/echeances/[0-9]+|campagne/calendrier/[a-z_]+(/delai)?[?].*)$`)

// some are all the links but those to the files that follow the first ones.
func some(links []string) []string {
	followed := map[string]int{} // by kind of page
	return slices.DeleteFunc(links, func(to string) bool {
		if !filePath.MatchString(to) {
			return false
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(to, "/campagne"), "?")
		kind = strings.TrimRight(kind[:strings.LastIndex(kind, "/")], "0123456789")
		followed[kind]++
		return followed[kind] > perList
	})
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// A form is a form as a page offers it.
type form struct {
	by     *visitor
	page   string
	action string
	route  string
	fields url.Values
}

// forms are those of the pages that were visited, the first of each route and
// visitor.
func forms(visits []visit) []form {
	routes := http.NewServeMux()
	for _, route := range web.Routes(true) {
		routes.Handle(route.Pattern(), http.NotFoundHandler())
	}
	var all []form
	for _, v := range visits {
		if v.doc == nil {
			continue
		}
		for n := range v.doc.Descendants() {
			if n.Data != "form" || attribute(n, "method") != "post" {
				continue
			}
			f := form{by: v.visitor, page: v.path, action: attribute(n, "action"), fields: fieldsOf(n)}
			if request, err := http.NewRequest(http.MethodPost, f.action, nil); err == nil {
				_, f.route = routes.Handler(request)
			}
			same := func(g form) bool { return g.route == f.route && g.by == f.by }
			if !slices.ContainsFunc(all, same) {
				all = append(all, f)
			}
		}
	}
	return all
}

func fieldsOf(n *html.Node) url.Values {
	fields := url.Values{}
	for c := range n.Descendants() {
		if name := attribute(c, "name"); name != "" && c.Data != "button" {
			fields.Set(name, attribute(c, "value"))
		}
	}
	return fields
}

// walkers are who walks: a person per role, and those of the cast who have
// something else before them.
func walkers(s *site) []*visitor {
	all := []*visitor{s.visitor(), s.as("both"), s.as("proviseur-lumieres"), s.as("directrice-doisneau"), s.as("principale-vieux-port"), s.as("prefet-paca")}
	for role := range roleLogins() {
		all = append(all, s.as(role))
	}
	return all
}

// Everything that links lead to, for everyone.
func TestEveryPage(t *testing.T) {
	s := newSite(t)
	decide(s)
	s.piece(s.file(project.Draft, "93", draftSchool))
	s.sentBy(s.actor(string(access.NationalPilot)), s.file(project.Draft, "93", draftSchool))
	s.newCredits(string(access.NationalPilot))
	s.namedPooling(s.file(project.Draft, "93", draftSchool).Place, false)
	s.failedTask()
	s.listed(false, s.file(project.Submitted, "93", "").Place)
	s.smallPack()
	for _, c := range exchange.Conversations() {
		s.said(s.file(project.Submitted, "93", "").Project, c, access.RegionalPilot)
	}
	var visits []visit
	for _, v := range append(walkers(s), s.atTheDoor()...) {
		visits = append(visits, v.walk()...)
	}
	t.Run("answers", func(t *testing.T) {
		for _, v := range visits {
			held := v.path == "/accueil" && v.answer.location() == page.FactorPath // whose way stops there
			if v.answer.Code != http.StatusOK && !held {
				t.Errorf("GET %s as %q, reached by a link: got %d, want 200", v.path, v.visitor.login, v.answer.Code)
			}
		}
	})
	t.Run("asks the database at most twelve statements", func(t *testing.T) { atMostTwelve(t, visits) })
	t.Run("is sound HTML", func(t *testing.T) {
		for _, v := range visits {
			if v.doc != nil {
				sound(t, v)
			}
		}
	})
	t.Run("is valid HTML", func(t *testing.T) { validate(t, visits) })
	t.Run("names itself", func(t *testing.T) { ownTitles(t, visits) })
	t.Run("takes any parameter", func(t *testing.T) { anyParameter(t, visits) })
	t.Run("shows as text what was typed", func(t *testing.T) { asText(t, visits) })
	t.Run("leads to every form", func(t *testing.T) { everyForm(t, append(visits, s.toTell()...)) })
}

// decide makes a regional and a national decision that wait to be told,
// whether the example has some or not.
func decide(s *site) {
	for role, path := range map[access.Role]string{
		access.RegionalPilot: "/projets/" + s.file(project.Submitted, "93", "").Number + "/ecarter",
		access.NationalPilot: "/projets/" + s.file(project.Transmitted, "", "").Number + "/refuser",
	} {
		if a := s.as(string(role)).post(path, url.Values{"motif": {"Le calendrier ne tient pas."}}); a.Code != http.StatusSeeOther {
			s.t.Fatalf("POST %s: got %d, want 303", path, a.Code)
		}
	}
	// A file that was returned has a draft to compare with what was sent.
	if a := s.as("prefet-paca").post("/projets/2009-13-0005/retourner", url.Values{"motif": {"Et le soir ?"}, "jusque": {"02/10/2009"}}); a.Code != http.StatusSeeOther {
		s.t.Fatalf("POST …/retourner: got %d, want 303", a.Code)
	}
	s.openMeeting("/comites/11", string(access.RegionalPilot))
	s.closedMeeting("/comites/11", string(access.RegionalPilot))
	s.closedMeeting("/comite-national", "pilote-dgesco")
	s.standForTheNation(string(access.NationalPilot))
	const meetings = "/comites/93/reunions/ajouter" // one that still decides
	if a := s.as("prefet-paca").post(meetings, url.Values{"jour": {moment.Today().Add(-1).French()}, "lieu": {"Préfecture"}}); a.Code != http.StatusSeeOther {
		s.t.Fatalf("POST %s: got %d, want 303", meetings, a.Code)
	}
	late := "/campagne/calendrier/project_sending/demande-de-delai?pour=" + s.file(project.Draft, "93", draftSchool).Place.School
	if a := s.as(string(access.SchoolLead)).post(late, url.Values{"jusque": {"05/10/2009"}, "motif": {"Travaux."}}); a.Code != http.StatusSeeOther {
		s.t.Fatalf("POST %s: got %d, want 303", late, a.Code)
	}
	s.stuckLetter()
	standIn(s)
	if a := s.as(string(access.NationalPilot)).post("/compte/agenda", url.Values{}); a.Code != http.StatusSeeOther {
		s.t.Fatalf("POST /compte/agenda: got %d, want 303", a.Code)
	}
}

// standForTheNation gives somebody a delegation of a member of the committee of the nation.
func (s *site) standForTheNation(login string) {
	s.t.Helper()
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		call := access.Call{By: s.actor("pilote-dgesco"), At: moment}
		sitting, err := s.Site.Committee.Read(tx, call.By, "", moment.Today())
		if err != nil {
			return err
		}
		_, err = s.Site.Committee.DelegateTx(tx, call, "", committee.TypedDelegation{Member: sitting.Members[0].ID, Name: "Personne", Login: login,
			From: moment.Today().French(), Until: moment.Today().Add(9).French(), Reason: "Empêchement."})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
}

// openMeeting is one of a committee whose day has come: it decides.
func (s *site) openMeeting(base, login string) {
	path := base + "/reunions/ajouter"
	if a := s.as(login).post(path, url.Values{"jour": {moment.Today().Add(-1).French()}, "lieu": {"Préfecture"}}); a.Code != http.StatusSeeOther {
		s.t.Fatalf("POST %s: got %d, want 303", path, a.Code)
	}
}

// closedMeeting is one of a committee, held today, whose minutes are to be approved.
func (s *site) closedMeeting(base, login string) {
	pilot, today := s.as(login), moment.Today()
	path := base + "/reunions/"
	if a := pilot.post(path+"ajouter", url.Values{"jour": {today.French()}, "lieu": {"Préfecture"}}); a.Code != http.StatusSeeOther {
		s.t.Fatalf("POST %sajouter: got %d, want 303", path, a.Code)
	}
	path += today.String() + "/clore"
	if a := pilot.post(path, url.Values{}); a.Code != http.StatusSeeOther {
		s.t.Fatalf("POST %s: got %d, want 303", path, a.Code)
	}
}

// toTell are the pages where the nation tells its decisions, once its minutes are approved
// by all: nobody is offered to tell them before.
func (s *site) toTell() (visits []visit) {
	minutes := "/comite-national/reunions/" + moment.Today().String() + "/releve"
	for _, login := range []string{"pilote-dgesco", "pilote-daic", "payeur-acse"} {
		v := s.as(login)
		for _, f := range forms([]visit{{visitor: v, path: minutes, doc: parse(s.t, minutes, v.get(minutes).body())}}) {
			if f.action == minutes {
				v.post(minutes, f.fields)
			}
		}
	}
	const together = "/projets/communiquer-les-decisions-nationales"
	pilot := s.as(string(access.NationalPilot))
	open := func(path string) {
		visits = append(visits, visit{visitor: pilot, path: path, doc: parse(s.t, path, pilot.get(path).body())})
	}
	open(together)
	for _, to := range links(visits[0].doc) {
		if strings.HasPrefix(to, "/projets/2009-") {
			open(to + "/communiquer-la-decision-nationale")
			break
		}
	}
	return visits
}

// atTheDoor are those whom a letter, or their password, leads somewhere.
func (s *site) atTheDoor() []*visitor {
	s.invite("directrice-doisneau")
	s.forget("prefet-idf")
	invited, forgetful := s.visitor(), s.visitor()
	invited.led, forgetful.led = []string{s.leaving("directrice-doisneau")}, []string{s.leaving("prefet-idf")}
	s.welcome("pilote-dgesco")
	s.welcome("principal-courbet")
	pilot, lead, waiting := s.visitor(), s.visitor(), s.visitor()
	pilot.signIn("pilote-dgesco", goodPassword)
	lead.signIn("principal-courbet", goodPassword)
	s.elsewhere("principal-courbet")
	lead.setUp(s.Site.Clock())
	waiting.signIn("principal-courbet", goodPassword)
	waiting.cookie, waiting.led = &http.Cookie{Name: waiting.cookie.Name, Value: waiting.cookie.Value}, []string{"/connexion/code"}
	return []*visitor{invited, forgetful, pilot, lead, waiting}
}

// standIn makes somebody who is suspended, and somebody who stands in for another.
func standIn(s *site) {
	for login, sent := range map[string]struct {
		path   string
		fields url.Values
	}{
		string(access.Administrator): {"/personnes/leaving/suspension", url.Values{"motif": {"Adresse perdue."}}},
		string(access.SchoolLead): {"/compte/delegations", url.Values{"role": {idText(s.grantOf(string(access.SchoolLead)))},
			"courriel": {string(access.SchoolContributor) + "@exemple.invalid"}, "depuis": {"21/09/2009"}, "jusque": {"30/09/2009"}}},
	} {
		if a := s.as(login).post(sent.path, sent.fields); a.Code != http.StatusSeeOther {
			s.t.Fatalf("POST %s: got %d, want 303\n%s", sent.path, a.Code, a.body())
		}
	}
}

func atMostTwelve(t *testing.T, visits []visit) {
	const limit = 12
	routes := map[string]int64{}
	for _, v := range visits {
		if asked := v.answer.request().SQL; asked > limit {
			t.Errorf("GET %s (%s) as %q: got %d statements, want at most %d", v.path, v.route, v.visitor.login, asked, limit)
		}
		routes[v.route] = max(routes[v.route], v.answer.request().SQL)
	}
	for _, route := range web.Routes(true) {
		if _, visited := routes[route.Pattern()]; !visited && route.Method == http.MethodGet {
			t.Errorf("%s: no link leads to it", route.Pattern())
		}
	}
}

// Every act that a form does has a page that offers it to somebody, today or
// later: nothing is done by typing an address.
func everyForm(t *testing.T, visits []visit) {
	offered := map[string]bool{}
	for _, f := range forms(visits) {
		offered[f.route] = true
	}
	for _, route := range web.Routes(true) {
		if route.Method == http.MethodPost && !offered[route.Pattern()] {
			t.Errorf("%s: no page offers its form", route.Pattern())
		}
	}
}

// malice is a script, the end of a text in SQL, and what the languages of templates
// would reckon; no page may hold the first as markup nor the number that the last make.
const (
	malice   = `"'><script>alert(1)</script><svg onload=alert(1)>&'; DROP TABLE person;--{{31337*31337}}${31337*31337}<%=31337*31337%>#{31337*31337}%00`
	reckoned = "982007569"
)

// forgeries are what no control of a page sends: beyond numbers, beyond dates, no
// number, an end of a condition in SQL, a row that is not there.
var forgeries = []string{"-1", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1e309", "NaN", "0x7f", "1' OR '1'='1", "31/02/2009", "99/99/9999", "25:61",
	"\u202ex", "../../etc/passwd", "[]", "٣", "true", "//ailleurs.example", "a\r\nb: c", strings.Repeat("9", 400), strings.Repeat("é", 6000)}

// asText types a script in every field of every form, sends it, and reads
// again every page where it may come back. It then sends in each what no control of
// the page would, the hidden fields included, and each field twice.
func asText(t *testing.T, visits []visit) {
	for _, f := range forms(visits) {
		if f.route == "POST /deconnexion" || f.route == "POST /connexion/{login}" {
			continue
		}
		for name := range f.fields {
			if name != "_cle" && !strings.HasPrefix(name, "version-") && name != "revision" {
				f.fields.Set(name, malice)
			}
		}
		answer := f.by.post(f.action, f.fields)
		harmless(t, "POST "+f.action, answer)
		told(t, f, answer)
		harmless(t, "POST "+f.action+" forged", f.by.post(f.action, forged(f)))
		for _, path := range []string{f.page, "/accueil", "/courriers", "/projets?etat=" + url.QueryEscape(malice), "/connexion?retour=" + url.QueryEscape("/"+malice)} {
			harmless(t, "GET "+path, f.by.get(path))
		}
		if number, on := strings.CutPrefix(f.action, "/projets/"); on {
			number, _, _ = strings.Cut(number, "/")
			harmless(t, "GET "+number, f.by.get("/projets/"+number))
			harmless(t, "GET historique of "+number, f.by.get("/projets/"+number+"/historique"))
		}
	}
}

// forged are the fields of a form with a forgery in each, another from one form to the next.
func forged(f form) url.Values {
	fields, i := url.Values{}, len(f.action)+len(f.page)
	for name := range f.fields {
		fields[name] = []string{forgeries[i%len(forgeries)], malice}
		i += 7
	}
	return fields
}

// anyParameter writes, in each parameter that links and searches name on each route,
// what they never hold.
func anyParameter(t *testing.T, visits []visit) {
	asked := map[string]bool{}
	for _, v := range visits {
		path, query, _ := strings.Cut(v.path, "?")
		names, _ := url.ParseQuery(query)
		for _, name := range searches(v.doc) {
			names.Set(name, "")
		}
		for name := range names {
			if asked[v.route+name] {
				continue
			}
			asked[v.route+name] = true
			for _, text := range append([]string{malice, strings.Repeat("a", 20_000)}, forgeries...) {
				with := maps.Clone(names)
				with[name] = []string{text}
				a := v.visitor.get(path + "?" + with.Encode())
				harmless(t, "GET "+path+" with "+name+"="+text[:min(len(text), 40)], a)
			}
		}
	}
	if len(asked) < 30 {
		t.Errorf("parameters that were tried: got %d, want those of every list", len(asked))
	}
}

// searches are the fields of the forms of a page that ask, and send nothing.
func searches(doc *html.Node) (names []string) {
	if doc == nil {
		return nil
	}
	for n := range doc.Descendants() {
		if n.Data == "form" && attribute(n, "method") != "post" {
			for name := range fieldsOf(n) {
				names = append(names, name)
			}
		}
	}
	return names
}

func harmless(t testing.TB, name string, a *answer) {
	t.Helper()
	if a.Code >= http.StatusInternalServerError {
		t.Errorf("%s: got %d", name, a.Code)
	}
	ours := `<script src="` + static.URL("sheet.js") + `" defer></script>`
	body := strings.Replace(a.body(), ours, "", 1)
	if strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") && (strings.Contains(body, "<script") || strings.Contains(body, "<svg onload")) {
		t.Errorf("%s: what was typed is on the page as a script", name)
	}
	if strings.Contains(body, reckoned) {
		t.Errorf("%s: what was typed is reckoned", name)
	}
}
