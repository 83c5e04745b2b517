package project_test

import (
	"testing"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
)

// decided is what a meeting held on a day decided of a file.
func (w *world) decided(f dossier, region string, held civil.Date, closed civil.Instant, again civil.Date) (d project.Decided, known bool) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		all, err := project.DecidedOf(tx, w.rules.Code, region, []string{f.number, "2009-99-0001"}, held, closed, map[string]civil.Date{f.number: again})
		d, known = all[f.number]
		return err
	})
	return d, known
}

// A meeting is told what it decided: not what was before, nor what a later meeting
// decided, nor what the school and the nation did since.
func TestDecidedOf(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		first, second, none := civil.MustDate("2009-09-28"), civil.MustDate("2009-10-05"), civil.Date{}
		w.now = civil.Paris(2009, 9, 21, 10, 0, 0)
		f := w.in(project.Submitted)
		asked := w.file(f).AskedCents
		if d, known := w.decided(f, "11", first, civil.Instant{}, none); !known || d.Act != "" || d.AskedCents != asked || d.School == "" || d.Department == "" {
			t.Errorf("before any decision: %+v, %t", d, known)
		}
		if _, known := w.decided(f, "93", first, civil.Instant{}, none); known {
			t.Error("the committee of another region is told of the file")
		}

		w.now = civil.Paris(2009, 9, 28, 15, 0, 0)
		w.follow(f, project.ActOpine, project.ActReturn)
		closed := civil.Paris(2009, 9, 28, 18, 0, 0)
		w.now = civil.Paris(2009, 9, 29, 9, 0, 0)
		w.writes(f, "budget_material", "1450")
		w.follow(f, project.ActSubmit)
		want := func(name string, d project.Decided) {
			t.Helper()
			if d.Act != project.ActReturn || d.Reason != "Précisez les horaires." || d.Until.IsZero() || d.Opinion != "Avis favorable." || d.AskedCents != asked {
				t.Errorf("%s: %+v, want it returned, for what was asked then", name, d)
			}
		}
		d, _ := w.decided(f, "11", first, closed, none)
		want("sent again by the school", d)

		w.now = civil.Paris(2009, 10, 5, 15, 0, 0)
		w.follow(f, project.ActPreselect)
		d, _ = w.decided(f, "11", first, closed, second)
		want("decided by a later meeting", d)
		if d, _ = w.decided(f, "11", first, closed, none); d.Act != project.ActPreselect {
			t.Errorf("decided since, by no other meeting: %+v, want the change", d)
		}
		w.follow(f, project.ActTransmit)
		d, _ = w.decided(f, "11", second, civil.Instant{}, none)
		if d.Act != project.ActPreselect || d.AskedCents <= asked || d.Earlier != project.ActReturn || d.EarlierOn != first {
			t.Errorf("the later meeting, once transmitted: %+v, want it preselected for what was sent again", d)
		}
		if d, _ = w.decided(f, "11", second.Add(1), civil.Instant{}, none); d.Act != "" || d.Earlier != project.ActPreselect {
			t.Errorf("a meeting that decided nothing: %+v, want only what was before", d)
		}
	})
}
