package committee

import (
	"context"
	"errors"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Approval is a co-president's approval of the minutes of a meeting, by themselves
// or by a delegate (R8). It holds for what was approved, which its digest names.
type Approval struct {
	ID db.ID
	Seat
	Name   string // of the co-president, or of the delegate
	For    string // of the co-president for whom a delegate did; blank: none
	Digest string
	By     string // who typed it, for somebody without an account
	At     civil.Instant
}

// Words is who approved, in a line.
func (a Approval) Words() string {
	words := a.Name
	if a.For != "" {
		words += ", par délégation de " + a.For
	}
	if a.By != "" {
		words += " (saisi par " + a.By + ")"
	}
	return words
}

// Signature is the seat of a co-president at the foot of the minutes.
type Signature struct {
	Seat
	Holder   string // blank: nobody holds it
	Approval Approval
	Done     bool
	Stale    bool // another text was approved: this one is to be approved again
}

// Signatures puts the approvals of a meeting under its minutes as they are now: one
// for each seat of a co-president.
func (g Gathering) Signatures(digest string, today civil.Date) (all []Signature) {
	for _, seat := range g.Seats {
		s := Signature{Seat: seat}
		for _, m := range membersOn(g.Members, today) {
			if m.Seat == seat {
				s.Holder = m.Name
			}
		}
		for _, a := range g.Approvals { // the latest first: it is the one that is told, unless an earlier one holds
			if a.Seat == seat && !s.Done && (!s.Stale || a.Digest == digest) {
				s.Approval, s.Done, s.Stale = a, a.Digest == digest, a.Digest != digest
			}
		}
		all = append(all, s)
	}
	return all
}

// AllApproved tells whether the decisions are no longer « proposées ».
func AllApproved(all []Signature) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(s Signature) bool { return !s.Done })
}

// Signer is somebody for whom an actor may approve: a co-president, or a delegate.
type Signer struct {
	Member     Member
	Delegation Delegation // zero: the co-president
}

// Key names the signer in a form: a seat, or a delegation.
func (s Signer) Key() string {
	if s.Delegation.ID != 0 {
		return idText(s.Delegation.ID)
	}
	return strings.TrimSuffix(string(s.Member.Quality)+"."+s.Member.Academie, ".")
}

// Own tells whether a person signs for themselves, and types it.
func (s Signer) Own(person db.ID) bool {
	if s.Delegation.ID != 0 {
		return s.Delegation.Person == person
	}
	return s.Member.Person == person
}

// Words is who signs, in a line.
func (s Signer) Words() string {
	if s.Delegation.ID != 0 {
		return s.Delegation.Name + ", par délégation de " + s.Member.Name
	}
	return s.Member.Words()
}

// Signers are those for whom an actor may approve on a day, for which the seat and
// the delegation must hold: themselves; and, for who holds the pen of the committee,
// those who have no account. The delegations must have been read.
func (g Gathering) Signers(by access.Actor, today civil.Date) (all []Signer) {
	if !g.MayApprove(by) {
		return nil
	}
	mine := func(person db.ID) bool {
		return person != 0 && person == by.Person.ID || person == 0 && g.MayManage(by)
	}
	for _, m := range membersOn(g.Members, today) {
		if !slices.Contains(g.Seats, m.Seat) {
			continue
		}
		if mine(m.Person) {
			all = append(all, Signer{Member: m})
		}
		for _, d := range g.Delegations {
			if d.Member == m.ID && d.On(today) && mine(d.Person) {
				all = append(all, Signer{m, d})
			}
		}
	}
	return all
}

// TypedApproval is an approval as typed: the Key of a Signer, and the digest of the
// minutes that were on the screen. The field of a refusal is "pour".
type TypedApproval struct{ Signer, Digest string }

// Approve keeps the approval of the minutes of a closed meeting, once a seat. digest
// is that of the minutes as they are now; an approval of others is refused. Once all
// have approved, nothing is due any more.
func (c *Chapter) Approve(ctx context.Context, call access.Call, region string, on civil.Date, typed TypedApproval, digest func(*db.Tx, Gathering) (string, error)) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.ApproveTx(tx, call, region, on, typed, digest) })
}

// ApproveTx is Approve in a transaction already begun.
func (c *Chapter) ApproveTx(tx *db.Tx, call access.Call, region string, on civil.Date, typed TypedApproval, digest func(*db.Tx, Gathering) (string, error)) error {
	act := Committee{Region: region}.approving()
	g, err := c.voice(tx, call, act, region, on)
	if err != nil {
		return err
	}
	if g, err = g.WithDelegations(tx); err != nil {
		return err
	}
	_, err = onceID(tx, call, func(id db.ID) error {
		now, err := digest(tx, g)
		if err != nil {
			return err
		}
		signer, why := g.signer(call, typed, now)
		if len(why) > 0 {
			return &workflow.Refusal{Act: act, Reasons: why}
		}
		if err := insertApproval(tx, id, g.Meeting.ID, signer, now, call); err != nil {
			return err
		}
		g.Approvals = append([]Approval{{Seat: signer.Member.Seat, Digest: now}}, g.Approvals...)
		if err := g.settle(tx, call.At, signer.Member.Seat, now); err != nil {
			return err
		}
		return g.write(tx, call, act, change{Did: "approve", Day: on.String(), Member: signer.Member.ID, Name: signer.Words(), Digest: now})
	})
	return err
}

// signer is who approves, or why they cannot.
func (g Gathering) signer(call access.Call, typed TypedApproval, now string) (Signer, []workflow.Missing) {
	if !g.Meeting.Closed() {
		return Signer{}, wrong("", "Le relevé s’approuve une fois la réunion close.")
	}
	all := g.Signers(call.By, call.At.Today())
	i := slices.IndexFunc(all, func(s Signer) bool { return s.Key() == typed.Signer })
	switch {
	case i < 0 && typed.Signer == "":
		return Signer{}, wrong("pour", "Choisissez qui approuve.")
	case i < 0:
		return Signer{}, wrong("pour", "Vous ne pouvez pas approuver pour cette personne aujourd’hui\u202f: il faut coprésider le comité, ou en avoir reçu une délégation qui vaut encore.")
	case typed.Digest != now:
		return Signer{}, wrong("", "Le relevé a changé depuis que vous l’avez ouvert\u202f: votre approbation n’est pas enregistrée. Relisez-le, puis approuvez.")
	case slices.ContainsFunc(g.Approvals, func(a Approval) bool { return a.Seat == all[i].Member.Seat && a.Digest == now }):
		return Signer{}, wrong("pour", "Ce relevé est déjà approuvé pour ce siège.")
	}
	return all[i], nil
}

// minutesSubject names the minutes of the meeting in what is due.
func (g Gathering) minutesSubject() string { return minutesOf(g.Committee, g.Meeting.HeldOn) }

// seatSubject names what a seat of the committee of the nation owes of the minutes: each
// approves for itself, whereas a region answers as one.
func (g Gathering) seatSubject(seat Seat) string {
	return g.minutesSubject() + "/" + string(seat.Quality)
}

// settle closes what was due of the minutes, as one more seat has approved what they say
// now.
func (g Gathering) settle(tx *db.Tx, at civil.Moment, seat Seat, now string) error {
	switch {
	case g.National():
		return campaign.Settle(tx, at, g.seatSubject(seat))
	case AllApproved(g.Signatures(now, at.Today())):
		return campaign.Settle(tx, at, g.minutesSubject())
	}
	return nil
}

// daysToApprove is how long the co-presidents have: the circular sets no day, and
// the files leave two days after the meeting (docs/ecarts.md).
const daysToApprove = 2

// expectApproval opens what the co-presidents owe once a meeting is closed.
func (g Gathering) expectApproval(tx *db.Tx, at civil.Moment) error {
	if !g.National() {
		return expectMinutes(tx, at, g.Committee, g.Meeting.HeldOn)
	}
	for _, seat := range g.Seats {
		if err := g.expectOf(tx, at, seat); err != nil {
			return err
		}
	}
	return nil
}

// expectOf opens what a seat of the committee of the nation owes: until the day when the
// regions learn of the decisions (§6), when that is still to come.
func (g Gathering) expectOf(tx *db.Tx, at civil.Moment, seat Seat) error {
	due := campaign.Due{Campaign: g.Campaign, Act: ActApproveNational, Task: "Approuver le relevé de décisions (" + seat.Label() + ")",
		Role: access.NationalPilot, Place: g.Place(), Subject: g.seatSubject(seat), DueOn: at.Today().Add(daysToApprove)}
	if seat.Quality == Acse {
		due.Role = access.NationalPayer
	}
	if told, known := g.Rules.Milestone("national_list"); known && !told.Date.Before(at.Today()) {
		due.DueOn = told.Date
	}
	return campaign.Expect(tx, at, due)
}

// ApprovedOfNation is the last meeting of the committee of the nation, up to today, that is
// closed, and the seats that have approved its minutes: a decision of the nation changes
// them. None: no seat.
func ApprovedOfNation(tx *db.Tx, code string, today civil.Date) (m Meeting, seats []Seat, err error) {
	if m, err = lastNational(tx, code, today); errors.Is(err, db.ErrNotFound) || err == nil && !m.Closed() {
		return m, nil, nil
	} else if err != nil {
		return m, nil, err
	}
	seats, err = approvedSeats(tx, m.ID)
	return m, seats, err
}

// Decided tells the committee of the nation that one of its decisions was made: those who
// had approved the minutes of its last meeting, which is closed, owe it again, for the
// minutes are no longer what they read (docs/decisions/0031).
func Decided(tx *db.Tx, at civil.Moment, rules *campaign.Campaign) error {
	m, seats, err := ApprovedOfNation(tx, rules.Code, at.Today())
	if err != nil {
		return err
	}
	g := Gathering{Sitting: Sitting{Committee: Committee{Campaign: rules.Code}, Rules: rules}, Meeting: m}
	for _, seat := range seats {
		open, err := campaign.Awaited(tx, g.seatSubject(seat))
		if err == nil && !open {
			err = g.expectOf(tx, at, seat)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// KeptOutOf says why a declared interest keeps an actor out of a subject, in the committee
// of a region, or of the nation when it is blank: they decide nothing of it, on whatever
// page. Blank: nothing does.
func KeptOutOf(tx *db.Tx, campaign, region, subject string, by access.Actor) (why string, err error) {
	if by.Person.ID == 0 {
		return "", nil
	}
	declared, err := keptOut(tx, campaign, region, subject, by.Person.ID)
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	return KeptOutWords + " Motif déclaré\u202f: " + declared, err
}

// KeptOutWords tell a member that an interest keeps them out.
const KeptOutWords = "Vous avez déclaré un conflit d’intérêts sur ce dossier\u202f: une autre personne du comité tient la plume."
