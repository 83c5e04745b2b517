package projects

import (
	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/project"
)

// receiptDocument is the receipt of a file, as it was sent, as a document to keep:
// its digest tells later that nothing of it has changed.
func receiptDocument(f project.Filled, at civil.Instant) document.Doc {
	doc := document.Doc{
		Title:   "Accusé de réception du projet " + f.Number,
		Author:  "Préau",
		Created: at,
		Footer:  "Projet " + f.Number,
		Blocks: []document.Block{
			document.Paragraph("Opération «\u202fOuvrir l’École aux parents pour réussir l’intégration\u202f», " + f.Rules.Label + "."),
			document.List{
				{Label: "Numéro", Value: f.Number},
				{Label: "École ou établissement", Value: f.School + ", " + f.Town},
				{Label: "Département", Value: departmentName(f.Department)},
				{Label: "Reçu le", Value: f.SubmittedAt.French()},
				{Label: "Montant demandé", Value: f.AskedCents.French()},
			},
			document.Paragraph("Le projet est transmis au comité de pilotage régional, qui l’examine et le transmet, s’il le présélectionne, au comité de pilotage national."),
		},
	}
	if f.Version > 0 {
		facts := doc.Blocks[1].(document.List)
		doc.Blocks[1] = append(facts, document.Pair{Label: "Version transmise", Value: civil.FrenchCount(f.Version) + ", par " + f.Sent.PersonName},
			document.Pair{Label: "Empreinte des réponses (SHA-256)", Value: f.Sent.Digest})
	}
	return doc
}
