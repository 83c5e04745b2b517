package committees

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/projects"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// nation is what the committee of the nation has before it (§3.2): what each region
// sent, and the files of one of them at a time.
type nation struct {
	Asked    asking
	Regions  []string // that the campaign opens
	Tallies  []project.Tally
	Ceilings []credit.Ceiling
	Lines    []nationLine // of a page
	All      int          // files of the region, before the filters
	Kept     int          // after them
	Page     int          // of these, from 1
	Counts   map[string]int
	Rest     project.Batch // the files of the region that are still to be decided
	Acted    bool          // one of its files was just decided
	Barred   string        // why the reader cannot validate them at once; blank: they can
	Release  bool
	Told     civil.Date // when the regions learn of the decisions
}

// nationLine is a line of the same table as that of a region, with what was decided
// and said there.
type nationLine struct {
	line
	Judged committee.Judgment
	Said   project.Said
}

// asking is what the address asks of the files.
type asking struct{ Region, Department, State string }

// stateFilters are the ways to narrow the files, as addresses name them.
var stateFilters = []struct {
	slug, label string
	states      []workflow.State
}{
	{"a-decider", "À décider", []workflow.State{project.Transmitted}},
	{"decide", "Décidés", []workflow.State{project.Validated, project.Refused}},
	{"renvoye", "Renvoyés à la région", []workflow.State{project.SentBack}},
}

// keeps tells whether the filters leave a file. The one that was just acted on stays.
func (a asking) keeps(f project.Filled, acted string) bool {
	if f.Number == acted {
		return true
	}
	if a.Department != "" && f.Department != a.Department {
		return false
	}
	for _, filter := range stateFilters {
		if filter.slug == a.State {
			return slices.Contains(filter.states, f.State)
		}
	}
	return true
}

func (a asking) query(acted string) string {
	values := url.Values{}
	for name, value := range map[string]string{"region": a.Region, "departement": a.Department, "etat": a.State, "dossier": acted} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return "?" + values.Encode()
}

func (a asking) on(state string) asking { a.State = state; return a }

// loadNation reads what the committee of the nation has before it, for who may read
// it.
func loadNation(r *page.Request, tx *db.Tx, g committee.Gathering) (n nation, err error) {
	s := g.Sitting
	n.Regions = committee.Regions(s.Rules)
	slices.SortFunc(n.Regions, func(a, b string) int {
		return strings.Compare(civil.SortKey(committee.RegionName(a)), civil.SortKey(committee.RegionName(b)))
	})
	if n.Tallies, err = project.NationTallies(tx, s.Campaign); err != nil {
		return n, err
	}
	if r.By.May(credit.ActRead) {
		if n.Ceilings, err = credit.Ceilings(tx, r.By, s.Campaign); err != nil {
			return n, err
		}
	}
	if told, known := s.Rules.Milestone("national_list"); known {
		n.Told = told.Date
	}
	n.Release, n.Acted = r.By.May(project.ActRelease), acted(r) != ""
	n.Asked = asking{Region: r.FormValue("region"), Department: r.FormValue("departement"), State: r.FormValue("etat")}
	if !slices.Contains(n.Regions, n.Asked.Region) {
		n.Asked = asking{Region: n.first()}
	}
	if d, _ := territory.FindDepartment(n.Asked.Department); d.Region != n.Asked.Region {
		n.Asked.Department = ""
	}
	files, err := r.Projects().NationDocket(tx, s.Campaign, n.Asked.Region)
	if err != nil || len(files) == 0 {
		return n, err
	}
	judged, err := committee.Judgments(tx, r.By, s.Campaign, n.Asked.Region)
	if err != nil {
		return n, err
	}
	said, err := project.NationSaid(tx, s.Campaign, n.Asked.Region)
	if err != nil {
		return n, err
	}
	shown, err := r.Projects().Fill(tx, n.choose(r, files, judged))
	n.bar(r, g)
	n.lines(r, g, shown, said, judged)
	return n, err
}

// bar says of which files left in the region the reader decides nothing, for an interest
// that they declared: they are not validated with the others.
func (n *nation) bar(r *page.Request, g committee.Gathering) {
	var numbers []string
	for _, row := range n.Rest.Rows {
		if g.Bars(r.By.Person.ID, row.Subject()) {
			numbers = append(numbers, row.Number)
		}
	}
	if len(numbers) > 0 {
		n.Barred = "Un conflit d’intérêts vous tient à l’écart de " + strings.Join(numbers, ", ") + "\u202f: une autre personne du comité peut valider ensemble ce qui reste."
	}
}

// examines tells whether the meeting has files before it: the first of the year decides on
// them (§6), another one on those that still wait.
func (v meetingPage) examines() bool {
	all := v.Nation.sum(func(project.Tally) bool { return true })
	return v.Meeting.HeldBefore.IsZero() || all.todo.Files+all.back.Files > 0 || v.Nation.Acted
}

// pointsEdit is the address under which the points are changed; blank: they are not.
func (v meetingPage) pointsEdit() string {
	if !v.Manage {
		return ""
	}
	return v.path()
}

// first is the region that one begins with: where something is to be decided, else
// where something was.
func (n nation) first() string {
	some := ""
	for _, region := range n.Regions {
		all := n.of(region)
		if all.todo.Files > 0 {
			return region
		}
		if all.files() > 0 {
			some = cmp.Or(some, region)
		}
	}
	return cmp.Or(some, n.Regions[0])
}

// atOnce is how many files a page shows: most regions send fewer.
const atOnce = 50

// choose keeps, of the files of a region, those of a page that the filters leave: in
// the order of the region's ranking, what has no rank last. The one that was acted on
// is on its page.
func (n *nation) choose(r *page.Request, files []project.Filled, judged map[string]committee.Judgment) []project.Filled {
	acted := acted(r)
	n.Rest, n.All, n.Counts = project.Undecided(files), len(files), map[string]int{}
	var kept []project.Filled
	for _, f := range files {
		for _, filter := range stateFilters {
			if (asking{Department: n.Asked.Department, State: filter.slug}).keeps(f, "") {
				n.Counts[filter.slug]++
			}
		}
		if n.Asked.keeps(f, acted) {
			kept = append(kept, f)
		}
	}
	slices.SortStableFunc(kept, func(a, b project.Filled) int {
		return byRank(judged[a.Subject()].Rank, judged[b.Subject()].Rank)
	})
	n.Kept, n.Page = len(kept), max(min(r.Page(), (len(kept)+atOnce-1)/atOnce), 1)
	if i := slices.IndexFunc(kept, func(f project.Filled) bool { return f.Number == acted }); i >= 0 {
		n.Page = i/atOnce + 1
	}
	return kept[(n.Page-1)*atOnce : min(n.Page*atOnce, len(kept))]
}

// acted is the number of the file that one comes from.
func acted(r *page.Request) string { return cmp.Or(r.PathValue("number"), r.FormValue("dossier")) }

func (n *nation) lines(r *page.Request, g committee.Gathering, files []project.Filled, said map[db.ID]project.Said, judged map[string]committee.Judgment) {
	for _, f := range files {
		l := nationLine{Judged: judged[f.Subject()], Said: said[f.ID], line: line{File: f, Reading: f.Reading(), Key: page.NewKey(), Open: f.Number == acted(r)}}
		l.Kept, l.Own = keptOut(r, g, f.Subject())
		if !l.Own {
			l.moves(r, nationGestures)
		}
		n.Lines = append(n.Lines, l)
	}
}

// pages lead through the files that the filters leave.
func (v meetingPage) pages() ui.Pagination {
	return ui.Pagination{Page: v.Nation.Page, Total: v.Nation.Kept, Size: atOnce, Href: func(n int) string {
		return v.path() + v.Nation.Asked.query("") + "&page=" + strconv.Itoa(n) + "#examen"
	}}
}

// amounts are what some files come to: to be decided, decided, sent back.
type amounts struct{ todo, decided, back project.Tally }

func (a amounts) files() int64 { return a.todo.Files + a.decided.Files }
func (a amounts) none() bool   { return a.files()+a.back.Files == 0 }

func (n nation) of(region string) amounts {
	return n.sum(func(t project.Tally) bool { return t.Region == region })
}

func (n nation) sum(in func(project.Tally) bool) (a amounts) {
	for _, t := range n.Tallies {
		if !in(t) {
			continue
		}
		to := &a.decided
		switch t.State {
		case project.Transmitted:
			to = &a.todo
		case project.SentBack:
			to = &a.back
		}
		to.Files, to.Asked, to.Granted = to.Files+t.Files, to.Asked+t.Asked, to.Granted+t.Granted
	}
	return a
}

// envelope is what was notified to some departments, together, and what is committed
// there; known is false where nothing was notified.
func (n nation) envelope(in func(credit.Ceiling) bool) (total credit.Ceiling, known bool) {
	for _, c := range n.Ceilings {
		if !in(c) {
			continue
		}
		total.CommittedCents += c.CommittedCents
		if c.AmountCents != nil {
			if total.AmountCents == nil {
				total.AmountCents = new(civil.Cents)
			}
			*total.AmountCents += *c.AmountCents
		}
	}
	return total, total.AmountCents != nil
}

func regionColumns() []ui.Column {
	return []ui.Column{{Label: "Région"}, {Label: "Transmis"}, {Label: "Décidés"}, {Label: "Montant demandé", Figures: true}, {Label: "Montant accordé", Figures: true},
		{Label: "Enveloppe", Figures: true}, {Label: "Reste", Figures: true}}
}

// regionRows sum up each region that has sent something; the others are named beside.
func (v meetingPage) regionRows() (rows []ui.Row) {
	for _, region := range v.Nation.Regions {
		all := v.Nation.of(region)
		if all.none() {
			continue
		}
		first := ui.Link{Text: committee.RegionName(region), Href: v.path() + asking{Region: region}.query("") + "#examen"}
		row := v.Nation.moneyRow(first, all, func(c credit.Ceiling) bool { return c.Region == region })
		row.Current = region == v.Nation.Asked.Region
		rows = append(rows, row)
	}
	return rows
}

// silent names the regions that have sent nothing.
func (n nation) silent() string {
	var names []string
	for _, region := range n.Regions {
		if n.of(region).none() {
			names = append(names, committee.RegionName(region))
		}
	}
	switch len(names) {
	case 0:
		return ""
	case len(n.Regions):
		return "Aucune région n’a encore transmis de projet."
	}
	return "N’ont rien transmis (" + civil.Plural(int64(len(names)), "région", "régions") + ")\u202f: " + strings.Join(names, ", ") + "."
}

func (v meetingPage) regionTotal() *ui.Row {
	row := v.Nation.moneyRow(ui.Text("Toutes les régions"), v.Nation.sum(func(project.Tally) bool { return true }), func(credit.Ceiling) bool { return true })
	return &row
}

func (n nation) moneyRow(first templ.Component, a amounts, in func(credit.Ceiling) bool) ui.Row {
	sent, decided := civil.FrenchCount(a.files()), civil.FrenchCount(a.decided.Files)
	if a.back.Files > 0 {
		sent += " (" + civil.Plural(a.back.Files, "renvoyé", "renvoyés") + ")"
	}
	total, known := n.envelope(in)
	granted := a.decided.Granted
	if len(n.Ceilings) > 0 {
		granted = total.CommittedCents // of files that are closed too
	}
	row := ui.Row{Cells: []templ.Component{first, ui.Text(sent), ui.Text(decided), ui.Text((a.todo.Asked + a.decided.Asked).French()), ui.Text(granted.French())}}
	if !known {
		row.Cells = append(row.Cells, ui.Text("Non notifiée"), nil)
		return row
	}
	row.Cells = append(row.Cells, ui.Text(total.AmountCents.French()), leftCell(total.Left(), lackWords(total, a.todo.Asked)))
	return row
}

// lackWords says, where what is still to be decided asks more than is left, by how
// much.
func lackWords(c credit.Ceiling, asked civil.Cents) string {
	if c.AmountCents == nil || asked <= c.Left() {
		return ""
	}
	return "Il manque " + (asked - c.Left()).French() + " pour tout accorder"
}

func ceilingColumns() []ui.Column {
	return []ui.Column{{Label: "Département"}, {Label: "Plafond", Figures: true}, {Label: "Engagé", Figures: true}, {Label: "Reste", Figures: true}, {Label: "Demandé, à décider", Figures: true}}
}

// ceilingRows are the departments of the region, with what is left in each.
func (n nation) ceilingRows() (rows []ui.Row) {
	for _, c := range n.Ceilings {
		if c.Region != n.Asked.Region {
			continue
		}
		todo := n.sum(func(t project.Tally) bool { return t.Department == c.Department }).todo
		row := ui.Row{Cells: []templ.Component{ui.Text(territory.DepartmentName(c.Department))}}
		if c.AmountCents == nil {
			row.Cells = append(row.Cells, ui.Text("Non notifié"), ui.Text(c.CommittedCents.French()), nil)
		} else {
			row.Cells = append(row.Cells, ui.Text(c.AmountCents.French()), ui.Text(c.CommittedCents.French()), leftCell(c.Left(), lackWords(c, todo.Asked)))
		}
		rows = append(rows, ui.Row{Cells: append(row.Cells, ui.Text(todo.Asked.French()))})
	}
	return rows
}

func (n nation) regionName() string { return committee.RegionName(n.Asked.Region) }

func (n nation) regionOptions() (all []ui.Option) {
	for _, region := range n.Regions {
		all = append(all, ui.Option{Value: region, Label: committee.RegionName(region)})
	}
	return all
}

func (n nation) departmentOptions(rules []string) (all []ui.Option) {
	for _, code := range rules {
		if d, known := territory.FindDepartment(code); known && d.Region == n.Asked.Region {
			all = append(all, ui.Option{Value: code, Label: territory.DepartmentName(code)})
		}
	}
	return all
}

func (v meetingPage) stateTags() []ui.FilterTag {
	n := v.Nation
	total := 0
	tags := []ui.FilterTag{{Text: "Tous", Href: v.path() + n.Asked.on("").query("") + "#examen", Current: n.Asked.State == ""}}
	for _, filter := range stateFilters {
		total += n.Counts[filter.slug]
		tags = append(tags, ui.FilterTag{Text: filter.label, Count: n.Counts[filter.slug], Current: n.Asked.State == filter.slug, Href: v.path() + n.Asked.on(filter.slug).query("") + "#examen"})
	}
	tags[0].Count = total
	return tags
}

func nationColumns() []ui.Column {
	return []ui.Column{{Label: "Dossier"}, {Label: "Rang en région"}, {Label: "Note moyenne"}, {Label: "Groupes", Figures: true}, {Label: "Parents attendus", Figures: true}, {Label: "Heures", Figures: true},
		{Label: "Contrôles"}, {Label: "Montant demandé", Figures: true}, {Label: "Montant accordé", Figures: true}}
}

// nationRows are made last: they show what is wrong.
func (v meetingPage) nationRows() (rows []ui.Row) {
	for _, l := range v.Nation.Lines {
		f := l.File
		number := ui.Link{Text: f.Number, Href: "/projets/" + f.Number, Context: f.School}
		row := ui.Row{ID: l.id(), Current: l.Open, More: nationLineView(v, l), Cells: []templ.Component{fileCell(number, projects.StateBadge(f.State, access.Nation), l.line),
			ui.Text(minutes.RankWords(l.Judged.Rank)), ui.Text(l.meanWords()), ui.Text(civil.FrenchCount(l.Groups)), ui.Text(civil.FrenchCount(l.Parents)), ui.Text(l.Hours.French()),
			checksCell(l.line), ui.Text(f.AskedCents.French()), nil}}
		if f.GrantedCents != nil {
			row.Cells[8] = ui.Text(f.GrantedCents.French())
		}
		rows = append(rows, row)
	}
	return rows
}

func (l nationLine) meanWords() string {
	if l.Judged.Members == 0 {
		return "Non noté"
	}
	return minutes.MeanWords(l.Judged.Mean) + ", " + civil.Plural(l.Judged.Members, "membre", "membres")
}

// opinion is the last that the region gave; ok is false when none is kept.
func (l nationLine) opinion() (project.Opinion, bool) {
	if n := len(l.Said.Opinions); n > 0 {
		return l.Said.Opinions[n-1], true
	}
	return project.Opinion{}, false
}

// earlier are the opinions before the last: they stay readable (R9).
func (l nationLine) earlier() []project.Opinion {
	return l.Said.Opinions[:max(len(l.Said.Opinions)-1, 0)]
}

// amount is what was typed, or what is asked for.
func (v meetingPage) amount(l nationLine) string {
	return v.Or(l.field("montant"), l.File.AskedCents.Plain())
}

// nationGestures is what the committee of the nation decides of a file (§3.2).
var nationGestures = []gesture{
	{project.ActValidate, "valider", "validé"},
	{project.ActRefuse, "refuser", "refusé"},
	{project.ActSendBack, "renvoyer", "renvoyé à la région"},
}

// decideNational makes the decision of a line.
func decideNational(r *page.Request) (page.Response, error) {
	number := r.PathValue("number")
	in, faults := reading(func(what string) string { return r.Typed(number + "." + what) })
	i := slices.IndexFunc(nationGestures, func(g gesture) bool { return g.slug == r.Typed("geste") })
	if i < 0 {
		faults = append(faults, workflow.Missing{Field: "geste", Sentence: "Choisissez la décision par un des boutons de la ligne."})
	} else if typed := r.Typed(number + ".montant"); nationGestures[i].act == project.ActValidate && typed != "" {
		cents, err := civil.ReadCents(typed)
		if err != nil {
			faults = append(faults, workflow.Missing{Field: "montant", Sentence: err.Error()})
		}
		in.Granted = cents
	}
	err := r.Committees().During(r.Context(), r.Call(), "", meetingDay(r), fileSubject(number), func(tx *db.Tx) error {
		if _, err := r.Projects().Read(tx, r.By, number); err != nil {
			return err // what does not exist is told before what is wrong
		}
		if len(faults) > 0 {
			return &workflow.Refusal{Act: committee.ActManageNational, Reasons: faults}
		}
		_, err := r.Projects().MoveTx(tx, r.Call(), nationGestures[i].act, number, in)
		return err
	})
	if err != nil {
		return again(r, inLine(err, number), func(*meetingPage) {})
	}
	r.Flash("Le projet " + number + " est " + nationGestures[i].done + ".")
	asked := asking{Region: r.FormValue("region"), Department: r.FormValue("departement"), State: r.FormValue("etat")}
	return page.SeeOther(page.MeetingPath("", meetingDay(r)) + asked.query(number) + "#dossier-" + number), nil
}

// validateRest validates at once what is left of a region, each file for what it asks.
func validateRest(r *page.Request) (page.Response, error) {
	asked := asking{Region: r.Typed("region")}
	err := r.Committees().During(r.Context(), r.Call(), "", meetingDay(r), "", func(tx *db.Tx) error {
		_, err := r.Projects().ValidateAllTx(tx, r.Call(), asked.Region, r.Typed("liste"))
		return err
	})
	if err != nil {
		return again(r, err, func(*meetingPage) {})
	}
	r.Flash(committee.RegionName(asked.Region) + "\u202f: les projets qui restaient à décider sont validés, aux montants demandés.")
	return page.SeeOther(page.MeetingPath("", meetingDay(r)) + asked.query("") + "#examen"), nil
}

// restWords is the button that validates what is left of a region.
func (n nation) restWords() string {
	if len(n.Rest.Rows) == 1 {
		return "Valider le projet qui reste, au montant demandé"
	}
	return "Valider les " + civil.FrenchCount(int64(len(n.Rest.Rows))) + " projets qui restent, aux montants demandés"
}

// told tells whether the levels below know of the decision.
func (l nationLine) told() bool {
	return !l.File.Pending() && (l.File.State == project.Validated || l.File.State == project.Refused)
}

// nationTitle is the line that opens what is done about a file.
func (l nationLine) nationTitle(manage bool) string {
	if manage && len(l.Moves) > 0 {
		return "Décider"
	}
	return "Décision et avis"
}
