package access

import (
	"errors"
	"fmt"
	"strings"

	"preau/internal/civil"
	"preau/internal/db"
)

// HeldOn is, as SQL, that a row of role_grant gives its role on a day, whose
// argument has that number: in its days, not taken away, and not to an account
// that is suspended. It is asked here and nowhere else.
func HeldOn(grant string, day int) string {
	return fmt.Sprintf(`%[1]s.from_day <= $%[2]d AND (%[1]s.until_day IS NULL OR %[1]s.until_day >= $%[2]d) AND NOT %[1]s.withdrawn
		AND %[1]s.person NOT IN (SELECT id FROM person WHERE suspended)`, grant, day)
}

// placeName is the name of the place of a grant g, with the joins it needs.
const (
	placeName  = "COALESCE(s.name || ', ' || s.town, d.name, " + academie + ", 'région ' || r.name, 'France')"
	academie   = "CASE WHEN substr(a.name, 1, 1) IN ('A', 'E', 'I', 'O', 'U', 'Y') THEN 'académie d’' ELSE 'académie de ' END || a.name"
	placeJoins = ` LEFT JOIN school s ON s.uai = g.school
		LEFT JOIN department d ON d.code = g.department AND g.school = ''
		LEFT JOIN academie a ON a.code = g.academie AND g.department = ''
		LEFT JOIN region r ON r.code = g.region AND g.academie = ''`
	grantedColumns = `g.id, g.person, p.login, p.name, p.email, p.suspended, g.role, g.school, g.department, g.academie, g.region,
		` + placeName + ` AS place_name, g.from_day, g.until_day, g.withdrawn, COALESCE(g.delegation_of, 0) AS delegation_of,
		COALESCE(o.person, 0) AS delegator, COALESCE(l.login, '') AS delegator_login, COALESCE(l.name, '') AS delegator_name`
	grantedJoins = ` JOIN person p ON p.id = g.person
		LEFT JOIN role_grant o ON o.id = g.delegation_of LEFT JOIN person l ON l.id = o.person` + placeJoins
)

// grantsWhere lists grants g by a condition, in the order they were given.
func grantsWhere(tx *db.Tx, condition string, args ...any) (all []Granted, err error) {
	err = tx.Select(&all, "SELECT "+grantedColumns+" FROM role_grant g"+grantedJoins+" WHERE "+condition+" ORDER BY g.id", args...)
	return all, err
}

func findGrant(tx *db.Tx, id db.ID) (Granted, error) {
	all, err := grantsWhere(tx, "g.id = $1", id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Granted{}, err
	}
	return all[0], nil
}

// lockAccounts lets one transaction at a time decide who has an account and who
// holds what: two that make the same account, or suspend each other, do not cross.
func lockAccounts(tx *db.Tx) error { return tx.Lock("installation", "one", 1) }

// holder is a person with whether they may enter.
type holder struct {
	ID        db.ID
	Login     string
	Name      string
	Email     string
	Suspended bool
}

func (a holder) person() Person { return Person{a.ID, a.Login, a.Name, a.Email} }

// accountBy is the account whose column (id, login or lower(email)) has this value, or ErrNotFound.
func accountBy(tx *db.Tx, column string, value any) (holder, error) {
	var found holder
	err := tx.Get(&found, "SELECT id, login, name, email, suspended FROM person WHERE "+column+" = $1", value)
	if errors.Is(err, db.ErrNotFound) {
		return holder{}, ErrNotFound
	}
	return found, err
}

// loginsLike are the logins that begin so.
func loginsLike(tx *db.Tx, start string) (logins []string, err error) {
	err = tx.Select(&logins, "SELECT login FROM person WHERE substr(login, 1, length($1)) = $1", start)
	return logins, err
}

// places are the columns of a level's places, and where they are.
var places = map[Level]struct{ columns, from, code string }{
	School:     {"uai AS school, department, academie, region, name || ', ' || town AS name", "school", "uai"},
	Department: {"'' AS school, code AS department, academie, region, name", "department", "code"},
	Academie:   {"'' AS school, '' AS department, code AS academie, region, " + academie + " AS name", "academie a", "code"},
	Region:     {"'' AS school, '' AS department, '' AS academie, code AS region, 'région ' || name AS name", "region", "code"},
}

// placeOf is the place that a code names on a level, and its name; France on the
// floors above. It returns ErrNotFound for a code that names nothing.
func placeOf(tx *db.Tx, level Level, code string) (Place, string, error) {
	named, below := places[level]
	if !below {
		return France, "France", nil
	}
	var found struct {
		Place
		Name string
	}
	err := tx.Get(&found, "SELECT "+named.columns+" FROM "+named.from+" WHERE "+named.code+" = $1", code)
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	return found.Place, found.Name, err
}

func insertDelegation(tx *db.Tx, id db.ID, g RoleGrant, of db.ID) error {
	if err := insertGrant(tx, id, g); err != nil {
		return err
	}
	return tx.Change("UPDATE role_grant SET delegation_of = $1 WHERE id = $2", of, id)
}

// setEnd moves the last day of a grant, or takes it away at once.
func setEnd(tx *db.Tx, id db.ID, until civil.Date, withdrawn bool) error {
	return tx.Change("UPDATE role_grant SET until_day = $1, withdrawn = $2 WHERE id = $3", until, withdrawn, id)
}

func setSuspended(tx *db.Tx, person db.ID, suspended bool) error {
	return tx.Change("UPDATE person SET suspended = $1 WHERE id = $2", suspended, person)
}

func insertSuspension(tx *db.Tx, call Call, person db.ID, suspended bool, reason string) error {
	_, err := tx.Exec(`INSERT INTO suspension (id, person, suspended, reason, by_person, by_role, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, db.NewID(call.At.Recorded.Time()), person, suspended, reason,
		call.By.Person.ID, call.By.Role, call.At.Happened, call.At.Recorded)
	return err
}

// GrantStep is what became of a grant, or of the account, once.
type GrantStep struct {
	Grant      db.ID // zero: the account was suspended, or restored
	Step       string
	UntilDay   civil.Date
	Reason     string
	PersonName string // blank: the program
	Role       Role   // in which it was done
	HappenedAt civil.Instant
	ID         db.ID
}

func insertGrantStep(tx *db.Tx, call Call, grant db.ID, step string, until civil.Date, reason string) error {
	_, err := tx.Exec(`INSERT INTO role_grant_step (id, role_grant, step, until_day, reason, person, role, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, db.NewID(call.At.Recorded.Time()), grant, step, until, reason,
		call.By.Person.ID, call.By.Role, call.At.Happened, call.At.Recorded)
	return err
}

// stepsOf lists what became of some grants, the latest first.
func stepsOf(tx *db.Tx, grants []Granted) (steps []GrantStep, err error) {
	if len(grants) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(grants)), make([]any, len(grants))
	for i, g := range grants {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), g.ID
	}
	err = tx.Select(&steps, `SELECT h.id, h.role_grant AS "grant", h.step, h.until_day, h.reason, COALESCE(p.name, '') AS person_name, h.role, h.happened_at
		FROM role_grant_step h LEFT JOIN person p ON p.id = h.person
		WHERE h.role_grant IN (`+strings.Join(marks, ", ")+`) ORDER BY h.id DESC`, args...)
	return steps, err
}

// suspensionsOf lists when an account was suspended and restored, the latest first.
func suspensionsOf(tx *db.Tx, person db.ID) (steps []GrantStep, err error) {
	err = tx.Select(&steps, `SELECT h.id, 0 AS "grant", CASE WHEN h.suspended THEN 'suspended' ELSE 'restored' END AS step, h.reason,
			COALESCE(p.name, '') AS person_name, h.by_role AS role, h.happened_at
		FROM suspension h LEFT JOIN person p ON p.id = h.by_person WHERE h.person = $1 ORDER BY h.id DESC`, person)
	return steps, err
}

// PeopleQuery is what the list of who holds what is asked for; blank is all.
type PeopleQuery struct {
	Words string
	Role  Role
	In    Place // a department, an académie or a region
	Past  bool  // what is over, instead of what is held or to come
	Skip  int64
	Size  int64
}

// People lists who holds which role within an actor's reach, by name, size lines
// after skip, and tells how many there are.
func People(tx *db.Tx, by Actor, q PeopleQuery, today civil.Date) (page []Granted, total int64, err error) {
	where, args := by.Filter(ActPeople, 1)
	add := func(value any) int { args = append(args, value); return len(args) }
	over := fmt.Sprintf("(withdrawn OR until_day IS NOT NULL AND until_day < $%d)", add(today))
	if !q.Past {
		over = "NOT " + over
	}
	where += " AND " + over
	if q.Role != "" {
		where += fmt.Sprintf(" AND role = $%d", add(q.Role))
	}
	if q.In != France {
		inside, its := q.In.condition(len(args) + 1)
		where, args = where+" AND "+inside, append(args, its...)
	}
	matching := "TRUE"
	for word := range strings.FieldsSeq(civil.Fold(q.Words)) {
		matching += fmt.Sprintf(" AND p.search_text LIKE $%d", add("%"+word+"%"))
	}
	from := " FROM (SELECT * FROM role_grant WHERE " + where + ") AS g JOIN person p ON p.id = g.person"
	if err := tx.Get(&total, "SELECT count(*)"+from+" WHERE "+matching, args...); err != nil {
		return nil, 0, err
	}
	from = strings.TrimSuffix(from, " JOIN person p ON p.id = g.person") + grantedJoins
	size, skip := add(q.Size), add(q.Skip)
	err = tx.Select(&page, fmt.Sprintf("SELECT %s%s WHERE %s ORDER BY p.sort_key, p.id, g.id LIMIT $%d OFFSET $%d", grantedColumns, from, matching, size, skip), args...)
	return page, total, err
}

// grantsSeen are a person's grants that an actor may see, over or not.
func grantsSeen(tx *db.Tx, by Actor, person db.ID) (all []Granted, err error) {
	where, args := by.Filter(ActPeople, 2)
	err = tx.Select(&all, "SELECT "+grantedColumns+" FROM (SELECT * FROM role_grant WHERE person = $1 AND "+where+") AS g"+grantedJoins+" ORDER BY g.id",
		append([]any{person}, args...)...)
	return all, err
}

// Account is an account on the command line's list.
type Account struct {
	Login     string
	Name      string
	Email     string
	Suspended bool
	Roles     []Granted // held, or to come
}

// Accounts lists every account, by login.
func Accounts(tx *db.Tx, today civil.Date) (all []Account, err error) {
	if err := tx.Select(&all, "SELECT login, name, email, suspended FROM person ORDER BY login"); err != nil {
		return nil, err
	}
	granted, err := grantsWhere(tx, "NOT g.withdrawn AND (g.until_day IS NULL OR g.until_day >= $1)", today)
	of := map[string][]Granted{}
	for _, g := range granted {
		of[g.Login] = append(of[g.Login], g)
	}
	for i := range all {
		all[i].Roles = of[all[i].Login]
	}
	return all, err
}

// Verify says, in French, which roles and accounts do not stand where their
// history leaves them.
func Verify(tx *db.Tx) (faults []string, err error) {
	var logins []string
	if err := tx.Select(&logins, `SELECT p.login FROM role_grant g JOIN person p ON p.id = g.person
		JOIN role_grant_step h ON h.id = (SELECT max(id) FROM role_grant_step WHERE role_grant = g.id)
		WHERE COALESCE(g.until_day, '') <> COALESCE(h.until_day, '') OR g.withdrawn <> (h.step = 'withdrawn') ORDER BY g.id`); err != nil {
		return nil, err
	}
	for _, login := range logins {
		faults = append(faults, "Compte "+login+"\u202f: la fin d’un rôle n’est pas celle de son historique.")
	}
	logins = nil
	err = tx.Select(&logins, `SELECT p.login FROM person p LEFT JOIN suspension h ON h.id = (SELECT max(id) FROM suspension WHERE person = p.id)
		WHERE p.suspended <> COALESCE(h.suspended, FALSE) ORDER BY p.id`)
	for _, login := range logins {
		faults = append(faults, "Compte "+login+"\u202f: il est suspendu, ou ne l’est pas, contre son historique.")
	}
	return faults, err
}
