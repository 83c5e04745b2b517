package project

import (
	"context"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/workflow"
)

// Topic is the file as messages know it.
func (p Project) Topic() exchange.Topic {
	return exchange.Topic{Subject: p.Subject(), Campaign: p.Campaign, Place: p.Place}
}

// Silent says why no message can be sent on the file; blank when one can. A file that
// was never sent is known to its school alone: who would read it?
func (p Project) Silent() string {
	switch {
	case p.State == Withdrawn:
		return "Ce projet est retiré\u202f: on n’y écrit plus. Ses messages restent lisibles."
	case p.State == Closed:
		return "Ce dossier est clos\u202f: on n’y écrit plus. Ses messages restent lisibles."
	case p.SubmittedAt.IsZero():
		return "Le comité de pilotage régional ne voit pas encore ce projet\u202f: vous pourrez lui écrire dès que la fiche sera transmise."
	}
	return ""
}

// Send sends a message on the file of a number, and returns the number. It returns
// ErrNotFound to who may not write in the conversation, and a refusal that says
// everything wrong: see exchange.SendTx.
func (c *Chapter) Send(ctx context.Context, call access.Call, number string, in exchange.Sending) (string, error) {
	return c.act(ctx, call, func(tx *db.Tx) (Project, error) { return c.SendTx(tx, call, number, in) })
}

// SendTx is Send in a transaction already begun.
func (c *Chapter) SendTx(tx *db.Tx, call access.Call, number string, in exchange.Sending) (Project, error) {
	p, err := spoken(tx, call, in.Conversation, number)
	if err != nil {
		return Project{}, err
	}
	_, err = exchange.SendTx(tx, call, p.Topic(), in)
	return p, err
}

// Unask takes back the request that a message on the file of a number made, « retirer
// sa demande », and returns the number: see exchange.WithdrawTx.
func (c *Chapter) Unask(ctx context.Context, call access.Call, number string, in exchange.Conversation, message db.ID) (string, error) {
	return c.act(ctx, call, func(tx *db.Tx) (Project, error) {
		p, err := spoken(tx, call, in, number)
		if err != nil {
			return Project{}, err
		}
		return p, exchange.WithdrawTx(tx, call, p.Topic(), in, message)
	})
}

// spoken loads a file to write on it, and keeps it for this transaction alone.
func spoken(tx *db.Tx, call access.Call, in exchange.Conversation, number string) (Project, error) {
	if err := tx.Lock("project", "number", number); err != nil {
		return Project{}, err
	}
	p, err := find(tx, call.By, in.WriteAct(), number)
	if err != nil {
		return Project{}, err
	}
	if why := p.Silent(); why != "" {
		return Project{}, workflow.Refuse(in.WriteAct(), "", why, "")
	}
	return p, nil
}

// MessageFile is the kept document of a message on the file of a number, for those
// who read its conversation, or ErrNotFound.
func (c *Chapter) MessageFile(tx *db.Tx, by access.Actor, number string, in exchange.Conversation, message db.ID) (file.Kept, error) {
	p, err := find(tx, by, in.ReadAct(), number)
	if err != nil {
		return file.Kept{}, err
	}
	return exchange.Document(tx, p.Subject(), in, message)
}
