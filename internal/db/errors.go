package db

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrNotFound says that no row answers the question.
var ErrNotFound = errors.New("db: not found")

// Unavailable says that the database cannot be opened.
type Unavailable struct {
	Address string // without its password
	Cause   error
}

func (e *Unavailable) Error() string {
	return fmt.Sprintf("db: %s cannot be opened: %v", e.Address, e.Cause)
}

func (e *Unavailable) Unwrap() error { return e.Cause }

// French is the sentence for the person who starts the program.
func (e *Unavailable) French() string {
	if IsPostgres(e.Address) {
		return "Le serveur PostgreSQL ne répond pas à l’adresse " + e.Address +
			". Vérifiez qu’il est démarré et que PREAU_DB donne la bonne adresse."
	}
	return "La base " + e.Address + " ne peut pas être ouverte. " +
		"Vérifiez que le fichier et son dossier existent et que Préau a le droit d’y écrire."
}

// Broken names the CHECK that a statement would have broken, or "".
func Broken(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23514" {
		return pg.ConstraintName
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_CONSTRAINT_CHECK {
		_, name, _ := strings.Cut(lite.Error(), "CHECK constraint failed: ")
		name, _, _ = strings.Cut(name, " (")
		return name
	}
	return ""
}

// ReadOnly tells that err comes from a database that refuses every write: a
// read-only file or disk, or a full one.
func ReadOnly(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return code == sqlite3.SQLITE_READONLY || code == sqlite3.SQLITE_FULL || code == sqlite3.SQLITE_CANTOPEN
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "25006" || pg.Code == "53100")
}

// Busy tells that another program kept a SQLite file for as long as a writer waits.
func Busy(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY
}

// notCommitted is what a commit answered.
type notCommitted struct{ cause error }

func (e *notCommitted) Error() string { return fmt.Sprintf("db: commit: %v", e.cause) }
func (e *notCommitted) Unwrap() error { return e.cause }

// Uncertain tells that err leaves in doubt whether the transaction was kept: the
// connection to the server was lost while it was being committed.
func Uncertain(err error) bool {
	var commit *notCommitted
	var pg *pgconn.PgError
	var lite *sqlite.Error
	return errors.As(err, &commit) && !errors.As(err, &pg) && !errors.As(err, &lite)
}

// passing tells whether a transaction that failed with err may succeed when
// tried again: PostgreSQL's serialization failure and deadlock.
func passing(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// wrap says which statement failed. The text of a query holds no value: those
// are its arguments.
func wrap(err error, query string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("db: %s: %w", firstLine(query), err)
}
