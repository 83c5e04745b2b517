// Package journals shows the journal.
package journals

import (
	"encoding/json"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/journal"
	"preau/internal/rights"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{{Method: "GET", Path: "/journal", Act: rights.ActReadJournal, Handle: list}}
}

type listPage struct {
	Frame ui.Page
	Head  journal.Head
	Page  int
	Rows  []ui.Row
}

func list(r *page.Request) (page.Response, error) {
	view := listPage{Frame: r.Frame("Journal"), Page: r.Page()}
	view.Frame.Wide = true
	err := r.Read(func(tx *db.Tx) error {
		entries, err := journal.Page(tx, int64(view.Page-1)*ui.PageSize, ui.PageSize)
		if err != nil {
			return err
		}
		for _, e := range entries {
			view.Rows = append(view.Rows, row(e, r.Access().Rights()))
		}
		view.Head, err = journal.Last(tx)
		return err
	})
	return page.OK(listView(view)), err
}

// kinds are the kinds of what acts are done on, as they are said.
var kinds = map[string]string{"project": "Projet", "campaign": "Campagne", "person": "Compte", "school": "École ou établissement",
	"site": "Site", "resource": "Ressource", "committee": "Comité", "meeting": "Réunion",
	"simulation": "Simulation", "credits": "Crédits", "credit_key": "Clé de répartition", "pooling": "Établissement mutualisateur", "milestone": "Étape"}

// subject is what an act was done on; as it is kept, where its kind has no name.
func subject(kept string) string {
	kind, id, _ := strings.Cut(kept, ":")
	if name, known := kinds[kind]; known {
		return name + " " + id
	}
	return kept
}

// by is who did an act, in which role, and who had lent it.
func by(e journal.Entry) string {
	who := access.Role(e.Role).Label()
	if e.PersonName != "" {
		who = e.PersonName + ", " + who
	}
	var lent access.Delegated
	if err := json.Unmarshal([]byte(e.Detail), &lent); err != nil || lent.By == "" {
		return who
	}
	return who + ", par délégation de " + lent.By
}

func row(e journal.Entry, table *access.Rights) ui.Row {
	what := e.Act
	for _, grant := range table.Grants() {
		if string(grant.Act) == e.Act {
			what = grant.Sentence
		}
	}
	return ui.Row{Cells: []templ.Component{ui.Text(civil.FrenchCount(e.Seq)), ui.Text(e.HappenedAt.French()),
		ui.Text(by(e)), ui.Text(what), ui.Text(subject(e.Subject)), ui.Text(e.Hash[:12])}}
}
