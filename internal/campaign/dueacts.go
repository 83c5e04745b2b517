package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/once"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// Due is what is due of a milestone under an id, for an actor who may follow it, or
// ErrNotFound.
func (c *Chapter) Due(tx *db.Tx, by access.Actor, id db.ID) (Due, error) {
	due, err := findDue(tx, by, id)
	if errors.Is(err, db.ErrNotFound) {
		return Due{}, ErrNotFound
	}
	return due, err
}

// Declaring says that something was done.
type Declaring struct {
	Due db.ID
	On  civil.Date // the day it was done, or received
}

// MayDeclare tells whether an actor says that a Due is done: who owes it, or,
// of what is to be received by a day, who receives it (§6).
func MayDeclare(by access.Actor, d Due) bool {
	switch d.Act {
	case ActDeclare:
		return d.Role == by.Role && by.Can(ActDeclare, d.Place)
	case ActAcknowledge:
		return d.OwedTo == by.Role && by.Can(ActAcknowledge, d.Place)
	}
	return false
}

// Declare records that what an actor owed was done, or received. It returns
// ErrNotFound to who may not say so, and a refusal for a day that is to come or
// before the circular. What is done already stays as it is.
func (c *Chapter) Declare(ctx context.Context, call access.Call, in Declaring) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.DeclareTx(tx, call, in) })
}

// once does an act that looks by itself at who may, and makes twice once.
func (c *Chapter) once(ctx context.Context, call access.Call, do func(*db.Tx) error) error {
	_, err := onceOf(ctx, c, call, func(tx *db.Tx) (struct{}, error) { return struct{}{}, do(tx) })
	return err
}

// onceOf does an act once for the call's key, and gives again what it gave the first time.
func onceOf[T any](ctx context.Context, c *Chapter, call access.Call, do func(*db.Tx) (T, error)) (done T, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		kept, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			done, err := do(tx)
			if err != nil {
				return "", err
			}
			text, err := json.Marshal(done)
			return string(text), err
		})
		if err == nil {
			_ = json.Unmarshal([]byte(kept), &done) // a key that another act has used gives nothing
		}
		return err
	})
	return done, err
}

// DeclareTx is Declare in a transaction already begun.
func (c *Chapter) DeclareTx(tx *db.Tx, call access.Call, in Declaring) error {
	due, rules, err := c.takeDue(tx, call.By, in.Due)
	if err != nil {
		return err
	}
	switch today := call.At.Today(); {
	case !MayDeclare(call.By, due):
		return ErrNotFound
	case due.Outcome == Done:
		return nil
	case due.Outcome == Dropped:
		return workflow.Refuse(due.Act, "", "Ce n’est plus attendu.", "")
	case in.On.IsZero():
		return workflow.Refuse(due.Act, "jour", "Indiquez le jour.", "")
	case in.On.After(today):
		return workflow.Refuse(due.Act, "jour", "Ce jour n’est pas encore venu.", "")
	case in.On.Before(rules.Text.Date):
		return workflow.Refuse(due.Act, "jour", fmt.Sprintf("Ce jour est avant la circulaire (%s).", rules.Text.Date.French()), "")
	}
	if err := settleDue(tx, call.At, due.ID, in.On); err != nil {
		return err
	}
	return call.Write(tx, due.Act, due.Subject, declared{On: in.On})
}

// declared is what the journal keeps of it.
type declared struct {
	On     civil.Date `json:"on"`
	Reason string     `json:"reason,omitempty"`
}

// Undoing takes back that something was done.
type Undoing struct {
	Due    db.ID
	Reason string
}

// Undo takes back, with a reason, what was declared: it is due again. It returns
// ErrNotFound to who could not declare it.
func (c *Chapter) Undo(ctx context.Context, call access.Call, in Undoing) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		due, _, err := c.takeDue(tx, call.By, in.Due)
		if err != nil {
			return err
		}
		reason, missing := reasonOf(in.Reason)
		switch {
		case !MayDeclare(call.By, due):
			return ErrNotFound
		case due.Outcome != Done:
			return workflow.Refuse(due.Act, "", "Ce n’est pas encore fait : il n’y a rien à corriger.", "")
		case len(missing) > 0:
			return &workflow.Refusal{Act: due.Act, Reasons: missing}
		}
		if err := reopenDue(tx, due.ID); err != nil {
			return err
		}
		return call.Write(tx, due.Act, due.Subject, declared{due.SettledOn, reason})
	})
}

// takeDue reads a Due for this transaction alone, with its campaign.
func (c *Chapter) takeDue(tx *db.Tx, by access.Actor, id db.ID) (Due, *Campaign, error) {
	if err := tx.Lock("due", "id", id); err != nil {
		return Due{}, nil, err
	}
	due, err := c.Due(tx, by, id)
	if err != nil {
		return Due{}, nil, err
	}
	row, err := campaignOf(tx, due.Campaign)
	if err != nil {
		return Due{}, nil, err
	}
	rules, err := c.version(tx, row.Code, row.Version)
	return due, rules, err
}

func reasonOf(typed string) (string, []workflow.Missing) {
	reason, err := civil.ReadReason(typed)
	if err != nil {
		return "", []workflow.Missing{{Field: "motif", Sentence: err.Error()}}
	}
	return reason, nil
}

// An Ask is a milestone and who owes it: the UAI of a school, the code of an
// académie or of a region, as the milestone says.
type Ask struct {
	Milestone string
	Actor     string
}

// Concerned is who owes a milestone, for an actor who may grant them a delay.
type Concerned struct {
	Milestone Milestone
	Place     access.Place
	Name      string
	Limit     Limit
}

// Concerned finds who an extension would concern, in the current campaign. It
// returns ErrNotFound for what does not exist, and to all but the level above:
// nobody extends their own deadline.
func (c *Chapter) Concerned(tx *db.Tx, by access.Actor, in Ask) (Concerned, error) {
	found, _, err := c.concerned(tx, by, in)
	return found, err
}

func (c *Chapter) concerned(tx *db.Tx, by access.Actor, in Ask) (Concerned, *Campaign, error) {
	return c.concernedBy(tx, by, in, ActExtend, func(m Milestone) bool { return m.Grantor() != "" && m.Grantor() == by.Role.Level() })
}

// concernedBy finds who owes a milestone, for an actor who may do an act about it.
func (c *Chapter) concernedBy(tx *db.Tx, by access.Actor, in Ask, act access.Act, may func(Milestone) bool) (Concerned, *Campaign, error) {
	rules, _, err := c.Current(tx)
	if err != nil {
		return Concerned{}, nil, err
	}
	m, known := rules.Milestone(in.Milestone)
	if !known || !may(m) {
		return Concerned{}, nil, ErrNotFound
	}
	found := Concerned{Milestone: m}
	if found.Place, found.Name, err = actorAt(tx, rules, m, in.Actor); err != nil {
		return Concerned{}, nil, err
	}
	if !by.Can(act, found.Place) {
		return Concerned{}, nil, ErrNotFound
	}
	limits, err := LimitsAt(tx, rules, found.Place)
	if err != nil {
		return Concerned{}, nil, err
	}
	if found.Limit, known = limits.Of(m.Key); !known {
		return Concerned{}, nil, ErrNotFound
	}
	return found, rules, nil
}

// actorAt is where who owes a milestone is, and their name.
func actorAt(tx *db.Tx, rules *Campaign, m Milestone, code string) (access.Place, string, error) {
	if m.From == "school" {
		school, err := territory.Find(tx, territory.UAI(code))
		if errors.Is(err, db.ErrNotFound) || err == nil && !rules.Opens(school.Department) {
			return access.Place{}, "", ErrNotFound
		}
		return school.Place(), school.Name + ", " + school.Town, err
	}
	for _, department := range rules.Departments.Value {
		d, _ := territory.FindDepartment(department)
		switch {
		case m.From == "academie" && d.Academie == code:
			place := access.Place{Academie: d.Academie, Region: d.Region}
			return place, territory.PlaceName(place), nil
		case m.From == "region" && d.Region == code:
			place := access.Place{Region: d.Region}
			return place, territory.PlaceName(place), nil
		}
	}
	return access.Place{}, "", ErrNotFound
}

// Extending is a later day, for one actor and one milestone.
type Extending struct {
	Ask
	Until  civil.Date
	Reason string
}

// Extend grants a later day to one actor for one milestone, « accorder un
// délai »: what is open moves to that day, and a form that had closed takes
// answers again. It refuses a day that is over, one that is no later than the
// present one, and one beyond the school year.
func (c *Chapter) Extend(ctx context.Context, call access.Call, in Extending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.ExtendTx(tx, call, in) })
}

// ExtendTx is Extend in a transaction already begun.
func (c *Chapter) ExtendTx(tx *db.Tx, call access.Call, in Extending) error {
	if err := c.lockCurrent(tx); err != nil { // two at once: the second is told the day of the first
		return err
	}
	to, rules, err := c.concerned(tx, call.By, in.Ask)
	if err != nil {
		return err
	}
	missing := in.wrong(to.Limit.Day(), rules.SchoolYear.To, call.At.Today())
	reason, unsaid := reasonOf(in.Reason)
	if missing = append(missing, unsaid...); len(missing) > 0 {
		return &workflow.Refusal{Act: ActExtend, Reasons: missing}
	}
	if err := insertExtension(tx, call, rules.Code, to, in.Until, reason); err != nil {
		return err
	}
	if err := moveDues(tx, rules, to.Milestone, to.Place.Region); err != nil {
		return err
	}
	if err := Settle(tx, call.At, delayOf(rules.Code, to.Milestone.Key, to.Place.School)); err != nil {
		return err
	}
	if err := tell(tx, call.At, to, in.Until, reason); err != nil {
		return err
	}
	return call.Write(tx, ActExtend, owedSubject(rules.Code, to.Milestone.Key, to.Place), dayMoved{in.Until, reason})
}

// wrong is what is wrong with the day of an extension: now is the present one,
// last that of the school year.
func (in Extending) wrong(now, last, today civil.Date) []workflow.Missing {
	sentence := ""
	switch {
	case in.Until.IsZero():
		sentence = "Indiquez la nouvelle date limite."
	case in.Until.Before(today):
		sentence = "Cette date est déjà passée."
	case !in.Until.After(now):
		sentence = fmt.Sprintf("Donnez une date après le %s, la date limite actuelle.", now.French())
	case in.Until.After(last):
		sentence = fmt.Sprintf("L’année scolaire finit le %s.", last.French())
	}
	return wrongDay(sentence, "")
}

// wrongDay is what is missing when a sentence tells what is wrong with a day.
func wrongDay(sentence, law string) []workflow.Missing {
	if sentence == "" {
		return nil
	}
	return []workflow.Missing{{Field: "jusque", Sentence: sentence, Law: law}}
}

// dayMoved is what the journal keeps of a day that was set.
type dayMoved struct {
	Until  civil.Date `json:"until"`
	Reason string     `json:"reason"`
}

// tell writes to those whom an extension concerns.
func tell(tx *db.Tx, at civil.Moment, to Concerned, until civil.Date, reason string) error {
	body := fmt.Sprintf("Bonjour,\n\nUn délai vous est accordé pour %s.\nVous avez jusqu’au %s inclus.\n\nMotif\u202f: %s\n\nFait le %s.\nPréau\n",
		civil.Lowered(to.Milestone.ToDo()), until.FrenchLong(), reason, at.Happened.French())
	letter := mail.Letter{Title: "Un délai vous est accordé, jusqu’au " + until.French(), Body: body}
	return access.PostHolders(tx, at, to.Milestone.Ower(), to.Place, letter)
}

func (c *Chapter) lockCurrent(tx *db.Tx) error {
	row, err := currentCampaign(tx)
	if err != nil {
		return err
	}
	return tx.Lock("campaign", "code", row.Code)
}

// Earlier is a region's own day for what its schools owe; a zero Until is the
// day of the circular again.
type Earlier struct {
	Milestone string
	Region    string
	Until     civil.Date
	Reason    string
}

// MaySetEarlier tells whether an actor may set a region's own day of a milestone.
func MaySetEarlier(by access.Actor, m Milestone, region string) bool {
	return m.From == "school" && !m.Date.IsZero() && by.Can(ActSetEarlier, access.Place{Region: region})
}

// SetEarlier sets a region's own day, before that of the circular. It refuses a
// day that is over, and one that is not before the circular's.
func (c *Chapter) SetEarlier(ctx context.Context, call access.Call, in Earlier) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.SetEarlierTx(tx, call, in) })
}

// SetEarlierTx is SetEarlier in a transaction already begun.
func (c *Chapter) SetEarlierTx(tx *db.Tx, call access.Call, in Earlier) error {
	if err := c.lockCurrent(tx); err != nil {
		return err
	}
	rules, _, err := c.Current(tx)
	if err != nil {
		return err
	}
	m, known := rules.Milestone(in.Milestone)
	if !known || in.Region == "" || !MaySetEarlier(call.By, m, in.Region) {
		return ErrNotFound
	}
	limits, err := LimitsAt(tx, rules, access.Place{Region: in.Region})
	if err != nil {
		return err
	}
	before, _ := limits.Of(m.Key)
	missing := in.wrong(m, before, call.At.Today())
	reason, unsaid := reasonOf(in.Reason)
	if missing = append(missing, unsaid...); len(missing) > 0 {
		return &workflow.Refusal{Act: ActSetEarlier, Reasons: missing}
	}
	if err := insertEarlier(tx, call, rules.Code, in, reason); err != nil {
		return err
	}
	day := Limit{Milestone: m, Internal: in.Until}.Day()
	if err := moveDues(tx, rules, m, in.Region); err != nil {
		return err
	}
	if err := tellRegion(tx, call.At, rules.Code, m, in, day, reason); err != nil {
		return err
	}
	return call.Write(tx, ActSetEarlier, owedSubject(rules.Code, m.Key, access.Place{Region: in.Region}), dayMoved{in.Until, reason})
}

func (in Earlier) wrong(m Milestone, before Limit, today civil.Date) []workflow.Missing {
	sentence := ""
	switch {
	case in.Until.IsZero() && before.Internal.IsZero():
		sentence = "Indiquez la date."
	case in.Until.IsZero():
	case in.Until.Before(today):
		sentence = "Cette date est déjà passée."
	case !in.Until.Before(m.Date):
		sentence = fmt.Sprintf("Donnez une date avant le %s, celle de la circulaire.", m.Date.French())
	}
	return wrongDay(sentence, string(m.Law))
}

// tellRegion writes to the schools of a region that something is due from.
func tellRegion(tx *db.Tx, at civil.Moment, code string, m Milestone, in Earlier, day civil.Date, reason string) error {
	body := fmt.Sprintf("Bonjour,\n\nLe comité de pilotage régional fixe une date pour les écoles et les établissements de la région.\n%s : au plus tard le %s.\n\nMotif : %s\n\nFait le %s.\nPréau\n",
		m.Label, day.FrenchLong(), reason, at.Happened.French())
	people, err := owersIn(tx, code, m.Key, in.Region, at.Today())
	if err != nil {
		return err
	}
	return access.PostAll(tx, at, people, mail.Letter{Title: "Nouvelle date\u202f: " + day.FrenchLong(), Body: body})
}
