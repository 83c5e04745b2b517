package exchange_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/exchange"
	"preau/internal/mail"
	"preau/internal/rights"
)

type world struct {
	*testing.T
	db     *db.DB
	people map[string]access.Person
	now    civil.Instant
}

var (
	courbet = access.Place{School: "0931420N", Department: "93", Academie: "24", Region: "11"}
	idf     = access.Place{Region: "11"}
)

func eachWorld(t *testing.T, do func(w *world)) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := &world{t, migrated.Open(t, url), map[string]access.Person{}, civil.Paris(2009, time.September, 1, 8, 0, 0)}
		w.write(func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO campaign (code, label, version, current) VALUES ('2009-2010', '', 1, TRUE)")
			return err
		})
		do(w)
	})
}

func (w *world) write(do func(tx *db.Tx) error) {
	w.Helper()
	if err := w.db.Write(context.Background(), do); err != nil {
		w.Fatal(err)
	}
}

func (w *world) at() civil.Moment {
	return civil.Moment{Happened: w.now, Recorded: civil.Paris(2026, time.November, 25, 8, 0, 0)}
}

func (w *world) on(day string) { w.now = civil.MustDate(day).Start().Add(8 * time.Hour) }

// person makes somebody with a role over a place.
func (w *world) person(login string, role access.Role, at access.Place) {
	w.Helper()
	table := rights.Table()
	w.write(func(tx *db.Tx) (err error) {
		call := access.Call{By: table.In(access.Person{}, access.Program, access.France), At: w.at()}
		w.people[login], err = access.New(w.db, table).AddTx(tx, call, access.Person{Login: login, Name: login, Email: login + "@exemple.invalid"},
			[]access.RoleGrant{{Role: role, Place: at, FromDay: civil.MustDate("2009-07-28")}})
		return err
	})
}

func (w *world) due(number string, role access.Role, at access.Place, day string) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		return campaign.Expect(tx, w.at(), campaign.Due{Campaign: "2009-2010", Milestone: "m", Task: "Examiner le projet", Role: role, Place: at,
			Subject: "project:" + number, DueOn: civil.MustDate(day)})
	})
}

func (w *world) digests() int64 {
	w.Helper()
	n, err := exchange.New(w.db).Digests(context.Background(), w.at(), nil)
	if err != nil {
		w.Fatalf("Digests on %s: %v", w.now, err)
	}
	return n
}

func (w *world) letters(login string) (letters []mail.Letter) {
	w.Helper()
	if err := w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
		letters, _, err = mail.To(tx, w.people[login].ID, 0, 100)
		return err
	}); err != nil {
		w.Fatal(err)
	}
	return letters
}

func plain(text string) string {
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(text)
}

// One is reminded when it is new, seven days before, on the eve, on the day, and
// late since a day, then since each week; and of nothing twice.
func TestTheDaysOfAReminder(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.person("lead", access.SchoolLead, courbet)
		w.person("contributor", access.SchoolContributor, courbet)
		w.due("2009-93-0042", access.SchoolLead, courbet, "2009-09-30")
		told := []string{}
		for day := civil.MustDate("2009-09-02"); day.Before(civil.MustDate("2009-10-20")); day = day.Add(1) {
			w.now = day.Start().Add(8 * time.Hour)
			if w.digests() > 0 {
				told = append(told, day.String()[5:])
			}
			if w.digests() > 0 {
				t.Errorf("a second letter on %s", day)
			}
		}
		if got, want := strings.Join(told, " "), "09-02 09-23 09-29 09-30 10-01 10-07 10-14"; got != want {
			t.Errorf("letters on %s, want %s", got, want)
		}
		if n := len(w.letters("contributor")); n != 0 {
			t.Errorf("letters to who types for the lead: %d, want none", n)
		}
		last := w.letters("lead")[0]
		if got := plain(last.Body); last.About != "project:2009-93-0042" || !strings.Contains(got, "Examiner le projet (projet n° 2009-93-0042) : en retard de 14 jours, c’était pour le mercredi 30 septembre 2009.") {
			t.Errorf("last letter, about %s: %s", last.About, got)
		}
	})
}

// What no node told on its day is told on the first morning that one runs, once.
func TestAMorningThatWasMissed(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.person("lead", access.SchoolLead, courbet)
		w.due("2009-93-0042", access.SchoolLead, courbet, "2009-09-30")
		var told []int64
		for _, day := range []string{"2009-09-10", "2009-09-25", "2009-09-26", "2009-10-02", "2009-10-03", "2009-10-09"} {
			w.on(day)
			told = append(told, w.digests())
		}
		if got, want := fmt.Sprint(told), "[1 1 0 1 0 1]"; got != want {
			t.Errorf("letters with mornings missed: %s, want %s", got, want)
		}
	})
}

// 350 late files are one letter, that names a few.
func TestManyLateFilesAreOneLetter(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.person("region", access.RegionalPilot, idf)
		for i := range 350 {
			w.due(fmt.Sprintf("2009-93-%04d", i+1), access.RegionalPilot, courbet, "2009-10-09")
		}
		w.on("2009-10-10")
		if n := w.digests(); n != 1 {
			t.Errorf("letters: got %d, want one", n)
		}
		letters := w.letters("region")
		if len(letters) != 1 {
			t.Fatalf("letters kept: %d, want one", len(letters))
		}
		if got := plain(letters[0].Title); got != "À faire : 350 choses attendues, dont 350 en retard" {
			t.Errorf("title: %s", got)
		}
		if got := plain(letters[0].Body); !strings.Contains(got, "(350 projets : 2009-93-0001, 2009-93-0002, 2009-93-0003, 2009-93-0004, 2009-93-0005 et 345 autres) : en retard d’un jour") {
			t.Errorf("body: %s", got)
		}
	})
}

// Before seven, nothing leaves.
func TestNothingBeforeTheMorning(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.person("lead", access.SchoolLead, courbet)
		w.due("2009-93-0042", access.SchoolLead, courbet, "2009-09-30")
		w.now = civil.MustDate("2009-09-30").Start().Add(7*time.Hour - time.Second)
		if n := w.digests(); n != 0 {
			t.Errorf("letters at %s: %d, want none", w.now, n)
		}
		w.now = w.now.Add(time.Second)
		if n := w.digests(); n != 1 {
			t.Errorf("letters at %s: %d, want one", w.now, n)
		}
	})
}

// Two nodes write the same morning at once: one letter each.
func TestTwoNodesWriteOneLetter(t *testing.T) {
	eachWorld(t, func(w *world) {
		const people = 60
		for i := range people {
			place := access.Place{School: fmt.Sprintf("093%04dA", i), Department: "93", Academie: "24", Region: "11"}
			w.person(fmt.Sprint("lead-", i), access.SchoolLead, place)
			w.due(fmt.Sprintf("2009-93-%04d", i), access.SchoolLead, place, "2009-09-30")
		}
		w.on("2009-09-30")
		written := make([]int64, 3)
		var wait sync.WaitGroup
		for i := range written {
			wait.Go(func() {
				var err error
				if written[i], err = exchange.New(w.db).Digests(context.Background(), w.at(), nil); err != nil {
					t.Errorf("Digests, among three at once: %v", err)
				}
			})
		}
		wait.Wait()
		if sum := written[0] + written[1] + written[2]; sum != people {
			t.Errorf("three at once wrote %v, %d in all, want %d", written, sum, people)
		}
		for login := range w.people {
			if n := len(w.letters(login)); n != 1 {
				t.Errorf("letters to %s: %d, want one", login, n)
			}
		}
	})
}

// Stopped in the middle, it goes on where it was; with the clock moved back and
// forward again, nobody is told the same twice.
func TestStoppedAndMovedBack(t *testing.T) {
	eachWorld(t, func(w *world) {
		const people = 250 // more than one transaction
		w.write(func(tx *db.Tx) error {
			for i := range people {
				if _, err := tx.Exec("INSERT INTO person (id, login, name, email, recorded_at) VALUES ($1, $2, $2, $2, '')", i+1, fmt.Sprint("p", i)); err != nil {
					return err
				}
				if _, err := tx.Exec(`INSERT INTO role_grant (id, person, role, school, department, academie, region, from_day)
					VALUES ($1, $1, 'regional_pilot', '', '', '', '11', '2009-07-28')`, i+1); err != nil {
					return err
				}
			}
			return nil
		})
		w.due("2009-93-0042", access.RegionalPilot, courbet, "2009-09-30")
		w.on("2009-09-30")
		ctx, stop := context.WithCancel(context.Background())
		var seen []int64
		first, err := exchange.New(w.db).Digests(ctx, w.at(), func(done, of int64) { seen = append(seen, done, of); stop() })
		if err == nil || first == 0 || first == people {
			t.Errorf("stopped after the first part: wrote %d, %v, want some and an error", first, err)
		}
		if len(seen) != 2 || seen[0] != 200 || seen[1] != people {
			t.Errorf("progress: %v, want 200 of %d", seen, people)
		}
		if rest := w.digests(); first+rest != people {
			t.Errorf("wrote %d, then %d, want %d in all", first, rest, people)
		}
		w.on("2009-09-29")
		w.digests() // the eve is told, which was not
		eve := w.count()
		w.on("2009-09-30")
		if n := w.digests(); n != 0 || w.count() != eve {
			t.Errorf("the same day again: %d letters, want none", n)
		}
	})
}

func (w *world) count() (n int64) {
	w.Helper()
	if err := w.db.Read(w.Context(), func(tx *db.Tx) error { return tx.Get(&n, "SELECT count(*) FROM letter") }); err != nil {
		w.Fatal(err)
	}
	return n
}
