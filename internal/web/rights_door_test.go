package web_test

import (
	"strings"

	"preau/internal/access"
	"preau/internal/db"
)

// doorPath fills in whose private link a route is about, or which sign-in: their
// own, of who is signed in.
func (m *matrix) doorPath(path string, role access.Role) string {
	m.t.Helper()
	login := string(role)
	if role == access.Anyone {
		login = string(access.SchoolLead)
	}
	switch before, _, of := strings.Cut(path, "{jeton}"); {
	case of && before == "/invitation/":
		m.invite(login)
		return m.leaving(login)
	case of && before == "/mot-de-passe/":
		m.forget(login)
		return m.leaving(login)
	case strings.Contains(path, "{appareil}"):
		return strings.Replace(path, "{appareil}", idText(m.elsewhere(login)), 1)
	}
	return path
}

// elsewhere is another sign-in of a person of the example.
func (s *site) elsewhere(login string) db.ID {
	s.t.Helper()
	entry, err := s.Site.Access.Enter(s.t.Context(), s.now(), login, access.From{Browser: "Firefox sur Linux", Address: "192.0.2.7"})
	if err != nil {
		s.t.Fatal(err)
	}
	return entry.Device
}
