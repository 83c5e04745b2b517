package project_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// batch is what waits for an act, as the person of a role reads it.
func (w *world) batch(role access.Role, act workflow.Act) (b project.Batch) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		b, err = project.BatchOf(tx, w.people[role], w.rules.Code, act)
		return err
	})
	return b
}

// A region sends all it has preselected at once; the nation says all it has decided
// at once: each school gets its letter, each region one (§6).
func TestManyFilesMoveTogether(t *testing.T) {
	inWorlds(t, 6, func(t *testing.T, w *world) {
		var sent []dossier
		for range 3 {
			sent = append(sent, w.in(project.Preselected))
		}
		w.in(project.Submitted)
		w.in(project.Reserve)
		w.in(project.SentBack) // is examined again, and sent by itself

		list := w.batch(access.RegionalPilot, project.ActTransmit)
		if len(list.Rows) != 3 || list.Asked() != 3*asked || list.In(project.Preselected) != 3 {
			t.Fatalf("what waits to be transmitted: %+v, want three files of %d", list, asked)
		}
		call := w.as(access.RegionalPilot)
		call.Key = "deux-clics"
		for range 2 {
			moved, err := w.projects.MoveAll(context.Background(), call, project.ActTransmit, list.Seal())
			if moved != 3 || err != nil {
				t.Errorf("MoveAll, by a click then by another: %d, %v, want 3", moved, err)
			}
		}
		for _, f := range sent {
			if got := w.file(f).State; got != project.Transmitted {
				t.Errorf("%s is %s, want transmitted", f.number, got)
			}
		}
		for i, f := range sent {
			act := project.ActValidate
			if i == 2 {
				act = project.ActRefuse
			}
			w.must(w.move(f, act, good(act, 0)))
		}
		before := len(w.lettersTo(access.RegionalPilot))
		decided := w.batch(access.NationalPilot, project.ActRelease)
		if len(decided.Rows) != 3 || decided.Granted() != 2*5_000_00 {
			t.Fatalf("what waits to be released: %+v, want three, two of them validated", decided)
		}
		if _, err := w.projects.MoveAll(context.Background(), w.as(access.NationalPilot), project.ActRelease, decided.Seal()); err != nil {
			t.Fatal(err)
		}
		letters := w.lettersTo(access.RegionalPilot)
		if len(letters) != before+1 {
			t.Fatalf("letters to the region: %d more, want one for all", len(letters)-before)
		}
		body := strings.ReplaceAll(strings.ReplaceAll(letters[0].Body, "\u202f", " "), "\u00a0", " ")
		for _, want := range []string{sent[0].number + " : Validé, 5 000,00 €.", sent[2].number + " : Refusé."} {
			if !strings.Contains(body, want) {
				t.Errorf("the region's letter: want %q in\n%s", want, body)
			}
		}
		if got := len(w.batch(access.NationalPilot, project.ActRelease).Rows); got != 0 {
			t.Errorf("once released, %d files wait, want none", got)
		}
		w.verified()
	})
}

// All move or none; what has changed since it was read is read again.
func TestABatchIsWholeAndAsItWasRead(t *testing.T) {
	inWorlds(t, 4, func(t *testing.T, w *world) {
		first, second := w.in(project.Preselected), w.in(project.Preselected)
		read := w.batch(access.RegionalPilot, project.ActTransmit)
		send := func(seal string) error {
			_, err := w.projects.MoveAll(context.Background(), w.as(access.RegionalPilot), project.ActTransmit, seal)
			return err
		}
		third := w.in(project.Preselected)
		w.refused("a file more", send(read.Seal()), "La liste a changé depuis que vous l’avez lue. Relisez-la, puis confirmez.")
		read = w.batch(access.RegionalPilot, project.ActTransmit)
		w.must(w.move(third, project.ActWithdraw, project.Input{Reason: "Motif."})) // a second before
		w.refused("a file withdrawn", send(read.Seal()), "La liste a changé depuis que vous l’avez lue. Relisez-la, puis confirmez.")
		w.refused("no list", send(""), "La liste a changé depuis que vous l’avez lue. Relisez-la, puis confirmez.")

		w.now = civil.MustDate("2009-10-10").Start()
		read = w.batch(access.RegionalPilot, project.ActTransmit)
		err := send(read.Seal())
		for _, f := range []dossier{first, second} {
			w.refused("too late", err, fmt.Sprintf("Projet n° %s : La date limite du 9 octobre 2009 est dépassée.", f.number))
			if got := w.file(f).State; got != project.Preselected {
				t.Errorf("%s is %s, want it to have stayed", f.number, got)
			}
		}
		w.refused("an empty list", func() error {
			_, err := w.projects.MoveAll(context.Background(), w.as(access.RegionalPilot), project.ActAnnounce, "")
			return err
		}(), "Il n’y a aucun projet dans cette liste.")
		for role, act := range map[access.Role]workflow.Act{access.SchoolLead: project.ActTransmit, access.AcademieManager: project.ActTransmit, access.RegionalPilot: project.ActRelease,
			access.NationalPilot: project.ActTransmit, access.NationalPayer: project.ActRelease, access.Administrator: project.ActRelease} {
			if _, err := w.projects.MoveAll(context.Background(), w.as(role), act, read.Seal()); !errors.Is(err, project.ErrNotFound) {
				t.Errorf("MoveAll(%s) by %s: %v, want ErrNotFound", act, role, err)
			}
		}
		if _, err := w.projects.MoveAll(context.Background(), w.as(access.NationalPilot), project.ActValidate, ""); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("MoveAll of an act that is done file by file: %v, want ErrNotFound", err)
		}
	})
}

// refused checks that an error is a refusal that says something.
func (w *world) refused(when string, err error, want string) {
	w.Helper()
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(strings.ReplaceAll(refusal.Error(), "\u202f", " "), want) {
		w.Errorf("%s: got %v, want %q", when, err, want)
	}
}
