// Package desk holds what every agent meets first: what is expected of them, and
// the letters they were sent.
package desk

import (
	"net/url"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/form"
	"preau/internal/mail"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: "/accueil", Act: access.ActHome, Handle: toDo},
		{Method: "GET", Path: "/courriers", Act: access.ActHome, Handle: letters},
	}
}

type toDoPage struct {
	Frame   ui.Page
	Groups  []taskGroup
	Openers []opener
	Blanks  []*form.Sheet // of the campaign
	Next    string        // what comes next, when there is nothing to do
	Back    ui.Link       // where one goes then
}

// A taskGroup is what there is to do at about the same time.
type taskGroup struct {
	Title string
	Label string // says the order to assistive tools
	Tasks []ui.Task
}

// An opener starts the file of a school that has none.
type opener struct {
	School territory.School
	Key    string
	Limit  campaign.Limit
	Shut   string     // why none may be begun; blank: one may
	Delay  *ui.Button // where a late school asks for a delay; nil: not by this reader
}

func toDo(r *page.Request) (page.Response, error) {
	view := toDoPage{Frame: r.Frame("Ce qui est attendu de vous")}
	err := r.Read(func(tx *db.Tx) error {
		pending, err := campaign.PendingFor(tx, r.By)
		if err != nil {
			return err
		}
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		if pending, err = committee.OwnOf(tx, r.By, rules.Code, pending, r.At.Today()); err != nil {
			return err
		}
		asks, err := delayAsked(r, tx, rules)
		if err != nil {
			return err
		}
		view.Groups = grouped(pending, rules, asks, r)
		unread, err := exchange.UnreadOf(tx, r.By)
		if err != nil {
			return err
		}
		if unread.Messages > 0 {
			view.Groups = withUnread(view.Groups, unread)
		}
		late, err := campaign.LateInvited(tx, r.By, rules.Code, r.At.Today())
		if err != nil {
			return err
		}
		asked, err := committee.AskedOf(tx, r.By, rules.Code, r.At.Today())
		if err != nil {
			return err
		}
		held, err := committee.OpenOf(tx, r.By, rules.Code, r.At.Today())
		if err != nil {
			return err
		}
		view.Groups = withLate(view.Groups, late, r.At.Today())
		view.Groups = withMinutes(view.Groups, asked, r.At.Today())
		view.Groups = withMeetings(view.Groups, held, r.At.Today())
		view.Next, view.Blanks = next(rules, r.By.Role, r.At.Today()), rules.Sheets
		view.Back = ui.Link{Text: "Voir le calendrier", Href: "/campagne/calendrier"}
		if r.Level() == access.School && r.By.May(project.ActRead) {
			view.Back = ui.Link{Text: "Voir mes projets", Href: "/projets"}
		}
		view.Openers, err = openers(r, tx, rules)
		return err
	})
	return page.OK(toDoView(view)), err
}

// prepares tells whether a school may write its answers down before it starts its file.
func (v toDoPage) prepares() bool {
	return slices.ContainsFunc(v.Openers, func(o opener) bool { return o.Shut == "" })
}

func openers(r *page.Request, tx *db.Tx, rules *campaign.Campaign) (all []opener, err error) {
	schools, err := r.Projects().WithoutFile(tx, r.By, rules.Code)
	for _, school := range schools {
		limits, err := campaign.LimitsAt(tx, rules, school.Place())
		if err != nil {
			return nil, err
		}
		o := opener{School: school, Key: page.NewKey()}
		o.Limit, _ = project.SendingEnds(limits)
		uncalled, err := campaign.Uncalled(tx, rules, school.Region, r.At.Today())
		if err != nil {
			return nil, err
		}
		late := o.Limit.Lock(r.At.Happened) != ""
		switch {
		case !rules.Opens(school.Department):
			o.Shut = "L’opération n’est pas ouverte dans votre département cette année (annexe 1)."
		case uncalled != "" && late:
			o.Shut = page.Cited(uncalled, "§3.1")
		case uncalled != "":
			o.Shut = page.Cited(uncalled+" La fiche du projet se commence ensuite, et se transmet au plus tard le "+o.Limit.Day().FrenchLong()+".", "§3.1")
		case late:
			if err := o.late(r, tx, rules); err != nil {
				return nil, err
			}
		}
		all = append(all, o)
	}
	return all, err
}

// late says why it is too late to begin a file, and leads to where a delay is asked
// for.
func (o *opener) late(r *page.Request, tx *db.Tx, rules *campaign.Campaign) error {
	milestone, uai := o.Limit.Milestone.Key, string(o.School.UAI)
	o.Shut = "Votre école ou votre établissement n’a pas de projet pour cette année. La date limite d’envoi, le " + o.Limit.Day().FrenchLong() +
		", est dépassée\u202f: une fiche ne peut plus être commencée. "
	asked, err := campaign.LastRequest(tx, rules.Code, milestone, uai)
	if err != nil {
		return err
	}
	if asked != nil {
		o.Shut += asked.Sentence()
	} else {
		o.Shut += "Le comité de pilotage régional peut accorder un délai."
	}
	if r.By.Can(campaign.ActAskDelay, o.School.Place()) {
		o.Delay = &ui.Button{Text: asked.Asks(), Href: page.AskDelayPath(milestone, uai), Context: o.School.Name}
	}
	return nil
}

// toRead is what a person has not read, and where.
func toRead(unread exchange.Unread) ui.Task {
	t := ui.Task{Title: "Lire " + civil.Plural(unread.Messages, "message", "messages"), Href: "/projets?messages=non-lus",
		Detail: civil.Plural(unread.Subjects, "projet", "projets")}
	if number, _, is := campaign.FileOf(unread.Subject); is && unread.Subjects == 1 {
		t.Href, t.Detail = page.ConversationPath(number, unread.Conversation), "Projet "+number
	}
	return t
}

// withLate puts first, for a region, the invited schools that have sent nothing in time.
func withLate(groups []taskGroup, late []campaign.LateRegion, today civil.Date) []taskGroup {
	if len(late) == 0 {
		return groups
	}
	if len(groups) == 0 || groups[0].Title != overdue {
		groups = slices.Insert(groups, 0, taskGroup{Title: overdue, Label: overdue + ", dans l’ordre des dates"})
	}
	for _, l := range late {
		groups[0].Tasks = append(groups[0].Tasks, ui.Task{Title: civil.Plural(l.Schools, "école invitée n’a pas transmis", "écoles invitées n’ont pas transmis"),
			Href: page.Query(page.CallPath(l.Region), "etat", "en-retard"), Detail: "Relancez-les, accordez un délai ou retirez l’invitation",
			Due: l.DueOn.FrenchLong(), Deadline: &ui.Deadline{Days: l.DueOn.Sub(today)}})
	}
	return groups
}

// withMinutes puts the minutes that are to be approved by who co-presides, or stands for
// who does, without being a pilot of the region.
func withMinutes(groups []taskGroup, asked []committee.Asked, today civil.Date) []taskGroup {
	if len(asked) == 0 {
		return groups
	}
	g := taskGroup{Title: "À approuver", Label: "À approuver"}
	for _, a := range asked {
		g.Tasks = append(g.Tasks, ui.Task{Title: "Approuver le relevé de décisions", Href: page.MinutesPath(a.Region, a.HeldOn), Detail: "Réunion du " + a.HeldOn.French(),
			Due: a.DueOn.FrenchLong(), Deadline: &ui.Deadline{Days: a.DueOn.Sub(today)}})
	}
	return slices.Insert(groups, 0, g)
}

// withMeetings puts first, for who holds the pen of a committee, the meeting of the day, and
// those that are still to be closed.
func withMeetings(groups []taskGroup, held []committee.Open, today civil.Date) []taskGroup {
	if len(held) == 0 {
		return groups
	}
	g := taskGroup{Title: "Réunions", Label: "Réunions, dans l’ordre des dates"}
	for _, m := range held {
		t := ui.Task{Title: "Clore la réunion du comité", Detail: m.Committee().Name(), Href: page.MeetingPath(m.Region, m.HeldOn), Due: m.HeldOn.FrenchLong(),
			Badge: &ui.Badge{Text: "À clore", Severity: ui.Warning}}
		if m.HeldOn == today {
			t.Title, t.Badge = "Tenir la réunion du comité", &ui.Badge{Text: "Aujourd’hui", Severity: ui.Fresh}
		}
		g.Tasks = append(g.Tasks, t)
	}
	return slices.Insert(groups, 0, g)
}

// withUnread puts what is to be read before what is to be done later.
func withUnread(groups []taskGroup, unread exchange.Unread) []taskGroup {
	i := len(groups)
	if i > 0 && groups[i-1].Title == later {
		i--
	}
	return slices.Insert(groups, i, taskGroup{Title: "À lire", Label: "À lire", Tasks: []ui.Task{toRead(unread)}})
}

// The titles of the first group and of the last.
const overdue, later = "En retard", "Plus tard"

// soon is how many days ahead what is due comes first.
const soon = 7

// grouped puts what is due in order of date under what it means: late, soon, later.
func grouped(pending []campaign.Pending, rules *campaign.Campaign, asks *campaign.DelayRequest, r *page.Request) []taskGroup {
	today := r.At.Today()
	groups := []taskGroup{{Title: overdue}, {Title: "D’ici à une semaine"}, {Title: later}}
	for _, p := range pending {
		i := 2
		switch days := p.DueOn.Sub(today); {
		case days < 0:
			i = 0
		case days <= soon:
			i = 1
		}
		groups[i].Label = groups[i].Title + ", dans l’ordre des dates"
		groups[i].Tasks = append(groups[i].Tasks, task(p, rules, asks, r.By.Role, today))
	}
	return slices.DeleteFunc(groups, func(g taskGroup) bool { return len(g.Tasks) == 0 })
}

// delayAsked is the last delay that somebody's one school asked for, to send its file.
func delayAsked(r *page.Request, tx *db.Tx, rules *campaign.Campaign) (*campaign.DelayRequest, error) {
	if r.Level() != access.School || len(r.By.Places) != 1 {
		return nil, nil
	}
	return campaign.LastRequest(tx, rules.Code, campaign.SendingMilestone, r.By.Places[0].School)
}

func task(p campaign.Pending, rules *campaign.Campaign, asks *campaign.DelayRequest, role access.Role, today civil.Date) ui.Task {
	t := ui.Task{Title: p.Title(rules), Due: p.DueOn.FrenchLong(), Deadline: &ui.Deadline{Days: p.DueOn.Sub(today)}}
	t.Href, t.Detail = where(p)
	if role == access.SchoolContributor && p.Act == project.ActSubmit {
		t.Title, t.Detail = "Remplir la fiche du projet", t.Detail+". La direction la transmet."
	}
	if role == access.SchoolContributor && p.Act == campaign.ActAnswer {
		t.Href, t.Detail = "", "L’école ou l’établissement est invité. La direction commence la fiche, ou dit qu’elle ne participe pas."
	}
	switch awaited := role.Level() == access.School && p.Milestone == campaign.SendingMilestone; {
	case awaited && asks != nil:
		t.Detail = strings.TrimSuffix(t.Detail, ".") + ". " + asks.Sentence()
	case awaited && p.Act == project.ActSubmit && p.DueOn.Before(today):
		t.Detail = strings.TrimSuffix(t.Detail, ".") + ". La date est passée\u202f: seul le comité de pilotage régional peut en donner une autre."
	}
	return t
}

// where is the place where something is done, and what it is about.
func where(p campaign.Pending) (href, detail string) {
	number, part, isFile := campaign.FileOf(p.Subject)
	switch {
	case isFile && p.Files == 1:
		return page.LinkOf(p.Subject).Path, "Projet " + number
	case isFile && part != "":
		return "/projets?messages=a-repondre", civil.Plural(p.Files, "projet", "projets")
	case isFile:
		href = "/projets"
		if state := project.StateOfTask(p.Task); state != "" {
			href += "?" + url.Values{"etat": {string(state)}}.Encode()
		}
		return href, civil.Plural(p.Files, "projet", "projets")
	case p.Milestone == campaign.CallMilestone && p.Files == 1 && p.Act == campaign.ActLaunch:
		return page.LinkOf(p.Subject).Path, "Appel à projets de la région"
	case p.Act == campaign.ActExtend: // of two schools of one name, one after the other
		return page.LinkOf(p.Subject).Path, "Une école ou un établissement demande une date plus tard"
	case p.Act == campaign.ActAnswer && p.Files == 1:
		return page.LinkOf(p.Subject).Path, "Le comité de pilotage régional vous invite à répondre à son appel"
	case p.Act == campaign.ActAnswer:
		return "/accueil", civil.Plural(p.Files, "école", "écoles")
	case p.Milestone == "pooling_school":
		href = "/credits/mutualisateurs"
		if p.Files > 1 {
			detail = civil.Plural(p.Files, "envoi attendu", "envois attendus")
		}
		return href, detail
	case strings.HasPrefix(p.Subject, "pooling:") && p.Files > 1:
		return "/credits/mutualisateurs", civil.Plural(p.Files, "académie", "académies")
	case strings.HasPrefix(p.Subject, "committee:") && p.Files == 1:
		href, detail = page.LinkOf(p.Subject).Path, "Comité de pilotage régional"
		if strings.HasPrefix(href, "/comite-national/") {
			detail = "Comité de pilotage national"
		}
		return href, detail
	case strings.HasPrefix(p.Subject, "committee:"):
		return "/comites", civil.Plural(p.Files, "réunion", "réunions")
	case strings.HasPrefix(p.Subject, "credits:"), strings.HasPrefix(p.Subject, "pooling:"):
		return page.LinkOf(p.Subject).Path, ""
	case p.Files == 1:
		return page.DuePath(p.ID), ""
	}
	return "/campagne/calendrier/" + p.Milestone, civil.Plural(p.Files, "envoi attendu", "envois attendus")
}

// next is the first date of the calendar that is still to come: a school that owes nothing
// has no file to send.
func next(rules *campaign.Campaign, role access.Role, today civil.Date) string {
	for _, m := range rules.Milestones {
		if role.Level() == access.School && m.Key == campaign.SendingMilestone {
			continue
		}
		if !m.Date.IsZero() && !m.Date.Before(today) {
			return "Prochaine date : " + m.Label + ", le " + m.Date.FrenchLong() + "."
		}
	}
	return ""
}

type lettersPage struct {
	Frame   ui.Page
	Letters []mail.Letter
	Total   int64
	Page    int
}

func letters(r *page.Request) (page.Response, error) {
	view := lettersPage{Frame: r.Frame("Mes courriers"), Page: r.Page()}
	err := r.Read(func(tx *db.Tx) (err error) {
		view.Letters, view.Total, err = mail.To(tx, r.By.Person.ID, int64(view.Page-1)*ui.PageSize, ui.PageSize)
		return err
	})
	return page.OK(lettersView(view)), err
}
