package document

import (
	"errors"
	"fmt"
	"iter"
)

// Kind is what a column usually holds. It decides the alignment and the usual
// width; each cell still carries its own type, so that « non demandé » may
// stand in a column of amounts.
type Kind int

const (
	Text     Kind = iota // « texte »
	Count                // « nombre » entier
	Amount               // « montant », in cents of euro
	Date                 // « date », a civil day
	Duration             // « durée », in minutes
	Decimal              // « nombre » in hundredths: a mean
)

// A Column is one « colonne » of a table.
type Column struct {
	Title string
	Kind  Kind
	Width int // in characters; 0 is the usual width of the kind
}

// usualWidths is in characters, by Kind: a full date, a nine-digit amount.
var usualWidths = [...]int{Text: 30, Count: 10, Amount: 16, Date: 12, Duration: 10, Decimal: 10}

// maxWidth keeps one column from pushing all others off the page.
const maxWidth = 120

func (c Column) width() int {
	if c.Width <= 0 {
		return usualWidths[c.Kind]
	}
	return min(c.Width, maxWidth)
}

// alignsRight tells whether figures are to be lined up on their unit.
func (k Kind) alignsRight() bool { return k == Count || k == Amount || k == Duration || k == Decimal }

// A Table is all of a « tableau » but its rows, which are streamed.
type Table struct {
	Title   string
	Notes   []string // lines above the header: who printed it, filters, date
	Columns []Column
}

// Rows gives the rows of a table one by one. The writers stop at the first
// error and return it. A slice may be reused for the next row.
type Rows = iter.Seq2[[]Cell, error]

// All gives rows that are already in memory.
func All(rows [][]Cell) Rows {
	return func(yield func([]Cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// check refuses, before a byte is written, a table that no format can hold.
func (t Table) check() error {
	if len(t.Columns) == 0 {
		return errors.New("table without columns")
	}
	for i, c := range t.Columns {
		if c.Kind < Text || c.Kind > Decimal {
			return fmt.Errorf("column %d %q: unknown kind %d", i+1, c.Title, c.Kind)
		}
	}
	return nil
}

// checkRow refuses a row longer than its header, for a figure without a title
// would be read as another's, and a day the calendar does not have.
func (t Table) checkRow(row []Cell) error {
	if len(row) > len(t.Columns) {
		return fmt.Errorf("%d cells for %d columns", len(row), len(t.Columns))
	}
	for i, c := range row {
		if _, err := c.day.MarshalText(); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

// each writes every row of a table, and names the row that could not be.
func (t Table) each(rows Rows, write func(row []Cell) error) error {
	n := 0
	for row, err := range rows {
		n++
		if err == nil {
			err = t.checkRow(row)
		}
		if err == nil {
			err = write(row)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
	}
	return nil
}
