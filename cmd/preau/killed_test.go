package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest"
	"preau/internal/project"
	"preau/internal/rights"
	checks "preau/internal/verify"
	"preau/internal/workflow"
)

// make crash asks for many; a seed that failed is given again by -seed.
var (
	kills = flag.Int("kills", 2, "how many times the server is killed on each engine")
	seed  = flag.Uint64("seed", 0, "what decides when; 0: another each time")
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
}

func (g *gesture) acknowledged() bool { return g.status > 0 && g.status < 400 }

func (g *gesture) String() string { return g.login + " POST " + g.path }

// The process is killed in the middle of two hundred acts, at a moment drawn by
// lot, and started again on its database: all that it had acknowledged is there,
// nothing is half there, and what is sent again with its key is done once.
func TestAKilledServerLosesNothing(t *testing.T) {
	from := cmp.Or(*seed, rand.Uint64())
	t.Logf("-seed %d", from)
	dbtest.Engines(t, func(t *testing.T, address string) {
		model := crowded(t, address)
		random := rand.New(rand.NewPCG(from, 0))
		for i := range *kills {
			after := 1 + random.IntN(acts*3/4)
			t.Run(fmt.Sprintf("%d-after-%d", i, after), func(t *testing.T) {
				killed(t, dbtest.CopyOf(t, address), clones(model), after)
			})
		}
	})
}

func clones(model []gesture) []*gesture {
	all := make([]*gesture, len(model))
	for i, g := range model {
		all[i] = &g
	}
	return all
}

func killed(t *testing.T, address string, all []*gesture, after int) {
	key := filepath.Join(t.TempDir(), "preau.key")
	s := serving(t, address, key)
	clients := entered(t, s.addr)
	var answered atomic.Int64
	together(all, func(g *gesture) {
		g.send(clients[g.login], s.addr)
		if g.acknowledged() && answered.Add(1) == int64(after) {
			s.Process.Kill()
		}
	})
	s.Process.Kill()
	<-s.ended
	t.Logf("%d of %d acts acknowledged", answered.Load(), len(all))

	s = serving(t, address, key)
	d := opened(t, address)
	nothingLost(t, d, all, clients, s.addr)
	d.Close()
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("end of the server: got %v, want 0", err)
	}
}

// nothingLost sends all again at an address: what was acknowledged is there, once, and
// what was not is done now.
func nothingLost(t *testing.T, d *db.DB, all []*gesture, clients map[string]*http.Client, addr string) {
	t.Helper()
	first := make([]gesture, len(all))
	for i, g := range all {
		first[i] = *g
		if first[i].left = g.leaves(t, d); g.acknowledged() && !first[i].done() {
			t.Errorf("%s was acknowledged, and is lost", g)
		}
	}
	sound(t, d)
	together(all, func(g *gesture) { g.send(clients[g.login], addr) })
	for i, g := range all {
		g.left = g.leaves(t, d)
		switch before := first[i]; {
		case !g.acknowledged() || !g.done():
			t.Errorf("%s, sent again: got %d and %v, want it done", g, g.status, g.left)
		case before.done() && !slices.Equal(g.left, before.left):
			t.Errorf("%s, sent again: it left %v, want %v as the first time", g, g.left, before.left)
		case before.acknowledged() && g.location != before.location:
			t.Errorf("%s, sent again: got %s, want %s as the first time", g, g.location, before.location)
		}
	}
	sound(t, d)
	receipts(t, all, clients, addr)
}

// receipts reads that of each file that was sent.
func receipts(t *testing.T, all []*gesture, clients map[string]*http.Client, addr string) {
	t.Helper()
	for _, g := range all {
		if !strings.HasSuffix(g.location, "/recu") {
			continue
		}
		response, err := clients[g.login].Get("http://" + addr + g.location)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(body), "est transmis") {
			t.Errorf("GET %s: got %d, %v, want the receipt", g.location, response.StatusCode, err)
		}
	}
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
	if _, err := io.Copy(io.Discard, response.Body); err == nil {
		g.status, g.location = response.StatusCode, response.Header.Get("Location")
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

func count(t *testing.T, d *db.DB, query string) (n int64) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.Get(&n, query) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func sound(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		faults, err := checks.All(tx)
		for _, fault := range faults {
			t.Error(fault)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// serving starts the program on a database that is there, and waits until it serves.
func serving(t *testing.T, address, key string) *server {
	t.Helper()
	s := &server{Cmd: command(t, "serve", "--addr", "127.0.0.1:0", "--db", address, "--key-file", key), ended: make(chan error, 1)}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Process.Kill() })
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	if err != nil {
		t.Fatalf("the server says nothing: %v", err)
	}
	_, s.addr, _ = strings.Cut(strings.TrimSpace(line), "http://")
	go func() {
		_, _ = io.Copy(io.Discard, said)
		s.ended <- s.Wait()
	}()
	return s
}

// entered signs everybody in. A client follows nothing, and waits a minute at most.
func entered(t *testing.T, addr string) map[string]*http.Client {
	t.Helper()
	clients := map[string]*http.Client{}
	for _, crew := range crews {
		for _, login := range crew {
			jar, _ := cookiejar.New(nil) // fails for options only
			clients[login] = &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			g := gesture{login: login, path: "/connexion/" + login}
			if g.send(clients[login], addr); g.status != http.StatusSeeOther {
				t.Fatalf("%s: got %d, want 303", &g, g.status)
			}
		}
	}
	return clients
}

// crowded makes a large example with those who act, and tells what they do.
func crowded(t *testing.T, address string) []gesture {
	t.Helper()
	succeeds(t, "de plus", "example", "--size", "0.3", "--db", address)
	d := opened(t, address)
	defer d.Close()
	now := civil.At(time.Now())
	call := access.Call{By: rights.Table().In(access.Person{}, access.Program, access.France), At: civil.Moment{Happened: now, Recorded: now}}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return hire(tx, d, call) }); err != nil {
		t.Fatal(err)
	}
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
