package calendar

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type feedPage struct {
	Frame   ui.Page
	Open    bool
	Address string
	Path    string // the same, within the site
	Key     string
}

func askFeed(r *page.Request) (page.Response, error) {
	view := feedPage{Frame: r.Frame("Mes échéances dans mon agenda", ui.Crumb{Label: "Mon compte", Href: "/compte"}), Key: page.NewKey()}
	err := r.Read(func(tx *db.Tx) error {
		feed, err := campaign.FeedOf(tx, r.By.Person.ID)
		if view.Open = feed.Open; feed.Open {
			view.Path = "/calendrier/" + feed.Token(r.Links()) + ".ics"
			view.Address = r.Origin() + view.Path
		}
		return err
	})
	return page.OK(feedView(view)), err
}

func setFeed(r *page.Request) (page.Response, error) {
	open := r.Typed("geste") != "fermer"
	if err := r.Campaigns().SetFeed(r.Context(), r.Call(), open); err != nil {
		return page.Response{}, err
	}
	if open {
		r.Flash("Votre adresse est faite. Celle d’avant, s’il y en avait une, ne donne plus rien.")
	} else {
		r.Flash("L’adresse est fermée : elle ne donne plus rien.")
	}
	return page.SeeOther("/compte/agenda"), nil
}

// feed is the calendar of the person whose address it is: the milestones of the
// campaign, and what is expected of them in each of their roles.
func feed(r *page.Request) (page.Response, error) {
	token, isICS := strings.CutSuffix(r.PathValue("jeton"), ".ics")
	if !isICS {
		return page.Response{}, page.ErrNotFound
	}
	var calendar *ics.Calendar
	err := r.Read(func(tx *db.Tx) error {
		feed, err := campaign.FeedAt(tx, r.Links(), token)
		if err != nil {
			return err
		}
		rules, version, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		calendar = newCalendar(r, rules, version)
		return mine(r, tx, rules, feed.Person, calendar)
	})
	if errors.Is(err, access.ErrNotFound) {
		err = page.ErrNotFound // who held a role holds none any more
	}
	if err != nil {
		return page.Response{}, err
	}
	var text bytes.Buffer
	if err := calendar.SerializeTo(&text, ics.WithNewLineWindows); err != nil {
		return page.Response{}, err
	}
	return page.Download(page.File{Name: "preau.ics", Type: "text/calendar; charset=utf-8",
		Write: func(w io.Writer) error { _, err := w.Write(text.Bytes()); return err }}), nil
}

func newCalendar(r *page.Request, rules *campaign.Campaign, version int64) *ics.Calendar {
	calendar := ics.NewCalendarFor("-//Préau//FR")
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetXWRCalName("Préau, " + rules.Label)
	calendar.SetXWRTimezone("Europe/Paris")
	calendar.SetRefreshInterval("PT6H")
	for _, m := range rules.Milestones {
		if !m.Date.IsZero() {
			event := allDay(calendar, "echeance-"+rules.Code+"-"+m.Key, m.Date, rules.SchoolYear.From.Start(), m.Label)
			event.SetSequence(int(version) - 1) // a change of the rules may move the day
			event.SetDescription(strings.Join(parties(m), ". ") + ". " + kinds[m.Kind] + " (" + string(m.Law) + ").")
			event.SetURL(r.Origin() + "/campagne/calendrier")
		}
	}
	return calendar
}

// mine adds what is expected of a person, role by role.
func mine(r *page.Request, tx *db.Tx, rules *campaign.Campaign, person db.ID, calendar *ics.Calendar) error {
	_, roles, err := r.Access().Actor(tx, person, "", r.At.Today())
	if err != nil {
		return err
	}
	for _, role := range roles {
		actor, _, err := r.Access().Actor(tx, person, role, r.At.Today())
		if err != nil {
			return err
		}
		pending, err := campaign.PendingFor(tx, actor)
		if err != nil {
			return err
		}
		for _, p := range pending {
			event := allDay(calendar, uidOf(person, role, p), p.DueOn, p.OpenedAt, titleOf(p, rules))
			event.SetSequence(0) // its day is in its UID
			event.SetDescription("Au plus tard le " + p.DueOn.FrenchLong() + ". " + role.Label() + ".")
			event.SetURL(r.Origin() + whereOf(p))
		}
	}
	return nil
}

func titleOf(p campaign.Pending, rules *campaign.Campaign) string {
	title := p.Title(rules)
	if !p.Receives {
		title = "À faire\u202f: " + title
	}
	if p.Files > 1 {
		title += " (" + civil.FrenchCount(p.Files) + ")"
	}
	return title
}

// uidOf is the same as long as a person has the same to do by the same day,
// for however many files.
func uidOf(person db.ID, role access.Role, p campaign.Pending) string {
	task := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%t", p.Milestone, p.Act, p.Task, p.Receives))
	return fmt.Sprintf("attendu-%d-%s-%x-%s", person, role, task[:8], p.DueOn)
}

// whereOf is the very place of what is one thing to do; of several, their list.
func whereOf(p campaign.Pending) string {
	switch {
	case p.Files > 1:
		return "/accueil"
	case strings.HasPrefix(p.Subject, "project:"), p.Milestone == "": // which has no page of its own
		return page.LinkOf(p.Subject).Path
	}
	return page.DuePath(p.ID)
}

// allDay adds an event that lasts its day, known since an instant: the same text
// as long as it is the same thing, so that an agenda sees nothing new in it.
func allDay(calendar *ics.Calendar, uid string, day civil.Date, since civil.Instant, title string) *ics.VEvent {
	event := calendar.AddEvent(uid + "@preau")
	event.SetDtStampTime(since.Time())
	event.SetAllDayStartAt(time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC))
	event.SetAllDayEndAt(time.Date(day.Year, day.Month, day.Day+1, 0, 0, 0, 0, time.UTC))
	event.SetSummary(title)
	event.SetTimeTransparency(ics.TransparencyTransparent)
	return event
}
