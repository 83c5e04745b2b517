package committee

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// MaxPoints is the best score; the circular gives no scale (§3.3): see
// docs/ecarts.md.
const MaxPoints = 4

// Points are the scores, each with what it means.
var Points = []string{"0, absent", "1, insuffisant", "2, acceptable", "3, bon", "4, très bon"}

// Scoring is what one member says of one thing on the agenda: a score by criterion
// (§3.3), and why.
type Scoring struct {
	Subject    string
	Member     db.ID
	MemberName string
	Reason     string
	By         string // who typed it, when it was not the member
	Points     map[string]int64
}

// Mean is the mean of its scores, in hundredths of a point.
func (s Scoring) Mean() int64 {
	var sum int64
	for _, points := range s.Points {
		sum += points
	}
	return mean(sum, int64(len(s.Points)))
}

// mean is rounded to the nearest hundredth.
func mean(sum, n int64) int64 {
	if n == 0 {
		return 0
	}
	return (200*sum + n) / (2 * n)
}

// MeanOf is the mean of what the members said of a subject, in hundredths of a
// point, each counting alike, and how many they are.
func (g Gathering) MeanOf(subject string) (hundredths, members int64) {
	var sum, scores int64
	for _, s := range g.ScoringsOf(subject) {
		for _, points := range s.Points {
			sum, scores = sum+points, scores+1
		}
		members++
	}
	return mean(sum, scores), members
}

// MeanBy is the mean of what the members gave a subject for a criterion, in hundredths
// of a point; ok is false when none did.
func (g Gathering) MeanBy(subject, criterion string) (hundredths int64, ok bool) {
	var sum, scores int64
	for _, s := range g.ScoringsOf(subject) {
		if points, said := s.Points[criterion]; said {
			sum, scores = sum+points, scores+1
		}
	}
	return mean(sum, scores), scores > 0
}

// ScoringsOf is what was said of a subject, in the order of the members; what one
// said who was kept out afterwards does not count.
func (g Gathering) ScoringsOf(subject string) (all []Scoring) {
	for _, s := range g.Scorings {
		if _, out := g.KeptOut(s.Member, subject); s.Subject == subject && !out {
			all = append(all, s)
		}
	}
	return all
}

// Scorers are the members for whom an actor may score a subject now: themselves, or
// the member whom they stand for; and, for who holds the pen of the committee, the
// members who have no account. They are at the meeting, and nothing keeps them out; an
// actor whom an interest keeps out scores for nobody.
func (g Gathering) Scorers(by access.Actor, subject string) (all []Member) {
	if g.Meeting.Closed() || !by.Can(ActScore, g.Place()) || g.Bars(by.Person.ID, subject) {
		return nil
	}
	for _, m := range g.There {
		if _, out := g.KeptOut(m.ID, subject); !out && m.There() && g.scoresFor(by, m) {
			all = append(all, m)
		}
	}
	return all
}

func (g Gathering) scoresFor(by access.Actor, m Member) bool {
	scorer := m.Person
	if m.Presence == Represented {
		scorer = m.Stand
	}
	return scorer != 0 && scorer == by.Person.ID || scorer == 0 && g.MayManage(by)
}

// TypedScoring is a scoring as typed: by criterion, its score. Fields of a refusal
// are "membre", "raison" and "note.CRITERION".
type TypedScoring struct {
	Subject, Reason string
	Member          db.ID
	Points          map[string]string
}

// Score keeps what a member says of a thing on the agenda; said again, it takes the
// place of what they said. It refuses a member who is not there, one who is kept out
// by an interest, and a meeting that is closed.
func (c *Chapter) Score(ctx context.Context, call access.Call, region string, on civil.Date, typed TypedScoring) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.ScoreTx(tx, call, region, on, typed) })
}

// ScoreTx is Score in a transaction already begun.
func (c *Chapter) ScoreTx(tx *db.Tx, call access.Call, region string, on civil.Date, typed TypedScoring) error {
	g, err := c.voice(tx, call, ActScore, region, on)
	if err != nil {
		return err
	}
	if g.Meeting.Closed() {
		return g.ended()
	}
	if !g.Has(typed.Subject) {
		return ErrNotFound
	}
	s, missing := typed.read(g)
	if why := g.silent(call.By, typed); why != "" && typed.Member == 0 {
		missing = append(wrong("membre", why), missing...)
	} else if why != "" {
		missing = wrong("membre", why) // whatever else is wrong
	}
	if len(missing) > 0 {
		return &workflow.Refusal{Act: ActScore, Reasons: missing}
	}
	_, err = onceID(tx, call, func(db.ID) error {
		if err := putScoring(tx, g.Meeting.ID, s, call); err != nil {
			return err
		}
		what := change{Did: "score", Day: on.String(), Member: s.Member, Subjects: []string{s.Subject}, Reason: s.Reason}
		for _, criterion := range g.Rules.Criteria {
			what.Points = append(what.Points, scored{criterion.Key, s.Points[criterion.Key]})
		}
		return g.write(tx, call, ActScore, what)
	})
	return err
}

// silent says why an actor may not score a subject for a member; blank: they may.
func (g Gathering) silent(by access.Actor, typed TypedScoring) string {
	if slices.ContainsFunc(g.Scorers(by, typed.Subject), func(m Member) bool { return m.ID == typed.Member }) {
		return ""
	}
	i := slices.IndexFunc(g.There, func(m Member) bool { return m.ID == typed.Member })
	if i < 0 {
		return "Choisissez le membre qui note."
	}
	m := g.There[i]
	if g.Bars(by.Person.ID, typed.Subject) {
		return "Vous avez déclaré un conflit d’intérêts sur ce dossier\u202f: une autre personne du comité saisit ses notes."
	}
	if interest, out := g.KeptOut(m.ID, typed.Subject); out {
		return m.Name + " a déclaré un conflit d’intérêts sur ce dossier (" + interest.Reason + ")\u202f: ce membre ne le note pas."
	}
	if !m.There() {
		return m.Name + " n’est pas pointé présent à cette réunion\u202f: seuls les présents notent."
	}
	return m.Name + " note avec son propre compte."
}

func (t TypedScoring) read(g Gathering) (s Scoring, missing []workflow.Missing) {
	s = Scoring{Subject: t.Subject, Member: t.Member, Points: map[string]int64{}}
	for _, criterion := range g.Rules.Criteria {
		points, err := civil.ReadCount(t.Points[criterion.Key])
		if err != nil || points > MaxPoints {
			missing = append(missing, wrong("note."+criterion.Key, fmt.Sprintf("Donnez une note de 0 à %d au critère «\u202f%s\u202f».", MaxPoints, criterion.Label))...)
		}
		s.Points[criterion.Key] = points
	}
	text, faults := reason(t.Reason, "Écrivez pourquoi\u202f: la note s’accompagne de ses raisons.")
	s.Reason = text
	for _, m := range faults {
		m.Field = "raison"
		missing = append(missing, m)
	}
	return s, missing
}

// A Judgment is what the committee of a region has kept of a subject: its rank at the
// last meeting that gave it one, and its mean at the last that scored it, in hundredths
// of a point. Zero: none.
type Judgment struct {
	Rank    int64
	Mean    int64
	Members int64 // who scored it
}

// Judgments are those of a region's committee, by subject, for who may read it.
func Judgments(tx *db.Tx, by access.Actor, campaign, region string) (map[string]Judgment, error) {
	if !by.Can(ActRead, access.Place{Region: region}) || seated[by.Role] {
		return nil, nil
	}
	rows, err := judgmentRows(tx, campaign, region)
	all := map[string]Judgment{}
	for _, row := range rows { // the last meeting last
		j := all[row.Subject]
		if row.Rank > 0 {
			j.Rank = row.Rank
		}
		if row.Scores > 0 {
			j.Mean, j.Members = mean(row.Points, row.Scores), row.Members
		}
		all[row.Subject] = j
	}
	return all, err
}
