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
