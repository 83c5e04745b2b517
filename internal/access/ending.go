package access

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/workflow"
)

// An Ending takes a role away.
type Ending struct {
	Grant  db.ID
	Last   string // its last day; blank: at once
	Reason string
}

// MayEnd tells whether an actor ends a grant: who may give it there, or who lent
// it; never one's own, nor that of whom one stands in for.
func (a Actor) MayEnd(g Granted) bool {
	lent := g.DelegationOf != 0 && g.Delegator == a.Person.ID && a.Person.ID != 0
	return lent || a.MayGive(g.Role, g.Place) && !a.speaksFor(g.Person)
}

// speaksFor tells whether a person is the actor, or whom the actor stands in for:
// what they may not do for themselves, neither does for the other.
func (a Actor) speaksFor(person db.ID) bool {
	return a.Person.ID != 0 && (person == a.Person.ID || person == a.For.ID)
}

func (a Actor) isHolder(g Granted) bool { return a.Person.ID != 0 && a.Person.ID == g.Person }

// End takes a role away, at once or after a day, with a reason; what was lent of
// it ends with it. It returns ErrNotFound to who may not. A role that is over
// stays as it is: of two who end it at once, the first has done it.
func (c *Chapter) End(ctx context.Context, call Call, in Ending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.EndTx(tx, call, in) })
}

// once does an act that looks by itself at who may, and makes twice once.
func (c *Chapter) once(ctx context.Context, call Call, do func(*db.Tx) error) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) { return "", do(tx) })
		return err
	})
}

// EndTx is End in a transaction already begun.
func (c *Chapter) EndTx(tx *db.Tx, call Call, in Ending) error {
	if err := lockAccounts(tx); err != nil {
		return err
	}
	g, err := findGrant(tx, in.Grant)
	if err != nil || !call.By.MayEnd(g) {
		return errors.Join(err, ErrNotFound)
	}
	if g.Delegator != call.By.Person.ID || call.By.Role == Program {
		if _, err := termOf(tx, call, g.Place); err != nil { // two who take each other's role away: the second has lost theirs
			return err
		}
	}
	today := call.At.Today()
	if g.Over(today) {
		return nil
	}
	var wrong faults
	last, reason := wrong.lastDay(g, in.Last, today), wrong.reason(in.Reason)
	if len(wrong) > 0 {
		return wrong.refusal(ActGrant)
	}
	if !last.IsZero() && last == g.UntilDay {
		return nil
	}
	if g.Role == Administrator {
		from := today
		if !last.IsZero() {
			from = last.Add(1)
		}
		if err := staysAdministered(tx, func(other Granted) bool { return other.ID == g.ID }, from, ActGrant); err != nil {
			return err
		}
	}
	return endAll(tx, call, g, last, reason)
}

// lastDay reads the last day of a role that is taken away; zero: at once.
func (f *faults) lastDay(g Granted, typed string, today civil.Date) civil.Date {
	last := f.day("jusque", typed)
	switch {
	case last.IsZero():
	case last.Before(today):
		f.add("jusque", "Ce jour est passé. Laissez vide pour mettre fin au rôle tout de suite.")
	case last.Before(g.FromDay):
		f.add("jusque", "Ce rôle ne commence que le "+g.FromDay.French()+". Laissez vide pour l’annuler.")
	case beyond(last, g.UntilDay):
		f.add("jusque", "Ce rôle finit le "+g.UntilDay.French()+". Pour le prolonger, servez-vous de l’autre formulaire.")
	}
	return last
}

// endAll ends a grant and what was lent of it; zero: at once.
func endAll(tx *db.Tx, call Call, g Granted, last civil.Date, reason string) error {
	lent, err := grantsWhere(tx, "g.delegation_of = $1", g.ID)
	if err != nil {
		return err
	}
	ended := []Granted{g}
	for _, d := range lent {
		if !d.Over(call.At.Today()) && (last.IsZero() || beyond(d.UntilDay, last)) {
			ended = append(ended, d)
		}
	}
	for _, one := range ended {
		if err := end(tx, call, one, last, reason); err != nil {
			return err
		}
	}
	for _, one := range ended {
		act := ActGrant
		if one.DelegationOf != 0 {
			act = ActDelegate
		}
		did, until := ending(one, last)
		if err := one.write(tx, call, act, did, until, reason); err != nil {
			return err
		}
	}
	return nil
}

// ending is how a grant ends when its last day is set: one that would not have
// begun is taken away.
func ending(g Granted, last civil.Date) (step string, until civil.Date) {
	if last.IsZero() || last.Before(g.FromDay) {
		return stepWithdrawn, g.UntilDay
	}
	return stepEnded, last
}

func end(tx *db.Tx, call Call, g Granted, last civil.Date, reason string) error {
	step, until := ending(g, last)
	if err := setEnd(tx, g.ID, until, step == stepWithdrawn); err != nil {
		return err
	}
	if err := insertGrantStep(tx, call, g.ID, step, until, reason); err != nil {
		return err
	}
	when := "Il prend fin tout de suite."
	if step == stepEnded {
		when = "Son dernier jour est le " + last.FrenchLong() + "."
	}
	what := "Votre rôle prend fin dans Préau"
	if g.DelegationOf != 0 {
		what = "La délégation que vous avez reçue de " + g.DelegatorName + " prend fin dans Préau"
	}
	return post(tx, call, g.Holder(), "Fin d’un rôle", fmt.Sprintf("%s\u202f: %s.\nLieu\u202f: %s.\n%s\n\nMotif\u202f: %s", what, g.Role.Label(), g.PlaceName, when, reason))
}

// A Prolonging gives a role a later last day.
type Prolonging struct {
	Grant db.ID
	Until string // blank: no end
}

// Prolong gives a role that is not over a later last day, or none, within the
// giver's own time. It returns ErrNotFound to who may not give it there, and to
// who holds it: nobody prolongs their own role. What is lent is not prolonged.
func (c *Chapter) Prolong(ctx context.Context, call Call, in Prolonging) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.ProlongTx(tx, call, in) })
}

// ProlongTx is Prolong in a transaction already begun.
func (c *Chapter) ProlongTx(tx *db.Tx, call Call, in Prolonging) error {
	if err := lockAccounts(tx); err != nil {
		return err
	}
	g, err := findGrant(tx, in.Grant)
	if err != nil || g.DelegationOf != 0 || !call.By.MayGive(g.Role, g.Place) || call.By.speaksFor(g.Person) {
		return errors.Join(err, ErrNotFound)
	}
	limit, err := termOf(tx, call, g.Place)
	if err != nil {
		return err
	}
	var wrong faults
	until := wrong.day("nouveau", in.Until)
	switch {
	case len(wrong) > 0:
	case g.Over(call.At.Today()):
		wrong.add("nouveau", "Ce rôle est terminé\u202f: donnez-le de nouveau.")
	case g.UntilDay.IsZero():
		wrong.add("nouveau", "Ce rôle n’a pas de date de fin\u202f: il n’y a rien à prolonger.")
	case !beyond(until, g.UntilDay):
		wrong.add("nouveau", "Donnez un jour après le "+g.UntilDay.French()+", dernier jour actuel.")
	case beyond(until, limit):
		wrong.add("nouveau", beyondOwn(limit))
	}
	if len(wrong) > 0 {
		return wrong.refusal(ActGrant)
	}
	g.UntilDay = until
	who, err := accountBy(tx, "id", g.Person)
	if err == nil {
		err = mayHoldLonger(tx, g, who)
	}
	if err != nil {
		return err
	}
	if err := setEnd(tx, g.ID, until, false); err != nil {
		return err
	}
	if err := insertGrantStep(tx, call, g.ID, stepProlonged, until, ""); err != nil {
		return err
	}
	if err := post(tx, call, g.Holder(), "Votre rôle est prolongé", fmt.Sprintf("Votre rôle est prolongé dans Préau\u202f: %s.\nLieu\u202f: %s.\nIl vaut %s.", g.Role.Label(), g.PlaceName, g.Days())); err != nil {
		return err
	}
	return g.write(tx, call, ActGrant, stepProlonged, until, "")
}

func mayHoldLonger(tx *db.Tx, g Granted, who holder) error {
	has, err := grantsWhere(tx, "g.person = $1", g.Person)
	conflict := conflictOf(has, g)
	switch {
	case err != nil:
		return err
	case who.Suspended:
		return workflow.Refuse(ActGrant, "nouveau", "Ce compte est suspendu\u202f: ses rôles ne se prolongent pas.", "")
	case conflict != "":
		return workflow.Refuse(ActGrant, "nouveau", conflict, "")
	}
	return nil
}
