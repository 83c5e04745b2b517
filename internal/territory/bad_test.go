package territory

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/civil"
)

// What RAMSESE and the other export of the directory call the same columns.
const ramsese = `numero_uai,appellation_officielle,denomination_principale,patronyme_uai,secteur_public_prive_libe,adresse_uai,code_postal_uai,localite_acheminement_uai,libelle_commune,nature_uai_libe,etat_etablissement_libe,date_fermeture
0940198E,,ECOLE ELEMENTAIRE PUBLIQUE,WALLON,Public,"1, rue des Lilas",94400,VITRY CEDEX,Vitry-sur-Seine,ECOLE DE NIVEAU ELEMENTAIRE,FERME,2008-08-31
0940176F,Collège Été,COLLEGE,ETE,Privé,,94260,FRESNES,,COLLEGE,A FERMER,2010-08-31T00:00:00+02:00
`

func TestOlderNamesOfTheColumns(t *testing.T) {
	d, err := ReadDirectory(strings.NewReader(ramsese))
	if err != nil || d.FaultCount > 0 {
		t.Fatalf("ReadDirectory: %v, faults %v", err, d.Faults)
	}
	day := civil.MustDate("2008-08-31")
	want := []School{
		{UAI: "0940198E", Name: "WALLON", Kind: Ecole, Sector: Public, Address: "1, rue des Lilas", Postcode: "94400", Town: "Vitry-sur-Seine",
			Department: "94", Academie: "24", Region: "11", Open: true, ClosedOn: day},
		{UAI: "0940176F", Name: "Collège Été", Kind: College, Sector: Private, Postcode: "94260", Town: "FRESNES",
			Department: "94", Academie: "24", Region: "11", Open: true, ClosedOn: civil.MustDate("2010-08-31")},
	}
	if diff := cmp.Diff(want, d.Schools); diff != "" {
		t.Errorf("schools read, -want +got\n%s", diff)
	}
	titles := map[string]string{}
	for _, f := range d.Columns {
		titles[f.Label] = f.Title
	}
	wantTitles := map[string]string{"Numéro UAI": "numero_uai", "Nom": "appellation_officielle", "Nature": "nature_uai_libe", "Secteur": "secteur_public_prive_libe",
		"Adresse": "adresse_uai", "Code postal": "code_postal_uai", "Commune": "libelle_commune", "Téléphone": "", "Courriel": "",
		"État": "etat_etablissement_libe", "Date de fermeture": "date_fermeture"}
	if diff := cmp.Diff(wantTitles, titles); diff != "" {
		t.Errorf("columns recognised, -want +got\n%s", diff)
	}
}

// A school is closed from its last day on; without a day, when the directory
// says so.
func TestOpenOn(t *testing.T) {
	closed := civil.MustDate("2009-08-31")
	for _, test := range []struct {
		school School
		day    string
		want   bool
	}{
		{School{Open: true}, "2009-09-21", true},
		{School{Open: false}, "2009-09-21", false},
		{School{Open: true, ClosedOn: closed}, "2009-08-30", true},
		{School{Open: true, ClosedOn: closed}, "2009-08-31", false},
		{School{Open: true, ClosedOn: closed}, "2009-09-01", false},
	} {
		if got := test.school.OpenOn(civil.MustDate(test.day)); got != test.want {
			t.Errorf("%+v.OpenOn(%s) = %v, want %v", test.school, test.day, got, test.want)
		}
	}
}

// An école has no legal personality, an EPLE has (R3).
func TestIsEPLE(t *testing.T) {
	for _, test := range []struct {
		school School
		want   bool
	}{
		{School{Kind: Ecole, Sector: Public}, false}, {School{Kind: College, Sector: Public}, true}, {School{Kind: Lycee}, true},
		{School{Kind: Lycee, Sector: Private}, false},
	} {
		if got := test.school.IsEPLE(); got != test.want {
			t.Errorf("%+v.IsEPLE() = %v, want %v", test.school, got, test.want)
		}
	}
}

func TestBadDirectories(t *testing.T) {
	change := func(old, new string) string { return strings.Replace(small, old, new, 1) }
	thin := "\u202f"
	for _, test := range []struct {
		name, content string
		want          []RowFault
	}{
		{"a workbook", "PK\x03\x04rest", []RowFault{{1, "", "Ce fichier est un classeur, non un CSV" + thin + ": ouvrez-le, puis enregistrez-le au format CSV."}}},
		{"UTF-16", "\xff\xfeu\x00a\x00", []RowFault{{1, "", "Ce fichier est écrit en UTF-16" + thin + ": enregistrez-le de nouveau, en UTF-8."}}},
		{"bytes", "uai\x00", []RowFault{{1, "", "Ce fichier n’est pas un texte."}}},
		{"a formula", change("École Wallon", "=cmd|' /C calc'!A0"), []RowFault{{3, "Nom_etablissement", "Ce texte commence par «" + thin + "=" + thin + "», comme une formule de tableur."}}},
		{"a name beyond measure", change("École Wallon", strings.Repeat("é", 201)), []RowFault{{3, "Nom_etablissement", "Ce texte est trop long" + thin + ": 200 caractères au plus."}}},
		{"a state cut at the end of the file", strings.TrimSuffix(small, "T\n"), nil},
		{"an unknown state", change("FERMÉ", "FERM"), []RowFault{{3, "etat", "Cet état n’est pas connu" + thin + ": OUVERT, FERMÉ, À OUVRIR ou À FERMER."}}},
		{"two cut rows, apart", "uai;nom;type;commune\n0940176F;A\n0940198E;B;école;Vitry\n0940442V\n", []RowFault{
			{2, "", "2 colonnes au lieu de 4" + thin + ": la ligne est coupée ou un guillemet manque."},
			{4, "", "1 colonne au lieu de 4" + thin + ": la ligne est coupée ou un guillemet manque."}}},
		{"a quote that never ends", change("École Wallon", `"École Wallon`), []RowFault{
			{3, "", "2 colonnes au lieu de 5" + thin + ": la ligne est coupée ou un guillemet manque."}}},
		{"a day that does not exist", strings.Replace(ramsese, "2008-08-31", "2008-02-31", 1), []RowFault{
			{2, "date_fermeture", "Cette date n’existe pas" + thin + ": vérifiez le jour et le mois."}}},
	} {
		d, err := ReadDirectory(strings.NewReader(test.content))
		if diff := cmp.Diff(test.want, d.Faults); diff != "" || err != nil || d.FaultCount != len(test.want) {
			t.Errorf("ReadDirectory(%s): %v, %d faults, -want +got\n%s", test.name, err, d.FaultCount, diff)
		}
	}
}

// Marks that turn the reading round, and what cannot be seen, are not kept.
func TestMarksOfDirectionAreTakenOff(t *testing.T) {
	schools := read(t, []byte(strings.Replace(small, "École Wallon", "École \u202enolla\u202c W\u200ballon\u2067", 1)))
	if got, want := schools[1].Name, "École nolla Wallon"; got != want {
		t.Errorf("name read: got %q, want %q", got, want)
	}
}

// Collectivities that were no department in 2009 are in the national file: they
// are passed over, and counted.
func TestOverseasIsPassedOver(t *testing.T) {
	mayotte := fmt.Sprintf("9760001%c;Collège de M’Gombani;Collège;Mamoudzou;OUVERT\n", CheckLetter(9760001))
	d, err := ReadDirectory(strings.NewReader(small + mayotte))
	if err != nil || d.FaultCount > 0 || d.Overseas != 1 || d.PassedOver != 1 || len(d.Schools) != 2 {
		t.Errorf("ReadDirectory: %v, %+v, want 2 schools, 1 passed over, 1 overseas", err, d)
	}
}

// Faults beyond measure are counted, and do not fill the memory.
func TestFaultsAreBounded(t *testing.T) {
	text := "uai;nom;nature;commune\n" + strings.Repeat("0940176G;A;École;B\n", 2000)
	d, err := ReadDirectory(strings.NewReader(text))
	if err != nil || len(d.Faults) != maxFaults || d.FaultCount != 2000 {
		t.Errorf("ReadDirectory: %v, %d faults told of %d, want %d of 2000", err, len(d.Faults), d.FaultCount, maxFaults)
	}
}

func TestADirectoryOfMoreThan200MB(t *testing.T) {
	line := []byte("0940001X;Rectorat;Service;" + strings.Repeat("a", 1<<20) + "\n")
	many := io.MultiReader(strings.NewReader("uai;nom;nature;commune\n"), &repeated{line: line, left: 201})
	d, err := ReadDirectory(many)
	if err != nil || d.FaultCount == 0 || d.Faults[len(d.Faults)-1].Message != "Le fichier dépasse 200 Mo." {
		t.Errorf("ReadDirectory: %v, %+v, want its size refused", err, d.Faults)
	}
}

// repeated is a line, so many times.
type repeated struct {
	line []byte
	left int
	now  *bytes.Reader
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.now == nil || r.now.Len() == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.now = bytes.NewReader(r.line)
	}
	return r.now.Read(p)
}

// What a file has no column for stays as it is known.
func TestADirectoryWithoutSomeColumns(t *testing.T) {
	known := map[UAI]School{"0940198E": {UAI: "0940198E", Name: "WALLON", Kind: Ecole, Sector: Public, Town: "Vitry", Phone: "01", Email: "a@b.fr", Address: "1 rue", Postcode: "94400",
		Department: "94", Academie: "24", Region: "11", ClosedOn: civil.MustDate("2008-08-31"), Open: true}}
	short, err := ReadDirectory(strings.NewReader("uai;nom;nature;commune\n0940198E;WALLON;École;Vitry\n"))
	if err != nil || short.FaultCount > 0 {
		t.Fatalf("ReadDirectory: %v, %v", err, short.Faults)
	}
	if got := short.compare(known, civil.MustDate("2009-09-21")); got.Unchanged != 1 || got.Counts().Total() != 1 || got.Absent != 0 {
		t.Errorf("compare with a short file = %+v, want 1 unchanged", got)
	}
	again, err := ReadDirectory(strings.NewReader("uai;nom;nature;commune;etat\n0940198E;WALLON;École;Vitry;OUVERT\n"))
	if err != nil || again.FaultCount > 0 {
		t.Fatalf("ReadDirectory: %v, %v", err, again.Faults)
	}
	if got := again.compare(known, civil.MustDate("2009-09-21")); len(got.Changed) != 1 || !got.Changed[0].OpenOn(civil.MustDate("2009-09-21")) {
		t.Errorf("compare with a file that opens it again = %+v, want 1 changed, open", got)
	}
}

// What is held of a file is a row: one without an end is refused before it is
// read whole.
func TestARowWithoutAnEndIsRefused(t *testing.T) {
	const header = "uai;nom;nature;commune\n"
	for name, test := range map[string]struct {
		text string
		row  int
	}{
		"a header of separators": {strings.Repeat(";", 8<<20), 1},
		"a row of separators":    {header + "0940176F;A;école;V\n" + strings.Repeat(";", 8<<20), 3},
		"a quote that is opened": {header + "0940176F;\"A;école;V\n" + strings.Repeat("0940198E;A;école;V\n", 500_000), 2},
	} {
		from := strings.NewReader(test.text)
		d, err := ReadDirectory(from)
		if err != nil || d.FaultCount != 1 || d.Faults[0].Row != test.row || d.Faults[0].Message != rowTooLong {
			t.Errorf("%s: got %v, %v, want row %d too long", name, d.Faults, err, test.row)
		}
		if read := len(test.text) - from.Len(); read > 2*longestRow {
			t.Errorf("%s: %d bytes were read", name, read)
		}
	}
}
