package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest"
	"preau/internal/example"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/workflow"
)

// acts is how many are under way together when the server is killed.
const acts = 200

// Those who act: each role in several persons, over the whole country, beside the
// two national pilots of the example.
var crews = map[access.Role][]string{
	access.SchoolLead:    {"ecole-1", "ecole-2", "ecole-3", "ecole-4", "ecole-5"},
	access.RegionalPilot: {"region-1", "region-2", "region-3"},
	access.NationalPilot: {"pilote-dgesco", "pilote-daic"},
}

// A gesture is one form sent by one person, and what it leaves in the database.
type gesture struct {
	login  string
	path   string
	form   url.Values // with its one-time key
	counts []string   // each counts rows of it; the first is at most one more, the others too unless they are letters
	before []int64
	left   []int64 // what it added to them

	status   int // of the answer that came whole; 0: none did
	location string
	page     string
}

func (g *gesture) acknowledged() bool { return g.status > 0 && g.status < 400 }

func (g *gesture) String() string { return g.login + " POST " + g.path }

func clones(model []gesture) []*gesture {
	all := make([]*gesture, len(model))
	for i, g := range model {
		all[i] = &g
	}
	return all
}

func together(all []*gesture, do func(*gesture)) {
	var wait sync.WaitGroup
	for _, g := range all {
		wait.Go(func() { do(g) })
	}
	wait.Wait()
}

// send sends the form; an answer counts when it came whole.
func (g *gesture) send(client *http.Client, addr string) {
	g.status = 0
	response, err := client.Post("http://"+addr+g.path, "application/x-www-form-urlencoded", strings.NewReader(g.form.Encode()))
	if err != nil {
		return
	}
	defer response.Body.Close()
	if page, err := io.ReadAll(response.Body); err == nil {
		g.status, g.location, g.page = response.StatusCode, response.Header.Get("Location"), string(page)
	}
}

// leaves counts what the gesture left: all of it, once, or nothing.
func (g *gesture) leaves(t *testing.T, d *db.DB) (left []int64) {
	t.Helper()
	none, some := false, false
	for i, query := range g.counts {
		more := count(t, d, query) - g.before[i]
		if more < 0 || more > 1 && !strings.Contains(query, "letter") {
			t.Errorf("%s: %d rows more of %s, want one at most", g, more, query)
		}
		none, some, left = none || more == 0, some || more > 0, append(left, more)
	}
	if none && some {
		t.Errorf("%s is half done: %v of %q", g, left, g.counts)
	}
	return left
}

func (g *gesture) done() bool { return g.left[0] > 0 }

// crowds are large examples with those who act.
var crowds = dbtest.NewModel(crowded)

func crowded(address string) error {
	ctx, now := context.Background(), civil.At(time.Now())
	d, err := ready(ctx, address, true)
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := example.Fill(ctx, d, now, 0.3); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error { return hire(tx, d, program(now)) })
}

// planned tells what those who act do in a large example.
func planned(t *testing.T, address string) []gesture {
	t.Helper()
	d := opened(t, address)
	defer d.Close()
	var all []gesture
	if err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		all, err = plan(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		for _, query := range all[i].counts {
			all[i].before = append(all[i].before, count(t, d, query))
		}
	}
	return all
}

func hire(tx *db.Tx, d *db.DB, call access.Call) error {
	for role, crew := range crews {
		for _, login := range crew {
			if role == access.NationalPilot {
				continue // of the example
			}
			if _, err := access.New(d, rights.Table()).AddTx(tx, call, access.Person{Login: login, Name: login, Email: login + "@exemple.invalid"},
				[]access.RoleGrant{{Role: role, Place: access.France, FromDay: civil.MustDate("2009-07-28")}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// plan shares two hundred acts between the files that each can be done on: one
// act a file.
func plan(tx *db.Tx) ([]gesture, error) {
	ways := []struct {
		from  workflow.State
		most  int
		role  access.Role
		act   workflow.Act
		slug  string
		typed url.Values
	}{
		{project.Draft, 18, access.SchoolLead, project.ActSubmit, "transmettre", nil},
		{project.Draft, acts, access.SchoolLead, project.ActEdit, "fiche/annexe-3/reseau", nil},
		{project.Submitted, 30, access.RegionalPilot, project.ActOpine, "avis", url.Values{"avis": {"Avis favorable du comité."}}},
		{project.Reserve, 30, access.RegionalPilot, project.ActPreselect, "preselectionner", nil},
		{project.Preselected, 30, access.RegionalPilot, project.ActTransmit, "transmettre-au-national", nil},
		{project.SentBack, 30, access.RegionalPilot, project.ActOpine, "avis", url.Values{"avis": {"Nouvel avis, favorable."}}},
		{project.Transmitted, 30, access.NationalPilot, project.ActValidate, "valider", nil},
		{project.Returned, acts, access.SchoolLead, "", "echanges/ecole-region", nil},
		{project.Validated, acts, access.SchoolLead, "", "echanges/ecole-region", nil},
	}
	var all []gesture
	used := map[workflow.State]int{}
	for _, way := range ways {
		var files []struct {
			ID                   db.ID
			Number               string
			Revision, AskedCents int64
		}
		if err := tx.Select(&files, "SELECT id, number, revision, asked_cents FROM project WHERE campaign = '2009-2010' AND state = $1 ORDER BY number", way.from); err != nil {
			return nil, err
		}
		files = files[used[way.from]:]
		files = files[:min(len(files), way.most, acts-len(all))]
		used[way.from] += len(files)
		for i, f := range files {
			crew, subject := crews[way.role], "project:"+f.Number
			g := gesture{login: crew[i%len(crew)], path: "/projets/" + f.Number + "/" + way.slug,
				form: url.Values{"_cle": {"essai-" + f.Number}, "revision": {strconv.FormatInt(f.Revision, 10)}, "montant": {fmt.Sprintf("%d,%02d", f.AskedCents/100, f.AskedCents%100)}}}
			for name, typed := range way.typed {
				g.form[name] = typed
			}
			said := "Essai " + f.Number
			switch way.act {
			case project.ActEdit:
				g.form.Set("network", said)
				g.form.Set("version-network", strconv.Itoa(1<<30))
				g.counts = []string{"SELECT COUNT(*) FROM answer WHERE value = '" + said + "'"}
			case "":
				g.form.Set("texte", said)
				g.counts = []string{"SELECT COUNT(*) FROM message WHERE text = '" + said + "'", "SELECT COUNT(*) FROM journal WHERE subject = '" + subject + "'"}
			default:
				g.counts = []string{fmt.Sprintf("SELECT COUNT(*) FROM project_step WHERE project = %d AND act = '%s'", f.ID, way.act),
					"SELECT COUNT(*) FROM journal WHERE subject = '" + subject + "' AND act = '" + string(way.act) + "'"}
			}
			if way.act == project.ActSubmit {
				g.counts = append(g.counts, fmt.Sprintf("SELECT COUNT(*) FROM project_version WHERE project = %d", f.ID))
			}
			if way.act == project.ActSubmit || way.act == project.ActTransmit {
				g.counts = append(g.counts, "SELECT COUNT(*) FROM letter WHERE about = '"+subject+"'")
			}
			all = append(all, g)
		}
	}
	if len(all) != acts {
		return nil, fmt.Errorf("the example has files for %d acts, not %d", len(all), acts)
	}
	return all, nil
}
