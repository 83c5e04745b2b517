package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web"
	"preau/internal/web/page"
)

// What an answer comes down to in the table of rights.
const (
	answered = "✓"
	unknown  = "404"
	signIn   = "connexion"
)

func TestEveryRouteHasAnActOfTheTable(t *testing.T) {
	s := newSite(t)
	for _, route := range web.Routes(true) {
		if !s.Site.Rights.Known(route.Act) {
			t.Errorf("%s asks for %q, which no chapter declares", route.Pattern(), route.Act)
		}
	}
}

// Every role asks for every route, on a file within its reach and on one out
// of it. What is answered follows from the table of rights alone.
func TestEveryRoleOnEveryRoute(t *testing.T) {
	got := map[string]string{}
	onBothSites(t, func(t *testing.T, s *site) {
		m := newMatrix(s)
		for _, route := range web.Routes(true) {
			m.row(route)
		}
		got[string(s.db.Engine)] = m.golden()
	})
	if diff := cmp.Diff(got["sqlite"], got["postgres"]); diff != "" {
		t.Errorf("the engines differ: -sqlite +postgres\n%s", diff)
	}
	const golden = "testdata/routes.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got["sqlite"]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got["sqlite"]); diff != "" {
		t.Errorf("%s (write it again with -update): -want +got\n%s", golden, diff)
	}
}

// matrix asks for every route in every role.
type matrix struct {
	*site
	roles    []access.Role // Anyone first
	visitors map[access.Role]*visitor
	actors   map[access.Role]access.Actor

	mine, sent, far project.Filled
	pieces          map[string]string  // of each: its one piece
	grounds         map[string]*ground // by department
	imports         map[access.Role]db.ID
	dues            map[access.Role]db.ID
	credits         *credits
	messages        map[string]db.ID     // by the path of their conversation
	letter          string               // the id of one that goes no further by itself
	feed            string               // the last part of the address of somebody's calendar
	gatherings      map[string]gathering // by region
	rows            []string
}

func newMatrix(s *site) *matrix {
	s.t.Helper()
	m := &matrix{site: s, roles: append([]access.Role{access.Anyone}, access.Roles()...), visitors: map[access.Role]*visitor{access.Anyone: s.visitor()},
		actors: map[access.Role]access.Actor{access.Anyone: s.Site.Rights.Visitor()},
		mine:   s.file(project.Draft, "93", draftSchool), sent: s.file(project.Submitted, "93", ""), far: s.file(project.Submitted, "13", farSchool)}
	m.pieces = map[string]string{m.mine.Number: s.piece(m.mine), m.sent.Number: s.piece(m.sent), m.far.Number: s.piece(m.far)}
	for _, role := range access.Roles() {
		m.visitors[role] = s.as(string(role))
		m.actors[role] = s.Site.Rights.In(access.Person{}, role, m.places(role)...)
	}
	m.grounds = map[string]*ground{"93": s.newGround(m.mine.Place), "13": s.newGround(m.far.Place)}
	m.gatherings = map[string]gathering{"": m.newGathering(""), "11": m.newGathering("11", m.sent.Subject()), "93": m.newGathering("93", m.far.Subject())}
	s.listed(true, m.sent.Place, m.far.Place)
	m.imports = map[access.Role]db.ID{}
	m.credits = s.newCredits(string(access.NationalPilot))
	s.namedPooling(m.mine.Place, true)
	s.namedPooling(m.far.Place, true)
	for role := range importers {
		m.imports[role] = s.sentBy(s.actor(string(role)), m.mine)
	}
	return m
}

func (m *matrix) places(role access.Role) []access.Place {
	switch place := m.mine.Place; role.Level() {
	case access.School:
		return []access.Place{place, m.sent.Place}
	case access.Department:
		return []access.Place{place.Reached(access.InDepartment)}
	case access.Academie:
		return []access.Place{place.Reached(access.InAcademie)}
	case access.Region:
		return []access.Place{place.Reached(access.InRegion)}
	}
	return []access.Place{access.France}
}

// piece joins a document to a file in any state.
func (s *site) piece(to project.Filled) string {
	s.t.Helper()
	kept := s.keptFile(strings.NewReader(smallPDF), "avis.pdf")
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO attachment (id, project, file, label, person, happened_at, recorded_at)
			SELECT $1, $2, $1, 'Avis', min(id), $3, $4 FROM person`, kept.ID, to.ID, moment.Happened, moment.Recorded)
		if err == nil && to.SentVersion > 0 { // as if it had been there when the file was sent
			_, err = tx.Exec("INSERT INTO project_version_piece (project, version, attachment) VALUES ($1, $2, $3)", to.ID, to.SentVersion, kept.ID)
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprint(kept.ID)
}

// row asks for a route in every role, and keeps its line of the golden file.
func (m *matrix) row(route page.Route) {
	near := m.sent
	switch route.Act {
	case project.ActEdit, project.ActSubmit, project.ActAttach, project.ActDetach:
		near = m.mine
	}
	if strings.Contains(route.Path, "{version}") {
		near = m.sent // a draft has none
	}
	cells := []string{fmt.Sprintf("%-4s %-54s %-26s", route.Method, route.Path, route.Act)}
	for i, role := range m.roles {
		far := m.far
		if role.Level() == access.Nation {
			far = m.mine // nothing is far from the nation, except what was never sent
		}
		cells = append(cells, fmt.Sprintf("%-*s", width(i), m.ask(route, role, near)))
		if strings.Contains(route.Path, "{number}") || route.Act == project.ActOpen {
			m.ask(route, role, far)
		} else if onGround(route) || onCommittee(route) || onInvitation(route) || strings.Contains(route.Path, "{import}") || strings.Contains(route.Path, "{academie}") {
			m.ask(route, role, m.far)
		}
	}
	m.rows = append(m.rows, strings.TrimRight(strings.Join(cells, " "), " ")+"\n")
}

// ask asks for a route about a file, and compares with the table of rights.
func (m *matrix) ask(route page.Route, role access.Role, about project.Filled) string {
	v := m.visitors[role]
	path := m.creditPath(m.messagePath(m.peoplePath(m.calendarPath(m.territoryPath(m.doorPath(m.path(route, about), role), role, about), role), role), about), about)
	path = m.taskPath(m.committeePath(path, about), v)
	var a *answer
	if route.Method == http.MethodPost {
		a = v.post(path, url.Values{"ecole": {about.Place.School}, "academie": {about.Place.Academie}})
	} else {
		a = v.get(path)
	}
	got := verdict(a)
	if want := m.want(route, role, about); got != want {
		m.t.Errorf("%s %s as %s: got %s (%d), want %s", route.Method, path, role, got, a.Code, want)
	}
	if got == unknown && strings.Contains(a.body(), about.School) {
		m.t.Errorf("%s %s as %s: the 404 names the school", route.Method, path, role)
	}
	if route.Method == http.MethodPost && route.Act == access.ActEnter { // it has changed who they are
		if v.cookie = nil; role != access.Anyone {
			v.enter()
		}
	}
	return got
}

func (m *matrix) path(route page.Route, about project.Filled) string {
	sheet := about.Rules.Sheets[0]
	return strings.NewReplacer("{number}", about.Number, "{ecole}", about.Place.School, "{login}", "principal-courbet", "{sheet}", sheet.Key,
		"{section}", sheet.Sections[0].Key, "{piece}", m.pieces[about.Number], "{file}", sheet.Key+".pdf", "{version}", "1", "{later}", "1", "{code}", about.Campaign, "{guide}", "ecole", "{image}", "guide-fiche.png", "{$}", "").Replace(route.Path)
}

func verdict(a *answer) string {
	switch a.Code {
	case http.StatusNotFound:
		return unknown
	case http.StatusSeeOther:
		if strings.HasPrefix(a.location(), "/connexion") {
			return signIn
		}
		return answered
	case http.StatusOK, http.StatusUnprocessableEntity:
		return answered
	}
	return fmt.Sprint(a.Code)
}

// want is what the table of rights says.
func (m *matrix) want(route page.Route, role access.Role, about project.Filled) string {
	actor := m.actors[role]
	if !actor.May(route.Act) {
		if role == access.Anyone {
			return signIn
		}
		return unknown
	}
	onFile := strings.Contains(route.Path, "{number}") || route.Act == project.ActOpen
	known := role.Level() == access.School || !about.SubmittedAt.IsZero()
	if onFile && !(known && actor.Can(route.Act, about.Place)) {
		return unknown
	}
	if strings.Contains(route.Path, "{academie}") && !actor.Can(route.Act, access.Place{Academie: about.Academie, Region: about.Region}) {
		return unknown
	}
	if onGround(route) && !actor.Can(route.Act, m.grounds[about.Place.Department].place) {
		return unknown
	}
	if onCommittee(route) && !actor.Can(route.Act, access.Place{Region: about.Place.Region}) {
		return unknown
	}
	if onInvitation(route) && !actor.Can(route.Act, about.Place) {
		return unknown
	}
	if strings.Contains(route.Path, "{import}") && about.Number == m.far.Number {
		return unknown
	}
	return answered
}

// width is that of a column: only the first may say « connexion ».
func width(column int) int {
	if column == 0 {
		return len(signIn)
	}
	return len(unknown)
}

func (m *matrix) golden() string {
	var b strings.Builder
	b.WriteString("Qui peut demander quelle page, et faire quel geste.\n" +
		"Écrit par « go test ./internal/web -run TestEveryRoleOnEveryRoute -update ».\n\n" +
		"  ✓          la demande est reçue ; l’état du dossier ou une date peut encore l’empêcher\n" +
		"  404        introuvable : ce rôle n’a pas ce droit\n" +
		"  connexion  la page de connexion est proposée\n\n" +
		"Sur un dossier hors de portée, la réponse est toujours 404 : le test le vérifie, le tableau ne le montre pas.\n\n")
	heads := []string{fmt.Sprintf("%-59s %-26s", "GET : lire ; POST : faire", "geste")}
	for i, role := range m.roles {
		fmt.Fprintf(&b, "  %-2c %s\n", 'A'+i, role.Label())
		heads = append(heads, fmt.Sprintf("%-*c", width(i), 'A'+i))
	}
	b.WriteString("\n" + strings.TrimRight(strings.Join(heads, " "), " ") + "\n")
	for _, row := range m.rows {
		b.WriteString(row)
	}
	return b.String()
}
