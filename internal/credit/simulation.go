package credit

import (
	"fmt"
	"slices"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// Simulation is a way to share the national amount among departments, « simulation ».
// It keeps the key that it was made with, whatever comes after. Adopted, it does not
// change any more.
type Simulation struct {
	ID         db.ID
	Campaign   string
	Number     int64 // in its campaign, from 1: what people read out
	Name       string
	TotalCents civil.Cents // « montant national »
	FloorCents civil.Cents // no department gets less; 0: none
	KeySource  string
	KeyYear    int64
	PersonName string
	HappenedAt civil.Instant
	AdoptedAt  civil.Instant // zero: it is not
	Portions   []Portion     // in the order of the codes of the departments
}

// Adopted tells whether the simulation is one that was notified.
func (s Simulation) Adopted() bool { return !s.AdoptedAt.IsZero() }

// Subject names the simulation in the journal and in the ledger.
func (s Simulation) Subject() string { return fmt.Sprintf("simulation:%s/%d", s.Campaign, s.Number) }

// Portion is what a simulation gives a department.
type Portion struct {
	Department    string
	Academie      string
	Region        string
	Residents     int64
	Confidence    string
	ComputedCents civil.Cents
	ChangedCents  *civil.Cents // decided by a person, with a reason; nil: none
	Reason        string
}

// Cents is the amount: what was decided, or what was computed.
func (p Portion) Cents() civil.Cents {
	if p.ChangedCents != nil {
		return *p.ChangedCents
	}
	return p.ComputedCents
}

// Place is where the department lies.
func (p Portion) Place() access.Place {
	return access.Place{Department: p.Department, Academie: p.Academie, Region: p.Region}
}

// Sum is what all the departments get. Changes by hand move nothing else: the sum may
// be under the national amount, or above it.
func (s Simulation) Sum() (total civil.Cents) {
	for _, p := range s.Portions {
		total += p.Cents()
	}
	return total
}

// Left is what the national amount leaves; below 0, the departments get too much.
func (s Simulation) Left() civil.Cents { return s.TotalCents - s.Sum() }

// Portion is what a department gets; ok is false for one that is not in it.
func (s Simulation) Portion(department string) (Portion, bool) {
	for _, p := range s.Portions {
		if p.Department == department {
			return p, true
		}
	}
	return Portion{}, false
}

// Differs are the departments that the simulation shares among and that the campaign
// does not open, and those that it opens and that the simulation leaves out.
func (s Simulation) Differs(rules *campaign.Campaign) (closed, without []string) {
	for _, p := range s.Portions {
		if !rules.Opens(p.Department) {
			closed = append(closed, territory.DepartmentName(p.Department))
		}
	}
	for _, code := range rules.Departments.Value {
		if _, has := s.Portion(code); !has {
			without = append(without, territory.DepartmentName(code))
		}
	}
	return closed, without
}

// A Swap is a department of a campaign in the place of which another may be meant, by
// a remark on its territory: Meurthe-et-Moselle and Moselle in annexe 1.
type Swap struct{ From, To string }

// Swaps are those of a campaign.
func Swaps(rules *campaign.Campaign) (all []Swap) {
	for _, m := range rules.Remarks {
		if m.About != "departments" || len(m.Swap) != 2 || rules.Opens(m.Swap[0]) == rules.Opens(m.Swap[1]) {
			continue
		}
		swap := Swap{m.Swap[0], m.Swap[1]}
		if !rules.Opens(swap.From) {
			swap.From, swap.To = swap.To, swap.From
		}
		all = append(all, swap)
	}
	return all
}

// GroupCost is what the hours of one group are paid, charges aside, at the rate of the
// day on which lessons begin at the latest (§2.2, §4).
func GroupCost(rules *campaign.Campaign) civil.Cents {
	return rules.PayOf(civil.Minutes(rules.Hours.Value*60), rules.LatestStart.Value)
}

// Simulating is what a simulation is asked for.
type Simulating struct {
	Name  string
	Total civil.Cents
	Floor civil.Cents
	Swap  string // the department to put in its twin's place; blank: those of the campaign
}

// departments are those that a simulation shares among.
func (in Simulating) departments(rules *campaign.Campaign) ([]string, error) {
	codes := slices.Clone(rules.Departments.Value)
	if in.Swap == "" {
		return codes, nil
	}
	for _, swap := range Swaps(rules) {
		if at := slices.Index(codes, swap.From); at >= 0 && swap.To == in.Swap {
			codes[at] = swap.To
			slices.Sort(codes)
			return codes, nil
		}
	}
	return nil, refuse("departement", "Ce département ne peut pas prendre la place d’un autre dans cette campagne.")
}

// portions shares what is asked for by a key.
func (in Simulating) portions(rules *campaign.Campaign, key Key) ([]Portion, error) {
	codes, err := in.departments(rules)
	if err != nil {
		return nil, err
	}
	weights, err := key.weights(codes)
	if err != nil {
		return nil, err
	}
	cents, err := Share(in.Total, in.Floor, weights)
	if err != nil {
		return nil, err
	}
	portions := make([]Portion, len(weights))
	for i, w := range weights {
		place := placeOf(w.Department)
		portions[i] = Portion{Department: w.Department, Academie: place.Academie, Region: place.Region, Residents: w.Residents,
			Confidence: key.Row(w.Department).Confidence, ComputedCents: cents[i]}
	}
	return portions, nil
}

func placeOf(department string) access.Place {
	d, _ := territory.FindDepartment(department)
	return d.Place()
}

// Unnamed is what is wrong with the name, to be told with what is wrong beside it.
func (in Simulating) Unnamed() []workflow.Missing {
	_, missing := in.name()
	return missing
}

// name reads the name of a simulation.
func (in Simulating) name() (string, []workflow.Missing) {
	name := civil.CleanLine(in.Name)
	switch {
	case name == "":
		return "", []workflow.Missing{{Field: "nom", Sentence: "Donnez un nom à la simulation\u202f: il sert à la retrouver."}}
	case len([]rune(name)) > 100:
		return "", []workflow.Missing{{Field: "nom", Sentence: "Ce nom est trop long\u202f: 100 caractères au plus."}}
	}
	return name, nil
}
