package committees

import (
	"cmp"
	"slices"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

const meetingTitle = "Préparer une réunion"

func askMeeting(r *page.Request) (page.Response, error) {
	view, err := loadForm(r, meetingTitle)
	if err == nil {
		view.plan(r.FormValue("echeance"))
		err = view.Found(r)
	}
	return page.OK(newMeetingView(view)), err
}

func addMeeting(r *page.Request) (page.Response, error) {
	view, err := loadForm(r, meetingTitle)
	if err != nil {
		return page.Response{}, err
	}
	var agenda []string
	if err := r.Read(func(tx *db.Tx) error {
		_, waiting, err := docket(r, tx, view.Sitting, nil)
		agenda = subjectsOf(waiting)
		return err
	}); err != nil {
		return page.Response{}, err
	}
	on, err := r.Committees().AddMeeting(r.Context(), r.Call(), region(r), committee.TypedMeeting{Day: r.Typed("jour"), Time: r.Typed("heure"), Place: r.Typed("lieu"), Milestone: r.Typed("echeance")}, agenda)
	if err == nil {
		r.Flash("La réunion est préparée.")
		return page.SeeOther(page.MeetingPath(region(r), on)), nil
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(newMeetingView(view)), nil
}

// docket reads the files of some numbers, and the others that wait. The committee
// of the nation has no agenda: see loadNation.
func docket(r *page.Request, tx *db.Tx, s committee.Sitting, numbers []string) (files, waiting []project.Filled, err error) {
	if s.National() {
		return nil, nil, nil
	}
	return r.Projects().Docket(tx, s.Rules, s.Region, numbers)
}

func subjectsOf(files []project.Filled) (subjects []string) {
	for _, f := range files {
		subjects = append(subjects, f.Subject())
	}
	return subjects
}

type meetingPage struct {
	page.Form
	committee.Gathering
	Header     ui.PageHeader
	Files      []project.Filled
	Waiting    []project.Filled
	Lines      []line
	Rows       []ui.Row
	Money      money
	Nation     nation
	Stale      bool // another order was given meanwhile
	RankKey    string
	People     []ui.Row
	Quorum     quorum
	Manage     bool
	Before     string // why nothing is decided yet; blank: the day has come
	Declare    bool
	Minutes    *minutes.Minutes // of a closed meeting of a region
	PointLines []pointLine
	Send       bool // the reader may send what is preselected to the nation

	Number  string      // of the file, in the form of an interest of the nation
	own     string      // the reader's own seat, in that form
	Choices []ui.Option // the files of the agenda, in the form of an interest
	Members []ui.Option // for whom the reader may declare one
}

// quorum is whether the meeting may decide, in words.
type quorum struct {
	committee.Quorum
	Over   bool   // the meeting is closed
	Unsaid string // what it will be, as long as nobody was said to be there, nor not
}

func quorumOf(g committee.Gathering) quorum {
	q := quorum{Quorum: g.Quorum(), Over: g.Meeting.Closed()}
	if q.Over || q.Members == 0 || slices.ContainsFunc(g.There, func(m committee.Member) bool { return m.Presence != "" }) {
		return q
	}
	who := "tous les coprésidents"
	if g.National() {
		who = "les deux ministères et l’Acsé"
	}
	q.Unsaid = "Le quorum se compte à l’ouverture\u202f: " + who + ", en personne ou par délégation, et au moins la moitié des membres (" +
		civil.FrenchCount(q.Needed) + " sur " + civil.FrenchCount(q.Members) + ")."
	return q
}

func (q quorum) title() string {
	switch {
	case q.Reached() && q.Over:
		return "Le quorum était atteint"
	case q.Reached():
		return "Le quorum est atteint"
	case q.Over:
		return "Le quorum n’était pas atteint"
	}
	return "Le quorum n’est pas atteint"
}

// read is the meeting and its files; whole: with the money and what the nation has before
// it, which the forms under the page do without.
func (v *meetingPage) read(r *page.Request, tx *db.Tx, whole bool) (err error) {
	if v.Gathering, err = r.Committees().Meet(tx, r.By, region(r), meetingDay(r), r.At.Today()); err != nil {
		return err
	}
	if v.Files, v.Waiting, err = docket(r, tx, v.Sitting, numbersOf(v.Items)); err != nil || !whole {
		return err
	}
	if v.National() {
		if v.Nation, err = loadNation(r, tx, v.Gathering); err == nil {
			v.PointLines, err = pointLines(r, tx, v.Gathering, !v.examines())
		}
		return err
	}
	if v.Money, err = moneyOf(r.By, tx, v.Sitting); err != nil {
		return err
	}
	if !v.Meeting.Closed() { // what is left is still to be promised
		v.Money, err = v.Money.elsewhere(r.By, tx, v.Campaign, v.Files)
		return err
	}
	made, err := minutes.Of(tx, v.Gathering, r.At.Today())
	v.Minutes = &made
	return err
}

// loadMeeting is the page of a meeting, or, with a title, one under it.
func loadMeeting(r *page.Request, title string) (view meetingPage, err error) {
	if err = r.Read(func(tx *db.Tx) error { return view.read(r, tx, title == "" || title == togetherTitle) }); err != nil {
		return view, err
	}
	name := "Réunion du " + view.Meeting.HeldOn.French()
	path := crumbs(view.Committee)
	if title != "" {
		path = append(path, ui.Crumb{Label: name, Href: view.path()})
	}
	view.Form = page.NewForm(r, cmp.Or(title, name), path...)
	if title == "" {
		view.Frame.Title = name + ", " + scope(view.Committee)
	}
	badge := standing(view.Meeting, r.At.Today())
	view.Header = ui.PageHeader{Title: "Réunion du " + view.Meeting.HeldOn.FrenchLong(), Lead: view.Name() + ". " + where(view.Meeting) + ".", Badge: &badge}
	if view.Minutes != nil {
		view.Header.State = view.Minutes.Standing() + ". " + view.Minutes.StandingWords()
	}
	open := !view.Meeting.Closed()
	view.Manage, view.Declare = open && view.MayManage(r.By), open && view.MayDeclare(r.By) && len(view.SpeaksFor(r.By)) > 0
	view.Send = slices.ContainsFunc(view.Files, func(f project.Filled) bool {
		return f.State == project.Preselected && r.By.Can(project.ActTransmit, f.Place)
	})
	view.Quorum = quorumOf(view.Gathering)
	view.RankKey = page.NewKey()
	if view.Early(r.At.Today()) {
		view.Before = "Les décisions s’enregistrent à partir du jour de la réunion, le " + view.Meeting.HeldOn.French() + "."
	}
	view.lines(r)
	for _, m := range view.There {
		view.People = append(view.People, ui.Row{Cells: []templ.Component{ui.Text(m.Words()), ui.Text(m.Seat.Label()), presence(m)}})
	}
	return view, nil
}

func (v meetingPage) path() string { return page.MeetingPath(v.Region, v.Meeting.HeldOn) }

// numberCell leads to the file, for who may read it.
func numberCell(r *page.Request, f project.Filled) templ.Component {
	if r.By.Can(project.ActRead, f.Place) {
		return ui.Link{Text: f.Number, Href: "/projets/" + f.Number, Context: f.School}
	}
	return ui.Text(f.Number)
}

func showMeeting(r *page.Request) (page.Response, error) {
	view, err := loadMeeting(r, "")
	return page.OK(view.table()), err
}

func addToAgenda(r *page.Request) (page.Response, error) {
	view, err := loadMeeting(r, "")
	if err == nil {
		err = r.Committees().Add(r.Context(), r.Call(), region(r), view.Meeting.HeldOn, subjectsOf(view.Waiting))
	}
	if err != nil {
		return page.Response{}, err
	}
	r.Flash("L’ordre du jour est à jour.")
	return page.SeeOther(view.path()), nil
}

// acts are what may be done from the page of a meeting.
func (v meetingPage) acts() (all []ui.Button) {
	if v.Manage {
		all = append(all, ui.Button{Text: "Tenir la feuille de présence", Href: v.path() + "/presents", Kind: ui.Secondary})
	}
	if v.decidable() > 1 {
		all = append(all, ui.Button{Text: togetherTitle, Href: v.path() + "/decisions", Kind: ui.Secondary})
	}
	if v.Declare {
		all = append(all, ui.Button{Text: "Déclarer un conflit d’intérêts", Href: v.path() + "/interets", Kind: ui.Secondary})
	}
	if v.Send {
		all = append(all, ui.Button{Text: "Transmettre les projets présélectionnés", Href: "/projets/transmettre-ensemble", Kind: ui.Secondary})
	}
	if v.National() && v.Manage {
		all = append(all, ui.Button{Text: "Ajouter un point à l’ordre du jour", Href: v.path() + "/points/ajouter", Kind: ui.Secondary})
	}
	pack := ui.Button{Text: "Dossier de la réunion", Href: packPath(v.Gathering, "", ""), Kind: ui.Secondary}
	said := ui.Button{Text: "Relevé de décisions", Href: page.MinutesPath(v.Region, v.Meeting.HeldOn), Kind: ui.Secondary}
	if v.Meeting.Closed() { // it is what is left to read, and to approve
		said.Kind = ui.Primary
		return append([]ui.Button{said}, append(all, pack)...)
	}
	all = append(all, pack, said)
	if v.Manage {
		all = append(all, ui.Button{Text: "Clore la réunion", Href: v.path() + "/clore", Kind: ui.Plain})
	}
	return all
}

// scope tells a meeting from that of another committee on the same day.
func scope(c committee.Committee) string {
	if c.National() {
		return "comité national"
	}
	return committee.RegionName(c.Region)
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

// loadClose is the page that closes a meeting: it names what would be left undecided.
func loadClose(r *page.Request) (view meetingPage, err error) {
	if view, err = loadMeeting(r, "Clore la réunion"); err != nil || !view.National() {
		return view, err
	}
	err = r.Read(func(tx *db.Tx) error {
		view.Nation.Tallies, err = project.NationTallies(tx, view.Campaign)
		return err
	})
	return view, err
}

// undecided counts the files that wait for a decision of the committee, and leads to each:
// in the committee of the nation, to those of each region.
func (v meetingPage) undecided() (n int64, links []ui.Link) {
	for _, f := range v.Files {
		if f.State == project.Submitted || f.State == project.SentBack {
			n++
			links = append(links, ui.Link{Text: f.Number + ", " + f.School, Href: "/projets/" + f.Number})
		}
	}
	if !v.National() {
		return n, links
	}
	for _, region := range committee.Regions(v.Rules) {
		if todo := v.Nation.of(region).todo.Files; todo > 0 {
			n += todo
			links = append(links, ui.Link{Text: committee.RegionName(region) + "\u202f: " + civil.Plural(todo, "dossier", "dossiers"),
				Href: v.path() + asking{Region: region, State: "a-decider"}.query("") + "#examen"})
		}
	}
	return n, links
}

// waitingAtOnce is how many files that wait are named; the others are counted.
const waitingAtOnce = 5

func askClose(r *page.Request) (page.Response, error) {
	view, err := loadClose(r)
	if err == nil && !view.Manage {
		err = workflow.Refuse(committee.ActManage, "", "La réunion est déjà close.", "")
	}
	return page.OK(closeView(view)), err
}

func closeMeeting(r *page.Request) (page.Response, error) {
	err := r.Committees().Close(r.Context(), r.Call(), region(r), meetingDay(r))
	if err == nil {
		r.Flash("La réunion est close.")
		return page.SeeOther(page.MeetingPath(region(r), meetingDay(r))), nil
	}
	view, failed := loadClose(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(closeView(view)), nil
}
