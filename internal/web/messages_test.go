package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/project"
	"preau/internal/web/page"
)

// The conversation of the example where the school has something to read.
const (
	talked   = "/projets/2009-13-0005/echanges/ecole-region"
	talksFar = "principale-vieux-port"
)

func (s *site) reads() (n int64) {
	s.t.Helper()
	if err := s.db.Read(s.t.Context(), func(tx *db.Tx) error { return tx.Get(&n, "SELECT count(*) FROM message_read") }); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// Who opens the page has read; a browser that looks ahead, or asks for the head, or
// a person whose message is refused, has not.
func TestOpeningAConversationIsReading(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as(talksFar)
		before := s.reads()
		for _, ask := range []struct {
			method string
			header http.Header
		}{{"HEAD", nil}, {"GET", http.Header{"Sec-Purpose": {"prefetch"}}}, {"GET", http.Header{"Sec-Purpose": {"prefetch;prerender"}}}, {"GET", http.Header{"Purpose": {"prefetch"}}}} {
			if a := lead.ask(ask.method, talked, nil, ask.header); a.Code != http.StatusOK {
				t.Errorf("%s with %v: got %d, want 200", ask.method, ask.header, a.Code)
			}
		}
		if a := lead.post(talked, url.Values{"texte": {""}}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("POST of nothing: got %d, want 422", a.Code)
		}
		if n := s.reads(); n != before {
			t.Errorf("read without being opened: %d, want none", n-before)
		}
		a := lead.get(talked)
		if n := s.reads(); a.Code != http.StatusOK || n != before+1 {
			t.Errorf("GET: got %d and %d read, want 200 and one", a.Code, n-before)
		}
		if a := lead.get(talked); s.reads() != before+1 || strings.Contains(a.body(), "Nouveau") {
			t.Errorf("GET again: %d read, want no more", s.reads()-before)
		}
		if a := s.as("prefet-idf").get(talked); a.Code != http.StatusNotFound || s.reads() != before+1 {
			t.Errorf("GET out of reach: got %d and %d read, want 404 and no more", a.Code, s.reads()-before)
		}
	})
}

// A message is text, whatever it holds; its lines stay; its document is saved under
// a safe name.
func TestAMessageIsText(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as(talksFar)
		a := lead.join(talked, part{"texte", "", malice + "\r\ndeuxième ligne \u202e"}, part{"repond", "", "oui"}, part{"fichier", "../<b>.exe", smallPDF})
		if a.Code != http.StatusSeeOther || a.location() != talked {
			t.Fatalf("POST: got %d %s", a.Code, a.body())
		}
		a = s.as("prefet-paca").get(talked)
		harmless(t, "GET", a)
		if got := html.UnescapeString(a.body()); !strings.Contains(got, `<p class="preau-text">`+malice+"\ndeuxième ligne</p>") {
			t.Errorf("the message is not shown as it was typed: %s", got)
		}
		document := regexp.MustCompile(`href="(` + talked + `/[0-9]+/piece)"`).FindStringSubmatch(a.body())
		if document == nil {
			t.Fatal("no link to the document")
		}
		for login, want := range map[string]int{talksFar: 200, "prefet-paca": 200, "prefet-idf": 404, "pilote-dgesco": 404, "principal-courbet": 404} {
			a := s.as(login).get(document[1])
			if a.Code != want || want == 200 && (a.body() != smallPDF || !strings.HasPrefix(a.Header().Get("Content-Disposition"), "attachment")) {
				t.Errorf("the document for %s: got %d, want %d", login, a.Code, want)
			}
		}
	})
}

// The form carries a document: what was typed under a sign-in that had ended is kept
// as that of any other form.
func TestAMessageTypedUnderAnExpiredSignInIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, k *keeping) {
		v := k.as(talksFar)
		k.expires()
		a := v.join(talked, part{"texte", "", "Au centre social."}, part{"reponse", "", "30/09/2009"}, part{"fichier", "a.pdf", smallPDF})
		if want := "/connexion?raison=" + page.FormKept; !strings.HasPrefix(a.location(), want) {
			t.Fatalf("POST: got %d to %q, want %q", a.Code, a.location(), want)
		}
		v.enter()
		v.shows(talked, "Au centre social.", true)
		v.shows(talked, `value="30/09/2009"`, true)
		if a := v.post(talked, url.Values{"texte": {"Au centre social."}}); a.Code != http.StatusSeeOther || k.forms() != 0 {
			t.Errorf("POST once signed in: got %d, %d kept, want 303 and none", a.Code, k.forms())
		}
	})
}

// A letter and what is due lead to the message itself.
func TestWhatIsAskedLeadsToItsMessage(t *testing.T) {
	s := newSite(t)
	lead := s.as(talksFar)
	link := regexp.MustCompile(`href="(` + talked + `)#(message-[0-9]+)"`)
	for _, path := range []string{"/accueil", "/courriers"} {
		found := link.FindStringSubmatch(lead.get(path).body())
		if found == nil {
			t.Fatalf("%s has no link to the message", path)
		}
		if a := lead.get(found[1]); !strings.Contains(a.body(), `id="`+found[2]+`"`) {
			t.Errorf("%s leads to %s, which is not on the page", path, found[2])
		}
	}
	feed := page.LinkOf("project:2009-13-0005#message:national:12").Path
	if want := "/projets/2009-13-0005/echanges/region-nation#message-12"; feed != want {
		t.Errorf("LinkOf: got %s, want %s", feed, want)
	}
}

// A conversation is cut into pages, none of which asks more of the database.
func TestALongConversation(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		file := s.file(project.Submitted, "93", "")
		region := access.Call{By: s.actor(string(access.RegionalPilot)), At: moment}
		const all = 2*exchange.PageSize + 1
		if err := s.db.Write(t.Context(), func(tx *db.Tx) error {
			for range all {
				if _, err := exchange.SendTx(tx, region, file.Topic(), exchange.Sending{Conversation: exchange.Regional, Text: "Bonjour."}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		lead, path := s.as(string(access.SchoolLead)), page.ConversationPath(file.Number, exchange.Regional)
		for i, want := range []struct {
			query        string
			shown        int
			older, newer bool
		}{{"", exchange.PageSize, true, false}, {"?page=2", exchange.PageSize, true, true}, {"?page=3", 1, false, true}, {"?page=-1", exchange.PageSize, true, false}, {"?page=99", 0, false, true}} {
			a := lead.get(path + want.query)
			shown := strings.Count(a.body(), "<article")
			if shown != want.shown || strings.Contains(a.body(), "plus anciens") != want.older || strings.Contains(a.body(), "plus récents") != want.newer {
				t.Errorf("page %d: %d messages, want %d, older %t, newer %t", i, shown, want.shown, want.older, want.newer)
			}
			if !strings.Contains(a.body(), "En attente de la région") {
				t.Errorf("page %d does not say whom the file waits for", i)
			}
			if n := a.request().SQL; n > 12 {
				t.Errorf("page %d: %d statements, want 12 at most", i, n)
			}
		}
		if n := s.reads(); n < all {
			t.Errorf("read: %d, want all of %d", n, all)
		}
	})
}
