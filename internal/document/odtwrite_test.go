package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/civil"
	"preau/internal/document"
)

func odtOf(t testing.TB, doc document.Doc) *zip.Reader {
	t.Helper()
	var out bytes.Buffer
	if err := document.WriteODT(&out, doc); err != nil {
		t.Fatalf("WriteODT: %v", err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

// outlined is what a word processor reads in a part of an ODT: a line a
// paragraph, with its style, and a line where a table, its header and its rows
// begin and end.
func outlined(t testing.TB, archive *zip.Reader, name string) []string {
	t.Helper()
	var lines []string
	var text strings.Builder
	decoder := xml.NewDecoder(strings.NewReader(part(t, archive, name)))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return lines
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			switch token.Name.Local {
			case "p", "h":
				text.Reset()
				level := ""
				if token.Name.Local == "h" {
					level = " " + attribute(token, "outline-level")
				}
				lines = append(lines, strings.ReplaceAll(attribute(token, "style-name"), "_20_", " ")+level+": ")
			case "s":
				n, _ := strconv.Atoi(attribute(token, "c"))
				text.WriteString(strings.Repeat(" ", n))
			case "line-break":
				text.WriteByte('\n')
			case "tab":
				text.WriteByte('\t')
			case "table", "table-header-rows", "table-row":
				lines = append(lines, "<"+token.Name.Local)
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "p", "h":
				lines[len(lines)-1] += text.String()
			case "table", "table-header-rows":
				lines = append(lines, token.Name.Local+">")
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestODTIsReadBack(t *testing.T) {
	got := outlined(t, odtOf(t, document.Doc{
		Above: "Au-dessus", Title: "Titre & <suite>", Created: printed, Blocks: []document.Block{
			document.Heading("Premier"), document.Paragraph("  deux  espaces\n puis une ligne\n\nun paragraphe "), document.Paragraph(""), document.Subheading("Second"), document.Note("note"), document.List{},
			document.List{
				{Label: "Nom", Hint: "en entier", Value: "Œrsted"},
				{Label: "Avis", Value: "Non renseigné", Pending: true},
				{Label: "Choix", Options: []document.Option{{Text: "Oui", Chosen: true}, {Text: "Non"}}},
				{Label: "À écrire", Room: document.Room{Lines: 2, Unit: "heures"}},
				{Label: "Vide"},
			},
			document.Grid{Table: document.Table{Title: "Les groupes", Notes: []string{"au 21 septembre"}, Columns: []document.Column{{Title: "Groupe"}, {Title: "Crédits", Kind: document.Amount}}},
				Rows:  [][]document.Cell{{document.TextCell("=A1"), document.AmountCell(123456)}, {document.TextCell("B\nC")}},
				Total: []document.Cell{document.TextCell("Total"), document.AmountCell(123456)}},
		}}), "content.xml")
	want := []string{
		"Surtitre: Au-dessus", "Title: Titre & <suite>", "Heading 1 1: Premier",
		"Text body: deux  espaces\n puis une ligne", "Text body: un paragraphe", "Heading 2 2: Second", "Note: note",
		"<table", "<table-row", "Libellé: Nom", "Note: en entier", "Table Contents: Œrsted",
		"<table-row", "Libellé: Avis", "Attente: Non renseigné",
		"<table-row", "Libellé: Choix", "Table Contents: ☒ Oui", "Table Contents: ☐ Non",
		"<table-row", "Libellé: À écrire", "Table Contents: \n", "Table Contents: heures",
		"<table-row", "Libellé: Vide", "Table Contents: ", "table>",
		"Caption: Les groupes", "Note: au 21 septembre",
		"<table", "<table-header-rows", "<table-row", "Table Heading: Groupe", "Titre de chiffres: Crédits", "table-header-rows>",
		"<table-row", "Table Contents: =A1", "Chiffres: 1\u202f234,56\u00a0€",
		"<table-row", "Table Contents: B\nC", "Table Contents: ",
		"<table-row", "Table Heading: Total", "Titre de chiffres: 1\u202f234,56\u00a0€", "table>",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("content.xml of a document: -want +got\n%s", diff)
	}
}

// Every style is named in styles.xml, and no paragraph has a look of its own.
func TestODTStylesAreNamed(t *testing.T) {
	archive := odtOf(t, receipt)
	content, styles := part(t, archive, "content.xml"), part(t, archive, "styles.xml")
	if strings.Contains(content, "text-properties") || strings.Contains(content, "paragraph-properties") {
		t.Errorf("content.xml gives paragraphs a look of their own:\n%s", content)
	}
	for used := range strings.SplitSeq(content, `text:style-name="`) {
		name, _, is := strings.Cut(used, `"`)
		if is && !strings.HasPrefix(used, "<?xml") && !strings.Contains(styles, `style:name="`+name+`"`) {
			t.Errorf("styles.xml lacks %q", name)
		}
	}
}

func TestODTParts(t *testing.T) {
	archive := odtOf(t, receipt)
	if first := archive.File[0]; first.Name != "mimetype" || first.Method != zip.Store || part(t, archive, "mimetype") != "application/vnd.oasis.opendocument.text" {
		t.Errorf("first part: got %q, method %d, want the type, stored", first.Name, first.Method)
	}
	manifest := part(t, archive, "META-INF/manifest.xml")
	for _, f := range archive.File[1:] {
		if f.Name != "META-INF/manifest.xml" && !strings.Contains(manifest, `full-path="`+f.Name+`"`) {
			t.Errorf("manifest.xml does not name %s", f.Name)
		}
	}
	for name, want := range map[string][]string{
		"meta.xml": {"<dc:title>Accusé de réception du projet 2009-93-0042</dc:title>", "<dc:language>fr-FR</dc:language>", "<dc:creator>Préfecture de la région Île-de-France</dc:creator>",
			"<meta:creation-date>2009-09-21T14:05:00</meta:creation-date>"}, // in Paris
		"styles.xml": {"Préau, imprimé le 21 septembre 2009 à 14 h 05<text:tab/>Page <text:page-number", "<text:page-count", `fo:language="fr" fo:country="FR"`},
	} {
		for _, want := range want {
			if got := part(t, archive, name); !strings.Contains(got, want) {
				t.Errorf("%s lacks %q:\n%s", name, want, got)
			}
		}
	}
}

func TestODTIsDeterministic(t *testing.T) {
	var first bytes.Buffer
	if err := document.WriteODT(&first, receipt); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		var again bytes.Buffer
		if err := document.WriteODT(&again, receipt); err != nil || !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Fatalf("WriteODT twice: got two files, %v, want the same bytes", err)
		}
	}
}

func TestODTRefuses(t *testing.T) {
	for _, c := range []struct {
		why  string
		doc  document.Doc
		want string
	}{
		{"no date", document.Doc{}, "without a date"},
		{"a table without columns", document.Doc{Created: printed, Blocks: []document.Block{document.Grid{}}}, "block 1: table without columns"},
		{"a row too long", document.Doc{Created: printed, Blocks: []document.Block{
			document.Grid{Table: groups, Rows: [][]document.Cell{make([]document.Cell, 7)}}}}, "row 1: 7 cells for 6 columns"},
	} {
		var out bytes.Buffer
		err := document.WriteODT(&out, c.doc)
		if err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("WriteODT of %s: got %d bytes, %v, want none, %q", c.why, out.Len(), err, c.want)
		}
	}
	lost := errors.New("connection lost")
	for _, left := range []int{0, 60, 1_000, 2_000} {
		if err := document.WriteODT(&closing{left: left, err: lost}, receipt); !errors.Is(err, lost) {
			t.Errorf("WriteODT to a writer that closes after %d bytes: got %v, want %v", left, err, lost)
		}
	}
}

// Whatever people type, the text is read back as it was, but for what is not a
// text.
func FuzzODTText(f *testing.F) {
	f.Add("titre", "texte")
	f.Add("]]>&amp;<a b='c'>\"", "  deux  \n\n\n lignes \n")
	f.Add("\x00\x1b\xff\ufffe\u202e🏫", "\r\n\t\u0085مدرسة")
	f.Fuzz(func(t *testing.T, title, text string) {
		archive := odtOf(t, document.Doc{Title: title, Author: text, Footer: text, Created: printed, Blocks: []document.Block{
			document.Heading(text), document.Paragraph(text),
			document.List{{Label: title, Value: text}},
			document.Grid{Table: document.Table{Title: text, Columns: []document.Column{{Title: title}}}, Rows: [][]document.Cell{{document.TextCell(text)}}}}})
		var want []string
		for _, b := range []struct{ style, text string }{{"Title", title}, {"Heading 1 1", text}, {"Text body", text}, {"Libellé", title}, {"Table Contents", text},
			{"Caption", text}, {"Table Heading", title}, {"Table Contents", text}} {
			clean := held(civil.CleanText(b.text))
			parts := strings.Split(clean, "\n\n")
			if strings.HasPrefix(b.style, "Heading") {
				parts = []string{clean}
			}
			for _, p := range parts {
				if inCell := b.style == "Libellé" || strings.HasPrefix(b.style, "Table"); clean != "" || inCell {
					want = append(want, b.style+": "+p)
				}
			}
		}
		var got []string
		for _, line := range outlined(t, archive, "content.xml") {
			if strings.Contains(line, ": ") {
				got = append(got, line)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("content.xml: -want +got\n%s", diff)
		}
		outlined(t, archive, "meta.xml")
		foot := fmt.Sprintf("Footer: %s\tPage 1/1", held(civil.CleanText(text)))
		if got := outlined(t, archive, "styles.xml"); len(got) != 1 || got[0] != foot {
			t.Errorf("styles.xml: got %q, want %q", got, foot)
		}
	})
}

// held is a text with U+FFFD for the characters that XML cannot hold.
func held(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\ufffe' || r == '\uffff' {
			return '\ufffd'
		}
		return r
	}, text)
}
