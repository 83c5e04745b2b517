package web_test

import (
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
)

// credits is what the routes of the money are about.
type credits struct {
	simulation int64
	key        db.ID
}

// newCredits makes a simulation, and sends a key, as somebody.
func (s *site) newCredits(login string) *credits {
	s.t.Helper()
	call := access.Call{By: s.actor(login), At: moment}
	simulation, err := s.Site.Credits.Simulate(s.t.Context(), call, credit.Simulating{Name: "Essai", Total: 1_000_000_00})
	if err != nil {
		s.t.Fatal(err)
	}
	file := "departement;residents_etrangers\n"
	for _, d := range territory.Departments() {
		file += d.Code + ";1000\n"
	}
	key, err := s.Site.Credits.SendKey(s.t.Context(), call, credit.Sending{Source: "Essai", Year: 2007, File: strings.NewReader(file)})
	if err != nil {
		s.t.Fatal(err)
	}
	return &credits{simulation, key}
}

// namedPooling names the « établissement mutualisateur » of the académie of a school, whose
// details the payer has received when asked.
func (s *site) namedPooling(school access.Place, received bool) {
	s.t.Helper()
	by := func(role access.Role) access.Call {
		call := access.Call{By: s.Site.Rights.In(s.actor("administration").Person, role, access.France), At: moment}
		return call
	}
	in := credit.Naming{Academie: school.Academie, School: school.School, Contact: "Agence comptable", Phone: "1", Reason: "Essai."}
	if err := s.Site.Credits.Name(s.t.Context(), by(access.AcademieManager), in); err != nil {
		s.t.Fatal(err)
	}
	if received {
		if err := s.Site.Credits.Receive(s.t.Context(), by(access.NationalPayer), credit.Receiving{Academie: school.Academie, On: moment.Today()}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// creditPath fills what a route of the money is about.
func (m *matrix) creditPath(path string, about project.Filled) string {
	return strings.NewReplacer("{simulation}", fmt.Sprint(m.credits.simulation), "{department}", about.Department, "{cle}", idText(m.credits.key), "{academie}", about.Academie).Replace(path)
}
