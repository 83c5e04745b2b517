package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/mail"
	"preau/internal/rights"
)

const (
	dues     = 5_000 // open, of the national pilot
	persons  = 3_000 // to write to in the morning
	todoPath = "/accueil"
	barePath = "/compte" // the page it is compared with
)

// todos measures the first page of a national pilot of whom much is due.
func (s *site) todos(ctx context.Context, o options) error {
	tasks := []string{"Décider du projet", "Communiquer la décision nationale", "Répondre à un message"}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		for i := range dues {
			due := campaign.Due{Campaign: "2009-2010", Milestone: "national_validation", Task: tasks[i%len(tasks)], Role: access.NationalPilot,
				Place:   access.Place{School: fmt.Sprintf("%07dA", i), Department: "93", Academie: "24", Region: "11"},
				Subject: fmt.Sprintf("project:bench-%04d", i), DueOn: civil.MustDate("2009-10-01").Add(i % 30)}
			if err := campaign.Expect(tx, noon(), due); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	client, err := s.enter(ctx, pilot, crowds[1])
	if err != nil {
		return err
	}
	fmt.Printf("  %s as %s, %d dues open, beside %s\n", todoPath, pilot, dues, barePath)
	t := newTable("page", "clients", "pages/s", "p50 ms", "p95 ms")
	for _, path := range []string{barePath, todoPath} {
		for _, clients := range crowds[:2] {
			load, err := s.load(ctx, client, path, clients, o.during)
			if err != nil {
				return err
			}
			t.row(path, clients, fmt.Sprintf("%.0f", load.perSecond()), ms(load.times.at(50)), ms(load.times.at(95)))
		}
	}
	return t.print()
}

// noon is an instant of the example, and of the machine.
func noon() civil.Moment {
	return civil.Moment{Happened: civil.Paris(2009, time.September, 21, 12, 0, 0), Recorded: civil.At(time.Now())}
}

// digests measures a morning on which 3 000 persons are written to, beside as many
// bare letters put in one transaction.
func (s *site) digests(ctx context.Context, _ options) error {
	table := rights.Table()
	chapter := access.New(s.db, table)
	day := civil.MustDate("2010-06-09")
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		call := access.Call{By: table.In(access.Person{}, access.Program, access.France), At: noon()}
		for i := range persons {
			place := access.Place{School: fmt.Sprintf("%07dB", i), Department: "93", Academie: "24", Region: "11"}
			login := fmt.Sprint("bench-", i)
			if _, err := chapter.AddTx(tx, call, access.Person{Login: login, Name: login, Email: login + "@exemple.invalid"},
				[]access.RoleGrant{{Role: access.SchoolLead, Place: place, FromDay: day}}); err != nil {
				return err
			}
			if err := campaign.Expect(tx, noon(), campaign.Due{Campaign: "2009-2010", Task: "Commencer les formations", Role: access.SchoolLead, Place: place,
				Subject: "project:bench-" + login, DueOn: day}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	began := time.Now()
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		for range persons {
			if err := mail.Post(tx, noon(), mail.Letter{Person: 1, Address: "bench@exemple.invalid", Title: "Titre", Body: "Bonjour"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	bare := time.Since(began)
	before, most, steps := resident(os.Getpid()), int64(0), 0
	began = time.Now()
	written, err := exchange.New(s.db).Digests(ctx, civil.Moment{Happened: day.Start().Add(8 * time.Hour), Recorded: civil.At(began)}, func(int64, int64) {
		steps++
		most = max(most, resident(os.Getpid()))
	})
	if err != nil {
		return err
	}
	took := time.Since(began)
	fmt.Printf("  the morning of %d persons\n", persons)
	t := newTable("", "letters", "s", "ratio", "resident MB before", "most", "progress told")
	t.row("bare letters", persons, fmt.Sprintf("%.2f", bare.Seconds()), "1.0", "", "", "")
	t.row("digests", written, fmt.Sprintf("%.2f", took.Seconds()), fmt.Sprintf("%.1f", took.Seconds()/bare.Seconds()), megabytes(before), megabytes(most), steps)
	return t.print()
}
