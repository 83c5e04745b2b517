package db

import (
	"context"
	"database/sql"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// The tables of River are brought by River's own migrations, up to a version that
// is written here: a newer River is a new step of ours, and not a surprise.
const (
	riverStep    = 36
	riverVersion = 8
)

// riverMigration is River's schema as a step of ours: it comes under the same lock
// and is counted with the others. River keeps which of its own steps were taken: on
// PostgreSQL, where they cannot all be in one transaction, one that was stopped goes on.
func (d *DB) riverMigration() *goose.Migration {
	up := &goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
		return d.riverUp(func(m *rivermigrate.Migrator[*sql.Tx], to *rivermigrate.MigrateOpts) error {
			_, err := m.Migrate(ctx, rivermigrate.DirectionUp, to)
			return err
		})
	}}
	if d.Engine == SQLite { // whose one connection is goose's
		up = &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			return d.riverUp(func(m *rivermigrate.Migrator[*sql.Tx], to *rivermigrate.MigrateOpts) error {
				//lint:ignore SA1019 it is for PostgreSQL that River's steps cannot share a transaction
				_, err := m.MigrateTx(ctx, tx, rivermigrate.DirectionUp, to)
				return err
			})
		}}
	}
	return goose.NewGoMigration(riverStep, up, nil)
}

func (d *DB) riverUp(take func(*rivermigrate.Migrator[*sql.Tx], *rivermigrate.MigrateOpts) error) error {
	m, err := rivermigrate.New(d.River(), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return take(m, &rivermigrate.MigrateOpts{TargetVersion: riverVersion})
}

// River is the database as River knows it. On SQLite that is the one writer: River
// waits its turn as all that writes does.
func (d *DB) River() riverdriver.Driver[*sql.Tx] {
	if d.Engine == SQLite {
		return riversqlite.New(d.write)
	}
	return riverdatabasesql.New(d.write)
}

// Raw is the transaction as River knows it, and Context what it was begun with.
func (t *Tx) Raw() *sql.Tx             { return t.tx }
func (t *Tx) Context() context.Context { return t.ctx }
