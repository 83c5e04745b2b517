package campaign

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
)

// The milestones of a call: what the region owes, and what its schools do.
const (
	CallMilestone    = "committee_call"
	SendingMilestone = "project_sending"
)

// Appeal is the « appel à projets » of a region in the current campaign (§3.1, §6).
type Appeal struct {
	Rules      *Campaign
	Region     string
	Due        Due        // what the region owes; zero where the campaign asks for no call
	LaunchedOn civil.Date // zero: not yet
	LaunchedBy string     // blank: it was not read (WithLauncher), or is not known
	Sending    Limit      // the last day of the schools of the region
}

// Asked tells whether the campaign asks its regions for a call: without one, their
// schools propose of themselves.
func (a Appeal) Asked() bool { return a.Due.ID != 0 }

// Launched tells whether the schools of the region may start a sheet.
func (a Appeal) Launched() bool { return !a.Asked() || !a.LaunchedOn.IsZero() }

// Over tells whether the last day of the schools has passed: nobody is invited any more.
func (a Appeal) Over(today civil.Date) bool { return today.After(a.Sending.Day()) }

// Departments are those of the region that the campaign opens, in the order of annexe 1.
func (a Appeal) Departments() (all []territory.Department) {
	for _, code := range a.Rules.Departments.Value {
		if d, known := territory.FindDepartment(code); known && d.Region == a.Region {
			all = append(all, d)
		}
	}
	return all
}

// uncalled says why no sheet may be started or sent yet, by whom the call is launched
// and by when.
func (a Appeal) uncalled(today civil.Date) string {
	if a.Launched() {
		return ""
	}
	who := "Le comité de pilotage régional le lance"
	if a.Due.DueOn.Before(today) {
		who = "Le comité de pilotage régional devait le lancer"
	}
	return fmt.Sprintf("L’appel à projets de votre région n’est pas encore lancé. %s au plus tard le %s.", who, a.Due.DueOn.French())
}

// Uncalled says why the schools of a region may not start nor send a sheet yet; blank
// when its call is launched.
func Uncalled(tx *db.Tx, rules *Campaign, region string, today civil.Date) (string, error) {
	a := Appeal{Rules: rules, Region: region}
	err := a.readDue(tx)
	return a.uncalled(today), err
}

// Stand is how far a school that was invited is.
type Stand string

const (
	StandWaiting   Stand = "waiting"   // nothing begun yet
	StandBegun     Stand = "begun"     // a sheet
	StandSent      Stand = "sent"      // to the region
	StandLate      Stand = "late"      // nothing sent, and its day is over
	StandDeclined  Stand = "declined"  // takes no part
	StandWithdrawn Stand = "withdrawn" // the region took the invitation back
	StandDropped   Stand = "dropped"   // its sheet was withdrawn before it was sent
)

// Invited is a school that was invited, and how far it is.
type Invited struct {
	School     territory.UAI
	SchoolName string
	Town       string
	Department string
	Renewed    bool
	Reason     string // why the invitation ended; blank: it has not
	InvitedAt  civil.Instant
	DueOn      civil.Date // zero: nothing is due of it
	Stand      Stand
	HasFile    bool // the school has begun one
}

// Ends tells whether an invitation may end: no sheet is begun.
func (i Invited) Ends() bool {
	return (i.Stand == StandWaiting || i.Stand == StandLate) && !i.HasFile && i.Reason == ""
}

// Chosen is a school that the region means to invite.
type Chosen struct {
	School     territory.UAI
	Name       string
	Town       string
	Department string
	Renewed    bool
}

// Choice is the schools that a region means to invite, by department and name.
type Choice []Chosen

// Seal is the list as it was read: another one has another.
func (c Choice) Seal() string {
	sum := sha256.New()
	for _, s := range c {
		fmt.Fprintln(sum, s.School, s.Renewed)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// In counts those of a department, and of them those whose project is renewed.
func (c Choice) In(department string) (all, renewed int64) {
	for _, s := range c {
		if s.Department == department {
			all++
			if s.Renewed {
				renewed++
			}
		}
	}
	return all, renewed
}

// columnOf is the first cell of a line that was pasted from a spreadsheet or a CSV file.
func columnOf(line string) string {
	cell, _, _ := strings.Cut(strings.NewReplacer(";", "\t", ",", "\t").Replace(line), "\t")
	return strings.Trim(civil.CleanLine(cell), `"' `)
}

// titled tells whether the first line of a list is the title of its column.
func titled(cell string) bool {
	folded := civil.Fold(cell)
	return strings.Contains(folded, "uai") || strings.Contains(folded, "etablissement") || folded == "rne"
}

// place is where the region is.
func (a Appeal) place() access.Place { return access.Place{Region: a.Region} }

// subject names the call in the journal.
func (a Appeal) subject() string {
	return cmp.Or(a.Due.Subject, "milestone:"+a.Rules.Code+"/"+CallMilestone+"/"+a.Region)
}
