package civil

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestReadDate(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"30/09/2009", "2009-09-30"},
		{"30-09-2009", "2009-09-30"},
		{"30.9.2009", "2009-09-30"},
		{"30/9/09", "2009-09-30"},
		{"30 09 2009", "2009-09-30"},
		{"2009-09-30", "2009-09-30"},
		{"2009/09/30", "2009-09-30"},
		{"30 septembre 2009", "2009-09-30"},
		{"  30\u00a0SEPTEMBRE\u202f2009 ", "2009-09-30"},
		{"1er sept. 2009", "2009-09-01"},
		{"1ᵉʳ sept. 2009", "2009-09-01"},
		{"1 sept 2009", "2009-09-01"},
		{"21 aout 2010", "2010-08-21"},
		{"21 AOÛT 2010", "2010-08-21"},
		{"21 aou\u0302t 2010", "2010-08-21"},
		{"3 févr. 10", "2010-02-03"},
		{"3 déc. 2009", "2009-12-03"},
		{"3 juil. 2009", "2009-07-03"},
		{"mercredi 30 septembre 2009", "2009-09-30"},
		{"Mercredi, 30/09/2009", "2009-09-30"},
		{"\u200e30/09/2009\u200e", "2009-09-30"},
		{"29/02/2008", "2008-02-29"},
	} {
		got, err := ReadDate(c.typed)
		if err != nil || got.String() != c.want {
			t.Errorf("ReadDate(%q) = %q, %v, want %s", c.typed, got, err, c.want)
		}
	}
}

func TestReadDateRefuses(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  Fault
	}{
		{"", faultNoDate},
		{" \u200b\t", faultNoDate},
		{"demain", faultDateForm},
		{"ͺ", faultDateForm},
		{"mercredi", faultDateForm},
		{"30/09", faultDateForm},
		{"30/09/2009/1", faultDateForm},
		{"30092009", faultDateForm},
		{"30/09/209", faultDateForm},
		{"30/09/20009", faultDateForm},
		{"-30/09/2009", faultDateForm},
		{"30/09/2009 🎉", faultDateForm},
		{"30/09/2009 ?", faultDateForm},
		{"3 jui 2009", faultDateForm},
		{"3 ma 2009", faultDateForm},
		{"1e9/09/2009", faultDateForm},
		{"2er mars 2009", faultDateForm},
		{"٣٠/٠٩/٢٠٠٩", faultDateForm},
		{"31/09/2009", faultNoDay},
		{"29/02/2009", faultNoDay},
		{"0/09/2009", faultNoDay},
		{"09/30/2009", faultNoDay},
		{"30/09/1809", faultYear},
		{"2909-09-30", faultYear},
		{"mardi 30 septembre 2009", "Le 30 septembre 2009 est un mercredi."},
	} {
		if got, err := ReadDate(c.typed); err != c.want {
			t.Errorf("ReadDate(%q) = %q, %v, want %v", c.typed, got, err, c.want)
		}
	}
}

func TestReadDateReadsWhatWeWrite(t *testing.T) {
	first, last := MustDate("1900-01-01"), MustDate("2199-12-31")
	rapid.Check(t, func(t *rapid.T) {
		d := first.Add(rapid.IntRange(0, last.Sub(first)).Draw(t, "days"))
		for _, text := range []string{d.String(), d.French(), d.FrenchLong(), strings.ToUpper(d.FrenchLong())} {
			if got, err := ReadDate(text); err != nil || got != d {
				t.Fatalf("ReadDate(%q) = %v, %v, want %v", text, got, err, d)
			}
		}
	})
}

func FuzzReadDate(f *testing.F) {
	for _, seed := range []string{"30/09/2009", "1er sept. 2009", "2009-09-30", "mercredi 30 septembre 2009", "31/02/2009", "😀"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		d, err := ReadDate(typed)
		checkRefusal(t, "ReadDate", typed, err)
		if err != nil {
			return
		}
		if got, err := ReadDate(d.French()); err != nil || got != d {
			t.Errorf("ReadDate(%q) = %v, but its French %q reads %v, %v", typed, d, d.French(), got, err)
		}
	})
}
