package civil

import "time"

// A Moment is when something is done, told twice. Happened is the programme's
// time, by which deadlines are judged: in an example database it is a day of
// 2009. Recorded is the machine's. Elsewhere the two are the same.
type Moment struct {
	Happened Instant
	Recorded Instant
}

// Today is the civil day, in Paris, on which the moment happened.
func (m Moment) Today() Date { return m.Happened.Date() }

// On is what clocks in Paris show at this instant, on another day. A day or an
// instant that is none gives none.
func (i Instant) On(d Date) Instant {
	if d.IsZero() || i.IsZero() {
		return Instant{}
	}
	t := i.Time().In(paris)
	return At(time.Date(d.Year, d.Month, d.Day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), paris))
}
