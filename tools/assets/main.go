// Command assets makes internal/web/static/dist from the npm packages that `npm ci` brought: DSFR's style sheet
// without the State's fonts and emblem, the icons it really asks for, a free font, and the outlines of the departments.
//
//	go run -C tools ./assets
//
// The folder is emptied first and is never committed; nothing else is written. No script is copied: pages work without.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Paths are relative to the root of the repository.
const (
	dsfrDist = "node_modules/@gouvfr/dsfr/dist"
	fontHome = "node_modules/@fontsource/public-sans"
	pages    = "internal/web"
	target   = "internal/web/static/dist"
)

const banner = `/* DSFR v1.14.4, MIT licence (see dsfr-LICENSE.md), changed for Préau: neither the State's fonts nor its emblem. */
`

// copies are the files taken as they are. A licence goes with the work it covers.
var copies = map[string]string{
	"node_modules/@gouvfr/dsfr/LICENSE.md":                     "dsfr-LICENSE.md",
	mapHome + "/LICENSE.md":                                    "map-LICENSE.md",
	fontHome + "/LICENSE":                                      "fonts/public-sans-LICENSE.txt",
	fontHome + "/files/public-sans-latin-400-normal.woff2":     "fonts/public-sans-latin-400-normal.woff2",
	fontHome + "/files/public-sans-latin-500-normal.woff2":     "fonts/public-sans-latin-500-normal.woff2",
	fontHome + "/files/public-sans-latin-700-normal.woff2":     "fonts/public-sans-latin-700-normal.woff2",
	fontHome + "/files/public-sans-latin-ext-400-normal.woff2": "fonts/public-sans-latin-ext-400-normal.woff2",
	fontHome + "/files/public-sans-latin-ext-500-normal.woff2": "fonts/public-sans-latin-ext-500-normal.woff2",
	fontHome + "/files/public-sans-latin-ext-700-normal.woff2": "fonts/public-sans-latin-ext-700-normal.woff2",
}

func main() {
	root := flag.String("root", "..", "root of the repository")
	flag.Parse()
	if err := build(*root); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

// build fills the target folder under root. It refuses when a package is missing (run `npm ci`) or when a page names
// an icon that DSFR does not have.
func build(root string) error {
	css, err := styleSheet(root)
	if err != nil {
		return err
	}
	if err := clear(filepath.Join(root, target)); err != nil {
		return err
	}
	for _, icon := range files(css) {
		if err := copyFile(filepath.Join(root, dsfrDist, icon), filepath.Join(root, target, icon)); err != nil {
			return err
		}
	}
	for from, to := range copies {
		if err := copyFile(filepath.Join(root, from), filepath.Join(root, target, to)); err != nil {
			return err
		}
	}
	shapes, err := outlines(root)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, target, "departments.svg"), []byte(shapes), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, target, "dsfr.css"), []byte(css), 0o644)
}

// styleSheet is DSFR's own bundle for screens, the icons our pages name, then its bundle for paper: the order of
// DSFR's rules is kept, because they count on it.
func styleSheet(root string) (string, error) {
	screen, err := readRules(filepath.Join(root, dsfrDist, "dsfr.main.min.css"))
	if err != nil {
		return "", err
	}
	icons, err := readRules(filepath.Join(root, dsfrDist, "utility/icons/icons.main.min.css"))
	if err != nil {
		return "", err
	}
	paper, err := readRules(filepath.Join(root, dsfrDist, "dsfr.print.min.css"))
	if err != nil {
		return "", err
	}
	wanted, err := namedIcons(filepath.Join(root, pages))
	if err != nil {
		return "", err
	}
	chosen := iconRules(icons, wanted)
	if missing := unknownIcons(wanted, chosen); len(missing) > 0 {
		return "", fmt.Errorf("pages name icons that DSFR does not have: %s", strings.Join(missing, ", "))
	}
	var css strings.Builder
	css.WriteString(banner)
	write(&css, slices.Concat(filter(screen), chosen, filter(paper)))
	return strings.ReplaceAll(css.String(), "../../icons/", "icons/"), nil
}

func readRules(name string) ([]rule, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%w (has `npm ci` run?)", err)
	}
	rules, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rules, nil
}

var iconClass = regexp.MustCompile(`\bfr-icon-[a-z0-9]+(-[a-z0-9]+)*\b`)

// namedIcons returns the icon classes that the pages under dir name, each once. Templates are read, not what templ
// makes of them, and Go files because kit and chapters may choose an icon there.
func namedIcons(dir string) ([]string, error) {
	var icons []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".templ", ".go"}, path.Ext(name)) {
			return err
		}
		text, err := os.ReadFile(name)
		icons = append(icons, iconClass.FindAllString(string(text), -1)...)
		return err
	})
	slices.Sort(icons)
	return slices.Compact(icons), err
}

// unknownIcons returns the classes of wanted that no rule of chosen draws. "fr-icon--sm" and the like set a size and
// are no icon; they have two dashes and are not found by iconClass.
func unknownIcons(wanted []string, chosen []rule) []string {
	return slices.DeleteFunc(slices.Clone(wanted), func(class string) bool {
		return slices.ContainsFunc(chosen, func(r rule) bool { return strings.HasPrefix(r.prelude, "."+class+":") })
	})
}

// clear empties dir, except for the file that keeps its place in the repository.
func clear(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == ".gitkeep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("%w (has `npm ci` run?)", err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}
