package access

import (
	"encoding/json"
	"errors"
	"fmt"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/journal"
	"preau/internal/workflow"
)

// Act names what a person does: "project.submit". Chapters declare theirs.
type Act = workflow.Act

// A Grant says who may do an act, and how far. Sentence says in French what it
// allows: it is shown where roles are granted.
type Grant struct {
	Act      Act
	Sentence string
	Roles    map[Role]Reach
}

// Rights is the one table of who may do what.
type Rights struct {
	grants []Grant
	byAct  map[Act]Grant
}

// NewRights puts the chapters' grants together. It refuses an act declared
// twice, without a sentence, or given to a role that does not exist.
func NewRights(chapters ...[]Grant) (*Rights, error) {
	r := &Rights{byAct: map[Act]Grant{}}
	var faults []error
	for _, grants := range chapters {
		for _, grant := range grants {
			faults = append(faults, r.add(grant))
		}
	}
	return r, errors.Join(faults...)
}

func (r *Rights) add(grant Grant) error {
	if _, twice := r.byAct[grant.Act]; twice {
		return fmt.Errorf("access: act %s is declared twice", grant.Act)
	}
	if grant.Sentence == "" {
		return fmt.Errorf("access: act %s has no sentence", grant.Act)
	}
	for role := range grant.Roles {
		if !role.Known() && role != Anyone {
			return fmt.Errorf("access: act %s is given to %q, which is no role", grant.Act, role)
		}
	}
	r.byAct[grant.Act] = grant
	r.grants = append(r.grants, grant)
	return nil
}

// Grants lists the table in the order it was declared.
func (r *Rights) Grants() []Grant { return r.grants }

// Known tells whether an act is declared.
func (r *Rights) Known(act Act) bool { _, ok := r.byAct[act]; return ok }

// Reach tells how far a role's act goes.
func (r *Rights) Reach(role Role, act Act) Reach {
	grant := r.byAct[act]
	if reach := grant.Roles[Anyone]; reach != Nowhere {
		return reach
	}
	return grant.Roles[role]
}

// An Actor is a person in one of the roles they hold, with the places it is
// granted over. The zero Actor holds no right at all.
type Actor struct {
	Person Person
	Role   Role
	Places []Place
	// For is whom the actor stands in for in this role; zero: nobody.
	For    Person
	rights *Rights
}

// Visitor is anyone on the public pages.
func (r *Rights) Visitor() Actor { return Actor{Role: Anyone, Places: []Place{France}, rights: r} }

// In is a person acting in a role over places.
func (r *Rights) In(person Person, role Role, places ...Place) Actor {
	return Actor{Person: person, Role: role, Places: places, rights: r}
}

// May tells whether the actor may do the act anywhere at all.
func (a Actor) May(act Act) bool {
	return a.rights != nil && len(a.Places) > 0 && a.rights.Reach(a.Role, act) != Nowhere
}

// Can tells whether the actor may do the act at a place.
func (a Actor) Can(act Act, at Place) bool {
	if !a.May(act) {
		return false
	}
	reach := a.rights.Reach(a.Role, act)
	for _, place := range a.Places {
		if place.Reached(reach).Contains(at) {
			return true
		}
	}
	return false
}

// Filter is the same answer as Can, as SQL over the four columns of a Place: a
// list shows exactly what a click would not refuse. Its arguments are numbered
// from next on.
func (a Actor) Filter(act Act, next int) (sql string, args []any) {
	var conditions []string
	if a.May(act) {
		reach := a.rights.Reach(a.Role, act)
		for _, place := range a.Places {
			condition, its := place.Reached(reach).condition(next + len(args))
			conditions, args = append(conditions, condition), append(args, its...)
		}
	}
	return either(conditions), args
}

// Acting says in which role the actor acts, and who lent it to them.
func (a Actor) Acting() string {
	if a.For.Name == "" {
		return a.Role.Label()
	}
	return a.Role.Label() + ", par délégation de " + a.For.Name
}

// A Call is what every act receives: who acts, when, and the key that makes
// twice once (blank: none).
type Call struct {
	By  Actor
	At  civil.Moment
	Key string
}

// Write puts an act of this call in the journal. It is the last statement of
// an act: see journal.Append. Of one who stands in for somebody, it says for whom.
func (c Call) Write(tx *db.Tx, act Act, subject string, detail any) error {
	if c.By.For.ID != 0 {
		var err error
		if detail, err = delegated(c.By.For, detail); err != nil {
			return err
		}
	}
	return journal.Append(tx, c.At, c.By.Person.ID, string(c.By.Role), string(act), subject, detail)
}

// delegated is the detail of an act, with who is stood in for.
func delegated(by Person, detail any) (json.RawMessage, error) {
	who, err := json.Marshal(Delegated{by.Login})
	if err != nil || detail == nil {
		return who, err
	}
	rest, err := json.Marshal(detail)
	if err != nil || len(rest) <= len("{}") || rest[0] != '{' {
		return who, err
	}
	return append(append(who[:len(who)-1], ','), rest[1:]...), nil
}

// Delegated is what the detail of an act holds when its author stood in for
// somebody, « délégation »: the login of who lent the role.
type Delegated struct {
	By string `json:"delegated_by"`
}
