package db

import (
	"fmt"
	"strings"
)

// perStatement is how many rows go in one statement. PostgreSQL is asked over a
// connection, where each question takes time; the SQLite driver looks up every
// parameter of a statement by its name, so that long ones cost more than short
// ones prepared once.
var perStatement = map[Engine]int{SQLite: 1, Postgres: 200}

// PutMany writes rows of the same width with a statement prepared once: head is
// the text before VALUES, tail what follows the rows (ON CONFLICT…).
func (t *Tx) PutMany(head, tail string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	return t.putSome(head, tail, rows, min(len(rows), perStatement[t.engine]))
}

// putSome writes rows by n at a time, and those left over at the end.
func (t *Tx) putSome(head, tail string, rows [][]any, n int) error {
	width := len(rows[0])
	query := head + " VALUES " + places(n, width) + " " + tail
	prepared, err := t.tx.PrepareContext(t.ctx, query)
	if err != nil {
		return wrap(err, query)
	}
	defer prepared.Close()
	args := make([]any, 0, n*width)
	for ; len(rows) >= n; rows = rows[n:] {
		args = args[:0]
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		t.counted(query, args)
		if _, err := prepared.ExecContext(t.ctx, args...); err != nil {
			return wrap(err, query)
		}
	}
	if len(rows) > 0 {
		return t.putSome(head, tail, rows, len(rows))
	}
	return nil
}

// places is the rows of a VALUES: ($1, $2), ($3, $4)…
func places(rows, width int) string {
	var b strings.Builder
	for n := range rows * width {
		switch {
		case n%width > 0:
			b.WriteString(", ")
		case n > 0:
			b.WriteString("), (")
		default:
			b.WriteString("(")
		}
		fmt.Fprintf(&b, "$%d", n+1)
	}
	return b.String() + ")"
}
