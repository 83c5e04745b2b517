package committee

import (
	"context"
	"errors"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Item is a thing on an agenda; its rank is zero as long as it has none. Again is the
// day when the next meeting takes it again; zero: none does.
type Item struct {
	Subject string
	Rank    int64
	Again   civil.Date
}

// Gathering is a meeting with all that is known of it.
type Gathering struct {
	Sitting
	Meeting   Meeting
	There     []Member // who sit on its day, each with their presence
	Items     []Item
	Interests []Interest
	Scorings  []Scoring
	Approvals []Approval // of its minutes, the latest first
	Points    []Point    // of its agenda, those that are about no file
}

// Quorum counts who is there.
func (g Gathering) Quorum() Quorum { return QuorumOf(g.Seats, g.There) }

// Own is the seat of a person at the meeting.
func (g Gathering) Own(person db.ID) (Member, bool) {
	i := slices.IndexFunc(g.There, func(m Member) bool { return person != 0 && m.Person == person })
	if i < 0 {
		return Member{}, false
	}
	return g.There[i], true
}

// Has tells whether a subject is on the agenda.
func (g Gathering) Has(subject string) bool {
	return slices.ContainsFunc(g.Items, func(i Item) bool { return i.Subject == subject })
}

// KeptOut tells why a member is kept out of a subject; ok is false when they are not.
func (g Gathering) KeptOut(member db.ID, subject string) (Interest, bool) {
	i := slices.IndexFunc(g.Interests, func(i Interest) bool { return i.Member == member && i.Subject == subject })
	if i < 0 {
		return Interest{}, false
	}
	return g.Interests[i], true
}

// Bars tells whether an interest keeps a person out of a subject: they neither score it,
// for whomever, nor rank it, nor decide of it.
func (g Gathering) Bars(person db.ID, subject string) bool {
	own, sits := g.Own(person)
	_, out := g.KeptOut(own.ID, subject)
	return sits && out
}

// Meet returns the meeting of a region's committee of a day, or ErrNotFound out of reach.
func (c *Chapter) Meet(tx *db.Tx, by access.Actor, region string, on, today civil.Date) (Gathering, error) {
	s, err := c.find(tx, region)
	if err != nil {
		return Gathering{}, err
	}
	g, err := c.gather(tx, s, on)
	if err == nil && !mayRead(by, s.Committee, membersOn(g.Members, today)) {
		err = g.delegated(tx, by, today)
	}
	return g, err
}

// delegated reads the delegations, and refuses who stands for no co-president on a day.
func (g *Gathering) delegated(tx *db.Tx, by access.Actor, today civil.Date) (err error) {
	g.Delegations, err = delegationsOf(tx, g.ID)
	if err == nil && !g.stands(by, today) {
		err = ErrNotFound
	}
	return err
}

func (c *Chapter) gather(tx *db.Tx, s Sitting, on civil.Date) (g Gathering, err error) {
	g.Sitting = s
	read := regionalMeeting
	if s.National() {
		read = nationalMeeting
	}
	if g.Meeting, g.Points, g.Interests, err = read(tx, s.Committee, on); errors.Is(err, db.ErrNotFound) {
		return g, ErrNotFound
	} else if err != nil {
		return g, err
	}
	g.ID = g.Meeting.Committee
	if g.Members, g.Approvals, err = attendersOf(tx, g.Meeting); err != nil {
		return g, err
	}
	g.There = membersOn(g.Members, g.Meeting.HeldOn)
	if g.Meeting.Items == 0 {
		return g, nil // the nation keeps none; of a region: there is nothing to score, nor to be kept out of
	}
	if g.Items, g.Interests, err = agendaOf(tx, g.Meeting); err != nil {
		return g, err
	}
	g.Scorings, err = scoringsOf(tx, g.Meeting.ID)
	return g, err
}

// NationalMeetings are those that the committee of the nation has held, up to today, in
// the order of their days.
func (c *Chapter) NationalMeetings(tx *db.Tx, campaign string, today civil.Date) ([]Meeting, error) {
	id, err := idOf(tx, campaign, "")
	if err != nil {
		return nil, err
	}
	all, err := meetingsOf(tx, id)
	return slices.DeleteFunc(all, func(m Meeting) bool { return m.HeldOn.After(today) }), err
}

// OfNation is one of NationalMeetings with all that is known of it; it is for the program,
// which tells who is missing to those who may not read the committee too.
func (c *Chapter) OfNation(tx *db.Tx, campaign string, m Meeting) (Gathering, error) {
	s := Sitting{Committee: Committee{Campaign: campaign}}
	s.Seats = SeatsOf(s.Committee, nil)
	return c.gather(tx, s, m.HeldOn)
}

// LastWith is the last meeting of a region's committee, up to today, that had one of
// some subjects before it; ok is false when the committee has held none.
func (c *Chapter) LastWith(tx *db.Tx, by access.Actor, region string, today civil.Date, subjects []string) (g Gathering, ok bool, err error) {
	s, err := c.find(tx, region)
	if err != nil || len(subjects) == 0 {
		return g, false, err
	}
	on, err := lastWith(tx, s.Campaign, region, today, subjects)
	if err != nil || on.IsZero() {
		return g, false, err
	}
	g, err = c.Meet(tx, by, region, on, today)
	return g, err == nil, err
}

// AddMeeting calls a committee on a day, with an agenda, and returns the day. It
// refuses a day when it meets already.
func (c *Chapter) AddMeeting(ctx context.Context, call access.Call, region string, typed TypedMeeting, agenda []string) (on civil.Date, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		on, err = c.AddMeetingTx(tx, call, region, typed, agenda)
		return err
	})
	return on, err
}

// AddMeetingTx is AddMeeting in a transaction already begun.
func (c *Chapter) AddMeetingTx(tx *db.Tx, call access.Call, region string, typed TypedMeeting, agenda []string) (on civil.Date, err error) {
	_, err = c.managedTx(tx, call, region, func(tx *db.Tx, s Sitting, id db.ID) error {
		m, missing := typed.read(s)
		if len(missing) == 0 {
			var err error
			if missing, err = s.planned(tx, m); err != nil {
				return err
			}
		}
		if err := inOrder(s.managing(), missing, "echeance", "jour", "heure", "lieu"); err != nil {
			return err
		}
		m.ID, m.Committee, m.Revision = id, s.ID, 1
		if err := insertMeeting(tx, m, call.At); err != nil {
			return err
		}
		if err := putItems(tx, id, agenda); err != nil {
			return err
		}
		return s.write(tx, call, s.managing(), change{Did: "meet", Day: m.HeldOn.String(), Subjects: agenda})
	})
	on, _ = civil.ReadDate(typed.Day) // it was read above, unless that was refused
	return on, err
}

// planned says why a meeting cannot be called: there is one on that day, or the one of
// the calendar that it is.
func (s Sitting) planned(tx *db.Tx, m Meeting) (missing []workflow.Missing, err error) {
	all, err := meetingsOf(tx, s.ID)
	for _, other := range all {
		if other.HeldOn == m.HeldOn {
			missing = append(missing, wrong("jour", "Le comité se réunit déjà ce jour-là.")...)
		}
		if m.Milestone != "" && other.Milestone == m.Milestone {
			missing = append(missing, wrong("echeance", "Cette réunion du calendrier est déjà prévue, le "+other.HeldOn.French()+".")...)
		}
	}
	return missing, err
}

// held runs an act on a meeting that has not ended, once.
func (c *Chapter) held(tx *db.Tx, call access.Call, region string, on civil.Date, do func(Gathering) error) error {
	_, err := c.managedTx(tx, call, region, func(tx *db.Tx, s Sitting, _ db.ID) error {
		g, err := c.gather(tx, s, on)
		if err != nil {
			return err
		}
		if g.Meeting.Closed() {
			return g.ended()
		}
		return do(g)
	})
	return err
}

// ended is the refusal of what comes after the end of a meeting.
func (g Gathering) ended() error {
	return workflow.Refuse(g.managing(), "", "La réunion est close depuis le "+g.Meeting.ClosedAt.French()+"\u202f: plus rien ne peut y être changé.", "")
}

// Add puts subjects on the agenda of a meeting.
func (c *Chapter) Add(ctx context.Context, call access.Call, region string, on civil.Date, subjects []string) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.AddTx(tx, call, region, on, subjects) })
}

// AddTx is Add in a transaction already begun.
func (c *Chapter) AddTx(tx *db.Tx, call access.Call, region string, on civil.Date, subjects []string) error {
	return c.held(tx, call, region, on, func(g Gathering) error {
		subjects = slices.DeleteFunc(slices.Clone(subjects), g.Has)
		if len(subjects) == 0 {
			return nil
		}
		if err := putItems(tx, g.Meeting.ID, subjects); err != nil {
			return err
		}
		return g.write(tx, call, g.managing(), change{Did: "agenda", Day: on.String(), Subjects: subjects})
	})
}

// Attend keeps who is at a meeting: by member, what was typed: "present",
// "excused", or the id of the delegation under which a co-president is
// represented. A member of whom nothing is said stays as they were.
func (c *Chapter) Attend(ctx context.Context, call access.Call, region string, on civil.Date, typed map[db.ID]string) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.AttendTx(tx, call, region, on, typed) })
}

// AttendTx is Attend in a transaction already begun.
func (c *Chapter) AttendTx(tx *db.Tx, call access.Call, region string, on civil.Date, typed map[db.ID]string) error {
	return c.held(tx, call, region, on, func(g Gathering) (err error) {
		if g.Delegations, err = delegationsOf(tx, g.ID); err != nil {
			return err
		}
		what := change{Did: "attend", Day: on.String()}
		var missing []workflow.Missing
		var changed []Member
		for _, m := range g.There {
			now, said := typed[m.ID]
			if !said || now == "" {
				continue
			}
			before := m
			if !m.attend(now, g) {
				missing = append(missing, wrong("membre-"+idText(m.ID), "Choisissez, pour "+m.Name+", une des réponses proposées.")...)
			} else if m != before {
				changed = append(changed, m)
				what.There = append(what.There, present{m.ID, m.Presence})
			}
		}
		if len(missing) > 0 {
			return &workflow.Refusal{Act: g.managing(), Reasons: missing}
		}
		for _, m := range changed {
			if err := putPresence(tx, g.Meeting.ID, m); err != nil {
				return err
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return g.write(tx, call, g.managing(), what)
	})
}

// attend reads what was said of a member, and tells whether it can be.
func (m *Member) attend(typed string, g Gathering) bool {
	m.Delegation, m.Delegate, m.Stand = 0, "", 0
	switch Presence(typed) {
	case Present, Excused:
		m.Presence = Presence(typed)
		return true
	}
	for _, d := range g.Standing(*m) {
		if idText(d.ID) == typed {
			m.Presence, m.Delegation, m.Delegate, m.Stand = Represented, d.ID, d.Name, d.Person
			return true
		}
	}
	return false
}

// Standing are the delegations of a member that hold on the day of the meeting.
func (g Gathering) Standing(m Member) (all []Delegation) {
	for _, d := range g.Delegations {
		if d.Member == m.ID && d.On(g.Meeting.HeldOn) {
			all = append(all, d)
		}
	}
	return all
}

// WithDelegations reads the delegations of the committee too.
func (g Gathering) WithDelegations(tx *db.Tx) (Gathering, error) {
	all, err := delegationsOf(tx, g.ID)
	g.Delegations = all
	return g, err
}

// TypedInterest is a conflict of interest as typed. Member is zero when one
// declares one's own.
type TypedInterest struct {
	Subject, Reason string
	Member          db.ID
}

// Declare keeps a member out of a thing on the agenda. A member declares for
// themselves; who holds the pen of the committee, for any. The committee of the nation
// has for its agenda what the regions have sent: who calls knows whether a subject is
// before it, and gives none for one that is not.
func (c *Chapter) Declare(ctx context.Context, call access.Call, region string, on civil.Date, typed TypedInterest) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.DeclareTx(tx, call, region, on, typed) })
}

// DeclareTx is Declare in a transaction already begun.
func (c *Chapter) DeclareTx(tx *db.Tx, call access.Call, region string, on civil.Date, typed TypedInterest) error {
	act := Committee{Region: region}.declaring()
	g, err := c.voice(tx, call, act, region, on)
	if err != nil {
		return err
	}
	if g.Meeting.Closed() {
		return g.ended()
	}
	i := Interest{Subject: typed.Subject, Member: typed.Member}
	text, missing := reason(typed.Reason, "Écrivez en quoi consiste le conflit d’intérêts.")
	i.Reason = text
	if known := g.Has(i.Subject) || g.National() && i.Subject != ""; !known {
		sentence := "Choisissez un dossier de l’ordre du jour."
		if g.National() {
			sentence = "Écrivez le numéro d’un projet qu’une région a transmis."
		}
		missing = append(missing, wrong("dossier", sentence)...)
	}
	if !slices.ContainsFunc(g.SpeaksFor(call.By), func(m Member) bool { return m.ID == i.Member }) {
		missing = append(missing, wrong("membre", "Choisissez un membre du comité.")...)
	}
	if err := inOrder(act, missing, "membre", "dossier", "motif"); err != nil {
		return err
	}
	_, err = onceID(tx, call, func(db.ID) error {
		fresh, err := insertInterest(tx, g.ID, i, call)
		if err != nil || !fresh {
			return err
		}
		return g.write(tx, call, act, change{Did: "interest", Day: on.String(), Member: i.Member, Subjects: []string{i.Subject}, Reason: i.Reason})
	})
	return err
}

// voice is a meeting where an actor has a say: they sit in the committee, or hold
// its pen. The committee is kept for this transaction alone.
func (c *Chapter) voice(tx *db.Tx, call access.Call, act access.Act, region string, on civil.Date) (Gathering, error) {
	s, err := c.found(tx, region)
	if err != nil {
		return Gathering{}, err
	}
	if err := tx.Lock("committee", "id", s.ID); err != nil {
		return Gathering{}, err
	}
	g, err := c.gather(tx, s, on)
	if err != nil {
		return Gathering{}, err
	}
	if !call.By.Can(act, s.Place()) {
		return Gathering{}, ErrNotFound
	}
	if !mayRead(call.By, s.Committee, membersOn(g.Members, call.At.Today())) {
		if err := g.delegated(tx, call.By, call.At.Today()); err != nil {
			return Gathering{}, err
		}
	}
	return g, nil
}

// SpeaksFor are the members for whom an actor declares an interest: themselves, and
// all when they hold the pen of the committee.
func (g Gathering) SpeaksFor(by access.Actor) []Member {
	if g.MayManage(by) {
		return g.There
	}
	if own, sits := g.Own(by.Person.ID); sits {
		return []Member{own}
	}
	return nil
}

// AskPack has the « dossier » of a meeting made (R8), for who may read it: do puts it on the
// queue, and names it in the journal. Of, in the committee of the nation, is the region of
// the files; blank: all.
func (c *Chapter) AskPack(ctx context.Context, call access.Call, region string, on civil.Date, of string, do func(*db.Tx, Gathering) (subject string, err error)) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		g, err := c.Meet(tx, call.By, region, on, call.At.Today())
		if err != nil {
			return err
		}
		if !call.By.Can(g.packing(), g.Place()) || of != "" && !(g.National() && slices.Contains(Regions(g.Rules), of)) {
			return ErrNotFound
		}
		_, err = onceID(tx, call, func(db.ID) error {
			subject, err := do(tx, g)
			if err != nil {
				return err
			}
			return call.Write(tx, g.packing(), subject, nil)
		})
		return err
	})
}

// Words is who a member is, in a line.
func (m Member) Words() string {
	return strings.TrimSuffix(m.Name+", "+m.Title, ", ")
}
