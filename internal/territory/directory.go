package territory

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"preau/internal/civil"
)

// MaxDirectory is the size, in bytes, of the largest directory that is read.
const MaxDirectory = 200 << 20

const (
	maxSchools = 300_000 // four times what France has
	maxFaults  = 500     // told one by one; the others are counted
	firstLine  = 64 << 10
	longestRow = 1 << 20 // in bytes, and some more: what is read at a time
)

// RowFault is something wrong in a file: where, and what, in French.
type RowFault struct {
	Row     int // as a spreadsheet counts: the header is row 1
	Column  string
	Message string
}

func (f RowFault) Error() string {
	if f.Column == "" {
		return fmt.Sprintf("Ligne %d\u202f: %s", f.Row, f.Message)
	}
	return fmt.Sprintf("Ligne %d, colonne «\u202f%s\u202f»\u202f: %s", f.Row, f.Column, f.Message)
}

// Directory is what was read of a file of the national directory, « annuaire ».
type Directory struct {
	Schools []School
	Columns []Found // nil: all are given

	Faults     []RowFault // the first of them
	FaultCount int        // when there is one, nothing is to be kept
	PassedOver int        // rows that are neither école, collège nor lycée
	Overseas   int        // rows of collectivities that were no department in 2009
	Windows    bool       // some of its letters were written as Windows-1252
}

// ReadDirectory reads the CSV of the national directory, whatever its encoding
// (UTF-8, with or without BOM, or Windows-1252) and its separator. It holds a
// row at a time, and the schools. Rows that are neither école, collège nor
// lycée are passed over. The error is of the reader; what is wrong in the file
// is among the faults.
func ReadDirectory(from io.Reader) (Directory, error) {
	bounded := &io.LimitedReader{R: from, N: MaxDirectory + 1}
	source := &rowSource{from: bounded}
	text := bufio.NewReaderSize(source, firstLine)
	head, err := text.Peek(firstLine)
	if err != nil && !errors.Is(err, io.EOF) {
		return Directory{}, fmt.Errorf("territory: directory: %w", err)
	}
	r := reader{seen: map[UAI]int{}, source: source}
	if why := notText(head); why != "" {
		r.fault(1, "", why)
		return r.Directory, nil
	}
	if bom := []byte("\xef\xbb\xbf"); bytes.HasPrefix(head, bom) {
		_, _ = text.Discard(len(bom)) // peeked: it is there
		head = head[len(bom):]
	}
	r.rows = csv.NewReader(text)
	r.rows.Comma, r.rows.ReuseRecord, r.rows.LazyQuotes, r.rows.FieldsPerRecord = Separator(head), true, true, -1
	if err := r.read(); err != nil {
		return Directory{}, fmt.Errorf("territory: directory: %w", err)
	}
	if bounded.N <= 0 {
		r.fault(1, "", "Le fichier dépasse 200 Mo.")
	}
	return r.Directory, nil
}

// notText says what a file is that only bears the name of a CSV.
func notText(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "Ce fichier est un classeur, non un CSV\u202f: ouvrez-le, puis enregistrez-le au format CSV."
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "Ce fichier est écrit en UTF-16\u202f: enregistrez-le de nouveau, en UTF-8."
	case bytes.IndexByte(head, 0) >= 0:
		return "Ce fichier n’est pas un texte."
	}
	return ""
}

// Separator is the sign, among those in use, that the first line has most of.
func Separator(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ';', -1
	for _, sign := range ";,\t|" {
		if n := bytes.Count(line, []byte(string(sign))); n > most {
			best, most = sign, n
		}
	}
	return best
}

// reader is a directory being read.
type reader struct {
	Directory
	source *rowSource
	rows   *csv.Reader
	width  int
	seen   map[UAI]int
	row    []string
	line   int
}

// rowSource gives no more when a row is longer than any of a directory: what is
// held of a file is a row.
type rowSource struct {
	from io.Reader
	row  int // bytes read since the row began
}

var errLongRow = errors.New("territory: a row is too long")

func (s *rowSource) Read(into []byte) (int, error) {
	if s.row > longestRow {
		return 0, errLongRow
	}
	n, err := s.from.Read(into)
	s.row += n
	return n, err
}

// next reads a row.
func (r *reader) next() ([]string, error) {
	r.source.row = 0
	return r.rows.Read()
}

func (r *reader) read() error {
	header, err := r.next()
	if errors.Is(err, errLongRow) {
		r.fault(1, "", rowTooLong)
		return nil
	} else if errors.Is(err, io.EOF) || len(header) == 0 {
		r.fault(1, "", "Le fichier est vide ou n’est pas un tableau CSV.")
		return nil
	} else if err != nil {
		return err
	}
	for i := range header {
		header[i] = r.utf8(header[i])
	}
	r.width, r.line = len(header), 1
	var missing []RowFault
	if r.Columns, missing = findColumns(header); len(missing) > 0 {
		r.Faults, r.FaultCount = missing, len(missing)
		return nil
	}
	for {
		r.row, err = r.next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if errors.Is(err, errLongRow) {
			r.fault(r.line+1, "", rowTooLong)
			return nil
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			r.fault(syntax.StartLine, "", "Un guillemet manque\u202f: la suite du fichier ne peut pas être lue.")
			return nil
		} else if err != nil {
			return err
		}
		if !r.readRow() {
			return nil
		}
	}
}

const rowTooLong = "Cette ligne est trop longue\u202f: un guillemet manque, ou ce fichier n’est pas un annuaire. La suite n’a pas été lue."

// readRow reads one row, and tells whether those that follow can be told apart.
func (r *reader) readRow() (more bool) {
	r.line, _ = r.rows.FieldPos(0)
	if len(r.row) == 1 && civil.CleanLine(r.row[0]) == "" {
		return true
	}
	if len(r.row) != r.width {
		r.fault(r.line, "", civil.Plural(int64(len(r.row)), "colonne", "colonnes")+fmt.Sprintf(" au lieu de %d\u202f: la ligne est coupée ou un guillemet manque.", r.width))
		last, _ := r.rows.FieldPos(len(r.row) - 1)
		return last == r.line && !strings.Contains(r.row[len(r.row)-1], "\n")
	}
	kind, known := kindOf(r.get("type"))
	if !known {
		r.PassedOver++
		return true
	}
	if school, ok := r.school(kind); ok {
		r.keep(school)
	}
	return len(r.Schools) <= maxSchools
}

func (r *reader) keep(s School) {
	first, twice := r.seen[s.UAI]
	switch {
	case twice:
		r.fault(r.line, r.title("uai"), fmt.Sprintf("Le numéro %s est déjà à la ligne %d.", s.UAI, first))
	case len(r.Schools) == maxSchools:
		r.fault(r.line, "", "Ce fichier a plus de "+civil.FrenchCount(maxSchools)+" écoles.")
		r.Schools = append(r.Schools, s) // ends the reading
	default:
		r.seen[s.UAI] = r.line
		r.Schools = append(r.Schools, s)
	}
}

// school reads the school of a row. ok is false when it is not to be kept:
// it has a fault, or lies where there was no department.
func (r *reader) school(kind Kind) (s School, ok bool) {
	uai, err := ReadUAI(r.get("uai"))
	if err != nil {
		r.fault(r.line, r.title("uai"), err.Error())
		return School{}, false
	}
	faults := r.FaultCount
	s, located := School{UAI: uai, Kind: kind, Name: r.text("name"), Address: r.text("address"), Postcode: r.text("postcode"),
		Town: r.text("town"), Phone: r.text("phone"), Email: r.text("email"), Sector: r.sector()}.Located()
	s.Open, s.ClosedOn = r.state()
	switch {
	case !located && overseas[uai.Prefix()]:
		r.Overseas++
		return School{}, false
	case !located:
		r.fault(r.line, r.title("uai"), fmt.Sprintf("Aucun département ne porte le préfixe %s.", uai.Prefix()))
	}
	return s, r.FaultCount == faults
}

// overseas are the prefixes of the collectivities that were no department in
// 2009 (Mayotte was one in 2011), and of schools abroad.
var overseas = map[string]bool{"975": true, "976": true, "977": true, "978": true, "984": true, "986": true, "987": true, "988": true, "099": true}

func kindOf(label string) (Kind, bool) {
	label = civil.Fold(label)
	for _, kind := range Kinds() {
		if strings.HasPrefix(label, string(kind)) {
			return kind, true
		}
	}
	return "", false
}

// text is a cell that is kept as it is. It refuses one that is too long, and one
// that a spreadsheet would compute: names go out in tables again.
func (r *reader) text(key string) string {
	c, text := columnOf(key), r.get(key)
	switch {
	case text == "" && key == "name":
		r.fault(r.line, r.title(key), "Le nom manque.")
	case c.limit > 0 && len(text) > c.limit && utf8.RuneCountInString(text) > c.limit:
		r.fault(r.line, r.title(key), fmt.Sprintf("Ce texte est trop long\u202f: %d caractères au plus.", c.limit))
	case key != "phone" && strings.IndexAny(text, "=+@") == 0:
		r.fault(r.line, r.title(key), "Ce texte commence par «\u202f"+text[:1]+"\u202f», comme une formule de tableur.")
	}
	return strings.Clone(text) // the row's own text is longer
}

func (r *reader) sector() Sector {
	switch folded := civil.Fold(r.get("sector")); {
	case strings.HasPrefix(folded, "pu"):
		return Public
	case strings.HasPrefix(folded, "pr"):
		return Private
	}
	return ""
}

// state tells whether the directory says that the school has closed, and when.
// « À fermer » is still open; « à ouvrir » already counts.
func (r *reader) state() (open bool, on civil.Date) {
	if date := r.get("closed"); date != "" {
		date, _, _ = strings.Cut(date, "T")
		day, _, _ := strings.Cut(date, " 00:")
		closed, err := civil.ReadDate(day)
		if err != nil {
			r.fault(r.line, r.title("closed"), err.Error())
		}
		on = closed
	}
	state := r.get("state")
	switch folded := civil.Fold(state); {
	case folded == "", folded == "ouvert", folded == "ouverte", folded == "a fermer", folded == "a ouvrir":
		return true, on
	case strings.HasPrefix(folded, "ferme"):
		return !on.IsZero(), on
	}
	r.fault(r.line, r.title("state"), "Cet état n’est pas connu\u202f: OUVERT, FERMÉ, À OUVRIR ou À FERMER.")
	return true, on
}

func columnOf(key string) column {
	for _, c := range directoryColumns {
		if c.key == key {
			return c
		}
	}
	return column{}
}

func (d Directory) found(key string) Found {
	for _, f := range d.Columns {
		if f.key == key {
			return f
		}
	}
	return Found{}
}

// get is the first cell with something in it, of those recognised as a column.
func (r *reader) get(key string) string {
	for _, i := range r.found(key).at {
		if text := civil.CleanLine(r.utf8(r.row[i])); text != "" {
			return text
		}
	}
	return ""
}

// utf8 reads as Windows-1252 what is not UTF-8: French hardly ever is both.
func (r *reader) utf8(cell string) string {
	if utf8.ValidString(cell) {
		return cell
	}
	r.Windows = true
	decoded, err := charmap.Windows1252.NewDecoder().String(cell)
	if err != nil {
		return cell
	}
	return decoded
}

// title is what the file itself calls a column that it has.
func (r *reader) title(key string) string { return r.found(key).Title }

func (r *reader) fault(line int, column, message string) {
	if r.FaultCount++; len(r.Faults) < maxFaults {
		r.Faults = append(r.Faults, RowFault{line, column, message})
	}
}
