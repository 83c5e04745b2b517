package territory

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"preau/internal/access"
)

//go:embed reference/departments.csv
var departmentsCSV string

// Department is a « département » of 2009, with where it lies.
type Department struct {
	Code         string
	Name         string
	UAIPrefix    string
	HolidayZone  string
	Academie     string
	AcademieName string
	Region       string
	RegionName   string
}

// Place is the department as rights see it.
func (d Department) Place() access.Place {
	return access.Place{Department: d.Code, Academie: d.Academie, Region: d.Region}
}

// OfAcademie is the name of the académie after « académie »: de Créteil, d’Amiens.
func (d Department) OfAcademie() string { return of(d.AcademieName) }

func of(name string) string {
	if strings.ContainsAny(name[:min(len(name), 1)], "AEIOUY") {
		return "d’" + name
	}
	return "de " + name
}

// ownCalendar stands where a department has no holiday zone: its académie decides.
const ownCalendar = "own"

// Zoned tells whether the department follows the holidays of a zone (A, B, C).
func (d Department) Zoned() bool { return d.HolidayZone != ownCalendar }

// rows are those of departments.csv, without its header.
var rows = sync.OnceValue(func() [][]string {
	text := csv.NewReader(strings.NewReader(departmentsCSV))
	text.Comma = ';'
	all, err := text.ReadAll()
	if err != nil {
		panic(fmt.Errorf("territory: departments.csv: %w", err))
	}
	return all[1:]
})

// Departments lists the departments of 2009 in the order of their codes.
var Departments = sync.OnceValue(func() []Department {
	var departments []Department
	for _, row := range rows() {
		departments = append(departments, Department{Code: row[0], Name: row[1], Academie: row[2], AcademieName: row[3],
			UAIPrefix: row[4], Region: row[5], RegionName: row[6], HolidayZone: row[7]})
	}
	return departments
})

// Foreigners is how many foreign residents a department had in 2006 (§4, note 4), as
// far as is known: indicative, but for those counted by the INSEE.
type Foreigners struct {
	Department string
	Residents  int64
	Confidence string // high, medium or low
}

// ForeignResidents lists the departments whose foreign residents are known, in the
// order of their codes. One that is not there is unknown, not without any.
var ForeignResidents = sync.OnceValue(func() []Foreigners {
	var all []Foreigners
	for _, row := range rows() {
		if row[10] == "" {
			continue
		}
		n, err := strconv.ParseInt(row[10], 10, 64)
		if err != nil {
			panic(fmt.Errorf("territory: departments.csv: %w", err))
		}
		all = append(all, Foreigners{row[0], n, row[11]})
	}
	return all
})

// FindDepartment returns the department of a code.
func FindDepartment(code string) (Department, bool) {
	return find(func(d Department) bool { return d.Code == code })
}

// DepartmentName is a department as people read it, « Seine-Saint-Denis (93) »; its
// code alone when there is none.
func DepartmentName(code string) string {
	d, known := FindDepartment(code)
	if !known {
		return code
	}
	return d.Name + " (" + d.Code + ")"
}

// departmentOf returns the department where a UAI was given.
func departmentOf(u UAI) (Department, bool) {
	return find(func(d Department) bool { return d.UAIPrefix == u.Prefix() })
}

func find(is func(Department) bool) (Department, bool) {
	for _, d := range Departments() {
		if is(d) {
			return d, true
		}
	}
	return Department{}, false
}

// PlaceName is a place in French: the name of what it is narrowed to.
func PlaceName(p access.Place) string {
	for _, d := range Departments() {
		switch {
		case p.Department != "" && p.Department == d.Code:
			return d.Name
		case p.Department == "" && p.Academie != "" && p.Academie == d.Academie:
			return Academie(d.AcademieName)
		case p.Department == "" && p.Academie == "" && p.Region != "" && p.Region == d.Region:
			return "région " + d.RegionName
		}
	}
	return "France"
}

// Academie is an académie in the middle of a sentence: « académie de Créteil »,
// « académie d’Aix-Marseille ».
func Academie(name string) string { return "académie " + of(name) }
