package web_test

import (
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
)

// ground is what the routes of the territory are about, in one department.
type ground struct {
	place    access.Place
	school   territory.UAI
	site     db.ID
	resource db.ID
}

// onGround tells whether a route is about a school, a site or a resource.
func onGround(route page.Route) bool {
	return strings.Contains(route.Path, "{uai}") || strings.Contains(route.Path, "{site}") || strings.Contains(route.Path, "{resource}")
}

// newGround makes a site with a school in it, where the school is in none, and
// a resource in its department.
func (s *site) newGround(school access.Place) *ground {
	s.t.Helper()
	g := &ground{place: access.Place{Department: school.Department, Academie: school.Academie, Region: school.Region}, school: territory.UAI(school.School)}
	if err := s.Site.DB.Write(s.t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, "administration")
		if err != nil {
			return err
		}
		call := access.Call{By: s.Site.Rights.In(person, access.AcademieCoordinator, g.place), At: moment}
		at, err := territory.SiteOf(tx, g.school, moment.Today())
		if g.site = at.ID; err != nil {
			if g.site, err = s.Site.Territory.CreateSiteTx(tx, call, g.place.Department, "Site d’essai"); err != nil {
				return err
			}
			if err := s.Site.Territory.JoinTx(tx, call, g.site, g.school, moment.Today()); err != nil {
				return err
			}
		}
		g.resource, err = s.Site.Territory.AddResourceTx(tx, call, territory.TypedResource{Department: g.place.Department, Kind: "reaap", Name: "Essai",
			Offer: "Essai", Organisation: "Essai", Phone: "1", From: "01/09/2009"})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return g
}

// sentBy is a directory that somebody sent, and that changes nothing.
func (s *site) sentBy(by access.Actor, school project.Filled) db.ID {
	s.t.Helper()
	id, err := s.send(by, "uai;nom;nature;commune\n"+school.Place.School+";"+school.School+";Collège;"+school.Town+"\n")
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// send is what the page of the import does with a file.
func (s *site) send(by access.Actor, content string) (db.ID, error) {
	spooled, err := file.Spool(strings.NewReader(content), "annuaire.csv", territory.MaxDirectory)
	if err != nil {
		return 0, err
	}
	defer spooled.Close()
	return s.Site.Territory.Send(s.t.Context(), access.Call{By: by, At: moment}, spooled)
}

// actor is who signs in under a login, in their first role.
func (s *site) actor(login string) (by access.Actor) {
	s.t.Helper()
	if err := s.Site.DB.Read(s.t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, login)
		if err == nil {
			by, _, err = s.Site.Access.Actor(tx, person.ID, "", civil.MustDate("2009-09-21"))
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return by
}

// importers may import, and each has sent a directory of their own.
var importers = map[access.Role]access.Role{access.Administrator: access.NationalPilot, access.NationalPilot: access.Administrator}

// territoryPath fills what a route of the territory is about.
func (m *matrix) territoryPath(path string, role access.Role, about project.Filled) string {
	g, sender := m.grounds[about.Place.Department], role
	if importers[role] == "" {
		sender = access.Administrator
	} else if about.Number == m.far.Number {
		sender = importers[role] // what somebody else sent
	}
	return strings.NewReplacer("{uai}", string(g.school), "{site}", idText(g.site), "{resource}", idText(g.resource),
		"{import}", idText(m.imports[sender])).Replace(path)
}

func idText(id db.ID) string { return strconv.FormatInt(int64(id), 10) }
