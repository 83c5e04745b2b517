package page

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/jobs"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/ui"
)

// Request is a request with who asks, in which role, and when.
type Request struct {
	*http.Request
	site   *Site
	loaded bool // the sign-in was read: see loadSignIn
	closed bool // whose sign-in it is has no role any more, or is suspended

	use      *db.Use     // of the database
	patience *time.Timer // ends what is asked of the database: see Site.Patience

	mustSetUp bool // nothing is open but the page of the second factor
	sits      bool // there is a committee that they read

	uploads map[string]upload // what came in the form's file fields

	By        access.Actor
	Roles     []access.Role // that the person could act in
	Signed    access.Signed // their sign-in
	At        civil.Moment
	Installed campaign.Installation
}

// enter reads who asks and when, in one transaction.
func (r *Request) enter() error {
	if err := r.loadSignIn(); err != nil {
		return err
	}
	r.By = r.site.Rights.Visitor()
	device := db.ID(r.site.SignIns.GetInt64(r.Context(), signedDevice))
	role := access.Role(r.site.SignIns.GetString(r.Context(), signedRole))
	err := r.site.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if r.Installed, err = campaign.Installed(tx); err != nil {
			return err
		}
		r.At = r.Installed.Moment(r.site.Clock())
		if r.site.Business != nil {
			r.At.Happened = r.site.Business()
		}
		if device == 0 {
			return nil
		}
		signed, actor, roles, err := r.site.Access.SignedIn(tx, device, role, r.At.Today(), r.At.Recorded)
		if errors.Is(err, access.ErrNotFound) || err == nil && len(roles) == 0 {
			r.closed = err == nil // suspended, or without a role
			return nil            // or it was ended, from here or elsewhere
		}
		r.Signed, r.By, r.Roles = signed, actor, roles
		if err == nil {
			r.sits, err = committee.Reads(tx, r.By, r.At.Today())
		}
		return err
	})
	if err != nil || !r.SignedIn() {
		return err
	}
	r.mustSetUp = r.Signed.MustSetUp(r.Roles)
	r.seen()
	return nil
}

// seen writes down now and then that the sign-in is in use. A failure is only
// logged: it is of no use to who asks for a page.
func (r *Request) seen() {
	if !r.Signed.IsLate(r.At.Recorded) {
		return
	}
	if err := r.site.Access.Seen(r.Context(), r.Signed.Device, r.At.Recorded); err != nil {
		r.site.Log.Warn("sign-in not marked as seen", "err", err)
	}
}

// Closed tells whether the request comes from a person whose account opens
// nothing any more: they are answered as a visitor.
func (r *Request) Closed() bool { return r.closed }

// SignedIn tells whether the request comes from a person with a role.
func (r *Request) SignedIn() bool { return r.By.Person.ID != 0 }

// Level is the floor that the person acts on.
func (r *Request) Level() access.Level { return r.By.Role.Level() }

// Read runs do in a transaction that sees one state of the database.
func (r *Request) Read(do func(*db.Tx) error) error { return r.site.DB.Read(r.Context(), do) }

// Opened keeps that a person has opened a page, when a page was shown to them: not
// to a browser that only looks ahead, nor to one that asks for the head. It is done
// after the page has read what it shows. A failure is only logged: who reads is not
// refused the page, and it is kept the next time.
func (r *Request) Opened(keep func() error) {
	ahead := strings.Contains(r.Header.Get("Sec-Purpose")+r.Header.Get("Purpose"), "prefetch")
	if r.Method != http.MethodGet || ahead {
		return
	}
	if err := keep(); err != nil {
		r.site.Log.Warn("page opened, not kept", "err", err)
	}
}

// KeptFile is a kept file to download, under its own name and type.
func (r *Request) KeptFile(kept file.Kept) Response {
	return Download(File{Name: kept.Name, Type: kept.Type.MIME(), Content: file.Open(r.Context(), r.site.DB, kept)})
}

// Frame is what surrounds a page: who is signed in, where they can go, the
// example's banner, what the last act has done.
func (r *Request) Frame(title string, crumbs ...ui.Crumb) ui.Page {
	frame := ui.Page{Title: title, Nav: r.nav(), Current: r.current()}
	if len(crumbs) > 0 {
		frame.Breadcrumb = append(append([]ui.Crumb{{Label: "Accueil", Href: "/"}}, crumbs...), ui.Crumb{Label: title})
	}
	if r.Installed.Example {
		frame.Example = &ui.ExampleBanner{Today: r.At.Today().FrenchLong(), ChangeHref: "/exemple/date"}
	}
	if r.SignedIn() {
		frame.Person = r.person()
	}
	if r.mustSetUp { // what else the frame leads to is not open yet
		frame.Person.AccountHref, frame.Person.RoleHref = FactorPath, ""
		if frame.Example != nil {
			frame.Example.ChangeHref = ""
		}
	}
	if sentence := r.site.SignIns.PopString(r.Context(), signedFlash); sentence != "" {
		frame.Flashes = append(frame.Flashes, ui.Flash{Severity: ui.Success, Text: sentence})
	}
	if sentence := r.site.SignIns.PopString(r.Context(), signedWarning); sentence != "" {
		frame.Flashes = append(frame.Flashes, ui.Flash{Severity: ui.Warning, Text: sentence})
	}
	return frame
}

func (r *Request) person() *ui.Person {
	role := r.By.Role.Label()
	if len(r.By.Places) > 0 && r.By.Places[0] != access.France {
		role += ", " + territory.PlaceName(r.By.Places[0])
	}
	if r.By.For.ID != 0 {
		role += ", par délégation de " + r.By.For.Name
	}
	person := &ui.Person{Name: r.By.Person.Name, Role: role, AccountHref: "/compte", LeaveAction: "/deconnexion", LeaveKey: NewKey()}
	if len(r.Roles) > 1 {
		person.RoleHref = "/compte"
	}
	return person
}

// The main navigation; each shows what its act allows.
var navigation = []struct {
	act  access.Act
	item ui.NavItem
}{
	{access.ActHome, ui.NavItem{Label: "À faire", Href: "/accueil"}},
	{"project.read", ui.NavItem{Label: "Projets", Href: "/projets"}},
	{committee.ActRead, ui.NavItem{Label: "Comités", Href: "/comites"}},
	{credit.ActRead, ui.NavItem{Label: "Crédits", Href: "/credits"}},
	{territory.ActRead, ui.NavItem{Label: "Écoles", Href: "/ecoles"}},
	{campaign.ActRead, ui.NavItem{Label: "Campagne", Href: "/campagne"}},
	{access.ActPeople, ui.NavItem{Label: "Personnes", Href: "/personnes"}},
	{"journal.read", ui.NavItem{Label: "Journal", Href: "/journal"}},
	{exchange.ActLetters, ui.NavItem{Label: "Administration", Href: "/administration/courriers"}},
	{access.ActHome, ui.NavItem{Label: "Mes courriers", Href: "/courriers"}},
}

// under are pages that the menu reaches by another.
var under = map[string]string{"/sites": "/ecoles", "/ressources": "/ecoles", "/comite-national": "/comites", "/roles": "/personnes", "/donner-un-role": "/personnes",
	"/administration": "/administration/courriers"}

func (r *Request) nav() []ui.NavItem {
	if !r.SignedIn() || r.mustSetUp {
		return nil
	}
	var items []ui.NavItem
	for _, n := range navigation {
		if r.By.May(n.act) && (n.act != committee.ActRead || r.sits) {
			items = append(items, n.item)
		}
	}
	return items
}

func (r *Request) current() string {
	for path, menu := range under {
		if strings.HasPrefix(r.URL.Path, path) {
			return menu
		}
	}
	for _, n := range navigation {
		if strings.HasPrefix(r.URL.Path, n.item.Href) {
			return n.item.Href
		}
	}
	return ""
}

// Campaigns, Projects and Access are the chapters behind the pages.
func (r *Request) Campaigns() *campaign.Chapter { return r.site.Campaigns }
func (r *Request) Projects() *project.Chapter   { return r.site.Projects }
func (r *Request) Access() *access.Chapter      { return r.site.Access }

// Committees is the chapter of the committees and their meetings.
func (r *Request) Committees() *committee.Chapter { return r.site.Committee }

// Door is how one comes in.
func (r *Request) Door() *access.Door { return r.site.Door }

// MustSetUp tells whether nothing is open to the person but the page of the second factor.
func (r *Request) MustSetUp() bool { return r.mustSetUp }

// Exchange is the chapter of what people are told.
func (r *Request) Exchange() *exchange.Chapter { return r.site.Exchange }

// Jobs is the queue of the long work.
func (r *Request) Jobs() *jobs.Queue { return r.site.Jobs }

// Credits is the chapter of the money.
func (r *Request) Credits() *credit.Chapter { return r.site.Credits }

// Territory is the chapter of the schools, the sites and the resources.
func (r *Request) Territory() *territory.Chapter { return r.site.Territory }

// ID is the id that the address names; what is no number, or is not written as we
// write it (+1, 01), is 0, the id of nothing: a thing has one address.
func (r *Request) ID(name string) db.ID {
	text := r.PathValue(name)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text {
		return 0
	}
	return db.ID(n)
}

// maxPage bounds the pages of a list: nobody leafs further.
const maxPage = 1_000_000

// Page is the page of a list that is asked for, from 1.
func (r *Request) Page() int {
	number, _ := strconv.Atoi(r.FormValue("page"))
	return min(max(number, 1), maxPage)
}

// Origin is the address of the site, without a slash at its end.
func (r *Request) Origin() string {
	if r.site.URL != "" {
		return r.site.URL
	}
	return "http://" + r.Host
}

// Mails tells whether letters leave: otherwise they are only kept.
func (r *Request) Mails() bool { return r.site.Mails }

// ByHand says how somebody who was just invited comes in where no letter leaves; blank
// where letters do, and in an example, which nobody needs a password for.
func (r *Request) ByHand() string {
	if r.Mails() || r.Installed.Example {
		return ""
	}
	return " Mais aucun courrier ne part d’ici\u202f: demandez à l’administration de Préau l’adresse où cette personne choisit son mot de passe."
}

// Links signs the private addresses of this installation.
func (r *Request) Links() *access.Links { return r.site.Links }
