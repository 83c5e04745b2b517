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

// Kinds lists the kinds of schools, in the order of a pupil's years.
func Kinds() []Kind { return []Kind{Ecole, College, Lycee} }

// Label is the kind in French.
func (k Kind) Label() string {
	return map[Kind]string{Ecole: "école", College: "collège", Lycee: "lycée"}[k]
}

// Sector tells public schools from private ones; blank: it is not known.
type Sector string

const (
	Public  Sector = "public"
	Private Sector = "private"
)

// Label is the sector in French.
func (s Sector) Label() string {
	return map[Sector]string{Public: "public", Private: "privé"}[s]
}

// School is an « école, collège ou lycée ».
type School struct {
	UAI        UAI
	Name       string
	Kind       Kind
	Sector     Sector
	Address    string
	Postcode   string
	Town       string
	Phone      string
	Email      string
	Department string
	Academie   string
	Region     string
	Open       bool       // false: the directory says that it has closed, not when
	ClosedOn   civil.Date // its last day, where the directory tells it
}

// Place is where the school is.
func (s School) Place() access.Place {
	return access.Place{School: string(s.UAI), Department: s.Department, Academie: s.Academie, Region: s.Region}
}

// OpenOn tells whether the school is open on a day.
func (s School) OpenOn(day civil.Date) bool {
	return s.Open && (s.ClosedOn.IsZero() || s.ClosedOn.After(day))
}

// IsEPLE tells whether the school is an « établissement public local
// d’enseignement », which has legal personality: a collège or a lycée that is
// not private. An école has none, and a private school's is its owner's.
func (s School) IsEPLE() bool { return s.Kind != Ecole && s.Sector != Private }

// Located is the school with the department, académie and region that its UAI
// names. ok is false when it names none.
func (s School) Located() (located School, ok bool) {
	d, ok := departmentOf(s.UAI)
	s.Department, s.Academie, s.Region = d.Code, d.Academie, d.Region
	return s, ok
}

func (s School) searchText() string { return civil.Fold(s.Name + " " + s.Town + " " + string(s.UAI)) }
