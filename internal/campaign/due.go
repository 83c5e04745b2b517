package campaign

import (
	"errors"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
)

// Outcome is what became of what was due.
type Outcome string

const (
	Done    Outcome = "done"
	Dropped Outcome = "dropped" // nobody waits for it any more
)

// Due is what somebody owes on a subject by a day, « ce qui est attendu de
// quelqu’un ».
type Due struct {
	ID        db.ID
	Campaign  string
	Milestone string // blank: one that the circular does not know, such as an answer
	Act       access.Act
	Task      string      // in French, an infinitive: what is to be done
	Role      access.Role // who owes it
	access.Place
	OwedTo    access.Role // blank: nobody in particular
	Subject   string      // "project:2009-93-0042"; a part of it after a "#"
	DueOn     civil.Date
	OpenedAt  civil.Instant
	SettledAt civil.Instant // zero: it is open
	SettledOn civil.Date    // the day it was done: before SettledAt when it was told later
	Outcome   Outcome
}

// Open tells whether it is still due.
func (d Due) Open() bool { return d.Outcome == "" }

// FileOf is the number of the file that a subject names, and the part of it:
// "project:2009-93-0042#message:12". is tells whether it names one.
func FileOf(subject string) (number, part string, is bool) {
	number, is = strings.CutPrefix(subject, "project:")
	if !is {
		return "", "", false
	}
	number, part, _ = strings.Cut(number, "#")
	return number, part, true
}

// Expect opens a Due.
func Expect(tx *db.Tx, at civil.Moment, due Due) error {
	due.ID, due.OpenedAt = db.NewID(at.Recorded.Time()), at.Happened
	return insertDue(tx, due)
}

// Settle closes what was due on a subject: it is done. What is due on a part of
// it ("project:…#message:…") stays.
func Settle(tx *db.Tx, at civil.Moment, subject string) error {
	return settleDues(tx, subject, at, Done)
}

// Awaited tells whether something is due on a subject.
func Awaited(tx *db.Tx, subject string) (bool, error) { return openDue(tx, subject) }

// Drop closes what was due on a subject, which nobody waits for any more.
func Drop(tx *db.Tx, at civil.Moment, subject string) error {
	return settleDues(tx, subject, at, Dropped)
}

// WaitedFor tells until when something is due on a subject; ok is false when nothing is.
func WaitedFor(tx *db.Tx, subject string) (day civil.Date, ok bool, err error) {
	day, err = dueDay(tx, subject)
	if errors.Is(err, db.ErrNotFound) {
		return day, false, nil
	}
	return day, err == nil, err
}

// DropAll is Drop for the subject and all its parts: the file has ended.
func DropAll(tx *db.Tx, at civil.Moment, subject string) error {
	return dropParts(tx, subject, at)
}

// Pending is how many dues of one task a person has, for one day; ID and
// Subject are those of one of them, the only one when Files is 1.
type Pending struct {
	Milestone string
	Act       access.Act
	Task      string
	DueOn     civil.Date
	Files     int64
	ID        db.ID
	Subject   string
	OpenedAt  civil.Instant // of the last of them
	Receives  bool          // owed to the person, who acknowledges it
}

// Title is what there is to do, an infinitive; rules say how what is received is
// acknowledged.
func (p Pending) Title(rules *Campaign) string {
	if !p.Receives {
		return p.Task
	}
	if m, known := rules.Milestone(p.Milestone); known && m.Ack != "" {
		return m.Ack
	}
	return "Accuser réception\u202f: " + p.Task
}

// maxPending bounds a to-do list: one of more lines is read by nobody.
const maxPending = 200

// PendingFor lists what is expected of an actor, to acknowledge it too (§6), in
// order of date, maxPending lines at most. A school's contributor types for the lead, and sees what is
// expected of the lead.
func PendingFor(tx *db.Tx, by access.Actor) ([]Pending, error) {
	role := by.Role
	if role == access.SchoolContributor {
		role = access.SchoolLead
	}
	return pendingFor(tx, by, role)
}

// owers are the roles of those who owe, and to whom, in milestones.
var owers = map[string]access.Role{"school": access.SchoolLead, "academie": access.AcademieManager, "region": access.RegionalPilot,
	"nation": access.NationalPilot, "payer": access.NationalPayer, "pooling_school": access.PoolingManager}

// Milestone finds a milestone by its key.
func (c *Campaign) Milestone(key string) (Milestone, bool) {
	i := slices.IndexFunc(c.Milestones, func(m Milestone) bool { return m.Key == key })
	if i < 0 {
		return Milestone{}, false
	}
	return c.Milestones[i], true
}

// Ower is the role that owes a milestone.
func (m Milestone) Ower() access.Role { return owers[m.From] }

// ToDo is what a milestone asks for, an infinitive where the campaign gives one.
func (m Milestone) ToDo() string {
	if m.Task != "" {
		return m.Task
	}
	return m.Label
}

// ByFile tells whether a milestone is owed for each file: acts of the code open and
// settle it. The others are owed once by each actor.
func (m Milestone) ByFile() bool { return slices.Contains(neededMilestones, m.Key) }

// settledBy is the act that settles a milestone owed once by each actor.
func (m Milestone) settledBy() access.Act {
	switch {
	case m.Key == CallMilestone:
		return ActLaunch
	case m.Kind == Receipt:
		return ActAcknowledge
	}
	return ActDeclare
}

// due is a milestone as owed by an actor at a place.
func (c *Campaign) due(m Milestone, at access.Place) Due {
	return Due{Campaign: c.Code, Milestone: m.Key, Act: m.settledBy(), Task: m.ToDo(), Role: m.Ower(), Place: at, OwedTo: owers[m.To],
		Subject: owedSubject(c.Code, m.Key, at), DueOn: m.Date}
}

// owedSubject names what an actor owes of a milestone: "milestone:2009-2010/committee_call/11".
func owedSubject(campaign, milestone string, at access.Place) string {
	subject := "milestone:" + campaign + "/" + milestone
	for _, code := range []string{at.School, at.Department, at.Academie, at.Region} {
		if code != "" {
			return subject + "/" + code
		}
	}
	return subject
}

// MilestoneOf is the milestone that a subject names, who owes it, and the part of it:
// see owedSubject and DelayPart. is tells whether it names one that somebody owes.
func MilestoneOf(subject string) (milestone, actor, part string, is bool) {
	owed, is := strings.CutPrefix(subject, "milestone:")
	owed, part, _ = strings.Cut(owed, "#")
	_, owed, _ = strings.Cut(owed, "/")
	milestone, actor, _ = strings.Cut(owed, "/")
	return milestone, actor, part, is && actor != ""
}

// owing are the places of those who owe a milestone, of a campaign's territory,
// in the order of their codes. Schools are not known before they have a project.
func (c *Campaign) owing(m Milestone) []access.Place {
	if m.Date.IsZero() || m.ByFile() {
		return nil
	}
	switch m.From {
	case "nation", "payer":
		return []access.Place{access.France}
	case "academie", "region":
		var places []access.Place
		for _, code := range c.Departments.Value {
			d, _ := territory.FindDepartment(code)
			place := access.Place{Region: d.Region}
			if m.From == "academie" {
				place.Academie = d.Academie
			}
			if !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
		return places
	}
	return nil
}

// openOwed opens what the circular asks of each actor of the territory, and
// leaves what is already there.
func openOwed(tx *db.Tx, at civil.Moment, c *Campaign) error {
	known, err := owedSubjects(tx, c.Code)
	if err != nil {
		return err
	}
	for _, m := range c.Milestones {
		for _, place := range c.owing(m) {
			if due := c.due(m, place); !known[due.Subject] {
				if err := Expect(tx, at, due); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// ExpectOf opens a milestone that a school owes once, when it has one: what
// follows from a decision on its file. The limits are those of the school. A
// campaign without the milestone asks for nothing.
func ExpectOf(tx *db.Tx, at civil.Moment, limits Limits, milestone string) error {
	limit, known := limits.Of(milestone)
	if !known {
		return nil
	}
	due := limits.rules.due(limit.Milestone, limits.at)
	due.DueOn = limit.Day()
	if open, err := openDue(tx, due.Subject); err != nil || open {
		return err
	}
	return Expect(tx, at, due)
}

// SettleOf closes a milestone that an actor owes once: it is done.
func (c *Campaign) SettleOf(tx *db.Tx, at civil.Moment, milestone string, owing access.Place) error {
	m, known := c.Milestone(milestone)
	if !known {
		return nil
	}
	return Settle(tx, at, owedSubject(c.Code, m.Key, owing))
}

// DropOf drops a milestone that a school owes no more.
func DropOf(tx *db.Tx, at civil.Moment, limits Limits, milestone string) error {
	_, known := limits.Of(milestone)
	if !known {
		return nil
	}
	return Drop(tx, at, owedSubject(limits.rules.Code, milestone, limits.at))
}
