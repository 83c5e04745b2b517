package schools

import (
	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// filters are what the address asks of the list.
type filters struct{ territory.Query }

// The states of a school, in the address.
var openness = map[string]territory.Openness{"ouvertes": territory.OnlyOpen, "fermees": territory.OnlyClosed}

// maxWords bounds what is searched for, in characters.
const maxWords = 100

func filtersOf(r *page.Request) filters {
	words := []rune(civil.CleanLine(r.FormValue("q")))
	return filters{territory.Query{Words: string(words[:min(len(words), maxWords)]), Department: r.FormValue("departement"),
		Kind: territory.Kind(r.FormValue("nature")), Open: openness[r.FormValue("etat")], Page: r.Page()}}
}

func (f filters) state() string {
	for word, open := range openness {
		if open == f.Open {
			return word
		}
	}
	return ""
}

// path is the list under these filters; page 1 is not said.
func (f filters) path() string {
	return page.Query("/ecoles", "q", f.Words, "departement", f.Department, "nature", string(f.Kind), "etat", f.state(), "page", page.PageSaid(f.Page))
}

func (f filters) at(page int) filters { f.Page = page; return f }

type listPage struct {
	Frame       ui.Page
	Filters     filters
	Listing     territory.Listing
	Departments []ui.Option
	Rows        []ui.Row
	Acts        []ui.Button
}

func list(r *page.Request) (page.Response, error) {
	view := listPage{Frame: r.Frame("Écoles et établissements"), Filters: filtersOf(r), Departments: departmentsFor(r.By, territory.ActRead)}
	view.Frame.Wide = true
	today := r.At.Today()
	if err := r.Read(func(tx *db.Tx) (err error) {
		view.Listing, err = territory.Search(tx, r.By, view.Filters.Query, today)
		return err
	}); err != nil {
		return page.Response{}, err
	}
	for _, s := range view.Listing.Schools {
		view.Rows = append(view.Rows, schoolRow(s, today))
	}
	if r.By.May(territory.ActImport) {
		view.Acts = append(view.Acts, ui.Button{Text: "Importer l’annuaire", Href: "/ecoles/importer", Kind: ui.Secondary})
	}
	if r.By.May(territory.ActAddSchool) {
		view.Acts = append(view.Acts, ui.Button{Text: "Ajouter une école", Href: "/ecoles/ajouter", Kind: ui.Tertiary})
	}
	return page.OK(listView(view)), nil
}

func schoolRow(s territory.School, today civil.Date) ui.Row {
	return ui.Row{Cells: []templ.Component{ui.Link{Text: s.Name, Href: "/ecoles/" + string(s.UAI)}, ui.Text(s.Town),
		ui.Text(s.Department), ui.Text(s.Kind.Label()), ui.Text(string(s.UAI)), stateBadge(s, today)}}
}

func stateBadge(s territory.School, today civil.Date) ui.Badge {
	if s.OpenOn(today) {
		return ui.Badge{Text: "Ouvert", Severity: ui.Success}
	}
	return ui.Badge{Text: "Fermé", Severity: ui.Neutral}
}

func kindOptions() (all []ui.Option) {
	for _, kind := range territory.Kinds() {
		all = append(all, ui.Option{Value: string(kind), Label: kind.Label()})
	}
	return all
}

func stateOptions() []ui.Option {
	return []ui.Option{{Value: "ouvertes", Label: "Ouverts"}, {Value: "fermees", Label: "Fermés"}}
}

// found says how many schools a list has.
func found(n int64) string {
	return civil.Plural(n, "école ou établissement", "écoles et établissements") + "."
}
