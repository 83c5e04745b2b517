package projects

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// An entry is one thing that happened to a file, as its history tells it.
type entry struct {
	At    civil.Instant
	Event ui.Event
}

// tellers are what the history of a file is made of. Each tells what the reader may
// know, in any order: the page puts all in the order of time.
var tellers = []func(*page.Request, *db.Tx, filePage) ([]entry, error){toldSteps, toldDelays, toldPieces, toldMessages}

// history tells what happened to a file, from the beginning to where it stands.
func history(r *page.Request) (page.Response, error) {
	view, err := load(r, historyTab)
	if err != nil {
		return page.Response{}, err
	}
	var all []entry
	if err := r.Read(func(tx *db.Tx) (err error) {
		if view.pieces, err = project.Attachments(tx, view.File.Project, view.Level); err != nil {
			return err
		}
		for _, tell := range tellers {
			some, err := tell(r, tx, view)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	}); err != nil {
		return page.Response{}, err
	}
	slices.SortStableFunc(all, func(a, b entry) int { return a.At.Compare(b.At) })
	for _, e := range all {
		view.Events = append(view.Events, e.Event)
	}
	if view.Header.Turn != "" {
		if view.Waits != "" {
			view.Waits += "."
		}
		view.Events = append(view.Events, ui.Event{When: "Aujourd’hui, " + r.At.Today().FrenchLong(), What: strings.TrimSuffix(view.Header.Turn, "."), Why: view.Waits})
	}
	view.Frame.Title = "Historique du projet " + view.File.Number
	return page.OK(historyView(view)), nil
}

// toldSteps tells the moves of a file, each with what it sent. What the school did
// before it first sent its file is its own affair.
func toldSteps(r *page.Request, tx *db.Tx, v filePage) ([]entry, error) {
	var all []entry
	waits := len(v.steps) // from here on, nothing is told to the levels below
	for waits > 0 && v.steps[waits-1].Held {
		waits--
	}
	for i, s := range v.steps {
		if s.Act == project.ActOpen && v.Level != access.School {
			continue
		}
		event := ui.Event{When: s.HappenedAt.French(), Who: s.Role.Label(), What: s.PersonName + " " + did(s, i > 0 && v.steps[i-1].ToState == project.SentBack) + ".", Why: s.Reason}
		if s.DelegatorName != "" {
			event.Who += ", par délégation de " + s.DelegatorName
		}
		if i >= waits {
			event.Badge = &ui.Badge{Text: "Pas encore communiqué", Severity: ui.Warning}
		}
		if project.Outdated(v.steps, i) {
			event.Badge = &ui.Badge{Text: "Plus valable", Severity: ui.Warning} // R9
		}
		if s.Version > 0 {
			event.Links, event.Lines = sentLinks(v.File.Number, s.Version), sentPieces(v.pieces, s.Version)
		}
		all = append(all, entry{s.HappenedAt, event})
	}
	return all, nil
}

// did is what somebody did, after their name.
func did(s project.Step, again bool) string {
	text := pastOf(s.Act)
	switch s.Act {
	case project.ActSubmit:
		if s.FromState == project.Returned {
			text = "a transmis de nouveau la fiche au comité de pilotage régional"
		}
		if s.Version > 0 {
			text += fmt.Sprintf(" (version %d)", s.Version)
		}
	case project.ActReturn:
		if !s.Until.IsZero() {
			text += ", à transmettre de nouveau au plus tard le " + s.Until.French()
		}
	case project.ActTransmit:
		if again {
			text = "a transmis de nouveau le projet au comité de pilotage national"
		}
	case project.ActAnnounce, project.ActRelease:
		text += "\u202f: " + civil.Lowered(project.Label(s.ToState, access.School))
	}
	if s.GrantedCents != nil && s.Act != project.ActClose {
		text += ", pour " + s.GrantedCents.French()
	}
	return text
}

// sentLinks lead to what was sent, to its receipt and to what it changed.
func sentLinks(number string, version int64) []ui.Link {
	path := versionPath(number, version)
	links := []ui.Link{{Text: fmt.Sprintf("Lire la version %d", version), Href: path},
		{Text: "Accusé de réception (PDF)", Href: path + "/recu.pdf", Context: fmt.Sprintf("de la version %d", version)}}
	if version > 1 {
		links = append(links, ui.Link{Text: fmt.Sprintf("Ce qui a changé depuis la version %d", version-1), Href: changesPath(number, version-1, version)})
	}
	return links
}

// sentPieces says which documents a version brings, and which it has no more.
func sentPieces(all []project.Attachment, version int64) (lines []string) {
	var joined, removed []string
	for _, a := range all {
		switch {
		case a.FirstSent == version:
			joined = append(joined, "«\u202f"+a.Label+"\u202f»")
		case a.LastSent > 0 && a.LastSent == version-1:
			removed = append(removed, "«\u202f"+a.Label+"\u202f»")
		}
	}
	for label, some := range map[string][]string{"Pièces jointes": joined, "Pièces retirées": removed} {
		if len(some) > 0 {
			lines = append(lines, label+"\u202f: "+strings.Join(some, ", ")+".")
		}
	}
	slices.Sort(lines)
	return lines
}

// toldDelays tells the delays that the school was granted to send its file; to itself and
// to its region, those that it asked for too.
func toldDelays(r *page.Request, tx *db.Tx, v filePage) ([]entry, error) {
	granted, err := project.Delays(tx, v.File.Project)
	var all []entry
	for _, g := range granted {
		all = append(all, entry{g.HappenedAt, ui.Event{When: g.HappenedAt.French(), Who: g.Role.Label(), Why: g.Reason,
			What: g.PersonName + " a accordé à l’école un délai pour transmettre, jusqu’au " + g.UntilDay.French() + "."}})
	}
	for _, d := range v.asks {
		all = append(all, entry{d.HappenedAt, ui.Event{When: d.HappenedAt.French(), Who: access.SchoolLead.Label(), Why: d.Reason,
			What: d.PersonName + " a demandé un délai pour transmettre, jusqu’au " + d.UntilDay.French() + "."}})
		if !d.RefusedAt.IsZero() {
			all = append(all, entry{d.RefusedAt, ui.Event{When: d.RefusedAt.French(), Who: d.RefusedByRole.Label(), Why: d.Refusal,
				What: d.RefusedByName + " n’a pas accordé ce délai."}})
		}
	}
	return all, err
}

// toldPieces tells the school when its documents were joined and taken back; the
// others read it version by version.
func toldPieces(r *page.Request, tx *db.Tx, v filePage) ([]entry, error) {
	if v.Level != access.School {
		return nil, nil
	}
	var all []entry
	for _, a := range v.pieces {
		all = append(all, entry{a.HappenedAt, ui.Event{When: a.HappenedAt.French(), What: a.PersonName + " a joint la pièce «\u202f" + a.Label + "\u202f»."}})
		if a.Removed() {
			all = append(all, entry{a.RemovedAt, ui.Event{When: a.RemovedAt.French(), What: a.RemovedByName + " a retiré la pièce «\u202f" + a.Label + "\u202f»."}})
		}
	}
	return all, nil
}

// toldMessages tells who wrote to whom, and what became of a request; what is said is
// read in the conversation.
func toldMessages(r *page.Request, tx *db.Tx, v filePage) ([]entry, error) {
	if !r.By.May(exchange.ActReadRegional) && !r.By.May(exchange.ActReadNational) {
		return nil, nil
	}
	messages, err := exchange.About(tx, r.By, v.File.Subject())
	var all []entry
	for _, m := range messages {
		all = append(all, entry{m.HappenedAt, ui.Event{When: m.HappenedAt.French(), Who: m.PersonName + ", " + m.As(), What: m.Sentence() + ".",
			Links: []ui.Link{{Text: "Lire les échanges", Href: page.ConversationPath(v.File.Number, m.Conversation) + anchorOf(m.ID), Context: "du " + m.HappenedAt.French()}}}})
	}
	return all, err
}

// turnsOf are those whom a file waits for, after « En attente ».
var turnsOf = map[access.Role]string{access.SchoolLead: "de l’école", access.RegionalPilot: "de la région", access.NationalPilot: "du comité national"}

// turnOf says to a role whom a file waits for, and since when; blank when nobody.
func turnOf(turn project.Turn, by access.Role, today civil.Date) (who, long string) {
	if turn.Role == "" {
		return "", ""
	}
	if turn.Role == by {
		return "de vous", since(turn.Since.Date(), today)
	}
	return turnsOf[turn.Role], since(turn.Since.Date(), today)
}

// sinceShort is since where there is little room: « depuis 3 jours ».
func sinceShort(day, today civil.Date) string {
	if n := today.Sub(day); n > 1 {
		return "depuis " + civil.FrenchCount(int64(n)) + " jours"
	}
	return since(day, today)
}

// since says from which day on, and how long that is: « depuis le 21 septembre 2009
// (3 jours) ».
func since(day, today civil.Date) string {
	switch n := today.Sub(day); {
	case n <= 0:
		return "depuis aujourd’hui"
	case n == 1:
		return "depuis hier"
	default:
		return "depuis le " + day.French() + " (" + civil.FrenchCount(int64(n)) + " jours)"
	}
}

func versionPath(number string, version int64) string {
	return "/projets/" + number + "/versions/" + strconv.FormatInt(version, 10)
}

func changesPath(number string, from, to int64) string {
	return versionPath(number, from) + "/" + strconv.FormatInt(to, 10)
}
