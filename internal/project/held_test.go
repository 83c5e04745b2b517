package project_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/project"
	"preau/internal/workflow"
)

var levels = []access.Level{access.School, access.Department, access.Academie, access.Region, access.Nation, access.Platform}

// The table in the comment of Project.Seen.
func TestSeenFollowsItsTable(t *testing.T) {
	for _, state := range project.AllStates() {
		released := []workflow.State{state}
		switch state {
		case project.Preselected, project.Reserve, project.Discarded:
			released = append(released, project.Submitted, project.Returned)
		case project.Validated, project.Refused:
			released = append(released, project.Transmitted)
		}
		for _, known := range released {
			p := project.Project{State: state, Released: known}
			byNation := known == project.Transmitted && state != known
			want := map[access.Level]workflow.State{access.School: known, access.Department: known, access.Academie: known,
				access.Region: state, access.Nation: state, access.Platform: state}
			if byNation {
				want[access.Region] = project.Transmitted
			}
			for _, level := range levels {
				if got := p.Seen(level); got != want[level] {
					t.Errorf("%s with %s released, seen by %s: got %s, want %s", state, known, level, got, want[level])
				}
			}
		}
	}
}

func TestGrantedIsKnownWithItsState(t *testing.T) {
	amount := civil.Cents(5_000_00)
	p := project.Project{State: project.Validated, Released: project.Transmitted, GrantedCents: &amount}
	for _, level := range levels {
		want := level == access.Nation || level == access.Platform
		if got := p.Granted(level) != nil; got != want {
			t.Errorf("amount held by the nation known to %s: got %v, want %v", level, got, want)
		}
	}
	p.Released = project.Validated
	if got := p.Granted(access.School); got == nil || *got != amount {
		t.Errorf("amount released, for the school: got %v, want %d", got, amount)
	}
}

func told(steps []project.Step) string {
	var text strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&text, "%s %s→%s", strings.TrimPrefix(string(s.Act), "project."), s.FromState, s.ToState)
		if s.GrantedCents != nil {
			fmt.Fprintf(&text, " %d", *s.GrantedCents)
		}
		text.WriteString("\n")
	}
	return text.String()
}

func TestHistoryHidesHeldSteps(t *testing.T) {
	const (
		school = "open →draft\nsubmit draft→submitted\n"
		region = school + "opine submitted→submitted\npreselect submitted→preselected\n"
		sent   = school + "transmit submitted→transmitted\n"
	)
	tests := []struct {
		acts                   []workflow.Act
		school, region, nation string
	}{
		{ways[project.Preselected], school, region, region},
		{ways[project.Discarded], school, school + "discard submitted→discarded\n", school + "discard submitted→discarded\n"},
		{ways[project.Validated], sent, region + "transmit preselected→transmitted\n",
			region + "transmit preselected→transmitted\nvalidate transmitted→validated 500000\n"},
		{append(slices.Clone(ways[project.Validated]), project.ActRelease), sent + "release transmitted→validated 500000\n",
			region + "transmit preselected→transmitted\nrelease transmitted→validated 500000\n",
			region + "transmit preselected→transmitted\nvalidate transmitted→validated 500000\nrelease validated→validated 500000\n"},
		{append(slices.Clone(ways[project.Refused]), project.ActWithdraw), sent + "withdraw transmitted→withdrawn\n",
			region + "transmit preselected→transmitted\nwithdraw transmitted→withdrawn\n",
			region + "transmit preselected→transmitted\nrefuse transmitted→refused\nwithdraw refused→withdrawn\n"},
	}
	inWorlds(t, len(tests), func(t *testing.T, w *world) {
		for _, test := range tests {
			f := w.fill(w.open())
			w.follow(f, test.acts...)
			for level, want := range map[access.Level]string{access.School: test.school, access.Department: test.school, access.Academie: test.school,
				access.Region: test.region, access.Nation: test.nation, access.Platform: test.nation} {
				if diff := cmp.Diff(want, told(w.history(f, level))); diff != "" {
					t.Errorf("History for %s after %q, -want +got\n%s", level, test.acts, diff)
				}
			}
		}
	})
}

// A release tells the reason of the decision that it releases.
func TestAReleaseTellsItsReason(t *testing.T) {
	tests := []struct {
		state   workflow.State
		release workflow.Act
		want    string
	}{
		{project.Discarded, project.ActAnnounce, "Motif de project.discard."},
		{project.Refused, project.ActRelease, "Motif de project.refuse."},
		{project.Validated, project.ActRelease, "Trois groupes au plus."},
	}
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		for _, test := range tests {
			w.must(w.db.Write(context.Background(), func(tx *db.Tx) error { return w.startAgain(tx, f) }))
			w.follow(f, ways[test.state]...)
			w.follow(f, test.release)
			steps := w.history(f, access.School)
			if got := steps[len(steps)-1].Reason; got != test.want {
				t.Errorf("reason of %s for the school: got %q, want %q", test.release, got, test.want)
			}
			letters := w.lettersTo(access.SchoolLead)
			if !strings.Contains(letters[0].Body, "Motif\u202f: "+test.want+"\n") {
				t.Errorf("letter of %s: got\n%s, want its reason", test.release, letters[0].Body)
			}
		}
	})
}

// §3.1: the school has the time it was given; then the region may discard the
// file, which the school learns when it is told.
func TestAReturnedFileLeftAloneIsDiscarded(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Returned)
		in := project.Input{Reason: "Fiche jamais complétée."}
		w.now = civil.MustDate("2009-10-05").End()
		want := []string{"L’école peut encore compléter sa fiche jusqu’au 5 octobre 2009."}
		if diff := cmp.Diff(want, w.reasons(w.move(f, project.ActDiscard, in))); diff != "" {
			t.Errorf("Discard on the last day, -want +got\n%s", diff)
		}
		w.now = civil.MustDate("2009-10-06").Start()
		w.must(w.move(f, project.ActDiscard, in))
		if got := w.file(f); got.Seen(access.School) != project.Returned || got.Seen(access.Region) != project.Discarded {
			t.Errorf("seen by the school and the region: got %s, %s", got.Seen(access.School), got.Seen(access.Region))
		}
		for _, move := range w.file(f).Possible(w.leads(f.school).By, w.at()) {
			if move.Act != project.ActWithdraw {
				t.Errorf("%s is offered to the school once its time is over", move.Act)
			}
		}
		w.must(w.move(f, project.ActAnnounce, project.Input{}))
		steps := w.history(f, access.School)
		if last := steps[len(steps)-1]; last.ToState != project.Discarded || last.Reason != in.Reason {
			t.Errorf("told to the school: got %s, %q, want the decision and its reason", last.ToState, last.Reason)
		}
		w.verified()
	})
}

// startAgain puts a file back to its draft, to walk it again: the only school
// whose head has letters is the first.
func (w *world) startAgain(tx *db.Tx, f dossier) error {
	return tx.Change("UPDATE project SET state = 'draft', released = 'draft', granted_cents = NULL, opinion = '' WHERE number = $1", f.number)
}

// lettersTo are the letters of the person of a role, the latest first.
func (w *world) lettersTo(role access.Role) (letters []mail.Letter) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		letters, _, err = mail.To(tx, w.people[role].Person.ID, 0, 100)
		return err
	})
	return letters
}

// Whatever the way of a file, a letter tells the school no more than it may
// know when it is written: neither a state, nor an amount, nor a reason held.
func TestLettersTellTheSchoolNothingHeld(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		rapid.Check(t, func(t *rapid.T) {
			w.must(w.db.Write(context.Background(), func(tx *db.Tx) error { return w.startAgain(tx, f) }))
			k := walk{w: w, f: f, letters: len(w.lettersTo(access.SchoolLead))}
			for range rapid.IntRange(1, 12).Draw(t, "moves") {
				moves := project.Moves.Possible(w.file(f).State)
				if len(moves) == 0 {
					break
				}
				k.step(t, rapid.SampledFrom(moves).Draw(t, "move"))
			}
		})
	})
}

// A walk follows one file, and keeps what only those above the school know.
type walk struct {
	w       *world
	f       dossier
	letters int    // of the school so far; a page of them holds a hundred
	held    string // the reason of the decision not released
	count   int
}

func (k *walk) step(t *rapid.T, move workflow.Move[*project.Dossier]) {
	if move.Act == project.ActEdit {
		return
	}
	k.count++
	secret := fmt.Sprintf("secret-%d-%s", k.count, move.Act)
	in := good(move.Act, k.w.file(k.f).Revision)
	in.Opinion = "avis-" + secret // sent along with every act, as a page might
	if in.Reason != "" {
		in.Reason = secret
	}
	latest := latestID(k.w)
	if err := k.w.move(k.f, move.Act, in); err != nil {
		var refusal *workflow.Refusal
		if !errors.As(err, &refusal) {
			t.Fatalf("Move(%s): %v", move.Act, err)
		}
		return
	}
	file := k.w.file(k.f)
	if move.Held && move.To != "" {
		k.held = in.Reason
	}
	for _, letter := range k.w.lettersTo(access.SchoolLead) {
		if letter.ID <= latest {
			break
		}
		state := "État du dossier\u202f: " + project.Label(file.Seen(access.School), access.School) + ".\n"
		if !strings.Contains(letter.Body, state) {
			t.Errorf("letter after %s in %s: got\n%s, want %s", move.Act, file.State, letter.Body, state)
		}
		if file.Granted(access.School) == nil && strings.Contains(letter.Body, "Montant") {
			t.Errorf("letter after %s in %s tells an amount:\n%s", move.Act, file.State, letter.Body)
		}
		for _, own := range []string{in.Reason, k.held} { // the act's own, and that of the decision it releases
			if own != "" {
				letter.Body = strings.ReplaceAll(letter.Body, own, "")
			}
		}
		if strings.Contains(letter.Body, "secret-") {
			t.Errorf("letter after %s in %s tells what is held:\n%s", move.Act, file.State, letter.Body)
		}
	}
	if move.Held && latestID(k.w) != latest {
		t.Errorf("%s is held, and a letter tells the school of it", move.Act)
	}
	if !file.Pending() {
		k.held = ""
	}
}

func latestID(w *world) db.ID {
	if letters := w.lettersTo(access.SchoolLead); len(letters) > 0 {
		return letters[0].ID
	}
	return 0
}
