package credits

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

type simulationsPage struct {
	Frame ui.Page
	Tabs  ui.Tabs
	Rows  []ui.Row
}

func simulations(r *page.Request) (page.Response, error) {
	view := simulationsPage{Frame: r.Frame("Simulations", ui.Crumb{Label: "Crédits", Href: "/credits"}), Tabs: tabs(r.By, "/credits/simulations")}
	err := r.Read(func(tx *db.Tx) error {
		code, _, err := current(r, tx)
		if err != nil {
			return err
		}
		all, err := r.Credits().Simulations(tx, r.By, code)
		for _, s := range all {
			floor := templ.Component(nil)
			if s.FloorCents > 0 {
				floor = ui.Text(s.FloorCents.French())
			}
			view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{ui.Link{Text: label(s), Href: simulationPath(s.Number)}, ui.Text(s.TotalCents.French()), floor,
				ui.Text(s.HappenedAt.French()), ui.Text(s.PersonName), standing(s, all)}})
		}
		return err
	})
	return page.OK(simulationsView(view)), err
}

func simulationPath(number int64) string {
	return "/credits/simulations/" + strconv.FormatInt(number, 10)
}

// label is the name of a simulation, with what one reads out.
func label(s credit.Simulation) string {
	return "N° " + strconv.FormatInt(s.Number, 10) + ", " + s.Name
}

// standing says which simulation of all is in force: the last that was adopted.
func standing(s credit.Simulation, all []credit.Simulation) templ.Component {
	switch {
	case !s.Adopted():
		return ui.Badge{Text: "À l’étude"}
	case slices.ContainsFunc(all, func(o credit.Simulation) bool { return o.AdoptedAt.Compare(s.AdoptedAt) > 0 }):
		return ui.Badge{Text: "Remplacée, adoptée le " + s.AdoptedAt.French()}
	}
	return ui.Badge{Text: "En vigueur, adoptée le " + s.AdoptedAt.French(), Severity: ui.Success}
}

type newSimulationPage struct {
	page.Form
	Cost  string // the hint of the floor
	Key   string // by what credits are shared
	Swaps []ui.Option
}

func newSimulation(r *page.Request) (newSimulationPage, error) {
	view := newSimulationPage{Form: page.NewForm(r, "Nouvelle simulation", ui.Crumb{Label: "Crédits", Href: "/credits"}, ui.Crumb{Label: "Simulations", Href: "/credits/simulations"})}
	return view, r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		key, err := credit.CurrentKey(tx)
		if err != nil {
			return err
		}
		view.Key = key.Source + ", " + yearText(key.Year)
		view.Cost = "Aucun département ne reçoit moins. Pour mémoire, les " + civil.FrenchCount(rules.Hours.Value) + " heures d’un groupe coûtent " +
			credit.GroupCost(rules).French() + " de vacations, charges en plus (§4)."
		for _, s := range credit.Swaps(rules) {
			view.Swaps = append(view.Swaps, ui.Option{Value: s.To, Label: territory.DepartmentName(s.To) + " à la place de " + territory.DepartmentName(s.From)})
		}
		return nil
	})
}

func askSimulation(r *page.Request) (page.Response, error) {
	view, err := newSimulation(r)
	if err == nil {
		err = view.Found(r)
	}
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(newSimulationView(view)), nil
}

func simulate(r *page.Request) (page.Response, error) {
	view, err := newSimulation(r)
	if err != nil {
		return page.Response{}, err
	}
	in := credit.Simulating{Name: r.Typed("nom"), Swap: r.Typed("departement")}
	in.Total = view.amount("montant")
	if civil.CleanLine(r.Typed("plancher")) != "" {
		in.Floor = view.amount("plancher")
	}
	if len(view.Errors) > 0 { // what else is wrong is told at once
		view.Errors = append(page.Reasons(&workflow.Refusal{Reasons: in.Unnamed()}), view.Errors...)
	}
	var number int64
	if len(view.Errors) == 0 {
		if number, err = r.Credits().Simulate(r.Context(), r.Call(), in); err == nil {
			return page.SeeOther(simulationPath(number)), nil
		}
		if err := view.Refuse(err); err != nil {
			return page.Response{}, err
		}
	}
	return page.Refused(newSimulationView(view)), nil
}

// amount reads an amount of the form, and says what is wrong with it.
func (v *newSimulationPage) amount(field string) civil.Cents {
	cents, err := civil.ReadCents(v.Value(field))
	if err != nil {
		v.Fault(field, err.Error())
	}
	return cents
}

type simulationPage struct {
	Frame   ui.Page
	S       credit.Simulation
	Other   *credit.Simulation // the one beside
	Others  []ui.Option
	With    string
	Groups  []group
	Columns []ui.Column
	Rows    []ui.Row
	Closed  []string
	Without []string
	Adopt   bool
}

func loadSimulation(r *page.Request) (view simulationPage, err error) {
	view.With = r.FormValue("avec")
	err = r.Read(func(tx *db.Tx) error {
		if view.S, err = r.Credits().Simulation(tx, r.By, int64(r.ID("simulation"))); err != nil {
			return err
		}
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		if !view.S.Adopted() { // or there is nothing to change first
			view.Closed, view.Without = view.S.Differs(rules)
		}
		all, err := r.Credits().Simulations(tx, r.By, view.S.Campaign)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Number == view.S.Number {
				continue
			}
			view.Others = append(view.Others, ui.Option{Value: strconv.FormatInt(s.Number, 10), Label: label(s)})
			if view.With == strconv.FormatInt(s.Number, 10) {
				other, err := r.Credits().Simulation(tx, r.By, s.Number)
				if err != nil {
					return err
				}
				view.Other = &other
			}
		}
		return nil
	})
	view.Adopt = !view.S.Adopted() && r.By.May(credit.ActAdopt)
	view.Groups = summed(view.entries(), access.Nation)
	return view, err
}

// entries are the departments of the simulation and of the one beside: residents, amount,
// amount of the other, difference.
func (v simulationPage) entries() (all []entry) {
	for _, p := range v.S.Portions {
		residents, amount := p.Residents, int64(p.Cents())
		numbers := []*int64{&residents, &amount}
		if v.Other != nil {
			other, has := v.Other.Portion(p.Department)
			theirs := int64(other.Cents())
			numbers = append(numbers, known(theirs, has), known(amount-theirs, true))
		}
		all = append(all, entry{p.Place(), numbers})
	}
	if v.Other == nil {
		return all
	}
	for _, p := range v.Other.Portions {
		if _, here := v.S.Portion(p.Department); !here {
			all = append(all, entry{p.Place(), []*int64{nil, nil, known(int64(p.Cents()), true), known(-int64(p.Cents()), true)}})
		}
	}
	return all
}

func known(n int64, is bool) *int64 {
	if !is {
		return nil
	}
	return &n
}

func simulation(r *page.Request) (page.Response, error) {
	view, err := loadSimulation(r)
	if err != nil {
		return page.Response{}, err
	}
	view.Frame = r.Frame(view.S.Name, ui.Crumb{Label: "Crédits", Href: "/credits"}, ui.Crumb{Label: "Simulations", Href: "/credits/simulations"})
	view.Frame.Wide = true
	view.Columns = []ui.Column{{Label: "Territoire"}, {Label: "Montant", Figures: true}}
	if view.Other != nil {
		view.Columns = append(view.Columns, ui.Column{Label: "N° " + view.With, Figures: true}, ui.Column{Label: "Différence", Figures: true})
	}
	view.Columns = append(view.Columns, ui.Column{Label: "Résidents étrangers", Figures: true}, ui.Column{Label: "Fiabilité"})
	if view.Other == nil && !view.S.Adopted() {
		view.Columns = append(view.Columns, ui.Column{Label: "Changer", Hidden: true})
	}
	for _, g := range shown(view.Groups) {
		view.Rows = append(view.Rows, view.row(g))
	}
	return page.OK(simulationView(view)), nil
}

func (v simulationPage) row(g group) ui.Row {
	p, is := v.S.Portion(g.Place.Department)
	cells := []templ.Component{g.title(), money(g.Numbers[1])}
	if is && p.ChangedCents != nil {
		cells[1] = changedAmount(p.Cents().French(), "calculé\u202f: "+p.ComputedCents.French()+". "+p.Reason)
	}
	if v.Other != nil {
		cells = append(cells, money(g.Numbers[2]), difference(g.Numbers[3]))
	}
	cells = append(cells, count(g.Numbers[0]), nil)
	if is && p.Confidence != "" {
		cells[len(cells)-1] = ui.Text(p.Confidence)
	}
	if v.Other == nil && !v.S.Adopted() {
		cells = append(cells, nil)
		if is {
			cells[len(cells)-1] = ui.Link{Text: "Changer", Context: "le montant, " + territory.DepartmentName(p.Department), Href: changePath(v.S.Number, p.Department)}
		}
	}
	return ui.Row{Cells: cells}
}

func count(n *int64) templ.Component {
	if n == nil {
		return nil
	}
	return ui.Text(civil.FrenchCount(*n))
}

func money(n *int64) templ.Component {
	if n == nil {
		return nil
	}
	return ui.Text(civil.Cents(*n).French())
}

// difference has its sign, also above zero.
func difference(n *int64) templ.Component {
	if n == nil {
		return nil
	}
	if *n > 0 {
		return ui.Text("+" + civil.Cents(*n).French())
	}
	return ui.Text(civil.Cents(*n).French())
}

// left says what the departments leave of the national amount.
func (v simulationPage) left() (ui.Severity, string) {
	switch left := v.S.Left(); {
	case left > 0:
		return ui.Info, "Il reste " + left.French() + " à répartir. Adoptée ainsi, la simulation ne les notifie à personne."
	case left < 0:
		return ui.Warning, "Les départements reçoivent " + (-left).French() + " de trop. Diminuez un ou plusieurs montants avant d’adopter."
	}
	return ui.Success, "Tout le montant national est réparti."
}

func simulationFile(r *page.Request, f page.Format) (page.Response, error) {
	view, err := loadSimulation(r)
	if err != nil {
		return page.Response{}, err
	}
	s := view.S
	table := document.Table{Title: s.Name, Notes: []string{"Montant national\u202f: " + s.TotalCents.French(), "Clé\u202f: " + s.KeySource + ", " + yearText(s.KeyYear), "Au " + r.At.Happened.French()},
		Columns: append(placeColumns(), document.Column{Title: "Résidents étrangers", Kind: document.Count}, document.Column{Title: "Fiabilité", Width: 14},
			document.Column{Title: "Montant", Kind: document.Amount}, document.Column{Title: "Montant calculé", Kind: document.Amount}, document.Column{Title: "Motif du changement", Width: 40})}
	if view.Other != nil {
		table.Columns = append(table.Columns, document.Column{Title: view.Other.Name, Kind: document.Amount}, document.Column{Title: "Différence", Kind: document.Amount})
	}
	var rows [][]document.Cell
	for _, g := range view.Groups {
		rows = append(rows, view.cells(g))
	}
	return f.DownloadTables("simulation", document.Page{Table: table, Rows: document.All(rows)}), nil
}

func (v simulationPage) cells(g group) []document.Cell {
	amount := func(n *int64) document.Cell {
		if n == nil {
			return document.Blank
		}
		return document.AmountCell(civil.Cents(*n))
	}
	cells := append(g.cells(), document.Blank, document.Blank, amount(g.Numbers[1]), document.Blank, document.Blank)
	if n := g.Numbers[0]; n != nil {
		cells[2] = document.CountCell(*n)
	}
	if p, is := v.S.Portion(g.Place.Department); is {
		cells[3], cells[5], cells[6] = document.TextCell(p.Confidence), document.AmountCell(p.ComputedCents), document.TextCell(p.Reason)
	}
	if v.Other != nil {
		cells = append(cells, amount(g.Numbers[2]), amount(g.Numbers[3]))
	}
	return cells
}

func changePath(number int64, department string) string {
	return simulationPath(number) + "/" + department
}

type changePage struct {
	page.Form
	S       credit.Simulation
	Portion credit.Portion
}

func loadChange(r *page.Request) (view changePage, err error) {
	err = r.Read(func(tx *db.Tx) error {
		if view.S, err = r.Credits().Simulation(tx, r.By, int64(r.ID("simulation"))); err != nil {
			return err
		}
		var is bool
		if view.Portion, is = view.S.Portion(r.PathValue("department")); !is {
			return page.ErrNotFound
		}
		return nil
	})
	view.Form = page.NewForm(r, territory.DepartmentName(view.Portion.Department), ui.Crumb{Label: "Crédits", Href: "/credits"}, ui.Crumb{Label: "Simulations", Href: "/credits/simulations"},
		ui.Crumb{Label: view.S.Name, Href: simulationPath(view.S.Number)})
	return view, err
}

func askChange(r *page.Request) (page.Response, error) {
	view, err := loadChange(r)
	if err != nil {
		return page.Response{}, err
	}
	view.Fill(map[string]string{"montant": view.Portion.Cents().Plain(), "motif": view.Portion.Reason})
	if err := view.Found(r); err != nil {
		return page.Response{}, err
	}
	return page.OK(changeView(view)), nil
}

func change(r *page.Request) (page.Response, error) {
	view, err := loadChange(r)
	if err != nil {
		return page.Response{}, err
	}
	in := credit.Changing{Simulation: view.S.Number, Department: view.Portion.Department, Reason: r.Typed("motif")}
	done := "Le montant calculé est rétabli."
	if r.Typed("geste") != "calcul" {
		cents, err := civil.ReadCents(r.Typed("montant"))
		if err != nil {
			view.Fault("montant", err.Error())
			if _, err := civil.ReadReason(in.Reason); err != nil { // told at once
				view.Fault("motif", err.Error())
			}
		}
		in.Cents, done = &cents, "Le montant est changé. Les autres départements gardent le leur."
	}
	if len(view.Errors) == 0 {
		if err = r.Credits().Change(r.Context(), r.Call(), in); err == nil {
			r.Flash(done)
			return page.SeeOther(simulationPath(view.S.Number)), nil
		}
		if err := view.Refuse(err); err != nil {
			return page.Response{}, err
		}
	}
	return page.Refused(changeView(view)), nil
}

// beside is the part of the address that names the one beside.
func (v simulationPage) beside() string { return page.Query("", "avec", v.With) }

func floorWords(s credit.Simulation) string {
	if s.FloorCents == 0 {
		return ", sans plancher."
	}
	return ", plancher de " + s.FloorCents.French() + " par département."
}
