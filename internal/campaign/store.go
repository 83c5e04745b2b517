package campaign

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

type campaignRow struct {
	Code    string
	Label   string
	Version int64
}

// takeCampaign returns a campaign, and keeps it for this transaction alone. One
// that is not there yet is made, in version 0: nodes that start together wait here
// for one another.
func takeCampaign(tx *db.Tx, code string) (campaignRow, error) {
	var row campaignRow
	if _, err := tx.Exec(`INSERT INTO campaign (code, label, version, current) VALUES ($1, '', 0, FALSE)
		ON CONFLICT (code) DO NOTHING`, code); err != nil {
		return row, err
	}
	if err := tx.Lock("campaign", "code", code); err != nil {
		return row, err
	}
	err := tx.Get(&row, "SELECT code, label, version FROM campaign WHERE code = $1", code)
	return row, err
}

func currentCampaign(tx *db.Tx) (campaignRow, error) {
	var row campaignRow
	err := tx.Get(&row, "SELECT code, label, version FROM campaign WHERE current")
	return row, err
}

func saveCampaign(tx *db.Tx, row campaignRow, files map[string][]byte, at civil.Instant) error {
	if _, err := tx.Exec("UPDATE campaign SET current = FALSE"); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO campaign (code, label, version, current) VALUES ($1, $2, $3, TRUE)
		ON CONFLICT (code) DO UPDATE SET label = excluded.label, version = excluded.version, current = TRUE`,
		row.Code, row.Label, row.Version); err != nil {
		return err
	}
	for name, content := range files {
		if _, err := tx.Exec(`INSERT INTO campaign_file (campaign, version, name, content, recorded_at)
			VALUES ($1, $2, $3, $4, $5)`, row.Code, row.Version, name, content, at); err != nil {
			return err
		}
	}
	return nil
}

type campaignFile struct {
	Name    string
	Content []byte
}

func campaignFiles(tx *db.Tx, code string, version int64) ([]campaignFile, error) {
	var files []campaignFile
	err := tx.Select(&files, "SELECT name, content FROM campaign_file WHERE campaign = $1 AND version = $2", code, version)
	return files, err
}

func insertDue(tx *db.Tx, d Due) error {
	_, err := tx.Exec(`INSERT INTO due (id, campaign, milestone, task, role, school, department, academie, region,
			subject, due_on, opened_at, settled_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)`,
		d.ID, d.Campaign, d.Milestone, d.Task, d.Role, d.School, d.Department, d.Academie, d.Region,
		d.Subject, d.DueOn, d.OpenedAt)
	return err
}

func settleDues(tx *db.Tx, subject string, at civil.Instant) error {
	_, err := tx.Exec("UPDATE due SET settled_at = $1 WHERE subject = $2 AND settled_at IS NULL", at, subject)
	return err
}

func pendingFor(tx *db.Tx, by access.Actor, role access.Role) ([]Pending, error) {
	place, args := by.Filter(access.ActHome, 2)
	var pending []Pending
	err := tx.Select(&pending, fmt.Sprintf(`SELECT milestone, task, due_on, count(*) AS files, min(subject) AS subject
		FROM due WHERE settled_at IS NULL AND role = $1 AND %s
		GROUP BY milestone, task, due_on ORDER BY due_on, task`, place), append([]any{role}, args...)...)
	return pending, err
}

func insertInstallation(tx *db.Tx, i Installation) error {
	_, err := tx.Exec("INSERT INTO installation (one, example, business_date) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING",
		i.Example, i.BusinessDate)
	return err
}

func readInstallation(tx *db.Tx) (Installation, error) {
	var i Installation
	err := tx.Get(&i, "SELECT example, business_date FROM installation WHERE one = 1")
	return i, err
}

func setBusinessDate(tx *db.Tx, day civil.Date) error {
	return tx.Change("UPDATE installation SET business_date = $1 WHERE one = 1 AND example", day)
}
