// Package migrated gives tests databases that have the whole schema on each engine:
// it is migrated once in a process, then copied. What [dbtest.Engines] gives is
// empty: it is for the tests of what makes a schema.
package migrated

import (
	"context"
	"errors"
	"testing"

	"preau/internal/db"
	"preau/internal/dbtest"
)

var model = Then(func(context.Context, *db.DB) error { return nil })

// Then is a model that has the whole schema, and what fill puts into it.
func Then(fill func(context.Context, *db.DB) error) *dbtest.Model {
	return dbtest.NewModel(func(address string) error {
		ctx := context.Background()
		d, err := db.Open(ctx, address)
		if err != nil {
			return err
		}
		if _, err = d.Migrate(ctx); err == nil {
			err = fill(ctx, d)
		}
		return errors.Join(err, d.Close())
	})
}

// Engines runs the test twice, as its subtests « sqlite » and « postgres », each
// with the address of a database.
func Engines(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	model.Engines(t, test)
}

// SQLite returns the path of a database, which goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return model.SQLite(t)
}

// Postgres returns the postgres:// address of a database, which goes with the test.
func Postgres(t testing.TB) string {
	t.Helper()
	return model.Postgres(t)
}

// Open opens the database at url, which the test closes.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
