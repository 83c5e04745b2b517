package project

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
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
	if err != nil {
		return nil, err
	}
	ofVersions, err := verifyVersions(tx)
	return append(faults, ofVersions...), err
}

// An openDue is a file with something due on it, if anything is.
type openDue struct {
	Number          string
	State, Released workflow.State
	ReturnUntil     civil.Date
	Task, Milestone string
	Role            access.Role
	DueOn           civil.Date // zero: nothing is due
}

// VerifyDues recomputes from where every file stands what should be due on it,
// and says in French what does not agree with what is kept. What is due on a part
// of a file, such as a message, is not the file's own.
func VerifyDues(tx *db.Tx) (faults []string, err error) {
	var rows []openDue
	err = tx.Select(&rows, `SELECT p.number, p.state, p.released, p.return_until,
		COALESCE(d.task, '') AS task, COALESCE(d.milestone, '') AS milestone, COALESCE(d.role, '') AS role, d.due_on
		FROM project p LEFT JOIN due d ON d.subject = 'project:' || p.number AND d.settled_at IS NULL
		ORDER BY p.number, d.id`)
	for i, row := range rows {
		fault := row.fault()
		if i > 0 && rows[i-1].Number == row.Number {
			fault = fmt.Sprintf("«\u202f%s\u202f» est attendu en plus d’autre chose.", row.Task)
		}
		if fault != "" {
			faults = append(faults, "Projet "+row.Number+"\u202f: "+fault)
		}
	}
	return faults, err
}

// fault says how what is due differs from what the file asks for; blank: it does
// not.
func (d openDue) fault() string {
	e, waited := expected(Project{State: d.State, Released: d.Released})
	switch open := !d.DueOn.IsZero(); {
	case waited && !open:
		return fmt.Sprintf("rien n’est attendu, l’état %s demande «\u202f%s\u202f».", d.State, e.task)
	case !waited && open:
		return fmt.Sprintf("«\u202f%s\u202f» est attendu, l’état %s ne demande rien.", d.Task, d.State)
	case !waited:
	case d.Task != e.task || d.Milestone != e.milestone:
		return fmt.Sprintf("«\u202f%s\u202f» est attendu, l’état %s demande «\u202f%s\u202f».", d.Task, d.State, e.task)
	case d.Role != e.role:
		return fmt.Sprintf("«\u202f%s\u202f» est attendu de «\u202f%s\u202f», l’état %s le demande à «\u202f%s\u202f».", d.Task, d.Role.Label(), d.State, e.role.Label())
	case e.milestone == ownDeadline && d.DueOn != d.ReturnUntil:
		return fmt.Sprintf("«\u202f%s\u202f» est attendu le %s, le retour donne jusqu’au %s.", d.Task, d.DueOn.French(), d.ReturnUntil.French())
	}
	return ""
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
