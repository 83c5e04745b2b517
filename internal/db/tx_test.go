package db

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/internal/dbtest"
)

// The SQLite driver ignores an argument too many in silence: both engines'
// transactions refuse it, and one too few.
func TestArgumentsAreThoseOfTheStatement(t *testing.T) {
	tests := []struct {
		query string
		args  int
		panic string // "": none
	}{
		{"SELECT 1", 0, ""},
		{"SELECT $1 + $2", 2, ""},
		{"SELECT $1 + $1", 1, ""},
		{"SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11", 11, ""},
		{"SELECT 1", 1, "$1 is given and not used"},
		{"SELECT $1", 2, "$2 is given and not used"},
		{"SELECT $2", 2, "$1 is given and not used"},
		{"SELECT $10", 1, "$10 is used and not given"},
		{"SELECT $1", 0, "$1 is used and not given"},
		{"SELECT $1, $2", 1, "$2 is used and not given"},
		{"SELECT $", 0, "$0 is used and not given"},
	}
	for _, test := range tests {
		got := func() (said string) {
			defer func() {
				if r := recover(); r != nil {
					said = fmt.Sprint(r)
				}
			}()
			(&Tx{}).counted(test.query, make([]any, test.args))
			return ""
		}()
		if test.panic == "" && got != "" || !strings.Contains(got, test.panic) {
			t.Errorf("counted(%q, %d arguments): got panic %q, want %q", test.query, test.args, got, test.panic)
		}
	}
}

func TestArgumentsGoWhereTheirNumberSays(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		var got struct{ A, B, C string }
		err := open(t, url).Read(t.Context(), func(tx *Tx) error {
			return tx.Get(&got, "SELECT CAST($2 AS TEXT) AS a, CAST($1 AS TEXT) AS b, CAST($2 AS TEXT) AS c", "one", "two")
		})
		if want := (struct{ A, B, C string }{"two", "one", "two"}); err != nil || got != want {
			t.Errorf("Get($2, $1, $2): got %v, %v, want %v", got, err, want)
		}
	})
}

func TestGetSelectAndChange(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		err := d.Write(t.Context(), func(tx *Tx) error {
			var key string
			if err := tx.Get(&key, "SELECT key FROM once_key WHERE key = $1", "a"); !errors.Is(err, ErrNotFound) {
				t.Errorf("Get of no row: got %v, want ErrNotFound", err)
			}
			if err := tx.Change("UPDATE once_key SET result = $1", "x"); !errors.Is(err, ErrNotFound) {
				t.Errorf("Change of no row: got %v, want ErrNotFound", err)
			}
			for _, key := range []string{"a", "b"} {
				if n, err := tx.Exec("INSERT INTO once_key (key, result, recorded_at) VALUES ($1, '', '')", key); n != 1 || err != nil {
					t.Errorf("Exec(INSERT %s): got %d, %v, want 1", key, n, err)
				}
			}
			if err := tx.Change("UPDATE once_key SET result = $1 WHERE key = 'a'", "x"); err != nil {
				t.Errorf("Change of one row: %v", err)
			}
			if err := tx.Change("UPDATE once_key SET result = $1", "x"); err == nil || errors.Is(err, ErrNotFound) {
				t.Errorf("Change of two rows: got %v, want an error of its own", err)
			}
			var keys []string
			if err := tx.Select(&keys, "SELECT key FROM once_key ORDER BY key"); err != nil || !slices.Equal(keys, []string{"a", "b"}) {
				t.Errorf("Select: got %q, %v, want a and b", keys, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// An error of the database names the statement and none of its values.
func TestErrorsShowNoValue(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		err := open(t, url).Read(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec("SELECT name\nFROM nowhere WHERE name = $1", "Fatima")
			return err
		})
		if err == nil || !strings.HasPrefix(err.Error(), "db: SELECT name: ") || strings.Contains(err.Error(), "Fatima") {
			t.Errorf("Exec on no table: got %v, want it named by its first line, without « Fatima »", err)
		}
	})
}

func TestCountingCountsStatements(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		ctx, use := Counting(t.Context())
		for range 2 {
			if err := d.Read(ctx, func(tx *Tx) error {
				_, err := tx.Exec("SELECT 1")
				var n int64
				return errors.Join(err, tx.Get(&n, "SELECT 2"))
			}); err != nil {
				t.Fatal(err)
			}
		}
		if got := use.Statements.Load(); got != 4 {
			t.Errorf("statements counted: got %d, want 4", got)
		}
	})
}
