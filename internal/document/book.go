package document

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"preau/internal/civil"
)

// A Page is one « feuille » of a workbook: a table with its rows.
type Page struct {
	Table
	Rows Rows
}

// What both formats hold.
const (
	maxPages    = 250
	maxPageRows = 1_048_576 // with title, notes and header
	maxTabName  = 31        // characters
)

// check refuses, before a byte is written, a workbook that no format can hold.
func checkPages(pages []Page) error {
	if len(pages) == 0 || len(pages) > maxPages {
		return fmt.Errorf("workbook of %d pages, it holds 1 to %d", len(pages), maxPages)
	}
	for i, page := range pages {
		if err := page.Table.check(); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return nil
}

// above are the lines of text before the header, the title first.
func (t Table) above() []string {
	var lines []string
	for _, line := range append([]string{t.Title}, t.Notes...) {
		if line = civil.CleanLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// titled tells whether the first of the lines above is the title.
func (t Table) titled() bool { return civil.CleanLine(t.Title) != "" }

// eachRow gives the rows of a page with their numbers, counted from 1 as a
// spreadsheet does.
func (page Page) eachRow(write func(number int, row []Cell) error) error {
	number := len(page.above()) + 1
	return page.each(page.Rows, func(row []Cell) error {
		if number++; number > maxPageRows {
			return errors.New("more rows than a spreadsheet holds")
		}
		return write(number, row)
	})
}

// tabNames is what a spreadsheet allows on the tabs of a workbook, each once.
func tabNames(pages []Page) []string {
	names := make([]string, len(pages))
	taken := map[string]bool{}
	for i, page := range pages {
		title := page.Title
		if tabName(title, maxTabName) == "" {
			title = fmt.Sprintf("Feuille%d", i+1)
		}
		name := tabName(title, maxTabName)
		for n := 2; taken[civil.Fold(name)]; n++ {
			suffix := fmt.Sprintf(" (%d)", n)
			name = tabName(title, maxTabName-len(suffix)) + suffix
		}
		names[i], taken[civil.Fold(name)] = name, true
	}
	return names
}

func tabName(title string, most int) string {
	name := civil.CleanLine(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]*?:/\'`, r) {
			return ' '
		}
		return r
	}, title))
	if utf8.RuneCountInString(name) > most {
		name = civil.CleanLine(string([]rune(name)[:most]))
	}
	return name
}

// decimal is an amount in euros, or a number in hundredths, as both formats hold it.
func (c Cell) decimal() string {
	return strings.Replace(civil.Cents(c.number).Plain(), ",", ".", 1)
}

// clock is a duration in hours and minutes, as one of the formats wants it.
func (c Cell) clock(format string) string {
	if c.number < 0 {
		return "-" + fmt.Sprintf(format, -c.number/60, -c.number%60)
	}
	return fmt.Sprintf(format, c.number/60, c.number%60)
}
