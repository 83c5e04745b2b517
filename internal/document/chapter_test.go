package document_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"preau/internal/document"
)

// long is a document of two chapters, each on a page of its own.
func long(drawn func(block, time int) error) document.Doc {
	return document.Doc{Title: "Dossier", Created: printed, Drawn: drawn, Blocks: []document.Block{
		document.Heading("Ordre du jour"), document.Paragraph("Deux dossiers."),
		document.Chapter("2009-93-0001"), document.Heading("Notes"), document.Subheading("Détail"), document.Paragraph("Bien."),
		document.Chapter("2009-93-0002"), document.Heading("Notes"), document.Paragraph("Très bien, 学校."),
	}}
}

// A chapter begins a page, and its headings stand one level below it, in what a screen
// reader is told.
func TestAChapterBeginsAPage(t *testing.T) {
	file := pdfOf(t, long(nil))
	if got := poppler(t, file, "pdfinfo", "-"); !strings.Contains(got, "Pages:           3") {
		t.Errorf("pdfinfo: got\n%s\nwant 3 pages", got)
	}
	tree := poppler(t, file, "pdfinfo", "-struct-text", "-")
	last := 0
	for _, want := range []string{"H2", "Ordre du jour", "H2", "2009-93-0001", "H3", "Notes", "H4", "Détail", "H2", "2009-93-0002", "H3"} {
		i := strings.Index(tree[last:], want)
		if i < 0 {
			t.Fatalf("the structure lacks %q after what comes before it:\n%s", want, tree)
		}
		last += i + len(want)
	}
}

// In a text to go on with, a chapter is a heading that begins a page.
func TestAChapterInAText(t *testing.T) {
	file, err := odtOf(t, long(nil)).Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`text:style-name="Heading_20_1" text:outline-level="1">Ordre du jour`, `text:style-name="Chapter" text:outline-level="1">2009-93-0001`,
		`text:style-name="Heading_20_2" text:outline-level="2">Notes`, `text:style-name="Heading_20_3" text:outline-level="3">Détail`} {
		if !strings.Contains(string(content), want) {
			t.Errorf("content.xml lacks %s", want)
		}
	}
}

// Who follows the drawing is told each block, each time it is drawn, and may end it.
func TestADrawingIsFollowed(t *testing.T) {
	var times []int
	if err := document.WritePDF(&bytes.Buffer{}, long(func(block, time int) error {
		if block == 0 {
			times = append(times, time)
		}
		return nil
	})); err != nil || len(times) != 2 {
		t.Errorf("drawn %v times, %v, want twice: a letter is lacking", times, err)
	}
	stop := errors.New("stop")
	var out bytes.Buffer
	if err := document.WritePDF(&out, long(func(block, _ int) error {
		if block == 3 {
			return stop
		}
		return nil
	})); !errors.Is(err, stop) || out.Len() > 0 {
		t.Errorf("WritePDF that is stopped: got %v and %d bytes, want the stop and none", err, out.Len())
	}
}

// A number in hundredths is a number in each format.
func TestADecimalIsANumber(t *testing.T) {
	page := document.Page{Table: document.Table{Title: "Notes", Columns: []document.Column{{Title: "Note", Kind: document.Decimal}}},
		Rows: document.All([][]document.Cell{{document.DecimalCell(325)}, {document.DecimalCell(0)}, {document.Blank}})}
	var ods bytes.Buffer
	if err := document.WriteODS(&ods, page); err != nil {
		t.Fatal(err)
	}
	rows, err := document.ReadODS(bytes.NewReader(ods.Bytes()), int64(ods.Len()))
	if err != nil || len(rows) < 4 || rows[2][0] != "3.25" || rows[3][0] != "0.00" && rows[3][0] != "0" {
		t.Errorf("ReadODS: got %q, %v, want 3.25 and 0", rows, err)
	}
	if got := document.DecimalCell(325).String(); got != "3,25" {
		t.Errorf("String() = %q, want 3,25", got)
	}
}
