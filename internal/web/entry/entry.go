// Package entry holds the pages by which one comes in and goes out: sign-in,
// choice of a role, and the date of an example database.
package entry

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// Routes lists the pages. Entering without a password and setting the date
// exist in example databases only.
func Routes(example bool) []page.Route {
	routes := []page.Route{
		{Method: "GET", Path: "/connexion", Act: access.ActEnter, Handle: askPassword, Before: true},
		{Method: "POST", Path: "/connexion", Act: access.ActEnter, Handle: enter, Before: true},
		{Method: "GET", Path: "/connexion/code", Act: access.ActEnter, Handle: askCode, Before: true},
		{Method: "POST", Path: "/connexion/code", Act: access.ActEnter, Handle: giveCode, Before: true},
		{Method: "GET", Path: "/connexion/oubli", Act: access.ActForgotten, Handle: askForgotten, Before: true},
		{Method: "POST", Path: "/connexion/oubli", Act: access.ActForgotten, Handle: forgotten, Before: true},
		{Method: "GET", Path: "/invitation/{jeton}", Act: access.ActEnter, Handle: invitation.ask, Before: true},
		{Method: "POST", Path: "/invitation/{jeton}", Act: access.ActEnter, Handle: invitation.choose, Before: true},
		{Method: "GET", Path: "/mot-de-passe/{jeton}", Act: access.ActEnter, Handle: forgottenLink.ask, Before: true},
		{Method: "POST", Path: "/mot-de-passe/{jeton}", Act: access.ActEnter, Handle: forgottenLink.choose, Before: true},
		{Method: "POST", Path: "/deconnexion", Act: access.ActEnter, Handle: signOut, Before: true},
		{Method: "GET", Path: "/compte", Act: access.ActHome, Handle: account},
		{Method: "POST", Path: "/compte/role", Act: access.ActHome, Handle: chooseRole},
		{Method: "GET", Path: "/compte/mot-de-passe", Act: access.ActPassword, Handle: askChange},
		{Method: "POST", Path: "/compte/mot-de-passe", Act: access.ActPassword, Handle: changePassword},
		{Method: "POST", Path: "/compte/appareils/{appareil}/deconnecter", Act: access.ActDevices, Handle: endDevice},
		{Method: "POST", Path: "/compte/appareils/deconnecter-les-autres", Act: access.ActDevices, Handle: endOthers},
		{Method: "GET", Path: page.FactorPath, Act: access.ActFactor, Handle: showFactor, Before: true},
		{Method: "POST", Path: page.FactorPath, Act: access.ActFactor, Handle: turnOn, Before: true},
		{Method: "POST", Path: page.FactorPath + "/desactiver", Act: access.ActUnfactor, Handle: turnOff},
		{Method: "POST", Path: page.FactorPath + "/codes", Act: access.ActCodes, Handle: makeCodes},
	}
	if example {
		routes = append(routes,
			page.Route{Method: "POST", Path: "/connexion/{login}", Act: access.ActEnter, Handle: enterAs, Before: true},
			page.Route{Method: "GET", Path: "/exemple/date", Act: campaign.ActSetDate, Handle: showDate},
			page.Route{Method: "POST", Path: "/exemple/date", Act: campaign.ActSetDate, Handle: setDate})
	}
	return routes
}

type signInPage struct {
	page.Form
	Example bool
	Groups  []castGroup
	Name    string // of who has just chosen a password
	Back    string // where one was going
	Closed  bool   // the account opens nothing any more
	Why     string // why one is asked to sign in again; blank when one was not signed in
}

type castGroup struct {
	Title string
	Cast  []access.Cast
}

// why is what the sign-in page says to whom it is shown for a reason.
var why = map[string]string{
	page.Ended:    "Rien n’a été fait de ce que vous demandiez : reconnectez-vous, puis recommencez.",
	page.FormKept: "Ce que vous avez écrit est gardé une heure : reconnectez-vous pour le retrouver.",
	page.TooLong: "Ce que vous avez écrit est trop long (plus de 64 Ko) pour être gardé ici. Revenez à la page précédente pour le copier, " +
		"avant de vous reconnecter.",
}

func askPassword(r *page.Request) (page.Response, error) {
	view, err := newSignIn(r)
	return page.OK(signInView(view)), err
}

func newSignIn(r *page.Request) (signInPage, error) {
	view := signInPage{Form: page.NewForm(r, "Se connecter"), Example: r.Installed.Example, Closed: r.Closed(), Name: r.URL.Query().Get("identifiant"), Back: safeBack(r.FormValue("retour")), Why: why[r.FormValue("raison")]}
	if !view.Example {
		return view, nil
	}
	err := r.Read(func(tx *db.Tx) error {
		cast, err := access.CastOn(tx, r.At.Today())
		view.Groups = grouped(cast)
		return err
	})
	return view, err
}

func grouped(cast []access.Cast) []castGroup {
	titles := map[access.Level]string{access.School: "Dans les écoles et les établissements", access.Department: "Dans les départements",
		access.Academie: "Dans les académies", access.Region: "Dans les régions", access.Nation: "Au niveau national", access.Platform: "Pour la plateforme"}
	var groups []castGroup
	for _, level := range []access.Level{access.School, access.Department, access.Academie, access.Region, access.Nation, access.Platform} {
		group := castGroup{Title: titles[level]}
		for _, person := range cast {
			if person.Role.Level() == level {
				group.Cast = append(group.Cast, person)
			}
		}
		if len(group.Cast) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func enterAs(r *page.Request) (page.Response, error) {
	entry, err := r.Access().Enter(r.Context(), r.At, r.PathValue("login"), r.From())
	if err != nil {
		return page.Response{}, err
	}
	if err := r.SignIn(entry); err != nil {
		return page.Response{}, err
	}
	return page.SeeOther(safeBack(r.Typed("retour"))), nil
}

// maxBack is in bytes: no page of ours has an address as long.
const maxBack = 4000

// safeBack is an address of this site, or the first page after sign-in.
func safeBack(to string) string {
	if len(to) > maxBack || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) || strings.ContainsFunc(to, unicode.IsControl) {
		return "/accueil"
	}
	return to
}

func signOut(r *page.Request) (page.Response, error) {
	return page.SeeOther("/"), r.SignOut()
}

type accountPage struct {
	Frame  ui.Page
	Name   string
	Email  string
	Role   access.Role
	Roles  []access.Role
	Places []string
	Acts   []string
	Lends  bool   // may lend a role
	Acting string // the role that is exercised, and who lent it
	Key    string

	HasFactor bool
	Devices   []device
	Others    bool // some are open beside this one
}

// device is a line of the sign-ins.
type device struct {
	access.Device
	Here bool
	Open bool
}

// ofAccount are the acts that everybody does on this page, and that no role gives.
var ofAccount = map[access.Act]bool{access.ActPassword: true, access.ActFactor: true, access.ActUnfactor: true, access.ActCodes: true, access.ActDevices: true}

func account(r *page.Request) (page.Response, error) {
	view := accountPage{Frame: r.Frame("Mon compte"), Name: r.By.Person.Name, Email: r.By.Person.Email,
		Role: r.By.Role, Roles: r.Roles, Lends: r.By.May(access.ActDelegate), Acting: r.By.Acting(), Key: page.NewKey()}
	for _, grant := range r.Access().Rights().Grants() {
		if _, public := grant.Roles[access.Anyone]; !public && !ofAccount[grant.Act] && r.By.May(grant.Act) {
			view.Acts = append(view.Acts, grant.Sentence)
		}
	}
	view.HasFactor = r.Signed.HasFactor
	err := r.Read(func(tx *db.Tx) error {
		if err := view.stand(tx, r.By); err != nil {
			return err
		}
		all, err := r.Access().Devices(tx, r.By)
		for _, d := range all {
			line := device{Device: d, Here: d.ID == r.Signed.Device, Open: d.Open(r.At.Recorded)}
			view.Others = view.Others || line.Open && !line.Here
			view.Devices = append(view.Devices, line)
		}
		return err
	})
	return page.OK(accountView(view)), err
}

// stand names the places where a role is held.
func (v *accountPage) stand(tx *db.Tx, by access.Actor) error {
	for _, place := range by.Places {
		name := territory.PlaceName(place)
		if place.School != "" {
			school, err := territory.Find(tx, territory.UAI(place.School))
			if err != nil {
				return err
			}
			name = school.Name + ", " + school.Town
		}
		v.Places = append(v.Places, name)
	}
	return nil
}

func chooseRole(r *page.Request) (page.Response, error) {
	if role := access.Role(r.Typed("role")); slices.Contains(r.Roles, role) {
		r.ChooseRole(role)
	}
	return page.SeeOther("/accueil"), nil
}

type datePage struct {
	Frame ui.Page
	Value string
	Error string
	Key   string
}

func showDate(r *page.Request) (page.Response, error) {
	return page.OK(dateView(datePage{Frame: dateFrame(r), Value: dayTyped(r.At.Today()), Key: page.NewKey()})), nil
}

// dateFrame is without the banner's link, which would lead to the page itself.
func dateFrame(r *page.Request) ui.Page {
	frame := r.Frame("Changer la date de l’exemple")
	frame.Example.ChangeHref = ""
	return frame
}

func dayTyped(d civil.Date) string {
	iso := d.String()
	return iso[8:] + "/" + iso[5:7] + "/" + iso[:4]
}

func setDate(r *page.Request) (page.Response, error) {
	view := datePage{Value: r.Typed("date"), Key: page.NewKey()}
	day, err := civil.ReadDate(view.Value)
	if err == nil {
		err = r.Campaigns().SetDate(r.Context(), r.Call(), day)
	}
	var refusal *workflow.Refusal
	var fault civil.Fault
	switch {
	case errors.As(err, &refusal), errors.As(err, &fault):
		view.Frame, view.Error = dateFrame(r), err.Error()
		view.Frame.Failed = true
		return page.Refused(dateView(view)), nil
	case err != nil:
		return page.Response{}, err
	}
	r.Flash("L’exemple est maintenant au " + day.FrenchLong() + ".")
	return page.SeeOther("/"), nil
}
