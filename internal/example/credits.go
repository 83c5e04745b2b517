package example

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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

// unnamed is Créteil, which has not named its « établissement mutualisateur ».
const unnamed = "24"

// share adopts a distribution of the credits, with a floor of half of a department's mean.
// Another is left beside it, to compare.
func (l *loader) share(tx *db.Tx, total civil.Cents, turn int) error {
	defer l.beside()()
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
	return nil
}

// beside lets acts be done while others are: the hours of the files do not depend on how
// many there are of these.
func (l *loader) beside() (after func()) {
	acts := l.acts
	return func() { l.acts = acts }
}

// pooling names the « établissements mutualisateurs » of the académies that have collèges
// in the example, but of one; the payer has received them.
func (l *loader) pooling(tx *db.Tx) error {
	defer l.beside()()
	named := map[string]bool{unnamed: true}
	for _, uai := range slices.Sorted(maps.Keys(l.schools)) {
		s := l.schools[uai]
		if named[s.Academie] || s.Kind != territory.College {
			continue
		}
		named[s.Academie] = true
		place := access.Place{Academie: s.Academie, Region: s.Region}
		wrong := func(err error) error {
			return fmt.Errorf("example: pooling school of %s: %w", territory.PlaceName(place), err)
		}
		in := credit.Naming{Academie: s.Academie, School: string(uai), Contact: "Agence comptable", Email: "agence." + strings.ToLower(string(uai)) + "@exemple.invalid"}
		if err := l.credits.NameTx(tx, l.as(l.team, access.AcademieManager, place), in); err != nil {
			return wrong(err)
		}
		if err := l.credits.InformTx(tx, l.as(l.team, access.AcademieManager, place), s.Academie); err != nil {
			return wrong(err)
		}
		call := l.as(l.team, access.NationalPayer, access.France)
		if err := l.credits.ReceiveTx(tx, call, credit.Receiving{Academie: s.Academie, On: call.At.Today()}); err != nil {
			return wrong(err)
		}
	}
	return nil
}
