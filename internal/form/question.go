package form

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"preau/internal/civil"
	"preau/internal/rulefile"
)

// A Question is one field of a sheet, « question ».
type Question struct {
	Key      string // unique in the sheet
	Kind     Kind
	Label    string
	Hint     string
	Law      rulefile.Law
	Required bool   // asked for at submission
	Unit     string // said beside the field
	Figure   string // what the answer adds to; blank: nothing
	Length   int    // the most characters of a text; 0: not a text
	Options  []Option
	Least    *Limit // nil: no bound
	Most     *Limit
	Outside  string // what is said of an answer outside the bounds
	Line     int    // in its file
}

// An Option is one answer of a choice.
type Option struct {
	Key   string `toml:"key"`
	Label string `toml:"label"`
	Hint  string `toml:"hint,optional"`
	Line  int    `toml:"-line"`
}

// A Limit is a bound that an answer may reach but not pass, « borne ».
type Limit struct {
	Canonical string
	Law       rulefile.Law // where the bound comes from; blank: from the sheet
}

// A Control is how a question is asked on a page.
type Control struct {
	Type      string // "text", "textarea", "radio" or "select"
	InputMode string // of a text: which keyboard a phone shows
	Rows      int    // of a textarea
	MaxLength int    // characters; 0: nothing to say
	Options   []Option
}

// inSight is how many options are shown as radio buttons; more make a list.
const inSight = 7

// Control is how the question is asked on a page.
func (q Question) Control() Control {
	c := kinds[q.Kind].control
	switch q.Kind {
	case Text, Long:
		c.MaxLength = q.Length
	case Choice:
		c.Options = q.Options
		if len(q.Options) > inSight {
			c.Type = "select"
		}
	}
	return c
}

// Parse reads what was typed, and refuses what passes the question's bounds,
// length or options. Blank is "". The error is one French sentence.
func (q Question) Parse(typed string) (string, error) {
	canonical, err := q.Kind.Parse(typed)
	if err != nil {
		return "", err
	}
	if fault := q.Check(canonical); fault != "" {
		return "", civil.Fault(fault)
	}
	return canonical, nil
}

// Check says what is wrong with an answer as it is kept: the rules may have
// changed since it was typed. "" when nothing is; blank is never wrong.
func (q Question) Check(canonical string) string {
	if canonical == "" {
		return ""
	}
	if n := utf8.RuneCountInString(canonical); q.Length > 0 && n > q.Length {
		return fmt.Sprintf("Ce texte est trop long\u202f: %s caractères, pour %s au plus.",
			civil.FrenchCount(int64(n)), civil.FrenchCount(int64(q.Length)))
	}
	if _, known := q.option(canonical); q.Kind == Choice && !known {
		return "Choisissez une des réponses proposées."
	}
	if q.Kind == YesNo && canonical != "oui" && canonical != "non" {
		return "Répondez par oui ou par non."
	}
	return q.checkBounds(canonical)
}

// Format is the answer as a person reads it.
func (q Question) Format(canonical string) string {
	if option, known := q.option(canonical); q.Kind == Choice && known {
		return option.Label
	}
	return q.Kind.Format(canonical)
}

// Edit is the answer as it stands in its field.
func (q Question) Edit(canonical string) string { return q.Kind.Edit(canonical) }

func (q Question) option(key string) (Option, bool) {
	for _, option := range q.Options {
		if option.Key == key {
			return option, true
		}
	}
	return Option{}, false
}

func (q Question) checkBounds(canonical string) string {
	measure := kinds[q.Kind].measure
	if measure == nil {
		return ""
	}
	n, ok := measure(canonical)
	if !ok {
		return "Cette réponse n’est plus lisible. Écrivez-la de nouveau."
	}
	if q.Least != nil && n < q.Least.measured(q.Kind) || q.Most != nil && n > q.Most.measured(q.Kind) {
		return q.outside()
	}
	return ""
}

// measured is what the bound is compared by. Loading has checked that it reads.
func (l *Limit) measured(kind Kind) int64 {
	n, _ := kinds[kind].measure(l.Canonical)
	return n
}

// outside says what the bounds are, with the paragraph they come from.
func (q Question) outside() string {
	sentence := q.Outside
	if sentence == "" {
		sentence = q.plainBounds()
	}
	sentence = strings.NewReplacer("{min}", q.shown(q.Least), "{max}", q.shown(q.Most)).Replace(sentence)
	if laws := q.boundLaws(); laws != "" {
		sentence += " (" + laws + ")"
	}
	return sentence + "."
}

// plainBounds is said where the sheet has no sentence of its own.
func (q Question) plainBounds() string {
	switch {
	case q.Least == nil && q.Kind == Date:
		return "Indiquez une date au plus tard le {max}"
	case q.Most == nil && q.Kind == Date:
		return "Indiquez une date à partir du {min}"
	case q.Kind == Date:
		return "Indiquez une date du {min} au {max}"
	case q.Least == nil:
		return "Indiquez {max} au plus"
	case q.Most == nil:
		return "Indiquez {min} au moins"
	case q.Least.Canonical == q.Most.Canonical:
		return "Indiquez {min}"
	default:
		return "Indiquez une valeur de {min} à {max}"
	}
}

func (q Question) shown(l *Limit) string {
	if l == nil {
		return ""
	}
	return q.Kind.Format(l.Canonical)
}

func (q Question) boundLaws() string {
	var laws []string
	for _, l := range []*Limit{q.Least, q.Most} {
		if l != nil && l.Law != "" && (len(laws) == 0 || laws[0] != string(l.Law)) {
			laws = append(laws, string(l.Law))
		}
	}
	return strings.Join(laws, ", ")
}
