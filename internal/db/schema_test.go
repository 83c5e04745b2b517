package db

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"preau/internal/dbtest"
)

func read(t *testing.T, d *DB, do func(*Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// Both engines tell of the same tables, but for the booleans that SQLite has not.
func TestTables(t *testing.T) {
	seen := map[Engine][]Table{}
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		read(t, d, func(tx *Tx) (err error) { seen[d.Engine], err = Tables(tx); return err })
		seen[d.Engine] = slices.DeleteFunc(seen[d.Engine], func(table Table) bool { return strings.HasPrefix(table.Name, "river_") }) // each engine has its own
		placed := map[string]bool{}
		for _, table := range seen[d.Engine] {
			placed[table.Name] = true
			for _, parent := range table.After {
				if !placed[parent] {
					t.Errorf("%s comes before %s, that it refers to", table.Name, parent)
				}
			}
			for i, c := range table.Columns {
				if c.Kind == "" {
					t.Errorf("%s.%s: its kind is not known", table.Name, c.Name)
				} else if c.Kind == Boolean {
					table.Columns[i].Kind = Integer
				}
			}
		}
		if placed[versions] || !placed["journal"] {
			t.Errorf("tables: got %v, want those of the migrations", placed)
		}
	})
	for i, lite := range seen[SQLite] {
		pg := seen[Postgres][i]
		if lite.Name != pg.Name || !slices.Equal(lite.Columns, pg.Columns) || !slices.Equal(lite.Key, pg.Key) || !slices.Equal(lite.After, pg.After) {
			t.Errorf("a table on SQLite %+v, on PostgreSQL %+v", lite, pg)
		}
	}
}

func TestSchemaVersionAndWhatIsEmpty(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		wantEmpty := func(want bool) {
			t.Helper()
			if got, err := d.Empty(t.Context()); got != want || err != nil {
				t.Errorf("Empty() = %v, %v, want %v", got, err, want)
			}
		}
		wantVersion := func(want int64, wantErr error) {
			t.Helper()
			read(t, d, func(tx *Tx) error {
				if got, err := SchemaVersion(tx); got != want || !errors.Is(err, wantErr) {
					t.Errorf("SchemaVersion() = %d, %v, want %d, %v", got, err, want, wantErr)
				}
				return nil
			})
		}
		wantEmpty(true)
		wantVersion(0, ErrNotFound)
		if err := d.MigrateTo(t.Context(), 6); err != nil {
			t.Fatal(err)
		}
		wantEmpty(false)
		wantVersion(6, nil)
		if _, err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantVersion(Newest(), nil)
		if err := d.Clear(t.Context()); err != nil {
			t.Fatalf("Clear(): %v", err)
		}
		wantEmpty(true)
		if _, err := d.Migrate(t.Context()); err != nil {
			t.Errorf("Migrate() after Clear(): %v", err)
		}
	})
}
