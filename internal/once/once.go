// Package once makes of an act done twice an act done once: a form sent by a
// double click, a request sent again by a client that had no answer, a job
// that starts over. It knows nothing of the programme.
package once

import (
	"preau/internal/civil"
	"preau/internal/db"
)

// Do runs do in the transaction unless key has been used before; it returns
// the result of the first use either way. Two at the same instant wait for
// each other. A blank key asks for nothing: do is run.
func Do(tx *db.Tx, key string, at civil.Instant, do func() (string, error)) (string, error) {
	if key == "" {
		return do()
	}
	claimed, err := tx.Exec(`INSERT INTO once_key (key, result, recorded_at) VALUES ($1, '', $2)
		ON CONFLICT (key) DO NOTHING`, key, at)
	if err != nil {
		return "", err
	}
	if claimed == 0 {
		var first string
		err := tx.Get(&first, "SELECT result FROM once_key WHERE key = $1", key)
		return first, err
	}
	result, err := do()
	if err != nil {
		return "", err
	}
	return result, tx.Change("UPDATE once_key SET result = $1 WHERE key = $2", result, key)
}

// Forget removes the keys recorded before an instant: a form is not sent twice
// over that long.
func Forget(tx *db.Tx, before civil.Instant) error {
	_, err := tx.Exec("DELETE FROM once_key WHERE recorded_at < $1", before)
	return err
}
