package document_test

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"preau/internal/civil"
	"preau/internal/document"
)

var printed = civil.Paris(2009, 9, 21, 14, 5, 0)

var receipt = document.Doc{
	Title:   "Accusé de réception du projet 2009-93-0042",
	Author:  "Préfecture de la région Île-de-France",
	Created: printed,
	Footer:  "Préau, imprimé le 21 septembre 2009 à 14 h 05",
	Blocks: []document.Block{
		document.Paragraph("Votre projet a été transmis. Il est examiné par le comité de pilotage régional, qui se réunit avant le 9 octobre 2009.\nCe document est à conserver."),
		document.Heading("Le projet"),
		document.List{
			{Label: "École", Value: "Collège Gustave-Courbet, Pierrefitte-sur-Seine"},
			{Label: "Responsable de la transmission", Value: "Mme Hélène Œrsted"},
			{Label: "Avis", Value: ""},
			{Label: "Crédits demandés", Value: civil.Cents(1_234_567).French()},
		},
		document.Heading("Les groupes"),
		document.Grid{Table: groups, Rows: groupRows},
	},
}

func pdfOf(t testing.TB, doc document.Doc) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := document.WritePDF(&out, doc); err != nil {
		t.Fatalf("WritePDF: %v", err)
	}
	return out.Bytes()
}

// poppler runs one of its commands on a PDF. The command is needed: a PDF that
// nobody but its writer has read is not tested.
func poppler(t testing.TB, file []byte, command string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(command); err != nil {
		t.Fatalf("%s is needed to read PDF back: install poppler-utils", command)
	}
	var out, faults bytes.Buffer
	cmd := exec.Command(command, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(file), &out, &faults
	if err := cmd.Run(); err != nil || faults.Len() > 0 {
		t.Fatalf("%s %v: %v\n%s", command, args, err, faults.String())
	}
	return out.String()
}

// pages is the text of each page, laid out as it is seen.
func pages(t testing.TB, doc document.Doc) []string {
	t.Helper()
	text := poppler(t, pdfOf(t, doc), "pdftotext", "-layout", "-", "-")
	return strings.Split(strings.TrimSuffix(text, "\f"), "\f")
}

func TestPDFText(t *testing.T) {
	text := strings.Join(pages(t, receipt), "\n")
	for _, want := range []string{
		"Accusé de réception du projet 2009-93-0042",
		"Ce document est à conserver.",
		"Mme Hélène Œrsted",
		"12 345,67 €", // pdftotext makes ordinary spaces of ours
		"1 012",
		"−0,05 €",
		"09/11/2009",
		"=SOMME(A1:A9)",
		"Préau, imprimé le 21 septembre 2009 à 14 h 05",
		"Page 1/1",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("pdftotext of the receipt lacks %q:\n%s", want, text)
		}
	}
}

func TestPDFMetadata(t *testing.T) {
	file := pdfOf(t, receipt)
	info := poppler(t, file, "pdfinfo", "-rawdates", "-")
	for _, want := range []string{
		"Title:           " + receipt.Title,
		"Author:          " + receipt.Author,
		"CreationDate:    D:20090921140500", // in Paris
		"Pages:           1",
		"(A4)",
	} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo of the receipt lacks %q:\n%s", want, info)
		}
	}
	if !bytes.Contains(file, []byte("/Lang (fr-FR)")) {
		t.Error("the receipt does not say that it is in French")
	}
	fonts := poppler(t, file, "pdffonts", "-")
	if n := strings.Count(fonts, "Identity-H       yes"); n != 2 {
		t.Errorf("pdffonts of the receipt: got %d embedded fonts, want 2:\n%s", n, fonts)
	}
	if most := 100_000; len(file) > most {
		t.Errorf("the receipt: got %d bytes, want at most %d, with the letters used only", len(file), most)
	}
}

func TestPDFIsDeterministic(t *testing.T) {
	first := pdfOf(t, receipt)
	for range 5 {
		if !bytes.Equal(first, pdfOf(t, receipt)) {
			t.Fatal("WritePDF twice: got two files, want the same bytes")
		}
	}
}

func TestPDFShowsWhatItCannotWrite(t *testing.T) {
	text := strings.Join(pages(t, document.Doc{Created: printed, Blocks: []document.Block{
		document.Paragraph("école 🏫 fermée"),
		document.Paragraph("arabe مدرسة."),
		document.Paragraph("hébreu שלום."),
		document.Paragraph("tamoul தமிழ்."),
		document.Paragraph("cyrillique школа"),
		document.Paragraph("décomposé : e\u0301cole"),
		document.Paragraph("octets \xff\xfe."),
	}}), "\n")
	for _, want := range []string{"école □ fermée", "arabe □□□□□.", "hébreu □□□□.", "tamoul □□□□□.", "cyrillique школа", "décomposé : école", "octets □."} {
		if !strings.Contains(text, want) {
			t.Errorf("pdftotext lacks %q:\n%s", want, text)
		}
	}
}

func TestPDFRefuses(t *testing.T) {
	for _, c := range []struct {
		why  string
		doc  document.Doc
		want string
	}{
		{"no date", document.Doc{}, "without a date"},
		{"a table without columns", document.Doc{Created: printed, Blocks: []document.Block{document.Grid{}}}, "block 1: table without columns"},
		{"a table too wide", document.Doc{Created: printed, Blocks: []document.Block{
			document.Grid{Table: document.Table{Columns: make([]document.Column, 11)}}}}, "a page holds 10"},
		{"a row too long", document.Doc{Created: printed, Blocks: []document.Block{
			document.Grid{Table: groups, Rows: [][]document.Cell{make([]document.Cell, 7)}}}}, "row 1: 7 cells for 6 columns"},
	} {
		err := document.WritePDF(io.Discard, c.doc)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("WritePDF of %s: got %v, want %q", c.why, err, c.want)
		}
	}
}

// Whatever comes before it, a heading is on the page of what follows it: the
// next heading, and the first row of a table with its header.
func TestPDFHeadingsStayWithWhatFollows(t *testing.T) {
	follow := map[string]document.Block{
		"paragraphe": document.Paragraph("la suite"),
		"liste":      document.List{{Label: "la suite", Value: "une valeur\nde deux lignes"}},
		"tableau": document.Grid{Table: document.Table{Title: "Tableau", Notes: []string{"Note"}, Columns: []document.Column{{Title: "Colonne"}}},
			Rows: [][]document.Cell{{document.TextCell("la suite")}}},
	}
	for name, block := range follow {
		for before := 30; before < 50; before++ {
			doc := document.Doc{Created: printed, Blocks: []document.Block{
				document.Paragraph(strings.Repeat("ligne\n", before) + "ligne"),
				document.Heading("Premier intertitre"), document.Heading("Second intertitre"), block,
			}}
			for n, page := range pages(t, doc) {
				first, second, next := strings.Contains(page, "Premier"), strings.Contains(page, "Second"), strings.Contains(page, "la suite")
				if first != second || second != next {
					t.Errorf("%s after %d lines, page %d: headings %t and %t, what follows %t, want all or none:\n%s",
						name, before, n+1, first, second, next, page)
				}
			}
		}
	}
}

func TestPDFLongTableRepeatsItsHeader(t *testing.T) {
	rows := make([][]document.Cell, 150)
	for i := range rows {
		rows[i] = []document.Cell{document.TextCell(fmt.Sprintf("rang-%03d", i)), document.CountCell(int64(i))}
	}
	rows[70][0] = document.TextCell("haut\n" + strings.Repeat("encore\n", 120) + "bas")
	table := document.Table{Columns: []document.Column{{Title: "Parent"}, {Title: "Heures", Kind: document.Count}}}
	got := pages(t, document.Doc{Created: printed, Blocks: []document.Block{document.Grid{Table: table, Rows: rows}}})
	if len(got) < 4 {
		t.Fatalf("150 rows, one of 122 lines: got %d pages, want 4 or more", len(got))
	}
	for n, page := range got {
		if strings.Count(page, "Heures") != 1 {
			t.Errorf("page %d: got %d headers, want 1:\n%s", n+1, strings.Count(page, "Heures"), page)
		}
		if want := fmt.Sprintf("Page %d/%d", n+1, len(got)); !strings.Contains(page, want) {
			t.Errorf("page %d lacks %q", n+1, want)
		}
	}
	all := strings.Join(got, "\n")
	for text, want := range map[string]int{"rang-": 149, "rang-000": 1, "rang-149": 1, "haut": 1, "encore": 120, "bas": 1} {
		if n := strings.Count(all, text); n != want {
			t.Errorf("%q: got %d times, want %d", text, n, want)
		}
	}
}

// The last row of a table does not go over to the next page alone.
func TestPDFLastRowIsNotAlone(t *testing.T) {
	for n := 30; n < 50; n++ {
		rows := make([][]document.Cell, n)
		for i := range rows {
			rows[i] = []document.Cell{document.TextCell("rang")}
		}
		got := pages(t, document.Doc{Created: printed, Blocks: []document.Block{document.Grid{Table: document.Table{Columns: []document.Column{{Title: "A"}}}, Rows: rows}}})
		if last := strings.Count(got[len(got)-1], "rang"); last < 2 {
			t.Errorf("%d rows: got %d on page %d, want 2 or more", n, last, len(got))
		}
	}
}

// Nothing runs off the paper: every word lies between the margins.
func TestPDFLongWordsWrap(t *testing.T) {
	long := strings.Repeat("https://", 60)
	doc := document.Doc{Title: long, Author: long, Footer: long, Created: printed, Blocks: []document.Block{
		document.Heading(long), document.Paragraph(long), document.List{{Label: long, Value: long}},
		document.Grid{Table: document.Table{Title: long, Columns: []document.Column{{Title: long}, {Title: "B", Width: 1}}},
			Rows: [][]document.Cell{{document.TextCell(long), document.TextCell(long)}}},
	}}
	boxes := poppler(t, pdfOf(t, doc), "pdftotext", "-bbox", "-", "-")
	words := 0
	for line := range strings.Lines(boxes) {
		var left, top, right, bottom float64
		n, _ := fmt.Sscanf(strings.TrimSpace(line), `<word xMin="%f" yMin="%f" xMax="%f" yMax="%f"`, &left, &top, &right, &bottom)
		if n != 4 {
			continue
		}
		words++
		const margin, width, height = 56.6, 595.3, 841.9 // points
		if left < margin || right > width-margin+1 || top < 0 || bottom > height-20 {
			t.Errorf("a word runs off the paper: %s", line)
		}
	}
	if words < 10 {
		t.Errorf("pdftotext -bbox: got %d words, want 10 or more:\n%s", words, boxes)
	}
}

// Whatever the text, a PDF comes out, its pages numbered to the last.
func FuzzPDFText(f *testing.F) {
	f.Add("titre", "texte", 3)
	f.Add("\x00\xff\u202e🏫", strings.Repeat("mot ", 500)+strings.Repeat("m", 500), 50)
	f.Add("(\\)", "\n\n\n", 1)
	f.Fuzz(func(t *testing.T, title, text string, rows int) {
		rows = max(0, min(rows, 60))
		grid := document.Grid{Table: document.Table{Title: text, Notes: []string{title}, Columns: []document.Column{{Title: title}, {Title: text, Kind: document.Count}}}}
		for range rows {
			grid.Rows = append(grid.Rows, []document.Cell{document.TextCell(title), document.TextCell(text)})
		}
		got := pages(t, document.Doc{Title: title, Author: text, Footer: title, Created: printed, Blocks: []document.Block{
			document.Heading(text), document.Heading(title), document.Paragraph(text), document.List{{Label: text, Value: title}}, grid, document.Subheading(title),
			document.List{{Label: title, Hint: text, Options: []document.Option{{Text: title, Chosen: true}, {Text: text}}}, {Label: text, Room: document.Room{Lines: rows, Unit: title}}},
			document.Grid{Table: grid.Table, Rows: grid.Rows, Total: []document.Cell{document.TextCell(text)}, Boxed: true}, document.Heading(title),
		}})
		if want := fmt.Sprintf("Page %d/%d", len(got), len(got)); !strings.Contains(got[len(got)-1], want) {
			t.Errorf("last page lacks %q:\n%s", want, got[len(got)-1])
		}
	})
}
