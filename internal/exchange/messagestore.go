package exchange

import (
	"fmt"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
)

// requested is, as SQL, the subject of what a message m asks for: partOf.
const requested = "m.subject || '#message:' || m.conversation || ':' || m.id"

func insertMessage(tx *db.Tx, call access.Call, on Topic, m Message) error {
	orNone := func(id db.ID) any {
		if id == 0 {
			return nil
		}
		return id
	}
	_, err := tx.Exec(`INSERT INTO message (id, subject, conversation, school, department, academie, region, person, role, text,
			until_day, answers, withdraws, file, happened_at, recorded_at, delegated_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		m.ID, on.Subject, m.Conversation, on.School, on.Department, on.Academie, on.Region, call.By.Person.ID, call.By.Role, m.Text,
		m.UntilDay, orNone(m.Answers), orNone(m.Withdraws), orNone(m.File), call.At.Happened, call.At.Recorded, orNone(call.By.For.ID))
	return err
}

const messages = `SELECT m.id, m.subject, m.conversation, m.person, p.name AS person_name, m.role, COALESCE(l.name, '') AS delegator_name, m.text, m.until_day,
		COALESCE(m.answers, 0) AS answers, COALESCE(m.withdraws, 0) AS withdraws, m.happened_at,
		q.happened_at AS asked_at, q.until_day AS asked_until,
		COALESCE(f.id, 0) AS file, COALESCE(f.name, '') AS file_name, COALESCE(f.type, '') AS file_type, COALESCE(f.size, 0) AS file_size,
		COALESCE(d.outcome, '') AS outcome, d.settled_on, EXISTS (SELECT 1 FROM message w WHERE w.withdraws = m.id) AS withdrawn,
		m.person <> $1 AND NOT EXISTS (SELECT 1 FROM message_read r WHERE r.message = m.id AND r.person = $1) AS unread
	FROM message m JOIN person p ON p.id = m.person LEFT JOIN person l ON l.id = m.delegated_by
	LEFT JOIN message q ON q.id = COALESCE(m.answers, m.withdraws)
	LEFT JOIN file f ON f.id = m.file
	LEFT JOIN due d ON m.until_day IS NOT NULL AND d.subject = ` + requested

// messagesOf is a page of a conversation, the latest being page 1; older tells
// whether there are others before.
func messagesOf(tx *db.Tx, reader db.ID, subject string, c Conversation, page int) (all []Message, older bool, err error) {
	err = tx.Select(&all, messages+" WHERE m.subject = $2 AND m.conversation = $3 ORDER BY m.id DESC LIMIT $4 OFFSET $5",
		reader, subject, c, PageSize+1, (max(page, 1)-1)*PageSize)
	if len(all) > PageSize {
		all, older = all[:PageSize], true
	}
	slices.Reverse(all)
	return all, older, err
}

// findMessage finds a message of a conversation on a subject, or db.ErrNotFound.
func findMessage(tx *db.Tx, subject string, c Conversation, id db.ID) (m Message, err error) {
	err = tx.Get(&m, messages+" WHERE m.subject = $2 AND m.conversation = $3 AND m.id = $4", db.ID(0), subject, c, id)
	return m, err
}

func messagesAbout(tx *db.Tx, by access.Actor, subject string) (all []Message, err error) {
	where, its := readable(by, 3)
	err = tx.Select(&all, messages+" WHERE m.id IN (SELECT id FROM message WHERE subject = $2 AND "+where+") ORDER BY m.id",
		append([]any{by.Person.ID, subject}, its...)...)
	return all, err
}

// readersOf adds to messages who has read them, the first first.
func readersOf(tx *db.Tx, all []Message) error {
	if len(all) == 0 {
		return nil
	}
	var ids []db.ID
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	places, args := among(ids, 1)
	var rows []Reader
	err := tx.Select(&rows, `SELECT r.message, p.name AS person_name, r.role, r.happened_at
		FROM message_read r JOIN person p ON p.id = r.person WHERE r.message IN `+places+" ORDER BY r.recorded_at, r.person", args...)
	for _, r := range rows {
		i := slices.Index(ids, r.Message)
		all[i].Readers = append(all[i].Readers, r)
	}
	return err
}

// requestsOf is a thread of no messages: what each side of a conversation waits for.
func requestsOf(tx *db.Tx, level access.Level, subject string, c Conversation) (thread Thread, err error) {
	var open []Request
	err = tx.Select(&open, `SELECT m.id, m.role, m.until_day, m.happened_at FROM message m JOIN due d ON d.subject = `+requested+`
		WHERE m.subject = $1 AND m.conversation = $2 AND m.until_day IS NOT NULL AND d.settled_at IS NULL ORDER BY m.id`, subject, c)
	for i := range open {
		if c.Side(open[i].Role.Level()) == c.Side(level) {
			thread.Ours = &open[i]
		} else {
			thread.Theirs = &open[i]
		}
	}
	return thread, err
}

// keepAsked keeps that a letter of its own has told a person of a message and of
// what it asks.
func keepAsked(tx *db.Tx, person, message db.ID, due campaign.Due, day civil.Date) error {
	if _, err := tx.Exec("INSERT INTO message_told (message, person, day) VALUES ($1, $2, $3) ON CONFLICT (message, person) DO NOTHING", message, person, day); err != nil {
		return err
	}
	_, err := tx.Exec("INSERT INTO reminder (person, due, kind, day) SELECT $1, id, $2, $3 FROM due WHERE subject = $4", person, kindOf(due.DueOn, day), day, due.Subject)
	return err
}

// unread is, as SQL over rows of message, what an actor may read and has not, with
// its arguments, numbered from next on.
func unread(by access.Actor, next int) (sql string, args []any) {
	where, args := readable(by, next)
	n := next + len(args)
	return fmt.Sprintf("%s AND person <> $%d AND NOT EXISTS (SELECT 1 FROM message_read r WHERE r.message = message.id AND r.person = $%d)", where, n, n),
		append(args, by.Person.ID)
}

func insertRead(tx *db.Tx, call access.Call, subject string, c Conversation, first, last db.ID) error {
	where, its := unread(call.By, 9)
	_, err := tx.Exec(`INSERT INTO message_read (message, person, role, happened_at, recorded_at)
		SELECT id, $1, $2, $3, $4 FROM message WHERE subject = $5 AND conversation = $6 AND id >= $7 AND id <= $8 AND `+where+`
		ON CONFLICT (message, person) DO NOTHING`,
		append([]any{call.By.Person.ID, call.By.Role, call.At.Happened, call.At.Recorded, subject, c, first, last}, its...)...)
	return err
}

// UnreadAmong is how much an actor has not read on each of some subjects; those of
// which all is read are left out.
func UnreadAmong(tx *db.Tx, by access.Actor, subjects []string) (map[string]Unread, error) {
	counts := map[string]Unread{}
	if len(subjects) == 0 {
		return counts, nil
	}
	places, args := make([]string, len(subjects)), make([]any, len(subjects))
	for i, subject := range subjects {
		places[i], args[i] = fmt.Sprintf("$%d", i+1), subject
	}
	where, its := unread(by, len(args)+1)
	var rows []Unread
	err := tx.Select(&rows, "SELECT subject, count(*) AS messages, min(conversation) AS conversation, 1 AS subjects FROM message WHERE subject IN ("+
		strings.Join(places, ", ")+") AND "+where+" GROUP BY subject", append(args, its...)...)
	for _, row := range rows {
		counts[row.Subject] = row
	}
	return counts, err
}

func unreadOfAll(tx *db.Tx, by access.Actor) (found Unread, err error) {
	where, args := unread(by, 1)
	err = tx.Get(&found, `SELECT count(*) AS messages, count(DISTINCT subject) AS subjects, COALESCE(min(subject), '') AS subject,
		COALESCE(min(conversation), '') AS conversation FROM message WHERE `+where, args...)
	return found, err
}

// UnreadRows is, as SQL, the subject and the conversation of each message that an
// actor has not read, with its arguments, numbered from next on.
func UnreadRows(by access.Actor, next int) (sql string, args []any) {
	where, args := unread(by, next)
	return "SELECT subject, conversation FROM message WHERE " + where, args
}

// SubjectsUnread is, as SQL, the subjects of which an actor has something to read,
// with its arguments, numbered from next on.
func SubjectsUnread(by access.Actor, next int) (sql string, args []any) {
	rows, args := UnreadRows(by, next)
	return "SELECT subject FROM (" + rows + ") AS unread", args
}

// SubjectsAsked is, as SQL, the subjects on which an actor's side has an answer to
// give, with its arguments, numbered from next on.
func SubjectsAsked(by access.Actor, next int) (sql string, args []any) {
	where, args := readable(by, next)
	role := by.Role
	if role == access.SchoolContributor { // who types for the lead
		role = access.SchoolLead
	}
	return fmt.Sprintf(`SELECT m.subject FROM (SELECT id, subject, conversation FROM message WHERE until_day IS NOT NULL AND %s) AS m
		JOIN due d ON d.subject = %s WHERE d.settled_at IS NULL AND d.role = $%d`, where, requested, next+len(args)), append(args, role)
}

// since is how many days back the morning's letter looks for messages not read: who
// receives a role is not told of all that was written before.
const since = 31

// An unreadMessage is a message that a person has not read, nor was told of.
type unreadMessage struct {
	Person       db.ID
	Email        string
	Message      db.ID
	Subject      string
	Conversation Conversation
}

// untold lists what some persons have not read, each message once. Who holds a role
// over a school is asked apart: see openOf.
func untold(tx *db.Tx, people []db.ID, day civil.Date) (all []unreadMessage, err error) {
	ids, args := among(people, 3)
	of := func(schools string) string {
		return `SELECT p.id AS person, p.email, x.id AS message, x.subject, x.conversation
			FROM role_grant g JOIN person p ON p.id = g.person
			JOIN (SELECT m.id, m.subject, m.conversation, m.person AS sender, m.school, m.department, m.academie, m.region, m.happened_at, k.role
				FROM message m JOIN (` + readers + `) AS k ON k.conversation = m.conversation) AS x ON ` + access.Holds("g", "x", 2) + `
			WHERE x.happened_at >= $1 AND p.id IN ` + ids + ` AND ` + schools + ` AND x.sender <> p.id
				AND NOT EXISTS (SELECT 1 FROM message_read r WHERE r.message = x.id AND r.person = p.id)
				AND NOT EXISTS (SELECT 1 FROM message_told t WHERE t.message = x.id AND t.person = p.id)`
	}
	err = tx.Select(&all, of("g.school <> '' AND x.school = g.school")+" UNION "+of("g.school = ''")+" ORDER BY 1, 3",
		append([]any{day.Add(-since).Start(), day}, args...)...)
	return all, err
}

func keepUntold(tx *db.Tx, all []unreadMessage, day civil.Date) error {
	rows := make([][]any, len(all))
	for i, m := range all {
		rows[i] = []any{m.Message, m.Person, day}
	}
	return tx.PutMany("INSERT INTO message_told (message, person, day)", "ON CONFLICT (message, person) DO NOTHING", rows)
}

// Verify recomputes from the messages what should be due of each request, and says in
// French what does not agree with what is kept: an answer settles it, a withdrawal
// drops it, and nothing else closes it but the end of the file.
func Verify(tx *db.Tx) (faults []string, err error) {
	var rows []struct {
		Subject             string
		ID                  db.ID
		Dues                int64
		Outcome             string
		Answered, Withdrawn bool
	}
	err = tx.Select(&rows, `SELECT m.subject, m.id, count(d.id) AS dues, COALESCE(max(d.outcome), '') AS outcome,
			EXISTS (SELECT 1 FROM message a WHERE a.answers = m.id) AS answered, EXISTS (SELECT 1 FROM message w WHERE w.withdraws = m.id) AS withdrawn
		FROM message m LEFT JOIN due d ON d.subject = `+requested+` WHERE m.until_day IS NOT NULL GROUP BY m.id, m.subject ORDER BY m.id`)
	for _, row := range rows {
		sound := row.Dues == 1
		switch {
		case row.Answered:
			sound = sound && !row.Withdrawn && row.Outcome == string(campaign.Done)
		case row.Withdrawn:
			sound = sound && row.Outcome == string(campaign.Dropped)
		default:
			sound = sound && row.Outcome != string(campaign.Done)
		}
		if !sound {
			faults = append(faults, fmt.Sprintf("Message %d sur %s\u202f: ce qui en est attendu ne suit pas de ce qui est écrit.", row.ID, row.Subject))
		}
	}
	return faults, err
}
