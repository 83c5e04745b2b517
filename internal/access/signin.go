package access

import (
	"context"
	"errors"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
)

// SignIns keeps the sign-ins of every node in the database. It is the store of
// package scs, which hashes the tokens before they come here.
type SignIns struct{ db *db.DB }

// NewSignIns keeps sign-ins in d.
func NewSignIns(d *db.DB) *SignIns { return &SignIns{d} }

// Lifetimes always follow the machine's clock, also in an example database.
func (s *SignIns) now() civil.Instant { return civil.At(time.Now()) }

// FindCtx returns the data of a sign-in that has not expired.
func (s *SignIns) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Get(&data, "SELECT data FROM sign_in WHERE token = $1 AND expires_at > $2", token, s.now())
	})
	if errors.Is(err, db.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx keeps a sign-in, and takes away those that have expired.
func (s *SignIns) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM sign_in WHERE expires_at < $1", s.now()); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO sign_in (token, data, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
			token, data, civil.At(expiry))
		return err
	})
}

// DeleteCtx ends a sign-in.
func (s *SignIns) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM sign_in WHERE token = $1", token)
		return err
	})
}

// Find, Commit and Delete are what scs asks of a store besides.
func (s *SignIns) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *SignIns) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s *SignIns) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
