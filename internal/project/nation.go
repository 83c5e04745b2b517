package project

import (
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// beforeNation is, in SQL, the files that the committee of the nation has before it:
// those that the regions have sent, those it sent back, and those it has decided
// (§3.2). They stay on its page when the decisions are told, until they are closed.
const beforeNation = `p.state IN ('transmitted', 'sent_back', 'validated', 'refused')`

// A Tally is what the files of a department in a state come to.
type Tally struct {
	Region     string
	Department string
	State      workflow.State
	Files      int64
	Asked      civil.Cents
	Granted    civil.Cents
}

// NationTallies counts the files that the committee of the nation has before it, by
// department and state. Who asks has a right to the committee.
func NationTallies(tx *db.Tx, campaign string) (all []Tally, err error) {
	err = tx.Select(&all, `SELECT p.region, p.department, p.state, count(*) AS files, CAST(SUM(p.asked_cents) AS BIGINT) AS asked,
			CAST(SUM(COALESCE(p.granted_cents, 0)) AS BIGINT) AS granted
		FROM project p WHERE p.campaign = $1 AND `+beforeNation+` GROUP BY p.region, p.department, p.state ORDER BY p.region, p.department, p.state`, campaign)
	return all, err
}

// NationDocket lists the files of a region that the committee of the nation has before
// it, by number, without their sheets: see Fill. Who asks has a right to the committee,
// which is what opens them.
func (c *Chapter) NationDocket(tx *db.Tx, campaign, region string) (files []Filled, err error) {
	var rows []docketRow
	err = tx.Select(&rows, docketSelect("FALSE")+" WHERE p.campaign = $1 AND p.region = $2 AND "+beforeNation+" ORDER BY p.number", campaign, region)
	for _, row := range rows {
		files = append(files, Filled{Project: row.Project, Version: row.SentVersion, School: row.SchoolName, Town: row.Town})
	}
	return files, err
}

// Fill reads at once the sheets of files of a docket, as they were last sent. The acts
// of the nation have no limit: none is read.
func (c *Chapter) Fill(tx *db.Tx, files []Filled) (filled []Filled, err error) {
	if len(files) == 0 {
		return nil, nil
	}
	ids := make([]db.ID, len(files))
	for i, f := range files {
		ids[i] = f.ID
	}
	places, args := among(1, ids)
	var sent []struct {
		Project db.ID
		Answers string
	}
	if err := tx.Select(&sent, `SELECT v.project, v.answers FROM project p JOIN project_version v ON v.project = p.id AND v.version = p.sent_version
		WHERE p.id IN (`+places+")", args...); err != nil {
		return nil, err
	}
	answers := map[db.ID]string{}
	for _, version := range sent {
		answers[version.Project] = version.Answers
	}
	for _, f := range files {
		row := docketRow{namedProject{f.Project, f.School, f.Town}, true, answers[f.ID]}
		if f, err = c.docketed(tx, row, campaign.Limits{}); err != nil {
			return nil, err
		}
		filled = append(filled, f)
	}
	return filled, nil
}

// Said is what was said of a file on its way to the nation.
type Said struct {
	Opinions []Opinion // of the committee of its region, the first first (annexe 3)
	Reason   string    // of the last decision of the nation; blank: none is given
}

// Opinion is what the committee of a region said of a file, « avis ».
type Opinion struct {
	Text       string
	PersonName string
	HappenedAt civil.Instant
	Outdated   bool
}

// Outdated tells whether a step is an opinion that holds no more: the nation has sent
// the file back since (R9). It stays written.
func Outdated(steps []Step, i int) bool {
	if steps[i].Act != ActOpine {
		return false
	}
	for _, later := range steps[i+1:] {
		if later.Act == ActSendBack {
			return true
		}
	}
	return false
}

// NationSaid is, by file, what was said of those of NationDocket.
func NationSaid(tx *db.Tx, campaign, region string) (map[db.ID]Said, error) {
	var rows []struct {
		Project db.ID
		Step
	}
	if err := tx.Select(&rows, `SELECT s.project, s.act, s.reason, s.happened_at, w.name AS person_name
		FROM project p JOIN project_step s ON s.project = p.id JOIN person w ON w.id = s.person
		WHERE p.campaign = $1 AND p.region = $2 AND `+beforeNation+`
		AND s.act IN ('project.opine', 'project.send_back', 'project.validate', 'project.refuse') ORDER BY s.id`, campaign, region); err != nil {
		return nil, err
	}
	steps := map[db.ID][]Step{}
	for _, row := range rows {
		steps[row.Project] = append(steps[row.Project], row.Step)
	}
	all := map[db.ID]Said{}
	for id, its := range steps {
		var said Said
		for i, step := range its {
			if step.Act == ActOpine {
				said.Opinions = append(said.Opinions, Opinion{step.Reason, step.PersonName, step.HappenedAt, Outdated(its, i)})
			} else {
				said.Reason = step.Reason
			}
		}
		all[id] = said
	}
	return all, nil
}

// Undecided are the files of a docket that the nation may still validate, to be
// validated at once.
func Undecided(files []Filled) Batch {
	b := Batch{Act: ActValidate}
	for _, f := range files {
		if f.State == Transmitted {
			b.Rows = append(b.Rows, BatchRow{f.Project, f.School, f.Town})
		}
	}
	return b
}

// ValidateAllTx validates, each for what it asks, every file of a region that waits
// for the nation: all, or none. It refuses a list that is no longer the one that was
// read, an empty one, and says of each file what stands in the way.
func (c *Chapter) ValidateAllTx(tx *db.Tx, call access.Call, region, seal string) (int, error) {
	if !call.By.May(ActValidate) {
		return 0, ErrNotFound
	}
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return 0, err
	}
	batch := Batch{Act: ActValidate}
	if batch.Rows, err = transmittedRows(tx, call.By, rules.Code, region); err != nil {
		return 0, err
	}
	if err := batch.asRead(seal); err != nil {
		return 0, err
	}
	moved, err := c.moveEach(tx, call, batch, func(row BatchRow) Input { return Input{Granted: row.AskedCents} })
	return len(moved), err
}

func transmittedRows(tx *db.Tx, by access.Actor, campaign, region string) (rows []BatchRow, err error) {
	place, args := by.Filter(ActValidate, 3)
	err = tx.Select(&rows, "SELECT "+columns+`, school_name, town FROM (
			SELECT p.*, s.name AS school_name, s.town FROM project p JOIN school s ON s.uai = p.school) AS p
		WHERE campaign = $1 AND region = $2 AND `+place+" AND state = 'transmitted' ORDER BY number", append([]any{campaign, region}, args...)...)
	return rows, err
}
