package document

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"preau/internal/civil"
)

// byteOrderMark tells the spreadsheets of Windows that the file is UTF-8.
const byteOrderMark = "\uFEFF"

// WriteCSV writes a table as French offices open it: UTF-8 with its mark,
// semicolons, CRLF, decimal commas, dates as 28/07/2009, durations as 120:30. The first line is the
// header: title and notes are left out, so that the file can be read back by a
// program. It returns the first error of rows, of the table or of w.
func WriteCSV(w io.Writer, page Page) error {
	if err := writeCSV(w, page.Table, page.Rows); err != nil {
		return fmt.Errorf("document: csv: %w", err)
	}
	return nil
}

func writeCSV(w io.Writer, t Table, rows Rows) error {
	if err := t.check(); err != nil {
		return err
	}
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = disarm(civil.CleanLine(c.Title))
	}
	if err := out.Write(record); err != nil {
		return err
	}
	err := t.each(rows, func(row []Cell) error {
		clear(record)
		for i, c := range row {
			record[i] = c.csv()
		}
		return out.Write(record)
	})
	out.Flush()
	if err != nil {
		return err
	}
	return out.Error()
}

// csv is the cell as a spreadsheet set to French reads it back: no thousands
// separator and no unit, or it would be a text.
func (c Cell) csv() string {
	switch {
	case !c.filled:
		return ""
	case c.kind == Count:
		return strconv.FormatInt(c.number, 10)
	case c.kind == Amount, c.kind == Decimal:
		return civil.Cents(c.number).Plain()
	case c.kind == Duration:
		return c.clock("%d:%02d")
	case c.kind == Date:
		return c.String()
	}
	return disarm(c.text)
}

// disarm puts an apostrophe before a text that a spreadsheet would run as a
// formula (OWASP, CSV injection), in ASCII or in full width. Numbers are typed
// and need none: -5 stays -5.
func disarm(text string) string {
	if strings.IndexAny(text, "=+-@＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}
