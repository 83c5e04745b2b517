package access

import (
	"context"
	"slices"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// A Suspending closes an account, « suspension », or opens it again.
type Suspending struct {
	Login  string
	Reason string
}

// suspended is what the journal keeps of it.
type suspended struct {
	Suspended bool   `json:"suspended"`
	Reason    string `json:"reason"`
}

// Suspend closes an account with a reason: from the next request
// on, on any node, its person is a visitor, and is written no digest and no chase.
// The roles stay as they are, and what the person has lent ends: who lends
// answers for it. It refuses oneself, and the last administrator.
func (c *Chapter) Suspend(ctx context.Context, call Call, in Suspending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.suspend(tx, call, in, true) })
}

// Restore opens again an account that was suspended, with a reason. Every sign-in
// and every link of before has ended: whoever had the account is out.
func (c *Chapter) Restore(ctx context.Context, call Call, in Suspending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.suspend(tx, call, in, false) })
}

func (c *Chapter) suspend(tx *db.Tx, call Call, in Suspending, close bool) error {
	if call.By.Role != Program && !call.By.Can(ActSuspend, France) {
		return ErrNotFound
	}
	if err := lockAccounts(tx); err != nil {
		return err
	}
	if _, err := termOf(tx, call, France); err != nil { // two who suspend each other: the second is suspended
		return err
	}
	who, err := accountBy(tx, "login", in.Login)
	if err != nil {
		return err
	}
	var wrong faults
	reason := wrong.reason(in.Reason)
	switch {
	case len(wrong) > 0:
		return wrong.refusal(ActSuspend)
	case who.Suspended == close:
		return nil
	case close && who.ID == call.By.Person.ID:
		return workflow.Refuse(ActSuspend, "", "Ce compte est le vôtre\u202f: personne ne suspend son propre compte.", "")
	}
	if close {
		holds := func(g Granted) bool { return g.Person == who.ID }
		if err := staysAdministered(tx, holds, call.At.Today(), ActSuspend); err != nil {
			return err
		}
		if err := takeBack(tx, call, who); err != nil {
			return err
		}
	}
	if !close {
		if _, err := endOthers(tx, who.ID, 0, call.At.Recorded); err != nil {
			return err
		}
		if err := endLinks(tx, who.ID); err != nil {
			return err
		}
	}
	if err := setSuspended(tx, who.ID, close); err != nil {
		return err
	}
	if err := insertSuspension(tx, call, who.ID, close, reason); err != nil {
		return err
	}
	title, body := "Votre accès à Préau est rétabli", "Votre compte vous ouvre de nouveau Préau\u202f: reconnectez-vous."
	if close {
		title, body = "Votre accès à Préau est fermé", "Votre compte n’ouvre plus Préau pour le moment."
	}
	if err := post(tx, call, who.person(), title, body); err != nil {
		return err
	}
	return call.Write(tx, ActSuspend, who.person().Subject(), suspended{close, reason})
}

// takeBack ends what a person has lent.
func takeBack(tx *db.Tx, call Call, who holder) error {
	lent, err := grantsWhere(tx, "o.person = $1", who.ID)
	if err != nil {
		return err
	}
	for _, g := range lent {
		if !g.Over(call.At.Today()) {
			if err := endAll(tx, call, g, civil.Date{}, "La personne qui a délégué ce rôle ne l’exerce plus."); err != nil {
				return err
			}
		}
	}
	return nil
}

// staysAdministered refuses to end some grants on a day if from then on, while they would
// still have been held, there is a day on which nobody else is an administrator.
func staysAdministered(tx *db.Tx, ends func(Granted) bool, from civil.Date, act Act) error {
	all, err := grantsWhere(tx, "g.role = $1 AND NOT g.withdrawn AND NOT p.suspended AND (g.until_day IS NULL OR g.until_day >= $2)", Administrator, from)
	if err != nil {
		return err
	}
	var lost, others []Granted
	for _, g := range all {
		if ends(g) {
			lost = append(lost, g)
		} else {
			others = append(others, g)
		}
	}
	for _, g := range lost {
		if day := uncovered(g, from, others); day == from {
			return workflow.Refuse(act, "", "C’est le dernier compte d’administration\u202f: donnez d’abord ce rôle à une autre personne.", "")
		} else if !day.IsZero() {
			return workflow.Refuse(act, "", "Le "+day.French()+", plus personne n’administrerait Préau\u202f: donnez d’abord ce rôle à une autre personne, ou prolongez le sien.", "")
		}
	}
	return nil
}

// uncovered is the first day of a grant, from a day on, on which none of some others is
// held; zero: there is none.
func uncovered(g Granted, from civil.Date, others []Granted) civil.Date {
	day := from
	if g.FromDay.After(day) {
		day = g.FromDay
	}
	for g.UntilDay.IsZero() || !day.After(g.UntilDay) {
		i := slices.IndexFunc(others, func(o Granted) bool { return !o.FromDay.After(day) && !o.Over(day) })
		if i < 0 {
			return day
		}
		if others[i].UntilDay.IsZero() {
			return civil.Date{}
		}
		day = others[i].UntilDay.Add(1)
	}
	return civil.Date{}
}
