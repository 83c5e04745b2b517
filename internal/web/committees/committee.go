package committees

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type listPage struct {
	Frame ui.Page
	Rows  []ui.Row
}

// inOrder is what committees are sorted by: their names, that of the nation before the regions.
func inOrder(region string) string { return civil.SortKey(committee.Committee{Region: region}.Name()) }

func list(r *page.Request) (page.Response, error) {
	view := listPage{Frame: r.Frame("Comités de pilotage")}
	err := r.Read(func(tx *db.Tx) error {
		regions, err := r.Committees().Readable(tx, r.By, r.At.Today())
		slices.SortFunc(regions, func(a, b string) int { return cmp.Compare(inOrder(a), inOrder(b)) })
		for _, code := range regions {
			c := committee.Committee{Region: code}
			view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{ui.Link{Text: c.Name(), Href: page.CommitteePath(code)}, ui.Text(level(c))}})
		}
		return err
	})
	return page.OK(listView(view)), err
}

func level(c committee.Committee) string {
	if c.National() {
		return "Valide les projets (§3.2)"
	}
	return "Présélectionne les projets de la région (§3.1)"
}

type committeePage struct {
	Frame       ui.Page
	Sitting     committee.Sitting
	Now         []ui.Row
	Before      []ui.Row
	Delegations []ui.Row
	Meetings    []ui.Row
	Vacant      []string
	Planned     []ui.Row // the meetings of the calendar that are not called yet
	Call        callState
	Manage      bool
	Presides    bool // somebody can give a delegation
}

// callState is how far the launch of the call is (§6).
type callState struct {
	Known bool
	Text  string
	Path  string
	Link  string
	Done  bool
}

func show(r *page.Request) (page.Response, error) {
	var view committeePage
	today := r.At.Today()
	if err := r.Read(func(tx *db.Tx) (err error) {
		if view.Sitting, err = r.Committees().Read(tx, r.By, region(r), today); err != nil {
			return err
		}
		view.Call, err = callOf(r, tx, view.Sitting)
		return err
	}); err != nil {
		return page.Response{}, err
	}
	s := view.Sitting
	view.Frame = r.Frame(s.Name(), ui.Crumb{Label: "Comités", Href: "/comites"})
	view.Manage = s.MayManage(r.By)
	for _, m := range s.Members {
		if m.UntilDay.IsZero() || !m.UntilDay.Before(today) {
			view.Now = append(view.Now, view.memberRow(m))
			view.Presides = view.Presides || m.Presides(s.Committee)
		} else {
			view.Before = append(view.Before, view.memberRow(m))
		}
	}
	view.Vacant = committee.Labels(committee.Vacant(s.Seats, s.Now(today)))
	for _, d := range s.Delegations {
		view.Delegations = append(view.Delegations, ui.Row{Cells: []templ.Component{ui.Text(strings.TrimSuffix(d.Name+", "+d.Title, ", ")), ui.Text(d.MemberName),
			ui.Text(span(d.FromDay, d.UntilDay)), ui.Text(d.Reason)}})
	}
	for _, m := range s.Unplanned() {
		view.Planned = append(view.Planned, view.plannedRow(m, today))
	}
	for _, m := range s.Meetings {
		view.Meetings = append(view.Meetings, ui.Row{Cells: []templ.Component{ui.Link{Text: m.HeldOn.FrenchLong(), Href: page.MeetingPath(s.Region, m.HeldOn)},
			ui.Text(where(m)), ui.Text(agendaWords(s, m)), standing(m, today)}})
	}
	return page.OK(committeeView(view)), nil
}

func where(m committee.Meeting) string {
	if m.StartsAt == "" {
		return m.Place
	}
	return m.StartsAt + ", " + m.Place
}

// agendaOfNation says what a meeting of the committee of the nation is about.
func agendaOfNation(s committee.Sitting, m committee.Meeting) string {
	if planned, known := s.Rules.Milestone(m.Milestone); known {
		return planned.ToDo()
	}
	return "Autre réunion"
}

func agendaWords(s committee.Sitting, m committee.Meeting) string {
	if s.National() {
		return agendaOfNation(s, m)
	}
	return civil.Plural(m.Items, "dossier", "dossiers")
}

// standing is whether a meeting is to come, under way or ended.
func standing(m committee.Meeting, today civil.Date) ui.Badge {
	switch {
	case m.Closed():
		return ui.Badge{Text: "Close", Severity: ui.Success}
	case m.HeldOn.After(today):
		return ui.Badge{Text: "À venir", Severity: ui.Info}
	case m.HeldOn == today:
		return ui.Badge{Text: "Aujourd’hui", Severity: ui.Fresh}
	}
	return ui.Badge{Text: "À clore", Severity: ui.Warning}
}

func (v committeePage) memberRow(m committee.Member) ui.Row {
	role := m.Seat.Label()
	if m.Presides(v.Sitting.Committee) && !v.Sitting.National() {
		role += " (copréside)"
	}
	row := ui.Row{Cells: []templ.Component{ui.Text(m.Words()), ui.Text(role), ui.Text(cmp.Or(m.Login, "Sans compte")), ui.Text(span(m.FromDay, m.UntilDay))}}
	if v.Manage && m.UntilDay.IsZero() {
		row.Cells = append(row.Cells, ui.Link{Text: "Départ", Href: v.path() + "/membres/" + text(m.ID) + "/depart", Context: m.Name})
	} else if v.Manage {
		row.Cells = append(row.Cells, nil)
	}
	return row
}

func (v committeePage) columns() []ui.Column {
	columns := []ui.Column{{Label: "Membre"}, {Label: "Qualité"}, {Label: "Compte"}, {Label: "Siège"}}
	if v.Manage {
		columns = append(columns, ui.Column{Label: "Gestes", Hidden: true})
	}
	return columns
}

// plannedRow is a meeting of the calendar that is not called yet.
func (v committeePage) plannedRow(m campaign.Milestone, today civil.Date) ui.Row {
	state := ui.Badge{Text: "À préparer", Severity: ui.Info}
	if m.Date.Before(today) {
		state = ui.Badge{Text: "En retard", Severity: ui.Warning}
	}
	row := ui.Row{Cells: []templ.Component{ui.Text(m.ToDo()), ui.Text("Au plus tard le " + m.Date.FrenchLong()), state}}
	if v.Manage {
		row.Cells = append(row.Cells, ui.Link{Text: "Préparer", Href: page.Query(v.path()+"/reunions/ajouter", "echeance", m.Key), Context: m.ToDo()})
	}
	return row
}

func (v committeePage) plannedColumns() []ui.Column {
	columns := []ui.Column{{Label: "Réunion"}, {Label: "Quand"}, {Label: "Où en est-on"}}
	if v.Manage {
		columns = append(columns, ui.Column{Label: "Gestes", Hidden: true})
	}
	return columns
}

func (v committeePage) path() string { return page.CommitteePath(v.Sitting.Region) }

func (v committeePage) lead() string {
	if v.Sitting.National() {
		return "Réunit le ministère de l’éducation nationale, le ministère chargé de l’immigration et l’Acsé (§3.2)."
	}
	return "Présidé conjointement par le préfet de région et le ou les recteurs concernés (§3.1)."
}

// acts are what may be done from the page, what comes first first.
func (v committeePage) acts() (all []ui.Button) {
	if !v.Manage {
		return nil
	}
	for _, act := range []struct {
		text, path string
		when       bool
	}{{"Préparer une réunion", "/reunions/ajouter", true}, {"Ajouter un membre", "/membres/ajouter", true}, {"Enregistrer une délégation", "/delegations/ajouter", v.Presides}} {
		if act.when {
			all = append(all, ui.Button{Text: act.text, Href: v.path() + act.path, Kind: ui.Secondary})
		}
	}
	if len(v.Planned) > 0 {
		all[0].Text = "Préparer une autre réunion"
	}
	if len(v.Vacant) > 0 {
		all[0], all[1] = all[1], all[0] // a committee is composed before it meets
	}
	all[0].Kind = ui.Primary
	return all
}

// callOf is how far the call of a region is, for who may follow it.
func callOf(r *page.Request, tx *db.Tx, s committee.Sitting) (call callState, err error) {
	if s.National() || !r.By.Can(campaign.ActReadCall, s.Place()) {
		return callState{}, nil
	}
	cfp, err := r.Campaigns().CallOf(tx, r.By, s.Region)
	if err != nil || !cfp.Asked() {
		return callState{}, err
	}
	call = callState{Known: true, Path: page.CallPath(s.Region), Link: "Voir l’appel et les écoles invitées", Done: cfp.Launched()}
	due := cfp.Due.DueOn
	switch {
	case call.Done:
		call.Text = "Appel à projets lancé le " + cfp.LaunchedOn.French() + "."
	case due.Before(r.At.Today()):
		call.Text = "L’appel à projets n’est pas encore lancé\u202f: il était attendu au plus tard le " + due.French() + "."
	default:
		call.Text = "L’appel à projets est à lancer au plus tard le " + due.French() + "."
	}
	if !call.Done && r.By.Can(campaign.ActLaunch, s.Place()) {
		call.Link = "Lancer l’appel à projets"
	}
	return call, nil
}
