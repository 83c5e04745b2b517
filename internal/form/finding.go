package form

import (
	"fmt"
	"slices"
	"strings"

	"preau/internal/civil"
)

// Level is how much a finding weighs.
type Level string

const (
	Lack    Level = "lack"    // an answer that is still to be given
	Fault   Level = "fault"   // an answer to be mended before submission
	Warning Level = "warning" // to be looked at; it may be sent
)

// A Finding is one thing to look at in a sheet, « contrôle ».
type Finding struct {
	Level    Level
	Section  string // its key
	Field    string // the key of the field, or of the question
	Sentence string // what is wrong and how to mend it
	Beside   string // the same where the question stands beside; blank: as Sentence
	Law      string
}

// Blocks tells whether the sheet cannot be sent because of it.
func (f Finding) Blocks() bool { return f.Level != Warning }

// Findings lists what the sheet still lacks and what does not hold, in the order
// of the sheet. The values have their computed ones (see [Sheet.With]); checks
// runs a check of the file.
func (s *Sheet) Findings(v Values, checks func(Check) []Finding) []Finding {
	var all []Finding
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			found := q.findings(v)
			for _, check := range s.Checks {
				if check.About == q.Key {
					found = append(found, checks(check)...)
				}
			}
			for i := range found {
				question, _, _ := strings.Cut(found[i].Field, ".")
				found[i].Section = s.SectionOf(question)
			}
			all = append(all, found...)
		}
	}
	return all
}

func (q *Question) findings(v Values) []Finding {
	var all []Finding
	if q.Kind == Table && (Field{Question: *q}).Asked(v) {
		all = append(all, q.rowFindings(v)...)
	}
	blank := q.blankRows(v)
	for _, f := range q.Fields(v) {
		if found := f.finding(v); found.Sentence != "" && !slices.Contains(blank, f.Row) {
			all = append(all, found)
		}
	}
	for _, row := range blank {
		all = append(all, q.blankRow(row, v))
	}
	if q.Kind == Breakdown {
		all = append(all, q.divides(v)...)
	}
	return all
}

func (q *Question) rowFindings(v Values) []Finding {
	switch n := len(v.Rows(q.Key)); {
	case q.Required && n == 0:
		return []Finding{{Level: Lack, Field: q.Key, Sentence: "Remplissez au moins " + q.oneItem() + ".", Law: string(q.Law)}}
	case n > q.MostRows:
		return []Finding{{Level: Fault, Field: q.Key, Sentence: q.TooMany(), Law: string(q.Law)}}
	}
	return nil
}

// blankRows are the rows that stand and in which nothing is written.
func (q *Question) blankRows(v Values) (blank []string) {
	if q.Kind != Table {
		return nil
	}
	for _, row := range v.Rows(q.Key) {
		written := func(f Field) bool { return f.Question.Kind != Computed && v[f.Key] != "" }
		if !slices.ContainsFunc(q.RowFields(row), written) {
			blank = append(blank, row)
		}
	}
	return blank
}

// blankRow asks for one thing of a row in which nothing is written.
func (q *Question) blankRow(row string, v Values) Finding {
	first := q.RowFields(row)[0]
	end := " est vide\u202f: remplissez-le ou supprimez-le."
	if q.Feminine {
		end = " est vide\u202f: remplissez-la ou supprimez-la."
	}
	return Finding{Level: Lack, Field: first.Key, Sentence: first.Heading(v) + end, Law: string(q.Law)}
}

// TooMany says that a table has more rows than it takes.
func (q *Question) TooMany() string {
	return fmt.Sprintf("Ce tableau compte %s au plus.", civil.Plural(int64(q.MostRows), "ligne", "lignes"))
}

// oneItem is a row with its article: « un groupe », « une personne ».
func (q *Question) oneItem() string {
	if q.Feminine {
		return "une " + civil.Lowered(q.Item)
	}
	return "un " + civil.Lowered(q.Item)
}

// Gone says that a row was removed.
func (q *Question) Gone() string {
	if q.Feminine {
		return q.Item + " supprimée."
	}
	return q.Item + " supprimé."
}

// Adding is the words of the button that adds a row.
func (q *Question) Adding() string { return "Ajouter " + q.oneItem() }

// finding is what a field lacks; its Sentence is blank when it lacks nothing.
func (f Field) finding(v Values) Finding {
	found := Finding{Level: Lack, Field: f.Key, Law: string(f.Question.Law)}
	question := "«\u202f" + f.Label() + "\u202f»"
	if in := f.Named(v); in != "" {
		question += ", " + in
	}
	kept := v[f.Key]
	if f.Question.Required && kept == "" {
		found.Sentence = "Répondez à la question " + question + "."
		return found
	}
	if fault := f.Question.Check(kept); fault != "" {
		if found.Level = Fault; f.Question.Warns(kept) {
			found.Level = Warning
		}
		found.Sentence, found.Beside = "Revoyez la réponse à la question "+question+". "+fault, fault
	}
	return found
}

// Label is what the field asks, in full: that of a part of a breakdown says of
// which.
func (f Field) Label() string {
	if f.Of != nil && f.Of.Kind == Breakdown {
		return f.Of.Label + " " + f.Question.Label
	}
	return f.Question.Label
}

// Named is the row of a field in words: « groupe 2 »; blank outside tables.
func (f Field) Named(v Values) string {
	return civil.Lowered(f.Heading(v))
}

// Heading is the row of a field as a title: « Groupe 2 »; blank outside tables.
func (f Field) Heading(v Values) string {
	if f.Row == "" {
		return ""
	}
	return f.Of.Item + " " + civil.FrenchCount(int64(slices.Index(v.Rows(f.Of.Key), f.Row)+1))
}

// divides checks that the parts of a breakdown make what it divides.
func (q *Question) divides(v Values) []Finding {
	total, known := integer(v[q.Of])
	sum := int64(0)
	for _, f := range q.Fields(v) {
		n, ok := integer(v[f.Key])
		if !ok {
			return nil // lacking, or unreadable: said already
		}
		sum += n
	}
	if !known || sum == total || len(q.Options) == 0 {
		return nil
	}
	return []Finding{{Level: Fault, Field: q.Key + "." + q.Options[0].Key, Law: string(q.Law), Sentence: fmt.Sprintf(
		"La répartition «\u202f%s\u202f» fait %s, pour %s en tout. Corrigez l’un des nombres.", q.Label, civil.FrenchCount(sum), civil.FrenchCount(total))}}
}
