package db

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"preau/internal/dbtest"
)

// open opens the database at url, which the test closes.
func open(t *testing.T, url string) *DB {
	t.Helper()
	d, err := Open(t.Context(), url)
	if err != nil {
		t.Fatalf("Open(%s): %v", Redacted(url), err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// whole has the whole schema.
var whole = dbtest.NewModel(func(address string) error {
	d, err := Open(context.Background(), address)
	if err != nil {
		return err
	}
	_, err = d.Migrate(context.Background())
	return errors.Join(err, d.Close())
})

// write runs statements in one transaction.
func write(d *DB, statements ...string) error {
	return d.Write(context.Background(), func(tx *Tx) error {
		for _, statement := range statements {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// count is what a query counts.
func count(t *testing.T, d *DB, query string, args ...any) (n int64) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *Tx) error { return tx.Get(&n, query, args...) }); err != nil {
		t.Fatal(err)
	}
	return n
}

const oneKey = "INSERT INTO once_key (key, result, recorded_at) VALUES ('a', '', '2009-09-21')"

func TestAReadTransactionCannotWrite(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		err := d.Read(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec(oneKey)
			return err
		})
		if !ReadOnly(err) {
			t.Errorf("INSERT in Read: got %v, want an error of which ReadOnly is true", err)
		}
		if n := count(t, d, "SELECT count(*) FROM once_key"); n != 0 {
			t.Errorf("rows after it: got %d, want 0", n)
		}
	})
}

func TestAReadTransactionSeesOneState(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		var first, second int64
		err := d.Read(t.Context(), func(tx *Tx) error {
			if err := tx.Get(&first, "SELECT count(*) FROM once_key"); err != nil {
				return err
			}
			if err := write(d, oneKey); err != nil {
				return err
			}
			return tx.Get(&second, "SELECT count(*) FROM once_key")
		})
		if err != nil || first != 0 || second != 0 {
			t.Errorf("count before and after another's write: got %d, %d, %v, want 0, 0", first, second, err)
		}
		if n := count(t, d, "SELECT count(*) FROM once_key"); n != 1 {
			t.Errorf("count in the next Read: got %d, want 1", n)
		}
	})
}

func TestAWriteThatFailsOrPanicsLeavesNothing(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		refused := errors.New("refused")
		err := d.Write(t.Context(), func(tx *Tx) error {
			if _, err := tx.Exec(oneKey); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Errorf("Write: got %v, want what its function returned", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = d.Write(t.Context(), func(tx *Tx) error {
				_, _ = tx.Exec(oneKey)
				panic("fault of ours")
			})
		}()
		if n := count(t, d, "SELECT count(*) FROM once_key"); n != 0 {
			t.Errorf("rows left: got %d, want 0", n)
		}
		if err := write(d, oneKey); err != nil {
			t.Errorf("the next Write: %v", err)
		}
	})
}

// Two transactions take the same rows in opposite orders: PostgreSQL gives one
// of them up, which Write starts again. SQLite has one writer: none there.
func TestADeadlockIsTriedAgain(t *testing.T) {
	d := open(t, whole.Postgres(t))
	if err := write(d, oneKey, strings.Replace(oneKey, "'a'", "'b'", 1)); err != nil {
		t.Fatal(err)
	}
	var both, group sync.WaitGroup
	both.Add(2)
	for _, keys := range [][]string{{"a", "b"}, {"b", "a"}} {
		var first sync.Once
		group.Go(func() {
			err := d.Write(t.Context(), func(tx *Tx) error {
				for _, key := range keys {
					if err := tx.Change("UPDATE once_key SET result = result || 'x' WHERE key = $1", key); err != nil {
						return err
					}
					first.Do(func() { both.Done(); both.Wait() })
				}
				return nil
			})
			if err != nil {
				t.Errorf("Write(%q): %v", keys, err)
			}
		})
	}
	group.Wait()
	if n := count(t, d, "SELECT count(*) FROM once_key WHERE result = 'xx'"); n != 2 {
		t.Errorf("rows changed by both: got %d, want 2", n)
	}
}

// As root, the rights on a file stop nothing, and a read-only disk cannot be
// had: the engine is told to refuse, with the error that it gives for both.
func TestReadOnlyTellsADatabaseThatTakesNoWrites(t *testing.T) {
	tests := []struct{ name, first string }{
		{"read-only", "PRAGMA query_only = 1"},
		{"full disk", "PRAGMA max_page_count = 1"}, // raised by the engine to the present size
	}
	for _, test := range tests {
		d := open(t, whole.SQLite(t))
		if _, err := d.write.ExecContext(t.Context(), test.first); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec("INSERT INTO once_key (key, result, recorded_at) VALUES ($1, '', '')", strings.Repeat("a", 1<<20))
			return err
		})
		if !ReadOnly(err) {
			t.Errorf("%s: ReadOnly(%v) = false, want true", test.name, err)
		}
	}
	url := whole.Postgres(t)
	if err := write(open(t, url), oneKey); err != nil || ReadOnly(err) {
		t.Errorf("a server that takes writes: ReadOnly(%v) = true, want false", err)
	}
	err := write(open(t, url+"&default_transaction_read_only=on"), strings.Replace(oneKey, "'a'", "'b'", 1))
	if !ReadOnly(err) {
		t.Errorf("a server in recovery: ReadOnly(%v) = false, want true", err)
	}
}

func TestADatabaseThatCannotBeOpenedIsSaidInFrench(t *testing.T) {
	file := filepath.Join(t.TempDir(), "occupé")
	if err := os.WriteFile(file, []byte("ceci n’est pas une base de données, mais un texte"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ address, want string }{
		{file, "La base " + file + " ne peut pas être ouverte. "},
		{file + "/preau.db", "La base " + file + "/preau.db ne peut pas être ouverte. "},
		{"postgres://preau:secret@127.0.0.1:1/preau", "Le serveur PostgreSQL ne répond pas à l’adresse postgres://preau:xxxxx@127.0.0.1:1/preau. "},
		{"postgres://preau:sec%zzret@127.0.0.1:1/preau", "Le serveur PostgreSQL ne répond pas à l’adresse postgres://…. "},
	}
	for _, test := range tests {
		_, err := Open(t.Context(), test.address)
		var unavailable *Unavailable
		if !errors.As(err, &unavailable) {
			t.Errorf("Open(%q): got %v, want *Unavailable", test.address, err)
			continue
		}
		if got := unavailable.French(); !strings.HasPrefix(got, test.want) {
			t.Errorf("Open(%q): got %q, want %q", test.address, got, test.want)
		}
		if all := err.Error() + unavailable.French(); strings.Contains(all, "secret") || strings.Contains(all, "sec%zzret") {
			t.Errorf("Open(%q) shows the password: %s", test.address, all)
		}
	}
}

func TestRedactedKeepsNoPassword(t *testing.T) {
	tests := []struct{ address, want string }{
		{"data/preau.db", "data/preau.db"},
		{"postgres://h/preau", "postgres://h/preau"},
		{"postgres://u:secret@h:5432/preau?sslmode=require", "postgres://u:xxxxx@h:5432/preau?sslmode=require"},
		{"postgres:///preau?host=/run&password=secret&user=u", "postgres:///preau?host=%2Frun&password=xxxxx&user=u"},
		{"postgresql://u@h/preau?sslpassword=secret", "postgresql://u@h/preau?sslpassword=xxxxx"},
		{"postgres://u:sec%zzret@h/preau", "postgres://…"},
		{"postgres://u:sec#ret@h/preau", "postgres://…"},
		{"postgres://u:1234#ret@h/preau", "postgres://…"},
	}
	for _, test := range tests {
		if got := Redacted(test.address); got != test.want {
			t.Errorf("Redacted(%q) = %q, want %q", test.address, got, test.want)
		}
	}
}

// A name that means something in an address is a file like another.
func TestAFileMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"préau 2009.db", "a?b.db", "a%20b.db", "a#b.db", "sous/dossier/préau.db"} {
		path := filepath.Join(t.TempDir(), name)
		if _, err := open(t, path).Migrate(t.Context()); err != nil {
			t.Errorf("Migrate() of %q: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("Open(%q): %v", name, err)
		}
	}
}
