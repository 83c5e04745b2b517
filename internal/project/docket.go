package project

import (
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/workflow"
)

// awaiting are the states of the files that wait for the committee of their
// region: sent, to be completed, or kept in reserve (§3.1).
var awaiting = []workflow.State{Submitted, Returned, Reserve, SentBack}

// Awaits tells whether the file waits for the committee of its region.
func (p Project) Awaits() bool {
	for _, state := range awaiting {
		if p.State == state {
			return true
		}
	}
	return false
}

// Docket reads at once the files that the committee of a region has before it:
// those of some numbers, in that order, with their sheets as they were last sent;
// and the others that wait for it, without. Who asks has a right to the committee, which is what opens them;
// a file of another region, or never sent, is left out.
//
// The limits of each are those of the region's own acts.
func (c *Chapter) Docket(tx *db.Tx, rules *campaign.Campaign, region string, numbers []string) (files, others []Filled, err error) {
	rows, err := docketRows(tx, rules.Code, region, numbers)
	if err != nil {
		return nil, nil, err
	}
	limits, err := campaign.LimitsAt(tx, rules, access.Place{Region: region})
	if err != nil {
		return nil, nil, err
	}
	found := map[string]Filled{}
	for _, row := range rows {
		if found[row.Number], err = c.docketed(tx, row, limits); err != nil {
			return nil, nil, err
		}
	}
	for _, number := range numbers {
		if f, known := found[number]; known {
			files = append(files, f)
			delete(found, number)
		}
	}
	for _, row := range rows {
		if f, left := found[row.Number]; left {
			others = append(others, f)
		}
	}
	return files, others, nil
}

// docketed is a file as the committee reads it: what the school writes in one that
// was returned is not read before it is sent again.
func (c *Chapter) docketed(tx *db.Tx, row docketRow, limits campaign.Limits) (f Filled, err error) {
	f = Filled{Project: row.Project, Version: row.SentVersion, Limits: limits, Answers: Version{Answers: row.Answers}.read(),
		School: row.SchoolName, Town: row.Town, read: map[string]filling{}}
	if row.Asked && f.Version > 0 {
		f.readings = &c.readings
	}
	if f.Unkept() && row.Asked {
		if f.Answers, err = answersOf(tx, f.ID); err != nil {
			return f, err
		}
	}
	f.Rules, err = c.campaigns.Version(tx, f.Campaign, f.RulesVersion)
	return f, err
}

// A docketRow is a file of a docket; Asked, when its number was asked for: it comes
// with the answers that were last sent.
type docketRow struct {
	namedProject
	Asked   bool
	Answers string
}

func docketRows(tx *db.Tx, campaign, region string, numbers []string) (rows []docketRow, err error) {
	places, args := make([]string, len(numbers)), []any{campaign, region}
	for i, number := range numbers {
		args = append(args, number)
		places[i] = fmt.Sprintf("$%d", len(args))
	}
	asked := "FALSE"
	if len(numbers) > 0 {
		asked = "p.number IN (" + strings.Join(places, ", ") + ")"
	}
	states := make([]string, len(awaiting))
	for i, state := range awaiting {
		states[i] = "'" + string(state) + "'"
	}
	err = tx.Select(&rows, docketSelect(asked)+` WHERE p.campaign = $1 AND p.region = $2 AND p.submitted_at IS NOT NULL AND (`+asked+" OR p.state IN ("+strings.Join(states, ", ")+`))
		ORDER BY p.number`, args...)
	return rows, err
}

// docketSelect begins a docket, up to its WHERE: asked is, in SQL, which files come
// with their answers.
func docketSelect(asked string) string {
	return "SELECT " + ownColumns + ", s.name AS school_name, s.town, " + asked + ` AS asked, COALESCE(v.answers, '') AS answers
		FROM project p JOIN school s ON s.uai = p.school
		LEFT JOIN project_version v ON v.project = p.id AND v.version = p.sent_version AND ` + asked
}
