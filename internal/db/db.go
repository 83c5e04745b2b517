package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// Engine is the kind of database that stands behind an address.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// A DB is one open database. It is safe for use by many goroutines.
type DB struct {
	Engine Engine

	write *sql.DB // on SQLite one connection: one writer at a time, waiting its turn
	read  *sql.DB // on SQLite many; on PostgreSQL the same pool as write

	refuses atomic.Bool // the last write was refused as ReadOnly tells
}

// Open opens the database at address, a file's path or a postgres:// URL, and
// makes sure that it answers. It does not migrate: see Migrate.
//
// It returns an *Unavailable when the file cannot be opened or written, or
// when the server does not answer within ten seconds.
func Open(ctx context.Context, address string) (*DB, error) {
	open := openSQLite
	if IsPostgres(address) {
		open = openPostgres
	}
	d, err := open(address)
	if err != nil {
		return nil, &Unavailable{Address: Redacted(address), Cause: err}
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := d.Ping(ctx); err != nil {
		return nil, &Unavailable{Address: Redacted(address), Cause: errors.Join(err, d.Close())}
	}
	return d, nil
}

// IsPostgres tells whether address names a PostgreSQL server.
func IsPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Redacted is address without its password, fit for a log or a screen. Of a
// server's address that cannot be read it keeps nothing: where the password ends
// is not known.
func Redacted(address string) string {
	if !IsPostgres(address) {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || u.Fragment != "" {
		return "postgres://…"
	}
	query := u.Query()
	for _, key := range []string{"password", "sslpassword"} {
		if query.Has(key) {
			query.Set(key, "xxxxx")
			u.RawQuery = query.Encode()
		}
	}
	return u.Redacted()
}

func openPostgres(address string) (*DB, error) {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(20)
	pool.SetMaxIdleConns(20)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &DB{Engine: Postgres, write: pool, read: pool}, nil
}

// The pragmas of every SQLite connection. A write that was acknowledged is on
// the disk (synchronous=FULL); a writer waits for its turn up to ten seconds; a row
// that a statement replaces meets the triggers of append-only tables.
const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)&_pragma=cache_size(-8000)"

func openSQLite(address string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(address), 0o700); err != nil {
		return nil, err
	}
	file := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: address}).EscapedPath()}).String()
	write, err := sql.Open("sqlite", file+"?"+pragmas+"&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", file+"?"+pragmas+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	readers := max(4, runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &DB{Engine: SQLite, write: write, read: read}, nil
}

// Ping tells whether the database answers. The writer is asked first: on
// SQLite it is the one that creates the file.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.write.PingContext(ctx); err != nil {
		return err
	}
	return d.read.PingContext(ctx)
}

// Refuses tells whether the last write was refused as ReadOnly tells, and none was
// kept since: the disk is full, or can only be read.
func (d *DB) Refuses() bool { return d.refuses.Load() }

// Close closes every connection.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Read runs do in a transaction that cannot write and that sees one state of
// the database from its first statement to its last.
func (d *DB) Read(ctx context.Context, do func(*Tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if d.Engine == Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	return d.run(ctx, d.read, options, do)
}

// attempts is how often Write tries a transaction that the database gave up
// for a reason that passes (a deadlock).
const attempts = 4

// Write runs do in a transaction and commits it when do returns nil. When the
// database gives the transaction up for a reason that passes, do is run again
// from the start: it must change nothing but the database.
func (d *DB) Write(ctx context.Context, do func(*Tx) error) error {
	for try := 1; ; try++ {
		err := d.run(ctx, d.write, nil, do)
		if refused := ReadOnly(err); refused || err == nil {
			d.refuses.Store(refused)
		}
		if use := used(ctx); use != nil && err == nil {
			use.Kept.Add(1)
		}
		if err == nil || try == attempts || !passing(err) {
			return err
		}
		select { // or those that met would meet again
		case <-ctx.Done():
			return err
		case <-time.After(rand.N(time.Duration(try) * 20 * time.Millisecond)):
		}
	}
}

func (d *DB) run(ctx context.Context, pool *sql.DB, options *sql.TxOptions, do func(*Tx) error) (err error) {
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("db: begin: %w", err)
	}
	committed := false
	defer func() {
		if !committed {
			_ = tx.Rollback() // the error that brought us here says more
		}
	}()
	if err := do(&Tx{ctx: ctx, tx: tx, engine: d.Engine, use: used(ctx)}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return &notCommitted{err}
	}
	committed = true
	return nil
}
