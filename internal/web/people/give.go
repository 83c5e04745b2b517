package people

import (
	"net/url"
	"slices"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type choosePage struct {
	Frame ui.Page
	Roles []ui.Tile
}

// choose asks which role is to be given; what was said of the person goes on.
func choose(r *page.Request) (page.Response, error) {
	view := choosePage{Frame: r.Frame("Donner un rôle", ui.Crumb{Label: "Personnes et rôles", Href: "/personnes"})}
	about := url.Values{}
	for _, name := range []string{"courriel", "nom"} {
		if value := r.FormValue(name); value != "" {
			about.Set(name, value)
		}
	}
	for _, role := range r.By.Gives() {
		tile := ui.Tile{Title: role.Label(), Href: "/donner-un-role/" + string(role), Text: scopes[role.Level()]}
		if len(about) > 0 {
			tile.Href += "?" + about.Encode()
		}
		view.Roles = append(view.Roles, tile)
	}
	return page.OK(chooseView(view)), nil
}

// scopes say over what a role is given.
var scopes = map[access.Level]string{access.School: "Sur une école ou un établissement", access.Department: "Sur un département", access.Academie: "Sur une académie",
	access.Region: "Sur une région", access.Nation: "Sur toute la France", access.Platform: "Sur toute la plateforme"}

type givePage struct {
	page.Form
	Role    access.Role
	Action  string
	Places  []ui.Option // nil: the UAI is typed, or there is no place to choose
	Allowed []string
}

// TypesUAI tells whether the school is typed, by who gives over more than one's own.
func (v givePage) TypesUAI() bool { return v.Role.Level() == access.School && v.Places == nil }

// loadGive frames the form by which a role of the address is given.
func loadGive(r *page.Request) (givePage, error) {
	role := access.Role(r.PathValue("role"))
	if !slices.Contains(r.By.Gives(), role) {
		return givePage{}, page.ErrNotFound
	}
	view := givePage{Form: page.NewForm(r, "Donner un rôle\u202f: "+role.Label(), ui.Crumb{Label: "Personnes et rôles", Href: "/personnes"}, ui.Crumb{Label: "Donner un rôle", Href: "/donner-un-role"}),
		Role: role, Action: "/donner-un-role/" + string(role), Allowed: r.Access().Rights().Allowed(role)}
	if role.Level() == access.School && r.Level() == access.School {
		err := r.Read(func(tx *db.Tx) (err error) {
			view.Places, err = ownSchools(tx, r.By)
			return err
		})
		return view, err
	}
	for _, place := range placesFor(r.By) {
		if place.level == role.Level() {
			_, code := codeOf(place)
			view.Places = append(view.Places, ui.Option{Value: code, Label: place.option.Label})
		}
	}
	return view, nil
}

// codeOf is the code of a place on its level.
func codeOf(s somewhere) (access.Level, string) {
	switch s.level {
	case access.Region:
		return s.level, s.at.Region
	case access.Academie:
		return s.level, s.at.Academie
	}
	return s.level, s.at.Department
}

func ownSchools(tx *db.Tx, by access.Actor) (all []ui.Option, err error) {
	for _, place := range by.Places {
		school, err := territory.Find(tx, territory.UAI(place.School))
		if err != nil {
			return nil, err
		}
		all = append(all, ui.Option{Value: place.School, Label: school.Name + ", " + school.Town})
	}
	return all, nil
}

func ask(r *page.Request) (page.Response, error) {
	view, err := loadGive(r)
	if err != nil {
		return page.Response{}, err
	}
	fields := map[string]string{"depuis": r.At.Today().French(), "courriel": r.FormValue("courriel"), "nom": r.FormValue("nom"), "lieu": r.FormValue("lieu")}
	if len(view.Places) == 1 {
		fields["lieu"] = view.Places[0].Value
	}
	view.Fill(fields)
	err = view.Found(r)
	return page.OK(giveView(view)), err
}

func give(r *page.Request) (page.Response, error) {
	login, err := r.Access().Give(r.Context(), r.Call(), access.TypedGrant{Role: access.Role(r.PathValue("role")), Place: r.Typed("lieu"),
		Email: r.Typed("courriel"), Name: r.Typed("nom"), From: r.Typed("depuis"), Until: r.Typed("jusque")})
	if err == nil {
		r.Flash("Le rôle est donné. Un courrier est écrit à " + access.Email(r.Typed("courriel")) + ".")
		return page.SeeOther(personPath(login)), nil
	}
	view, failed := loadGive(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(giveView(view)), nil
}

type rolePage struct {
	Frame   ui.Page
	Granted access.Granted
	Badge   ui.Badge
	Facts   ui.Summary
	Back    string
	End     *page.Form // nil: it is over
	Prolong *page.Form // nil: it cannot be
}

// loadRole reads a role that the person may end.
func loadRole(r *page.Request) (view rolePage, err error) {
	if err := r.Read(func(tx *db.Tx) (err error) {
		view.Granted, err = r.Access().FindGrant(tx, r.By, r.ID("attribution"))
		return err
	}); err != nil {
		return view, err
	}
	g := view.Granted
	if !r.By.MayEnd(g) {
		return view, page.ErrNotFound
	}
	view.Frame = r.Frame(g.Role.Label(), ui.Crumb{Label: "Personnes et rôles", Href: "/personnes"}, ui.Crumb{Label: g.Name, Href: personPath(g.Login)})
	view.Badge, view.Back = badge(g, r.At.Today()), personPath(g.Login)
	view.Facts = ui.Summary{Title: "Le rôle", Rows: []ui.Answer{{Question: "Personne", Value: ui.Text(g.Name + ", " + g.Email)}, {Question: "Rôle", Value: ui.Text(roleOf(g))},
		{Question: "Lieu", Value: ui.Text(g.PlaceName)}, {Question: "Quand", Value: ui.Text(span(g, r.At.Today()))}}}
	if g.Over(r.At.Today()) {
		return view, nil
	}
	end, longer := page.NewForm(r, ""), page.NewForm(r, "")
	end.Fill(nil)
	longer.Fill(nil)
	view.End = &end
	if g.DelegationOf == 0 && !g.UntilDay.IsZero() {
		view.Prolong = &longer
	}
	return view, nil
}

func showRole(r *page.Request) (page.Response, error) {
	view, err := loadRole(r)
	return page.OK(roleView(view)), err
}

func endRole(r *page.Request) (page.Response, error) {
	err := r.Access().End(r.Context(), r.Call(), access.Ending{Grant: r.ID("attribution"), Last: r.Typed("jusque"), Reason: r.Typed("motif")})
	return changed(r, err, "La fin du rôle est enregistrée. Un courrier est écrit à la personne.", func(v rolePage) *page.Form { return v.End })
}

func prolong(r *page.Request) (page.Response, error) {
	err := r.Access().Prolong(r.Context(), r.Call(), access.Prolonging{Grant: r.ID("attribution"), Until: r.Typed("nouveau")})
	return changed(r, err, "Le rôle est prolongé. Un courrier est écrit à la personne.", func(v rolePage) *page.Form { return v.Prolong })
}

// changed answers a form of the page of a role.
func changed(r *page.Request, err error, done string, of func(rolePage) *page.Form) (page.Response, error) {
	view, failed := loadRole(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err == nil {
		r.Flash(done)
		return page.SeeOther(view.Back), nil
	}
	form := of(view)
	if form == nil {
		return page.Response{}, err
	}
	form.Retype(r)
	if err := form.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.Frame.Failed = true
	return page.Refused(roleView(view)), nil
}

type suspensionPage struct {
	page.Form
	Person access.Person
	Action string
}

func loadSuspension(r *page.Request) (view suspensionPage, err error) {
	var d access.Dossier
	if err := r.Read(func(tx *db.Tx) (err error) {
		d, err = r.Access().Who(tx, r.By, r.PathValue("login"))
		return err
	}); err != nil {
		return view, err
	}
	return suspensionPage{page.NewForm(r, "Suspendre le compte de "+d.Person.Name, ui.Crumb{Label: "Personnes et rôles", Href: "/personnes"},
		ui.Crumb{Label: d.Person.Name, Href: personPath(d.Person.Login)}), d.Person, personPath(d.Person.Login)}, nil
}

func askSuspension(r *page.Request) (page.Response, error) {
	view, err := loadSuspension(r)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(suspensionView(view)), err
}

func suspend(r *page.Request) (page.Response, error) {
	err := r.Access().Suspend(r.Context(), r.Call(), access.Suspending{Login: r.PathValue("login"), Reason: r.Typed("motif")})
	if err == nil {
		r.Flash("Le compte est suspendu.")
		return page.SeeOther(personPath(r.PathValue("login"))), nil
	}
	view, failed := loadSuspension(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(suspensionView(view)), nil
}

func restore(r *page.Request) (page.Response, error) {
	err := r.Access().Restore(r.Context(), r.Call(), access.Suspending{Login: r.PathValue("login"), Reason: r.Typed("motif")})
	if err == nil {
		r.Flash("Le compte est rétabli.")
		return page.SeeOther(personPath(r.PathValue("login"))), nil
	}
	view, failed := loadPerson(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if view.Restore == nil {
		return page.Response{}, err
	}
	if err := view.Restore.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.Frame.Failed = true
	return page.Refused(personView(view)), nil
}
