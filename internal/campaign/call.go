package campaign

import (
	"fmt"

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

// CallForProjects is the « appel à projets » of a region in the current campaign (§3.1, §6).
type CallForProjects struct {
	Rules      *Campaign
	Region     string
	Due        Due        // what the region owes; zero where the campaign asks for no call
	LaunchedOn civil.Date // zero: not yet
	LaunchedBy string     // blank: it was not read (WithLauncher), or is not known
	Sending    Limit      // the last day of the schools of the region
}

// Asked tells whether the campaign asks its regions for a call: without one, their
// schools propose of themselves.
func (cfp CallForProjects) Asked() bool { return cfp.Due.ID != 0 }

// Launched tells whether the schools of the region may start a sheet.
func (cfp CallForProjects) Launched() bool { return !cfp.Asked() || !cfp.LaunchedOn.IsZero() }

// Over tells whether the last day of the schools has passed: nobody is invited any more.
func (cfp CallForProjects) Over(today civil.Date) bool { return today.After(cfp.Sending.Day()) }

// Overdue says that nobody is invited any more.
func (cfp CallForProjects) Overdue() string {
	return fmt.Sprintf("La date limite d’envoi des projets, le %s, est dépassée\u202f: plus aucune école ne peut être invitée.", cfp.Sending.Day().French())
}

// Departments are those of the region that the campaign opens, in the order of annexe 1.
func (cfp CallForProjects) Departments() (all []territory.Department) {
	for _, code := range cfp.Rules.Departments.Value {
		if d, known := territory.FindDepartment(code); known && d.Region == cfp.Region {
			all = append(all, d)
		}
	}
	return all
}

// uncalled says why no sheet may be started or sent yet, by whom the call is launched
// and by when.
func (cfp CallForProjects) uncalled(today civil.Date) string {
	if cfp.Launched() {
		return ""
	}
	who := "Le comité de pilotage régional le lance"
	if cfp.Due.DueOn.Before(today) {
		who = "Le comité de pilotage régional devait le lancer"
	}
	return fmt.Sprintf("L’appel à projets de votre région n’est pas encore lancé. %s au plus tard le %s.", who, cfp.Due.DueOn.French())
}

// launchedWords says when the call was launched, and by whom.
func (cfp CallForProjects) launchedWords() string {
	if cfp.LaunchedOn.IsZero() {
		return ""
	}
	words := " depuis le " + cfp.LaunchedOn.French()
	if cfp.LaunchedBy != "" {
		words += ", par " + cfp.LaunchedBy
	}
	return words
}

// unfit says why a school cannot be invited; blank when it can.
func (cfp CallForProjects) unfit(s territory.School, uai territory.UAI, today civil.Date) string {
	switch {
	case s.UAI == "" || !cfp.Rules.Opens(s.Department):
		return fmt.Sprintf("Aucune école ni aucun établissement de votre région, dans un département ouvert, n’a le numéro %s.", uai)
	case !s.OpenOn(today):
		return fmt.Sprintf("L’annuaire dit que %s, %s (%s) est fermé.", s.Name, s.Town, uai)
	}
	return ""
}

// place is where the region is.
func (cfp CallForProjects) place() access.Place { return access.Place{Region: cfp.Region} }

// subject names the call: what the region owes of it.
func (cfp CallForProjects) subject() string {
	return owedSubject(cfp.Rules.Code, CallMilestone, cfp.place())
}

// Uncalled says why the schools of a region may not start nor send a sheet yet; blank
// when its call is launched.
func Uncalled(tx *db.Tx, rules *Campaign, region string, today civil.Date) (string, error) {
	cfp := CallForProjects{Rules: rules, Region: region}
	err := cfp.readDue(tx)
	return cfp.uncalled(today), err
}
