package territory

import (
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

func insertDepartment(tx *db.Tx, d Department) error {
	if _, err := tx.Exec("INSERT INTO region (code, name) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING",
		d.Region, d.RegionName); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO academie (code, name, region) VALUES ($1, $2, $3) ON CONFLICT (code) DO NOTHING",
		d.Academie, d.AcademieName, d.Region); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO department (code, name, academie, region, uai_prefix, holiday_zone)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO NOTHING`, d.Code, d.Name, d.Academie, d.Region, d.UAIPrefix, d.HolidayZone)
	return err
}

const schoolColumns = "uai, name, kind, sector, address, postcode, town, phone, email, department, academie, region, open, closed_on"

// Find returns a school by its UAI, or db.ErrNotFound.
func Find(tx *db.Tx, uai UAI) (School, error) {
	var school School
	err := tx.Get(&school, "SELECT "+schoolColumns+" FROM school WHERE uai = $1", uai)
	return school, err
}

func allSchools(tx *db.Tx) (map[UAI]School, error) {
	var rows []School
	if err := tx.Select(&rows, "SELECT "+schoolColumns+" FROM school"); err != nil {
		return nil, err
	}
	all := make(map[UAI]School, len(rows))
	for _, school := range rows {
		all[school.UAI] = school
	}
	return all, nil
}

// lockDirectory makes imports wait for each other.
func lockDirectory(tx *db.Tx) error { return tx.Lock("directory", "one", 1) }

func directoryImported(tx *db.Tx, at civil.Instant) error {
	return tx.Change("UPDATE directory SET imported_at = $1", at)
}

// LastImport is when a directory was last imported and changed something; none
// when none was.
func LastImport(tx *db.Tx) (at civil.Instant, err error) {
	err = tx.Get(&at, "SELECT imported_at FROM directory")
	return at, err
}

// putSchools writes what an import adds and changes.
func putSchools(tx *db.Tx, c Comparison, at civil.Instant) error {
	var rows [][]any
	for _, list := range [][]School{c.Added, c.Changed, c.Closed} {
		for _, s := range list {
			rows = append(rows, []any{s.UAI, s.Name, s.Kind, s.Sector, s.Address, s.Postcode, s.Town, s.Phone, s.Email, s.Department, s.Academie,
				s.Region, s.Open, s.ClosedOn, s.searchText(), civil.SortKey(s.Name), at})
		}
	}
	return tx.PutMany("INSERT INTO school ("+schoolColumns+", search_text, sort_key, recorded_at)",
		`ON CONFLICT (uai) DO UPDATE SET name = excluded.name, kind = excluded.kind, sector = excluded.sector, address = excluded.address,
			postcode = excluded.postcode, town = excluded.town, phone = excluded.phone, email = excluded.email, open = excluded.open,
			closed_on = excluded.closed_on, search_text = excluded.search_text, sort_key = excluded.sort_key, recorded_at = excluded.recorded_at`, rows)
}

// Query is what the list of schools is asked for; blank is all.
type Query struct {
	Words      string // of the name, the town or the UAI, in any order
	Department string
	Kind       Kind
	Open       Openness
	Page       int // from 1
}

// Openness narrows a list to open or to closed schools; blank: both.
type Openness string

const (
	OnlyOpen   Openness = "open"
	OnlyClosed Openness = "closed"
)

// PageSize is how many lines a page of a list has.
const PageSize = 20

// Listing is a page of the list of schools.
type Listing struct {
	Schools []School
	Total   int64
}

// Search lists the schools that an actor may see, by name.
func Search(tx *db.Tx, by access.Actor, q Query, day civil.Date) (Listing, error) {
	s := selection{}
	s.withinPlaces(by, ActRead)
	return search(tx, q, day, s)
}

// Matching is Search without its pages.
func Matching(tx *db.Tx, by access.Actor, q Query, day civil.Date) (all []School, err error) {
	s := selection{}
	s.withinPlaces(by, ActRead)
	s.asked(q, day)
	err = tx.Select(&all, fmt.Sprintf("SELECT %s FROM (SELECT school.*, uai AS school FROM school) s WHERE %s ORDER BY sort_key, uai", schoolColumns, s.where), s.args...)
	return all, err
}

// InRegion is the schools of a region by UAI, open or not.
func InRegion(tx *db.Tx, region string) (map[UAI]School, error) {
	var rows []School
	err := tx.Select(&rows, "SELECT "+schoolColumns+" FROM school WHERE region = $1", region)
	all := make(map[UAI]School, len(rows))
	for _, school := range rows {
		all[school.UAI] = school
	}
	return all, err
}

// search lists the schools of a selection that answer a query.
func search(tx *db.Tx, q Query, day civil.Date, s selection) (Listing, error) {
	s.asked(q, day)
	var l Listing
	if err := tx.Get(&l.Total, "SELECT count(*) FROM (SELECT school.*, uai AS school FROM school) s WHERE "+s.where, s.args...); err != nil {
		return l, err
	}
	n := len(s.args)
	err := tx.Select(&l.Schools, fmt.Sprintf("SELECT %s FROM (SELECT school.*, uai AS school FROM school) s WHERE %s ORDER BY sort_key, uai LIMIT $%d OFFSET $%d",
		schoolColumns, s.where, n+1, n+2), append(s.args, PageSize, (max(q.Page, 1)-1)*PageSize)...)
	return l, err
}

// asked narrows a selection to what a query asks for.
func (s *selection) asked(q Query, day civil.Date) {
	for _, word := range strings.Fields(civil.Fold(q.Words)) {
		s.and("search_text LIKE %s", "%"+word+"%")
	}
	if q.Department != "" {
		s.and("department = %s", q.Department)
	}
	if q.Kind != "" {
		s.and("kind = %s", q.Kind)
	}
	switch q.Open {
	case OnlyOpen:
		s.and("open AND (closed_on IS NULL OR closed_on > %s)", day)
	case OnlyClosed:
		s.and("NOT (open AND (closed_on IS NULL OR closed_on > %s))", day)
	}
}

// selection builds the WHERE of a list.
type selection struct {
	where string
	args  []any
}

func (s *selection) and(condition string, value any) {
	s.args = append(s.args, value)
	s.add(fmt.Sprintf(condition, fmt.Sprintf("$%d", len(s.args))))
}

func (s *selection) add(condition string) {
	if s.where != "" {
		s.where += " AND "
	}
	s.where += condition
}

// withinPlaces keeps what lies where an actor may do an act.
func (s *selection) withinPlaces(by access.Actor, act access.Act) {
	condition, args := by.Filter(act, len(s.args)+1)
	s.add(condition)
	s.args = append(s.args, args...)
}
