package civil

import (
	"testing"

	"pgregory.net/rapid"
)

func TestMinutesInFrench(t *testing.T) {
	for _, c := range []struct {
		minutes Minutes
		want    string
	}{
		{0, "0\u00a0h"}, {45, "45\u00a0min"}, {60, "1\u00a0h"}, {65, "1\u00a0h\u00a005"}, {90, "1\u00a0h\u00a030"},
		{7200, "120\u00a0h"}, {75000, "1\u202f250\u00a0h"}, {-30, "−30\u00a0min"}, {-90, "−1\u00a0h\u00a030"},
	} {
		if got := c.minutes.French(); got != c.want {
			t.Errorf("Minutes(%d).French() = %q, want %q", c.minutes, got, c.want)
		}
	}
}

func TestReadMinutes(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  Minutes
	}{
		{"2 h", 120}, {"2h", 120}, {"2H30", 150}, {"2h30", 150}, {"2 h 30 min", 150}, {"2\u00a0h\u00a005", 125}, {"2 h 5", 125}, {"2:30", 150},
		{"2 heures 30", 150}, {"1 heure", 60}, {"2,5", 150}, {"2.5", 150}, {"2,25 h", 135}, {"2", 120}, {"120", 7200}, {"0", 0},
		{"90 min", 90}, {"90 mn", 90}, {"90 minutes", 90}, {"45min.", 45}, {"1 250 h", 75000}, {"1 200 min", 1200}, {"99 999 h", 5999940},
	} {
		if got, err := ReadMinutes(c.typed); err != nil || got != c.want {
			t.Errorf("ReadMinutes(%q) = %d, %v, want %d", c.typed, got, err, c.want)
		}
	}
}

func TestReadMinutesRefuses(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  Fault
	}{
		{"", minutesNumeral.missing}, {"-2 h", minutesNumeral.negative}, {"10^2", minutesNumeral.power}, {"1e3 h", minutesNumeral.power},
		{"deux heures", NotADuration}, {"2 jours", NotADuration}, {"🎉", NotADuration}, {"2h30h", NotADuration}, {"2,555", NotADuration},
		{"2,5 min", NotADuration}, {",5", NotADuration}, {"2h60", faultSixty}, {"2:75", faultSixty}, {"1,33", faultSeconds},
		{"12 34 h", faultGrouping}, {"12 34", NotADuration}, {"100 000 h", faultLongHours}, {"99 999 h 01", faultLongHours}, {"99999999999 h", faultLongHours},
	} {
		if got, err := ReadMinutes(c.typed); err != c.want {
			t.Errorf("ReadMinutes(%q) = %d, %v, want %v", c.typed, got, err, c.want)
		}
	}
}

func TestReadMinutesReadsWhatWeWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Minutes(rapid.IntRange(0, maxHours*60).Draw(t, "minutes"))
		if got, err := ReadMinutes(m.French()); err != nil || got != m {
			t.Fatalf("ReadMinutes(%q) = %d, %v, want %d", m.French(), got, err, m)
		}
	})
}

func FuzzReadMinutes(f *testing.F) {
	for _, seed := range []string{"2 h", "2h30", "2,5", "90 min", "2:30", "-1", "1,33", "😀", "99999999999 h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		m, err := ReadMinutes(typed)
		checkRefusal(t, "ReadMinutes", typed, err)
		if m < 0 || m > maxHours*60 {
			t.Errorf("ReadMinutes(%q) = %d, out of bounds", typed, m)
		}
		if got, again := ReadMinutes(m.French()); err == nil && (again != nil || got != m) {
			t.Errorf("ReadMinutes(%q) = %d, but its French %q reads %d, %v", typed, m, m.French(), got, again)
		}
	})
}
