package credits

import (
	"errors"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/file"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type keyPage struct {
	page.Form
	Tabs   ui.Tabs
	In     credit.Key
	Wait   db.ID // what the person sent, and has not confirmed
	Rows   []ui.Row
	Faults []ui.Row
}

func yearText(year int64) string { return strconv.FormatInt(year, 10) }

func loadKey(r *page.Request) (keyPage, error) {
	view := keyPage{Form: page.NewForm(r, "Clé de répartition", ui.Crumb{Label: "Crédits", Href: "/credits"}), Tabs: tabs(r.By, "/credits/cle")}
	err := r.Read(func(tx *db.Tx) (err error) {
		if view.In, err = credit.CurrentKey(tx); err == nil {
			view.Wait, err = credit.WaitingKey(tx, r.By.Person.ID)
		}
		return err
	})
	for _, row := range view.In.Rows {
		view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{ui.Text(territory.DepartmentName(row.Department)), count(row.Residents), ui.Text(row.Confidence)}})
	}
	return view, err
}

func askKey(r *page.Request) (page.Response, error) {
	view, err := loadKey(r)
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(keyView(view)), nil
}

// sendKey keeps a key until it is confirmed, or says all that is wrong with it and keeps
// nothing.
func sendKey(r *page.Request) (page.Response, error) {
	view, err := loadKey(r)
	if err != nil {
		return page.Response{}, err
	}
	in := credit.Sending{Source: r.Typed("source")}
	if in.Year, err = civil.ReadCount(r.Typed("annee")); err != nil {
		in.Year = 0 // the act says what it asks for
	}
	sent, err := r.Upload("cle")
	if err == nil {
		err = sent.Accept(file.CSV)
	}
	var id db.ID
	if err == nil {
		in.File = sent.Open()
		id, err = r.Credits().SendKey(r.Context(), r.Call(), in)
	}
	if err == nil {
		return page.SeeOther("/credits/cle/" + text(id)), nil
	}
	var refusal *file.Refusal
	var bad *credit.BadKey
	switch {
	case errors.As(err, &refusal):
		view.Fault("cle", refusal.French())
	case errors.As(err, &bad):
		view.Fault("cle", "Ce fichier a "+civil.Plural(int64(len(bad.Faults)), "défaut", "défauts")+"\u202f: rien n’a été importé. Corrigez-le, puis envoyez-le de nouveau.")
		view.Faults = page.FaultRows(bad.Faults)
	default:
		if err := view.Refuse(err); err != nil {
			return page.Response{}, err
		}
	}
	return page.Refused(keyView(view)), nil
}

type previewPage struct {
	Frame     ui.Page
	Key, Drop string // of the two forms
	In        credit.Key
	Now       credit.Key
	Rows      []ui.Row
	Changes   int
}

func previewKey(r *page.Request) (page.Response, error) {
	view := previewPage{Key: page.NewKey(), Drop: page.NewKey()}
	err := r.Read(func(tx *db.Tx) (err error) {
		if view.In, err = r.Credits().Key(tx, r.By, r.ID("cle")); err == nil {
			view.Now, err = credit.CurrentKey(tx)
		}
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	view.Frame = r.Frame("Vérifier la clé avant de s’en servir", ui.Crumb{Label: "Crédits", Href: "/credits"}, ui.Crumb{Label: "Clé de répartition", Href: "/credits/cle"})
	for _, row := range view.In.Rows {
		before := view.Now.Row(row.Department).Residents
		cells := []templ.Component{ui.Text(territory.DepartmentName(row.Department)), count(before), count(row.Residents), ui.Text(row.Confidence)}
		if !same(before, row.Residents) {
			view.Changes++
		}
		view.Rows = append(view.Rows, ui.Row{Cells: cells})
	}
	return page.OK(previewView(view)), nil
}

func same(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func confirmKey(r *page.Request) (page.Response, error) {
	if err := r.Credits().ConfirmKey(r.Context(), r.Call(), r.ID("cle")); err != nil {
		return page.Response{}, err
	}
	r.Flash("La clé est en service\u202f: les prochaines simulations s’en servent. Celles qui sont faites gardent la leur.")
	return page.SeeOther("/credits/cle"), nil
}

func dropKey(r *page.Request) (page.Response, error) {
	if err := r.Credits().DropKey(r.Context(), r.Call(), r.ID("cle")); err != nil {
		return page.Response{}, err
	}
	r.Flash("La clé est abandonnée\u202f: rien n’a changé.")
	return page.SeeOther("/credits/cle"), nil
}

// keyFile is the key in use, as the page takes it back.
func keyFile(r *page.Request) (page.Response, error) {
	var key credit.Key
	if err := r.Read(func(tx *db.Tx) (err error) {
		key, err = credit.CurrentKey(tx)
		return err
	}); err != nil {
		return page.Response{}, err
	}
	table := document.Table{Columns: []document.Column{{Title: "departement"}, {Title: "nom"}, {Title: "residents_etrangers", Kind: document.Count}, {Title: "fiabilite"}}}
	var rows [][]document.Cell
	for _, row := range key.Rows {
		d, _ := territory.FindDepartment(row.Department)
		cells := []document.Cell{document.TextCell(row.Department), document.TextCell(d.Name), document.Blank, document.TextCell(row.Confidence)}
		if row.Residents != nil {
			cells[2] = document.CountCell(*row.Residents)
		}
		rows = append(rows, cells)
	}
	return page.Download(page.File{Name: "cle.csv", Type: "text/csv; charset=utf-8",
		Write: func(w io.Writer) error {
			return document.WriteCSV(w, document.Page{Table: table, Rows: document.All(rows)})
		}}), nil
}
