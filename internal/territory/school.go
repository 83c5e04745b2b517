package territory

import (
	"preau/internal/access"
	"preau/internal/civil"
)

// Kind is the kind of a school. An école has no legal personality; a collège
// and a lycée have, as EPLE.
type Kind string

const (
	Ecole   Kind = "ecole"
	College Kind = "college"
	Lycee   Kind = "lycee"
)

// Label is the kind in French.
func (k Kind) Label() string {
	return map[Kind]string{Ecole: "école", College: "collège", Lycee: "lycée"}[k]
}

// School is an « école, collège ou lycée ».
type School struct {
	UAI        UAI
	Name       string
	Kind       Kind
	Address    string
	Postcode   string
	Town       string
	Phone      string
	Email      string
	Department string
	Academie   string
	Region     string
	Open       bool
}

// Place is where the school is.
func (s School) Place() access.Place {
	return access.Place{School: string(s.UAI), Department: s.Department, Academie: s.Academie, Region: s.Region}
}

// Located is the school with the department, académie and region that its UAI
// names. ok is false when it names none.
func (s School) Located() (located School, ok bool) {
	d, ok := departmentOf(s.UAI)
	s.Department, s.Academie, s.Region = d.Code, d.Academie, d.Region
	return s, ok
}

func (s School) searchText() string { return civil.Fold(s.Name + " " + s.Town + " " + string(s.UAI)) }
