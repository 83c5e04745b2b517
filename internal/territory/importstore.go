package territory

import (
	"preau/internal/civil"
	"preau/internal/db"
)

const sentColumns = "id, file, person, state, added, changed, closed, unchanged, happened_at"

func insertSent(tx *db.Tx, s Sent, at civil.Instant) error {
	_, err := tx.Exec("INSERT INTO directory_import ("+sentColumns+", recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		s.ID, s.File, s.Person, s.State, s.Added, s.Changed, s.Closed, s.Unchanged, s.HappenedAt, at)
	return err
}

func findSent(tx *db.Tx, id db.ID) (Sent, error) {
	var sent Sent
	err := tx.Get(&sent, "SELECT "+sentColumns+" FROM directory_import WHERE id = $1", id)
	return sent, err
}

// takeSent reads a directory that was sent, for this transaction alone.
func takeSent(tx *db.Tx, id db.ID) (Sent, error) {
	if err := tx.Lock("directory_import", "id", id); err != nil {
		return Sent{}, err
	}
	return findSent(tx, id)
}

// WaitingOf lists the directories that a person sent and has not confirmed: one
// at most.
func WaitingOf(tx *db.Tx, person db.ID) (ids []db.ID, err error) {
	err = tx.Select(&ids, "SELECT id FROM directory_import WHERE person = $1 AND state = 'waiting' ORDER BY id", person)
	return ids, err
}

func setSentState(tx *db.Tx, id db.ID, state ImportState) error {
	return tx.Change("UPDATE directory_import SET state = $1 WHERE id = $2", state, id)
}

func countSent(tx *db.Tx, s Sent) error {
	return tx.Change("UPDATE directory_import SET added = $1, changed = $2, closed = $3, unchanged = $4 WHERE id = $5",
		s.Added, s.Changed, s.Closed, s.Unchanged, s.ID)
}
