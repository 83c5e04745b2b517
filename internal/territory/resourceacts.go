package territory

import (
	"context"
	"errors"
	"strconv"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/workflow"
)

// resourceChange is what the journal keeps of an entry of the register: what it
// was is in the line before it.
type resourceChange struct {
	Did          string       `json:"did"`
	Department   string       `json:"department"`
	Kind         ResourceKind `json:"kind"`
	Name         string       `json:"name"`
	Offer        string       `json:"offer"`
	Organisation string       `json:"organisation"`
	Phone        string       `json:"phone"`
	Email        string       `json:"email"`
	From         string       `json:"from"`
	Until        string       `json:"until,omitempty"`
}

func (r Resource) write(tx *db.Tx, call access.Call, did string) error {
	return call.Write(tx, ActManageResources, "resource:"+strconv.FormatInt(int64(r.ID), 10), resourceChange{did, r.Department,
		r.Kind, r.Name, r.Offer, r.Organisation, r.Phone, r.Email, r.FromDay.String(), r.UntilDay.String()})
}

// AddResource puts an entry in the register of a department. It refuses, with
// every reason, one that is not complete.
func (c *Chapter) AddResource(ctx context.Context, call access.Call, typed TypedResource) (id db.ID, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		id, err = c.AddResourceTx(tx, call, typed)
		return err
	})
	return id, err
}

// AddResourceTx is AddResource in a transaction already begun.
func (c *Chapter) AddResourceTx(tx *db.Tx, call access.Call, typed TypedResource) (db.ID, error) {
	r, missing := typed.Read()
	if !call.By.May(ActManageResources) || r.Department != "" && !call.By.Can(ActManageResources, r.Place) {
		return 0, ErrNotFound
	}
	if len(missing) > 0 {
		return 0, &workflow.Refusal{Act: ActManageResources, Reasons: missing}
	}
	return onceID(tx, call, func(id db.ID) error {
		r.ID, r.Version = id, 1
		if err := insertResource(tx, r, call.At.Recorded); err != nil {
			return err
		}
		return r.write(tx, call, "add")
	})
}

// CorrectResource changes an entry, or ends it: its department stays. seen is
// the version that was read; it refuses a change made over somebody else's.
func (c *Chapter) CorrectResource(ctx context.Context, call access.Call, id db.ID, typed TypedResource, seen int64) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		before, err := takeResource(tx, call.By, id)
		if err != nil {
			return err
		}
		typed.Department = before.Department
		after, missing := typed.Read()
		if len(missing) > 0 {
			return &workflow.Refusal{Act: ActManageResources, Reasons: missing}
		}
		after.ID, after.Version = before.ID, before.Version
		if after == before {
			return nil // a second click, or nothing changed
		}
		if seen != before.Version {
			return workflow.Refuse(ActManageResources, "", "Cette fiche a été corrigée par quelqu’un d’autre entre-temps. Ouvrez-la de nouveau dans un autre onglet, puis reportez-y ce que vous avez écrit.", "")
		}
		after.Version++
		if err := updateResource(tx, after, call.At.Recorded); err != nil {
			return err
		}
		return after.write(tx, call, "correct")
	})
}

// takeResource is an entry that an actor may change, for this transaction alone.
func takeResource(tx *db.Tx, by access.Actor, id db.ID) (Resource, error) {
	if err := tx.Lock("resource", "id", id); err != nil {
		return Resource{}, err
	}
	r, err := findResource(tx, id)
	if errors.Is(err, db.ErrNotFound) || err == nil && !by.Can(ActManageResources, r.Place) {
		return Resource{}, ErrNotFound
	}
	return r, err
}

// ReadResource is an entry that an actor may see, or ErrNotFound.
func (c *Chapter) ReadResource(tx *db.Tx, by access.Actor, id db.ID) (Resource, error) {
	r, err := findResource(tx, id)
	if errors.Is(err, db.ErrNotFound) || err == nil && !by.Can(ActRead, r.Place) {
		return Resource{}, ErrNotFound
	}
	return r, err
}
