package territory

import (
	"context"
	"errors"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/workflow"
)

// ImportState is where a directory that was sent stands.
type ImportState string

const (
	ImportWaiting ImportState = "waiting" // for its sender to confirm it
	ImportDone    ImportState = "done"
	ImportDropped ImportState = "dropped"
)

// Sent is a directory that somebody sent. Its file is kept until it is imported
// or dropped, so that it can be confirmed on any node.
type Sent struct {
	ID     db.ID
	File   db.ID
	Person db.ID
	State  ImportState
	Import
	HappenedAt civil.Instant
}

// Preview is what an import would do, as things are now.
type Preview struct {
	Sent Sent
	Kept file.Kept
	Directory
	Comparison
}

// Send keeps a directory until its sender confirms it, and drops the one that
// they had sent before. It refuses, with a *BadDirectory, one that has a fault:
// nothing of it is kept.
func (c *Chapter) Send(ctx context.Context, call access.Call, spooled *file.Spooled) (id db.ID, err error) {
	if !call.By.May(ActImport) {
		return 0, ErrNotFound
	}
	directory, err := ReadDirectory(spooled.Open()) // before the transaction: it takes time
	if err != nil {
		return 0, err
	}
	if directory.FaultCount > 0 {
		return 0, &BadDirectory{directory}
	}
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		if err := lockDirectory(tx); err != nil { // of two sent at once, the second drops the first
			return err
		}
		if err := dropWaiting(tx, call); err != nil {
			return err
		}
		kept, err := file.Keep(tx, call.At, spooled)
		if err != nil {
			return err
		}
		id = db.NewID(call.At.Recorded.Time())
		return insertSent(tx, Sent{ID: id, File: kept.ID, Person: call.By.Person.ID, State: ImportWaiting, HappenedAt: call.At.Happened}, call.At.Recorded)
	})
	return id, err
}

// Preview reads a directory that the actor sent and that waits. Once it is
// imported, or dropped, only Sent is filled. It returns ErrNotFound for one that
// somebody else sent.
func (c *Chapter) Preview(ctx context.Context, by access.Actor, id db.ID, day civil.Date) (p Preview, err error) {
	if p.Sent, p.Kept, err = c.sent(ctx, by, id); err != nil || p.Sent.State != ImportWaiting {
		return p, err
	}
	if p.Directory, err = ReadDirectory(file.Open(ctx, c.db, p.Kept)); err != nil {
		return p, err
	}
	return p, c.db.Read(ctx, func(tx *db.Tx) error {
		known, err := allSchools(tx)
		p.Comparison = p.Directory.compare(known, day)
		return err
	})
}

// Confirm imports a directory that the actor sent, and tells what that did. A
// second time it tells the same, and does nothing. It refuses one that is no more
// read without a fault.
func (c *Chapter) Confirm(ctx context.Context, call access.Call, id db.ID) (Import, error) {
	sent, kept, err := c.sent(ctx, call.By, id)
	if err != nil || sent.State == ImportDone {
		return sent.Import, err
	}
	directory := Directory{}
	if sent.State == ImportWaiting {
		if directory, err = ReadDirectory(file.Open(ctx, c.db, kept)); err != nil {
			return c.interrupted(ctx, call, id, err)
		}
	}
	if directory.FaultCount > 0 { // it had none when it was sent: another version of Préau reads it
		return Import{}, workflow.Refuse(ActImport, "", "Ce fichier ne peut plus être importé ("+(&BadDirectory{directory}).Error()+"). Abandonnez-le, puis envoyez-le de nouveau\u202f: tous ses défauts seront dits.", "")
	}
	var done Import
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		done, err = confirm(tx, call, id, directory, kept.Digest)
		return err
	})
	return done, err
}

// interrupted tells a file that could not be read from one that a confirmation
// at the same instant has imported, and removed.
func (c *Chapter) interrupted(ctx context.Context, call access.Call, id db.ID, cause error) (Import, error) {
	if sent, _, err := c.sent(ctx, call.By, id); err == nil && sent.State == ImportDone {
		return sent.Import, nil
	}
	return Import{}, cause
}

func confirm(tx *db.Tx, call access.Call, id db.ID, directory Directory, digest string) (Import, error) {
	sent, err := takeSent(tx, id)
	switch {
	case err != nil:
		return Import{}, err
	case sent.State == ImportDone:
		return sent.Import, nil
	case sent.State == ImportDropped:
		return Import{}, workflow.Refuse(ActImport, "", "Cet import a été abandonné\u202f: envoyez de nouveau le fichier.", "")
	}
	if err := endSent(tx, call, sent, ImportDone); err != nil {
		return Import{}, err
	}
	if sent.Import, err = importFrom(tx, call, directory); err != nil {
		return Import{}, err
	}
	if err := countSent(tx, sent); err != nil {
		return Import{}, err
	}
	return sent.Import, writeImport(tx, call, sent.Import, digest)
}

// Drop gives up a directory that the actor sent. It refuses one that was
// imported.
func (c *Chapter) Drop(ctx context.Context, call access.Call, id db.ID) error {
	if _, _, err := c.sent(ctx, call.By, id); err != nil {
		return err
	}
	return c.db.Write(ctx, func(tx *db.Tx) error {
		sent, err := takeSent(tx, id)
		switch {
		case err != nil:
			return err
		case sent.State == ImportDone:
			return workflow.Refuse(ActImport, "", "Cet annuaire est déjà importé\u202f: il ne peut plus être abandonné.", "")
		case sent.State == ImportDropped:
			return nil
		}
		return endSent(tx, call, sent, ImportDropped)
	})
}

// sent is a directory that the actor sent, with its file while it is kept.
func (c *Chapter) sent(ctx context.Context, by access.Actor, id db.ID) (sent Sent, kept file.Kept, err error) {
	if !by.May(ActImport) {
		return sent, kept, ErrNotFound
	}
	err = c.db.Read(ctx, func(tx *db.Tx) error {
		if sent, err = findSent(tx, id); errors.Is(err, db.ErrNotFound) || err == nil && sent.Person != by.Person.ID {
			return ErrNotFound
		} else if err != nil || sent.State != ImportWaiting {
			return err
		}
		kept, err = file.Find(tx, sent.File)
		return err
	})
	return sent, kept, err
}

// dropWaiting gives up what the same person had sent and not confirmed.
func dropWaiting(tx *db.Tx, call access.Call) error {
	waiting, err := WaitingOf(tx, call.By.Person.ID)
	if err != nil {
		return err
	}
	for _, id := range waiting {
		sent, err := takeSent(tx, id)
		if err == nil && sent.State == ImportWaiting {
			err = endSent(tx, call, sent, ImportDropped)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// endSent ends the wait: the file's content goes.
func endSent(tx *db.Tx, call access.Call, sent Sent, state ImportState) error {
	if err := file.Remove(tx, call.At, sent.File); err != nil {
		return err
	}
	return setSentState(tx, sent.ID, state)
}
