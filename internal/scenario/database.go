package scenario

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/example"
	"preau/internal/territory"
)

// fresh makes a new example database where the address says: on PostgreSQL in
// a schema of its own, on SQLite in a temporary folder beside the file; with a
// blank address, among the machine's temporary files. What is there already is
// not touched, and remove takes away what was made.
func fresh(ctx context.Context, address string) (d *db.DB, remove func() error, err error) {
	at, drop, err := place(ctx, address)
	if err != nil {
		return nil, nil, err
	}
	if d, err = db.Open(ctx, at); err != nil {
		return nil, nil, errors.Join(err, drop())
	}
	remove = func() error { return errors.Join(d.Close(), drop()) }
	if d.Engine == db.SQLite {
		return d, remove, nil
	}
	if err := load(ctx, d); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return d, remove, nil
}

// model is the file of an example database, loaded once.
var model = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "preau-scenario-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "preau.db")
	ctx := context.Background()
	d, err := db.Open(ctx, file)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(load(ctx, d), d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// place makes room for a database: an empty schema, or a copy of the model.
func place(ctx context.Context, address string) (at string, drop func() error, err error) {
	if db.IsPostgres(address) {
		return schema(ctx, address)
	}
	example, err := model()
	if err != nil {
		return "", nil, err
	}
	parent := ""
	if address != "" {
		parent = filepath.Dir(address)
		if err := os.MkdirAll(parent, 0o700); err != nil {
			return "", nil, err
		}
	}
	folder, err := os.MkdirTemp(parent, "preau-scenario-")
	if err != nil {
		return "", nil, err
	}
	at, drop = filepath.Join(folder, "preau.db"), func() error { return os.RemoveAll(folder) }
	if err := os.WriteFile(at, example, 0o600); err != nil {
		return "", nil, errors.Join(err, drop())
	}
	return at, drop, nil
}

// schema makes a schema with a name that nobody has, and returns the address
// that leads into it.
func schema(ctx context.Context, address string) (at string, drop func() error, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", nil, err
	}
	name := "scenario_" + strings.ToLower(rand.Text()) // letters and digits only
	if err := execute(ctx, address, "CREATE SCHEMA "+name); err != nil {
		return "", nil, err
	}
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	// Dropped also when the play was interrupted.
	return u.String(), func() error { return execute(context.WithoutCancel(ctx), address, "DROP SCHEMA "+name+" CASCADE") }, nil
}

func execute(ctx context.Context, address, statement string) error {
	d, err := db.Open(ctx, address)
	if err != nil {
		return err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(statement)
		return err
	})
	return errors.Join(err, d.Close())
}

func load(ctx context.Context, d *db.DB) error {
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := territory.New(d).Setup(ctx); err != nil {
		return err
	}
	return example.Load(ctx, d, civil.At(time.Now()))
}
