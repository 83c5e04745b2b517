// Package verify recomputes what a database keeps, chapter by chapter: what « preau
// verify » says, and what scenarios check at their end. Start with All.
package verify

import (
	"preau/internal/access"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/journal"
	"preau/internal/ledger"
	"preau/internal/project"
)

// checks are in the order of the house. Each returns French sentences: what does not agree.
var checks = []func(*db.Tx) ([]string, error){journal.Verify, ledger.Verify, file.Verify, access.Verify, exchange.Verify, credit.Verify,
	project.Verify, project.VerifyDues, project.VerifyCredits}

// All is everything that does not agree in a database; none when it is sound.
func All(tx *db.Tx) (faults []string, err error) {
	for _, check := range checks {
		found, err := check(tx)
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
	}
	return faults, nil
}
