package document

import (
	"fmt"

	"preau/internal/civil"
)

// A Grid is a « tableau » on paper. Its title and notes stand above it; its
// header comes back on every page.
type Grid struct {
	Table
	Rows [][]Cell
}

const (
	maxGridColumns = 10 // more cannot be read on A4 upright
	maxHeaderLines = 6  // a longer title of a column is cut, visibly
	minColumnWidth = 10.0
	cellPad        = 2.0  // left and right of a text
	rowPad         = 1.0  // above and below it
	rounding       = 1e-6 // of sums of heights: what fits a page fits it every time
)

func (g Grid) check() error {
	if err := g.Table.check(); err != nil {
		return err
	}
	if len(g.Columns) > maxGridColumns {
		return fmt.Errorf("table of %d columns, a page holds %d", len(g.Columns), maxGridColumns)
	}
	for i, row := range g.Rows {
		if err := g.checkRow(row); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return nil
}

// A line of cells, wrapped, ready to be drawn.
type gridRow struct {
	face  face
	cells [][]string
	right []bool // per cell
	count int    // of lines in the longest cell
}

func (r gridRow) height() float64 { return float64(r.count)*r.face.line + 2*rowPad }

// widths shares the width of the page out, in proportion to the columns' own,
// none below the least.
func (g Grid) widths() []float64 {
	total := 0
	for _, c := range g.Columns {
		total += c.width()
	}
	widths := make([]float64, len(g.Columns))
	shared := textWidth - minColumnWidth*float64(len(widths))
	for i, c := range g.Columns {
		widths[i] = minColumnWidth + shared*float64(c.width())/float64(total)
	}
	return widths
}

func (g Grid) header(p *paper) gridRow {
	r := gridRow{face: headerFace}
	for i, width := range g.widths() {
		title := drawable(civil.CleanLine(g.Columns[i].Title))
		r.append(p.atMost(headerFace, title, width-2*cellPad, maxHeaderLines), g.Columns[i].Kind.alignsRight())
	}
	return r
}

func (g Grid) row(p *paper, cells []Cell) gridRow {
	r := gridRow{face: cellFace}
	for i, width := range g.widths() {
		var c Cell
		if i < len(cells) {
			c = cells[i]
		}
		r.append(p.wrap(cellFace, drawable(c.String()), width-2*cellPad), c.kind.alignsRight())
	}
	return r
}

func (r *gridRow) append(lines []string, right bool) {
	r.cells = append(r.cells, lines)
	r.right = append(r.right, right)
	r.count = max(r.count, len(lines))
}

// above are the lines before the header, with their faces.
func (g Grid) above(p *paper) (title, notes []string) {
	if text := drawable(g.Title); text != "" {
		title = p.wrap(labelFace, text, textWidth)
	}
	for _, note := range g.Notes {
		notes = append(notes, p.wrap(noteFace, drawable(note), textWidth)...)
	}
	return title, notes
}

func (g Grid) lead(p *paper) float64 {
	title, notes := g.above(p)
	height := float64(len(title))*labelFace.line + float64(len(notes))*noteFace.line + g.header(p).height() + 1
	if len(g.Rows) > 0 {
		height += g.row(p, g.Rows[0]).height()
	}
	return height
}

func (g Grid) draw(p *paper) {
	title, notes := g.above(p)
	p.lines(labelFace, marginSide, title)
	p.lines(noteFace, marginSide, notes)
	p.y++
	header, widths := g.header(p), g.widths()
	p.keep(header.height())
	p.drawHeader(header, widths)
	for _, cells := range g.Rows {
		p.drawRow(header, g.row(p, cells), widths)
	}
	p.y += blockAfter
}

func (p *paper) drawHeader(header gridRow, widths []float64) {
	p.pdf.SetFillColor(0xE8, 0xE8, 0xEE)
	p.pdf.Rect(marginSide, p.y, textWidth, header.height(), "F")
	p.drawCells(header, widths, 0, header.count)
	p.rule(p.y, 0x16, 0.3)
}

// drawRow goes to the next page, under the header again, with a row that does
// not fit; a row taller than a page is cut between lines.
func (p *paper) drawRow(header, row gridRow, widths []float64) {
	whole := textBottom - marginTop - header.height()
	for first := 0; first < row.count; {
		left := textBottom - p.y
		rest := float64(row.count-first)*row.face.line + 2*rowPad
		fitting := int((left - 2*rowPad + rounding) / row.face.line)
		if rest > left+rounding && (rest <= whole || fitting < 1) {
			p.newPage()
			p.drawHeader(header, widths)
			continue
		}
		last := min(row.count, first+fitting)
		p.drawCells(row, widths, first, last)
		p.rule(p.y, 0xBB, 0.15)
		first = last
	}
}

// drawCells draws the lines first to last of each cell, and goes below them.
func (p *paper) drawCells(row gridRow, widths []float64, first, last int) {
	x := marginSide
	for i, lines := range row.cells {
		at := x + cellPad
		if row.right[i] {
			at = x + widths[i] - cellPad
		}
		for n := first; n < min(last, len(lines)); n++ {
			y := p.y + rowPad + float64(n-first)*row.face.line
			p.write(row.face, at, y, lines[n], row.right[i])
		}
		x += widths[i]
	}
	p.y += float64(last-first)*row.face.line + 2*rowPad
}
