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
	ContentGone   bool  // a removed piece that was never sent
	FirstSent     int64 // the first version that it was joined to; 0: none that is kept
	LastSent      int64
}

// Removed tells whether the school took the piece back.
func (a Attachment) Removed() bool { return !a.RemovedAt.IsZero() }

// Sent tells whether the committee could read the piece: it is of a version, or,
// of a file that keeps none, it was there when it was submitted.
func (a Attachment) Sent(p Project) bool {
	return a.LastSent > 0 || p.Unkept() && !a.HappenedAt.After(p.SubmittedAt)
}

// In tells whether the piece was joined to what was sent as a version. One that was
// taken back is not joined again: its versions follow each other.
func (a Attachment) In(version int64) bool {
	return a.FirstSent > 0 && a.FirstSent <= version && version <= a.LastSent
}

// as is a piece as a level knows it: those who read what was sent know neither what
// has been joined since, nor what has been taken back. ok is false for a piece that
// they do not know at all.
func (a Attachment) as(by access.Level, p Project) (known Attachment, ok bool) {
	version := p.reads(by)
	switch {
	case by == access.School && version == 0:
		return a, true
	case version == 0:
		return a, !a.ContentGone
	case a.LastSent == version:
		a.RemovedByName, a.RemovedAt = "", civil.Instant{}
	}
	return a, a.LastSent > 0 || by == access.School
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
	if !a.Sent(d.Project) {
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

// Attachments lists the pieces of a file as a level knows them, the first first.
// What was never sent is the school's own affair.
func Attachments(tx *db.Tx, p Project, by access.Level) (known []Attachment, err error) {
	all, err := attachmentsOf(tx, p.ID)
	for _, a := range all {
		if a, ok := a.as(by, p); ok {
			known = append(known, a)
		}
	}
	return known, err
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
	a, known := a.as(by.Role.Level(), p)
	if !known {
		return Attachment{}, file.Kept{}, ErrNotFound
	}
	kept, err := file.Find(tx, a.File)
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	return a, kept, err
}
