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
	launch := func(o campaign.Owed, call access.Call) error { return l.launch(tx, call, o.Region) }
	if err := l.owed(tx, campaign.CallMilestone, access.RegionalPilot, "2009-09-04", []string{"74"}, launch); err != nil { // Limousin is late
		return err
	}
	received := func(o campaign.Owed, call access.Call) error {
		return l.campaigns.DeclareTx(tx, call, campaign.Declaring{Due: o.ID, On: call.At.Today()})
	}
	return l.owed(tx, "pooling_school", access.NationalPayer, "2009-09-14", []string{unnamed, "27"}, received) // Créteil and Corse are
}

// invited are the schools that Île-de-France invites: one has a file of last year, one
// takes no part, one has not answered yet.
var invited = []string{"0940176F", "0931420", "0755810", "0931500", "0921760"}

// declining is the one that takes no part.
const declining = "0931500"

// launch launches the call of a region, and invites the schools of the cast.
func (l *loader) launch(tx *db.Tx, call access.Call, region string) error {
	choice := campaign.Choosing{}
	for _, school := range invited {
		if uai := uaiOf(school); l.schools[uai].Region == region && l.ago == 0 {
			choice.Ticked = append(choice.Ticked, string(uai))
		}
	}
	if len(choice.Ticked) > 0 {
		if _, err := l.campaigns.ChooseTx(tx, call, region, choice); err != nil {
			return err
		}
	}
	cfp, err := l.campaigns.CallOf(tx, call.By, region)
	if err != nil {
		return err
	}
	list, err := campaign.ChoiceOf(tx, cfp)
	if err != nil {
		return err
	}
	if _, err := l.campaigns.InviteTx(tx, call, campaign.Inviting{Region: region, Campaign: cfp.Rules.Code, Seal: list.Seal(), Launch: true}); err != nil {
		return err
	}
	for _, s := range list {
		if s.School == uaiOf(declining) {
			lead := access.Call{By: l.rights.In(l.team, access.SchoolLead, l.schools[s.School].Place()), At: call.At}
			lead.At.Happened = civil.MustDate("2009-09-15").Start().Add(9 * time.Hour)
			return l.campaigns.DeclineTx(tx, lead, campaign.Ending{School: s.School, Reason: "Le collège voisin accueille déjà les parents de l’école."})
		}
	}
	return nil
}

// owed does, for all who owe a milestone but some, codes of académies or of regions,
// what settles it on a day.
func (l *loader) owed(tx *db.Tx, milestone string, by access.Role, day string, but []string, do func(campaign.Owed, access.Call) error) error {
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
		if err := do(o, call); err != nil {
			return fmt.Errorf("example: %s of %s: %w", milestone, o.Who(), err)
		}
	}
	return nil
}
