package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/example"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/web"
	"preau/internal/workflow"
)

var update = flag.Bool("update", false, "write the golden files again")

// The files that the tests ask for: 2009-93-0042, whose draft is complete, and
// two that were sent, by a school of the same department and by one far away.
const (
	draft       = "2009-93-0042"
	draftSchool = "Gustave-Courbet"
	farSchool   = "Vieux-Port"
)

var machine = civil.Paris(2026, time.March, 2, 10, 0, 0)

// moment is when the tests keep what they need.
var moment = civil.Moment{Happened: civil.Paris(2009, time.September, 21, 9, 0, 0), Recorded: machine}

// The databases that the tests have copies of: the example, with one more person
// per role; and one that is no example, with a campaign and nobody.
var (
	examples = migrated.Then(func(ctx context.Context, d *db.DB) error {
		if err := errors.Join(territory.New(d).Setup(ctx), example.Load(ctx, d, machine)); err != nil {
			return err
		}
		return d.Write(ctx, func(tx *db.Tx) error { return addPeople(tx, d) })
	})
	bases = migrated.Then(func(ctx context.Context, d *db.DB) error {
		if err := territory.New(d).Setup(ctx); err != nil {
			return err
		}
		folder, err := fs.Sub(campaigns.FS, "2009-2010")
		if err != nil {
			return err
		}
		rules, faults := campaign.Load(folder)
		if len(faults) > 0 {
			return faults
		}
		chapter := campaign.New(d)
		if err := chapter.Install(ctx, campaign.Installation{}); err != nil {
			return err
		}
		program := rights.Table().In(access.Person{}, access.Program, access.France)
		return chapter.Open(ctx, access.Call{By: program, At: civil.Moment{Happened: machine, Recorded: machine}}, rules)
	})
)

// addPeople gives each role to a person whose login is the role's name.
func addPeople(tx *db.Tx, d *db.DB) error {
	chapter := access.New(d, rights.Table())
	for _, role := range access.Roles() {
		var grants []access.RoleGrant
		places, err := placesOf(tx, d, role)
		if err != nil {
			return err
		}
		for _, place := range places {
			grants = append(grants, access.RoleGrant{Role: role, Place: place, FromDay: civil.MustDate("2009-07-28")})
		}
		if err := add(tx, chapter, string(role), grants...); err != nil {
			return err
		}
	}
	reader := access.RoleGrant{Role: access.DepartmentReader, Place: access.Place{Department: "94", Academie: "24", Region: "11"}, FromDay: civil.MustDate("2009-07-28")}
	pilot := access.RoleGrant{Role: access.RegionalPilot, Place: access.Place{Region: "11"}, FromDay: reader.FromDay, UntilDay: civil.MustDate("2009-09-25")}
	if err := add(tx, chapter, "both", reader, pilot); err != nil {
		return err
	}
	return add(tx, chapter, "leaving", pilot)
}

func add(tx *db.Tx, chapter *access.Chapter, login string, grants ...access.RoleGrant) error {
	call := access.Call{By: chapter.Rights().In(access.Person{}, access.Program, access.France), At: civil.Moment{Happened: machine, Recorded: machine}}
	_, err := chapter.AddTx(tx, call, access.Person{Login: login, Name: "Personne " + login, Email: login + "@exemple.invalid"}, grants)
	return err
}

// placesOf is what a role is given over: schools, a department, an académie or
// a region that hold both the draft and the nearer of the sent files.
func placesOf(tx *db.Tx, d *db.DB, role access.Role) ([]access.Place, error) {
	sent, err := fileOf(tx, d, project.Submitted, "93", "")
	if err != nil {
		return nil, err
	}
	mine, err := fileOf(tx, d, project.Draft, "93", draftSchool)
	switch place := mine.Place; role.Level() {
	case access.School:
		return []access.Place{mine.Place, sent.Place}, err
	case access.Department:
		return []access.Place{place.Reached(access.InDepartment)}, err
	case access.Academie:
		return []access.Place{place.Reached(access.InAcademie)}, err
	case access.Region:
		return []access.Place{place.Reached(access.InRegion)}, err
	}
	return []access.Place{access.France}, err
}

// fileOf is the first file of a department in a state, of a school so named.
func fileOf(tx *db.Tx, d *db.DB, state workflow.State, department, school string) (project.Filled, error) {
	chapter := project.New(d, campaign.New(d))
	everywhere := rights.Table().In(access.Person{}, access.NationalPilot, access.France)
	if state == project.Draft { // only its school reads it
		place := access.Place{Department: department}
		everywhere = rights.Table().In(access.Person{}, access.SchoolLead, place)
	}
	listing, err := project.List(tx, everywhere, "2009-2010", project.Query{State: state, Department: department, All: true})
	if err != nil {
		return project.Filled{}, err
	}
	for _, row := range listing.Rows {
		if strings.Contains(row.SchoolName, school) {
			return chapter.Read(tx, everywhere, row.Number)
		}
	}
	return project.Filled{}, fmt.Errorf("no file %s of %q in %s", state, school, department)
}

// A site is the server on a database of its own.
type site struct {
	*web.Server
	t   testing.TB
	db  *db.DB
	log *bytes.Buffer
}

// newSite serves a copy of the example on SQLite.
func newSite(t *testing.T) *site {
	t.Helper()
	return newExample(t)
}

// newExample is newSite for what is not a test.
func newExample(t testing.TB) *site {
	t.Helper()
	return serve(t, migrated.Open(t, examples.SQLite(t)), web.Config{})
}

// onBothSites serves the example on each engine.
func onBothSites(t *testing.T, test func(*testing.T, *site)) {
	t.Helper()
	examples.Engines(t, func(t *testing.T, address string) { test(t, serve(t, migrated.Open(t, address), web.Config{})) })
}

// newBare serves a database that is no example, with a campaign and nobody.
func newBare(t *testing.T, clock func() civil.Instant) *site {
	t.Helper()
	return serve(t, migrated.Open(t, bases.SQLite(t)), web.Config{Clock: clock})
}

func serve(t testing.TB, d *db.DB, c web.Config) *site {
	t.Helper()
	s := &site{t: t, db: d, log: &bytes.Buffer{}}
	c.DB, c.Log, c.Cost = d, slog.New(slog.NewJSONHandler(s.log, nil)), cheap
	var err error
	if s.Server, err = web.New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Site.Jobs.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// A visitor is one browser on the site.
type visitor struct {
	site    *site
	handler http.Handler
	login   string
	cookie  *http.Cookie
	led     []string // where something else than a link led them
}

func (s *site) visitor() *visitor { return &visitor{site: s, handler: s} }

// as is a visitor who has entered as a person of the example.
func (s *site) as(login string) *visitor {
	s.t.Helper()
	v := &visitor{site: s, handler: s, login: login}
	v.enter()
	return v
}

func (v *visitor) enter() {
	v.site.t.Helper()
	if a := v.post("/connexion/"+v.login, nil); a.Code != http.StatusSeeOther || v.cookie == nil {
		v.site.t.Fatalf("POST /connexion/%s: got %d, want 303 and a cookie", v.login, a.Code)
	}
}

// An answer is what came back, and what the server wrote of it in its log.
type answer struct {
	*httptest.ResponseRecorder
	logged []line
}

// line is one line of the log.
type line struct {
	Msg, Route, Ref, Err string
	Status               int
	SQL                  int64
}

func (a *answer) body() string     { return a.Body.String() }
func (a *answer) location() string { return a.Header().Get("Location") }

// request is the line of the request itself.
func (a *answer) request() line {
	for _, l := range a.logged {
		if l.Msg == "request" {
			return l
		}
	}
	return line{}
}

func (v *visitor) get(path string) *answer { return v.ask("GET", path, nil, nil) }

func (v *visitor) post(path string, typed url.Values) *answer {
	return v.ask("POST", path, strings.NewReader(typed.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

func (v *visitor) ask(method, path string, body *strings.Reader, header http.Header) *answer {
	v.site.t.Helper()
	if body == nil {
		body = strings.NewReader("")
	}
	r := httptest.NewRequestWithContext(v.site.t.Context(), method, path, body)
	for name, values := range header {
		r.Header[name] = values
	}
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	v.site.log.Reset()
	a := &answer{ResponseRecorder: httptest.NewRecorder()}
	v.handler.ServeHTTP(a, r)
	for _, cookie := range a.Result().Cookies() {
		if v.cookie = cookie; cookie.MaxAge < 0 {
			v.cookie = nil
		}
	}
	for text := range strings.Lines(v.site.log.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			v.site.t.Fatalf("log of %s %s: %v\n%s", method, path, err, text)
		}
		a.logged = append(a.logged, l)
	}
	return a
}

// file reads what the tests know of the database without asking for a page.
func (s *site) file(state workflow.State, department, school string) (f project.Filled) {
	s.t.Helper()
	err := s.db.Read(s.t.Context(), func(tx *db.Tx) (err error) {
		f, err = fileOf(tx, s.db, state, department, school)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}
