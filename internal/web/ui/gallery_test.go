package ui_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"preau/internal/browsertest"
	"preau/internal/web/static"
	"preau/internal/web/ui"
)

// policy is the one that the site sends: what it refuses would be missing here as well.
const policy = "default-src 'self'; img-src 'self' data:"

func serveGallery(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := ui.Gallery().Render(r.Context(), w); err != nil {
			t.Errorf("Gallery: %v", err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/"
}

func TestGalleryInABrowser(t *testing.T) {
	b := browsertest.New(t)
	for _, width := range []int{360, 1280} {
		b.Open(serveGallery(t), width)
		b.Axe()
		if got := b.Overflow(); got != 0 {
			t.Errorf("at %d pixels, the page overflows by %d pixels, want 0", width, got)
		}
		b.Shot("galerie")
	}
}

func TestGalleryIdsAreUniqueAndMeet(t *testing.T) {
	page := render(t, ui.Gallery())
	seen := map[string]bool{}
	for _, match := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if seen[match[1]] {
			t.Errorf("the id %q is there twice", match[1])
		}
		seen[match[1]] = true
	}
	references := regexp.MustCompile(` (?:for|aria-labelledby|aria-describedby)="([^"]*)"`)
	for _, match := range references.FindAllStringSubmatch(page, -1) {
		for _, id := range strings.Fields(match[1]) {
			if !seen[id] {
				t.Errorf("%s leads to no element", match[0])
			}
		}
	}
}

func TestGalleryHasNothingInline(t *testing.T) {
	page := strings.ToLower(render(t, ui.Gallery()))
	for _, refused := range []string{" style=", "<style", "<script", " onclick=", "javascript:", "http://", "https://"} {
		if strings.Contains(page, refused) {
			t.Errorf("the page holds %q", refused)
		}
	}
}
