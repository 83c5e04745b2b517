package example

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
)

// calendar says what is done by the example's day: nearly every region has
// launched its call, and the Acsé has received most pooling schools (§6).
func (l *loader) calendar(tx *db.Tx) error {
	if err := l.declared(tx, "committee_call", access.RegionalPilot, "2009-09-04", []string{"74"}); err != nil { // Limousin is late
		return err
	}
	return l.declared(tx, "pooling_school", access.NationalPayer, "2009-09-14", []string{unnamed, "27"}) // Créteil and Corse are
}

// declared says that a milestone is done by all who owe it, but by some: codes of
// académies, or of regions.
func (l *loader) declared(tx *db.Tx, milestone string, by access.Role, day string, but []string) error {
	everywhere := l.as(l.team, access.NationalPilot, access.France)
	owed, _, err := campaign.OwedOf(tx, everywhere.By, campaign.OwedQuery{Campaign: l.rules.Code, Milestone: milestone, Max: 100}, l.cast.Day)
	if err != nil {
		return err
	}
	for _, o := range owed {
		if slices.Contains(but, cmp.Or(o.Academie, o.Region)) {
			continue
		}
		place := o.Place
		if by == access.NationalPayer {
			place = access.France
		}
		call := l.as(l.team, by, place)
		call.At.Happened = civil.MustDate(day).Start().Add(10 * time.Hour)
		if err := l.campaigns.DeclareTx(tx, call, campaign.Declaring{Due: o.ID, On: civil.MustDate(day)}); err != nil {
			return fmt.Errorf("example: %s of %s: %w", milestone, o.Who(), err)
		}
	}
	return nil
}
