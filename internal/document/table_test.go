package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/civil"
	"preau/internal/document"
)

// groups is a table with a cell of each kind, a blank and what spreadsheets
// would take for formulas.
var groups = document.Table{
	Title: "Groupes de l'académie : état au 21/09/2009",
	Notes: []string{"Imprimé par Mme Courbet", "Filtre : département 93"},
	Columns: []document.Column{
		{Title: "École"},
		{Title: "Inscrits", Kind: document.Count},
		{Title: "Crédits", Kind: document.Amount},
		{Title: "Début", Kind: document.Date},
		{Title: "Remarque", Width: 40},
		{Title: "Heures", Kind: document.Duration},
	},
}

var groupRows = [][]document.Cell{
	{document.TextCell("Collège Gustave-Courbet"), document.CountCell(1012), document.AmountCell(123456),
		document.DateCell(civil.MustDate("2009-11-09")), document.TextCell("deux  lignes\n& <fin>"), document.DurationCell(120*60 + 30)},
	{document.TextCell("=SOMME(A1:A9)"), document.CountCell(0), document.AmountCell(-5), document.Blank, document.TextCell("+33 1")},
	{},
	{document.TextCell("@école"), document.Blank, document.Blank, document.DateCell(civil.Date{}), document.TextCell("-")},
}

func odsOf(t *testing.T, table document.Table, rows [][]document.Cell) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := document.WriteODS(&out, document.Page{Table: table, Rows: document.All(rows)}); err != nil {
		t.Fatalf("WriteODS: %v", err)
	}
	return out.Bytes()
}

func TestODSIsReadBack(t *testing.T) {
	file := odsOf(t, groups, groupRows)
	got, err := document.ReadODS(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("ReadODS: %v", err)
	}
	want := [][]string{
		{"Groupes de l'académie : état au 21/09/2009"},
		{"Imprimé par Mme Courbet"},
		{"Filtre : département 93"},
		{"École", "Inscrits", "Crédits", "Début", "Remarque", "Heures"},
		{"Collège Gustave-Courbet", "1012", "1234.56", "2009-11-09", "deux  lignes\n& <fin>", "PT120H30M00S"},
		{"=SOMME(A1:A9)", "0", "-0.05", "", "+33 1"},
		nil,
		{"@école", "", "", "", "-"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadODS(WriteODS(groups)): -want +got\n%s", diff)
	}
}

func TestODSPackage(t *testing.T) {
	file := odsOf(t, groups, groupRows)
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	first := archive.File[0]
	if first.Name != "mimetype" || first.Method != zip.Store || first.Flags&0x8 != 0 || len(first.Extra) != 0 {
		t.Errorf("first entry: got %+v, want mimetype, stored, sized in its header, no extra field", first.FileHeader)
	}
	// A reader of magic numbers finds the type at byte 38 (ODF 1.3, part 2, 3.3).
	if got, want := string(file[30:84]), "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"; got != want {
		t.Errorf("bytes 30 to 84: got %q, want %q", got, want)
	}
	manifest := part(t, archive, "META-INF/manifest.xml")
	for _, f := range archive.File[1:] {
		if f.Name != "META-INF/manifest.xml" && !strings.Contains(manifest, `full-path="`+f.Name+`"`) {
			t.Errorf("manifest.xml does not name %s", f.Name)
		}
	}
	if again := odsOf(t, groups, groupRows); !bytes.Equal(file, again) {
		t.Error("WriteODS twice: got two files, want the same bytes")
	}
}

func TestODSCellsAreTyped(t *testing.T) {
	file := odsOf(t, groups, groupRows)
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	content := part(t, archive, "content.xml")
	for _, want := range []string{
		`office:value-type="float" office:value="1012"><text:p>1` + "\u202f" + `012</text:p>`,
		`office:value-type="currency" office:currency="EUR" office:value="1234.56"><text:p>1` + "\u202f234,56\u00a0€</text:p>",
		`office:value-type="currency" office:currency="EUR" office:value="-0.05"`,
		`office:value-type="date" office:date-value="2009-11-09"><text:p>09/11/2009</text:p>`,
		`office:value-type="time" office:time-value="PT120H30M00S"><text:p>120` + "\u00a0h\u00a030</text:p>",
		`office:value-type="string"><text:p>=SOMME(A1:A9)</text:p>`,
		`<text:p>deux<text:s text:c="2"/>lignes</text:p><text:p>&amp; &lt;fin&gt;</text:p>`,
		`<table:table-header-rows><table:table-row><table:table-cell table:style-name="header"`,
		`table:name="Groupes de l académie état au 2"`,
	} {
		if !strings.Contains(content, want) {
			t.Errorf("content.xml lacks %s\n%s", want, content)
		}
	}
	if strings.Contains(content, "formula") {
		t.Error("content.xml holds a formula")
	}
}

func part(t testing.TB, archive *zip.Reader, name string) string {
	t.Helper()
	f, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCSVForFrenchOffices(t *testing.T) {
	var out strings.Builder
	if err := document.WriteCSV(&out, document.Page{Table: groups, Rows: document.All(groupRows)}); err != nil {
		t.Fatalf("WriteCSV: %v", err)
	}
	want := "\uFEFFÉcole;Inscrits;Crédits;Début;Remarque;Heures\r\n" +
		"Collège Gustave-Courbet;1012;1234,56;09/11/2009;\"deux  lignes\r\n& <fin>\";120:30\r\n" +
		"'=SOMME(A1:A9);0;-0,05;;'+33 1;\r\n" +
		";;;;;\r\n" +
		"'@école;;;;'-;\r\n"
	if got := out.String(); got != want {
		t.Errorf("WriteCSV(groups):\ngot  %q\nwant %q", got, want)
	}
}

func TestCSVRunsNoFormula(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "\u200b=1", "＝1", "＋1", "－1", "＠1"} {
		table := document.Table{Columns: []document.Column{{Title: text}}}
		var out strings.Builder
		if err := document.WriteCSV(&out, document.Page{Table: table, Rows: document.All([][]document.Cell{{document.TextCell(text)}})}); err != nil {
			t.Fatalf("WriteCSV(%q): %v", text, err)
		}
		for line := range strings.Lines(strings.TrimPrefix(out.String(), "\uFEFF")) {
			if !strings.HasPrefix(line, "'") {
				t.Errorf("WriteCSV(%q): got line %q, want an apostrophe first", text, line)
			}
		}
	}
}

type writer func(io.Writer, document.Table, document.Rows) error

var writers = map[string]writer{
	"WriteODS": func(w io.Writer, t document.Table, r document.Rows) error {
		return document.WriteODS(w, document.Page{Table: t, Rows: r})
	},
	"WriteXLSX": func(w io.Writer, t document.Table, r document.Rows) error {
		return document.WriteXLSX(w, document.Page{Table: t, Rows: r})
	},
	"WriteCSV": func(w io.Writer, t document.Table, r document.Rows) error {
		return document.WriteCSV(w, document.Page{Table: t, Rows: r})
	},
}

func TestTablesThatAreRefused(t *testing.T) {
	one := document.Table{Columns: []document.Column{{Title: "A"}}}
	impossible := document.DateCell(civil.Date{Year: 2009, Month: 2, Day: 30})
	for name, write := range writers {
		for _, c := range []struct {
			why   string
			table document.Table
			row   []document.Cell
			want  string
		}{
			{"no column", document.Table{}, nil, "without columns"},
			{"a kind that is none", document.Table{Columns: []document.Column{{Kind: 9}}}, nil, "unknown kind"},
			{"a row longer than its header", one, make([]document.Cell, 2), "row 1: 2 cells for 1 columns"},
			{"a day that is none", one, []document.Cell{impossible}, "row 1: column 1: civil: no such day"},
		} {
			err := write(io.Discard, c.table, document.All([][]document.Cell{c.row}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s with %s: got %v, want %q", name, c.why, err, c.want)
			}
		}
	}
}

func TestErrorsOfRowsAndWriterComeBack(t *testing.T) {
	table := document.Table{Columns: []document.Column{{Title: "A"}}}
	lost := errors.New("connection lost")
	failing := func(yield func([]document.Cell, error) bool) {
		if yield([]document.Cell{document.CountCell(1)}, nil) {
			yield(nil, lost)
		}
	}
	endless := func(yield func([]document.Cell, error) bool) {
		for yield([]document.Cell{document.TextCell("de plus en plus")}, nil) {
		}
	}
	for name, write := range writers {
		if err := write(io.Discard, table, failing); !errors.Is(err, lost) {
			t.Errorf("%s of failing rows: got %v, want %v", name, err, lost)
		}
		if err := write(&closing{left: 100_000, err: lost}, table, endless); !errors.Is(err, lost) {
			t.Errorf("%s of endless rows to a closing writer: got %v, want %v", name, err, lost)
		}
	}
}

// closing fails after so many bytes.
type closing struct {
	left int
	err  error
}

func (c *closing) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, c.err
	}
	return len(p), nil
}

// The heap in use is measured while rows are asked for: it must not grow with
// the number of rows already written.
func TestLargeListsStream(t *testing.T) {
	const rows = 20_000
	for name, write := range writers {
		var early, late uint64
		row := make([]document.Cell, len(groups.Columns))
		list := func(yield func([]document.Cell, error) bool) {
			for n := range rows {
				switch n {
				case 1_000:
					early = heapInUse()
				case rows - 1:
					late = heapInUse()
				}
				copy(row, groupRows[0])
				row[1] = document.CountCell(int64(n))
				if !yield(row, nil) {
					return
				}
			}
		}
		var out counter
		if err := write(&out, groups, list); err != nil {
			t.Fatalf("%s of %d rows: %v", name, rows, err)
		}
		const most = 1 << 20
		if late > early+most {
			t.Errorf("%s of %d rows: heap grew by %d bytes, want at most %d", name, rows, late-early, most)
		}
		if out < rows {
			t.Errorf("%s of %d rows: got %d bytes, want more", name, rows, out)
		}
	}
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// Whatever a cell and a title hold, no cell of the CSV begins like a formula, and a
// program reads the table back.
func FuzzCSVText(f *testing.F) {
	for _, text := range []string{"=1+1", "+33 1", "-5", "@SUM(A1)", "\t=1", "\r=1", "\u200b=1", " =1", "'=1", "＝1", "a;=1\n=2", "\"=1\""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table := document.Table{Title: "t", Columns: []document.Column{{Title: text}, {Title: "fin"}}}
		var out bytes.Buffer
		rows := func(yield func([]document.Cell, error) bool) {
			yield([]document.Cell{document.TextCell(text), document.TextCell("fin")}, nil)
		}
		if err := document.WriteCSV(&out, document.Page{Table: table, Rows: rows}); err != nil {
			t.Fatalf("WriteCSV(%q): %v", text, err)
		}
		read := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")))
		read.Comma = ';'
		lines, err := read.ReadAll()
		if err != nil || len(lines) != 2 {
			t.Fatalf("WriteCSV(%q) = %q, read back as %q, %v", text, out.String(), lines, err)
		}
		for _, line := range lines {
			if strings.IndexAny(line[0], "=+-@＝＋－＠\t\r") == 0 || len(line) != 2 || line[1] != "fin" {
				t.Errorf("WriteCSV(%q) has the line %q", text, line)
			}
		}
	})
}
