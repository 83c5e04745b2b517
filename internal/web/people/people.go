// Package people holds the pages of who holds which role: the list, a person, a
// role to give, prolong or end, an account to suspend, a role to lend.
package people

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: "/personnes", Act: access.ActPeople, Handle: list},
		{Method: "GET", Path: "/donner-un-role", Act: access.ActGrant, Handle: choose},
		{Method: "GET", Path: "/donner-un-role/{role}", Act: access.ActGrant, Handle: ask},
		{Method: "POST", Path: "/donner-un-role/{role}", Act: access.ActGrant, Handle: give, Keeps: true},
		{Method: "GET", Path: "/personnes/{login}", Act: access.ActPeople, Handle: show},
		{Method: "POST", Path: "/personnes/{login}/invitation", Act: access.ActInvite, Handle: invite},
		{Method: "GET", Path: "/personnes/{login}/suspension", Act: access.ActSuspend, Handle: askSuspension},
		{Method: "POST", Path: "/personnes/{login}/suspension", Act: access.ActSuspend, Handle: suspend, Keeps: true},
		{Method: "POST", Path: "/personnes/{login}/retablir", Act: access.ActSuspend, Handle: restore},
		{Method: "GET", Path: "/roles/{attribution}", Act: access.ActGrant, Handle: showRole},
		{Method: "POST", Path: "/roles/{attribution}/fin", Act: access.ActGrant, Handle: endRole},
		{Method: "POST", Path: "/roles/{attribution}/prolonger", Act: access.ActGrant, Handle: prolong},
		{Method: "GET", Path: "/compte/delegations", Act: access.ActDelegate, Handle: lending},
		{Method: "POST", Path: "/compte/delegations", Act: access.ActDelegate, Handle: lend, Keeps: true},
		{Method: "POST", Path: "/compte/delegations/{delegation}/fin", Act: access.ActDelegate, Handle: takeBack},
	}
}

// filters are what the address asks of the list.
type filters struct {
	access.PeopleQuery
	Place string // as the address names it: « region-11 »
	Page  int    // from 1
}

// maxWords bounds what is searched for, in characters.
const maxWords = 100

func filtersOf(r *page.Request) filters {
	words := []rune(civil.CleanLine(r.FormValue("q")))
	f := filters{access.PeopleQuery{Words: string(words[:min(len(words), maxWords)]), Role: access.Role(r.FormValue("role")),
		Past: r.FormValue("etat") == "termines", Skip: int64(r.Page()-1) * ui.PageSize, Size: ui.PageSize}, r.FormValue("lieu"), r.Page()}
	for _, place := range placesFor(r.By) {
		if place.option.Value == f.Place {
			f.In = place.at
		}
	}
	return f
}

func (f filters) state() string {
	if f.Past {
		return "termines"
	}
	return ""
}

// path is the list under these filters; page 1 is not said.
func (f filters) path() string {
	return page.Query("/personnes", "q", f.Words, "role", string(f.Role), "lieu", f.Place, "etat", f.state(), "page", page.PageSaid(f.Page))
}

func (f filters) at(page int) filters { f.Page = page; return f }

// A somewhere is a place to choose.
type somewhere struct {
	level  access.Level
	at     access.Place
	option ui.Option
}

// placesFor are the regions, the académies and the departments where an actor
// sees who holds what.
func placesFor(by access.Actor) (all []somewhere) {
	for _, level := range []access.Level{access.Region, access.Academie, access.Department} {
		seen := map[string]bool{}
		for _, d := range territory.Departments() {
			place := somewhere{level, access.Place{Region: d.Region}, ui.Option{Value: "region-" + d.Region, Label: "Région " + d.RegionName}}
			switch level {
			case access.Academie:
				place = somewhere{level, access.Place{Academie: d.Academie, Region: d.Region}, ui.Option{Value: "academie-" + d.Academie, Label: "A" + territory.Academie(d.AcademieName)[1:]}}
			case access.Department:
				place = somewhere{level, d.Place(), ui.Option{Value: "departement-" + d.Code, Label: d.Code + " — " + d.Name}}
			}
			if !seen[place.option.Value] && by.Can(access.ActPeople, place.at) {
				all = append(all, place)
			}
			seen[place.option.Value] = true
		}
	}
	return all
}

func placeOptions(by access.Actor) (all []ui.Option) {
	for _, place := range placesFor(by) {
		all = append(all, place.option)
	}
	return all
}

// roleOptions are the roles that an actor may meet: of their level, and below.
func roleOptions(by access.Actor) (all []ui.Option) {
	for _, role := range access.Roles() {
		if role.Level().Under(by.Role.Level()) || by.Can(access.ActPeople, access.France) {
			all = append(all, ui.Option{Value: string(role), Label: role.Label()})
		}
	}
	return all
}

type listPage struct {
	Frame   ui.Page
	Filters filters
	Roles   []ui.Option
	Places  []ui.Option
	Total   int64
	Rows    []ui.Row
}

func list(r *page.Request) (page.Response, error) {
	view := listPage{Frame: r.Frame("Personnes et rôles"), Filters: filtersOf(r), Roles: roleOptions(r.By), Places: placeOptions(r.By)}
	view.Frame.Wide = true
	err := r.Read(func(tx *db.Tx) error {
		granted, total, err := access.People(tx, r.By, view.Filters.PeopleQuery, r.At.Today())
		view.Total = total
		for _, g := range granted {
			view.Rows = append(view.Rows, row(g, r.At.Today(), ui.Link{Text: g.Name, Href: personPath(g.Login)}))
		}
		return err
	})
	return page.OK(listView(view)), err
}

func personPath(login string) string { return "/personnes/" + url.PathEscape(login) }

func rolePath(id db.ID) string { return "/roles/" + strconv.FormatInt(int64(id), 10) }

// row is a role after what stands in its first column.
func row(g access.Granted, today civil.Date, first templ.Component) ui.Row {
	return ui.Row{Cells: []templ.Component{first, ui.Text(roleOf(g)), ui.Text(g.PlaceName), ui.Text(span(g, today)), badge(g, today)}}
}

// roleOf is a role and who lends it.
func roleOf(g access.Granted) string {
	if g.DelegationOf != 0 {
		return g.Role.Label() + ", par délégation de " + g.DelegatorName
	}
	return g.Role.Label()
}

// span says from when until when.
func span(g access.Granted, today civil.Date) string {
	switch {
	case g.UntilDay.IsZero() && g.FromDay.After(today):
		return "À partir du " + g.FromDay.French()
	case g.UntilDay.IsZero():
		return "Depuis le " + g.FromDay.French()
	}
	return "Du " + g.FromDay.French() + " au " + g.UntilDay.French()
}

func badge(g access.Granted, today civil.Date) ui.Badge {
	switch {
	case g.Withdrawn:
		return ui.Badge{Text: "Retiré"}
	case g.Over(today):
		return ui.Badge{Text: "Terminé"}
	case g.Suspended:
		return ui.Badge{Text: "Compte suspendu", Severity: ui.Warning}
	case g.ToCome(today):
		return ui.Badge{Text: "À venir", Severity: ui.Info}
	}
	return ui.Badge{Text: "En cours", Severity: ui.Success}
}

func found(n int64) string { return civil.Plural(n, "rôle", "rôles") + " dans votre périmètre." }

func stateOptions() []ui.Option { return []ui.Option{{Value: "termines", Label: "Terminés"}} }

type personPage struct {
	Frame   ui.Page
	Header  ui.PageHeader
	Rows    []ui.Row
	Events  []ui.Event
	Acts    []ui.Button
	Invite  string // the key of the form that invites again; blank: it is not offered
	Path    string
	Restore *restoring
}

// A restoring is the form that opens an account again.
type restoring struct {
	page.Form
	Action string
}

func show(r *page.Request) (page.Response, error) {
	view, err := loadPerson(r)
	return page.OK(personView(view)), err
}

func loadPerson(r *page.Request) (view personPage, err error) {
	var d access.Dossier
	if err := r.Read(func(tx *db.Tx) (err error) {
		d, err = r.Access().Who(tx, r.By, r.PathValue("login"))
		return err
	}); err != nil {
		return view, err
	}
	view.Frame = r.Frame(d.Person.Name, ui.Crumb{Label: "Personnes et rôles", Href: "/personnes"})
	view.Header = ui.PageHeader{Title: d.Person.Name, Lead: d.Person.Email}
	if d.Suspended {
		view.Header.Badge = &ui.Badge{Text: "Compte suspendu", Severity: ui.Warning}
	}
	labels := map[db.ID]string{}
	for _, g := range d.Roles {
		labels[g.ID] = g.Role.Label() + ", " + g.PlaceName
		var first templ.Component = ui.Text(roleOf(g))
		if r.By.MayEnd(g) && !g.Over(r.At.Today()) {
			first = ui.Link{Text: roleOf(g), Href: rolePath(g.ID)}
		}
		view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{first, ui.Text(g.PlaceName), ui.Text(span(g, r.At.Today())), badge(g, r.At.Today())}})
	}
	for _, step := range d.Steps {
		view.Events = append(view.Events, event(step, labels[step.Grant]))
	}
	view.Path = personPath(d.Person.Login)
	if d.MayInvite(r.By, r.At.Today()) {
		view.Invite = page.NewKey()
	}
	self := d.Person.ID == r.By.Person.ID
	if !d.Suspended && !self {
		view.Acts = append(view.Acts, ui.Button{Text: "Donner un autre rôle", Kind: ui.Secondary,
			Href: "/donner-un-role?" + url.Values{"courriel": {d.Person.Email}, "nom": {d.Person.Name}}.Encode()})
	}
	switch {
	case !r.By.May(access.ActSuspend) || self:
	case d.Suspended:
		view.Restore = &restoring{page.NewForm(r, d.Person.Name), personPath(d.Person.Login) + "/retablir"}
	default:
		view.Acts = append(view.Acts, ui.Button{Text: "Suspendre ce compte", Href: personPath(d.Person.Login) + "/suspension", Kind: ui.Tertiary})
	}
	return view, nil
}

func invite(r *page.Request) (page.Response, error) {
	if err := r.Access().Invite(r.Context(), r.Call(), r.PathValue("login")); err != nil {
		return page.Response{}, err
	}
	r.Flash("L’invitation est écrite. Le lien d’avant ne sert plus." + r.ByHand())
	return page.SeeOther(personPath(r.PathValue("login"))), nil
}

// past are the steps of a grant, and of an account, in the history.
var past = map[string]string{"given": "Rôle donné", "delegated": "Rôle délégué", "prolonged": "Rôle prolongé", "ended": "Fin du rôle fixée",
	"withdrawn": "Rôle retiré", "suspended": "Compte suspendu", "restored": "Compte rétabli"}

func event(s access.GrantStep, about string) ui.Event {
	e := ui.Event{What: past[s.Step], When: s.HappenedAt.French(), Who: s.Role.Label(), Why: s.Reason}
	if s.PersonName != "" {
		e.Who = s.PersonName + ", " + e.Who
	}
	if about != "" {
		e.What += "\u202f: " + about
	}
	if !s.UntilDay.IsZero() && s.Step != "withdrawn" {
		e.What += ", jusqu’au " + s.UntilDay.French()
	}
	return e
}
