package committees

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

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
			a.Options = append(a.Options, ui.Option{Value: text(d.ID), Label: "Représenté par " + d.Name})
		}
		if m.Presence == committee.Represented {
			a.Value = text(m.Delegation)
		}
		view.Asked = append(view.Asked, a)
	}
	return view, err
}

// value is what is chosen in a form: as typed, or as it is kept.
func (v presencePage) value(a asked) string { return v.Or(a.Name, a.Value) }

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
		return page.SeeOther(page.MeetingPath(region(r), meetingDay(r))), nil
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
