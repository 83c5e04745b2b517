package page

import (
	"errors"
	"net/url"

	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// Form is a page whose form is filled in: what was typed in it, and what is
// wrong. A page of a form embeds it.
type Form struct {
	Frame  ui.Page
	Key    string
	Errors []ui.FieldError
	typed  func(string) (value string, sent bool)
}

// NewForm frames a form that shows what the request has typed.
func NewForm(r *Request, title string, crumbs ...ui.Crumb) Form {
	return Form{Frame: r.Frame(title, crumbs...), Key: NewKey(), typed: sentIn(r.PostForm)}
}

// Found shows again what was sent under a sign-in that had ended.
func (f *Form) Found(r *Request) error {
	sent, err := r.Kept()
	if sent != nil {
		f.typed = sentIn(sent)
		TellKept(&f.Frame)
	}
	return err
}

// Fill shows fields as they are kept, in a form not typed in yet.
func (f *Form) Fill(fields map[string]string) {
	f.typed = func(field string) (string, bool) { value, is := fields[field]; return value, is }
}

// sentIn finds a field in what was sent.
func sentIn(form url.Values) func(string) (string, bool) {
	return func(field string) (string, bool) { return form.Get(field), form.Has(field) }
}

// Retype shows what the request has typed again.
func (f *Form) Retype(r *Request) { f.typed = sentIn(r.PostForm) }

// Value is a field as it was typed.
func (f Form) Value(field string) string {
	value, _ := f.typed(field)
	return value
}

// Or is a field as it was typed, be it blank; in a form that was not sent, as it is kept.
func (f Form) Or(field, kept string) string {
	if value, sent := f.typed(field); sent {
		return value
	}
	return kept
}

// Wrong is what is wrong with a field; blank: nothing.
func (f Form) Wrong(field string) string { return ui.ErrorOf(f.Errors, field) }

// Fault adds what is wrong with a field.
func (f *Form) Fault(field, sentence string) {
	f.Errors = append(f.Errors, ui.FieldError{Field: field, Text: sentence})
	f.Frame.Failed = true
}

// Refuse takes up the reasons of a refusal. It returns an error that is none.
func (f *Form) Refuse(err error) error {
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	f.Errors, f.Frame.Failed = append(f.Errors, Reasons(refusal)...), true
	return nil
}
