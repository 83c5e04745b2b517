package calendar

import (
	"testing"

	"preau/internal/campaign"
)

func TestTheStepsOfTheMap(t *testing.T) {
	for _, test := range []struct {
		received, expected int64
		want               string
	}{{0, 5, "Aucun reçu"}, {1, 5, "Moins de la moitié"}, {2, 5, "Moins de la moitié"}, {2, 4, "La moitié ou plus"}, {3, 5, "La moitié ou plus"},
		{3, 4, "Les trois quarts ou plus"}, {4, 5, "Les trois quarts ou plus"}, {5, 5, "Tous"}} {
		if got := received[stepOf(campaign.Progress{Received: test.received, Expected: test.expected})]; got != test.want {
			t.Errorf("%d of %d: got %s, want %s", test.received, test.expected, got, test.want)
		}
	}
}
