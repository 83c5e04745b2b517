package campaigns

import (
	"errors"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type territoryView struct {
	Frame   ui.Page
	Tabs    ui.Tabs
	Year    campaign.Year
	Lead    string
	Remarks []remark
	Rows    []ui.Row
	Filters []ui.FilterTag
	Reason  string
	Errors  []ui.FieldError
	Change  ui.Link
}

// A remark is one on the territory; From and To are two departments that may
// take each other's place, when this person may do it.
type remark struct {
	campaign.Remark
	From, To territory.Department
	Swap     bool
	Key      string
}

func territoryPage(r *page.Request) (page.Response, error) {
	view, err := readTerritory(r)
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(territoryTempl(view)), nil
}

func readTerritory(r *page.Request) (territoryView, error) {
	view := territoryView{Frame: r.Frame("Territoire de la campagne"), Tabs: Tabs("/campagne/territoire")}
	err := r.Read(func(tx *db.Tx) (err error) {
		view.Year, err = yearAsked(r, tx)
		return err
	})
	if err != nil {
		return view, err
	}
	academies, departments, regions := covered(view.Year.Campaign)
	view.Lead = civil.Plural(int64(departments), "département ouvert", "départements ouverts") + ", dans " + civil.Plural(int64(academies), "académie", "académies") +
		" et " + civil.Plural(int64(regions), "région", "régions") + " (" + string(view.Year.Departments.Law) + ")."
	editor := r.By.May(campaign.ActChange) && view.Year.Standing != campaign.Ended
	if editor {
		view.Change = ui.Link{Text: "Modifier la liste des départements", Href: page.Query("/campagne/regles/changer", "annee", view.Year.Code, "groupe", "territoire")}
	}
	for _, m := range view.Year.Remarks {
		view.Remarks = append(view.Remarks, remarkOf(view.Year, m, editor))
	}
	only := r.FormValue("voir") == "ouverts"
	view.Rows = territoryRows(view.Year.Campaign, only)
	view.Filters = []ui.FilterTag{
		{Text: "Tous", Count: len(territory.Departments()), Href: page.Query("/campagne/territoire", "annee", r.FormValue("annee")), Current: !only},
		{Text: "Ouverts", Count: departments, Href: page.Query("/campagne/territoire", "annee", r.FormValue("annee"), "voir", "ouverts"), Current: only}}
	return view, nil
}

func remarkOf(year campaign.Year, m campaign.Remark, editor bool) remark {
	shown := remark{Remark: m, Key: page.NewKey()}
	if len(m.Swap) != 2 || year.Opens(m.Swap[0]) == year.Opens(m.Swap[1]) {
		return shown
	}
	from, to := m.Swap[0], m.Swap[1]
	if !year.Opens(from) {
		from, to = to, from
	}
	shown.From, _ = territory.FindDepartment(from)
	shown.To, _ = territory.FindDepartment(to)
	shown.Text += " Département ouvert\u202f: " + territory.DepartmentName(shown.From.Code) + "."
	shown.Swap = editor
	return shown
}

// covered counts the académies, departments and regions of a campaign.
func covered(c *campaign.Campaign) (academies, departments, regions int) {
	a, g := map[string]bool{}, map[string]bool{}
	for _, code := range c.Departments.Value {
		d, _ := territory.FindDepartment(code)
		a[d.Academie], g[d.Region] = true, true
	}
	return len(a), len(c.Departments.Value), len(g)
}

// territoryRows are the departments of 2009, or only those that are open, by
// region and académie.
func territoryRows(c *campaign.Campaign, onlyOpen bool) []ui.Row {
	all := slices.Clone(territory.Departments())
	slices.SortStableFunc(all, func(a, b territory.Department) int {
		return compareKeys(a.RegionName, b.RegionName, a.AcademieName, b.AcademieName, a.Code, b.Code)
	})
	var rows []ui.Row
	for _, d := range all {
		if onlyOpen && !c.Opens(d.Code) {
			continue
		}
		open := ui.Badge{Text: "Non ouvert"}
		if c.Opens(d.Code) {
			open = ui.Badge{Text: "Ouvert", Severity: ui.Success}
		}
		rows = append(rows, ui.Row{Cells: []templ.Component{ui.Text(territory.DepartmentName(d.Code)), ui.Text(d.AcademieName), ui.Text(d.RegionName), open}})
	}
	return rows
}

// compareKeys compares pairs, the first that differ deciding.
func compareKeys(pairs ...string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		a, b := civil.SortKey(pairs[i]), civil.SortKey(pairs[i+1])
		if a != b {
			if a < b {
				return -1
			}
			return 1
		}
	}
	return 0
}

// swap opens one department in the place of another.
func swap(r *page.Request) (page.Response, error) {
	view, err := readTerritory(r)
	if err != nil {
		return page.Response{}, err
	}
	from, to := r.Typed("ferme"), r.Typed("ouvre")
	items := slices.Clone(view.Year.Departments.Value)
	if at := slices.Index(items, from); at >= 0 {
		items[at] = to
	}
	seen, _ := strconv.ParseInt(r.Typed("version"), 10, 64)
	_, err = r.Campaigns().Change(r.Context(), r.Call(), campaign.Changing{Code: view.Year.Code, Seen: seen, Reason: r.Typed("motif"),
		Edits: []campaign.Edit{{Path: "departments.value", Items: items}}})
	errs, is := refused(err)
	switch {
	case errors.Is(err, campaign.ErrStale):
		errs = []ui.FieldError{{Text: "Quelqu’un a changé les règles entre-temps : rien n’est enregistré. Relisez la liste, puis recommencez."}}
	case err != nil && !is:
		return page.Response{}, err
	}
	for i := range errs {
		if errs[i].Field != "motif" {
			errs[i].Field = ""
		}
	}
	if len(errs) > 0 {
		view.Errors, view.Reason, view.Frame.Failed = errs, r.Typed("motif"), true
		return page.Refused(territoryTempl(view)), nil
	}
	r.Flash("Le territoire est changé.")
	return page.SeeOther(page.Query("/campagne/territoire", "annee", r.FormValue("annee"))), nil
}
