package campaign

import (
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
)

const dueColumns = `id, campaign, milestone, act, task, role, school, department, academie, region, owed_to, subject, due_on,
	opened_at, settled_at, settled_on, outcome`

// onFile is, as SQL, that a Due is about a file: see FileOf.
const onFile = "substr(subject, 1, 8) = 'project:'"

func insertDue(tx *db.Tx, d Due) error {
	_, err := tx.Exec(`INSERT INTO due (`+dueColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, NULL, '')`,
		d.ID, d.Campaign, d.Milestone, d.Act, d.Task, d.Role, d.School, d.Department, d.Academie, d.Region, d.OwedTo,
		d.Subject, d.DueOn, d.OpenedAt)
	return err
}

func settleDues(tx *db.Tx, subject string, at civil.Moment, outcome Outcome) error {
	_, err := tx.Exec("UPDATE due SET settled_at = $1, settled_on = $2, outcome = $3 WHERE subject = $4 AND settled_at IS NULL",
		at.Happened, at.Today(), outcome, subject)
	return err
}

func dropParts(tx *db.Tx, subject string, at civil.Moment) error {
	_, err := tx.Exec(`UPDATE due SET settled_at = $1, settled_on = $2, outcome = 'dropped'
		WHERE settled_at IS NULL AND (subject = $3 OR substr(subject, 1, length($4)) = $4)`, at.Happened, at.Today(), subject, subject+"#")
	return err
}

func settleDue(tx *db.Tx, at civil.Moment, id db.ID, on civil.Date) error {
	return tx.Change("UPDATE due SET settled_at = $1, settled_on = $2, outcome = 'done' WHERE id = $3 AND settled_at IS NULL", at.Happened, on, id)
}

func reopenDue(tx *db.Tx, id db.ID) error {
	return tx.Change("UPDATE due SET settled_at = NULL, settled_on = NULL, outcome = '' WHERE id = $1 AND outcome = 'done'", id)
}

func openDue(tx *db.Tx, subject string) (open bool, err error) {
	err = tx.Get(&open, "SELECT EXISTS (SELECT 1 FROM due WHERE subject = $1 AND settled_at IS NULL)", subject)
	return open, err
}

func dueDay(tx *db.Tx, subject string) (day civil.Date, err error) {
	err = tx.Get(&day, "SELECT due_on FROM due WHERE subject = $1 AND settled_at IS NULL ORDER BY due_on LIMIT 1", subject)
	return day, err
}

// owedSubjects are the subjects of what the actors of a campaign owe once.
func owedSubjects(tx *db.Tx, campaign string) (map[string]bool, error) {
	var subjects []string
	err := tx.Select(&subjects, "SELECT subject FROM due WHERE campaign = $1 AND act IN ('campaign.declare', 'campaign.acknowledge', 'campaign.launch')", campaign)
	known := map[string]bool{}
	for _, subject := range subjects {
		known[subject] = true
	}
	return known, err
}

// dropOwed drops what the actors of the other campaigns owed, but on a file: those go on.
func dropOwed(tx *db.Tx, at civil.Moment, opened string) error {
	_, err := tx.Exec(`UPDATE due SET settled_at = $1, settled_on = $2, outcome = 'dropped'
		WHERE campaign <> $3 AND settled_at IS NULL AND NOT `+onFile, at.Happened, at.Today(), opened)
	return err
}

// moveDues gives what is open of a milestone the day that its limit now is, in a
// region, or everywhere when region is blank: that of the rules, then that of each
// region and of each actor which has its own.
func moveDues(tx *db.Tx, c *Campaign, m Milestone, region string) error {
	if _, err := tx.Exec(`UPDATE due SET due_on = $1 WHERE campaign = $2 AND milestone = $3 AND settled_at IS NULL AND ($4 = '' OR region = $4)`,
		m.Date, c.Code, m.Key, region); err != nil {
		return err
	}
	var places []access.Place // the regions before those in them
	if err := tx.Select(&places, `SELECT school, academie, region FROM (
			SELECT school, academie, region FROM extension WHERE campaign = $1 AND milestone = $2
			UNION SELECT '', '', region FROM internal_deadline WHERE campaign = $1 AND milestone = $2) AS moved
		WHERE $3 = '' OR region = $3 ORDER BY academie, school, region`, c.Code, m.Key, region); err != nil {
		return err
	}
	for _, place := range places {
		limits, err := LimitsAt(tx, c, place)
		if err != nil {
			return err
		}
		limit, _ := limits.Of(m.Key)
		if _, err := tx.Exec(`UPDATE due SET due_on = $1 WHERE campaign = $2 AND milestone = $3 AND settled_at IS NULL
			AND region = $4 AND ($5 = '' OR academie = $5) AND ($6 = '' OR school = $6)`,
			limit.Day(), c.Code, m.Key, place.Region, place.Academie, place.School); err != nil {
			return err
		}
	}
	return nil
}

func insertExtension(tx *db.Tx, call access.Call, campaign string, to Concerned, until civil.Date, reason string) error {
	p := to.Place
	_, err := tx.Exec(`INSERT INTO extension (id, campaign, milestone, school, department, academie, region, until_day, reason, person, role, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, db.NewID(call.At.Recorded.Time()), campaign, to.Milestone.Key,
		p.School, p.Department, p.Academie, p.Region, until, reason, call.By.Person.ID, call.By.Role, call.At.Happened, call.At.Recorded)
	return err
}

func insertEarlier(tx *db.Tx, call access.Call, campaign string, in Earlier, reason string) error {
	_, err := tx.Exec(`INSERT INTO internal_deadline (id, campaign, milestone, region, until_day, reason, person, role, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, db.NewID(call.At.Recorded.Time()), campaign, in.Milestone, in.Region,
		in.Until, reason, call.By.Person.ID, call.By.Role, call.At.Happened, call.At.Recorded)
	return err
}

// RequestsOf are the delays that a school has asked for, the latest first.
func RequestsOf(tx *db.Tx, campaign, milestone, school string) (all []DelayRequest, err error) {
	err = tx.Select(&all, `SELECT r.id, r.until_day, r.reason, p.name AS person_name, r.happened_at,
			COALESCE(n.reason, '') AS refusal, COALESCE(a.name, '') AS refused_by_name, COALESCE(n.role, '') AS refused_by_role, n.happened_at AS refused_at,
			EXISTS (SELECT 1 FROM due WHERE subject = $4 AND settled_at IS NULL)
				AND NOT EXISTS (SELECT 1 FROM delay_request l WHERE l.campaign = r.campaign AND l.milestone = r.milestone AND l.school = r.school AND l.id > r.id) AS waits,
			EXISTS (SELECT 1 FROM extension e WHERE e.campaign = r.campaign AND e.milestone = r.milestone AND e.school = r.school AND e.id > n.id) AS moved
		FROM delay_request r JOIN person p ON p.id = r.person LEFT JOIN delay_refusal n ON n.request = r.id LEFT JOIN person a ON a.id = n.person
		WHERE r.campaign = $1 AND r.milestone = $2 AND r.school = $3 ORDER BY r.id DESC`, campaign, milestone, school, delayOf(campaign, milestone, school))
	return all, err
}

func insertRefusal(tx *db.Tx, call access.Call, request db.ID, reason string) error {
	_, err := tx.Exec(`INSERT INTO delay_refusal (id, request, reason, person, role, happened_at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		db.NewID(call.At.Recorded.Time()), request, reason, call.By.Person.ID, call.By.Role, call.At.Happened, call.At.Recorded)
	return err
}

func insertRequest(tx *db.Tx, call access.Call, campaign string, to Concerned, until civil.Date, reason string) error {
	_, err := tx.Exec(`INSERT INTO delay_request (id, campaign, milestone, school, until_day, reason, person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, db.NewID(call.At.Recorded.Time()), campaign, to.Milestone.Key, to.Place.School, until, reason,
		call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return err
}

// doneBy tells whether a school has done what it owed of a milestone, and owes nothing more of it.
func doneBy(tx *db.Tx, campaign, milestone, school string) (done bool, err error) {
	err = tx.Get(&done, `SELECT EXISTS (SELECT 1 FROM due WHERE campaign = $1 AND milestone = $2 AND school = $3 AND outcome = 'done')
		AND NOT EXISTS (SELECT 1 FROM due WHERE campaign = $1 AND milestone = $2 AND school = $3 AND settled_at IS NULL)`, campaign, milestone, school)
	return done, err
}

// limitRows are the extensions and the region's own days that may concern a
// place, the latest last.
func limitRows(tx *db.Tx, campaign string, at access.Place) (rows []limitRow, err error) {
	err = tx.Select(&rows, `SELECT internal, milestone, school, academie, until_day, reason FROM (
			SELECT id, FALSE AS internal, milestone, school, academie, until_day, reason FROM extension
			WHERE campaign = $1 AND region = $2 AND school IN ('', $3) AND academie IN ('', $4)
			UNION ALL SELECT id, TRUE, milestone, '', '', until_day, reason FROM internal_deadline WHERE campaign = $1 AND region = $2) AS every
		ORDER BY id`, campaign, at.Region, at.School, at.Academie)
	return rows, err
}

// Granting is an extension, or a region's own day, as one reads it.
type Granting struct {
	Internal   bool
	UntilDay   civil.Date // zero: the day of the circular again
	Reason     string
	PersonName string
	Role       access.Role
	HappenedAt civil.Instant
}

// GrantingsOf lists who moved the day of a milestone for an actor, when and why,
// the latest first; of what schools owe, in a whole region, the region's own days.
func GrantingsOf(tx *db.Tx, campaign, milestone string, at access.Place) (all []Granting, err error) {
	err = tx.Select(&all, `SELECT e.internal, e.until_day, e.reason, p.name AS person_name, e.role, e.happened_at FROM (
			SELECT id, FALSE AS internal, until_day, reason, person, role, happened_at FROM extension
			WHERE campaign = $1 AND milestone = $2 AND region = $3 AND school = $4 AND academie = $5
			UNION ALL SELECT id, TRUE, until_day, reason, person, role, happened_at FROM internal_deadline
			WHERE campaign = $1 AND milestone = $2 AND region = $3) AS e
		JOIN person p ON p.id = e.person ORDER BY e.id DESC`, campaign, milestone, at.Region, at.School, at.Academie)
	return all, err
}

func pendingFor(tx *db.Tx, by access.Actor, role access.Role) ([]Pending, error) {
	place, args := by.Filter(access.ActHome, 2)
	// In the order of the index due_open, so that nothing is sorted.
	const grouped = `SELECT due_on, task, milestone, act, count(*) AS files, min(id) AS id, min(subject) AS subject, max(opened_at) AS opened_at, %s AS receives
		FROM due WHERE settled_at IS NULL AND %s AND %s GROUP BY due_on, task, milestone, act`
	query := fmt.Sprintf(grouped, "FALSE", "role = $1", place)
	if by.May(ActAcknowledge) {
		query += " UNION ALL " + fmt.Sprintf(grouped, "TRUE", "owed_to = $1 AND act = 'campaign.acknowledge' AND role <> $1", place)
	}
	var pending []Pending
	err := tx.Select(&pending, fmt.Sprintf("%s ORDER BY due_on, task, milestone LIMIT %d", query, maxPending), append([]any{role}, args...)...)
	return pending, err
}

// followed is what an actor may follow: what is owed by their level and by those
// below, within their reach. What a level above owes would tell of decisions that
// are not released.
func followed(by access.Actor, next int) (sql string, args []any) {
	place, args := by.Filter(ActFollow, next)
	var roles []string
	for _, role := range access.Roles() {
		if role.Level().Under(by.Role.Level()) {
			roles = append(roles, fmt.Sprintf("$%d", next+len(args)))
			args = append(args, role)
		}
	}
	return "role IN (" + strings.Join(roles, ", ") + ") AND " + place, args
}

// findDue finds something due of a milestone. What no milestone knows, such as an
// answer to a message, is shown where it is done, to those who read that.
func findDue(tx *db.Tx, by access.Actor, id db.ID) (Due, error) {
	var due Due
	where, args := followed(by, 2)
	// Who receives follows what they wait for.
	n := 2 + len(args)
	place, its := by.Filter(ActFollow, n+1)
	err := tx.Get(&due, fmt.Sprintf("SELECT %s FROM due WHERE id = $1 AND milestone <> '' AND ((%s) OR (owed_to = $%d AND %s))", dueColumns, where, n, place),
		append(append(append([]any{id}, args...), by.Role), its...)...)
	return due, err
}

// owersIn are the people of whom something of a milestone is due in a region.
func owersIn(tx *db.Tx, campaign, milestone, region string, day civil.Date) (people []access.Person, err error) {
	err = tx.Select(&people, `SELECT DISTINCT p.id, p.login, p.name, p.email FROM due d
		JOIN role_grant g ON `+access.Holds("g", "d", 1)+` JOIN person p ON p.id = g.person
		WHERE d.campaign = $2 AND d.milestone = $3 AND d.region = $4 AND d.settled_at IS NULL ORDER BY p.id`, day, campaign, milestone, region)
	return people, err
}

// each is what is owed, a line each: what is due for one file in several steps is
// one, received when nothing of it is open. $1 is the campaign.
const each = `SELECT milestone, subject, max(id) AS id, max(task) AS task, max(act) AS act, max(role) AS role,
		max(school) AS school, max(department) AS department, max(academie) AS academie, max(region) AS region, ` + stands + owed

// stands tells what a line of each has come to, and owed where the lines are.
const (
	stands = `min(outcome) AS outcome, max(due_on) AS due_on, max(settled_on) AS settled_on`
	owed   = ` FROM due WHERE campaign = $1 AND milestone <> '' AND outcome <> 'dropped' AND `
)

// counts are the columns of a Progress, over rows of each; today is the number of
// the argument.
func counts(today int) string {
	return fmt.Sprintf(`count(*) AS expected,
		COALESCE(SUM(CASE WHEN outcome = 'done' THEN 1 ELSE 0 END), 0) AS received,
		COALESCE(SUM(CASE WHEN outcome = 'done' AND settled_on <= due_on THEN 1 ELSE 0 END), 0) AS on_time,
		COALESCE(SUM(CASE WHEN outcome = '' AND due_on < $%d THEN 1 ELSE 0 END), 0) AS missing`, today)
}

func progress(tx *db.Tx, by access.Actor, campaign string, today civil.Date) (rows []Progress, err error) {
	where, args := followed(by, 2)
	err = tx.Select(&rows, fmt.Sprintf("SELECT milestone, %s FROM (SELECT milestone, %s %s GROUP BY milestone, subject) AS o GROUP BY milestone",
		counts(2+len(args)), stands+owed, where), append(append([]any{campaign}, args...), today)...)
	return rows, err
}

// statuses are conditions over rows of each; %d is the number of today's argument.
var statuses = map[OwedStatus]string{OwedAll: "$%d <> ''", OwedReceived: "outcome = 'done' AND $%d <> ''", OwedOnTime: "outcome = 'done' AND settled_on <= due_on AND $%d <> ''",
	OwedLate: "outcome = 'done' AND settled_on > due_on AND $%d <> ''", OwedMissing: "outcome = '' AND due_on < $%d", OwedComing: "outcome = '' AND due_on >= $%d"}

func owedOf(tx *db.Tx, by access.Actor, q OwedQuery, today civil.Date) (rows []Owed, total int64, err error) {
	status, known := statuses[q.Status]
	if !known {
		return nil, 0, nil
	}
	where, its := followed(by, 2)
	args := append([]any{q.Campaign}, its...)
	add := func(value any) int { args = append(args, value); return len(args) }
	where += fmt.Sprintf(" AND milestone = $%d", add(q.Milestone))
	for _, part := range []struct{ column, code string }{{"department", q.In.Department}, {"academie", q.In.Academie}, {"region", q.In.Region}} {
		if part.code != "" {
			where += fmt.Sprintf(" AND %s = $%d", part.column, add(part.code))
		}
	}
	from := fmt.Sprintf("FROM (%s %s GROUP BY milestone, subject) AS o WHERE %s", each, where, fmt.Sprintf(status, add(today)))
	if err := tx.Get(&total, "SELECT count(*) "+from, args...); err != nil {
		return nil, 0, err
	}
	err = tx.Select(&rows, fmt.Sprintf(`SELECT o.id, o.subject, o.task, o.act, o.role, o.school, o.department, o.academie, o.region,
			o.outcome, o.due_on, o.settled_on, COALESCE(s.name, '') AS school_name, COALESCE(s.town, '') AS town
		FROM (SELECT * %s) AS o LEFT JOIN school s ON s.uai = o.school
		ORDER BY o.outcome, o.due_on, o.region, o.academie, o.department, o.school, o.subject LIMIT $%d OFFSET $%d`, from, add(q.Max), add(q.Skip)), args...)
	return rows, total, err
}

func receivedByDay(tx *db.Tx, by access.Actor, campaign, milestone string) (days []Received, err error) {
	where, its := followed(by, 2)
	args := append(append([]any{campaign}, its...), milestone)
	err = tx.Select(&days, fmt.Sprintf(`SELECT settled_on AS day, count(*) AS count FROM (%s %s AND milestone = $%d GROUP BY milestone, subject) AS o
		WHERE outcome = 'done' GROUP BY settled_on ORDER BY settled_on`, each, where, len(args)), args...)
	return days, err
}

// perColumns are what a completeness groups by, and the joined name.
var perColumns = map[By]struct{ group, name, join string }{
	ByDepartment: {"o.department, o.academie, o.region", "d.name", "LEFT JOIN department d ON d.code = o.department"},
	ByAcademie:   {"o.academie, o.region", "a.name", "LEFT JOIN academie a ON a.code = o.academie"},
	ByRegion:     {"o.region", "r.name", "LEFT JOIN region r ON r.code = o.region"},
	ByFrance:     {"", "'France'", ""},
}

func completeness(tx *db.Tx, by access.Actor, campaign, milestone string, per By, today civil.Date) ([]Counted, error) {
	columns, known := perColumns[per]
	if !known {
		return nil, nil
	}
	where, its := followed(by, 2)
	args := append(append([]any{campaign}, its...), milestone, today)
	n := len(args)
	var rows []struct {
		Department, Academie, Region, Name string
		Progress
	}
	shown := func(column string) string {
		if strings.Contains(columns.group, "o."+column) {
			return "o." + column
		}
		return "'' AS " + column
	}
	group := ""
	if columns.group != "" {
		group = "GROUP BY " + columns.group + ", " + columns.name
	}
	err := tx.Select(&rows, fmt.Sprintf(`SELECT %s, %s, %s, COALESCE(%s, '') AS name, %s
		FROM (%s %s AND milestone = $%d GROUP BY milestone, subject) AS o %s %s ORDER BY name`, shown("department"), shown("academie"), shown("region"), columns.name,
		counts(n), each, where, n-1, columns.join, group), args...)
	var all []Counted
	for _, row := range rows {
		row.Milestone = milestone
		place := access.Place{Department: row.Department, Academie: row.Academie, Region: row.Region}
		if row.Name == "" { // owed by a whole région or académie
			row.Name = upper(territory.PlaceName(place))
		}
		if row.Expected > 0 {
			all = append(all, Counted{place, row.Name, row.Progress})
		}
	}
	return all, err
}

// owedBy is a Due with one who holds the role that owes it; Person is 0 when
// nobody does.
type owedBy struct {
	ID      db.ID
	Subject string
	Task    string
	DueOn   civil.Date
	Person  db.ID
	Email   string
	First   bool // the first line of its Due
}

// toChase lists what is open of a milestone and was not asked for today, with
// those who owe it.
func toChase(tx *db.Tx, by access.Actor, campaign string, m Milestone, before bool, today civil.Date) (rows []owedBy, err error) {
	place, its := by.Filter(ActChase, 5)
	late := "d.due_on < $4"
	if before {
		late = "$4 <> ''"
	}
	err = tx.Select(&rows, fmt.Sprintf(`SELECT DISTINCT d.id, d.subject, d.task, d.due_on, COALESCE(p.id, 0) AS person, COALESCE(p.email, '') AS email FROM
			(SELECT * FROM due WHERE campaign = $1 AND milestone = $2 AND role = $3 AND settled_at IS NULL AND %s) AS d
		LEFT JOIN role_grant g ON %s LEFT JOIN person p ON p.id = g.person
		WHERE %s AND NOT EXISTS (SELECT 1 FROM chase c WHERE c.due = d.id AND c.day = $4)
		ORDER BY d.due_on, d.id, person`, place, access.Holds("g", "d", 4), late), append([]any{campaign, m.Key, m.Ower(), today}, its...)...)
	for i := range rows {
		rows[i].First = i == 0 || rows[i-1].ID != rows[i].ID
	}
	return rows, err
}

func insertChases(tx *db.Tx, owed []owedBy, day civil.Date, person db.ID) error {
	var rows [][]any
	for _, o := range owed {
		if o.First {
			rows = append(rows, []any{o.ID, day, person})
		}
	}
	return tx.PutMany("INSERT INTO chase (due, day, person)", "", rows)
}
