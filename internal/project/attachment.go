package project

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/workflow"
)

const (
	ActAttach access.Act = "project.attach"
	ActDetach access.Act = "project.detach"
)

// What a project may have: how many pieces, of how many bytes each, and how
// many letters to say what one is.
const (
	MaxAttachments    = 20
	MaxAttachmentSize = file.MaxDocument
	maxLabel          = 200
)

// AttachmentTypes is what a piece may be.
var AttachmentTypes = file.Documents

// Attachment is a document that a school joins to its project, « pièce ».
type Attachment struct {
	ID            db.ID
	File          db.ID
	Label         string // what it is, in the school's words
	Name          string // of the file, safe
	Type          file.Type
	Size          int64 // in bytes
	Digest        string
	PersonName    string
	HappenedAt    civil.Instant
	RemovedByName string // blank: it is there
	RemovedAt     civil.Instant
	ContentGone   bool // a removed piece that was never sent
}

// Removed tells whether the school took the piece back.
func (a Attachment) Removed() bool { return !a.RemovedAt.IsZero() }

// sent tells whether the committee could read the piece: it was there when the
// file was last submitted.
func (a Attachment) sent(p Project) bool {
	return !p.SubmittedAt.IsZero() && !a.HappenedAt.After(p.SubmittedAt)
}

// Attaching is a piece to join.
type Attaching struct {
	Label string
	file.Received
}

// Attach joins a piece to the file of a number while its sheet is open to
// writing, and returns the number. It returns ErrNotFound out of reach, and a
// refusal that says everything wrong: « intitule » and « fichier » are its fields.
func (c *Chapter) Attach(ctx context.Context, call access.Call, number string, in Attaching) (string, error) {
	return c.act(ctx, call, func(tx *db.Tx) (Project, error) { return c.AttachTx(tx, call, number, in) })
}

// AttachTx is Attach in a transaction already begun.
func (c *Chapter) AttachTx(tx *db.Tx, call access.Call, number string, in Attaching) (Project, error) {
	d, err := c.writable(tx, call, ActAttach, number)
	if err != nil {
		return Project{}, err
	}
	all, err := attachmentsOf(tx, d.ID)
	if err != nil {
		return Project{}, err
	}
	in.Label = civil.CleanLine(in.Label)
	if reasons := in.faults(there(all)); len(reasons) > 0 {
		return Project{}, &workflow.Refusal{Act: ActAttach, Reasons: reasons}
	}
	kept, err := file.Keep(tx, call.At, in.File)
	if err != nil {
		return Project{}, err
	}
	a := Attachment{ID: db.NewID(call.At.Recorded.Time()), File: kept.ID, Label: in.Label, Type: kept.Type, Size: kept.Size, Digest: kept.Digest}
	if err := insertAttachment(tx, d.ID, a, call); err != nil {
		return Project{}, err
	}
	return d.Project, c.revised(tx, call, ActAttach, d, a)
}

// faults is everything wrong with a piece to join to those that are there.
func (in Attaching) faults(there []Attachment) []workflow.Missing {
	var all []workflow.Missing
	switch {
	case in.Label == "":
		all = append(all, missing("intitule", "Écrivez ce qu’est cette pièce.", "")...)
	case utf8.RuneCountInString(in.Label) > maxLabel:
		all = append(all, missing("intitule", fmt.Sprintf("Ce texte est trop long\u202f: %d caractères au plus.", maxLabel), "")...)
	}
	if len(there) >= MaxAttachments {
		all = append(all, missing("", fmt.Sprintf("Ce projet a déjà %d pièces, le plus possible. Retirez-en une avant d’en joindre une autre.", MaxAttachments), "")...)
	}
	if why := in.refused(there); why != "" {
		all = append(all, missing("fichier", why, "")...)
	}
	return all
}

// refused is why the file is not taken; blank when it is.
func (in Attaching) refused(there []Attachment) string {
	if why := in.Fault(); why != "" {
		return why
	}
	for _, a := range there {
		if a.Digest == in.File.Digest {
			return fmt.Sprintf("Ce fichier est déjà joint, sous l’intitulé «\u202f%s\u202f».", a.Label)
		}
	}
	return ""
}

// Detach takes a piece back while the sheet is open to writing, and returns the
// number. Its line stays. Its content goes, unless the committee could read it.
// It returns ErrNotFound out of reach, also for a piece of another file, and a
// refusal when it was taken back already.
func (c *Chapter) Detach(ctx context.Context, call access.Call, number string, piece db.ID) (string, error) {
	return c.act(ctx, call, func(tx *db.Tx) (Project, error) { return c.DetachTx(tx, call, number, piece) })
}

// DetachTx is Detach in a transaction already begun.
func (c *Chapter) DetachTx(tx *db.Tx, call access.Call, number string, piece db.ID) (Project, error) {
	d, err := c.writable(tx, call, ActDetach, number)
	if err != nil {
		return Project{}, err
	}
	a, err := attachmentOf(tx, d.ID, piece)
	if err != nil {
		return Project{}, err
	}
	if a.Removed() {
		return Project{}, workflow.Refuse(ActDetach, "", "Cette pièce est déjà retirée.", "")
	}
	if err := removeAttachment(tx, a.ID, call); err != nil {
		return Project{}, err
	}
	if !a.sent(d.Project) {
		if err := file.Remove(tx, call.At, a.File); err != nil {
			return Project{}, err
		}
	}
	return d.Project, c.revised(tx, call, ActDetach, d, a)
}

// writable loads a file for an act that belongs to the filling of its sheet,
// and is allowed as long as that is.
func (c *Chapter) writable(tx *db.Tx, call access.Call, act workflow.Act, number string) (*Dossier, error) {
	d, err := c.dossier(tx, call, act, number)
	if err != nil {
		return nil, err
	}
	_, err = Moves.Apply(ActEdit, d.State, d, d.late(call.At.Happened))
	return d, err
}

// revised ends a change of the pieces: what was read over before is no more what
// would be submitted. The journal, last, gets no name: it could be a parent's.
func (c *Chapter) revised(tx *db.Tx, call access.Call, act workflow.Act, d *Dossier, a Attachment) error {
	d.Revision++
	d.SavedAt = call.At.Happened
	if err := updateProject(tx, d.Project); err != nil {
		return err
	}
	return call.Write(tx, act, d.Subject(), attachmentEntry{a.ID, a.Type, a.Size, a.Digest})
}

// attachmentEntry is what the journal keeps of a piece.
type attachmentEntry struct {
	ID     db.ID     `json:"id"`
	Type   file.Type `json:"type"`
	Size   int64     `json:"size"`
	Digest string    `json:"sha256"`
}

// there are the pieces that have not been taken back.
func there(all []Attachment) []Attachment {
	return slices.DeleteFunc(slices.Clone(all), Attachment.Removed)
}

// Attachments lists the pieces of a file that a level may know, the first
// first. One taken back before it was ever sent is the school's own affair.
func Attachments(tx *db.Tx, p Project, by access.Level) ([]Attachment, error) {
	all, err := attachmentsOf(tx, p.ID)
	return slices.DeleteFunc(all, func(a Attachment) bool { return a.ContentGone && by != access.School }), err
}

// Attachment returns a piece of the file of a number, and its content's file,
// to those who read that file. It returns ErrNotFound out of reach, for a piece
// of another file, and when the content is gone.
func (c *Chapter) Attachment(tx *db.Tx, by access.Actor, number string, piece db.ID) (Attachment, file.Kept, error) {
	p, err := find(tx, by, ActRead, number)
	if err != nil {
		return Attachment{}, file.Kept{}, err
	}
	a, err := attachmentOf(tx, p.ID, piece)
	if err != nil {
		return Attachment{}, file.Kept{}, err
	}
	kept, err := file.Find(tx, a.File)
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	return a, kept, err
}
