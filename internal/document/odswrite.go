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
	"unicode/utf8"

	"preau/internal/civil"
)

// WriteODS writes a table as an OpenDocument spreadsheet: title and notes, then
// a header that printing repeats, then the rows as they come; none is kept. Text
// is never a formula, whatever it starts with. It returns the first error of
// rows, of the table or of w; what was written by then is not a spreadsheet.
func WriteODS(w io.Writer, t Table, rows Rows) error {
	if err := writeODS(w, t, rows); err != nil {
		return fmt.Errorf("document: ods: %w", err)
	}
	return nil
}

func writeODS(w io.Writer, t Table, rows Rows) error {
	if err := t.check(); err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	if err := writeMimetype(archive); err != nil {
		return err
	}
	parts := []struct{ name, text string }{
		{"META-INF/manifest.xml", odsManifest},
		{"styles.xml", odsStyles},
		{"meta.xml", odsMeta(t)},
	}
	for _, part := range parts {
		out, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, part.text); err != nil {
			return err
		}
	}
	content, err := archive.Create("content.xml")
	if err != nil {
		return err
	}
	if err := writeContent(content, t, rows); err != nil {
		return err
	}
	return archive.Close()
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

// writeContent writes content.xml. The buffered writer keeps its first error
// until Flush; a row's write tells it, so that a closed connection stops a list.
func writeContent(w io.Writer, t Table, rows Rows) error {
	out := bufio.NewWriterSize(w, 32<<10)
	writeContentHead(out, t)
	err := t.each(rows, func(row []Cell) error { return writeODSRow(out, row) })
	if err != nil {
		return err
	}
	_, _ = out.WriteString(`</table:table></office:spreadsheet></office:body></office:document-content>`)
	return out.Flush()
}

func writeContentHead(out *bufio.Writer, t Table) {
	_, _ = out.WriteString(xmlHead + `<office:document-content` + odsNamespaces + `><office:automatic-styles>` + odsCellStyles)
	for i, c := range t.Columns {
		fmt.Fprintf(out, `<style:style style:name="column-%d" style:family="table-column"><style:table-column-properties style:column-width="%.2fcm"/></style:style>`+"\n",
			i+1, centimetres(c))
	}
	fmt.Fprintf(out, `</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="%s" table:style-name="sheet">`+"\n",
		escapeXML(sheetName(t.Title)))
	for i, c := range t.Columns {
		fmt.Fprintf(out, `<table:table-column table:style-name="column-%d" table:default-cell-style-name="%s"/>`,
			i+1, odsStyleNames[c.Kind])
	}
	writeODSLine(out, "title", t.Title)
	for _, note := range t.Notes {
		writeODSLine(out, "note", note)
	}
	writeODSHeader(out, t.Columns)
}

// centimetres is the width of a column, at about 2 mm a character of 10 points.
func centimetres(c Column) float64 { return 0.4 + 0.2*float64(c.width()) }

// sheetName is what a spreadsheet allows on a tab.
func sheetName(title string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]*?:/\'`, r) {
			return ' '
		}
		return r
	}, title)
	name = civil.CleanLine(name)
	if utf8.RuneCountInString(name) > 31 {
		name = civil.CleanLine(string([]rune(name)[:31]))
	}
	if name == "" {
		return "Feuille1"
	}
	return name
}

// writeODSLine writes a line above the header; nothing for an empty text.
func writeODSLine(out *bufio.Writer, style, text string) {
	if text = civil.CleanLine(text); text != "" {
		_, _ = out.WriteString("<table:table-row>")
		writeODSString(out, style, text)
		_, _ = out.WriteString("</table:table-row>\n")
	}
}

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
		decimal := strings.Replace(civil.Cents(c.number).Plain(), ",", ".", 1)
		writeODSValue(out, style, `office:value-type="currency" office:currency="EUR" office:value="`+decimal+`"`, c)
	case c.kind == Date:
		writeODSValue(out, style, `office:value-type="date" office:date-value="`+c.day.String()+`"`, c)
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
