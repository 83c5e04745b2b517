package territory

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

// A site's columns, with how many schools are in it on the day of $1.
const siteColumns = `s.id, s.name, '' AS school, s.department, s.academie, s.region, (SELECT count(*) FROM site_member m
	WHERE m.site = s.id AND m.from_day <= $1 AND (m.until_day IS NULL OR m.until_day >= $1)) AS schools`

func insertSite(tx *db.Tx, s Site, at civil.Moment) error {
	_, err := tx.Exec(`INSERT INTO site (id, name, department, academie, region, sort_key, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, s.ID, s.Name, s.Department, s.Academie, s.Region, civil.SortKey(s.Name), at.Happened, at.Recorded)
	return err
}

func renameSite(tx *db.Tx, id db.ID, name string) error {
	return tx.Change("UPDATE site SET name = $1, sort_key = $2 WHERE id = $3", name, civil.SortKey(name), id)
}

func findSite(tx *db.Tx, id db.ID, day civil.Date) (Site, error) {
	var site Site
	err := tx.Get(&site, "SELECT "+siteColumns+" FROM site s WHERE s.id = $2", day.String(), id)
	return site, err
}

// Sites lists the sites that an actor may see, of one department or of all, by
// department and name.
func Sites(tx *db.Tx, by access.Actor, department string, day civil.Date) ([]Site, error) {
	s := selection{args: []any{day.String()}}
	if department != "" {
		s.and("department = %s", department)
	}
	s.withinPlaces(by, ActRead)
	var sites []Site
	err := tx.Select(&sites, "SELECT id, name, school, department, academie, region, schools FROM (SELECT "+siteColumns+", s.sort_key FROM site s) s WHERE "+s.where+" ORDER BY department, sort_key, id", s.args...)
	return sites, err
}

// SiteOf is the site where a school is on a day, or db.ErrNotFound.
func SiteOf(tx *db.Tx, uai UAI, day civil.Date) (Site, error) {
	var id db.ID
	if err := tx.Get(&id, `SELECT site FROM site_member WHERE school = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day >= $2)`, uai, day); err != nil {
		return Site{}, err
	}
	return findSite(tx, id, day)
}

const memberSelect = `SELECT m.id, m.site, m.school AS uai, s.name AS school_name, s.town, s.kind, m.from_day, m.until_day
	FROM site_member m JOIN school s ON s.uai = m.school `

// membersOf lists all who are or were in a site: those who are, by name, first.
func membersOf(tx *db.Tx, site db.ID) (members []Member, err error) {
	err = tx.Select(&members, memberSelect+"WHERE m.site = $1 ORDER BY CASE WHEN m.until_day IS NULL THEN 0 ELSE 1 END, s.sort_key, s.uai, m.from_day", site)
	return members, err
}

// membershipsFrom lists where a school is, or will be, from a day on.
func membershipsFrom(tx *db.Tx, uai UAI, day civil.Date) (members []Member, err error) {
	err = tx.Select(&members, memberSelect+"WHERE m.school = $1 AND (m.until_day IS NULL OR m.until_day >= $2)", uai, day)
	return members, err
}

// PresentMember is a school that is in a site, or will be, or db.ErrNotFound.
func PresentMember(tx *db.Tx, site db.ID, uai UAI) (member Member, err error) {
	err = tx.Get(&member, memberSelect+"WHERE m.site = $1 AND m.school = $2 AND m.until_day IS NULL", site, uai)
	return member, err
}

// wasMember tells whether a school is, or has been, in a site.
func wasMember(tx *db.Tx, site db.ID, uai UAI) (was bool, err error) {
	var n int64
	err = tx.Get(&n, "SELECT count(*) FROM site_member WHERE site = $1 AND school = $2", site, uai)
	return n > 0, err
}

func insertMember(tx *db.Tx, m Member) error {
	_, err := tx.Exec("INSERT INTO site_member (id, site, school, from_day, until_day) VALUES ($1, $2, $3, $4, $5)", m.ID, m.Site, m.UAI, m.FromDay, m.UntilDay)
	return err
}

func endMember(tx *db.Tx, id db.ID, until civil.Date) error {
	return tx.Change("UPDATE site_member SET until_day = $1 WHERE id = $2", until, id)
}

// Candidates lists the schools of a site's department that answer to some words
// and are open on a day: the first of them, and how many there are.
func Candidates(tx *db.Tx, site Site, words string, day civil.Date) (Listing, error) {
	if words == "" {
		return Listing{}, nil
	}
	return search(tx, Query{Words: words, Department: site.Department, Open: OnlyOpen}, day, selection{})
}
