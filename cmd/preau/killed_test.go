package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"preau/internal/db"
	"preau/internal/dbtest"
	checks "preau/internal/verify"
)

// make crash asks for many; a seed that failed is given again by -seed.
var (
	kills = flag.Int("kills", 2, "how many times the server is killed on each engine")
	seed  = flag.Uint64("seed", 0, "what decides when; 0: another each time")
)

// The process is killed in the middle of two hundred acts, at a moment drawn by
// lot, and started again on its database: all that it had acknowledged is there,
// nothing is half there, and what is sent again with its key is done once.
func TestAKilledServerLosesNothing(t *testing.T) {
	from := cmp.Or(*seed, rand.Uint64())
	t.Logf("-seed %d", from)
	crowds.Engines(t, func(t *testing.T, address string) {
		model := planned(t, address)
		random := rand.New(rand.NewPCG(from, 0))
		for i := range *kills {
			after := 1 + random.IntN(acts*3/4)
			t.Run(fmt.Sprintf("%d-after-%d", i, after), func(t *testing.T) {
				killed(t, dbtest.CopyOf(t, address), clones(model), after)
			})
		}
	})
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
		if status, page := read(t, clients[g.login], addr, g.location); status != http.StatusOK || !strings.Contains(page, "est transmis") {
			t.Errorf("GET %s: got %d, want the receipt", g.location, status)
		}
	}
}

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

// serving serves a database that is there.
func serving(t *testing.T, address, key string) *server {
	t.Helper()
	return serves(t, "http://", "--db", address, "--key-file", key)
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

func read(t *testing.T, client *http.Client, addr, path string) (status int, page string) {
	t.Helper()
	response, err := client.Get("http://" + addr + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
