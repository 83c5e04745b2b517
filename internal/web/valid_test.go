package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// validate has html-validate, an independent reader of HTML, read in one process
// the pages that have something, an element with its attributes and its class, that
// no page of their address had before: testdata/html-validate.cjs says what it asks.
func validate(t *testing.T, visits []visit) {
	folder := t.TempDir()
	from, known := map[string]visit{}, shapes{}
	for _, v := range visits {
		if v.doc == nil || !known.fresh(v) {
			continue
		}
		name := fmt.Sprintf("%d.html", len(from))
		from[name] = v
		if err := os.WriteFile(filepath.Join(folder, name), []byte(v.answer.body()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, read := range htmlValidate(t, folder) {
		v := from[filepath.Base(read.FilePath)]
		for _, m := range read.Messages {
			t.Errorf("GET %s as %q, line %d: %s (%s), %s", v.path, v.visitor.login, m.Line, m.Message, m.RuleID, m.Selector)
		}
	}
}

// shapes are the elements met on the pages of each route, with what they are in.
type shapes map[[3]string]bool

func (s shapes) fresh(v visit) (fresh bool) {
	for n := range v.doc.Descendants() {
		shape := [3]string{v.route, n.Parent.Data, n.Data}
		for _, a := range n.Attr {
			shape[2] += " " + a.Key
			if a.Key == "class" || a.Key == "role" || a.Key == "type" {
				shape[2] += "=" + a.Val
			}
		}
		if n.Type == html.ElementNode && !s[shape] {
			s[shape], fresh = true, true
		}
	}
	return fresh
}

// A reading is what html-validate finds in a file.
type reading struct {
	FilePath string
	Messages []struct {
		RuleID, Message, Selector string
		Line                      int
	}
}

func htmlValidate(t *testing.T, folder string) (all []reading) {
	t.Helper()
	const program = "../../node_modules/html-validate/bin/html-validate.mjs"
	command := exec.CommandContext(t.Context(), "node", program, "--config", "testdata/html-validate.cjs", "--formatter", "json", folder)
	out, err := command.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		t.Fatalf("%v: %v; run make assets\n%s", command.Args, err, out)
	}
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatalf("%v: %v\n%s", command.Args, err, out)
	}
	return all
}

// told checks what follows an act: the focus is on what was done, or on what is
// to be mended, which the title of the window says first.
func told(t *testing.T, f form, a *answer) {
	t.Helper()
	name := "POST " + f.action + " as " + f.by.login
	switch {
	case a.Code == http.StatusUnprocessableEntity && strings.Contains(a.body(), "<title>Ce geste n’est pas possible"):
		// a page of its own, that its title tells
	case a.Code == http.StatusUnprocessableEntity:
		doc := parse(t, name, a.body())
		if title := pageOf(doc).title; !strings.HasPrefix(title, "Erreur\u202f: ") {
			t.Errorf("%s, refused: the title is %q, want « Erreur » first", name, title)
		}
		focused(t, name, doc, "id", "erreurs")
		leadsToItsFields(t, name, doc)
	case a.Code == http.StatusSeeOther && f.by.cookie != nil:
		if to := f.by.get(a.location()); to.Code == http.StatusOK && strings.Contains(to.body(), `role="status"`) {
			focused(t, name+", done", parse(t, name, to.body()), "role", "status")
		}
	}
}

// focused checks that a page opens on one element, known by an attribute.
func focused(t *testing.T, name string, doc *html.Node, key, value string) {
	t.Helper()
	var on []*html.Node
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "autofocus" {
				on = append(on, n)
			}
		}
	}
	if len(on) != 1 || attribute(on[0], key) != value || attribute(on[0], "tabindex") != "-1" {
		t.Errorf("%s: %d elements take the focus, want the one whose %s is %q", name, len(on), key, value)
	}
}

// leadsToItsFields checks that each line of the summary of errors leads somewhere.
func leadsToItsFields(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	ids := pageOf(doc).ids
	for n := range doc.Descendants() {
		if attribute(n, "id") != "erreurs" {
			continue
		}
		for link := range n.Descendants() {
			if to, is := strings.CutPrefix(attribute(link, "href"), "#"); is && ids[to] != 1 {
				t.Errorf("%s: « %s » leads to #%s, which is not on the page", name, text(link), to)
			}
		}
	}
}

// ownTitles checks that the title of the window tells apart what one person does:
// two pages of one title are two schools, two files or two filters of one kind.
func ownTitles(t *testing.T, visits []visit) {
	first := map[[2]string]visit{}
	for _, v := range visits {
		if v.doc == nil {
			continue
		}
		key := [2]string{fmt.Sprintf("%p", v.visitor), pageOf(v.doc).title}
		if other, same := first[key]; same && other.route != v.route {
			t.Errorf("GET %s and %s as %q: both are called %q", other.path, v.path, v.visitor.login, key[1])
		}
		first[key] = v
	}
}
