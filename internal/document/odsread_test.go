package document_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/document"
)

const (
	mimetype    = "application/vnd.oasis.opendocument.spreadsheet"
	contentHead = `<?xml version="1.0" encoding="UTF-8"?><o:document-content` +
		` xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
		` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><o:body><o:spreadsheet>`
	contentTail = `</o:spreadsheet></o:body></o:document-content>`
)

// packed makes a spreadsheet of another make than ours around the content.
func packed(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		w, err := archive.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sheet(t testing.TB, rows string) []byte {
	t.Helper()
	return packed(t, "mimetype", mimetype, "content.xml",
		contentHead+`<table:table>`+rows+`</table:table><table:table><table:table-row/></table:table>`+contentTail)
}

func readODS(file []byte) ([][]string, error) {
	return document.ReadODS(bytes.NewReader(file), int64(len(file)))
}

func TestReadODSOfOthers(t *testing.T) {
	cell := func(text string) string { return `<table:table-cell><text:p>` + text + `</text:p></table:table-cell>` }
	row := func(cells string) string { return `<table:table-row>` + cells + `</table:table-row>` }
	for _, c := range []struct {
		why, rows string
		want      [][]string
	}{
		{"an empty sheet", ``, nil},
		{"a million blank rows at the end, as LibreOffice writes",
			row(cell("a")) + `<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`,
			[][]string{{"a"}}},
		{"repeated rows and cells",
			`<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>` + cell("a") + `</table:table-row>`,
			[][]string{{"", "", "a"}, {"", "", "a"}}},
		{"a blank row between", row(cell("a")) + row(`<table:table-cell/>`) + row(cell("b")), [][]string{{"a"}, nil, {"b"}}},
		{"header rows and groups",
			`<table:table-header-rows>` + row(cell("a")) + `</table:table-header-rows><table:table-row-group>` + row(cell("b")) + `</table:table-row-group>`,
			[][]string{{"a"}, {"b"}}},
		{"merged cells", row(cell("a") + `<table:covered-table-cell/>` + cell("c")), [][]string{{"a", "", "c"}}},
		{"spans, links, breaks and spaces",
			row(cell(`<text:span>a<text:s text:c="2"/></text:span><text:a>b</text:a><text:line-break/>c<text:tab/>d`)),
			[][]string{{"a  b\nc d"}}},
		{"notes and drawings",
			row(`<table:table-cell><o:annotation><text:p>note</text:p></o:annotation><draw:frame><text:p>image</text:p></draw:frame><text:p>a</text:p></table:table-cell>`) +
				`<table:shapes><draw:frame><text:p>b</text:p></draw:frame></table:shapes>`,
			[][]string{{"a"}}},
		{"values rather than their display",
			row(`<table:table-cell o:value-type="date" o:date-value="2009-09-30"><text:p>30 sept. 09</text:p></table:table-cell>` +
				`<table:table-cell o:value-type="currency" o:value="1234.56"><text:p>1 235 €</text:p></table:table-cell>`),
			[][]string{{"2009-09-30", "1234.56"}}},
		{"a department shown with its zero",
			row(`<table:table-cell o:value-type="float" o:value="1"><text:p>01</text:p></table:table-cell>` +
				`<table:table-cell o:value-type="float" o:value="0.5"><text:p>00,50</text:p></table:table-cell>`),
			[][]string{{"01", "0.5"}}},
	} {
		got, err := readODS(sheet(t, c.rows))
		if err != nil {
			t.Errorf("ReadODS of %s: %v", c.why, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("ReadODS of %s: -want +got\n%s", c.why, diff)
		}
	}
}

func TestReadODSRefuses(t *testing.T) {
	filled := `<table:table-cell table:number-columns-repeated="1000"><text:p>a</text:p></table:table-cell>`
	for _, c := range []struct {
		why  string
		file []byte
		want error
	}{
		{"nothing", nil, document.ErrNotODS},
		{"a text", []byte("Nom;Prénom\r\n"), document.ErrNotODS},
		{"another archive", packed(t, "content.xml", contentHead+contentTail), document.ErrNotODS},
		{"a text document", packed(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", contentHead+contentTail), document.ErrNotODS},
		{"no content", packed(t, "mimetype", mimetype), document.ErrNotODS},
		{"content that is not XML", packed(t, "mimetype", mimetype, "content.xml", "\x00\x01"), document.ErrNotODS},
		{"content cut short", packed(t, "mimetype", mimetype, "content.xml", contentHead+"<table:table><table:table-row>"), document.ErrNotODS},
		{"no sheet", packed(t, "mimetype", mimetype, "content.xml", contentHead+contentTail), document.ErrNotODS},
		{"an entity of its own", packed(t, "mimetype", mimetype, "content.xml",
			`<!DOCTYPE a [<!ENTITY b "bbbb">]>`+contentHead+`<table:table><table:table-row><table:table-cell><text:p>&b;</text:p>`), document.ErrNotODS},
		{"a negative repeat", sheet(t, `<table:table-row table:number-rows-repeated="-1"/>`), document.ErrNotODS},
		{"a repeat beyond numbers", sheet(t, `<table:table-row table:number-rows-repeated="99999999999999999999"/>`), document.ErrNotODS},
		{"a cell repeated a billion times", sheet(t, `<table:table-row>`+strings.ReplaceAll(filled, "1000", "1000000000")+`</table:table-row>`), document.ErrTooLarge},
		{"a row repeated a million times", sheet(t, `<table:table-row table:number-rows-repeated="1000000">`+filled+`</table:table-row>`), document.ErrTooLarge},
		{"a cell after a billion blank ones", sheet(t,
			`<table:table-row><table:table-cell table:number-columns-repeated="1000000000"/>`+filled+`</table:table-row>`), document.ErrTooLarge},
		{"a row after a billion blank ones", sheet(t,
			`<table:table-row table:number-rows-repeated="1000000000"/><table:table-row>`+filled+`</table:table-row>`), document.ErrTooLarge},
		{"elements without end", sheet(t, strings.Repeat("<table:table-row-group>", 1000)), document.ErrTooLarge},
		{"70 MB in a few kB", sheet(t, strings.Repeat("<table:table-row/>", 70<<20/len("<table:table-row/>"))), document.ErrTooLarge},
		{"70 MB before the sheet", packed(t, "mimetype", mimetype, "content.xml", contentHead+strings.Repeat(" ", 70<<20)), document.ErrTooLarge},
	} {
		got, err := readODS(c.file)
		if !errors.Is(err, c.want) || got != nil {
			t.Errorf("ReadODS of %s: got %d rows and error %v, want %v", c.why, len(got), err, c.want)
		}
	}
}

// Whatever the content, the reader answers with rows within its bounds or with
// one of its two errors.
func FuzzReadODS(f *testing.F) {
	f.Add(`<table:table-row><table:table-cell table:number-columns-repeated="3"><text:p>a<text:s text:c="2"/></text:p></table:table-cell></table:table-row>`)
	f.Add(`<table:table-row table:number-rows-repeated="99"/><table:covered-table-cell/>`)
	f.Add(`</table:table>`)
	f.Fuzz(func(t *testing.T, rows string) {
		checkReadODS(t, sheet(t, rows))
	})
}

func FuzzReadODSPackage(f *testing.F) {
	f.Add(sheet(f, `<table:table-row/>`))
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, file []byte) { checkReadODS(t, file) })
}

func checkReadODS(t *testing.T, file []byte) {
	t.Helper()
	rows, err := readODS(file)
	if err != nil && !errors.Is(err, document.ErrNotODS) && !errors.Is(err, document.ErrTooLarge) {
		t.Errorf("ReadODS: got error %v, want ErrNotODS or ErrTooLarge", err)
	}
	cells := len(rows)
	for _, row := range rows {
		cells += len(row)
	}
	if cells > 2_000_000 {
		t.Errorf("ReadODS: got %d cells and rows, want a million each at most", cells)
	}
	if n := len(rows); n > 0 && len(rows[n-1]) == 0 {
		t.Errorf("ReadODS: got a blank last row, row %d", n)
	}
}

// What we write, we read; XML cannot hold two characters that are none.
func FuzzODSText(f *testing.F) {
	f.Add("=1+1", " a  b ")
	f.Add("]]>&<\x00\xff", "\u202ea\r\nb\uFFFE")
	f.Fuzz(func(t *testing.T, title, text string) {
		table := document.Table{Title: title, Columns: []document.Column{{Title: "repère"}, {Title: title}}}
		cell := document.TextCell(text)
		file := odsOf(t, table, [][]document.Cell{{document.TextCell("dernier"), cell}})
		rows, err := readODS(file)
		if err != nil {
			t.Fatalf("ReadODS(WriteODS(%q, %q)): %v", title, text, err)
		}
		want := []string{"dernier"}
		if cell != document.Blank {
			want = append(want, notXML.Replace(cell.String()))
		}
		if diff := cmp.Diff(want, rows[len(rows)-1]); diff != "" {
			t.Errorf("ReadODS(WriteODS(%q, %q)): -want +got\n%s", title, text, diff)
		}
	})
}

var notXML = strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD")
