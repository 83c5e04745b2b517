package form

import (
	"iter"

	"preau/internal/rulefile"
)

// A Sheet is a questionnaire, « fiche », usually an annexe of the circular.
type Sheet struct {
	Key        string // unique in the campaign; also in addresses
	Title      string
	ShortTitle string
	Intro      string
	Law        rulefile.Law
	Sections   []Section
	Checks     []Check
	Line       int
}

// A Section is a page of a sheet, « rubrique ».
type Section struct {
	Key       string // in addresses, hence in French
	Title     string
	Intro     string
	Shows     string // the name of what the page shows beside the questions; blank: nothing
	Questions []Question
	Line      int
}

// A Check is a rule over several answers, « contrôle ». What it looks at is code,
// registered by name (see [Known]); whether it blocks is said by the file.
type Check struct {
	Name   string       `toml:"name"`
	About  string       `toml:"about"`           // the question it is about
	Reason string       `toml:"reason,optional"` // the question whose answer excuses
	With   string       `toml:"with,optional"`   // another question that it looks at
	Level  Level        `toml:"level" domain:"fault|warning"`
	Law    rulefile.Law `toml:"law"`
	Line   int          `toml:"-line"`
}

// Questions goes through the questions of all sections; each may be pointed to.
func (s *Sheet) Questions() iter.Seq[*Question] {
	return func(yield func(*Question) bool) {
		for i := range s.Sections {
			for j := range s.Sections[i].Questions {
				if !yield(&s.Sections[i].Questions[j]) {
					return
				}
			}
		}
	}
}

func (s *Sheet) question(key string) (*Question, bool) {
	for q := range s.Questions() {
		if q.Key == key {
			return q, true
		}
	}
	return nil, false
}

// Question finds a question by its key.
func (s *Sheet) Question(key string) (Question, bool) {
	q, known := s.question(key)
	if !known {
		return Question{}, false
	}
	return *q, true
}

// SectionOf is the key of the section of a question; blank when there is none.
func (s *Sheet) SectionOf(question string) string {
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			if q.Key == question {
				return section.Key
			}
		}
	}
	return ""
}

// Read reads what was typed, by key of field. kept holds what each is kept as,
// blanks included; faults holds a French sentence for each of those to be mended: not
// for those that are only to be looked at. What was not sent is in neither, and what the sheet does not ask is ignored.
func (s *Sheet) Read(typed map[string]string) (kept Values, faults map[string]string) {
	kept, faults = Values{}, map[string]string{}
	for key, text := range typed {
		field, known := s.Field(key)
		if !known || field.Question.Kind == Computed {
			continue
		}
		value, fault := field.Question.Parse(text)
		kept[key] = value
		if fault != "" && !field.Question.Warns(value) {
			faults[key] = fault
		}
	}
	return kept, faults
}

// Sum adds up the answers that feed a figure, in the unit that is kept (cents
// for amounts), over the sheet or over one row (within: its key and a dot).
// Blanks are left out; ok is false when all are blank, which is not the same as 0.
func (s *Sheet) Sum(figure string, v Values, within string) (sum int64, ok bool) {
	for f := range s.Feeding(figure, v, within) {
		if n, read := integer(v[f.Key]); read {
			sum, ok = sum+n, true
		}
	}
	return sum, ok
}

// Feeding goes through the fields that feed a figure, over the sheet or one row.
func (s *Sheet) Feeding(figure string, v Values, within string) iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for q := range s.Questions() {
			if !q.feeds(figure) {
				continue
			}
			for _, f := range q.Fields(v) {
				fed := f.Question.Kind != Computed && f.Question.Figure == figure
				if fed && (within == "" || f.Row != "" && RowKey(q.Key, f.Row)+"." == within) && !yield(f) {
					return
				}
			}
		}
	}
}

func (q *Question) feeds(figure string) bool {
	if figure == "" {
		return false
	}
	for _, column := range q.Columns {
		if column.Kind != Computed && column.Figure == figure {
			return true
		}
	}
	return q.Kind != Computed && q.Figure == figure
}
