package civil

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"
)

// An Instant is a point in time, « instant », kept in UTC to the microsecond and
// read in the time of Paris. The zero Instant is no instant. Instants compare
// with ==, and their texts sort as they do.
type Instant struct {
	t time.Time // UTC, whole microseconds, no monotonic clock
}

const instantLayout = "2006-01-02T15:04:05.000000Z"

// At is the instant of t, cut to the microsecond. It is the zero Instant if t is
// zero or if its day in Paris is no [Date].
func At(t time.Time) Instant {
	t = t.UTC().Truncate(time.Microsecond)
	if dateOf(t.In(paris)).IsZero() {
		return Instant{}
	}
	return Instant{t}
}

// Paris is the instant of that clock time in Paris, or the zero Instant if the
// calendar has no such day or the clock no such time. In the hour skipped in
// March it is an hour off, and in the hour played twice in October it is one of
// the two: nothing falls due at night.
func Paris(year int, month time.Month, day, hour, minute, second int) Instant {
	onTheClock := hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60
	if !onTheClock || NewDate(year, month, day).IsZero() {
		return Instant{}
	}
	return At(time.Date(year, month, day, hour, minute, second, 0, paris))
}

// ParseInstant reads the text made by String, or any other instant of RFC 3339
// (2009-09-30T16:30:00+02:00), cut to the microsecond. It refuses everything
// else, an empty text included.
func ParseInstant(text string) (Instant, error) {
	var t time.Time
	err := t.UnmarshalText([]byte(text))
	i := At(t)
	if err != nil || i.IsZero() {
		return Instant{}, fmt.Errorf("civil: %q is not an instant like 2009-09-30T14:30:00.000000Z", text)
	}
	return i, nil
}

// Time is the instant in UTC.
func (i Instant) Time() time.Time { return i.t }

// IsZero tells whether there is no instant.
func (i Instant) IsZero() bool { return i.t.IsZero() }

// Date is the day of the instant in Paris; no date for the zero Instant.
func (i Instant) Date() Date {
	if i.IsZero() {
		return Date{}
	}
	return dateOf(i.t.In(paris))
}

// Clock is the time of day in Paris, « 16 h 30 », « 8 h 05 », « 16 h »; "" for
// the zero Instant.
func (i Instant) Clock() string {
	if i.IsZero() {
		return ""
	}
	hour, minute, _ := i.t.In(paris).Clock()
	return hoursAndMinutes(strconv.Itoa(hour), minute)
}

// French is the instant as it is read, in Paris, « 30 septembre 2009 à 16 h 30 »;
// "" for the zero Instant.
func (i Instant) French() string {
	if i.IsZero() {
		return ""
	}
	return i.Date().French() + " à " + i.Clock()
}

// String is the text kept in the database, in UTC and always of the same width,
// 2009-09-30T14:30:00.000000Z; "" for the zero Instant.
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.t.Format(instantLayout)
}

// Compare is -1, 0 or +1 as i is before, the same as, or after other.
func (i Instant) Compare(other Instant) int { return i.t.Compare(other.t) }

// Equal is ==, for go-cmp, which does not look into the type.
func (i Instant) Equal(other Instant) bool { return i == other }

// Before tells whether i comes before other; no instant comes before every one.
func (i Instant) Before(other Instant) bool { return i.t.Before(other.t) }

// After tells whether i comes after other.
func (i Instant) After(other Instant) bool { return i.t.After(other.t) }

// Add is the instant that much later, cut to the microsecond. No instant stays
// no instant.
func (i Instant) Add(d time.Duration) Instant {
	if i.IsZero() {
		return i
	}
	return At(i.t.Add(d))
}

// Sub is the time from other to i, cut to what a Duration holds (292 years); 0
// if either is no instant.
func (i Instant) Sub(other Instant) time.Duration {
	if i.IsZero() || other.IsZero() {
		return 0
	}
	return i.t.Sub(other.t)
}

// Value is the text of String, NULL for the zero Instant.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.String(), nil
}

// Scan reads the text of String, and NULL as no instant.
func (i *Instant) Scan(src any) error { return scanText(i, src) }

// MarshalText is the text of String, "" for the zero Instant.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what ParseInstant reads, and "" as no instant.
func (i *Instant) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*i = Instant{}
		return nil
	}
	read, err := ParseInstant(string(text))
	if err != nil {
		return err
	}
	*i = read
	return nil
}
