package credit_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/workflow"
)

// drawn is a key of one to forty departments, some with nobody.
func drawn(t *rapid.T) []credit.Weight {
	var among []credit.Weight
	for i := range rapid.IntRange(1, 40).Draw(t, "departments") {
		among = append(among, credit.Weight{Department: fmt.Sprintf("%02d", i), Residents: rapid.Int64Range(0, 5_000_000).Draw(t, "residents")})
	}
	among[0].Residents++
	return among
}

func sum(all []civil.Cents) (total civil.Cents) {
	for _, c := range all {
		total += c
	}
	return total
}

// §4: all of the amount is shared, to the euro, nobody below the floor, whatever the
// order, and never less to who has more residents.
func TestShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		among := drawn(t)
		total := civil.Cents(rapid.Int64Range(1, 1_000_000_000).Draw(t, "euros")) * 100
		floor := civil.Cents(rapid.Int64Range(0, int64(total)/100/int64(len(among))).Draw(t, "floor")) * 100
		got, err := credit.Share(total, floor, among)
		if err != nil || sum(got) != total {
			t.Fatalf("Share(%d, %d, %v) = %v, %v: it adds up to %d", total, floor, among, got, err, sum(got))
		}
		for i, a := range among {
			if got[i] < floor || got[i]%100 != 0 {
				t.Fatalf("Share(%d, %d, %v): %s gets %d", total, floor, among, a.Department, got[i])
			}
			for j, b := range among {
				if a.Residents > b.Residents && got[i] < got[j] {
					t.Fatalf("Share(%d, %d, %v): %s gets less than %s: %v", total, floor, among, a.Department, b.Department, got)
				}
			}
		}
		order := rapid.Permutation(among).Draw(t, "order")
		again, err := credit.Share(total, floor, order)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range order {
			if want := got[slices.Index(among, w)]; again[i] != want {
				t.Fatalf("Share(%d, %d, %v): %s gets %d, %d in another order", total, floor, among, w.Department, want, again[i])
			}
		}
	})
}

// Without a floor, each gets its exact part, rounded up or down.
func TestSharesAreProportional(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		among := drawn(t)
		euros := rapid.Int64Range(1, 1_000_000).Draw(t, "euros")
		got, err := credit.Share(civil.Cents(euros)*100, 0, among)
		if err != nil {
			t.Fatal(err)
		}
		var residents int64
		for _, w := range among {
			residents += w.Residents
		}
		for i, w := range among {
			if exact := euros * w.Residents / residents; int64(got[i])/100 != exact && int64(got[i])/100 != exact+1 {
				t.Fatalf("Share(%d, %v): %s gets %d, its part is %d", euros, among, w.Department, got[i], exact)
			}
		}
	})
}

func TestSharesByHand(t *testing.T) {
	among := []credit.Weight{{Department: "75", Residents: 60}, {Department: "13", Residents: 30}, {Department: "2A", Residents: 10}}
	tests := []struct {
		total, floor civil.Cents
		want         []civil.Cents
		refused      string // the field
	}{
		{100_00, 0, []civil.Cents{60_00, 30_00, 10_00}, ""},
		{100_00, 20_00, []civil.Cents{53_00, 27_00, 20_00}, ""}, // 80 € between 60 and 30: 53,33 and 26,67
		{102_00, 34_00, []civil.Cents{34_00, 34_00, 34_00}, ""},
		{1_00, 0, []civil.Cents{1_00, 0, 0}, ""},
		{100_00, 34_00, nil, "plancher"},
		{100_50, 0, nil, "montant"},
		{100_00, 50, nil, "plancher"},
		{0, 0, nil, "montant"},
	}
	for _, test := range tests {
		got, err := credit.Share(test.total, test.floor, among)
		var refusal *workflow.Refusal
		if test.refused != "" {
			if !errors.As(err, &refusal) || refusal.Reasons[0].Field != test.refused {
				t.Errorf("Share(%d, %d): got %v, want %s refused", test.total, test.floor, err, test.refused)
			}
		} else if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("Share(%d, %d) = %v, %v, want %v", test.total, test.floor, got, err, test.want)
		}
	}
	if _, err := credit.Share(100, 0, []credit.Weight{{Department: "75"}}); err == nil {
		t.Error("Share among nobody: got no error")
	}
	if _, err := credit.Share(100, 0, nil); err == nil {
		t.Error("Share among no department: got no error")
	}
}
