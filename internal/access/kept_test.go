package access_test

import (
	"bytes"
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
)

// A clock is set by the test.
type clock struct{ instant civil.Instant }

func (c *clock) now() civil.Instant              { return c.instant }
func (c *clock) pass(d time.Duration)            { c.instant = c.instant.Add(d) }
func newClock() *clock                           { return &clock{civil.Paris(2009, time.September, 21, 10, 0, 0)} }
func expiry(c *clock, d time.Duration) time.Time { return c.instant.Add(d).Time() }

// A sign-in that has ended opens nothing; for an hour, it is still known.
func TestASignInIsRememberedForAnHourAfterItsEnd(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		c := newClock()
		s := access.NewSignIns(migrated.Open(t, url), c.now)
		ended := access.EndedSignIns{SignIns: s}
		is := func(when, token string, wantOpen, wantEnded bool) {
			t.Helper()
			_, open, err := s.Find(token)
			_, known, endedErr := ended.Find(token)
			if open != wantOpen || known != wantEnded || err != nil || endedErr != nil {
				t.Errorf("%s, %s: open %v, known as ended %v, %v, %v, want %v, %v", when, token, open, known, err, endedErr, wantOpen, wantEnded)
			}
		}
		commit := func(token string, end time.Time) {
			t.Helper()
			if err := s.Commit(token, []byte("data"), end); err != nil {
				t.Fatal(err)
			}
		}
		commit("long", expiry(c, 12*time.Hour))
		commit("left", expiry(c, 12*time.Hour))
		is("signed in", "long", true, false)
		if err := s.Delete("left"); err != nil {
			t.Fatal(err)
		}
		is("signed out", "left", false, true)
		commit("left", expiry(c, 12*time.Hour)) // a request that was still on its way
		is("signed out, and asked again", "left", false, true)
		is("never seen", "made up", false, false)
		c.pass(59 * time.Minute)
		is("59 minutes later", "left", false, true)
		c.pass(time.Minute)
		is("an hour later", "left", false, false)
		c.pass(11 * time.Hour)
		is("at its end", "long", false, true)
		c.pass(61 * time.Minute)
		is("an hour after its end", "long", false, false)
		commit("other", expiry(c, time.Hour)) // takes away what has had its time
		c.pass(-2 * time.Hour)
		is("taken away", "long", false, false)
	})
}

func newKept(t *testing.T, d *db.DB, key byte, c *clock) *access.KeptForms {
	t.Helper()
	k, err := access.NewKeptForms(d, access.Key{key}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func keep(t *testing.T, k *access.KeptForms, person access.Person, page, form string) {
	t.Helper()
	if err := k.Keep(t.Context(), person.ID, page, form); err != nil {
		t.Fatalf("Keep(%s, %s): %v", person.Login, page, err)
	}
}

func found(t *testing.T, k *access.KeptForms, person access.Person, page, want string) {
	t.Helper()
	if got, err := k.Find(t.Context(), person.ID, page); got != want || err != nil {
		t.Errorf("Find(%s, %s) = %.40q, %v, want %.40q", person.Login, page, got, err, want)
	}
}

// A form is found by its person, on its page, for an hour.
func TestAFormIsKeptForItsPersonAndPage(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d, c := migrated.Open(t, url), newClock()
		chapter := access.New(d, table(t))
		lead, other := added(t, d, chapter, lenoir), added(t, d, chapter, access.Person{Login: "autre", Email: "autre@exemple.invalid"})
		k := newKept(t, d, 1, c)
		keep(t, k, lead, "/a", "motif=Un")
		keep(t, k, lead, "/b", "motif=Deux")
		keep(t, k, lead, "/a", "motif=Trois")
		found(t, k, lead, "/a", "motif=Trois")
		found(t, k, lead, "/b", "motif=Deux")
		found(t, k, lead, "/c", "")
		found(t, k, other, "/a", "")
		for _, test := range []struct {
			person access.Person
			want   bool
		}{{lead, true}, {other, false}} {
			if got, err := k.Any(t.Context(), test.person.ID); got != test.want || err != nil {
				t.Errorf("Any(%s) = %v, %v, want %v", test.person.Login, got, err, test.want)
			}
		}
		found(t, newKept(t, d, 2, c), lead, "/a", "") // another installation's key
		for _, left := range []string{"motif=De", ""} {
			if err := k.Reduce(t.Context(), lead.ID, "/b", func(string) string { return left }); err != nil {
				t.Fatal(err)
			}
			found(t, k, lead, "/b", left)
		}
		c.pass(access.Grace - time.Second)
		found(t, k, lead, "/a", "motif=Trois")
		c.pass(time.Second)
		found(t, k, lead, "/a", "")
		keep(t, k, other, "/c", "x=y")
		if rows := sealed(t, d); len(rows) != 1 {
			t.Errorf("rows after an hour: got %d, want the one just kept", len(rows))
		}
	})
}

func sealed(t *testing.T, d *db.DB) (rows [][]byte) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Select(&rows, "SELECT sealed FROM kept_form ORDER BY page")
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

// What is in the database does not read, and does not open on another row.
func TestAKeptFormIsSealed(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d, c := migrated.Open(t, url), newClock()
		chapter := access.New(d, table(t))
		lead, other := added(t, d, chapter, lenoir), added(t, d, chapter, access.Person{Login: "autre", Email: "autre@exemple.invalid"})
		k := newKept(t, d, 1, c)
		keep(t, k, lead, "/a", "motif=Secret")
		keep(t, k, lead, "/b", "motif=Secret")
		rows := sealed(t, d)
		if bytes.Contains(rows[0], []byte("Secret")) || bytes.Equal(rows[0], rows[1]) {
			t.Errorf("sealed: got %q and %q, want neither the text nor twice the same", rows[0], rows[1])
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec("UPDATE kept_form SET person = $1 WHERE page = '/a'", other.ID); err != nil {
				return err
			}
			_, err := tx.Exec("UPDATE kept_form SET page = '/c' WHERE page = '/b'")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		found(t, k, other, "/a", "")
		found(t, k, lead, "/c", "")
	})
}

func TestKeptFormsAreBounded(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d, c := migrated.Open(t, url), newClock()
		lead := added(t, d, access.New(d, table(t)), lenoir)
		k := newKept(t, d, 1, c)
		full := strings.Repeat("a", access.MaxForm)
		keep(t, k, lead, "/a", full)
		found(t, k, lead, "/a", full)
		for _, test := range []struct{ page, form string }{{"/a", full + "a"}, {strings.Repeat("/", 501), "a=b"}} {
			if err := k.Keep(t.Context(), lead.ID, test.page, test.form); !errors.Is(err, access.ErrTooLarge) {
				t.Errorf("Keep of %d bytes on a page of %d: got %v, want ErrTooLarge", len(test.form), len(test.page), err)
			}
		}
		for i := range 20 {
			c.pass(time.Second)
			keep(t, k, lead, fmt.Sprintf("/%02d", i), "a=b")
		}
		found(t, k, lead, "/a", "") // the oldest of twenty-one
		found(t, k, lead, "/00", "a=b")
		if rows := sealed(t, d); len(rows) != 20 {
			t.Errorf("forms of one person: got %d, want 20", len(rows))
		}
	})
}

// Fields that several tabs save at once are all taken away.
func TestTabsThatSaveAtOnceEachTakeTheirOwn(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d, c := migrated.Open(t, url), newClock()
		lead := added(t, d, access.New(d, table(t)), lenoir)
		k := newKept(t, d, 1, c)
		keep(t, k, lead, "/a", "abcd")
		var wait sync.WaitGroup
		for _, saved := range []string{"a", "b", "d"} {
			wait.Go(func() {
				if err := k.Reduce(t.Context(), lead.ID, "/a", func(form string) string { return strings.ReplaceAll(form, saved, "") }); err != nil {
					t.Errorf("Reduce, among three at once: %v", err)
				}
			})
		}
		wait.Wait()
		found(t, k, lead, "/a", "c")
	})
}
