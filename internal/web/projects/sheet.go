package projects

import (
	"errors"
	"net/http"
	"strconv"

	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

type sectionPage struct {
	filePage
	Sheet   *form.Sheet
	Section form.Section
	Next    string // address of the section after this one, or of the review
	Key     string
	Typed   map[string]string         // by question: as typed, or as kept
	Fields  map[string]project.Answer // as kept
	Errors  []ui.FieldError
	Closed  string // why the sheet is not open to writing
}

// versionField carries the version of a field that was on the screen.
func versionField(key string) string { return "version-" + key }

func (v sectionPage) error(key string) string {
	for _, e := range v.Errors {
		if e.Field == key {
			return e.Text
		}
	}
	return ""
}

func (v sectionPage) version(key string) string {
	return strconv.FormatInt(v.Fields[key].Version, 10)
}

// section finds the section that the address names.
func section(r *page.Request) (sectionPage, error) {
	file, err := load(r, "")
	if err != nil {
		return sectionPage{}, err
	}
	view := sectionPage{filePage: file, Key: page.NewKey(), Typed: map[string]string{}}
	if !r.By.Can(project.ActEdit, file.File.Place) {
		return view, page.ErrNotFound
	}
	if !view.find(r.PathValue("sheet"), r.PathValue("section")) {
		return view, page.ErrNotFound
	}
	view.Frame.Title = view.Section.Title
	return view, r.Read(func(tx *db.Tx) (err error) {
		view.Fields, err = r.Projects().Fields(tx, file.File.Project, view.Sheet.Key)
		return err
	})
}

func (v *sectionPage) find(sheetKey, sectionKey string) bool {
	found := false
	for _, sheet := range v.File.Rules.Sheets {
		for _, s := range sheet.Sections {
			if found {
				v.Next = sectionPath(v.File.Number, sheet.Key, s.Key)
				return true
			}
			if sheet.Key == sheetKey && s.Key == sectionKey {
				v.Sheet, v.Section, found = sheet, s, true
			}
		}
	}
	v.Next = "/projets/" + v.File.Number + "/verifier"
	return found
}

func showSection(r *page.Request) (page.Response, error) {
	view, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	for _, q := range view.Section.Questions {
		view.Typed[q.Key] = q.Edit(view.Fields[q.Key].Value)
	}
	return page.OK(sectionView(view)), nil
}

func saveSection(r *page.Request) (page.Response, error) {
	view, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	in := project.Saving{Sheet: view.Sheet.Key, Typed: map[string]string{}, Seen: map[string]int64{}}
	for _, q := range view.Section.Questions {
		in.Typed[q.Key] = r.Typed(q.Key)
		in.Seen[q.Key], _ = strconv.ParseInt(r.Typed(versionField(q.Key)), 10, 64)
	}
	saved, err := r.Projects().Save(r.Context(), r.Call(), view.File.Number, in)
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		return view.again(r, in.Typed, fieldErrors(refusal))
	} else if err != nil {
		return page.Response{}, err
	}
	if !saved.Good() {
		return view.again(r, in.Typed, view.mend(saved))
	}
	r.Flash("Enregistré à " + saved.At.Clock() + ". La fiche n’est pas encore transmise.")
	if r.Typed("suite") == "liste" {
		return page.SeeOther("/projets/" + view.File.Number), nil
	}
	return page.SeeOther(view.Next), nil
}

// mend says beside each field what is wrong with it, in the section's order.
func (v sectionPage) mend(saved project.Saved) []ui.FieldError {
	var errs []ui.FieldError
	for _, q := range v.Section.Questions {
		if fault := saved.Faults[q.Key]; fault != "" {
			errs = append(errs, ui.FieldError{Field: q.Key, Text: fault})
		}
		if now, conflict := saved.Conflicts[q.Key]; conflict {
			errs = append(errs, ui.FieldError{Field: q.Key, Text: now.PersonName + " a écrit entre-temps « " + q.Format(now.Value) +
				" ». Gardez votre texte et enregistrez de nouveau pour le remplacer, ou reprenez le sien."})
		}
	}
	return errs
}

// again shows what was typed; the versions are read afresh, so that saving a
// second time is a choice made knowingly.
func (v sectionPage) again(r *page.Request, typed map[string]string, errs []ui.FieldError) (page.Response, error) {
	fresh, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	fresh.Typed, fresh.Errors, fresh.Frame.Failed = typed, errs, true
	return page.Refused(sectionView(fresh)), nil
}

type verifyPage struct {
	filePage
	Key     string
	Errors  []ui.FieldError
	Missing []ui.Link
	Sheets  []ui.Summary
	May     bool // transmit: the lead may, the contributor not
}

func verify(r *page.Request) (page.Response, error) { return review(r, nil, http.StatusOK) }

// review shows all the answers before they are sent.
func review(r *page.Request, errs []ui.FieldError, status int) (page.Response, error) {
	file, err := load(r, "")
	if err != nil {
		return page.Response{}, err
	}
	if !r.By.Can(project.ActEdit, file.File.Place) {
		return page.Response{}, page.ErrNotFound
	}
	view := verifyPage{filePage: file, Key: page.NewKey(), Errors: errs, Sheets: summaries(file.File, true),
		May: r.By.Can(project.ActSubmit, file.File.Place)}
	view.Frame.Title, view.Frame.Failed = "Relire et transmettre", len(errs) > 0
	for _, sheet := range file.File.Rules.Sheets {
		for _, m := range file.File.Missing(sheet) {
			view.Missing = append(view.Missing, ui.Link{Text: m.Sentence, Href: sectionPath(file.File.Number, sheet.Key, m.Section) + "#" + ui.FieldID(m.Question)})
		}
	}
	return page.Response{Status: status, Body: verifyView(view)}, nil
}

func submit(r *page.Request) (page.Response, error) {
	revision, _ := strconv.ParseInt(r.Typed("revision"), 10, 64)
	number, err := r.Projects().Move(r.Context(), r.Call(), project.ActSubmit, r.PathValue("number"), project.Input{Revision: revision})
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		errs := fieldErrors(refusal)
		for i := range errs {
			errs[i].Field = "" // the fields are on other pages, which the review links to
		}
		return review(r, errs, http.StatusUnprocessableEntity)
	} else if err != nil {
		return page.Response{}, err
	}
	return page.SeeOther("/projets/" + number + "/recu"), nil
}
