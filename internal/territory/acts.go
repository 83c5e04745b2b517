package territory

import (
	"context"

	"preau/internal/access"
	"preau/internal/db"
)

const ActImport access.Act = "territory.import_schools"

// Grants is who may do this chapter's acts.
var Grants = []access.Grant{
	{Act: ActImport, Sentence: "Importer l’annuaire des écoles et des établissements", Roles: map[access.Role]access.Reach{
		access.Administrator: access.Everywhere, access.NationalPilot: access.Everywhere}},
}

// Chapter is the territory kept in a database.
type Chapter struct{ db *db.DB }

// New builds the chapter.
func New(d *db.DB) *Chapter { return &Chapter{d} }

// Setup writes the reference data where the database has none.
func (c *Chapter) Setup(ctx context.Context) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		var n int64
		if err := tx.Get(&n, "SELECT count(*) FROM department"); err != nil || n > 0 {
			return err
		}
		for _, d := range Departments() {
			if err := insertDepartment(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// Import is what an import of schools did.
type Import struct{ Added, Changed, Unchanged int }

// ImportTx writes schools: new ones are added, known ones brought up to date.
// The same twice changes nothing, and is not written in the journal.
func (c *Chapter) ImportTx(tx *db.Tx, call access.Call, schools []School) (Import, error) {
	known, err := allSchools(tx)
	if err != nil {
		return Import{}, err
	}
	var done Import
	for _, school := range schools {
		switch before, found := known[school.UAI]; {
		case !found:
			done.Added++
			err = insertSchool(tx, school, call.At.Recorded)
		case before != school:
			done.Changed++
			err = updateSchool(tx, school, call.At.Recorded)
		default:
			done.Unchanged++
		}
		if err != nil {
			return Import{}, err
		}
	}
	if done.Added+done.Changed == 0 {
		return done, nil
	}
	return done, call.Write(tx, ActImport, "territory:schools", done)
}

// Import is ImportTx in a transaction of its own.
func (c *Chapter) Import(ctx context.Context, call access.Call, schools []School) (done Import, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		done, err = c.ImportTx(tx, call, schools)
		return err
	})
	return done, err
}
