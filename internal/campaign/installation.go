package campaign

import (
	"context"
	"errors"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Installation is what kind of database this is (R49). An example carries its
// own business date, which its persons may change; elsewhere the business
// clock is the machine's and cannot be set.
type Installation struct {
	Example      bool
	BusinessDate civil.Date // zero where Example is false
}

// Moment is the moment at a machine's instant: in an example database, the
// same time of day on the business date.
func (i Installation) Moment(machine civil.Instant) civil.Moment {
	if !i.Example {
		return civil.Moment{Happened: machine, Recorded: machine}
	}
	return civil.Moment{Happened: machine.On(i.BusinessDate), Recorded: machine}
}

// Install says once what kind of database this is; later calls change nothing.
func (c *Chapter) Install(ctx context.Context, as Installation) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return insertInstallation(tx, as) })
}

// Installed reads what kind of database this is.
func Installed(tx *db.Tx) (Installation, error) { return readInstallation(tx) }

// The days that an example database may live on: the school year and a little
// around it, longer when a later year is prepared.
var (
	firstDay = civil.MustDate("2009-07-28")
	lastYear = 2010
)

// lastDay ends the year in which the last campaign ends.
func (c *Chapter) lastDay(tx *db.Tx) (civil.Date, error) {
	years, err := c.List(tx)
	last := lastYear
	for _, y := range years {
		last = max(last, y.SchoolYear.To.Year)
	}
	return civil.NewDate(last, 12, 31), err
}

// SetDate moves an example database to another day. It returns a refusal for a
// day outside the campaign, and ErrNotExample elsewhere.
func (c *Chapter) SetDate(ctx context.Context, call access.Call, day civil.Date) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		last, err := c.lastDay(tx)
		if err != nil {
			return err
		}
		if day.Before(firstDay) || day.After(last) {
			return workflow.Refuse(ActSetDate, "date", "Choisissez une date entre le "+firstDay.French()+" et le "+last.French()+".", "")
		}
		if err := setBusinessDate(tx, day); errors.Is(err, db.ErrNotFound) {
			return ErrNotExample
		} else if err != nil {
			return err
		}
		return call.Write(tx, ActSetDate, "installation", day)
	})
}

// ErrNotExample says that the business clock of this database cannot be set.
var ErrNotExample = errors.New("campaign: not an example database")
