package web_test

import (
	"fmt"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
)

// calendarPath fills in what the routes of the calendar are about: a milestone
// that the role may extend, something due from the role, and somebody's feed.
func (m *matrix) calendarPath(path string, role access.Role) string {
	milestone, whose := "project_sending", ""
	if role.Level() == access.Nation {
		milestone, whose = "regional_sending", "?pour=11"
	}
	switch school := "?pour=" + m.mine.Place.School; {
	case strings.HasSuffix(path, "/demande-de-delai"), strings.HasSuffix(path, "/delai/refuser") && whose == "":
		milestone, whose = "project_sending", school
	case !strings.HasSuffix(path, "/delai") && !strings.HasSuffix(path, "/delai/refuser"):
		whose = ""
	}
	if m.dues == nil {
		m.newDues()
	}
	due, own := m.dues[role]
	if !own {
		due = m.dues[access.SchoolLead]
	}
	return strings.NewReplacer("{etape}", milestone, "{due}", fmt.Sprint(due), "{jeton}", m.feed, "{letter}", m.letter).Replace(path) + whose
}

// newDues makes something due from each role that owes anything, and a feed.
func (m *matrix) newDues() {
	m.t.Helper()
	m.dues = map[access.Role]db.ID{}
	if err := m.Site.DB.Write(m.t.Context(), func(tx *db.Tx) error {
		for i, role := range []access.Role{access.SchoolLead, access.AcademieManager, access.RegionalPilot, access.NationalPilot, access.NationalPayer} {
			subject := fmt.Sprint("milestone:essai/", i)
			if err := campaign.Expect(tx, moment, campaign.Due{Campaign: "2009-2010", Milestone: "training_start", Act: campaign.ActDeclare, Task: "Essayer",
				Role: role, Place: m.places(role)[0], Subject: subject, DueOn: civil.MustDate("2009-11-09")}); err != nil {
				return err
			}
			var id db.ID
			if err := tx.Get(&id, "SELECT id FROM due WHERE subject = $1", subject); err != nil {
				return err
			}
			m.dues[role] = id
		}
		return nil
	}); err != nil {
		m.t.Fatal(err)
	}
	m.letter = m.stuckLetter()
	call := access.Call{By: m.actor("principal-courbet"), At: moment}
	if err := m.Site.Campaigns.SetFeed(m.t.Context(), call, true); err != nil {
		m.t.Fatal(err)
	}
	if err := m.Site.DB.Read(m.t.Context(), func(tx *db.Tx) error {
		feed, err := campaign.FeedOf(tx, call.By.Person.ID)
		m.feed = feed.Token(m.Site.Links) + ".ics"
		return err
	}); err != nil {
		m.t.Fatal(err)
	}
}

// stuckLetter leaves in doubt one of the letters that were written.
func (s *site) stuckLetter() string {
	s.t.Helper()
	var id db.ID
	if err := s.Site.DB.Write(s.t.Context(), func(tx *db.Tx) error {
		if err := tx.Get(&id, "SELECT max(id) FROM letter"); err != nil {
			return err
		}
		return tx.Change("UPDATE letter SET state = 'doubt' WHERE id = $1", id)
	}); err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprint(id)
}

// A step of which nobody in one's reach owes anything says so, and offers no other choice.
func TestAStepThatNobodyOwes(t *testing.T) {
	body := newSite(t).as("prefet-paca").get("/campagne/calendrier/national_validation").body()
	if !strings.Contains(body, "Personne n’est attendu ici") || strings.Contains(body, "Tout voir") {
		t.Errorf("GET of the national committee's step as a region that sent nothing: want that nobody is awaited, and no other choice")
	}
}
