package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/georgysavva/scany/v2/dbscan"
)

// A Tx is one transaction. It carries the context it was begun with, to which
// database/sql ties its life; it is not to be kept after the function it was
// given to has returned.
type Tx struct {
	ctx    context.Context
	tx     *sql.Tx
	engine Engine
	use    *Use
}

// Exec runs a statement that returns no row and tells how many rows it changed.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	t.counted(query, args)
	result, err := t.tx.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, wrap(err, query)
	}
	return result.RowsAffected()
}

// Change is Exec for a statement that must change exactly one row. It returns
// ErrNotFound when it changed none.
func (t *Tx) Change(query string, args ...any) error {
	switch n, err := t.Exec(query, args...); {
	case err != nil:
		return err
	case n == 0:
		return ErrNotFound
	case n > 1:
		return fmt.Errorf("db: %d rows changed where one was meant: %s", n, firstLine(query))
	}
	return nil
}

// Get reads the one row of a query into a struct or a single value. It returns
// ErrNotFound when there is none.
func (t *Tx) Get(into any, query string, args ...any) error {
	rows, err := t.query(query, args)
	if err != nil {
		return err
	}
	if err := scanner.ScanOne(into, rows); dbscan.NotFound(err) {
		return ErrNotFound
	} else if err != nil {
		return wrap(err, query)
	}
	return nil
}

// Select reads every row of a query into a slice of structs or of values.
func (t *Tx) Select(into any, query string, args ...any) error {
	rows, err := t.query(query, args)
	if err != nil {
		return err
	}
	if err := scanner.ScanAll(into, rows); err != nil {
		return wrap(err, query)
	}
	return nil
}

// Each gives the rows of a query one after the other, as the driver reads them:
// an integer is an int64, NULL is nil. The row is lent until do returns.
func (t *Tx) Each(query string, do func(row []any) error) error {
	rows, err := t.query(query, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return wrap(err, query)
	}
	row, into := make([]any, len(names)), make([]any, len(names))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return wrap(err, query)
		}
		if err := do(row); err != nil {
			return err
		}
	}
	return wrap(rows.Err(), query)
}

// Lock keeps the row of table whose column has this key for this transaction
// alone until it ends. On SQLite the whole database already is: a write
// transaction there begins by taking it. Table and column are written by the
// program, never typed by a person.
func (t *Tx) Lock(table, column string, key any) error {
	if t.engine == SQLite {
		return nil
	}
	_, err := t.Exec("SELECT 1 FROM "+table+" WHERE "+column+" = $1 FOR UPDATE", key)
	return err
}

func (t *Tx) query(query string, args []any) (*sql.Rows, error) {
	t.counted(query, args)
	rows, err := t.tx.QueryContext(t.ctx, query, args...)
	return rows, wrap(err, query)
}

// counted counts the statement and refuses one whose $1, $2… are not its
// arguments: the SQLite driver would ignore a surplus in silence.
func (t *Tx) counted(query string, args []any) {
	if t.use != nil {
		t.use.Statements.Add(1)
	}
	named := make([]bool, len(args))
	for _, after := range strings.Split(query, "$")[1:] {
		n := number(after)
		if n < 1 || n > len(args) {
			panic(fmt.Sprintf("db: $%d is used and not given: %s", n, firstLine(query)))
		}
		named[n-1] = true
	}
	if unused := slices.Index(named, false); unused >= 0 {
		panic(fmt.Sprintf("db: $%d is given and not used: %s", unused+1, firstLine(query)))
	}
}

// number is the number that text begins with; 0 when it begins with none.
func number(text string) (n int) {
	for _, sign := range []byte(text) {
		if sign < '0' || sign > '9' {
			break
		}
		n = n*10 + int(sign-'0')
	}
	return n
}

// Columns are named in snake case; a struct may leave none out.
var scanner = func() *dbscan.API {
	api, err := dbscan.NewAPI(dbscan.WithScannableTypes((*sql.Scanner)(nil)))
	if err != nil {
		panic(err)
	}
	return api
}()

// A Use is what was asked of the database under one context.
type Use struct {
	Statements atomic.Int64
	Kept       atomic.Int64 // transactions of Write that were committed
}

type useKey struct{}

// Counting returns a context whose use of the database is counted, and that use.
func Counting(ctx context.Context) (context.Context, *Use) {
	use := new(Use)
	return context.WithValue(ctx, useKey{}, use), use
}

func used(ctx context.Context) *Use {
	use, _ := ctx.Value(useKey{}).(*Use)
	return use
}

func firstLine(query string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(query), "\n")
	return line
}
