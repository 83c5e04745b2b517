package civil

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestCentsInFrench(t *testing.T) {
	for _, c := range []struct {
		cents         Cents
		french, plain string
	}{
		{0, "0,00\u00a0€", "0,00"},
		{5, "0,05\u00a0€", "0,05"},
		{2756, "27,56\u00a0€", "27,56"},
		{123456, "1\u202f234,56\u00a0€", "1234,56"},
		{123450, "1\u202f234,50\u00a0€", "1234,50"},
		{-5, "−0,05\u00a0€", "-0,05"},
		{-123456, "−1\u202f234,56\u00a0€", "-1234,56"},
		{math.MinInt64, "−92\u202f233\u202f720\u202f368\u202f547\u202f758,08\u00a0€", "-92233720368547758,08"},
	} {
		if got := c.cents.French(); got != c.french {
			t.Errorf("Cents(%d).French() = %q, want %q", c.cents, got, c.french)
		}
		if got := c.cents.Plain(); got != c.plain {
			t.Errorf("Cents(%d).Plain() = %q, want %q", c.cents, got, c.plain)
		}
	}
}

func TestReadCents(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  Cents
	}{
		{"0", 0}, {"12", 1200}, {"1 234,5", 123450}, {"1 234,56 €", 123456}, {"1234.56", 123456}, {"1.234,56", 123456},
		{"1\u202f234,56\u00a0€", 123456}, {"1\u00a0234,56€", 123456}, {"1\u2009234", 123400}, {"1.234.567", 123456700}, {"1.234.567,8", 123456780},
		{"12 euros", 1200}, {"12 EUR", 1200}, {"0,05", 5}, {"0012,50", 1250}, {"1 234.56", 123456},
		{"90 000 000 000 000", maxCents}, {"90000000000000,00", maxCents},
	} {
		if got, err := ReadCents(c.typed); err != nil || got != c.want {
			t.Errorf("ReadCents(%q) = %d, %v, want %d", c.typed, got, err, c.want)
		}
	}
}

func TestReadCentsRefuses(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  Fault
	}{
		{"", centsNumeral.missing}, {"\u00a0", centsNumeral.missing}, {"€", centsNumeral.missing},
		{"-12", centsNumeral.negative}, {"−12,50 €", centsNumeral.negative}, {"- 1 234,56", centsNumeral.negative},
		{"1e9", centsNumeral.power}, {"1,5E3", centsNumeral.power}, {"10^9", centsNumeral.power}, {"10⁹ €", centsNumeral.power},
		{"douze", centsNumeral.letters}, {"12 k€", centsNumeral.letters}, {"€ 12", centsNumeral.letters}, {"$12", centsNumeral.letters},
		{"NaN", centsNumeral.letters}, {"12 💶", centsNumeral.letters}, {"+12", centsNumeral.letters}, {"12-", centsNumeral.letters},
		{"1,234", faultDecimals}, {"0.125", faultDecimals}, {"1234,567", faultDecimals}, {"1.234,567", faultDecimals},
		{"1.234", faultTwoWays}, {"123.456", faultTwoWays},
		{"12,", faultAmountForm}, {",5", faultAmountForm}, {"1,234.56", faultAmountForm}, {"1,2,3", faultAmountForm}, {"12 34", faultAmountForm},
		{"1 234,5 6", faultAmountForm}, {"1.23.456", faultAmountForm}, {".", faultAmountForm},
		{"90 000 000 000 000,01", faultMuchMoney}, {"99999999999999999999", faultMuchMoney}, {"90000000000001", faultMuchMoney},
	} {
		if got, err := ReadCents(c.typed); err != c.want {
			t.Errorf("ReadCents(%q) = %d, %v, want %v", c.typed, got, err, c.want)
		}
	}
}

func TestReadCentsReadsWhatWeWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Cents(rapid.Int64Range(0, maxCents).Draw(t, "cents"))
		for _, text := range []string{c.Plain(), c.French()} {
			if got, err := ReadCents(text); err != nil || got != c {
				t.Fatalf("ReadCents(%q) = %d, %v, want %d", text, got, err, c)
			}
		}
	})
}

func FuzzReadCents(f *testing.F) {
	for _, seed := range []string{"1 234,5", "1 234,56 €", "1234.56", "1.234,56", "1.234", "-1", "1e9", "😀", "90000000000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := ReadCents(typed)
		checkRefusal(t, "ReadCents", typed, err)
		if c < 0 || c > maxCents {
			t.Errorf("ReadCents(%q) = %d, out of bounds", typed, c)
		}
		if got, again := ReadCents(c.Plain()); err == nil && (again != nil || got != c) {
			t.Errorf("ReadCents(%q) = %d, but its Plain %q reads %d, %v", typed, c, c.Plain(), got, again)
		}
	})
}
