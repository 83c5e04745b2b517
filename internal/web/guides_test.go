package web_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"preau/docs"
)

// A guide names a button by its words, in bold: they are those of the screen.
func TestGuidesQuoteTheScreen(t *testing.T) {
	screen := sourceOfPages(t)
	bold := regexp.MustCompile(`\*\*([^*]+)\*\*`)
	quoted := 0
	for _, name := range guideFiles(t) {
		for _, found := range bold.FindAllStringSubmatch(readDoc(t, name), -1) {
			words := strings.Join(strings.Fields(found[1]), " ")
			if strings.HasPrefix(words, "avant le ") || strings.HasPrefix(words, "… ") || words == "reçues" {
				continue // a stress or a question, not a button
			}
			quoted++
			for part := range strings.SplitSeq(words, " … ") {
				if !strings.Contains(screen, part) {
					t.Errorf("%s: no page says « %s »", name, part)
				}
			}
		}
	}
	if quoted < 50 {
		t.Errorf("the guides quote %d buttons, want 50 and more", quoted)
	}
}

// A guide's links and pictures lead somewhere, and every picture is shown, with its words and below 80 kB.
func TestGuidesAreWhole(t *testing.T) {
	visitor := newSite(t).visitor()
	link := regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)]*)\)`)
	var shown []string
	for _, name := range guideFiles(t) {
		for _, found := range link.FindAllStringSubmatch(readDoc(t, name), -1) {
			if found[1] == "!" && found[2] == "" {
				t.Errorf("%s: the picture %s is not told in words", name, found[3])
			}
			if _, err := os.Stat(path.Join("../../docs/guide", found[3])); err != nil {
				t.Errorf("%s leads to %s: %v", name, found[3], err)
			}
			shown = append(shown, path.Base(found[3]))
		}
		slug := strings.TrimSuffix(path.Base(name), ".md")
		if a := visitor.get("/aide/" + slug); slug != "README" && a.Code != 200 {
			t.Errorf("GET /aide/%s: %d, want 200", slug, a.Code)
		}
	}
	pictures, err := fs.Glob(docs.FS, "images/*.png")
	if err != nil || len(pictures) == 0 {
		t.Fatalf("pictures: %v, %v", pictures, err)
	}
	for _, name := range pictures {
		if size := len(readDoc(t, name)); size > 80_000 {
			t.Errorf("%s: %d bytes, want 80 kB at most", name, size)
		}
		if !slices.Contains(shown, path.Base(name)) {
			t.Errorf("%s: no guide shows it", name)
		}
		if a := visitor.get("/aide/images/" + path.Base(name)); a.Code != 200 || a.Header().Get("Content-Type") != "image/png" {
			t.Errorf("GET %s: %d %s, want a picture", name, a.Code, a.Header().Get("Content-Type"))
		}
	}
	for _, missing := range []string{"/aide/README", "/aide/personne", "/aide/images/rien.png"} {
		if a := visitor.get(missing); a.Code != 404 {
			t.Errorf("GET %s: %d, want 404", missing, a.Code)
		}
	}
}

func guideFiles(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(docs.FS, "guide/*.md")
	if err != nil || len(names) < 8 {
		t.Fatalf("guides: %v, %v", names, err)
	}
	return names
}

func readDoc(t *testing.T, name string) string {
	t.Helper()
	content, err := docs.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// sourceOfPages is what pages are made of: what they say, and how.
func sourceOfPages(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, root := range []string{".", "../project", "../../campaigns"} {
		err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
			source := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, "_templ.go")
			if err != nil || !source && path.Ext(name) != ".templ" && path.Ext(name) != ".toml" {
				return err
			}
			content, err := os.ReadFile(path.Join(root, name))
			all.Write(content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
