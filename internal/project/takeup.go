package project

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/once"
	"preau/internal/workflow"
)

// TakeUp fills what is still blank in the sheets of a file with the answers that
// the same school gave in its file of the year before: those that still hold under
// this year's rules, and that are not asked anew each year (form.Question.Fresh).
// What has been written this year is never touched. It returns how many answers
// were taken (a second click tells the same), ErrNotFound out of reach, and a
// refusal when the sheet is closed or when there was no file.
func (c *Chapter) TakeUp(ctx context.Context, call access.Call, number string) (taken int, err error) {
	var told string
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		told, err = once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			taken, err := c.TakeUpTx(tx, call, number)
			return strconv.Itoa(taken), err
		})
		return err
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(told)
}

// TakeUpTx is TakeUp in a transaction already begun.
func (c *Chapter) TakeUpTx(tx *db.Tx, call access.Call, number string) (int, error) {
	d, err := c.dossier(tx, call, ActEdit, number)
	if err != nil {
		return 0, err
	}
	if _, err := Moves.Apply(ActEdit, d.State, d, d.late(call.At.Happened)); err != nil {
		return 0, err
	}
	last, err := YearBefore(tx, d.Project)
	if errors.Is(err, db.ErrNotFound) {
		return 0, workflow.Refuse(ActEdit, "", "Cette école ou cet établissement n’a pas transmis de fiche les années passées.", "")
	} else if err != nil {
		return 0, err
	}
	before, err := answersFor(tx, last, access.Nation) // what was sent, whatever was written since
	if err != nil {
		return 0, err
	}
	taken := 0
	for _, sheet := range d.Rules.Sheets {
		answers := takenUp(sheet, before[sheet.Key], d.Answers[sheet.Key])
		for _, key := range slices.Sorted(maps.Keys(answers)) {
			if err := putAnswer(tx, d.ID, Answer{Sheet: sheet.Key, Key: key, Value: answers[key], Version: 1}, call); err != nil {
				return 0, err
			}
			d.answer(sheet.Key, key, answers[key])
		}
		taken += len(answers)
	}
	if taken == 0 {
		return 0, nil
	}
	after := d.Project
	after.Revision++
	after.SavedAt = call.At.Happened
	after.asks(asked(d.Rules, d.Answers))
	if err := updateProject(tx, after); err != nil {
		return 0, err
	}
	return taken, call.Write(tx, ActEdit, d.Subject(), takingUp{From: last.Number, Answers: taken})
}

// takingUp is what the journal keeps of a file taken up.
type takingUp struct {
	From    string `json:"taken_up_from"`
	Answers int    `json:"answers"`
}

// takenUp are the answers of a sheet of another year that this year's can take:
// where nothing was ever written this year, and, of a table, when it has no row.
func takenUp(sheet *form.Sheet, before, now form.Values) form.Values {
	taken := form.Values{}
	for key, value := range before {
		field, known := sheet.Field(key)
		_, written := now[key]
		if !known || value == "" || written || field.Question.Check(value) != "" {
			continue
		}
		if field.Question.Fresh || field.Of != nil && field.Of.Fresh {
			continue
		}
		if field.Row != "" && (len(now.Rows(field.Of.Key)) > 0 || !slices.Contains(before.Rows(field.Of.Key), field.Row)) {
			continue
		}
		taken[key] = value
	}
	return taken
}
