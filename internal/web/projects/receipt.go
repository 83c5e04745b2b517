package projects

import (
	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/project"
	"preau/internal/web/page"
)

type receiptPage struct {
	filePage
	Ahead []string // what happens now, who decides, when
}

func receipt(r *page.Request) (page.Response, error) {
	file, err := load(r, noTab)
	if err == nil && file.File.SubmittedAt.IsZero() {
		err = page.ErrNotFound
	}
	if err != nil {
		return page.Response{}, err
	}
	file.under("Accusé de réception")
	view := receiptPage{file, ahead(file.File, file.Level)}
	if len(view.Ahead) == 0 && file.Waits != "" {
		view.Ahead = []string{file.Waits + "."}
	}
	return page.OK(receiptView(view)), nil
}

// ahead is what happens to a file once it is sent, who decides and when (§3, §6), as far
// as a level may know; nothing once all is decided, or when it is back at its school.
func ahead(f project.Filled, by access.Level) (all []string) {
	examined, decided, told := f.Ahead()
	on := func(before string, day civil.Date) string {
		if day.IsZero() {
			return ""
		}
		return before + day.FrenchLong()
	}
	switch f.Seen(by) {
	case project.Submitted:
		all = []string{"Le comité de pilotage régional examine le projet" + on(", au plus tard le ", examined) +
			". S’il le présélectionne, il le transmet au comité de pilotage national\u202f; sinon, il communique sa décision à l’école ou à l’établissement."}
		fallthrough
	case project.Preselected, project.Transmitted, project.SentBack:
		all = append(all, "Le comité de pilotage national décide"+on(" le ", decided)+". Sa décision est communiquée à l’école ou à l’établissement"+on(" le ", told)+".")
	}
	return all
}

// receiptPDF is the receipt of what was last sent.
func receiptPDF(r *page.Request) (page.Response, error) {
	var f project.Filled
	err := r.Read(func(tx *db.Tx) (err error) {
		f, err = r.Projects().ReadSent(tx, r.By, r.PathValue("number"))
		return err
	})
	return receiptFile(r, "recu-"+f.Number, f, err)
}

// receiptFile is the receipt of a file as it was sent, to keep.
func receiptFile(r *page.Request, name string, f project.Filled, err error) (page.Response, error) {
	if err != nil {
		return page.Response{}, err
	}
	return page.PDF.Download(name, func() document.Doc { return receiptDocument(f, r.At.Happened) }, nil), nil
}

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
