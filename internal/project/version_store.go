package project

import (
	"encoding/json"
	"strings"

	"preau/internal/db"
)

func findVersion(tx *db.Tx, project db.ID, version int64) (v Version, err error) {
	err = tx.Get(&v, `SELECT v.version, v.rules_version, v.revision, v.asked_cents, v.answers, v.digest, p.name AS person_name, s.happened_at
		FROM project_version v JOIN project_step s ON s.id = v.step JOIN person p ON p.id = s.person
		WHERE v.project = $1 AND v.version = $2`, project, version)
	return v, err
}

// insertVersion keeps the last version of a file, and the pieces that are joined.
func insertVersion(tx *db.Tx, p Project, step db.ID, answers []byte) error {
	if _, err := tx.Exec(`INSERT INTO project_version (project, version, step, rules_version, revision, asked_cents, answers, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.SentVersion, step, p.RulesVersion, p.Revision, p.AskedCents, string(answers), digestOf(answers)); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO project_version_piece (project, version, attachment)
		SELECT project, $1, id FROM attachment WHERE project = $2 AND removed_at IS NULL`, p.SentVersion, p.ID)
	return err
}

// lastSending is the step by which a file was last sent.
func lastSending(tx *db.Tx, project db.ID) (step db.ID, err error) {
	err = tx.Get(&step, "SELECT id FROM project_step WHERE project = $1 AND act = $2 ORDER BY id DESC LIMIT 1", project, ActSubmit)
	return step, err
}

// sendingsAfter are the submissions of some files, from a number on.
func sendingsAfter(tx *db.Tx, number string, files int) (some []sending, err error) {
	err = tx.Select(&some, `SELECT p.number, p.sent_version, p.asked_cents AS asked, COALESCE(v.version, 0) AS version,
			COALESCE(v.asked_cents, 0) AS asked_cents, COALESCE(v.answers, '') AS answers, COALESCE(v.digest, '') AS digest
		FROM (SELECT id, number, sent_version, asked_cents FROM project WHERE number > $1 ORDER BY number LIMIT $2) p
		LEFT JOIN project_step s ON s.project = p.id AND s.act = $3 LEFT JOIN project_version v ON v.step = s.id
		ORDER BY p.number, s.id`, number, files, ActSubmit)
	return some, err
}

// journaledSheets are the digests of the sheets at each submission, by file, as the
// journal keeps them.
func journaledSheets(tx *db.Tx) (map[string][]string, error) {
	var rows []struct{ Subject, Detail string }
	err := tx.Select(&rows, "SELECT subject, detail FROM journal WHERE act = $1 ORDER BY seq", ActSubmit)
	digests := map[string][]string{}
	for _, row := range rows {
		var kept entry
		number, _ := strings.CutPrefix(row.Subject, "project:")
		if json.Unmarshal([]byte(row.Detail), &kept) != nil {
			kept = entry{} // its digest is not the version's: it shows
		}
		digests[number] = append(digests[number], kept.Sheet)
	}
	return digests, err
}
