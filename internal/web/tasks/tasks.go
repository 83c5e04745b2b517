// Package tasks shows the administrator the long work that people have asked for, how
// far it is, and has what failed done again. It shows no person.
package tasks

import (
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/jobs"
	"preau/internal/web/committees"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

const path = "/administration/taches"

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: path, Act: access.ActTasks, Handle: list},
		{Method: "POST", Path: path + "/{task}/recommencer", Act: access.ActTasks, Handle: again},
	}
}

var labels = map[jobs.State]ui.Badge{jobs.Waiting: {Text: "En attente"}, jobs.Running: {Text: "En cours", Severity: ui.Info},
	jobs.Done: {Text: "Faite", Severity: ui.Success}, jobs.Failed: {Text: "Échouée", Severity: ui.Failure}}

// kinds are what each is for, in words, by its subject.
var kinds = map[string]func(string) string{committees.PackKind: func(subject string) string { return "Dossier d’une réunion\u202f: " + committees.PackWords(subject) }}

type listPage struct {
	Frame ui.Page
	Rows  []ui.Row
	Total int64
	Page  int
}

func list(r *page.Request) (page.Response, error) {
	view := listPage{Frame: r.Frame("Tâches"), Page: r.Page()}
	view.Frame.Wide = true
	err := r.Read(func(tx *db.Tx) error {
		all, total, err := jobs.List(tx, int64(view.Page-1)*ui.PageSize, ui.PageSize)
		view.Total = total
		for _, j := range all {
			view.Rows = append(view.Rows, row(j))
		}
		return err
	})
	return page.OK(listView(view)), err
}

func row(j jobs.Job) ui.Row {
	cells := []templ.Component{ui.Text(words(j)), ui.Text(j.RecordedAt.French()), labels[j.State], ui.Text(progress(j)), nil, nil}
	if j.State == jobs.Failed {
		cells[4], cells[5] = ui.Text(j.Fault), againForm(j.ID, page.NewKey())
	}
	return ui.Row{Cells: cells}
}

// words are what a job is for: those of a kind that the program does not know any more,
// as they are kept.
func words(j jobs.Job) string {
	if say, known := kinds[j.Kind]; known {
		return say(j.Subject)
	}
	return j.Kind + " (" + j.Subject + ")"
}

// progress is how far a job is, and how often it was begun again.
func progress(j jobs.Job) string {
	words := strconv.FormatInt(j.Done, 10) + " sur " + strconv.FormatInt(j.Total, 10)
	if j.Total == 0 {
		words = "—"
	}
	if j.Lost > 0 {
		words += ", reprise " + strconv.FormatInt(j.Lost, 10) + " fois"
	}
	return words
}

func (v listPage) href(number int) string { return page.Query(path, "page", page.PageSaid(number)) }

func again(r *page.Request) (page.Response, error) {
	if err := r.Jobs().Again(r.Context(), r.ID("task"), func(tx *db.Tx, j jobs.Job) error {
		return r.Call().Write(tx, access.ActTasks, j.Subject, nil)
	}); err != nil {
		return page.Response{}, err
	}
	r.Flash("La tâche est remise parmi celles à faire.")
	return page.SeeOther(path), nil
}

func againPath(id db.ID) string {
	return path + "/" + strconv.FormatInt(int64(id), 10) + "/recommencer"
}
