package document

import "strings"

// What each block is in a text to go on with.

func (h Heading) typeset(t *manuscript)    { t.heading(1, string(h)) }
func (h Subheading) typeset(t *manuscript) { t.heading(2, string(h)) }

func (p Paragraph) typeset(t *manuscript) { t.paragraphs("Text_20_body", string(p)) }
func (n Note) typeset(t *manuscript)      { t.paragraphs("Note", string(n)) }

// typeset makes a table of the labels and their values.
func (l List) typeset(t *manuscript) {
	if len(l) == 0 {
		return
	}
	t.table([]float64{valueLeft - marginSide, valueWidth}, func() {
		for _, pair := range l {
			cell, row := "cell", "row"
			if pair.Room.Lines > 0 {
				cell, row = "boxed", "room"
			}
			t.row(row, func() {
				t.cell("cell", "Libellé", func() { t.paragraphs("Libellé", pair.Label) })
				t.cell(cell, "Table_20_Contents", func() { pair.typeset(t) })
			})
		}
	})
}

// typeset writes the value.
func (pair Pair) typeset(t *manuscript) {
	t.paragraphs("Note", pair.Hint)
	switch {
	case pair.Room.Lines > 0:
		t.paragraph("Table_20_Contents", strings.Repeat("\n", pair.Room.Lines-1))
		t.paragraphs("Table_20_Contents", pair.Room.Unit)
	case len(pair.Options) > 0:
		for _, o := range pair.Options {
			box := "☐ "
			if o.Chosen {
				box = "☒ "
			}
			t.paragraphs("Table_20_Contents", box+o.Text)
		}
	case pair.Pending:
		t.paragraphs("Attente", pair.Value)
	default:
		t.paragraphs("Table_20_Contents", pair.Value)
	}
}

// typeset repeats the header on every page, as on paper.
func (g Grid) typeset(t *manuscript) {
	t.paragraphs("Caption", g.Title)
	for _, note := range g.Notes {
		t.paragraphs("Note", note)
	}
	cell, row := "cell", "row"
	if g.Boxed {
		cell, row = "boxed", "room"
	}
	t.table(g.widths(), func() {
		t.body.WriteString("<table:table-header-rows>")
		t.row("row", func() {
			for _, c := range g.Columns {
				style := headingStyle(c.Kind)
				t.cell("header", style, func() { t.paragraphs(style, c.Title) })
			}
		})
		t.body.WriteString("</table:table-header-rows>\n")
		for _, cells := range g.Rows {
			t.row(row, func() { g.typesetRow(t, cell, cells, contentStyle) })
		}
		if g.Total != nil {
			t.row("row", func() { g.typesetRow(t, cell, g.Total, headingStyle) })
		}
	})
}

func (g Grid) typesetRow(t *manuscript, cell string, cells []Cell, style func(Kind) string) {
	for i := range g.Columns {
		c := at(cells, i)
		t.cell(cell, style(c.kind), func() { t.paragraphs(style(c.kind), c.String()) })
	}
}

func headingStyle(k Kind) string {
	if k.alignsRight() {
		return "Titre_20_de_20_chiffres"
	}
	return "Table_20_Heading"
}

func contentStyle(k Kind) string {
	if k.alignsRight() {
		return "Chiffres"
	}
	return "Table_20_Contents"
}
