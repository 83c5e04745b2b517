package example

import (
	"maps"
	"strconv"

	"preau/internal/form"
)

// What an invented sheet answers, by question; what depends on the number of
// groups is in answers.
var written = map[string]string{
	"budget_material": "450", "budget_consultation": "600", "budget_communication": "150",
	"school_project": "oui", "objectives": "oui",
	"objectives_how": "Le français à partir des documents de l’école ; une visite de la mairie ; des rencontres avec les enseignants.",
	"assessment":     "oui", "grid": "shared",
	"other_schemes":    "Le centre social oriente des parents vers nos cours et accueille ceux qui veulent poursuivre.",
	"own_support":      "oui",
	"own_support_link": "Les cafés des parents, chaque mois, reçoivent aussi les groupes.",
	"network":          "Une réunion par trimestre avec les autres établissements du département.",
}

// A group and a trainer of an invented sheet, by column.
var (
	group = map[string]string{"": "1", ".size": "12", ".profile": "beginner", ".hours": "120", ".start": "05/11/2009", ".slot_1": "mardi de 14 h à 16 h 30",
		".slot_2": "vendredi de 14 h à 16 h 30", ".room": "Salle polyvalente", ".inside": "oui"}
	profiles = []string{"literacy", "beginner", "improver"}
	trainers = []map[string]string{
		{"": "1", ".kind": "teacher"},
		{"": "1", ".kind": "association", ".association": "Femmes relais du quartier", ".approval": "Agrément du 3 mai 2007"},
	}
)

// answers are what a school types; an incomplete sheet stops after the groups.
func answers(sheet *form.Sheet, groups int, complete bool) map[string]string {
	typed := map[string]string{}
	if sheet.Key == "annexe-2" {
		maps.Copy(typed, groupsOfSheet(groups))
	}
	if !complete {
		return typed
	}
	for q := range sheet.Questions() {
		if text := written[q.Key]; text != "" {
			typed[q.Key] = text
		}
	}
	if sheet.Key == "annexe-2" {
		row(typed, "trainers.t1", trainers[0], map[string]string{".hours": strconv.Itoa(80 * groups)})
		row(typed, "trainers.t2", trainers[1], map[string]string{".hours": strconv.Itoa(40 * groups)})
		typed["renewal.renewed"] = strconv.Itoa(3 * groups)
		typed["renewal.new"] = strconv.Itoa(9 * groups)
		typed["budget_teaching"] = strconv.Itoa(4800 * groups)
	}
	return typed
}

func groupsOfSheet(groups int) map[string]string {
	typed := map[string]string{}
	for i := range groups {
		own := map[string]string{".profile": profiles[i%len(profiles)]}
		if i > 0 { // the groups have their lessons at the same time
			own[".room"] = "Salle " + strconv.Itoa(i+1)
		}
		row(typed, "groups.g"+strconv.Itoa(i+1), group, own)
	}
	return typed
}

// row types a row of a table, by column, then what is its own.
func row(typed map[string]string, key string, cells, own map[string]string) {
	for _, some := range []map[string]string{cells, own} {
		for column, text := range some {
			typed[key+column] = text
		}
	}
}
