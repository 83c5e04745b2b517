package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/workflow"
)

// atOnce is how many validations run together.
const atOnce = 50

// validations measures fifty validations at once under one ceiling, beside fifty under
// as many as there are, and counts what is lost or over.
func (s *site) validations(ctx context.Context, _ options) error {
	v, err := s.nation(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("  %d validations at once\n", atOnce)
	t := newTable("ceilings", "files", "validated", "seconds", "validations/s", "p50 ms", "p95 ms", "lost or over")
	for _, departments := range [][]string{{"93"}, {"13", "14", "21", "25", "2A", "31", "33", "34", "35", "44", "45", "51", "54", "59", "60", "63", "67", "69", "75", "76", "80", "83", "86", "87"}} {
		if err := v.run(ctx, t, departments); err != nil {
			return err
		}
	}
	return t.print()
}

// validating is a national pilot who validates.
type validating struct {
	*site
	chapter *project.Chapter
	call    access.Call
}

// nation is a national pilot at their post.
func (s *site) nation(ctx context.Context) (*validating, error) {
	v := &validating{site: s, chapter: project.New(s.db, campaign.New(s.db)), call: access.Call{At: noon()}}
	v.call.By = rights.Table().In(access.Person{}, access.NationalPilot, access.France)
	return v, s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v.call.By.Person, err = access.ByLogin(tx, pilot)
		return err
	})
}

func (v *validating) run(ctx context.Context, t table, departments []string) error {
	files, err := v.transmitted(ctx, departments, atOnce)
	if err != nil {
		return err
	}
	each, faults := make(times, len(files)), make([]error, len(files))
	began := time.Now()
	var wait sync.WaitGroup
	for i, file := range files {
		wait.Go(func() {
			one := time.Now()
			_, faults[i] = v.chapter.Move(ctx, v.call, project.ActValidate, file.Number, project.Input{Granted: file.AskedCents})
			each[i] = time.Since(one)
		})
	}
	wait.Wait()
	took, done := time.Since(began), 0
	for _, fault := range faults {
		switch {
		case fault == nil:
			done++
		case !overCeiling(fault):
			return fault
		}
	}
	wrong := 0
	if err := v.db.Read(ctx, func(tx *db.Tx) error {
		found, err := project.VerifyCredits(tx)
		wrong = len(found)
		return err
	}); err != nil {
		return err
	}
	each.sort()
	t.row(len(departments), len(files), done, fmt.Sprintf("%.2f", took.Seconds()), fmt.Sprintf("%.0f", float64(done)/took.Seconds()), ms(each.at(50)), ms(each.at(95)), wrong)
	return nil
}

// overCeiling tells whether a validation was refused for want of credits (§4).
func overCeiling(fault error) bool {
	var refusal *workflow.Refusal
	return errors.As(fault, &refusal) && !slices.ContainsFunc(refusal.Reasons, func(m workflow.Missing) bool { return m.Law != "§4" })
}

// transmitted leads files of departments, in turn, to the nation: so many at most.
func (v *validating) transmitted(ctx context.Context, departments []string, most int) (files []project.Project, err error) {
	byTurn := make([][]project.Row, len(departments))
	if err := v.db.Read(ctx, func(tx *db.Tx) error {
		for i, department := range departments {
			for _, state := range []workflow.State{project.Transmitted, project.SentBack, project.Preselected, project.Reserve, project.Submitted} {
				listing, err := project.List(tx, v.call.By, "2009-2010", project.Query{State: state, Department: department, All: true})
				if err != nil {
					return err
				}
				byTurn[i] = append(byTurn[i], listing.Rows...)
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	for turn := 0; len(files) < most; turn++ {
		some := false
		for i := range byTurn {
			if turn >= len(byTurn[i]) || len(files) == most {
				continue
			}
			some = true
			file, err := v.lead(ctx, byTurn[i][turn])
			if err != nil {
				return nil, err
			}
			files = append(files, file)
		}
		if !some {
			return files, nil // fewer files than asked for: the table says how many
		}
	}
	return files, nil
}

// lead takes a file the rest of its way to the nation.
func (v *validating) lead(ctx context.Context, row project.Row) (p project.Project, err error) {
	ways := map[workflow.State][]workflow.Act{project.Submitted: {project.ActOpine, project.ActPreselect, project.ActTransmit},
		project.Reserve: {project.ActPreselect, project.ActTransmit}, project.Preselected: {project.ActTransmit}, project.SentBack: {project.ActOpine, project.ActTransmit}}
	region := access.Call{By: rights.Table().In(v.call.By.Person, access.RegionalPilot, access.France), At: v.call.At}
	err = v.db.Write(ctx, func(tx *db.Tx) error {
		for _, act := range ways[row.Seen] {
			if _, err := v.chapter.MoveTx(tx, region, act, row.Number, project.Input{Opinion: "Avis favorable."}); err != nil {
				return err
			}
		}
		return nil
	})
	return project.Project{Number: row.Number, AskedCents: civil.Cents(row.AskedCents)}, err
}
