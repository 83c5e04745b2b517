package territory

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/workflow"
)

// Chapter is the territory kept in a database.
type Chapter struct{ db *db.DB }

// New builds the chapter.
func New(d *db.DB) *Chapter { return &Chapter{d} }

// ErrNotFound says that there is no such school, site, resource or import for
// this person.
var ErrNotFound = errors.New("territory: not found")

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

// ImportTx writes the schools of a directory: new ones are added, known ones
// brought up to date, those that it does not name stay. The same twice changes
// nothing, and is not written in the journal. It refuses, with a *BadDirectory,
// one that has a fault.
func (c *Chapter) ImportTx(tx *db.Tx, call access.Call, from Directory) (Import, error) {
	done, err := importFrom(tx, call, from)
	if err != nil {
		return Import{}, err
	}
	return done, writeImport(tx, call, done, "")
}

// Import is ImportTx in a transaction of its own.
func (c *Chapter) Import(ctx context.Context, call access.Call, from Directory) (done Import, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		done, err = c.ImportTx(tx, call, from)
		return err
	})
	return done, err
}

// A BadDirectory is a file that is refused whole.
type BadDirectory struct{ Directory Directory }

func (b *BadDirectory) Error() string {
	return civil.Plural(int64(b.Directory.FaultCount), "défaut", "défauts") + ", dont " + b.Directory.Faults[0].Error()
}

// imported is what the journal keeps of an import.
type imported struct {
	Import
	Digest string `json:"digest,omitempty"` // of the file, SHA-256
}

// importFrom is an import without its line of the journal.
func importFrom(tx *db.Tx, call access.Call, from Directory) (Import, error) {
	if from.FaultCount > 0 {
		return Import{}, &BadDirectory{from}
	}
	if err := lockDirectory(tx); err != nil {
		return Import{}, err
	}
	known, err := allSchools(tx)
	if err != nil {
		return Import{}, err
	}
	comparison := from.compare(known, call.At.Today())
	done := comparison.Counts()
	if done.Nothing() {
		return done, nil
	}
	if err := putSchools(tx, comparison, call.At.Recorded); err != nil {
		return Import{}, err
	}
	return done, directoryImported(tx, call.At.Happened)
}

// writeImport puts in the journal an import that changed something.
func writeImport(tx *db.Tx, call access.Call, done Import, digest string) error {
	if done.Nothing() {
		return nil
	}
	return call.Write(tx, ActImport, "territory:schools", imported{done, digest})
}

// AddSchool adds one school that was typed, and returns its UAI. It refuses,
// with every reason, one that is not complete or that is known already.
func (c *Chapter) AddSchool(ctx context.Context, call access.Call, typed TypedSchool) (uai UAI, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		uai, err = c.AddSchoolTx(tx, call, typed)
		return err
	})
	return uai, err
}

// AddSchoolTx is AddSchool in a transaction already begun.
func (c *Chapter) AddSchoolTx(tx *db.Tx, call access.Call, typed TypedSchool) (UAI, error) {
	school, missing := typed.Read()
	if school.UAI != "" && !call.By.Can(ActAddSchool, school.Place()) || !call.By.May(ActAddSchool) {
		return "", ErrNotFound
	}
	if err := lockDirectory(tx); err != nil { // two at once: the second is told of the first
		return "", err
	}
	uai, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
		if school.UAI != "" {
			switch before, err := Find(tx, school.UAI); {
			case err == nil:
				missing = append(missing, workflow.Missing{Field: "uai", Sentence: fmt.Sprintf("Ce numéro est celui d’une école déjà connue\u202f: %s, %s.", before.Name, before.Town)})
			case !errors.Is(err, db.ErrNotFound):
				return "", err
			}
		}
		if len(missing) > 0 {
			return "", &workflow.Refusal{Act: ActAddSchool, Reasons: missing}
		}
		if err := putSchools(tx, Comparison{Added: []School{school}}, call.At.Recorded); err != nil {
			return "", err
		}
		return string(school.UAI), call.Write(tx, ActAddSchool, "school:"+string(school.UAI), added{school.Name, school.Town})
	})
	return UAI(uai), err
}

// added is what the journal keeps of a school that was typed.
type added struct {
	Name string `json:"name"`
	Town string `json:"town"`
}

// ReadSchool is a school that an actor may see, or ErrNotFound.
func (c *Chapter) ReadSchool(tx *db.Tx, by access.Actor, uai UAI) (School, error) {
	school, err := Find(tx, uai)
	if errors.Is(err, db.ErrNotFound) || err == nil && !by.Can(ActRead, school.Place()) {
		return School{}, ErrNotFound
	}
	return school, err
}
