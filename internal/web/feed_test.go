package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"preau/internal/db"
)

var feedLink = regexp.MustCompile(`/calendrier/[^"<\s]+\.ics`)

// feedOf opens the feed of a visitor, at a new address.
func (v *visitor) feedOf() (path string) {
	v.site.t.Helper()
	if a := v.post("/compte/agenda", url.Values{}); a.Code != http.StatusSeeOther {
		v.site.t.Fatalf("POST /compte/agenda as %s: got %d, want 303", v.login, a.Code)
	}
	path = feedLink.FindString(v.get("/compte/agenda").body())
	if path == "" {
		v.site.t.Fatalf("/compte/agenda gives %s no address", v.login)
	}
	return path
}

// events reads a feed back as an agenda does, by summary.
func (s *site) events(path string) map[string]*ics.VEvent {
	s.t.Helper()
	a := s.visitor().get(path) // no cookie: the address is enough
	if a.Code != http.StatusOK {
		s.t.Fatalf("GET %s: got %d, want 200", path, a.Code)
	}
	for line := range strings.SplitSeq(a.body(), "\r\n") {
		if len(line) > 75 {
			s.t.Errorf("line of %d octets, want 75 at most: %q", len(line), line)
		}
	}
	calendar, err := ics.ParseCalendar(strings.NewReader(a.body()))
	if err != nil {
		s.t.Fatal(err)
	}
	all, uids := map[string]*ics.VEvent{}, map[string]bool{}
	for _, event := range calendar.Events() {
		if uids[event.Id()] {
			s.t.Errorf("two events have the UID %s", event.Id())
		}
		uids[event.Id()] = true
		all[said(event, ics.ComponentPropertySummary)] = event
	}
	return all
}

func (s *site) write(do func(tx *db.Tx) error) {
	s.t.Helper()
	if err := s.db.Write(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
}

func said(event *ics.VEvent, property ics.ComponentProperty) string {
	if p := event.GetProperty(property); p != nil {
		return p.Value
	}
	return ""
}

func TestAnAgendaReadsTheFeed(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as("school_lead")
		path := lead.feedOf()
		events := s.events(path)
		for _, test := range []struct{ summary, day, description, place string }{
			{"Envoi des projets par les écoles et les établissements au comité de pilotage régional (annexes 2 et 3)", "20090930", "À\u202f: le comité de pilotage régional. Envoi au plus tard (§6).", "/campagne/calendrier"},
			{"À faire\u202f: Remplir et transmettre la fiche du projet", "20090930", "Au plus tard le mercredi 30 septembre 2009.", "/projets/" + draft},
		} {
			event := events[test.summary]
			if event == nil {
				t.Fatalf("no event %q among %d", test.summary, len(events))
			}
			if got := said(event, ics.ComponentPropertyDtStart); got != test.day {
				t.Errorf("%s starts on %s, want %s", test.summary, got, test.day)
			}
			if got := said(event, ics.ComponentPropertyDescription); !strings.Contains(got, test.description) {
				t.Errorf("%s is described as %q, want %q in it", test.summary, got, test.description)
			}
			if got := said(event, ics.ComponentPropertyUrl); !strings.HasSuffix(got, test.place) {
				t.Errorf("%s leads to %s, want %s", test.summary, got, test.place)
			}
			if got := said(event, ics.ComponentPropertySequence); got != "0" {
				t.Errorf("%s has the sequence %q, want 0", test.summary, got)
			}
		}
		for role, task := range map[string]string{"regional_pilot": "À faire\u202f: Examiner le projet (", "national_payer": "Accuser réception des coordonnées de l’établissement mutualisateur ("} {
			found := false
			for summary := range s.events(s.as(role).feedOf()) {
				found = found || strings.HasPrefix(summary, task)
			}
			if !found {
				t.Errorf("the feed of %s has no event %q", role, task)
			}
		}
		s.namesNobody(path)
	})
}

// namesNobody checks that a feed, which leaves the site, holds nobody's name.
func (s *site) namesNobody(path string) {
	s.t.Helper()
	var names []string
	if err := s.db.Read(s.t.Context(), func(tx *db.Tx) error { return tx.Select(&names, "SELECT name FROM person") }); err != nil || len(names) == 0 {
		s.t.Fatalf("%d people, %v", len(names), err)
	}
	text := strings.ReplaceAll(s.visitor().get(path).body(), "\r\n ", "")
	for _, name := range names {
		if strings.Contains(text, name) {
			s.t.Errorf("the feed names %s", name)
		}
	}
}

// What stays the same to do keeps its text: an agenda sees nothing new.
func TestTheFeedStaysTheSame(t *testing.T) {
	s := newSite(t)
	pilot := s.as("regional_pilot")
	path := pilot.feedOf()
	before := s.visitor().get(path).body()
	if after := s.visitor().get(path).body(); after != before {
		t.Error("the feed changes with the instant of the request")
	}
	was := s.events(path)
	s.write(func(tx *db.Tx) error { // one of several is done
		_, err := tx.Exec(`UPDATE due SET settled_at = opened_at, settled_on = due_on, outcome = 'done'
			WHERE id = (SELECT min(id) FROM due WHERE task = 'Examiner le projet' AND region = '11' AND settled_at IS NULL)`)
		return err
	})
	uid := func(events map[string]*ics.VEvent) string {
		for summary, event := range events {
			if strings.HasPrefix(summary, "À faire\u202f: Examiner le projet") {
				return event.Id()
			}
		}
		return ""
	}
	if now := uid(s.events(path)); now == "" || now != uid(was) {
		t.Errorf("the UID of what is grouped was %s, is %s once one is done, want the same", uid(was), now)
	}
}

func TestAClosedFeedIsNotFound(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead, leaving := s.as("school_lead"), s.as("leaving")
		first := lead.feedOf()
		second := lead.feedOf()
		left := leaving.feedOf()
		status := func(path string, want int) {
			t.Helper()
			if a := s.visitor().get(path); a.Code != want {
				t.Errorf("GET %s: got %d, want %d", path, a.Code, want)
			}
		}
		status(first, http.StatusNotFound) // a new address closed it
		status(second, http.StatusOK)
		status(strings.TrimSuffix(second, ".ics"), http.StatusNotFound)
		status("/calendrier/x.ics", http.StatusNotFound)
		lead.post("/compte/agenda", url.Values{"geste": {"fermer"}})
		status(second, http.StatusNotFound)
		status(left, http.StatusOK)
		s.write(func(tx *db.Tx) error {
			return tx.Change("UPDATE role_grant SET until_day = '2009-08-31' WHERE person = (SELECT id FROM person WHERE login = 'leaving')")
		})
		status(left, http.StatusNotFound) // who holds no role any more
	})
}
