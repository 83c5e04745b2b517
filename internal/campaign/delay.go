package campaign

import (
	"context"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/workflow"
)

// daysToAnswer is how long a region has to answer a school that asks for a delay.
const daysToAnswer = 7

// A DelayRequest is a « demande de délai » of a school, and what became of it.
type DelayRequest struct {
	ID         db.ID
	UntilDay   civil.Date
	Reason     string
	PersonName string
	HappenedAt civil.Instant
	Waits      bool // for the answer of the region

	RefusedAt     civil.Instant // zero: it was not
	Refusal       string        // why
	RefusedByName string
	RefusedByRole access.Role
	Moved         bool // a delay was given since
}

// Sentence says to the school where its request stands.
func (d DelayRequest) Sentence() string {
	if d.Waits {
		return "Délai demandé jusqu’au " + d.UntilDay.FrenchLong() + ", en attente de la réponse du comité de pilotage régional."
	}
	return "Le délai demandé jusqu’au " + d.UntilDay.FrenchLong() + " n’est pas accordé (réponse du " + d.RefusedAt.Date().FrenchLong() + ")."
}

// Asks is what the link says that leads to where a delay is asked for, when d is the last
// request of the school; nil: it made none.
func (d *DelayRequest) Asks() string {
	switch {
	case d == nil:
		return "Demander un délai"
	case d.Waits:
		return "Voir ma demande de délai"
	}
	return "Demander un autre délai"
}

// DelayPart is the part of a subject that a request for a delay is about.
const DelayPart = "delai"

// delayOf names what a region owes to a school that asks for a delay:
// "milestone:2009-2010/project_sending/0931420N#delai".
func delayOf(campaign, milestone, school string) string {
	return owedSubject(campaign, milestone, access.Place{School: school}) + "#" + DelayPart
}

// Late finds what a school would ask a delay for, in the current campaign, and the
// last that it made (see LastRequest). It returns ErrNotFound for what does not
// exist, and to all but its lead.
func (c *Chapter) Late(tx *db.Tx, by access.Actor, in Ask) (Concerned, *DelayRequest, error) {
	to, rules, err := c.lateAt(tx, by, in)
	if err != nil {
		return Concerned{}, nil, err
	}
	asked, err := LastRequest(tx, rules.Code, in.Milestone, to.Place.School)
	return to, asked, err
}

func (c *Chapter) lateAt(tx *db.Tx, by access.Actor, in Ask) (Concerned, *Campaign, error) {
	return c.concernedBy(tx, by, in, ActAskDelay, func(m Milestone) bool { return m.From == "school" })
}

// LastRequest is the last request of a school, when it is to be told of: see LastOf.
func LastRequest(tx *db.Tx, campaign, milestone, school string) (*DelayRequest, error) {
	all, err := RequestsOf(tx, campaign, milestone, school)
	return LastOf(all), err
}

// LastOf is the first of some requests, the latest, when it waits for an answer or was
// refused; nil: there is none, or a delay was given since.
func LastOf(all []DelayRequest) *DelayRequest {
	if len(all) == 0 || !all[0].Waits && (all[0].RefusedAt.IsZero() || all[0].Moved) {
		return nil
	}
	return &all[0]
}

// RequestOf is the request of a school that waits for an answer; nil: none does.
func RequestOf(tx *db.Tx, campaign, milestone, school string) (*DelayRequest, error) {
	last, err := LastRequest(tx, campaign, milestone, school)
	if err != nil || last == nil || !last.Waits {
		return nil, err
	}
	return last, nil
}

// AskDelay asks the region for a later day, « demander un délai », before the limit or
// after it. It refuses a second request while one waits, what is done already, and the
// days that could not be granted.
func (c *Chapter) AskDelay(ctx context.Context, call access.Call, in Extending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.AskDelayTx(tx, call, in) })
}

// AskDelayTx is AskDelay in a transaction already begun.
func (c *Chapter) AskDelayTx(tx *db.Tx, call access.Call, in Extending) error {
	if err := c.lockCurrent(tx); err != nil { // two at once: the second is told of the first
		return err
	}
	to, rules, err := c.lateAt(tx, call.By, in.Ask)
	if err != nil {
		return err
	}
	subject := delayOf(rules.Code, in.Milestone, to.Place.School)
	if waits, err := openDue(tx, subject); err != nil {
		return err
	} else if waits {
		return workflow.Refuse(ActAskDelay, "", "Une demande de délai attend déjà la réponse du comité de pilotage régional.", "")
	}
	if done, err := doneBy(tx, rules.Code, in.Milestone, to.Place.School); err != nil {
		return err
	} else if done {
		return workflow.Refuse(ActAskDelay, "", "C’est déjà fait\u202f: il n’y a plus de délai à demander.", "")
	}
	missing := in.wrong(to.Limit.Day(), rules.SchoolYear.To, call.At.Today())
	reason, unsaid := reasonOf(in.Reason)
	if missing = append(missing, unsaid...); len(missing) > 0 {
		return &workflow.Refusal{Act: ActAskDelay, Reasons: missing}
	}
	if err := insertRequest(tx, call, rules.Code, to, in.Until, reason); err != nil {
		return err
	}
	answer := call.At.Today().Add(daysToAnswer)
	if in.Until.Before(answer) {
		answer = in.Until
	}
	if err := Expect(tx, call.At, Due{Campaign: rules.Code, Act: ActExtend, Task: "Répondre à la demande de délai de " + to.Name,
		Role: access.RegionalPilot, Place: to.Place.Reached(access.InRegion), Subject: subject, DueOn: answer}); err != nil {
		return err
	}
	return call.Write(tx, ActAskDelay, owedSubject(rules.Code, to.Milestone.Key, to.Place), dayMoved{in.Until, reason})
}

// Refusing refuses a delay that was asked for.
type Refusing struct {
	Ask
	Reason string
}

// RefuseDelay answers no, with a reason, to a school that asked for a delay: its lead is
// told by letter. It returns ErrNotFound to all but the level above.
func (c *Chapter) RefuseDelay(ctx context.Context, call access.Call, in Refusing) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.RefuseDelayTx(tx, call, in) })
}

// RefuseDelayTx is RefuseDelay in a transaction already begun.
func (c *Chapter) RefuseDelayTx(tx *db.Tx, call access.Call, in Refusing) error {
	if err := c.lockCurrent(tx); err != nil {
		return err
	}
	to, rules, err := c.concerned(tx, call.By, in.Ask)
	if err != nil {
		return err
	}
	asked, err := RequestOf(tx, rules.Code, in.Milestone, to.Place.School)
	if err != nil {
		return err
	}
	reason, wrong := civil.ReadReason(in.Reason)
	switch {
	case asked == nil:
		return workflow.Refuse(ActExtend, "", "Aucune demande de délai n’attend plus de réponse.", "")
	case wrong != nil:
		return workflow.Refuse(ActExtend, "refus", wrong.Error(), "")
	}
	if err := insertRefusal(tx, call, asked.ID, reason); err != nil {
		return err
	}
	if err := Settle(tx, call.At, delayOf(rules.Code, in.Milestone, to.Place.School)); err != nil {
		return err
	}
	body := fmt.Sprintf("Bonjour,\n\nVous avez demandé un délai jusqu’au %s pour %s.\nIl n’est pas accordé. La date limite reste le %s.\n\nMotif\u202f: %s\n\nFait le %s.\nPréau\n",
		asked.UntilDay.FrenchLong(), civil.Lowered(to.Milestone.ToDo()), to.Limit.Day().FrenchLong(), reason, call.At.Happened.French())
	letter := mail.Letter{Title: "Le délai demandé n’est pas accordé", Body: body}
	if err := access.PostHolders(tx, call.At, to.Milestone.Ower(), to.Place, letter); err != nil {
		return err
	}
	return call.Write(tx, ActExtend, owedSubject(rules.Code, to.Milestone.Key, to.Place), delayRefused{asked.UntilDay, reason})
}

// delayRefused is what the journal keeps of it.
type delayRefused struct {
	Refused civil.Date `json:"refused"`
	Reason  string     `json:"reason"`
}

// DropDelay drops the request of a school that needs no delay any more.
func DropDelay(tx *db.Tx, at civil.Moment, campaign, milestone, school string) error {
	return Drop(tx, at, delayOf(campaign, milestone, school))
}
