package web_test

import (
	"cmp"
	"strings"

	"preau/internal/access"
	"preau/internal/db"
)

// peoplePath fills in what the routes of the people are about: a role that the
// role gives, somebody who holds it, and what the role's person has lent.
func (m *matrix) peoplePath(path string, role access.Role) string {
	given := access.Trainer
	if gives := m.actors[role].Gives(); len(gives) > 0 {
		given = gives[0]
	}
	if strings.Contains(path, "{delegation}") {
		path = strings.ReplaceAll(path, "{delegation}", idText(m.lentBy(cmp.Or(role, access.Trainer))))
	}
	if strings.Contains(path, "{attribution}") {
		path = strings.ReplaceAll(path, "{attribution}", idText(m.grantOf(string(given))))
	}
	if before, is := strings.CutSuffix(path, "principal-courbet/invitation"); is { // whom the role may invite
		return before + string(given) + "/invitation"
	}
	return strings.ReplaceAll(path, "{role}", string(given))
}

// grantOf is the first grant of who has this login.
func (s *site) grantOf(login string) (id db.ID) {
	s.t.Helper()
	if err := s.Site.DB.Read(s.t.Context(), func(tx *db.Tx) error {
		return tx.Get(&id, "SELECT min(g.id) FROM role_grant g JOIN person p ON p.id = g.person WHERE p.login = $1", login)
	}); err != nil {
		s.t.Fatal(err)
	}
	return id
}

// lentBy is a delegation by the person of a role; another's, of a role that has none.
func (m *matrix) lentBy(role access.Role) (id db.ID) {
	m.t.Helper()
	if role == access.Anyone {
		role = access.Trainer
	}
	id = db.NewID(machine.Time())
	if err := m.Site.DB.Write(m.t.Context(), func(tx *db.Tx) error {
		return tx.Change(`INSERT INTO role_grant (id, person, role, school, department, academie, region, from_day, until_day, delegation_of)
			SELECT $1, p.id, 'trainer', 'none', 'none', 'none', 'none', '2009-09-01', '2009-09-30', $2 FROM person p WHERE p.login = 'leaving'`, id, m.grantOf(string(role)))
	}); err != nil {
		m.t.Fatal(err)
	}
	return id
}
