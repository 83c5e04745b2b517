package territory

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/journal"
)

// real is an extract of the national directory, the écoles of Val-de-Marne.
func real(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile("../example/annuaire-education-94.csv")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// read reads a directory that must have no fault.
func read(t *testing.T, content []byte) []School {
	t.Helper()
	directory, err := ReadDirectory(bytes.NewReader(content))
	if err != nil || directory.FaultCount > 0 {
		t.Fatalf("ReadDirectory: %v, faults %v", err, directory.Faults)
	}
	return directory.Schools
}

func TestTheRealDirectoryIsReadWhole(t *testing.T) {
	schools := read(t, real(t))
	if len(schools) != 613 {
		t.Errorf("schools read: got %d, want 613", len(schools))
	}
	for _, school := range schools {
		if school.Department != "94" || school.Academie != "24" || school.Region != "11" || school.Kind != Ecole || !school.Open {
			t.Errorf("school read: %+v, want an open école of Val-de-Marne", school)
		}
	}
	want := School{UAI: "0940176F", Name: "Ecole élémentaire Robert Doisneau", Kind: Ecole, Sector: Public, Address: "Allée du Puits", Postcode: "94260",
		Town: "Fresnes", Phone: "0172045505", Email: "ce.0940176F@ac-creteil.fr", Department: "94", Academie: "24", Region: "11", Open: true}
	if diff := cmp.Diff(want, schools[0]); diff != "" {
		t.Errorf("the first school, -want +got\n%s", diff)
	}
}

// What a French office makes of the same table: other signs, other names.
var small = `Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Nom_commune;etat
0940176F;Collège « Été »;Collège;Créteil;OUVERT
0940198E;École Wallon;Ecole;Vitry;FERMÉ
0940001X;Rectorat;Service Administratif;Créteil;OUVERT
`

func TestTheSameTableInOtherWritings(t *testing.T) {
	want := read(t, []byte(small))
	if len(want) != 2 || want[0].Kind != College || !want[0].Open || want[1].Open {
		t.Fatalf("ReadDirectory of the small table = %+v, want an open collège and a closed école", want)
	}
	windows, err := charmap.Windows1252.NewEncoder().String(small)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{
		"BOM":             "\ufeff" + small,
		"Windows-1252":    windows,
		"commas":          strings.ReplaceAll(small, ";", ","),
		"tabs":            strings.ReplaceAll(small, ";", "\t"),
		"end of lines":    strings.ReplaceAll(small, "\n", "\r\n"),
		"quotes":          strings.ReplaceAll(small, "Vitry", `"Vitry"`),
		"an empty line":   strings.Replace(small, "0940198E", "\n0940198E", 1),
		"renamed columns": strings.NewReplacer("Identifiant_de_l_etablissement", "Code UAI", "Nom_etablissement", "DENOMINATION", "Type_etablissement", "nature_uai_libe", "Nom_commune", "Libellé_commune").Replace(small),
	}
	for name, content := range tests {
		if diff := cmp.Diff(want, read(t, []byte(content))); diff != "" {
			t.Errorf("ReadDirectory with %s, -want +got\n%s", name, diff)
		}
	}
}

func TestFaultsAreNamedByRowAndColumn(t *testing.T) {
	change := func(old, new string) string { return strings.Replace(small, old, new, 1) }
	tests := []struct {
		name, content string
		want          []RowFault
	}{
		{"wrong letter", change("0940176F", "0940176G"), []RowFault{{2, "Identifiant_de_l_etablissement",
			"La lettre finale de ce numéro UAI ne correspond pas à ses chiffres\u202f: vérifiez chaque chiffre."}}},
		{"wrong letter under another title", strings.Replace(change("0940198E", "0940198F"), "Identifiant_de_l_etablissement", "Code UAI", 1),
			[]RowFault{{3, "Code UAI", "La lettre finale de ce numéro UAI ne correspond pas à ses chiffres\u202f: vérifiez chaque chiffre."}}},
		{"no such department", change("0940176F", "2000000"+string(CheckLetter(2000000))), []RowFault{{2, "Identifiant_de_l_etablissement",
			"Aucun département ne porte le préfixe 200."}}},
		{"twice", change("0940198E", "0940176F"), []RowFault{{3, "Identifiant_de_l_etablissement", "Le numéro 0940176F est déjà à la ligne 2."}}},
		{"no name", change("École Wallon", " "), []RowFault{{3, "Nom_etablissement", "Le nom manque."}}},
		{"cut row", small + "0940199F;École", []RowFault{{5, "", "2 colonnes au lieu de 5\u202f: la ligne est coupée ou un guillemet manque."}}},
		{"several", change("0940176F", "0940176G") + "0940198E;École;Ecole;Vitry;OUVERT\n", []RowFault{{2, "Identifiant_de_l_etablissement",
			"La lettre finale de ce numéro UAI ne correspond pas à ses chiffres\u202f: vérifiez chaque chiffre."},
			{5, "Identifiant_de_l_etablissement", "Le numéro 0940198E est déjà à la ligne 3."}}},
		{"missing column", change("Nom_commune", "Ville"), []RowFault{{1, "Nom_commune", "Cette colonne manque."}}},
		{"empty", "", []RowFault{{1, "", "Le fichier est vide ou n’est pas un tableau CSV."}}},
		{"not a table", "%PDF-1.4", []RowFault{{1, "Identifiant_de_l_etablissement", "Cette colonne manque."}, {1, "Nom_etablissement", "Cette colonne manque."},
			{1, "Type_etablissement", "Cette colonne manque."}, {1, "Nom_commune", "Cette colonne manque."}}},
	}
	for _, test := range tests {
		directory, err := ReadDirectory(strings.NewReader(test.content))
		if diff := cmp.Diff(test.want, directory.Faults); diff != "" || err != nil {
			t.Errorf("ReadDirectory(%s): %v, -want +got\n%s", test.name, err, diff)
		}
	}
	if got, want := (RowFault{2, "UAI", "Le nom manque."}).Error(), "Ligne 2, colonne «\u202fUAI\u202f»\u202f: Le nom manque."; got != want {
		t.Errorf("RowFault.Error() = %q, want %q", got, want)
	}
}

// Any file at all is read or refused, and never stops the program.
func FuzzReadDirectory(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("uai;denomination;nature_uai_libe;commune\n\"0940176F;a;école;b\n"))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		directory, err := ReadDirectory(bytes.NewReader(content))
		if err != nil {
			t.Fatalf("ReadDirectory(%q): %v", content, err)
		}
		for _, school := range directory.Schools {
			if _, err := ReadUAI(string(school.UAI)); err != nil || school.Department == "" || school.Name == "" {
				t.Errorf("ReadDirectory(%q) keeps %+v", content, school)
			}
		}
	})
}

func TestNodesThatStartTogetherSetUpOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if err := New(d).Setup(context.Background()); err != nil {
					t.Errorf("Setup beside others: %v", err)
				}
			})
		}
		group.Wait()
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			var n int
			err := tx.Get(&n, "SELECT count(*) FROM department")
			if n != len(Departments()) {
				t.Errorf("departments kept: got %d, want %d", n, len(Departments()))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestImportTwiceChangesNothingAndIsWrittenOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		c := New(d)
		for range 2 { // also the reference data
			if err := c.Setup(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		noon := civil.Paris(2009, 9, 21, 12, 0, 0)
		call := access.Call{By: access.Actor{Role: access.Administrator}, At: civil.Moment{Happened: noon, Recorded: noon}}
		schools := read(t, real(t))[:20]
		moved := append([]School{}, schools...)
		moved[3].Name, moved[3].Open = "École déménagée", false
		for i, step := range []struct {
			schools []School
			want    Import
			written int64
		}{
			{schools, Import{Added: 20}, 1}, {schools, Import{Unchanged: 20}, 1},
			{moved, Import{Closed: 1, Unchanged: 19}, 2}, {moved, Import{Unchanged: 20}, 2},
		} {
			got, err := c.Import(t.Context(), call, Directory{Schools: step.schools})
			if got != step.want || err != nil {
				t.Errorf("Import %d = %+v, %v, want %+v", i+1, got, err, step.want)
			}
			if err := d.Read(t.Context(), func(tx *db.Tx) error {
				head, err := journal.Last(tx)
				if head.Seq != step.written {
					t.Errorf("journal after import %d: got %d rows, want %d", i+1, head.Seq, step.written)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			got, err := Find(tx, moved[3].UAI)
			if diff := cmp.Diff(moved[3], got); diff != "" {
				t.Errorf("Find(%s), -want +got\n%s", moved[3].UAI, diff)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
