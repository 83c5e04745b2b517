// Package mail keeps the letters to send. A letter is written by the
// transaction of the act it tells of: an act undone sends nothing, an act done
// loses no letter. Letters hold numbers of files, never a parent's name.
//
// In this version letters are kept and readable; nothing sends them yet.
package mail

import (
	"preau/internal/civil"
	"preau/internal/db"
)

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
}

// Post puts a letter into the outbox.
func Post(tx *db.Tx, at civil.Moment, l Letter) error {
	_, err := tx.Exec(`INSERT INTO letter (id, person, address, title, body, about, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		db.NewID(at.Recorded.Time()), l.Person, l.Address, l.Title, l.Body, l.About, at.Happened, at.Recorded)
	return err
}

// To lists the letters of a person, the latest first, a hundred at most.
func To(tx *db.Tx, person db.ID) ([]Letter, error) {
	var letters []Letter
	err := tx.Select(&letters, `SELECT id, person, address, title, body, about, happened_at, recorded_at
		FROM letter WHERE person = $1 ORDER BY id DESC LIMIT 100`, person)
	return letters, err
}
