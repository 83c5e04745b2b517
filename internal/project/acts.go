package project

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// ErrNotFound says that there is no such file for this person: it does not
// exist, or it is out of their reach, and they cannot tell which.
var ErrNotFound = errors.New("project: not found")

// Chapter is the files kept in a database.
type Chapter struct {
	db        *db.DB
	campaigns *campaign.Chapter
	readings  readings

	// Approved says what is missing before the decisions of the nation on some files can be
	// told: the minutes of the meeting that took them, which are put together above, are to
	// be approved (R9). Nil asks for nothing.
	Approved func(tx *db.Tx, campaign string, numbers []string, today civil.Date) ([]workflow.Missing, error)
}

// New builds the chapter.
func New(d *db.DB, campaigns *campaign.Chapter) *Chapter {
	return &Chapter{db: d, campaigns: campaigns}
}

// act runs do once for the call's key, in one transaction, and returns the
// number of the file that it gave or that the first use of the key gave.
func (c *Chapter) act(ctx context.Context, call access.Call, do func(*db.Tx) (Project, error)) (number string, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		number, err = once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			p, err := do(tx)
			return p.Number, err
		})
		return err
	})
	return number, err
}

// Open starts the file of a school in the current campaign and returns its
// number. It returns ErrNotFound for a school out of reach, and a refusal when
// the school has one already, when its department is not open (annexe 1), before its
// region has launched the call (§3.1), or after the deadline.
func (c *Chapter) Open(ctx context.Context, call access.Call, school territory.UAI) (string, error) {
	return c.act(ctx, call, func(tx *db.Tx) (Project, error) { return c.OpenTx(tx, call, school) })
}

// OpenTx is Open in a transaction already begun.
func (c *Chapter) OpenTx(tx *db.Tx, call access.Call, uai territory.UAI) (Project, error) {
	if err := tx.Lock("school", "uai", uai); err != nil { // two at once: the second is told the number of the first
		return Project{}, err
	}
	school, err := territory.Find(tx, uai)
	if errors.Is(err, db.ErrNotFound) || err == nil && !call.By.Can(ActOpen, school.Place()) {
		return Project{}, ErrNotFound
	} else if err != nil {
		return Project{}, err
	}
	rules, version, err := c.campaigns.Current(tx)
	if err != nil {
		return Project{}, err
	}
	limits, err := campaign.LimitsAt(tx, rules, school.Place())
	if err != nil {
		return Project{}, err
	}
	if err := mayOpen(tx, call.At, school, rules, limits); err != nil {
		return Project{}, err
	}
	if err := campaign.Answered(tx, call.At, limits); err != nil {
		return Project{}, err
	}
	number, err := nextNumber(tx, rules.Code, school.Department)
	if err != nil {
		return Project{}, err
	}
	p := Project{ID: db.NewID(call.At.Recorded.Time()), Number: number, Campaign: rules.Code, Place: school.Place(),
		State: Draft, Released: Draft, Revision: 1, RulesVersion: version, SavedAt: call.At.Happened, OpenedAt: call.At.Happened}
	if err := insertProject(tx, p); err != nil {
		return Project{}, err
	}
	step := Step{Act: ActOpen, ToState: Draft, Level: access.School}
	return p, c.written(tx, call, p, limits, step, nil, false)
}

func mayOpen(tx *db.Tx, at civil.Moment, school territory.School, rules *campaign.Campaign, limits campaign.Limits) error {
	if !rules.Opens(school.Department) {
		return workflow.Refuse(ActOpen, "", fmt.Sprintf("L’opération n’est pas ouverte dans ce département (%s) cette année.", school.Department), "annexe 1")
	}
	if !school.OpenOn(at.Today()) {
		return workflow.Refuse(ActOpen, "", "L’annuaire dit que cette école ou cet établissement est fermé.", "")
	}
	if why, err := campaign.Uncalled(tx, rules, school.Region, at.Today()); err != nil {
		return err
	} else if why != "" {
		return workflow.Refuse(ActOpen, "", why, "§3.1")
	}
	if why := late(schoolSending, Project{}, limits, at.Happened); why != "" {
		return workflow.Refuse(ActOpen, "", why, "§6")
	}
	number, err := numberOf(tx, rules.Code, school.UAI)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return workflow.Refuse(ActOpen, "", fmt.Sprintf("Cette école ou cet établissement a déjà un projet cette année\u202f: le n° %s.", number), "annexe 3")
}

// Move makes a move of the table on the file of a number, and returns the
// number. It returns ErrNotFound out of reach, and a *workflow.Refusal that
// says everything missing.
func (c *Chapter) Move(ctx context.Context, call access.Call, act workflow.Act, number string, in Input) (string, error) {
	return c.act(ctx, call, func(tx *db.Tx) (Project, error) { return c.MoveTx(tx, call, act, number, in) })
}

// MoveTx is Move in a transaction already begun.
func (c *Chapter) MoveTx(tx *db.Tx, call access.Call, act workflow.Act, number string, in Input) (Project, error) {
	d, err := c.dossier(tx, call, act, number)
	if err != nil {
		return Project{}, err
	}
	d.Input = in.clean()
	if err := d.hear(tx, call.By, act); err != nil {
		return Project{}, err
	}
	if err := c.committeeOf(tx, call, act, d); err != nil {
		return Project{}, err
	}
	move, err := Moves.Apply(act, d.State, d, d.late(call.At.Happened))
	if err != nil {
		return Project{}, err
	}
	before, after := d.Project, d.after(move, call.At)
	if err := moveCredits(tx, call.At, act, before, after); err != nil {
		return Project{}, err
	}
	if err := updateProject(tx, after); err != nil {
		return Project{}, err
	}
	step := Step{Act: act, FromState: before.State, ToState: after.State, Level: call.By.Role.Level(), Held: move.Held,
		Reason: d.reason(act), GrantedCents: after.GrantedCents}
	switch act {
	case ActReturn:
		step.Until = after.ReturnUntil
		if err := keepSent(tx, d, &after); err != nil {
			return Project{}, err
		}
	case ActSubmit:
		step.Version = after.SentVersion
	}
	if !move.Held && before.Pending() && step.Reason == "" {
		// A release tells the reason of the decision that it releases.
		if step.Reason, err = lastDecision(tx, after.ID); err != nil {
			return Project{}, err
		}
	}
	return after, c.written(tx, call, after, d.Limits, step, d.canonical(), in.together)
}

// dossier loads a file for an act, and keeps it for this transaction alone.
func (c *Chapter) dossier(tx *db.Tx, call access.Call, act workflow.Act, number string) (*Dossier, error) {
	if err := tx.Lock("project", "number", number); err != nil {
		return nil, err
	}
	p, err := find(tx, call.By, act, number)
	if err != nil {
		return nil, err
	}
	rules, version, err := c.rules(tx, p, p.State)
	if err != nil {
		return nil, err
	}
	limits, err := campaign.LimitsAt(tx, rules, p.Place)
	if err != nil {
		return nil, err
	}
	d := &Dossier{Project: p, Rules: rules, Version: version, Limits: limits, Today: call.At.Today()}
	if act == ActSubmit && p.State == Draft {
		if d.Uncalled, err = campaign.Uncalled(tx, rules, p.Region, d.Today); err != nil {
			return nil, err
		}
	}
	d.Answers, err = answersFor(tx, p, call.By.Role.Level())
	return d, err
}

// rules are those that a file is checked with in a state, and their version: those
// in force while the school writes, those of its submission afterwards (R1).
func (c *Chapter) rules(tx *db.Tx, p Project, state workflow.State) (*campaign.Campaign, int64, error) {
	if state == Draft || state == Returned {
		rules, version, err := c.campaigns.Current(tx)
		if err != nil || rules.Code == p.Campaign {
			return rules, version, err
		}
	}
	rules, err := c.campaigns.Version(tx, p.Campaign, p.RulesVersion)
	return rules, p.RulesVersion, err
}

// find returns a file that the actor may do the act to, or ErrNotFound.
func find(tx *db.Tx, by access.Actor, act workflow.Act, number string) (Project, error) {
	p, err := byNumber(tx, number)
	return p, p.reached(by, act, err)
}

// reached is what reading a file comes to: ErrNotFound when there is none, or when the
// actor may not do the act to it.
func (p Project) reached(by access.Actor, act workflow.Act, err error) error {
	if errors.Is(err, db.ErrNotFound) || err == nil && !(by.Can(act, p.Place) && p.visibleTo(by.Role.Level())) {
		return ErrNotFound
	}
	return err
}

// late says why a deadline is passed for the file at an instant; blank when it is not.
func (d *Dossier) late(at civil.Instant) func(string) string {
	return func(key string) string { return late(key, d.Project, d.Limits, at) }
}

func late(key string, p Project, limits campaign.Limits, at civil.Instant) string {
	if key == ownDeadline {
		if p.ReturnUntil.IsZero() || !at.After(p.ReturnUntil.End()) {
			return ""
		}
		return fmt.Sprintf("La date limite du %s est dépassée. Le comité de pilotage régional peut en donner une autre.", p.ReturnUntil.French())
	}
	limit, known := limits.Of(key)
	if !known {
		return ""
	}
	return limit.Lock(at)
}

// after is the file once the move is made.
func (d *Dossier) after(move workflow.Move[*Dossier], at civil.Moment) Project {
	p := d.Project
	p.State = move.Target(p.State)
	if !move.Held {
		p.Released = p.State
	}
	switch move.Act {
	case ActSubmit:
		p.SubmittedAt, p.ReturnUntil, p.RulesVersion = at.Happened, civil.Date{}, d.Version
		p.SentVersion, p.DraftCents = p.SentVersion+1, asked(d.Rules, d.Answers)
		p.AskedCents = p.DraftCents
	case ActOpine:
		p.Opinion = d.Input.Opinion
	case ActReturn:
		p.ReturnUntil = d.Input.Until
	case ActValidate:
		p.GrantedCents = &d.Input.Granted
	case ActWithdraw:
		p.GrantedCents = nil // frees what was committed
	}
	return p
}

// reason is what the step of an act keeps: an opinion goes with no other act,
// even when it was sent along.
func (d *Dossier) reason(act workflow.Act) string {
	if act == ActOpine {
		return d.Input.Opinion
	}
	return d.Input.Reason
}

func (in Input) clean() Input {
	in.Reason, in.Opinion = civil.CleanText(in.Reason), civil.CleanText(in.Opinion)
	return in
}

// written ends every act: the step, the version that was sent, what is due, the
// letters, the journal last. sheets are the canonical answers that the act is about.
func (c *Chapter) written(tx *db.Tx, call access.Call, p Project, limits campaign.Limits, step Step, sheets []byte, together bool) error {
	step.ID, step.HappenedAt = db.NewID(call.At.Recorded.Time()), call.At.Happened
	if err := insertStep(tx, p.ID, step, call); err != nil {
		return err
	}
	if step.Act == ActSubmit {
		if err := insertVersion(tx, p, step.ID, sheets); err != nil {
			return err
		}
	}
	if err := expectNext(tx, call.At, p, step.FromState, limits); err != nil {
		return err
	}
	if err := tell(tx, call, p, step.Act); err != nil {
		return err
	}
	if err := post(tx, call.At, p, step, together); err != nil {
		return err
	}
	return call.Write(tx, step.Act, p.Subject(), entry{
		From: step.FromState, To: step.ToState, Held: step.Held, Reason: step.Reason, Granted: step.GrantedCents,
		Until: step.Until, Version: step.Version, Sheet: digestOf(sheets)})
}

// entry is what the journal keeps of a step.
type entry struct {
	From    workflow.State `json:"from,omitempty"`
	To      workflow.State `json:"to"`
	Held    bool           `json:"held,omitempty"`
	Reason  string         `json:"reason,omitempty"`
	Granted *civil.Cents   `json:"granted_cents,omitempty"`
	Until   civil.Date     `json:"until,omitzero"`
	Version int64          `json:"version,omitempty"`
	Sheet   string         `json:"sheet_sha256,omitempty"`
}
