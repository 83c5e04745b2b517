package document

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// An odsSheet is the sheet being read. Blank cells and rows are only counted
// until a filled one follows: many sheets end with a million blank rows
// said in one element.
type odsSheet struct {
	xml   *xml.Decoder
	depth int
	cells int // spent of maxODSCells
	rows  [][]string
	blank int // rows not yet added
}

// next gives the next start or end of an element, or text; it bounds the depth.
func (s *odsSheet) next() (xml.Token, error) {
	token, err := s.xml.Token()
	switch token.(type) {
	case xml.StartElement:
		if s.depth++; s.depth > maxODSDepth {
			return nil, fmt.Errorf("%w: more than %d elements deep", ErrTooLarge, maxODSDepth)
		}
	case xml.EndElement:
		s.depth--
	}
	return token, err
}

// inside calls start for every element directly or indirectly inside the current
// one, until the latter ends; start may read the element to its end. Text goes to
// chars, if there is one.
func (s *odsSheet) inside(start func(xml.StartElement) error, chars func(string)) error {
	for outer := s.depth; s.depth >= outer; {
		token, err := s.next()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			err = start(token)
		case xml.CharData:
			if chars != nil {
				chars(string(token))
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// skip reads the current element to its end.
func (s *odsSheet) skip() error {
	return s.inside(func(xml.StartElement) error { return nil }, nil)
}

// readFirst reads up to the end of the first sheet; what follows is not looked at.
func (s *odsSheet) readFirst() error {
	for {
		token, err := s.next()
		if err == io.EOF {
			return fmt.Errorf("%w: no sheet in it", ErrNotODS)
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name == (xml.Name{Space: nsTable, Local: "table"}) {
			return s.inside(s.readRow, nil)
		}
	}
}

// readRow reads a row; groups of rows and header rows are walked through.
func (s *odsSheet) readRow(start xml.StartElement) error {
	switch {
	case start.Name.Space != nsTable || start.Name.Local == "shapes":
		return s.skip()
	case start.Name.Local != "table-row":
		return nil
	}
	repeated, err := repeats(start, "number-rows-repeated")
	if err != nil {
		return err
	}
	row := &odsRow{odsSheet: s}
	if err := s.inside(row.readCell, nil); err != nil {
		return err
	}
	return s.add(row.cells, repeated)
}

// add appends a row n times; blank rows wait for a filled one.
func (s *odsSheet) add(row []string, n int) error {
	if len(row) == 0 {
		s.blank += n
		return nil
	}
	if err := s.spend(s.blank); err != nil {
		return err
	}
	s.rows = append(s.rows, make([][]string, s.blank)...)
	s.blank = 0
	for i := range n {
		if i > 0 {
			if err := s.spend(len(row)); err != nil {
				return err
			}
			row = append([]string(nil), row...)
		}
		s.rows = append(s.rows, row)
	}
	return nil
}

// spend counts cells before they are made.
func (s *odsSheet) spend(n int) error {
	if s.cells += n; s.cells > maxODSCells {
		return fmt.Errorf("%w: more than %d cells", ErrTooLarge, maxODSCells)
	}
	return nil
}

// An odsRow is the row being read.
type odsRow struct {
	*odsSheet
	cells []string
	blank int // cells not yet added
}

func (r *odsRow) readCell(start xml.StartElement) error {
	if start.Name.Space != nsTable || start.Name.Local != "table-cell" && start.Name.Local != "covered-table-cell" {
		return r.skip()
	}
	repeated, err := repeats(start, "number-columns-repeated")
	if err != nil {
		return err
	}
	text, err := r.readText()
	if err != nil {
		return err
	}
	if text = cellValue(start, text); text == "" {
		r.blank += repeated
		return nil
	}
	if err := r.spend(r.blank + repeated); err != nil {
		return err
	}
	r.cells = append(r.cells, make([]string, r.blank)...)
	r.blank = 0
	for range repeated {
		r.cells = append(r.cells, text)
	}
	return nil
}

// readText gives the paragraphs of a cell, a line each.
func (r *odsRow) readText() (string, error) {
	var paragraphs []string
	err := r.inside(func(start xml.StartElement) error {
		if start.Name != (xml.Name{Space: nsText, Local: "p"}) {
			return r.skip()
		}
		text, err := r.readParagraph()
		paragraphs = append(paragraphs, text)
		return err
	}, nil)
	return strings.Join(paragraphs, "\n"), err
}

func (r *odsRow) readParagraph() (string, error) {
	var text strings.Builder
	err := r.inside(func(start xml.StartElement) error {
		switch start.Name {
		case xml.Name{Space: nsText, Local: "span"}, xml.Name{Space: nsText, Local: "a"}:
			return nil
		case xml.Name{Space: nsText, Local: "line-break"}:
			text.WriteByte('\n')
		case xml.Name{Space: nsText, Local: "tab"}:
			text.WriteByte(' ')
		case xml.Name{Space: nsText, Local: "s"}:
			n, err := repeats(start, "c")
			if err != nil {
				return err
			}
			text.WriteString(strings.Repeat(" ", min(n, maxODSSpaces)))
		}
		return r.skip()
	}, func(s string) { text.WriteString(s) })
	return text.String(), err
}

// cellValue prefers the value to its display, which depends on the format.
func cellValue(start xml.StartElement, text string) string {
	value := text
	for _, a := range start.Attr {
		switch a.Name {
		case xml.Name{Space: nsOffice, Local: "date-value"}, xml.Name{Space: nsOffice, Local: "time-value"}:
			return a.Value
		case xml.Name{Space: nsOffice, Local: "value"}:
			value = a.Value
		}
	}
	if strings.HasPrefix(text, "0") && strings.TrimLeft(text, "0") == value {
		return text
	}
	return value
}

// repeats reads a count that is 1 when absent. It is bounded here so that sums
// of a whole file cannot overflow.
func repeats(start xml.StartElement, name string) (int, error) {
	for _, a := range start.Attr {
		if a.Name.Local == name && (a.Name.Space == nsTable || a.Name.Space == nsText) {
			n, err := strconv.ParseUint(a.Value, 10, 31)
			if err != nil {
				return 0, fmt.Errorf("%w: %s=%q", ErrNotODS, name, a.Value)
			}
			return int(n), nil
		}
	}
	return 1, nil
}
