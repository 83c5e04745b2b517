package web

import (
	"context"
	"errors"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/web/page"
)

// every is how often what waits is looked at.
const every = 20 * time.Second

func senderOf(c Config, links *access.Links) *mail.Sender {
	if c.Mail == nil {
		return nil
	}
	return mail.NewSender(c.DB, c.Mail, c.Clock, page.Leaving(links))
}

// Work does what is due in the background, now: the morning's letters, those of
// forgotten passwords, the sending of those that wait, and what a lost node left. It is safe on several nodes at once.
func (s *Server) Work(ctx context.Context) error {
	written := errors.Join(s.digests(ctx), s.Site.Door.WriteForgotten(ctx), s.Site.Jobs.Sweep(ctx))
	if s.sender == nil {
		return written
	}
	sent, err := s.sender.Work(ctx)
	if sent > 0 {
		s.Site.Log.Info("letters", "sent", sent)
	}
	return errors.Join(written, err)
}

// digests writes the morning's letters of the business day.
func (s *Server) digests(ctx context.Context) error {
	at, err := s.moment(ctx)
	if err != nil {
		return err
	}
	_, err = s.Site.Exchange.Digests(ctx, at, func(done, of int64) { s.Site.Log.Info("digests", "done", done, "of", of) })
	return err
}

// moment is now, by both clocks.
func (s *Server) moment(ctx context.Context) (at civil.Moment, err error) {
	err = s.Site.DB.Read(ctx, func(tx *db.Tx) error {
		installed, err := campaign.Installed(tx)
		at = installed.Moment(s.Site.Clock())
		return err
	})
	if s.Site.Business != nil {
		at.Happened = s.Site.Business()
	}
	return at, err
}

// Background works until ctx ends; a long work is then given back. A failure is
// logged, and tried again.
func (s *Server) Background(ctx context.Context) {
	defer func() {
		if err := s.Site.Jobs.Stop(); err != nil {
			s.Site.Log.Warn("background", "err", err)
		}
	}()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := errors.Join(s.Site.Jobs.Start(ctx), s.Work(ctx)); err != nil && ctx.Err() == nil {
			s.Site.Log.Warn("background", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
