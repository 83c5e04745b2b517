package web_test

import (
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/page"
)

// gathering is the day of a meeting of a committee, and one of its members.
type gathering struct {
	meeting civil.Date
	member  db.ID
	point   db.ID // of the agenda of the nation
}

// onCommittee tells whether a route is about the committee of a region.
func onCommittee(route page.Route) bool { return strings.Contains(route.Path, "{region}") }

// sitting are the roles that read a committee because they sit in it.
var sitting = []access.Role{access.AcademieManager, access.AcademieCoordinator, access.DepartmentReader, access.OFIIAgent}

// newGathering gives those who read a committee by their seat one in it, and
// prepares a meeting.
func (m *matrix) newGathering(region string, agenda ...string) (g gathering) {
	m.t.Helper()
	role := access.RegionalPilot
	if region == "" {
		role = access.NationalPilot
	}
	if err := m.Site.DB.Write(m.t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, "administration")
		if err != nil {
			return err
		}
		call := access.Call{By: m.Site.Rights.In(person, role, access.Place{Region: region}), At: moment}
		for _, seated := range sitting {
			if region == "" {
				break
			}
			if _, err := m.Site.Committee.AddMemberTx(tx, call, region, committee.TypedMember{Name: "Personne " + string(seated), Quality: "other",
				Login: string(seated), From: "01/09/2009"}); err != nil {
				return err
			}
		}
		if g.member, err = m.Site.Committee.AddMemberTx(tx, call, region, committee.TypedMember{Name: "Membre", Quality: "other", From: "01/09/2009"}); err != nil {
			return err
		}
		g.meeting, err = m.Site.Committee.AddMeetingTx(tx, call, region, committee.TypedMeeting{Day: "22/09/2009", Place: "Préfecture"}, agenda)
		if err != nil || region != "" {
			return err
		}
		if err = m.Site.Committee.AddPointTx(tx, call, region, g.meeting, committee.TypedPoint{Title: "Point"}, nil); err != nil {
			return err
		}
		with, err := m.Site.Committee.Meet(tx, call.By, region, g.meeting, moment.Today())
		g.point = with.Points[0].ID
		return err
	}); err != nil {
		m.t.Fatal(err)
	}
	return g
}

// committeePath fills in what a route of the committees is about.
func (m *matrix) committeePath(path string, about project.Filled) string {
	region := ""
	if strings.Contains(path, "{region}") {
		region = about.Place.Region
	}
	g := m.gatherings[region]
	return strings.NewReplacer("{region}", region, "{reunion}", g.meeting.String(), "{membre}", idText(g.member), "{point}", idText(g.point)).Replace(path)
}
