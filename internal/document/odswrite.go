package document

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strings"

	"preau/internal/civil"
)

// WriteODS writes an OpenDocument spreadsheet of one page or several: title and
// notes, then a header that stays in sight and that printing repeats, then the
// rows as they come; none is kept. Text is never a formula, whatever it starts
// with. It returns the first error of rows, of a table or of w; what was written
// by then is not a spreadsheet.
func WriteODS(w io.Writer, pages ...Page) error {
	if err := writeODS(w, pages); err != nil {
		return fmt.Errorf("document: ods: %w", err)
	}
	return nil
}

func writeODS(w io.Writer, pages []Page) error {
	if err := checkPages(pages); err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	if err := writeMimetype(archive, odsMimetype); err != nil {
		return err
	}
	err := writeParts(archive, []zipPart{
		odfManifest(odsMimetype, "content.xml", "styles.xml", "meta.xml", "settings.xml"),
		{"styles.xml", odsStyles},
		odfMeta(pages[0].Title, ""),
		{"settings.xml", odsSettings(pages)},
	})
	if err != nil {
		return err
	}
	content, err := archive.Create("content.xml")
	if err != nil {
		return err
	}
	if err := writeContent(content, pages); err != nil {
		return err
	}
	return archive.Close()
}

// odsSettings keeps the header of each page in sight.
func odsSettings(pages []Page) string {
	var tables strings.Builder
	for i, name := range tabNames(pages) {
		fmt.Fprintf(&tables, odsFrozen, escapeXML(name), len(pages[i].above())+1)
	}
	return odsSettingsHead + tables.String() + odsSettingsTail
}

// writeContent writes content.xml. The buffered writer keeps its first error
// until Flush; a row's write tells it, so that a closed connection stops a list.
func writeContent(w io.Writer, pages []Page) error {
	out := bufio.NewWriterSize(w, 32<<10)
	writeContentHead(out, pages)
	for i, name := range tabNames(pages) {
		writePageHead(out, i, name, pages[i].Table)
		err := pages[i].eachRow(func(_ int, row []Cell) error { return writeODSRow(out, row) })
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		_, _ = out.WriteString("</table:table>\n")
	}
	_, _ = out.WriteString(`</office:spreadsheet></office:body></office:document-content>`)
	return out.Flush()
}

func writeContentHead(out *bufio.Writer, pages []Page) {
	_, _ = out.WriteString(xmlHead + `<office:document-content` + odfNamespaces + `><office:automatic-styles>` + odsCellStyles)
	for i, page := range pages {
		for n, c := range page.Columns {
			fmt.Fprintf(out, `<style:style style:name="column-%d-%d" style:family="table-column"><style:table-column-properties style:column-width="%.2fcm"/></style:style>`+"\n",
				i+1, n+1, centimetres(c))
		}
	}
	_, _ = out.WriteString("</office:automatic-styles><office:body><office:spreadsheet>\n")
}

func writePageHead(out *bufio.Writer, page int, name string, t Table) {
	fmt.Fprintf(out, `<table:table table:name="%s" table:style-name="sheet">`+"\n", escapeXML(name))
	for n, c := range t.Columns {
		fmt.Fprintf(out, `<table:table-column table:style-name="column-%d-%d" table:default-cell-style-name="%s"/>`,
			page+1, n+1, odsStyleNames[c.Kind])
	}
	for i, line := range t.above() {
		style := "note"
		if i == 0 && t.titled() {
			style = "title"
		}
		_, _ = out.WriteString("<table:table-row>")
		writeODSString(out, style, line)
		_, _ = out.WriteString("</table:table-row>\n")
	}
	writeODSHeader(out, t.Columns)
}

// centimetres is the width of a column, at about 2 mm a character of 10 points.
func centimetres(c Column) float64 { return 0.4 + 0.2*float64(c.width()) }

func writeODSHeader(out *bufio.Writer, columns []Column) {
	_, _ = out.WriteString("<table:table-header-rows><table:table-row>")
	for _, c := range columns {
		style := "header"
		if c.Kind.alignsRight() {
			style = "header-right"
		}
		writeODSString(out, style, civil.CleanLine(c.Title))
	}
	_, _ = out.WriteString("</table:table-row></table:table-header-rows>\n")
}

func writeODSRow(out *bufio.Writer, row []Cell) error {
	_, _ = out.WriteString("<table:table-row>")
	for _, c := range row {
		writeODSCell(out, c)
	}
	if len(row) == 0 {
		_, _ = out.WriteString("<table:table-cell/>") // a row has at least one cell
	}
	_, err := out.WriteString("</table:table-row>\n")
	return err
}

func writeODSCell(out *bufio.Writer, c Cell) {
	style := odsStyleNames[c.kind]
	switch {
	case !c.filled:
		_, _ = out.WriteString("<table:table-cell/>")
	case c.kind == Text:
		writeODSString(out, style, c.text)
	case c.kind == Count:
		writeODSValue(out, style, fmt.Sprintf(`office:value-type="float" office:value="%d"`, c.number), c)
	case c.kind == Amount:
		writeODSValue(out, style, `office:value-type="currency" office:currency="EUR" office:value="`+c.decimal()+`"`, c)
	case c.kind == Date:
		writeODSValue(out, style, `office:value-type="date" office:date-value="`+c.day.String()+`"`, c)
	case c.kind == Duration:
		writeODSValue(out, style, `office:value-type="time" office:time-value="`+c.clock("PT%02dH%02dM00S")+`"`, c)
	}
}

// writeODSValue writes a cell of which attributes hold the value; the text
// beside it is for readers that do not compute.
func writeODSValue(out *bufio.Writer, style, attributes string, c Cell) {
	fmt.Fprintf(out, `<table:table-cell table:style-name="%s" %s><text:p>%s</text:p></table:table-cell>`,
		style, attributes, escapeXML(c.String()))
}

// writeODSString writes a text, a paragraph a line.
func writeODSString(out *bufio.Writer, style, text string) {
	fmt.Fprintf(out, `<table:table-cell table:style-name="%s" office:value-type="string">`, style)
	for line := range strings.SplitSeq(text, "\n") {
		_, _ = out.WriteString("<text:p>" + odfLine(line) + "</text:p>")
	}
	_, _ = out.WriteString("</table:table-cell>")
}
