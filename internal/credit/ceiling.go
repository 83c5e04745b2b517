package credit

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/ledger"
)

// Ceiling is the « montant maximum de crédits » of a department, or « plafond
// départemental » (§4), and what is under it.
type Ceiling struct {
	Campaign       string
	Department     string
	Academie       string
	Region         string
	AmountCents    *civil.Cents // nil: not notified
	ProposedCents  civil.Cents  // preselected, and not decided: it may pass the amount
	CommittedCents civil.Cents  // validated: it never does
}

// Place is where the department lies.
func (c Ceiling) Place() access.Place {
	return access.Place{Department: c.Department, Academie: c.Academie, Region: c.Region}
}

// Envelope is the « enveloppe régionale » (§4): the ceilings of a region together.
type Envelope struct {
	Campaign       string
	Region         string
	AmountCents    *civil.Cents
	ProposedCents  civil.Cents
	CommittedCents civil.Cents
}

// left is what an amount leaves.
func left(amount *civil.Cents, committed civil.Cents) civil.Cents {
	if amount == nil {
		return -committed
	}
	return *amount - committed
}

// Left is what may still be committed.
func (c Ceiling) Left() civil.Cents  { return left(c.AmountCents, c.CommittedCents) }
func (e Envelope) Left() civil.Cents { return left(e.AmountCents, e.CommittedCents) }

// The accounts of the ledger that this chapter posts to.

func nationAccount(campaign string) ledger.Account { return ledger.Account("nation:" + campaign) }

func ceilingAccount(campaign, department string) ledger.Account {
	return ledger.Account("ceiling:" + campaign + "/" + department)
}
