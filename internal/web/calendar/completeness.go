package calendar

import (
	"fmt"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/web/campaigns"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// pers are the ways to count, as the address says them.
var pers = []struct {
	word  string
	by    campaign.By
	title string // of the first column
}{
	{"departement", campaign.ByDepartment, "Département"},
	{"academie", campaign.ByAcademie, "Académie"},
	{"region", campaign.ByRegion, "Région"},
	{"france", campaign.ByFrance, "France entière"},
}

type completenessPage struct {
	Frame      ui.Page
	Tabs       ui.Tabs
	Milestones []ui.Option
	Code       string // of the campaign
	Milestone  campaign.Milestone
	Per        string
	PerTitle   string
	Pers       []ui.Option
	Counted    []campaign.Counted
	Rows       []ui.Row
	Total      *ui.Row
	Columns    []ui.Column
	Map        *ui.Map
	Curve      *ui.Curve
	MayChase   bool
	Late       int64
	Key        string
}

func loadCompleteness(r *page.Request) (view completenessPage, err error) {
	chosen := pers[0]
	for _, p := range pers {
		if p.word == r.FormValue("par") {
			chosen = p
		}
	}
	view = completenessPage{Frame: r.Frame("Complétude"), Tabs: campaigns.Tabs("/campagne/completude"), Per: chosen.word, PerTitle: chosen.title, Key: page.NewKey()}
	view.Frame.Wide = true
	err = r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		view.Code = rules.Code
		progress, err := campaign.ProgressOf(tx, r.By, rules.Code, r.At.Today())
		if err != nil {
			return err
		}
		asked := r.FormValue("etape")
		for _, m := range rules.Milestones {
			if progress[m.Key].Expected == 0 {
				continue
			}
			view.Milestones = append(view.Milestones, ui.Option{Value: m.Key, Label: m.Label + ", " + m.Date.French()}) // two meetings bear one name
			if m.Key == asked || asked == "" && (view.Milestone.Key == "" || m.Key == "project_sending") {
				view.Milestone = m
			}
		}
		view.Late = progress[view.Milestone.Key].Missing
		view.Counted, err = campaign.Completeness(tx, r.By, rules.Code, view.Milestone.Key, chosen.by, r.At.Today())
		return err
	})
	if err != nil {
		return view, err
	}
	view.MayChase = campaign.MayChase(r.By, view.Milestone)
	for _, p := range pers {
		view.Pers = append(view.Pers, ui.Option{Value: p.word, Label: p.title})
	}
	return view, nil
}

func (v completenessPage) address(path, per string) string {
	return page.Query(path, "etape", v.Milestone.Key, "par", per)
}

// figures are what is counted, with the list that each figure opens.
var figures = []struct{ title, status string }{{"Attendus", ""}, {"Reçus", "recus"}, {"À temps", "a-temps"}, {"Après la date", "apres-la-date"}, {"Manquants", "en-retard"}, {"À venir", "a-venir"}}

func completeness(r *page.Request) (page.Response, error) {
	view, err := loadCompleteness(r)
	if err != nil {
		return page.Response{}, err
	}
	view.Columns = []ui.Column{{Label: view.PerTitle}}
	for _, f := range figures {
		view.Columns = append(view.Columns, ui.Column{Label: f.title, Figures: true})
	}
	var total campaign.Counted
	for _, c := range view.Counted {
		view.Rows = append(view.Rows, ui.Row{Cells: append([]templ.Component{ui.Text(c.Name)}, view.cells(c)...)})
		total.Expected += c.Expected
		total.Received += c.Received
		total.OnTime += c.OnTime
		total.Missing += c.Missing
	}
	view.Map, view.Curve, err = drawings(r, view)
	if err != nil {
		return page.Response{}, err
	}
	if len(view.Counted) > 1 {
		view.Total = &ui.Row{Cells: append([]templ.Component{ui.Text("Ensemble")}, view.cells(total)...)}
	}
	return page.OK(completenessView(view)), nil
}

// received are the steps of the map, from the lightest.
var received = []string{"Aucun reçu", "Moins de la moitié", "La moitié ou plus", "Les trois quarts ou plus", "Tous"}

func stepOf(p campaign.Progress) int {
	switch {
	case p.Received == 0:
		return 0
	case p.Received == p.Expected:
		return 4
	case 4*p.Received >= 3*p.Expected:
		return 3
	case 2*p.Received >= p.Expected:
		return 2
	}
	return 1
}

// drawings are the map, when departments are counted, and the curve of the days.
func drawings(r *page.Request, view completenessPage) (*ui.Map, *ui.Curve, error) {
	var total int64
	drawn := &ui.Map{ID: "carte", Title: "Part reçue, par département", Table: "completude", Steps: received, Other: "Rien d’attendu"}
	for _, c := range view.Counted {
		total += c.Expected
		drawn.Areas = append(drawn.Areas, ui.Area{Code: c.Place.Department, Step: stepOf(c.Progress),
			Text: fmt.Sprintf("%s\u202f: %s sur %s", c.Name, civil.Plural(c.Received, "reçu", "reçus"), civil.FrenchCount(c.Expected))})
	}
	if view.Per != pers[0].word || total == 0 || view.Counted[0].Place.Department == "" {
		drawn = nil
	}
	var days []campaign.Received
	err := r.Read(func(tx *db.Tx) (err error) {
		days, err = campaign.ReceivedByDay(tx, r.By, view.Code, view.Milestone.Key)
		return err
	})
	if err != nil || len(days) == 0 {
		return drawn, nil, err
	}
	return drawn, curveOf(days, r.At.Today(), view.Milestone.Date, total), nil
}

// curveOf draws what was received, from the first day of it to today or to the limit.
func curveOf(days []campaign.Received, today, limit civil.Date, of int64) *ui.Curve {
	first, last := days[0].Day, today
	c := &ui.Curve{Title: "Reçus, jour après jour", Limit: -1, Of: of}
	if !limit.IsZero() {
		if limit.Before(first) {
			first = limit
		}
		if limit.After(last) {
			last = limit
		}
		c.Limit = limit.Sub(first)
	}
	c.First, c.Last, c.Span, c.Today = first.French(), last.French(), last.Sub(first)+1, today.Sub(first)
	sum := int64(0)
	for _, d := range days {
		sum += d.Count
		c.Days = append(c.Days, ui.CurveDay{At: d.Day.Sub(first), Day: d.Day.FrenchLong(), Count: d.Count, Sum: sum})
	}
	c.Words = civil.FrenchCount(sum) + " sur " + civil.FrenchCount(of) + " au " + today.FrenchLong()
	if c.Limit >= 0 {
		c.Words += ", pour le " + limit.FrenchLong()
	}
	return c
}

// cells are the figures of a place; each opens what it counts.
func (v completenessPage) cells(c campaign.Counted) []templ.Component {
	var cells []templ.Component
	for _, f := range figures {
		n := statusOf(f.status).count(c.Progress)
		if n == 0 {
			cells = append(cells, ui.Text("0"))
			continue
		}
		cells = append(cells, ui.Link{Text: civil.FrenchCount(n), Context: f.title + ", " + c.Name,
			Href: page.Query("/campagne/calendrier/"+v.Milestone.Key, "etat", f.status, "departement", c.Place.Department, "academie", c.Place.Academie, "region", c.Place.Region)})
	}
	return cells
}

// completenessFile is exactly what the page shows.
func completenessFile(r *page.Request, format page.Format) (page.Response, error) {
	view, err := loadCompleteness(r)
	if err != nil {
		return page.Response{}, err
	}
	table := document.Table{Title: "Complétude", Notes: []string{view.Milestone.Label, "Au " + r.At.Happened.French(), r.By.Role.Label()},
		Columns: []document.Column{{Title: view.PerTitle, Width: 40}}}
	for _, f := range figures {
		table.Columns = append(table.Columns, document.Column{Title: f.title, Kind: document.Count})
	}
	rows := func(yield func([]document.Cell, error) bool) {
		for _, c := range view.Counted {
			cells := []document.Cell{document.TextCell(c.Name)}
			for _, f := range figures {
				cells = append(cells, document.CountCell(statusOf(f.status).count(c.Progress)))
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return format.DownloadTables("completude", document.Page{Table: table, Rows: rows}), nil
}
