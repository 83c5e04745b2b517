package project_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/workflow"
)

// read is a file as the person of a role reads it.
func (w *world) readAs(f dossier, role access.Role) (file project.Filled) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		file, err = w.projects.Read(tx, w.people[role], f.number)
		return err
	})
	return file
}

// version is a file as it was sent, for the region.
func (w *world) version(f dossier, version int64) (file project.Filled, err error) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		file, err = w.projects.ReadVersion(tx, w.people[access.RegionalPilot], f.number, version)
		return nil
	})
	return file, err
}

// writes changes an answer of annexe 2, whatever was there.
func (w *world) writes(f dossier, key, typed string) {
	w.Helper()
	saved, err := w.save(f, "annexe-2", map[string]string{key: typed}, map[string]int64{key: 1 << 30})
	w.must(err)
	if !saved.Good() {
		w.Fatalf("Save(%s): %+v", key, saved)
	}
}

// others are those who read the files that were sent and are not the school's.
var others = []access.Role{access.DepartmentReader, access.AcademieManager, access.AcademieCoordinator, access.RegionalPilot,
	access.NationalPilot, access.NationalPayer}

// What the school writes in a returned file is its own until it is sent again: page,
// amount, list and sums, pieces.
func TestOthersReadWhatWasSent(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Submitted)
		w.now = w.now.Add(time.Hour)
		w.follow(f, project.ActReturn)
		w.writes(f, "budget_material", "1450") // 1 000 € more
		w.must(w.attach(f, "Devis", pdfOf("a")))
		want := func(moment string, roles []access.Role, material string, cents civil.Cents, version int64, pieces int) {
			t.Helper()
			for _, role := range roles {
				file := w.readAs(f, role)
				if got := file.Answers["annexe-2"]["budget_material"]; got != material || file.AskedCents != cents || file.Version != version {
					t.Errorf("%s, read by %s: got %s, %d, version %d, want %s, %d, version %d", moment, role, got, file.AskedCents, file.Version, material, cents, version)
				}
				w.read(func(tx *db.Tx) error {
					listing, err := project.List(tx, w.people[role], w.rules.Code, project.Query{})
					if len(listing.Rows) != 1 || listing.Rows[0].AskedCents != cents {
						t.Errorf("%s, listed for %s: got %+v, want %d", moment, role, listing.Rows, cents)
					}
					files, err2 := project.OfSchool(tx, w.people[role], f.school.UAI)
					if len(files) != 1 || files[0].AskedCents != cents {
						t.Errorf("%s, of the school for %s: got %+v, want %d", moment, role, files, cents)
					}
					all, _, err3 := project.TogetherOf(tx, w.people[role], w.rules, project.Query{})
					if got := summed(all, "budget_material"); got != civil.Cents(atoi(material)).French() {
						t.Errorf("%s, added up for %s: got %s, want %s", moment, role, got, civil.Cents(atoi(material)).French())
					}
					counts, err4 := project.CountsOf(tx, w.people[role], file.Project)
					if there, err5 := project.Attachments(tx, file.Project, role.Level()); len(there) != pieces || int(counts.Pieces) != pieces || err5 != nil {
						t.Errorf("%s, pieces for %s: got %d, counted %d, want %d", moment, role, len(there), counts.Pieces, pieces)
					}
					return errors.Join(err, err2, err3, err4)
				})
			}
		}
		school := []access.Role{access.SchoolLead, access.SchoolContributor}
		want("returned", school, "145000", asked+1_000_00, 0, 1)
		want("returned", others, "45000", asked, 1, 0)
		if text, err := w.content(w.people[access.RegionalPilot], f.number, w.pieces(f, access.School)[0].ID); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("a piece that is not sent yet, for the region: got %q, %v, want ErrNotFound", text, err)
		}
		w.verified()
		w.now = w.now.Add(time.Hour)
		w.follow(f, project.ActSubmit)
		want("sent again", append(school, others...), "145000", asked+1_000_00, 2, 1)
		if got, err := w.version(f, 1); err != nil || got.Answers["annexe-2"]["budget_material"] != "45000" || got.AskedCents != asked || got.SubmittedAt.After(w.now.Add(-2*time.Hour)) {
			t.Errorf("version 1 afterwards: got %s, %d, %s, %v", got.Answers["annexe-2"]["budget_material"], got.AskedCents, got.SubmittedAt, err)
		}
		w.verified()
	})
}

func atoi(text string) (n int64) {
	_, _ = fmt.Sscan(text, &n)
	return n
}

// summed is what an amount of annexe 2 comes to.
func summed(all []*form.Totals, key string) string {
	for _, some := range all {
		for _, total := range some.All {
			if total.Question.Key == key {
				return total.French()
			}
		}
	}
	return ""
}

// A returned file that is discarded, then preselected all the same, is judged on what
// was sent: its amount, its answers, for the school too once it knows.
func TestWhatWasNeverSentAgainIsNotJudged(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Returned)
		w.writes(f, "budget_material", "0")
		w.now = civil.MustDate("2009-10-06").Start()
		w.must(w.move(f, project.ActDiscard, project.Input{Reason: "Jamais complétée."}))
		if got := w.readAs(f, access.SchoolLead); got.Version != 0 || got.AskedCents != asked-450_00 {
			t.Errorf("the school, before it knows: version %d, %d, want its draft", got.Version, got.AskedCents)
		}
		w.must(w.move(f, project.ActAnnounce, project.Input{}))
		if got := w.readAs(f, access.SchoolLead); got.Version != 1 || got.AskedCents != asked {
			t.Errorf("the school, once it knows: version %d, %d, want what was sent", got.Version, got.AskedCents)
		}
		for _, act := range []workflow.Act{project.ActPreselect, project.ActTransmit} {
			w.must(w.setOpinion(f))
			w.must(w.move(f, act, good(act, 0)))
		}
		w.must(w.move(f, project.ActValidate, project.Input{Granted: asked}))
		if got := w.readAs(f, access.NationalPilot); got.AskedCents != asked || got.Answers["annexe-2"]["budget_material"] != "45000" {
			t.Errorf("the nation: %d, %s, want what was sent", got.AskedCents, got.Answers["annexe-2"]["budget_material"])
		}
		w.verified()
	})
}

// setOpinion gives a file an opinion whatever its state: a discarded one takes none.
func (w *world) setOpinion(f dossier) error {
	return w.db.Write(context.Background(), func(tx *db.Tx) error {
		return tx.Change("UPDATE project SET opinion = 'Avis favorable.' WHERE number = $1", f.number)
	})
}

// The version, the journal and the receipt hold the same digest: that of the answers
// as JSON, whatever was typed.
func TestAVersionHasTheDigestOfTheJournal(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		odd := "« Œuvre » <b>\"&amp;'</b> \u2028 日本 🙂\nà la ligne"
		_, err := w.save(f, "annexe-3", map[string]string{"network": odd}, map[string]int64{"network": 1 << 30})
		w.must(err)
		w.must(w.move(f, project.ActSubmit, good(project.ActSubmit, w.file(f).Revision)))
		got, err := w.version(f, 1)
		w.must(err)
		sum := sha256.Sum256([]byte(got.Sent.Answers))
		text, _ := json.Marshal(got.Answers)
		if digest := hex.EncodeToString(sum[:]); got.Sent.Digest != digest || string(text) != got.Sent.Answers {
			t.Errorf("version: digest %s, of its text %s; read and written again it is the same: %v", got.Sent.Digest, digest, string(text) == got.Sent.Answers)
		}
		if details := w.journaled(project.ActSubmit); len(details) != 1 || !strings.Contains(details[0], `"version":1,"sheet_sha256":"`+got.Sent.Digest+`"`) {
			t.Errorf("journal: got %s, want the version and its digest", details)
		}
		if diff := cmp.Diff(w.file(f).Answers, got.Answers); diff != "" {
			t.Errorf("answers, as they are and as they were sent: %s", diff)
		}
		w.verified()
	})
}

func TestVersionsThatThereAreNot(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f, draft := w.in(project.Submitted), w.fill(w.open())
		for _, version := range []int64{-1, 0, 2, 99999, 1 << 62} {
			if _, err := w.version(f, version); !errors.Is(err, project.ErrNotFound) {
				t.Errorf("version %d: got %v, want ErrNotFound", version, err)
			}
		}
		if _, err := w.version(draft, 1); !errors.Is(err, project.ErrNotFound) {
			t.Errorf("version 1 of a draft: got %v, want ErrNotFound", err)
		}
		stranger := w.leads(w.schools[1]).By
		w.read(func(tx *db.Tx) error {
			if _, err := w.projects.ReadVersion(tx, stranger, f.number, 1); !errors.Is(err, project.ErrNotFound) {
				t.Errorf("version 1 for the head of another school: got %v, want ErrNotFound", err)
			}
			if _, err := w.projects.ReadSent(tx, w.leads(draft.school).By, draft.number); !errors.Is(err, project.ErrNotFound) {
				t.Errorf("what a draft sent: got %v, want ErrNotFound", err)
			}
			_, _, err := w.projects.ReadSince(tx, w.leads(f.school).By, f.number, 1)
			if got := w.reasons(err); len(got) != 1 {
				t.Errorf("the draft of a file that is sent: got %v, want a refusal", err)
			}
			return nil
		})
		w.follow(f, project.ActReturn)
		w.read(func(tx *db.Tx) error {
			if _, _, err := w.projects.ReadSince(tx, w.people[access.RegionalPilot], f.number, 1); !errors.Is(err, project.ErrNotFound) {
				t.Errorf("the draft, for the region: got %v, want ErrNotFound", err)
			}
			return nil
		})
	})
}

// A version keeps the rules that it was checked with, whatever becomes of them.
func TestAVersionKeepsItsRules(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Submitted)
		w.follow(f, project.ActReturn)
		w.reopen(w.relabelled())
		w.follow(f, project.ActSubmit)
		var labels []string
		for version := range int64(2) {
			got, err := w.version(f, version+1)
			w.must(err)
			sheet, _ := got.Rules.Sheet("annexe-2")
			q, _ := sheet.Question("budget_material")
			labels = append(labels, q.Label)
		}
		if labels[0] == labels[1] || labels[1] != "Livres et cahiers" {
			t.Errorf("the question in the two versions: got %q", labels)
		}
		w.verified()
	})
}

// Verify names what was changed behind the program's back.
func TestVerifyNamesATamperedVersion(t *testing.T) {
	tests := []struct{ change, want string }{
		{"UPDATE project_version SET answers = '{}' WHERE version = 1", "la version 1 n’est plus celle qui a été transmise."},
		{"UPDATE project_version SET answers = '{}', digest = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' WHERE version = 2",
			"l’empreinte de la version 2 n’est pas celle du journal."},
		{"DELETE FROM project_version WHERE version = 2", "la version 2 manque."},
		{"UPDATE project SET asked_cents = 1", "le montant demandé gardé est 0,01\u00a0€, la version 2 demande 8\u202f000,00\u00a0€."},
		{"UPDATE project SET sent_version = 3", "la dernière version serait la 3, 2 versions sont gardées."},
	}
	inWorlds(t, 1, func(t *testing.T, w *world) {
		f := w.in(project.Returned)
		w.follow(f, project.ActSubmit)
		w.verified()
		for _, test := range tests {
			err := w.db.Write(context.Background(), func(tx *db.Tx) error {
				if err := unlocked(tx, w.db.Engine, test.change); err != nil {
					return err
				}
				faults, err := project.Verify(tx)
				if len(faults) == 0 || faults[0] != "Projet "+f.number+"\u202f: "+test.want {
					t.Errorf("Verify() after %s: got %q, want %q", test.change, faults, test.want)
				}
				return errors.Join(err, errUndo)
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		}
	})
}

// unlocked makes a change that the append-only tables refuse, without their triggers.
func unlocked(tx *db.Tx, engine db.Engine, change string) error {
	triggers := []string{"DROP TRIGGER project_version_never_changes", "DROP TRIGGER project_version_never_shrinks"}
	if engine == db.Postgres {
		triggers = []string{"DROP TRIGGER project_version_never_changes ON project_version"}
	}
	for _, statement := range append(triggers, change) {
		if _, err := tx.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// A file sent before versions were kept is read as it is; when it goes back to the
// school, what it had sent is kept first.
func TestAFileSentBeforeVersionsWereKept(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f, gone := w.in(project.Submitted), w.in(project.Returned)
		w.must(w.db.Write(context.Background(), func(tx *db.Tx) error {
			return unlocked(tx, w.db.Engine, "DELETE FROM project_version")
		}))
		w.must(w.db.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE project SET sent_version = 0")
			return err
		}))
		w.verified()
		if got := w.readAs(f, access.RegionalPilot); got.Version != 0 || !got.Unkept() || got.AskedCents != asked {
			t.Errorf("before: version %d, unkept %v, %d", got.Version, got.Unkept(), got.AskedCents)
		}
		w.follow(f, project.ActReturn)
		w.writes(f, "budget_material", "1450")
		if got := w.readAs(f, access.RegionalPilot); got.Version != 1 || got.AskedCents != asked {
			t.Errorf("returned: version %d, %d, want what was sent, kept when it went back", got.Version, got.AskedCents)
		}
		w.follow(f, project.ActSubmit)
		if got := w.readAs(f, access.RegionalPilot); got.Version != 2 || got.AskedCents != asked+1_000_00 {
			t.Errorf("sent again: version %d, %d", got.Version, got.AskedCents)
		}
		// One that was with the school already: nobody knows any more what it had sent.
		w.writes(gone, "budget_material", "1450")
		if got := w.readAs(gone, access.NationalPilot); got.Version != 0 || !got.Unkept() || got.AskedCents != asked+1_000_00 {
			t.Errorf("with the school already: version %d, unkept %v, %d, want the sheet as it is", got.Version, got.Unkept(), got.AskedCents)
		}
		w.follow(gone, project.ActReturn, project.ActSubmit)
		if got := w.readAs(gone, access.NationalPilot); got.Version != 1 || got.Unkept() {
			t.Errorf("sent again: version %d, unkept %v, want 1", got.Version, got.Unkept())
		}
		w.verified()
	})
}

// relabelled is the campaign with another label for a question.
func (w *world) relabelled() fs.FS {
	folder := fstest.MapFS{}
	for name, content := range w.rules.Files {
		folder[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(content), `label = "Matériel pédagogique"`, `label = "Livres et cahiers"`, 1))}
	}
	return folder
}
