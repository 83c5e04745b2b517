package projects

import (
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
)

// downloadRoutes are the documents: the list, the sheet of a file, the blank
// sheets of the campaign.
func downloadRoutes() []page.Route {
	return slices.Concat(
		[]page.Route{{Method: "GET", Path: "/campagne/fiches/{file}", Act: campaign.ActRead, Handle: blankSheet}},
		page.In(page.Formats, "/projets/{number}/fiche", project.ActRead, filledFile),
		page.In(page.Books, "/projets", project.ActRead, listFile),
		page.In(page.Books, "/projets/ensemble", project.ActRead, togetherFile))
}

// filledFile is the sheet of a file.
func filledFile(r *page.Request, f page.Format) (page.Response, error) {
	p := paper{Level: r.Level(), At: r.At.Happened}
	err := r.Read(func(tx *db.Tx) (err error) {
		if p.File, err = r.Projects().Read(tx, r.By, r.PathValue("number")); err != nil {
			return err
		}
		p.School, err = territory.Find(tx, territory.UAI(p.File.Place.School))
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	return f.Download("fiche-"+p.File.Number, p.document, p.book), nil
}

// blankSheet is a sheet of the current campaign to be filled in by hand:
// annexe-2.pdf.
func blankSheet(r *page.Request) (page.Response, error) {
	key, ext, _ := strings.Cut(r.PathValue("file"), ".")
	var rules *campaign.Campaign
	err := r.Read(func(tx *db.Tx) (err error) {
		rules, _, err = r.Campaigns().Current(tx)
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	sheet, known := rules.Sheet(key)
	for _, f := range page.Formats {
		if known && f.Ext == ext {
			blank := reading{sheet: sheet, blank: true}
			return f.Download(key+"-"+rules.Code, func() document.Doc { return blankPaper(rules, sheet, r.At.Happened) },
				func() []document.Page { return blank.book("Fiche à remplir, " + rules.Label) }), nil
		}
	}
	return page.Response{}, page.ErrNotFound
}

// listFile is exactly what the list shows, with every line.
func listFile(r *page.Request, f page.Format) (page.Response, error) {
	asked := filtersOf(r)
	asked.All = true
	var listing project.Listing
	err := r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		listing, err = project.List(tx, r.By, rules.Code, asked.Query)
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	return f.DownloadTables("projets", tableOf(r, listing)), nil
}

func tableOf(r *page.Request, listing project.Listing) document.Page {
	table := document.Table{Title: "Projets", Notes: []string{"Au " + r.At.Happened.French(), r.By.Role.Label()},
		Columns: []document.Column{{Title: "Numéro", Width: 16}, {Title: "École ou établissement", Width: 45}, {Title: "Commune"},
			{Title: "Département", Width: 12}, {Title: "État", Width: 30}, {Title: "En attente", Width: 20}, {Title: "Depuis le", Kind: document.Date}, {Title: "Montant demandé", Kind: document.Amount}, {Title: "Montant accordé", Kind: document.Amount},
			{Title: "Transmis le", Kind: document.Date}}}
	return document.Page{Table: table, Rows: func(yield func([]document.Cell, error) bool) {
		for _, row := range listing.Rows {
			if !yield(exportRow(row, r.By.Role), nil) {
				return
			}
		}
	}}
}

func exportRow(row project.Row, by access.Role) []document.Cell {
	who, _ := turnOf(row.Turn, by, row.Turn.Since.Date())
	granted := document.TextCell("")
	if row.GrantedCents != nil {
		granted = document.AmountCell(*row.GrantedCents)
	}
	return []document.Cell{document.TextCell(row.Number), document.TextCell(row.SchoolName), document.TextCell(row.Town),
		document.TextCell(row.Department), document.TextCell(project.Label(row.Seen, by.Level())), document.TextCell(who), document.DateCell(row.Turn.Since.Date()),
		document.AmountCell(row.AskedCents), granted, document.DateCell(row.SubmittedAt.Date())}
}
