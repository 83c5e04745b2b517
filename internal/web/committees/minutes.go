package committees

import (
	"cmp"
	"slices"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/journal"
	"preau/internal/project"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// minutesRoutes are the « relevé de décisions » of a meeting (R8, R9).
func minutesRoutes(path string, may rights) []page.Route {
	return append(page.In(page.Formats, path, may.read, minutesFile),
		page.Route{Method: "GET", Path: path, Act: may.read, Handle: showMinutes},
		page.Route{Method: "POST", Path: path, Act: may.approve, Handle: approveMinutes})
}

type minutesPage struct {
	page.Form
	minutes.Minutes
	Header     ui.PageHeader
	Money      money
	PointLines []pointLine
	Shown      string // region of the committee of the nation, whose files are shown
	Files      []ui.Row
	Sums       []ui.Row
	People     []ui.Row
	Interests  []ui.Row
	Signing    []ui.Row
	Signers    []ui.Option // for whom the reader may approve
	own        string      // the reader themselves, among them
	ToBeSigned bool        // there are, and the meeting is closed
}

func (v minutesPage) path() string { return page.MinutesPath(v.Region, v.Meeting.HeldOn) }

// readMinutes puts together the minutes of the meeting that the address names.
func readMinutes(r *page.Request, tx *db.Tx) (m minutes.Minutes, cash money, err error) {
	g, err := r.Committees().Meet(tx, r.By, region(r), meetingDay(r), r.At.Today())
	if err != nil {
		return m, cash, err
	}
	if m, err = minutes.Of(tx, g, r.At.Today()); err != nil {
		return m, cash, err
	}
	cash, err = moneyOf(r.By, tx, g.Sitting)
	return m, cash, err
}

func loadMinutes(r *page.Request) (view minutesPage, err error) {
	if err = r.Read(func(tx *db.Tx) (err error) {
		if view.Minutes, view.Money, err = readMinutes(r, tx); err == nil && view.MayApprove(r.By) && view.Meeting.Closed() && view.Delegations == nil {
			view.Gathering, err = view.WithDelegations(tx)
		}
		if err == nil {
			view.PointLines, err = pointLines(r, tx, view.Gathering, true)
		}
		return err
	}); err != nil {
		return view, err
	}
	m := view.Minutes
	view.Form = page.NewForm(r, "Relevé de décisions", append(crumbs(m.Committee), ui.Crumb{Label: "Réunion du " + m.Meeting.HeldOn.French(), Href: page.MeetingPath(m.Region, m.Meeting.HeldOn)})...)
	view.Frame.Wide = true
	view.Frame.Title = "Relevé de décisions du " + m.Meeting.HeldOn.French() + ", " + m.Name()
	badge := ui.Badge{Text: m.Standing(), Severity: ui.Warning}
	if m.Approved() {
		badge.Severity = ui.Success
	}
	view.Header = ui.PageHeader{Title: "Relevé de décisions du " + m.Meeting.HeldOn.FrenchLong(), Lead: m.Name() + ". " + where(m.Meeting) + ".", Badge: &badge}
	if m.Nation != nil {
		view.Shown = regionShown(r, *m.Nation)
	}
	for _, i := range m.Declared() {
		view.Interests = append(view.Interests, ui.Row{Cells: []templ.Component{ui.Text(i.MemberName), ui.Text(i.Number), ui.Text(i.Reason)}})
	}
	for _, l := range m.Lines {
		view.Files = append(view.Files, view.row(l))
	}
	for _, s := range m.Sums() {
		view.Sums = append(view.Sums, ui.Row{Cells: []templ.Component{ui.Text(s.Decision), ui.Text(civil.FrenchCount(s.Files)), ui.Text(s.Cents.French())}})
	}
	for _, one := range m.There {
		view.People = append(view.People, ui.Row{Cells: []templ.Component{ui.Text(one.Words()), ui.Text(one.Seat.Label()), ui.Text(minutes.Presence(one))}})
	}
	for _, s := range m.Signatures {
		view.Signing = append(view.Signing, ui.Row{Cells: []templ.Component{ui.Text(s.Label()), ui.Text(orVacant(s.Holder)), signature(s)}})
	}
	for _, s := range m.Signers(r.By, r.At.Today()) {
		if m.Signed(s.Member.Seat) {
			continue
		}
		if s.Own(r.By.Person.ID) && view.own == "" {
			view.own = s.Key()
		}
		view.Signers = append(view.Signers, ui.Option{Value: s.Key(), Label: s.Words(), Hint: s.Member.Seat.Label()})
	}
	view.ToBeSigned = m.Meeting.Closed() && len(view.Signers) > 0
	return view, nil
}

func orVacant(holder string) string {
	if holder == "" {
		return "Siège vacant"
	}
	return holder
}

func signature(s committee.Signature) templ.Component {
	switch {
	case s.Done:
		return ui.Text(s.Approval.Words() + ", le " + s.Approval.At.French())
	case s.Stale:
		return ui.Badge{Text: "A changé depuis, à approuver de nouveau", Severity: ui.Warning}
	}
	return ui.Badge{Text: "À approuver", Severity: ui.Info}
}

func (v minutesPage) row(l minutes.Line) ui.Row {
	total := ui.Text("—")
	if l.Rank > 0 {
		total = ui.Text(l.Total.French())
	}
	return ui.Row{Cells: []templ.Component{ui.Text(l.Number), ui.Text(l.SchoolWords()), ui.Text(l.RankWords()), ui.Text(l.MeanWords()), ui.Text(l.AskedCents.French()), total,
		decisionCell(l)}}
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

// waiting are those whose approval is to come, once it can: when the meeting is closed.
func (v minutesPage) waiting() []string {
	if !v.Meeting.Closed() {
		return nil
	}
	return v.Waiting()
}

// standingWords end by introducing them.
func (v minutesPage) standingWords() string {
	if len(v.waiting()) == 0 {
		return v.StandingWords()
	}
	return v.StandingWords() + " Approbations attendues\u202f:"
}

// signer is the one chosen in the form: at first, the reader themselves.
func (v minutesPage) signer() string { return cmp.Or(v.Value("pour"), v.own) }

func showMinutes(r *page.Request) (page.Response, error) {
	view, err := loadMinutes(r)
	return page.OK(minutesView(view)), err
}

func approveMinutes(r *page.Request) (page.Response, error) {
	typed := committee.TypedApproval{Signer: r.Typed("pour"), Digest: r.Typed("empreinte")}
	err := r.Committees().Approve(r.Context(), r.Call(), region(r), meetingDay(r), typed, minutes.DigestOf)
	view, failed := loadMinutes(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err == nil {
		r.Flash(view.approvedWords(r, typed.Signer))
		return page.SeeOther(view.path()), nil
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(minutesView(view)), nil
}

// approvedWords say what an approval has done, and what is still missing.
func (v minutesPage) approvedWords(r *page.Request, signer string) string {
	if v.Approved() {
		return "Le relevé de décisions est approuvé par tous."
	}
	whose := "L’approbation"
	if slices.ContainsFunc(v.Minutes.Signers(r.By, r.At.Today()), func(s committee.Signer) bool { return s.Key() == signer && s.Own(r.By.Person.ID) }) {
		whose = "Votre approbation"
	}
	return whose + " est enregistrée. Il manque " + civil.Plural(int64(len(v.Waiting())), "siège", "sièges") + "."
}

// minutesFile is the minutes to keep, with the head of the journal.
func minutesFile(r *page.Request, f page.Format) (page.Response, error) {
	var p minutes.Paper
	err := r.Read(func(tx *db.Tx) (err error) {
		var cash money
		if p.Minutes, cash, err = readMinutes(r, tx); err != nil {
			return err
		}
		if p.At = r.At.Happened; p.Nation == nil {
			p.Notified = cash.words()
		} else if p.Outlook, err = outlookOf(r, tx, p.Gathering); err != nil {
			return err
		}
		p.Head, err = journal.Last(tx)
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	return f.Download("releve-de-decisions-"+p.Meeting.HeldOn.String(), p.Document, p.Book), nil
}
