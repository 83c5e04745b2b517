package access

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// longestDelegation is in days, the first and the last included. An absence that
// lasts longer asks for a role given by the level above.
const longestDelegation = 60

// TypedDelegation lends a role during an absence, as it was typed in a form.
type TypedDelegation struct {
	Grant db.ID  // the role that is lent
	Email string // of somebody who has an account
	From  string // blank: today
	Until string
}

// Delegate lends a role that the actor holds to another person, from day to day,
// « déléguer ». Both hold it then. It returns ErrNotFound for a role that is not
// the actor's own.
//
// It refuses a role that is itself lent, or is no longer held; a time without an
// end, beyond sixty days or beyond the role's own; two delegations of one role
// at a time; and, in one sentence that tells nothing of the account, whoever has
// no role at the same place or within it.
func (c *Chapter) Delegate(ctx context.Context, call Call, typed TypedDelegation) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.DelegateTx(tx, call, typed) })
}

// DelegateTx is Delegate in a transaction already begun.
func (c *Chapter) DelegateTx(tx *db.Tx, call Call, typed TypedDelegation) error {
	if err := lockAccounts(tx); err != nil {
		return err
	}
	lent, err := findGrant(tx, typed.Grant)
	if err != nil || !call.By.isHolder(lent) || !call.By.May(ActDelegate) {
		return errors.Join(err, ErrNotFound)
	}
	if sentence := cannotLend(lent, call.At.Today()); sentence != "" {
		return workflow.Refuse(ActDelegate, "role", sentence, "")
	}
	g, wrong, err := readDelegation(tx, call, lent, typed)
	if err == nil {
		err = wrong.refusal(ActDelegate)
	}
	if err != nil {
		return err
	}
	g.ID = db.NewID(call.At.Recorded.Time())
	if err := insertDelegation(tx, g.ID, RoleGrant{g.Person, g.Role, g.Place, g.FromDay, g.UntilDay}, lent.ID); err != nil {
		return err
	}
	if err := insertGrantStep(tx, call, g.ID, stepDelegated, g.UntilDay, ""); err != nil {
		return err
	}
	body := fmt.Sprintf("%s vous délègue son rôle dans Préau pendant son absence\u202f: %s.\nLieu\u202f: %s.\nLa délégation vaut %s.\n"+
		"Ce que vous ferez dans ce rôle sera inscrit à votre nom, par délégation.\n"+
		"Pour l’exercer, ouvrez «\u202fMon compte\u202f» et choisissez ce rôle.", call.By.Person.Name, g.Role.Label(), g.PlaceName, g.Days())
	if err := post(tx, call, g.Holder(), "Un rôle vous est délégué", body); err != nil {
		return err
	}
	return g.write(tx, call, ActDelegate, stepDelegated, g.UntilDay, "")
}

// cannotLend says why a role is not lent; blank: it may be.
func cannotLend(g Granted, today civil.Date) string {
	switch {
	case g.DelegationOf != 0:
		return "Ce rôle vous est délégué\u202f: il ne se délègue pas une seconde fois."
	case !g.Held(today):
		return "Vous n’exercez pas ce rôle aujourd’hui\u202f: il ne peut pas être délégué."
	case g.Role.Level() == Platform:
		return "Ce rôle ne se délègue pas\u202f: il se donne."
	}
	return ""
}

func readDelegation(tx *db.Tx, call Call, lent Granted, typed TypedDelegation) (g Granted, wrong faults, err error) {
	g = Granted{Role: lent.Role, Place: lent.Place, PlaceName: lent.PlaceName, DelegationOf: lent.ID}
	address := wrong.email(typed.Email)
	var days faults
	g.FromDay, g.UntilDay = days.span(typed.From, typed.Until, call.At.Today(), civil.Date{})
	if len(days) == 0 {
		if err := days.lent(tx, lent, g.FromDay, g.UntilDay); err != nil {
			return g, nil, err
		}
	}
	if len(wrong) == 0 {
		who, sentence, err := delegateOf(tx, call, g, address)
		if err != nil {
			return g, nil, err
		}
		if sentence != "" {
			wrong.add("courriel", sentence)
		}
		g.Person, g.Login, g.Name, g.Email = who.ID, who.Login, who.Name, who.Email
	}
	return g, append(wrong, days...), nil
}

// lent adds what is wrong with the days of a delegation.
func (f *faults) lent(tx *db.Tx, lent Granted, from, until civil.Date) error {
	switch {
	case until.IsZero():
		f.add("jusque", "Indiquez le dernier jour\u202f: une délégation a une fin.")
	case until.Sub(from)+1 > longestDelegation:
		f.add("jusque", fmt.Sprintf("Une délégation dure %d jours au plus. Au-delà, demandez au niveau supérieur de donner le rôle.", longestDelegation))
	case beyond(until, lent.UntilDay):
		f.add("jusque", beyondOwn(lent.UntilDay))
	}
	others, err := grantsWhere(tx, "g.delegation_of = $1", lent.ID)
	for _, other := range others {
		if other.Meets(from, until) && len(*f) == 0 {
			f.add("depuis", "Ce rôle est déjà délégué à "+other.Name+", "+other.Days()+".")
		}
	}
	return err
}

// delegateOf is who has an address and may be lent a role. The sentence, when
// they may not, is the same for who has no account, is suspended, or stands elsewhere.
func delegateOf(tx *db.Tx, call Call, g Granted, address string) (who holder, sentence string, err error) {
	const cannot = "Cette adresse n’est pas celle d’une personne à qui ce rôle peut être délégué\u202f: il faut avoir déjà un rôle en cours au même endroit, ou dans votre périmètre."
	who, err = accountBy(tx, "lower(email)", address)
	if errors.Is(err, ErrNotFound) {
		return who, cannot, nil
	} else if err != nil {
		return who, "", err
	}
	if who.ID == call.By.Person.ID {
		return who, "Cette adresse est la vôtre\u202f: un rôle se délègue à une autre personne.", nil
	}
	has, err := grantsWhere(tx, "g.person = $1", who.ID)
	if who.Suspended || !slices.ContainsFunc(has, func(h Granted) bool { return h.Held(call.At.Today()) && standsIn(h, g) }) {
		return who, cannot, err
	}
	return who, conflictOf(has, g), err
}

// standsIn tells whether who holds a role may be lent another: at the same place
// or within it; and a role of a school, which asks, opens no role that decides.
func standsIn(holds, lent Granted) bool {
	return holds.DelegationOf == 0 && lent.Place.Contains(holds.Place) && (lent.Role.Level() == School || holds.Role.Level() != School)
}

// Lent is what an actor may lend, and what they have lent.
type Lent struct {
	Own  []Granted // held today in one's own right
	Lent []Granted // the latest first
}

// Lending is the roles of the actor and their delegations.
func (c *Chapter) Lending(tx *db.Tx, by Actor, today civil.Date) (l Lent, err error) {
	has, err := grantsWhere(tx, "g.person = $1", by.Person.ID)
	if err != nil {
		return l, err
	}
	for _, g := range has {
		if cannotLend(g, today) == "" {
			l.Own = append(l.Own, g)
		}
	}
	l.Lent, err = grantsWhere(tx, "o.person = $1", by.Person.ID)
	slices.Reverse(l.Lent)
	return l, err
}
