package civil

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
	_ "time/tzdata" // Paris is known even where the machine has no time zones
)

// A Date is a day of the civil calendar in Paris, « date », without an hour.
// The zero Date is no date. Dates compare with ==, and go from the year 1000 to
// the year 9999 so that their text always has the same width.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

const (
	dateLayout = "2006-01-02"
	firstYear  = 1000
	lastYear   = 9999
	// More days than lie between the first and the last date.
	daysOfCalendar = 366 * (lastYear - firstYear + 1)
)

var paris = mustLocation("Europe/Paris")

func mustLocation(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic("civil: " + err.Error())
	}
	return loc
}

// NewDate is the given day, or the zero Date if the calendar has no such day:
// the 30th of February is not moved to March.
func NewDate(year int, month time.Month, day int) Date {
	d := Date{Year: year, Month: month, Day: day}
	if !d.valid() {
		return Date{}
	}
	return d
}

// ParseDate reads the text made by String. It refuses everything else, an empty
// text included; what people type is for ReadDate.
func ParseDate(iso string) (Date, error) {
	t, err := time.Parse(dateLayout, iso)
	if err != nil || t.Year() < firstYear {
		return Date{}, fmt.Errorf("civil: %q is not a date like 2009-09-30", iso)
	}
	return dateOf(t), nil
}

// MustDate is ParseDate for constants of the program and of its tests: it panics
// where ParseDate refuses.
func MustDate(iso string) Date {
	d, err := ParseDate(iso)
	if err != nil {
		panic(err)
	}
	return d
}

// dateOf keeps the day of t in t's own time zone.
func dateOf(t time.Time) Date { return NewDate(t.Date()) }

// utc is midnight UTC of the day: only to count days, all of 24 hours.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func (d Date) valid() bool {
	year, month, day := d.utc().Date()
	return d == Date{year, month, day} && year >= firstYear && year <= lastYear
}

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is the text kept in the database, 2009-09-30; "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Compare is -1, 0 or +1 as d is before, the same as, or after other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before tells whether d comes before other; no date comes before every date.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After tells whether d comes after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Add is the day that many days later, or earlier if days is negative. No date
// stays no date, and a day outside the years 1000 to 9999 is no date.
func (d Date) Add(days int) Date {
	if d.IsZero() || days > daysOfCalendar || days < -daysOfCalendar {
		return Date{}
	}
	return dateOf(d.utc().AddDate(0, 0, days))
}

// Sub is the number of days from other to d, negative if d is before other; 0 if
// either is no date.
func (d Date) Sub(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	const day = 24 * 60 * 60
	return int((d.utc().Unix() - other.utc().Unix()) / day)
}

// Weekday is the day of the week. It means nothing for no date.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Start is the first instant of the day in Paris, 0 h; the zero Instant for no
// date.
func (d Date) Start() Instant {
	if d.IsZero() {
		return Instant{}
	}
	return At(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, paris))
}

// End is the last microsecond of the day in Paris: what is due on the 30th may
// be done at 23:59:59 of the 30th. The day may last 23 or 25 hours. The zero
// Instant for no date.
func (d Date) End() Instant {
	if d.IsZero() {
		return Instant{}
	}
	return At(time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, paris).Add(-time.Microsecond))
}

// Value is the text of String, NULL for no date. It refuses a Date literal that
// the calendar does not have.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	if !d.valid() {
		return nil, fmt.Errorf("civil: no such day as %s", d)
	}
	return d.String(), nil
}

// Scan reads the text of String, and NULL as no date.
func (d *Date) Scan(src any) error { return scanText(d, src) }

// MarshalText is the text of String, "" for no date. It refuses what Value
// refuses.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.valid() {
		return nil, fmt.Errorf("civil: no such day as %s", d)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads the text of String, and "" as no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	read, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}
