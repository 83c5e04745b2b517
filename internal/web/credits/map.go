package credits

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/web/ui"
)

// used are the steps of the map, from the lightest: how much of a ceiling is proposed
// or committed.
var used = []string{"Rien", "Moins de la moitié", "La moitié ou plus", "Neuf dixièmes ou plus", "Tout, ou au-delà"}

// stepOf is where an amount is on the way to a ceiling.
func stepOf(amount, ceiling int64) int {
	switch {
	case amount == 0:
		return 0
	case amount >= ceiling:
		return 4
	case 10*amount >= 9*ceiling:
		return 3
	case 2*amount >= ceiling:
		return 2
	}
	return 1
}

// mapOf draws the ceilings of the departments; nil for a reader who sees one alone.
func mapOf(groups []group) *ui.Map {
	drawn := &ui.Map{ID: "carte", Title: "Part du plafond proposée ou engagée, par département", Table: "plafonds", Steps: used, Other: "Pas de plafond"}
	for _, g := range groups {
		if g.Level == access.Department {
			ceiling, amount := *g.Numbers[0], *g.Numbers[1]+*g.Numbers[2]
			drawn.Areas = append(drawn.Areas, ui.Area{Code: g.Place.Department, Step: stepOf(amount, ceiling),
				Text: g.Name + "\u202f: " + civil.Cents(amount).French() + " sur " + civil.Cents(ceiling).French()})
		}
	}
	if len(drawn.Areas) < 2 {
		return nil
	}
	return drawn
}
