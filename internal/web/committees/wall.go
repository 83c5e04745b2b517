package committees

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/projects"
	"preau/internal/web/ui"
)

// A line is a file of the agenda with all that the committee decides it by: it is
// read on a wall, and nothing else is to be opened.
type line struct {
	File   project.Filled
	Rank   int64 // zero: none
	Ranked running
	project.Reading
	Mean     string
	Kept     []committee.Interest
	Scorings []committee.Scoring
	Scorers  []committee.Member // for whom the reader may score it
	Own      bool               // the reader is kept out of it
	Moves    []ui.Button
	Opine    bool
	Return   bool
	Open     bool
	Key      string
	ScoreKey string
}

// lines puts each file together with what the committee has of it.
func (v *meetingPage) lines(r *page.Request) {
	ranks := map[string]int64{}
	for _, item := range v.Items {
		ranks[item.Subject] = item.Rank
	}
	var ranked []project.Filled // those that have a rank come first
	for _, f := range v.Files {
		if ranks[f.Subject()] > 0 {
			ranked = append(ranked, f)
		}
	}
	runnings := v.Money.run(ranked)
	for i, f := range v.Files {
		subject := f.Subject()
		l := line{File: f, Rank: ranks[subject], Reading: f.Reading(), Scorings: v.ScoringsOf(subject), Key: page.NewKey(), ScoreKey: page.NewKey(),
			Scorers: v.Scorers(r.By, subject), Open: r.FormValue("dossier") == f.Number || r.PathValue("number") == f.Number}
		if i < len(runnings) {
			l.Ranked = runnings[i]
		}
		if hundredths, members := v.MeanOf(subject); members > 0 {
			l.Mean = minutes.MeanWords(hundredths)
		}
		l.Kept, l.Own = keptOut(r, v.Gathering, subject)
		if v.Manage && !l.Own && !v.Early(r.At.Today()) {
			l.moves(r, gestures)
		}
		v.Lines = append(v.Lines, l)
		v.Rows = append(v.Rows, v.row(r, l))
	}
}

// keptOut are the interests declared about a subject; own tells whether the reader is one
// of those they keep out of it.
func keptOut(r *page.Request, g committee.Gathering, subject string) (kept []committee.Interest, own bool) {
	for _, interest := range g.Interests {
		if interest.Subject == subject {
			kept = append(kept, interest)
		}
	}
	return kept, g.Bars(r.By.Person.ID, subject)
}

func (l line) field(what string) string { return l.File.Number + "." + what }

// id names the line in the address.
func (l line) id() string { return "dossier-" + l.File.Number }

func rankField(number string) string { return "rang." + number }

func (v meetingPage) row(r *page.Request, l line) ui.Row {
	f := l.File
	return ui.Row{ID: l.id(), Current: l.Open, Cells: []templ.Component{fileCell(numberCell(r, f), projects.StateBadge(f.Seen(access.Region), access.Region), l), v.rankCell(l),
		ui.Text(civil.FrenchCount(l.Groups)), ui.Text(civil.FrenchCount(l.Parents)), ui.Text(l.Hours.French()),
		checksCell(l), ui.Text(l.meanWords()), ui.Text(f.AskedCents.French()), v.runningCell(l)}, More: lineView(v, l)}
}

func (v meetingPage) columns() []ui.Column {
	return []ui.Column{{Label: "Dossier"}, {Label: "Rang"}, {Label: "Groupes", Figures: true}, {Label: "Parents attendus", Figures: true}, {Label: "Heures", Figures: true},
		{Label: "Contrôles"}, {Label: "Note moyenne"}, {Label: "Montant demandé", Figures: true}, {Label: "Cumul", Figures: true}}
}

func (v meetingPage) rankCell(l line) templ.Component {
	if !v.Manage {
		return ui.Text(minutes.RankWords(l.Rank))
	}
	if l.Own {
		return rankKept(v, l)
	}
	return rankInput(v, l)
}

// rank is what the field of a line shows: its rank, or what was typed.
func (v meetingPage) rank(l line) string {
	kept := ""
	if l.Rank > 0 {
		kept = civil.FrenchCount(l.Rank)
	}
	return v.Or(rankField(l.File.Number), kept)
}

// other is the rank that another has given meanwhile, where it differs.
func (v meetingPage) other(l line) string {
	kept := ""
	if l.Rank > 0 {
		kept = civil.FrenchCount(l.Rank)
	}
	if !v.Stale || civil.CleanLine(v.rank(l)) == kept {
		return ""
	}
	return "Maintenant\u202f: " + strings.ToLower(minutes.RankWords(l.Rank))
}

func (v meetingPage) runningCell(l line) templ.Component {
	switch {
	case l.Rank == 0:
		return ui.Text("—")
	case l.Ranked.Beyond != "":
		return beyondCell(l.Ranked)
	}
	return ui.Text(l.Ranked.Total.French())
}

func (l line) meanWords() string {
	if l.Mean == "" {
		return "Non noté"
	}
	return l.Mean + ", " + civil.Plural(int64(len(l.Scorings)), "membre", "membres")
}

// checksWords sums up what the checks say.
func (l line) checksWords() string {
	var blocking int64
	for _, f := range l.Findings {
		if f.Blocks() {
			blocking++
		}
	}
	words := civil.Plural(int64(len(l.Findings))-blocking, "point à vérifier", "points à vérifier")
	switch {
	case blocking == 0:
		return words
	case blocking == int64(len(l.Findings)):
		return civil.Plural(blocking, "point bloquant", "points bloquants")
	}
	return civil.Plural(blocking, "point bloquant", "points bloquants") + ", " + words
}

func said(f form.Finding) string { return page.Cited(f.Sentence, f.Law) }

// keptWords says who is kept out of the file.
func (l line) keptWords() string {
	var names []string
	for _, i := range l.Kept {
		names = append(names, i.MemberName)
	}
	if len(names) == 0 {
		return ""
	}
	return "Conflit d’intérêts\u202f: " + strings.Join(names, ", ")
}

// title is the line that opens what is done about a file.
func (l line) title() string {
	switch {
	case len(l.Scorers) > 0 && len(l.Moves) > 0:
		return "Noter et décider"
	case len(l.Scorers) > 0:
		return "Noter"
	case len(l.Moves) > 0:
		return "Décider"
	}
	return "Notes et avis"
}

// scorerOptions are the members for whom the reader scores a file.
func (l line) scorerOptions() (all []ui.Option) {
	for _, m := range l.Scorers {
		name := m.Name
		if m.Presence == committee.Represented {
			name += ", représenté par " + m.Delegate
		}
		all = append(all, ui.Option{Value: text(m.ID), Label: name})
	}
	return all
}

// scorer is the member chosen in the form: the only one, when there is only one.
func (v meetingPage) scorer(l line) string {
	if len(l.Scorers) == 1 {
		return text(l.Scorers[0].ID)
	}
	return v.Value(l.field("membre"))
}

// kept is what the only scorer has said already.
func (l line) kept() committee.Scoring {
	for _, s := range l.Scorings {
		if len(l.Scorers) == 1 && s.Member == l.Scorers[0].ID {
			return s
		}
	}
	return committee.Scoring{}
}

func (v meetingPage) scored(l line, criterion string) string {
	kept := ""
	if points, said := l.kept().Points[criterion]; said {
		kept = civil.FrenchCount(points)
	}
	return v.Or(l.field("note."+criterion), kept)
}

func (v meetingPage) argued(l line) string { return v.Or(l.field("raison"), l.kept().Reason) }

// opinion is that of the file, or what was typed.
func (v meetingPage) opinion(l line) string { return v.Or(l.field("avis"), l.File.Opinion) }

var pointOptions = func() (all []ui.Option) {
	for i, label := range committee.Points {
		all = append(all, ui.Option{Value: fmt.Sprint(i), Label: label})
	}
	return all
}()

// scoredWords are the scores of a member, criterion by criterion.
func (v meetingPage) scoredWords(s committee.Scoring) string {
	var parts []string
	for _, criterion := range v.Rules.Criteria {
		if n, said := s.Points[criterion.Key]; said {
			parts = append(parts, fmt.Sprintf("%s\u202f: %d", criterion.Label, n))
		}
	}
	return strings.Join(parts, "\u202f; ")
}

// rankingWords says how the ranking is kept, and who did it last.
func (v meetingPage) rankingWords() string {
	words := "Écrivez un rang par ligne, puis enregistrez\u202f: toutes les lignes partent ensemble."
	if v.Meeting.RankedBy != "" {
		words += " Dernier classement\u202f: " + v.Meeting.RankedBy + ", le " + v.Meeting.RankedAt.French() + "."
	}
	return words
}

// unseen are the fields of a decision that the line does not offer.
func (l line) unseen() (all []string) {
	if len(l.Moves) == 0 {
		return []string{"avis", "motif", "jusque"}
	}
	if !l.Opine {
		all = append(all, "avis")
	}
	if !l.Return {
		all = append(all, "jusque")
	}
	return all
}
