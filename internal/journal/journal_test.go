package journal_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/journal"
)

var at = civil.Moment{Happened: civil.Paris(2009, time.September, 21, 9, 0, 0), Recorded: civil.Paris(2026, time.November, 24, 8, 0, 0)}

type detail struct {
	Reason string `json:"reason"`
}

func add(d *db.DB, subject string) error {
	return d.Write(context.Background(), func(tx *db.Tx) error {
		return journal.Append(tx, at, 7, "school_lead", "project.submit", subject, detail{"à l’été"})
	})
}

// three opens a journal of three rows.
func three(t *testing.T, url string) *db.DB {
	t.Helper()
	d := migrated.Open(t, url)
	for i := range 3 {
		if err := add(d, fmt.Sprintf("project:2009-93-000%d", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// unlocked takes away what forbids to change the journal, as somebody could who
// has the database's password.
func unlocked(tx *db.Tx, engine db.Engine) error {
	if engine == db.Postgres {
		_, err := tx.Exec("ALTER TABLE journal DISABLE TRIGGER ALL")
		return err
	}
	_, err := tx.Exec("DROP TRIGGER journal_never_changes")
	if err == nil {
		_, err = tx.Exec("DROP TRIGGER journal_never_shrinks")
	}
	return err
}

// errUndo makes a transaction leave nothing.
var errUndo = errors.New("undo")

// tampered runs do on a journal of three rows that is open to changes, and
// undoes it.
func tampered(t *testing.T, d *db.DB, do func(tx *db.Tx) error) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if err := unlocked(tx, d.Engine); err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

func verify(t *testing.T, tx *db.Tx) string {
	t.Helper()
	faults, err := journal.Verify(tx)
	if err != nil {
		t.Errorf("Verify(): %v", err)
	}
	return strings.Join(faults, "\n")
}

func TestAWholeChainVerifies(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		check := func(rows int64) {
			if err := d.Read(t.Context(), func(tx *db.Tx) error {
				head, err := journal.Last(tx)
				if got := verify(t, tx); got != "" || head.Seq != rows {
					t.Errorf("Verify() of %d rows: head at %d, faults %s", rows, head.Seq, got)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		check(0)
		if err := add(d, "project:2009-93-0001"); err != nil {
			t.Fatal(err)
		}
		check(1)
	})
}

func TestPageIsTheLatestFirst(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		err := three(t, url).Read(t.Context(), func(tx *db.Tx) error {
			page, err := journal.Page(tx, 1, 1)
			if err != nil || len(page) != 1 {
				t.Fatalf("Page(1, 1): got %d rows, %v, want 1", len(page), err)
			}
			e := page[0]
			if e.Seq != 2 || e.HappenedAt != at.Happened || e.RecordedAt != at.Recorded || e.Person != 7 ||
				e.Subject != "project:2009-93-0002" || e.Detail != `{"reason":"à l’été"}` {
				t.Errorf("Page(1, 1) = %+v, want the second row as it was written", e)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAnActWithoutAnActorIsRefused(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		err := migrated.Open(t, url).Write(t.Context(), func(tx *db.Tx) error {
			return journal.Append(tx, at, 7, "", "project.submit", "project:2009-93-0001", nil)
		})
		if !errors.Is(err, journal.ErrNoActor) {
			t.Errorf("Append without a role: got %v, want ErrNoActor", err)
		}
	})
}

var texts = []string{"happened_at", "recorded_at", "role", "act", "subject", "detail", "previous", "hash"}

// Every sign of every column of a row is changed, one at a time.
func TestAChangedSignNamesItsRow(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := three(t, url)
		tampered(t, d, func(tx *db.Tx) error {
			for _, column := range texts {
				var kept string
				if err := tx.Get(&kept, "SELECT "+column+" FROM journal WHERE seq = 2"); err != nil {
					return err
				}
				signs := []rune(kept)
				for i, sign := range signs {
					signs[i] = sign + 1
					if err := tx.Change("UPDATE journal SET "+column+" = $1 WHERE seq = 2", string(signs)); err != nil {
						return err
					}
					if got := verify(t, tx); !strings.Contains(got, "Journal : la ligne 2 ") {
						t.Errorf("Verify() after sign %d of %s changed: %q does not name row 2", i+1, column, got)
					}
					signs[i] = sign
				}
				if err := tx.Change("UPDATE journal SET "+column+" = $1 WHERE seq = 2", kept); err != nil {
					return err
				}
			}
			if got := verify(t, tx); got != "" {
				t.Errorf("Verify() once all is put back: %s", got)
			}
			return nil
		})
	})
}

func TestWhatIsDoneToRowsIsNamed(t *testing.T) {
	tests := []struct{ statement, want string }{
		{"UPDATE journal SET person = 8 WHERE seq = 2", "Journal : la ligne 2 a été modifiée."},
		{"UPDATE journal SET seq = 4 WHERE seq = 3", "Journal : la ligne 4 suit la ligne 2."},
		{"UPDATE journal SET happened_at = '2009-09-21T09:00:00.000000+02:00' WHERE seq = 2", "Journal : la ligne 2 a été modifiée."},
		{"DELETE FROM journal WHERE seq = 2", "Journal : la ligne 3 suit la ligne 1."},
		{"DELETE FROM journal WHERE seq = 3", "La tête du journal annonce la ligne 3, la dernière ligne lue est la 2 : des lignes manquent ou ont été ajoutées."},
		{"DELETE FROM journal", "La tête du journal annonce la ligne 3, la dernière ligne lue est la 0 : des lignes manquent ou ont été ajoutées."},
		{"INSERT INTO journal SELECT 4, happened_at, recorded_at, person, role, act, subject, detail, hash, 'x' FROM journal WHERE seq = 3", "Journal : la ligne 4 a été modifiée."},
		{"UPDATE journal_head SET hash = 'x'", "La tête du journal annonce la ligne 3, la dernière ligne lue est la 3 : des lignes manquent ou ont été ajoutées."},
	}
	migrated.Engines(t, func(t *testing.T, url string) {
		d := three(t, url)
		for _, test := range tests {
			tampered(t, d, func(tx *db.Tx) error {
				if _, err := tx.Exec(test.statement); err != nil {
					return err
				}
				if got := verify(t, tx); !strings.Contains(got, test.want) {
					t.Errorf("Verify() after %s: got %q, want %q", test.statement, got, test.want)
				}
				return nil
			})
		}
	})
}

func TestConcurrentAppendsLeaveAWholeChain(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		var group sync.WaitGroup
		for i := range 10 {
			group.Go(func() {
				for j := range 5 {
					if err := add(d, fmt.Sprintf("project:%d-%d", i, j)); err != nil {
						t.Errorf("Append beside others: %v", err)
					}
				}
			})
		}
		group.Wait()
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			head, err := journal.Last(tx)
			if got := verify(t, tx); got != "" || head.Seq != 50 {
				t.Errorf("Verify() after 50 at once: head at %d, faults %s", head.Seq, got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
