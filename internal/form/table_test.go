package form

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/civil"
)

var knownTables = Known{
	Rules:   known.Rules,
	Figures: map[string]Kind{"parents": Count, "yield": Hours, "amount_asked": Amount, "mean": Amount},
	Checks:  map[string]bool{"rank": true},
	Lists:   map[string][]Option{"trainer_kinds": {{Key: "teacher", Label: "Enseignant"}, {Key: "association", Label: "Association"}}},
	Shares:  map[string][]Share{"instalments": {{Label: "2009", Part: 2, Of: 8}, {Label: "2010", Of: 8}}},
}

const tableText = `key = "annexe-2"
title = "Projet"
short_title = "Annexe 2"
law = "annexe 2"

[[section]]
key = "groupes"
title = "Groupes"

[[section.question]]
key = "groups"
kind = "table"
label = "Les groupes"
item = "Groupe"
most_rows = 2
required = true
law = "§2.2"

[[section.question.column]]
key = "size"
kind = "count"
label = "Parents"
law = "§3.3"
required = true
figure = "parents"
least = "group_size_min"
most = "group_size_max"

[[section.question.column]]
key = "slot"
kind = "slot"
label = "Créneau"
law = "§3.3"

[[section.question.column]]
key = "yields"
kind = "computed"
label = "Heures"
law = "§2.2"
figure = "yield"

[[section]]
key = "suite"
title = "Suite"

[[section.question]]
key = "total"
kind = "computed"
label = "Parents attendus"
law = "§3.3"
figure = "parents"

[[section.question]]
key = "renewal"
kind = "breakdown"
label = "Déjà inscrits"
law = "§2.2"
of = "total"
required = true
option = [{ key = "old", label = "Oui" }, { key = "new", label = "Non" }]

[[section.question]]
key = "kind"
kind = "choice"
label = "Intervenant"
law = "§2.2"
list = "trainer_kinds"

[[section.question]]
key = "approval"
kind = "text"
label = "Agrément"
law = "§2.2"
required = true
when = { key = "kind", is = "association" }

[[section.question]]
key = "inside"
kind = "yesno"
label = "Dans l’école ?"
law = "§3.3"
must = "oui"
outside = "Les cours ont lieu dans l’école"

[[section.question]]
key = "school_project"
kind = "yesno"
label = "Projet d’école"
law = "§2.2"
must = "oui"
level = "warning"

[[section.question]]
key = "pay"
kind = "amount"
label = "Paie"
law = "§4"
figure = "amount_asked"
shares = "instalments"

[[check]]
name = "rank"
about = "kind"
reason = "approval"
with = "inside"
level = "warning"
law = "§2.2"
`

// An answer that only warns is kept without a word: the checks of the page say it.
func TestAWarningIsNoFault(t *testing.T) {
	_, faults := loadedTable(t).Read(map[string]string{"inside": "non", "school_project": "non"})
	if _, warned := faults["school_project"]; len(faults) != 1 || warned {
		t.Errorf("Read: faults %v, want only that of « inside »", faults)
	}
	_, faults = loadedTable(t).Read(map[string]string{"school_project": "peut-être"})
	if faults["school_project"] == "" {
		t.Error("Read of what is neither yes nor no: no fault")
	}
}

func loadedTable(t *testing.T) *Sheet {
	t.Helper()
	sheet, faults := Load("annexe-2.toml", []byte(tableText), knownTables)
	if len(faults) > 0 {
		t.Fatalf("Load = %v", faults)
	}
	return sheet
}

// filled is a sheet of two groups, one removed, with its computed figures.
func filled(sheet *Sheet) Values {
	v := Values{"groups.0b": rowKept, "groups.0b.size": "8", "groups.0b.slot": "2 14:00-16:00", "groups.0a": rowKept, "groups.0a.size": "12", "groups.0c": "", "groups.0c.size": "15",
		"renewal.old": "5", "renewal.new": "15", "kind": "teacher", "approval": "hidden", "inside": "oui", "school_project": "oui", "pay": "1001"}
	return sheet.With(v, func(figure string, f Field) string {
		if figure != "parents" {
			return "60"
		}
		n, _ := sheet.Sum(figure, v, "")
		return civil.FrenchCount(n)
	})
}

func TestRowsAreKeyedByID(t *testing.T) {
	sheet := loadedTable(t)
	v := filled(sheet)
	if got := v.Rows("groups"); !slices.Equal(got, []string{"0a", "0b"}) {
		t.Errorf("Rows = %v, want the two that stand, in order", got)
	}
	var keys []string
	for q := range sheet.Questions() {
		for _, f := range q.Fields(v) {
			keys = append(keys, f.Key)
		}
	}
	want := []string{"groups.0a.size", "groups.0a.slot", "groups.0a.yields", "groups.0b.size", "groups.0b.slot", "groups.0b.yields",
		"total", "renewal.old", "renewal.new", "kind", "inside", "school_project", "pay"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("Fields: -want +got\n%s", diff)
	}
	for key, want := range map[string]bool{"groups": false, "groups.0a": true, "groups.0a.size": true, "groups.0a.none": false, "groups.A": false,
		"groups.0a.size.x": false, "renewal": false, "renewal.old": true, "renewal.none": false, "kind": true, "kind.x": false, "none": false} {
		if _, got := sheet.Field(key); got != want {
			t.Errorf("Field(%q) is known: %v, want %v", key, got, want)
		}
	}
	for key, want := range map[string]bool{"groups.0a": true, "groups.0a.size": false, "renewal.old": false, "kind": false} {
		if f, _ := sheet.Field(key); f.IsRow() != want {
			t.Errorf("Field(%q).IsRow() = %v, want %v", key, f.IsRow(), want)
		}
	}
	kept, _ := sheet.Read(map[string]string{"groups.0d": "1", "groups.0d.yields": "5", "total": "9", "groups.0d.slot": "mardi|14 h|"})
	if diff := cmp.Diff(Values{"groups.0d": "1", "groups.0d.slot": unread("mardi|14 h|")}, kept); diff != "" {
		t.Errorf("Read: -want +got\n%s", diff)
	}
	if day, from, to := SplitSlot(kept["groups.0d.slot"]); day != "mardi" || from != "14 h" || to != "" {
		t.Errorf("SplitSlot = %q %q %q", day, from, to)
	}
	if got, want := Slot.Format(kept["groups.0d.slot"]), "mardi 14 h"; got != want {
		t.Errorf("Slot.Format of an unread slot = %q, want %q", got, want)
	}
}

func TestFindingsOfTablesAndBreakdowns(t *testing.T) {
	sheet := loadedTable(t)
	ranked := 0
	checks := func(c Check) []Finding { ranked++; return nil }
	if got := sheet.Findings(filled(sheet), checks); len(got) > 0 || ranked != 1 {
		t.Errorf("Findings(filled) = %v, want none; check run %d times", got, ranked)
	}
	tests := []struct {
		key, value string
		level      Level
		field      string
		sentence   string
	}{
		{"groups.0a.size", "7", Fault, "groups.0a.size", "« Parents », groupe 1. Indiquez une valeur de 8 à 15 (§3.3)."},
		{"groups.0b.size", "", Lack, "groups.0b.size", "Répondez à la question « Parents », groupe 2."},
		{"groups.0b.slot", unread("mardi||"), Fault, "groups.0b.slot", "heure de début"},
		{"groups.0c", rowKept, Fault, "groups", "Ce tableau compte 2 lignes au plus."},
		{"renewal.old", "6", Fault, "renewal.old", "La répartition « Déjà inscrits » fait 21, pour 20 en tout."},
		{"renewal.old", "", Lack, "renewal.old", "Répondez à la question « Déjà inscrits Oui »."},
		{"kind", "association", "", "", ""},
		{"kind", "other", Fault, "kind", "Choisissez"},
		{"inside", "non", Fault, "inside", "Les cours ont lieu dans l’école (§3.3)."},
		{"school_project", "non", Warning, "school_project", "La réponse attendue est « Oui » (§2.2)."},
	}
	for _, test := range tests {
		v := filled(sheet)
		v[test.key] = test.value
		got := sheet.Findings(v, checks)
		if test.level == "" {
			if len(got) > 0 {
				t.Errorf("%s = %q: %v, want nothing", test.key, test.value, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Level != test.level || got[0].Field != test.field || !strings.Contains(plain(got[0].Sentence), test.sentence) {
			t.Errorf("%s = %q: %v, want one %s on %s with %q", test.key, test.value, got, test.level, test.field, test.sentence)
		}
	}
	v := filled(sheet)
	delete(v, "groups.0b.size")
	delete(v, "groups.0b.slot")
	if got := sheet.Findings(v, checks); len(got) != 1 || got[0].Field != "groups.0b.size" || plain(got[0].Sentence) != "Groupe 2 est vide : remplissez-le ou supprimez-le." {
		t.Errorf("Findings(a blank row) = %v, want one, for the row", got)
	}
	if got := sheet.Findings(Values{}, checks); got[0].Sentence != "Remplissez au moins un groupe." || got[0].Level != Lack {
		t.Errorf("Findings(blank)[0] = %v", got[0])
	}
}

// Every rounding of 2/8: the shares always make the amount (§4).
func TestSharesMakeTheAmount(t *testing.T) {
	pay, _ := loadedTable(t).Question("pay")
	for cents, first := range map[string]civil.Cents{"0": 0, "1": 0, "2": 1, "3": 1, "4": 1, "5": 1, "6": 2, "7": 2, "8": 2, "1001": 250, "600000": 150000} {
		got := pay.Shared(cents)
		total, _ := integer(cents)
		if len(got) != 2 || got[0] != first || got[0]+got[1] != civil.Cents(total) {
			t.Errorf("Shared(%s) = %v, want %d first", cents, got, first)
		}
	}
	if got := pay.Shared(""); got != nil {
		t.Errorf("Shared(blank) = %v, want none", got)
	}
}

func TestAnswersAddUp(t *testing.T) {
	sheet := loadedTable(t)
	other := Values{"inside": "non", "kind": "association", "approval": "n° 3", "pay": unread("beaucoup")}
	got := map[string]string{}
	totals := sheet.Totals()
	for _, v := range []Values{filled(sheet), other} {
		totals.Add(v, func(_ string, f Field) string { return v[f.Key] })
	}
	for _, total := range totals.All {
		key := total.Question.Key
		if total.Of != nil {
			key = total.Of.Key + "." + key
		}
		got[key] = plain(total.French())
	}
	want := map[string]string{"groups.size": "20", "groups.slot": "", "total": "20", "renewal.old": "5", "renewal.new": "15",
		"kind": "Enseignant : 1\nAssociation : 1", "approval": "", "inside": "Oui : 1\nNon : 1", "school_project": "Oui : 1\nNon : 0", "pay": "10,01 €"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Totals: -want +got\n%s", diff)
	}
}

func TestMarshalAnswers(t *testing.T) {
	sheet := loadedTable(t)
	got, err := sheet.MarshalAnswers(Values{"inside": "oui", "pay": "1001", "renewal.old": unread("x")})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"key":"inside","question":"Dans l’école ?","kind":"yesno","law":"§3.3","value":true`,
		`"kind":"amount","law":"§4","value":1001`, `"key":"renewal.old","question":"Oui","kind":"count","law":"§2.2","value":null`} {
		if !strings.Contains(plain(string(got)), want) {
			t.Errorf("MarshalAnswers = %s\nwant %s", got, want)
		}
	}
}

func TestLoadRefusesWhatDoesNotLink(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{`of = "total"`, `of = "pay"`, "« pay » n’est pas un nombre de la fiche."},
		{`of = "total"`, ``, "une répartition dit ce qu’elle divise"},
		{`item = "Groupe"`, ``, "une table a des colonnes"},
		{`list = "trainer_kinds"`, `list = "trainers"`, "liste inconnue « trainers ». Listes possibles : trainer_kinds."},
		{`is = "association"`, `is = "autre"`, "aucune question « kind » n’a la réponse « autre »."},
		{`name = "rank"`, `name = "ranks"`, "contrôle inconnu « ranks ». Contrôles possibles : rank."},
		{`about = "kind"`, `about = "kinds"`, "la fiche n’a pas de question « kinds »."},
		{`reason = "approval"`, `reason = "none"`, "la fiche n’a pas de question « none »."},
		{`with = "inside"`, `with = "nowhere"`, "champ « check.with » : la fiche n’a pas de question « nowhere »."},
		{`label = "Parents"`, "label = \"Parents\"\nexample = \"7\"", "« 7 » n’est pas un nombre que la question accepte."},
		{`figure = "yield"`, ``, "un chiffre calculé dit lequel"},
		{`figure = "yield"`, `figure = "hours"`, "chiffre inconnu « hours »."},
		{`must = "oui"`, `must = "peut-être"`, "la réponse attendue « peut-être » n’est pas de celles que la question propose."},
		{`shares = "instalments"`, `shares = "halves"`, "partage inconnu « halves »."},
		{`key = "slot"`, `key = "size"`, "clé déjà donnée"},
		{`kind = "slot"`, `kind = "table"`, "une colonne n’est ni une table ni une répartition."},
	}
	for _, test := range tests {
		_, faults := Load("annexe-2.toml", []byte(strings.Replace(tableText, test.old, test.new, 1)), knownTables)
		if got := plain(faults.Error()); !strings.Contains(got, test.want) || !strings.Contains(got, "ligne ") {
			t.Errorf("Load with %s: %s\nwant %s", test.new, got, test.want)
		}
	}
}
