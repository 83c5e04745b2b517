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

// fewLines is how many lines of what a role allows leave the form in sight.
const fewLines = 10

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
		r.Flash("Le rôle est donné. Un courrier est écrit à " + access.Email(r.Typed("courriel")) + "." + r.ByHand())
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
