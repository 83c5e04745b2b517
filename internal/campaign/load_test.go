package campaign

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// A change replaces a text of a file of the shipped folder, which must be there.
type change struct{ file, old, new string }

func changed(t *testing.T, changes ...change) fs.FS {
	t.Helper()
	folder := fstest.MapFS{}
	for _, name := range []string{"campaign.toml", "annexe-2.toml", "annexe-3.toml"} {
		content, err := fs.ReadFile(folder2009(t), name)
		if err != nil {
			t.Fatal(err)
		}
		folder[name] = &fstest.MapFile{Data: content}
	}
	for _, c := range changes {
		before := string(folder[c.file].Data)
		if !strings.Contains(before, c.old) {
			t.Fatalf("%s has no %q", c.file, c.old)
		}
		folder[c.file].Data = []byte(strings.Replace(before, c.old, c.new, 1))
	}
	return folder
}

// refusals are the faults of Load, with plain spaces.
func refusals(t *testing.T, folder fs.FS) []string {
	t.Helper()
	c, faults := Load(folder)
	if len(faults) > 0 && c != nil {
		t.Errorf("Load gives a campaign in spite of its faults")
	}
	var all []string
	for _, fault := range faults {
		all = append(all, strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(fault.String()))
	}
	return all
}

func TestAWrongFolderIsRefusedWholeWithEveryFault(t *testing.T) {
	tests := []struct {
		change
		want string
	}{
		{change{"annexe-2.toml", `kind = "yesno"`, `kind = "bool"`}, "champ « section[1].question[1].column[12].kind » : valeur inconnue « bool »."},
		{change{"annexe-3.toml", `kind = "long"`, `kind = "longue"`}, "champ « section[1].question[3].kind » : valeur inconnue « longue »."},
		{change{"campaign.toml", "hours = { value = 120,", "hours = { value = 0,"}, "champ « hours.value » : nombre hors limites : 0. Il doit aller de 1 à 1000."},
		{change{"campaign.toml", "latest_start = { value = 2009-11-09", "latest_start = { value = 2009-11-31"}, "champ « latest_start.value » : date qui n’existe pas : 2009-11-31."},
		{change{"campaign.toml", "payer = {", "payeur = {"}, "champ « payeur » : champ inconnu."},
		{change{"campaign.toml", `kind = "receipt"`, `kind = "arrival"`}, "champ « milestone[2].kind » : valeur inconnue « arrival »."},
		{change{"campaign.toml", `index_100 = "5512,17"`, "index_100 = 5512.17"}, "champ « rate[2].index_100 » : attendu : texte ; trouvé : nombre à virgule."},
	}
	var changes []change
	for _, test := range tests {
		changes = append(changes, test.change)
	}
	folder := changed(t, changes...)
	got := refusals(t, folder)
	if len(got) != len(tests)+1 { // « payer » is missing too
		t.Errorf("%d faults, want %d:\n%s", len(got), len(tests)+1, strings.Join(got, "\n"))
	}
	for _, test := range tests {
		want := fmt.Sprintf("%s, ligne %d, %s", test.file, lineOf(t, folder, test.file, test.new), test.want)
		if !slices.ContainsFunc(got, func(fault string) bool { return strings.HasPrefix(fault, want) }) {
			t.Errorf("Load = %s\nwant %s", strings.Join(got, "\n"), want)
		}
	}
}

// lineOf is the line of the first occurrence of text in a file.
func lineOf(t *testing.T, folder fs.FS, file, text string) int {
	t.Helper()
	content, err := fs.ReadFile(folder, file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(content), text)
	return strings.Count(before, "\n") + 1
}

func TestWhatDoesNotHoldTogetherIsRefused(t *testing.T) {
	const file = "campaign.toml"
	tests := []struct{ old, new, want string }{
		{"group_size_min = { value = 8", "group_size_min = { value = 16", "champ « group_size_max » : le maximum (15) est sous le minimum (16)."},
		{"to = 2010-07-02", "to = 2009-07-02", "champ « school_year.to » : l’année scolaire finit avant de commencer."},
		{"latest_start = { value = 2009-11-09", "latest_start = { value = 2010-11-09", "champ « latest_start » : le 9 novembre 2010 est hors de l’année scolaire."},
		{`"13", "14"`, `"13", "20"`, "champ « departments.value[2] » : aucun département n’a le code « 20 »."},
		{`"13", "14"`, `"13", "13"`, "champ « departments.value[2] » : le département « 13 » est donné deux fois."},
		{`key = "project_sending"`, `key = "sending"`, "campaign.toml, champ « milestone » : l’échéance « project_sending » manque, ou n’a pas de date : le programme s’en sert."},
		{"date = 2009-09-30", `when = "bientôt"`, "campaign.toml, champ « milestone » : l’échéance « project_sending » manque, ou n’a pas de date : le programme s’en sert."},
		{"date = 2009-09-30\n", "", "une échéance a une date (date) ou un délai (when), l’un des deux."},
		{"date = 2010-06-10", "date = 2011-06-10", "le 10 juin 2011 est avant la circulaire ou après l’année scolaire."},
		{`key = "final_report"`, `key = "interim_report"`, "champ « milestone[11].key » : clé déjà donnée à la ligne"},
		{`key = "quality"`, `key = "schedule"`, "champ « criterion[4].key » : clé déjà donnée à la ligne"},
		{"part = 0\nof = 8", "part = 7\nof = 8", "champ « instalment[2].part » : les versements font 9/8."},
		{"part = 0\nof = 8", "part = 5\nof = 8", "champ « instalment[2].part » : les versements font 7/8."},
		{"part = 0\nof = 8", "part = 0\nof = 9", "champ « instalment[2].of » : les versements se comptent en parts du même tout (8)."},
		{"part = 2\nof = 8", "part = 0\nof = 8", "champ « instalment[1].part » : seul le dernier versement peut être le reste."},
		{"part = 2\nof = 8", "part = 8\nof = 8", "champ « instalment[2].part » : il ne reste rien à verser."},
		{"from = 2009-10-01", "from = 2009-06-01", "champ « rate[3].from » : les taux vont du plus ancien au plus récent."},
		{"from = 26\nunder = 31", "from = 27\nunder = 31", "champ « age_band[2].from » : la tranche doit commencer à 26, où finit la précédente."},
		{"from = 5\nunder = 10", "from = 5\nunder = 0", "champ « stay_band[2].under » : la tranche finit avant de commencer."},
		{`"annexe-3.toml"]`, `"annexe-4.toml"]`, "annexe-4.toml : ce fichier manque, ou ne peut pas être lu."},
		{`"annexe-3.toml"]`, `"../annexe-3.toml"]`, "../annexe-3.toml : ce fichier manque, ou ne peut pas être lu."},
		{`"annexe-3.toml"]`, `"annexe-2.toml"]`, "champ « sheets » : le fichier « annexe-2.toml » est donné deux fois."},
	}
	for _, test := range tests {
		got := refusals(t, changed(t, change{file, test.old, test.new}))
		if all := strings.Join(got, "\n"); !strings.Contains(all, test.want) {
			t.Errorf("Load with %q: %s\nwant %s", test.new, all, test.want)
		}
	}
}

func TestInstalmentsMayMakeTheWhole(t *testing.T) {
	if got := refusals(t, changed(t, change{"campaign.toml", "part = 0\nof = 8", "part = 6\nof = 8"})); len(got) > 0 {
		t.Errorf("Load with 2/8 and 6/8: %v, want no fault", got)
	}
}

func TestSheetsRefuse(t *testing.T) {
	tests := []struct {
		change
		want string
	}{
		{change{"annexe-2.toml", `least = "hours"`, `least = "heures"`}, "champ « hours.least » : règle inconnue « heures »."},
		{change{"annexe-2.toml", `figure = "amount_asked"`, `figure = "money"`}, "champ « budget_teaching.figure » : chiffre inconnu « money ». Chiffres possibles : amount_asked, cost_per_group"},
		{change{"annexe-3.toml", `key = "annexe-3"`, `key = "annexe-2"`}, "champ « key » : une autre fiche a déjà la clé « annexe-2 »."},
	}
	for _, test := range tests {
		got := strings.Join(refusals(t, changed(t, test.change)), "\n")
		if !strings.Contains(got, test.want) {
			t.Errorf("Load with %q: %s\nwant %s", test.new, got, test.want)
		}
	}
}

func TestAnEmptyFolderIsRefused(t *testing.T) {
	want := []string{"campaign.toml : ce fichier manque, ou ne peut pas être lu."}
	if diff := cmp.Diff(want, refusals(t, fstest.MapFS{})); diff != "" {
		t.Errorf("Load(empty): -want +got\n%s", diff)
	}
}

// Versions are told apart by their digest, and read again from their files.
func TestDigestFollowsEveryFile(t *testing.T) {
	base := campaign2009(t)
	again := fstest.MapFS{}
	for name, content := range base.Files {
		again[name] = &fstest.MapFile{Data: content}
	}
	if c, faults := Load(again); len(faults) > 0 || c.Digest != base.Digest || len(base.Files) != 3 {
		t.Errorf("Load(its %d files): %v, want the same digest", len(base.Files), faults)
	}
	for _, name := range []string{"campaign.toml", "annexe-2.toml", "annexe-3.toml"} {
		c, faults := Load(changed(t, change{name, "\n", "\n# relu\n"}))
		if len(faults) > 0 || c.Digest == base.Digest {
			t.Errorf("Load with a comment in %s: %v, want another digest", name, faults)
		}
	}
}

func TestMilestonesAreInTheOrderOfTheCalendar(t *testing.T) {
	c, faults := Load(changed(t, change{"campaign.toml", "date = 2009-09-07", "date = 2009-12-01"}))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for i := 1; i < len(c.Milestones); i++ {
		before, after := c.Milestones[i-1], c.Milestones[i]
		if before.Date.IsZero() && !after.Date.IsZero() || !after.Date.IsZero() && after.Date.Before(before.Date) {
			t.Errorf("%s comes after %s", after.Key, before.Key)
		}
	}
}
