package committee

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

// idOf is zero when nothing was written about the committee yet.
func idOf(tx *db.Tx, campaign, region string) (id db.ID, err error) {
	err = tx.Get(&id, "SELECT id FROM committee WHERE campaign = $1 AND region = $2", campaign, region)
	if errors.Is(err, db.ErrNotFound) {
		return 0, nil
	}
	return id, err
}

// takeCommittee keeps the row of a committee for this transaction alone, and makes
// it first when there is none.
func takeCommittee(tx *db.Tx, c Committee, at civil.Moment) (id db.ID, err error) {
	if _, err := tx.Exec(`INSERT INTO committee (id, campaign, region, recorded_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (campaign, region) DO NOTHING`, db.NewID(at.Recorded.Time()), c.Campaign, c.Region, at.Recorded); err != nil {
		return 0, err
	}
	if id, err = idOf(tx, c.Campaign, c.Region); err != nil {
		return 0, err
	}
	return id, tx.Lock("committee", "id", id)
}

// given is an id to keep; zero is none.
func given(id db.ID) *db.ID {
	if id == 0 {
		return nil
	}
	return &id
}

const memberColumns = `m.id, m.committee, m.name, m.title, m.quality, m.academie, COALESCE(m.person, 0) AS person,
	COALESCE(p.login, '') AS login, m.from_day, m.until_day`

// membersOf lists all who sit or sat: those who do first, in the order they came.
func membersOf(tx *db.Tx, committee db.ID) (members []Member, err error) {
	err = tx.Select(&members, "SELECT "+memberColumns+` FROM committee_member m LEFT JOIN person p ON p.id = m.person
		WHERE m.committee = $1 ORDER BY CASE WHEN m.until_day IS NULL THEN 0 ELSE 1 END, m.from_day, m.id`, committee)
	return members, err
}

// seatsOf are the regions of the committees of the current campaign where a person sits on
// a day, or stands for somebody who does.
func seatsOf(tx *db.Tx, person db.ID, day civil.Date) (regions []string, err error) {
	err = tx.Select(&regions, `SELECT c.region FROM committee_member m JOIN committee c ON c.id = m.committee JOIN campaign k ON k.code = c.campaign
		WHERE k.current AND m.person = $1 AND m.from_day <= $2 AND (m.until_day IS NULL OR m.until_day >= $2)
		UNION SELECT c.region FROM committee_delegation d JOIN committee_member m ON m.id = d.member JOIN committee c ON c.id = m.committee JOIN campaign k ON k.code = c.campaign
		WHERE k.current AND d.person = $1 AND d.from_day <= $2 AND d.until_day >= $2`, person, day)
	return regions, err
}

// lastClosed is the day of the last meeting of a committee that is closed; zero when
// none is.
func lastClosed(tx *db.Tx, committee db.ID) (on civil.Date, err error) {
	err = tx.Get(&on, "SELECT max(held_on) FROM committee_meeting WHERE committee = $1 AND closed_at IS NOT NULL", committee)
	return on, err
}

// lastRow is a meeting, whether it is closed, and whether the co-presidents still owe
// something of its minutes.
type lastRow struct {
	HeldOn       civil.Date
	Closed, Owed bool
}

// lastMeeting is the last meeting of a region's committee, up to a day, that had a
// subject on its agenda; zero when there is none.
func lastMeeting(tx *db.Tx, campaign, region, subject string, today civil.Date) (last lastRow, err error) {
	err = tx.Get(&last, `SELECT t.held_on, CASE WHEN t.closed_at IS NULL THEN FALSE ELSE TRUE END AS closed,
			EXISTS (SELECT 1 FROM due d WHERE d.subject = 'committee:' || c.campaign || '/' || c.region || '#' || t.held_on AND d.settled_at IS NULL) AS owed
		FROM committee_meeting t JOIN committee c ON c.id = t.committee JOIN committee_item i ON i.meeting = t.id
		WHERE c.campaign = $1 AND c.region = $2 AND i.subject = $3 AND t.held_on <= $4 ORDER BY t.held_on DESC LIMIT 1`, campaign, region, subject, today)
	if errors.Is(err, db.ErrNotFound) {
		return lastRow{}, nil
	}
	return last, err
}

// askedOf are the minutes of which something is due, that a person has not approved
// since, for their seat of co-president or by a delegation.
func askedOf(tx *db.Tx, campaign string, person db.ID, today civil.Date) (all []Asked, err error) {
	err = tx.Select(&all, `SELECT DISTINCT c.region, t.held_on, d.due_on
		FROM committee c JOIN committee_meeting t ON t.committee = c.id
		JOIN due d ON d.subject = 'committee:' || c.campaign || '/' || c.region || '#' || t.held_on AND d.settled_at IS NULL
		JOIN committee_member m ON m.committee = c.id AND m.quality IN ('prefet', 'recteur') AND m.from_day <= $3 AND (m.until_day IS NULL OR m.until_day >= $3)
		WHERE c.campaign = $1 AND t.closed_at IS NOT NULL
			AND (m.person = $2 OR EXISTS (SELECT 1 FROM committee_delegation g WHERE g.member = m.id AND g.person = $2 AND g.from_day <= $3 AND g.until_day >= $3))
			AND NOT EXISTS (SELECT 1 FROM committee_approval v WHERE v.meeting = t.id AND v.quality = m.quality AND v.academie = m.academie AND v.happened_at >= d.opened_at)
		ORDER BY d.due_on, c.region`, campaign, person, today)
	return all, err
}

// openMeetings are the meetings up to a day that are not closed, of every committee.
func openMeetings(tx *db.Tx, campaign string, today civil.Date) (all []Open, err error) {
	err = tx.Select(&all, `SELECT c.region, t.held_on FROM committee c JOIN committee_meeting t ON t.committee = c.id
		WHERE c.campaign = $1 AND t.closed_at IS NULL AND t.held_on <= $2 ORDER BY t.held_on, c.region`, campaign, today)
	return all, err
}

func insertMember(tx *db.Tx, m Member, at civil.Moment) error {
	_, err := tx.Exec(`INSERT INTO committee_member (id, committee, name, title, quality, academie, person, from_day, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		m.ID, m.Committee, m.Name, m.Title, m.Quality, m.Academie, given(m.Person), m.FromDay, at.Happened, at.Recorded)
	return err
}

func endMember(tx *db.Tx, id db.ID, until civil.Date) error {
	return tx.Change("UPDATE committee_member SET until_day = $1 WHERE id = $2 AND until_day IS NULL", until, id)
}

func delegationsOf(tx *db.Tx, committee db.ID) (all []Delegation, err error) {
	err = tx.Select(&all, `SELECT d.id, d.member, m.name AS member_name, d.name, d.title, COALESCE(d.person, 0) AS person, d.from_day, d.until_day, d.reason
		FROM committee_delegation d JOIN committee_member m ON m.id = d.member
		WHERE m.committee = $1 ORDER BY d.from_day, d.id`, committee)
	return all, err
}

func insertDelegation(tx *db.Tx, d Delegation, person db.ID, call access.Call) error {
	_, err := tx.Exec(`INSERT INTO committee_delegation (id, member, name, title, person, from_day, until_day, reason, by_person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.ID, d.Member, d.Name, d.Title, given(person), d.FromDay, d.UntilDay, d.Reason, call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return err
}

const meetingColumns = `t.id, t.committee, t.held_on, (SELECT max(b.held_on) FROM committee_meeting b WHERE b.committee = t.committee AND b.held_on < t.held_on) AS held_before,
	(SELECT min(a.held_on) FROM committee_meeting a WHERE a.committee = t.committee AND a.held_on > t.held_on) AS held_after, t.milestone, t.starts_at, t.place, t.revision, t.closed_at,
	COALESCE((SELECT name FROM person WHERE id = t.ranked_by), '') AS ranked_by, t.ranked_at,
	(SELECT count(*) FROM committee_item i WHERE i.meeting = t.id) AS items`

// meetingsOf lists the meetings of a committee, in the order of their days.
func meetingsOf(tx *db.Tx, committee db.ID) (all []Meeting, err error) {
	err = tx.Select(&all, "SELECT "+meetingColumns+" FROM committee_meeting t WHERE t.committee = $1 ORDER BY t.held_on, t.id", committee)
	return all, err
}

// regionalMeeting is the meeting of a day of the committee of a region, or db.ErrNotFound.
// Its agenda is read by agendaOf; it has no points.
func regionalMeeting(tx *db.Tx, c Committee, on civil.Date) (m Meeting, points []Point, interests []Interest, err error) {
	err = tx.Get(&m, "SELECT "+meetingColumns+` FROM committee_meeting t JOIN committee c ON c.id = t.committee
		WHERE t.held_on = $1 AND c.campaign = $2 AND c.region = $3`, on, c.Campaign, c.Region)
	return m, nil, nil, err
}

// nationalMeeting is the meeting of a day of the committee of the nation, with its points,
// and the interests declared in the committee up to its end; or db.ErrNotFound.
func nationalMeeting(tx *db.Tx, c Committee, on civil.Date) (m Meeting, points []Point, interests []Interest, err error) {
	var rows []struct {
		Meeting
		Note                        db.ID // of a point, or the member of an interest; zero: neither
		Subject                     string
		Title, Text, Decision, Rule string
		Seen                        int64
	}
	err = tx.Select(&rows, "SELECT "+meetingColumns+`, COALESCE(x.note, 0) AS note, COALESCE(x.subject, '') AS subject, COALESCE(x.title, '') AS title,
			COALESCE(x.text, '') AS text, COALESCE(x.decision, '') AS decision, COALESCE(x.rule, '') AS rule, COALESCE(x.seen, 0) AS seen
		FROM committee_meeting t JOIN committee c ON c.id = t.committee LEFT JOIN (
			SELECT p.meeting, p.id AS note, '' AS subject, p.title, p.text, p.decision, p.rule, p.revision AS seen FROM committee_point p
			UNION ALL SELECT g.id, i.member, i.subject, m.name, i.reason, '', '', 0 FROM committee_interest i JOIN committee_member m ON m.id = i.member
				JOIN committee_meeting g ON g.committee = i.committee AND (g.closed_at IS NULL OR i.happened_at <= g.closed_at)) x ON x.meeting = t.id
		WHERE t.held_on = $1 AND c.campaign = $2 AND c.region = '' ORDER BY subject, note`, on, c.Campaign)
	if err == nil && len(rows) == 0 {
		err = db.ErrNotFound
	}
	for _, row := range rows {
		m = row.Meeting
		switch {
		case row.Subject != "":
			interests = append(interests, Interest{row.Subject, row.Note, row.Title, row.Text})
		case row.Note != 0:
			points = append(points, Point{row.Note, row.Title, row.Text, row.Decision, row.Rule, row.Seen})
		}
	}
	return m, points, interests, err
}

func insertMeeting(tx *db.Tx, m Meeting, at civil.Moment) error {
	_, err := tx.Exec(`INSERT INTO committee_meeting (id, committee, held_on, milestone, starts_at, place, revision, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, m.ID, m.Committee, m.HeldOn, m.Milestone, m.StartsAt, m.Place, m.Revision, at.Happened, at.Recorded)
	return err
}

// putItems puts subjects on the agenda, those that are not there.
func putItems(tx *db.Tx, meeting db.ID, subjects []string) error {
	var rows [][]any
	for _, subject := range subjects {
		rows = append(rows, []any{meeting, subject})
	}
	return tx.PutMany("INSERT INTO committee_item (meeting, subject)", "ON CONFLICT (meeting, subject) DO NOTHING", rows)
}

// agendaOf lists an agenda, what has a rank first, in its order, with the interests
// declared in the committee, in this meeting or before.
func agendaOf(tx *db.Tx, m Meeting) (items []Item, interests []Interest, err error) {
	var rows []struct {
		Subject    string
		Rank       int64
		Again      civil.Date
		Member     db.ID
		MemberName string
		Reason     string
	}
	err = tx.Select(&rows, `SELECT i.subject, COALESCE(i.rank, 0) AS rank,
			(SELECT min(l.held_on) FROM committee_item n JOIN committee_meeting l ON l.id = n.meeting
				WHERE n.subject = i.subject AND l.committee = $1 AND l.held_on > $3) AS again, COALESCE(t.member, 0) AS member,
			COALESCE(m.name, '') AS member_name, COALESCE(t.reason, '') AS reason
		FROM committee_item i JOIN committee_meeting g ON g.id = i.meeting
		LEFT JOIN committee_interest t ON t.subject = i.subject AND t.committee = $1 AND (g.closed_at IS NULL OR t.happened_at <= g.closed_at)
		LEFT JOIN committee_member m ON m.id = t.member
		WHERE i.meeting = $2 ORDER BY CASE WHEN i.rank IS NULL THEN 1 ELSE 0 END, i.rank, i.subject, t.member`, m.Committee, m.ID, m.HeldOn)
	for i, row := range rows {
		if i == 0 || rows[i-1].Subject != row.Subject {
			items = append(items, Item{row.Subject, row.Rank, row.Again})
		}
		if row.Member != 0 {
			interests = append(interests, Interest{row.Subject, row.Member, row.MemberName, row.Reason})
		}
	}
	return items, interests, err
}

// keptOut is the reason that a member of a committee declared about a subject;
// db.ErrNotFound when nothing keeps them out of it.
func keptOut(tx *db.Tx, campaign, region, subject string, person db.ID) (reason string, err error) {
	err = tx.Get(&reason, `SELECT t.reason FROM committee c JOIN committee_interest t ON t.committee = c.id JOIN committee_member m ON m.id = t.member
		WHERE c.campaign = $1 AND c.region = $2 AND t.subject = $3 AND m.person = $4 ORDER BY t.member LIMIT 1`, campaign, region, subject, person)
	return reason, err
}

// lastNational is the last meeting of the committee of the nation up to a day, or
// db.ErrNotFound.
func lastNational(tx *db.Tx, campaign string, today civil.Date) (m Meeting, err error) {
	err = tx.Get(&m, "SELECT "+meetingColumns+` FROM committee_meeting t JOIN committee c ON c.id = t.committee
		WHERE c.campaign = $1 AND c.region = '' AND t.held_on <= $2 ORDER BY t.held_on DESC LIMIT 1`, campaign, today)
	return m, err
}

// approvedSeats are the seats for which the minutes of a meeting were approved, whatever
// they said then.
func approvedSeats(tx *db.Tx, meeting db.ID) (seats []Seat, err error) {
	err = tx.Select(&seats, "SELECT DISTINCT quality, academie FROM committee_approval WHERE meeting = $1 ORDER BY quality, academie", meeting)
	return seats, err
}

func insertPoint(tx *db.Tx, meeting db.ID, p Point, call access.Call) error {
	_, err := tx.Exec(`INSERT INTO committee_point (id, meeting, title, text, decision, rule, revision, by_person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)`, p.ID, meeting, p.Title, p.Text, p.Decision, p.Rule, call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return err
}

func updatePoint(tx *db.Tx, p Point, call access.Call) error {
	return tx.Change(`UPDATE committee_point SET title = $1, text = $2, decision = $3, rule = $4, revision = revision + 1, by_person = $5, happened_at = $6, recorded_at = $7
		WHERE id = $8`, p.Title, p.Text, p.Decision, p.Rule, call.By.Person.ID, call.At.Happened, call.At.Recorded, p.ID)
}

func deletePoint(tx *db.Tx, id db.ID) error {
	return tx.Change("DELETE FROM committee_point WHERE id = $1", id)
}

// attendersOf are the members of a committee with whether they are at a meeting, and
// the approvals of its minutes, the latest first.
func attendersOf(tx *db.Tx, m Meeting) (members []Member, approvals []Approval, err error) {
	var rows []struct {
		Member
		ApprovalID, Author     db.ID // zero: the member approved nothing
		Digest, By, Substitute string
		SubstituteID           db.ID // the account of the substitute
		At                     civil.Instant
	}
	err = tx.Select(&rows, "SELECT "+memberColumns+`, COALESCE(a.presence, '') AS presence, COALESCE(a.delegation, 0) AS delegation,
			COALESCE(d.name, '') AS delegate, COALESCE(d.person, 0) AS stand, COALESCE(v.id, 0) AS approval_id, COALESCE(v.by_person, 0) AS author,
			COALESCE(v.digest, '') AS digest, COALESCE(w.name, '') AS "by", COALESCE(s.name, '') AS substitute, COALESCE(s.person, 0) AS substitute_id, v.happened_at AS at
		FROM committee_member m LEFT JOIN person p ON p.id = m.person
		LEFT JOIN committee_attendance a ON a.member = m.id AND a.meeting = $1
		LEFT JOIN committee_delegation d ON d.id = a.delegation
		LEFT JOIN committee_approval v ON v.member = m.id AND v.meeting = $1
		LEFT JOIN committee_delegation s ON s.id = v.delegation
		LEFT JOIN person w ON w.id = v.by_person
		WHERE m.committee = $2 ORDER BY m.id, v.id`, m.ID, m.Committee)
	for i, row := range rows {
		if i == 0 || rows[i-1].Member.ID != row.Member.ID {
			members = append(members, row.Member)
		}
		if row.ApprovalID == 0 {
			continue
		}
		a := Approval{ID: row.ApprovalID, Seat: row.Seat, Name: row.Name, Digest: row.Digest, By: row.By, At: row.At}
		signer := row.Person
		if row.Substitute != "" {
			a.Name, a.For, signer = row.Substitute, row.Name, row.SubstituteID
		}
		if signer == row.Author {
			a.By = ""
		}
		approvals = append(approvals, a)
	}
	slices.SortFunc(approvals, func(a, b Approval) int { return cmp.Compare(b.ID, a.ID) })
	return members, approvals, err
}

func putPresence(tx *db.Tx, meeting db.ID, m Member) error {
	_, err := tx.Exec(`INSERT INTO committee_attendance (meeting, member, presence, delegation) VALUES ($1, $2, $3, $4)
		ON CONFLICT (meeting, member) DO UPDATE SET presence = excluded.presence, delegation = excluded.delegation`,
		meeting, m.ID, m.Presence, given(m.Delegation))
	return err
}

// insertInterest tells whether it was not declared already.
func insertInterest(tx *db.Tx, committee db.ID, i Interest, call access.Call) (bool, error) {
	n, err := tx.Exec(`INSERT INTO committee_interest (committee, subject, member, reason, by_person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (committee, subject, member) DO NOTHING`,
		committee, i.Subject, i.Member, i.Reason, call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return n == 1, err
}

// scoringsOf is what the members said at a meeting, in their order.
func scoringsOf(tx *db.Tx, meeting db.ID) (all []Scoring, err error) {
	var rows []struct {
		Subject    string
		Member     db.ID
		MemberName string
		Reason     string
		TypedBy    string
		Criterion  string
		Points     int64
	}
	err = tx.Select(&rows, `SELECT a.subject, a.member, m.name AS member_name, a.reason,
			CASE WHEN a.by_person = COALESCE(d.person, m.person, 0) THEN '' ELSE p.name END AS typed_by, s.criterion, s.points
		FROM committee_argument a JOIN committee_member m ON m.id = a.member JOIN person p ON p.id = a.by_person
		JOIN committee_score s ON s.meeting = a.meeting AND s.subject = a.subject AND s.member = a.member
		LEFT JOIN committee_attendance t ON t.meeting = a.meeting AND t.member = a.member
		LEFT JOIN committee_delegation d ON d.id = t.delegation
		WHERE a.meeting = $1 ORDER BY a.subject, a.member, s.criterion`, meeting)
	for _, row := range rows {
		if n := len(all); n == 0 || all[n-1].Subject != row.Subject || all[n-1].Member != row.Member {
			all = append(all, Scoring{Subject: row.Subject, Member: row.Member, MemberName: row.MemberName, Reason: row.Reason, By: row.TypedBy, Points: map[string]int64{}})
		}
		all[len(all)-1].Points[row.Criterion] = row.Points
	}
	return all, err
}

func putScoring(tx *db.Tx, meeting db.ID, s Scoring, call access.Call) error {
	if _, err := tx.Exec(`INSERT INTO committee_argument (meeting, subject, member, reason, by_person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (meeting, subject, member) DO UPDATE SET reason = excluded.reason,
			by_person = excluded.by_person, happened_at = excluded.happened_at, recorded_at = excluded.recorded_at`,
		meeting, s.Subject, s.Member, s.Reason, call.By.Person.ID, call.At.Happened, call.At.Recorded); err != nil {
		return err
	}
	var rows [][]any
	for criterion, points := range s.Points {
		rows = append(rows, []any{meeting, s.Subject, s.Member, criterion, points})
	}
	return tx.PutMany("INSERT INTO committee_score (meeting, subject, member, criterion, points)",
		"ON CONFLICT (meeting, subject, member, criterion) DO UPDATE SET points = excluded.points", rows)
}

// putRanks gives an agenda its order, and its meeting the next revision. Ranks are
// all taken away first: two lines may exchange theirs.
func putRanks(tx *db.Tx, m Meeting, items []Item, call access.Call) error {
	if _, err := tx.Exec("UPDATE committee_item SET rank = NULL WHERE meeting = $1", m.ID); err != nil {
		return err
	}
	for _, item := range items {
		if item.Rank == 0 {
			continue
		}
		if err := tx.Change("UPDATE committee_item SET rank = $1 WHERE meeting = $2 AND subject = $3", item.Rank, m.ID, item.Subject); err != nil {
			return err
		}
	}
	return tx.Change("UPDATE committee_meeting SET revision = $1, ranked_by = $2, ranked_at = $3 WHERE id = $4",
		m.Revision+1, call.By.Person.ID, call.At.Happened, m.ID)
}

func closeMeeting(tx *db.Tx, id db.ID, at civil.Moment) error {
	return tx.Change("UPDATE committee_meeting SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL", at.Happened, id)
}

func insertApproval(tx *db.Tx, id, meeting db.ID, s Signer, digest string, call access.Call) error {
	_, err := tx.Exec(`INSERT INTO committee_approval (id, meeting, quality, academie, member, delegation, digest, by_person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, meeting, s.Member.Quality, s.Member.Academie, s.Member.ID, given(s.Delegation.ID), digest, call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return err
}

// lastWith is the day of the last meeting of a region's committee, up to a day,
// that had one of some subjects on its agenda; zero when there is none.
func lastWith(tx *db.Tx, campaign, region string, today civil.Date, subjects []string) (on civil.Date, err error) {
	places, args := make([]string, len(subjects)), []any{campaign, region, today}
	for i, subject := range subjects {
		args = append(args, subject)
		places[i] = "$" + strconv.Itoa(len(args))
	}
	err = tx.Get(&on, `SELECT t.held_on FROM committee_meeting t JOIN committee c ON c.id = t.committee JOIN committee_item i ON i.meeting = t.id
		WHERE c.campaign = $1 AND c.region = $2 AND t.held_on <= $3 AND i.subject IN (`+strings.Join(places, ", ")+`)
		ORDER BY t.held_on DESC LIMIT 1`, args...)
	if errors.Is(err, db.ErrNotFound) {
		return civil.Date{}, nil
	}
	return on, err
}

// judgmentRow is a subject at a meeting; what one said who was kept out does not count.
type judgmentRow struct {
	Subject                       string
	Rank, Points, Scores, Members int64
}

func judgmentRows(tx *db.Tx, campaign, region string) (rows []judgmentRow, err error) {
	err = tx.Select(&rows, `SELECT i.subject, COALESCE(i.rank, 0) AS rank, CAST(COALESCE(SUM(s.points), 0) AS BIGINT) AS points,
			count(s.points) AS scores, count(DISTINCT s.member) AS members
		FROM committee c JOIN committee_meeting t ON t.committee = c.id JOIN committee_item i ON i.meeting = t.id
		LEFT JOIN committee_score s ON s.meeting = i.meeting AND s.subject = i.subject AND NOT EXISTS (
			SELECT 1 FROM committee_interest k WHERE k.committee = c.id AND k.subject = i.subject AND k.member = s.member)
		WHERE c.campaign = $1 AND c.region = $2 GROUP BY i.meeting, i.subject, i.rank, t.held_on ORDER BY t.held_on, i.subject`, campaign, region)
	return rows, err
}
