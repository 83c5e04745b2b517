package campaign

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

type campaignRow struct {
	Code     string
	Label    string
	Version  int64
	Current  bool
	OpenedAt civil.Instant // zero: in preparation
}

const campaignColumns = "code, label, version, current, opened_at"

// takeCampaign returns a campaign, and keeps it for this transaction alone. One
// that is not there yet is made, in version 0: nodes that start together wait here
// for one another.
func takeCampaign(tx *db.Tx, code string) (campaignRow, error) {
	if _, err := tx.Exec(`INSERT INTO campaign (code, label, version, current) VALUES ($1, '', 0, FALSE)
		ON CONFLICT (code) DO NOTHING`, code); err != nil {
		return campaignRow{}, err
	}
	return lockCampaign(tx, code)
}

// lockCampaign is takeCampaign for one that must be there; db.ErrNotFound otherwise.
func lockCampaign(tx *db.Tx, code string) (campaignRow, error) {
	if err := tx.Lock("campaign", "code", code); err != nil {
		return campaignRow{}, err
	}
	return campaignOf(tx, code)
}

func campaignOf(tx *db.Tx, code string) (campaignRow, error) {
	var row campaignRow
	err := tx.Get(&row, "SELECT "+campaignColumns+" FROM campaign WHERE code = $1", code)
	return row, err
}

func currentCampaign(tx *db.Tx) (campaignRow, error) {
	var row campaignRow
	err := tx.Get(&row, "SELECT "+campaignColumns+" FROM campaign WHERE current")
	return row, err
}

func allCampaigns(tx *db.Tx) ([]campaignRow, error) {
	var rows []campaignRow
	err := tx.Select(&rows, "SELECT "+campaignColumns+" FROM campaign ORDER BY code")
	return rows, err
}

// saveCampaign keeps a campaign, with the files of its new version, and who made
// it and why.
func saveCampaign(tx *db.Tx, row campaignRow, files map[string][]byte, call access.Call, reason string) error {
	if err := tx.Change("UPDATE campaign SET label = $1, version = $2 WHERE code = $3", row.Label, row.Version, row.Code); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO campaign_version (campaign, version, reason, person, role, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, row.Code, row.Version, reason, call.By.Person.ID, call.By.Role,
		call.At.Happened, call.At.Recorded); err != nil {
		return err
	}
	for name, content := range files {
		if _, err := tx.Exec(`INSERT INTO campaign_file (campaign, version, name, content, recorded_at)
			VALUES ($1, $2, $3, $4, $5)`, row.Code, row.Version, name, content, call.At.Recorded); err != nil {
			return err
		}
	}
	return nil
}

// makeCurrent makes a campaign the current one, and no other.
func makeCurrent(tx *db.Tx, code string, at civil.Instant) error {
	if _, err := tx.Exec("UPDATE campaign SET current = FALSE WHERE current AND code <> $1", code); err != nil {
		return err
	}
	return tx.Change("UPDATE campaign SET current = TRUE, opened_at = coalesce(opened_at, $1) WHERE code = $2", at, code)
}

// versionsOf lists the versions of a campaign, the latest first.
func versionsOf(tx *db.Tx, code string) ([]Edition, error) {
	var all []Edition
	err := tx.Select(&all, `SELECT v.version, v.reason, coalesce(p.name, '') AS person_name, v.role, v.happened_at
		FROM campaign_version v LEFT JOIN person p ON p.id = v.person WHERE v.campaign = $1 ORDER BY v.version DESC`, code)
	return all, err
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
