package ui

// Page is what the layout needs to know: everything around the content.
type Page struct {
	Title      string // of the page, first in the title of the window: « Mes projets — Préau »
	Script     string // the one script that the page asks for, as package static names it; none when empty
	Wide       bool   // dense tables use the whole width
	Failed     bool   // the form was refused: the title of the window says so first, for those who do not see the page
	Nav        []NavItem
	Current    string // Href of the item of Nav where the page belongs
	Person     *Person
	Example    *ExampleBanner
	Breadcrumb []Crumb
	Flashes    []Flash
}

// NavItem is one entry of the main navigation.
type NavItem struct{ Label, Href string }

// Person is who is signed in, in the one role they act in.
type Person struct {
	Name        string
	Role        string // with its place: « Principale, collège Courbet »
	AccountHref string // devices, second factor, roles
	RoleHref    string // changes role; empty for those who have only one
	LeaveAction string // where signing out is posted
	LeaveKey    string // one-time key of that form
}

// ExampleBanner tells that the database is an example, and its business date (R49).
type ExampleBanner struct {
	Today      string // « lundi 21 septembre 2009 »
	ChangeHref string // empty: the date cannot be changed from here
}

// Crumb is one step of the path to a page. The last one is the page itself and has no address.
type Crumb struct{ Label, Href string }

// Flash tells, once, what the act that led to the page has done.
type Flash struct {
	Severity Severity
	Text     string
}

// legal are the statements that a French public service must have on every page, and its help.
var legal = []NavItem{
	{"Aide", "/aide"},
	{"Plan du site", "/plan-du-site"},
	{"Accessibilité\u202f: non conforme", "/accessibilite"},
	{"Mentions légales", "/mentions-legales"},
	{"Données personnelles", "/donnees-personnelles"},
}

func (p Page) windowTitle() string {
	return when(p.Failed, "Erreur"+nnbsp+": ") + p.Title + " — Préau"
}
