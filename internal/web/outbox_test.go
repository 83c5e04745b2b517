package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
)

// Where no letter leaves, who administers is told so, and how people come in.
func TestLettersThatDoNotLeaveAreTold(t *testing.T) {
	s := newSite(t)
	for _, leaves := range []bool{false, true} {
		s.Site.Mails = leaves
		if a := s.as("administration").get("/administration/courriers"); strings.Contains(a.body(), "preau user link") == leaves {
			t.Errorf("GET /administration/courriers, letters leave: %v: got the opposite", leaves)
		}
	}
}

// Who invites in a real installation is told when no letter will say so.
func TestWhoInvitesIsToldThatNoLetterLeaves(t *testing.T) {
	for _, leaves := range []bool{false, true} {
		s := newBare(t, func() civil.Instant { return machine })
		s.Site.Mails = leaves
		addPerson(s, "regie", access.RoleGrant{Role: access.Administrator, FromDay: civil.MustDate("2009-07-28")})
		s.welcome("regie")
		v := s.visitor()
		v.signIn("regie", goodPassword)
		v.setUp(machine)
		a := v.post("/donner-un-role/administrator", url.Values{"_cle": {"invite"}, "nom": {"Alice Martin"}, "courriel": {"alice@exemple.fr"}})
		if body := v.get(a.location()).body(); strings.Contains(body, "aucun courrier ne part d’ici") == leaves {
			t.Errorf("POST /donner-un-role/administrator: got %d; letters leave: %v, and the opposite is told", a.Code, leaves)
		}
	}
}

// A letter that goes no further is sent again once, by two clicks too; one that is
// on its way is not sent again.
func TestALetterIsSentAgainOnce(t *testing.T) {
	s := newSite(t)
	letter := "/administration/courriers/" + s.stuckLetter()
	v := s.as("administration")
	if a := v.get(letter); !strings.Contains(a.body(), "Peut-être parti") || !strings.Contains(a.body(), "/renvoyer") {
		t.Errorf("GET %s: got %d, want a letter in doubt that can be sent again", letter, a.Code)
	}
	for range 2 {
		if a := v.post(letter+"/renvoyer", url.Values{"_cle": {"deux-clics"}}); a.Code != http.StatusSeeOther || a.location() != letter {
			t.Errorf("POST %s/renvoyer: got %d to %q, want to be led back", letter, a.Code, a.location())
		}
	}
	if a := v.get(letter); !strings.Contains(a.body(), "En attente") || strings.Contains(a.body(), "/renvoyer") {
		t.Errorf("GET %s once it waits: got %d, want no way to send it again", letter, a.Code)
	}
	for _, path := range []string{letter + "/renvoyer", "/administration/courriers/1/renvoyer", "/administration/courriers/x/renvoyer"} {
		if a := v.post(path, url.Values{"_cle": {"une-autre"}}); a.Code != http.StatusNotFound {
			t.Errorf("POST %s: got %d, want 404", path, a.Code)
		}
	}
}
