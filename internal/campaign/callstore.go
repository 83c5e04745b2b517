package campaign

import (
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
)

// readDue reads what a region owes of its call; nothing where it owes none.
func (cfp *CallForProjects) readDue(tx *db.Tx) error {
	err := tx.Get(&cfp.Due, "SELECT "+dueColumns+` FROM due WHERE campaign = $1 AND milestone = $2 AND subject = $3 ORDER BY id DESC LIMIT 1`,
		cfp.Rules.Code, CallMilestone, cfp.subject())
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if cfp.Due.Outcome == Done {
		cfp.LaunchedOn = cfp.Due.SettledOn
	}
	return err
}

// launcher is who launched the call of a region; blank when it is not known.
func launcher(tx *db.Tx, campaign, region string) (name string, err error) {
	err = tx.Get(&name, "SELECT p.name FROM call_round r JOIN person p ON p.id = r.person WHERE r.campaign = $1 AND r.region = $2 AND r.launch", campaign, region)
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	return name, err
}

// ChoiceOf is the schools that a region means to invite.
func ChoiceOf(tx *db.Tx, cfp CallForProjects) (all Choice, err error) {
	err = tx.Select(&all, `SELECT c.school, s.name, s.town, s.department, c.renewed FROM call_choice c JOIN school s ON s.uai = c.school
		WHERE c.campaign = $1 AND c.region = $2 ORDER BY s.department, s.sort_key, s.uai`, cfp.Rules.Code, cfp.Region)
	return all, err
}

// StandingIn are the schools of a region that are invited, and those that are on its list.
func StandingIn(tx *db.Tx, cfp CallForProjects) (invited, chosen map[territory.UAI]bool, err error) {
	var rows []struct {
		School territory.UAI
		Chosen bool
	}
	err = tx.Select(&rows, `SELECT school, FALSE AS chosen FROM invitation WHERE campaign = $1 AND region = $2 AND ended = ''
		UNION ALL SELECT school, TRUE FROM call_choice WHERE campaign = $1 AND region = $2`, cfp.Rules.Code, cfp.Region)
	invited, chosen = map[territory.UAI]bool{}, map[territory.UAI]bool{}
	for _, row := range rows {
		if row.Chosen {
			chosen[row.School] = true
		} else {
			invited[row.School] = true
		}
	}
	return invited, chosen, err
}

func putChoices(tx *db.Tx, cfp CallForProjects, schools []territory.UAI, renewed map[territory.UAI]bool) error {
	var rows [][]any
	for _, uai := range schools {
		rows = append(rows, []any{cfp.Rules.Code, cfp.Region, uai, renewed[uai]})
	}
	return tx.PutMany("INSERT INTO call_choice (campaign, region, school, renewed)", "ON CONFLICT (campaign, school) DO NOTHING", rows)
}

// dropChoices takes a school, or all when it is blank, off the list of a region.
func dropChoices(tx *db.Tx, campaign, region string, school territory.UAI) error {
	_, err := tx.Exec("DELETE FROM call_choice WHERE campaign = $1 AND region = $2 AND ($3 = '' OR school = $3)", campaign, region, school)
	return err
}

// filed is, as SQL, the schools of a region that have begun a file in a campaign,
// whatever became of it; the arguments have those numbers.
func filed(campaign, region int) string {
	return fmt.Sprintf("SELECT school FROM due WHERE campaign = $%d AND region = $%d AND milestone = '%s' AND %s", campaign, region, SendingMilestone, onFile)
}

// renewable are the schools of a region that sent a file in the campaign before, are
// open, and neither invited nor chosen in this one.
func renewable(tx *db.Tx, cfp CallForProjects, before string, today civil.Date) (all []Chosen, err error) {
	err = tx.Select(&all, `SELECT s.uai AS school, s.department FROM school s
		WHERE s.region = $1 AND s.open AND (s.closed_on IS NULL OR s.closed_on > $2)
			AND s.uai IN (`+filed(3, 1)+` AND outcome = 'done')
			AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.campaign = $4 AND i.school = s.uai AND i.ended = '')
			AND NOT EXISTS (SELECT 1 FROM call_choice c WHERE c.campaign = $4 AND c.school = s.uai)
		ORDER BY s.uai`, cfp.Region, today, before, cfp.Rules.Code)
	return all, err
}

// begunIn are the schools of a region that have begun a file in the campaign of a call.
func begunIn(tx *db.Tx, cfp CallForProjects) (map[territory.UAI]bool, error) {
	var schools []territory.UAI
	err := tx.Select(&schools, filed(1, 2), cfp.Rules.Code, cfp.Region)
	all := map[territory.UAI]bool{}
	for _, uai := range schools {
		all[uai] = true
	}
	return all, err
}

func insertRound(tx *db.Tx, call access.Call, id db.ID, cfp CallForProjects, launch bool) error {
	_, err := tx.Exec(`INSERT INTO call_round (id, campaign, region, launch, person, role, happened_at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, cfp.Rules.Code, cfp.Region, launch, call.By.Person.ID, call.By.Role, call.At.Happened, call.At.Recorded)
	return err
}

func insertInvitations(tx *db.Tx, call access.Call, cfp CallForProjects, round db.ID, choice Choice) error {
	var rows [][]any
	for _, s := range choice {
		rows = append(rows, []any{db.NewID(call.At.Recorded.Time()), cfp.Rules.Code, cfp.Region, s.School, round, s.Renewed})
	}
	return tx.PutMany("INSERT INTO invitation (id, campaign, region, school, round, renewed)", "", rows)
}

// insertExpected opens what is due of each school that has begun nothing.
func insertExpected(tx *db.Tx, call access.Call, cfp CallForProjects, schools []territory.School) error {
	var rows [][]any
	for _, s := range schools {
		d := cfp.Rules.due(cfp.Sending.Milestone, s.Place())
		rows = append(rows, []any{db.NewID(call.At.Recorded.Time()), d.Campaign, d.Milestone, ActAnswer, answerTask, access.SchoolLead, d.School, d.Department, d.Academie,
			d.Region, access.RegionalPilot, d.Subject, cfp.Sending.Day(), call.At.Happened, ""})
	}
	return tx.PutMany(`INSERT INTO due (id, campaign, milestone, act, task, role, school, department, academie, region, owed_to, subject, due_on, opened_at, outcome)`, "", rows)
}

// extendedIn tells whether a region has granted delays to send a file.
func extendedIn(tx *db.Tx, cfp CallForProjects) (is bool, err error) {
	err = tx.Get(&is, "SELECT EXISTS (SELECT 1 FROM extension WHERE campaign = $1 AND milestone = $2 AND region = $3)", cfp.Rules.Code, SendingMilestone, cfp.Region)
	return is, err
}

// invitee is a person who answers for a school that was just invited.
type invitee struct {
	Person     db.ID
	Email      string
	School     territory.UAI
	SchoolName string
	Town       string
	Subject    string
	DueOn      civil.Date
}

// inviteesOf are those to whom a round of invitations is written; a school that has
// begun its file owes no more, and gets no letter.
func inviteesOf(tx *db.Tx, round db.ID, day civil.Date) (all []invitee, err error) {
	err = tx.Select(&all, `SELECT DISTINCT p.id AS person, p.email, d.school, s.name AS school_name, s.town, d.subject, d.due_on
		FROM invitation i JOIN due d ON d.campaign = i.campaign AND d.school = i.school AND d.act = 'campaign.answer' AND d.settled_at IS NULL
		JOIN school s ON s.uai = d.school JOIN role_grant g ON `+access.Holds("g", "d", 1)+` JOIN person p ON p.id = g.person
		WHERE i.round = $2 ORDER BY d.school, person`, day, round)
	return all, err
}

// invitations is, as SQL, the last invitation of each school of a campaign, $1, with
// how far the school is on a day, $2.
const invitations = `SELECT i.id, i.region, i.school, i.renewed, i.reason, r.happened_at AS invited_at, d.due_on,
		CASE WHEN d.begun = 1 THEN TRUE ELSE FALSE END AS has_file,
		CASE WHEN d.sent = 1 THEN 'sent' WHEN d.due_on IS NULL AND i.ended <> '' THEN i.ended WHEN d.due_on IS NULL THEN 'dropped'
			WHEN d.due_on < $2 THEN 'late' WHEN d.begun = 1 THEN 'begun' ELSE 'waiting' END AS stand
	FROM invitation i JOIN call_round r ON r.id = i.round LEFT JOIN (SELECT school, max(CASE WHEN outcome = 'done' THEN 1 ELSE 0 END) AS sent,
			max(CASE WHEN outcome = '' THEN due_on END) AS due_on, max(CASE WHEN ` + onFile + ` THEN 1 ELSE 0 END) AS begun
		FROM due WHERE campaign = $1 AND milestone = '` + SendingMilestone + `' AND school <> '' GROUP BY school) d ON d.school = i.school
	WHERE i.campaign = $1 AND i.id = (SELECT max(l.id) FROM invitation l WHERE l.campaign = i.campaign AND l.school = i.school)`

const invitedColumns = "n.school, s.name AS school_name, s.town, s.department, n.renewed, n.reason, n.invited_at, n.due_on, n.stand, n.has_file"

// InvitedQuery asks for the schools that were invited; blank is all.
type InvitedQuery struct {
	Stand      Stand
	Department string
	Skip, Max  int64
}

// InvitedOf lists the schools that were invited in a region.
func InvitedOf(tx *db.Tx, cfp CallForProjects, q InvitedQuery, today civil.Date) (rows []Invited, err error) {
	err = tx.Select(&rows, `SELECT `+invitedColumns+` FROM (`+invitations+`) n JOIN school s ON s.uai = n.school
		WHERE n.region = $3 AND ($4 = '' OR n.stand = $4) AND ($5 = '' OR s.department = $5)
		ORDER BY s.department, s.sort_key, s.uai LIMIT $6 OFFSET $7`, cfp.Rules.Code, today, cfp.Region, q.Stand, q.Department, q.Max, q.Skip)
	return rows, err
}

// InvitedBy counts the schools that were invited in a region, or in one department of
// it, by how far they are.
func InvitedBy(tx *db.Tx, cfp CallForProjects, department string, today civil.Date) (map[Stand]int64, error) {
	var rows []struct {
		Stand Stand
		Count int64
	}
	err := tx.Select(&rows, `SELECT n.stand, count(*) AS count FROM (`+invitations+`) n JOIN school s ON s.uai = n.school
		WHERE n.region = $3 AND ($4 = '' OR s.department = $4) GROUP BY n.stand`, cfp.Rules.Code, today, cfp.Region, department)
	all := map[Stand]int64{}
	for _, row := range rows {
		all[row.Stand] = row.Count
	}
	return all, err
}

// lateByRegion counts the invited schools whose day is over, by region where an actor
// may launch the call.
func lateByRegion(tx *db.Tx, by access.Actor, campaign string, today civil.Date) (rows []LateRegion, err error) {
	place, args := by.Filter(ActLaunch, 3)
	err = tx.Select(&rows, fmt.Sprintf(`SELECT region, count(*) AS schools, min(due_on) AS due_on FROM (SELECT n.*, '' AS department, '' AS academie FROM (%s) n) o
		WHERE stand = 'late' AND %s GROUP BY region ORDER BY region`, invitations, place), append([]any{campaign, today}, args...)...)
	return rows, err
}

// invitationOf is the last invitation of a school, or db.ErrNotFound.
func invitationOf(tx *db.Tx, campaign string, school territory.UAI, today civil.Date) (i Invited, err error) {
	err = tx.Get(&i, `SELECT `+invitedColumns+` FROM (`+invitations+`) n JOIN school s ON s.uai = n.school WHERE n.school = $3`, campaign, today, school)
	return i, err
}

func endInvitation(tx *db.Tx, call access.Call, campaign string, school territory.UAI, as Stand, reason string) error {
	return tx.Change("UPDATE invitation SET ended = $1, reason = $2, ended_by = $3, ended_at = $4 WHERE campaign = $5 AND school = $6 AND ended = ''",
		as, reason, call.By.Person.ID, call.At.Happened, campaign, school)
}
