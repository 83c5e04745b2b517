package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/ledger"
)

var at = civil.Moment{Happened: civil.Paris(2009, time.September, 21, 9, 0, 0), Recorded: civil.Paris(2026, time.November, 24, 8, 0, 0)}

// errUndo makes a transaction leave nothing.
var errUndo = errors.New("undo")

// A history is entries posted and taken back in one transaction, beside the
// balances that they should give.
type history struct {
	*rapid.T
	tx      *db.Tx
	posted  []ledger.Entry
	taken   map[db.ID]bool
	balance map[ledger.Account]civil.Cents
}

var accounts = []ledger.Account{"a", "b", "c", "d", "e"}

// post adds one to three entries at once.
func (h *history) post(*rapid.T) {
	var entries []ledger.Entry
	for range rapid.IntRange(1, 3).Draw(h.T, "entries") {
		from := rapid.IntRange(0, len(accounts)-1).Draw(h.T, "from")
		to := (from + rapid.IntRange(1, len(accounts)-1).Draw(h.T, "to")) % len(accounts)
		entries = append(entries, ledger.Entry{Debit: accounts[to], Credit: accounts[from], Subject: "s",
			Cents: civil.Cents(rapid.Int64Range(1, 1_000_000_000_000).Draw(h.T, "cents"))})
	}
	posted, err := ledger.Post(h.tx, at, entries...)
	if err != nil {
		h.Fatal(err)
	}
	for _, e := range posted {
		h.balance[e.Debit] += e.Cents
		h.balance[e.Credit] -= e.Cents
	}
	h.posted = append(h.posted, posted...)
}

// reverse takes back any entry, and meets a refusal when it may not.
func (h *history) reverse(t *rapid.T) {
	if len(h.posted) == 0 {
		t.Skip("nothing to take back")
	}
	e := rapid.SampledFrom(h.posted).Draw(t, "entry")
	r, err := ledger.Reverse(h.tx, at, e.ID)
	if h.taken[e.ID] || e.Reverses != 0 {
		if !errors.Is(err, ledger.ErrReversed) {
			h.Fatalf("Reverse(%d) again: got %v, want ErrReversed", e.ID, err)
		}
		return
	}
	if err != nil || r.Reverses != e.ID {
		h.Fatalf("Reverse(%d): got %+v, %v", e.ID, r, err)
	}
	h.taken[e.ID] = true
	h.posted = append(h.posted, r)
	h.balance[e.Debit] -= e.Cents
	h.balance[e.Credit] += e.Cents
}

// holds tells whether all sums hold.
func (h *history) holds(*rapid.T) {
	got, err := ledger.Balances(h.tx, accounts...)
	if err != nil {
		h.Fatal(err)
	}
	var sum civil.Cents
	for account, cents := range got {
		if sum += cents; cents != h.balance[account] {
			h.Fatalf("Balance(%s): got %d, want %d", account, cents, h.balance[account])
		}
	}
	if sum != 0 || len(got) != len(slices.Collect(maps.Keys(h.balance))) {
		h.Fatalf("the balances %v add up to %d, want 0, over the accounts of %v", got, sum, h.balance)
	}
	if faults, err := ledger.Verify(h.tx); len(faults) > 0 || err != nil {
		h.Fatalf("Verify: %v, %v", faults, err)
	}
}

// Whatever is posted and taken back, the balances add up to nothing, are those of
// the entries, and an entry taken back leaves them as they were.
func TestBalancesHoldWhateverHappens(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		rapid.Check(t, func(t *rapid.T) {
			err := d.Write(context.Background(), func(tx *db.Tx) error {
				h := &history{t, tx, nil, map[db.ID]bool{}, map[ledger.Account]civil.Cents{}}
				t.Repeat(map[string]func(*rapid.T){"post": h.post, "reverse": h.reverse, "": h.holds})
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		})
	})
}

func TestEntriesAreFoundByAccountAndBySubject(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		err := migrated.Open(t, url).Write(t.Context(), func(tx *db.Tx) error {
			posted, err := ledger.Post(tx, at, ledger.Entry{Debit: "b", Credit: "a", Cents: 500, Subject: "project:1"},
				ledger.Entry{Debit: "c", Credit: "b", Cents: 200, Subject: "project:2"})
			if err != nil {
				return err
			}
			reversal, err := ledger.Reverse(tx, at, posted[1].ID)
			if err != nil {
				return err
			}
			of, err := ledger.Of(tx, "a")
			if err != nil || !slices.Equal(of, posted[:1]) {
				t.Errorf("Of(a): got %+v, %v, want %+v", of, err, posted[:1])
			}
			about, err := ledger.About(tx, "project:2")
			if want := []ledger.Entry{posted[1], reversal}; err != nil || !slices.Equal(about, want) {
				t.Errorf("About(project:2): got %+v, %v, want %+v", about, err, want)
			}
			for account, want := range map[ledger.Account]civil.Cents{"a": -500, "b": 500, "c": 0, "never": 0} {
				if got, err := ledger.Balance(tx, account); got != want || err != nil {
					t.Errorf("Balance(%s): got %d, %v, want %d", account, got, err, want)
				}
			}
			if _, err := ledger.Reverse(tx, at, 12345); !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("Reverse of none: got %v, want ErrNotFound", err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Transactions that post to the same accounts, in any order, all pass: none waits
// for another in a ring, none loses what another added.
func TestManyAtOnceLoseNothing(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		const each = 20
		var group sync.WaitGroup
		for i := range 10 {
			group.Go(func() {
				for range each {
					entries := []ledger.Entry{{Debit: "a", Credit: "b", Cents: 3, Subject: "s"}, {Debit: "c", Credit: "a", Cents: 1, Subject: "s"}}
					if i%2 == 1 {
						slices.Reverse(entries)
					}
					if err := d.Write(context.Background(), func(tx *db.Tx) error {
						_, err := ledger.Post(tx, at, entries...)
						return err
					}); err != nil {
						t.Errorf("Post beside others: %v", err)
					}
				}
			})
		}
		group.Wait()
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			got, err := ledger.Balances(tx, "a", "b", "c")
			if want := (map[ledger.Account]civil.Cents{"a": 400, "b": -600, "c": 200}); !maps.Equal(got, want) {
				t.Errorf("balances: got %v, want %v", got, want)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// One entry taken back from two transactions at once is taken back once.
func TestTwoThatReverseAtOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		var posted []ledger.Entry
		if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
			posted, err = ledger.Post(tx, at, ledger.Entry{Debit: "a", Credit: "b", Cents: 7, Subject: "s"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		refused := make([]error, 8)
		var group sync.WaitGroup
		for i := range refused {
			group.Go(func() {
				refused[i] = d.Write(context.Background(), func(tx *db.Tx) error {
					_, err := ledger.Reverse(tx, at, posted[0].ID)
					return err
				})
			})
		}
		group.Wait()
		done := 0
		for _, err := range refused {
			if err == nil {
				done++
			} else if !errors.Is(err, ledger.ErrReversed) {
				t.Errorf("Reverse beside others: got %v, want ErrReversed", err)
			}
		}
		if done != 1 {
			t.Errorf("taken back %d times, want once", done)
		}
	})
}

// What somebody changed behind the program's back shows.
func TestVerifySaysWhatDoesNotHold(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		for _, test := range []struct{ statement, want string }{
			{"UPDATE ledger_balance SET cents = 8 WHERE account = 'a'", "le compte a garde 0,08\u00a0€, ses écritures font 0,07\u00a0€"},
			{"DELETE FROM ledger_balance WHERE account = 'b'", "le compte b garde 0,00\u00a0€, ses écritures font −0,07\u00a0€"},
			{"INSERT INTO ledger_entry (id, debit, credit, cents, subject, reverses, happened_at, recorded_at) SELECT 1, 'b', 'a', 6, 's', id, '', '' FROM ledger_entry",
				"l’écriture 1 n’est pas l’inverse"},
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				if _, err := ledger.Post(tx, at, ledger.Entry{Debit: "a", Credit: "b", Cents: 7, Subject: "s"}); err != nil {
					return err
				}
				if _, err := tx.Exec(test.statement); err != nil {
					return err
				}
				faults, err := ledger.Verify(tx)
				if !strings.Contains(strings.Join(faults, "\n"), test.want) || err != nil {
					t.Errorf("Verify after %s: got %q, %v, want %q", test.statement, faults, err, test.want)
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Error(fmt.Errorf("%s: %w", test.statement, err))
			}
		}
	})
}
