package committees

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// A gesture is what a committee decides of a file, by a button of its line.
type gesture struct {
	act  workflow.Act
	slug string // value of the button
	done string
}

var gestures = []gesture{
	{project.ActPreselect, "preselectionner", "présélectionné"},
	{project.ActReserve, "reserver", "mis en liste complémentaire"},
	{project.ActReturn, "retourner", "retourné à l’école pour complément"},
	{project.ActDiscard, "ecarter", "écarté"},
	{project.ActOpine, "avis", "pourvu d’un avis"},
}

// moves are the buttons of a line: what its state, the day and the reader's rights
// allow.
func (l *line) moves(r *page.Request, among []gesture) {
	possible := l.File.Possible(r.By, r.At)
	for _, g := range among {
		i := slices.IndexFunc(possible, func(m workflow.Move[*project.Dossier]) bool { return m.Act == g.act })
		if i < 0 {
			continue
		}
		button := ui.Button{Text: possible[i].Label, Name: "geste", Value: g.slug, Kind: ui.Secondary, Context: l.File.Number}
		switch g.act {
		case project.ActOpine:
			l.Opine, button.Text, button.Kind = true, "Enregistrer l’avis seul", ui.Tertiary
		case project.ActReturn:
			l.Return = true
		}
		l.Moves = append(l.Moves, button)
	}
}

// decide makes the move of a line, with the opinion that was written beside: both
// are done, or none.
func decide(r *page.Request) (page.Response, error) {
	number := r.PathValue("number")
	in, faults := reading(func(what string) string { return r.Typed(number + "." + what) })
	i := slices.IndexFunc(gestures, func(g gesture) bool { return g.slug == r.Typed("geste") })
	if i < 0 {
		faults = append(faults, workflow.Missing{Field: "geste", Sentence: "Choisissez la décision par un des boutons de la ligne."})
	}
	err := r.Committees().During(r.Context(), r.Call(), region(r), meetingDay(r), fileSubject(number), func(tx *db.Tx) error {
		if len(faults) > 0 {
			return &workflow.Refusal{Act: committee.ActManage, Reasons: faults}
		}
		return decideTx(r, tx, gestures[i].act, number, in)
	})
	if err == nil {
		r.Flash("Le projet " + number + " est " + gestures[i].done + ".")
		return backTo(r, number), nil
	}
	return again(r, inLine(err, number), func(*meetingPage) {})
}

// decideTx writes the opinion when it has changed, then makes the move.
func decideTx(r *page.Request, tx *db.Tx, act workflow.Act, number string, in project.Input) error {
	f, err := r.Projects().Read(tx, r.By, number)
	if err != nil {
		return err
	}
	if in.Opinion != "" && in.Opinion != f.Opinion && act != project.ActOpine {
		if _, err := r.Projects().MoveTx(tx, r.Call(), project.ActOpine, number, in); err != nil {
			return err
		}
	}
	_, err = r.Projects().MoveTx(tx, r.Call(), act, number, in)
	return err
}

// maxText is in characters.
const maxText = 5000

// reading is what was typed in a line, each field as its kind reads it.
func reading(typed func(string) string) (in project.Input, missing []workflow.Missing) {
	in.Reason, in.Opinion = civil.CleanText(typed("motif")), civil.CleanText(typed("avis"))
	for _, text := range []struct{ field, text string }{{"avis", in.Opinion}, {"motif", in.Reason}} {
		if utf8.RuneCountInString(text.text) > maxText {
			missing = append(missing, workflow.Missing{Field: text.field, Sentence: "Ce texte est trop long\u202f: 5\u202f000 caractères au plus."})
		}
	}
	if text := typed("jusque"); text != "" {
		day, err := civil.ReadDate(text)
		if err != nil {
			missing = append(missing, workflow.Missing{Field: "jusque", Sentence: err.Error()})
		}
		in.Until = day
	}
	return in, missing
}

// score keeps what a member says of a file.
func score(r *page.Request) (page.Response, error) {
	number := r.PathValue("number")
	member, _ := strconv.ParseInt(r.Typed(number+".membre"), 10, 64) // what is no number is nobody
	typed := committee.TypedScoring{Subject: fileSubject(number), Member: db.ID(member), Reason: r.Typed(number + ".raison"), Points: map[string]string{}}
	for field := range r.PostForm {
		if criterion, is := strings.CutPrefix(field, number+".note."); is {
			typed.Points[criterion] = r.Typed(field)
		}
	}
	err := r.Committees().Score(r.Context(), r.Call(), region(r), meetingDay(r), typed)
	if err == nil {
		r.Flash("Les notes du projet " + number + " sont enregistrées.")
		return backTo(r, number), nil
	}
	return again(r, inLine(err, number), func(*meetingPage) {})
}

// rank keeps the order of all the lines, in one sending.
func rank(r *page.Request) (page.Response, error) {
	typed := committee.TypedRanking{Ranks: map[string]string{}}
	typed.Revision, _ = strconv.ParseInt(r.Typed("revision"), 10, 64) // what is no number is the order of nobody
	for field := range r.PostForm {
		if number, is := strings.CutPrefix(field, "rang."); is {
			typed.Ranks[fileSubject(number)] = r.Typed(field)
		}
	}
	err := r.Committees().Rank(r.Context(), r.Call(), region(r), meetingDay(r), typed)
	if err == nil {
		r.Flash("Le classement est enregistré.")
		return page.SeeOther(page.MeetingPath(region(r), meetingDay(r))), nil
	}
	err = refields(err, func(m workflow.Missing) workflow.Missing {
		if number, is := strings.CutPrefix(m.Field, "project:"); is {
			m.Field, m.Sentence = rankField(number), numbered(number, m.Sentence)
		}
		return m
	})
	return again(r, err, func(v *meetingPage) { v.Stale = typed.Revision != v.Meeting.Revision })
}

// backTo is the line that was acted on.
func backTo(r *page.Request, number string) page.Response {
	return page.SeeOther(page.MeetingPath(region(r), meetingDay(r)) + "?dossier=" + number + "#dossier-" + number)
}

// inLine puts the faults of a refusal beside the fields of a line.
func inLine(err error, number string) error {
	return refields(err, func(m workflow.Missing) workflow.Missing {
		m.Field = number + "." + cmp.Or(m.Field, "geste")
		return m
	})
}

// refields says again each reason of a refusal, and leaves any other error.
func refields(err error, again func(workflow.Missing) workflow.Missing) error {
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	after := *refusal
	after.Reasons = slices.Clone(refusal.Reasons)
	for i, m := range after.Reasons {
		after.Reasons[i] = again(m)
	}
	return &after
}

// again shows the meeting with what is wrong in one of its forms.
func again(r *page.Request, cause error, set func(*meetingPage)) (page.Response, error) {
	view, err := loadMeeting(r, "")
	if err != nil {
		return page.Response{}, err
	}
	if err := view.Refuse(cause); err != nil {
		return page.Response{}, err
	}
	view.inOrder()
	set(&view)
	return page.Refused(view.table()), nil
}

// numbered is a sentence of the list of what is wrong, that says of which line it is.
func numbered(number, sentence string) string { return number + "\u202f: " + sentence }

// beside is what is wrong with a field, in its line: the number is there already.
func (v meetingPage) beside(field string) string {
	wrong := v.Wrong(field)
	for _, l := range v.Lines {
		if strings.Contains(field, l.File.Number) {
			return strings.TrimPrefix(wrong, numbered(l.File.Number, ""))
		}
	}
	return wrong
}

// lineFields are the fields of a line, from the top of the page down.
var lineFields = []string{"membre", "note", "raison", "geste", "montant", "avis", "motif", "jusque"}

// inOrder puts what is wrong in the order of the page: line by line, then field by field.
func (v *meetingPage) inOrder() {
	place := func(e ui.FieldError) (row, field int) {
		number, what, _ := strings.Cut(e.Field, ".")
		if number == "rang" {
			number, what = what, ""
		}
		what, _, _ = strings.Cut(what, ".")
		return slices.IndexFunc(v.Lines, func(l line) bool { return l.File.Number == number }), slices.Index(lineFields, what)
	}
	slices.SortStableFunc(v.Errors, func(a, b ui.FieldError) int {
		rowA, fieldA := place(a)
		rowB, fieldB := place(b)
		return cmp.Or(cmp.Compare(rowA, rowB), cmp.Compare(fieldA, fieldB))
	})
}

// table is the page of the meeting. Its rows are made last: they show what is wrong.
func (v meetingPage) table() templ.Component {
	v.Frame.Wide = true
	for i, l := range v.Lines {
		v.Rows[i].Cells[1], v.Rows[i].More = v.rankCell(l), lineView(v, l)
	}
	return meetingView(v)
}
