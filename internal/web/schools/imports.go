package schools

import (
	"errors"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type importPage struct {
	page.Form
	Last   civil.Instant
	Wait   []db.ID              // what the person sent, and has not confirmed
	Bad    *territory.Directory // the file that is refused
	Faults []ui.Row
}

func newImport(r *page.Request) (importPage, error) {
	view := importPage{Form: page.NewForm(r, "Importer l’annuaire", ui.Crumb{Label: "Écoles", Href: "/ecoles"})}
	return view, r.Read(func(tx *db.Tx) (err error) {
		if view.Last, err = territory.LastImport(tx); err == nil {
			view.Wait, err = territory.WaitingOf(tx, r.By.Person.ID)
		}
		return err
	})
}

func askDirectory(r *page.Request) (page.Response, error) {
	view, err := newImport(r)
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(importView(view)), nil
}

// sendDirectory keeps the file until it is confirmed, or says all that is wrong
// with it and keeps nothing.
func sendDirectory(r *page.Request) (page.Response, error) {
	sent, err := r.Upload("annuaire")
	if err == nil {
		err = sent.Accept(file.CSV)
	}
	var number db.ID
	if err == nil {
		number, err = r.Territory().Send(r.Context(), r.Call(), sent)
	}
	if err == nil {
		return page.SeeOther("/ecoles/importer/" + text(number)), nil
	}
	view, failed := newImport(r)
	if failed != nil {
		return page.Response{}, failed
	}
	var refusal *file.Refusal
	var bad *territory.BadDirectory
	switch {
	case errors.As(err, &refusal):
		view.Errors = []ui.FieldError{{Field: "annuaire", Text: refusal.French()}}
	case errors.As(err, &bad):
		view.Bad, view.Faults = &bad.Directory, page.FaultRows(bad.Directory.Faults)
		view.Errors = []ui.FieldError{{Field: "annuaire", Text: "Ce fichier a " + faultCount(bad.Directory) + "\u202f: rien n’a été importé. Corrigez-le, puis envoyez-le de nouveau."}}
	default:
		return page.Response{}, err
	}
	view.Frame.Failed, view.Frame.Wide = true, true
	return page.Refused(importView(view)), nil
}

func faultCount(d territory.Directory) string {
	return civil.Plural(int64(d.FaultCount), "défaut", "défauts")
}

type previewPage struct {
	Frame   ui.Page
	Key     string
	DropKey string
	Preview territory.Preview
	Size    string
	Counts  territory.Import
	Columns []ui.Row
	Some    []someSchools
}

// someSchools are the first of a list of the preview.
type someSchools struct {
	Title string
	ID    string
	Count int
	Rows  []ui.Row
}

const someOf = 10

func preview(r *page.Request) (page.Response, error) {
	number := r.ID("import")
	today := r.At.Today()
	view := previewPage{Key: page.NewKey(), DropKey: page.NewKey()}
	var err error
	if view.Preview, err = r.Territory().Preview(r.Context(), r.By, number, today); err != nil {
		return page.Response{}, err
	}
	crumbs := []ui.Crumb{{Label: "Écoles", Href: "/ecoles"}, {Label: "Importer l’annuaire", Href: "/ecoles/importer"}}
	if view.Preview.Sent.State != territory.ImportWaiting {
		view.Frame, view.Counts = r.Frame("Import de l’annuaire", crumbs...), view.Preview.Sent.Import
		return page.OK(importedView(view)), nil
	}
	view.Frame = r.Frame("Vérifier avant d’importer", crumbs...)
	view.Size, view.Counts = file.Size(view.Preview.Kept.Size), view.Preview.Comparison.Counts()
	for _, c := range view.Preview.Columns {
		row := ui.Row{Cells: []templ.Component{ui.Text(c.Label), ui.Text("absente\u202f: ce que Préau sait ne change pas")}}
		if c.Title != "" {
			row.Cells[1] = ui.Text("«\u202f" + c.Title + "\u202f»")
		}
		view.Columns = append(view.Columns, row)
	}
	for _, list := range []someSchools{{Title: "Nouvelles", ID: "nouvelles", Rows: schoolRows(view.Preview.Added), Count: view.Counts.Added},
		{Title: "Modifiées", ID: "modifiees", Rows: schoolRows(view.Preview.Changed), Count: view.Counts.Changed},
		{Title: "Fermées", ID: "fermees", Rows: schoolRows(view.Preview.Closed), Count: view.Counts.Closed}} {
		if list.Count > 0 {
			view.Some = append(view.Some, list)
		}
	}
	return page.OK(previewView(view)), nil
}

func schoolRows(schools []territory.School) (rows []ui.Row) {
	for _, s := range schools[:min(len(schools), someOf)] {
		rows = append(rows, ui.Row{Cells: []templ.Component{ui.Text(string(s.UAI)), ui.Text(s.Name), ui.Text(s.Town), ui.Text(s.Kind.Label())}})
	}
	return rows
}

func (s someSchools) caption() string {
	if s.Count > someOf {
		return s.Title + "\u202f: les 10 premières sur " + civil.FrenchCount(int64(s.Count))
	}
	return s.Title + "\u202f: " + civil.FrenchCount(int64(s.Count))
}

func confirm(r *page.Request) (page.Response, error) {
	number := r.ID("import")
	if _, err := r.Territory().Confirm(r.Context(), r.Call(), number); err != nil {
		return page.Response{}, err
	}
	return page.SeeOther("/ecoles/importer/" + text(number)), nil
}

func drop(r *page.Request) (page.Response, error) {
	number := r.ID("import")
	if err := r.Territory().Drop(r.Context(), r.Call(), number); err != nil {
		return page.Response{}, err
	}
	r.Flash("L’import est abandonné\u202f: rien n’a changé.")
	return page.SeeOther("/ecoles/importer"), nil
}

// count is a figure of the preview with its words.
func count(n int, one, many string) string { return civil.Plural(int64(n), one, many) }
