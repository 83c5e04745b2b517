package project_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/project"
)

// docket is what the committee of a region has before it.
func (w *world) docket(region string, numbers ...string) (files, others []project.Filled) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		files, others, err = w.projects.Docket(tx, w.rules, region, numbers)
		return err
	})
	return files, others
}

// The committee reads, all at once, what each file alone shows to the region: what
// was sent, in the order asked for, and nothing of another region nor never sent.
func TestDocketReadsWhatTheRegionReads(t *testing.T) {
	inWorlds(t, 4, func(t *testing.T, w *world) {
		sent, returned, reserve, draft := w.in(project.Submitted), w.in(project.Returned), w.in(project.Reserve), w.in(project.Draft)
		w.writes(returned, "budget_material", "1450") // 1 000 € more, not sent yet
		const region = "11"
		files, others := w.docket(region, returned.number, sent.number, draft.number, "2009-99-0001")
		if len(files) != 2 || files[0].Number != returned.number || files[1].Number != sent.number {
			t.Fatalf("Docket: got %d files, want the two asked for that were sent, in their order", len(files))
		}
		if len(others) != 1 || others[0].Number != reserve.number || !others[0].Awaits() {
			t.Errorf("Docket: got %d others, want the one in reserve", len(others))
		}
		for i, f := range []dossier{returned, sent} {
			alone := w.readAs(f, access.RegionalPilot)
			if got, want := files[i].Reading(), alone.Reading(); !cmp.Equal(got, want) || got.Groups == 0 || got.Hours == 0 {
				t.Errorf("Reading of %s in the docket = %+v, want %+v as alone", f.number, got, want)
			}
			if files[i].AskedCents != alone.AskedCents || files[i].Answers["annexe-2"]["budget_material"] != alone.Answers["annexe-2"]["budget_material"] {
				t.Errorf("%s in the docket asks %d, want %d: what was sent", f.number, files[i].AskedCents, alone.AskedCents)
			}
		}
		if files, others := w.docket("93", sent.number); len(files)+len(others) != 0 {
			t.Errorf("Docket of another region: got %d files, want none", len(files)+len(others))
		}
	})
}

// What was gone through once is not again, until the school sends it again.
func TestDocketReadsAgainWhatIsSentAgain(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Returned)
		reading := func() project.Reading {
			files, _ := w.docket("11", f.number)
			return files[0].Reading()
		}
		before := reading()
		w.writes(f, "budget_teaching", "1,00") // it pays for no lesson
		if got := reading(); !cmp.Equal(got, before) {
			t.Errorf("Reading, nothing sent = %+v, want %+v", got, before)
		}
		w.follow(f, project.ActSubmit)
		if got, want := len(reading().Findings), len(before.Findings)+1; got != want {
			t.Errorf("Reading of what is sent again: got %d findings, want %d", got, want)
		}
	})
}
