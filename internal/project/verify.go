package project

import (
	"fmt"

	"preau/internal/db"
	"preau/internal/workflow"
)

// Verify recomputes from its steps where every file stands, and says in French
// what does not agree with what is kept.
func Verify(tx *db.Tx) (faults []string, err error) {
	var rows []struct {
		Number, State, Released, Last, LastReleased string
	}
	err = tx.Select(&rows, `SELECT number, state, released,
		COALESCE((SELECT s.to_state FROM project_step s WHERE s.project = p.id ORDER BY s.id DESC LIMIT 1), '') AS last,
		COALESCE((SELECT s.to_state FROM project_step s WHERE s.project = p.id AND NOT s.held ORDER BY s.id DESC LIMIT 1), '') AS last_released
		FROM project p ORDER BY number`)
	for _, row := range rows {
		if row.State != row.Last {
			faults = append(faults, fmt.Sprintf("Projet %s : l’état gardé est %s, les étapes mènent à %s.", row.Number, row.State, row.Last))
		}
		if row.Released != row.LastReleased {
			faults = append(faults, fmt.Sprintf("Projet %s : l’état communiqué est %s, les étapes mènent à %s.", row.Number, row.Released, row.LastReleased))
		}
	}
	return faults, err
}

// The deadlines in the documentation.
var untilNames = map[string]string{"": "—", schoolSending: "l’envoi par les écoles", regionSending: "l’envoi par les régions",
	ownDeadline: "la date donnée au retour"}

// Documentation is the way of a file in French, for docs/workflow.md.
func Documentation() string {
	nation := func(s workflow.State) string { return Label(s, "nation") }
	text := "# La vie d’un projet\n\n<!-- Écrit par `make generate` d’après la table internal/project/workflow.go : ne pas modifier à la main. -->\n\n" +
		"```mermaid\n" + Moves.Diagram(Draft, nation) + "```\n\n" +
		"| Geste | Depuis | Vers | Au plus tard | Communiqué | Texte |\n|---|---|---|---|---|---|\n"
	for _, move := range Moves {
		from := ""
		for i, state := range move.From {
			if i > 0 {
				from += ", "
			}
			from += nation(state)
		}
		to, told := "inchangé", "aussitôt"
		if move.To != "" {
			to = nation(move.To)
		}
		if move.Held {
			told = "plus tard"
		}
		text += fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", move.Label, from, to, untilNames[move.Until], told, move.Law)
	}
	return text
}
