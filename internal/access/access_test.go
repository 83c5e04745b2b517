package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/journal"
)

// A made-up table: one act per reach, given to one role.
var reaches = []access.Reach{access.Nowhere, access.Own, access.InDepartment, access.InAcademie, access.InRegion, access.Everywhere}

func actOf(reach access.Reach) access.Act { return access.Act("test." + string(reach)) }

func table(t testing.TB) *access.Rights {
	t.Helper()
	grants := slices.Clone(access.Grants)
	for _, reach := range reaches {
		grants = append(grants, access.Grant{Act: actOf(reach), Sentence: "Essayer", Roles: map[access.Role]access.Reach{access.SchoolLead: reach}})
	}
	rights, err := access.NewRights(grants)
	if err != nil {
		t.Fatal(err)
	}
	return rights
}

var (
	courbet = access.Place{School: "0931420Y", Department: "93", Academie: "24", Region: "11"}
	lenoir  = access.Person{Login: "principal-courbet", Name: "Marc Lenoir", Email: "principal@exemple.invalid"}
)

func moment(day string) civil.Moment {
	noon := civil.MustDate(day).Start().Add(12 * time.Hour)
	return civil.Moment{Happened: noon, Recorded: noon}
}

func TestNewRightsRefusesATableThatContradictsItself(t *testing.T) {
	good := access.Grant{Act: "a.b", Sentence: "Lire", Roles: map[access.Role]access.Reach{access.Trainer: access.Own}}
	tests := []struct {
		name   string
		second access.Grant
		want   string // "": allowed
	}{
		{"another act", access.Grant{Act: "a.c", Sentence: "Écrire"}, ""},
		{"anyone", access.Grant{Act: "a.c", Sentence: "Écrire", Roles: map[access.Role]access.Reach{access.Anyone: access.Everywhere}}, ""},
		{"the same act", good, "act a.b is declared twice"},
		{"no sentence", access.Grant{Act: "a.c"}, "act a.c has no sentence"},
		{"no such role", access.Grant{Act: "a.c", Sentence: "Écrire", Roles: map[access.Role]access.Reach{"king": access.Own}}, `"king", which is no role`},
	}
	for _, test := range tests {
		_, err := access.NewRights([]access.Grant{good}, []access.Grant{test.second})
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("NewRights(%s): got %v, want %q", test.name, err, test.want)
		}
	}
}

func TestReachGoesAsFarAsItSays(t *testing.T) {
	school, department, academie := courbet, courbet, courbet
	school.School, school.Department, school.Academie = "0750001A", "75", "01"
	department.School = "0930002B"
	academie.School, academie.Department = "0940176F", "94"
	places := []struct {
		name string
		at   access.Place
	}{{"its school", courbet}, {"a school of its department", department}, {"of its académie", academie}, {"of its region", school},
		{"of elsewhere", access.Place{School: "0130001C", Department: "13", Academie: "02", Region: "93"}}}
	want := map[access.Reach]int{access.Nowhere: 0, access.Own: 1, access.InDepartment: 2, access.InAcademie: 3, access.InRegion: 4, access.Everywhere: 5}
	actor := table(t).In(lenoir, access.SchoolLead, courbet)
	for _, reach := range reaches {
		for i, place := range places {
			if got := actor.Can(actOf(reach), place.at); got != (i < want[reach]) {
				t.Errorf("Can with reach %q at %s = %v, want %v", reach, place.name, got, i < want[reach])
			}
		}
	}
}

// A reach only ever widens the place granted, and never beyond what that place
// says of itself.
func TestReachedContainsThePlaceGranted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place, reach := drawPlace(t, "place"), rapid.SampledFrom(reaches).Draw(t, "reach")
		got := place.Reached(reach)
		if !got.Contains(place) {
			t.Errorf("%+v.Reached(%s) = %+v, which does not contain it", place, reach, got)
		}
		if got == access.France && place != access.France && reach != access.Everywhere {
			t.Errorf("%+v.Reached(%s) is France", place, reach)
		}
	})
}

func drawPlace(t *rapid.T, label string) access.Place {
	code := func(name string) string {
		return rapid.SampledFrom([]string{"", name + "1", name + "2"}).Draw(t, label+" "+name)
	}
	return access.Place{School: code("s"), Department: code("d"), Academie: code("a"), Region: code("r")}
}

// A list shows exactly what a click would not refuse.
func TestFilterSelectsWhatCanAllows(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d, rights := migrated.Open(t, url), table(t)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("CREATE TABLE spot (id BIGINT, kind TEXT, school TEXT, department TEXT, academie TEXT, region TEXT)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(t *rapid.T) {
			var granted []access.Place
			for range rapid.IntRange(0, 3).Draw(t, "grants") {
				granted = append(granted, drawPlace(t, "granted"))
			}
			actor := rights.In(lenoir, rapid.SampledFrom([]access.Role{access.SchoolLead, access.Trainer}).Draw(t, "role"), granted...)
			act := actOf(rapid.SampledFrom(reaches).Draw(t, "reach"))
			var want []int64
			rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) access.Place { return drawPlace(t, "row") }), 1, 6).Draw(t, "rows")
			for i, row := range rows {
				if actor.Can(act, row) {
					want = append(want, int64(i))
				}
			}
			if got := filtered(t, d, actor, act, rows); !slices.Equal(got, want) {
				t.Errorf("rows selected by Filter(%s) for %+v: got %v, want %v, what Can allows", act, granted, got, want)
			}
		})
	})
}

func filtered(t *rapid.T, d *db.DB, actor access.Actor, act access.Act, rows []access.Place) (ids []int64) {
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM spot"); err != nil {
			return err
		}
		for i, p := range rows {
			if _, err := tx.Exec("INSERT INTO spot VALUES ($1, 'row', $2, $3, $4, $5)", i, p.School, p.Department, p.Academie, p.Region); err != nil {
				return err
			}
		}
		where, args := actor.Filter(act, 2)
		return tx.Select(&ids, "SELECT id FROM spot WHERE kind = $1 AND "+where+" ORDER BY id", append([]any{"row"}, args...)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestTheZeroActorHoldsNoRight(t *testing.T) {
	var nobody access.Actor
	if nobody.May(access.ActVisit) || nobody.Can(access.ActVisit, access.France) {
		t.Error("the zero Actor may visit, want no right at all")
	}
	if where, args := nobody.Filter(access.ActVisit, 1); where != "FALSE" || args != nil {
		t.Errorf("Filter of the zero Actor = %q, %v, want FALSE", where, args)
	}
	if visitor := table(t).Visitor(); !visitor.Can(access.ActVisit, courbet) || visitor.May(access.ActHome) {
		t.Error("a visitor may visit, and has no home")
	}
}

func call(rights *access.Rights) access.Call {
	return access.Call{By: rights.In(access.Person{}, access.Program, access.France), At: moment("2009-08-01")}
}

// added makes one person with roles, and returns who they are.
func added(t *testing.T, d *db.DB, c *access.Chapter, who access.Person, grants ...access.RoleGrant) (person access.Person) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		person, err = c.AddTx(tx, call(c.Rights()), who, grants)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return person
}

func grant(role access.Role, at access.Place, from, until string) access.RoleGrant {
	g := access.RoleGrant{Role: role, Place: at, FromDay: civil.MustDate(from)}
	if until != "" {
		g.UntilDay = civil.MustDate(until)
	}
	return g
}

// Grants are held from their first day to their last, both included.
func TestGrantsAreInTime(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := access.New(d, table(t))
		other := courbet
		other.School = "0930002B"
		lead := added(t, d, c, lenoir, grant(access.SchoolLead, courbet, "2009-09-01", "2010-06-30"),
			grant(access.Trainer, courbet, "2009-11-09", ""), grant(access.SchoolLead, other, "2010-01-01", "2010-06-30"))
		tests := []struct {
			day    string
			asked  access.Role
			role   access.Role // "": nobody
			roles  []access.Role
			places []access.Place
		}{
			{"2009-08-31", "", "", nil, nil},
			{"2009-09-01", "", access.SchoolLead, []access.Role{access.SchoolLead}, []access.Place{courbet}},
			{"2009-11-09", access.Trainer, access.Trainer, []access.Role{access.SchoolLead, access.Trainer}, []access.Place{courbet}},
			{"2009-11-09", access.NationalPilot, access.SchoolLead, []access.Role{access.SchoolLead, access.Trainer}, []access.Place{courbet}},
			{"2010-06-30", access.SchoolLead, access.SchoolLead, []access.Role{access.SchoolLead, access.Trainer}, []access.Place{courbet, other}},
			{"2010-07-01", access.SchoolLead, access.Trainer, []access.Role{access.Trainer}, []access.Place{courbet}},
		}
		for _, test := range tests {
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				actor, roles, err := c.Actor(tx, lead.ID, test.asked, civil.MustDate(test.day))
				if test.role == "" {
					if !errors.Is(err, access.ErrNotFound) {
						t.Errorf("Actor on %s: got %v, want ErrNotFound", test.day, err)
					}
					return nil
				}
				if actor.Role != test.role || actor.Person != lead {
					t.Errorf("Actor(%s) on %s: got %s as %s, want %s as %s", test.asked, test.day, actor.Person.Login, actor.Role, lead.Login, test.role)
				}
				if diff := cmp.Diff(test.roles, roles) + cmp.Diff(test.places, actor.Places); diff != "" {
					t.Errorf("Actor(%s) on %s, -want +got\n%s", test.asked, test.day, diff)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestEnterIsByLoginAndIsWritten(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := access.New(d, table(t))
		added(t, d, c, lenoir, grant(access.SchoolLead, courbet, "2009-09-01", ""))
		for _, test := range []struct{ login, day string }{{"inconnu", "2009-09-21"}, {lenoir.Login, "2009-08-31"}} {
			if _, err := c.Enter(t.Context(), moment(test.day), test.login, access.From{}); !errors.Is(err, access.ErrNotFound) {
				t.Errorf("Enter(%s) on %s: got %v, want ErrNotFound", test.login, test.day, err)
			}
		}
		entry, err := c.Enter(t.Context(), moment("2009-09-21"), lenoir.Login, access.From{})
		actor := entry.Actor
		if err != nil || actor.Role != access.SchoolLead || !actor.Can(actOf(access.Own), courbet) {
			t.Errorf("Enter(%s): got %+v, %v, want the head of the school", lenoir.Login, actor, err)
		}
		var acts []string
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			page, err := journal.Page(tx, 0, 10)
			for _, e := range page {
				acts = append(acts, e.Act+" "+e.Subject+" "+e.Role)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want := []string{"access.enter person:principal-courbet school_lead", "access.add person:principal-courbet program"}
		if diff := cmp.Diff(want, acts); diff != "" {
			t.Errorf("journal, -want +got\n%s", diff)
		}
	})
}

func TestByLoginFindsOrSaysNot(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		lead := added(t, d, access.New(d, table(t)), lenoir)
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			if got, err := access.ByLogin(tx, lenoir.Login); got != lead || err != nil {
				t.Errorf("ByLogin(%s) = %+v, %v, want %+v", lenoir.Login, got, err, lead)
			}
			if _, err := access.ByLogin(tx, "inconnu"); !errors.Is(err, access.ErrNotFound) {
				t.Errorf("ByLogin(inconnu): got %v, want ErrNotFound", err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestHoldersAreThoseOverThePlaceEachOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := access.New(d, table(t))
		region, france := access.Place{Region: "11"}, access.France
		add := func(login string, grants ...access.RoleGrant) {
			added(t, d, c, access.Person{Login: login, Email: login + "@exemple.invalid"}, grants...)
		}
		add("region", grant(access.RegionalPilot, region, "2009-09-01", ""), grant(access.RegionalPilot, region, "2009-09-01", "2010-12-31"))
		add("france", grant(access.RegionalPilot, france, "2009-09-01", ""))
		add("elsewhere", grant(access.RegionalPilot, access.Place{Region: "93"}, "2009-09-01", ""))
		add("gone", grant(access.RegionalPilot, region, "2009-09-01", "2009-09-20"))
		add("school", grant(access.SchoolLead, courbet, "2009-09-01", ""))
		tests := []struct {
			role access.Role
			at   access.Place
			want string
		}{
			{access.RegionalPilot, courbet, "region france"}, {access.RegionalPilot, region, "region france"},
			{access.RegionalPilot, france, "france"}, {access.SchoolLead, courbet, "school"}, {access.SchoolLead, region, ""}, {access.Trainer, courbet, ""},
		}
		for _, test := range tests {
			if err := d.Read(t.Context(), func(tx *db.Tx) error {
				people, err := access.Holders(tx, test.role, test.at, civil.MustDate("2009-09-21"))
				var got []string
				for _, p := range people {
					got = append(got, p.Login)
				}
				if strings.Join(got, " ") != test.want {
					t.Errorf("Holders(%s, %+v) = %q, want %q", test.role, test.at, got, test.want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestCastNamesThePlaces(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := access.New(d, table(t))
		added(t, d, c, lenoir, grant(access.SchoolLead, courbet, "2009-09-01", ""), grant(access.NationalPilot, access.France, "2009-10-01", ""))
		var got []string
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			cast, err := access.CastOn(tx, civil.MustDate("2009-10-01"))
			for _, one := range cast {
				got = append(got, fmt.Sprintf("%s %s %s", one.Login, one.Role, one.PlaceName))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		// The school is not in this database: its place is all that is known.
		want := []string{"principal-courbet school_lead France", "principal-courbet national_pilot France"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("CastOn(), -want +got\n%s", diff)
		}
	})
}

func TestSignInsEnd(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		s := access.NewSignIns(migrated.Open(t, url), func() civil.Instant { return civil.At(time.Now()) })
		hour := time.Now().Add(time.Hour)
		for token, expiry := range map[string]time.Time{"good": hour, "ended": hour, "old": time.Now().Add(-time.Hour)} {
			if err := s.Commit(token, []byte("data of "+token), expiry); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Commit("good", []byte("changed"), hour); err != nil {
			t.Fatal(err)
		}
		if err := s.Delete("ended"); err != nil {
			t.Fatal(err)
		}
		for token, want := range map[string]string{"good": "changed", "ended": "", "old": "", "unknown": ""} {
			data, found, err := s.Find(token)
			if string(data) != want || found != (want != "") || err != nil {
				t.Errorf("Find(%s) = %q, %v, %v, want %q", token, data, found, err, want)
			}
		}
	})
}
