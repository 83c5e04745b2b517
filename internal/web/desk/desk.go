// Package desk holds what every agent meets first: what is expected of them,
// the calendar, and the letters they were sent.
package desk

import (
	"net/url"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/campaigns"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: "/accueil", Act: access.ActHome, Handle: toDo},
		{Method: "GET", Path: "/campagne/calendrier", Act: campaign.ActRead, Handle: calendar},
		{Method: "GET", Path: "/courriers", Act: access.ActHome, Handle: letters},
	}
}

type toDoPage struct {
	Frame    ui.Page
	Tasks    []ui.Task
	Openers  []opener
	Deadline string // the last day for a school to send its file (§6)
	Closed   bool   // that day is over
	Next     string // what comes next, when there is nothing to do
}

// An opener starts the file of a school that has none.
type opener struct {
	School territory.School
	Key    string
}

func toDo(r *page.Request) (page.Response, error) {
	view := toDoPage{Frame: r.Frame("Ce qui est attendu de vous")}
	err := r.Read(func(tx *db.Tx) error {
		pending, err := campaign.PendingFor(tx, r.By)
		if err != nil {
			return err
		}
		for _, p := range pending {
			view.Tasks = append(view.Tasks, task(p, r.At.Today()))
		}
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		view.Next = next(rules, r.At.Today())
		if day, known := project.SendingEnds(rules); known {
			view.Deadline, view.Closed = day.FrenchLong(), day.Before(r.At.Today())
		}
		schools, err := r.Projects().WithoutFile(tx, r.By, rules.Code)
		for _, school := range schools {
			view.Openers = append(view.Openers, opener{school, page.NewKey()})
		}
		return err
	})
	return page.OK(toDoView(view)), err
}

func task(p campaign.Pending, today civil.Date) ui.Task {
	t := ui.Task{Title: p.Task, Href: "/projets", Due: p.DueOn.FrenchLong(), Deadline: &ui.Deadline{Days: p.DueOn.Sub(today)}}
	if number, one := strings.CutPrefix(p.Subject, "project:"); one && p.Files == 1 {
		t.Href, t.Detail = "/projets/"+number, "Projet "+number
	} else {
		t.Detail = civil.Plural(p.Files, "projet", "projets")
		if state := project.StateOfTask(p.Task); state != "" {
			t.Href = "/projets?" + url.Values{"etat": {string(state)}}.Encode()
		}
	}
	return t
}

// next is the first date of the calendar that is still to come.
func next(rules *campaign.Campaign, today civil.Date) string {
	for _, m := range rules.Milestones {
		if !m.Date.IsZero() && !m.Date.Before(today) {
			return "Prochaine date\u202f: " + m.Label + ", le " + m.Date.FrenchLong() + "."
		}
	}
	return ""
}

type calendarPage struct {
	Frame ui.Page
	Tabs  ui.Tabs
	Label string
	Rows  []calendarRow
}

type calendarRow struct {
	Milestone campaign.Milestone
	Days      int
}

func calendar(r *page.Request) (page.Response, error) {
	view := calendarPage{Frame: r.Frame("Calendrier de la campagne"), Tabs: campaigns.Tabs("/campagne/calendrier")}
	err := r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		view.Label = rules.Label
		for _, m := range rules.Milestones {
			view.Rows = append(view.Rows, calendarRow{m, m.Date.Sub(r.At.Today())})
		}
		return nil
	})
	return page.OK(calendarView(view)), err
}

type lettersPage struct {
	Frame   ui.Page
	Letters []mail.Letter
}

func letters(r *page.Request) (page.Response, error) {
	view := lettersPage{Frame: r.Frame("Mes courriers")}
	err := r.Read(func(tx *db.Tx) (err error) {
		view.Letters, err = mail.To(tx, r.By.Person.ID)
		return err
	})
	return page.OK(lettersView(view)), err
}
