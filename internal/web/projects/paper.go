package projects

import (
	"fmt"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/territory"
)

const operation = "Ouvrir l’École aux parents pour réussir l’intégration"

// A paper is a filled sheet as a document, for a reader: they are told what
// their level may know.
type paper struct {
	File   project.Filled
	School territory.School
	Level  access.Level
	At     civil.Instant // of printing
}

// document is the paper to print: who, what they answer, what is to be looked
// at, and the opinion of the region (annexe 3).
func (p paper) document() document.Doc {
	doc := document.Doc{
		Above: operation + ", " + p.File.Rules.Label, Title: "Fiche du projet " + p.File.Number, Author: "Préau", Created: p.At,
		Footer: fmt.Sprintf("Projet %s, %s", p.File.Number, p.standing()),
		Blocks: []document.Block{p.identity()},
	}
	doc.Blocks = append(doc.Blocks, p.sheets()...)
	if opinion := p.opinion(); opinion != "" {
		doc.Blocks = append(doc.Blocks, document.Heading("Avis du comité de pilotage régional"), document.Paragraph(opinion))
	}
	doc.Blocks = append(doc.Blocks, p.checks()...)
	return doc
}

// sheets are the answers of the school.
func (p paper) sheets() (blocks []document.Block) {
	for _, sheet := range p.File.Rules.Sheets {
		blocks = append(blocks, document.Heading(sheet.Title))
		blocks = append(blocks, reading{sheet: sheet, values: p.File.Values(sheet)}.blocks()...)
	}
	return blocks
}

// identity is what Préau knows, and the school is not asked.
func (p paper) identity() document.List {
	var list document.List
	for _, fact := range p.facts() {
		list = append(list, document.Pair{Label: fact.label, Value: fact.value.String()})
	}
	return list
}

// A fact is one thing known about a file.
type fact struct {
	label string
	value document.Cell
}

func (p paper) facts() []fact {
	text := func(label, value string) fact { return fact{label, document.TextCell(value)} }
	department, _ := territory.FindDepartment(p.File.Department)
	facts := []fact{
		text("École ou établissement", p.School.Name),
		text("Numéro UAI", string(p.School.UAI)),
		text("Adresse", address(p.School)),
		text("Téléphone, courriel", joined(", ", p.School.Phone, p.School.Email)),
		text("Département", joined(", ", department.Name, territory.PlaceName(access.Place{Academie: p.File.Academie}))),
		text("Numéro du projet", p.File.Number),
		text("État", joined(", ", p.state(), p.standing())),
		{"Montant demandé", document.AmountCell(p.File.AskedCents)},
	}
	if granted := p.File.Granted(p.Level); granted != nil && !p.past() {
		facts = append(facts, fact{"Montant accordé", document.AmountCell(*granted)})
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return f.value == document.Blank })
}

// standing is when the sheet was sent, or last saved: saved is never taken for
// sent.
func (p paper) standing() string {
	sent := "transmise le " + p.File.SubmittedAt.French()
	switch {
	case p.past():
		return fmt.Sprintf("version %d, %s, remplacée depuis", p.File.Version, sent)
	case p.File.Version > 0:
		return fmt.Sprintf("version %d, %s", p.File.Version, sent)
	case p.File.Drafting(p.Level):
		return "enregistrée le " + p.File.SavedAt.French() + ", non transmise"
	}
	return sent
}

// past tells whether another version followed the one on paper. What became of the
// file is then not said of it.
func (p paper) past() bool { return p.File.Version > 0 && p.File.Version < p.File.SentVersion }

// state is where the file stands; blank of a version that another followed.
func (p paper) state() string {
	if p.past() {
		return ""
	}
	return project.Label(p.File.Seen(p.Level), p.Level)
}

// opinion is that of the region, as far as the reader may know it, on what is on
// paper.
func (p paper) opinion() string {
	if p.past() {
		return ""
	}
	return p.File.OpinionFor(p.Level)
}

func address(s territory.School) string {
	return joined(", ", s.Address, joined(" ", s.Postcode, s.Town))
}

// joined are the parts that are not blank.
func joined(between string, parts ...string) string {
	var known []string
	for _, part := range parts {
		if part != "" {
			known = append(known, part)
		}
	}
	return strings.Join(known, between)
}

// weights are how much a finding weighs, in words.
var weights = map[form.Level]string{form.Lack: "Réponse attendue", form.Fault: "À corriger", form.Warning: "À vérifier"}

// checks are what does not hold in the sheets, each with its paragraph (R6).
func (p paper) checks() []document.Block {
	list := p.findings()
	if len(list) == 0 {
		return nil
	}
	return []document.Block{document.Heading("Points à vérifier"), list}
}

func (p paper) findings() (list document.List) {
	for _, sheet := range p.File.Rules.Sheets {
		for _, f := range p.File.Findings(sheet) {
			list = append(list, document.Pair{Label: weights[f.Level], Value: said(f)})
		}
	}
	return list
}

// blankPaper is a sheet of the campaign, to be filled in by hand.
func blankPaper(rules *campaign.Campaign, sheet *form.Sheet, at civil.Instant) document.Doc {
	known := document.List{}
	for _, label := range []string{"École ou établissement", "Numéro UAI", "Adresse"} {
		known = append(known, document.Pair{Label: label, Room: document.Room{Lines: 1}})
	}
	doc := document.Doc{Above: operation + ", " + rules.Label, Title: sheet.Title, Author: "Préau", Created: at,
		Footer: sheet.ShortTitle + ", " + rules.Label + ". Fiche à remplir", Blocks: []document.Block{
			document.Note("Cette fiche sert à préparer les réponses. Elle se remplit et se transmet dans Préau, qui connaît déjà l’école ou l’établissement."), known}}
	doc.Blocks = append(doc.Blocks, reading{sheet: sheet, blank: true}.blocks()...)
	return doc
}
