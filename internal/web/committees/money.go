package committees

import (
	"maps"
	"slices"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// money is what was notified to a region and to its departments (§4): nil, or
// absent, where nothing was.
type money struct {
	Envelope *civil.Cents
	Ceilings map[string]civil.Cents // by department
	Engaged  map[string]civil.Cents // by department: promised already to files that are not before the meeting
}

// moneyOf is the one place where a meeting learns what may be promised: what was
// notified to the region, for who may see its credits.
func moneyOf(by access.Actor, tx *db.Tx, s committee.Sitting) (m money, err error) {
	if s.National() || !by.Can(credit.ActRead, s.Place()) {
		return money{}, nil
	}
	all, err := credit.Ceilings(tx, by, s.Campaign)
	for _, c := range all {
		if c.Region != s.Region || c.AmountCents == nil {
			continue
		}
		if m.Envelope == nil {
			m.Envelope, m.Ceilings = new(civil.Cents), map[string]civil.Cents{}
		}
		*m.Envelope += *c.AmountCents
		m.Ceilings[c.Department] = *c.AmountCents
	}
	return m, err
}

// elsewhere takes off what is promised already to other files than some, as far as the
// region may know: what the nation has decided and not announced counts as asked.
func (m money) elsewhere(by access.Actor, tx *db.Tx, campaign string, but []project.Filled) (money, error) {
	if m.Envelope == nil {
		return m, nil
	}
	amounts, err := project.AmountsSeen(tx, by, campaign)
	m.Engaged = map[string]civil.Cents{}
	for department := range m.Ceilings {
		m.Engaged[department] = amounts[department].Proposed + amounts[department].Committed
	}
	for _, f := range but {
		if _, known := m.Engaged[f.Department]; known {
			m.Engaged[f.Department] -= f.Promised(by.Role.Level())
		}
	}
	return m, err
}

// engaged is what is promised already in all.
func (m money) engaged() (total civil.Cents) {
	for _, cents := range m.Engaged {
		total += cents
	}
	return total
}

// words say what the running total is compared with.
func (m money) words() string {
	if m.Envelope == nil {
		return "Le cumul est montré seul\u202f: aucun montant notifié à la région n’est à comparer ici."
	}
	words := "Enveloppe notifiée à la région\u202f: " + m.Envelope.French() + ". Plafonds par département\u202f: "
	for i, department := range slices.Sorted(maps.Keys(m.Ceilings)) {
		if i > 0 {
			words += "\u202f; "
		}
		words += department + ", " + m.Ceilings[department].French()
	}
	words += "."
	if engaged := m.engaged(); engaged > 0 {
		words += " Déjà engagé ou proposé pour d’autres dossiers\u202f: " + engaged.French() + ", compté avant le cumul."
	}
	return words
}

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
	if m.Envelope != nil && total+m.engaged() > *m.Envelope {
		return "au-delà de l’enveloppe\u202f: liste complémentaire"
	}
	if ceiling, known := m.Ceilings[department]; known && its+m.Engaged[department] > ceiling {
		return "au-delà du plafond du département\u202f: liste complémentaire"
	}
	return ""
}
