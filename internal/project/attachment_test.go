package project_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/journal"
	"preau/internal/project"
)

func pdfOf(text string) string { return "%PDF-1.4\n" + text + "\n%%EOF\n" }

// spooled is a file as it was received; it goes with the test.
func (w *world) spooled(name, content string) *file.Spooled {
	w.Helper()
	s, err := file.Spool(strings.NewReader(content), name, project.MaxAttachmentSize)
	w.must(err)
	w.Cleanup(func() { s.Close() })
	return s
}

func (w *world) attach(f dossier, label, content string) error {
	w.Helper()
	_, err := w.projects.Attach(context.Background(), w.leads(f.school), f.number, project.Attaching{Label: label, Received: file.Received{File: w.spooled("avis.exe", content)}})
	return err
}

func (w *world) pieces(f dossier, by access.Level) (all []project.Attachment) {
	w.Helper()
	of := w.file(f)
	w.read(func(tx *db.Tx) (err error) {
		all, err = project.Attachments(tx, of.Project, by)
		return err
	})
	return all
}

// content is what somebody downloads of a piece.
func (w *world) content(by access.Actor, number string, piece db.ID) (string, error) {
	w.Helper()
	var kept file.Kept
	if err := w.db.Read(context.Background(), func(tx *db.Tx) (err error) {
		_, kept, err = w.projects.Attachment(tx, by, number, piece)
		return err
	}); err != nil {
		return "", err
	}
	content, err := io.ReadAll(file.Open(context.Background(), w.db, kept))
	return string(content), err
}

// journaled lists what the journal keeps of an act.
func (w *world) journaled(act access.Act) (details []string) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		return tx.Select(&details, "SELECT detail FROM journal WHERE act = $1 ORDER BY seq", act)
	})
	return details
}

func TestAttachAndDetach(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		before := w.file(f)
		w.must(w.attach(f, "  Délibération\u202e du conseil ", pdfOf("a")))
		got := w.pieces(f, access.School)
		if len(got) != 1 {
			t.Fatalf("pieces: got %+v, want one", got)
		}
		a := got[0]
		if a.Label != "Délibération du conseil" || a.Name != "avis.pdf" || a.Type != file.PDF || a.Size != int64(len(pdfOf("a"))) ||
			a.PersonName == "" || a.HappenedAt != w.now || a.Removed() || a.ContentGone {
			t.Errorf("piece: got %+v", a)
		}
		if text, err := w.content(w.leads(f.school).By, f.number, a.ID); err != nil || text != pdfOf("a") {
			t.Errorf("content: got %q, %v", text, err)
		}
		if after := w.file(f); after.Revision != before.Revision+1 || after.SavedAt != w.now {
			t.Errorf("revision: got %d, want %d: what was read over has changed", after.Revision, before.Revision+1)
		}
		w.now = w.now.Add(time.Hour)
		if _, err := w.projects.Detach(context.Background(), w.as(access.SchoolContributor), f.number, a.ID); err != nil {
			t.Fatal(err)
		}
		got = w.pieces(f, access.School)
		if len(got) != 1 || !got[0].Removed() || !got[0].ContentGone || got[0].RemovedByName == "" || got[0].RemovedAt != w.now || got[0].Name != "avis.pdf" {
			t.Errorf("after Detach: got %+v, want its line without its content", got)
		}
		if n := len(w.pieces(f, access.Region)); n != 0 {
			t.Errorf("what was never sent is seen by the region: %d pieces", n)
		}
		if _, err := w.content(w.leads(f.school).By, f.number, a.ID); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("content of what was removed: got %v, want ErrNotFound", err)
		}
		_, err := w.projects.Detach(context.Background(), w.leads(f.school), f.number, a.ID)
		if got := w.reasons(err); !slices.Equal(got, []string{"Cette pièce est déjà retirée."}) {
			t.Errorf("Detach twice: got %q", got)
		}
		want := fmt.Sprintf(`{"id":%d,"type":"pdf","size":%d,"sha256":"%s"}`, a.ID, a.Size, a.Digest)
		for _, act := range []access.Act{project.ActAttach, project.ActDetach} {
			if got := w.journaled(act); !slices.Equal(got, []string{want}) {
				t.Errorf("journal of %s: got %s, want %s", act, got, want)
			}
		}
		w.whole()
	})
}

// whole fails the test unless the journal, the files' states and what is kept
// agree.
func (w *world) whole() {
	w.Helper()
	w.verified()
	w.read(func(tx *db.Tx) error {
		for _, check := range []func(*db.Tx) ([]string, error){journal.Verify, file.Verify} {
			faults, err := check(tx)
			if err != nil || len(faults) > 0 {
				w.Errorf("verify: %q, %v", faults, err)
			}
		}
		return nil
	})
}

// What the committee could read stays readable when the school takes it back.
func TestWhatWasSentStays(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		w.must(w.attach(f, "Avis", pdfOf("sent")))
		w.now = w.now.Add(time.Hour)
		w.follow(f, project.ActSubmit)
		w.now = w.now.Add(time.Hour)
		w.follow(f, project.ActReturn)
		w.must(w.attach(f, "Devis", pdfOf("later")))
		for _, a := range w.pieces(f, access.School) {
			_, err := w.projects.Detach(context.Background(), w.leads(f.school), f.number, a.ID)
			w.must(err)
		}
		if seen := w.pieces(f, access.Region); len(seen) != 1 || seen[0].Label != "Avis" || seen[0].Removed() {
			t.Fatalf("before it is sent again, the region sees %+v, want the piece that was sent, as it was", seen)
		}
		w.follow(f, project.ActSubmit)
		seen := w.pieces(f, access.Region)
		if len(seen) != 1 || seen[0].Label != "Avis" || !seen[0].Removed() || seen[0].ContentGone {
			t.Fatalf("the region sees %+v, want the piece that was sent, as removed", seen)
		}
		region := w.people[access.RegionalPilot]
		if text, err := w.content(region, f.number, seen[0].ID); err != nil || text != pdfOf("sent") {
			t.Errorf("its content: got %q, %v", text, err)
		}
		w.whole()
	})
}

func TestAttachRefuses(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		w.must(w.attach(f, "Avis", pdfOf("a")))
		const types = " Envoyez un fichier PDF, ODT, ODS, ODP, DOCX, JPEG ou PNG."
		for _, test := range []struct {
			name string
			in   project.Attaching
			want []string
		}{
			{"nothing", project.Attaching{Received: file.Received{Refusal: file.ErrNone}}, []string{"Écrivez ce qu’est cette pièce.", "Choisissez un fichier."}},
			{"nothing, for no reason", project.Attaching{Label: "Avis"}, []string{"Choisissez un fichier."}},
			{"a program", project.Attaching{Label: "Avis", Received: file.Received{File: w.spooled("avis.pdf", "MZ\x90\x00")}}, []string{"Ce fichier n’est pas d’un type accepté." + types}},
			{"a page", project.Attaching{Label: "Avis", Received: file.Received{File: w.spooled("avis.png", "<svg/>")}}, []string{"Ce fichier n’est pas d’un type accepté." + types}},
			{"a text", project.Attaching{Label: "Avis", Received: file.Received{File: w.spooled("avis.csv", "a;b")}}, []string{"Ce fichier n’est pas d’un type accepté." + types}},
			{"one that was cut", project.Attaching{Label: "Avis", Received: file.Received{File: w.spooled("avis.pdf", "%PDF-1.4")}}, []string{"Ce fichier est abîmé ou incomplet." + types}},
			{"the same again", project.Attaching{Label: "Devis", Received: file.Received{File: w.spooled("b.pdf", pdfOf("a"))}}, []string{"Ce fichier est déjà joint, sous l’intitulé «\u202fAvis\u202f»."}},
			{"a long label", project.Attaching{Label: strings.Repeat("é", 201), Received: file.Received{File: w.spooled("b.pdf", pdfOf("b"))}}, []string{"Ce texte est trop long\u202f: 200 caractères au plus."}},
		} {
			_, err := w.projects.Attach(context.Background(), w.leads(f.school), f.number, test.in)
			if got := w.reasons(err); !slices.Equal(got, test.want) {
				t.Errorf("Attach of %s: got %q, want %q", test.name, got, test.want)
			}
		}
		for i := 1; i < project.MaxAttachments; i++ {
			w.must(w.attach(f, "Avis", pdfOf(fmt.Sprint(i))))
		}
		if got := w.reasons(w.attach(f, "Avis", pdfOf("z"))); len(got) != 1 || !strings.HasPrefix(got[0], "Ce projet a déjà 20 pièces, le plus possible.") {
			t.Errorf("Attach of one too many: got %q", got)
		}
		if n := len(w.pieces(f, access.School)); n != project.MaxAttachments {
			t.Errorf("pieces: got %d, want %d", n, project.MaxAttachments)
		}
		w.whole()
	})
}

// Two people who join the twentieth piece at once: one is refused.
func TestTwoAtOnceKeepTheBound(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.open()
		for i := 1; i < project.MaxAttachments; i++ {
			w.must(w.attach(f, "Avis", pdfOf(fmt.Sprint(i))))
		}
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, piece := range []*file.Spooled{w.spooled("x.pdf", pdfOf("x")), w.spooled("y.pdf", pdfOf("y"))} {
			both.Go(func() {
				_, errs[i] = w.projects.Attach(context.Background(), w.leads(f.school), f.number, project.Attaching{Label: "Avis", Received: file.Received{File: piece}})
			})
		}
		both.Wait()
		if got := append(w.reasons(errs[0]), w.reasons(errs[1])...); len(got) != 1 || len(w.pieces(f, access.School)) != project.MaxAttachments {
			t.Errorf("two at once: refusals %q and %d pieces, want one and %d", got, len(w.pieces(f, access.School)), project.MaxAttachments)
		}
	})
}

// A double click joins one piece, whatever its second file holds.
func TestADoubleClickJoinsOnePiece(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.open()
		call := w.leads(f.school)
		call.Key = "k"
		for range 2 {
			number, err := w.projects.Attach(context.Background(), call, f.number, project.Attaching{Label: "Avis", Received: file.Received{File: w.spooled("a.pdf", pdfOf("a"))}})
			if err != nil || number != f.number {
				t.Errorf("Attach: got %q, %v, want %q", number, err, f.number)
			}
		}
		if n := len(w.pieces(f, access.School)); n != 1 {
			t.Errorf("pieces: got %d, want 1", n)
		}
	})
}

// Pieces are changed as long as the sheet is, and no longer.
func TestPiecesFollowTheSheet(t *testing.T) {
	inWorlds(t, len(project.AllStates()), func(t *testing.T, w *world) {
		morning := w.now
		for _, state := range project.AllStates() {
			w.now = morning
			f := w.fill(w.open())
			w.must(w.attach(f, "Avis", pdfOf("a")))
			w.follow(f, ways[state]...)
			open := state == project.Draft || state == project.Returned
			if got := w.reasons(w.attach(f, "Devis", pdfOf("b"))); (len(got) == 0) != open {
				t.Errorf("Attach in state %s: got %q, want open %v", state, got, open)
			}
			_, err := w.projects.Detach(context.Background(), w.leads(f.school), f.number, w.pieces(f, access.School)[0].ID)
			if got := w.reasons(err); (len(got) == 0) != open {
				t.Errorf("Detach in state %s: got %q, want open %v", state, got, open)
			}
			w.now = civil.Paris(2009, time.October, 12, 9, 0, 0)
			if got := w.reasons(w.attach(f, "Plan", pdfOf("c"))); len(got) == 0 {
				t.Errorf("Attach in state %s after every date: got no refusal", state)
			}
		}
		w.whole()
	})
}

// A piece of one file is no piece of another, and what one may not see does not
// exist.
func TestPiecesOutOfReach(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		mine, other := w.fill(w.open()), w.fill(w.open())
		w.must(w.attach(mine, "Avis", pdfOf("a")))
		w.must(w.attach(other, "Avis", pdfOf("b")))
		a, b := w.pieces(mine, access.School)[0].ID, w.pieces(other, access.School)[0].ID
		lead := w.leads(mine.school)
		for _, test := range []struct {
			by     access.Actor
			number string
			piece  db.ID
		}{
			{lead.By, mine.number, b}, {lead.By, other.number, b}, {lead.By, other.number, a}, {lead.By, mine.number, 0},
			{w.people[access.RegionalPilot], mine.number, a}, {w.people[access.NationalPilot], mine.number, a}, // a draft
			{w.people[access.Trainer], mine.number, a}, {w.people[access.OFIIAgent], mine.number, a},
		} {
			if text, err := w.content(test.by, test.number, test.piece); !errors.Is(err, project.ErrNotFound) {
				t.Errorf("%s reads piece %d of %s: got %q, %v, want ErrNotFound", test.by.Role, test.piece, test.number, text, err)
			}
		}
		ctx := context.Background()
		if _, err := w.projects.Detach(ctx, lead, mine.number, b); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("Detach of another file's piece: got %v, want ErrNotFound", err)
		}
		if _, err := w.projects.Detach(ctx, lead, other.number, b); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("Detach in another school's file: got %v, want ErrNotFound", err)
		}
		if _, err := w.projects.Attach(ctx, lead, other.number, project.Attaching{Label: "Avis", Received: file.Received{File: w.spooled("c.pdf", pdfOf("c"))}}); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("Attach to another school's file: got %v, want ErrNotFound", err)
		}
		if _, err := w.projects.Attach(ctx, w.as(access.RegionalPilot), mine.number, project.Attaching{Label: "Avis", Received: file.Received{File: w.spooled("c.pdf", pdfOf("c"))}}); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("Attach by the region: got %v, want ErrNotFound", err)
		}
		w.follow(mine, project.ActSubmit)
		for _, role := range []access.Role{access.RegionalPilot, access.DepartmentReader, access.AcademieManager, access.NationalPilot, access.NationalPayer} {
			if text, err := w.content(w.people[role], mine.number, a); err != nil || text != pdfOf("a") {
				t.Errorf("%s reads a piece that was sent: got %q, %v", role, text, err)
			}
		}
		if n := len(w.pieces(other, access.School)); n != 1 {
			t.Errorf("pieces of the other file: got %d, want 1", n)
		}
	})
}
