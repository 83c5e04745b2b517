package example

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/territory"
)

// What the nation shares in the example: the amounts are invented. That of the crowd is
// large enough for every file of a measure.
const (
	nationalAmount civil.Cents = 4_500_000_00
	crowdAmount    civil.Cents = 25_000_000_00
)

// uninformed is the académie that has not yet told its « établissement mutualisateur »:
// it has not named one either.
const uninformed = "24"

// share adopts a distribution of the credits, with a floor of half of a department's mean,
// and tells it to the académies, but to one. Another is left beside it, to compare.
func (l *loader) share(tx *db.Tx, total civil.Cents, turn int) error {
	rules, _, err := l.campaigns.Current(tx)
	if err != nil {
		return err
	}
	floor := total / civil.Cents(len(rules.Departments.Value)) / 2 / 1000_00 * 1000_00
	in := credit.Simulating{Name: fmt.Sprintf("Répartition de l’exemple (montants inventés), n° %d", turn), Total: total, Floor: floor}
	pilot := func() access.Call { return l.as(l.team, access.NationalPilot, access.France) }
	id, err := l.credits.SimulateTx(tx, pilot(), in)
	if err != nil {
		return fmt.Errorf("example: credits: %w", err)
	}
	s, err := l.credits.Simulation(tx, pilot().By, id)
	if err != nil {
		return err
	}
	if err := l.credits.AdoptTx(tx, pilot(), credit.Adopting{Simulation: id, Digest: s.Digest()}); err != nil {
		return fmt.Errorf("example: credits: %w", err)
	}
	if l.ago == 0 && turn == 1 {
		in.Name, in.Swap = "Avec la Moselle, sans plancher (montants inventés)", "57"
		in.Floor = 0
		if _, err := l.credits.SimulateTx(tx, pilot(), in); err != nil {
			return fmt.Errorf("example: credits: %w", err)
		}
	}
	told := map[string]bool{uninformed: l.ago == 0}
	for _, p := range s.Portions {
		if told[p.Academie] {
			continue
		}
		told[p.Academie] = true
		place := access.Place{Academie: p.Academie, Region: p.Region}
		if err := l.credits.InformTx(tx, l.as(l.team, access.AcademieManager, place), p.Academie); err != nil {
			return fmt.Errorf("example: credits of %s: %w", territory.PlaceName(place), err)
		}
	}
	return nil
}
