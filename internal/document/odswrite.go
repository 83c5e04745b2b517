package document

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"strconv"
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
	if err := writeMimetype(archive); err != nil {
		return err
	}
	err := writeParts(archive, []zipPart{
		{"META-INF/manifest.xml", odsManifest},
		{"styles.xml", odsStyles},
		{"meta.xml", odsMeta(pages[0].Table)},
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

// A zipPart is a file of a spreadsheet that is known before its rows.
type zipPart struct{ name, text string }

func writeParts(archive *zip.Writer, parts []zipPart) error {
	for _, part := range parts {
		out, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, part.text); err != nil {
			return err
		}
	}
	return nil
}

// writeMimetype puts the type first, stored and with its size before it, so
// that `file` and mail readers know it without unpacking (ODF 1.3, part 2, 3.3).
func writeMimetype(archive *zip.Writer) error {
	out, err := archive.CreateRaw(&zip.FileHeader{
		Name:               "mimetype",
		Method:             zip.Store,
		CRC32:              crc32.ChecksumIEEE([]byte(odsMimetype)),
		CompressedSize64:   uint64(len(odsMimetype)),
		UncompressedSize64: uint64(len(odsMimetype)),
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, odsMimetype)
	return err
}

func odsMeta(t Table) string {
	return xmlHead + `<office:document-meta` + odsNamespaces + `><office:meta>` +
		`<meta:generator>Préau</meta:generator><dc:title>` + escapeXML(civil.CleanLine(t.Title)) + `</dc:title>` +
		`<dc:language>fr-FR</dc:language></office:meta></office:document-meta>`
}

// escapeXML also replaces what XML cannot hold.
func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
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
	_, _ = out.WriteString(xmlHead + `<office:document-content` + odsNamespaces + `><office:automatic-styles>` + odsCellStyles)
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
	case c.kind == Decimal:
		writeODSValue(out, style, `office:value-type="float" office:value="`+c.decimal()+`"`, c)
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
		line = collapsible.ReplaceAllStringFunc(escapeXML(line), func(spaces string) string {
			return `<text:s text:c="` + strconv.Itoa(len(spaces)) + `"/>`
		})
		_, _ = out.WriteString("<text:p>" + line + "</text:p>")
	}
	_, _ = out.WriteString("</table:table-cell>")
}

// collapsible are the spaces that a reader would drop or make one (ODF 1.3, part
// 3, 6.1.2).
var collapsible = regexp.MustCompile(`^ +| {2,}| +$`)
