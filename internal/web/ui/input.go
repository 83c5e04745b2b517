package ui

import (
	"context"
	"io"
	"strconv"
)

// Input is a line to fill. Numbers and dates are text with an InputMode and a hint: the server reads all French ways of
// writing them, which the browser's own controls do not.
type Input struct {
	Name         string
	Label        string
	LabelHidden  bool // the label is read but not shown: cells of a table, whose header says it
	Hint         string
	Error        string
	Value        string // as it was typed, even when it is wrong
	Type         string // text when empty; email, tel, password, date…
	InputMode    string // keyboard of a phone: numeric, decimal
	Autocomplete string // RGAA 11.13: given-name, email, current-password…
	Width        Width
	Unit         string // said after the control: « heures », « € »
	MaxLength    int    // in characters; 0 when there is no limit
	Required     bool
	Optional     bool // shows « (facultatif) »
	ReadOnly     bool
	Form         string // id of the form it belongs to, when it stands outside of it
}

// Width says how long an answer is expected to be. A narrow screen always gets the whole line.
type Width string

const (
	Full   Width = ""
	Digits Width = "preau-width--digits" // a few digits: an amount of hours, a number of persons
	Short  Width = "preau-width--short"  // a date, an amount, a number of a file
	Medium Width = "preau-width--medium" // a name, a telephone number
)

// Textarea is a text to write. MaxLength is told in the hint and kept by the server; the browser does not cut a text that is pasted.
type Textarea struct {
	Name      string
	Label     string
	Hint      string
	Error     string
	Value     string
	Rows      int // 5 when zero
	MaxLength int // in characters; 0 when there is no limit
	Required  bool
	Optional  bool
}

// Upload is a file to send, in a Form whose Upload is set.
type Upload struct {
	Name     string
	Label    string
	Hint     string // size and kinds accepted: « PDF, ODT ou image, 10 Mo au plus »
	Error    string
	Accept   string // kinds the browser offers: « .pdf,.odt »
	Required bool
	Optional bool
	Multiple bool
}

// SearchBar looks for something by a GET, its words staying in the address.
type SearchBar struct {
	Action string
	Name   string // « q » when empty
	Label  string // « Rechercher une école »
	Value  string
	Keep   []Hidden // other parameters of the address to keep: filters, sort
}

// Hidden is a value that a form carries without showing it.
type Hidden struct{ Name, Value string }

func (i Input) Render(ctx context.Context, w io.Writer) error     { return i.view().Render(ctx, w) }
func (t Textarea) Render(ctx context.Context, w io.Writer) error  { return t.view().Render(ctx, w) }
func (u Upload) Render(ctx context.Context, w io.Writer) error    { return u.view().Render(ctx, w) }
func (s SearchBar) Render(ctx context.Context, w io.Writer) error { return s.view().Render(ctx, w) }
func (h Hidden) Render(ctx context.Context, w io.Writer) error    { return h.view().Render(ctx, w) }

func (i Input) field() field {
	return field{name: i.Name, label: i.Label, hint: i.Hint, err: i.Error, optional: i.Optional}
}

func (i Input) kind() string {
	if i.Type == "" {
		return "text"
	}
	return i.Type
}

// describedBy adds the unit, which is part of the question.
func (i Input) describedBy() string {
	return joined(when(i.Unit != "", i.unitID()), i.field().describedBy())
}

func (i Input) unitID() string { return FieldID(i.Name) + "-unite" }

func (t Textarea) field() field {
	return field{name: t.Name, label: t.Label, hint: t.hint(), err: t.Error, optional: t.Optional}
}

func (t Textarea) hint() string {
	if t.MaxLength == 0 {
		return t.Hint
	}
	limit := count(t.MaxLength, "caractère", "caractères") + " au plus."
	return joinedSentences(t.Hint, limit)
}

func joinedSentences(first, second string) string {
	if first == "" {
		return second
	}
	return first + " " + second
}

func (t Textarea) rows() string {
	if t.Rows == 0 {
		return "5"
	}
	return strconv.Itoa(t.Rows)
}

func (u Upload) field() field {
	return field{name: u.Name, label: u.Label, hint: u.Hint, err: u.Error, optional: u.Optional}
}

func (s SearchBar) name() string {
	if s.Name == "" {
		return "q"
	}
	return s.Name
}
