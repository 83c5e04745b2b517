package ui

import (
	"context"
	"io"
	"slices"
)

// KeyField is the name of the hidden field that carries a form's one-time key: a double click is one act.
const KeyField = "_cle"

// RequiredUnlessSaid is the sentence that starts a form whose optional fields are marked (RGAA 11.10).
const RequiredUnlessSaid = "Sauf mention « facultatif », tous les champs sont obligatoires."

// Form is a form that posts. Its children are the fields. The browser's own checks are off: the server tells all that
// is wrong at once, in our words. Get forms (search, filters) are SearchBar and FilterTags.
type Form struct {
	Action string
	ID     string // for fields that stand outside of it; blank: none
	Key    string // one-time key (package once)
	Label  string // names the form for assistive tools, when a page has several
	Intro  string // what to know before filling, such as RequiredUnlessSaid
	Upload bool   // the form carries files
	// Autosave marks a form that is saved field by field as one types. It has other
	// buttons than the one to send it by; a first one, out of sight, is what the
	// Enter key presses.
	Autosave bool
}

// Fieldset groups its children, the fields of one question.
type Fieldset struct {
	Legend string
	Hint   string
}

// FieldError is one thing to mend.
type FieldError struct {
	Field string // name of the field; empty when the fault is not in one field
	Text  string // a whole sentence: what is wrong and how to mend it
}

// ErrorOf is what is said beside a field: the first of the faults that name it; ""
// when there is none.
func ErrorOf(faults []FieldError, field string) string {
	for _, fault := range faults {
		if fault.Field == field {
			return fault.Text
		}
	}
	return ""
}

// ErrorSummary lists what is wrong above a refused form, each line leading to its field. It takes the focus when the
// page opens. It renders nothing when Errors is empty.
type ErrorSummary struct {
	Title  string // « Il y a 2 erreurs » when empty
	Errors []FieldError
}

// Buttons is the row of acts at the end of a form or under a heading: the main one first.
type Buttons struct{ Items []Button }

// Button is one act. With an Href it is a link; otherwise it submits the form it stands in.
type Button struct {
	Text    string
	Href    string
	Kind    ButtonKind
	Name    string // tells which button was pressed, when a form has several
	Value   string
	Icon    string // class of a DSFR icon; decoration only
	Context string // said to assistive tools after Text, where several buttons read alike
	Action  string // posts the form elsewhere (formaction)
	Form    string // id of the form it sends, when it stands outside of it
}

// ButtonKind says how much a button weighs. A page has one Primary button.
type ButtonKind string

const (
	Primary   ButtonKind = ""
	Secondary ButtonKind = "fr-btn--secondary"
	Tertiary  ButtonKind = "fr-btn--tertiary"
	Plain     ButtonKind = "fr-btn--tertiary-no-outline"
)

func (f Form) Render(ctx context.Context, w io.Writer) error         { return f.With().Render(ctx, w) }
func (f Fieldset) Render(ctx context.Context, w io.Writer) error     { return f.With().Render(ctx, w) }
func (e ErrorSummary) Render(ctx context.Context, w io.Writer) error { return e.view().Render(ctx, w) }
func (b Buttons) Render(ctx context.Context, w io.Writer) error      { return b.view().Render(ctx, w) }
func (b Button) Render(ctx context.Context, w io.Writer) error       { return b.view().Render(ctx, w) }

func (e ErrorSummary) title() string {
	if e.Title != "" {
		return e.Title
	}
	return "Il y a " + count(len(e.Errors), "erreur", "erreurs")
}

// icons tells whether a button has one: DSFR shows the icon alone, without the words, unless the group says otherwise.
func (b Buttons) icons() bool {
	return slices.ContainsFunc(b.Items, func(button Button) bool { return button.Icon != "" })
}

func (b Button) class() string {
	return joined("fr-btn", string(b.Kind), b.Icon, when(b.Icon != "", "fr-btn--icon-left"))
}

// field is what every control has around it: its label, its hint and its error, tied together by ids.
type field struct {
	name, label, hint, err string
	optional               bool
}

func (f field) id() string      { return FieldID(f.name) }
func (f field) errorID() string { return f.id() + "-erreur" }

// describedBy is the id of the error, to read after the label; the hint stands in the label. Empty without an error.
func (f field) describedBy() string { return when(f.err != "", f.errorID()) }

// group returns the class of the block around a control, with the mark of an error.
func (f field) group(class string) string {
	return joined(class, when(f.err != "", class+"--error"))
}
