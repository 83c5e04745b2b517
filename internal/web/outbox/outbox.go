// Package outbox shows the administrator every letter that Préau wrote, and how far
// it is on its way.
package outbox

import (
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/mail"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: "/administration/courriers", Act: exchange.ActLetters, Handle: list},
		{Method: "GET", Path: "/administration/courriers/{letter}", Act: exchange.ActLetters, Handle: show},
		{Method: "POST", Path: "/administration/courriers/{letter}/renvoyer", Act: exchange.ActLetters, Handle: again},
	}
}

// labels are the states in words.
var labels = map[mail.State]ui.Badge{mail.Waiting: {Text: "En attente"}, mail.Sending: {Text: "En cours d’envoi", Severity: ui.Info},
	mail.Sent: {Text: "Parti", Severity: ui.Success}, mail.Refused: {Text: "Refusé par l’adresse", Severity: ui.Failure},
	mail.Failed: {Text: "Abandonné après plusieurs essais", Severity: ui.Failure}, mail.Doubt: {Text: "Peut-être parti", Severity: ui.Warning},
	mail.Kept: {Text: "Gardé, non envoyé"}}

type listPage struct {
	Frame   ui.Page
	Filters []ui.Option
	State   mail.State
	Rows    []ui.Row
	Total   int64
	Page    int
	Kept    bool // no letter leaves
}

func list(r *page.Request) (page.Response, error) {
	view := listPage{Frame: r.Frame("Courriers"), State: mail.State(r.FormValue("etat")), Page: r.Page(), Kept: !r.Mails()}
	if !view.State.Known() {
		view.State = ""
	}
	view.Frame.Wide = true
	for _, state := range mail.States() {
		view.Filters = append(view.Filters, ui.Option{Value: string(state), Label: labels[state].Text})
	}
	err := r.Read(func(tx *db.Tx) error {
		letters, total, err := mail.List(tx, view.State, int64(view.Page-1)*ui.PageSize, ui.PageSize)
		view.Total = total
		for _, l := range letters {
			view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{ui.Link{Text: l.Title, Href: path(l.ID)}, ui.Text(l.Address),
				ui.Text(l.HappenedAt.French()), labels[l.State]}})
		}
		return err
	})
	return page.OK(listView(view)), err
}

func (v listPage) href(number int) string {
	return page.Query("/administration/courriers", "etat", string(v.State), "page", page.PageSaid(number))
}

func path(id db.ID) string { return "/administration/courriers/" + strconv.FormatInt(int64(id), 10) }

type letterPage struct {
	Frame  ui.Page
	Letter mail.Letter
	Badge  ui.Badge
	Facts  ui.Summary
	Key    string
}

func show(r *page.Request) (page.Response, error) {
	var l mail.Letter
	if err := r.Read(func(tx *db.Tx) (err error) {
		l, err = r.Exchange().Letter(tx, r.By, r.ID("letter"))
		return err
	}); err != nil {
		return page.Response{}, err
	}
	view := letterPage{Frame: r.Frame(l.Title, ui.Crumb{Label: "Courriers", Href: "/administration/courriers"}), Letter: l, Badge: labels[l.State], Key: page.NewKey()}
	view.Facts = ui.Summary{Title: "L’envoi", Rows: []ui.Answer{{Question: "À", Value: ui.Text(l.Address)}, {Question: "Écrit le", Value: ui.Text(l.HappenedAt.French())},
		{Question: "État", Value: view.Badge}, {Question: "Essais", Value: ui.Text(strconv.FormatInt(l.Attempts, 10))}}}
	if !l.SentAt.IsZero() {
		view.Facts.Rows = append(view.Facts.Rows, ui.Answer{Question: "Parti le", Value: ui.Text(l.SentAt.French())})
	}
	if l.Error != "" {
		view.Facts.Rows = append(view.Facts.Rows, ui.Answer{Question: "Dernière réponse du serveur", Value: ui.Text(l.Error)})
	}
	return page.OK(letterView(view)), nil
}

func again(r *page.Request) (page.Response, error) {
	if err := r.Exchange().SendAgain(r.Context(), r.Call(), r.ID("letter")); err != nil {
		return page.Response{}, err
	}
	r.Flash("Le courrier est remis parmi ceux à envoyer.")
	return page.SeeOther(path(r.ID("letter"))), nil
}
