package static

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, method, address string) *http.Response {
	t.Helper()
	recorder := httptest.NewRecorder()
	Handler().ServeHTTP(recorder, httptest.NewRequest(method, address, nil))
	return recorder.Result()
}

func TestHandlerServesFilesForAYear(t *testing.T) {
	for name, want := range map[string]string{
		"preau.css":     "text/css; charset=utf-8",
		"sheet.js":      "text/javascript; charset=utf-8",
		"favicon.svg":   "image/svg+xml",
		"dist/dsfr.css": "text/css; charset=utf-8",
		"dist/fonts/public-sans-latin-400-normal.woff2": "font/woff2",
	} {
		response := get(t, "GET", URL(name))
		if response.StatusCode != http.StatusOK {
			t.Errorf("GET %s: got %d, want 200 (has `make assets` run?)", URL(name), response.StatusCode)
			continue
		}
		if got := response.Header.Get("Content-Type"); got != want {
			t.Errorf("GET %s: Content-Type got %q, want %q", URL(name), got, want)
		}
		if got, want := response.Header.Get("Cache-Control"), "public, max-age=31536000, immutable"; got != want {
			t.Errorf("GET %s: Cache-Control got %q, want %q", URL(name), got, want)
		}
	}
}

func TestHandlerRefuses(t *testing.T) {
	for _, test := range []struct {
		method, address string
		want            int
	}{
		{"GET", URL("nothing.css"), 404},
		{"GET", URL("dist/.gitkeep"), 404},
		{"GET", URL("dist"), 404},
		{"GET", URL("../static/preau.css"), 404},
		{"GET", "/static/preau.css", 404},
		{"POST", URL("preau.css"), 405},
	} {
		if got := get(t, test.method, test.address).StatusCode; got != test.want {
			t.Errorf("%s %s: got %d, want %d", test.method, test.address, got, test.want)
		}
	}
}

func TestAnotherVersionIsServedButNotKept(t *testing.T) {
	response := get(t, "GET", "/static/0123456789abcdef/preau.css")
	if got := response.StatusCode; got != http.StatusOK {
		t.Errorf("status got %d, want 200", got)
	}
	if got := response.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control got %q, want no-cache", got)
	}
}

// The Marianne font and the emblem are for the State's own sites. DSFR names a red after Marianne: only that is let by.
func TestNothingOfTheStateIsEmbedded(t *testing.T) {
	state := regexp.MustCompile(`(?i)marianne|spectral|fr-logo|\.woff\b`)
	red := []byte("red-marianne")
	eachFile(t, func(name string, content []byte) {
		if match := state.FindString(name); match != "" {
			t.Errorf("the file %s is named after %q", name, match)
		}
		if strings.HasSuffix(name, "LICENSE.md") { // speaks of the font, to say that it is not free
			return
		}
		if match := state.Find(bytes.ReplaceAll(content, red, nil)); match != nil {
			t.Errorf("%s holds %q", name, match)
		}
	})
}

func TestStyleSheetsAskOnlyForEmbeddedFiles(t *testing.T) {
	address := regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`)
	eachFile(t, func(name string, content []byte) {
		if !strings.HasSuffix(name, ".css") {
			return
		}
		home := name[:strings.LastIndex(name, "/")+1]
		for _, match := range address.FindAllSubmatch(content, -1) {
			wanted := string(match[1])
			if strings.HasPrefix(wanted, "data:") {
				continue
			}
			if _, err := fs.Stat(embedded, home+wanted); err != nil {
				t.Errorf("%s asks for %s, which is not embedded", name, wanted)
			}
		}
	})
}

// The one script is ours, asks for nothing but its own page, and leaves nothing in the browser (decision 0008).
func TestTheOneScriptIsOurs(t *testing.T) {
	foreign := regexp.MustCompile(`localStorage|sessionStorage|indexedDB|eval\(|new Function|innerHTML|https?:`)
	eachFile(t, func(name string, content []byte) {
		if strings.HasSuffix(name, ".js") && name != "sheet.js" {
			t.Errorf("the script %s is embedded", name)
		}
		if match := foreign.Find(content); match != nil && strings.HasSuffix(name, ".js") {
			t.Errorf("%s holds %q", name, match)
		}
	})
}

// Node reads the script as browsers do; what it does is tried in one, by package browsertest and package walk.
func TestTheScriptReads(t *testing.T) {
	if said, err := exec.Command("node", "--check", "sheet.js").CombinedOutput(); err != nil {
		t.Errorf("node --check sheet.js: %v\n%s", err, said)
	}
}

func eachFile(t *testing.T, visit func(name string, content []byte)) {
	t.Helper()
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := embedded.ReadFile(name)
		visit(name, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
