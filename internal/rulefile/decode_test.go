package rulefile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/civil"
)

type sample struct {
	Title string            `toml:"title"`
	Size  Value[int64]      `toml:"size" domain:"1..100"`
	Start Value[civil.Date] `toml:"start"`
	Index civil.Cents       `toml:"index,optional"`
	Open  bool              `toml:"open,optional"`
	Codes []string          `toml:"codes,optional" domain:"2A|93"`
	Steps []step            `toml:"step,optional"`
	Names map[string]string `toml:"names,optional"`
	Place place             `toml:"place,optional"`
	Least *int64            `toml:"least,optional" domain:"0.."`
	Most  *int64            `toml:"most,optional" domain:"0.."`
	Line  int               `toml:"-line"`
	Free  string
}

type step struct {
	Key  string     `toml:"key"`
	Date civil.Date `toml:"date"`
	Law  Law        `toml:"law"`
	Line int        `toml:"-line"`
}

type place struct {
	Town  string `toml:"town,optional"`
	Rooms int    `toml:"rooms,optional" domain:"0.."`
}

const good = `# a comment
title = "Campagne « d'essai » : l'an 1"
size = { value = 8, law = "§3.3" }
index = "5 512,17"
open = true
codes = [
  "2A",
  "93",
]
start.value = 2009-11-09
start.law = "§2.2"
names = { a = "un", b = "deux" }
least = 0

[place]
town = "Bobigny"
rooms = 1_000

[[step]]
key = "call"
date = "2009-09-07"
law = "§6"

[[step]]
key = "school"
date = 2009-09-30
law = "annexe 2"
`

func TestDecodeReadsEveryType(t *testing.T) {
	var got sample
	if faults := Decode("x.toml", []byte(good), &got); len(faults) > 0 {
		t.Fatalf("Decode(good) = %v", faults)
	}
	want := sample{
		Title: "Campagne «\u202fd'essai\u202f»\u202f: l'an 1",
		Size:  Value[int64]{8, "§3.3", 3},
		Start: Value[civil.Date]{civil.MustDate("2009-11-09"), "§2.2", 10},
		Index: 551217,
		Open:  true,
		Codes: []string{"2A", "93"},
		Steps: []step{
			{"call", civil.MustDate("2009-09-07"), "§6", 19},
			{"school", civil.MustDate("2009-09-30"), "annexe 2", 24},
		},
		Names: map[string]string{"a": "un", "b": "deux"},
		Place: place{Town: "Bobigny", Rooms: 1000},
		Least: new(int64),
		Line:  1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Decode(good): -want +got\n%s", diff)
	}
}

func TestDecodeToleratesWindowsFiles(t *testing.T) {
	windows := "\ufeff" + strings.ReplaceAll(good, "\n", "\r\n")
	var got sample
	if faults := Decode("x.toml", []byte(windows), &got); len(faults) > 0 {
		t.Fatalf("Decode(with BOM and CRLF) = %v", faults)
	}
	if got.Steps[1].Line != 24 {
		t.Errorf("Decode(with BOM and CRLF): line %d, want 24", got.Steps[1].Line)
	}
}

func TestDecodeNamesEveryFault(t *testing.T) {
	const bad = `title = "   "
size = { value = 800, law = "parce que" }
siez = 8
title = "encore"
index = 12.5
open = "oui"
codes = ["2A", "20", 93]
place = "Bobigny"

[[step]]
key = "call"
date = 2009-02-30

[step]
key = "again"
`
	want := []string{
		"ligne 1, champ « title » : ce texte est vide.",
		"ligne 1, champ « start » : champ manquant.",
		"ligne 2, champ « size.value » : nombre hors limites : 800. Il doit aller de 1 à 100.",
		"ligne 2, champ « size.law » : fondement attendu (« §3.3 », « annexe 6 », « décret n° 2005-909 » ou « choix ») ; trouvé : « parce que ».",
		"ligne 3, champ « siez » : champ inconnu. Champs possibles : title, size, start, index, open, codes, step, names, place, least, most.",
		"ligne 4, champ « title » : champ déjà donné à la ligne 1.",
		"ligne 5, champ « index » : attendu : texte ; trouvé : nombre à virgule.",
		"ligne 6, champ « open » : attendu : true ou false ; trouvé : texte.",
		"ligne 7, champ « codes[2] » : valeur inconnue « 20 ». Valeurs possibles : 2A, 93.",
		"ligne 7, champ « codes[3] » : attendu : texte ; trouvé : nombre entier.",
		"ligne 8, champ « place » : attendu : tableau de champs ; trouvé : texte.",
		"ligne 10, champ « step[1].law » : champ manquant.",
		"ligne 12, champ « step[1].date » : date qui n’existe pas : 2009-02-30. Une date s’écrit année-mois-jour, comme 2009-11-09.",
		"ligne 14, champ « step » : champ déjà donné à la ligne 10.",
	}
	if diff := cmp.Diff(want, told(t, bad)); diff != "" {
		t.Errorf("Decode(bad): -want +got\n%s", diff)
	}
}

func TestDecodeOneFaultEach(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"not TOML", "title = \"a\"\nsize = [1\n\n", "ligne 3 : cette ligne ne se lit pas"},
		{"missing quotes", "title = bonjour\nbad = 1", "ligne 1 : cette ligne ne se lit pas"},
		{"not UTF-8", "title = \"a\"\n# d\xe9partement", "ligne 2 : ce fichier n’est pas enregistré en UTF-8."},
		{"leading zero", "title = 012", "ligne 1 : cette ligne ne se lit pas"},
		{"beyond 64 bits", "size = { value = 99999999999999999999, law = \"§1\" }", "nombre impossible à lire : 99999999999999999999."},
		{"hexadecimal", "size = { value = 0x8, law = \"§1\" }", "nombre impossible à lire : 0x8."},
		{"negative", "[place]\nrooms = -3", "ligne 2, champ « place.rooms » : nombre trop petit : -3. Le moins possible est 0."},
		{"date with a time", "start = { value = 2009-11-09T10:00:00, law = \"§1\" }", "attendu : date ; trouvé : heure."},
		{"date in words", "start = { value = \"9 novembre 2009\", law = \"§1\" }", "date qui n’existe pas : 9 novembre 2009."},
		{"an amount in letters", "index = \"beaucoup\"", "montant en euros attendu, comme \"5 512,17\" ; trouvé : beaucoup."},
		{"a value without its law", "size = { value = 8 }", "champ « size.law » : champ manquant."},
		{"a bare value", "size = 8", "champ « size » : attendu : tableau de champs ; trouvé : nombre entier."},
		{"a table added to an inline one", "names = { a = \"b\" }\n[names.c]", "champ « names » : champ déjà donné à la ligne 1."},
		{"a key under a text", "title = \"a\"\ntitle.b = 1", "ligne 2, champ « title » : champ déjà donné à la ligne 1."},
		{"a table opened twice", "[place]\n[place]", "ligne 2, champ « place » : champ déjà donné à la ligne 1."},
		{"a list that is a table", "[place]\n[[place]]", "ligne 2, champ « place » : champ déjà donné à la ligne 1."},
		{"too deep", strings.Repeat("a.", 40) + "a = 1", "ligne 1 : ce champ a trop de niveaux."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(told(t, test.file), "\n")
			if !strings.Contains(got, test.want) {
				t.Errorf("Decode(%q) =\n%s\nwant %s", test.file, got, test.want)
			}
		})
	}
}

// told gives the faults of content without the name of the file, with plain
// spaces.
func told(t *testing.T, content string) []string {
	t.Helper()
	var lines []string
	for _, fault := range Decode("campagnes/x/campaign.toml", []byte(content), &sample{}) {
		line := strings.ReplaceAll(fault.String(), "\u202f", " ")
		rest, ok := strings.CutPrefix(line, "campagnes/x/campaign.toml, ")
		if !ok {
			t.Errorf("fault %q does not begin with the file", line)
		}
		lines = append(lines, rest)
	}
	return lines
}

func TestFaultsAreAnErrorOnlyWhenThereIsOne(t *testing.T) {
	var faults Faults
	if err := faults.Err(); err != nil {
		t.Errorf("no fault: Err() = %v, want nil", err)
	}
	faults.Add("b.toml", 2, "x", "mal écrit\u202f: %d.", 7)
	faults.Add("a.toml", 0, "", "fichier absent.")
	faults.Sort()
	want := "a.toml\u202f: fichier absent.\nb.toml, ligne 2, champ «\u202fx\u202f»\u202f: mal écrit\u202f: 7."
	if got := faults.Err().Error(); got != want {
		t.Errorf("Err() = %q, want %q", got, want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("[[a]]\n[a.b]\na.b.c = [[1], {x = 1}]\n[[a]]"))
	f.Add([]byte("step = []\n[[step]]"))
	f.Add([]byte("a = \"\"\"\n\xff"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, fault := range Decode("x.toml", content, &sample{}) {
			if last := strings.Count(string(content), "\n") + 1; fault.Line < 1 || fault.Line > last || fault.Message == "" {
				t.Errorf("Decode(%q): fault %#v in a file of %d lines", content, fault, last)
			}
		}
	})
}
