package projects

import (
	"fmt"

	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/form"
)

// A reading is a sheet becoming paper. Everything comes from the kind of the
// question: one more question in the file needs nothing here.
type reading struct {
	sheet  *form.Sheet
	values form.Values
	blank  bool // to be filled in by hand
}

const (
	unanswered = "Non renseigné"
	unasked    = "Sans objet"
	untold     = "Pas encore calculable"
)

func (r reading) blocks() []document.Block {
	var blocks []document.Block
	for _, section := range r.sheet.Sections {
		title := document.Block(document.Subheading(section.Title))
		if r.blank {
			title = document.Heading(section.Title) // the sheet's own title is the document's
		}
		blocks = append(blocks, title)
		if r.blank && section.Intro != "" {
			blocks = append(blocks, document.Note(section.Intro))
		}
		blocks = append(blocks, r.section(section.Questions)...)
	}
	return blocks
}

// section is a section's questions: those of one field in lists, the others each
// in a table.
func (r reading) section(questions []form.Question) []document.Block {
	var blocks []document.Block
	var list document.List
	flush := func() {
		if len(list) > 0 {
			blocks, list = append(blocks, list), nil
		}
	}
	for i := 0; i < len(questions); {
		q := questions[i]
		n := shared(questions[i:])
		switch {
		case n > 1:
			flush()
			blocks = append(blocks, r.amounts(questions[i:i+n]))
			i += n
			continue
		case q.Kind == form.Table:
			flush()
			blocks = append(blocks, r.table(q)...)
		case q.Kind == form.Breakdown && r.asks(q):
			flush()
			blocks = append(blocks, r.breakdown(q))
		case r.asks(q):
			list = append(list, r.pair(q, q.Key))
		}
		i++
	}
	flush()
	return blocks
}

// asks tells whether a question of the sheet is on this paper.
func (r reading) asks(q form.Question) bool {
	if r.blank {
		return q.Kind != form.Computed
	}
	return form.Field{Key: q.Key, Question: q}.Asked(r.values)
}

// shared counts the amounts that are parted alike, from the first question on.
func shared(questions []form.Question) (n int) {
	for n < len(questions) && len(questions[n].Shares) > 0 && len(questions[n].Shares) == len(questions[0].Shares) {
		n++
	}
	return n
}

// pair is a question with its answer.
func (r reading) pair(q form.Question, key string) document.Pair {
	if r.blank {
		return r.room(q)
	}
	pair := document.Pair{Label: q.Label}
	value := r.values[key]
	switch _, bad := form.Unread(value); {
	case value == "":
		pair.Value, pair.Pending = nothing(q), true
	case !bad && boxes(q):
		pair.Options = ticked(q, value)
	default:
		pair.Value = measured(q, value)
		if parts := shares(q, value); parts != "" {
			pair.Value += "\n" + parts
		}
	}
	return pair
}

func nothing(q form.Question) string {
	if q.Kind == form.Computed {
		return untold
	}
	return unanswered
}

// measured is an answer with its unit.
func measured(q form.Question, value string) string {
	_, bad := form.Unread(value)
	if q.Kind == form.Count && q.Unit != "" && !bad {
		return q.Format(value) + "\u00a0" + q.Unit
	}
	return q.Format(value)
}

// boxes tells whether the answers of a question stand side by side, each with
// its box.
func boxes(q form.Question) bool { return q.Control().Type == "radio" }

func ticked(q form.Question, value string) []document.Option {
	var all []document.Option
	for _, o := range q.Control().Options {
		all = append(all, document.Option{Text: o.Label, Chosen: o.Key == value})
	}
	return all
}

// room is a question with the place where it is answered by hand.
func (r reading) room(q form.Question) document.Pair {
	pair := document.Pair{Label: q.Label, Hint: r.hint(q)}
	if !q.Required {
		pair.Label += " (facultatif)"
	}
	switch {
	case boxes(q):
		pair.Options = ticked(q, "")
	case q.Kind == form.Long:
		pair.Room = document.Room{Lines: 7}
	case q.Kind == form.Text, q.Kind == form.Slot, q.Kind == form.Choice:
		pair.Room = document.Room{Lines: 1}
	default:
		pair.Room = document.Room{Lines: 1, Short: true, Unit: unit(q)}
	}
	return pair
}

// unit is said after the place of a figure.
func unit(q form.Question) string {
	if q.Unit != "" {
		return q.Unit
	}
	return map[form.Kind]string{form.Amount: "€", form.Hours: "heures", form.Date: "jour, mois, année"}[q.Kind]
}

// hint is what helps to answer on paper, where nothing hides by itself.
func (r reading) hint(q form.Question) string {
	var when, slot string
	if q.When != nil {
		when = r.when(*q.When)
	}
	if q.Kind == form.Slot {
		slot = "Le jour, l’heure de début et l’heure de fin."
	}
	return joined(" ", when, q.Hint, slot)
}

// when says a condition: « Seulement si la réponse à … est … ».
func (r reading) when(c form.Condition) string {
	for q := range r.sheet.Questions() {
		for _, near := range append([]form.Question{*q}, q.Columns...) {
			if near.Key == c.Key {
				return fmt.Sprintf("Seulement si la réponse à «\u202f%s\u202f» est «\u202f%s\u202f».", near.Label, near.Format(c.Is))
			}
		}
	}
	return ""
}

// breakdown is what a number divides into, with its total.
func (r reading) breakdown(q form.Question) document.Block {
	grid := document.Grid{Named: true, Boxed: r.blank, Table: document.Table{Title: q.Label,
		Columns: []document.Column{{Title: "Réponse", Width: 60}, {Title: "Nombre", Kind: document.Count, Width: 20}}}}
	if r.blank && q.Hint != "" {
		grid.Notes = []string{q.Hint}
	}
	sum, whole := int64(0), !r.blank
	for _, part := range q.Options {
		value := r.values[q.Key+"."+part.Key]
		n, read := form.Number(value)
		sum, whole = sum+n, whole && read
		grid.Rows = append(grid.Rows, []document.Cell{document.TextCell(part.Label), r.cell(form.Question{Kind: form.Count}, value)})
	}
	if grid.Total = []document.Cell{document.TextCell("Total"), document.Blank}; whole {
		grid.Total[1] = document.CountCell(sum)
	}
	return grid
}

// cell is an answer in a table on paper: what is missing is said, unless it is
// to be written there.
func (r reading) cell(q form.Question, value string) document.Cell {
	switch {
	case r.blank:
		return document.Blank
	case value == "":
		return document.TextCell(nothing(q))
	case q.Kind == form.Count && q.Unit != "":
		return document.TextCell(measured(q, value))
	}
	return q.Cell(value)
}

// amounts are amounts that are parted alike: one line each, and the computed one
// that ends them as their total (§4).
func (r reading) amounts(questions []form.Question) document.Block {
	columns := []document.Column{{Title: "Dépense", Width: 34}, {Title: "Montant", Kind: document.Amount, Width: 18}}
	for _, share := range questions[0].Shares {
		columns = append(columns, document.Column{Title: share.Label, Kind: document.Amount, Width: 22})
	}
	grid := document.Grid{Named: true, Boxed: r.blank, Table: document.Table{Columns: columns}}
	for i, q := range questions {
		value := r.values[q.Key]
		row := []document.Cell{document.TextCell(q.Label), r.cell(q, value)}
		for _, cents := range q.Shared(value) {
			row = append(row, document.AmountCell(cents))
		}
		if q.Kind == form.Computed && i == len(questions)-1 {
			grid.Total = row
			continue
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid
}

// ordinal is a row of a blank table: « Groupe 2 ».
func ordinal(q form.Question, n int) string { return q.Item + " " + civil.FrenchCount(int64(n)) }
