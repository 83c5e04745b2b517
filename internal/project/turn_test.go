package project_test

import (
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// Whom a file waits for is the same from its steps, from its state and in the list,
// for whoever reads it.
func TestTurnsAgree(t *testing.T) {
	inWorlds(t, len(project.AllStates()), func(t *testing.T, w *world) {
		for _, f := range w.everywhere() {
			for _, role := range access.Roles() {
				w.read(func(tx *db.Tx) error {
					file, err := w.projects.Read(tx, w.people[role], f.number)
					if err != nil {
						return nil // out of reach
					}
					steps, err := project.History(tx, file.Project, role.Level())
					if err != nil {
						return err
					}
					wait, waits := file.Waits(role.Level())
					turn, known := project.TurnOf(steps)
					if waits != known || wait.Role != turn.Role {
						t.Errorf("%s, in %s, for %s: waits for %q, the turn of %q", f.number, file.State, role, wait.Role, turn.Role)
					}
					listing, err := project.List(tx, w.people[role], w.rules.Code, project.Query{All: true})
					for _, row := range listing.Rows {
						if row.Number == f.number && row.Turn != turn {
							t.Errorf("%s listed for %s: got %v, want %v", f.number, role, row.Turn, turn)
						}
					}
					return err
				})
			}
		}
	})
}

// Since when: what is held above a reader changes nothing of what they read, and it is
// still somebody's turn when only what they have to do changes.
func TestSinceWhen(t *testing.T) {
	type since struct {
		role access.Role
		step int // from 0, the opening: that which made it their turn
	}
	nobody := since{}
	tests := []struct {
		acts                   []workflow.Act
		school, region, nation since
	}{
		{nil, since{access.SchoolLead, 0}, since{access.SchoolLead, 0}, since{access.SchoolLead, 0}},
		{ways[project.Submitted], since{access.RegionalPilot, 1}, since{access.RegionalPilot, 1}, since{access.RegionalPilot, 1}},
		{ways[project.Preselected], since{access.RegionalPilot, 1}, since{access.RegionalPilot, 1}, since{access.RegionalPilot, 1}},
		{[]workflow.Act{project.ActSubmit, project.ActReturn, project.ActReturn}, since{access.SchoolLead, 2}, since{access.SchoolLead, 2}, since{access.SchoolLead, 2}},
		{ways[project.Transmitted], since{access.NationalPilot, 4}, since{access.NationalPilot, 4}, since{access.NationalPilot, 4}},
		{ways[project.Validated], since{access.NationalPilot, 4}, since{access.NationalPilot, 4}, since{access.NationalPilot, 4}},
		{[]workflow.Act{project.ActSubmit, project.ActOpine, project.ActReserve, project.ActAnnounce}, nobody, nobody, nobody},
		// Told that it is on the reserve list, the school learns of nothing that follows.
		{[]workflow.Act{project.ActSubmit, project.ActOpine, project.ActReserve, project.ActAnnounce, project.ActPreselect},
			nobody, since{access.RegionalPilot, 5}, since{access.RegionalPilot, 5}},
		{ways[project.Closed], nobody, nobody, nobody},
		{ways[project.Withdrawn], nobody, nobody, nobody},
	}
	inWorlds(t, len(tests), func(t *testing.T, w *world) {
		begun := w.now
		for _, test := range tests {
			w.now = begun
			f := w.fill(w.open())
			for _, act := range test.acts {
				w.now = w.now.Add(time.Hour)
				w.follow(f, act)
			}
			for level, want := range map[access.Level]since{access.School: test.school, access.Department: test.school, access.Region: test.region, access.Nation: test.nation} {
				turn, known := project.TurnOf(w.history(f, level))
				if turn.Role != want.role || known && !turn.Since.Equal(begun.Add(time.Duration(want.step)*time.Hour)) {
					t.Errorf("after %q, for %s: got %v, want %s since step %d", test.acts, level, turn, want.role, want.step)
				}
			}
		}
	})
}
