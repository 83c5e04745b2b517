package credit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/workflow"
)

// ErrNotFound says that there is no such simulation, or key, for this person.
var ErrNotFound = errors.New("credit: not found")

// Chapter is the credits kept in a database.
type Chapter struct {
	db        *db.DB
	campaigns *campaign.Chapter
}

// New builds the chapter.
func New(d *db.DB, campaigns *campaign.Chapter) *Chapter { return &Chapter{d, campaigns} }

// onceNumber runs do once for a call, and returns the number that it gave the first time.
func onceNumber(tx *db.Tx, call access.Call, do func() (int64, error)) (int64, error) {
	text, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
		number, err := do()
		return strconv.FormatInt(number, 10), err
	})
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// act runs do once for the call's key, in one transaction.
func (c *Chapter) act(ctx context.Context, call access.Call, do func(*db.Tx) error) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) { return "", do(tx) })
		return err
	})
}

// Simulate shares the national amount among the departments of the current campaign,
// keeps the result, and returns its number. It refuses, with every reason, what Share refuses, and a key
// that says nothing of a department.
func (c *Chapter) Simulate(ctx context.Context, call access.Call, in Simulating) (number int64, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		number, err = c.SimulateTx(tx, call, in)
		return err
	})
	return number, err
}

// SimulateTx is Simulate in a transaction already begun.
func (c *Chapter) SimulateTx(tx *db.Tx, call access.Call, in Simulating) (int64, error) {
	if !call.By.May(ActSimulate) {
		return 0, ErrNotFound
	}
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return 0, err
	}
	key, err := CurrentKey(tx)
	if err != nil {
		return 0, err
	}
	name, missing := in.name()
	portions, err := in.portions(rules, key)
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		missing = append(missing, refusal.Reasons...)
	} else if err != nil {
		return 0, err
	}
	if len(missing) > 0 {
		return 0, &workflow.Refusal{Act: ActSimulate, Reasons: missing}
	}
	return onceNumber(tx, call, func() (int64, error) {
		number, err := nextSimulation(tx, rules.Code)
		if err != nil {
			return 0, err
		}
		s := Simulation{ID: db.NewID(call.At.Recorded.Time()), Campaign: rules.Code, Number: number, Name: name, TotalCents: in.Total, FloorCents: in.Floor, KeySource: key.Source, KeyYear: key.Year, Portions: portions}
		if err := insertSimulation(tx, s, call); err != nil {
			return 0, err
		}
		return number, call.Write(tx, ActSimulate, s.Subject(), simulated{Total: in.Total, Floor: in.Floor, Swap: in.Swap})
	})
}

// simulated is what the journal keeps of a simulation.
type simulated struct {
	Total civil.Cents `json:"total_cents"`
	Floor civil.Cents `json:"floor_cents,omitempty"`
	Swap  string      `json:"swap,omitempty"`
}

// Simulation is a simulation of the current campaign that an actor may read, or
// ErrNotFound.
func (c *Chapter) Simulation(tx *db.Tx, by access.Actor, number int64) (Simulation, error) {
	if !by.May(ActSimulate) {
		return Simulation{}, ErrNotFound
	}
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return Simulation{}, err
	}
	s, err := findSimulation(tx, rules.Code, number)
	if errors.Is(err, db.ErrNotFound) {
		return Simulation{}, ErrNotFound
	}
	return s, err
}

// take is Simulation for this transaction alone, among all of its campaign: of two that
// change or adopt at once, the second sees what the first did.
func (c *Chapter) take(tx *db.Tx, by access.Actor, number int64) (Simulation, error) {
	s, err := c.Simulation(tx, by, number)
	if err != nil {
		return Simulation{}, err
	}
	if err := tx.Lock("simulation_number", "campaign", s.Campaign); err != nil {
		return Simulation{}, err
	}
	return c.Simulation(tx, by, number)
}

// Simulations lists those of a campaign that an actor may read, the latest first,
// without their portions.
func (c *Chapter) Simulations(tx *db.Tx, by access.Actor, campaign string) ([]Simulation, error) {
	if !by.May(ActSimulate) {
		return nil, ErrNotFound
	}
	return simulations(tx, campaign)
}

// Changing gives a department another amount than the one computed.
type Changing struct {
	Simulation int64 // its number
	Department string
	Cents      *civil.Cents // nil: the one computed again
	Reason     string
}

// Change gives one department of a simulation an amount decided by a person, with a
// reason. The others keep theirs: the sum says what is left, or too much. It refuses a
// simulation that is adopted.
func (c *Chapter) Change(ctx context.Context, call access.Call, in Changing) error {
	return c.act(ctx, call, func(tx *db.Tx) error { return c.ChangeTx(tx, call, in) })
}

// ChangeTx is Change in a transaction already begun.
func (c *Chapter) ChangeTx(tx *db.Tx, call access.Call, in Changing) error {
	s, err := c.take(tx, call.By, in.Simulation)
	if err != nil {
		return err
	}
	portion, known := s.Portion(in.Department)
	if !known {
		return ErrNotFound
	}
	var missing []workflow.Missing
	if s.Adopted() {
		missing = append(missing, workflow.Missing{Sentence: "Cette simulation est adoptée\u202f: elle ne change plus. Faites-en une autre."})
	}
	reason := ""
	if in.Cents != nil {
		if reason, err = civil.ReadReason(in.Reason); err != nil {
			missing = append(missing, workflow.Missing{Field: "motif", Sentence: err.Error()})
		}
		if *in.Cents < 0 || *in.Cents%euro != 0 {
			missing = append(missing, workflow.Missing{Field: "montant", Sentence: "Les crédits se répartissent à l’euro\u202f: écrivez ce montant sans centimes.", Law: "§4"})
		}
	}
	if len(missing) > 0 {
		return &workflow.Refusal{Act: ActSimulate, Reasons: missing}
	}
	if err := changePortion(tx, s.ID, in.Department, in.Cents, reason); err != nil {
		return err
	}
	return call.Write(tx, ActSimulate, s.Subject(), changed{in.Department, portion.Cents(), in.Cents, reason})
}

// changed is what the journal keeps of a change by hand.
type changed struct {
	Department string       `json:"department"`
	Before     civil.Cents  `json:"before_cents"`
	After      *civil.Cents `json:"after_cents,omitempty"` // none: the one computed
	Reason     string       `json:"reason,omitempty"`
}

// Digest names what a simulation gives, for who has read it over before they adopt it.
func (s Simulation) Digest() string {
	var b strings.Builder
	for _, p := range s.Portions {
		fmt.Fprintf(&b, "%s %d\n", p.Department, p.Cents())
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}
