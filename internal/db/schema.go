package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

// Kind is what a column holds. SQLite keeps a boolean as the integers 0 and 1.
type Kind string

const (
	Integer Kind = "integer"
	Boolean Kind = "boolean"
	Text    Kind = "text"
	Blob    Kind = "blob"
	Real    Kind = "real"
)

// kinds are the types of both engines that migrations write (see sqliteTypes).
// A column of another type has no kind.
var kinds = map[string]Kind{"INTEGER": Integer, "BIGINT": Integer, "BOOLEAN": Boolean, "TEXT": Text, "BLOB": Blob, "BYTEA": Blob,
	"REAL": Real, "DOUBLE PRECISION": Real}

// A Column is one of a table.
type Column struct {
	Name string
	Kind Kind
}

// A Table is one as the database tells of it.
type Table struct {
	Name    string
	Columns []Column // in their order
	Key     []Column // those of its primary key, in its order
	After   []string // the tables that it refers to
}

const versions = "goose_db_version"

// Tables lists the tables of the database, each after those that it refers to,
// then by name. That of goose is left out.
func Tables(tx *Tx) ([]Table, error) {
	var columns []struct {
		Name, Column, Type string
		Rank               int64 // in the primary key, from 1; 0: not in it
	}
	if err := tx.Select(&columns, columnsOf[tx.engine]); err != nil {
		return nil, err
	}
	var references []struct{ Name, Parent string }
	if err := tx.Select(&references, referencesOf[tx.engine]); err != nil {
		return nil, err
	}
	var all []Table
	keys := map[string]map[int64]Column{}
	for _, c := range columns {
		if c.Name == versions {
			continue
		}
		if len(all) == 0 || all[len(all)-1].Name != c.Name {
			all = append(all, Table{Name: c.Name})
			keys[c.Name] = map[int64]Column{}
		}
		column := Column{c.Column, kinds[strings.ToUpper(c.Type)]}
		all[len(all)-1].Columns = append(all[len(all)-1].Columns, column)
		keys[c.Name][c.Rank] = column
	}
	for i := range all {
		for rank := int64(1); keys[all[i].Name][rank].Name != ""; rank++ {
			all[i].Key = append(all[i].Key, keys[all[i].Name][rank])
		}
		for _, r := range references {
			if r.Name == all[i].Name && r.Parent != r.Name {
				all[i].After = append(all[i].After, r.Parent)
			}
		}
	}
	return inOrder(all), nil
}

// inOrder puts each table after those that it refers to. Tables that refer to
// one another in a ring stay in the order of their names.
func inOrder(all []Table) []Table {
	var done []Table
	placed := map[string]bool{}
	for len(all) > 0 {
		next := slices.IndexFunc(all, func(t Table) bool {
			return !slices.ContainsFunc(t.After, func(parent string) bool { return !placed[parent] })
		})
		next = max(next, 0)
		done, placed[all[next].Name] = append(done, all[next]), true
		all = slices.Delete(all, next, next+1)
	}
	return done
}

var columnsOf = map[Engine]string{
	SQLite: `SELECT t.name AS name, c.name AS column, c.type AS type, c.pk AS rank FROM sqlite_schema t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY t.name, c.cid`,
	Postgres: `SELECT t.relname::text AS name, c.attname::text AS column, format_type(c.atttypid, NULL) AS type,
			COALESCE(array_position(k.indkey::smallint[], c.attnum), -1) + 1 AS rank
		FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
		LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary
		WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') ORDER BY t.relname COLLATE "C", c.attnum`,
}

var referencesOf = map[Engine]string{
	SQLite: `SELECT DISTINCT t.name AS name, f."table" AS parent FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY 1, 2`,
	Postgres: `SELECT DISTINCT c.relname::text AS name, p.relname::text AS parent FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
		JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace ORDER BY 1, 2`,
}

// Quoted is a name of the schema as a statement writes it.
func Quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// ByBytes is how a statement orders by a column so that both engines agree: a
// text by its bytes.
func (t *Tx) ByBytes(c Column) string {
	if t.engine == Postgres && c.Kind == Text {
		return Quoted(c.Name) + ` COLLATE "C"`
	}
	return Quoted(c.Name)
}

// HoldReferences lets rows come before those that they refer to, until what it
// returns is called: that is when a reference to nothing is an error. The
// transaction must have changed no row before.
func (t *Tx) HoldReferences() (settle func() error, err error) {
	if t.engine == SQLite {
		_, err := t.Exec("PRAGMA defer_foreign_keys = ON") // settled by the commit
		return func() error { return nil }, err
	}
	var held []struct{ Name, Child string }
	if err := t.Select(&held, `SELECT k.conname::text AS name, c.relname::text AS child FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
		WHERE k.contype = 'f' AND NOT k.condeferrable AND k.connamespace = current_schema()::regnamespace ORDER BY 1, 2`); err != nil {
		return nil, err
	}
	alter := func(as string) error {
		for _, k := range held {
			if _, err := t.Exec("ALTER TABLE " + Quoted(k.Child) + " ALTER CONSTRAINT " + Quoted(k.Name) + " " + as); err != nil {
				return err
			}
		}
		return nil
	}
	return func() error {
		if _, err := t.Exec("SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return err
		}
		return alter("NOT DEFERRABLE")
	}, alter("DEFERRABLE INITIALLY DEFERRED")
}

// SchemaVersion is the last migration that the database has had; ErrNotFound
// where none has been.
func SchemaVersion(tx *Tx) (version int64, err error) {
	var there bool
	lookup := "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '" + versions + "')"
	if tx.engine == Postgres {
		lookup = "SELECT to_regclass('" + versions + "') IS NOT NULL"
	}
	if err := tx.Get(&there, lookup); err != nil {
		return 0, err
	}
	if !there {
		return 0, ErrNotFound
	}
	err = tx.Get(&version, "SELECT COALESCE(MAX(version_id), 0) FROM "+versions+" WHERE version_id > 0")
	return version, err
}

// Newest is the last migration that the program knows.
func Newest() (newest int64) {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is good
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			panic(err) // the name of a file of ours
		}
		newest = max(newest, version)
	}
	return newest
}

// MigrateTo brings an empty database to an earlier version of the schema.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	provider, err := d.provider()
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("db: migrate to %d: %w", version, err)
	}
	return nil
}

// Empty tells that the database has no table at all.
func (d *DB) Empty(ctx context.Context) (empty bool, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		all, err := Tables(tx)
		if err != nil {
			return err
		}
		_, err = SchemaVersion(tx)
		if errors.Is(err, ErrNotFound) {
			empty, err = len(all) == 0, nil
		}
		return err
	})
	return empty, err
}

// Clear takes away all that migrations made in a PostgreSQL database that was
// empty before them: tables, then functions and types.
func (d *DB) Clear(ctx context.Context) error {
	return d.Write(ctx, func(tx *Tx) error {
		var drops []string
		err := tx.Select(&drops, `SELECT drop FROM (
			SELECT 1 AS rank, format('DROP TABLE %I CASCADE', tablename) AS drop FROM pg_tables WHERE schemaname = current_schema()
			UNION ALL SELECT 2, format('DROP FUNCTION %s CASCADE', p.oid::regprocedure) FROM pg_proc p
				WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
				AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
			UNION ALL SELECT 3, format('DROP TYPE %I CASCADE', t.typname) FROM pg_type t
				WHERE t.typnamespace = current_schema()::regnamespace AND t.typtype = 'e'
				AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = t.oid AND e.deptype = 'e')) AS made ORDER BY rank, drop`)
		for _, drop := range drops {
			if _, err := tx.Exec(drop); err != nil {
				return err
			}
		}
		return err
	})
}
