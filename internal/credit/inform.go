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

// An Informing is an académie that has still to tell its « établissement mutualisateur »
// what it has.
type Informing struct {
	Academie string
	DueOn    civil.Date
	Named    bool // it has named the school
}

// ToInform lists those of an actor that have, in the order of the departments.
func ToInform(tx *db.Tx, by access.Actor, code string) (all []Informing, err error) {
	for _, place := range academiesOf(by, ActInform) {
		day, waited, err := campaign.WaitedFor(tx, informing(code, place))
		if err != nil {
			return nil, err
		}
		if !waited {
			continue
		}
		_, err = currentPooling(tx, code, place.Academie)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return nil, err
		}
		all = append(all, Informing{place.Academie, day, err == nil})
	}
	return all, nil
}

// expectInforming opens what an académie owes once there are amounts to tell, or another
// school to tell them to.
func expectInforming(tx *db.Tx, at civil.Moment, code string, academie access.Place) error {
	subject := informing(code, academie)
	if err := campaign.Drop(tx, at, subject); err != nil { // that of an earlier amount, or school
		return err
	}
	return campaign.Expect(tx, at, campaign.Due{Campaign: code, Act: ActInform, Task: "Informer l’établissement mutualisateur du montant des crédits",
		Role: access.AcademieManager, Place: academie, Subject: subject, DueOn: at.Today().Add(daysToInform)})
}

// Inform tells the « établissement mutualisateur » of an académie, its head and who manages
// it, by letter, the ceilings of its departments (§4), and settles what was due. It returns
// ErrNotFound out of reach, and a refusal when no ceiling is notified, no school named, or
// the school has been told these amounts.
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
	if err := tx.Lock("academie", "code", place.Academie); err != nil { // two at once: one informs
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
	subject := informing(rules.Code, place)
	if _, waited, err := campaign.WaitedFor(tx, subject); err != nil {
		return err
	} else if !waited {
		return workflow.Refuse(ActInform, "", "L’établissement mutualisateur est déjà informé de ces montants.", "§4")
	}
	sum, err := tellSchool(tx, call.At, place, school, ceilings)
	if err != nil {
		return err
	}
	if err := campaign.Settle(tx, call.At, subject); err != nil {
		return err
	}
	return call.Write(tx, ActInform, subject, informed{sum})
}

// tellSchool writes the ceilings to who manages the credits and to the head of the school.
func tellSchool(tx *db.Tx, at civil.Moment, place access.Place, school PoolingSchool, ceilings []Ceiling) (sum civil.Cents, err error) {
	body := "Le montant maximum de crédits de chaque département de l’académie est fixé (§4)\u202f:\n"
	for _, c := range ceilings {
		body += territory.DepartmentName(c.Department) + "\u202f: " + c.AmountCents.French() + "\n"
		sum += *c.AmountCents
	}
	body += "Ensemble\u202f: " + sum.French() + ".\n"
	about := "school:" + school.School // they do not read the credits' pages
	if err := write(tx, at, access.PoolingManager, place, about, "montant de vos crédits", body); err != nil {
		return 0, err
	}
	return sum, write(tx, at, access.SchoolLead, school.At(), about, "montant des crédits de l’académie", body)
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
