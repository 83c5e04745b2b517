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

// condition is Contains as SQL over rows that have the four columns of a Place,
// with its arguments, numbered from next on.
func (p Place) condition(next int) (sql string, args []any) {
	var parts []string
	for _, part := range []struct{ column, code string }{
		{"school", p.School}, {"department", p.Department}, {"academie", p.Academie}, {"region", p.Region},
	} {
		if part.code != "" {
			parts = append(parts, fmt.Sprintf("%s = $%d", part.column, next+len(args)))
			args = append(args, part.code)
		}
	}
	if len(parts) == 0 {
		return "TRUE", nil
	}
	return strings.Join(parts, " AND "), args
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
// wider stays as it is, and so does one that does not say where it lies: a reach
// never makes France of a school whose department is not given.
func (p Place) Reached(reach Reach) Place {
	switch {
	case reach == Everywhere:
		return France
	case reach == InDepartment && p.Department != "":
		return Place{Department: p.Department, Academie: p.Academie, Region: p.Region}
	case reach == InAcademie && p.Academie != "":
		return Place{Academie: p.Academie, Region: p.Region}
	case reach == InRegion && p.Region != "":
		return Place{Region: p.Region}
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
