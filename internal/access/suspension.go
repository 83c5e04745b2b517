package access

import (
	"context"

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
		if err := staysAdministered(tx, who.ID, call.At.Today(), ActSuspend); err != nil {
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

// staysAdministered refuses what would leave Préau without an administrator: who
// holds the role today, in their own right, without the person.
func staysAdministered(tx *db.Tx, without db.ID, today civil.Date, act Act) error {
	all, err := grantsWhere(tx, "g.role = $1 AND "+HeldOn("g", 2), Administrator, today)
	if err != nil {
		return err
	}
	holds, others := false, false
	for _, g := range all {
		holds, others = holds || g.Person == without, others || g.Person != without
	}
	if holds && !others {
		return workflow.Refuse(act, "", "C’est le dernier compte d’administration\u202f: donnez d’abord ce rôle à une autre personne.", "")
	}
	return nil
}
