package ui

import (
	"context"
	"io"
	"slices"
)

// Option is one answer to choose.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Disabled bool
}

// Radios is a question with one answer among a few, all in sight. Nothing is chosen when Value is empty: blank is blank.
type Radios struct {
	Name     string
	Legend   string
	Hint     string
	Error    string
	Value    string
	Options  []Option
	Inline   bool // side by side: « Oui », « Non »
	Rich     bool // framed, for choices that take a hint to understand
	Required bool
	Optional bool
}

// Checkboxes is a question with any number of answers.
type Checkboxes struct {
	Name     string
	Legend   string
	Hint     string
	Error    string
	Values   []string
	Options  []Option
	Optional bool
}

// Checkbox is one sentence to agree to.
type Checkbox struct {
	Name     string
	Value    string // « oui » when empty
	Label    string
	Hint     string
	Error    string
	Checked  bool
	Required bool
}

// Select is a question with one answer among many. Empty is the first line, chosen when Value is empty.
type Select struct {
	Name     string
	Label    string
	Hint     string
	Error    string
	Value    string
	Empty    string // « Choisir une académie » when nothing else is said
	Options  []Option
	Width    Width
	Required bool
	Optional bool
}

// TimeSlot asks for a time of the week in three controls of one question, named
// Name with « .jour », « .de » and « .a ».
type TimeSlot struct {
	Name          string
	Legend        string
	Hint          string
	Error         string
	Day, From, To string // as typed
	Optional      bool
}

func (t TimeSlot) Render(ctx context.Context, w io.Writer) error { return t.view().Render(ctx, w) }

func (t TimeSlot) field() field {
	return field{name: t.Name, label: t.Legend, hint: t.Hint, err: t.Error, optional: t.Optional}
}

var weekdays = []string{"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}

func (r Radios) Render(ctx context.Context, w io.Writer) error     { return r.view().Render(ctx, w) }
func (c Checkboxes) Render(ctx context.Context, w io.Writer) error { return c.view().Render(ctx, w) }
func (c Checkbox) Render(ctx context.Context, w io.Writer) error   { return c.view().Render(ctx, w) }
func (s Select) Render(ctx context.Context, w io.Writer) error     { return s.view().Render(ctx, w) }

func (r Radios) field() field {
	return field{name: r.Name, label: r.Legend, hint: r.Hint, err: r.Error, optional: r.Optional}
}

func (c Checkboxes) field() field {
	return field{name: c.Name, label: c.Legend, hint: c.Hint, err: c.Error, optional: c.Optional}
}

func (c Checkbox) field() field {
	return field{name: c.Name, label: c.Label, hint: c.Hint, err: c.Error}
}

func (s Select) field() field {
	return field{name: s.Name, label: s.Label, hint: s.Hint, err: s.Error, optional: s.Optional}
}

func (c Checkbox) value() string {
	if c.Value == "" {
		return "oui"
	}
	return c.Value
}

func (s Select) empty() string {
	if s.Empty == "" {
		return "Choisir une réponse"
	}
	return s.Empty
}

func (c Checkboxes) checked(option Option) bool { return slices.Contains(c.Values, option.Value) }

// optionID is the id of the control of the i-th option: the first has the id of the field, so that an error leads to it.
func optionID(name string, i int, option Option) string {
	if i == 0 {
		return FieldID(name)
	}
	return FieldID(name + "-" + option.Value)
}

// legendID names a group of controls.
func legendID(name string) string { return FieldID(name) + "-question" }
