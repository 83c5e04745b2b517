// Package projects holds the pages of the projects: the list, a file, its
// sheet, its moves, its receipt and its history.
package projects

import (
	"slices"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// Routes lists the pages; each move of the table has its own.
func Routes() []page.Route {
	routes := []page.Route{
		{Method: "GET", Path: "/projets", Act: project.ActRead, Handle: list},
		{Method: "POST", Path: "/projets", Act: project.ActOpen, Handle: open},
		{Method: "GET", Path: "/projets/ensemble", Act: project.ActRead, Handle: together},
		{Method: "GET", Path: "/projets/{number}", Act: project.ActRead, Handle: show},
		{Method: "GET", Path: "/projets/{number}/historique", Act: project.ActRead, Handle: history},
		{Method: "GET", Path: "/projets/{number}/recu", Act: project.ActRead, Handle: receipt},
		{Method: "GET", Path: "/projets/{number}/recu.pdf", Act: project.ActRead, Handle: receiptPDF},
		{Method: "GET", Path: "/projets/{number}/fiche/{sheet}/{section}", Act: project.ActEdit, Handle: showSection},
		{Method: "POST", Path: "/projets/{number}/fiche/{sheet}/{section}", Act: project.ActEdit, Handle: saveSection, Keeps: true},
		{Method: "GET", Path: "/projets/{number}/fiche.json", Act: project.ActRead, Handle: sheetsJSON},
		{Method: "POST", Path: "/projets/{number}/reprendre", Act: project.ActEdit, Handle: takeUp},
		{Method: "GET", Path: "/projets/{number}/pieces", Act: project.ActRead, Handle: showPieces},
		{Method: "POST", Path: "/projets/{number}/pieces", Act: project.ActAttach, Handle: attach, Upload: project.MaxAttachmentSize},
		{Method: "GET", Path: "/projets/{number}/pieces/{piece}", Act: project.ActRead, Handle: downloadPiece},
		{Method: "GET", Path: "/projets/{number}/pieces/{piece}/retirer", Act: project.ActDetach, Handle: askDetach},
		{Method: "POST", Path: "/projets/{number}/pieces/{piece}/retirer", Act: project.ActDetach, Handle: detach},
		{Method: "GET", Path: "/projets/{number}/verifier", Act: project.ActEdit, Handle: verify},
		{Method: "POST", Path: "/projets/{number}/transmettre", Act: project.ActSubmit, Handle: submit},
	}
	for _, g := range gestures {
		routes = append(routes,
			page.Route{Method: "GET", Path: "/projets/{number}/" + g.slug, Act: g.act, Handle: g.ask},
			page.Route{Method: "POST", Path: "/projets/{number}/" + g.slug, Act: g.act, Handle: g.do, Keeps: true})
	}
	return slices.Concat(routes, versionRoutes(), messageRoutes(), bundleRoutes(), downloadRoutes())
}

// filters are what the address asks of the list.
type filters struct{ project.Query }

func filtersOf(r *page.Request) filters {
	return filters{project.Query{State: workflow.State(r.FormValue("etat")), Messages: messagesAsked[r.FormValue("messages")], Department: r.FormValue("departement"),
		Academie: r.FormValue("academie"), Page: r.Page()}}
}

// query is the filters as an address; page 1 is not said.
func (f filters) query() string {
	return page.Query("", "etat", string(f.State), "messages", f.messages(), "departement", f.Department, "academie", f.Academie, "page", page.PageSaid(f.Page))
}

// messagesAsked are the ways to narrow the list by its messages, as addresses name
// them.
var messagesAsked = map[string]project.Messages{"non-lus": project.MessagesUnread, "a-repondre": project.MessagesAsked}

// messages is the way asked for, as addresses name it.
func (f filters) messages() string {
	for word, messages := range messagesAsked {
		if messages == f.Messages {
			return word
		}
	}
	return ""
}

func (f filters) on(state workflow.State) filters { f.State, f.Page = state, 1; return f }
func (f filters) at(page int) filters             { f.Page = page; return f }

type listPage struct {
	Frame       ui.Page
	Filters     filters
	Listing     project.Listing
	States      []ui.FilterTag
	Departments []ui.Option
	Academies   []ui.Option
	Rows        []ui.Row
	Talks       bool // the reader has conversations about files
	Narrow      bool // they may narrow the list by them: a school has one file
	Unread      map[string]exchange.Unread
	Granted     bool        // an amount is, that the reader may know
	Bundles     []ui.Button // what may be done to many of them
}

func list(r *page.Request) (page.Response, error) {
	view := listPage{Frame: r.Frame("Projets"), Filters: filtersOf(r)}
	view.Frame.Wide = true
	view.Talks = r.By.May(exchange.ActReadRegional) || r.By.May(exchange.ActReadNational)
	err := r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		if view.Listing, err = project.List(tx, r.By, rules.Code, view.Filters.Query); err != nil || !view.Talks {
			return err
		}
		view.Unread, err = exchange.UnreadAmong(tx, r.By, view.Listing.Subjects())
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	view.Bundles = bundleButtons(r, view.Listing.Counts)
	view.States = stateTags(view.Filters, view.Listing, r.Level())
	view.Departments, view.Academies = placeOptions(r.By)
	view.Narrow = view.Talks && (r.Level() != access.School || view.Filters.Messages != "")
	view.Granted = slices.ContainsFunc(view.Listing.Rows, func(row project.Row) bool { return row.GrantedCents != nil })
	for _, row := range view.Listing.Rows {
		view.Rows = append(view.Rows, view.row(row, r.By.Role, r.At.Today()))
	}
	return page.OK(listView(view)), nil
}

func stateTags(f filters, l project.Listing, level access.Level) []ui.FilterTag {
	var all int64
	for _, n := range l.Counts {
		all += n
	}
	tags := []ui.FilterTag{{Text: "Tous", Count: int(all), Href: "/projets" + f.on("").query(), Current: f.State == ""}}
	for _, state := range project.AllStates() {
		if n := l.Counts[state]; n > 0 || state == f.State {
			tags = append(tags, ui.FilterTag{Text: project.Label(state, level), Count: int(n),
				Href: "/projets" + f.on(state).query(), Current: f.State == state})
		}
	}
	return tags
}

// placeOptions are the departments and académies that an actor may narrow the
// list to: those where they could read a file.
func placeOptions(by access.Actor) (departments, academies []ui.Option) {
	seen := map[string]bool{}
	for _, d := range territory.Departments() {
		if !readsIn(by, d.Place()) {
			continue
		}
		departments = append(departments, ui.Option{Value: d.Code, Label: d.Code + " — " + d.Name})
		if !seen[d.Academie] {
			seen[d.Academie] = true
			academies = append(academies, ui.Option{Value: d.Academie, Label: d.AcademieName})
		}
	}
	return departments, academies
}

func readsIn(by access.Actor, department access.Place) bool {
	for _, place := range by.Places {
		if place.Contains(department) || place.Department == department.Department {
			return true
		}
	}
	return false
}

// waiting says whom a file waits for; blank when nobody.
func waiting(turn project.Turn, by access.Role, today civil.Date) templ.Component {
	who, _ := turnOf(turn, by, today)
	if who == "" {
		return nil
	}
	return ui.Text(who + ", " + sinceShort(turn.Since.Date(), today))
}

// row is a line, with the amount granted and what is not read about the file where there
// are some.
func (v listPage) row(row project.Row, by access.Role, today civil.Date) ui.Row {
	line := ui.Row{Cells: []templ.Component{
		ui.Link{Text: row.Number, Href: "/projets/" + row.Number, Context: row.SchoolName},
		ui.Text(row.SchoolName + ", " + row.Town), ui.Text(row.Department), badge(row.Seen, by.Level()), waiting(row.Turn, by, today),
		ui.Text(row.AskedCents.French())}}
	switch {
	case v.Granted && row.GrantedCents != nil:
		line.Cells = append(line.Cells, ui.Text(row.GrantedCents.French()))
	case v.Granted:
		line.Cells = append(line.Cells, nil)
	}
	line.Cells = append(line.Cells, ui.Text(row.SubmittedAt.Date().French()))
	if len(v.Unread) == 0 {
		return line
	}
	unread, some := v.Unread[row.Subject()]
	if !some {
		line.Cells = append(line.Cells, nil)
		return line
	}
	line.Cells = append(line.Cells, ui.Link{Text: civil.Plural(unread.Messages, "non lu", "non lus"), Context: "sur le projet " + row.Number,
		Href: page.ConversationPath(row.Number, unread.Conversation)})
	return line
}

// columns are those of the list; amounts granted and messages have theirs where there are
// some.
func (v listPage) columns() []ui.Column {
	all := []ui.Column{{Label: "Numéro"}, {Label: "École ou établissement"}, {Label: "Département"}, {Label: "État"}, {Label: "En attente"}, {Label: "Montant demandé", Figures: true}}
	if v.Granted {
		all = append(all, ui.Column{Label: "Montant accordé", Figures: true})
	}
	all = append(all, ui.Column{Label: "Transmis le"})
	if len(v.Unread) > 0 {
		all = append(all, ui.Column{Label: "Messages"})
	}
	return all
}

// messageOptions are the ways to narrow the list by its messages.
func messageOptions() []ui.Option {
	return []ui.Option{{Value: "non-lus", Label: "Avec un message non lu"}, {Value: "a-repondre", Label: "Avec une réponse attendue de vous"}}
}

func badge(state workflow.State, level access.Level) ui.Badge {
	severity := map[workflow.State]ui.Severity{project.Draft: ui.Neutral, project.Returned: ui.Warning, project.SentBack: ui.Warning,
		project.Validated: ui.Success, project.Refused: ui.Failure, project.Discarded: ui.Failure, project.Withdrawn: ui.Neutral, project.Closed: ui.Neutral}
	s, known := severity[state]
	if !known {
		s = ui.Info
	}
	return ui.Badge{Text: project.Label(state, level), Severity: s}
}

func open(r *page.Request) (page.Response, error) {
	uai, err := territory.ReadUAI(r.Typed("ecole"))
	if err != nil {
		return page.Response{}, page.ErrNotFound
	}
	number, err := r.Projects().Open(r.Context(), r.Call(), uai)
	if err != nil {
		return page.Response{}, err
	}
	return page.SeeOther("/projets/" + number), nil
}

// found says how many files a list has.
func found(n int64) string { return civil.Plural(n, "projet", "projets") }
