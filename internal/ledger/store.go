package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/internal/civil"
	"preau/internal/db"
)

const columns = "id, debit, credit, cents, subject, COALESCE(reverses, 0) AS reverses, happened_at, recorded_at"

func insertEntries(tx *db.Tx, entries []Entry) error {
	rows := make([][]any, len(entries))
	for i, e := range entries {
		var reverses *db.ID
		if e.Reverses != 0 {
			reverses = &e.Reverses
		}
		rows[i] = []any{e.ID, e.Debit, e.Credit, e.Cents, e.Subject, reverses, e.HappenedAt, e.RecordedAt}
	}
	return tx.PutMany("INSERT INTO ledger_entry (id, debit, credit, cents, subject, reverses, happened_at, recorded_at)", "", rows)
}

// addToBalances adds to each account, in the order of the keys: rows are locked one
// after the other.
func addToBalances(tx *db.Tx, moved map[Account]civil.Cents) error {
	var rows [][]any
	for _, account := range slices.Sorted(maps.Keys(moved)) {
		rows = append(rows, []any{account, moved[account]})
	}
	return tx.PutMany("INSERT INTO ledger_balance (account, cents)",
		"ON CONFLICT (account) DO UPDATE SET cents = ledger_balance.cents + excluded.cents", rows)
}

func find(tx *db.Tx, id db.ID) (Entry, error) {
	var e Entry
	err := tx.Get(&e, "SELECT "+columns+" FROM ledger_entry WHERE id = $1", id)
	return e, err
}

func reversed(tx *db.Tx, id db.ID) (yes bool, err error) {
	err = tx.Get(&yes, "SELECT EXISTS (SELECT 1 FROM ledger_entry WHERE reverses = $1)", id)
	return yes, err
}

// Balances are what some accounts hold; one that has no entry is not in the map.
func Balances(tx *db.Tx, accounts ...Account) (map[Account]civil.Cents, error) {
	all := map[Account]civil.Cents{}
	if len(accounts) == 0 {
		return all, nil
	}
	places, args := make([]string, len(accounts)), make([]any, len(accounts))
	for i, account := range accounts {
		places[i], args[i] = fmt.Sprintf("$%d", i+1), account
	}
	var rows []struct {
		Account Account
		Cents   civil.Cents
	}
	err := tx.Select(&rows, "SELECT account, cents FROM ledger_balance WHERE account IN ("+strings.Join(places, ", ")+")", args...)
	for _, row := range rows {
		all[row.Account] = row.Cents
	}
	return all, err
}

// Of lists the entries of an account, the first first.
func Of(tx *db.Tx, account Account) (entries []Entry, err error) {
	err = tx.Select(&entries, "SELECT "+columns+" FROM ledger_entry WHERE debit = $1 OR credit = $1 ORDER BY id", account)
	return entries, err
}

// About lists the entries on a subject, the first first.
func About(tx *db.Tx, subject string) (entries []Entry, err error) {
	err = tx.Select(&entries, "SELECT "+columns+" FROM ledger_entry WHERE subject = $1 ORDER BY id", subject)
	return entries, err
}

type wrongBalance struct {
	Account  Account
	Kept     civil.Cents
	Computed civil.Cents
}

func wrongBalances(tx *db.Tx) (rows []wrongBalance, err error) {
	err = tx.Select(&rows, `SELECT account, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(computed) AS BIGINT) AS computed FROM (
			SELECT account, cents AS kept, 0 AS computed FROM ledger_balance
			UNION ALL SELECT debit, 0, cents FROM ledger_entry
			UNION ALL SELECT credit, 0, -cents FROM ledger_entry) AS moved
		GROUP BY account HAVING SUM(kept) <> SUM(computed) ORDER BY account`)
	return rows, err
}

func wrongReversals(tx *db.Tx) (ids []db.ID, err error) {
	err = tx.Select(&ids, `SELECT r.id FROM ledger_entry r JOIN ledger_entry e ON e.id = r.reverses
		WHERE r.debit <> e.credit OR r.credit <> e.debit OR r.cents <> e.cents OR r.subject <> e.subject ORDER BY r.id`)
	return ids, err
}
