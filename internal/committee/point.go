package committee

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Point is a « point » of an agenda that is about no file: what is put to the meeting,
// and what it decides. One that bears on a rule of the campaign is an « orientation »
// (§3.2).
type Point struct {
	ID       db.ID
	Title    string
	Text     string
	Decision string // blank: nothing is decided yet
	Rule     string // the name of a value of the rules (campaign.RuleField); blank: none
	Revision int64  // goes up with each change
}

// Planned are the meetings of the committee of the nation that the calendar of a campaign
// gives (§6): what the nation owes the regions by a day, and does not send.
func Planned(rules *campaign.Campaign) []campaign.Milestone {
	return slices.DeleteFunc(slices.Clone(rules.Milestones), func(m campaign.Milestone) bool {
		return m.From != "nation" || m.To != "region" || m.Kind != campaign.Latest || m.Date.IsZero()
	})
}

// Unplanned are the meetings of the calendar that the committee has not called yet.
func (s Sitting) Unplanned() []campaign.Milestone {
	if !s.National() {
		return nil
	}
	return slices.DeleteFunc(Planned(s.Rules), func(p campaign.Milestone) bool {
		return slices.ContainsFunc(s.Meetings, func(m Meeting) bool { return m.Milestone == p.Key })
	})
}

// Point finds a point of the agenda.
func (g Gathering) Point(id db.ID) (Point, bool) {
	i := slices.IndexFunc(g.Points, func(p Point) bool { return p.ID == id })
	if i < 0 {
		return Point{}, false
	}
	return g.Points[i], true
}

// TypedPoint is a point as typed. Revision is that of the point that was on the screen.
type TypedPoint struct {
	Title, Text, Decision, Rule string
	Revision                    int64
}

// maxPoint is in characters.
const maxPoint = 5000

// read is what was typed; rules are the names of the values that a point may bear on.
func (t TypedPoint) read(rules []string) (p Point, missing []workflow.Missing) {
	p = Point{Text: civil.CleanText(t.Text), Decision: civil.CleanText(t.Decision), Rule: t.Rule}
	p.Title, missing = line("intitule", t.Title, "Écrivez l’intitulé du point.")
	for _, text := range []struct{ field, text string }{{"texte", p.Text}, {"decision", p.Decision}} {
		if utf8.RuneCountInString(text.text) > maxPoint {
			missing = append(missing, wrong(text.field, fmt.Sprintf("Ce texte est trop long\u202f: %d\u202f000 caractères au plus.", maxPoint/1000))...)
		}
	}
	if p.Rule != "" && !slices.Contains(rules, p.Rule) {
		missing = append(missing, wrong("regle", "Choisissez une des règles proposées, ou aucune.")...)
	}
	return p, missing
}

// AddPoint puts a point on the agenda of a meeting that has not ended. rules are the names
// of the values that it may bear on.
func (c *Chapter) AddPoint(ctx context.Context, call access.Call, region string, on civil.Date, typed TypedPoint, rules []string) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.AddPointTx(tx, call, region, on, typed, rules) })
}

// AddPointTx is AddPoint in a transaction already begun.
func (c *Chapter) AddPointTx(tx *db.Tx, call access.Call, region string, on civil.Date, typed TypedPoint, rules []string) error {
	return c.held(tx, call, region, on, func(g Gathering) error {
		p, missing := typed.read(rules)
		if len(missing) > 0 {
			return &workflow.Refusal{Act: g.managing(), Reasons: missing}
		}
		p.ID = db.NewID(call.At.Recorded.Time())
		if err := insertPoint(tx, g.Meeting.ID, p, call); err != nil {
			return err
		}
		return g.write(tx, call, g.managing(), pointed("point", on, p))
	})
}

// pointed is what the journal keeps of an act on a point.
func pointed(did string, on civil.Date, p Point) change {
	return change{Did: did, Day: on.String(), Point: p.ID, Name: p.Title, Reason: p.Text, Decision: p.Decision, Rule: p.Rule}
}

// ChangePoint writes a point again. It refuses one that another has changed meanwhile:
// both are then to be seen.
func (c *Chapter) ChangePoint(ctx context.Context, call access.Call, region string, on civil.Date, id db.ID, typed TypedPoint, rules []string) error {
	return c.onPoint(ctx, call, region, on, id, func(tx *db.Tx, g Gathering, before Point) error {
		p, missing := typed.read(append(slices.Clone(rules), before.Rule))
		if len(missing) == 0 && typed.Revision != before.Revision {
			missing = wrong("", "Ce point a changé pendant que vous l’écriviez\u202f: le vôtre n’est pas enregistré. Le nouveau texte est écrit sous chaque champ qui diffère. Choisissez, puis enregistrez.")
		}
		if len(missing) > 0 {
			return &workflow.Refusal{Act: g.managing(), Reasons: missing}
		}
		if p.ID, p.Revision = before.ID, before.Revision; p == before {
			return nil
		}
		if err := updatePoint(tx, p, call); err != nil {
			return err
		}
		return g.write(tx, call, g.managing(), pointed("change_point", on, p))
	})
}

// DropPoint takes a point off the agenda.
func (c *Chapter) DropPoint(ctx context.Context, call access.Call, region string, on civil.Date, id db.ID) error {
	return c.onPoint(ctx, call, region, on, id, func(tx *db.Tx, g Gathering, p Point) error {
		if err := deletePoint(tx, id); err != nil {
			return err
		}
		return g.write(tx, call, g.managing(), pointed("drop_point", on, p))
	})
}

// onPoint runs an act on a point of a meeting that has not ended, once.
func (c *Chapter) onPoint(ctx context.Context, call access.Call, region string, on civil.Date, id db.ID, do func(*db.Tx, Gathering, Point) error) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		return c.held(tx, call, region, on, func(g Gathering) error {
			p, found := g.Point(id)
			if !found {
				return ErrNotFound
			}
			return do(tx, g, p)
		})
	})
}
