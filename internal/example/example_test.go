package example

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/journal"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/workflow"
)

var machine = civil.Paris(2026, time.March, 2, 10, 0, 0)

// The databases that the tests have copies of: one without an example, and one with it.
var (
	empties = migrated.Then(func(ctx context.Context, d *db.DB) error { return territory.New(d).Setup(ctx) })
	loaded  = migrated.Then(func(ctx context.Context, d *db.DB) error {
		return errors.Join(territory.New(d).Setup(ctx), Load(ctx, d, machine))
	})
)

func read(t *testing.T, d *db.DB, do func(*db.Tx) error) {
	t.Helper()
	if err := d.Read(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

// content is the example as text: its files, its people, its schools.
func content(t *testing.T, d *db.DB) string {
	t.Helper()
	var lines []string
	for _, query := range []string{
		`SELECT p.number || ' ' || p.state || ' ' || p.released || ' ' || p.school || ' ' || s.name || ', ' || s.town || ' ' || p.asked_cents
			FROM project p JOIN school s ON s.uai = p.school ORDER BY p.number`,
		`SELECT p.login || ' ' || p.name || ' ' || g.role || ' ' || g.school || ' ' || g.department || ' ' || g.academie || ' ' || g.region || ' ' || g.from_day
			FROM person p JOIN role_grant g ON g.person = p.id ORDER BY p.login, g.role`,
		`SELECT p.number || ' ' || s.act || ' ' || s.happened_at || ' ' || s.reason FROM project_step s JOIN project p ON p.id = s.project ORDER BY p.number, s.id`,
		`SELECT p.number || ' ' || a.sheet || ' ' || a.key || ' ' || a.value FROM answer a JOIN project p ON p.id = a.project ORDER BY p.number, a.sheet, a.key`,
	} {
		var rows []string
		read(t, d, func(tx *db.Tx) error { return tx.Select(&rows, query) })
		lines = append(append(lines, rows...), "")
	}
	return strings.Join(lines, "\n")
}

func head(t *testing.T, d *db.DB) (h journal.Head) {
	t.Helper()
	read(t, d, func(tx *db.Tx) (err error) { h, err = journal.Last(tx); return err })
	return h
}

// The example is the same on both engines, whenever it is loaded, and loading
// it again changes nothing.
func TestTheExampleIsAlwaysTheSame(t *testing.T) {
	var first string
	empties.Engines(t, func(t *testing.T, address string) {
		d := migrated.Open(t, address)
		if err := Load(t.Context(), d, machine.Add(time.Duration(len(first))*time.Second)); err != nil {
			t.Fatalf("Load: %v", err)
		}
		got := content(t, d)
		if first == "" {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("not the same example: -first +second\n%s", diff)
		}
		before := head(t, d)
		if err := Load(t.Context(), d, machine); err != nil {
			t.Errorf("Load a second time: %v", err)
		}
		if after := head(t, d); after != before || content(t, d) != got {
			t.Errorf("Load a second time: the journal went from %v to %v", before, after)
		}
		sound(t, d)
	})
}

// sound is what preau verify asks.
func sound(t *testing.T, d *db.DB) {
	t.Helper()
	for _, verify := range []func(*db.Tx) ([]string, error){journal.Verify, project.Verify} {
		read(t, d, func(tx *db.Tx) error {
			faults, err := verify(tx)
			for _, fault := range faults {
				t.Error(fault)
			}
			return err
		})
	}
}

// Every state has a file to show, and the cast's files keep their numbers.
func TestFilesOfTheExample(t *testing.T) {
	d := migrated.Open(t, loaded.SQLite(t))
	var rows []struct{ Number, State, Name, Town string }
	read(t, d, func(tx *db.Tx) error {
		return tx.Select(&rows, "SELECT p.number, p.state, s.name, s.town FROM project p JOIN school s ON s.uai = p.school ORDER BY p.number")
	})
	found := map[workflow.State]int{}
	names := map[string]string{}
	for _, row := range rows {
		found[workflow.State(row.State)]++
		names[row.Number] = row.State + ", " + row.Name + ", " + row.Town
	}
	for _, state := range project.AllStates() {
		if found[state] == 0 {
			t.Errorf("no file is %s", state)
		}
	}
	for number, want := range map[string]string{
		"2009-93-0042": "draft, Collège Gustave-Courbet, Saint-Denis",
		"2009-13-0005": "submitted, Collège du Vieux-Port, Marseille",
	} {
		if names[number] != want {
			t.Errorf("file %s: got %q, want %q", number, names[number], want)
		}
	}
}

// No check has anything to say of the files that were sent.
func TestFilesOfTheExampleHold(t *testing.T) {
	d := migrated.Open(t, loaded.SQLite(t))
	projects := project.New(d, campaign.New(d))
	by := rights.Table().In(access.Person{}, access.RegionalPilot, access.France)
	var numbers []string
	read(t, d, func(tx *db.Tx) error {
		return tx.Select(&numbers, "SELECT number FROM project WHERE state <> 'draft' AND number LIKE '2009-%' ORDER BY number")
	})
	for _, number := range numbers {
		read(t, d, func(tx *db.Tx) error {
			file, err := projects.Read(tx, by, number)
			for _, found := range file.Reading().Findings {
				t.Errorf("file %s: %s: %s", number, found.Level, found.Sentence)
			}
			return err
		})
	}
	if len(numbers) == 0 {
		t.Error("no file of the example was sent")
	}
}

// Who can be entered as, each in their role; the one who made the crowd cannot.
func TestCastOfTheExample(t *testing.T) {
	d := migrated.Open(t, loaded.SQLite(t))
	roles := map[string]access.Role{}
	read(t, d, func(tx *db.Tx) error {
		cast, err := access.CastOn(tx, civil.MustDate("2009-09-21"))
		for _, person := range cast {
			roles[person.Login] = person.Role
			if person.PlaceName == "" {
				t.Errorf("%s is nowhere", person.Login)
			}
		}
		return err
	})
	for login, want := range map[string]access.Role{"directrice-doisneau": access.SchoolLead, "secretaire-doisneau": access.SchoolContributor,
		"principal-courbet": access.SchoolLead, "lecteur-94": access.DepartmentReader, "rectorat-creteil": access.AcademieManager,
		"prefet-idf": access.RegionalPilot, "pilote-dgesco": access.NationalPilot, "payeur-acse": access.NationalPayer,
		"administration": access.Administrator, "equipe-exemple": ""} {
		if roles[login] != want {
			t.Errorf("%s: got %q, want %q", login, roles[login], want)
		}
	}
	chapter := access.New(d, rights.Table())
	at := civil.Moment{Happened: machine.On(civil.MustDate("2009-09-21")), Recorded: machine}
	if _, err := chapter.Enter(t.Context(), at, "equipe-exemple", access.From{}); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("Enter(equipe-exemple): got %v, want ErrNotFound", err)
	}
}

// Every school of the example has a UAI that one could type.
func TestSchoolsOfTheExample(t *testing.T) {
	d := migrated.Open(t, loaded.SQLite(t))
	var schools []string
	read(t, d, func(tx *db.Tx) error { return tx.Select(&schools, "SELECT uai FROM school ORDER BY uai") })
	if len(schools) < 500 {
		t.Errorf("%d schools, want the Val-de-Marne and some more", len(schools))
	}
	for _, uai := range schools {
		if got, err := territory.ReadUAI(uai); err != nil || string(got) != uai {
			t.Errorf("ReadUAI(%q) = %q, %v", uai, got, err)
		}
	}
}

// A database in use is left as it is.
// Last year had its campaign, of twelve departments in ten académies; this year's
// is the current one.
func TestTheYearBefore(t *testing.T) {
	d := migrated.Open(t, loaded.SQLite(t))
	read(t, d, func(tx *db.Tx) error {
		c := campaign.New(d)
		now, _, err := c.Current(tx)
		if err != nil || now.Code != "2009-2010" {
			t.Errorf("current: %v, %v", now, err)
		}
		before, _, err := c.Previous(tx, now.Code)
		if err != nil {
			return err
		}
		academies := map[string]bool{}
		for _, code := range before.Departments.Value {
			department, _ := territory.FindDepartment(code)
			academies[department.Academie] = true
		}
		if before.Code != "2008-2009" || len(before.Departments.Value) != 12 || len(academies) != 10 || before.LatestStart.Value.Year != 2008 {
			t.Errorf("the year before: %s, %v", before.Code, before.Departments.Value)
		}
		reader := rights.Table().In(access.Person{}, access.NationalPilot, access.France)
		listing, err := project.List(tx, reader, before.Code, project.Query{All: true})
		if err != nil || len(listing.Rows) != 1 || listing.Rows[0].Number != "2008-94-0001" {
			t.Errorf("files of the year before: %v, %v, want one", listing.Rows, err)
		}
		return nil
	})
}

func TestLoadLeavesADatabaseInUse(t *testing.T) {
	d := migrated.Open(t, empties.SQLite(t))
	if err := campaign.New(d).Install(t.Context(), campaign.Installation{}); err != nil {
		t.Fatal(err)
	}
	if err := Load(t.Context(), d, machine); err != nil {
		t.Errorf("Load: %v", err)
	}
	read(t, d, func(tx *db.Tx) error {
		installed, err := campaign.Installed(tx)
		if installed.Example || head(t, d) != (journal.Head{}) {
			t.Errorf("a real database became an example: %v, journal %v", installed, head(t, d))
		}
		return err
	})
}

// Fill adds as many files as it says, one per school, over every open
// department, and refuses to do so twice.
func TestFill(t *testing.T) {
	loaded.Engines(t, func(t *testing.T, address string) {
		d := migrated.Open(t, address)
		before := count(t, d)
		n, err := Fill(t.Context(), d, machine, 0.062)
		if err != nil || n != 62 || count(t, d) != before+62 {
			t.Fatalf("Fill(0.062) = %d, %v, from %d files to %d, want 62 more", n, err, before, count(t, d))
		}
		sound(t, d)
		if n, err := Fill(t.Context(), d, machine, 0.062); err == nil || count(t, d) != before+62 {
			t.Errorf("Fill again = %d, %v, %d files, want a refusal and no more of them", n, err, count(t, d))
		}
	})
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	read(t, d, func(tx *db.Tx) error { return tx.Get(&n, "SELECT count(*) FROM project") })
	return n
}

// The crowd comes from the UAI of the schools, never from a sequence: a school
// more or less in the directory changes no other school's file.
func TestTheCrowdIsDrawnFromTheUAI(t *testing.T) {
	c, err := readCast()
	if err != nil {
		t.Fatal(err)
	}
	all, err := c.schools()
	if err != nil {
		t.Fatal(err)
	}
	states := func(schools []territory.School) map[territory.UAI]string {
		found := map[territory.UAI]string{}
		for _, f := range crowdOf(schools).files {
			found[f.school.UAI] = fmt.Sprint(f.state, " ", f.school.Name)
		}
		return found
	}
	whole, fewer := states(all), states(all[1:])
	delete(whole, all[0].UAI)
	if diff := cmp.Diff(whole, fewer); diff != "" {
		t.Errorf("without one school: -whole +fewer\n%s", diff)
	}
}
