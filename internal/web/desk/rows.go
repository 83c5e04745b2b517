package desk

import (
	"github.com/a-h/templ"

	"preau/internal/web/ui"
)

func calendarRows(rows []calendarRow) []ui.Row {
	var shown []ui.Row
	for _, row := range rows {
		cells := []templ.Component{ui.Text(row.Milestone.Label), nil, ui.Text(string(row.Milestone.Law)), nil}
		if day := row.Milestone.Date; !day.IsZero() {
			cells[1] = ui.Text(day.FrenchLong())
			cells[3] = ui.Text("passée")
			if row.Days >= 0 {
				cells[3] = ui.Deadline{Days: row.Days}
			}
		}
		shown = append(shown, ui.Row{Cells: cells})
	}
	return shown
}
