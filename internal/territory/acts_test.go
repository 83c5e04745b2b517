package territory

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/file"
	"preau/internal/journal"
	"preau/internal/workflow"
)

var today = civil.MustDate("2009-09-21")

// world is the territory, with the small directory in it, and somebody of each
// role that counts.
type world struct {
	*Chapter
	t      *testing.T
	rights *access.Rights
	people map[access.Role]access.Person
}

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	d := migrated.Open(t, url)
	table, err := access.NewRights(access.Grants, Grants)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{New(d), t, table, map[access.Role]access.Person{}}
	if err := w.Setup(t.Context()); err != nil {
		t.Fatal(err)
	}
	chapter := access.New(d, table)
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, role := range access.Roles() {
			person, err := chapter.AddTx(tx, w.program(), access.Person{Login: string(role), Name: string(role), Email: string(role) + "@exemple.invalid"}, nil)
			if err != nil {
				return err
			}
			w.people[role] = person
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	w.imports(small)
	return w
}

func (w *world) program() access.Call {
	return access.Call{By: w.rights.In(access.Person{}, access.Program, access.France), At: at(today)}
}

func at(day civil.Date) civil.Moment {
	return civil.Moment{Happened: civil.Paris(day.Year, day.Month, day.Day, 9, 0, 0), Recorded: civil.Paris(2026, time.March, 2, 9, 0, 0)}
}

// as is a call by somebody in a role, over a department's academy, or over what
// the role is given.
func (w *world) as(role access.Role, place access.Place) access.Call {
	return access.Call{By: w.rights.In(w.people[role], role, place), At: at(today)}
}

func (w *world) imports(content string) Import {
	w.t.Helper()
	d, err := ReadDirectory(strings.NewReader(content))
	if err != nil || d.FaultCount > 0 {
		w.t.Fatalf("ReadDirectory: %v, %v", err, d.Faults)
	}
	done, err := w.Import(w.t.Context(), w.program(), d)
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

func (w *world) send(call access.Call, content string) (db.ID, error) {
	w.t.Helper()
	spooled, err := file.Spool(strings.NewReader(content), "annuaire.csv", MaxDirectory)
	if err != nil {
		w.t.Fatal(err)
	}
	defer spooled.Close()
	return w.Send(w.t.Context(), call, spooled)
}

func (w *world) read(do func(*db.Tx) error) {
	w.t.Helper()
	if err := w.db.Read(w.t.Context(), do); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) count(table string) (n int64) {
	w.t.Helper()
	w.read(func(tx *db.Tx) error { return tx.Get(&n, "SELECT count(*) FROM "+table) })
	return n
}

func (w *world) journalled() (last int64) {
	w.t.Helper()
	w.read(func(tx *db.Tx) error {
		head, err := journal.Last(tx)
		last = head.Seq
		return err
	})
	return last
}

// reasons are what a refusal says; any other error is a fault of the test.
func reasons(t *testing.T, err error) string {
	t.Helper()
	var refusal *workflow.Refusal
	if err == nil {
		return ""
	}
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal", err)
	}
	var all []string
	for _, m := range refusal.Reasons {
		all = append(all, m.Field+": "+m.Sentence)
	}
	return strings.Join(all, " | ")
}

// both has one école more than the small directory, and closes none.
var both = strings.Replace(small, "École Wallon", "École Henri-Wallon", 1) + "0940442V;École Louise-Michel;Ecole;Vitry;OUVERT\n"

func TestSendThenConfirm(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		pilot := w.as(access.NationalPilot, access.France)
		id, err := w.send(pilot, both)
		if err != nil {
			t.Fatal(err)
		}
		before := w.journalled()
		p, err := w.Preview(t.Context(), pilot.By, id, today)
		if got, want := p.Counts(), (Import{Added: 1, Changed: 1, Unchanged: 1}); got != want || err != nil || p.Absent != 0 || p.PassedOver != 1 {
			t.Fatalf("Preview = %+v, %v, want %+v", p, err, want)
		}
		if n := w.count("school"); n != 2 {
			t.Errorf("schools before the confirmation: got %d, want 2", n)
		}
		for range 2 { // the second confirmation does nothing
			done, err := w.Confirm(t.Context(), pilot, id)
			if want := (Import{Added: 1, Changed: 1, Unchanged: 1}); done != want || err != nil {
				t.Errorf("Confirm = %+v, %v, want %+v", done, err, want)
			}
		}
		if n, last := w.count("school"), w.journalled(); n != 3 || last != before+1 || w.count("file_chunk") != 0 {
			t.Errorf("after two confirmations: %d schools, %d lines of the journal, %d chunks, want 3, 1, 0", n, last-before, w.count("file_chunk"))
		}
		if p, err := w.Preview(t.Context(), pilot.By, id, today); p.Sent.State != ImportDone || p.Sent.Import.Added != 1 || err != nil {
			t.Errorf("Preview of an import that is done = %+v, %v", p.Sent, err)
		}
		if got := reasons(t, w.Drop(t.Context(), pilot, id)); !strings.Contains(got, "déjà importé") {
			t.Errorf("Drop of an import that is done: got %q", got)
		}
	})
}

// The same file again says that it changes nothing, and is not in the journal.
func TestTheSameFileTwice(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		pilot, before := w.as(access.NationalPilot, access.France), w.journalled()
		id, err := w.send(pilot, small)
		if err != nil {
			t.Fatal(err)
		}
		done, err := w.Confirm(t.Context(), pilot, id)
		if !done.Nothing() || done.Unchanged != 2 || err != nil || w.journalled() != before {
			t.Errorf("Confirm of what is known = %+v, %v, %d lines of the journal, want nothing", done, err, w.journalled()-before)
		}
	})
}

func TestAConfirmationByAnother(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		pilot, other := w.as(access.NationalPilot, access.France), w.as(access.Administrator, access.France)
		id, err := w.send(pilot, both)
		if err != nil {
			t.Fatal(err)
		}
		_, confirmed := w.Confirm(t.Context(), other, id)
		_, seen := w.Preview(t.Context(), other.By, id, today)
		lead := w.as(access.SchoolLead, access.Place{School: "0940176F", Department: "94", Academie: "24", Region: "11"})
		_, sent := w.send(lead, both)
		for what, err := range map[string]error{"Confirm": confirmed, "Preview": seen, "Drop": w.Drop(t.Context(), other, id), "Send as a lead": sent} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%s of what somebody else sent: got %v, want ErrNotFound", what, err)
			}
		}
		if n := w.count("school"); n != 2 {
			t.Errorf("schools: got %d, want 2", n)
		}
	})
}

// A new file drops the one that waited; a dropped one is not imported.
func TestANewFileDropsTheOneBefore(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		pilot := w.as(access.NationalPilot, access.France)
		first, err := w.send(pilot, both)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.send(pilot, small); err != nil {
			t.Fatal(err)
		}
		_, err = w.Confirm(t.Context(), pilot, first)
		if got := reasons(t, err); !strings.Contains(got, "abandonné") {
			t.Errorf("Confirm of what was dropped: got %q", got)
		}
		if n := w.count("file_chunk"); n != 1 {
			t.Errorf("chunks kept: got %d, want 1", n)
		}
	})
}

func TestABadDirectoryLeavesNothing(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		var bad *BadDirectory
		if _, err := w.send(w.as(access.NationalPilot, access.France), both+"0940442V;Twice;Ecole;Vitry;OUVERT\n"); !errors.As(err, &bad) || bad.Directory.FaultCount != 1 {
			t.Errorf("Send of a UAI twice: got %v", err)
		}
		d, err := ReadDirectory(strings.NewReader(both + "0940442W;Wrong;Ecole;Vitry;OUVERT\n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Import(t.Context(), w.program(), d); !errors.As(err, &bad) {
			t.Errorf("Import of a wrong letter: got %v", err)
		}
		if w.count("file") != 0 || w.count("directory_import") != 0 || w.count("school") != 2 {
			t.Errorf("a bad directory left something: %d files, %d imports, %d schools", w.count("file"), w.count("directory_import"), w.count("school"))
		}
	})
}

// Two imports at once wait for each other, and count what each has done.
func TestTwoImportsAtOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		var many strings.Builder
		many.WriteString("uai;nom;nature;commune\n")
		for n := 930001; n < 930301; n++ {
			fmt.Fprintf(&many, "%07d%c;Collège %d;Collège;Bobigny\n", n, CheckLetter(n), n)
		}
		var group sync.WaitGroup
		done := make([]Import, 4)
		for i := range done {
			group.Go(func() {
				d, err := ReadDirectory(strings.NewReader(many.String()))
				if err == nil {
					done[i], err = w.Import(context.Background(), w.program(), d)
				}
				if err != nil {
					t.Errorf("Import beside others: %v", err)
				}
			})
		}
		group.Wait()
		added := 0
		for _, d := range done {
			added += d.Added
			if d.Total() != 300 || d.Changed > 0 {
				t.Errorf("Import beside others = %+v", d)
			}
		}
		if added != 300 || w.count("school") != 302 {
			t.Errorf("added by all: got %d, %d schools, want 300, 302", added, w.count("school"))
		}
	})
}

// A school that the directory closes is kept.
func TestAClosedSchoolIsKept(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		done := w.imports(strings.Replace(small, "OUVERT", "FERMÉ", 1))
		if want := (Import{Closed: 1, Unchanged: 1}); done != want {
			t.Errorf("Import that closes = %+v, want %+v", done, want)
		}
		w.imports(strings.SplitAfter(small, "\n")[0] + "0940442V;École Louise-Michel;Ecole;Vitry;OUVERT\n")
		w.read(func(tx *db.Tx) error {
			school, err := Find(tx, "0940176F")
			if school.Open || school.Name != "Collège « Été »" {
				t.Errorf("a closed school, after a file without it: %+v", school)
			}
			return err
		})
	})
}

func TestSearch(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		w.imports("uai;nom;nature;commune\n" + fmt.Sprintf("0930001%c;Collège L’Haÿ 100%%;Collège;Saint-Denis\n0130001%c;Lycée Œuvre_d’Art;Lycée;Marseille\n", CheckLetter(930001), CheckLetter(130001)))
		nation := w.rights.In(access.Person{}, access.NationalPilot, access.France)
		lead := w.rights.In(access.Person{}, access.SchoolLead, access.Place{School: "0940176F", Department: "94", Academie: "24", Region: "11"})
		academy := w.rights.In(access.Person{}, access.AcademieManager, access.Place{Academie: "24", Region: "11"})
		for _, test := range []struct {
			by   access.Actor
			q    Query
			want string
		}{
			{nation, Query{}, "Collège « Été », Collège L’Haÿ 100%, École Wallon, Lycée Œuvre_d’Art"},
			{nation, Query{Words: "ETE creteil"}, "Collège « Été »"},
			{nation, Query{Words: "oeuvre MARSEILLE"}, "Lycée Œuvre_d’Art"},
			{nation, Query{Words: "0940198e"}, "École Wallon"},
			{nation, Query{Words: "l hay"}, "Collège L’Haÿ 100%"},
			{nation, Query{Words: "100%"}, "Collège L’Haÿ 100%"},
			{nation, Query{Words: "%_%"}, "Collège « Été », Collège L’Haÿ 100%, École Wallon, Lycée Œuvre_d’Art"}, // signs are not looked for
			{nation, Query{Words: "' OR 1=1 --"}, ""},
			{nation, Query{Department: "94"}, "Collège « Été », École Wallon"},
			{nation, Query{Kind: Lycee}, "Lycée Œuvre_d’Art"},
			{nation, Query{Open: OnlyClosed}, "École Wallon"},
			{nation, Query{Open: OnlyOpen, Department: "94"}, "Collège « Été »"},
			{nation, Query{Page: 2}, ""},
			{lead, Query{}, "Collège « Été », École Wallon"},
			{lead, Query{Department: "13"}, ""},
			{academy, Query{}, "Collège « Été », Collège L’Haÿ 100%, École Wallon"},
		} {
			w.read(func(tx *db.Tx) error {
				l, err := Search(tx, test.by, test.q, today)
				var names []string
				for _, s := range l.Schools {
					names = append(names, s.Name)
				}
				if got := strings.Join(names, ", "); got != test.want {
					t.Errorf("Search(%s, %+v) = %q, want %q", test.by.Role, test.q, got, test.want)
				}
				return err
			})
		}
	})
}

func TestAddSchool(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		admin := w.as(access.Administrator, access.France)
		admin.Key = "once"
		good := TypedSchool{UAI: "0940442v", Name: " École\u202e Louise-Michel ", Kind: "ecole", Sector: "public", Town: "Vitry"}
		for range 2 {
			if uai, err := w.AddSchool(t.Context(), admin, good); uai != "0940442V" || err != nil {
				t.Errorf("AddSchool = %q, %v, want 0940442V", uai, err)
			}
		}
		for _, test := range []struct {
			typed TypedSchool
			want  string
		}{
			{good, "uai: Ce numéro est celui d’une école déjà connue\u202f: École Louise-Michel, Vitry."},
			{TypedSchool{UAI: "0940442W", Name: "A", Kind: "ecole", Sector: "public", Town: "V"}, "uai: La lettre finale de ce numéro UAI ne correspond pas à ses chiffres\u202f: vérifiez chaque chiffre."},
			{TypedSchool{UAI: "2000000" + string(CheckLetter(2000000)), Name: "A", Kind: "ecole", Sector: "public", Town: "V"}, "uai: Aucun département ne porte le préfixe 200."},
			{TypedSchool{UAI: "0940574N", Name: "=A()", Kind: "ecole", Sector: "public", Town: "V", Email: "a"},
				"name: Un texte ne commence pas par «\u202f=\u202f», comme une formule de tableur. | email: Écrivez l’adresse sous la forme «\u202fnom@exemple.fr\u202f»."},
			{TypedSchool{UAI: "0940574N", Kind: "creche"}, "name: Indiquez le nom de l’école ou de l’établissement. | town: Indiquez la commune. | " +
				"kind: Choisissez une nature\u202f: école, collège ou lycée. | sector: Dites si l’école ou l’établissement est public ou privé."},
		} {
			_, err := w.AddSchool(t.Context(), w.as(access.Administrator, access.France), test.typed)
			if got := reasons(t, err); got != test.want {
				t.Errorf("AddSchool(%+v): got %q, want %q", test.typed, got, test.want)
			}
		}
		if _, err := w.AddSchool(t.Context(), w.as(access.RegionalPilot, access.Place{Region: "11"}), good); !errors.Is(err, ErrNotFound) {
			t.Errorf("AddSchool by a region: got %v, want ErrNotFound", err)
		}
	})
}

// The second of two administrators who add the same school is told of the first.
func TestOfTwoAddedSchoolsOneIsRefused(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		errs := make([]error, 4)
		var group sync.WaitGroup
		for i := range errs {
			typed := TypedSchool{UAI: "0940442V", Name: "École " + string(rune('A'+i)), Kind: "ecole", Sector: "public", Town: "Vitry"}
			group.Go(func() { _, errs[i] = w.AddSchool(t.Context(), w.as(access.Administrator, access.France), typed) })
		}
		group.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if got := reasons(t, err); !strings.Contains(got, "école déjà connue") {
				t.Errorf("AddSchool beside others: got %q, want the school that is", got)
			}
		}
		if done != 1 {
			t.Errorf("schools added: got %d, want 1", done)
		}
	})
}

// A directory that waits while another version of Préau, which finds a fault in
// it, takes the place of this one is refused, and can be dropped.
func TestADirectoryThatIsReadOtherwiseIsRefused(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		admin := w.as(access.Administrator, access.France)
		text := "uai;nom;nature;commune\n0940442V;École Louise-Michel;École;Vitry\n"
		id, err := w.send(admin, text)
		if err != nil {
			t.Fatal(err)
		}
		otherwise := []byte(strings.Replace(text, "0940442V", "0940442W", 1))
		if err := w.db.Write(t.Context(), func(tx *db.Tx) error { return tx.Change("UPDATE file_chunk SET data = $1", otherwise) }); err != nil {
			t.Fatal(err)
		}
		_, err = w.Confirm(t.Context(), admin, id)
		if got := reasons(t, err); !strings.Contains(got, "Ce fichier ne peut plus être importé (1 défaut, dont Ligne 2") {
			t.Errorf("Confirm: got %q, want a refusal", got)
		}
		if err := w.Drop(t.Context(), admin, id); err != nil {
			t.Errorf("Drop: %v", err)
		}
	})
}

// Of directories that one person sends at the same instant, one waits.
func TestTwoDirectoriesSentAtOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		pilot := w.as(access.NationalPilot, access.France)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if _, err := w.send(pilot, both); err != nil {
					t.Errorf("Send, among four at once: %v", err)
				}
			})
		}
		wait.Wait()
		w.read(func(tx *db.Tx) error {
			waiting, err := WaitingOf(tx, pilot.By.Person.ID)
			if len(waiting) != 1 {
				t.Errorf("directories waiting after four sent at once: got %d, want 1", len(waiting))
			}
			return err
		})
		if n := w.count("directory_import"); n != 4 {
			t.Errorf("directories sent: got %d, want the 4", n)
		}
	})
}
