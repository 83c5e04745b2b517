package db

import (
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
