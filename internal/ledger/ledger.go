// Package ledger keeps amounts in double entry, « grand livre »: an entry takes
// cents from one account and gives them to another. Rows are only added; a
// correction is a new entry. It stands on the ground: what an account or a subject
// means is the chapters' business (R16).
//
// Start with [Post].
package ledger

import (
	"errors"
	"fmt"
	"slices"

	"preau/internal/civil"
	"preau/internal/db"
)

// An Account is a key that a chapter chose: "ceiling:2009-2010/93". It exists from
// its first entry on.
type Account string

// Entry is one row, « écriture »: Cents go from the account credited to the
// account debited.
type Entry struct {
	ID         db.ID
	Debit      Account // receives
	Credit     Account // gives
	Cents      civil.Cents
	Subject    string // what it is about: "project:2009-93-0042"
	Reverses   db.ID  // the entry that this one takes back; zero: none
	HappenedAt civil.Instant
	RecordedAt civil.Instant
}

var (
	// ErrNotFound says that there is no such entry.
	ErrNotFound = errors.New("ledger: no such entry")
	// ErrReversed says that an entry was taken back already, or takes back another:
	// what is to be done again is posted again.
	ErrReversed = errors.New("ledger: an entry is taken back once")
)

// Post adds entries, all or none, and returns them with their ids. The database
// refuses one whose cents are not positive, without a subject, or from an account
// to itself (see db.Broken).
//
// The accounts touched are locked until the transaction ends, in the order of their
// keys: two transactions that post once each never wait for one another in a ring.
func Post(tx *db.Tx, at civil.Moment, entries ...Entry) ([]Entry, error) {
	posted := slices.Clone(entries)
	for i := range posted {
		posted[i].ID = db.NewID(at.Recorded.Time())
		posted[i].HappenedAt, posted[i].RecordedAt = at.Happened, at.Recorded
	}
	if err := move(tx, posted); err != nil { // first: it takes the locks
		return nil, err
	}
	return posted, insertEntries(tx, posted)
}

// move adds what entries give and take to the balances.
func move(tx *db.Tx, entries []Entry) error {
	moved := map[Account]civil.Cents{}
	for _, e := range entries {
		moved[e.Debit] += e.Cents
		moved[e.Credit] -= e.Cents
	}
	return addToBalances(tx, moved)
}

// Reverse takes an entry back by another one of the same amount, the other way
// round, on the same subject. It returns ErrNotFound, or ErrReversed for one that
// was taken back already or that is itself such an entry.
func Reverse(tx *db.Tx, at civil.Moment, id db.ID) (Entry, error) {
	if err := tx.Lock("ledger_entry", "id", id); err != nil {
		return Entry{}, err
	}
	e, err := find(tx, id)
	if errors.Is(err, db.ErrNotFound) {
		return Entry{}, ErrNotFound
	} else if err != nil {
		return Entry{}, err
	}
	again, err := reversed(tx, id)
	if err != nil {
		return Entry{}, err
	}
	if again || e.Reverses != 0 {
		return Entry{}, ErrReversed
	}
	posted, err := Post(tx, at, Entry{Debit: e.Credit, Credit: e.Debit, Cents: e.Cents, Subject: e.Subject, Reverses: id})
	if err != nil {
		return Entry{}, err
	}
	return posted[0], nil
}

// Balance is what an account holds: what it received less what it gave; 0 for one
// that has no entry.
func Balance(tx *db.Tx, account Account) (civil.Cents, error) {
	all, err := Balances(tx, account)
	return all[account], err
}

// Verify recomputes every balance from the entries, and says in French what does
// not agree with what is kept.
func Verify(tx *db.Tx) (faults []string, err error) {
	wrong, err := wrongBalances(tx)
	if err != nil {
		return nil, err
	}
	for _, w := range wrong {
		faults = append(faults, fmt.Sprintf("Grand livre\u202f: le compte %s garde %s, ses écritures font %s.", w.Account, w.Kept.French(), w.Computed.French()))
	}
	ids, err := wrongReversals(tx)
	for _, id := range ids {
		faults = append(faults, fmt.Sprintf("Grand livre\u202f: l’écriture %d n’est pas l’inverse de celle qu’elle corrige.", id))
	}
	return faults, err
}
