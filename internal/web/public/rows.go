package public

import (
	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/web/ui"
)

func milestoneRows(milestones []campaign.Milestone) []ui.Row {
	var rows []ui.Row
	for _, m := range milestones {
		if !m.Date.IsZero() {
			rows = append(rows, ui.Row{Cells: []templ.Component{ui.Text(m.Label), ui.Text(m.Date.FrenchLong())}})
		}
	}
	return rows
}
