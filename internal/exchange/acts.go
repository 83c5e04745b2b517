package exchange

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/once"
)

// Chapter is what people are told.
type Chapter struct{ db *db.DB }

// New builds the chapter.
func New(d *db.DB) *Chapter { return &Chapter{d} }

// ErrNotFound says that there is no such letter, for this person or for this act.
var ErrNotFound = errors.New("exchange: not found")

// Letter is a letter to anybody, for who may read them all, or ErrNotFound.
func (c *Chapter) Letter(tx *db.Tx, by access.Actor, id db.ID) (mail.Letter, error) {
	if !by.May(ActLetters) {
		return mail.Letter{}, ErrNotFound
	}
	l, err := mail.Find(tx, id)
	return l, orNotFound(err)
}

// SendAgain puts back among those to send a letter that goes no further by
// itself. It returns ErrNotFound for any other.
func (c *Chapter) SendAgain(ctx context.Context, call access.Call, id db.ID) error {
	if !call.By.May(ActLetters) {
		return ErrNotFound
	}
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			if err := mail.Again(tx, id, call.At.Recorded); err != nil {
				return "", orNotFound(err)
			}
			return "", call.Write(tx, ActLetters, fmt.Sprintf("letter:%d", id), nil)
		})
		return err
	})
}

func orNotFound(err error) error {
	if errors.Is(err, db.ErrNotFound) {
		return ErrNotFound
	}
	return err
}
