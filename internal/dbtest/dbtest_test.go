package dbtest

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "modernc.org/sqlite"
)

func TestEnginesAreEmptyDatabasesThatTakeTables(t *testing.T) {
	var seen []string
	Engines(t, func(t *testing.T, url string) {
		seen = append(seen, filepath.Base(t.Name()))
		db := open(t, url)
		if _, err := db.Exec("CREATE TABLE parent (id BIGINT)"); err != nil {
			t.Fatalf("CREATE TABLE in a new database: %v", err)
		}
	})
	if want := []string{"sqlite", "postgres"}; !slices.Equal(seen, want) {
		t.Errorf("Engines ran %q, want %q", seen, want)
	}
}

func TestPostgresGivesEachTestADatabaseOfItsOwn(t *testing.T) {
	first, second := open(t, Postgres(t)), open(t, Postgres(t))
	if _, err := first.Exec("CREATE TABLE parent (id BIGINT)"); err != nil {
		t.Fatal(err)
	}
	var there bool
	err := second.QueryRow("SELECT to_regclass('parent') IS NOT NULL").Scan(&there)
	if err != nil || there {
		t.Errorf("table of the first database seen from the second: got %v, %v, want false", there, err)
	}
}

func TestACopyIsADatabaseOfItsOwn(t *testing.T) {
	Engines(t, func(t *testing.T, url string) {
		model := open(t, url)
		if _, err := model.Exec("CREATE TABLE parent (id BIGINT)"); err != nil {
			t.Fatal(err)
		}
		model.Close()
		for range 2 {
			var count int
			one := open(t, CopyOf(t, url))
			if _, err := one.Exec("INSERT INTO parent (id) VALUES (1)"); err != nil {
				t.Fatal(err)
			}
			if err := one.QueryRow("SELECT count(*) FROM parent").Scan(&count); err != nil || count != 1 {
				t.Errorf("rows in a copy: %d, %v, want its own one", count, err)
			}
		}
	})
}

func TestPostgresDropsTheDatabaseWithItsTestEvenInUse(t *testing.T) {
	var address string
	t.Run("user", func(t *testing.T) {
		address = Postgres(t)
		db, err := sql.Open("pgx", address)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Ping(); err != nil { // and never closed
			t.Fatal(err)
		}
	})
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("Ping of the database of an ended test: got %v, want « does not exist »", err)
	}
}

func TestNewDatabaseServesManyAtOnce(t *testing.T) {
	server, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			address, err := server.NewDatabase()
			if err != nil {
				t.Errorf("NewDatabase(): %v", err)
				return
			}
			if err := server.DropDatabase(address); err != nil {
				t.Errorf("DropDatabase(%q): %v", address, err)
			}
		})
	}
	group.Wait()
}

func TestStopLeavesNothing(t *testing.T) {
	server, err := Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Fatalf("Stop(): %v", err)
	}
	if _, err := os.Stat(server.folder); !os.IsNotExist(err) {
		t.Errorf("folder of a stopped server: got %v, want it gone", err)
	}
}

// A server that goes down keeps what it has acknowledged, comes up again on it, and
// leaves nothing in the end.
func TestAServerGoesDownAndUp(t *testing.T) {
	server, err := Start(t.Context(), Durable...)
	if err != nil {
		t.Fatal(err)
	}
	address, err := server.NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, address)
	if _, err := db.Exec("CREATE TABLE parent AS SELECT 1 AS id"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := server.Down(); err != nil {
			t.Fatalf("Down(): %v", err)
		}
		if err := db.Ping(); err == nil {
			t.Error("a server that is down answers")
		}
		if err := server.Up(); err != nil {
			t.Fatalf("Up(): %v", err)
		}
		var count int
		if err := db.QueryRow("SELECT count(*) FROM parent").Scan(&count); err != nil || count != 1 {
			t.Errorf("rows once it is up: got %d, %v, want 1", count, err)
		}
	}
	if err := server.Stop(); err != nil {
		t.Fatalf("Stop(): %v", err)
	}
	if _, err := os.Stat(server.folder); !os.IsNotExist(err) {
		t.Errorf("folder of a stopped server: got %v, want it gone", err)
	}
}

// A model is filled once on each engine, and its copies are databases of their own.
func TestAModelIsFilledOnce(t *testing.T) {
	filled := map[string]int{}
	model := NewModel(func(address string) error {
		engine, _, _ := strings.Cut(address, ":")
		filled[engine]++
		db := open(t, address)
		defer db.Close()
		_, err := db.Exec("CREATE TABLE parent (id BIGINT)")
		return err
	})
	for range 2 {
		model.Engines(t, func(t *testing.T, address string) {
			var count int
			db := open(t, address)
			if _, err := db.Exec("INSERT INTO parent (id) VALUES (1)"); err != nil {
				t.Fatal(err)
			}
			if err := db.QueryRow("SELECT count(*) FROM parent").Scan(&count); err != nil || count != 1 {
				t.Errorf("rows in a copy: %d, %v, want its own one", count, err)
			}
		})
	}
	if len(filled) != 2 || filled["postgres"] != 1 {
		t.Errorf("filled: %v, want once on each engine", filled)
	}
}

func TestNewestPrefersTheHighestVersionAndNamesThePackageWithoutAny(t *testing.T) {
	root := t.TempDir()
	_, err := newest(root + "/*/bin")
	if err == nil || !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Errorf("newest() without a server: got %v, want the package to install", err)
	}
	for _, version := range []string{"9", "15", "17", "current"} {
		bin := filepath.Join(root, version, "bin")
		if err := os.MkdirAll(filepath.Join(bin, "initdb"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	got, err := newest(root + "/*/bin")
	if want := filepath.Join(root, "17", "bin"); got != want || err != nil {
		t.Errorf("newest() = %q, %v, want %q", got, err, want)
	}
}

func open(t *testing.T, address string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if u, err := url.Parse(address); err == nil && u.Scheme == "postgres" {
		driver = "pgx"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
