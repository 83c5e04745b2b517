package credit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Sending is a key sent as a file, and where its figures come from.
type Sending struct {
	Source string
	Year   int64
	File   io.Reader
}

// SendKey keeps a key until its sender confirms it. It refuses, with a *BadKey, a file
// that has a fault: nothing of it is kept; and, with every reason, one that does not
// say where it comes from.
func (c *Chapter) SendKey(ctx context.Context, call access.Call, in Sending) (id db.ID, err error) {
	if !call.By.May(ActImportKey) {
		return 0, ErrNotFound
	}
	source, missing := in.source()
	content, err := io.ReadAll(io.LimitReader(in.File, MaxKey)) // once: the transaction may be run again
	if err != nil {
		return 0, err
	}
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		rules, _, err := c.campaigns.Current(tx)
		if err != nil {
			return err
		}
		rows, err := ReadKey(bytes.NewReader(content), rules)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			return &workflow.Refusal{Act: ActImportKey, Reasons: missing}
		}
		number, err := onceNumber(tx, call, func() (int64, error) {
			if err := dropWaiting(tx, call.By.Person.ID); err != nil { // of two sent, the last waits
				return 0, err
			}
			id := db.NewID(call.At.Recorded.Time())
			return int64(id), insertKey(tx, Key{ID: id, Source: source, Year: in.Year, State: KeyWaiting, Person: call.By.Person.ID, HappenedAt: call.At.Happened, Rows: rows}, call.At.Recorded)
		})
		id = db.ID(number)
		return err
	})
	return id, err
}

func (in Sending) source() (source string, missing []workflow.Missing) {
	source = civil.CleanLine(in.Source)
	switch {
	case source == "":
		missing = append(missing, workflow.Missing{Field: "source", Sentence: "Dites d’où viennent ces chiffres."})
	case len([]rune(source)) > 300:
		missing = append(missing, workflow.Missing{Field: "source", Sentence: "Ce texte est trop long\u202f: 300 caractères au plus."})
	}
	if in.Year < 1990 || in.Year > 2100 {
		missing = append(missing, workflow.Missing{Field: "annee", Sentence: "Écrivez l’année de ces chiffres, par exemple 2006."})
	}
	return source, missing
}

// Key is a key that the actor sent, or ErrNotFound.
func (c *Chapter) Key(tx *db.Tx, by access.Actor, id db.ID) (Key, error) {
	if !by.May(ActImportKey) {
		return Key{}, ErrNotFound
	}
	k, err := findKey(tx, id)
	if errors.Is(err, db.ErrNotFound) || err == nil && k.Person != by.Person.ID {
		return Key{}, ErrNotFound
	}
	return k, err
}

// ConfirmKey puts a key that the actor sent in use. The simulations already made keep
// theirs. A second time it does nothing. It refuses one that was given up.
func (c *Chapter) ConfirmKey(ctx context.Context, call access.Call, id db.ID) error {
	return c.endKey(ctx, call, id, KeyKept)
}

// DropKey gives up a key that the actor sent. It refuses one that is in use.
func (c *Chapter) DropKey(ctx context.Context, call access.Call, id db.ID) error {
	return c.endKey(ctx, call, id, KeyDropped)
}

func (c *Chapter) endKey(ctx context.Context, call access.Call, id db.ID, as KeyState) error {
	return c.act(ctx, call, func(tx *db.Tx) error {
		if err := tx.Lock("credit_key", "id", id); err != nil {
			return err
		}
		k, err := c.Key(tx, call.By, id)
		switch {
		case err != nil:
			return err
		case k.State == as:
			return nil
		case k.State == KeyDropped:
			return workflow.Refuse(ActImportKey, "", "Cette clé a été abandonnée\u202f: envoyez de nouveau le fichier.", "")
		case k.State == KeyKept:
			return workflow.Refuse(ActImportKey, "", "Cette clé est déjà en service\u202f: importez-en une autre pour la remplacer.", "")
		}
		var kept civil.Instant
		if as == KeyKept {
			kept = call.At.Recorded
		}
		if err := setKeyState(tx, id, as, kept); err != nil {
			return err
		}
		return call.Write(tx, ActImportKey, fmt.Sprintf("credit_key:%d", id), sentKey{k.Source, k.Year, as})
	})
}

// sentKey is what the journal keeps of it.
type sentKey struct {
	Source string   `json:"source"`
	Year   int64    `json:"year"`
	State  KeyState `json:"state"`
}
