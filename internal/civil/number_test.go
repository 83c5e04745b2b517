package civil

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestReadCount(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  int64
	}{
		{"0", 0}, {"25", 25}, {" 25 ", 25}, {"007", 7},
		{"1 234", 1234}, {"1\u00a0234", 1234}, {"1\u202f234\u202f567", 1_234_567}, {"1234567", 1_234_567},
		{"999 999 999", 999_999_999}, {"\u200e25\u200f", 25}, {"00000000000025", 25},
	} {
		if got, err := ReadCount(c.typed); err != nil || got != c.want {
			t.Errorf("ReadCount(%q) = %d, %v, want %d", c.typed, got, err, c.want)
		}
	}
}

func TestReadCountRefuses(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  Fault
	}{
		{"", countNumeral.missing}, {" \u200b", countNumeral.missing},
		{"-3", countNumeral.negative}, {"−3", countNumeral.negative}, {"– 3", countNumeral.negative}, {"-0", countNumeral.negative},
		{"10^9", countNumeral.power}, {"10⁹", countNumeral.power}, {"1e9", countNumeral.power}, {"1E-9", countNumeral.power},
		{"1,5e+3", countNumeral.power}, {"2*10", countNumeral.power}, {"2 × 10", countNumeral.power},
		{"🎉", countNumeral.letters}, {"3🎉", countNumeral.letters}, {"3️⃣", countNumeral.letters}, {"douze", countNumeral.letters},
		{"12 parents", countNumeral.letters}, {"+3", countNumeral.letters}, {"3-4", countNumeral.letters}, {"٣", countNumeral.letters},
		{"１２", countNumeral.letters}, {"0x10", countNumeral.letters}, {"½", countNumeral.letters}, {"1_000", countNumeral.letters},
		{"1,5", faultFraction}, {"1.5", faultFraction}, {"1.000", faultFraction}, {"3,", faultFraction},
		{"12 34", faultGrouping}, {"1 2345", faultGrouping}, {"1234 567", faultGrouping},
		{"1 000 000 000", faultMany}, {"99999999999999999999", faultMany},
	} {
		if got, err := ReadCount(c.typed); err != c.want {
			t.Errorf("ReadCount(%q) = %d, %v, want %v", c.typed, got, err, c.want)
		}
	}
}

func TestFrenchCount(t *testing.T) {
	for _, c := range []struct {
		n    int64
		want string
	}{
		{0, "0"}, {999, "999"}, {1000, "1\u202f000"}, {12345, "12\u202f345"}, {1234567, "1\u202f234\u202f567"},
		{-999, "−999"}, {-1000, "−1\u202f000"},
		{math.MinInt64, "−9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808"},
	} {
		if got := FrenchCount(c.n); got != c.want {
			t.Errorf("FrenchCount(%d) = %q, want %q", c.n, got, c.want)
		}
	}
}

func TestPluralBeginsAtTwo(t *testing.T) {
	for _, c := range []struct {
		n    int64
		want string
	}{
		{0, "0 projet"}, {1, "1 projet"}, {2, "2 projets"}, {12, "12 projets"}, {1200, "1\u202f200 projets"}, {-1, "−1 projet"}, {-2, "−2 projets"},
	} {
		if got := Plural(c.n, "projet", "projets"); got != c.want {
			t.Errorf("Plural(%d) = %q, want %q", c.n, got, c.want)
		}
	}
}

func TestReadCountReadsWhatWeWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, maxCount).Draw(t, "n")
		if got, err := ReadCount(FrenchCount(n)); err != nil || got != n {
			t.Fatalf("ReadCount(%q) = %d, %v, want %d", FrenchCount(n), got, err, n)
		}
	})
}

func FuzzReadCount(f *testing.F) {
	for _, seed := range []string{"25", "1 234", "-3", "10^9", "1,5", "😀", "999 999 999", "1e9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		n, err := ReadCount(typed)
		checkRefusal(t, "ReadCount", typed, err)
		if n < 0 || n > maxCount {
			t.Errorf("ReadCount(%q) = %d, out of bounds", typed, n)
		}
	})
}
