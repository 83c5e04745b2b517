package access

import (
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
)

// PostAll writes the same letter to some people, each at their address.
func PostAll(tx *db.Tx, at civil.Moment, people []Person, letter mail.Letter) error {
	for _, person := range people {
		letter.Person, letter.Address = person.ID, person.Email
		if err := mail.Post(tx, at, letter); err != nil {
			return err
		}
	}
	return nil
}

// PostHolders writes a letter to all who hold a role over a place: see Holders.
func PostHolders(tx *db.Tx, at civil.Moment, role Role, place Place, letter mail.Letter) error {
	people, err := Holders(tx, role, place, at.Today())
	if err != nil {
		return err
	}
	return PostAll(tx, at, people, letter)
}
