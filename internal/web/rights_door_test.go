package web_test

import (
	"strings"

	"preau/internal/access"
)

// doorPath fills in whose private link a route is about: their own, of who is
// signed in.
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
	}
	return path
}
