package form

import (
	"encoding/json"
	"strconv"
	"strings"

	"preau/internal/civil"
	"preau/internal/document"
)

// Cell is the answer as a spreadsheet keeps it: a real number, amount or date.
func (q Question) Cell(kept string) document.Cell {
	if _, bad := Unread(kept); bad || kept == "" {
		return document.TextCell(q.Format(kept))
	}
	n, number := integer(kept)
	switch kind := q.shown(); {
	case kind == Count && number:
		return document.CountCell(n)
	case kind == Amount && number:
		return document.AmountCell(civil.Cents(n))
	case kind == Hours && number:
		return document.DurationCell(civil.Minutes(n))
	case kind == Date:
		if day, err := civil.ParseDate(kept); err == nil {
			return document.DateCell(day)
		}
	}
	return document.TextCell(q.Format(kept))
}

// Column is the column of a spreadsheet that holds the answers to the question.
func (q Question) Column() document.Column {
	column := document.Column{Title: q.Label}
	switch q.shown() {
	case Count:
		column.Kind = document.Count
	case Amount:
		column.Kind = document.Amount
	case Date:
		column.Kind = document.Date
	case Hours:
		column.Kind = document.Duration
	case Long:
		column.Width = 60
	}
	return column
}

// Value is the answer as a program reads it: a number (cents for an amount,
// minutes for hours), true or false, or a text; null when blank or unreadable.
func (q Question) Value(kept string) any {
	if _, bad := Unread(kept); bad || kept == "" {
		return nil
	}
	switch q.shown() {
	case Count, Amount, Hours:
		if n, ok := integer(kept); ok {
			return n
		}
	case YesNo:
		return kept == "oui"
	}
	return kept
}

// An answered field, as a program reads it.
type fieldValue struct {
	Key      string `json:"key"`
	Question string `json:"question"`
	Row      string `json:"row,omitempty"`
	Kind     Kind   `json:"kind"`
	Law      string `json:"law,omitempty"`
	Value    any    `json:"value"`
}

// MarshalAnswers is a filled sheet as JSON: its fields that are asked, in order.
func (s *Sheet) MarshalAnswers(v Values) ([]byte, error) {
	fields := []fieldValue{}
	for q := range s.Questions() {
		for _, f := range q.Fields(v) {
			fields = append(fields, fieldValue{f.Key, f.Question.Label, f.Row, f.Question.shown(), string(f.Question.Law), f.Question.Value(v[f.Key])})
		}
	}
	return json.Marshal(struct {
		Sheet  string       `json:"sheet"`
		Title  string       `json:"title"`
		Fields []fieldValue `json:"fields"`
	}{s.Key, s.Title, fields})
}

// A Total is what the answers of many sheets to one question come to,
// « consolidation »: counts, amounts and hours are added, choices are counted,
// dates are bounded; texts are only counted.
type Total struct {
	Section  Section
	Of       *Question // the table or the breakdown of the question
	Question Question
	Answers  int64
	sum      int64
	chosen   map[string]int64
	first    string
	last     string
}

// Totals adds up many filled sheets, question by question, in the order of the sheet.
type Totals struct {
	Sheet *Sheet
	All   []*Total
	at    map[string]*Total // by the key of the field, without its row
}

// Totals are those of no filled sheet yet.
func (s *Sheet) Totals() *Totals {
	t := &Totals{Sheet: s, at: map[string]*Total{}}
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			for _, f := range q.shape() {
				if !s.additive(f.Question) {
					continue
				}
				total := &Total{Section: section, Of: f.Of, Question: f.Question, chosen: map[string]int64{}}
				t.All, t.at[f.Key] = append(t.All, total), total
			}
		}
	}
	return t
}

// Add adds a filled sheet: computed gives the figure of a field, blank where it cannot
// be told.
func (t *Totals) Add(v Values, computed func(figure string, f Field) string) {
	for q := range t.Sheet.Questions() {
		for _, f := range q.Fields(v) {
			switch total := t.at[f.withoutRow()]; {
			case total == nil:
			case f.Question.Kind == Computed:
				total.add(computed(f.Question.Figure, f))
			default:
				total.add(v[f.Key])
			}
		}
	}
}

// additive tells whether the answers of several sheets come to something: a
// computed figure does only when it is itself a sum of answers.
func (s *Sheet) additive(q Question) bool {
	if q.Kind != Computed {
		return true
	}
	for other := range s.Questions() {
		if other.feeds(q.Figure) {
			return true
		}
	}
	return false
}

// shape is the fields of a question, rows aside.
func (q Question) shape() []Field {
	if q.Kind != Table {
		q.When = nil
		return q.Fields(nil)
	}
	fields := q.RowFields("")
	for i := range fields {
		fields[i].Key = fields[i].withoutRow()
	}
	return fields
}

func (f Field) withoutRow() string {
	if f.Of == nil || f.Of.Kind != Table {
		return f.Key
	}
	return f.Of.Key + "." + f.Question.Key
}

func (t *Total) add(kept string) {
	if _, bad := Unread(kept); bad || kept == "" {
		return
	}
	t.Answers++
	switch t.Question.shown() {
	case Count, Amount, Hours:
		n, _ := integer(kept)
		t.sum += n
	case YesNo, Choice:
		t.chosen[kept]++
	case Date:
		if t.first == "" || kept < t.first {
			t.first = kept
		}
		t.last = max(t.last, kept)
	}
}

// French is what the answers come to, as it is read; "" where nothing adds up.
func (t *Total) French() string {
	q := t.Question
	if t.Answers == 0 {
		return ""
	}
	switch q.shown() {
	case Count, Amount, Hours:
		return q.shown().Format(strconv.FormatInt(t.sum, 10))
	case YesNo, Choice:
		var parts []string
		for _, option := range q.answers() {
			parts = append(parts, option.Label+"\u202f: "+civil.FrenchCount(t.chosen[option.Key]))
		}
		return strings.Join(parts, "\n")
	case Date:
		if t.first == t.last {
			return q.Format(t.first)
		}
		return "du " + q.Format(t.first) + " au " + q.Format(t.last)
	}
	return ""
}

// Cell is what the answers come to, as a spreadsheet keeps it.
func (t *Total) Cell() document.Cell {
	switch kind := t.Question.shown(); {
	case t.Answers == 0:
		return document.Blank
	case kind == Count || kind == Amount:
		return t.Question.Cell(strconv.FormatInt(t.sum, 10))
	}
	return document.TextCell(t.French())
}

func (q Question) answers() []Option {
	if q.Kind == YesNo {
		return yesNo
	}
	return q.Options
}
