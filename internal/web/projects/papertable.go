package projects

import (
	"fmt"
	"slices"
	"strings"

	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/form"
)

// A table of a sheet has many questions and few rows: on paper a question is a
// line and a row is a column, a few side by side. Long texts do not fit there:
// each row is then a list.
const (
	rowsAcross  = 4
	blankAcross = 3
)

// A rank is a row of a table on paper: its fields, by column.
type rank struct {
	heading string
	fields  []form.Field
}

func (r reading) table(q form.Question) []document.Block {
	ranks := r.ranks(q)
	if len(ranks) == 0 {
		return []document.Block{document.List{{Label: q.Label, Value: unanswered, Pending: true}}}
	}
	var blocks []document.Block
	if r.blank && q.MostRows > blankAcross {
		blocks = append(blocks, document.Note(fmt.Sprintf("%s\u202f: pour plus de %s, imprimez cette page plusieurs fois.", q.Label, civil.FrenchCount(blankAcross))))
	}
	if slices.ContainsFunc(q.Columns, func(c form.Question) bool { return c.Kind == form.Long }) {
		return append(blocks, r.cards(ranks)...)
	}
	across := (len(ranks) + rowsAcross - 1) / rowsAcross // as many grids, as even as can be
	for part := range slices.Chunk(ranks, (len(ranks)+across-1)/across) {
		blocks = append(blocks, r.grid(q, part))
	}
	return blocks
}

func (r reading) ranks(q form.Question) []rank {
	var ranks []rank
	if r.blank {
		for n := range min(blankAcross, q.MostRows) {
			ranks = append(ranks, rank{ordinal(q, n+1), q.RowFields("")})
		}
		return ranks
	}
	for _, id := range r.values.Rows(q.Key) {
		fields := q.RowFields(id)
		ranks = append(ranks, rank{fields[0].Heading(r.values), fields})
	}
	return ranks
}

func (r reading) grid(q form.Question, ranks []rank) document.Grid {
	grid := document.Grid{Named: true, Boxed: r.blank, Table: document.Table{Columns: []document.Column{{Title: q.Label, Width: 38}}}}
	for _, rank := range ranks {
		grid.Columns = append(grid.Columns, document.Column{Title: rank.heading, Width: 24})
	}
	for i, column := range q.Columns {
		if r.blank && column.Kind == form.Computed {
			continue
		}
		row := []document.Cell{document.TextCell(r.lineTitle(column))}
		asked := r.blank
		for _, rank := range ranks {
			field := rank.fields[i]
			asked = asked || field.Asked(r.values)
			row = append(row, r.across(field))
		}
		if asked {
			grid.Rows = append(grid.Rows, row)
		}
	}
	return grid
}

// lineTitle is a question as the title of a line.
func (r reading) lineTitle(column form.Question) string {
	if !r.blank {
		return column.Label
	}
	room := r.room(column)
	return joined("\n", room.Label, room.Hint)
}

// across is a cell of a line. Figures stand on the left, under their row's title.
func (r reading) across(field form.Field) document.Cell {
	switch {
	case r.blank && boxes(field.Question):
		var lines []string
		for _, o := range field.Question.Control().Options {
			lines = append(lines, "□ "+o.Label)
		}
		return document.TextCell(strings.Join(lines, "\n"))
	case r.blank:
		return document.Blank
	case !field.Asked(r.values):
		return document.TextCell(unasked)
	}
	return document.TextCell(r.cell(field.Question, r.values[field.Key]).String())
}

// cards are the rows of a table, each a list.
func (r reading) cards(ranks []rank) []document.Block {
	var blocks []document.Block
	for _, rank := range ranks {
		var list document.List
		for _, field := range rank.fields {
			switch {
			case r.blank && field.Question.Kind == form.Computed:
			case r.blank, field.Asked(r.values):
				list = append(list, r.pair(field.Question, field.Key))
			}
		}
		blocks = append(blocks, document.Subheading(rank.heading), list)
	}
	return blocks
}
