package document

import (
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// The paper, in millimetres; font sizes in points.
const (
	paperWidth   = 210.0
	paperHeight  = 297.0
	marginSide   = 20.0
	marginTop    = 20.0
	footerHeight = 24.0
	textWidth    = paperWidth - 2*marginSide
	textBottom   = paperHeight - footerHeight

	family  = "liberation"
	regular = ""
	bold    = "B"
)

// A face is a style of letters with the height of its line, in millimetres.
type face struct {
	style string
	size  float64 // points
	line  float64
}

var (
	titleFace   = face{bold, 18, 8}
	headingFace = face{bold, 12.5, 6}
	bodyFace    = face{regular, 10.5, 5.2}
	labelFace   = face{bold, 10.5, 5.2}
	noteFace    = face{regular, 9, 4.4}
	cellFace    = face{regular, 9, 4.4}
	headerFace  = face{bold, 9, 4.4}
	footerFace  = face{regular, 8, 4}
)

// A paper is the document being drawn and how far down its last page is.
type paper struct {
	pdf *fpdf.Fpdf
	y   float64 // of the top of the next line
}

func (p *paper) newPage() {
	p.pdf.AddPage()
	p.y = marginTop
}

// keep goes to a new page unless that height is left on this one. What is
// taller than a page starts where it is, for no page would do.
func (p *paper) keep(height float64) {
	if p.y > marginTop && p.y+height > textBottom && height <= textBottom-marginTop {
		p.newPage()
	}
}

func (p *paper) gap(height float64) {
	if p.y > marginTop {
		p.y += height
	}
}

func (p *paper) width(f face, text string) float64 {
	p.pdf.SetFont(family, f.style, f.size)
	return p.pdf.GetStringWidth(text)
}

// write puts a line of text with its top at y; x is its left, or its right end
// when it is aligned right. The text must be drawable.
func (p *paper) write(f face, x, y float64, text string, right bool) {
	if text == "" {
		return
	}
	if right {
		x -= p.width(f, text)
	}
	p.pdf.SetFont(family, f.style, f.size)
	const pointsToMM, ascent = 25.4 / 72, 0.905
	height := f.size * pointsToMM
	p.pdf.Text(x, y+(f.line-height)/2+height*ascent, text)
}

// lines writes lines one under the other, over as many pages as they take. A
// last line does not go over alone.
func (p *paper) lines(f face, x float64, lines []string) {
	for i, line := range lines {
		left := len(lines) - i
		if left == 2 {
			p.keep(2 * f.line)
		}
		p.keep(f.line)
		p.write(f, x, p.y, line, false)
		p.y += f.line
	}
}

func (p *paper) rule(y float64, grey int, width float64) {
	p.pdf.SetDrawColor(grey, grey, grey)
	p.pdf.SetLineWidth(width)
	p.pdf.Line(marginSide, y, paperWidth-marginSide, y)
}

func (p *paper) title(title string) {
	if title = drawable(title); title != "" {
		p.lines(titleFace, marginSide, p.wrap(titleFace, title, textWidth))
		p.y += 2
		p.rule(p.y, 0x16, 0.4)
		p.y += 4
	}
}

// footers come last, when the number of pages is known.
func (p *paper) footers(text string) {
	const top = paperHeight - footerHeight + 6
	lines := p.atMost(footerFace, drawable(text), textWidth-25, 2)
	pages := p.pdf.PageCount()
	for n := 1; n <= pages; n++ {
		p.pdf.SetPage(n)
		p.rule(top, 0x99, 0.2)
		p.write(footerFace, paperWidth-marginSide, top+2, fmt.Sprintf("Page %d/%d", n, pages), true)
		for i, line := range lines {
			p.write(footerFace, marginSide, top+2+float64(i)*footerFace.line, line, false)
		}
	}
}

// atMost is wrap with so many lines at most; « … » tells that there was more.
func (p *paper) atMost(f face, text string, width float64, most int) []string {
	lines := p.wrap(f, text, width)
	if len(lines) <= most {
		return lines
	}
	lines[most-1] += "…"
	return lines[:most]
}

// wrap cuts text into lines no wider than width: at its own line ends, at
// ordinary spaces, and within a word that is wider than a whole line. It gives
// at least one line. The text must be drawable.
func (p *paper) wrap(f face, text string, width float64) []string {
	p.pdf.SetFont(family, f.style, f.size)
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, p.wrapLine(paragraph, width)...)
	}
	return lines
}

// wrapLine measures each word once, however long.
func (p *paper) wrapLine(text string, width float64) []string {
	var lines []string
	space := p.pdf.GetStringWidth(" ")
	line, used := "", 0.0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		for i, piece := range p.pieces(word, width) {
			wide := p.pdf.GetStringWidth(piece)
			if i == 0 && line != "" && used+space+wide <= width {
				line, used = line+" "+piece, used+space+wide
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			line, used = piece, wide
		}
	}
	return append(lines, line)
}

// pieces cuts a word that is wider than a line; a piece has at least one
// character.
func (p *paper) pieces(word string, width float64) []string {
	var pieces []string
	start, used := 0, 0.0
	for i, r := range word {
		wide := p.pdf.GetStringWidth(string(r))
		if i > start && used+wide > width {
			pieces = append(pieces, word[start:i])
			start, used = i, 0
		}
		used += wide
	}
	return append(pieces, word[start:])
}
