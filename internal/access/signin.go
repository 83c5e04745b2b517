package access

import (
	"context"
	"errors"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
)

// Grace is how long a sign-in is remembered after its end. It opens nothing
// then: it only says whose form is still sent under it (see KeptForms).
const Grace = time.Hour

// SignIns keeps the sign-ins of every node in the database. It is the store of
// package scs, which hashes the tokens before they come here.
type SignIns struct {
	db  *db.DB
	now func() civil.Instant // the machine's, also in an example database
}

// NewSignIns keeps sign-ins in d; now is the machine's clock.
func NewSignIns(d *db.DB, now func() civil.Instant) *SignIns { return &SignIns{d, now} }

// FindCtx returns the data of a sign-in that has not ended.
func (s *SignIns) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	return s.find(ctx, "SELECT data FROM sign_in WHERE token = $1 AND expires_at > $2", token, s.now())
}

func (s *SignIns) find(ctx context.Context, query string, args ...any) (data []byte, found bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { return tx.Get(&data, query, args...) })
	if errors.Is(err, db.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx keeps a sign-in, and takes away what has had its time: sign-ins and
// kept forms. A request still on its way does not open again a sign-in that
// has ended meanwhile.
func (s *SignIns) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	now := s.now()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM sign_in WHERE expires_at < $1", now.Add(-Grace)); err != nil {
			return err
		}
		if err := forgetForms(tx, now); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO sign_in (token, data, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at
			WHERE sign_in.expires_at > $4`, token, data, civil.At(expiry), now)
		return err
	})
}

// DeleteCtx ends a sign-in.
func (s *SignIns) DeleteCtx(ctx context.Context, token string) error {
	now := s.now()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE sign_in SET expires_at = $1 WHERE token = $2 AND expires_at > $3", now, token, now)
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

// EndedSignIns are the sign-ins that ended less than Grace ago, and only those:
// the genuine ones among what a browser may still send.
type EndedSignIns struct{ *SignIns }

// FindCtx returns the data of a sign-in that has ended.
func (s EndedSignIns) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	now := s.now()
	return s.find(ctx, "SELECT data FROM sign_in WHERE token = $1 AND expires_at <= $2 AND expires_at > $3", token, now, now.Add(-Grace))
}

func (s EndedSignIns) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}
