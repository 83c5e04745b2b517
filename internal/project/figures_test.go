package project_test

import (
	"fmt"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/project"
)

// R6: each check says what is wrong, its paragraph, and whether it blocks.
func TestChecks(t *testing.T) {
	w := onSQLite(t, 1)
	f := w.fill(w.open())
	if got := findings(w, f); len(got) > 0 {
		t.Errorf("findings of the complete sheet: %v, want none", got)
	}
	tests := []struct {
		name  string
		typed map[string]string
		want  []string
	}{
		{"a group of 7", map[string]string{"groups.a1.size": "7", "renewal.new": "13"}, []string{"fault §3.3 de 8 à 15 parents"}},
		{"a group of 16", map[string]string{"groups.a1.size": "16", "renewal.new": "22"}, []string{"fault §3.3 de 8 à 15 parents"}},
		{"119 hours", map[string]string{"groups.a1.hours": "119"}, []string{"fault §2.2 au moins 120 h"}},
		{"a start on 10 November", map[string]string{"groups.a1.start": "10/11/2009"}, []string{"fault §2.2 et le 9 novembre 2009"}},
		{"a room outside", map[string]string{"groups.a1.inside": "non"}, []string{"fault §3.3 choisissez une salle à l’intérieur"}},
		{"a Sunday", map[string]string{"groups.a1.slot_1": "dimanche de 9 h à 12 h"}, []string{"fault §2.2 Groupe 1 : un cours a lieu le dimanche"}},
		{"a Saturday", map[string]string{"groups.a1.slot_1": "samedi de 9 h à 12 h"}, []string{"fault §2.2 Groupe 1 : un cours a lieu le samedi. Choisissez"}},
		{"a Saturday with a reason", map[string]string{"groups.a1.slot_1": "samedi de 9 h à 12 h", "groups.a1.saturday": "Les parents travaillent."},
			[]string{"warning §2.2 Le comité lira vos raisons"}},
		{"twice two hours", map[string]string{"groups.a1.slot_1": "mardi de 14 h à 16 h", "groups.a1.slot_2": "jeudi de 14 h à 16 h"},
			[]string{"warning §2.2 Groupe 1 : ces cours donnent 112 h d’ici au 2 juillet 2010, vacances et jours fériés retirés, pour 120 h prévues. Allongez chaque cours de 10 min"}},
		{"one lesson a week", map[string]string{"groups.a1.slot_1": "", "groups.a1.slot_2": "jeudi de 14 h à 16 h 30"}, []string{"lack §3.3 Premier cours",
			"warning §2.2 pour 120 h prévues. Ajoutez un cours dans la semaine, ou vérifiez le nombre d’heures."}},
		{"200 hours", map[string]string{"groups.a1.hours": "200", "trainers.t1.hours": "320", "budget_teaching": "9000"},
			[]string{"warning §2.2 pour 200 h prévues. Allongez chaque cours de 1 h 05, ou ajoutez"}},
		{"240 hours", map[string]string{"groups.a1.hours": "240", "trainers.t1.hours": "360", "budget_teaching": "10000"},
			[]string{"warning §2.2 pour 240 h prévues. Ajoutez un cours dans la semaine, ou vérifiez le nombre d’heures."}},
		{"1 200 hours", map[string]string{"groups.a1.hours": "1200", "trainers.t1.hours": "1320", "budget_teaching": "40000"},
			[]string{"warning §2.2 Groupe 1 : 1 200 h de cours dans l’année, c’est plus de deux fois 120 h. Vouliez-vous écrire 120 ?"}},
		{"lessons that overlap", map[string]string{"groups.a1.slot_2": "mardi de 15 h à 18 h", "groups.a1.slot_3": "mardi de 14 h à 15 h"}, []string{
			"warning §2.2 Groupe 1 : ces cours donnent 112 h", "fault §2.2 Groupe 1 : deux cours se chevauchent le mardi."}},
		{"lessons that follow", map[string]string{"groups.a1.slot_3": "mardi de 16 h 30 à 17 h"}, nil},
		{"two groups in a room", map[string]string{"groups.a1.room": " cdi", "groups.a1.slot_1": "lundi de 11 h à 13 h 30", "groups.a1.slot_2": "vendredi de 9 h à 11 h 30"},
			[]string{"warning §2.2 Groupe 1 et groupe 2 : dans la même salle au même moment, le lundi."}},
		{"a room in turn", map[string]string{"groups.a1.room": "CDI", "groups.a1.slot_1": "lundi de 11 h 30 à 14 h"}, nil},
		{"a lesson of a day", map[string]string{"groups.a1.slot_1": "mardi de 9 h à 15 h 30"}, []string{
			"warning §2.2 Groupe 1 : le cours du mardi, de 9 h à 15 h 30, dure plus de 6 h. Vérifiez ses heures."}},
		{"a lesson at dawn", map[string]string{"groups.a1.slot_1": "mardi de 6 h à 9 h"}, []string{"warning §2.2 commence avant 7 h."}},
		{"a lesson in the night", map[string]string{"groups.a1.slot_1": "mardi de 20 h à 22 h 30"}, []string{"warning §2.2 finit après 22 h."}},
		{"far too many hours of trainers", map[string]string{"trainers.t1.hours": "481"}, []string{"warning §2.2 481 h en tout, pour 240 h prévues dans les groupes. Vérifiez"}},
		{"two trainers in each lesson", map[string]string{"trainers.t1.hours": "480"}, nil},
		{"no trainer of the first rank", map[string]string{"trainers.t1.kind": "fle", "trainers.t1.diploma": "Master FLE"}, []string{"fault §2.2 passent en premier"}},
		{"with a reason", map[string]string{"trainers.t1.kind": "fle", "trainers.t1.diploma": "Master FLE", "second_rank_reason": "Personne d’autre."}, nil},
		{"an association without approval", map[string]string{"trainers.t1.kind": "association", "trainers.t1.association": "Femmes relais"},
			[]string{"lack §2.2 Numéro et date de l’agrément"}},
		{"too few hours of trainers", map[string]string{"trainers.t1.hours": "200"}, []string{"warning §2.2 Les intervenants donnent 200 h en tout, pour 240 h"}},
		{"pay that is too small", map[string]string{"budget_teaching": "4 000"}, []string{"warning §4 4 000,00 € ne suffisent pas à payer 240 h de cours : il faut au moins 6 634,45 €"}},
		{"nothing asked", map[string]string{"budget_teaching": "0", "budget_material": "0", "budget_consultation": "0", "budget_communication": "0"},
			[]string{"warning §4 0,00 € ne suffisent pas", "fault §4 Le montant demandé est de 0 €"}},
		{"a breakdown that does not add up", map[string]string{"renewal.new": "20"}, []string{"fault §2.2 fait 26, pour 24 en tout"}},
		{"not in the projet d’école", map[string]string{"school_project": "non"}, []string{"warning §2.2 inscrivez-la"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.TB = t
			w.fill(f)
			for _, sheet := range w.rules.Sheets {
				if _, err := w.save(f, sheet.Key, of(sheet, test.typed), seenAll(test.typed)); err != nil {
					t.Fatal(err)
				}
			}
			got := findings(w, f)
			if len(got) != len(test.want) {
				t.Errorf("findings: %q, want %d", got, len(test.want))
			}
			for i, want := range test.want {
				level, rest, _ := strings.Cut(want, " ")
				law, sentence, _ := strings.Cut(rest, " ")
				if i < len(got) && !(strings.HasPrefix(got[i], level+" "+law+" ") && strings.Contains(got[i], sentence)) {
					t.Errorf("finding %d: %q, want %q", i, got[i], want)
				}
			}
			blank := map[string]string{}
			for key := range test.typed {
				blank[key] = ""
			}
			for _, sheet := range w.rules.Sheets {
				if _, err := w.save(f, sheet.Key, of(sheet, blank), seenAll(blank)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// The date when 120 hours are reached, and the costs, are computed.
func TestFiguresOfASheet(t *testing.T) {
	w := onSQLite(t, 1)
	f := w.fill(w.open())
	sheet, _ := w.rules.Sheet("annexe-2")
	values := w.file(f).Values(sheet)
	for key, want := range map[string]string{"groups.a1.yields": "8400", "groups.a1.reached": "2010-06-03", "parents_expected": "24",
		"budget_total": "800000", "cost_per_group": "400000", "cost_per_parent": "33333"} {
		if got := values[key]; got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if _, err := w.save(f, "annexe-2", map[string]string{"groups.a1.slot_2": "", "groups.a1.slot_1": ""}, map[string]int64{"groups.a1.slot_2": 9, "groups.a1.slot_1": 9}); err != nil {
		t.Fatal(err)
	}
	if got := w.file(f).Values(sheet)["groups.a1.yields"]; got != "" {
		t.Errorf("hours of no slot: %q, want blank, which is not 0", got)
	}
}

// The sheets of the files that a list shows add up, and only those.
func TestSheetsAddUp(t *testing.T) {
	inWorlds(t, 4, func(t *testing.T, w *world) {
		w.in(project.Submitted)
		w.in(project.Transmitted)
		w.fill(w.open()) // a draft is its school's own
		total := func(by access.Actor, q project.Query) (text string) {
			w.read(func(tx *db.Tx) error {
				all, files, err := project.TogetherOf(tx, by, w.rules, q)
				if err != nil {
					return err
				}
				text = fmt.Sprint(files)
				for _, some := range all {
					for _, total := range some.All {
						if total.Question.Key == "size" || total.Question.Key == "budget_total" || total.Question.Key == "new" || total.Question.Key == "grid" {
							text += " " + strings.NewReplacer("\u202f", "", "\u00a0", "", "\n", "/").Replace(total.French())
						}
					}
				}
				return nil
			})
			return text
		}
		nation, region := w.as(access.NationalPilot).By, w.as(access.RegionalPilot).By
		if got, want := total(nation, project.Query{}), "2 48 36 16000,00€ L’enseignant ou le formateur lui-même: 0/Un document commun à plusieurs établissements: 2"; got != want {
			t.Errorf("together = %q, want %q", got, want)
		}
		if got := total(region, project.Query{State: project.Transmitted}); !strings.HasPrefix(got, "1 24 ") {
			t.Errorf("together, of one state = %q, want one file", got)
		}
		if got := total(nation, project.Query{Department: "2A"}); !strings.HasPrefix(got, "0 ") {
			t.Errorf("together, of no file = %q", got)
		}
	})
}

func findings(w *world, f dossier) (all []string) {
	w.Helper()
	file := w.file(f)
	for _, sheet := range w.rules.Sheets {
		for _, found := range file.Findings(sheet) {
			sentence := strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(found.Sentence)
			all = append(all, string(found.Level)+" "+found.Law+" "+sentence)
		}
	}
	return all
}

func of(sheet *form.Sheet, typed map[string]string) map[string]string {
	mine := map[string]string{}
	for key, text := range typed {
		if _, known := sheet.Field(key); known {
			mine[key] = text
		}
	}
	return mine
}

func seenAll(typed map[string]string) map[string]int64 {
	seen := map[string]int64{}
	for key := range typed {
		seen[key] = 1 << 30
	}
	return seen
}
