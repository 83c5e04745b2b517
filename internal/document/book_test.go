package document_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"preau/internal/civil"
	"preau/internal/document"
)

// book has two pages with one title, and one without.
func book() []document.Page {
	one := document.Table{Columns: []document.Column{{Title: "Réponse"}}}
	return []document.Page{
		{Table: groups, Rows: document.All(groupRows)},
		{Table: groups, Rows: document.All(nil)},
		{Table: one, Rows: document.All([][]document.Cell{{document.TextCell("_x000D_ & \u0001<b>")}, {document.DateCell(civil.MustDate("1899-07-14"))}})},
	}
}

func xlsxOf(t *testing.T, pages ...document.Page) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := document.WriteXLSX(&out, pages...); err != nil {
		t.Fatalf("WriteXLSX: %v", err)
	}
	return out.Bytes()
}

func excel(t *testing.T, file []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("excelize: %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

var tabs = []string{"Groupes de l académie état au 2", "Groupes de l académie état (2)", "Feuille3"}

func TestXLSXIsReadBack(t *testing.T) {
	f := excel(t, xlsxOf(t, book()...))
	if diff := cmp.Diff(tabs, f.GetSheetList()); diff != "" {
		t.Errorf("tabs: -want +got\n%s", diff)
	}
	got, err := f.GetRows(tabs[0])
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Groupes de l'académie : état au 21/09/2009"},
		{"Imprimé par Mme Courbet"},
		{"Filtre : département 93"},
		{"École", "Inscrits", "Crédits", "Début", "Remarque", "Heures"},
		{"Collège Gustave-Courbet", "1,012", "1,234.56 €", "09/11/2009", "deux  lignes\n& <fin>", "120:30"},
		{"=SOMME(A1:A9)", "0", "-0.05 €", "", "+33 1"},
		nil,
		{"@école", "", "", "", "-"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows as Excel shows them in English: -want +got\n%s", diff)
	}
}

func TestXLSXCellsAreTyped(t *testing.T) {
	f := excel(t, xlsxOf(t, book()...))
	for at, want := range map[string]string{"A5": "Collège Gustave-Courbet", "B5": "1012", "C5": "1234.56", "D5": "40126", "F5": "5.020833333333333", "A6": "=SOMME(A1:A9)"} {
		if got, err := f.GetCellValue(tabs[0], at, excelize.Options{RawCellValue: true}); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", at, got, err, want)
		}
		formula, err := f.GetCellFormula(tabs[0], at)
		if formula != "" || err != nil {
			t.Errorf("%s: got formula %q, %v, want none", at, formula, err)
		}
	}
	if day, err := excelize.ExcelDateToTime(40126, false); day != time.Date(2009, 11, 9, 0, 0, 0, 0, time.UTC) || err != nil {
		t.Errorf("40126 is %v, %v, want 9 November 2009", day, err)
	}
	for at, want := range map[string]string{"A2": "_x000D_ & <b>", "A3": "14/07/1899"} {
		if got, err := f.GetCellValue(tabs[2], at); got != want || err != nil {
			t.Errorf("%s of the last page: got %q, %v, want %q", at, got, err, want)
		}
	}
}

func TestXLSXHeaderStaysInSight(t *testing.T) {
	f := excel(t, xlsxOf(t, book()...))
	panes, err := f.GetPanes(tabs[0])
	if err != nil || !panes.Freeze || panes.YSplit != 4 || panes.TopLeftCell != "A5" {
		t.Errorf("panes: got %+v, %v, want the first 4 rows frozen", panes, err)
	}
	id, err := f.GetCellStyle(tabs[0], "A4")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil || style.Font == nil || !style.Font.Bold {
		t.Errorf("style of the header: got %+v, %v, want bold letters", style, err)
	}
	if width, err := f.GetColWidth(tabs[0], "E"); width != 42 || err != nil {
		t.Errorf("width of the fifth column: got %v, %v, want 42", width, err)
	}
}

func TestXLSXLongTextIsCut(t *testing.T) {
	long := strings.Repeat("🏫", 20_000)
	one := document.Table{Columns: []document.Column{{Title: "A"}}}
	f := excel(t, xlsxOf(t, document.Page{Table: one, Rows: document.All([][]document.Cell{{document.TextCell(long)}})}))
	got, err := f.GetCellValue("Feuille1", "A2")
	if want := strings.Repeat("🏫", 16_383) + "…"; got != want || err != nil {
		t.Errorf("a text of 40 000 units: got %d bytes, %v, want %d", len(got), err, len(want))
	}
}

func TestODSOfSeveralPages(t *testing.T) {
	var out bytes.Buffer
	if err := document.WriteODS(&out, book()...); err != nil {
		t.Fatalf("WriteODS: %v", err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	content, settings := part(t, archive, "content.xml"), part(t, archive, "settings.xml")
	for _, tab := range tabs {
		if n := strings.Count(content, `<table:table table:name="`+tab+`"`); n != 1 {
			t.Errorf("content.xml: got %d pages named %q, want 1", n, tab)
		}
		if !strings.Contains(settings, `<config:config-item-map-entry config:name="`+tab+`">`) {
			t.Errorf("settings.xml does not keep the header of %q in sight:\n%s", tab, settings)
		}
	}
	if opened, closed := strings.Count(content, "<table:table "), strings.Count(content, "</table:table>"); opened != 3 || closed != 3 {
		t.Errorf("content.xml: got %d pages opened, %d closed, want 3", opened, closed)
	}
}

func TestBooksAreDeterministic(t *testing.T) {
	for name, write := range map[string]func(io.Writer, ...document.Page) error{"WriteODS": document.WriteODS, "WriteXLSX": document.WriteXLSX} {
		var first, second bytes.Buffer
		if err := errors.Join(write(&first, book()...), write(&second, book()...)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s twice: got two files, want the same bytes", name)
		}
		if err := write(io.Discard); err == nil || !strings.Contains(err.Error(), "workbook of 0 pages") {
			t.Errorf("%s of no page: got %v, want a refusal", name, err)
		}
	}
}
