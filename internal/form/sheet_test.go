package form

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/civil"
)

var known = Known{
	Rules: map[string]Rule{
		"group_size_min": {Number: 8, Law: "§3.3"},
		"group_size_max": {Number: 15, Law: "§3.3"},
		"hours":          {Number: 120, Law: "§2.2"},
		"latest_start":   {Day: civil.MustDate("2009-11-09"), Law: "§2.2"},
	},
	Figures: map[string]Kind{"amount_asked": Amount},
}

const sheetText = `key = "annexe-2"
title = "Présentation du projet"
short_title = "Annexe 2"
law = "annexe 2"

[[section]]
key = "groupes"
title = "Groupes"

[[section.question]]
key = "size"
kind = "count"
label = "Effectif du groupe"
law = "§3.3"
required = true
least = "group_size_min"
most = "group_size_max"
outside = "Un groupe compte de {min} à {max} parents"

[[section.question]]
key = "hours"
kind = "hours"
label = "Durée"
law = "§2.2"
least = "hours"
most = "hours"

[[section.question]]
key = "start"
kind = "date"
label = "Début"
law = "§2.2"
most = "latest_start"

[[section.question]]
key = "inside"
kind = "yesno"
label = "Dans l’école ?"
law = "§2.2"
required = true

[[section.question]]
key = "grid"
kind = "choice"
label = "Grille"
law = "annexe 3"
[[section.question.option]]
key = "own"
label = "Propre au formateur"
[[section.question.option]]
key = "shared"
label = "Commune"

[[section]]
key = "budget"
title = "Budget"

[[section.question]]
key = "pay"
kind = "amount"
label = "Vacations"
law = "§4"
figure = "amount_asked"

[[section.question]]
key = "material"
kind = "amount"
label = "Matériel"
law = "§4"
figure = "amount_asked"
max = 10000

[[section.question]]
key = "note"
kind = "text"
label = "Remarque"
law = "choix"
length = 10
`

func loaded(t *testing.T) *Sheet {
	t.Helper()
	sheet, faults := Load("annexe-2.toml", []byte(sheetText), known)
	if len(faults) > 0 {
		t.Fatalf("Load = %v", faults)
	}
	return sheet
}

func TestBoundsSayTheirParagraph(t *testing.T) {
	sheet := loaded(t)
	tests := []struct{ key, typed, canonical, fault string }{
		{"size", "7", "7", "Un groupe compte de 8 à 15 parents (§3.3)."},
		{"size", "8", "8", ""},
		{"size", "15", "15", ""},
		{"size", "16", "16", "Un groupe compte de 8 à 15 parents (§3.3)."},
		{"size", "", "", ""},
		{"hours", "119", "7140", "Indiquez 120 h (§2.2)."},
		{"hours", "120", "7200", ""},
		{"hours", "120h01", "7201", "Indiquez 120 h (§2.2)."},
		{"start", "9/11/2009", "2009-11-09", ""},
		{"start", "10/11/2009", "2009-11-10", "Indiquez une date au plus tard le 9 novembre 2009 (§2.2)."},
		{"material", "10 000", "1000000", ""},
		{"material", "10 000,01", "1000001", "Indiquez 10 000,00 € au plus."},
		{"grid", "own", "own", ""},
		{"grid", "autre", "autre", "Choisissez une des réponses proposées."},
		{"note", "dix lettre", "dix lettre", ""},
		{"note", "onze lettre", "onze lettre", "Ce texte est trop long : 11 caractères, pour 10 au plus."},
		{"note", "ééééééééé😀", "ééééééééé😀", ""},
	}
	for _, test := range tests {
		q, _ := sheet.Question(test.key)
		canonical, fault := q.Parse(test.typed)
		got := plain(fault)
		if canonical != test.canonical || got != test.fault {
			t.Errorf("%s.Parse(%q) = %q, %q, want %q, %q", test.key, test.typed, canonical, got, test.canonical, test.fault)
		}
	}
}

// A number may be typed with the unit that the page writes after it; of what is no
// number, one that would do is said.
func TestNumbersAreReadWithTheirUnit(t *testing.T) {
	sheet := loaded(t)
	tests := []struct{ key, typed, canonical, fault string }{
		{"size", "12 Parents", "12", ""},
		{"size", "12\u00a0parent", "12", ""},
		{"size", "16 parents", "16", "Un groupe compte de 8 à 15 parents (§3.3)."},
		{"size", "12 élèves", unread("12 élèves"), "Écrivez ce nombre avec des chiffres seulement, par exemple « 11 »."},
		{"size", "parents", unread("parents"), "Écrivez ce nombre avec des chiffres seulement, par exemple « 11 »."},
		{"hours", "120 heures", "7200", ""},
		{"hours", "cent vingt", unread("cent vingt"), "Écrivez cette durée en heures, par exemple « 120 »."},
		{"material", "15 600 €", "1560000", "Indiquez 10 000,00 € au plus."},
	}
	for _, test := range tests {
		q, _ := sheet.Question(test.key)
		if q.Key == "size" {
			q.Unit = "parents"
		}
		if canonical, fault := q.Parse(test.typed); canonical != test.canonical || plain(fault) != test.fault {
			t.Errorf("%s.Parse(%q) = %q, %q, want %q, %q", test.key, test.typed, canonical, plain(fault), test.canonical, test.fault)
		}
	}
	if _, fault := (Question{Kind: Hours, Example: "60"}).Parse("cent"); plain(fault) != "Écrivez cette durée en heures, par exemple « 60 »." {
		t.Errorf("Parse with an example: %q", fault)
	}
}

func TestTextsAreCapped(t *testing.T) {
	long := Question{Kind: Long, Length: kinds[Long].longest}
	if _, fault := long.Parse(strings.Repeat("é", 20_000)); fault != "" {
		t.Errorf("Parse(20 000 characters): %v", fault)
	}
	kept, fault := long.Parse(strings.Repeat("é", 20_001))
	if want := "Ce texte est trop long : 20 001 caractères, pour 20 000 au plus."; plain(fault) != want || len(kept) != 2*20_001 {
		t.Errorf("Parse(20 001 characters): %v, want %q; %d bytes kept", fault, want, len(kept))
	}
}

func TestADraftKeepsAllThatIsTyped(t *testing.T) {
	kept, faults := loaded(t).Read(map[string]string{
		"size": "7", "hours": "120", "inside": "", "pay": "1 234,5", "material": "-3", "unknown": "x", "size.0a": "1",
	})
	if diff := cmp.Diff(Values{"size": "7", "hours": "7200", "inside": "", "pay": "123450", "material": unread("-3")}, kept); diff != "" {
		t.Errorf("Read: kept -want +got\n%s", diff)
	}
	want := map[string]string{
		"size":     "Un groupe compte de 8 à 15 parents (§3.3).",
		"material": "Ce montant ne peut pas être négatif.",
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("Read: faults -want +got\n%s", diff)
	}
}

func TestSubmissionAsksForTheRest(t *testing.T) {
	sheet := loaded(t)
	got := sheet.Findings(Values{"start": "2009-11-10", "material": unread("-3"), "note": "illisible"}, nil)
	want := []Finding{
		{Lack, "groupes", "size", "Répondez à la question « Effectif du groupe ».", "", "§3.3"},
		{Fault, "groupes", "start", "Revoyez la réponse à la question « Début ». Indiquez une date au plus tard le 9 novembre 2009 (§2.2).", "Indiquez une date au plus tard le 9 novembre 2009 (§2.2).", "§2.2"},
		{Lack, "groupes", "inside", "Répondez à la question « Dans l’école ? ».", "", "§2.2"},
		{Fault, "budget", "material", "Revoyez la réponse à la question « Matériel ». Ce montant ne peut pas être négatif.", "Ce montant ne peut pas être négatif.", "§4"},
	}
	for i := range got {
		got[i].Sentence, got[i].Beside = plain(got[i].Sentence), plain(got[i].Beside)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Findings: -want +got\n%s", diff)
	}
	if got := sheet.Findings(Values{"size": "8", "inside": "non"}, nil); len(got) > 0 {
		t.Errorf("Findings(complete) = %v, want none", got)
	}
}

func TestFigureIsNotZeroWhenBlank(t *testing.T) {
	sheet := loaded(t)
	tests := []struct {
		name    string
		answers Values
		sum     int64
		ok      bool
	}{
		{"amount_asked", Values{"pay": "", "size": "12"}, 0, false},
		{"amount_asked", Values{"pay": "0"}, 0, true},
		{"amount_asked", Values{"pay": "123450", "material": ""}, 123450, true},
		{"amount_asked", Values{"pay": "123450", "material": "1"}, 123451, true},
		{"", Values{"size": "12"}, 0, false},
		{"unknown", Values{"size": "12"}, 0, false},
	}
	for _, test := range tests {
		if sum, ok := sheet.Sum(test.name, test.answers, ""); sum != test.sum || ok != test.ok {
			t.Errorf("Sum(%q, %v) = %d, %v, want %d, %v", test.name, test.answers, sum, ok, test.sum, test.ok)
		}
	}
}

func TestControls(t *testing.T) {
	sheet := loaded(t)
	tests := map[string]Control{
		"size":   {Type: "text", InputMode: "numeric"},
		"pay":    {Type: "text", InputMode: "decimal"},
		"start":  {Type: "text"},
		"inside": {Type: "radio", Options: yesNo},
		"note":   {Type: "text", MaxLength: 10},
	}
	for key, want := range tests {
		q, _ := sheet.Question(key)
		if diff := cmp.Diff(want, q.Control()); diff != "" {
			t.Errorf("%s.Control(): -want +got\n%s", key, diff)
		}
	}
	many := Question{Kind: Choice, Options: make([]Option, 8)}
	if got := many.Control().Type; got != "select" {
		t.Errorf("Control() of 8 options: %s, want select", got)
	}
	if got := (Question{Kind: Long}).Control(); got.Type != "textarea" || got.Rows == 0 {
		t.Errorf("Control() of a long text: %+v", got)
	}
	if q, _ := sheet.Question("grid"); q.Format("shared") != "Commune" || q.Format("") != "" || q.Format("gone") != "gone" {
		t.Errorf("Format of a choice: %q, %q, %q", q.Format("shared"), q.Format(""), q.Format("gone"))
	}
}

func TestLoadRefusesByLine(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{`kind = "hours"`, `kind = "heures"`, "ligne 22, champ « section[1].question[2].kind » : valeur inconnue « heures ». Valeurs possibles : text, long"},
		{`key = "hours"`, `key = "size"`, "ligne 20, champ « key » : clé déjà donnée à la ligne 10 : « size »."},
		{`key = "hours"`, `key = "Durée"`, "ligne 20, champ « key » : clé mal formée « Durée » :"},
		{`key = "budget"`, `key = "groupes"`, "champ « key » : clé déjà donnée à la ligne 6 : « groupes »."},
		{`key = "shared"`, `key = "own"`, "champ « key » : clé déjà donnée à la ligne 47 : « own »."},
		{`most = "latest_start"`, `most = "latest"`, "ligne 28, champ « start.most » : règle inconnue « latest ». Règles possibles : group_size_max, group_size_min, hours, latest_start."},
		{`most = "latest_start"`, `most = "hours"`, "champ « start.most » : la règle « hours » ne peut pas borner une réponse de type date."},
		{`most = "latest_start"`, `max = 3`, "champ « start.max » : une date se borne par une règle (most)."},
		{`least = "group_size_min"`, `least = "latest_start"`, "champ « size.least » : la règle « latest_start » ne peut pas borner une réponse de type count."},
		{`least = "group_size_min"`, "least = \"group_size_min\"\nmin = 3", "champ « size » : donnez min ou least, pas les deux."},
		{`least = "group_size_min"`, `min = 20`, "champ « size » : le plus petit (20) dépasse le plus grand (15)."},
		{`max = 10000`, `outside = "Trop"`, "champ « material.outside » : cette phrase ne sert pas : la question n’a pas de borne."},
		{`length = 10`, `max = 10`, "champ « note » : le type text n’a pas de borne."},
		{`length = 10`, `length = 301`, "champ « note.length » : 300 caractères au plus pour ce type de réponse."},
		{`length = 10`, `figure = "amount_asked"`, "champ « note.figure » : ce chiffre additionne des réponses de type amount, pas text."},
		{`length = 10`, `figure = "money"`, "champ « note.figure » : chiffre inconnu « money ». Chiffres possibles : amount_asked."},
		{`kind = "choice"`, `kind = "text"`, "champ « grid.option » : des réponses à choisir vont avec les types choice et breakdown, et eux seuls."},
		{`label = "Remarque"`, ``, "champ « section[2].question[3].label » : champ manquant."},
	}
	for _, test := range tests {
		_, faults := Load("annexe-2.toml", []byte(strings.Replace(sheetText, test.old, test.new, 1)), known)
		if got := plain(faults.Error()); !strings.Contains(got, test.want) {
			t.Errorf("Load with %s: %s\nwant %s", test.new, got, test.want)
		}
	}
}

func TestLoadTellsASheetsOwnFaultsWithoutTheRules(t *testing.T) {
	unread := Known{RulesUnread: true, Figures: known.Figures}
	if _, faults := Load("annexe-2.toml", []byte(sheetText), unread); len(faults) > 0 {
		t.Errorf("Load without rules = %v, want no fault", faults)
	}
	_, faults := Load("annexe-2.toml", []byte(strings.Replace(sheetText, "max = 10000", "max = -1", 1)), unread)
	if len(faults) != 1 {
		t.Errorf("Load without rules, with a negative bound = %v, want one fault", faults)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(sheetText))
	f.Fuzz(func(t *testing.T, content []byte) {
		sheet, faults := Load("annexe-2.toml", content, known)
		if (sheet == nil) == (len(faults) == 0) {
			t.Errorf("Load(%q) = %v, %v", content, sheet, faults)
		}
	})
}

// plain replaces the no-break spaces of French print, to make tests readable.
func plain(s string) string {
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(s)
}
