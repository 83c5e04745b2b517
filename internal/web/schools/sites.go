package schools

import (
	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type sitesPage struct {
	Frame       ui.Page
	Department  string
	Departments []ui.Option
	Rows        []ui.Row
	Acts        []ui.Button
}

func sites(r *page.Request) (page.Response, error) {
	view := sitesPage{Frame: r.Frame("Sites"), Department: r.FormValue("departement"), Departments: departmentsFor(r.By, territory.ActRead)}
	if err := r.Read(func(tx *db.Tx) error {
		all, err := territory.Sites(tx, r.By, view.Department, r.At.Today())
		for _, s := range all {
			view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{ui.Link{Text: s.Name, Href: "/sites/" + text(s.ID)},
				ui.Text(territory.DepartmentName(s.Department)), ui.Text(civil.Plural(s.Schools, "école ou établissement", "écoles et établissements"))}})
		}
		return err
	}); err != nil {
		return page.Response{}, err
	}
	if r.By.May(territory.ActManageSites) {
		view.Acts = []ui.Button{{Text: "Créer un site", Href: "/sites/ajouter"}}
	}
	return page.OK(sitesView(view)), nil
}

type newSitePage struct {
	page.Form
	Departments []ui.Option
}

func newSite(r *page.Request) newSitePage {
	return newSitePage{page.NewForm(r, "Créer un site", ui.Crumb{Label: "Sites", Href: "/sites"}), departmentsFor(r.By, territory.ActManageSites)}
}

func askSite(r *page.Request) (page.Response, error) {
	view := newSite(r)
	err := view.Found(r)
	return page.OK(newSiteView(view)), err
}

func addSite(r *page.Request) (page.Response, error) {
	department := r.Typed("departement")
	number, err := r.Territory().CreateSite(r.Context(), r.Call(), department, r.Typed("nom"))
	if err == nil {
		r.Flash("Le site est créé. Il reste à y faire entrer des écoles.")
		return page.SeeOther("/sites/" + text(number)), nil
	}
	view := newSite(r)
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(newSiteView(view)), nil
}

type sitePage struct {
	page.Form
	Site    territory.Site
	Now     []ui.Row
	Before  []ui.Row
	Manage  bool
	Words   string
	Choices []ui.Option // the schools that answer to what was typed
	More    bool        // there are more of them than are shown
	NameKey string
	Today   civil.Date
}

// maxChoices is how many schools are offered to choose from.
const maxChoices = 10

func loadSite(r *page.Request) (sitePage, error) {
	view := sitePage{NameKey: page.NewKey(), Today: r.At.Today(), Words: civil.CleanLine(r.FormValue("q"))}
	if len([]rune(view.Words)) > maxWords {
		view.Words = string([]rune(view.Words)[:maxWords])
	}
	var members []territory.Member
	if err := r.Read(func(tx *db.Tx) (err error) {
		if view.Site, members, err = r.Territory().ReadSite(tx, r.By, r.ID("site"), view.Today); err != nil {
			return err
		}
		if view.Manage = r.By.Can(territory.ActManageSites, view.Site.Place); !view.Manage {
			return nil
		}
		candidates, err := territory.Candidates(tx, view.Site, view.Words, view.Today)
		view.Choices, view.More = choices(candidates), candidates.Total > maxChoices
		return err
	}); err != nil {
		return sitePage{}, err
	}
	view.Form = page.NewForm(r, view.Site.Name, ui.Crumb{Label: "Sites", Href: "/sites"})
	for _, m := range members {
		if m.UntilDay.IsZero() || m.On(view.Today) {
			view.Now = append(view.Now, view.memberRow(m))
		} else {
			view.Before = append(view.Before, view.memberRow(m))
		}
	}
	return view, nil
}

func choices(l territory.Listing) (all []ui.Option) {
	for _, s := range l.Schools[:min(len(l.Schools), maxChoices)] {
		all = append(all, ui.Option{Value: string(s.UAI), Label: s.Name + ", " + s.Town, Hint: s.Kind.Label() + ", " + string(s.UAI)})
	}
	return all
}

func (v sitePage) memberRow(m territory.Member) ui.Row {
	row := ui.Row{Cells: []templ.Component{ui.Link{Text: m.SchoolName, Href: "/ecoles/" + string(m.UAI)}, ui.Text(m.Town), ui.Text(span(m.FromDay, m.UntilDay))}}
	if v.Manage && m.UntilDay.IsZero() {
		row.Cells = append(row.Cells, ui.Link{Text: "Retirer", Href: v.path() + "/ecoles/" + string(m.UAI), Context: m.SchoolName})
	} else if v.Manage {
		row.Cells = append(row.Cells, nil)
	}
	return row
}

func (v sitePage) columns() []ui.Column {
	columns := []ui.Column{{Label: "École ou établissement"}, {Label: "Commune"}, {Label: "Dans le site"}}
	if v.Manage {
		columns = append(columns, ui.Column{Label: "Gestes", Hidden: true})
	}
	return columns
}

func (v sitePage) path() string { return "/sites/" + text(v.Site.ID) }

// name is what the form of the name shows.
func (v sitePage) name() string {
	if v.Wrong("nom") != "" {
		return v.Value("nom")
	}
	return v.Site.Name
}

// from is the day of entry that the form shows.
func (v sitePage) from() string {
	if typed := v.Value("depuis"); typed != "" {
		return typed
	}
	return v.Today.French()
}

func showSite(r *page.Request) (page.Response, error) {
	view, err := loadSite(r)
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(siteView(view)), nil
}

// again shows a site with what is wrong in one of its forms.
func siteAgain(r *page.Request, cause error) (page.Response, error) {
	view, err := loadSite(r)
	if err != nil {
		return page.Response{}, err
	}
	if err := view.Refuse(cause); err != nil {
		return page.Response{}, err
	}
	return page.Refused(siteView(view)), nil
}

func renameSite(r *page.Request) (page.Response, error) {
	number := r.ID("site")
	if err := r.Territory().RenameSite(r.Context(), r.Call(), number, r.Typed("nom")); err != nil {
		return siteAgain(r, err)
	}
	r.Flash("Le nom du site est enregistré.")
	return page.SeeOther("/sites/" + text(number)), nil
}

func joinSite(r *page.Request) (page.Response, error) {
	number := r.ID("site")
	school, from, faults := joining(r)
	if faults != nil {
		return siteAgain(r, faults)
	}
	if err := r.Territory().Join(r.Context(), r.Call(), number, school, from); err != nil {
		return siteAgain(r, err)
	}
	r.Flash("L’école ou l’établissement fait partie du site.")
	return page.SeeOther("/sites/" + text(number)), nil
}

type leavePage struct {
	page.Form
	Site   territory.Site
	Member territory.Member
	Today  civil.Date
}

func loadLeave(r *page.Request) (leavePage, error) {
	site, err := loadSite(r)
	if err != nil {
		return leavePage{}, err
	}
	number, err := uai(r)
	if err != nil {
		return leavePage{}, err
	}
	if !site.Manage {
		return leavePage{}, page.ErrNotFound
	}
	view := leavePage{Site: site.Site, Today: site.Today}
	if err := r.Read(func(tx *db.Tx) error {
		view.Member, err = territory.PresentMember(tx, site.Site.ID, number)
		return err
	}); err != nil {
		return leavePage{}, notFound(err)
	}
	view.Form = page.NewForm(r, "Retirer "+view.Member.SchoolName, ui.Crumb{Label: "Sites", Href: "/sites"}, ui.Crumb{Label: site.Site.Name, Href: site.path()})
	return view, nil
}

// until is the last day that the form shows.
func (v leavePage) until() string {
	if typed := v.Value("jusque"); typed != "" {
		return typed
	}
	return v.Today.French()
}

func (v leavePage) path() string { return "/sites/" + text(v.Site.ID) }

func askLeave(r *page.Request) (page.Response, error) {
	view, err := loadLeave(r)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(leaveView(view)), err
}

func leaveSite(r *page.Request) (page.Response, error) {
	number := r.ID("site")
	school, err := uai(r)
	if err != nil {
		return page.Response{}, err
	}
	until, err := leaving(r)
	if err == nil {
		err = r.Territory().Leave(r.Context(), r.Call(), number, school, until)
	}
	if err == nil {
		r.Flash("L’école ou l’établissement quitte le site le " + until.FrenchLong() + " au soir.")
		return page.SeeOther("/sites/" + text(number)), nil
	}
	view, failed := loadLeave(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(leaveView(view)), nil
}
