package territory

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

const resourceColumns = "id, '' AS school, department, academie, region, kind, name, offer, organisation, phone, email, from_day, until_day, version"

func insertResource(tx *db.Tx, r Resource, at civil.Instant) error {
	_, err := tx.Exec(`INSERT INTO resource (id, department, academie, region, kind, name, offer, organisation, phone, email,
			from_day, until_day, version, sort_key, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		r.ID, r.Department, r.Academie, r.Region, r.Kind, r.Name, r.Offer, r.Organisation, r.Phone, r.Email,
		r.FromDay, r.UntilDay, r.Version, civil.SortKey(r.Name), at)
	return err
}

func updateResource(tx *db.Tx, r Resource, at civil.Instant) error {
	return tx.Change(`UPDATE resource SET kind = $1, name = $2, offer = $3, organisation = $4, phone = $5, email = $6,
			from_day = $7, until_day = $8, version = $9, sort_key = $10, recorded_at = $11 WHERE id = $12`,
		r.Kind, r.Name, r.Offer, r.Organisation, r.Phone, r.Email, r.FromDay, r.UntilDay, r.Version, civil.SortKey(r.Name), at, r.ID)
}

func findResource(tx *db.Tx, id db.ID) (Resource, error) {
	var r Resource
	err := tx.Get(&r, "SELECT "+resourceColumns+" FROM resource WHERE id = $1", id)
	return r, err
}

// In the order of ResourceKinds.
var kindOrder = func() string {
	order := "CASE kind"
	for i, kind := range ResourceKinds() {
		order += fmt.Sprintf(" WHEN '%s' THEN %d", kind, i)
	}
	return order + " END"
}()

// ResourcesOn lists what a department has on a day, by kind and name: what is
// shown beside the files and to the school that writes annexe 3 (§3.1). Who may
// read it is the caller's to know.
func ResourcesOn(tx *db.Tx, department string, day civil.Date) (all []Resource, err error) {
	err = tx.Select(&all, "SELECT "+resourceColumns+` FROM resource WHERE department = $1 AND from_day <= $2
		AND (until_day IS NULL OR until_day >= $2) ORDER BY `+kindOrder+", sort_key, id", department, day)
	return all, err
}

// ResourceQuery is what the register is asked for; blank is all.
type ResourceQuery struct {
	Department string
	Kind       ResourceKind
	Past       bool // those that have ended, instead of those that go on or come
}

// Resources lists the entries that an actor may see, by department, kind and name.
func Resources(tx *db.Tx, by access.Actor, q ResourceQuery, day civil.Date) (all []Resource, err error) {
	s := selection{}
	if q.Past {
		s.and("until_day < %s", day)
	} else {
		s.and("(until_day IS NULL OR until_day >= %s)", day)
	}
	if q.Department != "" {
		s.and("department = %s", q.Department)
	}
	if q.Kind != "" {
		s.and("kind = %s", q.Kind)
	}
	s.withinPlaces(by, ActRead)
	err = tx.Select(&all, "SELECT "+resourceColumns+" FROM (SELECT "+resourceColumns+", sort_key FROM resource) r WHERE "+s.where+" ORDER BY department, "+kindOrder+", sort_key, id LIMIT 1000", s.args...)
	return all, err
}
