package civil

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyInstant draws instants from 1900 to 2200.
func anyInstant() *rapid.Generator[Instant] {
	first, last := MustDate("1900-01-01").Start(), MustDate("2199-12-31").End()
	return rapid.Custom(func(t *rapid.T) Instant {
		return At(time.UnixMicro(rapid.Int64Range(first.Time().UnixMicro(), last.Time().UnixMicro()).Draw(t, "µs")))
	})
}

func TestInstantIsReadInParis(t *testing.T) {
	for _, c := range []struct{ text, date, clock, french string }{
		{"2009-09-30T14:30:00.000000Z", "2009-09-30", "16\u00a0h\u00a030", "30 septembre 2009 à 16\u00a0h\u00a030"},
		{"2009-09-30T22:00:00.000000Z", "2009-10-01", "0\u00a0h", "1er octobre 2009 à 0\u00a0h"},
		{"2010-01-15T07:05:59.999999Z", "2010-01-15", "8\u00a0h\u00a005", "15 janvier 2010 à 8\u00a0h\u00a005"},
		{"2009-12-31T23:30:00.000000Z", "2010-01-01", "0\u00a0h\u00a030", "1er janvier 2010 à 0\u00a0h\u00a030"},
	} {
		i, err := ParseInstant(c.text)
		if err != nil || i.String() != c.text {
			t.Fatalf("ParseInstant(%q) = %v, %v, want the same", c.text, i, err)
		}
		if got := i.Date().String(); got != c.date {
			t.Errorf("%s.Date() = %s, want %s", i, got, c.date)
		}
		if got := i.Clock(); got != c.clock {
			t.Errorf("%s.Clock() = %q, want %q", i, got, c.clock)
		}
		if got := i.French(); got != c.french {
			t.Errorf("%s.French() = %q, want %q", i, got, c.french)
		}
	}
}

func TestParisFollowsTheClockOfTheYear(t *testing.T) {
	for _, c := range []struct {
		month           time.Month
		day, hour, mins int
		want            string
	}{
		{time.September, 30, 16, 30, "2009-09-30T14:30:00.000000Z"},
		{time.October, 25, 1, 59, "2009-10-24T23:59:00.000000Z"},
		{time.October, 25, 3, 0, "2009-10-25T02:00:00.000000Z"},
		{time.December, 1, 16, 30, "2009-12-01T15:30:00.000000Z"},
		{time.September, 31, 0, 0, ""},
		{time.September, 30, 24, 0, ""},
		{time.September, 30, 0, 60, ""},
		{time.September, 30, -1, 0, ""},
	} {
		if got := Paris(2009, c.month, c.day, c.hour, c.mins, 0).String(); got != c.want {
			t.Errorf("Paris(2009, %d, %d, %d, %d, 0) = %q, want %q", c.month, c.day, c.hour, c.mins, got, c.want)
		}
	}
}

func TestParseInstantReadsAnyOffset(t *testing.T) {
	for _, text := range []string{"2009-09-30T16:30:00+02:00", "2009-09-30T14:30:00Z", "2009-09-30T14:30:00.0000009Z"} {
		got, err := ParseInstant(text)
		if want := Paris(2009, time.September, 30, 16, 30, 0); err != nil || got != want {
			t.Errorf("ParseInstant(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestParseInstantRefuses(t *testing.T) {
	for _, text := range []string{"", "2009-09-30", "2009-09-30T14:30:00", "2009-09-30 14:30:00Z", "2009-02-30T14:30:00Z", "0001-01-01T00:00:00Z"} {
		if got, err := ParseInstant(text); err == nil {
			t.Errorf("ParseInstant(%q) = %v, want an error", text, got)
		}
	}
}

func TestNoInstantStaysSilent(t *testing.T) {
	var none Instant
	if got := none.String() + none.Clock() + none.French(); got != "" {
		t.Errorf("no instant reads %q, want nothing", got)
	}
	if !none.Date().IsZero() || !none.Add(time.Hour).IsZero() || none.Sub(MustDate("2009-09-30").End()) != 0 {
		t.Error("no instant has a day or moves, want nothing")
	}
	if !At(time.Time{}).IsZero() || !At(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		t.Error("At keeps what has no date, want no instant")
	}
	if !none.Before(MustDate("1000-01-01").Start()) {
		t.Error("no instant is not before the first one")
	}
}

func TestAtForgetsZoneAndMonotonicClock(t *testing.T) {
	now := time.Now()
	got, want := At(now), At(now.In(time.FixedZone("", 3600)))
	if got != want || !cmp.Equal(got, want) {
		t.Errorf("At of one time in two zones = %#v, want %#v", got, want)
	}
	if parsed, err := ParseInstant(got.String()); err != nil || parsed != got {
		t.Errorf("ParseInstant(%q) = %#v, %v, want %#v", got.String(), parsed, err, got)
	}
}

func TestInstantRoundTripsAndSortsAsItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyInstant().Draw(t, "a"), anyInstant().Draw(t, "b")
		if got, err := ParseInstant(a.String()); err != nil || got != a {
			t.Fatalf("ParseInstant(%q) = %v, %v, want the same", a.String(), got, err)
		}
		if len(a.String()) != len(b.String()) {
			t.Fatalf("%s and %s are not of the same width", a, b)
		}
		if got, want := a.Before(b), a.String() < b.String(); got != want || b.After(a) != want {
			t.Fatalf("%s.Before(%s) = %v, want %v", a, b, got, want)
		}
		if got, want := a.Compare(b), strings.Compare(a.String(), b.String()); got != want {
			t.Fatalf("%s.Compare(%s) = %d, want %d", a, b, got, want)
		}
		if a.Before(a.Date().Start()) || a.After(a.Date().End()) {
			t.Fatalf("%s is outside its day %s", a, a.Date())
		}
		if got := a.Add(b.Sub(a)); b.Sub(a).Abs() < 1<<62 && got != b {
			t.Fatalf("%s.Add(%s) = %s, want %s", a, b.Sub(a), got, b)
		}
	})
}

func TestInstantInTheDatabase(t *testing.T) {
	i := Paris(2009, time.September, 30, 16, 30, 0)
	if got, err := i.Value(); err != nil || got != "2009-09-30T14:30:00.000000Z" {
		t.Errorf("Value() = %v, %v", got, err)
	}
	if got, err := (Instant{}).Value(); err != nil || got != nil {
		t.Errorf("Instant{}.Value() = %v, %v, want NULL", got, err)
	}
	var got Instant
	if err := got.Scan("2009-09-30T14:30:00.000000Z"); err != nil || got != i {
		t.Errorf("Scan = %v, %v, want %v", got, err, i)
	}
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("Scan(nil) = %v, %v, want no instant", got, err)
	}
	for _, src := range []any{"", "2009-09-30", int64(0), time.Now()} {
		if err := got.Scan(src); err == nil {
			t.Errorf("Scan(%#v) = %v, want an error", src, got)
		}
	}
}

func TestInstantInJSON(t *testing.T) {
	type answer struct{ Sent, Read Instant }
	want := answer{Sent: Paris(2009, time.September, 30, 16, 30, 0)}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"Sent":"2009-09-30T14:30:00.000000Z","Read":""}` {
		t.Fatalf("Marshal(%v) = %s, %v", want, text, err)
	}
	var got answer
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("Unmarshal(%s) = %v, %v, want %v", text, got, err, want)
	}
}

func TestMomentIsOnTheDayItHappened(t *testing.T) {
	m := Moment{Happened: Paris(2009, time.October, 1, 0, 30, 0), Recorded: Paris(2026, time.May, 4, 9, 0, 0)}
	if got, want := m.Today(), MustDate("2009-10-01"); got != want {
		t.Errorf("Today() = %s, want %s", got, want)
	}
}

// What is read as an instant is written back as itself, and nothing stops the program.
func FuzzParseInstant(f *testing.F) {
	for _, text := range []string{"2009-09-30T14:30:00.000000Z", "2009-09-30T16:30:00+02:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999-23:59", "2009-02-30T00:00:00Z", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		i, err := ParseInstant(text)
		if (err == nil) == i.IsZero() {
			t.Fatalf("ParseInstant(%q) = %v, %v", text, i, err)
		}
		if err != nil {
			return
		}
		if again, err := ParseInstant(i.String()); err != nil || again != i || len(i.String()) != len(instantLayout) {
			t.Errorf("ParseInstant(%q) = %v, read back as %v, %v", text, i, again, err)
		}
	})
}
