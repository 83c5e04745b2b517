package committee_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/workflow"
)

var machine = civil.Paris(2026, time.November, 24, 8, 0, 0)

// A world is a database with the campaign of 2009-2010 and some people; the
// regional ones are in Île-de-France, and « far » is in another region.
type world struct {
	testing.TB
	db     *db.DB
	rights *access.Rights
	*committee.Chapter
	people map[string]access.Actor
}

const idf = "11"

// opened has the campaign.
var opened = migrated.Then(func(ctx context.Context, d *db.DB) error {
	folder, err := fs.Sub(campaigns.FS, "2009-2010")
	if err != nil {
		return err
	}
	rules, faults := campaign.Load(folder)
	if len(faults) > 0 {
		return faults
	}
	program := access.Call{By: rights.Table().In(access.Person{}, access.Program, access.France), At: moment()}
	return errors.Join(territory.New(d).Setup(ctx), campaign.New(d).Open(ctx, program, rules))
})

func newWorld(t testing.TB, url string) *world {
	t.Helper()
	d := migrated.Open(t, url)
	w := &world{TB: t, db: d, rights: rights.Table(), people: map[string]access.Actor{}}
	w.Chapter = committee.New(d, campaign.New(d))
	for login, who := range map[string]struct {
		role access.Role
		at   access.Place
	}{"prefet": {access.RegionalPilot, access.Place{Region: idf}}, "recteur": {access.RegionalPilot, access.Place{Region: idf}},
		"far": {access.RegionalPilot, access.Place{Region: "93"}}, "casnav": {access.AcademieCoordinator, access.Place{Academie: "24", Region: idf}},
		"ofii": {access.OFIIAgent, access.France}, "nation": {access.NationalPilot, access.France}, "payer": {access.NationalPayer, access.France},
		"school": {access.SchoolLead, access.Place{Department: "93", Academie: "24", Region: idf}}} {
		w.must(d.Write(context.Background(), func(tx *db.Tx) error {
			call := access.Call{By: w.rights.In(access.Person{}, access.Program, access.France), At: moment()}
			person, err := access.New(d, w.rights).AddTx(tx, call, access.Person{Login: login, Name: login, Email: login + "@exemple.invalid"},
				[]access.RoleGrant{{Role: who.role, Place: who.at, FromDay: civil.MustDate("2009-07-28")}})
			w.people[login] = w.rights.In(person, who.role, who.at)
			return err
		}))
	}
	return w
}

func engines(t *testing.T, test func(*world)) {
	opened.Engines(t, func(t *testing.T, url string) { test(newWorld(t, url)) })
}

func moment() civil.Moment {
	return civil.Moment{Happened: civil.Paris(2009, time.October, 7, 14, 30, 0), Recorded: machine}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) by(login string) access.Call { return access.Call{By: w.people[login], At: moment()} }

func (w *world) write(do func(*db.Tx) error) error { return w.db.Write(w.Context(), do) }

// member adds somebody to the committee of Île-de-France.
func (w *world) member(name string, quality committee.Quality, academie, login string) (id db.ID) {
	w.Helper()
	w.must(w.write(func(tx *db.Tx) (err error) {
		id, err = w.AddMemberTx(tx, w.by("prefet"), idf, committee.TypedMember{Name: name, Quality: string(quality), Academie: academie, Login: login, From: "04/09/2009"})
		return err
	}))
	return id
}

// meeting is one of a day, with these things on its agenda.
func (w *world) meeting(day string, subjects ...string) civil.Date {
	w.Helper()
	on, err := w.AddMeeting(w.Context(), w.by("prefet"), idf, committee.TypedMeeting{Day: day, Place: "Préfecture"}, subjects)
	w.must(err)
	return on
}

func (w *world) meet(login string, on civil.Date) (g committee.Gathering, err error) {
	err = w.db.Read(w.Context(), func(tx *db.Tx) error {
		g, err = w.Meet(tx, w.people[login], idf, on, moment().Today())
		return err
	})
	return g, err
}

// refused checks that an act is refused at a field.
func (w *world) refused(err error, field, call string) {
	w.Helper()
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) {
		w.Errorf("%s: got %v, want a refusal", call, err)
		return
	}
	for _, m := range refusal.Reasons {
		if m.Field == field && m.Sentence != "" {
			return
		}
	}
	w.Errorf("%s: refused with %v, want a reason at %q", call, refusal.Reasons, field)
}

func (w *world) hidden(err error, call string) {
	w.Helper()
	if !errors.Is(err, committee.ErrNotFound) {
		w.Errorf("%s: got %v, want ErrNotFound", call, err)
	}
}
