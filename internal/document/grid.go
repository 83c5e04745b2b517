package document

import (
	"fmt"
	"slices"

	"preau/internal/civil"
)

// A Grid is a « tableau » on paper. Its title and notes stand above it; its
// header comes back on every page.
type Grid struct {
	Table
	Rows  [][]Cell
	Named bool   // the first cell of a row names it
	Total []Cell // the last row, in bold letters; nil: none
	Boxed bool   // to be filled in by hand: each cell is a box, a blank one is written in
}

const (
	maxGridColumns = 10 // more cannot be read on A4 upright
	maxHeaderLines = 6  // a longer title of a column is cut, visibly
	minColumnWidth = 10.0
	boxedLines     = 2    // at least, in a row to write in: high enough for a hand
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
	for i, row := range append(slices.Clip(g.Rows), g.Total) {
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
	right []bool     // per cell
	count int        // of lines in the longest cell
	texts []string   // per cell, as written
	heads int        // how many of the first cells are headers
	tags  []*element // per cell
	boxed bool
}

func (r gridRow) height() float64 { return float64(r.count)*r.face.line + 2*rowPad }

// tag makes the cells of a row for a screen reader.
func (r *gridRow) tag(p *paper, scope string) {
	p.within("TR", func() {
		for i, text := range r.texts {
			kind := "TD"
			if i < r.heads {
				kind = "TH"
			}
			cell := p.within(kind, func() { p.spell(text) })
			if i < r.heads {
				cell.scope = scope
			}
			r.tags = append(r.tags, cell)
		}
	})
}

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
	r := gridRow{face: headerFace, heads: len(g.Columns)}
	for i, width := range g.widths() {
		title := civil.CleanLine(g.Columns[i].Title)
		r.texts = append(r.texts, title)
		r.append(p.atMost(headerFace, drawable(title), width-2*cellPad, maxHeaderLines), g.Columns[i].Kind.alignsRight())
	}
	return r
}

func (g Grid) row(p *paper, f face, cells []Cell) gridRow {
	r := gridRow{face: f, boxed: g.Boxed}
	if g.Boxed {
		r.count = boxedLines
	}
	for i, width := range g.widths() {
		c := at(cells, i)
		r.texts = append(r.texts, c.String())
		r.append(p.wrap(f, drawable(c.String()), width-2*cellPad), c.kind.alignsRight())
	}
	return r
}

// at is a cell of a row that may be shorter than its header.
func at(cells []Cell, i int) Cell {
	if i < len(cells) {
		return cells[i]
	}
	return Blank
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
		height += g.row(p, cellFace, g.Rows[0]).height()
	}
	return height
}

func (g Grid) draw(p *paper) {
	p.within("Table", func() {
		if title, notes := g.above(p); len(title)+len(notes) > 0 {
			p.within("Caption", func() {
				p.lines(labelFace, marginSide, title)
				p.lines(noteFace, marginSide, notes)
			})
		}
		p.y++
		g.drawRows(p)
	})
	p.y += blockAfter
}

func (g Grid) drawRows(p *paper) {
	header, widths := g.header(p), g.widths()
	header.tag(p, "Column")
	p.keep(header.height())
	p.drawHeader(header, widths)
	header.tags = nil // drawn again, it is not told again
	rows, whole := g.all(p), textBottom-marginTop-header.height()
	for i, row := range rows {
		if last := len(rows) - 1; i > 0 && i == last-1 { // the last row does not go over alone
			if both := row.height() + rows[last].height(); p.y+both > textBottom && both <= whole {
				p.newPage()
				p.drawHeader(header, widths)
			}
		}
		row.tag(p, "Row")
		p.drawRow(header, row, widths)
	}
}

// all are the rows, ready to be drawn, with the total.
func (g Grid) all(p *paper) []gridRow {
	var rows []gridRow
	for _, cells := range g.Rows {
		row := g.row(p, cellFace, cells)
		if g.Named {
			row.heads = 1
		}
		rows = append(rows, row)
	}
	if g.Total != nil {
		row := g.row(p, headerFace, g.Total)
		row.heads = 1
		rows = append(rows, row)
	}
	return rows
}

func (p *paper) drawHeader(header gridRow, widths []float64) {
	p.decorate(func() {
		p.pdf.SetFillColor(0xE8, 0xE8, 0xEE)
		p.pdf.Rect(marginSide, p.y, textWidth, header.height(), "F")
	})
	p.drawCells(header, widths, 0, header.count)
	p.rule(p.y, black, 0.3)
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
		if !row.boxed {
			p.rule(p.y, faint, 0.15)
		}
		first = last
	}
}

// cell is the element of a cell.
func (r gridRow) cell(i int) *element {
	if r.tags == nil {
		return artifact
	}
	return r.tags[i]
}

// drawCells draws the lines first to last of each cell, and goes below them.
func (p *paper) drawCells(row gridRow, widths []float64, first, last int) {
	height := float64(last-first)*row.face.line + 2*rowPad
	x := marginSide
	for i, lines := range row.cells {
		at := x + cellPad
		if row.right[i] {
			at = x + widths[i] - cellPad
		}
		p.resume(row.cell(i), func() {
			for n := first; n < min(last, len(lines)); n++ {
				y := p.y + rowPad + float64(n-first)*row.face.line
				p.write(row.face, at, y, lines[n], row.right[i])
			}
			if row.boxed {
				p.drawBox(x, widths[i], height, len(lines) == 1 && lines[0] == "")
			}
		})
		x += widths[i]
	}
	p.y += height
}

// drawBox draws the borders of a cell; a blank one is to be written in.
func (p *paper) drawBox(x, width, height float64, blank bool) {
	border := func() {
		p.pdf.SetDrawColor(grey.rgb())
		p.pdf.SetLineWidth(0.15)
		p.pdf.Rect(x, p.y, width, height, "D")
	}
	if blank {
		p.figure("à remplir", border)
		return
	}
	p.decorate(border)
}
