package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"

	"preau/internal/civil"
	"preau/internal/db"
)

const (
	// lease is how long a node may take to hand one letter over; after it the
	// letter is in doubt.
	lease = 5 * time.Minute
	// tooOld is how long a letter waits for a server; one that is older tells
	// nothing new.
	tooOld = 72 * time.Hour
	// maxAttempts is how often a letter is tried; the waits double from a minute.
	maxAttempts = 8
)

// Sender hands the letters that wait over to a server. Several may work on one
// database: a letter is in the hands of one.
type Sender struct {
	db     *db.DB
	server *Server
	now    func() civil.Instant // the machine's clock
	link   func(about string) Link
}

// NewSender sends the letters of d; link says where a letter leads.
func NewSender(d *db.DB, server *Server, now func() civil.Instant, link func(about string) Link) *Sender {
	return &Sender{d, server, now, link}
}

// Work sends every letter that waits, and tells how many left. A server that
// does not answer costs one attempt at all, and none of the letters.
func (s *Sender) Work(ctx context.Context) (sent int, err error) {
	if some, err := s.some(ctx, "state IN ('waiting', 'sending')"); err != nil || !some {
		return 0, err // nothing is on its way: nothing is written
	}
	if err := s.sort(ctx); err != nil {
		return 0, err
	}
	if some, err := s.some(ctx, "state = 'waiting' AND (next_at IS NULL OR next_at <= $1)", s.now()); err != nil || !some {
		return 0, err
	}
	if err := s.server.client.DialWithContext(ctx); err != nil {
		return 0, fmt.Errorf("mail: the server does not answer: %w", err)
	}
	defer func() { _ = s.server.client.Close() }()
	for ctx.Err() == nil {
		l, err := s.claim(ctx)
		if errors.Is(err, db.ErrNotFound) {
			return sent, nil
		} else if err != nil {
			return sent, err
		}
		end, lost := s.hand(l)
		if err := s.record(ctx, l, end); err != nil {
			return sent, err
		}
		if end.state == Sent {
			sent++
		}
		if lost {
			return sent, fmt.Errorf("mail: the server was lost: %s", end.error)
		}
	}
	return sent, ctx.Err()
}

// sort puts in doubt the letters whose node never came back, and keeps those that
// are too old to be sent.
func (s *Sender) sort(ctx context.Context) error {
	now := s.now()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("UPDATE letter SET state = 'doubt', lease_until = NULL WHERE state = 'sending' AND lease_until < $1", now); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE letter SET state = 'kept' WHERE state = 'waiting' AND recorded_at < $1", now.Add(-tooOld))
		return err
	})
}

// some tells whether a condition holds for a letter.
func (s *Sender) some(ctx context.Context, condition string, args ...any) (is bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Get(&is, "SELECT EXISTS (SELECT 1 FROM letter WHERE "+condition+")", args...)
	})
	return is, err
}

// claim takes the next letter into this node's hands, or db.ErrNotFound. Two
// nodes that look at the same one: the second finds it taken, and looks again.
func (s *Sender) claim(ctx context.Context) (l Letter, err error) {
	now := s.now()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		for {
			var id db.ID
			if err := tx.Get(&id, "SELECT id FROM letter WHERE state = 'waiting' AND (next_at IS NULL OR next_at <= $1) ORDER BY id LIMIT 1", now); err != nil {
				return err
			}
			taken, err := tx.Exec("UPDATE letter SET state = 'sending', attempts = attempts + 1, lease_until = $1 WHERE id = $2 AND state = 'waiting'", now.Add(lease), id)
			if err != nil {
				return err
			}
			if taken == 1 {
				l, err = Find(tx, id)
				return err
			}
		}
	})
	return l, err
}

// An ending is what became of a letter that was handed over.
type ending struct {
	state State
	next  civil.Instant
	error string
}

// hand hands a letter over, and says what became of it; lost is true when the
// server is not there any more.
func (s *Sender) hand(l Letter) (end ending, lost bool) {
	m, err := s.server.message(l, s.link(l.About))
	if err != nil {
		return ending{state: Refused, error: err.Error()}, false
	}
	err = s.server.client.Send(m)
	if err == nil || m.IsDelivered() {
		return ending{state: Sent}, err != nil
	}
	var failure *gomail.SendError
	if !errors.As(err, &failure) {
		return ending{state: Doubt, error: err.Error()}, true
	}
	code := failure.ErrorCode()
	switch {
	case code >= 500:
		return ending{state: Refused, error: err.Error()}, false
	case code == 0 && (failure.Reason == gomail.ErrSMTPDataClose || failure.Reason == gomail.ErrWriteContent):
		return ending{state: Doubt, error: err.Error()}, true // it may have taken it
	case l.Attempts >= maxAttempts:
		return ending{state: Failed, error: err.Error()}, code == 0
	}
	return ending{state: Waiting, next: s.now().Add(time.Minute << min(l.Attempts-1, 8)), error: err.Error()}, code == 0
}

// record keeps what became of a letter. It does so also when the program is
// being stopped: what was sent is known to be.
func (s *Sender) record(ctx context.Context, l Letter, end ending) error {
	sentAt := civil.Instant{}
	if end.state == Sent {
		sentAt = s.now()
	}
	return s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		return tx.Change("UPDATE letter SET state = $1, next_at = $2, lease_until = NULL, sent_at = $3, error = $4 WHERE id = $5",
			end.state, end.next, sentAt, end.error, l.ID)
	})
}
