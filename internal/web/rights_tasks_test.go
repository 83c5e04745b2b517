package web_test

import (
	"fmt"
	"net/url"
	"strings"

	"preau/internal/db"
	"preau/internal/web/committees"
)

// failedTask is a new task that has failed.
func (s *site) failedTask() db.ID {
	s.t.Helper()
	id := db.NewID(machine.Time())
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO job (id, kind, subject, slot, person, role, happened_at, recorded_at, state, done, total, turn, lost, ended_at, fault, result)
			SELECT $1, $2, $3, '', min(id), 'regional_pilot', $4, $5, 'failed', 34, 200, 1, 0, $5, 'ABCDEFGH', '' FROM person`,
			id, committees.PackKind, fmt.Sprintf("meeting:2009-2010/11/2009-01-0%d", id%9+1), moment.Happened, moment.Recorded)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return id
}

// taskPath fills in the task that a route is about, and has the pack of a meeting made
// before one asks for its files.
func (m *matrix) taskPath(path string, v *visitor) string {
	if strings.Contains(path, "{task}") {
		return strings.Replace(path, "{task}", fmt.Sprint(m.failedTask()), 1)
	}
	i := strings.Index(path, "/dossier.")
	if i < 0 || !strings.Contains(path, "/reunions/") {
		return path
	}
	of := ""
	if strings.HasPrefix(path, "/comite-national/") {
		of = "?region=93" // all the regions together have nothing to print
	}
	v.post(path[:i]+"/dossier"+of, url.Values{})
	m.settle()
	return path + of
}

// settle waits for what was asked in the background.
func (s *site) settle() {
	s.t.Helper()
	if err := s.Site.Jobs.Settle(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}
