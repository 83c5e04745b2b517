package territory

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"preau/internal/civil"
)

// MaxDirectory is the size, in bytes, of the largest directory that is read.
const MaxDirectory = 200 << 20

// RowFault is something wrong in a file: where, and what, in French.
type RowFault struct {
	Row     int // as a spreadsheet counts: the header is row 1
	Column  string
	Message string
}

func (f RowFault) Error() string {
	if f.Column == "" {
		return fmt.Sprintf("Ligne %d : %s", f.Row, f.Message)
	}
	return fmt.Sprintf("Ligne %d, colonne « %s » : %s", f.Row, f.Column, f.Message)
}

// The names that each column has had in the directory, folded. The first is
// the one shown when none is found.
var columnNames = map[string][]string{
	"uai":      {"Identifiant_de_l_etablissement", "numero_uai", "uai", "code uai", "code etablissement"},
	"name":     {"Nom_etablissement", "appellation_officielle", "patronyme_uai", "denomination"},
	"type":     {"Type_etablissement", "nature_uai_libe", "libelle_nature", "denomination_principale"},
	"address":  {"Adresse_1", "adresse_uai", "adresse"},
	"postcode": {"Code_postal", "code_postal_uai"},
	"town":     {"Nom_commune", "libelle_commune", "localite_acheminement_uai", "commune"},
	"phone":    {"Telephone", "numero_telephone_uai"},
	"email":    {"Mail", "courriel", "email"},
	"state":    {"etat", "etat_etablissement_libe", "etat_etablissement"},
}

var required = []string{"uai", "name", "type", "town"}

// ReadDirectory reads the CSV of the national directory, whatever its encoding
// (UTF-8, with or without BOM, or Windows-1252) and its separator. Rows that are
// neither école, collège nor lycée are passed over. Every fault is named: when
// there is one, nothing is to be kept.
func ReadDirectory(from io.Reader) (schools []School, faults []RowFault, err error) {
	text, err := io.ReadAll(io.LimitReader(from, MaxDirectory+1))
	if err != nil {
		return nil, nil, fmt.Errorf("territory: directory: %w", err)
	}
	if len(text) > MaxDirectory {
		return nil, []RowFault{{1, "", "Le fichier dépasse 200 Mo."}}, nil
	}
	rows := csv.NewReader(bytes.NewReader(utf8Text(text)))
	rows.Comma, rows.ReuseRecord, rows.LazyQuotes = separator(text), true, true
	header, err := rows.Read()
	if err != nil {
		return nil, []RowFault{{1, "", "Le fichier est vide ou n’est pas un tableau CSV."}}, nil
	}
	d := directory{rows: rows, header: slices.Clone(header)} // Read reuses its own
	if d.column, faults = columns(d.header); len(faults) > 0 {
		return nil, faults, nil
	}
	d.read()
	return d.schools, d.faults, nil
}

func utf8Text(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if utf8.Valid(text) {
		return text
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(text)
	if err != nil {
		return text
	}
	return decoded
}

// separator is the sign, among those in use, that the first line has most of.
func separator(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ';', -1
	for _, sign := range ";,\t|" {
		if n := bytes.Count(line, []byte(string(sign))); n > most {
			best, most = sign, n
		}
	}
	return best
}

func columns(header []string) (map[string]int, []RowFault) {
	at := map[string]int{}
	for i, title := range header {
		for name, known := range columnNames {
			for _, k := range known {
				if _, found := at[name]; !found && civil.Fold(title) == civil.Fold(k) {
					at[name] = i
				}
			}
		}
	}
	var faults []RowFault
	for _, name := range required {
		if _, found := at[name]; !found {
			faults = append(faults, RowFault{1, columnNames[name][0], "Cette colonne manque."})
		}
	}
	return at, faults
}

// directory is a directory being read.
type directory struct {
	rows    *csv.Reader
	header  []string
	column  map[string]int
	schools []School
	faults  []RowFault
}

func (d *directory) read() {
	seen := map[UAI]int{}
	for {
		row, err := d.rows.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		line, _ := d.rows.FieldPos(0)
		if len(row) != len(d.header) {
			d.fault(line, "", fmt.Sprintf("%d colonnes au lieu de %d : la ligne est coupée ou un guillemet manque.", len(row), len(d.header)))
			return // what follows cannot be told apart
		}
		kind, known := kindOf(d.get(row, "type"))
		if !known {
			continue
		}
		school, ok := d.school(row, kind, line)
		if first, twice := seen[school.UAI]; ok && twice {
			d.fault(line, d.title("uai"), fmt.Sprintf("Le numéro %s est déjà à la ligne %d.", school.UAI, first))
		} else if ok {
			seen[school.UAI] = line
			d.schools = append(d.schools, school)
		}
	}
}

func (d *directory) school(row []string, kind Kind, line int) (School, bool) {
	uai, err := ReadUAI(d.get(row, "uai"))
	if err != nil {
		d.fault(line, d.title("uai"), err.Error())
		return School{}, false
	}
	school, ok := School{UAI: uai, Name: d.get(row, "name"), Kind: kind, Address: d.get(row, "address"),
		Postcode: d.get(row, "postcode"), Town: d.get(row, "town"), Phone: d.get(row, "phone"),
		Email: d.get(row, "email"), Open: !strings.HasPrefix(civil.Fold(d.get(row, "state")), "ferm")}.Located()
	if !ok {
		d.fault(line, d.title("uai"), fmt.Sprintf("Aucun département ne porte le préfixe %s.", uai.Prefix()))
	}
	if school.Name == "" {
		d.fault(line, d.title("name"), "Le nom manque.")
	}
	return school, ok && school.Name != ""
}

func kindOf(label string) (Kind, bool) {
	label = civil.Fold(label)
	for _, kind := range []Kind{Ecole, College, Lycee} {
		if strings.HasPrefix(label, string(kind)) {
			return kind, true
		}
	}
	return "", false
}

func (d *directory) get(row []string, column string) string {
	if i, found := d.column[column]; found {
		return civil.CleanLine(row[i])
	}
	return ""
}

// title is what the file itself calls a column that it must have.
func (d *directory) title(column string) string { return civil.CleanLine(d.header[d.column[column]]) }

func (d *directory) fault(line int, column, message string) {
	d.faults = append(d.faults, RowFault{line, column, message})
}
