package civil

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyDate draws any day of the calendar.
func anyDate() *rapid.Generator[Date] {
	first, last := MustDate("1000-01-01"), MustDate("9999-12-31")
	return rapid.Custom(func(t *rapid.T) Date { return first.Add(rapid.IntRange(0, last.Sub(first)).Draw(t, "days")) })
}

func TestNewDateNeverMovesADay(t *testing.T) {
	for _, c := range []struct {
		year, month, day int
		want             string
	}{
		{2009, 9, 30, "2009-09-30"},
		{2008, 2, 29, "2008-02-29"},
		{2009, 2, 29, ""},
		{2009, 9, 31, ""},
		{2009, 13, 1, ""},
		{2009, 0, 1, ""},
		{2009, 1, 0, ""},
		{999, 12, 31, ""},
		{10000, 1, 1, ""},
	} {
		got := NewDate(c.year, time.Month(c.month), c.day).String()
		if got != c.want {
			t.Errorf("NewDate(%d, %d, %d) = %q, want %q", c.year, c.month, c.day, got, c.want)
		}
	}
}

func TestParseDateRefusesWhatStringDoesNotWrite(t *testing.T) {
	for _, text := range []string{"", "2009-9-30", "2009-02-30", "30/09/2009", "2009-09-30T00:00:00Z", "0999-01-01", " 2009-09-30"} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", text, d)
		}
	}
}

func TestMustDatePanicsOnNoDate(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("MustDate(\"soon\") returned, want a panic")
		}
	}()
	MustDate("soon")
}

func TestDateInFrench(t *testing.T) {
	for _, c := range []struct{ iso, french, long string }{
		{"2009-09-30", "30 septembre 2009", "mercredi 30 septembre 2009"},
		{"2009-10-01", "1er octobre 2009", "jeudi 1er octobre 2009"},
		{"2010-02-28", "28 février 2010", "dimanche 28 février 2010"},
		{"2010-08-21", "21 août 2010", "samedi 21 août 2010"},
	} {
		d := MustDate(c.iso)
		if got := d.French(); got != c.french {
			t.Errorf("%s.French() = %q, want %q", c.iso, got, c.french)
		}
		if got := d.FrenchLong(); got != c.long {
			t.Errorf("%s.FrenchLong() = %q, want %q", c.iso, got, c.long)
		}
	}
}

func TestNoDateStaysSilent(t *testing.T) {
	var none Date
	if got := none.String() + none.French() + none.FrenchLong(); got != "" {
		t.Errorf("no date reads %q, want nothing", got)
	}
	if !none.IsZero() || !none.Start().IsZero() || !none.End().IsZero() || !none.Add(1).IsZero() {
		t.Error("no date starts, ends or moves, want nothing")
	}
	if got := none.Sub(MustDate("2009-09-30")); got != 0 {
		t.Errorf("Date{}.Sub = %d, want 0", got)
	}
	if day := MustDate("1000-01-01"); !none.Before(day) || none.After(day) {
		t.Error("no date is not before the first date")
	}
}

func TestDateAddAndSub(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
	}{
		{"2009-09-30", 1, "2009-10-01"},
		{"2009-10-24", 2, "2009-10-26"}, // a day of 25 hours between
		{"2010-03-27", 2, "2010-03-29"}, // a day of 23 hours between
		{"2008-02-28", 1, "2008-02-29"},
		{"2010-01-01", -1, "2009-12-31"},
		{"9999-12-31", 1, ""},
		{"1000-01-01", -1, ""},
		{"2009-09-30", int(^uint(0) >> 1), ""},
		{"2009-09-30", -int(^uint(0)>>1) - 1, ""},
	} {
		got := MustDate(c.from).Add(c.days)
		if got.String() != c.want {
			t.Errorf("%s.Add(%d) = %q, want %q", c.from, c.days, got, c.want)
		}
		if back := got.Sub(MustDate(c.from)); c.want != "" && back != c.days {
			t.Errorf("%s.Sub(%s) = %d, want %d", got, c.from, back, c.days)
		}
	}
}

func TestDayInParisStartsAndEnds(t *testing.T) {
	for _, c := range []struct {
		day, start, end string
		lasts           time.Duration
	}{
		{"2009-09-30", "2009-09-29T22:00:00.000000Z", "2009-09-30T21:59:59.999999Z", 24 * time.Hour},
		{"2009-10-25", "2009-10-24T22:00:00.000000Z", "2009-10-25T22:59:59.999999Z", 25 * time.Hour},
		{"2009-12-31", "2009-12-30T23:00:00.000000Z", "2009-12-31T22:59:59.999999Z", 24 * time.Hour},
		{"2010-03-28", "2010-03-27T23:00:00.000000Z", "2010-03-28T21:59:59.999999Z", 23 * time.Hour},
	} {
		d := MustDate(c.day)
		if got := d.Start().String(); got != c.start {
			t.Errorf("%s.Start() = %s, want %s", d, got, c.start)
		}
		if got := d.End().String(); got != c.end {
			t.Errorf("%s.End() = %s, want %s", d, got, c.end)
		}
		if got := d.End().Sub(d.Start()) + time.Microsecond; got != c.lasts {
			t.Errorf("%s lasts %s, want %s", d, got, c.lasts)
		}
	}
}

func TestDeadlineOfADayIncludesItsLastSecond(t *testing.T) {
	end := MustDate("2009-09-30").End()
	if last := Paris(2009, time.September, 30, 23, 59, 59); last.After(end) {
		t.Errorf("%s is after the end of the day, %s", last, end)
	}
	if next := Paris(2009, time.October, 1, 0, 0, 0); !next.After(end) {
		t.Errorf("%s is not after the end of the day, %s", next, end)
	}
}

func TestDateRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		if got, err := ParseDate(d.String()); err != nil || got != d {
			t.Fatalf("ParseDate(%q) = %v, %v, want the same", d.String(), got, err)
		}
		if d.Start().Date() != d || d.End().Date() != d {
			t.Fatalf("%s starts on %s and ends on %s", d, d.Start().Date(), d.End().Date())
		}
		if got, want := d.End().Add(time.Microsecond), d.Add(1).Start(); got != want {
			t.Fatalf("%s ends just before %s, want %s", d, got, want)
		}
	})
}

func TestDateOrderIsThatOfItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		if got, want := a.Before(b), a.String() < b.String(); got != want {
			t.Fatalf("%s.Before(%s) = %v, want %v", a, b, got, want)
		}
		if got := b.Add(a.Sub(b)); got != a {
			t.Fatalf("%s.Add(%d) = %s, want %s", b, a.Sub(b), got, a)
		}
	})
}

func TestDateInTheDatabase(t *testing.T) {
	d := MustDate("2009-09-30")
	if got, err := d.Value(); err != nil || got != "2009-09-30" {
		t.Errorf("Value() = %v, %v, want 2009-09-30", got, err)
	}
	if got, err := (Date{}).Value(); err != nil || got != nil {
		t.Errorf("Date{}.Value() = %v, %v, want NULL", got, err)
	}
	if got, err := (Date{2009, time.February, 30}).Value(); err == nil {
		t.Errorf("Value() of 30 February = %v, want an error", got)
	}
	for _, src := range []any{"2009-09-30", []byte("2009-09-30")} {
		var got Date
		if err := got.Scan(src); err != nil || got != d {
			t.Errorf("Scan(%T) = %v, %v, want %v", src, got, err, d)
		}
	}
	got := d
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("Scan(nil) = %v, %v, want no date", got, err)
	}
	for _, src := range []any{"", []byte{}, "30/09/2009", 20090930, time.Now()} {
		if err := got.Scan(src); err == nil {
			t.Errorf("Scan(%#v) = %v, want an error", src, got)
		}
	}
}

func TestDateInJSON(t *testing.T) {
	type answer struct{ Due, Sent Date }
	want := answer{Due: MustDate("2009-09-30")}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"Due":"2009-09-30","Sent":""}` {
		t.Fatalf("Marshal(%v) = %s, %v", want, text, err)
	}
	var got answer
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("Unmarshal(%s) = %v, %v, want %v", text, got, err, want)
	}
	if text, err := json.Marshal(Date{2009, time.February, 30}); err == nil {
		t.Errorf("Marshal of 30 February = %s, want an error", text)
	}
}
