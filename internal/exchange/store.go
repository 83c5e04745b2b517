package exchange

import (
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

// unwritten are the persons who hold a role on a day and whose letter of the day
// is not settled yet, in the order of their ids.
func unwritten(tx *db.Tx, day civil.Date) (people []db.ID, err error) {
	err = tx.Select(&people, `SELECT DISTINCT g.person FROM role_grant g
		WHERE `+access.HeldOn("g", 1)+`
			AND NOT EXISTS (SELECT 1 FROM digest d WHERE d.person = g.person AND d.day = $1)
		ORDER BY g.person`, day)
	return people, err
}

// among is a list of ids as SQL, with its arguments, numbered from next on.
func among(people []db.ID, next int) (string, []any) {
	places, args := make([]string, len(people)), make([]any, len(people))
	for i, id := range people {
		places[i], args[i] = fmt.Sprintf("$%d", next+i), id
	}
	return "(" + strings.Join(places, ", ") + ")", args
}

// openOf lists what is open of what some persons owe, each once. Who holds a role
// over a school is asked apart from who holds one over more, so that an index
// answers each: together, PostgreSQL reads every Due for every person.
func openOf(tx *db.Tx, people []db.ID, day civil.Date) (open []reminder, err error) {
	ids, args := among(people, 2)
	of := func(schools string) string {
		return `SELECT p.id AS person, p.email, d.id AS due, d.subject, d.task, d.due_on
			FROM role_grant g JOIN person p ON p.id = g.person
			JOIN due d ON ` + access.Holds("g", "d", 1) + `
			WHERE d.settled_at IS NULL AND p.id IN ` + ids + ` AND ` + schools
	}
	err = tx.Select(&open, of("g.school <> '' AND d.school = g.school")+" UNION "+of("g.school = ''")+" ORDER BY 1, 6, 3",
		append([]any{day}, args...)...)
	return open, err
}

// reminderKey is what a person is told once.
type reminderKey struct {
	person, due db.ID
	kind        string
}

// toldOf is what some persons were reminded of.
func toldOf(tx *db.Tx, people []db.ID) (map[reminderKey]bool, error) {
	ids, args := among(people, 1)
	var rows []struct {
		Person, Due db.ID
		Kind        string
	}
	err := tx.Select(&rows, "SELECT r.person, r.due, r.kind FROM reminder r JOIN due d ON d.id = r.due WHERE d.settled_at IS NULL AND r.person IN "+ids, args...)
	told := make(map[reminderKey]bool, len(rows))
	for _, r := range rows {
		told[reminderKey{r.Person, r.Due, r.Kind}] = true
	}
	return told, err
}

// claimDigest settles the letter of a person for a day; mine is false when
// another node has.
func claimDigest(tx *db.Tx, person db.ID, day civil.Date, written bool) (mine bool, err error) {
	n, err := tx.Exec("INSERT INTO digest (person, day, written) VALUES ($1, $2, $3) ON CONFLICT (person, day) DO NOTHING", person, day, written)
	return n == 1, err
}

func keepTold(tx *db.Tx, all []reminder, day civil.Date) error {
	rows := make([][]any, len(all))
	for i, r := range all {
		rows[i] = []any{r.Person, r.Due, r.kind, day}
	}
	return tx.PutMany("INSERT INTO reminder (person, due, kind, day)", "ON CONFLICT (person, due, kind) DO NOTHING", rows)
}
