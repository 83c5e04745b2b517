package campaign

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
)

// Progress is how far a milestone is, among what a reader may follow. What is
// due for a file that was withdrawn is not expected any more.
type Progress struct {
	Milestone string
	Expected  int64
	Received  int64
	OnTime    int64 // of those received
	Missing   int64 // not received, and the day is over
}

// Late is how many were received after their day.
func (p Progress) Late() int64 { return p.Received - p.OnTime }

// Coming is how many are not received yet, and have time.
func (p Progress) Coming() int64 { return p.Expected - p.Received - p.Missing }

// ProgressOf is how far each milestone of a campaign is, for a reader.
func ProgressOf(tx *db.Tx, by access.Actor, campaign string, today civil.Date) (map[string]Progress, error) {
	rows, err := progress(tx, by, campaign, today)
	all := map[string]Progress{}
	for _, row := range rows {
		all[row.Milestone] = row
	}
	return all, err
}

// Owed is one line of a milestone: who owes what, and how far it is.
type Owed struct {
	ID      db.ID
	Subject string
	Task    string
	Act     access.Act
	Role    access.Role
	access.Place
	SchoolName string
	Town       string
	DueOn      civil.Date
	SettledOn  civil.Date
	Outcome    Outcome
}

// Who names who owes.
func (o Owed) Who() string { return WhoOwes(o.Role, o.Place, o.SchoolName+", "+o.Town) }

// WhoOwes names who owes something at a place: the school, whose name is given,
// the académie, the region, or who holds the role.
func WhoOwes(role access.Role, at access.Place, school string) string {
	switch role.Level() {
	case access.School:
		return school
	case access.Academie:
		return territory.PlaceName(access.Place{Academie: at.Academie, Region: at.Region})
	case access.Region:
		return territory.PlaceName(access.Place{Region: at.Region})
	}
	return role.Label()
}

// OwedStatus narrows a list of what is owed.
type OwedStatus string

const (
	OwedAll      OwedStatus = ""
	OwedReceived OwedStatus = "received"
	OwedOnTime   OwedStatus = "on_time"
	OwedLate     OwedStatus = "late"    // received after the day
	OwedMissing  OwedStatus = "missing" // not received, the day is over
	OwedComing   OwedStatus = "coming"
)

// OwedQuery asks for what is owed of a milestone.
type OwedQuery struct {
	Campaign  string
	Milestone string
	Status    OwedStatus
	In        access.Place // narrower than the reader's own
	Skip, Max int64
}

// OwedOf lists what is owed of a milestone and may be followed, the late first,
// and tells how many there are in all.
func OwedOf(tx *db.Tx, by access.Actor, q OwedQuery, today civil.Date) (rows []Owed, total int64, err error) {
	return owedOf(tx, by, q, today)
}

// Received is how many of what is owed of a milestone were received on a day.
type Received struct {
	Day   civil.Date
	Count int64
}

// ReceivedByDay counts what was received of a milestone day by day, in order, within
// what a reader may follow.
func ReceivedByDay(tx *db.Tx, by access.Actor, campaign, milestone string) ([]Received, error) {
	return receivedByDay(tx, by, campaign, milestone)
}

// By is what completeness is counted by.
type By string

const (
	ByDepartment By = "department"
	ByAcademie   By = "academie"
	ByRegion     By = "region"
	ByFrance     By = "france"
)

// Counted is the completeness of one place, « complétude » (§5, R27).
type Counted struct {
	Place access.Place
	Name  string
	Progress
}

// Completeness counts a milestone by place, in the order of their names, within
// what a reader may follow.
func Completeness(tx *db.Tx, by access.Actor, campaign, milestone string, per By, today civil.Date) ([]Counted, error) {
	return completeness(tx, by, campaign, milestone, per, today)
}
