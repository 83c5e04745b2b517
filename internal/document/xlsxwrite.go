package document

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"preau/internal/civil"
)

// WriteXLSX writes the same workbook as WriteODS for those who have Excel (ECMA
// 376, transitional). Rows are streamed, text is never a formula, and the same
// call gives the same bytes. A text longer than Excel holds is cut, with « … ».
func WriteXLSX(w io.Writer, pages ...Page) error {
	if err := writeXLSX(w, pages); err != nil {
		return fmt.Errorf("document: xlsx: %w", err)
	}
	return nil
}

func writeXLSX(w io.Writer, pages []Page) error {
	if err := checkPages(pages); err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	if err := writeParts(archive, xlsxParts(pages)); err != nil {
		return err
	}
	for i, page := range pages {
		out, err := archive.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err != nil {
			return err
		}
		if err := writeWorksheet(out, page); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return archive.Close()
}

// writeWorksheet writes a page; its buffered writer is that of writeContent.
func writeWorksheet(w io.Writer, page Page) error {
	out := bufio.NewWriterSize(w, 32<<10)
	above := page.above()
	fmt.Fprintf(out, xlsxSheetHead, len(above)+1, len(above)+2)
	for i, c := range page.Columns {
		fmt.Fprintf(out, `<col min="%d" max="%[1]d" width="%d" customWidth="1"/>`, i+1, c.width()+2)
	}
	_, _ = out.WriteString("</cols><sheetData>\n")
	for i, line := range above {
		style := xlsxNote
		if i == 0 && page.titled() {
			style = xlsxTitle
		}
		fmt.Fprintf(out, `<row r="%d">`, i+1)
		writeXLSXString(out, columnName(0)+strconv.Itoa(i+1), style, line)
		_, _ = out.WriteString("</row>\n")
	}
	writeXLSXHeader(out, len(above)+1, page.Columns)
	err := page.eachRow(func(number int, row []Cell) error { return writeXLSXRow(out, number, row, page.Columns) })
	if err != nil {
		return err
	}
	_, _ = out.WriteString(xlsxSheetTail)
	return out.Flush()
}

func writeXLSXHeader(out *bufio.Writer, number int, columns []Column) {
	titles := make([]Cell, len(columns))
	for i, c := range columns {
		titles[i].text = civil.CleanLine(c.Title)
	}
	fmt.Fprintf(out, `<row r="%d"%s>`, number, xlsxHeight(titles, columns))
	for i, c := range columns {
		style := xlsxHeader
		if c.Kind.alignsRight() {
			style = xlsxHeaderRight
		}
		writeXLSXString(out, columnName(i)+strconv.Itoa(number), style, titles[i].text)
	}
	_, _ = out.WriteString("</row>\n")
}

func writeXLSXRow(out *bufio.Writer, number int, row []Cell, columns []Column) error {
	fmt.Fprintf(out, `<row r="%d"%s>`, number, xlsxHeight(row, columns))
	for i, c := range row {
		if c.filled {
			writeXLSXCell(out, columnName(i)+strconv.Itoa(number), c)
		}
	}
	_, err := out.WriteString("</row>\n")
	return err
}

// xlsxHeight is the height of a row whose texts take several lines, about: not
// every program measures them when it opens a file.
func xlsxHeight(row []Cell, columns []Column) string {
	lines := 1
	for i, c := range row {
		n := 0
		for line := range strings.SplitSeq(c.text, "\n") {
			n += 1 + utf8.RuneCountInString(line)/columns[i].width()
		}
		lines = max(lines, n)
	}
	if lines == 1 {
		return ""
	}
	const line, most = 13.0, 409.0 // points, of which Excel allows so many
	return fmt.Sprintf(` ht="%g"`, min(most, line*float64(lines)))
}

func writeXLSXCell(out *bufio.Writer, at string, c Cell) {
	style := xlsxFirstKind + int(c.kind)
	value := func(v string) { fmt.Fprintf(out, `<c r="%s" s="%d"><v>%s</v></c>`, at, style, v) }
	switch {
	case c.kind == Count:
		value(strconv.FormatInt(c.number, 10))
	case c.kind == Amount, c.kind == Decimal:
		value(c.decimal())
	case c.kind == Duration:
		value(strconv.FormatFloat(float64(c.number)/(24*60), 'f', -1, 64)) // days
	case c.kind == Date && !c.day.Before(excelDays):
		value(strconv.Itoa(c.day.Sub(excelZero)))
	default:
		writeXLSXString(out, at, style, c.String())
	}
}

// Excel counts days from excelZero, and believes in a 29 February 1900: a day
// before excelDays is written as a text.
var (
	excelZero = civil.MustDate("1899-12-30")
	excelDays = civil.MustDate("1900-03-01")
)

func writeXLSXString(out *bufio.Writer, at string, style int, text string) {
	text = underscored.ReplaceAllString(atMostUnits(text, maxXLSXText), "_x005F$0")
	fmt.Fprintf(out, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, at, style, escapeXML(text))
}

// underscored is what Excel would read as a character by its number.
var underscored = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// maxXLSXText is in units of UTF-16; a longer text is a damaged file to Excel.
const maxXLSXText = 32_767

func atMostUnits(text string, most int) string {
	if len(text) <= most || len(utf16.Encode([]rune(text))) <= most {
		return text
	}
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > most-1 {
			return text[:i] + "…"
		}
	}
	return text
}

// columnName is A to Z, AA to AZ…
func columnName(i int) string {
	name := string(rune('A' + i%26))
	if i >= 26 {
		return columnName(i/26-1) + name
	}
	return name
}

// xlsxParts are the files known before the rows.
func xlsxParts(pages []Page) []zipPart {
	var types, sheets, names, links strings.Builder
	for i, name := range tabNames(pages) {
		header := len(pages[i].above()) + 1
		fmt.Fprintf(&types, xlsxSheetType, i+1)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%[2]d"/>`, escapeXML(name), i+1)
		fmt.Fprintf(&names, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">'%s'!$%[3]d:$%[3]d</definedName>`, i, escapeXML(name), header)
		fmt.Fprintf(&links, xlsxSheetLink, i+1)
	}
	return []zipPart{
		{"[Content_Types].xml", fmt.Sprintf(xlsxTypes, types.String())},
		{"_rels/.rels", xlsxRoot},
		{"docProps/core.xml", fmt.Sprintf(xlsxCore, escapeXML(civil.CleanLine(pages[0].Title)))},
		{"xl/workbook.xml", fmt.Sprintf(xlsxWorkbook, sheets.String(), names.String())},
		{"xl/_rels/workbook.xml.rels", fmt.Sprintf(xlsxLinks, links.String(), len(pages)+1)},
		{"xl/styles.xml", xlsxStyles},
	}
}
