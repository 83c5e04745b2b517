package exchange

import (
	"context"
	"fmt"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/mail"
)

// Chapter is what people are told.
type Chapter struct{ db *db.DB }

// New builds the chapter.
func New(d *db.DB) *Chapter { return &Chapter{d} }

// SendAgain puts back among those to send a letter that goes no further by
// itself. It returns db.ErrNotFound for any other.
func (c *Chapter) SendAgain(ctx context.Context, call access.Call, id db.ID) error {
	if !call.By.May(ActLetters) {
		return db.ErrNotFound
	}
	return c.db.Write(ctx, func(tx *db.Tx) error {
		if err := mail.Again(tx, id, call.At.Recorded); err != nil {
			return err
		}
		return call.Write(tx, ActLetters, fmt.Sprintf("letter:%d", id), nil)
	})
}
