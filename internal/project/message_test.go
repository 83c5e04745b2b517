package project_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/project"
	"preau/internal/workflow"
)

func (w *world) say(call access.Call, f dossier, text, until string) error {
	in := exchange.Sending{Conversation: exchange.Regional, Text: text}
	if until != "" {
		in.Until = civil.MustDate(until)
	}
	_, err := w.projects.Send(context.Background(), call, f.number, in)
	return err
}

// asked is how many answers are waited for.
func (w *world) asked() (n int64) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		return tx.Get(&n, "SELECT count(*) FROM due WHERE subject LIKE '%#message:%' AND settled_at IS NULL")
	})
	return n
}

// One writes on a file from its sending to its end, and not before nor after; what
// was asked is waited for no more at its end.
func TestWhenAFileIsWrittenOn(t *testing.T) {
	inWorlds(t, 8, func(t *testing.T, w *world) {
		for state, want := range map[workflow.State]string{
			project.Draft: "dès que la fiche sera transmise", project.Submitted: "", project.Returned: "", project.Reserve: "",
			project.Transmitted: "", project.Validated: "", project.Closed: "Ce dossier est clos", project.Withdrawn: "Ce projet est retiré",
		} {
			f := w.in(state)
			got := strings.Join(w.reasons(w.say(w.leads(f.school), f, "Bonjour.", "")), " ")
			if want == "" && got != "" || !strings.Contains(got, want) {
				t.Errorf("a message of the school on a file %s: %q, want %q", state, got, want)
			}
			switch err := w.say(w.by(project.ActOpine, f.school), f, "Bonjour.", ""); {
			case state == project.Draft && !errors.Is(err, project.ErrNotFound):
				t.Errorf("a message of the region on a draft: %v, want ErrNotFound", err)
			case state == project.Submitted && err != nil:
				t.Errorf("a message of the region on a file %s: %v", state, err)
			}
		}
	})
}

func TestARequestEndsWithItsFile(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f, other := w.in(project.Submitted), w.in(project.Submitted)
		for _, one := range []dossier{f, other} {
			w.must(w.say(w.by(project.ActOpine, f.school), one, "Où ?", "2009-09-25"))
		}
		w.follow(f, project.ActReturn) // what is asked for stays as long as the file
		w.verified()
		if n := w.asked(); n != 2 {
			t.Errorf("answers waited for once the file is returned: %d, want 2", n)
		}
		w.follow(f, project.ActWithdraw)
		w.verified()
		if n := w.asked(); n != 1 {
			t.Errorf("answers waited for once one of the files is withdrawn: %d, want 1", n)
		}
		w.read(func(tx *db.Tx) error {
			thread, err := exchange.ReadThread(tx, w.leads(f.school).By, w.file(f).Subject(), exchange.Regional, 1)
			if err == nil && (thread.Theirs != nil || thread.Messages[0].Outcome != campaign.Dropped || thread.Messages[0].Withdrawn) {
				t.Errorf("the request of a file that was withdrawn: %+v", thread)
			}
			return err
		})
	})
}

// Two of one side ask at once: one request is open, the other is refused. Two of the
// other side answer at once: one answer is the answer.
func TestTwoAtOnceAsk(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Submitted)
		atOnce := func(do func() error) (done int) {
			errs := make([]error, 4)
			var wait sync.WaitGroup
			for i := range errs {
				wait.Go(func() { errs[i] = do() })
			}
			wait.Wait()
			for _, err := range errs {
				if len(w.reasons(err)) == 0 {
					done++
				}
			}
			return done
		}
		region, school := w.by(project.ActOpine, f.school), w.leads(f.school)
		if done := atOnce(func() error { return w.say(region, f, "Où ?", "2009-09-25") }); done != 1 || w.asked() != 1 {
			t.Errorf("four requests at once: %d sent, %d open, want one", done, w.asked())
		}
		answer := exchange.Sending{Conversation: exchange.Regional, Text: "Ici.", Answers: true}
		if done := atOnce(func() error {
			_, err := w.projects.Send(context.Background(), school, f.number, answer)
			return err
		}); done != 1 || w.asked() != 0 {
			t.Errorf("four answers at once: %d sent, %d open, want one and none", done, w.asked())
		}
		school.Key = "double"
		if done := atOnce(func() error { return w.say(school, f, "Une fois.", "") }); done != 4 {
			t.Errorf("four times the same form: %d accepted, want all", done)
		}
		w.read(func(tx *db.Tx) error {
			all, err := exchange.About(tx, region.By, w.file(f).Subject())
			if len(all) != 3 {
				t.Errorf("messages: %d, want a request, an answer, and the form sent once", len(all))
			}
			return err
		})
	})
}

// A list shows what is not read and what waits for an answer, to those alone who
// would find it.
func TestListOfMessages(t *testing.T) {
	inWorlds(t, 3, func(t *testing.T, w *world) {
		quiet, asked, told := w.in(project.Submitted), w.in(project.Submitted), w.in(project.Submitted)
		region := w.by(project.ActOpine, quiet.school)
		w.must(w.say(region, asked, "Où ?", "2009-09-25"))
		w.must(w.say(region, told, "Merci.", ""))
		everyone := func(role access.Role) access.Actor {
			by := w.people[role]
			by.Places = []access.Place{access.France}
			return by
		}
		for role, want := range map[access.Role][2]int64{access.SchoolLead: {2, 1}, access.SchoolContributor: {2, 1}, access.RegionalPilot: {0, 0},
			access.NationalPilot: {0, 0}, access.DepartmentReader: {0, 0}, access.AcademieCoordinator: {0, 0}} {
			for i, messages := range []project.Messages{project.MessagesUnread, project.MessagesAsked} {
				w.read(func(tx *db.Tx) error {
					listing, err := project.List(tx, everyone(role), w.rules.Code, project.Query{Messages: messages, Department: "93"})
					if listing.Total != want[i] || int64(len(listing.Rows)) != want[i] {
						t.Errorf("files %s for %s: %d, want %d", messages, role, listing.Total, want[i])
					}
					return err
				})
			}
		}
	})
}

func TestTheDocumentOfAMessage(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f, other := w.in(project.Submitted), w.in(project.Submitted)
		in := exchange.Sending{Conversation: exchange.Regional, Text: "Voici.", Document: file.Received{File: w.spooled("devis.exe", pdfOf("devis"))}}
		_, err := w.projects.Send(context.Background(), w.leads(f.school), f.number, in)
		w.must(err)
		w.must(w.say(w.leads(f.school), f, "Sans rien.", ""))
		var with, without exchange.Message
		w.read(func(tx *db.Tx) error {
			all, err := exchange.About(tx, w.as(access.RegionalPilot).By, w.file(f).Subject())
			with, without = all[0], all[1]
			return err
		})
		if with.FileName != "devis.pdf" || with.FileType != file.PDF || without.File != 0 {
			t.Errorf("documents: %+v, %+v", with, without)
		}
		find := func(by access.Actor, number string, c exchange.Conversation, id db.ID) (err error) {
			w.read(func(tx *db.Tx) error { _, err = w.projects.MessageFile(tx, by, number, c, id); return nil })
			return err
		}
		region := w.as(access.RegionalPilot).By
		if err := find(region, f.number, exchange.Regional, with.ID); err != nil {
			t.Errorf("the document, for the region: %v", err)
		}
		for name, err := range map[string]error{
			"of a message without one": find(region, f.number, exchange.Regional, without.ID), "of another file": find(region, other.number, exchange.Regional, with.ID),
			"of the other conversation": find(region, f.number, exchange.National, with.ID), "for the nation": find(w.as(access.NationalPilot).By, f.number, exchange.Regional, with.ID),
			"for another school": find(w.leads(w.schools[1]).By, f.number, exchange.Regional, with.ID),
		} {
			if !errors.Is(err, project.ErrNotFound) && !errors.Is(err, exchange.ErrNotFound) {
				t.Errorf("the document %s: %v, want not found", name, err)
			}
		}
		w.read(func(tx *db.Tx) error {
			faults, err := file.Verify(tx)
			if len(faults) > 0 {
				t.Error(faults)
			}
			return err
		})
	})
}
