package committees

import (
	"maps"
	"slices"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// money is what was notified to a region and to its departments (§4): nil, or
// absent, where nothing was.
type money struct {
	Envelope *civil.Cents
	Ceilings map[string]civil.Cents // by department
	Engaged  map[string]civil.Cents // by department: promised already to files that are not before the meeting
}

// alone is told where there is nothing to compare the running total with.
const alone = "Le cumul est montré seul\u202f: aucun montant notifié à la région n’est à comparer ici."

// moneyOf is the one place where a meeting learns what may be promised: what was
// notified to the region, for who may see its credits.
func moneyOf(by access.Actor, tx *db.Tx, s committee.Sitting) (m money, err error) {
	if m.Ceilings, err = notified(by, tx, s.Campaign, s.Region); len(m.Ceilings) > 0 {
		m.Envelope = new(civil.Cents)
		for _, cents := range m.Ceilings {
			*m.Envelope += cents
		}
	}
	return m, err
}

// notified are the ceilings of a region that have an amount, by department, for who may
// see its credits; none for the nation, which has no region.
func notified(by access.Actor, tx *db.Tx, campaign, region string) (map[string]civil.Cents, error) {
	if region == "" || !by.Can(credit.ActRead, access.Place{Region: region}) {
		return nil, nil
	}
	all, err := credit.Ceilings(tx, by, campaign)
	return amountsIn(all, region), err
}

func amountsIn(all []credit.Ceiling, region string) map[string]civil.Cents {
	amounts := map[string]civil.Cents{}
	for _, c := range all {
		if c.Region == region && c.AmountCents != nil {
			amounts[c.Department] = *c.AmountCents
		}
	}
	return amounts
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

func (m money) caption() string {
	if m.engaged() > 0 {
		return "Ce que la région peut promettre, une fois compté ce qui est engagé ou proposé pour d’autres dossiers"
	}
	return "Ce que la région peut promettre"
}

func (m money) columns() []ui.Column {
	all := []ui.Column{{Label: "Département"}, {Label: "Plafond", Figures: true}}
	if m.engaged() > 0 {
		all = append(all, ui.Column{Label: "Autres dossiers", Figures: true}, ui.Column{Label: "Reste", Figures: true})
	}
	return all
}

// rows are the ceilings, with what is promised already, when something is.
func (m money) rows() (rows []ui.Row) {
	for _, department := range slices.Sorted(maps.Keys(m.Ceilings)) {
		rows = append(rows, m.row(territory.DepartmentName(department), m.Ceilings[department], m.Engaged[department]))
	}
	return rows
}

func (m money) total() *ui.Row {
	row := m.row("Enveloppe notifiée à la région", *m.Envelope, m.engaged())
	return &row
}

func (m money) row(name string, amount, engaged civil.Cents) ui.Row {
	row := ui.Row{Cells: []templ.Component{ui.Text(name), ui.Text(amount.French())}}
	if m.engaged() > 0 {
		row.Cells = append(row.Cells, ui.Text(engaged.French()), ui.Text((amount - engaged).French()))
	}
	return row
}

// words say what the running total is compared with, on paper.
func (m money) words() string {
	if m.Envelope == nil {
		return alone
	}
	words := "Enveloppe notifiée à la région\u202f: " + m.Envelope.French() + ". Plafonds par département\u202f: "
	for i, department := range slices.Sorted(maps.Keys(m.Ceilings)) {
		if i > 0 {
			words += "\u202f; "
		}
		words += department + ", " + m.Ceilings[department].French()
	}
	return words + "."
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
