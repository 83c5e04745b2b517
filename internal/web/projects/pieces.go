package projects

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// piecesPage is the documents joined to a project.
type piecesPage struct {
	filePage
	There   []ui.Row
	Removed []ui.Row
	School  bool     // the person joins pieces, in a state that allows it
	Open    bool     // and does now
	Closed  ui.Alert // why they do not
	Full    bool
	Key     string
	Label   string // as it was typed
	Again   bool   // the file, which the browser forgets, has to be chosen again
	Errors  []ui.FieldError
}

func piecesPath(number string) string { return "/projets/" + number + "/pieces" }

func piecePath(number string, piece db.ID) string {
	return piecesPath(number) + "/" + strconv.FormatInt(int64(piece), 10)
}

func (v piecesPage) error(field string) string {
	return ui.ErrorOf(v.Errors, field)
}

// pieces loads the page of a file's pieces.
func pieces(r *page.Request) (piecesPage, error) {
	file, err := load(r, "pieces")
	if err != nil {
		return piecesPage{}, err
	}
	file.Frame.Title = "Pièces du projet " + file.File.Number
	view := piecesPage{filePage: file, Key: page.NewKey(), School: r.By.Can(project.ActAttach, file.File.Place)}
	if view.Open = view.School && view.writing(r); !view.Open {
		view.Closed = view.closed(r)
	}
	return view, r.Read(func(tx *db.Tx) error {
		all, err := project.Attachments(tx, file.File.Project, view.Level)
		for _, a := range all {
			if a.Removed() {
				view.Removed = append(view.Removed, view.removedRow(a))
			} else {
				view.There = append(view.There, view.row(a))
			}
		}
		view.Full = len(view.There) >= project.MaxAttachments
		return err
	})
}

func (v piecesPage) row(a project.Attachment) ui.Row {
	row := ui.Row{Cells: []templ.Component{v.download(a), ui.Text(weight(a)), ui.Text(a.PersonName), ui.Text(a.HappenedAt.French())}}
	if v.Open {
		row.Cells = append(row.Cells, ui.Link{Text: "Retirer", Href: piecePath(v.File.Number, a.ID) + "/retirer", Context: a.Label})
	}
	return row
}

func (v piecesPage) removedRow(a project.Attachment) ui.Row {
	what := v.download(a)
	if a.ContentGone {
		what = ui.Text(a.Label)
	}
	return ui.Row{Cells: []templ.Component{what, ui.Text(weight(a)), ui.Text(a.RemovedByName), ui.Text(a.RemovedAt.French())}}
}

// download is the link to a piece; its kind and weight are read with it.
func (v piecesPage) download(a project.Attachment) templ.Component {
	return ui.Link{Text: a.Label, Href: piecePath(v.File.Number, a.ID), Context: fmt.Sprintf("(télécharger, %s, %s)", a.Type.Label(), file.Size(a.Size))}
}

// weight is the name of a piece's file, cut in its middle when it is long, and
// its kind and size.
func weight(a project.Attachment) string {
	name := []rune(a.Name)
	if len(name) > 32 {
		name = slices.Concat(name[:20], []rune("…"), name[len(name)-11:])
	}
	return fmt.Sprintf("%s (%s, %s)", string(name), a.Type.Label(), file.Size(a.Size))
}

func showPieces(r *page.Request) (page.Response, error) {
	view, err := pieces(r)
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(piecesView(view)), nil
}

// attach receives a piece. What is wrong with it, and with the rest, is told at
// once.
func attach(r *page.Request) (page.Response, error) {
	sent, err := r.Document("fichier")
	if err != nil {
		return page.Response{}, err
	}
	in := project.Attaching{Label: r.Typed("intitule"), Received: sent}
	number, err := r.Projects().Attach(r.Context(), r.Call(), r.PathValue("number"), in)
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		return attachAgain(r, page.Reasons(refusal), in.File != nil)
	} else if err != nil {
		return page.Response{}, err
	}
	r.Flash("La pièce est jointe à la fiche.")
	return page.SeeOther(piecesPath(number)), nil
}

func attachAgain(r *page.Request, errs []ui.FieldError, sent bool) (page.Response, error) {
	view, err := pieces(r)
	if err != nil {
		return page.Response{}, err
	}
	view.Label, view.Errors, view.Frame.Failed = r.Typed("intitule"), errs, true
	view.Again = sent && view.error("fichier") == ""
	return page.Refused(piecesView(view)), nil
}

func downloadPiece(r *page.Request) (page.Response, error) {
	var kept file.Kept
	err := r.Read(func(tx *db.Tx) (err error) {
		_, kept, err = r.Projects().Attachment(tx, r.By, r.PathValue("number"), r.ID("piece"))
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	return r.KeptFile(kept), nil
}

type detachPage struct {
	filePage
	Piece project.Attachment
	Rows  []ui.Answer
	Key   string
}

// askDetach asks whether a piece is to be taken back.
func askDetach(r *page.Request) (page.Response, error) {
	file, err := load(r, noTab)
	if err == nil && !r.By.Can(project.ActDetach, file.File.Place) {
		err = page.ErrNotFound
	}
	if err != nil {
		return page.Response{}, err
	}
	view := detachPage{filePage: file, Key: page.NewKey()}
	if err := r.Read(func(tx *db.Tx) (err error) {
		view.Piece, _, err = r.Projects().Attachment(tx, r.By, view.File.Number, r.ID("piece"))
		return err
	}); err != nil {
		return page.Response{}, err
	}
	if view.Piece.Removed() {
		return page.Response{}, workflow.Refuse(project.ActDetach, "", "Cette pièce est déjà retirée.", "")
	}
	if !view.writing(r) {
		return view.shut(r), nil
	}
	view.under("Retirer une pièce", ui.Crumb{Label: "Pièces", Href: piecesPath(view.File.Number)})
	view.Rows = []ui.Answer{{Question: "Pièce", Value: ui.Text(view.Piece.Label)}, {Question: "Fichier", Value: ui.Text(weight(view.Piece))},
		{Question: "Jointe par", Value: ui.Text(view.Piece.PersonName + ", le " + view.Piece.HappenedAt.French())}}
	return page.OK(detachView(view)), nil
}

func (v detachPage) lead() string {
	if !v.Piece.Sent(v.File.Project) {
		return "Le fichier est effacé\u202f; la liste garde son intitulé et son nom, pour l’école ou l’établissement."
	}
	return "Le comité régional a pu lire cette pièce\u202f: elle reste lisible parmi les pièces retirées."
}

func detach(r *page.Request) (page.Response, error) {
	number, err := r.Projects().Detach(r.Context(), r.Call(), r.PathValue("number"), r.ID("piece"))
	if err != nil {
		return page.Response{}, err
	}
	r.Flash("La pièce est retirée de la fiche.")
	return page.SeeOther(piecesPath(number)), nil
}

// none is said where there is no piece.
func (v piecesPage) none() ui.Empty {
	empty := ui.Empty{Title: "Aucune pièce jointe"}
	if v.Open {
		empty.Text = "Joindre une pièce n’est pas obligatoire."
	}
	return empty
}

// full is said to those who could join a piece, were there not as many as can be.
func (v piecesPage) full() string {
	return fmt.Sprintf("Ce projet a %s, le plus possible. Retirez-en une avant d’en joindre une autre.",
		civil.Plural(project.MaxAttachments, "pièce", "pièces"))
}

// columns are those of a table of pieces; the last, for who may take one back.
func (v piecesPage) columns(by string) []ui.Column {
	columns := []ui.Column{{Label: "Pièce"}, {Label: "Fichier"}, {Label: by}, {Label: "Le"}}
	if v.Open {
		columns = append(columns, ui.Column{Label: "Retirer", Hidden: true})
	}
	return columns
}
