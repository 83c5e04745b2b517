package document_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"preau/internal/document"
)

// form has every block, filled in and to fill in.
var form = document.Doc{
	Above: "Campagne 2009-2010", Title: "Fiche du projet 2009-93-0042", Created: printed, Footer: "Projet 2009-93-0042",
	Blocks: []document.Block{
		document.Heading("Le projet"),
		document.Note("Annexe 3"),
		document.Paragraph("Un alinéa.\nUn autre."),
		document.Subheading("Les questions"),
		document.List{
			{Label: "À l’intérieur de l’école ?", Options: []document.Option{{Text: "Oui", Chosen: true}, {Text: "Non"}}},
			{Label: "Comment ?", Hint: "Quelques phrases.", Value: strings.Repeat("Un très long texte. ", 30)},
			{Label: "Association", Value: "Non renseigné", Pending: true},
			{Label: "Heures", Room: document.Room{Lines: 1, Short: true, Unit: "heures"}},
			{Label: "Remarques", Room: document.Room{Lines: 4}},
		},
		document.Grid{
			Table: document.Table{Title: "Groupes", Columns: []document.Column{{Title: "Groupe"}, {Title: "Parents", Kind: document.Count}}},
			Rows:  [][]document.Cell{{document.TextCell("A"), document.CountCell(12)}, {document.TextCell("B")}},
			Named: true, Total: []document.Cell{document.TextCell("Total"), document.CountCell(12)},
		},
		document.Grid{Table: document.Table{Columns: []document.Column{{Title: "À remplir"}}}, Rows: [][]document.Cell{{}}, Boxed: true},
	},
}

const formTold = `Document
 P: Campagne 2009-2010
 H1: Fiche du projet 2009-93-0042
 H2: Le projet
 P: Annexe 3
 P: Un alinéa.
 P: Un autre.
 H3: Les questions
 L
  LI
   Lbl: À l’intérieur de l’école ?
   LBody
    L
     LI
      Lbl: ×
      LBody: Oui
     LI
      Lbl
      LBody: Non
  LI
   Lbl: Comment ?
   LBody
    P: Quelques phrases.
    P: LONG
  LI
   Lbl: Association
   LBody
    P: Non renseigné
  LI
   Lbl: Heures
   LBody
    P
    P: heures
  LI
   Lbl: Remarques
   LBody
    P
 Table
  Caption: Groupes
  TR
   TH Column: Groupe
   TH Column: Parents
  TR
   TH Row: A
   TD: 12
  TR
   TH Row: B
   TD
  TR
   TH Row: Total
   TD: 12
 Table
  TR
   TH Column: À remplir
  TR
   TD
`

// told is what a screen reader is told of a PDF, as poppler reads its tags: one
// element a line, with the scope of a header and the text.
func told(t testing.TB, file []byte) string {
	t.Helper()
	var b strings.Builder
	before := ":" // a text goes on, on the next page
	for line := range strings.Lines(poppler(t, file, "pdfinfo", "-struct-text", "-")) {
		text := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(text, "/Scope /"):
			b.WriteString(" " + strings.TrimPrefix(text, "/Scope /"))
		case text == `""`, strings.HasPrefix(text, "/"):
		case strings.HasPrefix(text, `"`):
			b.WriteString(before + " " + strings.TrimSpace(strings.Trim(text, `"`)))
			before = ""
		default:
			before = ":"
			kind, _, _ := strings.Cut(strings.TrimSuffix(text, ":"), " ")
			indent := (len(line) - len(strings.TrimLeft(line, " "))) / 2
			b.WriteString("\n" + strings.Repeat(" ", indent) + kind)
		}
	}
	return strings.TrimSpace(b.String()) + "\n"
}

func TestPDFTags(t *testing.T) {
	file := pdfOf(t, form)
	info := poppler(t, file, "pdfinfo", "-")
	for _, want := range []string{"Tagged:          yes", "PDF version:     1.7"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo of the form lacks %q:\n%s", want, info)
		}
	}
	long := strings.TrimSpace(strings.Repeat("Un très long texte. ", 30))
	got := strings.Replace(told(t, file), long, "LONG", 1)
	if diff := cmp.Diff(formTold, got); diff != "" {
		t.Errorf("tags of the form: -want +got\n%s", diff)
	}
	for _, want := range []string{"/DisplayDocTitle true", "/Lang (fr-FR)", "/StructParents 0 /Tabs /S"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the form lacks %q", want)
		}
	}
}

// The table over four pages is one table, its header is told once, and neither
// footers nor rules are told.
func TestPDFTagsOfALongTable(t *testing.T) {
	var want strings.Builder
	want.WriteString("Document\n Table\n  TR\n   TH Column: Parent\n")
	var rows [][]document.Cell
	for i := range 150 {
		rows = append(rows, []document.Cell{document.TextCell(fmt.Sprintf("rang %03d", i))})
		fmt.Fprintf(&want, "  TR\n   TD: rang %03d\n", i)
	}
	file := pdfOf(t, document.Doc{Created: printed, Footer: "au pied", Blocks: []document.Block{
		document.Grid{Table: document.Table{Columns: []document.Column{{Title: "Parent"}}}, Rows: rows}}})
	if diff := cmp.Diff(want.String(), told(t, file)); diff != "" {
		t.Errorf("tags of 150 rows: -want +got\n%s", diff)
	}
}

// A text cut over two pages stays one element; its words stay apart.
func TestPDFTagsOfALongText(t *testing.T) {
	text := strings.TrimSpace(strings.Repeat("quelques mots ", 1500))
	got := told(t, pdfOf(t, document.Doc{Created: printed, Blocks: []document.Block{document.Paragraph(text)}}))
	if want := "Document\n P: " + text + "\n"; got != want {
		t.Errorf("tags of 3000 words: got\n%s", got)
	}
}

// What is not letters, or not in the font, is read aloud in words.
func TestPDFIsReadAloud(t *testing.T) {
	const arabic = "مدرسة"
	file := pdfOf(t, document.Doc{Created: printed, Blocks: []document.Block{
		document.Paragraph("école " + arabic),
		document.List{{Label: "Où ?", Options: []document.Option{{Text: "Ici", Chosen: true}, {Text: "Ailleurs"}}}, {Label: "Quand ?", Room: document.Room{Lines: 1}}},
	}})
	for _, want := range []string{"école " + arabic, "choisi", "non choisi", "à remplir"} {
		var hex strings.Builder
		for _, unit := range utf16.Encode([]rune(want)) {
			fmt.Fprintf(&hex, "%04X", unit)
		}
		if !bytes.Contains(file, []byte("/ActualText <FEFF"+hex.String()+">")) {
			t.Errorf("nothing is read aloud as %q", want)
		}
	}
	text := poppler(t, file, "pdftotext", "-", "-")
	for _, want := range []string{"choisi Ici", "école □□□□□", "Le signe □ remplace"} {
		if !strings.Contains(text, want) {
			t.Errorf("pdftotext lacks %q:\n%s", want, text)
		}
	}
}

func TestPDFBookmarks(t *testing.T) {
	blocks := []document.Block{document.Subheading("Avant"), document.Heading("Première"), document.Paragraph(strings.Repeat("ligne\n", 60)),
		document.Subheading("Détail"), document.Heading("Seconde")}
	file := pdfOf(t, document.Doc{Created: printed, Blocks: blocks})
	html := poppler(t, file, "pdftohtml", "-xml", "-i", "-stdout", "-", "unused")
	_, got, _ := strings.Cut(strings.ReplaceAll(html, "\n", ""), "<outline>")
	const want = `<item page="1">Avant</item><item page="1">Première</item><outline><item page="2">Détail</item></outline><item page="2">Seconde</item>`
	if !strings.HasPrefix(got, want) {
		t.Errorf("outline: got %.300q, want %q", got, want)
	}
	one := pdfOf(t, document.Doc{Created: printed, Blocks: blocks[:2]})
	if bytes.Contains(one, []byte("/Outlines")) {
		t.Error("a document of one page has bookmarks")
	}
}
