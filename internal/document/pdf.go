package document

import (
	"errors"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"

	"preau/internal/civil"
)

// A Doc is a letter-like document, « document »: a receipt, minutes, a pay
// statement, a sheet filled in or to fill in.
type Doc struct {
	Above   string // a small line above the title: of what programme, of what year
	Title   string
	Author  string        // the body that speaks, for the metadata
	Created civil.Instant // on the machine or on the business clock, as the caller wants it told
	Footer  string        // at the foot of every page, beside « Page n/N »
	Blocks  []Block
}

// WritePDF writes a document as PDF: A4 upright, in French, tagged: a screen
// reader is told its headings, lists and tables. The same document gives the
// same bytes. Long words are cut, rows and paragraphs go over to the
// next page, a heading never stays behind alone. What the font lacks shows as □, and is
// read aloud as it was written.
// It refuses a document without a date, and a table too wide for the paper.
func WritePDF(w io.Writer, doc Doc) error {
	if err := writePDF(w, doc); err != nil {
		return fmt.Errorf("document: pdf: %w", err)
	}
	return nil
}

func writePDF(w io.Writer, doc Doc) error {
	if err := doc.check(); err != nil {
		return err
	}
	p, err := drawDoc(doc)
	if err == nil && p.lost { // known once all is drawn, and told first
		doc.Blocks = append([]Block{Note(lostNote)}, doc.Blocks...)
		p, err = drawDoc(doc)
	}
	if err != nil {
		return err
	}
	file, err := p.tagged()
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}

// check refuses, before a byte is written, a document that no format can hold.
func (doc Doc) check() error {
	if doc.Created.IsZero() {
		return errors.New("document without a date") // the date of a file would be the machine's
	}
	for i, b := range doc.Blocks {
		if err := b.check(); err != nil {
			return fmt.Errorf("block %d: %w", i+1, err)
		}
	}
	return nil
}

func drawDoc(doc Doc) (*paper, error) {
	p, err := newPaper(doc)
	if err != nil {
		return nil, err
	}
	p.title(doc)
	for i, b := range doc.Blocks {
		p.keep(lead(p, doc.Blocks[i:]))
		b.draw(p)
	}
	p.footers(doc.Footer)
	p.outline()
	return p, nil
}

// lead is the height that the first block asks to keep on one page: a heading
// holds on to what follows it.
func lead(p *paper, blocks []Block) float64 {
	height := 0.0
	for _, b := range blocks {
		height += b.lead(p)
		switch b.(type) {
		case Heading, Subheading:
			continue
		}
		break
	}
	return height
}

// newPaper opens the first page. Both fonts go in as the subset used.
func newPaper(doc Doc) (*paper, error) {
	paris, err := time.LoadLocation("Europe/Paris") // embedded by civil
	if err != nil {
		return nil, err
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	pdf.AddUTF8FontFromBytes(family, regular, liberationsansregular.TTF)
	pdf.AddUTF8FontFromBytes(family, bold, liberationsansbold.TTF)
	pdf.SetTitle(civil.CleanLine(doc.Title), true)
	pdf.SetAuthor(civil.CleanLine(doc.Author), true)
	pdf.SetProducer("Préau", true)
	pdf.SetLang("fr-FR")
	created := doc.Created.Time().In(paris) // fpdf does not write the zone
	pdf.SetCreationDate(created)
	pdf.SetModificationDate(created)
	document := &element{kind: "Document"}
	p := &paper{pdf: pdf, tagger: tagger{root: document, at: document}}
	p.newPage()
	return p, nil
}
