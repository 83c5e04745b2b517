package document

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"

	"preau/internal/civil"
)

// WriteODT writes a document as an OpenDocument text: the same as [WritePDF], to
// be gone on with in a word processor. Headings are headings, tables are tables,
// and every look is a named style. The same document gives the same bytes.
// It refuses what WritePDF refuses.
func WriteODT(w io.Writer, doc Doc) error {
	if err := writeODT(w, doc); err != nil {
		return fmt.Errorf("document: odt: %w", err)
	}
	return nil
}

func writeODT(w io.Writer, doc Doc) error {
	if err := doc.check(); err != nil {
		return err
	}
	meta, err := odtMeta(doc)
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	if err := writeMimetype(archive, odtMimetype); err != nil {
		return err
	}
	err = writeParts(archive, []zipPart{
		odfManifest(odtMimetype, "content.xml", "styles.xml", "meta.xml"),
		{"styles.xml", odtStyles + odfText(civil.CleanText(doc.Footer)) + odtStylesTail},
		meta,
		{"content.xml", odtContent(doc)},
	})
	if err != nil {
		return err
	}
	return archive.Close()
}

func odtMeta(doc Doc) (part zipPart, err error) {
	paris, err := time.LoadLocation("Europe/Paris") // embedded by civil
	if err != nil {
		return part, err
	}
	author, created := escapeXML(civil.CleanLine(doc.Author)), doc.Created.Time().In(paris).Format("2006-01-02T15:04:05")
	return odfMeta(doc.Title, `<meta:initial-creator>`+author+`</meta:initial-creator><dc:creator>`+author+`</dc:creator>`+
		`<meta:creation-date>`+created+`</meta:creation-date><dc:date>`+created+`</dc:date>`), nil
}

func odtContent(doc Doc) string {
	var t manuscript
	t.paragraphs("Surtitre", doc.Above)
	t.paragraphs("Title", doc.Title)
	for _, b := range doc.Blocks {
		b.typeset(&t)
	}
	return xmlHead + `<office:document-content` + odfNamespaces + `><office:automatic-styles>` + odtTableStyles + t.widths.String() +
		`</office:automatic-styles><office:body><office:text>` + "\n" + t.body.String() + `</office:text></office:body></office:document-content>`
}

// A manuscript is the text being written.
type manuscript struct {
	body   strings.Builder
	widths strings.Builder // styles of the columns
	tables int
}

// odfText is text of several lines as one paragraph holds it.
func odfText(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = odfLine(line)
	}
	return strings.Join(lines, "<text:line-break/>")
}

// paragraphs writes a text: a blank line parts two paragraphs, others stay
// lines. No text is no paragraph.
func (t *manuscript) paragraphs(style, text string) {
	if text = civil.CleanText(text); text == "" {
		return
	}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		t.paragraph(style, paragraph)
	}
}

func (t *manuscript) paragraph(style, text string) {
	fmt.Fprintf(&t.body, `<text:p text:style-name="%s">%s</text:p>`+"\n", style, odfText(text))
}

func (t *manuscript) heading(level int, text string) {
	if text = civil.CleanText(text); text != "" {
		fmt.Fprintf(&t.body, `<text:h text:style-name="Heading_20_%d" text:outline-level="%[1]d">%s</text:h>`+"\n", level, odfText(text))
	}
}

// table writes a table of columns so wide, in millimetres.
func (t *manuscript) table(widths []float64, rows func()) {
	t.tables++
	fmt.Fprintf(&t.body, `<table:table table:name="Tableau%d" table:style-name="table">`, t.tables)
	for i, width := range widths {
		style := fmt.Sprintf("column-%d-%d", t.tables, i+1)
		fmt.Fprintf(&t.widths, `<style:style style:name="%s" style:family="table-column"><style:table-column-properties style:column-width="%.2fcm"/></style:style>`+"\n", style, width/10)
		t.body.WriteString(`<table:table-column table:style-name="` + style + `"/>`)
	}
	t.body.WriteString("\n")
	rows()
	t.body.WriteString("</table:table>\n")
}

func (t *manuscript) row(style string, cells func()) {
	t.body.WriteString(`<table:table-row table:style-name="` + style + `">`)
	cells()
	t.body.WriteString("</table:table-row>\n")
}

// cell writes a cell; one where nothing is said has a paragraph to type in.
func (t *manuscript) cell(style, blank string, content func()) {
	t.body.WriteString(`<table:table-cell table:style-name="` + style + `" office:value-type="string">`)
	before := t.body.Len()
	if content(); t.body.Len() == before {
		t.paragraph(blank, "")
	}
	t.body.WriteString("</table:table-cell>")
}
