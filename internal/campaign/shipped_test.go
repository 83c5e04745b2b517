package campaign

import (
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/campaigns"
	"preau/internal/civil"
	"preau/internal/form"
	"preau/internal/territory"
)

func folder2009(t *testing.T) fs.FS {
	t.Helper()
	folder, err := fs.Sub(campaigns.FS, "2009-2010")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func campaign2009(t *testing.T) *Campaign {
	t.Helper()
	c, faults := Load(folder2009(t))
	if len(faults) > 0 {
		t.Fatalf("Load(2009-2010):\n%v", faults)
	}
	return c
}

// Annexe 1, typed from the circular.
func TestShippedTerritory(t *testing.T) {
	c := campaign2009(t)
	want := []string{"13", "60", "80", "25", "33", "14", "63", "2A", "93", "77", "94", "21", "59", "87", "69", "34", "54",
		"44", "83", "45", "75", "86", "51", "35", "76", "67", "31", "91", "92", "78", "95"}
	slices.Sort(want)
	got := slices.Sorted(slices.Values(c.Departments.Value))
	if diff := cmp.Diff(want, got); diff != "" || len(got) != 31 {
		t.Errorf("%d departments: -want +got\n%s", len(got), diff)
	}
	academies := map[string]bool{}
	for _, code := range got {
		department, _ := territory.FindDepartment(code)
		academies[department.Academie] = true
	}
	if len(academies) != 25 {
		t.Errorf("%d académies, want 25", len(academies))
	}
	if !c.Opens("54") || c.Opens("57") {
		t.Errorf("Opens(54) = %v, Opens(57) = %v, want true, false", c.Opens("54"), c.Opens("57"))
	}
	if len(c.Remarks) != 1 || !strings.Contains(c.Remarks[0].Text, "Moselle (57)") {
		t.Errorf("remarks %v, want the one on 54 and 57", c.Remarks)
	}
}

// The dates of §6, and those of §2.2, §2.3 and §4, typed from the circular.
func TestShippedCalendar(t *testing.T) {
	type line struct{ Day, Kind, From, To, Law, Label string }
	want := []line{
		{"7 septembre 2009", "latest", "region", "school", "§6", "lancement de l’appel à projets"},
		{"15 septembre 2009", "receipt", "academie", "payer", "§4, §6", "établissements mutualisateurs"},
		{"30 septembre 2009", "sending", "school", "region", "§6", "annexes 2 et 3"},
		{"9 octobre 2009", "sending", "region", "nation", "§6", "annexes 2 et 3"},
		{"16 octobre 2009", "latest", "nation", "region", "§6", "validation définitive"},
		{"21 octobre 2009", "sending", "nation", "region", "§6", "liste des projets validés"},
		{"31 octobre 2009", "latest", "nation", "school", "§2.3", "Support de communication"},
		{"9 novembre 2009", "latest", "school", "parent", "§2.2, §6", "Début des formations"},
		{"3 février 2010", "sending", "region", "nation", "§6", "bilans intermédiaires"},
		{"9 mars 2010", "latest", "nation", "region", "§6", "Réunion du comité"},
		{"27 mai 2010", "sending", "region", "nation", "§6", "bilans finaux"},
		{"10 juin 2010", "latest", "nation", "region", "§6", "Réunion du comité"},
		{"", "latest", "payer", "pooling_school", "§4", "Premier versement"},
		{"", "latest", "payer", "pooling_school", "§4", "Second versement"},
	}
	milestones := campaign2009(t).Milestones
	if len(milestones) != len(want) {
		t.Fatalf("%d milestones, want %d", len(milestones), len(want))
	}
	for i, m := range milestones {
		got := line{m.Date.French(), string(m.Kind), m.From, m.To, string(m.Law), want[i].Label}
		if diff := cmp.Diff(want[i], got); diff != "" || !strings.Contains(m.Label, want[i].Label) {
			t.Errorf("milestone %s, %q: -want +got\n%s", m.Key, m.Label, diff)
		}
		if m.Date.IsZero() && !strings.HasPrefix(m.When, "dans le mois suivant la réception") {
			t.Errorf("milestone %s: when %q", m.Key, m.When)
		}
	}
}

// What is due on a day may be done until the day ends in Paris.
func TestDeadlineIsTheEndOfTheDayInParis(t *testing.T) {
	c := campaign2009(t)
	tests := []struct{ key, last, first string }{
		{"project_sending", "2009-09-30T21:59:59.999999Z", "2009-09-30T22:00:00Z"}, // summer time
		{"interim_report", "2010-02-03T22:59:59.999999Z", "2010-02-03T23:00:00Z"},
	}
	for _, test := range tests {
		at, ok := c.Deadline(test.key)
		first, err := civil.ParseInstant(test.first)
		if err != nil {
			t.Fatal(err)
		}
		if at.String() != test.last || !ok || !first.After(at) {
			t.Errorf("Deadline(%s) = %s, %v, want %s", test.key, at, ok, test.last)
		}
	}
	for _, key := range []string{"first_payment", "unknown", ""} {
		if at, ok := c.Deadline(key); ok {
			t.Errorf("Deadline(%q) = %s, want none", key, at)
		}
	}
}

func TestShippedValues(t *testing.T) {
	c := campaign2009(t)
	tests := []struct {
		name      string
		got, want int64
	}{
		{"hours", c.Hours.Value, 120},
		{"group_size_min", c.GroupSizeMin.Value, 8},
		{"group_size_max", c.GroupSizeMax.Value, 15},
		{"publication_threshold", c.Threshold.Value, 11},
		{"criteria", int64(len(c.Criteria)), 5},
		{"levels", int64(len(c.Levels)), 2},
		{"budget lines", int64(len(c.BudgetLines)), 4},
		{"motives", int64(len(c.Motives)), 4},
		{"instalments", int64(len(c.Instalments)), 2},
		{"first instalment", c.Instalments[0].Part, 2},
		{"of", c.Instalments[0].Of, 8},
		{"the rest", c.Instalments[1].Part, 0},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %d, want %d", test.name, test.got, test.want)
		}
	}
	if got := c.LatestStart; got.Value != civil.MustDate("2009-11-09") || got.Law != "§2.2" {
		t.Errorf("latest_start: %v (%s), want 9 November 2009 (§2.2)", got.Value, got.Law)
	}
}

// The hour in cents, as published: 27.42 €, 27.56 €, 27.64 €, 27.78 €.
func TestShippedRates(t *testing.T) {
	c := campaign2009(t)
	want := map[string]int64{"2008-10-01": 2742, "2009-07-01": 2756, "2009-10-01": 2764, "2010-07-01": 2778}
	got := map[string]int64{}
	for _, rate := range c.Rates {
		hour := float64(rate.Index) * float64(c.HourlyRate.Part) / float64(c.HourlyRate.Of)
		got[rate.From.String()] = int64(math.Round(hour))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hourly rates: -want +got\n%s", diff)
	}
}

func TestShippedSheets(t *testing.T) {
	c := campaign2009(t)
	if len(c.Sheets) != 2 {
		t.Fatalf("%d sheets, want annexes 2 and 3", len(c.Sheets))
	}
	annexe2, _ := c.Sheet("annexe-2")
	answers := form.Values{"budget_teaching": "480000", "budget_material": "30000", "budget_consultation": "", "budget_communication": "1"}
	if got, ok := annexe2.Sum("amount_asked", answers, ""); got != 510001 || !ok {
		t.Errorf("Sum(amount_asked) = %d, %v, want 510001", got, ok)
	}
	_, faults := annexe2.Read(map[string]string{"groups.a.size": "7", "groups.b.size": "16", "groups.a.start": "10/11/2009", "groups.a.hours": "119",
		"groups.a.inside": "non", "groups.a.slot_1": "mardi|16 h|14 h"})
	size := "Un groupe compte de 8 à 15 parents\u202f: ajoutez ou retirez des parents, ou répartissez-les autrement (§3.3)."
	want := map[string]string{
		"groups.a.size":   size,
		"groups.b.size":   size,
		"groups.a.start":  "Les cours commencent entre le 1er septembre 2009 et le 9 novembre 2009\u202f: choisissez une date de cette période (§2.1, §2.2).",
		"groups.a.hours":  "Un groupe suit au moins 120\u00a0h dans l’année\u202f: prévoyez d’autres séances (§2.2).",
		"groups.a.inside": "Les cours ont lieu dans les écoles, collèges et lycées\u202f: choisissez une salle à l’intérieur (§3.3).",
		"groups.a.slot_1": "L’heure de fin doit être après l’heure de début.",
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("Read: -want +got\n%s", diff)
	}
	for _, sheet := range c.Sheets {
		identity(t, sheet)
	}
}

// identity checks that a sheet never asks what is known, nor what is not the
// school's to say.
func identity(t *testing.T, sheet *form.Sheet) {
	t.Helper()
	for _, section := range sheet.Sections {
		for _, q := range section.Questions {
			for _, known := range []string{"téléphone", "courriel", "adresse", "académie", "avis du comité"} {
				if strings.Contains(strings.ToLower(q.Label), known) {
					t.Errorf("%s asks %q", sheet.Key, q.Label)
				}
			}
		}
	}
}
