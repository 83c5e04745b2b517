// Package mail keeps the letters to send, and sends them. A letter is written by
// the transaction of the act it tells of: an act undone sends nothing, an act
// done loses no letter. Letters hold numbers of files, never a parent's name.
//
// A letter leaves once. Between the moment it is handed to the server and the
// moment the answer is kept, a node may be killed: such a letter is in doubt, and
// is not sent again by itself (docs/decisions/0017). Start with Post and Sender.
package mail

import (
	"preau/internal/civil"
	"preau/internal/db"
)

// State is where a letter is on its way out.
type State string

const (
	Waiting State = "waiting"
	Sending State = "sending" // in the hands of a node
	Sent    State = "sent"
	Refused State = "refused" // the address does not take it
	Failed  State = "failed"  // tried too often
	Doubt   State = "doubt"   // its node stopped before it knew
	Kept    State = "kept"    // too old to be sent
)

// States lists them in the order of a letter's life.
func States() []State { return []State{Waiting, Sending, Sent, Refused, Failed, Doubt, Kept} }

// Known tells whether a letter may be in the state.
func (s State) Known() bool {
	for _, state := range States() {
		if s == state {
			return true
		}
	}
	return false
}

// Stuck tells whether a letter in the state goes no further by itself.
func (s State) Stuck() bool { return s == Refused || s == Failed || s == Doubt || s == Kept }

// Letter is one message to one person, « courrier ».
type Letter struct {
	ID         db.ID
	Person     db.ID
	Address    string
	Title      string
	Body       string // plain text in French
	About      string // the subject, as in the journal: "project:2009-93-0042"
	HappenedAt civil.Instant
	RecordedAt civil.Instant
	State      State
	Attempts   int64
	SentAt     civil.Instant
	Error      string // what the server said last
}

const columns = "id, person, address, title, body, about, happened_at, recorded_at, state, attempts, sent_at, error"

// Post puts a letter into the outbox.
func Post(tx *db.Tx, at civil.Moment, l Letter) error {
	_, err := tx.Exec(`INSERT INTO letter (id, person, address, title, body, about, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		db.NewID(at.Recorded.Time()), l.Person, l.Address, l.Title, l.Body, l.About, at.Happened, at.Recorded)
	return err
}

// To lists the letters of a person, the latest first, and tells how many there are.
func To(tx *db.Tx, person db.ID, skip, size int64) (letters []Letter, total int64, err error) {
	if err := tx.Get(&total, "SELECT count(*) FROM letter WHERE person = $1", person); err != nil {
		return nil, 0, err
	}
	err = tx.Select(&letters, "SELECT "+columns+" FROM letter WHERE person = $1 ORDER BY id DESC LIMIT $2 OFFSET $3", person, size, skip)
	return letters, total, err
}

// List lists letters in a state, in any when it is blank, the latest first, and
// tells how many there are.
func List(tx *db.Tx, state State, skip, size int64) (letters []Letter, total int64, err error) {
	if err := tx.Get(&total, "SELECT count(*) FROM letter WHERE $1 IN ('', state)", state); err != nil {
		return nil, 0, err
	}
	err = tx.Select(&letters, "SELECT "+columns+" FROM letter WHERE $1 IN ('', state) ORDER BY id DESC LIMIT $2 OFFSET $3", state, size, skip)
	return letters, total, err
}

// Find reads a letter, or db.ErrNotFound.
func Find(tx *db.Tx, id db.ID) (Letter, error) {
	var l Letter
	err := tx.Get(&l, "SELECT "+columns+" FROM letter WHERE id = $1", id)
	return l, err
}

// Again puts back among those to send a letter that goes no further by itself. It
// returns db.ErrNotFound for any other.
func Again(tx *db.Tx, id db.ID, at civil.Instant) error {
	return tx.Change(`UPDATE letter SET state = 'waiting', attempts = 0, next_at = NULL, recorded_at = $1, error = ''
		WHERE id = $2 AND state IN ('refused', 'failed', 'doubt', 'kept')`, at, id)
}
