package project

import (
	"errors"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/exchange"
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

// Counts is what there is about a file, besides its sheets.
type Counts struct {
	Pieces int64
	Unread map[exchange.Conversation]int64 // messages that the reader has not read
}

// CountsOf counts, for a reader, in one statement: every page of the file says it.
func CountsOf(tx *db.Tx, by access.Actor, p Project) (Counts, error) {
	unread, its := exchange.UnreadRows(by, 3)
	var rows []struct {
		What  string
		Count int64
	}
	pieces := "SELECT count(*) FROM attachment WHERE project = $1 AND removed_at IS NULL"
	if p.reads(by.Role.Level()) > 0 {
		pieces = "SELECT count(*) FROM project_version_piece v JOIN project p ON p.id = v.project AND p.sent_version = v.version WHERE v.project = $1"
	}
	err := tx.Select(&rows, `SELECT 'pieces' AS what, (`+pieces+`) AS count
		UNION ALL SELECT conversation, count(*) FROM (`+unread+`) AS messages WHERE subject = $2 GROUP BY conversation`, append([]any{p.ID, p.Subject()}, its...)...)
	counts := Counts{Unread: map[exchange.Conversation]int64{}}
	for _, row := range rows {
		if row.What == "pieces" {
			counts.Pieces = row.Count
		} else {
			counts.Unread[exchange.Conversation(row.What)] = row.Count
		}
	}
	return counts, err
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
