package campaign

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

// Limit is until when one actor may do what a milestone asks: the day of the
// circular, the earlier one that a region set, the later one that was granted.
type Limit struct {
	Milestone   Milestone
	Internal    civil.Date // zero: the region set none
	InternalWhy string
	Extended    civil.Date // zero: none was granted
	ExtendedWhy string
}

// Day is the last day. An extension rules over the region's own day.
func (l Limit) Day() civil.Date {
	day := l.Milestone.Date
	if !l.Internal.IsZero() && l.Internal.Before(day) {
		day = l.Internal
	}
	if l.Extended.After(day) {
		day = l.Extended
	}
	return day
}

// Inner tells whether the last day is the region's own.
func (l Limit) Inner() bool { return !l.Internal.IsZero() && l.Day() == l.Internal }

// Lock says why nothing is taken any more at an instant, and who can open it
// again; blank while the day is not over (§6).
func (l Limit) Lock(at civil.Instant) string {
	if !at.After(l.Day().End()) {
		return ""
	}
	why := fmt.Sprintf("La date limite du %s est dépassée.", l.Day().French())
	if l.Inner() {
		why += fmt.Sprintf(" Elle est fixée par votre région, avant celle de la circulaire (le %s).", l.Milestone.Date.French())
	}
	switch l.Milestone.Grantor() {
	case access.Region:
		why += " Le comité de pilotage régional peut accorder un délai."
	case access.Nation:
		why += " Le niveau national peut accorder un délai."
	}
	return why
}

// Grantor is the level above who owes a milestone: it may grant an extension.
func (m Milestone) Grantor() access.Level {
	switch m.From {
	case "school":
		return access.Region
	case "academie", "region":
		return access.Nation
	}
	return ""
}

// Limits are those of the actors at one place: the school, its académie, its
// region.
type Limits struct {
	rules *Campaign
	at    access.Place
	rows  []limitRow
}

// limitRow is an extension, or a region's own day, from the earliest to the latest.
type limitRow struct {
	Internal  bool
	Milestone string
	School    string
	Academie  string
	UntilDay  civil.Date
	Reason    string
}

// LimitsAt reads the limits that rule at a place.
func LimitsAt(tx *db.Tx, c *Campaign, at access.Place) (Limits, error) {
	rows, err := limitRows(tx, c.Code, at)
	return Limits{c, at, rows}, err
}

// Of is the limit of a milestone; ok is false when the campaign has no such
// milestone, or when it has no day.
func (l Limits) Of(milestone string) (limit Limit, ok bool) {
	if l.rules == nil {
		return limit, false
	}
	if limit.Milestone, ok = l.rules.Milestone(milestone); !ok || limit.Milestone.Date.IsZero() {
		return Limit{}, false
	}
	for _, row := range l.rows {
		switch {
		case row.Milestone != milestone:
		case row.Internal:
			if limit.Milestone.From == "school" {
				limit.Internal, limit.InternalWhy = row.UntilDay, row.Reason
			}
		case row.concerns(limit.Milestone, l.at):
			limit.Extended, limit.ExtendedWhy = row.UntilDay, row.Reason
		}
	}
	return limit, true
}

// concerns tells whether an extension was granted to who owes the milestone.
func (r limitRow) concerns(m Milestone, at access.Place) bool {
	switch m.From {
	case "school":
		return r.School != "" && r.School == at.School
	case "academie":
		return r.School == "" && r.Academie != "" && r.Academie == at.Academie
	case "region":
		return r.School == "" && r.Academie == ""
	}
	return false
}
