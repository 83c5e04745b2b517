package projects

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"

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
}

// versionField carries the version of a field that was on the screen, and the
// mark of the answer that it held.
func versionField(key string) string { return "version-" + key }

// mark tells apart a field that the person changed from one that they left as
// it was shown.
func mark(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return hex.EncodeToString(sum[:8])
}

func (v sectionPage) error(key string) string {
	for _, e := range v.Errors {
		if e.Field == key {
			return e.Text
		}
	}
	return ""
}

func (v sectionPage) version(key string) string {
	return strconv.FormatInt(v.Fields[key].Version, 10) + " " + mark(v.Fields[key].Value)
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
	if err == nil {
		err = writable(view.filePage, r)
	}
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
	in := view.saving(r)
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

// saving is what the person changed in the section. What they left as it was
// shown is not sent on: another's change to it must stand.
func (v sectionPage) saving(r *page.Request) project.Saving {
	in := project.Saving{Sheet: v.Sheet.Key, Typed: map[string]string{}, Seen: map[string]int64{}}
	for _, q := range v.Section.Questions {
		typed := r.Typed(q.Key)
		version, shown, _ := strings.Cut(r.Typed(versionField(q.Key)), " ")
		if canonical, err := q.Parse(typed); err == nil && shown == mark(canonical) {
			continue
		}
		in.Typed[q.Key] = typed
		in.Seen[q.Key], _ = strconv.ParseInt(version, 10, 64)
	}
	return in
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

// again shows what was typed, and the rest as it now is; the versions are read
// afresh, so that saving a second time is a choice made knowingly.
func (v sectionPage) again(r *page.Request, typed map[string]string, errs []ui.FieldError) (page.Response, error) {
	fresh, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	for _, q := range fresh.Section.Questions {
		if _, changed := typed[q.Key]; !changed {
			typed[q.Key] = q.Edit(fresh.Fields[q.Key].Value)
		}
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

// writable refuses a sheet that is no more open to writing: who comes back to
// an old page of it is told before typing.
func writable(v filePage, r *page.Request) error {
	if v.writing(r) {
		return nil
	}
	return workflow.Refuse(project.ActEdit, "", "La fiche n’est pas ouverte à l’écriture : elle est déjà transmise, ou la date limite est passée.", "§6")
}

func verify(r *page.Request) (page.Response, error) {
	file, err := reviewed(r)
	if err == nil {
		err = writable(file, r)
	}
	if err != nil {
		return page.Response{}, err
	}
	return review(r, file, nil, http.StatusOK)
}

// reviewed is the file of those who write in it.
func reviewed(r *page.Request) (filePage, error) {
	file, err := load(r, "")
	if err == nil && !r.By.Can(project.ActEdit, file.File.Place) {
		err = page.ErrNotFound
	}
	return file, err
}

// review shows all the answers before they are sent.
func review(r *page.Request, file filePage, errs []ui.FieldError, status int) (page.Response, error) {
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
		file, err := reviewed(r)
		if err != nil {
			return page.Response{}, err
		}
		return review(r, file, errs, http.StatusUnprocessableEntity)
	} else if err != nil {
		return page.Response{}, err
	}
	return page.SeeOther("/projets/" + number + "/recu"), nil
}
