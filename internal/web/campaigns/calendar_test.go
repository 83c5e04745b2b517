package campaigns

import (
	"strings"
	"testing"
)

// A line that cannot be read is told by its number; the rest is bounded.
func TestReadHolidays(t *testing.T) {
	const good = "Noël ; 19/12/2009 ; 3/1/2010\n"
	for _, test := range []struct {
		typed string
		want  int
		fault string
	}{
		{"", 0, ""},
		{good + "\n  Hiver; 13 février 2010;28/2/2010", 2, ""},
		{good + "Hiver, 13/2/2010", 0, "Ligne 2"},
		{good + "Hiver ; 31/2/2010 ; 28/2/2010", 0, "Ligne 2"},
		{strings.Repeat("é", maxHolidayName) + " ; 19/12/2009 ; 3/1/2010", 1, ""},
		{strings.Repeat("é", maxHolidayName+1) + " ; 19/12/2009 ; 3/1/2010", 0, "un nom de vacances a 100 caractères au plus"},
		{strings.Repeat(good, 51), 0, "cinquante lignes"},
	} {
		all, fault := readHolidays(test.typed)
		if len(all) != test.want || test.fault == "" && fault != "" || !strings.Contains(fault, test.fault) {
			t.Errorf("readHolidays(%.60q) = %d holidays, %q, want %d, %q", test.typed, len(all), fault, test.want, test.fault)
		}
	}
}
