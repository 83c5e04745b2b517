package projects

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type togetherPage struct {
	Frame   ui.Page
	Filters filters
	Files   int
	Of      string // which files, in words
	Sheets  []togetherSheet
}

type togetherSheet struct {
	Title  string
	Tables []ui.Table
}

// gather adds up the sheets of the files that the address asks for.
func gather(r *page.Request) (f filters, all []*form.Totals, files int, err error) {
	f = filtersOf(r)
	err = r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		all, files, err = project.TogetherOf(tx, r.By, rules, f.Query)
		return err
	})
	return f, all, files, err
}

func together(r *page.Request) (page.Response, error) {
	f, all, files, err := gather(r)
	if err != nil {
		return page.Response{}, err
	}
	view := togetherPage{Frame: r.Frame("Ensemble des fiches", ui.Crumb{Label: "Projets", Href: "/projets" + f.at(1).query()}),
		Filters: f, Files: files, Of: f.words(r)}
	for _, some := range all {
		view.Sheets = append(view.Sheets, togetherTables(some))
	}
	return page.OK(togetherView(view)), nil
}

// words says which files are added up.
func (f filters) words(r *page.Request) string {
	words := ""
	if f.State == "" {
		words += ", tous états confondus"
	} else {
		words += ", " + project.Label(f.State, r.Level())
	}
	if f.Department != "" {
		words += ", " + departmentName(f.Department)
	}
	if f.Academie != "" {
		words += ", " + territory.PlaceName(access.Place{Academie: f.Academie})
	}
	for _, option := range messageOptions() {
		if option.Value == f.messages() {
			words += ", " + civil.Lowered(option.Label)
		}
	}
	return words
}

// togetherTables has a table for each section.
func togetherTables(some *form.Totals) togetherSheet {
	sheet := togetherSheet{Title: some.Sheet.Title}
	section := ""
	for _, total := range some.All {
		if total.Section.Key != section {
			section = total.Section.Key
			sheet.Tables = append(sheet.Tables, ui.Table{ID: some.Sheet.Key + "-" + section, Caption: total.Section.Title, Dense: true,
				Columns: []ui.Column{{Label: "Question"}, {Label: "Réponses", Figures: true}, {Label: "En tout"}}})
		}
		table := &sheet.Tables[len(sheet.Tables)-1]
		row := ui.Row{}
		row.Cells = append(row.Cells, ui.Text(totalLabel(total)), ui.Text(civil.FrenchCount(total.Answers)), nil)
		if text := total.French(); text != "" {
			row.Cells[2] = lines(text)
		}
		table.Rows = append(table.Rows, row)
	}
	return sheet
}

func totalLabel(total *form.Total) string {
	if total.Of != nil {
		return total.Of.Label + "\u202f: " + total.Question.Label
	}
	return total.Question.Label
}

// togetherFile is the same totals as a spreadsheet.
func togetherFile(r *page.Request, in page.Format) (page.Response, error) {
	f, all, files, err := gather(r)
	if err != nil {
		return page.Response{}, err
	}
	table := document.Table{Title: "Ensemble des fiches", Notes: []string{found(int64(files)) + f.words(r) + ", au " + r.At.Happened.French()},
		Columns: []document.Column{{Title: "Annexe", Width: 12}, {Title: "Rubrique"}, {Title: "Question", Width: 60}, {Title: "Réponses", Kind: document.Count}, {Title: "En tout", Width: 40}}}
	rows := func(yield func([]document.Cell, error) bool) {
		for _, some := range all {
			for _, total := range some.All {
				if !yield(totalRow(some, total), nil) {
					return
				}
			}
		}
	}
	return in.DownloadTables("ensemble", document.Page{Table: table, Rows: rows}), nil
}

func totalRow(some *form.Totals, total *form.Total) []document.Cell {
	return []document.Cell{document.TextCell(some.Sheet.ShortTitle), document.TextCell(total.Section.Title),
		document.TextCell(totalLabel(total)), document.CountCell(total.Answers), total.Cell()}
}
