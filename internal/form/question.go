package form

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"preau/internal/civil"
	"preau/internal/rulefile"
)

// A Question is what a sheet asks, « question », in one field or in several.
type Question struct {
	Key      string // unique in the sheet, or in its table
	Kind     Kind
	Label    string
	Hint     string
	Law      rulefile.Law
	Required bool   // asked for at submission
	Fresh    bool   // asked anew each year: last year's answer is not taken up
	Unit     string // said beside the field, and taken when it is typed
	Example  string // a number as one types it, said where it cannot be read; blank: one within the bounds
	Figure   string // what the answer adds to, or what a computed question shows; blank: nothing
	Length   int    // the most characters of a text; 0: not a text
	Options  []Option
	Least    *Limit // nil: no bound
	Most     *Limit
	Must     string // the only answer that holds: « oui »; blank: any
	Outside  string // what is said of an answer outside the bounds, or other than Must
	Mild     bool   // an answer outside the bounds is a warning, and may be sent
	When     *Condition
	Shares   []Share // what an amount is parted into; none: nothing
	As       Kind    // of a computed question: what its figure is

	// Of a table.
	Columns  []Question
	Item     string // what a row is: « Groupe »
	Feminine bool   // « Ajouter une personne »
	MostRows int

	Of   string // of a breakdown: the key of what it divides
	Line int    // in its file
}

// A Condition makes a question of use only under another's answer.
type Condition struct {
	Key string `toml:"key"`
	Is  string `toml:"is"`
}

// A Share is a part of an amount, in Of equal parts; zero parts: the rest.
type Share struct {
	Label    string
	Part, Of int64
}

// Shared parts an amount, each share rounded to the nearest cent, the rest last
// (§4).
func (q Question) Shared(canonical string) []civil.Cents {
	total, ok := integer(canonical)
	if !ok || len(q.Shares) == 0 {
		return nil
	}
	cents, rest := make([]civil.Cents, len(q.Shares)), total
	for i, share := range q.Shares {
		part := (2*total*share.Part + share.Of) / (2 * share.Of)
		if share.Part == 0 {
			part = rest
		}
		cents[i], rest = civil.Cents(part), rest-part
	}
	return cents
}

// shown is the kind by which the answer is read.
func (q Question) shown() Kind {
	if q.Kind == Computed {
		return q.As
	}
	return q.Kind
}

// part is the question of one part of a breakdown.
func (q *Question) part(option Option) Question {
	return Question{Key: option.Key, Kind: Count, Label: option.Label, Hint: option.Hint, Law: q.Law, Required: q.Required,
		Unit: q.Unit, Line: option.Line}
}

// column finds a column of a table.
func (q *Question) column(key string) (Question, bool) {
	for _, column := range q.Columns {
		if column.Key == key {
			return column, true
		}
	}
	return Question{}, false
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
	Type      string // "text", "textarea", "radio", "select", "slot", "group" or "figure"
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

// Parse reads what was typed. kept is what stands for it: canonical, or marked
// when it cannot be read; blank is "". fault is what is wrong with it, one French
// sentence: it is to be mended before submission, and is kept all the same.
func (q Question) Parse(typed string) (kept, fault string) {
	canonical, err := q.read(typed)
	if err != nil {
		return unread(typed), err.Error()
	}
	return canonical, q.Check(canonical)
}

// read is [Kind.Parse], with what the question knows of the number that it asks for.
func (q Question) read(typed string) (string, error) {
	canonical, err := q.Kind.Parse(q.withoutUnit(typed))
	example := cmp.Or(q.Example, q.within())
	switch {
	case example == "":
		return canonical, err
	case err == civil.NotACount:
		err = civil.CountLike(example)
	case err == civil.NotADuration:
		err = civil.DurationLike(example)
	}
	return canonical, err
}

// withoutUnit takes off the unit that the page writes after the field, in the singular
// or the plural: « 12 parents ».
func (q Question) withoutUnit(typed string) string {
	text := civil.CleanLine(typed)
	end := strings.LastIndexAny(text, "0123456789") + 1
	singular := func(unit string) string { return strings.TrimSuffix(civil.Fold(unit), "s") }
	if q.Unit == "" || end == 0 || singular(text[end:]) != singular(q.Unit) {
		return typed
	}
	return text[:end]
}

// within is a number that holds, as one types it; "" where there are no bounds.
func (q Question) within() string {
	if q.Kind != Count && q.Kind != Hours {
		return ""
	}
	switch {
	case q.Least != nil && q.Most != nil:
		return q.Edit(strconv.FormatInt((q.Least.measured(q.Kind)+q.Most.measured(q.Kind))/2, 10))
	case q.Least != nil:
		return q.Edit(q.Least.Canonical)
	case q.Most != nil:
		return q.Edit(q.Most.Canonical)
	}
	return ""
}

// Check says what is wrong with an answer as it is kept: the rules may have
// changed since it was typed. "" when nothing is; blank is never wrong.
func (q Question) Check(kept string) string {
	if typed, bad := Unread(kept); bad {
		canonical, err := q.read(typed)
		if err != nil {
			return err.Error()
		}
		kept = canonical // the kind now reads it
	}
	if kept == "" {
		return ""
	}
	if n := utf8.RuneCountInString(kept); q.Length > 0 && n > q.Length {
		return fmt.Sprintf("Ce texte est trop long\u202f: %s caractères, pour %s au plus.",
			civil.FrenchCount(int64(n)), civil.FrenchCount(int64(q.Length)))
	}
	if _, known := q.option(kept); q.Kind == Choice && !known {
		return "Choisissez une des réponses proposées."
	}
	if q.Kind == YesNo && kept != "oui" && kept != "non" {
		return "Répondez par oui ou par non."
	}
	if _, reads := ReadSlot(kept); q.Kind == Slot && !reads {
		return unreadable
	}
	if q.Must != "" && kept != q.Must {
		return q.outside()
	}
	return q.checkBounds(kept)
}

// Warns tells whether what Check says of an answer is only to be looked at.
func (q Question) Warns(kept string) bool {
	_, bad := Unread(kept)
	return q.Mild && !bad
}

const unreadable = "Cette réponse n’est plus lisible. Écrivez-la de nouveau."

// Format is the answer as a person reads it.
func (q Question) Format(canonical string) string {
	if option, known := q.option(canonical); q.Kind == Choice && known {
		return option.Label
	}
	return q.shown().Format(canonical)
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
		return unreadable
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
	sentence = strings.NewReplacer("{min}", q.bound(q.Least), "{max}", q.bound(q.Most)).Replace(sentence)
	laws := q.boundLaws()
	if q.Must != "" {
		laws = string(q.Law)
	}
	if laws != "" {
		sentence += " (" + laws + ")"
	}
	return sentence + "."
}

// plainBounds is said where the sheet has no sentence of its own.
func (q Question) plainBounds() string {
	switch {
	case q.Must != "":
		return "La réponse attendue est «\u202f" + q.Format(q.Must) + "\u202f»"
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

func (q Question) bound(l *Limit) string {
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
