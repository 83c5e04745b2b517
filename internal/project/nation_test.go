package project_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// nationDocket is what the committee of the nation has before it of a region.
func (w *world) nationDocket(region string) (files []project.Filled) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		files, err = w.projects.NationDocket(tx, w.rules.Code, region)
		return err
	})
	return files
}

func (w *world) validateAll(role access.Role, region, seal string) (moved int, err error) {
	err = w.db.Write(context.Background(), func(tx *db.Tx) error {
		moved, err = w.projects.ValidateAllTx(tx, w.as(role), region, seal)
		return err
	})
	return moved, err
}

// What is left of a region is validated at once: all that was read, or none.
func TestARegionIsValidatedAtOnce(t *testing.T) {
	inWorlds(t, 5, func(t *testing.T, w *world) {
		var sent []dossier
		for range 3 {
			sent = append(sent, w.in(project.Transmitted))
		}
		w.in(project.Preselected) // is the region's still
		back := w.in(project.SentBack)
		files := w.nationDocket("11")
		if len(files) != 4 {
			t.Fatalf("before the nation: %d files, want the three sent and the one sent back", len(files))
		}
		rest := project.Undecided(files)
		if len(rest.Rows) != 3 || rest.Asked() != 3*asked {
			t.Fatalf("still to be decided: %+v, want three files of %d", rest, asked)
		}
		if _, err := w.validateAll(access.RegionalPilot, "11", rest.Seal()); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("ValidateAllTx by the region: got %v, want ErrNotFound", err)
		}
		all := func(state workflow.State) {
			t.Helper()
			for _, f := range sent {
				if got := w.file(f).State; got != state {
					t.Errorf("%s is %s, want %s", f.number, got, state)
				}
			}
		}
		w.limit(3*asked-1, 0)
		for _, refused := range []struct{ name, region, seal, says string }{
			{"one cent short", "11", rest.Seal(), "Projet n° " + sent[2].number},
			{"another list", "11", "autre", "La liste a changé"},
			{"a region with none", "93", rest.Seal(), "Il n’y a aucun projet"},
		} {
			moved, err := w.validateAll(access.NationalPilot, refused.region, refused.seal)
			if moved != 0 || err == nil || !strings.Contains(err.Error(), refused.says) {
				t.Errorf("ValidateAllTx, %s: got %d, %v, want a refusal that says %q", refused.name, moved, err, refused.says)
			}
			all(project.Transmitted)
		}
		// One gets a cent less: the two others fit, under the seal of the shorter list only.
		w.must(w.move(sent[0], project.ActValidate, project.Input{Granted: asked - 1, Reason: "Un centime de moins."}))
		if moved, err := w.validateAll(access.NationalPilot, "11", rest.Seal()); moved != 0 || err == nil {
			t.Errorf("ValidateAllTx with the list as it was: got %d, %v, want a refusal", moved, err)
		}
		if moved, err := w.validateAll(access.NationalPilot, "11", project.Undecided(w.nationDocket("11")).Seal()); moved != 2 || err != nil {
			t.Fatalf("ValidateAllTx: got %d, %v, want 2", moved, err)
		}
		all(project.Validated)
		if got := w.file(back).State; got != project.SentBack {
			t.Errorf("the one sent back is %s, want sent_back", got)
		}
		for _, f := range sent {
			if got := w.file(f).Seen(access.Region); got != project.Transmitted {
				t.Errorf("the region sees %s, want transmitted", got)
			}
		}
	})
}

// An opinion given before the nation sent the file back holds no more, and stays (R9).
func TestAnOpinionIsOutdatedByASendBack(t *testing.T) {
	step := func(act workflow.Act) project.Step { return project.Step{Act: act} }
	steps := []project.Step{step(project.ActOpine), step(project.ActTransmit), step(project.ActSendBack), step(project.ActOpine), step(project.ActTransmit)}
	for i, want := range []bool{true, false, false, false, false} {
		if got := project.Outdated(steps, i); got != want {
			t.Errorf("Outdated(step %d, %s): got %v, want %v", i, steps[i].Act, got, want)
		}
	}
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.SentBack)
		w.must(w.move(f, project.ActOpine, project.Input{Opinion: "Second avis."}))
		var said map[db.ID]project.Said
		w.read(func(tx *db.Tx) (err error) {
			said, err = project.NationSaid(tx, w.rules.Code, "11")
			return err
		})
		got := said[w.file(f).ID]
		if n := len(got.Opinions); n < 2 || !got.Opinions[0].Outdated || got.Opinions[n-1].Outdated || got.Opinions[n-1].Text != "Second avis." {
			t.Errorf("what was said: %+v, want an outdated opinion, then the second", got.Opinions)
		}
		if got.Reason == "" {
			t.Error("what was said has no reason: want that of the send-back")
		}
	})
}
