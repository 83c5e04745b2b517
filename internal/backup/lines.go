package backup

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"preau/internal/db"
)

// lines writes and reads the rows of one table as JSON lines: the same text for
// the same rows on both engines.
type lines struct {
	table db.Table
	names []string
	text  bytes.Buffer // the line being written
}

func newLines(table db.Table) (*lines, error) {
	l := &lines{table: table}
	for _, column := range table.Columns {
		if column.Kind == "" {
			return nil, fmt.Errorf("backup: table %s, column %s: its type is not known", table.Name, column.Name)
		}
		l.names = append(l.names, column.Name)
	}
	return l, nil
}

// query reads the rows: of bytes, how many there are; a boolean as 0 or 1.
func (l *lines) query(tx *db.Tx) string {
	columns := make([]string, len(l.table.Columns))
	for i, c := range l.table.Columns {
		columns[i] = db.Quoted(c.Name)
		switch c.Kind {
		case db.Blob:
			columns[i] = "length(" + columns[i] + ")"
		case db.Boolean:
			columns[i] = "CAST(" + columns[i] + " AS INTEGER)"
		}
	}
	return "SELECT " + strings.Join(columns, ", ") + l.from(tx)
}

func (l *lines) blobQuery(tx *db.Tx, column db.Column) string {
	return "SELECT " + db.Quoted(column.Name) + l.from(tx)
}

// from orders the rows by the primary key; without one, by all that they hold.
func (l *lines) from(tx *db.Tx) string {
	by := l.table.Key
	if len(by) == 0 {
		by = l.table.Columns
	}
	order := make([]string, len(by))
	for i, c := range by {
		order[i] = tx.ByBytes(c)
	}
	return " FROM " + db.Quoted(l.table.Name) + " ORDER BY " + strings.Join(order, ", ")
}

// line is a row as it is written; it is lent until the next.
func (l *lines) line(row []any) ([]byte, error) {
	l.text.Reset()
	encoder := json.NewEncoder(&l.text)
	encoder.SetEscapeHTML(false)
	for i, name := range l.names {
		before := ", "
		if i == 0 {
			before = "{"
		}
		l.text.WriteString(before + strconv.Quote(name) + ": ")
		switch value := row[i].(type) {
		case nil:
			l.text.WriteString("null")
		case int64:
			l.text.Write(strconv.AppendInt(l.text.AvailableBuffer(), value, 10))
		case string, float64:
			if text, is := value.(string); is && !utf8.ValidString(text) {
				return nil, fmt.Errorf("backup: table %s, column %s: a text is not UTF-8", l.table.Name, name)
			}
			if err := encoder.Encode(value); err != nil {
				return nil, err
			}
			l.text.Truncate(l.text.Len() - 1) // the end of line that it adds
		default:
			return nil, fmt.Errorf("backup: table %s, column %s: a value is a %T", l.table.Name, name, value)
		}
	}
	l.text.WriteString("}\n")
	return l.text.Bytes(), nil
}

// row reads a line, and the bytes that are its own from blobs, by column.
func (l *lines) row(line map[string]json.RawMessage, blobs map[string]io.Reader) (row []any, size int64, err error) {
	if len(line) != len(l.names) {
		return nil, 0, fmt.Errorf("backup: table %s: a row has %d columns, not %d", l.table.Name, len(line), len(l.names))
	}
	row = make([]any, len(l.names))
	for i, c := range l.table.Columns {
		raw, there := line[c.Name]
		if !there {
			return nil, 0, fmt.Errorf("backup: table %s: a row has no column %s", l.table.Name, c.Name)
		}
		size += int64(len(raw))
		if string(raw) == "null" {
			continue
		}
		if row[i], err = value(c.Kind, raw, blobs[c.Name]); err != nil {
			return nil, 0, fmt.Errorf("backup: table %s, column %s: %w", l.table.Name, c.Name, err)
		}
		if some, bytes := row[i].([]byte); bytes {
			size += int64(len(some))
		}
	}
	return row, size, nil
}

func value(kind db.Kind, raw json.RawMessage, blobs io.Reader) (any, error) {
	switch kind {
	case db.Text:
		var text string
		err := json.Unmarshal(raw, &text)
		return text, err
	case db.Real:
		return strconv.ParseFloat(string(raw), 64)
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	switch {
	case err != nil:
		return nil, err
	case kind == db.Boolean && n != 0 && n != 1:
		return nil, fmt.Errorf("%d is neither 0 nor 1", n)
	case kind == db.Boolean:
		return n == 1, nil
	case kind == db.Blob:
		return bytesOf(blobs, n)
	}
	return n, nil
}

// bytesOf reads n bytes, of which none is trusted to be there.
func bytesOf(blobs io.Reader, n int64) ([]byte, error) {
	var some bytes.Buffer
	if _, err := io.CopyN(&some, blobs, n); err != nil {
		return nil, fmt.Errorf("its bytes: %w", err)
	}
	return append([]byte{}, some.Bytes()...), nil // not nil where there are none: that would be NULL
}
