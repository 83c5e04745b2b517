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

// onceID runs do once for a call, with a new id, and returns that of the first time.
func onceID(tx *db.Tx, call access.Call, do func(db.ID) error) (db.ID, error) {
	text, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
		id := db.NewID(call.At.Recorded.Time())
		return strconv.FormatInt(int64(id), 10), do(id)
	})
	if err != nil {
		return 0, err
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return db.ID(id), err
}

// act runs do once for the call's key, in one transaction.
func (c *Chapter) act(ctx context.Context, call access.Call, do func(*db.Tx) error) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) { return "", do(tx) })
		return err
	})
}

// Simulate shares the national amount among the departments of the current campaign,
// and keeps the result. It refuses, with every reason, what Share refuses, and a key
// that says nothing of a department.
func (c *Chapter) Simulate(ctx context.Context, call access.Call, in Simulating) (id db.ID, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		id, err = c.SimulateTx(tx, call, in)
		return err
	})
	return id, err
}

// SimulateTx is Simulate in a transaction already begun.
func (c *Chapter) SimulateTx(tx *db.Tx, call access.Call, in Simulating) (db.ID, error) {
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
	return onceID(tx, call, func(id db.ID) error {
		s := Simulation{ID: id, Campaign: rules.Code, Name: name, TotalCents: in.Total, FloorCents: in.Floor, KeySource: key.Source, KeyYear: key.Year, Portions: portions}
		if err := insertSimulation(tx, s, call); err != nil {
			return err
		}
		return call.Write(tx, ActSimulate, s.Subject(), simulated{Total: in.Total, Floor: in.Floor, Swap: in.Swap})
	})
}

// simulated is what the journal keeps of a simulation.
type simulated struct {
	Total civil.Cents `json:"total_cents"`
	Floor civil.Cents `json:"floor_cents,omitempty"`
	Swap  string      `json:"swap,omitempty"`
}

// Simulation is a simulation that an actor may read, or ErrNotFound.
func (c *Chapter) Simulation(tx *db.Tx, by access.Actor, id db.ID) (Simulation, error) {
	if !by.May(ActSimulate) {
		return Simulation{}, ErrNotFound
	}
	s, err := findSimulation(tx, id)
	if errors.Is(err, db.ErrNotFound) {
		return Simulation{}, ErrNotFound
	}
	return s, err
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
	Simulation db.ID
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
	if err := tx.Lock("simulation", "id", in.Simulation); err != nil {
		return err
	}
	s, err := c.Simulation(tx, call.By, in.Simulation)
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
		var why []workflow.Missing
		reason, why = reasonOf(in.Reason)
		missing = append(missing, why...)
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
