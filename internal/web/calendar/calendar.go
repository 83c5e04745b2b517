// Package calendar shows what is due by when: the year at a glance, who owes what
// and how far they are, the delays granted, and each person's own feed.
package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/campaigns"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	return append(page.In(page.Books, "/campagne/completude", campaign.ActRead, completenessFile), []page.Route{
		{Method: "GET", Path: "/campagne/calendrier", Act: campaign.ActRead, Handle: year},
		{Method: "GET", Path: "/campagne/calendrier/{etape}", Act: campaign.ActFollow, Handle: milestone},
		{Method: "GET", Path: "/campagne/calendrier/{etape}/delai", Act: campaign.ActExtend, Handle: askExtension},
		{Method: "POST", Path: "/campagne/calendrier/{etape}/delai", Act: campaign.ActExtend, Handle: extend, Keeps: true},
		{Method: "POST", Path: "/campagne/calendrier/{etape}/delai/refuser", Act: campaign.ActExtend, Handle: refuseDelay},
		{Method: "GET", Path: "/campagne/calendrier/{etape}/demande-de-delai", Act: campaign.ActAskDelay, Handle: showRequest},
		{Method: "POST", Path: "/campagne/calendrier/{etape}/demande-de-delai", Act: campaign.ActAskDelay, Handle: askDelay, Keeps: true},
		{Method: "GET", Path: "/campagne/calendrier/{etape}/date-interne", Act: campaign.ActSetEarlier, Handle: askEarlier},
		{Method: "POST", Path: "/campagne/calendrier/{etape}/date-interne", Act: campaign.ActSetEarlier, Handle: setEarlier, Keeps: true},
		{Method: "POST", Path: "/campagne/calendrier/{etape}/relancer", Act: campaign.ActChase, Handle: chase},
		{Method: "GET", Path: "/campagne/echeances/{due}", Act: campaign.ActFollow, Handle: due},
		{Method: "POST", Path: "/campagne/echeances/{due}/fait", Act: campaign.ActDeclare, Handle: declare},
		{Method: "POST", Path: "/campagne/echeances/{due}/corriger", Act: campaign.ActDeclare, Handle: undo},
		{Method: "GET", Path: "/campagne/completude", Act: campaign.ActRead, Handle: completeness},
		{Method: "GET", Path: "/compte/agenda", Act: campaign.ActFeed, Handle: askFeed},
		{Method: "POST", Path: "/compte/agenda", Act: campaign.ActFeed, Handle: setFeed},
		{Method: "GET", Path: "/calendrier/{jeton}", Act: access.ActVisit, Handle: feed},
	}...)
}

// crumbs lead to the pages under the calendar.
func crumbs(more ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: "Campagne", Href: "/campagne"}, {Label: "Calendrier", Href: "/campagne/calendrier"}}, more...)
}

// actors are who owes and to whom, in words.
var actors = map[string]string{"school": "l’école ou l’établissement", "academie": "le recteur d’académie", "region": "le comité de pilotage régional",
	"nation": "le comité de pilotage national", "payer": "l’Acsé", "pooling_school": "l’établissement mutualisateur", "parent": "les parents"}

// kinds are what the day of a milestone is, in words.
var kinds = map[campaign.MilestoneKind]string{campaign.Sending: "Envoi au plus tard", campaign.Receipt: "Réception au plus tard",
	campaign.Latest: "Au plus tard", campaign.Event: "Événement"}

// A line is one milestone as its reader sees it.
type line struct {
	campaign.Milestone
	Limit    campaign.Limit // for the reader's own place
	Known    bool           // Limit is
	Progress campaign.Progress
	Today    civil.Date
}

func (l line) href() string { return "/campagne/calendrier/" + l.Key }

// parties are who owes it, and to whom.
func (l line) parties() []string { return parties(l.Milestone) }

func parties(m campaign.Milestone) []string {
	return []string{"De\u202f: " + actors[m.From], "À\u202f: " + actors[m.To]}
}

// lead says who owes it to whom, and when.
func (l line) lead() string {
	return strings.Join(l.parties(), ". ") + ". " + kinds[l.Kind] + "\u202f: " + l.days()[0] + " (" + string(l.Law) + ")."
}

// standing is how the milestone stands, for this reader: one word, and how grave.
func (l line) standing() templ.Component {
	p, days := l.Progress, l.Date.Sub(l.Today)
	switch {
	case p.Missing > 0:
		return ui.Badge{Text: civil.FrenchCount(p.Missing) + " en retard", Severity: ui.Failure}
	case p.Expected > 0 && p.Received == p.Expected:
		return ui.Badge{Text: "Fait", Severity: ui.Success}
	case l.Date.IsZero():
		return ui.Badge{Text: "Sans date", Severity: ui.Neutral}
	case days < 0 && p.Expected == 0:
		return ui.Badge{Text: "Passée", Severity: ui.Neutral}
	case p.Expected > 0 && p.Coming() == p.Expected && l.Known && l.Limit.Day() != l.Date:
		return ui.Deadline{Days: l.Limit.Day().Sub(l.Today)}
	}
	return ui.Deadline{Days: max(days, 0)}
}

// counted says how many are where.
func counted(p campaign.Progress) string {
	if p.Expected == 0 {
		return ""
	}
	text := civil.Plural(p.Received, "fait", "faits")
	if late := p.Late(); late > 0 {
		text += " (dont " + civil.FrenchCount(late) + " après la date)"
	}
	return text + ", " + civil.FrenchCount(p.Missing) + " en retard, " + civil.FrenchCount(p.Coming()) + " à venir"
}

// days are the days of a milestone for a reader: that of the circular, and theirs.
func (l line) days() []string {
	if l.Date.IsZero() {
		return []string{l.When}
	}
	all := []string{l.Date.FrenchLong()}
	if !l.Known {
		return all
	}
	if !l.Limit.Internal.IsZero() {
		all = append(all, "Date de la région : "+l.Limit.Internal.FrenchLong())
	}
	if !l.Limit.Extended.IsZero() && l.Limit.Extended == l.Limit.Day() {
		all = append(all, "Délai accordé : jusqu’au "+l.Limit.Extended.FrenchLong())
	}
	return all
}

type yearPage struct {
	Frame  ui.Page
	Tabs   ui.Tabs
	Label  string
	Months []month
	Lines  []line
	Follow bool // the reader follows who owes what
}

// A month of the year at a glance.
type month struct {
	Name  string
	Now   bool
	Lines []line
}

func year(r *page.Request) (page.Response, error) {
	view := yearPage{Frame: r.Frame("Calendrier de la campagne"), Tabs: campaigns.Tabs("/campagne/calendrier"), Follow: r.By.May(campaign.ActFollow)}
	view.Frame.Wide = true
	err := r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		view.Label = rules.Label
		if view.Lines, err = lines(r, tx, rules); err != nil {
			return err
		}
		view.Months = months(rules, view.Lines, r.At.Today())
		return nil
	})
	return page.OK(yearView(view)), err
}

// lines are the milestones in the order of their days, those without a day last.
func lines(r *page.Request, tx *db.Tx, rules *campaign.Campaign) ([]line, error) {
	progress, err := campaign.ProgressOf(tx, r.By, rules.Code, r.At.Today())
	if err != nil {
		return nil, err
	}
	var limits campaign.Limits
	if len(r.By.Places) > 0 && r.By.Places[0] != access.France {
		if limits, err = campaign.LimitsAt(tx, rules, r.By.Places[0]); err != nil {
			return nil, err
		}
	}
	var all []line
	for _, m := range rules.Milestones {
		l := line{Milestone: m, Progress: progress[m.Key], Today: r.At.Today()}
		l.Limit, l.Known = limits.Of(m.Key)
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b line) int {
		if a.Date.IsZero() != b.Date.IsZero() {
			return b.Date.Compare(a.Date)
		}
		return a.Date.Compare(b.Date)
	})
	return all, nil
}

// months are those of the campaign, from the circular's first day to the last.
func months(rules *campaign.Campaign, all []line, today civil.Date) []month {
	var year []month
	first, last := rules.SchoolYear.From, rules.SchoolYear.To
	for y, m := first.Year, int(first.Month); y < last.Year || y == last.Year && m <= int(last.Month); m++ {
		if m > 12 {
			y, m = y+1, 1
		}
		shown := month{Name: civil.MonthName(time.Month(m)) + " " + strconv.Itoa(y), Now: y == today.Year && m == int(today.Month)}
		for _, l := range all {
			if l.Date.Year == y && int(l.Date.Month) == m {
				shown.Lines = append(shown.Lines, l)
			}
		}
		if len(shown.Lines) > 0 || shown.Now {
			year = append(year, shown)
		}
	}
	return year
}

func rowsOf(view yearPage) []ui.Row {
	var rows []ui.Row
	for _, l := range view.Lines {
		var what templ.Component = ui.Text(l.Label)
		if view.Follow && l.Progress.Expected > 0 {
			what = ui.Link{Text: l.Label, Href: l.href()}
		}
		rows = append(rows, ui.Row{Cells: []templ.Component{what, listed(l.parties()), ui.Text(kinds[l.Kind]), listed(l.days()), ui.Text(string(l.Law)), howFar(l)}})
	}
	return rows
}

// A status is a way to narrow the list of a milestone, as the address says it.
type status struct {
	word   string
	status campaign.OwedStatus
	label  string
	count  func(campaign.Progress) int64
}

var statuses = []status{
	{"", campaign.OwedAll, "Attendus", func(p campaign.Progress) int64 { return p.Expected }},
	{"recus", campaign.OwedReceived, "Faits", func(p campaign.Progress) int64 { return p.Received }},
	{"a-temps", campaign.OwedOnTime, "À temps", func(p campaign.Progress) int64 { return p.OnTime }},
	{"apres-la-date", campaign.OwedLate, "Après la date", campaign.Progress.Late},
	{"en-retard", campaign.OwedMissing, "En retard", func(p campaign.Progress) int64 { return p.Missing }},
	{"a-venir", campaign.OwedComing, "À venir", campaign.Progress.Coming},
}

func statusOf(word string) status {
	for _, s := range statuses {
		if s.word == word {
			return s
		}
	}
	return statuses[0]
}

type milestonePage struct {
	Frame    ui.Page
	Line     line
	Filters  []ui.FilterTag
	Rows     []ui.Row
	Total    int64
	Nothing  bool // is expected, whatever one chooses
	Page     int
	Address  func(int) string
	In       access.Place
	InName   string
	Acts     []ui.Button
	MayChase bool
	Late     int64 // how many can be chased
	Coming   int64
	Key      string
}

const pageSize = 50

func milestone(r *page.Request) (page.Response, error) {
	view := milestonePage{Key: page.NewKey()}
	chosen := statusOf(r.FormValue("etat"))
	view.Page = r.Page()
	view.In, view.InName = placeOf(r)
	err := r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		all, err := lines(r, tx, rules)
		if err != nil {
			return err
		}
		for _, l := range all {
			if l.Key == r.PathValue("etape") {
				view.Line = l
			}
		}
		if view.Line.Key == "" {
			return page.ErrNotFound
		}
		asked := campaign.OwedQuery{Campaign: rules.Code, Milestone: view.Line.Key, Status: chosen.status, In: view.In, Skip: int64(view.Page-1) * pageSize, Max: pageSize}
		owed, total, err := campaign.OwedOf(tx, r.By, asked, r.At.Today())
		view.Total = total
		for _, o := range owed {
			view.Rows = append(view.Rows, owedRow(r, view.Line.Milestone, o))
		}
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	view.frame(r, chosen)
	return page.OK(milestoneView(view)), nil
}

func (v *milestonePage) frame(r *page.Request, chosen status) {
	m := v.Line.Milestone
	v.Frame = r.Frame(m.Label, crumbs()...)
	v.Frame.Wide = true
	address := func(word string, number int) string {
		return page.Query(v.Line.href(), "etat", word, "departement", v.In.Department, "academie", v.In.Academie, "region", v.In.Region, "page", page.PageSaid(number))
	}
	v.Address = func(number int) string { return address(chosen.word, number) }
	for _, s := range statuses {
		tag := ui.FilterTag{Text: s.label, Count: int(s.count(v.Line.Progress)), Href: address(s.word, 1), Current: s.word == chosen.word}
		if v.In != access.France && s.word == chosen.word {
			tag.Count = int(v.Total)
		}
		if v.In == access.France || tag.Current {
			v.Filters = append(v.Filters, tag)
		}
	}
	v.Nothing = v.Line.Progress.Expected == 0
	v.MayChase = campaign.MayChase(r.By, m)
	v.Late, v.Coming = v.Line.Progress.Missing, v.Line.Progress.Coming()
	sets := r.At.Today().Before(m.Date) || !v.Line.Limit.Internal.IsZero() // there is a day to set, or one to take away
	for _, p := range r.By.Places {
		if sets && campaign.MaySetEarlier(r.By, m, p.Region) {
			v.Acts = append(v.Acts, ui.Button{Text: "Fixer une date interne à la région", Href: v.Line.href() + "/date-interne", Kind: ui.Secondary})
			break
		}
	}
	if r.By.May(campaign.ActExtend) && m.From == "school" && m.Grantor() == r.Level() {
		v.Acts = append(v.Acts, ui.Button{Text: "Accorder un délai à une école", Href: v.Line.href() + "/delai", Kind: ui.Secondary})
	}
}

// placeOf is what the address narrows a list to.
func placeOf(r *page.Request) (access.Place, string) {
	at := access.Place{Department: r.FormValue("departement"), Academie: r.FormValue("academie"), Region: r.FormValue("region")}
	if at == access.France {
		return at, ""
	}
	return at, territory.PlaceName(at)
}

func owedRow(r *page.Request, m campaign.Milestone, o campaign.Owed) ui.Row {
	var who templ.Component = ui.Text(o.Who())
	task := o.Task
	href := ""
	// Others than the school know that it has begun a file, and not which.
	begun := o.Role.Level() == access.School && o.Outcome == "" && r.Level() != access.School
	switch number, _, isFile := campaign.FileOf(o.Subject); {
	case o.Act == campaign.ActLaunch && r.By.Can(campaign.ActReadCall, o.Place):
		href = page.CallPath(o.Region)
	case !isFile:
		href = page.DuePath(o.ID)
	case !begun && r.By.Can(project.ActRead, o.Place):
		href, task = page.LinkOf(o.Subject).Path, task+" ("+number+")"
	}
	if href != "" {
		who = ui.Link{Text: o.Who(), Href: href}
	}
	return ui.Row{Cells: []templ.Component{who, ui.Text(task), ui.Text(o.DueOn.FrenchLong()), owedState(o, r.At.Today()), delayLink(r, m, o)}}
}

func owedState(o campaign.Owed, today civil.Date) templ.Component {
	if o.Outcome == "" {
		return ui.Deadline{Days: o.DueOn.Sub(today)}
	}
	return ended(o.Outcome, o.SettledOn, o.DueOn)
}

// ended says what became of something due by a day.
func ended(outcome campaign.Outcome, on, by civil.Date) ui.Badge {
	switch {
	case outcome == campaign.Dropped:
		return ui.Badge{Text: "Plus attendu"}
	case on.After(by):
		return ui.Badge{Text: "Fait le " + on.French() + ", après la date", Severity: ui.Warning}
	}
	return ui.Badge{Text: "Fait le " + on.French(), Severity: ui.Success}
}

// delayLink leads to where the level above grants a delay.
func delayLink(r *page.Request, m campaign.Milestone, o campaign.Owed) templ.Component {
	if o.Outcome == campaign.Done || m.Grantor() != r.Level() || o.Role != m.Ower() || !r.By.Can(campaign.ActExtend, o.Place) {
		return nil
	}
	code := map[string]string{"school": o.School, "academie": o.Academie, "region": o.Region}[m.From]
	return ui.Link{Text: "Accorder un délai", Context: o.Who(), Href: page.DelayPath(m.Key, code)}
}
