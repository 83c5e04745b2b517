package credit

import (
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/ledger"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// A Use is what asks for credits: a subject at a place in a campaign, by an act.
type Use struct {
	Act      access.Act
	Campaign string
	access.Place
	Subject string // "project:2009-93-0042"; also its account in the ledger
}

// CommitTx commits an amount to a subject, under the ceiling of its department and the
// envelope of its region, in the transaction that decides (§4). It refuses, saying what
// is left, the cent that would pass either; two at once wait for each other.
func CommitTx(tx *db.Tx, at civil.Moment, u Use, cents civil.Cents) error {
	ok, err := commitUnder(tx, u.Campaign, u.Place, cents)
	if err != nil {
		return err
	}
	if !ok {
		return u.refused(tx, cents)
	}
	_, err = ledger.Post(tx, at, ledger.Entry{Debit: ledger.Account(u.Subject), Credit: ceilingAccount(u.Campaign, u.Department), Cents: cents, Subject: u.Subject})
	return err
}

// refused says what is left under the ceiling, or in the envelope. The transaction ends
// with it: what it may have taken of the ceiling goes back.
func (u Use) refused(tx *db.Tx, cents civil.Cents) error {
	c, err := findCeiling(tx, u.Campaign, u.Department)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return err
	}
	if c.AmountCents == nil {
		return workflow.Refuse(u.Act, "", "Aucun plafond n’est encore notifié pour ce département\u202f: "+territory.DepartmentName(u.Department)+
			". Le pilotage national adopte d’abord une répartition des crédits.", "§4")
	}
	if remains := c.Left(); cents > remains {
		return workflow.Refuse(u.Act, "montant", fmt.Sprintf("Sous le plafond de ce département, %s, il reste %s\u202f: %s ne peuvent pas être accordés.",
			territory.DepartmentName(u.Department), max(remains, 0).French(), cents.French()), "§4")
	}
	e, err := findEnvelope(tx, u.Campaign, u.Region)
	if err != nil {
		return err
	}
	return workflow.Refuse(u.Act, "montant", fmt.Sprintf("Dans l’enveloppe régionale, il reste %s\u202f: %s ne peuvent pas être accordés.",
		max(e.Left(), 0).French(), cents.French()), "§4")
}

// ReleaseTx frees what is committed to a subject: its entries in the ledger are taken
// back. One to which nothing is committed stays as it is.
func ReleaseTx(tx *db.Tx, at civil.Moment, u Use) error {
	entries, err := ledger.About(tx, u.Subject)
	if err != nil {
		return err
	}
	taken := map[db.ID]bool{}
	for _, e := range entries {
		taken[e.Reverses] = true
	}
	for _, e := range entries {
		if taken[e.ID] || e.Reverses != 0 || e.Debit != ledger.Account(u.Subject) {
			continue
		}
		if err := uncommit(tx, u.Campaign, u.Place, e.Cents); err != nil {
			return err
		}
		if _, err := ledger.Reverse(tx, at, e.ID); err != nil {
			return err
		}
	}
	return nil
}

// ProposeTx adds to what is proposed for a department and its region, or, below 0,
// takes from it. What is proposed may pass the ceiling: the nation decides.
func ProposeTx(tx *db.Tx, u Use, cents civil.Cents) error {
	if cents == 0 {
		return nil
	}
	return propose(tx, u.Campaign, u.Place, cents)
}

// Verify recomputes the ceilings from the ledger, and the envelopes from the ceilings,
// and says in French what does not agree.
func Verify(tx *db.Tx) (faults []string, err error) {
	ceilings, err := EveryCeiling(tx)
	if err != nil {
		return nil, err
	}
	accounts := make([]ledger.Account, len(ceilings))
	for i, c := range ceilings {
		accounts[i] = ceilingAccount(c.Campaign, c.Department)
	}
	balances, err := ledger.Balances(tx, accounts...)
	if err != nil {
		return nil, err
	}
	for i, c := range ceilings {
		if got := balances[accounts[i]]; got != c.Left() {
			faults = append(faults, fmt.Sprintf("Plafond %s, %s\u202f: il reste %s, le grand livre dit %s.", c.Campaign, territory.DepartmentName(c.Department), c.Left().French(), got.French()))
		}
	}
	envelopes, err := unagreedEnvelopes(tx)
	for _, e := range envelopes {
		faults = append(faults, fmt.Sprintf("Enveloppe %s de la région %s\u202f: elle n’est pas la somme de ses plafonds.", e.Campaign, e.Region))
	}
	return faults, err
}
