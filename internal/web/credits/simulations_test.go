package credits

import (
	"bytes"
	"strings"
	"testing"

	"preau/internal/civil"
	"preau/internal/credit"
)

// Of several simulations that were adopted, the last is in force.
func TestTheLastAdoptedIsInForce(t *testing.T) {
	adopted := func(day string) credit.Simulation {
		return credit.Simulation{AdoptedAt: civil.MustDate(day).Start()}
	}
	former, last := adopted("2009-09-07"), adopted("2009-09-22")
	all := []credit.Simulation{last, {}, former}
	for want, s := range map[string]credit.Simulation{"En vigueur, adoptée le 22 septembre 2009": last, "Remplacée, adoptée le 7 septembre 2009": former, "À l’étude": {}} {
		var got bytes.Buffer
		if err := standing(s, all).Render(t.Context(), &got); err != nil || !strings.Contains(got.String(), want) {
			t.Errorf("standing: got %s, %v, want %q", got.String(), err, want)
		}
	}
}
