package campaign_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/journal"
	"preau/internal/rights"
)

var noon = civil.Paris(2009, time.September, 21, 12, 0, 0)

func call(role access.Role) access.Call {
	return access.Call{By: rights.Table().In(access.Person{}, role, access.France), At: civil.Moment{Happened: noon, Recorded: noon}}
}

// rules are those of the folder that ships, once edit has changed campaign.toml.
func rules(t *testing.T, edit func(string) string) *campaign.Campaign {
	t.Helper()
	folder := fstest.MapFS{}
	for _, name := range []string{"campaign.toml", "annexe-2.toml", "annexe-3.toml"} {
		content, err := fs.ReadFile(campaigns.FS, "2009-2010/"+name)
		if err != nil {
			t.Fatal(err)
		}
		folder[name] = &fstest.MapFile{Data: content}
	}
	folder["campaign.toml"].Data = []byte(edit(string(folder["campaign.toml"].Data)))
	c, faults := campaign.Load(folder)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return c
}

func same(text string) string { return text }

func longer(text string) string {
	return strings.Replace(text, "hours = { value = 120", "hours = { value = 130", 1)
}

func read(t *testing.T, d *db.DB, do func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func TestOpenKeepsVersions(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := campaign.New(d)
		first, second := rules(t, same), rules(t, longer)
		steps := []struct {
			opened  *campaign.Campaign
			version int64
			hours   int64
		}{{first, 1, 120}, {first, 1, 120}, {second, 2, 130}, {second, 2, 130}, {first, 3, 120}}
		for i, step := range steps {
			if err := c.Open(t.Context(), call(access.NationalPilot), step.opened); err != nil {
				t.Fatal(err)
			}
			read(t, d, func(tx *db.Tx) error {
				for _, chapter := range []*campaign.Chapter{c, campaign.New(d)} { // the second has nothing in memory
					got, version, err := chapter.Current(tx)
					if err != nil || version != step.version || got.Hours.Value != step.hours {
						t.Errorf("Current() after Open %d: version %d, %v, want %d of %d hours", i+1, version, err, step.version, step.hours)
					}
				}
				head, err := journal.Last(tx)
				if head.Seq != step.version {
					t.Errorf("journal after Open %d: got %d rows, want one a version, %d", i+1, head.Seq, step.version)
				}
				return err
			})
		}
		read(t, d, func(tx *db.Tx) error {
			got, err := campaign.New(d).Version(tx, first.Code, 1)
			if err != nil || got.Digest != first.Digest {
				t.Errorf("Version(1): %v, want it as it was opened", err)
			}
			return nil
		})
	})
}

func TestCurrentOfNoneIsNotFound(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		read(t, d, func(tx *db.Tx) error {
			if _, _, err := campaign.New(d).Current(tx); !errors.Is(err, db.ErrNotFound) {
				t.Errorf("Current(): got %v, want db.ErrNotFound", err)
			}
			return nil
		})
	})
}

func TestNodesThatStartTogetherOpenOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		for i, c := range []*campaign.Campaign{rules(t, same), rules(t, longer)} { // a first start, then that of a new program
			var group sync.WaitGroup
			for range 4 {
				group.Go(func() {
					if err := campaign.New(d).Open(context.Background(), call(access.Program), c); err != nil {
						t.Errorf("Open beside others: %v", err)
					}
				})
			}
			group.Wait()
			read(t, d, func(tx *db.Tx) error {
				if _, version, err := campaign.New(d).Current(tx); version != int64(i+1) || err != nil {
					t.Errorf("Current(): got version %d, %v, want %d", version, err, i+1)
				}
				return nil
			})
		}
	})
}

func TestAnExampleCarriesItsDate(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := campaign.New(d)
		monday := civil.MustDate("2009-09-21")
		for _, as := range []campaign.Installation{{Example: true, BusinessDate: monday}, {}} { // the second changes nothing
			if err := c.Install(t.Context(), as); err != nil {
				t.Fatal(err)
			}
		}
		tests := []struct {
			day   string
			taken bool
		}{{"2009-07-27", false}, {"2009-07-28", true}, {"2010-12-31", true}, {"2011-01-01", false}, {"2009-10-01", true}}
		for _, test := range tests {
			if err := c.SetDate(t.Context(), call(access.Anyone), civil.MustDate(test.day)); (err == nil) != test.taken {
				t.Errorf("SetDate(%s): got %v, want it taken: %v", test.day, err, test.taken)
			}
		}
		read(t, d, func(tx *db.Tx) error {
			got, err := campaign.Installed(tx)
			want := campaign.Installation{Example: true, BusinessDate: civil.MustDate("2009-10-01")}
			if got != want {
				t.Errorf("Installed() = %+v, want %+v", got, want)
			}
			machine := civil.Paris(2026, time.January, 15, 16, 30, 0)
			moment := civil.Moment{Happened: civil.Paris(2009, time.October, 1, 16, 30, 0), Recorded: machine}
			if m := got.Moment(machine); m != moment {
				t.Errorf("Moment(%s) = %+v, want %+v", machine, m, moment)
			}
			return err
		})
	})
}

func TestTheClockOfOtherDatabasesIsTheMachines(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := campaign.New(d)
		if err := c.Install(t.Context(), campaign.Installation{}); err != nil {
			t.Fatal(err)
		}
		if err := c.SetDate(t.Context(), call(access.Anyone), civil.MustDate("2009-10-01")); !errors.Is(err, campaign.ErrNotExample) {
			t.Errorf("SetDate: got %v, want ErrNotExample", err)
		}
		read(t, d, func(tx *db.Tx) error {
			got, err := campaign.Installed(tx)
			if want := (civil.Moment{Happened: noon, Recorded: noon}); got.Moment(noon) != want {
				t.Errorf("Moment(%s) = %+v, want the same instant twice", noon, got.Moment(noon))
			}
			return err
		})
	})
}

func TestDuesAreExpectedGroupedAndSettled(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		if err := campaign.New(d).Open(t.Context(), call(access.Program), rules(t, same)); err != nil {
			t.Fatal(err)
		}
		courbet := access.Place{School: "0931420Y", Department: "93", Academie: "24", Region: "11"}
		marseille := access.Place{School: "0133310A", Department: "13", Academie: "02", Region: "93"}
		due := func(subject string, role access.Role, at access.Place, day string) campaign.Due {
			return campaign.Due{Campaign: "2009-2010", Milestone: "m", Task: "Faire", Role: role, Place: at, Subject: subject, DueOn: civil.MustDate(day)}
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, one := range []campaign.Due{
				due("p:1", access.RegionalPilot, courbet, "2009-10-09"), due("p:2", access.RegionalPilot, courbet, "2009-10-09"),
				due("p:3", access.RegionalPilot, courbet, "2009-10-02"), due("p:4", access.RegionalPilot, marseille, "2009-10-09"),
				due("p:5", access.SchoolLead, courbet, "2009-09-30"), due("p:6", access.RegionalPilot, courbet, "2009-10-09"),
			} {
				if err := campaign.Expect(tx, call(access.Program).At, one); err != nil {
					return err
				}
			}
			return campaign.Settle(tx, call(access.Program).At, "p:6")
		}); err != nil {
			t.Fatal(err)
		}
		region := access.Place{Region: "11"}
		lead := []campaign.Pending{{Milestone: "m", Task: "Faire", DueOn: civil.MustDate("2009-09-30"), Files: 1, Subject: "p:5"}}
		tests := []struct {
			role access.Role
			at   access.Place
			want []campaign.Pending
		}{
			{access.RegionalPilot, region, []campaign.Pending{
				{Milestone: "m", Task: "Faire", DueOn: civil.MustDate("2009-10-02"), Files: 1, Subject: "p:3"},
				{Milestone: "m", Task: "Faire", DueOn: civil.MustDate("2009-10-09"), Files: 2, Subject: "p:1"}}},
			{access.SchoolLead, courbet, lead},
			{access.SchoolContributor, courbet, lead}, // types for the lead
			{access.SchoolLead, marseille, nil},
			{access.NationalPilot, access.France, nil},
		}
		for _, test := range tests {
			read(t, d, func(tx *db.Tx) error {
				got, err := campaign.PendingFor(tx, rights.Table().In(access.Person{}, test.role, test.at))
				if diff := cmp.Diff(test.want, onFiles(got)); diff != "" {
					t.Errorf("PendingFor(%s at %+v), -want +got\n%s", test.role, test.at, diff)
				}
				return err
			})
		}
	})
}

// onFiles are those of what is pending that chapters opened: what the circular
// asks of each actor is left out, and ids and instants, which nobody knows.
func onFiles(pending []campaign.Pending) (some []campaign.Pending) {
	for _, p := range pending {
		if p.Act == "" {
			p.ID, p.OpenedAt = 0, civil.Instant{}
			some = append(some, p)
		}
	}
	return some
}
