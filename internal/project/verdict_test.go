package project_test

import (
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// verdict is what a meeting had of a file.
func (w *world) verdict(f dossier, from, until civil.Date, closed civil.Instant) (v project.Verdict, had bool) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		all, err := project.VerdictsOf(tx, w.rules.Code)
		for _, one := range all.At(from, until, closed) {
			if one.Number == f.number {
				v, had = one, true
			}
		}
		return err
	})
	return v, had
}

// A meeting of the nation is told what it decided: until the next one, and without what
// the regions and the schools did after its end.
func TestVerdicts(t *testing.T) {
	inWorlds(t, 3, func(t *testing.T, w *world) {
		october, march, none := civil.MustDate("2009-10-16"), civil.MustDate("2010-03-09"), civil.Date{}
		w.now = civil.Paris(2009, 9, 21, 10, 0, 0)
		f, waits, early := w.in(project.Transmitted), w.in(project.Transmitted), w.in(project.Refused)
		if v, had := w.verdict(f, none, none, civil.Instant{}); !had || v.Act != "" || v.AskedCents != asked || v.School == "" || v.Region != "11" {
			t.Errorf("before any decision: %+v, %t", v, had)
		}
		if v, had := w.verdict(early, none, none, civil.Instant{}); !had || v.Act != project.ActRefuse || v.Reason == "" {
			t.Errorf("decided before the first meeting: %+v, %t, want it in its minutes", v, had)
		}
		if _, had := w.verdict(early, october, none, civil.Instant{}); had {
			t.Error("a later meeting is told of what an earlier one decided")
		}
		w.now = civil.Paris(2009, 10, 16, 15, 0, 0)
		w.follow(f, project.ActSendBack)
		closed := civil.Paris(2009, 10, 16, 18, 0, 0)
		w.now = civil.Paris(2009, 10, 17, 9, 0, 0)
		w.follow(f, project.ActOpine, project.ActTransmit)
		if v, had := w.verdict(f, none, march, closed); !had || v.Act != project.ActSendBack {
			t.Errorf("sent again after the meeting: %+v, %t, want it sent back", v, had)
		}
		if v, _ := w.verdict(f, none, march, civil.Instant{}); v.Act != "" {
			t.Errorf("sent again during the meeting: %+v, want it to be decided", v)
		}
		w.follow(f, project.ActValidate)
		if v, _ := w.verdict(f, none, march, closed); v.Act != project.ActValidate || v.GrantedCents == nil || *v.GrantedCents <= 0 {
			t.Errorf("decided since, by no other meeting: %+v, want the change", v)
		}
		w.now = civil.Paris(2010, 3, 9, 15, 0, 0)
		w.follow(waits, project.ActRefuse)
		if v, had := w.verdict(waits, none, march, closed); !had || v.Act != "" {
			t.Errorf("decided by the later meeting: %+v, %t, want it undecided in October", v, had)
		}
		if v, had := w.verdict(waits, march, none, civil.Instant{}); !had || v.Act != project.ActRefuse {
			t.Errorf("the later meeting: %+v, %t, want it refused", v, had)
		}
		if _, had := w.verdict(f, march, none, civil.Instant{}); had {
			t.Error("the later meeting is told of a file of October")
		}
		w.read(func(tx *db.Tx) error {
			sent, err := project.AskedByRegion(tx, w.rules.Code)
			if len(sent) != 1 || sent[0].Files != 3 || sent[0].Asked != 3*asked {
				t.Errorf("AskedByRegion = %+v", sent)
			}
			before, err2 := project.Before(tx, w.rules.Code, f.number)
			if !before || err2 != nil {
				t.Errorf("Before = %t, %v", before, err2)
			}
			return err
		})
	})
}

// What the nation decided is told once its minutes are approved, of one file or of all.
func TestReleaseIsRefusedUntilApproved(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		w.now = civil.Paris(2009, 9, 21, 10, 0, 0)
		f := w.in(project.Validated)
		var asked []string
		approved := false
		w.projects.Approved = func(_ *db.Tx, _ string, numbers []string, _ civil.Date) ([]workflow.Missing, error) {
			if asked = numbers; approved {
				return nil, nil
			}
			return []workflow.Missing{{Sentence: "Il manque l’Acsé.", Law: "§3.2"}}, nil
		}
		one := func() error {
			_, err := w.projects.Move(t.Context(), w.as(access.NationalPilot), project.ActRelease, f.number, project.Input{})
			return err
		}
		all := func() error {
			_, err := w.projects.MoveAll(t.Context(), w.as(access.NationalPilot), project.ActRelease, w.batch(access.NationalPilot, project.ActRelease).Seal())
			return err
		}
		for name, release := range map[string]func() error{"Move": one, "MoveAll": all} {
			if _, refused := release().(*workflow.Refusal); !refused || len(asked) != 1 || asked[0] != f.number {
				t.Errorf("%s before the approval: asked about %v, want a refusal", name, asked)
			}
		}
		if w.file(f).Released == project.Validated {
			t.Error("the decision is told")
		}
		w.read(func(tx *db.Tx) error {
			missing, err := w.projects.Proposed(tx, project.ActRelease, w.file(f).Project, w.at().Today())
			if len(missing) != 1 {
				t.Errorf("Proposed before the approval: got %v, want what is missing", missing)
			}
			return err
		})
		approved = true
		if err := all(); err != nil || w.file(f).Released != project.Validated {
			t.Errorf("MoveAll once approved: %v, %s", err, w.file(f).Released)
		}
	})
}

// A member of the nation who declared an interest decides nothing of the file, wherever.
func TestKeptOutOfAFile(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		w.now = civil.Paris(2009, 9, 21, 10, 0, 0)
		f := w.in(project.Transmitted)
		committees := committee.New(w.db, w.campaigns)
		call := w.as(access.NationalPilot)
		if err := w.db.Write(t.Context(), func(tx *db.Tx) error {
			member, err := committees.AddMemberTx(tx, call, "", committee.TypedMember{Name: "Pilote", Quality: "education", Login: call.By.Person.Login, From: "04/09/2009"})
			if err != nil {
				return err
			}
			on, err := committees.AddMeetingTx(tx, call, "", committee.TypedMeeting{Day: "21/09/2009", Place: "Paris"}, nil)
			if err != nil {
				return err
			}
			return committees.DeclareTx(tx, call, "", on, committee.TypedInterest{Subject: w.file(f).Subject(), Member: member, Reason: "Parent d’élève."})
		}); err != nil {
			t.Fatal(err)
		}
		for _, act := range []workflow.Act{project.ActValidate, project.ActRefuse, project.ActSendBack} {
			_, err := w.projects.Move(t.Context(), w.as(access.NationalPilot), act, f.number, project.Input{Reason: "Motif.", Granted: 100})
			if _, refused := err.(*workflow.Refusal); !refused {
				t.Errorf("%s by who is kept out: got %v, want a refusal", act, err)
			}
		}
		if got := w.file(f).State; got != project.Transmitted {
			t.Errorf("the file is %s", got)
		}
	})
}
