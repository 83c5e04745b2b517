// Package journal writes down every act, for ever: who did what to what, when
// it happened and when it was recorded. Rows are only added, and each carries
// the hash of the one before, so that a change to any shows.
//
// A row holds identifiers and amounts, never a parent's name. It knows nothing
// of the programme.
package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"preau/internal/civil"
	"preau/internal/db"
)

// Entry is one row of the journal.
type Entry struct {
	Seq        int64
	HappenedAt civil.Instant
	RecordedAt civil.Instant
	Person     db.ID // zero: the program itself, on the command line
	Role       string
	Act        string
	Subject    string // kind and name: "project:2009-93-0042"
	Detail     string // JSON
	Previous   string
	Hash       string

	PersonName string // as Page gives it; it is no part of the chain
}

// Head is the last row's place in the chain: what one prints to be able to
// prove later that nothing before it has changed.
type Head struct {
	Seq  int64
	Hash string
}

// ErrNoActor says that an act was to be written down without who did it.
var ErrNoActor = errors.New("journal: an act without an actor")

// Append adds a row. detail is written as JSON; nil is an empty object. It
// takes the head of the chain until the transaction ends: call it last.
func Append(tx *db.Tx, at civil.Moment, person db.ID, role, act, subject string, detail any) error {
	if role == "" {
		return ErrNoActor
	}
	text := []byte("{}")
	if detail != nil {
		var err error
		if text, err = json.Marshal(detail); err != nil {
			return fmt.Errorf("journal: detail of %s: %w", act, err)
		}
	}
	head, err := take(tx)
	if err != nil {
		return err
	}
	e := Entry{Seq: head.Seq + 1, HappenedAt: at.Happened, RecordedAt: at.Recorded, Person: person,
		Role: role, Act: act, Subject: subject, Detail: string(text), Previous: head.Hash}
	e.Hash = e.kept().sum()
	return e.insert(tx)
}

func take(tx *db.Tx) (Head, error) {
	if err := tx.Lock("journal_head", "one", 1); err != nil {
		return Head{}, err
	}
	return Last(tx)
}

// Last reads the head of the chain.
func Last(tx *db.Tx) (Head, error) {
	var head Head
	err := tx.Get(&head, "SELECT seq, hash FROM journal_head WHERE one = 1")
	return head, err
}

func (e Entry) insert(tx *db.Tx) error {
	if _, err := tx.Exec(`INSERT INTO journal
		(seq, happened_at, recorded_at, person, role, act, subject, detail, previous, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.Seq, e.HappenedAt, e.RecordedAt, e.Person, e.Role, e.Act, e.Subject, e.Detail, e.Previous, e.Hash); err != nil {
		return err
	}
	return tx.Change("UPDATE journal_head SET seq = $1, hash = $2 WHERE one = 1", e.Seq, e.Hash)
}

// kept is a row as the database keeps it. The chain is verified on these texts,
// not on what they are read into: another writing of the same instant is a change.
type kept struct {
	Seq        int64
	HappenedAt string
	RecordedAt string
	Person     int64
	Role       string
	Act        string
	Subject    string
	Detail     string
	Previous   string
	Hash       string
}

func (e Entry) kept() kept {
	return kept{e.Seq, e.HappenedAt.String(), e.RecordedAt.String(), int64(e.Person), e.Role, e.Act, e.Subject, e.Detail, e.Previous, e.Hash}
}

// sum is the hash of the row and of the one before it, in hexadecimal. The
// fields are put together as a JSON array, in which no two lists look alike.
func (k kept) sum() string {
	text, err := json.Marshal([]any{k.Seq, k.HappenedAt, k.RecordedAt, k.Person, k.Role, k.Act, k.Subject, k.Detail, k.Previous})
	if err != nil {
		panic(err) // numbers and strings always encode
	}
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:])
}

const columns = "seq, happened_at, recorded_at, person, role, act, subject, detail, previous, hash"

// Page lists size rows, the latest first, after skipping the latest skip.
func Page(tx *db.Tx, skip, size int64) ([]Entry, error) {
	var page []Entry
	err := tx.Select(&page, `SELECT j.*, COALESCE(p.name, '') AS person_name FROM (SELECT `+columns+` FROM journal ORDER BY seq DESC LIMIT $1 OFFSET $2) j
		LEFT JOIN person p ON p.id = j.person ORDER BY j.seq DESC`, size, skip)
	return page, err
}

// Verify reads the whole chain and says, in French, everything that does not
// hold. Nothing said is nothing wrong.
func Verify(tx *db.Tx) (faults []string, err error) {
	const step = 2000
	head := Head{}
	for {
		var rows []kept
		if err := tx.Select(&rows, "SELECT "+columns+" FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2", head.Seq, step); err != nil {
			return nil, err
		}
		for _, k := range rows {
			faults = append(faults, k.faults(head)...)
			head = Head{k.Seq, k.Hash}
		}
		if len(rows) < step {
			break
		}
	}
	told, err := Last(tx)
	if err == nil && told != head {
		faults = append(faults, fmt.Sprintf("La tête du journal annonce la ligne %d, la dernière ligne lue est la %d : des lignes manquent ou ont été ajoutées.", told.Seq, head.Seq))
	}
	return faults, err
}

func (k kept) faults(before Head) []string {
	var faults []string
	if k.Seq != before.Seq+1 {
		faults = append(faults, fmt.Sprintf("Journal : la ligne %d suit la ligne %d.", k.Seq, before.Seq))
	}
	if k.Previous != before.Hash {
		faults = append(faults, fmt.Sprintf("Journal : la ligne %d ne continue pas la précédente.", k.Seq))
	}
	if k.Hash != k.sum() {
		faults = append(faults, fmt.Sprintf("Journal : la ligne %d a été modifiée.", k.Seq))
	}
	return faults
}

// Since lists, the first first, at most so many rows after one, that are about one of
// some subjects.
func Since(tx *db.Tx, seq int64, subjects []string, most int64) (all []Entry, err error) {
	places, args := make([]string, len(subjects)), []any{seq, most}
	for i, subject := range subjects {
		args = append(args, subject)
		places[i] = fmt.Sprintf("$%d", i+3)
	}
	if len(subjects) == 0 {
		return nil, nil
	}
	err = tx.Select(&all, "SELECT "+columns+" FROM (SELECT * FROM journal WHERE seq > $1 ORDER BY seq) AS later WHERE subject IN ("+strings.Join(places, ", ")+") ORDER BY seq LIMIT $2",
		args...)
	return all, err
}
