package calendar

import (
	"bytes"
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
	Key2    string
}

func askFeed(r *page.Request) (page.Response, error) {
	view := feedPage{Frame: r.Frame("Mes échéances dans mon agenda", ui.Crumb{Label: "Mon compte", Href: "/compte"}), Key: page.NewKey(), Key2: page.NewKey()}
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
		return page.Response{}, found(err)
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
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		calendar = newCalendar(r, rules)
		return mine(r, tx, feed.Person, calendar)
	})
	if errors.Is(err, access.ErrNotFound) {
		err = page.ErrNotFound // who held a role holds none any more
	}
	if err != nil {
		return page.Response{}, found(err)
	}
	var text bytes.Buffer
	if err := calendar.SerializeTo(&text); err != nil {
		return page.Response{}, err
	}
	return page.Download(page.File{Name: "preau.ics", Type: "text/calendar; charset=utf-8",
		Write: func(w io.Writer) error { _, err := w.Write(text.Bytes()); return err }}), nil
}

func newCalendar(r *page.Request, rules *campaign.Campaign) *ics.Calendar {
	calendar := ics.NewCalendarFor("-//Préau//FR")
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetXWRCalName("Préau, " + rules.Label)
	calendar.SetXWRTimezone("Europe/Paris")
	calendar.SetRefreshInterval("PT6H")
	for _, m := range rules.Milestones {
		if !m.Date.IsZero() {
			event := allDay(r, calendar, "echeance-"+rules.Code+"-"+m.Key, m.Date, m.Label)
			event.SetDescription(actors[m.From] + " → " + actors[m.To] + ", " + kinds[m.Kind] + " (" + string(m.Law) + ")")
			event.SetURL(r.Origin() + "/campagne/calendrier")
		}
	}
	return calendar
}

// mine adds what is expected of a person, role by role.
func mine(r *page.Request, tx *db.Tx, person db.ID, calendar *ics.Calendar) error {
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
			title := "À faire : " + p.Task
			if p.Files > 1 {
				title += " (" + civil.FrenchCount(p.Files) + ")"
			}
			event := allDay(r, calendar, fmt.Sprintf("attendu-%d-%s-%d", person, role, p.ID), p.DueOn, title)
			event.SetDescription("Au plus tard le " + p.DueOn.FrenchLong() + ". " + role.Label() + ".")
			event.SetURL(r.Origin() + "/accueil")
		}
	}
	return nil
}

// allDay adds an event that lasts its day. Its UID stays the same as long as it
// is the same thing to do.
func allDay(r *page.Request, calendar *ics.Calendar, uid string, day civil.Date, title string) *ics.VEvent {
	event := calendar.AddEvent(uid + "@preau")
	event.SetDtStampTime(r.At.Recorded.Time())
	event.SetAllDayStartAt(time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC))
	event.SetAllDayEndAt(time.Date(day.Year, day.Month, day.Day+1, 0, 0, 0, 0, time.UTC))
	event.SetSummary(title)
	event.SetTimeTransparency(ics.TransparencyTransparent)
	return event
}
