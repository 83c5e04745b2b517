package project

import (
	"fmt"
	"strings"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Decided is what the committee of a region has decided of a file, as its meeting
// tells it: what the school, the region and the nation did since is another story.
type Decided struct {
	Number     string
	School     string
	Town       string
	Department string
	AskedCents civil.Cents  // of what the school had sent last
	Act        workflow.Act // of the decision; blank: there is none
	Reason     string
	Until      civil.Date // of a return
	At         civil.Instant
	Opinion    string
	Earlier    workflow.Act // decided before the meeting, as long as Act is blank
	EarlierOn  civil.Date
	After      int64 // how many times what is told of the file was said again once the meeting was closed
}

// deciding are the acts of Decided.Act.
var deciding = map[string]bool{string(ActPreselect): true, string(ActReserve): true, string(ActReturn): true, string(ActDiscard): true}

// DecidedOf is what was decided of some files of a region, by number, from the day of
// a meeting to that when a later one takes each again (none: up to now). What a school
// did counts as long as the meeting was not closed.
func DecidedOf(tx *db.Tx, campaign, region string, numbers []string, held civil.Date, closed civil.Instant, later map[string]civil.Date) (map[string]Decided, error) {
	rows, err := decidedRows(tx, campaign, region, numbers)
	all := map[string]Decided{}
	for _, row := range rows {
		d, known := all[row.Number]
		if !known {
			d = Decided{Number: row.Number, School: row.SchoolName, Town: row.Town, Department: row.Department, AskedCents: row.AskedCents}
		}
		again := later[row.Number]
		if told[workflow.Act(row.Act)] && !closed.IsZero() && row.HappenedAt.Time().After(closed.Time()) && (again.IsZero() || row.HappenedAt.Date().Before(again)) {
			d.After++
		}
		inTime := closed.IsZero() || !row.HappenedAt.Time().After(closed.Time())
		switch {
		case (row.Act == string(ActSubmit) || row.Act == string(ActWithdraw)) && !inTime:
		case row.Act == string(ActSubmit):
			d.AskedCents = row.SentCents
		case !again.IsZero() && !row.HappenedAt.Date().Before(again):
		case row.Act == string(ActOpine):
			d.Opinion = row.Reason
		case deciding[row.Act] && row.HappenedAt.Date().Before(held):
			d.Earlier, d.EarlierOn = workflow.Act(row.Act), row.HappenedAt.Date()
		case deciding[row.Act], row.Act == string(ActWithdraw):
			d.Act, d.Reason, d.Until, d.At = workflow.Act(row.Act), row.Reason, row.Until, row.HappenedAt
		}
		all[row.Number] = d
	}
	return all, err
}

// A decidedRow is a step of a file, with the file.
type decidedRow struct {
	Number, SchoolName, Town, Department string
	AskedCents                           civil.Cents
	SentCents                            civil.Cents // of the version that the step made
	Act, Reason                          string
	Until                                civil.Date
	HappenedAt                           civil.Instant
}

func decidedRows(tx *db.Tx, campaign, region string, numbers []string) (rows []decidedRow, err error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	places, args := make([]string, len(numbers)), []any{campaign, region}
	for i, number := range numbers {
		args = append(args, number)
		places[i] = fmt.Sprintf("$%d", len(args))
	}
	err = tx.Select(&rows, `SELECT p.number, h.name AS school_name, h.town, p.department, p.asked_cents, COALESCE(v.asked_cents, p.asked_cents) AS sent_cents,
			s.act, s.reason, s.until_day AS until, s.happened_at
		FROM project p JOIN school h ON h.uai = p.school JOIN project_step s ON s.project = p.id LEFT JOIN project_version v ON v.step = s.id
		WHERE p.campaign = $1 AND p.region = $2 AND p.number IN (`+strings.Join(places, ", ")+`)
			AND s.act IN ('project.submit', 'project.opine', 'project.preselect', 'project.reserve', 'project.return', 'project.discard', 'project.withdraw')
		ORDER BY s.id`, args...)
	return rows, err
}
