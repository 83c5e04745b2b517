package project_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/workflow"
)

func dossierUAI(text string) territory.UAI { return territory.UAI(text) }

func importSchool(tx *db.Tx, w *world, school territory.School) error {
	_, err := territory.New(w.db).ImportTx(tx, w.program(), territory.Directory{Schools: []territory.School{school}})
	return err
}

// fields are the answers of a sheet with their versions: "2 (v1)".
func (w *world) fields(f dossier, sheet string) map[string]string {
	w.Helper()
	file, shown := w.file(f), map[string]string{}
	w.read(func(tx *db.Tx) error {
		fields, err := w.projects.Fields(tx, file.Project, sheet)
		for key, answer := range fields {
			shown[key] = fmt.Sprintf("%s (v%d)", answer.Value, answer.Version)
		}
		return err
	})
	return shown
}

func TestSaveKeepsAllThatIsTyped(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.open()
		saved, err := w.save(f, "annexe-2", map[string]string{"renewal.new": " 2 ", "renewal.renewed": "deux", "budget_material": "", "groups.a1.start": "3 novembre 2009",
			"unknown": "x", "budget_total": "5"}, nil)
		if err != nil || len(saved.Faults) != 1 || saved.Faults["renewal.renewed"] == "" || len(saved.Conflicts) != 0 || saved.Good() {
			t.Errorf("Save: got %+v, %v, want a fault for « renewed » alone", saved, err)
		}
		want := map[string]string{"renewal.new": "2 (v1)", "renewal.renewed": "\x1adeux (v1)", "groups.a1": "1 (v1)", "groups.a1.start": "2009-11-03 (v1)"}
		if diff := cmp.Diff(want, w.fields(f, "annexe-2")); diff != "" {
			t.Errorf("fields kept, -want +got\n%s", diff)
		}
		if got := w.file(f); got.Revision != 2 || got.SavedAt != w.now {
			t.Errorf("after one save: revision %d at %s, want 2 at %s", got.Revision, got.SavedAt, w.now)
		}
		w.fill(f)
		if got := w.file(f).AskedCents; got != asked {
			t.Errorf("asked: got %d, want the sum of the budget's lines, %d", got, asked)
		}
	})
}

// A page that is left while a save is under way says what it had sent: nobody is
// in conflict with themselves, nor hides another's answer so.
func TestSaveAfterOneThatIsNotAnswered(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.open()
		save := func(role access.Role, typed, before string) project.Saved {
			in := project.Saving{Sheet: "annexe-3", Typed: map[string]string{"network": typed}}
			if before != "" {
				in.Before = map[string]string{"network": before}
			}
			saved, err := w.projects.Save(context.Background(), w.as(role), f.number, in)
			w.must(err)
			return saved
		}
		save(access.SchoolLead, "Un", "")
		if saved := save(access.SchoolLead, "Un deux", "Un"); !saved.Good() {
			t.Errorf("Save after one without an answer: got %+v, want it kept", saved)
		}
		if saved := save(access.SchoolLead, "Un", ""); len(saved.Conflicts) != 1 {
			t.Errorf("the first, come late: got %+v, want a conflict", saved)
		}
		if saved := save(access.SchoolContributor, "Un deux trois", "Un deux"); len(saved.Conflicts) != 1 {
			t.Errorf("Save over two changes: got %+v, want a conflict", saved)
		}
		if got := w.fields(f, "annexe-3")["network"]; got != "Un deux (v2)" {
			t.Errorf("the field: got %s, want Un deux (v2)", got)
		}
	})
}

// R5: two people on the same sheet: the second is shown the difference.
func TestSaveNeverOverwritesWhatWasNotSeen(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.open()
		save := func(role access.Role, typed map[string]string, seen map[string]int64) project.Saved {
			saved, err := w.projects.Save(context.Background(), w.as(role), f.number, project.Saving{Sheet: "annexe-2", Typed: typed, Seen: seen})
			w.must(err)
			return saved
		}
		save(access.SchoolLead, map[string]string{"renewal.new": "2", "renewal.renewed": "1"}, nil)
		saved := save(access.SchoolContributor, map[string]string{"renewal.new": "3", "renewal.renewed": "1", "budget_material": "4"}, nil)
		conflict := saved.Conflicts["renewal.new"]
		if len(saved.Conflicts) != 1 || conflict.Value != "2" || conflict.Version != 1 || conflict.PersonName != w.people[access.SchoolLead].Person.Name {
			t.Errorf("Save over another's: conflicts %+v, want « new » as its head wrote it", saved.Conflicts)
		}
		want := map[string]string{"renewal.new": "2 (v1)", "renewal.renewed": "1 (v1)", "budget_material": "400 (v1)"}
		if diff := cmp.Diff(want, w.fields(f, "annexe-2")); diff != "" {
			t.Errorf("fields after the conflict, -want +got\n%s", diff)
		}
		if saved := save(access.SchoolContributor, map[string]string{"renewal.new": "3"}, map[string]int64{"renewal.new": 1}); !saved.Good() {
			t.Errorf("Save once seen: got %+v, want it kept", saved)
		}
		if got := w.fields(f, "annexe-2")["renewal.new"]; got != "3 (v2)" {
			t.Errorf("« new »: got %s, want 3 (v2)", got)
		}
		if saved := save(access.SchoolLead, map[string]string{"renewal.new": ""}, map[string]int64{"renewal.new": 2}); !saved.Good() || w.fields(f, "annexe-2")["renewal.new"] != " (v3)" {
			t.Errorf("Save of a blank once seen: got %+v, %s, want it blank", saved, w.fields(f, "annexe-2")["renewal.new"])
		}
	})
}

func TestSaveIsForThoseWhoMayAndWhenTheyMay(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f := w.open()
		saving := project.Saving{Sheet: "annexe-2", Typed: map[string]string{"renewal.new": "2"}}
		for _, role := range access.Roles() {
			_, err := w.projects.Save(context.Background(), w.as(role), f.number, saving)
			if may := role == access.SchoolLead || role == access.SchoolContributor; may != (err == nil) || !may && !errors.Is(err, project.ErrNotFound) {
				t.Errorf("Save by %s: got %v, want it kept: %v, else ErrNotFound", role, err, may)
			}
		}
		if _, err := w.projects.Save(context.Background(), w.leads(w.schools[1]), f.number, saving); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("Save by another head: got %v, want ErrNotFound", err)
		}
		if _, err := w.save(f, "annexe-9", nil, nil); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("Save of no sheet: got %v, want ErrNotFound", err)
		}
		w.fill(f)
		w.follow(f, project.ActSubmit)
		_, err := w.save(f, "annexe-2", map[string]string{"renewal.new": "5"}, nil)
		if len(w.reasons(err)) != 1 || w.fields(f, "annexe-2")["renewal.new"] != "18 (v2)" {
			t.Errorf("Save once submitted: got %v, want a refusal and nothing changed", err)
		}
	})
}

func TestFiftySavesAtOnceLoseNothing(t *testing.T) {
	counts := map[string]int64{"renewal.new": 20, "renewal.renewed": 5}
	for row := range 8 { // of rows that do not stand yet
		counts[fmt.Sprintf("groups.r%d.size", row)] = int64(8 + row%4)
	}
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.open()
		var group sync.WaitGroup
		for key, first := range counts {
			group.Go(func() {
				for version := range int64(5) {
					saved, err := w.save(f, "annexe-2", map[string]string{key: fmt.Sprint(first + version)}, map[string]int64{key: version})
					if err != nil || !saved.Good() {
						t.Errorf("Save(%s) beside others: %+v, %v", key, saved, err)
					}
				}
			})
		}
		group.Wait()
		want := map[string]string{}
		for key, first := range counts {
			want[key] = fmt.Sprintf("%d (v5)", first+4)
			if row, isCell := strings.CutSuffix(key, ".size"); isCell {
				want[row] = "1 (v1)"
			}
		}
		if diff := cmp.Diff(want, w.fields(f, "annexe-2")); diff != "" {
			t.Errorf("fields after fifty saves, -want +got\n%s", diff)
		}
		if got := w.file(f).Revision; got != 51 {
			t.Errorf("revision: got %d, want 51", got)
		}
	})
}

// R5: a row removed by one while another writes in it stands again; nothing
// written goes with it.
func TestRowsStandAndGo(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		save := func(typed map[string]string, seen map[string]int64) project.Saved {
			saved, err := w.save(f, "annexe-2", typed, seen)
			w.must(err)
			return saved
		}
		rows := func() []string { return w.file(f).Answers["annexe-2"].Rows("groups") }
		save(map[string]string{"groups.a2": ""}, map[string]int64{"groups.a2": 1})
		if diff := cmp.Diff([]string{"a1"}, rows()); diff != "" {
			t.Errorf("rows after one is removed, -want +got\n%s", diff)
		}
		if saved := save(map[string]string{"groups.a2.size": "14"}, map[string]int64{"groups.a2.size": 1}); !saved.Good() {
			t.Errorf("Save in a row that another removed: %+v, want it kept", saved)
		}
		if diff := cmp.Diff([]string{"a1", "a2"}, rows()); diff != "" {
			t.Errorf("rows after somebody wrote in the removed one, -want +got\n%s", diff)
		}
		typed := map[string]string{}
		for i := range 25 {
			typed[fmt.Sprintf("groups.b%02d.size", i)] = "9"
		}
		saved := save(typed, nil)
		if n := len(rows()); n != 20 || len(saved.Faults) != 14 { // seven rows too many, and their cells
			t.Errorf("Save of 27 groups: %d stand, %d faults, want 20 and 14", n, len(saved.Faults))
		}
	})
}

// A double click is one act: the first result is that of all.
func TestAMoveSentTwiceIsOneMove(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		call := w.leads(f.school)
		call.Key = "form 1"
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() {
				got, err := w.projects.Move(context.Background(), call, project.ActSubmit, f.number, good(project.ActSubmit, 3))
				if got != f.number || err != nil {
					t.Errorf("Move under one key = %q, %v, want %q", got, err, f.number)
				}
			})
		}
		group.Wait()
		if diff := cmp.Diff("open →draft\nsubmit draft→submitted\n", told(w.history(f, access.School))); diff != "" {
			t.Errorf("History, -want +got\n%s", diff)
		}
		if letters := w.lettersTo(access.SchoolLead); len(letters) != 1 {
			t.Errorf("letters: got %d, want 1", len(letters))
		}
	})
}

func TestOfTwoMovesAtOnceOneIsRefused(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Transmitted)
		acts := []workflow.Act{project.ActValidate, project.ActRefuse, project.ActValidate, project.ActRefuse}
		errs := make([]error, len(acts))
		var group sync.WaitGroup
		for i, act := range acts {
			call := w.by(act, f.school)
			call.Key = fmt.Sprint("form ", i)
			group.Go(func() {
				_, errs[i] = w.projects.Move(context.Background(), call, act, f.number, good(act, 0))
			})
		}
		group.Wait()
		done := 0
		for i, err := range errs {
			if err == nil {
				done++
			} else if got := w.reasons(err); len(got) != 1 {
				t.Errorf("%s beside others: got %q, want one reason", acts[i], got)
			}
		}
		if done != 1 {
			t.Errorf("decisions taken: got %d, want 1", done)
		}
		w.verified()
	})
}

func TestOfTwoOpeningsAtOnceOneIsRefused(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		school := w.schools[0]
		errs := make([]error, 4)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() { _, errs[i] = w.projects.Open(context.Background(), w.leads(school), school.UAI) })
		}
		group.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if got := w.reasons(err); len(got) != 1 || got[0] != "Cette école ou cet établissement a déjà un projet cette année\u202f: le n° 2009-93-0001." {
				t.Errorf("Open beside others: got %q, want the number of the file that is", got)
			}
		}
		if done != 1 {
			t.Errorf("files opened: got %d, want 1", done)
		}
	})
}

func TestNumbersGoUpByOneInEachDepartment(t *testing.T) {
	inWorlds(t, 20, func(t *testing.T, w *world) {
		numbers := make([]string, len(w.schools))
		var group sync.WaitGroup
		for i, school := range w.schools {
			group.Go(func() {
				var err error
				if numbers[i], err = w.projects.Open(context.Background(), w.leads(school), school.UAI); err != nil {
					t.Errorf("Open beside others: %v", err)
				}
			})
		}
		group.Wait()
		given := map[string]bool{}
		for _, number := range numbers {
			given[number] = true
		}
		want := map[string]bool{"2009-94-0001": true, "2009-13-0001": true}
		for i := range 20 {
			want[fmt.Sprintf("2009-93-%04d", i+1)] = true
		}
		if diff := cmp.Diff(want, given); diff != "" {
			t.Errorf("numbers given, -want +got\n%s", diff)
		}
	})
}
