package access

import (
	"context"
	"slices"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// FindGrant is a grant that an actor may see, or ErrNotFound.
func (c *Chapter) FindGrant(tx *db.Tx, by Actor, id db.ID) (Granted, error) {
	g, err := findGrant(tx, id)
	if err == nil && !by.Can(ActPeople, g.Place) {
		err = ErrNotFound
	}
	return g, err
}

// A Dossier is what an actor may know of a person.
type Dossier struct {
	Person    Person
	Suspended bool
	Expected  bool      // has not chosen a password yet
	Roles     []Granted // those within the actor's reach, over or not
	Steps     []GrantStep
}

// Who is what an actor may know of the person with this login. It returns
// ErrNotFound when nothing of theirs is within the actor's reach.
func (c *Chapter) Who(tx *db.Tx, by Actor, login string) (Dossier, error) {
	who, err := accountBy(tx, "login", login)
	if err != nil {
		return Dossier{}, err
	}
	d := Dossier{Person: who.person(), Suspended: who.Suspended}
	if d.Roles, err = grantsSeen(tx, by, who.ID); err != nil {
		return Dossier{}, err
	}
	if len(d.Roles) == 0 && !by.Can(ActSuspend, France) {
		return Dossier{}, ErrNotFound
	}
	secret, err := secretOf(tx, who.ID)
	if err != nil {
		return Dossier{}, err
	}
	d.Expected = secret.Hash == ""
	if d.Steps, err = stepsOf(tx, d.Roles); err != nil || !by.Can(ActSuspend, France) {
		return d, err
	}
	suspensions, err := suspensionsOf(tx, who.ID)
	d.Steps = append(d.Steps, suspensions...)
	slices.SortStableFunc(d.Steps, func(a, b GrantStep) int { return int(min(max(b.ID-a.ID, -1), 1)) })
	return d, err
}

// MayInvite tells whether an actor invites a person again: who gives one of the
// roles that the person has, or will have.
func (d Dossier) MayInvite(by Actor, today civil.Date) bool {
	return by.May(ActInvite) && d.Expected && !d.Suspended && slices.ContainsFunc(d.Roles, func(g Granted) bool {
		return g.DelegationOf == 0 && !g.Over(today) && by.MayGive(g.Role, g.Place) && !by.speaksFor(g.Person)
	})
}

// Invite writes once more to a person who has not chosen a password yet. The
// link sent before opens nothing any more.
func (c *Chapter) Invite(ctx context.Context, call Call, login string) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		d, err := c.Who(tx, call.By, login)
		switch {
		case err != nil:
			return err
		case !d.Expected:
			return workflow.Refuse(ActInvite, "", "Cette personne a déjà choisi son mot de passe\u202f: si elle l’a oublié, la page de connexion lui en fait choisir un autre.", "")
		case !d.MayInvite(call.By, call.At.Today()):
			return ErrNotFound
		}
		return InviteTx(tx, call, d.Person)
	})
}
