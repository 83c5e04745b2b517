package campaign

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// Stand is how far a school that was invited is.
type Stand string

const (
	StandWaiting   Stand = "waiting"   // nothing begun yet
	StandBegun     Stand = "begun"     // a sheet
	StandSent      Stand = "sent"      // to the region
	StandLate      Stand = "late"      // nothing sent, and its day is over
	StandDeclined  Stand = "declined"  // takes no part
	StandWithdrawn Stand = "withdrawn" // the region took the invitation back
	StandDropped   Stand = "dropped"   // its sheet was withdrawn before it was sent
)

// Invited is a school that was invited, and how far it is.
type Invited struct {
	School     territory.UAI
	SchoolName string
	Town       string
	Department string
	Renewed    bool
	Reason     string // why the invitation ended; blank: it has not
	InvitedAt  civil.Instant
	DueOn      civil.Date // zero: nothing is due of it
	Stand      Stand
	HasFile    bool // the school has begun one
}

// Ends tells whether an invitation may end: no sheet is begun.
func (i Invited) Ends() bool {
	return (i.Stand == StandWaiting || i.Stand == StandLate) && !i.HasFile && i.Reason == ""
}

// Invitation is the invitation of a school for who answers for it, or ErrNotFound.
func (c *Chapter) Invitation(tx *db.Tx, by access.Actor, school territory.UAI, today civil.Date) (Invited, *Campaign, error) {
	rules, _, err := c.Current(tx)
	if err != nil {
		return Invited{}, nil, err
	}
	found, err := territory.Find(tx, school)
	if errors.Is(err, db.ErrNotFound) || err == nil && !by.Can(ActAnswer, found.Place()) {
		return Invited{}, nil, ErrNotFound
	} else if err != nil {
		return Invited{}, nil, err
	}
	invited, err := findInvitation(tx, rules, school, today)
	return invited, rules, err
}

// InvitationIn is the invitation of a school of the region of a call, or ErrNotFound.
func InvitationIn(tx *db.Tx, cfp CallForProjects, school territory.UAI, today civil.Date) (Invited, error) {
	invited, err := findInvitation(tx, cfp.Rules, school, today)
	if d, _ := territory.FindDepartment(invited.Department); err == nil && d.Region != cfp.Region {
		err = ErrNotFound
	}
	return invited, err
}

func findInvitation(tx *db.Tx, rules *Campaign, school territory.UAI, today civil.Date) (Invited, error) {
	invited, err := invitationOf(tx, rules.Code, school, today)
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	return invited, err
}

// Answered drops what an invited school owed: it has begun its file, which is due in
// its place.
func Answered(tx *db.Tx, at civil.Moment, limits Limits) error {
	return DropOf(tx, at, limits, SendingMilestone)
}

// Ending ends an invitation, with a reason.
type Ending struct {
	School territory.UAI
	Reason string
}

// Withdraw takes back the invitation of a school of a region. It refuses one that has
// ended, and one whose school has begun its file: what it proposes is then its own.
func (c *Chapter) Withdraw(ctx context.Context, call access.Call, region string, in Ending) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		cfp, err := c.launching(tx, call, region)
		if err != nil {
			return err
		}
		invited, err := InvitationIn(tx, cfp, in.School, call.At.Today())
		if err != nil {
			return err
		}
		return invited.end(tx, call, ActLaunch, cfp.Rules, StandWithdrawn, in.Reason)
	})
}

// Decline says that a school takes no part, with a reason. It refuses a school that is
// not invited any more, and one that has begun its file, which is withdrawn instead.
func (c *Chapter) Decline(ctx context.Context, call access.Call, in Ending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.DeclineTx(tx, call, in) })
}

// DeclineTx is Decline in a transaction already begun.
func (c *Chapter) DeclineTx(tx *db.Tx, call access.Call, in Ending) error {
	if err := c.lockCurrent(tx); err != nil {
		return err
	}
	invited, rules, err := c.Invitation(tx, call.By, in.School, call.At.Today())
	if err != nil {
		return err
	}
	return invited.end(tx, call, ActAnswer, rules, StandDeclined, in.Reason)
}

// end ends an invitation, for the reason that was typed. It refuses one that does not
// end any more.
func (i Invited) end(tx *db.Tx, call access.Call, act access.Act, rules *Campaign, as Stand, typed string) error {
	reason, missing := reasonOf(typed)
	switch {
	case i.HasFile:
		return workflow.Refuse(act, "", "La fiche du projet est commencée\u202f: c’est elle que l’école ou l’établissement retire.", "")
	case !i.Ends():
		return workflow.Refuse(act, "", "Cette invitation n’attend plus de réponse.", "")
	case len(missing) > 0:
		return &workflow.Refusal{Act: act, Reasons: missing}
	}
	if err := endInvitation(tx, call, rules.Code, i.School, as, reason); err != nil {
		return err
	}
	subject := owedSubject(rules.Code, SendingMilestone, access.Place{School: string(i.School)})
	if err := Drop(tx, call.At, subject); err != nil {
		return err
	}
	var err error
	if as == StandWithdrawn {
		err = i.tellWithdrawn(tx, call.At, reason)
	} else { // who takes no part needs no delay
		err = DropDelay(tx, call.At, rules.Code, SendingMilestone, string(i.School))
	}
	if err != nil {
		return err
	}
	return call.Write(tx, act, subject, callEntry{Ended: as, Reason: reason})
}

// tellWithdrawn writes to a school that it is not invited any more.
func (i Invited) tellWithdrawn(tx *db.Tx, at civil.Moment, reason string) error {
	school, err := territory.Find(tx, i.School)
	if err != nil {
		return err
	}
	return access.PostHolders(tx, at, access.SchoolLead, school.Place(), mail.Letter{Title: callTitle("l’invitation est retirée"),
		Body: fmt.Sprintf("Bonjour,\n\nLe comité de pilotage régional retire son invitation à répondre à l’appel à projets\u202f: rien n’est attendu de %s, %s.\n\nMotif\u202f: %s\n\nFait le %s.\nPréau\n",
			school.Name, school.Town, reason, at.Happened.French())})
}

// LateRegion is how many invited schools of a region have sent nothing, their day being
// over, and the first of these days.
type LateRegion struct {
	Region  string
	Schools int64
	DueOn   civil.Date
}

// LateInvited counts the invited schools that are late, where an actor launches the call.
func LateInvited(tx *db.Tx, by access.Actor, campaign string, today civil.Date) ([]LateRegion, error) {
	if !by.May(ActLaunch) {
		return nil, nil
	}
	return lateByRegion(tx, by, campaign, today)
}
