package project_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// everywhere opens a file in each state, then one draft and one submitted file
// in each of two other departments.
func (w *world) everywhere() (files []dossier) {
	w.Helper()
	for _, state := range project.AllStates() {
		files = append(files, w.in(state))
	}
	return append(files, w.in(project.Submitted), w.in(project.Submitted))
}

// For every role of the table: what the list shows is what can be opened, in
// the same state, and what the buttons offer is not out of reach.
func TestTheListShowsWhatAClickWouldOpen(t *testing.T) {
	inWorlds(t, len(project.AllStates()), func(t *testing.T, w *world) {
		files := w.everywhere()
		for _, role := range access.Roles() {
			by := w.people[role]
			listed, granted, total := map[string]workflow.State{}, map[string]*civil.Cents{}, int64(0)
			w.read(func(tx *db.Tx) error {
				listing, err := project.List(tx, by, w.rules.Code, project.Query{All: true})
				for _, row := range listing.Rows {
					listed[row.Number], granted[row.Number] = row.Seen, row.GrantedCents
				}
				total = listing.Total
				return err
			})
			if total != int64(len(listed)) {
				t.Errorf("List for %s: total %d, %d rows", role, total, len(listed))
			}
			for _, f := range files {
				w.read(func(tx *db.Tx) error {
					file, err := w.projects.Read(tx, by, f.number)
					state, shown := listed[f.number]
					if shown != (err == nil) || err != nil && !errors.Is(err, project.ErrNotFound) {
						t.Errorf("file %s for %s: listed %v, Read %v", f.number, role, shown, err)
					}
					if shown && state != file.Seen(role.Level()) {
						t.Errorf("state of %s for %s: listed %s, Seen %s", f.number, role, state, file.Seen(role.Level()))
					}
					if want := file.Granted(role.Level()); shown && !reflect.DeepEqual(granted[f.number], want) {
						t.Errorf("amount granted to %s for %s: listed %v, want %v", f.number, role, granted[f.number], want)
					}
					return nil
				})
			}
		}
	})
}

func TestTheListFiltersCountsAndPages(t *testing.T) {
	const more = project.PageSize + 5
	inWorlds(t, more, func(t *testing.T, w *world) {
		for range more {
			w.in(project.Submitted)
		}
		w.in(project.Returned) // in Val-de-Marne
		by := w.people[access.RegionalPilot]
		tests := []struct {
			query project.Query
			rows  int
			total int64
		}{
			{project.Query{}, project.PageSize, more + 1},
			{project.Query{Page: 2}, 6, more + 1},
			{project.Query{Page: 3}, 0, more + 1},
			{project.Query{All: true}, more + 1, more + 1},
			{project.Query{Department: "94"}, 1, 1},
			{project.Query{Academie: "24", State: project.Submitted, Page: 2}, 5, more},
			{project.Query{State: project.Returned}, 1, 1},
			{project.Query{State: project.Closed}, 0, 0},
			{project.Query{Department: "13"}, 0, 0},
		}
		for _, test := range tests {
			w.read(func(tx *db.Tx) error {
				got, err := project.List(tx, by, w.rules.Code, test.query)
				if len(got.Rows) != test.rows || got.Total != test.total {
					t.Errorf("List(%+v): got %d rows of %d, want %d of %d", test.query, len(got.Rows), got.Total, test.rows, test.total)
				}
				if !slices.IsSortedFunc(got.Rows, func(a, b project.Row) int { return compare(a.Number, b.Number) }) {
					t.Errorf("List(%+v) is not in the order of numbers", test.query)
				}
				return err
			})
		}
	})
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

// errUndo makes a transaction leave nothing.
var errUndo = errors.New("undo")

// What is offered to a person on a file is neither out of their reach nor gone,
// and what they are not offered, they cannot do.
func TestButtonsAreWhatTheActsAllow(t *testing.T) {
	const gone = "Ce geste n’est plus possible\u202f: le dossier a changé d’état entre-temps."
	acts := map[workflow.Act]bool{}
	for _, move := range project.Moves {
		acts[move.Act] = true
	}
	inWorlds(t, len(project.AllStates()), func(t *testing.T, w *world) {
		for _, f := range w.everywhere() {
			for _, role := range access.Roles() {
				call := w.as(role)
				offered := map[workflow.Act]bool{}
				w.read(func(tx *db.Tx) error {
					file, err := w.projects.Read(tx, call.By, f.number)
					if err == nil {
						for _, move := range file.Possible(call.By, call.At) {
							offered[move.Act] = true
						}
					}
					return nil
				})
				for act := range acts {
					err := w.db.Write(context.Background(), func(tx *db.Tx) error {
						if _, err := w.projects.MoveTx(tx, call, act, f.number, good(act, 3)); err != nil {
							return err
						}
						return errUndo
					})
					possible := !errors.Is(err, project.ErrNotFound) && (errors.Is(err, errUndo) || w.reasons(err)[0] != gone)
					if offered[act] && !possible || !offered[act] && errors.Is(err, errUndo) {
						t.Errorf("%s by %s on %s in %s: offered %v, the act gives %v", act, role, f.number, w.file(f).State, offered[act], err)
					}
				}
			}
		}
	})
}

func TestVerifyNamesATamperedFile(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f := w.in(project.Submitted)
		w.in(project.Preselected)
		w.verified()
		tests := []struct{ column, want string }{
			{"state", "Projet " + f.number + " : l’état gardé est reserve, les étapes mènent à submitted."},
			{"released", "Projet " + f.number + " : l’état communiqué est reserve, les étapes mènent à submitted."},
		}
		for _, test := range tests {
			err := w.db.Write(context.Background(), func(tx *db.Tx) error {
				if err := tx.Change("UPDATE project SET "+test.column+" = 'reserve' WHERE number = $1", f.number); err != nil {
					return err
				}
				faults, err := project.Verify(tx)
				if !slices.Equal(faults, []string{test.want}) {
					t.Errorf("Verify() with another %s: got %q, want %q", test.column, faults, test.want)
				}
				return errors.Join(err, errUndo)
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		}
	})
}

func TestWithoutFileListsTheSchoolsOfAHead(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		head := w.people[access.SchoolLead]
		head.Places = append(head.Places, w.schools[1].Place())
		count := func(by access.Actor) (n int) {
			w.read(func(tx *db.Tx) error {
				without, err := w.projects.WithoutFile(tx, by, w.rules.Code)
				n = len(without)
				return err
			})
			return n
		}
		for _, want := range []int{2, 1, 0} {
			if got := count(head); got != want {
				t.Errorf("WithoutFile: got %d schools, want %d", got, want)
			}
			if want > 0 {
				w.open()
			}
		}
		for _, role := range []access.Role{access.SchoolContributor, access.RegionalPilot, access.NationalPilot} {
			if got := count(w.people[role]); got != 0 {
				t.Errorf("WithoutFile for %s: got %d schools, want none", role, got)
			}
		}
	})
}
