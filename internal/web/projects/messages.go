package projects

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// talk is the pages of one conversation.
type talk struct{ exchange.Conversation }

// messageRoutes are the pages of both conversations, each under its own acts.
func messageRoutes() (routes []page.Route) {
	for _, c := range exchange.Conversations() {
		base, t := page.ConversationPath("{number}", c), talk{c}
		routes = append(routes,
			page.Route{Method: "GET", Path: base, Act: c.ReadAct(), Handle: t.show},
			page.Route{Method: "POST", Path: base, Act: c.WriteAct(), Handle: t.send, Upload: file.MaxDocument, Keeps: true},
			page.Route{Method: "GET", Path: base + "/{message}/piece", Act: c.ReadAct(), Handle: t.download},
			page.Route{Method: "POST", Path: base + "/{message}/retirer", Act: c.WriteAct(), Handle: t.withdraw})
	}
	return routes
}

// messagesPage is a conversation about a file.
type messagesPage struct {
	filePage
	exchange.Thread
	Conversation exchange.Conversation
	Today        civil.Date
	Page         int
	Other        ui.Link // the other conversation, for the region that has both
	Writes       bool    // the reader may write, and the file is open to it
	Silent       string  // why nobody writes; blank: one does
	WithdrawKey  string
	Typed        messageTyped
	Again        bool // the document has to be chosen again
	Errors       []ui.FieldError
}

// messageTyped is the form as it was typed.
type messageTyped struct{ Text, Until string }

func (v messagesPage) error(field string) string { return ui.ErrorOf(v.Errors, field) }

func (v messagesPage) path() string { return page.ConversationPath(v.File.Number, v.Conversation) }

func (v messagesPage) withdrawPath() string {
	return v.path() + "/" + strconv.FormatInt(int64(v.Ours.ID), 10) + "/retirer"
}

// facing is who is written to.
func (v messagesPage) facing() access.Role { return v.Conversation.Facing(v.Level) }

func anchorOf(message db.ID) string {
	return page.MessageAnchor(strconv.FormatInt(int64(message), 10))
}

// load reads a page of the conversation. Of the file it reads no more than what
// surrounds it.
func (t talk) load(r *page.Request) (messagesPage, error) {
	file, err := load(r, messagesTab)
	if err == nil && !r.By.Can(t.ReadAct(), file.File.Place) {
		err = page.ErrNotFound
	}
	if err != nil {
		return messagesPage{}, err
	}
	view := messagesPage{filePage: file, Conversation: t.Conversation, Today: r.At.Today(), Page: r.Page(), WithdrawKey: page.NewKey(), Silent: file.File.Silent()}
	if err := r.Read(func(tx *db.Tx) (err error) {
		view.Thread, err = exchange.ReadThread(tx, r.By, view.File.Subject(), t.Conversation, view.Page)
		return err
	}); err != nil {
		return messagesPage{}, err
	}
	view.Key = page.NewKey()
	if wait, ok := view.File.Waits(view.Level); ok && view.File.SubmittedAt.IsZero() && wait.On.Before(r.At.Today()) {
		view.Silent = "Le comité de pilotage régional ne voit pas ce projet\u202f: la fiche n’a pas été transmise. La direction de l’école ou de l’établissement peut lui demander un délai, depuis la page du projet."
	}
	view.Frame.Title = "Échanges avec " + with(view.facing()) + ", projet " + view.File.Number
	view.Writes = view.Silent == "" && r.By.Can(t.WriteAct(), view.File.Place)
	view.Other = view.other(r)
	return view, nil
}

// other is the link to the other conversation, with what is not read in it.
func (v messagesPage) other(r *page.Request) ui.Link {
	for _, c := range exchange.Conversations() {
		if c != v.Conversation && r.By.Can(c.ReadAct(), v.File.Place) {
			link := ui.Link{Text: "Échanges avec " + with(c.Facing(v.Level)), Href: page.ConversationPath(v.File.Number, c)}
			if n := v.Counts.Unread[c]; n > 0 {
				link.Text += " (" + civil.Plural(n, "message non lu", "messages non lus") + ")"
			}
			return link
		}
	}
	return ui.Link{}
}

// with names a side after « avec ».
func with(side access.Role) string { return civil.Lowered(exchange.Who(side)) }

func (t talk) show(r *page.Request) (page.Response, error) {
	view, err := t.load(r)
	if err != nil {
		return page.Response{}, err
	}
	kept, err := r.Kept()
	if kept != nil {
		view.Typed = messageTyped{kept.Get("texte"), kept.Get("reponse")}
		page.TellKept(&view.Frame)
	}
	if err != nil {
		return page.Response{}, err
	}
	r.Opened(func() error { return r.Exchange().Open(r.Context(), r.Call(), view.Thread) })
	return page.OK(messagesView(view)), nil
}

// send receives a message. What is wrong is told at once, and what was typed stays.
func (t talk) send(r *page.Request) (page.Response, error) {
	doc, err := r.Document("fichier")
	if err != nil {
		return page.Response{}, err
	}
	in := exchange.Sending{Conversation: t.Conversation, Text: r.Typed("texte"), Answers: r.Typed("repond") != "", Document: doc}
	var faults []ui.FieldError
	if typed := civil.CleanLine(r.Typed("reponse")); typed != "" {
		in.Until, err = civil.ReadDate(typed)
		faults = appendFault(nil, "reponse", err)
	}
	number := r.PathValue("number")
	if len(faults) == 0 {
		number, err = r.Projects().Send(r.Context(), r.Call(), number, in)
		var refusal *workflow.Refusal
		if errors.As(err, &refusal) {
			faults = page.Reasons(refusal)
		} else if err != nil {
			return page.Response{}, err
		}
	}
	if len(faults) > 0 {
		return t.again(r, faults, doc.File != nil)
	}
	r.Flash(sentSentence(in))
	return page.SeeOther(page.ConversationPath(number, t.Conversation)), nil
}

func sentSentence(in exchange.Sending) string {
	switch {
	case !in.Until.IsZero():
		return "Le message est envoyé. Une réponse est demandée pour le " + in.Until.French() + "."
	case in.Answers:
		return "La réponse est envoyée."
	}
	return "Le message est envoyé."
}

func (t talk) again(r *page.Request, faults []ui.FieldError, sent bool) (page.Response, error) {
	view, err := t.load(r)
	if err != nil {
		return page.Response{}, err
	}
	if !view.Writes { // the file has closed meanwhile: what was typed stays on the screen
		view.Writes = r.By.Can(t.WriteAct(), view.File.Place)
	}
	view.Typed = messageTyped{r.Typed("texte"), r.Typed("reponse")}
	view.Errors, view.Frame.Failed = faults, true
	view.Again = sent && view.error("fichier") == ""
	return page.Refused(messagesView(view)), nil
}

func (t talk) download(r *page.Request) (page.Response, error) {
	var kept file.Kept
	err := r.Read(func(tx *db.Tx) (err error) {
		kept, err = r.Projects().MessageFile(tx, r.By, r.PathValue("number"), t.Conversation, r.ID("message"))
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	return r.KeptFile(kept), nil
}

func (t talk) withdraw(r *page.Request) (page.Response, error) {
	number, err := r.Projects().Unask(r.Context(), r.Call(), r.PathValue("number"), t.Conversation, r.ID("message"))
	if err != nil {
		return page.Response{}, err
	}
	r.Flash("La demande est retirée\u202f: aucune réponse n’est plus attendue.")
	return page.SeeOther(page.ConversationPath(number, t.Conversation)), nil
}

// badges say what is new in a message, and what became of what it asks for.
func (v messagesPage) badges(m exchange.Message) (all []ui.Badge) {
	if m.Unread {
		all = append(all, ui.Badge{Text: "Nouveau", Severity: ui.Fresh})
	}
	switch {
	case !m.Asks():
	case m.Outcome == "done":
		all = append(all, ui.Badge{Text: "Réponse donnée le " + m.SettledOn.French(), Severity: ui.Success})
	case m.Withdrawn:
		all = append(all, ui.Badge{Text: "Demande retirée"})
	case m.Outcome == "dropped":
		all = append(all, ui.Badge{Text: "Réponse plus attendue"})
	case m.UntilDay.Before(v.Today):
		all = append(all, ui.Badge{Text: "Réponse attendue pour le " + m.UntilDay.French() + ", en retard", Severity: ui.Failure})
	default:
		all = append(all, ui.Badge{Text: "Réponse attendue pour le " + m.UntilDay.French(), Severity: ui.Warning})
	}
	return all
}

// about says what a message answers or withdraws; blank: nothing.
func about(m exchange.Message) string {
	asked := "la demande du " + m.AskedAt.French()
	switch {
	case m.Withdraws != 0:
		return "A retiré " + asked + ", qui attendait une réponse pour le " + m.AskedUntil.French() + "."
	case m.Answers != 0:
		return "Répond à " + asked + "."
	}
	return ""
}

// asked tells what the other side waits for: from the reader, when they write in the
// conversation, or from those of their side who do.
func (v messagesPage) asked() ui.Alert {
	a := ui.Alert{Severity: ui.Warning, Title: "Une réponse est attendue, au plus tard le " + v.Theirs.UntilDay.FrenchLong(),
		Text:  exchange.Who(v.facing()) + " l’a demandée le " + v.Theirs.HappenedAt.French() + ".",
		Links: []ui.Link{{Text: "Lire la demande", Href: anchorOf(v.Theirs.ID)}}}
	if v.Writes {
		a.Title = "Une réponse est attendue de vous, au plus tard le " + v.Theirs.UntilDay.FrenchLong()
		a.Links = append(a.Links, ui.Link{Text: "Répondre", Href: "#" + ui.FieldID("texte")})
	}
	return a
}

// awaited says that the reader's side waits for an answer.
func (v messagesPage) awaited() string {
	if v.Writes {
		return "Vous attendez une réponse pour le " + v.Ours.UntilDay.FrenchLong()
	}
	return "Une réponse est demandée pour le " + v.Ours.UntilDay.FrenchLong()
}

// mine tells whether the reader's own side wrote a message.
func (v messagesPage) mine(m exchange.Message) bool {
	return m.Side() == v.Conversation.Side(v.Level)
}

// readerNames name, in a sentence, one of the other side who has read.
var readerNames = map[access.Role]string{access.SchoolLead: "la direction de l’école ou de l’établissement", access.SchoolContributor: "la personne qui contribue à la fiche",
	access.RegionalPilot: "le pilotage régional", access.NationalPilot: "le pilotage national", access.NationalPayer: "l’Acsé"}

// readBy says who has read a message, as far as the reader may know; blank: nothing
// to say.
func (v messagesPage) readBy(m exchange.Message) string {
	var all []string
	facing := false
	for _, reader := range m.Seen(v.Level) {
		name := reader.PersonName
		if name == "" {
			name, facing = readerNames[reader.Role], true
		}
		all = append(all, name+", le "+reader.HappenedAt.French())
	}
	text := ""
	if len(all) > 0 {
		text = "Lu par " + strings.Join(all, "\u202f; ") + "."
	}
	if v.mine(m) && !facing {
		text = strings.TrimSpace(text + " Pas encore lu par " + with(v.facing()) + ".")
	}
	return text
}

// documentLink is the link to a message's document.
func (v messagesPage) documentLink(m exchange.Message) ui.Link {
	return ui.Link{Text: m.FileName, Href: fmt.Sprintf("%s/%d/piece", v.path(), m.ID),
		Context: fmt.Sprintf("(télécharger, %s, %s)", m.FileType.Label(), file.Size(m.FileSize))}
}

// pageHref is another page of the conversation.
func (v messagesPage) pageHref(n int) string {
	if n <= 1 {
		return v.path()
	}
	return v.path() + "?page=" + strconv.Itoa(n)
}

// untilHint says what a request does.
func (v messagesPage) untilHint() string {
	return "Par exemple " + shortDay(v.Today.Add(7)) + ". Laissez vide si vous n’attendez pas de réponse. Sinon, un courrier part aussitôt, et votre demande paraît dans ce qui est attendu " + exchange.Of(v.facing()) + "."
}

// shortDay is a day as one types it.
func shortDay(d civil.Date) string { return fmt.Sprintf("%02d/%02d/%d", d.Day, int(d.Month), d.Year) }

// between says who reads the conversation.
func (v messagesPage) between() string {
	if v.Conversation == exchange.Regional {
		return "Ces messages sont lus par l’école ou l’établissement et par le comité de pilotage régional, et par eux seuls."
	}
	return "Ces messages sont lus par le comité de pilotage régional et par le comité de pilotage national, et par eux seuls."
}

// buttons send a message.
func (v messagesPage) buttons() ui.Buttons {
	if v.Theirs == nil {
		return ui.Buttons{Items: []ui.Button{{Text: "Envoyer le message"}}}
	}
	return ui.Buttons{Items: []ui.Button{{Text: "Envoyer comme réponse", Name: "repond", Value: "oui"}, {Text: "Écrire sans répondre à la demande", Kind: ui.Secondary}}}
}

// messages is the tab of the conversations that the reader has about the file: it
// leads where something is to be read. ok is false when there are none.
func (v *filePage) messages(r *page.Request, current bool) (tab ui.Tab, ok bool) {
	for _, c := range exchange.Conversations() {
		if !r.By.Can(c.ReadAct(), v.File.Place) {
			continue
		}
		if n := int(v.Counts.Unread[c]); !ok || n > 0 && tab.Count == 0 {
			tab.Href = page.ConversationPath(v.File.Number, c)
		}
		tab.Count += int(v.Counts.Unread[c])
		ok = true
	}
	tab.Text, tab.Current = "Échanges", current
	return tab, ok
}
