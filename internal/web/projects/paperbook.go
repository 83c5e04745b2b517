package projects

import (
	"strings"

	"preau/internal/document"
	"preau/internal/form"
)

// book is the paper as a workbook: who, a page of answers for each sheet, a page
// for each of its tables, and what is to be looked at.
func (p paper) book() []document.Page {
	var who, found [][]document.Cell
	for _, fact := range p.facts() {
		who = append(who, []document.Cell{document.TextCell(fact.label), fact.value})
	}
	pages := []document.Page{sheetPage("Projet "+p.File.Number, []string{operation + ", " + p.File.Rules.Label}, who,
		document.Column{Title: "Information", Width: 30}, document.Column{Title: "Valeur", Width: 60})}
	for _, sheet := range p.File.Rules.Sheets {
		r := reading{sheet: sheet, values: p.File.Values(sheet)}
		pages = append(pages, r.book("Projet "+p.File.Number+", "+p.standing())...)
		for _, f := range p.File.Findings(sheet) {
			found = append(found, texts(weights[f.Level], sheet.ShortTitle, f.Sentence, lawOf(f.Law)))
		}
	}
	if opinion := p.opinion(); opinion != "" {
		pages = append(pages, sheetPage("Avis du comité régional", nil, [][]document.Cell{texts(opinion)}, document.Column{Title: "Avis du comité de pilotage régional", Width: 100}))
	}
	return append(pages, sheetPage("Points à vérifier", nil, found, document.Column{Title: "Nature", Width: 20}, document.Column{Title: "Fiche", Width: 12},
		document.Column{Title: "Contrôle", Width: 90}, document.Column{Title: "Texte", Width: 12}))
}

func sheetPage(title string, notes []string, rows [][]document.Cell, columns ...document.Column) document.Page {
	return document.Page{Table: document.Table{Title: title, Notes: notes, Columns: columns}, Rows: document.All(rows)}
}

func texts(all ...string) []document.Cell {
	var cells []document.Cell
	for _, text := range all {
		cells = append(cells, document.TextCell(text))
	}
	return cells
}

// lawOf is a paragraph to be shown; our own choices have none.
func lawOf(law string) string {
	if law == "choix" {
		return ""
	}
	return law
}

// book is a sheet as pages: its answers, then its tables.
func (r reading) book(note string) []document.Page {
	var answers [][]document.Cell
	var tables []document.Page
	for _, section := range r.sheet.Sections {
		for _, q := range section.Questions {
			if q.Kind == form.Table {
				tables = append(tables, r.tablePage(q, note))
				continue
			}
			for _, field := range r.fields(q) {
				answers = append(answers, r.answer(section, field)...)
			}
		}
	}
	columns := []document.Column{{Title: "Rubrique", Width: 28}, {Title: "Question", Width: 60}, {Title: "Réponse", Width: 50}, {Title: "Unité", Width: 12}, {Title: "Texte", Width: 12}}
	if r.blank {
		columns = append(columns, document.Column{Title: "Pour répondre", Width: 60})
	}
	first := sheetPage(r.sheet.ShortTitle, []string{r.sheet.Title, note}, answers, columns...)
	return append([]document.Page{first}, tables...)
}

// fields are the fields of a question that this sheet asks.
func (r reading) fields(q form.Question) []form.Field {
	if !r.blank || q.Kind == form.Breakdown {
		return q.Fields(r.values)
	}
	return []form.Field{{Key: q.Key, Question: q}}
}

// answer is a field on a line, and what an amount is parted into on the next.
func (r reading) answer(section form.Section, field form.Field) [][]document.Cell {
	q := field.Question
	label := q.Label
	if field.Of != nil {
		label = field.Of.Label + " " + q.Label
	}
	value := r.values[field.Key]
	line := func(label string, cell document.Cell) []document.Cell {
		return []document.Cell{document.TextCell(section.Title), document.TextCell(label), cell, document.TextCell(q.Unit), document.TextCell(lawOf(string(q.Law)))}
	}
	lines := [][]document.Cell{line(label, q.Cell(value))}
	if r.blank {
		lines[0] = append(lines[0], document.TextCell(r.help(field)))
	}
	for i, cents := range q.Shared(value) {
		lines = append(lines, line(label+" ("+q.Shares[i].Label+")", document.AmountCell(cents)))
	}
	return lines
}

// help is what helps to answer in a blank sheet.
func (r reading) help(field form.Field) string {
	q := field.Question
	if q.Kind == form.Computed {
		return "Calculé par Préau."
	}
	if field.Of != nil {
		q = *field.Of
		q.Options = nil // its parts, each on its line
	}
	return joined(" ", r.hint(q), choices(q))
}

// choices are the answers that a question proposes.
func choices(q form.Question) string {
	var labels []string
	for _, o := range q.Control().Options {
		labels = append(labels, o.Label)
	}
	return strings.Join(labels, " / ")
}

// questionWidth is, in characters, that of a column whose title is a question.
const questionWidth = 20

// tablePage is a table with its own columns, one row a line.
func (r reading) tablePage(q form.Question, note string) document.Page {
	columns := []document.Column{{Title: q.Item, Width: 16}}
	notes := []string{r.sheet.Title, note}
	for _, c := range q.Columns {
		column := c.Column()
		column.Width = max(column.Width, questionWidth)
		columns = append(columns, column)
		if proposed := choices(c); r.blank && proposed != "" {
			notes = append(notes, c.Label+"\u00a0"+proposed)
		}
	}
	var rows [][]document.Cell
	for _, rank := range r.ranks(q) {
		row := []document.Cell{document.TextCell(rank.heading)}
		for _, field := range rank.fields {
			row = append(row, field.Question.Cell(r.values[field.Key]))
		}
		rows = append(rows, row)
	}
	return sheetPage(q.Label, notes, rows, columns...)
}
