package db

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// The migrations are written for PostgreSQL, and read for SQLite by forSQLite. A
// file whose name ends in .sqlite.sql or .postgres.sql is for that engine alone:
// only what the engines have no common words for may be written so.
//
//go:embed migrations/*.sql
var migrations embed.FS

// TooNew says that a more recent Préau has already migrated the database.
type TooNew struct{ Database, Binary int64 }

func (e *TooNew) Error() string {
	return fmt.Sprintf("db: schema %d is newer than the binary's %d", e.Database, e.Binary)
}

// French is the sentence for the person who starts the program.
func (e *TooNew) French() string {
	return fmt.Sprintf("Cette base a été mise à jour par une version plus récente de Préau "+
		"(schéma %d, ce programme connaît le schéma %d). Installez la version récente : rien n’a été modifié.",
		e.Database, e.Binary)
}

// Migrate brings the schema to the binary's version, each step in its own
// transaction, and returns how many steps it took. It returns a *TooNew, and
// changes nothing, when the database is ahead of the binary.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	provider, err := d.provider()
	if err != nil {
		return 0, err
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("db: schema version: %w", err)
	}
	sources := provider.ListSources()
	if newest := sources[len(sources)-1].Version; current > newest {
		return 0, &TooNew{Database: current, Binary: newest}
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("db: migrate: %w", err)
	}
	return len(done), nil
}

func (d *DB) provider() (*goose.Provider, error) {
	all, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	files := dialectFS{all, d.Engine}
	river := goose.WithGoMigrations(d.riverMigration())
	if d.Engine == SQLite {
		return goose.NewProvider(database.DialectSQLite3, d.write, files, goose.WithDisableGlobalRegistry(true), river)
	}
	// Nodes that start together on one server migrate one after the other.
	one, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // asks each second, for five minutes
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(database.DialectPostgres, d.write, files, goose.WithDisableGlobalRegistry(true), river, goose.WithSessionLocker(one))
}

// dialectFS shows the migrations as one engine reads them.
type dialectFS struct {
	fs.FS
	engine Engine
}

func (f dialectFS) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil || f.engine == Postgres || !strings.HasSuffix(name, ".sql") {
		return file, err
	}
	return sqliteFile{file, nil}.translated()
}

func (f dialectFS) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(f.FS, name)
	mine := all[:0]
	for _, entry := range all {
		if f.reads(entry.Name()) {
			mine = append(mine, entry)
		}
	}
	return mine, err
}

// Glob is what goose asks: without it fs.Glob would show both engines' files.
func (f dialectFS) Glob(pattern string) ([]string, error) {
	all, err := fs.Glob(f.FS, pattern)
	mine := all[:0]
	for _, name := range all {
		if f.reads(name) {
			mine = append(mine, name)
		}
	}
	return mine, err
}

func (f dialectFS) reads(name string) bool {
	other := SQLite
	if f.engine == SQLite {
		other = Postgres
	}
	return !strings.HasSuffix(name, "."+string(other)+".sql")
}

type sqliteFile struct {
	fs.File
	text *bytes.Reader
}

func (f sqliteFile) Read(p []byte) (int, error) { return f.text.Read(p) }

func (f sqliteFile) translated() (fs.File, error) {
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(f.File); err != nil {
		return nil, err
	}
	f.text = bytes.NewReader([]byte(forSQLite(raw.String())))
	return f, nil
}

// The types that SQLite's strict tables lack. Tables end with a line that
// begins with ")": that is where STRICT goes.
var sqliteTypes = []struct{ from, to string }{
	{"BIGINT", "INTEGER"}, {"BOOLEAN", "INTEGER"}, {"BYTEA", "BLOB"}, {"DOUBLE PRECISION", "REAL"},
}

var endOfTable = regexp.MustCompile(`(?m)^\);`)

// appendOnly is how a migration says that a table is only ever added to: the
// function is that of 00002. SQLite has a trigger for each way to break it.
var appendOnly = regexp.MustCompile(`(?m)^CREATE TRIGGER (\w+)_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON (\w+)
    FOR EACH STATEMENT EXECUTE FUNCTION append_only\(\);`)

const appendOnlyInSQLite = `-- +goose StatementBegin
CREATE TRIGGER ${1}_never_changes BEFORE UPDATE ON $2
BEGIN SELECT RAISE(ABORT, '$2 is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ${1}_never_shrinks BEFORE DELETE ON $2
BEGIN SELECT RAISE(ABORT, '$2 is append-only'); END;
-- +goose StatementEnd`

func forSQLite(text string) string {
	for _, t := range sqliteTypes {
		text = strings.ReplaceAll(text, t.from, t.to)
	}
	text = appendOnly.ReplaceAllString(text, appendOnlyInSQLite)
	return endOfTable.ReplaceAllString(text, ") STRICT;")
}
