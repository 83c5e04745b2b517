package form

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"preau/internal/civil"
)

// Values are the answers of a sheet: by the key of the field, the canonical text.
type Values map[string]string

// rowKept is the value of a row that stands; that of a removed one is blank, and
// its cells stay where they are, so that it can be put back.
const rowKept = "1"

var rowID = regexp.MustCompile(`^[0-9a-z]{1,16}$`)

// RowKey is the key of the field that says whether a row stands.
func RowKey(table, row string) string { return table + "." + row }

// Rows lists the ids of the rows of a table that stand, in their order.
func (v Values) Rows(table string) []string {
	var rows []string
	for key, value := range v {
		row, found := strings.CutPrefix(key, table+".")
		if found && value == rowKept && !strings.Contains(row, ".") {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return rows
}

// unreadMark stands before what was typed and could not be read. Typed text is
// cleaned of control characters: nobody can type it.
const unreadMark = "\x1a"

// Unread is the text that was typed where a value cannot be read. ok is false
// for a value that can.
func Unread(value string) (typed string, ok bool) { return strings.CutPrefix(value, unreadMark) }

func unread(typed string) string { return unreadMark + civil.CleanText(typed) }

// A Field is one place where something is answered: a question, a part of a
// breakdown, a cell of a table, or a row itself (its Kind is row).
type Field struct {
	Key      string
	Question Question  // what is asked in this place
	Of       *Question // the table or the breakdown it belongs to; nil: none
	Row      string    // the id of its row; blank outside tables
}

// IsRow tells a row itself from its cells, and from what is no table.
func (f Field) IsRow() bool { return f.Question.Kind == row }

// near is the key of another question as seen from the field: in its row, if the
// table has such a column, else in the sheet.
func (f Field) near(key string) string {
	if f.Row != "" {
		if _, found := f.Of.column(key); found {
			return RowKey(f.Of.Key, f.Row) + "." + key
		}
	}
	return key
}

// Condition is the key of the field that the field's condition looks at; blank
// when there is none.
func (f Field) Condition() string {
	if f.Question.When == nil {
		return ""
	}
	return f.near(f.Question.When.Key)
}

// Asked tells whether the field is asked, given the other answers.
func (f Field) Asked(v Values) bool {
	when := f.Question.When
	return when == nil || v[f.Condition()] == when.Is
}

// Field finds the field that a key names, whether anything is answered in it or
// not. ok is false for a key that the sheet does not have.
func (s *Sheet) Field(key string) (field Field, ok bool) {
	parts := strings.Split(key, ".")
	q, known := s.question(parts[0])
	if !known {
		return Field{}, false
	}
	field = Field{Key: key, Question: *q}
	switch {
	case q.Kind == Table && len(parts) > 1 && rowID.MatchString(parts[1]):
		return q.cell(key, parts[1:])
	case q.Kind == Breakdown && len(parts) == 2:
		part, known := q.option(parts[1])
		return Field{Key: key, Question: q.part(part), Of: q}, known
	case q.Kind == Table, q.Kind == Breakdown:
		return Field{}, false
	}
	return field, len(parts) == 1
}

// cell is the field of a row, or of one of its columns.
func (q *Question) cell(key string, parts []string) (Field, bool) {
	if len(parts) == 1 {
		return Field{Key: key, Question: Question{Kind: row, Label: q.Item, Law: q.Law}, Of: q, Row: parts[0]}, true
	}
	column, known := q.column(parts[1])
	return Field{Key: key, Question: column, Of: q, Row: parts[0]}, known && len(parts) == 2
}

// Fields lists the fields of a question that are asked, in order: those of the
// rows that stand, for a table.
func (q *Question) Fields(v Values) []Field {
	var fields []Field
	switch q.Kind {
	case Table:
		for _, id := range v.Rows(q.Key) {
			fields = append(fields, q.RowFields(id)...)
		}
	case Breakdown:
		if !(Field{Question: *q}).Asked(v) {
			return nil
		}
		for _, part := range q.Options {
			fields = append(fields, Field{Key: q.Key + "." + part.Key, Question: q.part(part), Of: q})
		}
	default:
		fields = []Field{{Key: q.Key, Question: *q}}
	}
	return slices.DeleteFunc(fields, func(f Field) bool { return !f.Asked(v) })
}

// RowFields lists all the cells of a row.
func (q *Question) RowFields(id string) []Field {
	fields := make([]Field, len(q.Columns))
	for i, column := range q.Columns {
		fields[i] = Field{Key: RowKey(q.Key, id) + "." + column.Key, Question: column, Of: q, Row: id}
	}
	return fields
}

// With is the values with the computed ones put in: computed gives that of a
// figure, for the sheet or for a row ("groups.0k3f."); blank where it cannot be
// told.
func (s *Sheet) With(v Values, computed func(figure string, f Field) string) Values {
	all := maps.Clone(v)
	if all == nil {
		all = Values{}
	}
	for q := range s.Questions() {
		for _, f := range q.Fields(v) {
			if f.Question.Kind == Computed {
				all[f.Key] = computed(f.Question.Figure, f)
			}
		}
	}
	return all
}
