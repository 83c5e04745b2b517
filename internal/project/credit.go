package project

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/workflow"
)

// proposed is what a file asks of the credits of its department and its region: it is
// preselected, and the nation has not decided (§3.1, §4).
func (p Project) proposed() civil.Cents {
	switch p.State {
	case Preselected, Transmitted, SentBack:
		return p.AskedCents
	}
	return 0
}

// committed is what is committed to a file; a withdrawn one frees it (R10).
func (p Project) committed() civil.Cents {
	if p.GrantedCents == nil {
		return 0
	}
	return *p.GrantedCents
}

// moveCredits moves what is proposed and committed under the ceiling and the envelope
// as a file moves. It refuses the cent that would pass.
func moveCredits(tx *db.Tx, at civil.Moment, act workflow.Act, before, after Project) error {
	u := credit.Use{Act: act, Campaign: after.Campaign, Place: after.Place, Subject: after.Subject()}
	if err := credit.ProposeTx(tx, u, after.proposed()-before.proposed()); err != nil {
		return err
	}
	switch had, has := before.committed(), after.committed(); {
	case had == has:
		return nil
	case has == 0:
		return credit.ReleaseTx(tx, at, u)
	default:
		return credit.CommitTx(tx, at, u, has)
	}
}

// Promised is what a file takes of the credits, as far as a level may know: what was
// granted to it, or what it asks once it is preselected.
func (p Project) Promised(by access.Level) civil.Cents {
	if granted := p.Granted(by); granted != nil {
		return *granted
	}
	switch p.Seen(by) {
	case Preselected, Transmitted, SentBack:
		return p.AskedCents
	}
	return 0
}

// Amounts are what the files of a department come to, as far as a level may know.
type Amounts struct {
	Campaign   string
	Department string
	Proposed   civil.Cents // preselected, and not decided
	Committed  civil.Cents // validated
}

// AmountsSeen are the amounts of a campaign by department, for an actor: a decision that
// is not released to them counts where they still see the file.
func AmountsSeen(tx *db.Tx, by access.Actor, campaign string) (map[string]Amounts, error) {
	rows, err := amountsSeen(tx, by, campaign)
	all := map[string]Amounts{}
	for _, row := range rows {
		all[row.Department] = row
	}
	return all, err
}

// VerifyCredits recomputes from the files what is proposed and committed under each
// ceiling, and what the ledger says of each file, and says in French what does not agree.
func VerifyCredits(tx *db.Tx) (faults []string, err error) {
	ceilings, err := credit.EveryCeiling(tx)
	if err != nil {
		return nil, err
	}
	rows, err := everyAmount(tx)
	if err != nil {
		return nil, err
	}
	files := map[[2]string]Amounts{}
	for _, row := range rows {
		files[[2]string{row.Campaign, row.Department}] = row
	}
	for _, c := range ceilings {
		key := [2]string{c.Campaign, c.Department}
		f := files[key]
		delete(files, key)
		if f.Proposed != c.ProposedCents || f.Committed != c.CommittedCents {
			faults = append(faults, fmt.Sprintf("Plafond %s, %s\u202f: %s proposés et %s engagés, les projets font %s et %s.", c.Campaign, c.Department,
				c.ProposedCents.French(), c.CommittedCents.French(), f.Proposed.French(), f.Committed.French()))
		}
	}
	for key, f := range files {
		if f.Proposed != 0 || f.Committed != 0 {
			faults = append(faults, fmt.Sprintf("Plafond %s, %s\u202f: il manque, des projets en proposent ou en engagent.", key[0], key[1]))
		}
	}
	wrong, err := unpostedFiles(tx)
	for _, w := range wrong {
		faults = append(faults, fmt.Sprintf("Projet %s\u202f: %s accordés, le grand livre dit %s.", w.Number, w.Granted.French(), w.Posted.French()))
	}
	return faults, err
}
