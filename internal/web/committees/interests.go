package committees

import (
	"cmp"
	"strconv"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

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
		return page.SeeOther(page.MeetingPath(region(r), meetingDay(r))), nil
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

// speaker is the member chosen in the form of an interest: at first, the reader, or the
// only one.
func (v meetingPage) speaker() string {
	if typed := v.Value("membre"); typed != "" || len(v.Members) != 1 {
		return cmp.Or(typed, v.own)
	}
	return v.Members[0].Value
}
