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

// An ink is a colour, as 0xRRGGBB.
type ink int

// Letters stand out from white by 7 to 1 or more (RGAA 3.2, at its higher level).
const (
	black ink = 0x161616
	blue  ink = 0x000091 // Préau's
	grey  ink = 0x4A4A4A
	faint ink = 0xBBBBBB // of rules, never of letters
)

func (i ink) rgb() (r, g, b int) { return int(i >> 16), int(i>>8) & 0xFF, int(i) & 0xFF }

// A face is a style of letters with the height of its line, in millimetres.
type face struct {
	style string
	size  float64 // points
	line  float64
	ink   ink
}

var (
	titleFace      = face{bold, 19, 8.4, blue}
	headingFace    = face{bold, 13, 6.4, blue}
	subheadingFace = face{bold, 11, 5.6, black}
	bodyFace       = face{regular, 10.5, 5.2, black}
	labelFace      = face{bold, 10, 5.2, black}
	faintFace      = face{regular, 10.5, 5.2, grey}
	noteFace       = face{regular, 9, 4.4, grey}
	cellFace       = face{regular, 9, 4.4, black}
	headerFace     = face{bold, 9, 4.4, black}
	tickFace       = face{bold, 13, boxSide, black}
	footerFace     = face{regular, 8, 4, grey}
)

// A paper is the document being drawn and how far down its last page is.
type paper struct {
	tagger
	pdf       *fpdf.Fpdf
	y         float64 // of the top of the next line
	bookmarks []bookmark
	lost      bool // a letter that the font lacks
}

// A bookmark leads to a heading from the side of the screen.
type bookmark struct {
	text        string
	level, page int
	y           float64
}

func (p *paper) newPage() {
	p.closeMark()
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
		x -= p.width(f, strings.TrimRight(text, " "))
	}
	p.mark()
	p.pdf.SetFont(family, f.style, f.size)
	p.pdf.SetTextColor(f.ink.rgb())
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

// decorate draws what a screen reader is not told.
func (p *paper) decorate(draw func()) {
	p.resume(artifact, func() {
		p.mark()
		draw()
	})
}

func (p *paper) rule(y float64, colour ink, width float64) {
	p.decorate(func() {
		p.pdf.SetDrawColor(colour.rgb())
		p.pdf.SetLineWidth(width)
		p.pdf.Line(marginSide, y, paperWidth-marginSide, y)
	})
}

func (p *paper) title(doc Doc) {
	if above := drawable(doc.Above); above != "" {
		p.within("P", func() {
			p.spell(doc.Above)
			p.lines(noteFace, marginSide, p.wrap(noteFace, above, textWidth))
		})
		p.y++
	}
	if title := drawable(doc.Title); title != "" {
		p.within("H1", func() {
			p.spell(doc.Title)
			p.lines(titleFace, marginSide, p.wrap(titleFace, title, textWidth))
		})
		p.y += 2
		p.rule(p.y, blue, 0.6)
		p.y += 5
	}
}

// lostNote tells, below the title, what □ stands for.
const lostNote = "Le signe □ remplace une lettre que ce document ne sait pas écrire (arabe, chinois, pictogramme…). " +
	"Le texte d’origine est conservé à l’écran et dans les fichiers ODT, ODS et XLSX."

// footers come last, when the number of pages is known.
func (p *paper) footers(text string) {
	const top = paperHeight - footerHeight + 6
	lines := p.atMost(footerFace, drawable(text), textWidth-25, 2)
	pages := p.pdf.PageCount()
	for n := 1; n <= pages; n++ {
		p.closeMark()
		p.pdf.SetPage(n)
		p.rule(top, faint, 0.2)
		p.decorate(func() {
			p.write(footerFace, paperWidth-marginSide, top+2, fmt.Sprintf("Page %d/%d", n, pages), true)
			for i, line := range lines {
				p.write(footerFace, marginSide, top+2+float64(i)*footerFace.line, line, false)
			}
		})
	}
}

// outline lists the headings beside a document of several pages.
func (p *paper) outline() {
	p.closeMark()
	if p.pdf.PageCount() == 1 {
		return
	}
	for i, b := range p.bookmarks {
		p.pdf.SetPage(b.page)
		if i == 0 {
			b.level = 0 // nothing to be below
		}
		p.pdf.Bookmark(b.text, b.level, b.y)
	}
	p.pdf.SetPage(p.pdf.PageCount()) // fpdf stops at the current page
}

// atMost is wrap with so many lines at most; « … » tells that there was more.
func (p *paper) atMost(f face, text string, width float64, most int) []string {
	lines := p.wrap(f, text, width)
	if len(lines) <= most {
		return lines
	}
	lines[most-1] = strings.TrimRight(lines[most-1], " ") + "…"
	return lines[:most]
}

// wrap cuts text into lines no wider than width: at its own line ends, at
// ordinary spaces, and within a word that is wider than a whole line. It gives
// at least one line, and a space after each but the last, unless a word goes on,
// so that what is read aloud or copied keeps its words apart. The text must be
// drawable.
func (p *paper) wrap(f face, text string, width float64) []string {
	p.pdf.SetFont(family, f.style, f.size)
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		if len(lines) > 0 {
			lines[len(lines)-1] += " "
		}
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
			switch {
			case line != "" && i == 0:
				lines = append(lines, line+" ")
			case line != "":
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
