package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/dbtest"
)

// PostgreSQL itself goes down in the middle of two hundred acts, as when its machine
// loses its power, and comes up again: meanwhile each who asks gets a page that says so;
// then Préau goes on by itself, and all that it had acknowledged is there, once.
func TestAPostgresThatFallsLosesNothing(t *testing.T) {
	postgres, err := dbtest.Start(t.Context(), dbtest.Durable...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := postgres.Stop(); err != nil {
			t.Error(err)
		}
	})
	address, err := postgres.NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	if err := crowded(address); err != nil {
		t.Fatal(err)
	}
	all := clones(planned(t, address))
	s := serving(t, address, filepath.Join(t.TempDir(), "preau.key"))
	clients := entered(t, s.addr)

	var answered atomic.Int64
	together(all, func(g *gesture) {
		g.send(clients[g.login], s.addr)
		if g.acknowledged() && answered.Add(1) == acts/4 {
			if err := postgres.Down(); err != nil {
				t.Error(err)
			}
		}
	})
	for _, g := range all {
		if !g.acknowledged() && !saysSo(g.status, g.page) {
			t.Errorf("%s while PostgreSQL goes down: got %d, want a page that says so\n%s", g, g.status, g.page)
		}
	}
	t.Logf("%d of %d acts acknowledged", answered.Load(), len(all))
	if status, page := read(t, clients["ecole-1"], s.addr, "/accueil"); !saysSo(status, page) {
		t.Errorf("GET /accueil without PostgreSQL: got %d, want a page that says so\n%s", status, page)
	}
	if status, page := read(t, clients["ecole-1"], s.addr, "/sante"); status != http.StatusServiceUnavailable {
		t.Errorf("GET /sante without PostgreSQL: got %d %s, want 503", status, page)
	}
	if err := postgres.Up(); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		status, page := read(t, clients["ecole-1"], s.addr, "/sante")
		if status == http.StatusOK {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("GET /sante, with PostgreSQL again: got %d %s, want 200", status, page)
		}
	}
	d := opened(t, address)
	nothingLost(t, d, all, clients, s.addr)
	d.Close()
}

// saysSo tells whether an answer is the page of a fault that is not the person's.
func saysSo(status int, page string) bool {
	return status >= 500 && strings.Contains(page, "référence") && strings.HasSuffix(strings.TrimSpace(page), "</html>")
}
