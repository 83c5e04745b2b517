package project_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"preau/internal/access"
	"preau/internal/project"
)

// R5: last year's sheet is taken up where this year's is blank.
func TestLastYearsSheetIsTakenUp(t *testing.T) {
	inWorlds(t, 3, func(t *testing.T, w *world) {
		thisYear, lastYear := fstest.MapFS{}, fstest.MapFS{}
		for name, content := range w.rules.Files {
			thisYear[name] = &fstest.MapFile{Data: content}
			lastYear[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(content), `code = "2009-2010"`, `code = "2008-2009"`, 1))}
		}
		thisYear["campaign.toml"].Data = append(thisYear["campaign.toml"].Data, '\n') // another version is opened again
		w.reopen(lastYear)
		w.launch("11")
		before := w.fill(w.open())
		if _, err := w.save(before, "annexe-2", map[string]string{"groups.a1.start": "1/1/2009", "groups.a2": "", "budget_material": "beaucoup"},
			map[string]int64{"groups.a1.start": 1, "groups.a2": 1, "budget_material": 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.save(before, "annexe-2", map[string]string{"groups.a1.start": "5/11/2009", "budget_material": "450", "renewal.new": "6"},
			map[string]int64{"groups.a1.start": 2, "budget_material": 2, "renewal.new": 1}); err != nil {
			t.Fatal(err)
		}
		w.follow(before, project.ActSubmit)
		w.now = w.now.Add(time.Hour)
		w.reopen(thisYear)
		w.opened = 0
		now := w.open()
		if _, err := w.save(now, "annexe-3", map[string]string{"network": "Écrit cette année."}, nil); err != nil {
			t.Fatal(err)
		}
		call := w.leads(now.school)
		call.Key = "form 1"
		taken, err := w.projects.TakeUp(context.Background(), call, now.number)
		if again, err := w.projects.TakeUp(context.Background(), call, now.number); again != taken || err != nil {
			t.Errorf("TakeUp clicked twice = %d, %v, want %d as the first time", again, err, taken)
		}
		file := w.file(now)
		annexe2, annexe3 := file.Answers["annexe-2"], file.Answers["annexe-3"]
		if err != nil || taken == 0 || file.AskedCents != asked {
			t.Errorf("TakeUp = %d, %v; asked %d, want %d", taken, err, file.AskedCents, asked)
		}
		for key, want := range map[string]string{"groups.a1": "1", "groups.a1.size": "12", "groups.a2": "", "groups.a2.size": "", "trainers.t1.kind": "teacher",
			"renewal.new": "", "budget_material": "45000"} {
			if got := annexe2[key]; got != want {
				t.Errorf("%s taken up: got %q, want %q", key, got, want)
			}
		}
		if annexe3["network"] != "Écrit cette année." || annexe3["other_schemes"] != "Le centre social." {
			t.Errorf("annexe 3 taken up: got %v, want what was blank filled, and nothing overwritten", annexe3)
		}
		if again, err := w.projects.TakeUp(context.Background(), w.leads(now.school), now.number); again != 0 || err != nil || w.file(now).Revision != file.Revision {
			t.Errorf("TakeUp once more = %d, %v, want nothing", again, err)
		}
		if _, err := w.projects.TakeUp(context.Background(), w.leads(w.schools[1]), now.number); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("TakeUp by another head: got %v, want ErrNotFound", err)
		}
		if _, err := w.projects.TakeUp(context.Background(), w.as(access.RegionalPilot), now.number); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("TakeUp by the region: got %v, want ErrNotFound", err)
		}
		w.follow(w.fill(now), project.ActSubmit)
		if _, err := w.projects.TakeUp(context.Background(), w.leads(now.school), now.number); len(w.reasons(err)) != 1 {
			t.Errorf("TakeUp once submitted: got %v, want a refusal", err)
		}
		first := w.open()
		if _, err := w.projects.TakeUp(context.Background(), w.leads(first.school), first.number); len(w.reasons(err)) != 1 {
			t.Errorf("TakeUp by a school that had no file: got %v, want a refusal", err)
		}
	})
}
