package walk

import (
	"io/fs"
	"strings"
	"testing"

	"preau/docs"
	"preau/internal/browsertest"
)

// light is what a public page may weigh at the first visit, in bytes, with all it asks for (R39).
const light = 300_000

// A person on an old phone pays for each page. What travels is counted in a window that
// has kept nothing, as the browser counts it.
func TestAPublicPageIsLight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	pages := []string{"/", "/connexion", "/connexion/oubli", "/aide", "/plan-du-site", "/accessibilite", "/mentions-legales", "/donnees-personnelles"}
	guides, err := fs.Glob(docs.FS, "guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, guide := range guides {
		if slug := strings.TrimSuffix(strings.TrimPrefix(guide, "guide/"), ".md"); slug != "README" {
			pages = append(pages, "/aide/"+slug)
		}
	}
	for _, path := range pages {
		p := browsertest.New(t)
		p.Open(s.url+path, narrow)
		weight := p.Weight()
		t.Logf("%s: %d kB", path, weight/1000)
		if weight > light || weight < 10_000 {
			t.Errorf("%s weighs %d bytes at the first visit, want at most %d", path, weight, light)
		}
	}
}
