package calendar

import (
	"errors"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type duePage struct {
	page.Form
	Due      campaign.Due
	Header   ui.PageHeader
	Summary  ui.Summary
	Moved    []ui.Event // who moved the day, when and why
	Declare  string     // the button, for who may say that it is done
	Question string     // on what day
	Undo     bool       // the reader may say that it is not done after all
	Delay    string     // where a delay is granted; blank: not by this reader
}

func loadDue(r *page.Request) (view duePage, err error) {
	var m campaign.Milestone
	var owes string
	var granted []campaign.Granting
	err = r.Read(func(tx *db.Tx) error {
		if view.Due, err = r.Campaigns().Due(tx, r.By, r.ID("due")); err != nil {
			return err
		}
		year, err := r.Campaigns().Read(tx, r.By, view.Due.Campaign)
		if err != nil {
			return err
		}
		m, _ = year.Milestone(view.Due.Milestone)
		if owes, err = who(tx, view.Due); err != nil {
			return err
		}
		granted, err = campaign.GrantingsOf(tx, view.Due.Campaign, view.Due.Milestone, view.Due.Place)
		return err
	})
	if err != nil {
		return view, err
	}
	d := view.Due
	view.Form = page.NewForm(r, d.Task, crumbs()...)
	view.Header = ui.PageHeader{Title: d.Task, Lead: civil.Capital(owes)}
	if d.Open() {
		view.Header.Deadline = &ui.Deadline{Days: d.DueOn.Sub(r.At.Today())}
	} else {
		badge := ended(d.Outcome, d.SettledOn, d.DueOn)
		view.Header.Badge = &badge
	}
	view.Summary = ui.Summary{Title: "Ce qui est attendu", Rows: []ui.Answer{{Question: "De qui", Value: ui.Text(civil.Capital(owes))},
		{Question: "À qui", Value: ui.Text(civil.Capital(actors[m.To]))}, {Question: "Nature", Value: ui.Text(kinds[m.Kind])},
		{Question: "Date limite", Value: ui.Text(d.DueOn.FrenchLong())}, {Question: "Date de la circulaire", Value: ui.Text(m.Date.FrenchLong() + " (" + string(m.Law) + ")")}}}
	view.Moved = events(granted)
	view.ask(r, m)
	return view, nil
}

// ask is what the reader may do about it.
func (v *duePage) ask(r *page.Request, m campaign.Milestone) {
	if campaign.MayDeclare(r.By, v.Due) {
		if v.Due.Open() {
			v.Declare, v.Question = "Marquer comme fait", "Quel jour est-ce fait ?"
			if m.Kind == campaign.Receipt {
				v.Declare, v.Question = "Accuser réception", "Quel jour l’avez-vous reçu ?"
			}
		}
		v.Undo = v.Due.Outcome == campaign.Done
	}
	code := v.Due.Region
	switch m.From {
	case "school":
		code = v.Due.School
	case "academie":
		code = v.Due.Academie
	}
	if v.Due.Open() && code != "" && m.Grantor() == r.Level() && r.By.Can(campaign.ActExtend, v.Due.Place) {
		v.Delay = page.DelayPath(m.Key, code)
	}
}

// who names who owes.
func who(tx *db.Tx, d campaign.Due) (string, error) {
	if d.Role.Level() != access.School {
		return campaign.WhoOwes(d.Role, d.Place, ""), nil
	}
	school, err := territory.Find(tx, territory.UAI(d.School))
	return school.Name + ", " + school.Town, err
}

// events are who moved a day, when and why.
func events(granted []campaign.Granting) (all []ui.Event) {
	for _, g := range granted {
		all = append(all, ui.Event{When: g.HappenedAt.French(), Who: g.PersonName + ", " + g.Role.Label(), What: what(g), Why: g.Reason})
	}
	return all
}

func what(g campaign.Granting) string {
	switch {
	case g.Internal && g.UntilDay.IsZero():
		return "Date de la circulaire rétablie par la région"
	case g.Internal:
		return "Date interne de la région : " + g.UntilDay.FrenchLong()
	}
	return "Délai accordé jusqu’au " + g.UntilDay.FrenchLong()
}

func due(r *page.Request) (page.Response, error) {
	view, err := loadDue(r)
	if err != nil {
		return page.Response{}, err
	}
	view.Fill(map[string]string{"jour": r.At.Today().French()})
	return page.OK(dueView(view)), nil
}

func declare(r *page.Request) (page.Response, error) {
	return onDue(r, "C’est enregistré.", func(id db.ID) error {
		day, err := readDay(r.Typed("jour"))
		if err != nil {
			return err
		}
		return r.Campaigns().Declare(r.Context(), r.Call(), campaign.Declaring{Due: id, On: day})
	})
}

func undo(r *page.Request) (page.Response, error) {
	return onDue(r, "C’est corrigé : c’est de nouveau attendu.", func(id db.ID) error {
		return r.Campaigns().Undo(r.Context(), r.Call(), campaign.Undoing{Due: id, Reason: r.Typed("motif")})
	})
}

// onDue does an act on what is due, and shows it again.
func onDue(r *page.Request, done string, do func(db.ID) error) (page.Response, error) {
	err := do(r.ID("due"))
	if err == nil {
		r.Flash(done)
		return page.SeeOther(page.DuePath(r.ID("due"))), nil
	}
	view, failed := loadDue(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := faultOf(&view.Form, "jour", err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(dueView(view)), nil
}

// faultOf takes up a refusal, or what is wrong with a day that was typed.
func faultOf(f *page.Form, field string, err error) error {
	var wrong civil.Fault
	if errors.As(err, &wrong) {
		f.Fault(field, wrong.Error())
		return nil
	}
	return f.Refuse(err)
}

// readDay reads a day as people type it; blank is none.
func readDay(typed string) (civil.Date, error) {
	if civil.CleanLine(typed) == "" {
		return civil.Date{}, nil
	}
	return civil.ReadDate(typed)
}
