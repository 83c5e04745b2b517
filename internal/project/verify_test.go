package project_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

func TestVerifyNamesATamperedDue(t *testing.T) {
	tests := []struct{ name, tamper, want string }{
		{"lost", "UPDATE due SET settled_at = opened_at, settled_on = due_on, outcome = 'done' WHERE subject = $1 AND settled_at IS NULL",
			"rien n’est attendu, l’état returned demande « Compléter et transmettre de nouveau la fiche »."},
		{"of another role", "UPDATE due SET role = 'national_pilot' WHERE subject = $1 AND settled_at IS NULL",
			"« Compléter et transmettre de nouveau la fiche » est attendu de « Pilotage national (DGESCO, DAIC) », l’état returned le demande à « Direction d’école ou d’établissement »."},
		{"another task", "UPDATE due SET task = 'Rêver' WHERE subject = $1 AND settled_at IS NULL",
			"« Rêver » est attendu, l’état returned demande « Compléter et transmettre de nouveau la fiche »."},
		{"another day", "UPDATE due SET due_on = '2009-12-24' WHERE subject = $1 AND settled_at IS NULL",
			"« Compléter et transmettre de nouveau la fiche » est attendu le 24 décembre 2009, le retour donne jusqu’au 5 octobre 2009."},
		{"twice", "UPDATE due SET settled_at = NULL, settled_on = NULL, outcome = '' WHERE id = (SELECT max(id) FROM due WHERE subject = $1 AND settled_at IS NOT NULL)",
			"« Compléter et transmettre de nouveau la fiche » est attendu en plus d’autre chose."},
		{"after the end", "UPDATE project SET state = 'closed', released = 'closed' WHERE 'project:' || number = $1",
			"« Compléter et transmettre de nouveau la fiche » est attendu, l’état closed ne demande rien."},
	}
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f := w.in(project.Returned)
		w.in(project.Preselected)
		w.verified()
		for _, test := range tests {
			err := w.db.Write(t.Context(), func(tx *db.Tx) error {
				if err := tx.Change(test.tamper, "project:"+f.number); err != nil {
					return err
				}
				faults, err := project.VerifyDues(tx)
				if len(faults) == 0 || !slices.ContainsFunc(faults, func(fault string) bool { return plain(fault) == "Projet "+f.number+" : "+test.want }) {
					t.Errorf("VerifyDues, %s: got %q, want %q", test.name, faults, test.want)
				}
				return errors.Join(err, errUndo)
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		}
	})
}

// Whatever the order of its moves, a file has one open Due of its own at most,
// the one that its state asks for; what is due on a part of it counts apart.
func TestAFileHasOneDueAtMost(t *testing.T) {
	const files, tries = 8, 20
	inWorlds(t, files, func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(2009, 92))
		moved := 0
		for range files {
			f := w.fill(w.open())
			w.must(w.db.Write(t.Context(), func(tx *db.Tx) error {
				return campaign.Expect(tx, w.at(), campaign.Due{Campaign: w.rules.Code, Task: "Répondre", Role: "regional_pilot", Place: f.school.Place(),
					Subject: "project:" + f.number + "#message:1", DueOn: civil.MustDate("2009-10-01")})
			}))
			for i := range tries {
				moves := slices.DeleteFunc(project.Moves.Possible(w.file(f).State), func(m workflow.Move[*project.Dossier]) bool {
					return m.Act == project.ActEdit || m.Act == project.ActWithdraw && i < tries-1
				})
				if len(moves) == 0 {
					break
				}
				act := moves[random.IntN(len(moves))].Act
				if len(w.reasons(w.move(f, act, good(act, w.file(f).Revision)))) == 0 {
					moved++
					w.oneDue(f, act)
				}
			}
		}
		w.verified()
		if moved < 5*files {
			t.Errorf("%d moves made, want more to try", moved)
		}
	})
}

// plain is a text with ordinary spaces.
func plain(text string) string { return strings.ReplaceAll(text, "\u202f", " ") }

// oneDue checks what is open on a file after an act.
func (w *world) oneDue(f dossier, act workflow.Act) {
	w.Helper()
	var open []string
	w.read(func(tx *db.Tx) error {
		return tx.Select(&open, "SELECT subject FROM due WHERE settled_at IS NULL AND (subject = $1 OR subject = $2) ORDER BY subject",
			"project:"+f.number, "project:"+f.number+"#message:1")
	})
	want := []string{"project:" + f.number, "project:" + f.number + "#message:1"}
	switch state := w.file(f); {
	case state.State == project.Closed || state.State == project.Withdrawn:
		want = nil
	case !state.Pending() && slices.Contains([]workflow.State{project.Reserve, project.Discarded, project.Validated, project.Refused}, state.State):
		want = want[1:]
	}
	if diff := cmp.Diff(want, open); diff != "" {
		w.Errorf("open on %s after %s, -want +got\n%s", f.number, act, diff)
	}
}
