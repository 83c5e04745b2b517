// Package dbtest gives tests empty databases on each engine that Préau runs on.
//
// Start with [Engines], which runs one test on SQLite and on PostgreSQL.
// A process has one PostgreSQL server, started by its first test that asks for
// it; the server ends with the process, also when that panics or is killed, so
// that a package of tests has nothing to declare and nothing to stop.
//
// It hands out addresses and knows nothing of what they are opened with. It
// never skips: without PostgreSQL the test fails and names the package to install.
package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// shared starts the one server of this process, once.
var shared = sync.OnceValues(func() (*Server, error) {
	return Start(context.Background())
})

// Engines runs the test twice, as its subtests « sqlite » and « postgres », each
// with the address of a new empty database: a file's path or a postgres:// URL.
func Engines(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns the path of a file that does not exist yet, in a folder that
// goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "preau.db")
}

// Postgres returns the postgres:// address of a new empty database, which goes
// with the test.
func Postgres(t testing.TB) string {
	t.Helper()
	return postgres(t, (*Server).NewDatabase)
}

// CopyOf returns the address of a copy of a database that Engines, SQLite or
// Postgres gave and to which no connection is open; it goes with the test.
func CopyOf(t testing.TB, address string) string {
	t.Helper()
	if strings.HasPrefix(address, "postgres:") {
		return postgres(t, func(s *Server) (string, error) { return s.CopyDatabase(address) })
	}
	content, err := os.ReadFile(address)
	if err != nil {
		t.Fatal(err)
	}
	file := SQLite(t)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func postgres(t testing.TB, create func(*Server) (string, error)) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	url, err := create(server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.DropDatabase(url); err != nil {
			t.Error(err)
		}
	})
	return url
}
