package document

import (
	"fmt"

	"preau/internal/civil"
)

// A Cell is one typed « cellule ». Its zero value is blank.
type Cell struct {
	kind   Kind
	filled bool
	text   string
	number int64 // a count, cents, hundredths, or minutes
	day    civil.Date
}

// Blank is a cell nobody filled in: neither 0 nor « Non ».
var Blank Cell

// TextCell holds a text, cleaned by [civil.CleanText]; an empty one is blank.
// Its lines stay lines.
func TextCell(s string) Cell {
	s = civil.CleanText(s)
	return Cell{kind: Text, filled: s != "", text: s}
}

// CountCell holds a whole number; 0 is a figure, not a blank.
func CountCell(n int64) Cell { return Cell{kind: Count, filled: true, number: n} }

// AmountCell holds an amount of money; 0 € is a figure, not a blank.
func AmountCell(c civil.Cents) Cell { return Cell{kind: Amount, filled: true, number: int64(c)} }

// DateCell holds a civil day; no date is blank. The writers refuse a day that
// the calendar does not have.
func DateCell(d civil.Date) Cell { return Cell{kind: Date, filled: !d.IsZero(), day: d} }

// DurationCell holds a duration; 0 h is a figure, not a blank.
func DurationCell(m civil.Minutes) Cell {
	return Cell{kind: Duration, filled: true, number: int64(m)}
}

// DecimalCell holds a number in hundredths; 0 is a figure, not a blank.
func DecimalCell(hundredths int64) Cell {
	return Cell{kind: Decimal, filled: true, number: hundredths}
}

// String is the cell as it is read on paper, « 1 234,56 € », 28/07/2009; "" when
// it is blank.
func (c Cell) String() string {
	if !c.filled {
		return ""
	}
	switch c.kind {
	case Count:
		return civil.FrenchCount(c.number)
	case Decimal:
		return civil.Cents(c.number).Plain()
	case Amount:
		return civil.Cents(c.number).French()
	case Duration:
		return civil.Minutes(c.number).French()
	case Date:
		return fmt.Sprintf("%02d/%02d/%04d", c.day.Day, int(c.day.Month), c.day.Year)
	}
	return c.text
}
