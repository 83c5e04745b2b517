package access

import (
	"errors"

	"preau/internal/civil"
	"preau/internal/db"
)

// Person is someone with an account, « personne ».
type Person struct {
	ID    db.ID
	Login string // stable, readable: "principal-courbet"
	Name  string
	Email string
}

// Subject names the person in the journal.
func (p Person) Subject() string { return "person:" + p.Login }

// A RoleGrant gives a person a role over a place for a time.
type RoleGrant struct {
	Person db.ID
	Role   Role
	Place
	FromDay  civil.Date
	UntilDay civil.Date // zero: no end
}

// ErrNotFound says that there is no such person, or none who may enter.
var ErrNotFound = errors.New("access: not found")

// Chapter is who may enter and do what.
type Chapter struct {
	db     *db.DB
	rights *Rights
}

// New builds the chapter on the one table of rights.
func New(d *db.DB, rights *Rights) *Chapter { return &Chapter{d, rights} }

// Rights is the table the chapter was built on.
func (c *Chapter) Rights() *Rights { return c.rights }

// AddTx creates a person with the roles given to them.
func (c *Chapter) AddTx(tx *db.Tx, call Call, person Person, grants []RoleGrant) (Person, error) {
	person.ID, person.Email = db.NewID(call.At.Recorded.Time()), Email(person.Email)
	if err := insertPerson(tx, person, call.At.Recorded); err != nil {
		return Person{}, err
	}
	for _, grant := range grants {
		grant.Person = person.ID
		id := db.NewID(call.At.Recorded.Time())
		if err := insertGrant(tx, id, grant); err != nil {
			return Person{}, err
		}
		if err := insertGrantStep(tx, call, id, stepGiven, grant.UntilDay, ""); err != nil {
			return Person{}, err
		}
	}
	return person, call.Write(tx, ActAdd, person.Subject(), nil)
}

// Actor is the person signed in, in the role they have chosen, as they are on
// a day, and every role they could choose. It returns ErrNotFound when they
// hold none any more.
func (c *Chapter) Actor(tx *db.Tx, person db.ID, role Role, day civil.Date) (Actor, []Role, error) {
	held, err := holdings(tx, "id", person, day)
	if err != nil {
		return Actor{}, nil, err
	}
	actor, err := c.actor(held, role)
	return actor, rolesOf(held), err
}

// actor acts in a role among those held; in the first when the one asked for
// is not held, or is blank.
func (c *Chapter) actor(held []holding, role Role) (Actor, error) {
	if len(held) == 0 {
		return Actor{}, ErrNotFound
	}
	chosen := held[0].Role
	for _, h := range held {
		if h.Role == role {
			chosen = role
		}
	}
	actor := c.rights.In(held[0].person(), chosen)
	for _, h := range held {
		if h.Role == chosen {
			actor.Places = append(actor.Places, h.Place)
			actor.For = Person{ID: h.Delegator, Login: h.DelegatorLogin, Name: h.DelegatorName}
		}
	}
	return actor, nil
}

func rolesOf(held []holding) []Role {
	var roles []Role
	seen := map[Role]bool{}
	for _, h := range held {
		if !seen[h.Role] {
			seen[h.Role] = true
			roles = append(roles, h.Role)
		}
	}
	return roles
}
