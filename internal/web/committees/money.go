package committees

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// money is what was notified to a region and to its departments (§4): nil, or
// absent, where nothing was.
type money struct {
	Envelope *civil.Cents
	Ceilings map[string]civil.Cents // by department
}

// moneyOf is the one place where a meeting learns what may be promised. Nothing is
// notified in Préau yet: the running total stands alone.
func moneyOf(_ *db.Tx, _ committee.Sitting) (money, error) { return money{}, nil }

// known tells whether there is anything to compare with.
func (m money) known() bool { return m.Envelope != nil || len(m.Ceilings) > 0 }

// uncounted are the states of the files that ask for nothing any more.
var uncounted = map[workflow.State]bool{project.Discarded: true, project.Refused: true, project.Withdrawn: true}

// A running is the money asked as one goes down the ranking.
type running struct {
	Total  civil.Cents
	Counts bool   // the file adds to it
	Beyond string // in words, where the file passes what may be promised; blank: it does not
}

// run goes down the files in the order of the ranking: each adds what it asks, but
// for those that ask for nothing any more.
func (m money) run(files []project.Filled) (all []running) {
	var total civil.Cents
	byDepartment := map[string]civil.Cents{}
	for _, f := range files {
		r := running{Counts: !uncounted[f.Seen(access.Region)]}
		if r.Counts {
			total += f.AskedCents
			byDepartment[f.Department] += f.AskedCents
			r.Beyond = m.beyond(total, f.Department, byDepartment[f.Department])
		}
		r.Total = total
		all = append(all, r)
	}
	return all
}

func (m money) beyond(total civil.Cents, department string, its civil.Cents) string {
	if m.Envelope != nil && total > *m.Envelope {
		return "au-delà de l’enveloppe\u202f: liste complémentaire"
	}
	if ceiling, known := m.Ceilings[department]; known && its > ceiling {
		return "au-delà du plafond du département\u202f: liste complémentaire"
	}
	return ""
}
