package dbtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// A Model is a database that a process fills once on each engine, and that its
// tests have copies of.
type Model struct {
	sqlite   func() ([]byte, error) // the file
	postgres func() (string, error) // the address
}

// NewModel has fill put into an empty database, at an address, what the copies will
// hold. It leaves no connection open to it.
func NewModel(fill func(address string) error) *Model {
	return &Model{
		sqlite: sync.OnceValues(func() ([]byte, error) {
			folder, err := os.MkdirTemp("", "preau-model-")
			if err != nil {
				return nil, err
			}
			defer os.RemoveAll(folder)
			file := filepath.Join(folder, "preau.db")
			if err := fill(file); err != nil {
				return nil, err
			}
			return os.ReadFile(file)
		}),
		postgres: sync.OnceValues(func() (string, error) {
			server, err := shared()
			if err != nil {
				return "", err
			}
			address, err := server.NewDatabase()
			if err != nil {
				return "", err
			}
			return address, fill(address)
		}),
	}
}

// Engines is the function of that name, with copies.
func (m *Model) Engines(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, m.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, m.Postgres(t)) })
}

// SQLite returns the path of a copy, which goes with the test.
func (m *Model) SQLite(t testing.TB) string {
	t.Helper()
	content, err := m.sqlite()
	if err != nil {
		t.Fatal(err)
	}
	file := SQLite(t)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Postgres returns the postgres:// address of a copy, which goes with the test.
func (m *Model) Postgres(t testing.TB) string {
	t.Helper()
	address, err := m.postgres()
	if err != nil {
		t.Fatal(err)
	}
	return CopyOf(t, address)
}
