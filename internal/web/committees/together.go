package committees

import (
	"cmp"
	"slices"
	"strings"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

const togetherTitle = "Décider de plusieurs dossiers"

func loadTogether(r *page.Request) (view meetingPage, err error) {
	if view, err = loadMeeting(r, togetherTitle); err != nil {
		return view, err
	}
	if !view.MayManage(r.By) {
		return view, page.ErrNotFound
	}
	view.Frame.Wide = true
	return view, nil
}

func askTogether(r *page.Request) (page.Response, error) {
	view, err := loadTogether(r)
	if err == nil && view.Meeting.Closed() {
		return page.Response{}, workflow.Refuse(committee.ActManage, "", "La réunion est close\u202f: plus rien ne s’y décide.", "")
	}
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(togetherView(view)), err
}

// decideTogether makes the move that each line asks for, with the opinion that was
// written beside: all, or none.
func decideTogether(r *page.Request) (page.Response, error) {
	view, err := loadTogether(r)
	if err != nil {
		return page.Response{}, err
	}
	subjects := view.toDecide()
	if len(subjects) == 0 {
		err = workflow.Refuse(committee.ActManage, "", "Choisissez au moins une décision.", "")
	} else {
		err = r.Committees().DuringAll(r.Context(), r.Call(), region(r), meetingDay(r), subjects, func(tx *db.Tx, subject string) error {
			number, _ := strings.CutPrefix(subject, "project:")
			act, in, faults := typedLine(r, number)
			if len(faults) > 0 {
				return &workflow.Refusal{Act: committee.ActManage, Reasons: faults}
			}
			return decideTx(r, tx, act, number, in)
		})
	}
	if err == nil {
		r.Flash(civil.Plural(int64(len(subjects)), "décision est enregistrée.", "décisions sont enregistrées."))
		return page.SeeOther(view.path()), nil
	}
	err = refields(err, func(m workflow.Missing) workflow.Missing {
		if field, is := strings.CutPrefix(m.Field, "project:"); is {
			number, _, _ := strings.Cut(field, ".")
			m.Field, m.Sentence = field, numbered(number, m.Sentence)
		}
		return m
	})
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.inOrder()
	return page.Refused(togetherView(view)), nil
}

// typedLine is what a line asks for.
func typedLine(r *page.Request, number string) (act workflow.Act, in project.Input, faults []workflow.Missing) {
	in, faults = reading(func(what string) string { return r.Typed(number + "." + what) })
	i := slices.IndexFunc(gestures, func(g gesture) bool { return g.slug == r.Typed(number+".geste") })
	if i < 0 {
		return "", in, append(faults, workflow.Missing{Field: "geste", Sentence: "Choisissez la décision de cette ligne, ou effacez ce qui y est écrit."})
	}
	return gestures[i].act, in, faults
}

// toDecide are the files of which something is asked or written, by number.
func (v meetingPage) toDecide() (subjects []string) {
	for _, l := range v.Lines {
		typed := func(what string) string { return v.Value(l.field(what)) }
		opinion := civil.CleanText(typed("avis"))
		if cmp.Or(typed("geste"), civil.CleanText(typed("motif")), civil.CleanLine(typed("jusque"))) != "" || opinion != "" && opinion != l.File.Opinion {
			subjects = append(subjects, l.File.Subject())
		}
	}
	slices.Sort(subjects)
	return subjects
}

func togetherColumns() []ui.Column {
	return []ui.Column{{Label: "Dossier"}, {Label: "Rang"}, {Label: "Contrôles"}, {Label: "Note moyenne"}, {Label: "Montant demandé", Figures: true}, {Label: "Cumul", Figures: true}}
}

// togetherRows are made last: they show what is wrong.
func (v meetingPage) togetherRows() (rows []ui.Row) {
	for i, l := range v.Lines {
		cells := v.Rows[i].Cells
		rows = append(rows, ui.Row{ID: l.id(), More: togetherLine(v, l),
			Cells: append(append(cells[:1:1], ui.Text(minutes.RankWords(l.Rank))), cells[5:]...)})
	}
	return rows
}

// decisions are what may be chosen in a line.
func (l line) decisions() (all []ui.Option) {
	for _, b := range l.Moves {
		all = append(all, ui.Option{Value: b.Value, Label: b.Text})
	}
	return all
}

// decidable counts the files of which something may be decided now.
func (v meetingPage) decidable() (n int) {
	for _, l := range v.Lines {
		if len(l.Moves) > 0 {
			n++
		}
	}
	return n
}
