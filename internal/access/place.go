package access

import (
	"fmt"
	"strings"
)

// A Place is where a thing is, from the school up to the region, by codes: UAI,
// department, académie, region. A blank field widens it: a department's place
// has no school, and France's has nothing. It is also what a role is granted
// over, and four columns in every table whose rows lie somewhere.
type Place struct {
	School     string
	Department string
	Academie   string
	Region     string
}

// France is everywhere.
var France = Place{}

// Contains tells whether q lies in p.
func (p Place) Contains(q Place) bool {
	return within(p.School, q.School) && within(p.Department, q.Department) &&
		within(p.Academie, q.Academie) && within(p.Region, q.Region)
}

func within(outer, inner string) bool { return outer == "" || outer == inner }

// Condition is the SQL that keeps the rows lying in p, with its argument, the
// next of which is numbered next. Rows have the four columns of a Place.
func (p Place) condition(next int) (sql string, args []any) {
	for _, part := range []struct{ column, code string }{
		{"school", p.School}, {"department", p.Department}, {"academie", p.Academie}, {"region", p.Region},
	} {
		if part.code != "" {
			return fmt.Sprintf("%s = $%d", part.column, next), []any{part.code}
		}
	}
	return "TRUE", nil
}

// Reach is how far a role's act goes from the place it is granted over.
type Reach string

const (
	Nowhere      Reach = ""
	Own          Reach = "own" // the place granted
	InDepartment Reach = "department"
	InAcademie   Reach = "academie"
	InRegion     Reach = "region"
	Everywhere   Reach = "everywhere"
)

// Reached is the place that a reach covers from p. A place that is already
// wider stays as it is.
func (p Place) Reached(reach Reach) Place {
	switch reach {
	case InDepartment:
		return Place{Department: p.Department, Academie: p.Academie, Region: p.Region}
	case InAcademie:
		return Place{Academie: p.Academie, Region: p.Region}
	case InRegion:
		return Place{Region: p.Region}
	case Everywhere:
		return France
	}
	return p
}

// Label is the reach in the table of rights.
func (r Reach) Label() string {
	switch r {
	case Nowhere:
		return "—"
	case Own:
		return "son périmètre"
	case InDepartment:
		return "son département"
	case InAcademie:
		return "son académie"
	case InRegion:
		return "sa région"
	}
	return "partout"
}

func either(conditions []string) string {
	if len(conditions) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(conditions, " OR ") + ")"
}
