package committees

import (
	"cmp"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// pointRoutes are the points of an agenda that are about no file (§3.2).
func pointRoutes() []page.Route {
	const path = national + "/reunions/{reunion}/points"
	return []page.Route{
		{Method: "GET", Path: path + "/ajouter", Act: committee.ActManageNational, Handle: askPoint},
		{Method: "POST", Path: path + "/ajouter", Act: committee.ActManageNational, Handle: addPoint, Keeps: true},
		{Method: "GET", Path: path + "/{point}", Act: committee.ActManageNational, Handle: askPoint},
		{Method: "POST", Path: path + "/{point}", Act: committee.ActManageNational, Handle: changePoint, Keeps: true},
		{Method: "POST", Path: path + "/{point}/retirer", Act: committee.ActManageNational, Handle: dropPoint},
	}
}

// A pointLine is a point with what becomes of the rule that it bears on.
type pointLine struct {
	committee.Point
	Rule string // in words; blank: it bears on none
}

// decided is what is decided of the point.
func (l pointLine) decided() string { return cmp.Or(l.Decision, "aucune pour le moment.") }

// outlookOf is what becomes of the rules that the points of a meeting bear on; nothing is
// read when they bear on none.
func outlookOf(r *page.Request, tx *db.Tx, g committee.Gathering) (campaign.Outlook, error) {
	for _, p := range g.Points {
		if p.Rule != "" {
			return r.Campaigns().OutlookOf(tx, r.By, g.Rules)
		}
	}
	return campaign.Outlook{}, nil
}

// pointLines are the points of a meeting. whole: with what becomes of the rules; else with
// what they are called.
func pointLines(r *page.Request, tx *db.Tx, g committee.Gathering, whole bool) (lines []pointLine, err error) {
	var outlook campaign.Outlook
	if whole {
		if outlook, err = outlookOf(r, tx, g); err != nil {
			return nil, err
		}
	}
	for _, p := range g.Points {
		line := pointLine{Point: p}
		if p.Rule != "" && whole {
			line.Rule = outlook.Words(p.Rule)
		} else if p.Rule != "" {
			line.Rule = g.Rules.RuleTitle(p.Rule)
		}
		lines = append(lines, line)
	}
	return lines, err
}

// pointPage is the form of a point.
type pointPage struct {
	page.Form
	committee.Gathering
	Point   committee.Point // as it is; zero: a new one
	Changed bool            // another has changed it meanwhile
	Rules   []ui.Option
	DropKey string
	outlook campaign.Outlook
}

func (v pointPage) path() string { return meetingPath("", v.Meeting.HeldOn) }

// rulesHint says what the choice of a rule shows.
func (v pointPage) rulesHint() string {
	if v.outlook.Next == "" {
		return "Le relevé montre sa valeur de cette campagne\u202f; celle de la suivante s’y ajoute dès que cette campagne est préparée."
	}
	return "Le relevé montre sa valeur en " + v.outlook.Code + " et en " + v.outlook.Next + ", et dit si elle change."
}

// otherRule is the rule that another has chosen meanwhile.
func (v pointPage) otherRule() string {
	if !v.Changed || v.Value("regle") == v.Point.Rule {
		return ""
	}
	if chosen, known := v.outlook.Of(v.Point.Rule); known {
		return "Maintenant\u202f: " + chosen.Title()
	}
	return "Maintenant\u202f: aucune."
}

// action is where the form is sent.
func (v pointPage) action() string {
	if v.Point.ID == 0 {
		return v.path() + "/points/ajouter"
	}
	return v.path() + "/points/" + text(v.Point.ID)
}

// loadPoint is the form of the point that the address names, or of a new one.
func loadPoint(r *page.Request) (view pointPage, err error) {
	if err = r.Read(func(tx *db.Tx) (err error) {
		if view.Gathering, err = r.Committees().Meet(tx, r.By, "", meetingDay(r), r.At.Today()); err == nil {
			view.outlook, err = r.Campaigns().OutlookOf(tx, r.By, view.Gathering.Rules)
		}
		return err
	}); err != nil {
		return view, err
	}
	title := "Ajouter un point à l’ordre du jour"
	if r.PathValue("point") != "" {
		known := false
		if view.Point, known = view.Gathering.Point(r.ID("point")); !known {
			return view, page.ErrNotFound
		}
		title = "Modifier un point de l’ordre du jour"
	}
	for _, p := range view.outlook.Values {
		view.Rules = append(view.Rules, ui.Option{Value: p.Name, Label: p.Group + "\u202f: " + p.Title()})
	}
	view.Form = page.NewForm(r, title, append(crumbs(view.Committee), ui.Crumb{Label: "Réunion du " + view.Meeting.HeldOn.French(), Href: view.path()})...)
	view.DropKey = page.NewKey()
	return view, nil
}

// or is a field as it was typed, or as it is kept.
func (v pointPage) or(field, kept string) string {
	if v.Frame.Failed {
		return v.Value(field)
	}
	if typed := v.Value(field); typed != "" {
		return typed
	}
	return kept
}

// other is what another has written meanwhile in a field, where it differs.
func (v pointPage) other(field, kept string) string {
	if !v.Changed || v.Value(field) == kept {
		return ""
	}
	if kept == "" {
		return "Maintenant\u202f: rien."
	}
	return "Maintenant\u202f: " + kept
}

func askPoint(r *page.Request) (page.Response, error) {
	view, err := loadPoint(r)
	if err == nil && view.Meeting.Closed() {
		return page.Response{}, workflow.Refuse(committee.ActManageNational, "", "La réunion est close\u202f: son ordre du jour ne change plus.", "")
	}
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(pointView(view)), err
}

func addPoint(r *page.Request) (page.Response, error) {
	return keepPoint(r, "Le point est à l’ordre du jour.", func(typed committee.TypedPoint, rules []string) error {
		return r.Committees().AddPoint(r.Context(), r.Call(), "", meetingDay(r), typed, rules)
	})
}

func changePoint(r *page.Request) (page.Response, error) {
	return keepPoint(r, "Le point est enregistré.", func(typed committee.TypedPoint, rules []string) error {
		return r.Committees().ChangePoint(r.Context(), r.Call(), "", meetingDay(r), r.ID("point"), typed, rules)
	})
}

func keepPoint(r *page.Request, done string, keep func(committee.TypedPoint, []string) error) (page.Response, error) {
	view, err := loadPoint(r)
	if err != nil {
		return page.Response{}, err
	}
	typed := committee.TypedPoint{Title: r.Typed("intitule"), Text: r.Typed("texte"), Decision: r.Typed("decision"), Rule: r.Typed("regle")}
	typed.Revision, _ = strconv.ParseInt(r.Typed("revision"), 10, 64) // what is no number is that of nothing
	err = keep(typed, view.outlook.Names())
	if err == nil {
		r.Flash(done)
		return page.SeeOther(view.path() + "#points"), nil
	}
	view, failed := loadPoint(r) // as it is now
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.Changed = view.Point.ID != 0 && typed.Revision != view.Point.Revision
	return page.Refused(pointView(view)), nil
}

func dropPoint(r *page.Request) (page.Response, error) {
	err := r.Committees().DropPoint(r.Context(), r.Call(), "", meetingDay(r), r.ID("point"))
	if err != nil {
		return page.Response{}, err
	}
	r.Flash("Le point est retiré de l’ordre du jour.")
	return page.SeeOther(meetingPath("", meetingDay(r)) + "#points"), nil
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

// plannedOptions are the meetings of the calendar that are still to be called.
func (v memberPage) plannedOptions() (all []ui.Option) {
	for _, m := range v.Sitting.Unplanned() {
		all = append(all, ui.Option{Value: m.Key, Label: m.ToDo() + " (au plus tard le " + m.Date.French() + ")"})
	}
	return all
}

// plan begins the form of a meeting with the one of the calendar that the address names.
func (v *memberPage) plan(key string) {
	for _, m := range v.Sitting.Unplanned() {
		if m.Key == key {
			v.Fill(map[string]string{"echeance": m.Key, "jour": m.Date.French()})
		}
	}
}

// agendaOfNation says what a meeting of the committee of the nation is about.
func agendaOfNation(s committee.Sitting, m committee.Meeting) string {
	if planned, known := s.Rules.Milestone(m.Milestone); known {
		return planned.ToDo()
	}
	return "Autre réunion"
}

// declaredSubject is the file of the form of an interest; none when the committee of the
// nation has no such file before it.
func declaredSubject(r *page.Request) (subject string, err error) {
	number := civil.CleanLine(r.Typed("dossier"))
	if region(r) != "" {
		return fileSubject(number), nil
	}
	err = r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		before, err := project.Before(tx, rules.Code, number)
		if before {
			subject = fileSubject(number)
		}
		return err
	})
	return subject, err
}

// regionShown is the region whose files the minutes of the nation show: that of the
// address, or the first.
func regionShown(r *page.Request, n minutes.Nation) string {
	for _, s := range n.Regions {
		if s.Region == r.FormValue("region") {
			return s.Region
		}
	}
	if len(n.Regions) > 0 {
		return n.Regions[0].Region
	}
	return ""
}

func regionSumColumns() []ui.Column {
	return []ui.Column{{Label: "Région"}, {Label: "Dossiers", Figures: true}, {Label: "Validés", Figures: true}, {Label: "Refusés", Figures: true}, {Label: "Renvoyés", Figures: true},
		{Label: "Sans décision", Figures: true}, {Label: "Demandé par les écoles", Figures: true}, {Label: "Proposé par la région", Figures: true}, {Label: "Validé", Figures: true}}
}

func sumRow(first templ.Component, s minutes.RegionSum) ui.Row {
	row := ui.Row{Cells: []templ.Component{first}}
	for _, n := range []int64{s.Files, s.Validated, s.Refused, s.SentBack, s.Undecided} {
		row.Cells = append(row.Cells, ui.Text(civil.FrenchCount(n)))
	}
	for _, cents := range []civil.Cents{s.Asked, s.Proposed, s.Granted} {
		row.Cells = append(row.Cells, ui.Text(cents.French()))
	}
	return row
}

func (v minutesPage) sumRows() (rows []ui.Row) {
	for _, s := range v.Nation.Regions {
		row := sumRow(ui.Link{Text: s.Name, Href: page.Query(v.path(), "region", s.Region) + "#dossiers"}, s)
		row.Current = s.Region == v.Shown
		rows = append(rows, row)
	}
	return rows
}

func (v minutesPage) sumTotal() *ui.Row {
	row := sumRow(ui.Text(v.Nation.Total.Name), v.Nation.Total)
	return &row
}

// verdictRows are files with what was decided of them.
func verdictRows(files []project.Verdict) (rows []ui.Row) {
	for _, f := range files {
		row := ui.Row{Cells: []templ.Component{ui.Text(f.Number), ui.Text(minutes.VerdictSchool(f)), ui.Text(f.AskedCents.French()), nil, verdictCell(f)}}
		if f.GrantedCents != nil {
			row.Cells[3] = ui.Text(f.GrantedCents.French())
		}
		rows = append(rows, row)
	}
	return rows
}

func verdictColumns() []ui.Column {
	return []ui.Column{{Label: "Dossier"}, {Label: "École ou établissement"}, {Label: "Montant proposé", Figures: true}, {Label: "Montant validé", Figures: true}, {Label: "Décision"}}
}
