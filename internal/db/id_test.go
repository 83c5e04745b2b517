package db

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestIDsAreUniqueAndEachNodeKeepsTheirOrder(t *testing.T) {
	const makers, each = 8, 5000
	made := make([][]ID, makers)
	var group sync.WaitGroup
	for i := range made {
		group.Go(func() {
			for range each {
				made[i] = append(made[i], NewID(time.Now()))
			}
		})
	}
	group.Wait()
	seen := map[ID]bool{}
	for i, ids := range made {
		if !slices.IsSorted(ids) {
			t.Errorf("identifiers made one after the other by goroutine %d are not in order", i)
		}
		for _, id := range ids {
			if id <= 0 || seen[id] {
				t.Fatalf("NewID() = %d: not positive, or given twice", id)
			}
			seen[id] = true
		}
	}
}

// The order is that of making, also when the machine's clock goes back.
func TestIDsFollowTheirMaking(t *testing.T) {
	now := time.Now()
	later := NewID(now.Add(time.Second))
	if next := NewID(now); next <= later {
		t.Errorf("NewID() after the clock went back: got %d, want more than %d", next, later)
	}
}

func TestIDsStayPositiveFor60Years(t *testing.T) {
	before := last.id
	t.Cleanup(func() { last.id = before })
	for _, day := range []string{"2009-07-28", "2039-10-01", "2070-01-01"} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		last.id = 0
		if id := NewID(at); id <= 0 {
			t.Errorf("NewID(%s) = %d, want it positive", day, id)
		}
	}
}

// A program that starts on a machine whose clock was moved back goes on after what
// its database has.
func TestIdentifiersGoOnAfterThoseOfTheDatabase(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		now := time.Now()
		later := NewID(now) + 1<<tailBits*60_000 // a minute ahead
		if err := write(d, fmt.Sprintf("INSERT INTO person (id, login, name, email, recorded_at) VALUES (%d, 'a', 'A', 'a@exemple.invalid', '2009-09-21')", later)); err != nil {
			t.Fatal(err)
		}
		if err := d.Read(t.Context(), KeepOrder); err != nil {
			t.Fatalf("KeepOrder(): %v", err)
		}
		if got := NewID(now); got <= later {
			t.Errorf("NewID() after a row %d: got %d, want it greater", later, got)
		}
	})
}
