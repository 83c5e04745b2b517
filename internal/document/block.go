package document

import (
	"strings"

	"preau/internal/civil"
)

// A Block is one part of a document, from top to bottom: Heading, Subheading,
// Paragraph, Note, List or Grid.
type Block interface {
	// check refuses what cannot be drawn, before anything is.
	check() error
	// lead is the height of the part that must not be cut from its beginning.
	lead(p *paper) float64
	draw(p *paper)
	// typeset writes it in a text to go on with.
	typeset(t *manuscript)
}

// Millimetres between and beside the blocks.
const (
	headingGap   = 5.0
	headingAfter = 2.0
	blockAfter   = 3.0
)

// A Heading is an « intertitre »; it stays with what follows it.
type Heading string

// A Subheading is an « intertitre » below a Heading; it too stays with what
// follows it.
type Subheading string

func (h Heading) check() error    { return nil }
func (h Subheading) check() error { return nil }

func (h Heading) lead(p *paper) float64    { return headingHeight(p, headingFace, string(h)) }
func (h Subheading) lead(p *paper) float64 { return headingHeight(p, subheadingFace, string(h)) }

func (h Heading) draw(p *paper)    { drawHeading(p, "H2", 0, headingFace, string(h)) }
func (h Subheading) draw(p *paper) { drawHeading(p, "H3", 1, subheadingFace, string(h)) }

func headingHeight(p *paper, f face, text string) float64 {
	return headingGap + float64(len(p.wrap(f, drawable(text), textWidth)))*f.line + headingAfter
}

func drawHeading(p *paper, kind string, level int, f face, text string) {
	p.gap(headingGap)
	p.bookmarks = append(p.bookmarks, bookmark{civil.CleanLine(text), level, p.pdf.PageNo(), p.y})
	p.within(kind, func() {
		p.spell(text)
		p.lines(f, marginSide, p.wrap(f, drawable(text), textWidth))
	})
	p.y += headingAfter
}

// A Paragraph is a « paragraphe », or several: its lines stay lines.
type Paragraph string

// A Note is a « note », a Paragraph in small letters.
type Note string

func (t Paragraph) check() error { return nil }
func (t Note) check() error      { return nil }

func (t Paragraph) lead(p *paper) float64 { return proseLead(p, bodyFace, textWidth, string(t)) }
func (t Note) lead(p *paper) float64      { return proseLead(p, noteFace, textWidth, string(t)) }

func (t Paragraph) draw(p *paper) {
	p.prose(bodyFace, marginSide, textWidth, string(t))
	p.y += blockAfter
}

func (t Note) draw(p *paper) {
	p.prose(noteFace, marginSide, textWidth, string(t))
	p.y += blockAfter
}

// proseLead is the whole of a short text, the first two lines of a longer one.
func proseLead(p *paper, f face, width float64, text string) float64 {
	n := len(p.wrap(f, drawable(text), width))
	if n > 3 {
		n = 2
	}
	return float64(n) * f.line
}

// prose writes each line of a text as a paragraph, over as many pages as they
// take.
func (p *paper) prose(f face, x, width float64, text string) {
	for line := range strings.SplitSeq(civil.CleanText(text), "\n") {
		if line == "" {
			p.y += f.line
			continue
		}
		p.within("P", func() {
			p.spell(line)
			p.lines(f, x, p.wrap(f, drawable(line), width))
		})
	}
}
