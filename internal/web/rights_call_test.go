package web_test

import (
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/web/page"
)

// onInvitation tells whether a route is about the invitation of a school, for the
// school itself.
func onInvitation(route page.Route) bool {
	return strings.Contains(route.Path, "{ecole}") && route.Act == campaign.ActAnswer
}

// listed puts schools on the list of those that their region means to invite; sent:
// the invitations leave.
func (s *site) listed(sent bool, schools ...access.Place) {
	s.t.Helper()
	for _, school := range schools {
		if err := s.Site.DB.Write(s.t.Context(), func(tx *db.Tx) error {
			person, err := access.ByLogin(tx, "administration")
			if err != nil {
				return err
			}
			call := access.Call{By: s.Site.Rights.In(person, access.RegionalPilot, access.Place{Region: school.Region}), At: moment}
			if _, err := s.Site.Campaigns.ChooseTx(tx, call, school.Region, campaign.Choosing{Ticked: []string{school.School}}); err != nil || !sent {
				return err
			}
			cfp, err := s.Site.Campaigns.CallOf(tx, call.By, school.Region)
			if err != nil {
				return err
			}
			list, err := campaign.ChoiceOf(tx, cfp)
			if err != nil {
				return err
			}
			_, err = s.Site.Campaigns.InviteTx(tx, call, campaign.Inviting{Region: school.Region, Campaign: cfp.Rules.Code, Seal: list.Seal()})
			return err
		}); err != nil {
			s.t.Fatal(err)
		}
	}
}
