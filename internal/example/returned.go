package example

import (
	"fmt"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// completed is what the head of a school changes in a file that the region returned:
// the times of its first group, a third group and its trainer, what that costs.
func completed() map[string]map[string]string {
	typed := map[string]map[string]string{
		"annexe-2": {
			"groups.g1.slot_1": "mardi de 18 h à 20 h 30", "groups.g1.slot_2": "jeudi de 18 h à 20 h 30",
			"renewal.renewed": "9", "renewal.new": "27", "budget_teaching": "14400", "budget_material": "520"},
		"annexe-3": {"network": "Une réunion par trimestre avec les autres établissements du département, et un formateur partagé avec le collège voisin."},
	}
	row(typed["annexe-2"], "groups.g3", group, map[string]string{".profile": "literacy", ".slot_1": "lundi de 9 h à 11 h 30"})
	row(typed["annexe-2"], "trainers.t3", trainers[0], map[string]string{".hours": "120"})
	return typed
}

// returned makes a file that has been sent twice, by the persons of the cast and on
// days of their own: its history can be read as a story.
func (l *loader) returned(tx *db.Tx, f file) error {
	s := l.schools[uaiOf(f.School)]
	head, err := l.one(tx, access.SchoolLead, s.Place())
	if err != nil {
		return err
	}
	region, err := l.one(tx, access.RegionalPilot, s.Place())
	if err != nil {
		return err
	}
	p, err := l.projects.OpenTx(tx, head("2009-09-10", 9), s.UAI)
	if err != nil {
		return fmt.Errorf("example: file of %s: %w", s.UAI, err)
	}
	first := map[string]map[string]string{}
	for _, sheet := range l.rules.Sheets {
		first[sheet.Key] = answers(sheet, f.Groups, f.Complete)
	}
	for _, do := range []func() error{
		func() error { return l.write(tx, head("2009-09-14", 10), p.Number, first) },
		func() error { return l.move(tx, head("2009-09-14", 11), p.Number, project.ActSubmit, project.Input{}) },
		func() error {
			return l.move(tx, region("2009-09-16", 15), p.Number, project.ActReturn, project.Input{Until: civil.MustDate("2009-09-25"),
				Reason: "Les parents qui travaillent ne peuvent pas venir le mardi à 14 h. Proposez un groupe le soir, et dites comment vous travaillez avec les collèges voisins."})
		},
		func() error { return l.write(tx, head("2009-09-18", 14), p.Number, completed()) },
		func() error { return l.move(tx, head("2009-09-18", 16), p.Number, project.ActSubmit, project.Input{}) },
	} {
		if err := do(); err != nil {
			return fmt.Errorf("example: file of %s: %w", s.UAI, err)
		}
	}
	return nil
}

// one is the first person of the cast in a role that reaches a place, as who acts on
// a day, at an hour.
func (l *loader) one(tx *db.Tx, role access.Role, at access.Place) (func(day string, hour int) access.Call, error) {
	for _, p := range l.cast.People {
		over := p.place(l.schools)
		if p.Role != role || !over.Contains(at) {
			continue
		}
		who, err := access.ByLogin(tx, p.Login)
		return func(day string, hour int) access.Call {
			call := l.as(who, role, over)
			call.At.Happened = civil.MustDate(day).Start().Add(time.Duration(hour) * time.Hour)
			return call
		}, err
	}
	return nil, fmt.Errorf("example: nobody is %s of %s", role, territory.PlaceName(at))
}

// write fills in sheets, whatever was in them.
func (l *loader) write(tx *db.Tx, call access.Call, number string, typed map[string]map[string]string) error {
	for _, sheet := range l.rules.Sheets {
		seen := map[string]int64{}
		for key := range typed[sheet.Key] {
			seen[key] = 1
		}
		saved, err := l.projects.SaveTx(tx, call, number, project.Saving{Sheet: sheet.Key, Typed: typed[sheet.Key], Seen: seen})
		if err != nil || !saved.Good() {
			return fmt.Errorf("%w %v", err, saved.Faults)
		}
	}
	return nil
}

// move makes a move on what has just been written.
func (l *loader) move(tx *db.Tx, call access.Call, number string, act workflow.Act, in project.Input) error {
	read, err := l.projects.Read(tx, call.By, number)
	if err != nil {
		return err
	}
	in.Revision = read.Revision
	_, err = l.projects.MoveTx(tx, call, act, number, in)
	return err
}
