package committees

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

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
		return page.SeeOther(meetingPath(region(r), on)), nil
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
	Ranking    bool // an order is shown again as typed
	Stale      bool // another was given meanwhile
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
	Unsaid  bool // nobody was said to be there yet, nor not
	Reached bool
	Words   string
	Lacking []string
}

func quorumWords(g committee.Gathering) (w quorum) {
	q := g.Quorum()
	w.Reached, w.Unsaid = q.Reached(), !slices.ContainsFunc(g.There, func(m committee.Member) bool { return m.Presence != "" })
	if w.Unsaid {
		who := "tous les coprésidents"
		if g.National() {
			who = "les deux ministères et l’Acsé"
		}
		w.Words = "Le quorum se compte à l’ouverture\u202f: " + who + ", en personne ou par délégation, et au moins la moitié des membres (" +
			civil.FrenchCount(q.Needed) + " sur " + civil.FrenchCount(q.Members) + ")."
		return w
	}
	w.Words = civil.Plural(q.Present, "membre présent ou représenté", "membres présents ou représentés") + " sur " + civil.FrenchCount(q.Members) +
		"\u202f; il en faut " + civil.FrenchCount(q.Needed) + "."
	for _, seat := range q.Lacking {
		w.Lacking = append(w.Lacking, seat.Label())
	}
	return w
}

func loadMeeting(r *page.Request, title string) (view meetingPage, err error) {
	err = r.Read(func(tx *db.Tx) (err error) {
		if view.Gathering, err = r.Committees().Meet(tx, r.By, region(r), meetingDay(r), r.At.Today()); err != nil {
			return err
		}
		if view.Files, view.Waiting, err = docket(r, tx, view.Sitting, numbersOf(view.Items)); err != nil {
			return err
		}
		if view.Money, err = moneyOf(r.By, tx, view.Sitting); err != nil {
			return err
		}
		if title == "" && !view.Meeting.Closed() { // where what is left is still to be promised
			if view.Money, err = view.Money.elsewhere(r.By, tx, view.Campaign, view.Files); err != nil {
				return err
			}
		}
		if view.National() && title == "" {
			if view.Nation, err = loadNation(r, tx, view.Gathering); err == nil {
				view.PointLines, err = pointLines(r, tx, view.Gathering, !view.examines())
			}
		}
		if err == nil && !view.National() && view.Meeting.Closed() {
			var made minutes.Minutes
			made, err = minutes.Of(tx, view.Gathering, r.At.Today())
			view.Minutes = &made
		}
		return err
	})
	if err != nil {
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
	view.Quorum = quorumWords(view.Gathering)
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

func (v meetingPage) path() string { return meetingPath(v.Region, v.Meeting.HeldOn) }

// numberCell leads to the file, for who may read it.
func numberCell(r *page.Request, f project.Filled) templ.Component {
	if r.By.Can(project.ActRead, f.Place) {
		return ui.Link{Text: f.Number, Href: "/projets/" + f.Number, Context: f.School}
	}
	return ui.Text(f.Number)
}

func presence(m committee.Member) templ.Component {
	switch m.Presence {
	case committee.Present:
		return ui.Badge{Text: "Présent", Severity: ui.Success}
	case committee.Represented:
		return ui.Text("Représenté par " + m.Delegate)
	case committee.Excused:
		return ui.Badge{Text: "Excusé"}
	}
	return ui.Text("Pas encore pointé")
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

type presencePage struct {
	meetingPage
	Asked []asked
}

// asked is what is asked of a member.
type asked struct {
	Name    string // of the field
	Legend  string
	Value   string
	Options []ui.Option
}

func loadPresence(r *page.Request) (view presencePage, err error) {
	if view.meetingPage, err = loadMeeting(r, "Feuille de présence"); err != nil {
		return view, err
	}
	if !view.MayManage(r.By) {
		return view, page.ErrNotFound
	}
	err = r.Read(func(tx *db.Tx) error {
		view.Gathering, err = view.WithDelegations(tx)
		return err
	})
	for _, m := range view.There {
		a := asked{Name: "membre-" + text(m.ID), Legend: m.Words() + " (" + m.Seat.Label() + ")", Value: string(m.Presence),
			Options: []ui.Option{{Value: string(committee.Present), Label: "Présent"}, {Value: string(committee.Excused), Label: "Excusé"}}}
		for _, d := range view.Standing(m) {
			a.Options = append(a.Options, ui.Option{Value: text(d.ID), Label: "Représenté par " + d.Name, Hint: span(d.FromDay, d.UntilDay)})
		}
		if m.Presence == committee.Represented {
			a.Value = text(m.Delegation)
		}
		view.Asked = append(view.Asked, a)
	}
	return view, err
}

// value is what is chosen in a form: as typed, or as it is kept.
func (v presencePage) value(a asked) string { return cmp.Or(v.Value(a.Name), a.Value) }

func askPresence(r *page.Request) (page.Response, error) {
	view, err := loadPresence(r)
	if err == nil && view.Meeting.Closed() {
		return page.Response{}, workflow.Refuse(committee.ActManage, "", "La réunion est close\u202f: la feuille de présence ne change plus.", "")
	}
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(presenceView(view)), err
}

func keepPresence(r *page.Request) (page.Response, error) {
	typed := map[db.ID]string{}
	for field, values := range r.PostForm {
		if number, is := strings.CutPrefix(field, "membre-"); is {
			if id, err := strconv.ParseInt(number, 10, 64); err == nil {
				typed[db.ID(id)] = values[0]
			}
		}
	}
	err := r.Committees().Attend(r.Context(), r.Call(), region(r), meetingDay(r), typed)
	if err == nil {
		r.Flash("La feuille de présence est enregistrée.")
		return page.SeeOther(meetingPath(region(r), meetingDay(r))), nil
	}
	view, failed := loadPresence(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(presenceView(view)), nil
}

func loadInterest(r *page.Request) (meetingPage, error) {
	view, err := loadMeeting(r, "Déclarer un conflit d’intérêts")
	if err != nil {
		return view, err
	}
	if !view.MayDeclare(r.By) {
		return view, page.ErrNotFound
	}
	view.Number = cmp.Or(view.Value("dossier"), r.FormValue("dossier"))
	for _, f := range view.Files {
		view.Choices = append(view.Choices, ui.Option{Value: f.Number, Label: f.Number + " — " + f.School + ", " + f.Town})
	}
	if m, sits := view.Gathering.Own(r.By.Person.ID); sits {
		view.own = text(m.ID)
	}
	for _, m := range view.SpeaksFor(r.By) {
		view.Members = append(view.Members, ui.Option{Value: text(m.ID), Label: m.Words()})
	}
	return view, nil
}

func askInterest(r *page.Request) (page.Response, error) {
	view, err := loadInterest(r)
	if err == nil && view.Meeting.Closed() {
		return page.Response{}, workflow.Refuse(committee.ActDeclare, "", "La réunion est close\u202f: plus rien ne peut y être changé.", "")
	}
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(interestView(view)), err
}

func declareInterest(r *page.Request) (page.Response, error) {
	member, _ := strconv.ParseInt(r.Typed("membre"), 10, 64) // what is no number is nobody
	subject, err := declaredSubject(r)
	if err == nil {
		err = r.Committees().Declare(r.Context(), r.Call(), region(r), meetingDay(r), committee.TypedInterest{Subject: subject, Reason: r.Typed("motif"), Member: db.ID(member)})
	}
	if err == nil {
		r.Flash("Le conflit d’intérêts est inscrit\u202f: ce membre ne participe pas à l’examen de ce dossier.")
		return page.SeeOther(meetingPath(region(r), meetingDay(r))), nil
	}
	view, failed := loadInterest(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(interestView(view)), nil
}

// lackingWords introduces the seats that are missing.
func (q quorum) lackingWords() string {
	if len(q.Lacking) == 0 {
		return ""
	}
	return " Il manque, en personne ou par délégation\u202f:"
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
	all = append(all, ui.Button{Text: "Dossier de la réunion", Href: packPath(v.Gathering, "", ""), Kind: ui.Secondary}, ui.Button{Text: "Relevé de décisions", Href: page.MinutesPath(v.Region, v.Meeting.HeldOn), Kind: ui.Secondary})
	if v.Manage {
		all = append(all, ui.Button{Text: "Clore la réunion", Href: v.path() + "/clore", Kind: ui.Plain})
	}
	return all
}

// speaker is the member chosen in the form of an interest: at first, the reader, or the
// only one.
func (v meetingPage) speaker() string {
	if typed := v.Value("membre"); typed != "" || len(v.Members) != 1 {
		return cmp.Or(typed, v.own)
	}
	return v.Members[0].Value
}

// scope tells a meeting from that of another committee on the same day.
func scope(c committee.Committee) string {
	if c.National() {
		return "comité national"
	}
	return committee.RegionName(c.Region)
}
