package project

import (
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/form"
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
// those of some numbers, in that order, with their sheets; and the others that wait
// for it, without. Who asks has a right to the committee, which is what opens them;
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
	answers, err := answersToAll(tx, rules.Code, region, numbers)
	if err != nil {
		return nil, nil, err
	}
	found := map[string]Filled{}
	for _, row := range rows {
		f := Filled{Project: row.Project, Rules: rules, Limits: limits, Answers: answers[row.ID], School: row.SchoolName, Town: row.Town, read: map[string]filling{}}
		if !f.Editable() {
			if f.Rules, err = c.campaigns.Version(tx, f.Campaign, f.RulesVersion); err != nil {
				return nil, nil, err
			}
		}
		found[f.Number] = f
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

// Measure is what a file comes to: how many groups, parents and hours.
type Measure struct {
	Groups, Parents int64
	Hours           civil.Minutes
}

// Measure counts what the sheets of a file plan (annexe 2).
func (f Filled) Measure() (m Measure) {
	for _, sheet := range f.Rules.Sheets {
		read := f.filling(sheet)
		parents, _ := sheet.Sum("parents_expected", read.values, "")
		hours, _ := sheet.Sum("hours_planned", read.values, "")
		m.Groups, m.Parents, m.Hours = m.Groups+read.groups(), m.Parents+parents, m.Hours+civil.Minutes(hours)
	}
	return m
}

// AllFindings are what the checks say of the whole file (R6).
func (f Filled) AllFindings() (all []form.Finding) {
	for _, sheet := range f.Rules.Sheets {
		all = append(all, f.Findings(sheet)...)
	}
	return all
}

type docketRow struct {
	Project
	SchoolName string
	Town       string
}

// numbered is that a file is one of some numbers; its arguments come after n others.
func numbered(numbers []string, n int) (sql string, args []any) {
	if len(numbers) == 0 {
		return "FALSE", nil
	}
	places := make([]string, len(numbers))
	for i, number := range numbers {
		places[i], args = fmt.Sprintf("$%d", n+i+1), append(args, number)
	}
	return "p.number IN (" + strings.Join(places, ", ") + ")", args
}

func docketRows(tx *db.Tx, campaign, region string, numbers []string) (rows []docketRow, err error) {
	where, args := numbered(numbers, 2)
	states := make([]string, len(awaiting))
	for i, state := range awaiting {
		states[i] = "'" + string(state) + "'"
	}
	own := strings.Split(columns, ",")
	for i, column := range own {
		own[i] = "p." + strings.TrimSpace(column)
	}
	err = tx.Select(&rows, "SELECT "+strings.Join(own, ", ")+`, s.name AS school_name, s.town
		FROM project p JOIN school s ON s.uai = p.school
		WHERE p.campaign = $1 AND p.region = $2 AND p.submitted_at IS NOT NULL AND (`+where+" OR p.state IN ("+strings.Join(states, ", ")+`))
		ORDER BY p.number`, append([]any{campaign, region}, args...)...)
	return rows, err
}

// answersToAll are the answers of some files to all their sheets.
func answersToAll(tx *db.Tx, campaign, region string, numbers []string) (map[db.ID]Answers, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	where, args := numbered(numbers, 2)
	var rows []struct {
		Project           db.ID
		Sheet, Key, Value string
	}
	err := tx.Select(&rows, `SELECT a.project, a.sheet, a.key, a.value FROM answer a JOIN project p ON p.id = a.project
		WHERE p.campaign = $1 AND p.region = $2 AND `+where, append([]any{campaign, region}, args...)...)
	all := map[db.ID]Answers{}
	for _, row := range rows {
		if all[row.Project] == nil {
			all[row.Project] = Answers{}
		}
		if all[row.Project][row.Sheet] == nil {
			all[row.Project][row.Sheet] = form.Values{}
		}
		all[row.Project][row.Sheet][row.Key] = row.Value
	}
	return all, err
}
