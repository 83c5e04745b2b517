package projects

import (
	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// A bundle is the page of an act that is done to many files at once.
type bundle struct {
	act    workflow.Act
	slug   string
	title  string
	lead   string
	button func(n int64) string
	done   func(n int64) string
	empty  string
}

func these(n int64) string {
	if n == 1 {
		return "ce projet"
	}
	return "ces " + civil.FrenchCount(n) + " projets"
}

var bundles = []bundle{
	{act: project.ActTransmit, slug: "transmettre-ensemble", title: "Transmettre ensemble les projets présélectionnés",
		lead:   "Tous les projets présélectionnés partent en une fois au comité de pilotage national (§6). Chaque école et chaque établissement apprend alors que son projet est présélectionné.",
		button: func(n int64) string { return "Transmettre " + these(n) + " au comité national" },
		done: func(n int64) string {
			return civil.Plural(n, "projet est transmis", "projets sont transmis") + " au comité national."
		},
		empty: "Aucun projet présélectionné n’attend d’être transmis."},
	{act: project.ActAnnounce, slug: "communiquer-ensemble", title: "Communiquer ensemble les décisions régionales",
		lead:   "Les écoles et les établissements dont le projet est écarté ou en liste complémentaire reçoivent leur courrier en une fois.",
		button: func(n int64) string { return "Communiquer la décision sur " + these(n) },
		done: func(n int64) string {
			return civil.Plural(n, "décision est communiquée.", "décisions sont communiquées.")
		},
		empty: "Aucune décision régionale n’attend d’être communiquée."},
	{act: project.ActRelease, slug: "communiquer-les-decisions-nationales", title: "Communiquer ensemble les décisions nationales",
		lead:   "Toutes les régions apprennent le même jour les décisions du comité de pilotage national (§6) : un courrier par région, un courrier par école ou établissement.",
		button: func(n int64) string { return "Communiquer la décision sur " + these(n) },
		done: func(n int64) string {
			return civil.Plural(n, "décision est communiquée.", "décisions sont communiquées.")
		},
		empty: "Aucune décision nationale n’attend d’être communiquée."},
}

func (b bundle) path() string { return "/projets/" + b.slug }

func bundleRoutes() (routes []page.Route) {
	for _, b := range bundles {
		routes = append(routes, page.Route{Method: "GET", Path: b.path(), Act: b.act, Handle: b.ask},
			page.Route{Method: "POST", Path: b.path(), Act: b.act, Handle: b.do})
	}
	return routes
}

// bundleButtons lead to what an actor may do to many of the files that are listed.
func bundleButtons(r *page.Request, counts map[workflow.State]int64) (buttons []ui.Button) {
	for _, b := range bundles {
		var n int64
		for _, state := range project.BatchStates(b.act) {
			n += counts[state]
		}
		if n > 0 && r.By.May(b.act) {
			buttons = append(buttons, ui.Button{Text: b.title, Href: b.path(), Kind: ui.Secondary})
		}
	}
	return buttons
}

type bundlePage struct {
	page.Form
	Bundle   bundle
	Proposed *minutes.Minutes // of the meeting that decided, not approved by all; nil: none
	Lacking  []minutes.Lack   // what is missing before the decisions of the nation can be told
	Batch    project.Batch
	Table    ui.Table
	Counts   []ui.Answer
	Lock     string // why it is too late, and who can open it; blank: it is not
}

func (b bundle) load(r *page.Request) (view bundlePage, err error) {
	view.Form, view.Bundle = page.NewForm(r, b.title, ui.Crumb{Label: "Projets", Href: "/projets"}), b
	view.Frame.Wide = true
	err = r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		if view.Batch, err = project.BatchOf(tx, r.By, rules.Code, b.act); err != nil || len(view.Batch.Rows) == 0 || len(r.By.Places) == 0 {
			return err
		}
		limits, err := campaign.LimitsAt(tx, rules, r.By.Places[0])
		if err != nil {
			return err
		}
		view.Lock = project.LockOf(limits, b.act, view.Batch.Rows[0].State, r.At.Happened)
		switch b.act {
		case project.ActTransmit, project.ActAnnounce:
			view.Proposed, err = proposed(r, tx, view.Batch)
		case project.ActRelease:
			view.Lacking, err = minutes.Lacking(tx, rules.Code, view.Batch.Numbers(), r.At.Today(), r.Committees())
		}
		return err
	})
	view.fill(r)
	return view, err
}

// proposed are the minutes of the last meeting that had some of the files before
// it, as long as its co-presidents have not all approved them: what leaves is then
// only « proposé » (R8). A region that has held no meeting in Préau has none.
func proposed(r *page.Request, tx *db.Tx, batch project.Batch) (*minutes.Minutes, error) {
	var subjects []string
	for _, row := range batch.Rows {
		subjects = append(subjects, row.Subject())
	}
	g, held, err := r.Committees().LastWith(tx, r.By, batch.Rows[0].Region, r.At.Today(), subjects)
	if err != nil || !held {
		return nil, err
	}
	m, err := minutes.Of(tx, g, r.At.Today())
	if err != nil || m.Approved() {
		return nil, err
	}
	return &m, nil
}

// lackWords say what is missing before the decisions of the nation can be told (R9), and
// lackLinks where.
func (v bundlePage) lackWords() (all []string) {
	for _, l := range v.Lacking {
		all = append(all, page.Cited(l.Why.Sentence, l.Why.Law))
	}
	return all
}

func (v bundlePage) lackLinks() (all []ui.Link) {
	for _, l := range v.Lacking {
		if l.On.IsZero() {
			return []ui.Link{{Text: "Voir le comité national", Href: page.CommitteePath("")}}
		}
		all = append(all, ui.Link{Text: "Lire le relevé de décisions du " + l.On.French(), Href: page.MinutesPath("", l.On)})
	}
	return all
}

// proposedWords warn of decisions that are not approved by all.
func (v bundlePage) proposedWords() string {
	return "Des projets de cette liste étaient à l’ordre du jour de la réunion du " + v.Proposed.Meeting.HeldOn.French() + ". " + v.Proposed.StandingWords()
}

func (v bundlePage) minutesLink() ui.Link {
	return ui.Link{Text: "Lire le relevé de décisions", Href: page.MinutesPath(v.Proposed.Region, v.Proposed.Meeting.HeldOn)}
}

func (v *bundlePage) fill(r *page.Request) {
	v.Table = ui.Table{ID: "projets", Caption: v.Bundle.title, CaptionHidden: true, Dense: true,
		Columns: []ui.Column{{Label: "Numéro"}, {Label: "École ou établissement"}, {Label: "Département"}, {Label: "Décision"}, {Label: "Montant demandé", Figures: true}}}
	national := v.Bundle.act == project.ActRelease
	if national {
		v.Table.Columns = append(v.Table.Columns, ui.Column{Label: "Montant accordé", Figures: true})
	}
	for _, row := range v.Batch.Rows {
		cells := []templ.Component{ui.Link{Text: row.Number, Href: "/projets/" + row.Number, Context: row.SchoolName},
			ui.Text(row.SchoolName + ", " + row.Town), ui.Text(row.Department), badge(row.State, r.Level()), ui.Text(row.AskedCents.French())}
		switch {
		case national && row.GrantedCents != nil:
			cells = append(cells, ui.Text(row.GrantedCents.French()))
		case national:
			cells = append(cells, nil)
		}
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: cells})
	}
	for _, state := range project.BatchStates(v.Bundle.act) {
		if n := v.Batch.In(state); n > 0 {
			v.Counts = append(v.Counts, ui.Answer{Question: project.Label(state, r.Level()), Value: ui.Text(found(n))})
		}
	}
	v.Counts = append(v.Counts, ui.Answer{Question: "Montant demandé en tout", Value: ui.Text(v.Batch.Asked().French())})
	if granted := v.Batch.Granted(); granted > 0 {
		v.Counts = append(v.Counts, ui.Answer{Question: "Montant accordé en tout", Value: ui.Text(granted.French())})
	}
}

func (b bundle) ask(r *page.Request) (page.Response, error) {
	view, err := b.load(r)
	return page.OK(bundleView(view)), err
}

func (b bundle) do(r *page.Request) (page.Response, error) {
	moved, err := r.Projects().MoveAll(r.Context(), r.Call(), b.act, r.Typed("liste"))
	if err == nil {
		r.Flash(b.done(moved))
		return page.SeeOther("/projets"), nil
	}
	view, failed := b.load(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(bundleView(view)), nil
}
