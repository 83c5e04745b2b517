package projects

import (
	"bytes"
	"io/fs"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/territory"
)

// rules2009 are those that ship, their annexe 3 changed.
func rules2009(t *testing.T, change func(annexe3 string) string) *campaign.Campaign {
	t.Helper()
	folder := fstest.MapFS{}
	err := fs.WalkDir(campaigns.FS, "2009-2010", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(campaigns.FS, path)
		folder[strings.TrimPrefix(path, "2009-2010/")] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	folder["annexe-3.toml"].Data = []byte(change(string(folder["annexe-3.toml"].Data)))
	rules, faults := campaign.Load(folder)
	if len(faults) > 0 {
		t.Fatalf("Load: %v", faults)
	}
	return rules
}

func same(text string) string { return text }

var printed = civil.Paris(2009, 9, 21, 14, 5, 0)

// paperOf is a file with such answers to annexes 2 and 3, as typed.
func paperOf(t *testing.T, rules *campaign.Campaign, typed map[string]string) paper {
	t.Helper()
	p := paper{Level: access.School, At: printed,
		School: territory.School{UAI: "0931420N", Name: "Collège Gustave-Courbet", Address: "12 rue des Ormes", Postcode: "93200", Town: "Saint-Denis"}}
	p.File = project.Filled{Rules: rules, Answers: project.Answers{}, Project: project.Project{Number: "2009-93-0042", State: project.Draft,
		Released: project.Draft, Revision: 12, SavedAt: printed, Place: access.Place{School: "0931420N", Department: "93", Academie: "24", Region: "11"}}}
	for _, sheet := range rules.Sheets {
		p.File.Answers[sheet.Key], _ = sheet.Read(typed)
	}
	return p
}

// text is a PDF as poppler reads it.
func text(t *testing.T, doc document.Doc) string {
	t.Helper()
	return poppler(t, doc, "pdftotext", "-layout", "-", "-")
}

// poppler gives what one of its commands reads in a document, on one line.
func poppler(t *testing.T, doc document.Doc, command string, args ...string) string {
	t.Helper()
	var file, out, faults bytes.Buffer
	if err := document.WritePDF(&file, doc); err != nil {
		t.Fatalf("WritePDF: %v", err)
	}
	cmd := exec.Command(command, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &file, &out, &faults
	if err := cmd.Run(); err != nil || faults.Len() > 0 {
		t.Fatalf("%s (of poppler-utils): %v\n%s", command, err, faults.String())
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// cells are all the texts of a workbook, a page a line.
func cells(t *testing.T, pages []document.Page) string {
	t.Helper()
	var b strings.Builder
	for _, page := range pages {
		b.WriteString(page.Title + " " + strings.Join(page.Notes, " "))
		for _, c := range page.Columns {
			b.WriteString(" " + c.Title)
		}
		for row, err := range page.Rows {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row {
				b.WriteString(" " + c.String())
			}
		}
		b.WriteString("\n")
	}
	for _, write := range []func(*bytes.Buffer) error{
		func(out *bytes.Buffer) error { return document.WriteODS(out, pages...) },
		func(out *bytes.Buffer) error { return document.WriteXLSX(out, pages...) },
	} {
		if err := write(&bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
	}
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(b.String())
}

// inOrder tells whether the texts follow one another.
func inOrder(t *testing.T, of, text string, wants ...string) {
	t.Helper()
	rest := text
	for _, want := range wants {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Errorf("%s lacks %q, or has it too early:\n%s", of, want, text)
			return
		}
		rest = after
	}
}

const moreQuestions = `
[[section.question]]
key = "snack"
kind = "amount"
label = "Quel budget pour le goûter ?"
law = "choix"

[[section.question]]
key = "outings"
kind = "table"
label = "Les sorties"
item = "Sortie"
most_rows = 5
law = "choix"

[[section.question.column]]
key = "day"
kind = "date"
label = "Quel jour ?"
law = "choix"

[[section.question.column]]
key = "why"
kind = "long"
label = "Pourquoi y aller ?"
law = "choix"
`

// Two questions more in the file and one moved: they are printed, in their new
// order, on every paper, without a line of code.
func TestPapersFollowTheFile(t *testing.T) {
	rules := rules2009(t, func(annexe3 string) string {
		at := strings.Index(annexe3, "[[section.question]]\nkey = \"network\"")
		end := at + strings.Index(annexe3[at:], "law = ") + len("law = \"annexe 3\"\n")
		moved := annexe3[at:end]
		first := strings.Index(annexe3, "[[section.question]]")
		return annexe3[:first] + moved + "\n" + annexe3[first:at] + moreQuestions + annexe3[end:]
	})
	p := paperOf(t, rules, map[string]string{"network": "Une réunion par trimestre.", "snack": "12,5",
		"outings.a": "1", "outings.a.day": "2/2/2010", "outings.a.why": "Pour la mairie."})
	sheet, _ := rules.Sheet("annexe-3")
	blank := reading{sheet: sheet, blank: true}
	inOrder(t, "the filled sheet", text(t, p.document()), "Quel travail commun", "Les trois objectifs", "Quel budget pour le goûter ?", "12,50 €",
		"Sortie 1", "2 février 2010", "Pourquoi y aller ?", "Pour la mairie.")
	inOrder(t, "the blank sheet", text(t, blankPaper(rules, sheet, printed)), "Quel travail commun", "Les trois objectifs", "Quel budget pour le goûter ?", "€",
		"Sortie 1", "Quel jour ?", "Sortie 3")
	inOrder(t, "the workbook", cells(t, p.book()), "Quel travail commun", "Une réunion par trimestre.", "Quel budget pour le goûter ?", "12,50 €",
		"\nLes sorties", "Quel jour ? Pourquoi y aller ?", "Sortie 1 02/02/2010 Pour la mairie.")
	inOrder(t, "the blank workbook", cells(t, blank.book("Vierge")), "Quel travail commun", "Quel budget pour le goûter ?", "\nLes sorties", "Sortie 3")
}

// filled is a sheet with six groups and every oddity.
func filled() map[string]string {
	typed := map[string]string{"objectives": "oui", "objectives_how": strings.Repeat("Une phrase qui se répète. ", 400) + "\nالمدرسة 学校 🏫", "assessment": "oui", "grid": "shared",
		"budget_teaching": "14 400", "budget_material": "à voir", "renewal.renewed": "10", "renewal.new": "62",
		"trainers.t": "1", "trainers.t.kind": "teacher", "trainers.t.hours": "720"}
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		for column, text := range map[string]string{"": "1", ".size": "12", ".profile": "beginner", ".hours": "120", ".start": "05/11/2009", ".slot_1": "mardi de 14 h à 16 h"} {
			typed["groups."+id+column] = text
		}
	}
	return typed
}

func TestPaperOfAFilledSheet(t *testing.T) {
	p := paperOf(t, rules2009(t, same), filled())
	inOrder(t, "the paper", text(t, p.document()),
		"Fiche du projet 2009-93-0042", "Le signe □ remplace", "Collège Gustave-Courbet", "12 rue des Ormes, 93200 Saint-Denis", "Seine-Saint-Denis, académie de Créteil",
		"Brouillon, enregistrée le 21 septembre 2009 à 14 h 05, non transmise",
		"Les groupes Groupe 1 Groupe 2 Groupe 3", "12 parents 12 parents 12 parents", "Non renseigné", "Groupe 4 Groupe 5 Groupe 6",
		"Intervenant 1", "Déjà inscrits en 2008-2009 10", "Nouveaux 62", "Total 72",
		"14 400,00 € 3 600,00 € 10 800,00 €", "à voir", "choisi Oui Non", "Une phrase qui se répète.", "□□□□□□□ □□ □",
		"Points à vérifier", "À corriger", "Matériel pédagogique")
	inOrder(t, "the workbook", cells(t, p.book()), "Projet 2009-93-0042", "Annexe 2", "Matériel pédagogique à voir", "\nLes groupes", "Groupe 6 12 Apprentissage 120 h 05/11/2009",
		"\nLes intervenants", "\nAnnexe 3", "المدرسة 学校 🏫", "\nPoints à vérifier", "À corriger Annexe 2")
	if paper := text(t, p.document()); strings.Contains(paper, "Quelle association") {
		t.Error("a question that no trainer is asked is printed")
	}
}

func TestPaperOfAnEmptySheet(t *testing.T) {
	p := paperOf(t, rules2009(t, same), nil)
	inOrder(t, "the paper", text(t, p.document()), "Les groupes", "Non renseigné", "Coût par groupe", "Pas encore calculable",
		"Réponse attendue", "Remplissez au moins un groupe (§2.2).")
	if book := cells(t, p.book()); strings.Contains(book, " Non ") {
		t.Errorf("an empty answer is told as « Non »:\n%s", book)
	}
}

// A paper tells its reader what their level may know, and no more.
func TestPaperKeepsSecrets(t *testing.T) {
	p := paperOf(t, rules2009(t, same), nil)
	granted := civil.Cents(123_456)
	p.File.State, p.File.Released, p.File.Opinion, p.File.GrantedCents = project.Validated, project.Submitted, "Avis très favorable.", &granted
	p.File.SubmittedAt = printed
	for level, told := range map[access.Level]map[string]bool{
		access.School: {"Avis très favorable.": false, "1 234,56 €": false, "Validé": false},
		access.Region: {"Avis très favorable.": true, "1 234,56 €": false, "Validé": false},
		access.Nation: {"Avis très favorable.": true, "1 234,56 €": true, "Validé": true},
	} {
		p.Level = level
		for name, all := range map[string]string{"paper": text(t, p.document()), "workbook": strings.Join(strings.Fields(cells(t, p.book())), " ")} {
			for secret, want := range told {
				if got := strings.Contains(all, secret); got != want {
					t.Errorf("%s for %s: has %q is %t, want %t:\n%s", name, level, secret, got, want, all)
				}
			}
			if !strings.Contains(all, "ransmise le 21 septembre 2009") {
				t.Errorf("%s for %s does not say when the sheet was sent", name, level)
			}
		}
	}
}

func TestBlankSheets(t *testing.T) {
	rules := rules2009(t, same)
	for _, sheet := range rules.Sheets {
		told := poppler(t, blankPaper(rules, sheet, printed), "pdfinfo", "-struct-text", "-") // each question whole
		book := cells(t, reading{sheet: sheet, blank: true}.book("Vierge"))
		for q := range sheet.Questions() {
			for _, asked := range append([]form.Question{*q}, q.Columns...) {
				label := strings.Join(strings.Fields(asked.Label), " ")
				onPaper := asked.Kind != form.Computed || q.Shares != nil // a total has its place
				if got := strings.Contains(told, label); got != onPaper {
					t.Errorf("the blank %s asks %q is %t, want %t:\n%s", sheet.Key, label, got, onPaper, told)
				}
				if !strings.Contains(book, label) {
					t.Errorf("the blank workbook of %s does not have %q", sheet.Key, label)
				}
			}
		}
	}
	annexe2, _ := rules.Sheet("annexe-2")
	inOrder(t, "the blank workbook of annexe 2", cells(t, reading{sheet: annexe2, blank: true}.book("Vierge")), "Calculé par Préau.",
		"Déjà inscrits en 2008-2009", "écrivez 0 à la première ligne", "Les groupes", "Où en sont ces parents en français ? Alphabétisation / Apprentissage")
	inOrder(t, "the blank annexe 2", text(t, blankPaper(rules, annexe2, printed)), "École ou établissement", "Groupe 1 Groupe 2 Groupe 3",
		"□ Alphabétisation □ Alphabétisation", "Déjà inscrits en 2008-2009", "Total", "Montant demandé")
}
