package project

import (
	"errors"

	"preau/internal/access"
	"preau/internal/db"
)

const attachments = `SELECT a.id, a.file, a.label, f.name, f.type, f.size, f.digest, p.name AS person_name, a.happened_at,
		COALESCE(r.name, '') AS removed_by_name, a.removed_at, f.removed_at IS NOT NULL AS content_gone,
		COALESCE((SELECT min(v.version) FROM project_version_piece v WHERE v.attachment = a.id), 0) AS first_sent,
		COALESCE((SELECT max(v.version) FROM project_version_piece v WHERE v.attachment = a.id), 0) AS last_sent
	FROM attachment a JOIN file f ON f.id = a.file JOIN person p ON p.id = a.person LEFT JOIN person r ON r.id = a.removed_by `

func attachmentsOf(tx *db.Tx, project db.ID) (all []Attachment, err error) {
	err = tx.Select(&all, attachments+"WHERE a.project = $1 ORDER BY a.id", project)
	return all, err
}

// attachmentOf returns a piece of a file, or ErrNotFound.
func attachmentOf(tx *db.Tx, project, piece db.ID) (a Attachment, err error) {
	err = tx.Get(&a, attachments+"WHERE a.project = $1 AND a.id = $2", project, piece)
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	return a, err
}

// CountAttachments is how many pieces a file has, as a level knows it.
func CountAttachments(tx *db.Tx, p Project, by access.Level) (n int64, err error) {
	if version := p.reads(by); version > 0 {
		err = tx.Get(&n, "SELECT count(*) FROM project_version_piece WHERE project = $1 AND version = $2", p.ID, version)
		return n, err
	}
	err = tx.Get(&n, "SELECT count(*) FROM attachment WHERE project = $1 AND removed_at IS NULL", p.ID)
	return n, err
}

func insertAttachment(tx *db.Tx, project db.ID, a Attachment, call access.Call) error {
	_, err := tx.Exec(`INSERT INTO attachment (id, project, file, label, person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, project, a.File, a.Label, call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return err
}

func removeAttachment(tx *db.Tx, piece db.ID, call access.Call) error {
	return tx.Change("UPDATE attachment SET removed_by = $1, removed_at = $2 WHERE id = $3", call.By.Person.ID, call.At.Happened, piece)
}
