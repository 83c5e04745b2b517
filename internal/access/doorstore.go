package access

import (
	"errors"

	"preau/internal/civil"
	"preau/internal/db"
)

// makeLink makes a new link, which ends the one made before for the same purpose.
func makeLink(tx *db.Tx, person db.ID, purpose Purpose, now civil.Instant) (privateLink, error) {
	if _, err := tx.Exec(`INSERT INTO private_link (person, purpose, serial, made_at, ends_at) VALUES ($1, $2, 1, $3, $4)
		ON CONFLICT (person, purpose) DO UPDATE SET serial = private_link.serial + 1, made_at = excluded.made_at, ends_at = excluded.ends_at`,
		person, purpose, now, now.Add(lasts[purpose])); err != nil {
		return privateLink{}, err
	}
	return linkOf(tx, person, purpose)
}

// linkOf reads the latest link of a person, or ErrNotFound.
func linkOf(tx *db.Tx, person db.ID, purpose Purpose) (link privateLink, err error) {
	err = tx.Get(&link, "SELECT person, purpose, serial, made_at, ends_at FROM private_link WHERE person = $1 AND purpose = $2", person, purpose)
	if errors.Is(err, db.ErrNotFound) {
		return link, ErrNotFound
	}
	return link, err
}

// endLinks ends every link of a person: a password was chosen.
func endLinks(tx *db.Tx, person db.ID) error {
	_, err := tx.Exec("UPDATE private_link SET ends_at = NULL WHERE person = $1", person)
	return err
}
