package web_test

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"preau/internal/web"
)

// mainOf is what a page holds of its own.
func mainOf(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if n.Data == "main" {
			return n
		}
	}
	return doc
}

// The plan of the site leads a person to every page that they may open without naming
// anything, and to no other.
func TestThePlanLeadsToEveryPage(t *testing.T) {
	s := newSite(t)
	readers := []*visitor{s.visitor(), s.as("both")}
	for role := range roleLogins() {
		readers = append(readers, s.as(role))
	}
	for _, v := range readers {
		planned := links(mainOf(parse(t, "/plan-du-site", v.get("/plan-du-site").body())))
		for _, route := range web.Routes(true) {
			address := strings.TrimSuffix(route.Path, "{$}")
			if route.Method != http.MethodGet || strings.Contains(address, "{") || path.Ext(address) != "" || address == "/connexion/code" { // of who has just given a password
				continue
			}
			if got, want := slices.Contains(planned, address), v.get(address).Code == http.StatusOK; got != want {
				t.Errorf("the plan leads %q to %s: %t, want %t", v.login, address, got, want)
			}
		}
		for _, to := range planned {
			if a := v.get(to); a.Code != http.StatusOK {
				t.Errorf("the plan leads %q to %s, which answers %d", v.login, to, a.Code)
			}
		}
	}
}
