package projects

import (
	"errors"
	"net/http"
	"strconv"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

type verifyPage struct {
	filePage
	Title    string
	Key      string
	Errors   []ui.FieldError
	Missing  []ui.Link // what blocks, each with its place
	Warnings []ui.Link
	Sheets   []ui.Summary
	May      bool // transmit: the lead may, the contributor not
}

func verify(r *page.Request) (page.Response, error) {
	file, err := reviewed(r)
	if err != nil {
		return page.Response{}, err
	}
	if !file.writing(r) {
		return file.shut(r), nil
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
	joined, err := joinedPieces(r, file.File)
	if err != nil {
		return page.Response{}, err
	}
	view.Sheets = append(view.Sheets, joined)
	if view.Title = "Relire et transmettre"; !view.May {
		view.Title = "Relire la fiche"
	}
	view.under(view.Title)
	view.Frame.Failed = len(errs) > 0
	for _, sheet := range file.File.Rules.Sheets {
		for _, f := range file.File.Findings(sheet) {
			link := ui.Link{Text: said(f), Href: sectionPath(file.File.Number, sheet.Key, f.Section) + "#" + ui.FieldID(f.Field)}
			if f.Blocks() {
				view.Missing = append(view.Missing, link)
			} else {
				view.Warnings = append(view.Warnings, link)
			}
		}
	}
	return page.Response{Status: status, Body: verifyView(view)}, nil
}

// left says, at the end of what is read over, why nothing can be sent yet.
func (v verifyPage) left() string {
	text := "Il reste " + civil.Plural(int64(len(v.Missing)), "point", "points") + " à compléter ou à corriger avant "
	if v.May {
		return text + "de pouvoir transmettre."
	}
	return text + "que la direction puisse transmettre."
}

// joinedPieces are the pieces that go with the sheet.
func joinedPieces(r *page.Request, f project.Filled) (ui.Summary, error) {
	joined := ui.Summary{Title: "Les pièces jointes", Change: ui.Link{Text: "Modifier", Href: piecesPath(f.Number)}}
	err := r.Read(func(tx *db.Tx) error {
		all, err := project.Attachments(tx, f.Project, r.Level())
		for _, piece := range all {
			if !piece.Removed() {
				joined.Rows = append(joined.Rows, ui.Answer{Question: piece.Label, Value: ui.Text(piece.Name)})
			}
		}
		return err
	})
	if len(joined.Rows) == 0 {
		joined.Rows = []ui.Answer{{Question: "Aucune pièce n’est obligatoire", Value: ui.Text("Aucune pièce jointe")}}
	}
	return joined, err
}

// said is a finding with its paragraph, once.
func said(f form.Finding) string { return page.Cited(f.Sentence, f.Law) }

func submit(r *page.Request) (page.Response, error) {
	revision, _ := strconv.ParseInt(r.Typed("revision"), 10, 64)
	number, err := r.Projects().Move(r.Context(), r.Call(), project.ActSubmit, r.PathValue("number"), project.Input{Revision: revision})
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		errs := page.Reasons(refusal)
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
