package credit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/territory"
)

// MaxKey is the size, in bytes, of the largest key that is read.
const MaxKey = 1 << 20

// The titles under which a file has each column; what else it has is passed over.
var (
	departmentTitles = []string{"departement", "department", "code_departement", "code", "dep"}
	residentsTitles  = []string{"residents_etrangers", "etrangers", "population_etrangere", "foreign_residents_2006", "residents", "nombre"}
	confidenceTitles = []string{"confiance", "confidence", "fiabilite"}
)

// A BadKey is a file that is refused whole, with everything wrong in it.
type BadKey struct{ Faults []territory.RowFault }

func (b *BadKey) Error() string {
	return civil.Plural(int64(len(b.Faults)), "défaut", "défauts") + ", dont " + b.Faults[0].Error()
}

// ReadKey reads the rows of a key from a CSV, whatever its encoding (UTF-8 or
// Windows-1252) and its separator. It refuses, with a *BadKey, one in which a
// department open in the campaign is missing or says nothing, one that is named twice
// or does not exist, and what is no number.
func ReadKey(from io.Reader, rules *campaign.Campaign) ([]KeyRow, error) {
	content, err := io.ReadAll(io.LimitReader(from, MaxKey))
	if err != nil {
		return nil, fmt.Errorf("credit: key: %w", err)
	}
	r := keyReader{lines: map[string]int{}}
	if r.read(decoded(content)) {
		for _, code := range (Key{Rows: r.rows}).Lacks(rules) {
			if line, named := r.lines[code]; named {
				r.fault(line, r.residentsTitle, "Le nombre manque pour "+territory.DepartmentName(code)+", ouvert dans la campagne. S’il n’y a personne, écrivez 0.")
			} else {
				r.fault(r.last+1, r.departmentTitle, "Ce département manque\u202f: "+territory.DepartmentName(code)+". Il est ouvert dans la campagne.")
			}
		}
	}
	if len(r.faults) > 0 {
		return nil, &BadKey{r.faults}
	}
	sortRows(r.rows)
	return r.rows, nil
}

// decoded is a text of a French office as UTF-8.
func decoded(content []byte) []byte {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if utf8.Valid(content) {
		return content
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil {
		return content
	}
	return text
}

// keyReader is a key being read.
type keyReader struct {
	rows   []KeyRow
	faults []territory.RowFault
	lines  map[string]int // of each department
	last   int

	departmentTitle, residentsTitle   string
	department, residents, confidence int // columns; −1: the file has none
}

// most is how many faults are told.
const most = 500

func (r *keyReader) fault(line int, column, message string) {
	if len(r.faults) < most {
		r.faults = append(r.faults, territory.RowFault{Row: line, Column: column, Message: message})
	}
}

// read reads every row, and tells whether all that the file holds was read.
func (r *keyReader) read(text []byte) (whole bool) {
	rows := csv.NewReader(bytes.NewReader(text))
	rows.Comma, rows.FieldsPerRecord, rows.LazyQuotes = territory.Separator(text), -1, true
	header, err := rows.Read()
	if err != nil || !r.columns(header) {
		if len(r.faults) == 0 {
			r.fault(1, "", "Le fichier est vide ou n’est pas un tableau CSV.")
		}
		return false
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			r.fault(r.last+1, "", "Un guillemet manque\u202f: la suite du fichier ne peut pas être lue.")
			return false
		}
		if r.last, _ = rows.FieldPos(0); civil.CleanLine(strings.Join(row, "")) != "" {
			r.row(row)
		}
	}
}

// columns finds the columns of a header, and tells whether those that must be there are.
func (r *keyReader) columns(header []string) bool {
	find := func(names []string) int {
		for _, name := range names {
			for i, title := range header {
				if civil.Fold(title) == civil.Fold(name) {
					return i
				}
			}
		}
		return -1
	}
	r.department, r.residents, r.confidence = find(departmentTitles), find(residentsTitles), find(confidenceTitles)
	if r.department < 0 {
		r.fault(1, departmentTitles[0], "Cette colonne manque.")
	} else {
		r.departmentTitle = civil.CleanLine(header[r.department])
	}
	if r.residents < 0 {
		r.fault(1, residentsTitles[0], "Cette colonne manque.")
	} else {
		r.residentsTitle = civil.CleanLine(header[r.residents])
	}
	return len(r.faults) == 0
}

func (r *keyReader) row(cells []string) {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return civil.CleanLine(cells[i])
	}
	code := strings.ToUpper(cell(r.department))
	if len(code) == 1 {
		code = "0" + code // a spreadsheet has made a number of 01
	}
	_, known := territory.FindDepartment(code)
	first, twice := r.lines[code]
	switch {
	case !known:
		r.fault(r.last, r.departmentTitle, "Aucun département de 2009 ne porte ce code\u202f: «\u202f"+cut(code)+"\u202f».")
		return
	case twice:
		r.fault(r.last, r.departmentTitle, fmt.Sprintf("Ce département est déjà à la ligne %d\u202f: %s.", first, territory.DepartmentName(code)))
		return
	}
	r.lines[code] = r.last
	row := KeyRow{Department: code, Confidence: cut(cell(r.confidence))}
	if mark, shipped := confidences[row.Confidence]; shipped {
		row.Confidence = mark
	}
	if typed := cell(r.residents); typed != "" {
		n, err := civil.ReadCount(typed)
		if err != nil {
			r.fault(r.last, r.residentsTitle, err.Error())
		}
		row.Residents = &n
	}
	r.rows = append(r.rows, row)
}

// cut is a text short enough to be shown in a cell.
func cut(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}
