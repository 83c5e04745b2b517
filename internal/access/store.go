package access

import (
	"errors"
	"fmt"

	"preau/internal/civil"
	"preau/internal/db"
)

func insertPerson(tx *db.Tx, p Person, at civil.Instant) error {
	_, err := tx.Exec("INSERT INTO person (id, login, name, email, search_text, sort_key, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		p.ID, p.Login, p.Name, p.Email, civil.Fold(p.Login+" "+p.Name+" "+p.Email), civil.SortKey(p.Name), at)
	return err
}

// ByLogin returns a person by their login, or ErrNotFound.
func ByLogin(tx *db.Tx, login string) (Person, error) {
	var person Person
	err := tx.Get(&person, "SELECT id, login, name, email FROM person WHERE login = $1", login)
	if errors.Is(err, db.ErrNotFound) {
		return Person{}, ErrNotFound
	}
	return person, err
}

func insertGrant(tx *db.Tx, id db.ID, g RoleGrant) error {
	_, err := tx.Exec(`INSERT INTO role_grant (id, person, role, school, department, academie, region, from_day, until_day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, g.Person, g.Role, g.School, g.Department, g.Academie, g.Region, g.FromDay, g.UntilDay)
	return err
}

// holding is a role that a person holds on a day.
type holding struct {
	ID    db.ID
	Login string
	Name  string
	Email string
	Role  Role
	Place
	UntilDay civil.Date
	// Who lends the role during an absence; zero: it is held in one's own right.
	Delegator      db.ID
	DelegatorLogin string
	DelegatorName  string
}

func (h holding) person() Person { return Person{h.ID, h.Login, h.Name, h.Email} }

// holdings lists the roles held on a day by the person whose column (id or
// login) has this value.
func holdings(tx *db.Tx, column string, value any, day civil.Date) ([]holding, error) {
	var held []holding
	err := tx.Select(&held, `SELECT p.id, p.login, p.name, p.email, g.role, g.school, g.department, g.academie, g.region, g.until_day,
			COALESCE(l.id, 0) AS delegator, COALESCE(l.login, '') AS delegator_login, COALESCE(l.name, '') AS delegator_name
		FROM person p JOIN role_grant g ON g.person = p.id
		LEFT JOIN role_grant o ON o.id = g.delegation_of LEFT JOIN person l ON l.id = o.person
		WHERE p.`+column+` = $1 AND `+HeldOn("g", 2)+` ORDER BY g.id`, value, day)
	return held, err
}

// Holders lists who holds a role over a place on a day, each once.
func Holders(tx *db.Tx, role Role, at Place, day civil.Date) ([]Person, error) {
	var people []Person
	err := tx.Select(&people, `SELECT DISTINCT p.id, p.login, p.name, p.email
		FROM person p JOIN role_grant g ON g.person = p.id
		WHERE g.role = $1 AND g.school IN ('', $2) AND g.department IN ('', $3) AND g.academie IN ('', $4)
			AND g.region IN ('', $5) AND `+HeldOn("g", 6)+` ORDER BY p.id`, role, at.School, at.Department, at.Academie, at.Region, day)
	return people, err
}

// Holds is, as SQL, that a row of role_grant gives on a day, whose argument has
// that number, the role that another row names over the place where it lies: what
// Holders asks of one place, for many rows at once.
func Holds(grant, row string, day int) string {
	return fmt.Sprintf(`%[1]s.role = %[2]s.role AND %[1]s.school IN ('', %[2]s.school) AND %[1]s.department IN ('', %[2]s.department)
		AND %[1]s.academie IN ('', %[2]s.academie) AND %[1]s.region IN ('', %[2]s.region) AND %[3]s`, grant, row, HeldOn(grant, day))
}

// Cast is one person whom one can enter as in an example database, in a role.
type Cast struct {
	Login string
	Name  string
	Role  Role
	Place
	PlaceName string
}

// CastOn lists who holds which role on a day, in the order they were created,
// with the name of the place: what the sign-in page of an example offers.
func CastOn(tx *db.Tx, day civil.Date) ([]Cast, error) {
	var cast []Cast
	err := tx.Select(&cast, `SELECT p.login, p.name, g.role, g.school, g.department, g.academie, g.region,
			COALESCE(s.name || ', ' || s.town, d.name, a.name, r.name, 'France') AS place_name
		FROM person p JOIN role_grant g ON g.person = p.id
		LEFT JOIN school s ON s.uai = g.school
		LEFT JOIN department d ON d.code = g.department
		LEFT JOIN academie a ON a.code = g.academie
		LEFT JOIN region r ON r.code = g.region
		WHERE `+HeldOn("g", 1)+` ORDER BY g.id LIMIT 200`, day)
	return cast, err
}
