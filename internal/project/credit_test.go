package project_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/ledger"
	"preau/internal/project"
	"preau/internal/workflow"
)

// ceiling is what is under the ceiling of a department.
func (w *world) ceiling(department string) (found credit.Ceiling) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		all, err := credit.Ceilings(tx, w.people[access.NationalPilot], "2009-2010")
		for _, c := range all {
			if c.Department == department {
				found = c
			}
		}
		return err
	})
	return found
}

// limit puts the ceiling of Seine-Saint-Denis, and the envelope of its region, where a
// test wants them.
func (w *world) limit(ceiling, envelope civil.Cents) {
	w.Helper()
	w.must(w.db.Write(context.Background(), func(tx *db.Tx) error {
		c, others := w.ceiling("93"), civil.Cents(0)
		all, err := credit.Ceilings(tx, w.people[access.NationalPilot], "2009-2010")
		for _, o := range all {
			if o.Region == c.Region && o.Department != "93" {
				others += *o.AmountCents
			}
		}
		if err != nil {
			return err
		}
		if envelope == 0 {
			envelope = others + ceiling
		}
		if _, err := tx.Exec("UPDATE ceiling SET amount_cents = $1 WHERE department = '93'", ceiling); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE envelope SET amount_cents = $1 WHERE region = '11'", envelope); err != nil {
			return err
		}
		if *c.AmountCents == ceiling {
			return nil
		}
		_, err = ledger.Post(tx, w.at(), ledger.Entry{Debit: "nation:2009-2010", Credit: "ceiling:2009-2010/93", Cents: *c.AmountCents - ceiling, Subject: "essai"})
		return err
	}))
}

// §3.1, §4: what is proposed and committed follows the file, to the cent, in every state.
func TestCreditsFollowTheFile(t *testing.T) {
	steps := []struct {
		act                 workflow.Act
		proposed, committed civil.Cents
	}{
		{project.ActSubmit, 0, 0}, {project.ActOpine, 0, 0}, {project.ActReserve, 0, 0}, {project.ActPreselect, asked, 0},
		{project.ActReturn, 0, 0}, {project.ActSubmit, 0, 0}, {project.ActPreselect, asked, 0}, {project.ActTransmit, asked, 0},
		{project.ActSendBack, asked, 0}, {project.ActOpine, asked, 0}, {project.ActTransmit, asked, 0}, {project.ActValidate, 0, 5_000_00},
		{project.ActRelease, 0, 5_000_00}, {project.ActWithdraw, 0, 0},
	}
	inWorlds(t, 3, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		for _, step := range steps {
			w.follow(f, step.act)
			if got := w.ceiling("93"); got.ProposedCents != step.proposed || got.CommittedCents != step.committed {
				t.Errorf("after %s: got %d proposed and %d committed, want %d and %d", step.act, got.ProposedCents, got.CommittedCents, step.proposed, step.committed)
			}
			w.verified()
		}
		for _, act := range []workflow.Act{project.ActRefuse, project.ActWithdraw} {
			w.follow(w.in(project.Transmitted), act)
			if got := w.ceiling("93"); got.ProposedCents != 0 || got.CommittedCents != 0 {
				t.Errorf("after %s of what was transmitted: got %+v, want nothing left", act, got)
			}
		}
		w.verified()
	})
}

// §4: the cent that would pass is refused, and the refusal says what is left; exactly
// what is left is granted.
func TestTheCentThatPassesIsRefused(t *testing.T) {
	inWorlds(t, 4, func(t *testing.T, w *world) {
		files := []dossier{w.in(project.Transmitted), w.in(project.Transmitted), w.in(project.Transmitted)}
		validate := func(f dossier, cents civil.Cents) []string {
			return w.reasons(w.move(f, project.ActValidate, project.Input{Granted: cents, Reason: "Il reste peu."}))
		}
		w.limit(6_000_00, 0)
		if got := validate(files[0], 5_000_00); len(got) > 0 {
			t.Fatalf("under the ceiling: got %q", got)
		}
		want := []string{"Sous le plafond de ce département, Seine-Saint-Denis (93), il reste 1\u202f000,00\u00a0€\u202f: 1\u202f000,01\u00a0€ ne peuvent pas être accordés."}
		if got := validate(files[1], 1_000_01); !slices.Equal(got, want) {
			t.Errorf("a cent above the ceiling: got %q, want %q", got, want)
		}
		if got := validate(files[1], 1_000_00); len(got) > 0 {
			t.Errorf("exactly what is left: got %q", got)
		}
		if got := w.ceiling("93"); got.Left() != 0 {
			t.Errorf("left: got %d, want 0", got.Left())
		}
		w.follow(files[0], project.ActWithdraw)
		w.limit(6_000_00, 2_000_00)
		want = []string{"Dans l’enveloppe régionale, il reste 1\u202f000,00\u00a0€\u202f: 1\u202f000,01\u00a0€ ne peuvent pas être accordés."}
		if got := validate(files[2], 1_000_01); !slices.Equal(got, want) {
			t.Errorf("a cent above the envelope: got %q, want %q", got, want)
		}
		if got := w.ceiling("93").CommittedCents; got != 1_000_00 {
			t.Errorf("committed after a refusal: got %d, want 100000", got)
		}
	})
}

// Until a ceiling is notified nothing is validated; what is preselected counts.
func TestNothingIsValidatedBeforeACeiling(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		w.must(w.db.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec("DELETE FROM ceiling")
			return err
		}))
		f := w.in(project.Transmitted)
		got := w.reasons(w.move(f, project.ActValidate, good(project.ActValidate, 0)))
		if len(got) != 1 || !strings.Contains(got[0], "Aucun plafond n’est encore notifié pour ce département\u202f: Seine-Saint-Denis (93)") {
			t.Errorf("Validate without a ceiling: got %q", got)
		}
		if got := w.ceiling("93"); got.AmountCents != nil || got.ProposedCents != asked {
			t.Errorf("the ceiling not notified: got %+v, want %d proposed", got, asked)
		}
	})
}

// R11: fifty validations at once under one ceiling, for forty: none lost, none over.
func TestFiftyValidationsAtOnce(t *testing.T) {
	const files, fit = 50, 40
	inWorlds(t, files, func(t *testing.T, w *world) {
		all := make([]dossier, files)
		for i := range all {
			all[i] = w.in(project.Transmitted)
		}
		w.limit(fit*5_000_00+4_999_99, 0)
		refused := make([][]string, files)
		errs := make([]error, files)
		var group sync.WaitGroup
		for i, f := range all {
			call := w.by(project.ActValidate, f.school)
			call.Key = fmt.Sprint("form ", i)
			group.Go(func() {
				_, errs[i] = w.projects.Move(context.Background(), call, project.ActValidate, f.number, good(project.ActValidate, 0))
			})
		}
		group.Wait()
		done := 0
		for i, err := range errs {
			if refused[i] = w.reasons(err); err == nil {
				done++
			} else if len(refused[i]) != 1 || !strings.Contains(refused[i][0], "il reste 4\u202f999,99\u00a0€\u202f: 5\u202f000,00\u00a0€ ne peuvent pas être accordés.") {
				t.Errorf("refused beside others: got %q, want what is left", refused[i])
			}
		}
		if got := w.ceiling("93"); done != fit || got.CommittedCents != fit*5_000_00 || got.ProposedCents != (files-fit)*asked {
			t.Errorf("validated at once: got %d, %d committed and %d proposed, want %d of 5 000 €", done, got.CommittedCents, got.ProposedCents, fit)
		}
		w.verified()
	})
}

// The database itself refuses, when two transactions look first and both see room.
func TestTheDatabaseItselfRefuses(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		w.limit(8_000_00, 0)
		errs := make([]error, 2)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() {
				errs[i] = w.db.Write(context.Background(), func(tx *db.Tx) error {
					return tx.Change("UPDATE ceiling SET committed_cents = committed_cents + 500000 WHERE department = '93'")
				})
			})
		}
		group.Wait()
		first, second := errs[0], errs[1]
		if first != nil {
			first, second = second, first
		}
		if first != nil || db.Broken(second) != "ceiling_is_not_passed" {
			t.Errorf("two at once for 8 000 €: got %v and %v, want one refused by ceiling_is_not_passed", first, second)
		}
	})
}

// A decision that is not released counts, for each level, where they still see the file.
func TestAmountsKeepASecret(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		w.in(project.Validated)
		w.in(project.Preselected)
		tests := map[access.Role][2]civil.Cents{ // proposed, committed
			access.NationalPilot: {asked, 5_000_00}, access.RegionalPilot: {2 * asked, 0}, access.AcademieManager: {asked, 0}, access.DepartmentReader: {asked, 0}}
		for role, want := range tests {
			w.read(func(tx *db.Tx) error {
				seen, err := project.AmountsSeen(tx, w.people[role], "2009-2010")
				if got := seen["93"]; got.Proposed != want[0] || got.Committed != want[1] {
					t.Errorf("amounts seen by %s: got %+v, want %v", role, got, want)
				}
				return err
			})
		}
		w.read(func(tx *db.Tx) error {
			seen, err := project.AmountsSeen(tx, w.people[access.SchoolLead], "2009-2010")
			if len(seen) > 0 {
				t.Errorf("amounts seen by a school: got %v, want none", seen)
			}
			return err
		})
	})
}

// What somebody changed behind the program's back shows.
func TestVerifyCreditsSaysWhatDoesNotHold(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		w.in(project.Validated)
		w.must(w.db.Write(context.Background(), func(tx *db.Tx) error {
			for _, statement := range []string{"UPDATE ceiling SET committed_cents = 499999 WHERE department = '93'", "UPDATE project SET granted_cents = 400000 WHERE state = 'validated'"} {
				if _, err := tx.Exec(statement); err != nil {
					return err
				}
			}
			return nil
		}))
		for _, verify := range []struct {
			name string
			do   func(*db.Tx) ([]string, error)
			want []string
		}{{"project.VerifyCredits", project.VerifyCredits, []string{"4\u202f999,99\u00a0€ engagés, les projets font", "Projet 2009-93-0001"}},
			{"credit.Verify", credit.Verify, []string{"le grand livre dit", "n’est pas la somme de ses plafonds"}}} {
			w.read(func(tx *db.Tx) error {
				faults, err := verify.do(tx)
				for _, want := range verify.want {
					if !strings.Contains(strings.Join(faults, "\n"), want) {
						t.Errorf("%s: got %q, want %q", verify.name, faults, want)
					}
				}
				return err
			})
		}
	})
}
