package committee

import (
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
)

// Pending is a meeting whose decisions are only « proposées »: it is not closed, or its
// minutes are not approved by every co-president.
type Pending struct {
	On   civil.Date // zero: there is none
	Open bool
}

// Unapproved is the last meeting of a region's committee, up to today, that had a
// subject before it, as long as its decisions are only proposed (R8).
func Unapproved(tx *db.Tx, code, region, subject string, today civil.Date) (Pending, error) {
	last, err := lastMeeting(tx, code, region, subject, today)
	if err != nil || last.HeldOn.IsZero() || last.Closed && !last.Owed {
		return Pending{}, err
	}
	return Pending{last.HeldOn, !last.Closed}, nil
}

// ApprovedOn is the day of the last meeting of a region's committee, up to today, that
// had a subject before it, once its minutes are approved by all: what is decided of the
// subject changes them. Zero: none are.
func ApprovedOn(tx *db.Tx, code, region, subject string, today civil.Date) (civil.Date, error) {
	last, err := lastMeeting(tx, code, region, subject, today)
	if err != nil || !last.Closed || last.Owed {
		return civil.Date{}, err
	}
	return last.HeldOn, nil
}

// Changed opens again what the co-presidents owe, when what is decided of a subject
// changes the minutes of its last meeting, closed and approved (R8).
func Changed(tx *db.Tx, at civil.Moment, code, region, subject string) error {
	held, err := ApprovedOn(tx, code, region, subject, at.Today())
	if err != nil || held.IsZero() {
		return err
	}
	return expectMinutes(tx, at, Committee{Campaign: code, Region: region}, held)
}

// expectMinutes opens what the co-presidents owe of the minutes of a meeting.
func expectMinutes(tx *db.Tx, at civil.Moment, c Committee, held civil.Date) error {
	return campaign.Expect(tx, at, campaign.Due{Campaign: c.Campaign, Act: ActApprove, Task: "Approuver le relevé de décisions",
		Role: access.RegionalPilot, Place: c.Place(), Subject: minutesOf(c, held), DueOn: at.Today().Add(daysToApprove)})
}

// minutesOf names the minutes of a meeting in what is due.
func minutesOf(c Committee, held civil.Date) string { return c.Subject() + "#" + held.String() }

// An Asked is minutes that a person is to approve: by their seat, or by a delegation.
type Asked struct {
	Region string
	HeldOn civil.Date
	DueOn  civil.Date
}

// AskedOf lists the minutes that an actor is to approve, and that what is due does not
// already tell them: it tells the pilots of the region.
func AskedOf(tx *db.Tx, by access.Actor, code string, today civil.Date) ([]Asked, error) {
	if by.Role == access.RegionalPilot || !by.May(ActApprove) || by.Person.ID == 0 {
		return nil, nil
	}
	return askedOf(tx, code, by.Person.ID, today)
}

// OwnOf leaves out of what is pending the minutes of the nation that an actor may not
// approve on a day: the dues tell them by role, and two ministries have the same. Who holds
// the pen of the committee keeps those of a seat that nobody holds. They all stay in the calendar.
func OwnOf(tx *db.Tx, by access.Actor, code string, pending []campaign.Pending, today civil.Date) ([]campaign.Pending, error) {
	isMinutes := func(p campaign.Pending) bool { return p.Act == ActApproveNational }
	if !slices.ContainsFunc(pending, isMinutes) {
		return pending, nil
	}
	var g Gathering
	g.Committee = Committee{Campaign: code}
	g.Seats = SeatsOf(g.Committee, nil)
	var err error
	if g.ID, err = idOf(tx, code, ""); err != nil {
		return nil, err
	}
	if g.Members, err = membersOf(tx, g.ID); err != nil {
		return nil, err
	}
	if g.Delegations, err = delegationsOf(tx, g.ID); err != nil {
		return nil, err
	}
	var seats []Seat
	for _, s := range g.Signers(by, today) {
		seats = append(seats, s.Member.Seat)
	}
	if g.MayManage(by) {
		seats = append(seats, Vacant(g.Seats, g.Now(today))...)
	}
	return slices.DeleteFunc(pending, func(p campaign.Pending) bool {
		return isMinutes(p) && !slices.ContainsFunc(seats, func(s Seat) bool { return strings.HasSuffix(p.Subject, "/"+string(s.Quality)) })
	}), nil
}

// An Open is a meeting whose day has come and that is not closed: it is under way, or is
// still to be closed.
type Open struct {
	Region string // blank: the nation
	HeldOn civil.Date
}

// Committee is the one that meets.
func (o Open) Committee() Committee { return Committee{Region: o.Region} }

// OpenOf lists those of the committees whose pen an actor holds.
func OpenOf(tx *db.Tx, by access.Actor, code string, today civil.Date) ([]Open, error) {
	if !by.May(ActManage) && !by.May(ActManageNational) {
		return nil, nil
	}
	all, err := openMeetings(tx, code, today)
	return slices.DeleteFunc(all, func(o Open) bool { return !o.Committee().MayManage(by) }), err
}
