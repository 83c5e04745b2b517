package project_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/journal"
	"preau/internal/project"
	"preau/internal/workflow"
)

// §2.2, §3: a file from its opening to its end, and what each level sees of it
// and is expected to do at each step.
func TestTheWholeWay(t *testing.T) {
	steps := []struct {
		act                    workflow.Act
		school, region, nation workflow.State
		owes                   access.Role // "": nobody
	}{
		{project.ActSubmit, project.Submitted, project.Submitted, project.Submitted, access.RegionalPilot},
		{project.ActReturn, project.Returned, project.Returned, project.Returned, access.SchoolLead},
		{project.ActSubmit, project.Submitted, project.Submitted, project.Submitted, access.RegionalPilot},
		{project.ActOpine, project.Submitted, project.Submitted, project.Submitted, access.RegionalPilot},
		{project.ActReserve, project.Submitted, project.Reserve, project.Reserve, access.RegionalPilot},
		{project.ActPreselect, project.Submitted, project.Preselected, project.Preselected, access.RegionalPilot},
		{project.ActTransmit, project.Transmitted, project.Transmitted, project.Transmitted, access.NationalPilot},
		{project.ActSendBack, project.SentBack, project.SentBack, project.SentBack, access.RegionalPilot},
		{project.ActOpine, project.SentBack, project.SentBack, project.SentBack, access.RegionalPilot},
		{project.ActTransmit, project.Transmitted, project.Transmitted, project.Transmitted, access.NationalPilot},
		{project.ActValidate, project.Transmitted, project.Transmitted, project.Validated, access.NationalPilot},
		{project.ActRelease, project.Validated, project.Validated, project.Validated, ""},
		{project.ActClose, project.Closed, project.Closed, project.Closed, ""},
	}
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		w.owes(f, access.SchoolLead)
		for _, step := range steps {
			w.follow(f, step.act)
			file := w.file(f)
			got := []workflow.State{file.Seen(access.School), file.Seen(access.Region), file.Seen(access.Nation)}
			if want := []workflow.State{step.school, step.region, step.nation}; !slices.Equal(got, want) {
				t.Errorf("seen after %s by the school, the region, the nation: got %q, want %q", step.act, got, want)
			}
			w.owes(f, step.owes)
		}
		w.verified()
		if granted := w.file(f).GrantedCents; granted == nil || *granted != 5_000_00 {
			t.Errorf("granted in the end: got %v, want 5 000 €", granted)
		}
		w.read(func(tx *db.Tx) error {
			faults, err := journal.Verify(tx)
			if len(faults) > 0 {
				t.Errorf("journal: %q", faults)
			}
			return err
		})
	})
}

// owes checks who is expected to do something on a file.
func (w *world) owes(f dossier, want access.Role) {
	w.Helper()
	for _, role := range access.Roles() {
		w.read(func(tx *db.Tx) error {
			pending, err := campaign.PendingFor(tx, w.people[role])
			pending = slices.DeleteFunc(pending, func(p campaign.Pending) bool { return p.Subject != "project:"+f.number }) // what the circular asks of each is not about the file
			due := role == want || role == access.SchoolContributor && want == access.SchoolLead
			if (len(pending) > 0) != due {
				w.Errorf("%s is expected to do %v on %s, want %v", role, pending, f.number, due)
			}
			return err
		})
	}
}

func TestEveryStateIsReached(t *testing.T) {
	states := project.AllStates()
	inWorlds(t, len(states), func(t *testing.T, w *world) {
		for _, state := range states {
			if got := w.file(w.in(state)).State; got != state {
				t.Errorf("state after %q: got %s, want %s", ways[state], got, state)
			}
		}
		w.verified()
	})
}

// Each guard and each refusal, on a file in a state, with what a person gives.
func TestMovesAreRefusedWithEveryReason(t *testing.T) {
	const (
		motive  = "Écrivez le motif\u202f: il accompagne la décision."
		opinion = "Donnez d’abord l’avis du comité de pilotage régional."
		gone    = "Ce geste n’est plus possible\u202f: le dossier a changé d’état entre-temps."
		reread  = "La fiche a changé depuis que vous l’avez relue. Relisez-la, puis transmettez."
	)
	day := civil.MustDate
	tests := []struct {
		state workflow.State
		act   workflow.Act
		in    project.Input
		want  []string
	}{
		{project.Draft, project.ActSubmit, project.Input{Revision: 2}, []string{reread}},
		{project.Draft, project.ActSubmit, project.Input{}, []string{reread}},
		{project.Draft, project.ActWithdraw, project.Input{}, []string{motive}},
		{project.Draft, project.ActOpine, project.Input{}, nil}, // not sent: it does not exist for the region
		{project.Submitted, project.ActSubmit, project.Input{Revision: 3}, []string{gone}},
		{project.Submitted, project.ActOpine, project.Input{Opinion: " \n "}, []string{"Écrivez l’avis du comité."}},
		{project.Submitted, project.ActReturn, project.Input{}, []string{motive, "Indiquez jusqu’à quelle date l’école peut compléter sa fiche."}},
		{project.Submitted, project.ActReturn, project.Input{Reason: "x", Until: day("2009-09-20")}, []string{"Cette date est déjà passée."}},
		{project.Submitted, project.ActReturn, project.Input{Reason: "x", Until: day("2009-10-10")},
			[]string{"Donnez une date au plus tard le 9 octobre 2009\u202f: la région transmet alors ses projets."}},
		{project.Submitted, project.ActPreselect, project.Input{}, []string{opinion}},
		{project.Submitted, project.ActReserve, project.Input{}, []string{opinion}},
		{project.Submitted, project.ActDiscard, project.Input{Opinion: "x"}, []string{motive}},
		{project.Submitted, project.ActTransmit, project.Input{}, []string{gone}},
		{project.Transmitted, project.ActSendBack, project.Input{}, []string{motive}},
		{project.Transmitted, project.ActRefuse, project.Input{}, []string{motive}},
		{project.Transmitted, project.ActValidate, project.Input{}, []string{"Indiquez le montant accordé."}},
		{project.Transmitted, project.ActValidate, project.Input{Granted: -1}, []string{"Indiquez le montant accordé."}},
		{project.Transmitted, project.ActValidate, project.Input{Granted: asked + 1}, []string{"Le montant accordé ne peut pas dépasser les 8\u202f000,00\u00a0€ demandés."}},
		{project.Transmitted, project.ActValidate, project.Input{Granted: asked - 1}, []string{"Écrivez pourquoi le montant accordé est inférieur à la demande."}},
		{project.SentBack, project.ActReturn, project.Input{Reason: "x", Until: day("2009-09-20")}, []string{"Cette date est déjà passée."}},
		{project.Validated, project.ActClose, project.Input{}, []string{"Communiquez d’abord la décision."}},
		{project.Discarded, project.ActClose, project.Input{}, []string{"Communiquez d’abord la décision."}},
		{project.Closed, project.ActWithdraw, project.Input{Reason: "x"}, []string{gone}},
		{project.Withdrawn, project.ActWithdraw, project.Input{Reason: "x"}, []string{gone}},
	}
	inWorlds(t, len(project.AllStates()), func(t *testing.T, w *world) {
		files := map[workflow.State]dossier{}
		for _, state := range project.AllStates() {
			files[state] = w.in(state)
		}
		for _, test := range tests {
			f := files[test.state]
			err := w.move(f, test.act, test.in)
			if test.want == nil {
				if !errors.Is(err, project.ErrNotFound) {
					t.Errorf("Move(%s) in %s: got %v, want ErrNotFound", test.act, test.state, err)
				}
				continue
			}
			if diff := cmp.Diff(test.want, w.reasons(err)); diff != "" {
				t.Errorf("Move(%s, %+v) in %s, -want +got\n%s", test.act, test.in, test.state, diff)
			}
			if got := w.file(f).State; got != test.state {
				t.Errorf("state after the refusal of %s: got %s, want %s", test.act, got, test.state)
			}
		}
		w.verified()
	})
}

func TestASheetIsSubmittedWhole(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.open()
		questions := 0
		for _, sheet := range w.rules.Sheets {
			questions += len(w.file(f).Findings(sheet))
		}
		got := w.reasons(w.move(f, project.ActSubmit, project.Input{Revision: 1}))
		if len(got) != questions || questions == 0 {
			t.Errorf("Submit of an empty sheet: got %d reasons, want one for each of the %d questions asked for", len(got), questions)
		}
		w.fill(f)
		if _, err := w.save(f, "annexe-2", map[string]string{"groups.a2.room": " "}, map[string]int64{"groups.a2.room": 1}); err != nil {
			t.Fatal(err)
		}
		got = w.reasons(w.move(f, project.ActSubmit, project.Input{Revision: w.file(f).Revision}))
		if len(got) != 1 || !strings.Contains(got[0], "Dans quelle salle ? », groupe 2") {
			t.Errorf("Submit without a room: got %q, want that question alone", got)
		}
	})
}

func TestTheSameDecisionIsReleasedOnce(t *testing.T) {
	inWorlds(t, 4, func(t *testing.T, w *world) {
		for state, release := range map[workflow.State]workflow.Act{project.Reserve: project.ActAnnounce, project.Discarded: project.ActAnnounce,
			project.Validated: project.ActRelease, project.Refused: project.ActRelease} {
			f := w.in(state)
			w.follow(f, release)
			got := w.reasons(w.move(f, release, project.Input{}))
			if diff := cmp.Diff([]string{"Cette décision a déjà été communiquée."}, got); diff != "" {
				t.Errorf("%s again in %s, -want +got\n%s", release, state, diff)
			}
		}
	})
}

func TestWithdrawingFreesTheAmount(t *testing.T) {
	states := slices.DeleteFunc(project.AllStates(), func(s workflow.State) bool { return s == project.Closed || s == project.Withdrawn })
	inWorlds(t, len(states), func(t *testing.T, w *world) {
		for _, state := range states {
			f := w.in(state)
			w.follow(f, project.ActWithdraw)
			if got := w.file(f); got.State != project.Withdrawn || got.Released != project.Withdrawn || got.GrantedCents != nil {
				t.Errorf("withdrawn from %s: got %s, %s, %v granted, want it free", state, got.State, got.Released, got.GrantedCents)
			}
		}
		w.verified()
	})
}

func TestOpenRefuses(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f := w.open()
		other := w.schools[1]
		ain := madeSchool(10001)
		open := func(call access.Call, uai string) error {
			_, err := w.projects.Open(context.Background(), call, dossierUAI(uai))
			return err
		}
		for name, call := range map[string]access.Call{"another head": w.leads(f.school), "a contributor": w.as(access.SchoolContributor),
			"the region": w.as(access.RegionalPilot), "the nation": w.as(access.NationalPilot)} {
			if err := open(call, string(other.UAI)); !errors.Is(err, project.ErrNotFound) {
				t.Errorf("Open by %s: got %v, want ErrNotFound", name, err)
			}
		}
		if err := open(w.leads(other), "0939999A"); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("Open for no school: got %v, want ErrNotFound", err)
		}
		want := []string{"Cette école ou cet établissement a déjà un projet cette année\u202f: le n° " + f.number + "."}
		if diff := cmp.Diff(want, w.reasons(open(w.leads(f.school), string(f.school.UAI)))); diff != "" {
			t.Errorf("Open twice, -want +got\n%s", diff)
		}
		w.must(w.db.Write(context.Background(), func(tx *db.Tx) error { return importSchool(tx, w, ain) }))
		other.ClosedOn = w.at().Today()
		w.must(w.db.Write(context.Background(), func(tx *db.Tx) error { return importSchool(tx, w, other) }))
		want = []string{"L’annuaire dit que cette école ou cet établissement est fermé."}
		if diff := cmp.Diff(want, w.reasons(open(w.leads(other), string(other.UAI)))); diff != "" {
			t.Errorf("Open for a school closed since a day, -want +got\n%s", diff)
		}
		want = []string{"L’opération n’est pas ouverte dans ce département (01) cette année."}
		if diff := cmp.Diff(want, w.reasons(open(w.leads(ain), string(ain.UAI)))); diff != "" {
			t.Errorf("Open in Ain, -want +got\n%s", diff)
		}
	})
}

// §6: the last microsecond of the day in Paris is in time, the next is not.
func TestDeadlinesAreHeldToTheMicrosecond(t *testing.T) {
	ends := func(day string) civil.Instant { return civil.MustDate(day).End() }
	inWorlds(t, 20, func(t *testing.T, w *world) {
		start := w.now
		tests := []struct {
			name     string
			deadline civil.Instant
			late     string
			state    workflow.State
			do       func(f dossier) error
		}{
			{"open", ends("2009-09-30"), "30 septembre 2009", "", func(dossier) error {
				school := w.schools[w.opened]
				_, err := w.projects.Open(context.Background(), w.leads(school), school.UAI)
				return err
			}},
			{"save", ends("2009-09-30"), "30 septembre 2009", project.Draft, func(f dossier) error {
				_, err := w.save(f, "annexe-2", map[string]string{"renewal.new": "2"}, nil)
				return err
			}},
			{"submit", ends("2009-09-30"), "30 septembre 2009", project.Draft, func(f dossier) error { return w.move(f, project.ActSubmit, good(project.ActSubmit, 3)) }},
			{"save a returned file", ends("2009-10-05"), "5 octobre 2009", project.Returned, func(f dossier) error {
				_, err := w.save(f, "annexe-2", map[string]string{"renewal.new": "2"}, nil)
				return err
			}},
			{"submit a returned file", ends("2009-10-05"), "5 octobre 2009", project.Returned, func(f dossier) error { return w.move(f, project.ActSubmit, good(project.ActSubmit, 3)) }},
			{"preselect", ends("2009-10-09"), "9 octobre 2009", project.Reserve, func(f dossier) error { return w.move(f, project.ActPreselect, project.Input{}) }},
			{"transmit", ends("2009-10-09"), "9 octobre 2009", project.Preselected, func(f dossier) error { return w.move(f, project.ActTransmit, project.Input{}) }},
		}
		for _, test := range tests {
			var f dossier
			if w.now = start; test.state != "" {
				f = w.in(test.state)
			}
			w.now = test.deadline.Add(time.Microsecond)
			want := []string{"La date limite du " + test.late + " est dépassée." + opener[test.late]}
			if diff := cmp.Diff(want, w.reasons(test.do(f))); diff != "" {
				t.Errorf("%s at %s, -want +got\n%s", test.name, w.now, diff)
			}
			w.now = test.deadline
			if got := w.reasons(test.do(f)); len(got) > 0 {
				t.Errorf("%s at %s: got %q, want it in time", test.name, w.now, got)
			}
			if test.name == "open" {
				w.opened++
			}
		}
	})
}

// opener says who can open what has closed on each day.
var opener = map[string]string{"30 septembre 2009": " Le comité de pilotage régional peut accorder un délai.",
	"5 octobre 2009": " Le comité de pilotage régional peut en donner une autre.", "9 octobre 2009": " Le niveau national peut accorder un délai."}

// R1: what was submitted keeps the rules it was checked with; a draft follows
// those in force.
func TestRulesAreThoseOfTheSubmission(t *testing.T) {
	inWorlds(t, 3, func(t *testing.T, w *world) {
		before, draft := w.in(project.Submitted), w.fill(w.open())
		folder := fstest.MapFS{}
		for name, content := range w.rules.Files {
			folder[name] = &fstest.MapFile{Data: content}
		}
		folder["campaign.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(folder["campaign.toml"].Data), "hours = { value = 120", "hours = { value = 130", 1))}
		w.reopen(folder)
		hours := func(f dossier) string {
			file := w.file(f)
			return fmt.Sprint(file.Rules.Hours.Value, " ", file.RulesVersion)
		}
		if got := hours(before); got != "120 1" {
			t.Errorf("hours and version of a file sent before: got %s, want 120 1", got)
		}
		if got := w.reasons(w.move(draft, project.ActSubmit, good(project.ActSubmit, 3))); len(got) != 2 || !strings.Contains(got[0], "130") {
			t.Errorf("Submit of 120 hours under the new rule: got %q, want 130 asked for in both groups", got)
		}
		if _, err := w.save(draft, "annexe-2", map[string]string{"groups.a1.hours": "130", "groups.a2.hours": "130"},
			map[string]int64{"groups.a1.hours": 1, "groups.a2.hours": 1}); err != nil {
			t.Fatal(err)
		}
		w.follow(draft, project.ActSubmit)
		if got := hours(draft); got != "130 2" {
			t.Errorf("hours and version of a file sent after: got %s, want 130 2", got)
		}
	})
}
