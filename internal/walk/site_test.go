package walk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/browsertest"
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

// machine is the machine's instant; the example has a date of its own.
var machine = civil.Paris(2026, 3, 2, 10, 0, 0)

// A site is the server on 127.0.0.1, on a database of its own.
type site struct {
	t   *testing.T
	db  *db.DB
	url string

	handler http.Handler
	server  *web.Server
}

// The databases that walks have copies of: the example; one that is no example, as a new
// installation is, with a campaign and nobody.
var (
	examples = migrated.Then(func(ctx context.Context, d *db.DB) error {
		return errors.Join(territory.New(d).Setup(ctx), example.Load(ctx, d, machine))
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

// newSite serves the example.
func newSite(t *testing.T) *site {
	t.Helper()
	return serve(t, migrated.Open(t, examples.SQLite(t)))
}

// newBareSite serves a database that is no example.
func newBareSite(t *testing.T) *site {
	t.Helper()
	return serve(t, migrated.Open(t, bases.SQLite(t)))
}

func serve(t *testing.T, d *db.DB) *site {
	t.Helper()
	server, err := web.New(t.Context(), web.Config{DB: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	return &site{t: t, db: d, url: listening.URL, handler: server, server: server}
}

// fileIn is the number of the first file of a state that a role reads in a
// place.
func (s *site) fileIn(role access.Role, place access.Place, state workflow.State) string {
	s.t.Helper()
	reader, number := rights.Table().In(access.Person{}, role, place), ""
	err := s.db.Read(s.t.Context(), func(tx *db.Tx) error {
		listing, err := project.List(tx, reader, "2009-2010", project.Query{State: state, All: true})
		if err == nil && len(listing.Rows) > 0 {
			number = listing.Rows[0].Number
		}
		return err
	})
	if err != nil || number == "" {
		s.t.Fatalf("fileIn(%s, %v, %s): no file, %v", role, place, state, err)
	}
	return number
}

// A person is somebody of the cast before their screen, or a passer-by.
type person struct {
	*browsertest.Browser
	site *site
}

// wide and narrow are a desk's screen and a phone's, in CSS pixels.
const (
	wide   = 1280
	narrow = 360
)

func newWindow(t *testing.T) *browsertest.Browser { return browsertest.New(t, browsertest.NoScript) }

// visitor opens the site as somebody who has not entered.
func (s *site) visitor() *person {
	p := &person{newWindow(s.t), s}
	p.goTo("/")
	return p
}

// as enters as a person of the cast, by the button that bears their name.
func (s *site) as(name, place string) *person {
	s.t.Helper()
	p := s.visitor()
	p.goTo("/connexion")
	p.Click("Entrer comme " + name + " " + place)
	p.See("Ce qui est attendu de vous")
	return p
}

func (p *person) goTo(path string) { p.Open(p.site.url+path, wide) }

// look judges the page as it stands, wide and narrow, and takes its pictures if they
// are asked for.
func (p *person) look(name string) {
	p.site.t.Helper()
	for _, width := range []int{narrow, wide} {
		p.Resize(width)
		p.Axe()
		if over := p.Overflow(); over > 0 {
			p.site.t.Errorf("%s at %d pixels: %d pixels too wide, want 0", p.Path(), width, over)
		}
		p.Shot(name)
	}
}

// lookAt goes to a page and judges it.
func (p *person) lookAt(path, name string) {
	p.site.t.Helper()
	p.goTo(path)
	p.look(name)
}
