package territory

import (
	"context"
	"errors"
	"strconv"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/workflow"
)

// What the journal keeps of an act on a site.
type siteChange struct {
	Did    string `json:"did"`
	Name   string `json:"name,omitempty"`
	School UAI    `json:"school,omitempty"`
	Day    string `json:"day,omitempty"`
}

func (c siteChange) write(tx *db.Tx, call access.Call, site db.ID) error {
	return call.Write(tx, ActManageSites, "site:"+strconv.FormatInt(int64(site), 10), c)
}

// CreateSite makes a site in a department, without a school yet.
func (c *Chapter) CreateSite(ctx context.Context, call access.Call, department, name string) (id db.ID, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		id, err = c.CreateSiteTx(tx, call, department, name)
		return err
	})
	return id, err
}

// CreateSiteTx is CreateSite in a transaction already begun.
func (c *Chapter) CreateSiteTx(tx *db.Tx, call access.Call, department, typed string) (db.ID, error) {
	d, known := FindDepartment(department)
	if !call.By.May(ActManageSites) || known && !call.By.Can(ActManageSites, d.Place()) {
		return 0, ErrNotFound
	}
	if !known {
		return 0, workflow.Refuse(ActManageSites, "departement", "Choisissez un département.", "")
	}
	name, err := siteName(typed)
	if err != nil {
		return 0, err
	}
	return onceID(tx, call, func(id db.ID) error {
		if err := insertSite(tx, Site{ID: id, Name: name, Place: d.Place()}, call.At); err != nil {
			return err
		}
		return siteChange{Did: "create", Name: name}.write(tx, call, id)
	})
}

// onceID runs do once for a call, with a new id, and returns that of the first time.
func onceID(tx *db.Tx, call access.Call, do func(db.ID) error) (db.ID, error) {
	text, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
		id := db.NewID(call.At.Recorded.Time())
		return strconv.FormatInt(int64(id), 10), do(id)
	})
	if err != nil {
		return 0, err
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return db.ID(id), err
}

// RenameSite gives a site another name.
func (c *Chapter) RenameSite(ctx context.Context, call access.Call, id db.ID, typed string) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		site, err := takeSite(tx, call.By, id)
		if err != nil {
			return err
		}
		name, err := siteName(typed)
		if err != nil || name == site.Name {
			return err
		}
		if err := renameSite(tx, id, name); err != nil {
			return err
		}
		return siteChange{Did: "rename", Name: name}.write(tx, call, id)
	})
}

// Join puts a school in a site from a day on. It refuses, with every reason, a
// school of another department, one that is closed, and one that is in a site. Of
// one out of reach it says what it says of one that does not exist.
func (c *Chapter) Join(ctx context.Context, call access.Call, id db.ID, uai UAI, from civil.Date) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.JoinTx(tx, call, id, uai, from) })
}

// JoinTx is Join in a transaction already begun.
func (c *Chapter) JoinTx(tx *db.Tx, call access.Call, id db.ID, uai UAI, from civil.Date) error {
	site, err := takeSite(tx, call.By, id)
	if err != nil {
		return err
	}
	if err := tx.Lock("school", "uai", uai); err != nil {
		return err
	}
	school, err := Find(tx, uai)
	if errors.Is(err, db.ErrNotFound) || err == nil && !call.By.Can(ActRead, school.Place()) {
		return workflow.Refuse(ActManageSites, "ecole", "Aucune école ni aucun établissement ne porte ce numéro.", "")
	} else if err != nil {
		return err
	}
	_, err = onceID(tx, call, func(member db.ID) error {
		others, err := membershipsFrom(tx, uai, from)
		if err != nil {
			return err
		}
		if missing := mayEnter(site, school, from, others); len(missing) > 0 {
			return &workflow.Refusal{Act: ActManageSites, Reasons: missing}
		}
		if err := insertMember(tx, Member{ID: member, Site: id, UAI: uai, FromDay: from}); err != nil {
			return err
		}
		return siteChange{Did: "join", School: uai, Day: from.String()}.write(tx, call, id)
	})
	return err
}

// Leave takes a school out of a site: the day is its last in it. It refuses a
// day before the school entered. A school that has left already stays as it is; one
// that never was in the site is not found there.
func (c *Chapter) Leave(ctx context.Context, call access.Call, id db.ID, uai UAI, until civil.Date) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := takeSite(tx, call.By, id); err != nil {
			return err
		}
		member, err := PresentMember(tx, id, uai)
		if errors.Is(err, db.ErrNotFound) {
			return everIn(tx, id, uai)
		} else if err != nil {
			return err
		}
		if until.Before(member.FromDay) {
			return workflow.Refuse(ActManageSites, "jusque", "Le dernier jour ne peut pas précéder l’entrée dans le site, le "+member.FromDay.FrenchLong()+".", "")
		}
		if err := endMember(tx, member.ID, until); err != nil {
			return err
		}
		return siteChange{Did: "leave", School: uai, Day: until.String()}.write(tx, call, id)
	})
}

// everIn tells a school that has left the site, on a second click, from one that never was in it.
func everIn(tx *db.Tx, site db.ID, uai UAI) error {
	known, err := wasMember(tx, site, uai)
	if err == nil && !known {
		return ErrNotFound
	}
	return err
}

// takeSite is a site that an actor may change, for this transaction alone.
func takeSite(tx *db.Tx, by access.Actor, id db.ID) (Site, error) {
	if err := tx.Lock("site", "id", id); err != nil {
		return Site{}, err
	}
	site, err := findSite(tx, id, civil.Date{})
	if errors.Is(err, db.ErrNotFound) || err == nil && !by.Can(ActManageSites, site.Place) {
		return Site{}, ErrNotFound
	}
	return site, err
}

// ReadSite is a site that an actor may see, with all who are or were in it.
func (c *Chapter) ReadSite(tx *db.Tx, by access.Actor, id db.ID, day civil.Date) (Site, []Member, error) {
	site, err := findSite(tx, id, day)
	if errors.Is(err, db.ErrNotFound) || err == nil && !by.Can(ActRead, site.Place) {
		return Site{}, nil, ErrNotFound
	} else if err != nil {
		return Site{}, nil, err
	}
	members, err := membersOf(tx, id)
	return site, members, err
}
