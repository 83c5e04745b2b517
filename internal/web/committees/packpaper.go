package committees

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/document"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/minutes"
	"preau/internal/web/projects"
)

// paper is a document of the pack, that begins with some blocks.
func (b basis) paper(title string, blocks ...document.Block) document.Doc {
	return document.Doc{Above: "Ouvrir l’École aux parents pour réussir l’intégration, " + b.Rules.Label, Title: title,
		Author: "Préau", Created: b.At, Footer: fmt.Sprintf("Réunion du %s, %s. Journal, écriture %s, %s", b.Meeting.HeldOn.French(), b.Name(), civil.FrenchCount(b.Head.Seq), b.Head.Hash[:min(16, len(b.Head.Hash))]),
		Blocks: blocks}
}

func (b basis) title() string { return "Dossier de la réunion du " + b.Meeting.HeldOn.FrenchLong() }

// document is the pack to print: what is before the committee, then each file. Starts
// are the blocks where the files begin.
func (p pack) document() (doc document.Doc, starts []int) {
	doc = p.paper(p.title(), p.cover()...)
	for _, f := range p.Files {
		starts = append(starts, len(doc.Blocks))
		doc.Blocks = append(doc.Blocks, p.part(f)...)
	}
	return doc, starts
}

func (p pack) cover() []document.Block {
	blocks := []document.Block{p.facts(), document.Heading("Ordre du jour")}
	if len(p.Files) == 0 {
		blocks = append(blocks, document.Paragraph("Aucun dossier n’est à l’ordre du jour."))
	} else {
		blocks = append(blocks, p.agenda(), p.ceilings(), document.Heading("Avis et décisions"), p.decisions())
	}
	return append(blocks, p.around(p.Declared())...)
}

// around ends a cover: who sits, who is kept out of what, and the proof.
func (b basis) around(declared []minutes.Declared) []document.Block {
	blocks := []document.Block{document.Heading("Membres"), b.people()}
	if len(declared) > 0 {
		blocks = append(blocks, document.Heading("Conflits d’intérêts déclarés"), interests(declared))
	}
	return append(blocks, document.Note(b.proof()))
}

// proof is what lets anybody check later that nothing was changed (R47).
func (b basis) proof() string {
	return fmt.Sprintf("Journal de Préau quand ce dossier a été préparé, le %s\u202f: écriture %s, %s.", b.At.French(), civil.FrenchCount(b.Head.Seq), b.Head.Hash)
}

func (b basis) facts() document.List {
	list := document.List{{Label: "Comité", Value: b.Name()}, {Label: "Jour", Value: b.Meeting.HeldOn.FrenchLong()}}
	for _, fact := range []document.Pair{{Label: "Heure", Value: b.Meeting.StartsAt}, {Label: "Lieu", Value: b.Meeting.Place}} {
		if fact.Value != "" {
			list = append(list, fact)
		}
	}
	return append(list, document.Pair{Label: "Quorum", Value: b.QuorumWords()}, document.Pair{Label: "Décisions", Value: b.Standing() + ". " + b.StandingWords()},
		document.Pair{Label: "Préparé", Value: "Le " + b.At.French() + ", par " + b.By.Person.Name + " (" + b.By.Role.Label() + ")"})
}

// onCover is how many criteria have a column on the cover; where there are more, they
// are in each file alone.
const onCover = 5

func (p pack) criteria() []campaign.Named {
	if len(p.Rules.Criteria) > onCover {
		return nil
	}
	return p.Rules.Criteria
}

func (p pack) agenda() document.Grid {
	grid := document.Grid{Table: document.Table{Columns: []document.Column{{Title: "Rang", Width: 7}, {Title: "Dossier", Width: 34}, {Title: "Montant demandé", Kind: document.Amount, Width: 17}, {Title: "Note", Kind: document.Decimal, Width: 6}}}}
	for i, c := range p.criteria() {
		short := fmt.Sprintf("C%d", i+1)
		grid.Columns = append(grid.Columns, document.Column{Title: short, Kind: document.Decimal, Width: 4})
		grid.Notes = append(grid.Notes, short+"\u202f: "+c.Label)
	}
	grid.Columns = append(grid.Columns, document.Column{Title: "Décision", Width: 24})
	var total civil.Cents
	for _, f := range p.Files {
		row := []document.Cell{document.TextCell(f.RankWords()), document.TextCell(f.Number + "\n" + f.SchoolWords()), document.AmountCell(f.AskedCents), f.mean()}
		for _, c := range p.criteria() {
			row = append(row, p.meanBy(f, c))
		}
		grid.Rows, total = append(grid.Rows, append(row, document.TextCell(f.Decision()))), total+f.AskedCents
	}
	grid.Total = []document.Cell{document.Blank, document.TextCell(civil.Plural(int64(len(p.Files)), "dossier", "dossiers")), document.AmountCell(total)}
	return grid
}

func (f packed) mean() document.Cell {
	if f.Scorers == 0 {
		return document.Blank
	}
	return document.DecimalCell(f.Line.Mean)
}

func (p pack) meanBy(f packed, c campaign.Named) document.Cell {
	hundredths, said := p.MeanBy(f.subject(), c.Key)
	if !said {
		return document.Blank
	}
	return document.DecimalCell(hundredths)
}

func (p pack) decisions() document.Grid {
	grid := document.Grid{Named: true, Table: document.Table{Columns: []document.Column{{Title: "Dossier", Width: 20}, {Title: "Avis du comité", Width: 42}, {Title: "Décision et motif", Width: 38}}}}
	for _, f := range p.Files {
		grid.Rows = append(grid.Rows, cellsOf(f.Number, f.Opinion, strings.TrimSpace(f.DecisionWords()+"\n"+f.Reason)))
	}
	return grid
}

// ceilings are what the running total is compared with.
func (p pack) ceilings() document.Block {
	if p.Money.Envelope == nil {
		return document.Paragraph(alone)
	}
	grid := document.Grid{Named: true, Table: document.Table{Columns: []document.Column{{Title: "Ce que la région peut promettre", Width: 60}, {Title: "Plafond", Kind: document.Amount, Width: 40}}}}
	for _, department := range slices.Sorted(maps.Keys(p.Money.Ceilings)) {
		grid.Rows = append(grid.Rows, []document.Cell{document.TextCell(territory.DepartmentName(department)), document.AmountCell(p.Money.Ceilings[department])})
	}
	grid.Total = []document.Cell{document.TextCell("Enveloppe notifiée à la région"), document.AmountCell(*p.Money.Envelope)}
	return grid
}

func (b basis) people() document.Block {
	grid := document.Grid{Named: true, Table: document.Table{Columns: []document.Column{{Title: "Membre", Width: 40}, {Title: "Qualité", Width: 32}, {Title: "Présence", Width: 28}}}}
	for _, m := range b.There {
		grid.Rows = append(grid.Rows, cellsOf(m.Words(), m.Seat.Label(), minutes.Presence(m)))
	}
	if len(grid.Rows) == 0 {
		return document.Paragraph("Le comité n’a pas encore de membre ce jour-là.")
	}
	return grid
}

func interests(declared []minutes.Declared) document.Grid {
	grid := document.Grid{Table: document.Table{Columns: []document.Column{{Title: "Membre", Width: 30}, {Title: "Dossier", Width: 20}, {Title: "Motif", Width: 50}}}}
	for _, d := range declared {
		grid.Rows = append(grid.Rows, cellsOf(d.MemberName, d.Number, d.Reason))
	}
	return grid
}

func cellsOf(all ...string) (cells []document.Cell) {
	for _, text := range all {
		cells = append(cells, document.TextCell(text))
	}
	return cells
}

// part is a file with what the committee has of it, its checks, then its sheets.
func (p pack) part(f packed) []document.Block {
	blocks := append([]document.Block{document.Chapter(f.Number + ", " + f.SchoolWords()), p.judged(f)}, checked(f.Filled)...)
	blocks = append(blocks, document.Heading("Notes des membres"))
	blocks = append(blocks, p.scores(f)...)
	if !f.Reads {
		return append(blocks, document.Note("Les fiches de ce dossier se lisent dans un autre rôle que celui pour lequel ce document a été préparé."))
	}
	return append(blocks, projects.Part(f.Filled, f.School, p.By.Role.Level(), p.At)...)
}

// checked are what the checks say of a file.
func checked(f project.Filled) []document.Block {
	if checks := projects.Checks(f); len(checks) > 0 {
		return []document.Block{document.Heading("Contrôles"), checks}
	}
	return []document.Block{document.Heading("Contrôles"), document.Paragraph("Rien à signaler.")}
}

func (p pack) judged(f packed) document.List {
	m := f.Filled.Reading()
	list := document.List{{Label: "Rang", Value: f.RankWords()}, {Label: "Note moyenne", Value: f.MeanWords()}, {Label: "Montant demandé", Value: f.AskedCents.French()}}
	if f.Rank > 0 {
		list = append(list, document.Pair{Label: "Cumul jusqu’à ce rang", Value: f.Total.French()})
	}
	list = append(list, document.Pair{Label: "Prévu", Value: civil.Plural(m.Groups, "groupe", "groupes") + ", " + civil.Plural(m.Parents, "parent attendu", "parents attendus") + ", " + m.Hours.French()},
		document.Pair{Label: "Décision", Value: f.DecisionWords()})
	for _, fact := range []document.Pair{{Label: "Motif", Value: f.Reason}, {Label: "Avis du comité", Value: f.Opinion}} {
		if fact.Value != "" {
			list = append(list, fact)
		}
	}
	return append(list, keptPairs(f.Kept)...)
}

// keptPairs say who is kept out of a file.
func keptPairs(kept []committee.Interest) (pairs document.List) {
	for _, i := range kept {
		pairs = append(pairs, document.Pair{Label: "Ne participe pas à l’examen", Value: i.MemberName + ", conflit d’intérêts déclaré\u202f: " + i.Reason})
	}
	return pairs
}

// across is how many criteria stand side by side.
const across = 5

func (p pack) scores(f packed) (blocks []document.Block) {
	said := p.ScoringsOf(f.subject())
	if len(said) == 0 {
		return []document.Block{document.Paragraph("Aucun membre n’a encore noté ce dossier.")}
	}
	for some := range slices.Chunk(p.Rules.Criteria, across) {
		grid := document.Grid{Named: true, Table: document.Table{Columns: []document.Column{{Title: "Membre", Width: 26}}}}
		for _, c := range some {
			grid.Columns = append(grid.Columns, document.Column{Title: c.Label, Kind: document.Count, Width: 16})
		}
		for _, s := range said {
			row := []document.Cell{document.TextCell(s.MemberName)}
			for _, c := range some {
				row = append(row, given(s, c))
			}
			grid.Rows = append(grid.Rows, row)
		}
		blocks = append(blocks, grid)
	}
	var reasons document.List
	for _, s := range said {
		reasons = append(reasons, document.Pair{Label: s.MemberName + ", " + minutes.MeanWords(s.Mean()), Value: s.Reason})
	}
	return append(blocks, reasons)
}

func given(s committee.Scoring, c campaign.Named) document.Cell {
	points, said := s.Points[c.Key]
	if !said {
		return document.Blank
	}
	return document.CountCell(points)
}

// book is the same as a spreadsheet that needs no retyping: a line a file, then a line a
// member and a file.
func (p pack) book() []document.Page {
	note := []string{p.Name() + ". " + p.proof()}
	files := document.Page{Table: document.Table{Title: "Dossiers", Notes: note, Columns: []document.Column{{Title: "Rang", Kind: document.Count}, {Title: "Dossier", Width: 16}, {Title: "École ou établissement", Width: 40},
		{Title: "Commune", Width: 24}, {Title: "Département", Width: 12}, {Title: "Groupes", Kind: document.Count}, {Title: "Parents attendus", Kind: document.Count}, {Title: "Heures", Kind: document.Duration},
		{Title: "Points bloquants", Kind: document.Count}, {Title: "Points à vérifier", Kind: document.Count}, {Title: "Montant demandé", Kind: document.Amount}, {Title: "Cumul", Kind: document.Amount},
		{Title: "Membres qui ont noté", Kind: document.Count}, {Title: "Note moyenne", Kind: document.Decimal}}}}
	scores := document.Page{Table: document.Table{Title: "Notes", Notes: note, Columns: []document.Column{{Title: "Dossier", Width: 16}, {Title: "École ou établissement", Width: 40}, {Title: "Membre", Width: 28}}}}
	for _, c := range p.Rules.Criteria {
		files.Columns = append(files.Columns, document.Column{Title: c.Label, Kind: document.Decimal, Width: 16})
		scores.Columns = append(scores.Columns, document.Column{Title: c.Label, Kind: document.Count, Width: 16})
	}
	files.Columns = append(files.Columns, document.Column{Title: "Décision", Width: 30}, document.Column{Title: "Motif", Width: 50}, document.Column{Title: "Avis du comité", Width: 70})
	scores.Columns = append(scores.Columns, document.Column{Title: "Moyenne", Kind: document.Decimal}, document.Column{Title: "Raisons", Width: 70}, document.Column{Title: "Saisi par", Width: 28})
	var lines, said [][]document.Cell
	for _, f := range p.Files {
		lines = append(lines, p.line(f))
		said = append(said, p.lines(f)...)
	}
	files.Rows, scores.Rows = document.All(lines), document.All(said)
	return []document.Page{files, scores}
}

// line is a file in the spreadsheet.
func (p pack) line(f packed) []document.Cell {
	rank, total := document.Blank, document.Blank
	if f.Rank > 0 {
		rank, total = document.CountCell(f.Rank), document.AmountCell(f.Total)
	}
	var blocking, warning int64
	for _, found := range f.Filled.Reading().Findings {
		if found.Blocks() {
			blocking++
		} else {
			warning++
		}
	}
	m := f.Filled.Reading()
	row := append([]document.Cell{rank}, cellsOf(f.Number, f.Line.School, f.Town, f.Department)...)
	row = append(row, document.CountCell(m.Groups), document.CountCell(m.Parents), document.DurationCell(m.Hours), document.CountCell(blocking), document.CountCell(warning),
		document.AmountCell(f.AskedCents), total, document.CountCell(f.Scorers), f.mean())
	for _, c := range p.Rules.Criteria {
		row = append(row, p.meanBy(f, c))
	}
	return append(row, cellsOf(f.DecisionWords(), f.Reason, f.Opinion)...)
}

// lines are what the members said of a file.
func (p pack) lines(f packed) (rows [][]document.Cell) {
	for _, s := range p.ScoringsOf(f.subject()) {
		row := cellsOf(f.Number, f.Line.School, s.MemberName)
		for _, c := range p.Rules.Criteria {
			row = append(row, given(s, c))
		}
		rows = append(rows, append(append(row, document.DecimalCell(s.Mean())), cellsOf(s.Reason, s.By)...))
	}
	return rows
}
