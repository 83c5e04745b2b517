package credit_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/ledger"
	"preau/internal/mail"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// A world is a database with the campaign of 2009-2010 and one person in each role:
// those below the nation are in Créteil.
type world struct {
	testing.TB
	db        *db.DB
	campaigns *campaign.Chapter
	credits   *credit.Chapter
	rules     *campaign.Campaign
	people    map[access.Role]access.Actor
}

var (
	machine = civil.Paris(2026, time.November, 24, 8, 0, 0)
	at      = civil.Moment{Happened: civil.Paris(2009, time.September, 7, 9, 0, 0), Recorded: machine}
	creteil = access.Place{Academie: "24", Region: "11"}

	table   = rights.Table()
	program = access.Call{By: table.In(access.Person{}, access.Program, access.France), At: at}
)

// opened has the campaign.
var opened = migrated.Then(func(ctx context.Context, d *db.DB) error {
	rules, err := shipped()
	if err != nil {
		return err
	}
	return errors.Join(territory.New(d).Setup(ctx), campaign.New(d).Open(ctx, program, rules))
})

func shipped() (*campaign.Campaign, error) {
	folder, err := fs.Sub(campaigns.FS, "2009-2010")
	if err != nil {
		return nil, err
	}
	rules, faults := campaign.Load(folder)
	return rules, faults.Err()
}

func eachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	opened.Engines(t, func(t *testing.T, url string) { test(t, newWorld(t, url)) })
}

func newWorld(t testing.TB, url string) *world {
	t.Helper()
	d := migrated.Open(t, url)
	w := &world{TB: t, db: d, campaigns: campaign.New(d), people: map[access.Role]access.Actor{}}
	w.credits = credit.New(d, w.campaigns)
	var err error
	w.rules, err = shipped()
	w.must(err)
	w.write(func(tx *db.Tx) error {
		for _, role := range access.Roles() {
			place := access.France
			switch role.Level() {
			case access.Academie:
				place = creteil
			case access.Region:
				place = access.Place{Region: "11"}
			case access.Department, access.School:
				place = access.Place{Department: "93", Academie: "24", Region: "11"}
			}
			person, err := access.New(d, table).AddTx(tx, program, access.Person{Login: string(role), Name: string(role), Email: string(role) + "@exemple.invalid"},
				[]access.RoleGrant{{Role: role, Place: place, FromDay: civil.MustDate("2009-07-28")}})
			if err != nil {
				return err
			}
			w.people[role] = table.In(person, role, place)
		}
		return nil
	})
	w.schools()
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) write(do func(*db.Tx) error) {
	w.Helper()
	w.must(w.db.Write(context.Background(), do))
}

func (w *world) read(do func(*db.Tx) error) {
	w.Helper()
	w.must(w.db.Read(context.Background(), do))
}

func (w *world) as(role access.Role) access.Call { return access.Call{By: w.people[role], At: at} }

// simulate makes a simulation, and reads it.
func (w *world) simulate(in credit.Simulating) credit.Simulation {
	w.Helper()
	number, err := w.credits.Simulate(context.Background(), w.as(access.NationalPilot), in)
	w.must(err)
	return w.simulation(number)
}

func (w *world) simulation(number int64) (s credit.Simulation) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		s, err = w.credits.Simulation(tx, w.people[access.NationalPilot], number)
		return err
	})
	return s
}

func (w *world) adopt(s credit.Simulation) error {
	return w.credits.Adopt(context.Background(), w.as(access.NationalPilot), credit.Adopting{Simulation: s.Number, Digest: s.Digest()})
}

func (w *world) change(s credit.Simulation, department string, cents civil.Cents) credit.Simulation {
	w.Helper()
	w.must(w.credits.Change(context.Background(), w.as(access.NationalPilot), credit.Changing{Simulation: s.Number, Department: department, Cents: &cents, Reason: "Essai."}))
	return w.simulation(s.Number)
}

// ceilings are the amounts notified, by department.
func (w *world) ceilings() map[string]credit.Ceiling {
	w.Helper()
	found := map[string]credit.Ceiling{}
	w.read(func(tx *db.Tx) error {
		all, err := credit.Ceilings(tx, w.people[access.NationalPilot], w.rules.Code)
		for _, c := range all {
			found[c.Department] = c
		}
		return err
	})
	return found
}

// commit commits an amount to a subject in Seine-Saint-Denis.
func (w *world) commit(subject string, cents civil.Cents) error {
	return w.db.Write(context.Background(), func(tx *db.Tx) error { return credit.CommitTx(tx, at, use(subject), cents) })
}

func use(subject string) credit.Use {
	return credit.Use{Act: "essai", Campaign: "2009-2010", Place: access.Place{Department: "93", Academie: "24", Region: "11"}, Subject: subject}
}

func (w *world) letters(role access.Role) (text string) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		letters, _, err := mail.To(tx, w.people[role].Person.ID, 0, 100)
		for _, l := range letters {
			text += l.Title + "\n" + l.Body
		}
		return err
	})
	return text
}

// verified fails the test unless ceilings, envelopes and ledger agree.
func (w *world) verified() {
	w.Helper()
	for _, verify := range []func(*db.Tx) ([]string, error){credit.Verify, ledger.Verify} {
		w.read(func(tx *db.Tx) error {
			faults, err := verify(tx)
			for _, fault := range faults {
				w.Error(fault)
			}
			return err
		})
	}
}

// reasons are the sentences of a refusal, one a line; blank for no error.
func (w *world) reasons(err error) string {
	w.Helper()
	var refusal *workflow.Refusal
	if err != nil && !errors.As(err, &refusal) {
		w.Fatalf("got %v, want a refusal or none", err)
	}
	if refusal == nil {
		return ""
	}
	var all []string
	for _, reason := range refusal.Reasons {
		all = append(all, reason.Sentence)
	}
	return strings.Join(all, "\n")
}
