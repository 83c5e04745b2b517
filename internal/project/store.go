package project

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/form"
	"preau/internal/territory"
	"preau/internal/workflow"
)

const columns = `id, number, campaign, school, department, academie, region, state, released, revision, rules_version,
	sent_version, asked_cents, draft_cents, granted_cents, opinion, saved_at, submitted_at, return_until, opened_at`

// ownColumns are the same, of the row p of a join.
var ownColumns = "p." + strings.Join(strings.Fields(strings.ReplaceAll(columns, ",", " ")), ", p.")

func byNumber(tx *db.Tx, number string) (Project, error) {
	var p Project
	err := tx.Get(&p, "SELECT "+columns+" FROM project WHERE number = $1", number)
	return p, err
}

// A namedProject is a file with its school.
type namedProject struct {
	Project
	SchoolName string
	Town       string
}

func namedByNumber(tx *db.Tx, number string) (p namedProject, err error) {
	err = tx.Get(&p, "SELECT "+ownColumns+", s.name AS school_name, s.town FROM project p JOIN school s ON s.uai = p.school WHERE p.number = $1", number)
	return p, err
}

func numberOf(tx *db.Tx, campaign string, school territory.UAI) (string, error) {
	var number string
	err := tx.Get(&number, "SELECT number FROM project WHERE campaign = $1 AND school = $2", campaign, school)
	return number, err
}

// YearBefore is the last file that the school of a file sent in another campaign
// before it, or db.ErrNotFound.
func YearBefore(tx *db.Tx, p Project) (Project, error) {
	var last Project
	err := tx.Get(&last, "SELECT "+columns+` FROM project
		WHERE school = $1 AND campaign <> $2 AND submitted_at IS NOT NULL AND opened_at < $3 ORDER BY opened_at DESC LIMIT 1`,
		p.School, p.Campaign, p.OpenedAt)
	return last, err
}

// nextNumber gives a department's next number: 2009-93-0042.
func nextNumber(tx *db.Tx, campaign, department string) (string, error) {
	var last int64
	if err := tx.Get(&last, `INSERT INTO project_number (campaign, department, last) VALUES ($1, $2, 1)
		ON CONFLICT (campaign, department) DO UPDATE SET last = project_number.last + 1 RETURNING last`,
		campaign, department); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-%s-%04d", campaign[:4], department, last), nil
}

func insertProject(tx *db.Tx, p Project) error {
	_, err := tx.Exec(`INSERT INTO project (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		p.ID, p.Number, p.Campaign, p.School, p.Department, p.Academie, p.Region, p.State, p.Released, p.Revision,
		p.RulesVersion, p.SentVersion, p.AskedCents, p.DraftCents, p.GrantedCents, p.Opinion, p.SavedAt, p.SubmittedAt, p.ReturnUntil, p.OpenedAt)
	return err
}

func updateProject(tx *db.Tx, p Project) error {
	return tx.Change(`UPDATE project SET state = $1, released = $2, revision = $3, rules_version = $4, sent_version = $5,
			asked_cents = $6, draft_cents = $7, granted_cents = $8, opinion = $9, saved_at = $10, submitted_at = $11, return_until = $12
			WHERE id = $13`,
		p.State, p.Released, p.Revision, p.RulesVersion, p.SentVersion, p.AskedCents, p.DraftCents, p.GrantedCents, p.Opinion, p.SavedAt,
		p.SubmittedAt, p.ReturnUntil, p.ID)
}

func insertStep(tx *db.Tx, project db.ID, s Step, call access.Call) error {
	_, err := tx.Exec(`INSERT INTO project_step (id, project, act, from_state, to_state, level, held, reason,
			granted_cents, until_day, person, role, delegated_by, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULLIF($13, CAST(0 AS BIGINT)), $14, $15)`,
		s.ID, project, s.Act, s.FromState, s.ToState, s.Level, s.Held, s.Reason, s.GrantedCents, s.Until,
		call.By.Person.ID, call.By.Role, call.By.For.ID, s.HappenedAt, call.At.Recorded)
	return err
}

// lastDecision is the reason given with the latest decision not released.
func lastDecision(tx *db.Tx, project db.ID) (reason string, err error) {
	err = tx.Get(&reason, `SELECT reason FROM project_step
		WHERE project = $1 AND held AND act <> 'project.opine' ORDER BY id DESC LIMIT 1`, project)
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	return reason, err
}

// opinedSince tells whether the region gave an opinion since the last step of an act.
func opinedSince(tx *db.Tx, project db.ID, act workflow.Act) (is bool, err error) {
	err = tx.Get(&is, `SELECT EXISTS (SELECT 1 FROM project_step s WHERE s.project = $1 AND s.act = 'project.opine'
		AND s.id > (SELECT COALESCE(max(b.id), 0) FROM project_step b WHERE b.project = $1 AND b.act = $2))`, project, act)
	return is, err
}

// hiddenSteps is, in SQL, the steps that a level may not know: the decisions held
// above them.
func hiddenSteps(by access.Level) string {
	switch by {
	case access.Nation, access.Platform:
		return "FALSE"
	case access.Region:
		return "s.held AND s.level = 'nation'"
	}
	return "s.held"
}

// History lists the steps of a file that a level may know, the first first.
func History(tx *db.Tx, p Project, by access.Level) ([]Step, error) {
	var steps []Step
	err := tx.Select(&steps, `SELECT s.id, s.act, s.from_state, s.to_state, s.level, s.held, s.reason, s.granted_cents,
			s.until_day AS until, COALESCE(v.version, 0) AS version,
			p.name AS person_name, s.role, COALESCE(l.name, '') AS delegator_name, s.happened_at
		FROM project_step s JOIN person p ON p.id = s.person LEFT JOIN person l ON l.id = s.delegated_by
		LEFT JOIN project_version v ON v.step = s.id
		WHERE s.project = $1 AND NOT (`+hiddenSteps(by)+`) ORDER BY s.id`, p.ID)
	for i := 1; i < len(steps); i++ {
		steps[i].FromState = steps[i-1].ToState // as far as they know
	}
	return steps, err
}

func fieldsOf(tx *db.Tx, project db.ID, sheet string) (map[string]Answer, error) {
	var rows []Answer
	err := tx.Select(&rows, `SELECT a.sheet, a.key, a.value, a.version, p.name AS person_name, a.happened_at
		FROM answer a JOIN person p ON p.id = a.person WHERE a.project = $1 AND a.sheet = $2`, project, sheet)
	fields := make(map[string]Answer, len(rows))
	for _, row := range rows {
		fields[row.Key] = row
	}
	return fields, err
}

func answersOf(tx *db.Tx, project db.ID) (Answers, error) {
	var rows []struct{ Sheet, Key, Value string }
	err := tx.Select(&rows, "SELECT sheet, key, value FROM answer WHERE project = $1", project)
	answers := Answers{}
	for _, row := range rows {
		if answers[row.Sheet] == nil {
			answers[row.Sheet] = form.Values{}
		}
		answers[row.Sheet][row.Key] = row.Value
	}
	return answers, err
}

// answersFor are the answers that a level reads.
func answersFor(tx *db.Tx, p Project, by access.Level) (Answers, error) {
	if version := p.reads(by); version > 0 {
		kept, err := findVersion(tx, p.ID, version)
		return kept.read(), err
	}
	return answersOf(tx, p.ID)
}

func putAnswer(tx *db.Tx, project db.ID, a Answer, call access.Call) error {
	_, err := tx.Exec(`INSERT INTO answer (project, sheet, key, value, version, person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (project, sheet, key) DO UPDATE SET value = excluded.value, version = excluded.version,
			person = excluded.person, happened_at = excluded.happened_at, recorded_at = excluded.recorded_at`,
		project, a.Sheet, a.Key, a.Value, a.Version, call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return err
}

// seenColumn is Project.Seen in SQL.
func seenColumn(by access.Level) string {
	switch by {
	case access.Nation, access.Platform:
		return "state"
	case access.Region:
		return "CASE WHEN state IN ('validated', 'refused') AND released <> state THEN released ELSE state END"
	}
	return "released"
}

// askedColumn is what a file asks for as a level reads it, as Filled.AskedCents.
func askedColumn(by access.Level) string {
	if by == access.School {
		return "CASE WHEN released IN ('draft', 'returned') THEN draft_cents ELSE asked_cents END"
	}
	return "asked_cents"
}

// Row is a line of the list.
type Row struct {
	ID           db.ID
	Number       string
	SchoolName   string
	Town         string
	Department   string
	Academie     string
	Seen         workflow.State
	AskedCents   civil.Cents
	GrantedCents *civil.Cents // nil: none, or the reader may not know yet
	SubmittedAt  civil.Instant
	Turn         Turn // as far as the reader may know; without a role: nobody's
}

// Subject names the file of a line: see Project.Subject.
func (r Row) Subject() string { return Project{Number: r.Number}.Subject() }

// Query is what a list is asked for; blank is all.
type Query struct {
	State      workflow.State
	Messages   Messages
	Department string
	Academie   string
	Page       int  // from 1
	All        bool // every line, for an export
}

// Messages narrows a list by what is written on the files.
type Messages string

const (
	MessagesUnread Messages = "unread" // something is not read
	MessagesAsked  Messages = "asked"  // an answer is waited for, from the reader's side
)

// PageSize is how many lines a page of the list has.
const PageSize = 20

// Listing is a page of the list: its lines, and how many files stand in each
// state under the other filters.
type Listing struct {
	Rows   []Row
	Counts map[workflow.State]int64
	Total  int64 // of the state asked for, or of all
}

// Subjects are those of the lines.
func (l Listing) Subjects() (all []string) {
	for _, row := range l.Rows {
		all = append(all, row.Subject())
	}
	return all
}

// List shows the files that an actor may read, by number.
func List(tx *db.Tx, by access.Actor, campaign string, q Query) (Listing, error) {
	s := selectionOf(by, campaign, q)
	counts, err := s.counts(tx)
	if err != nil {
		return Listing{}, err
	}
	listing := Listing{Counts: counts, Total: counts[q.State]}
	if q.State == "" {
		for _, n := range counts {
			listing.Total += n
		}
	} else {
		s.and(seenColumn(s.level)+" = %s", q.State)
	}
	if listing.Rows, err = s.rows(tx, q); err != nil {
		return Listing{}, err
	}
	return listing, s.turns(tx, listing.Rows)
}

// selection builds the WHERE of a list.
type selection struct {
	by    access.Actor
	level access.Level
	where string
	args  []any
}

// selectionOf is what a list is asked for, its state aside.
func selectionOf(by access.Actor, campaign string, q Query) *selection {
	s := &selection{by: by, level: by.Role.Level()}
	s.and("campaign = %s", campaign)
	if q.Department != "" {
		s.and("department = %s", q.Department)
	}
	if q.Academie != "" {
		s.and("academie = %s", q.Academie)
	}
	switch q.Messages {
	case MessagesUnread:
		s.among(exchange.SubjectsUnread)
	case MessagesAsked:
		s.among(exchange.SubjectsAsked)
	}
	return s
}

// among keeps the files that are subjects of a list that the reader has.
func (s *selection) among(subjects func(access.Actor, int) (string, []any)) {
	sql, its := subjects(s.by, len(s.args)+1)
	s.where += " AND 'project:' || number IN (" + sql + ")"
	s.args = append(s.args, its...)
}

func (s *selection) and(condition string, value any) {
	s.args = append(s.args, value)
	if s.where != "" {
		s.where += " AND "
	}
	s.where += fmt.Sprintf(condition, fmt.Sprintf("$%d", len(s.args)))
}

// within adds the actor's reach, and hides from others the school's drafts.
func (s *selection) within() (where string, args []any) {
	place, its := s.by.Filter(ActRead, len(s.args)+1)
	where = s.where + " AND " + place
	if s.level != access.School {
		where += " AND submitted_at IS NOT NULL"
	}
	return where, append(append([]any{}, s.args...), its...)
}

func (s *selection) counts(tx *db.Tx) (map[workflow.State]int64, error) {
	where, args := s.within()
	var rows []struct {
		Seen  workflow.State
		Files int64
	}
	err := tx.Select(&rows, "SELECT "+seenColumn(s.level)+" AS seen, count(*) AS files FROM project WHERE "+where+" GROUP BY 1", args...)
	counts := map[workflow.State]int64{}
	for _, row := range rows {
		counts[row.Seen] += row.Files
	}
	return counts, err
}

// maxExport bounds a list that is not cut into pages: more than there are
// écoles, collèges and lycées in France.
const maxExport = 100_000

func (s *selection) rows(tx *db.Tx, q Query) ([]Row, error) {
	size, skip := PageSize, (max(q.Page, 1)-1)*PageSize
	if q.All {
		size, skip = maxExport, 0
	}
	where, args := s.within()
	n := len(args)
	var rows []Row
	err := tx.Select(&rows, fmt.Sprintf(`SELECT p.id, p.number, s.name AS school_name, s.town, p.department, p.academie, p.seen,
			p.asked_cents, p.granted_cents, p.submitted_at
		FROM (SELECT id, number, school, department, academie, submitted_at, %[1]s AS seen, %[2]s AS asked_cents,
				CASE WHEN %[1]s = state THEN granted_cents END AS granted_cents FROM project
			WHERE %[3]s ORDER BY number LIMIT $%[4]d OFFSET $%[5]d) p
		JOIN school s ON s.uai = p.school ORDER BY p.number`, seenColumn(s.level), askedColumn(s.level), where, n+1, n+2),
		append(args, size, skip)...)
	return rows, err
}

// batchRows are the files with a decision to release that wait for an act.
func batchRows(tx *db.Tx, by access.Actor, campaign string, act workflow.Act) (rows []BatchRow, err error) {
	place, args := by.Filter(act, 2)
	args = append([]any{campaign}, args...)
	var from []string
	for _, state := range BatchStates(act) {
		args = append(args, state)
		from = append(from, fmt.Sprintf("$%d", len(args)))
	}
	err = tx.Select(&rows, fmt.Sprintf(`SELECT %s, school_name, town FROM (
			SELECT p.*, s.name AS school_name, s.town FROM project p JOIN school s ON s.uai = p.school) AS p
		WHERE campaign = $1 AND %s AND state IN (%s) AND released <> state ORDER BY number`, columns, place, strings.Join(from, ", ")), args...)
	return rows, err
}

// turns tells of each line whose turn it is, from the steps that the reader may
// know.
func (s *selection) turns(tx *db.Tx, rows []Row) error {
	for some := range slices.Chunk(rows, filesAtOnce) {
		ids := make([]db.ID, len(some))
		for i, row := range some {
			ids[i] = row.ID
		}
		places, args := among(1, ids)
		var steps []struct {
			Project    db.ID
			ToState    workflow.State
			Held       bool
			HappenedAt civil.Instant
		}
		if err := tx.Select(&steps, "SELECT s.project, s.to_state, s.held, s.happened_at FROM project_step s WHERE s.project IN ("+places+
			") AND NOT ("+hiddenSteps(s.level)+") ORDER BY s.id", args...); err != nil {
			return err
		}
		known := map[db.ID][]Step{}
		for _, step := range steps {
			known[step.Project] = append(known[step.Project], Step{ToState: step.ToState, Held: step.Held, HappenedAt: step.HappenedAt})
		}
		for i, row := range some {
			some[i].Turn, _ = TurnOf(known[row.ID])
		}
	}
	return nil
}

// among are the places of some ids in a statement, from the number of the first on.
func among(first int, ids []db.ID) (places string, args []any) {
	for i, id := range ids {
		if i > 0 {
			places += ", "
		}
		places += fmt.Sprintf("$%d", first+i)
		args = append(args, id)
	}
	return places, args
}

// listedIDs are the files that a list shows, all its pages.
func listedIDs(tx *db.Tx, by access.Actor, campaign string, q Query) (ids []db.ID, err error) {
	s := selectionOf(by, campaign, q)
	if q.State != "" {
		s.and(seenColumn(s.level)+" = %s", q.State)
	}
	where, args := s.within()
	err = tx.Select(&ids, "SELECT id FROM project WHERE "+where+" ORDER BY number", args...)
	return ids, err
}

// answersOfAll are the answers of some files, as a level reads them: see
// Project.reads.
func answersOfAll(tx *db.Tx, by access.Level, files []db.ID) (map[db.ID]Answers, error) {
	sent := "p.sent_version > 0"
	if by == access.School {
		sent += " AND p.released NOT IN ('draft', 'returned')"
	}
	places, args := among(1, files)
	var kept []struct {
		Project db.ID
		Answers string
	}
	if err := tx.Select(&kept, `SELECT v.project, v.answers FROM project p JOIN project_version v ON v.project = p.id AND v.version = p.sent_version
		WHERE `+sent+" AND p.id IN ("+places+")", args...); err != nil {
		return nil, err
	}
	answers := map[db.ID]Answers{}
	for _, version := range kept {
		answers[version.Project] = Version{Answers: version.Answers}.read()
	}
	var rows []struct {
		Project           db.ID
		Sheet, Key, Value string
	}
	err := tx.Select(&rows, `SELECT a.project, a.sheet, a.key, a.value FROM answer a JOIN project p ON p.id = a.project
		WHERE NOT (`+sent+") AND p.id IN ("+places+")", args...)
	for _, row := range rows {
		its := answers[row.Project]
		if its == nil {
			its = Answers{}
			answers[row.Project] = its
		}
		if its[row.Sheet] == nil {
			its[row.Sheet] = form.Values{}
		}
		its[row.Sheet][row.Key] = row.Value
	}
	return answers, err
}

// WithoutFile lists the schools for which an actor may open a file in a
// campaign and which have none, ten at most.
func (c *Chapter) WithoutFile(tx *db.Tx, by access.Actor, campaign string) ([]territory.School, error) {
	if by.Role.Level() != access.School || !by.May(ActOpen) {
		return nil, nil
	}
	var without []territory.School
	for _, place := range by.Places {
		_, err := numberOf(tx, campaign, territory.UAI(place.School))
		if errors.Is(err, db.ErrNotFound) && len(without) < 10 {
			school, err := territory.Find(tx, territory.UAI(place.School))
			if err != nil {
				return nil, err
			}
			without = append(without, school)
		} else if err != nil && !errors.Is(err, db.ErrNotFound) {
			return nil, err
		}
	}
	return without, nil
}

// amountColumns are those of Amounts over files whose state is seen in a column.
func amountColumns(seen string) string {
	return `campaign, department, CAST(SUM(CASE WHEN ` + seen + ` IN ('preselected', 'transmitted', 'sent_back') THEN asked_cents ELSE 0 END) AS BIGINT) AS proposed,
		CAST(SUM(CASE WHEN ` + seen + ` IN ('validated', 'closed') THEN COALESCE(granted_cents, 0) ELSE 0 END) AS BIGINT) AS committed`
}

func amountsSeen(tx *db.Tx, by access.Actor, campaign string) (rows []Amounts, err error) {
	place, args := by.Filter(credit.ActRead, 2)
	err = tx.Select(&rows, "SELECT "+amountColumns(seenColumn(by.Role.Level()))+" FROM project WHERE campaign = $1 AND "+place+
		" AND submitted_at IS NOT NULL GROUP BY campaign, department", append([]any{campaign}, args...)...)
	return rows, err
}

// everyAmount is the amounts of every campaign and department.
func everyAmount(tx *db.Tx) (rows []Amounts, err error) {
	err = tx.Select(&rows, "SELECT "+amountColumns("state")+" FROM project GROUP BY campaign, department")
	return rows, err
}

// unposted is a file whose amount is not what the ledger has of it.
type unposted struct {
	Number          string
	Granted, Posted civil.Cents
}

func unpostedFiles(tx *db.Tx) (rows []unposted, err error) {
	err = tx.Select(&rows, `SELECT p.number, COALESCE(p.granted_cents, 0) AS granted, COALESCE(b.cents, 0) AS posted
		FROM project p LEFT JOIN ledger_balance b ON b.account = 'project:' || p.number
		WHERE COALESCE(p.granted_cents, 0) <> COALESCE(b.cents, 0) ORDER BY p.number`)
	return rows, err
}
