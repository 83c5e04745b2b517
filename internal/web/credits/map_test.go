package credits

import "testing"

func TestTheStepsOfTheMap(t *testing.T) {
	for _, test := range []struct {
		amount, ceiling int64
		want            string
	}{{0, 100, "Rien"}, {1, 100, "Moins de la moitié"}, {49, 100, "Moins de la moitié"}, {50, 100, "La moitié ou plus"}, {89, 100, "La moitié ou plus"},
		{90, 100, "Neuf dixièmes ou plus"}, {99, 100, "Neuf dixièmes ou plus"}, {100, 100, "Tout, ou au-delà"}, {101, 100, "Tout, ou au-delà"}, {0, 0, "Rien"}} {
		if got := used[stepOf(test.amount, test.ceiling)]; got != test.want {
			t.Errorf("%d of %d: got %s, want %s", test.amount, test.ceiling, got, test.want)
		}
	}
}
