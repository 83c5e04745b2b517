package credit

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"preau/internal/civil"
	"preau/internal/workflow"
)

// A Weight is how many foreign residents a department has.
type Weight struct {
	Department string
	Residents  int64
}

// euro is the unit in which credits are shared, in cents.
const euro = 100

// Share shares a national amount among departments in proportion to their foreign
// residents (§4), to the euro, in the order of the weights. The euros left over by
// rounding go to the largest remainders, then in the order of the codes: the same
// weights in another order give the same shares.
//
// No department gets less than floor: those whose share would be below get the
// floor, and the others share the rest. It refuses amounts with cents, a floor that
// the amount cannot pay, and a key that counts nobody.
func Share(total, floor civil.Cents, among []Weight) ([]civil.Cents, error) {
	if err := shareable(total, floor, among); err != nil {
		return nil, err
	}
	s := sharing{among: among, least: int64(floor) / euro, shares: make([]int64, len(among)), rests: make([]uint64, len(among)), floored: make([]bool, len(among))}
	for s.proportional(int64(total) / euro) {
	}
	s.round(int64(total) / euro)
	cents := make([]civil.Cents, len(among))
	for i, share := range s.shares {
		cents[i] = civil.Cents(share) * euro
	}
	return cents, nil
}

func shareable(total, floor civil.Cents, among []Weight) error {
	var residents int64
	for _, w := range among {
		residents += w.Residents
	}
	n := civil.Cents(len(among))
	switch {
	case total <= 0:
		return refuse("montant", "Indiquez le montant national à répartir.")
	case total%euro != 0:
		return refuse("montant", "Les crédits se répartissent à l’euro\u202f: écrivez ce montant sans centimes.")
	case floor < 0 || floor%euro != 0:
		return refuse("plancher", "Les crédits se répartissent à l’euro\u202f: écrivez ce plancher sans centimes.")
	case n == 0:
		return refuse("", "Aucun département n’est ouvert dans cette campagne.")
	case floor > total/n:
		return refuse("plancher", fmt.Sprintf("Ce plancher demande plus que le montant national pour %s\u202f: %s au plus.",
			civil.Plural(int64(n), "département", "départements"), (total/n/euro*euro).French()))
	case residents == 0:
		return refuse("", "La clé de répartition ne compte personne dans ces départements.")
	}
	return nil
}

func refuse(field, sentence string) *workflow.Refusal {
	return workflow.Refuse(ActSimulate, field, sentence, "§4")
}

// sharing is a share being computed, in euros.
type sharing struct {
	among   []Weight
	least   int64
	shares  []int64
	rests   []uint64 // of the division, over the same divisor for all
	floored []bool
}

// proportional gives the departments above the floor their part of what the others
// leave, and tells whether one more has fallen below it.
func (s *sharing) proportional(euros int64) (again bool) {
	left, residents := euros, int64(0)
	for i, w := range s.among {
		if s.floored[i] {
			left -= s.least
		} else {
			residents += w.Residents
		}
	}
	for i, w := range s.among {
		if s.floored[i] {
			continue
		}
		s.shares[i], s.rests[i] = proportion(left, w.Residents, residents)
		if s.shares[i] < s.least {
			s.shares[i], s.floored[i], again = s.least, true, true
		}
	}
	return again
}

// proportion is left × part ÷ whole, and what remains of the division.
func proportion(left, part, whole int64) (share int64, rest uint64) {
	if whole == 0 {
		return 0, 0
	}
	high, low := bits.Mul64(uint64(left), uint64(part))
	quotient, rest := bits.Div64(high, low, uint64(whole)) // part ≤ whole: it fits
	return int64(quotient), rest
}

// round gives away, one by one, the euros that the divisions left.
func (s *sharing) round(euros int64) {
	var order []int
	for i, share := range s.shares {
		if euros -= share; !s.floored[i] {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.rests[b], s.rests[a]), cmp.Compare(s.among[a].Department, s.among[b].Department))
	})
	for _, i := range order[:euros] { // fewer than the departments that share
		s.shares[i]++
	}
}
