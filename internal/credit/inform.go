package credit

import (
	"context"
	"errors"
	"slices"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// ToInform is what an académie has still to tell its « établissement mutualisateur »;
// ok is false when nothing is waited for.
func ToInform(tx *db.Tx, by access.Actor) (due campaign.Pending, ok bool, err error) {
	pending, err := campaign.PendingFor(tx, by)
	if at := slices.IndexFunc(pending, func(p campaign.Pending) bool { return p.Act == ActInform }); err == nil && at >= 0 {
		return pending[at], true, nil
	}
	return campaign.Pending{}, false, err
}

// Inform tells the « établissement mutualisateur » of an académie, its head and who manages
// it, by letter, the ceilings of its departments (§4), and settles what was due. It returns
// ErrNotFound out of reach, and a refusal when no ceiling is notified or no school named.
func (c *Chapter) Inform(ctx context.Context, call access.Call, academie string) error {
	return c.act(ctx, call, func(tx *db.Tx) error { return c.InformTx(tx, call, academie) })
}

// InformTx is Inform in a transaction already begun.
func (c *Chapter) InformTx(tx *db.Tx, call access.Call, academie string) error {
	place := academiePlace(academie)
	if place.Academie == "" || !call.By.Can(ActInform, place) {
		return ErrNotFound
	}
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return err
	}
	ceilings, err := notified(tx, rules.Code, place)
	if err != nil {
		return err
	}
	if len(ceilings) == 0 {
		return workflow.Refuse(ActInform, "", "Aucun plafond n’est encore notifié à cette académie.", "§4")
	}
	school, err := currentPooling(tx, rules.Code, academie)
	if errors.Is(err, db.ErrNotFound) {
		return workflow.Refuse(ActInform, "", "Désignez d’abord l’établissement mutualisateur de l’académie.", "§4")
	} else if err != nil {
		return err
	}
	body := "Le montant maximum de crédits de chaque département de l’académie est fixé (§4)\u202f:\n"
	var sum civil.Cents
	for _, c := range ceilings {
		body += territory.DepartmentName(c.Department) + "\u202f: " + c.AmountCents.French() + "\n"
		sum += *c.AmountCents
	}
	body += "Ensemble\u202f: " + sum.French() + ".\n"
	about := "school:" + school.School // they do not read the credits' pages
	if err := write(tx, call.At, access.PoolingManager, place, about, "montant de vos crédits", body); err != nil {
		return err
	}
	if err := write(tx, call.At, access.SchoolLead, school.At(), about, "montant des crédits de l’académie", body); err != nil {
		return err
	}
	subject := informing(rules.Code, place)
	if err := campaign.Settle(tx, call.At, subject); err != nil {
		return err
	}
	return call.Write(tx, ActInform, subject, informed{sum})
}

// informed is what the journal keeps of it.
type informed struct {
	Sum civil.Cents `json:"sum_cents"`
}

// notified are the ceilings of a place that have an amount.
func notified(tx *db.Tx, campaign string, within access.Place) ([]Ceiling, error) {
	all, err := ceilingsOf(tx, campaign)
	return slices.DeleteFunc(all, func(c Ceiling) bool { return c.AmountCents == nil || !within.Contains(c.Place()) }), err
}
