package project_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
)

func (w *world) askDelay(call access.Call, school int, until, reason string) error {
	in := campaign.Extending{Ask: campaign.Ask{Milestone: campaign.SendingMilestone, Actor: string(w.schools[school].UAI)}, Reason: reason}
	if until != "" {
		in.Until = civil.MustDate(until)
	}
	return w.campaigns.AskDelay(w.Context(), call, in)
}

// answers are the delays that the region has to answer.
func (w *world) answers() (tasks []string) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		pending, err := campaign.PendingFor(tx, w.people[access.RegionalPilot])
		for _, p := range pending {
			if p.Act == campaign.ActExtend {
				tasks = append(tasks, p.Task)
			}
		}
		return err
	})
	return tasks
}

// A school that has begun no file asks for a delay too: granted, it begins one. Who takes
// no part waits for no answer.
func TestASchoolWithoutAFileAsksForADelay(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		if _, wrong := w.choose(w.ticked(w.schools[1])); wrong != "" {
			t.Fatal(wrong)
		}
		_, err := w.invite(false)
		w.must(err)
		w.now = civil.MustDate("2009-10-01").Start()
		begin := func() error {
			_, err := w.projects.Open(t.Context(), w.leads(w.schools[0]), w.schools[0].UAI)
			return err
		}
		if got := strings.Join(w.reasons(begin()), " "); !strings.Contains(got, "est dépassée") {
			t.Errorf("Open after the last day: got %q, want it refused", got)
		}
		for school := range 2 {
			w.must(w.askDelay(w.leads(w.schools[school]), school, "2009-10-06", "Inondation."))
		}
		if got := w.answers(); len(got) != 2 {
			t.Errorf("what the region is to answer: got %q, want two requests", got)
		}
		w.must(w.extend(access.RegionalPilot, campaign.SendingMilestone, string(w.schools[0].UAI), "2009-10-06", "Motif."))
		w.must(begin())
		w.must(w.decline(1, "Trop peu de parents."))
		if got := w.answers(); len(got) != 0 {
			t.Errorf("after one was granted and the other takes no part: the region is to answer %q, want nothing", got)
		}
		w.verified()
	})
}

// A school asks for a delay once at a time; the region answers, and it is told.
func TestASchoolAsksForADelay(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		w.now = civil.MustDate("2009-10-01").Start()
		lead := func() access.Call { return w.leads(w.schools[0]) }
		refuse := func(by access.Role, reason string) error {
			return w.campaigns.RefuseDelay(t.Context(), w.as(by), campaign.Refusing{Ask: campaign.Ask{Milestone: campaign.SendingMilestone, Actor: string(w.schools[0].UAI)}, Reason: reason})
		}
		for name, c := range map[string]struct {
			err  error
			want string // "404": not found
		}{
			"of another school":          {w.askDelay(lead(), 1, "2009-10-06", "Motif."), "404"},
			"the region, for one":        {w.askDelay(w.as(access.RegionalPilot), 0, "2009-10-06", "Motif."), "404"},
			"no day":                     {w.askDelay(lead(), 0, "", "Motif."), "Indiquez la nouvelle date limite."},
			"no reason":                  {w.askDelay(lead(), 0, "2009-10-06", " "), "Écrivez le motif."},
			"a day that is past":         {w.askDelay(lead(), 0, "2009-09-30", "Motif."), "Cette date est déjà passée."},
			"beyond the year":            {w.askDelay(lead(), 0, "2010-07-03", "Motif."), "L’année scolaire finit le 2 juillet 2010."},
			"refusing what no one asked": {refuse(access.RegionalPilot, "Motif."), "Aucune demande de délai"},
			"a school that refuses":      {refuse(access.SchoolLead, "Motif."), "404"},
		} {
			if c.want == "404" && !errors.Is(c.err, campaign.ErrNotFound) || c.want != "404" && (c.err == nil || !strings.Contains(c.err.Error(), c.want)) {
				t.Errorf("%s: got %v, want %q", name, c.err, c.want)
			}
		}
		var group sync.WaitGroup
		var asked [2]error
		for i := range asked {
			group.Go(func() { asked[i] = w.askDelay(lead(), 0, "2009-10-06", "Inondation.") })
		}
		group.Wait()
		if (asked[0] == nil) == (asked[1] == nil) {
			t.Errorf("two requests at once: got %v and %v, want one refused", asked[0], asked[1])
		}
		if got := w.answers(); len(got) != 1 || !strings.HasPrefix(got[0], "Répondre à la demande de délai de ") {
			t.Errorf("what the region is to answer: got %q, want the one request", got)
		}
		if err := refuse(access.RegionalPilot, " "); err == nil || len(w.answers()) != 1 {
			t.Errorf("RefuseDelay without a reason: got %v, want it refused", err)
		}
		w.must(refuse(access.RegionalPilot, "Le comité se réunit."))
		if got := w.answers(); len(got) != 0 || !slices.Contains(w.letters(access.SchoolLead), "Le délai demandé n’est pas accordé") {
			t.Errorf("after it was refused: the region is to answer %q; letters to the head %q", got, w.letters(access.SchoolLead))
		}
		w.must(w.askDelay(lead(), 0, "2009-10-06", "Inondation, encore."))
		w.must(w.extend(access.RegionalPilot, campaign.SendingMilestone, string(w.schools[0].UAI), "2009-10-05", "Motif."))
		if got := w.answers(); len(got) != 0 {
			t.Errorf("after another day was granted: the region is to answer %q, want nothing", got)
		}
		w.must(w.askDelay(lead(), 0, "2009-10-09", "Un peu plus."))
		w.must(w.move(f, project.ActSubmit, good(project.ActSubmit, w.file(f).Revision)))
		if got := w.answers(); len(got) != 0 {
			t.Errorf("after the file was sent: the region is to answer %q, want nothing", got)
		}
		if err := w.askDelay(lead(), 0, "2009-10-09", "Motif."); err == nil || !strings.Contains(err.Error(), "C’est déjà fait") {
			t.Errorf("AskDelay of a file that is sent: got %v, want it refused", err)
		}
	})
}
