// Package credits holds the pages of the money (§4): ceilings and envelopes,
// simulations, the key they share by. It is package credit on the screen.
package credits

import (
	"errors"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// Routes lists the pages.
func Routes() []page.Route {
	return slices.Concat([]page.Route{
		{Method: "GET", Path: "/credits", Act: credit.ActRead, Handle: ceilings},
		{Method: "POST", Path: "/credits/informer", Act: credit.ActInform, Handle: inform},
		{Method: "GET", Path: "/credits/simulations", Act: credit.ActSimulate, Handle: simulations},
		{Method: "GET", Path: "/credits/simulations/ajouter", Act: credit.ActSimulate, Handle: askSimulation},
		{Method: "POST", Path: "/credits/simulations/ajouter", Act: credit.ActSimulate, Handle: simulate, Keeps: true},
		{Method: "GET", Path: "/credits/simulations/{simulation}", Act: credit.ActSimulate, Handle: simulation},
		{Method: "GET", Path: "/credits/simulations/{simulation}/{department}", Act: credit.ActSimulate, Handle: askChange},
		{Method: "POST", Path: "/credits/simulations/{simulation}/{department}", Act: credit.ActSimulate, Handle: change, Keeps: true},
		{Method: "GET", Path: "/credits/simulations/{simulation}/adopter", Act: credit.ActAdopt, Handle: askAdopt},
		{Method: "POST", Path: "/credits/simulations/{simulation}/adopter", Act: credit.ActAdopt, Handle: adopt},
		{Method: "GET", Path: "/credits/cle", Act: credit.ActImportKey, Handle: askKey},
		{Method: "POST", Path: "/credits/cle", Act: credit.ActImportKey, Handle: sendKey, Upload: credit.MaxKey},
		{Method: "GET", Path: "/credits/cle/en-service.csv", Act: credit.ActImportKey, Handle: keyFile},
		{Method: "GET", Path: "/credits/cle/{cle}", Act: credit.ActImportKey, Handle: previewKey},
		{Method: "POST", Path: "/credits/cle/{cle}", Act: credit.ActImportKey, Handle: confirmKey},
		{Method: "POST", Path: "/credits/cle/{cle}/abandonner", Act: credit.ActImportKey, Handle: dropKey},
		{Method: "GET", Path: "/credits/mutualisateurs", Act: credit.ActReadPooling, Handle: poolings},
		{Method: "GET", Path: "/credits/mutualisateurs/{academie}", Act: credit.ActReadPooling, Handle: pooling},
		{Method: "GET", Path: "/credits/mutualisateurs/{academie}/designer", Act: credit.ActName, Handle: askNaming},
		{Method: "POST", Path: "/credits/mutualisateurs/{academie}/designer", Act: credit.ActName, Handle: name, Keeps: true},
		{Method: "POST", Path: "/credits/mutualisateurs/{academie}/recevoir", Act: credit.ActReceive, Handle: receive},
	},
		page.In(page.Books, "/credits/plafonds", credit.ActRead, ceilingsFile),
		page.In(page.Books, "/credits/simulations/{simulation}/tableau", credit.ActSimulate, simulationFile),
		page.In(page.Papers, "/credits/mutualisateurs/{academie}/recu", credit.ActReadPooling, poolingReceipt))
}

// tabs are the pages of the money that a person may open.
func tabs(by access.Actor, current string) ui.Tabs {
	all := ui.Tabs{Label: "Pages des crédits"}
	for _, tab := range []struct {
		act  access.Act
		text string
		href string
	}{{credit.ActRead, "Plafonds", "/credits"}, {credit.ActSimulate, "Simulations", "/credits/simulations"}, {credit.ActImportKey, "Clé de répartition", "/credits/cle"},
		{credit.ActReadPooling, "Établissements mutualisateurs", "/credits/mutualisateurs"}} {
		if by.May(tab.act) {
			all.Items = append(all.Items, ui.Tab{Text: tab.text, Href: tab.href, Current: tab.href == current})
		}
	}
	return all
}

func text(id db.ID) string { return strconv.FormatInt(int64(id), 10) }

// current is the code of the campaign under way and its name.
func current(r *page.Request, tx *db.Tx) (code, label string, err error) {
	rules, _, err := r.Campaigns().Current(tx)
	if errors.Is(err, db.ErrNotFound) {
		return "", "", page.ErrNotFound
	} else if err != nil {
		return "", "", err
	}
	return rules.Code, rules.Label, nil
}

type ceilingsPage struct {
	Frame  ui.Page
	Tabs   ui.Tabs
	Label  string
	Groups []group
	Rows   []ui.Row
	Map    *ui.Map
	Secret bool        // decisions that are not released to this reader are not counted
	Told   []informing // of each académie whose « établissement mutualisateur » is to be informed
	May    bool        // the reader shares the credits
	Apart  []string    // to them: where the ceilings and the territory of the campaign differ
	Errors []ui.FieldError
}

// The figures of a ceiling, in the order of the columns.
var ceilingTitles = []string{"Plafond", "Proposé", "Engagé", "Reste"}

func loadCeilings(r *page.Request) (view ceilingsPage, err error) {
	view = ceilingsPage{Tabs: tabs(r.By, "/credits"), May: r.By.May(credit.ActSimulate), Secret: r.Level() != access.Nation}
	err = r.Read(func(tx *db.Tx) error {
		var code string
		if code, view.Label, err = current(r, tx); err != nil {
			return err
		}
		all, err := credit.Ceilings(tx, r.By, code)
		if err != nil {
			return err
		}
		if view.May {
			rules, _, err := r.Campaigns().Current(tx)
			if err != nil {
				return err
			}
			view.Apart = apart(all, rules)
		}
		seen, err := project.AmountsSeen(tx, r.By, code)
		if err != nil {
			return err
		}
		view.Groups = summed(entriesOf(all, seen), r.Level())
		told, err := credit.ToInform(tx, r.By, code)
		for _, one := range told {
			view.Told = append(view.Told, informingOf(one))
		}
		return err
	})
	return view, err
}

// apart says which departments have a ceiling and are open no more, and which are open and
// have none, once some are notified.
func apart(all []credit.Ceiling, rules *campaign.Campaign) (said []string) {
	notified := map[string]bool{}
	for _, c := range all {
		if c.AmountCents == nil {
			continue
		}
		if notified[c.Department] = true; *c.AmountCents > 0 && !rules.Opens(c.Department) {
			said = append(said, territory.DepartmentName(c.Department)+"\u202f: département qui n’est plus ouvert, et garde "+c.AmountCents.French()+".")
		}
	}
	for _, code := range rules.Departments.Value {
		if len(notified) > 0 && !notified[code] {
			said = append(said, territory.DepartmentName(code)+"\u202f: département ouvert, sans plafond.")
		}
	}
	return said
}

// An informing is what an académie has still to tell its « établissement mutualisateur ».
type informing struct {
	Academie string // its code
	Key      string // one for each form
	Title    string
	Text     string
	Naming   string // where the school is named first; blank: it is
}

func informingOf(one credit.Informing) informing {
	place := territory.PlaceName(access.Place{Academie: one.Academie})
	v := informing{Academie: one.Academie, Key: page.NewKey(), Title: "À faire au plus tard le " + one.DueOn.FrenchLong(),
		Text: "Les plafonds de l’" + place + " sont notifiés. Il vous revient d’en informer son établissement mutualisateur (§4)."}
	if !one.Named {
		v.Naming = "/credits/mutualisateurs/" + one.Academie + "/designer"
	}
	return v
}

// entriesOf are the ceilings that are notified, with what the reader may know of what is
// under them.
func entriesOf(all []credit.Ceiling, seen map[string]project.Amounts) (entries []entry) {
	for _, c := range all {
		if c.AmountCents == nil {
			continue
		}
		amount, its := int64(*c.AmountCents), seen[c.Department]
		proposed, committed := int64(its.Proposed), int64(its.Committed)
		remains := amount - committed
		entries = append(entries, entry{c.Place(), []*int64{&amount, &proposed, &committed, &remains}})
	}
	return entries
}

func ceilings(r *page.Request) (page.Response, error) {
	view, err := ceilingsOf(r)
	return page.OK(ceilingsView(view)), err
}

func ceilingsOf(r *page.Request) (ceilingsPage, error) {
	view, err := loadCeilings(r)
	if err != nil {
		return view, err
	}
	view.Frame = r.Frame("Crédits")
	view.Frame.Wide = true
	view.Map = mapOf(view.Groups)
	for _, g := range shown(view.Groups) {
		cells := []templ.Component{g.title()}
		for i, n := range g.Numbers {
			if i == 1 && *n > *g.Numbers[3] {
				cells = append(cells, beyond(civil.Cents(*n).French()))
				continue
			}
			cells = append(cells, ui.Text(civil.Cents(*n).French()))
		}
		view.Rows = append(view.Rows, ui.Row{Cells: cells})
	}
	return view, nil
}

func ceilingsFile(r *page.Request, f page.Format) (page.Response, error) {
	view, err := loadCeilings(r)
	if err != nil {
		return page.Response{}, err
	}
	table := document.Table{Title: "Plafonds et enveloppes", Notes: []string{view.Label, "Au " + r.At.Happened.French(), r.By.Role.Label()}, Columns: placeColumns()}
	for _, title := range ceilingTitles {
		table.Columns = append(table.Columns, document.Column{Title: title, Kind: document.Amount})
	}
	var rows [][]document.Cell
	for _, g := range view.Groups {
		cells := g.cells()
		for _, n := range g.Numbers {
			cells = append(cells, document.AmountCell(civil.Cents(*n)))
		}
		rows = append(rows, cells)
	}
	return f.DownloadTables("plafonds", document.Page{Table: table, Rows: document.All(rows)}), nil
}

// inform tells the « établissement mutualisateur » what its académie has.
func inform(r *page.Request) (page.Response, error) {
	err := r.Credits().Inform(r.Context(), r.Call(), r.Typed("academie"))
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		view, failed := ceilingsOf(r)
		if failed != nil {
			return page.Response{}, failed
		}
		view.Errors, view.Frame.Failed = append(view.Errors, page.Reasons(refusal)...), true
		return page.Refused(ceilingsView(view)), nil
	} else if err != nil {
		return page.Response{}, err
	}
	r.Flash("C’est enregistré\u202f: l’établissement mutualisateur est informé, un courrier est écrit à qui le gère dans Préau.")
	return page.SeeOther("/credits"), nil
}
