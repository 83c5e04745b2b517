package minutes

import (
	"fmt"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/journal"
)

// Paper is the minutes as a document that needs no retyping.
type Paper struct {
	Minutes
	Notified string // what the region may promise, in words; blank: nothing is to be said
	Outlook  campaign.Outlook
	Head     journal.Head // of the journal when it is printed
	At       civil.Instant
}

// Document is the minutes to print and to sign.
func (p Paper) Document() document.Doc {
	doc := document.Doc{Above: "Ouvrir l’École aux parents pour réussir l’intégration, " + p.Rules.Label, Title: "Relevé de décisions du " + p.Meeting.HeldOn.FrenchLong(),
		Author: "Préau", Created: p.At, Footer: p.Standing() + ". Journal, écriture " + civil.FrenchCount(p.Head.Seq) + ", " + short(p.Head.Hash),
		Blocks: []document.Block{p.identity(), document.Heading("Présents"), grid(p.presence()), document.Heading("Conflits d’intérêts déclarés")}}
	if interests := p.interests(); len(interests.rows) > 0 {
		doc.Blocks = append(doc.Blocks, grid(interests))
	} else {
		doc.Blocks = append(doc.Blocks, document.Paragraph("Aucun."))
	}
	if p.Nation != nil {
		doc.Blocks = append(doc.Blocks, p.nationBlocks()...)
	} else {
		doc.Blocks = append(doc.Blocks, p.regionBlocks()...)
	}
	doc.Blocks = append(doc.Blocks, document.Heading(p.SigningTitle()), document.Paragraph(p.Standing()+". "+p.StandingWords()), grid(p.approvals()),
		document.Note(p.proof()))
	return doc
}

// regionBlocks are what the minutes of a region's committee say of its files.
func (p Paper) regionBlocks() []document.Block {
	blocks := append([]document.Block{document.Heading("Dossiers, dans l’ordre du classement"), grid(p.files()), document.Heading("Avis et motifs")}, p.opinions()...)
	return append(blocks, document.Heading("Montants"), grid(p.sums()), document.Paragraph(p.Notified))
}

// Book is the same as a spreadsheet.
func (p Paper) Book() []document.Page {
	pages := []document.Page{}
	first := table{title: "Réunion", columns: []document.Column{{Title: "Information", Width: 30}, {Title: "Valeur", Width: 80}}, rows: p.facts()}
	for _, t := range append([]table{first}, p.tables()...) {
		pages = append(pages, document.Page{Table: document.Table{Title: t.title, Notes: []string{"Réunion du " + p.Meeting.HeldOn.French() + ". " + p.Standing() + "."}, Columns: append(t.columns, t.more...)},
			Rows: document.All(t.whole())})
	}
	return pages
}

// proof is what lets anybody check later that nothing was changed.
func (p Paper) proof() string {
	return fmt.Sprintf("Empreinte de ce relevé (SHA-256)\u202f: %s. Journal de Préau à l’impression, le %s\u202f: écriture %s, %s.",
		p.Seal(), p.At.French(), civil.FrenchCount(p.Head.Seq), inGroups(p.Head.Hash))
}

func short(hash string) string { return hash[:min(16, len(hash))] }

// A table is drawn on paper or in a spreadsheet, which has room for more columns.
type table struct {
	title   string
	columns []document.Column
	rows    [][]document.Cell
	more    []document.Column // of the spreadsheet alone
	further [][]document.Cell // their cells, by row
}

// whole are the rows with their further cells.
func (t table) whole() (rows [][]document.Cell) {
	for i, row := range t.rows {
		if i < len(t.further) {
			row = append(row[:len(row):len(row)], t.further[i]...)
		}
		rows = append(rows, row)
	}
	return rows
}

func grid(t table) document.Grid {
	return document.Grid{Named: true, Table: document.Table{Columns: t.columns}, Rows: t.rows}
}

func texts(all ...string) (cells []document.Cell) {
	for _, text := range all {
		cells = append(cells, document.TextCell(text))
	}
	return cells
}

// about is what meeting it is.
func (p Paper) about() [][]document.Cell {
	rows := [][]document.Cell{texts("Comité", p.Name()), texts("Jour", p.Meeting.HeldOn.FrenchLong()), texts("Heure", p.Meeting.StartsAt), texts("Lieu", p.Meeting.Place)}
	if p.Meeting.Closed() {
		rows = append(rows, texts("Réunion close", "Le "+p.Meeting.ClosedAt.French()))
	}
	if words := MilestoneWords(p.Rules, p.Meeting); words != "" {
		rows = append(rows, texts("Calendrier", words))
	}
	return append(rows, texts("Quorum", p.QuorumWords()), texts("État", p.Standing()+". "+p.StandingWords()))
}

// facts are about, with what has its place below on paper.
func (p Paper) facts() [][]document.Cell {
	rows := p.about()
	if p.Notified != "" {
		rows = append(rows, texts("Montants notifiés", p.Notified))
	}
	return append(rows, texts("Preuve", p.proof()))
}

func (p Paper) identity() document.List {
	var list document.List
	for _, row := range p.about() {
		if value := row[1].String(); value != "" {
			list = append(list, document.Pair{Label: row[0].String(), Value: value})
		}
	}
	return list
}

func (p Paper) presence() table {
	t := table{title: "Présents", columns: []document.Column{{Title: "Membre", Width: 40}, {Title: "Qualité", Width: 32}, {Title: "Présence", Width: 28}}}
	for _, m := range p.There {
		t.rows = append(t.rows, texts(m.Words(), m.Seat.Label(), Presence(m)))
	}
	return t
}

func (p Paper) interests() table {
	t := table{title: "Conflits d’intérêts", columns: []document.Column{{Title: "Membre", Width: 30}, {Title: "Dossier", Width: 18}, {Title: "Motif", Width: 50}}}
	for _, i := range p.Declared() {
		t.rows = append(t.rows, texts(i.MemberName, i.Number, i.Reason))
	}
	return t
}

func (p Paper) files() table {
	t := table{title: "Dossiers", columns: []document.Column{{Title: "Dossier", Width: 19}, {Title: "École ou établissement", Width: 27}, {Title: "Rang", Width: 8}, {Title: "Note moyenne", Width: 11},
		{Title: "Montant demandé", Kind: document.Amount, Width: 14}, {Title: "Cumul", Kind: document.Amount, Width: 14}, {Title: "Décision", Width: 30}},
		more: []document.Column{{Title: "Motif", Width: 50}, {Title: "Avis du comité (annexe 3)", Width: 70}, {Title: "Décidé le", Kind: document.Date}}}
	for _, l := range p.Lines {
		total, words := document.Blank, l.Decision()
		if l.Act != "" && l.At.Date() != p.Meeting.HeldOn {
			words = l.DecisionWords() // it was decided since
		}
		if l.Rank > 0 {
			total = document.AmountCell(l.Total)
		}
		t.rows = append(t.rows, []document.Cell{document.TextCell(l.Number), document.TextCell(l.SchoolWords()), document.TextCell(l.RankWords()), document.TextCell(l.MeanWords()),
			document.AmountCell(l.AskedCents), total, document.TextCell(words)})
		day := document.Blank
		if l.Act != "" {
			day = document.DateCell(l.At.Date())
		}
		t.further = append(t.further, []document.Cell{document.TextCell(l.Reason), document.TextCell(l.Opinion), day})
	}
	return t
}

// opinions are the reasons and the opinion of each file that has some.
func (p Paper) opinions() (blocks []document.Block) {
	for _, l := range p.Lines {
		var list document.List // the decision is in the table above
		if earlier := l.EarlierWords(); earlier != "" {
			list = append(list, document.Pair{Label: "Auparavant", Value: earlier})
		}
		if l.Reason != "" {
			list = append(list, document.Pair{Label: "Motif", Value: l.Reason})
		}
		if l.Opinion != "" {
			list = append(list, document.Pair{Label: "Avis du comité", Value: l.Opinion})
		}
		if len(list) > 0 {
			blocks = append(blocks, document.Subheading(l.Number+", "+l.SchoolWords()), list)
		}
	}
	if len(blocks) == 0 {
		blocks = append(blocks, document.Paragraph("Aucun avis ni motif n’est écrit."))
	}
	return blocks
}

func (p Paper) sums() table {
	t := table{title: "Montants", columns: []document.Column{{Title: "Décision", Width: 40}, {Title: "Dossiers", Kind: document.Count, Width: 15}, {Title: "Montant demandé", Kind: document.Amount, Width: 25}}}
	for _, s := range p.Sums() {
		t.rows = append(t.rows, []document.Cell{document.TextCell(s.Decision), document.CountCell(s.Files), document.AmountCell(s.Cents)})
	}
	return t
}

func (p Paper) approvals() table {
	t := table{title: "Approbations", columns: []document.Column{{Title: p.SeatTitle(), Width: 36}, {Title: "Titulaire", Width: 24}, {Title: "Approbation", Width: 40}}}
	for _, s := range p.Signatures {
		words := "À venir"
		switch {
		case s.Done:
			words = s.Approval.Words() + ", le " + s.Approval.At.French()
		case s.Stale:
			words = "A changé depuis l’approbation du " + s.Approval.At.French() + ", à approuver de nouveau"
		}
		holder := s.Holder
		if holder == "" {
			holder = "Siège vacant"
		}
		t.rows = append(t.rows, texts(s.Label(), holder, words))
	}
	return t
}
