package web_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"preau/internal/access"
	"preau/internal/web/static"
)

func roleLogins() map[string]bool {
	all := map[string]bool{}
	for _, role := range access.Roles() {
		all[string(role)] = true
	}
	return all
}

// sound checks what holds for every page: what a screen reader and the policy
// against scripts rely on.
func sound(t *testing.T, v visit) {
	t.Helper()
	p := pageOf(v.doc)
	fault := func(format string, args ...any) {
		t.Helper()
		t.Errorf("GET %s as %q: "+format, append([]any{v.path, v.visitor.login}, args...)...)
	}
	if p.lang != "fr" {
		fault("lang is %q, want fr", p.lang)
	}
	if len(p.h1) != 1 {
		fault("%d h1 %q, want one", len(p.h1), p.h1)
	}
	if !strings.HasSuffix(p.title, " — Préau") {
		fault("title %q, want one that ends with « — Préau »", p.title)
	}
	for id, n := range p.ids {
		if n > 1 {
			fault("id %q is there %d times", id, n)
		}
	}
	for _, to := range p.labels {
		if to != "" && !slices.Contains(p.controls, to) {
			fault("a label is for %q, which is no control", to)
		}
	}
	for _, reason := range p.faults {
		fault("%s", reason)
	}
}

// facts are what sound looks at.
type facts struct {
	lang, title string
	h1          []string
	ids         map[string]int
	labels      []string // what each is for
	controls    []string // their ids
	faults      []string
}

func pageOf(doc *html.Node) *facts {
	f := &facts{ids: map[string]int{}}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f.read(n)
		}
	}
	for n := range doc.Descendants() {
		if isControl(n) && !f.labelled(n) {
			f.faults = append(f.faults, "the control "+attribute(n, "name")+" has no label")
		}
	}
	return f
}

func (f *facts) read(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
			f.faults = append(f.faults, n.Data+" has "+a.Key+"="+a.Val)
		}
	}
	if id := attribute(n, "id"); id != "" {
		f.ids[id]++
	}
	switch n.Data {
	case "html":
		f.lang = attribute(n, "lang")
	case "title":
		if n.Parent.Data == "head" {
			f.title = text(n)
		}
	case "h1":
		f.h1 = append(f.h1, text(n))
	case "label":
		f.labels = append(f.labels, attribute(n, "for"))
	case "style", "iframe", "object":
		f.faults = append(f.faults, "a "+n.Data+" element")
	case "script":
		if n.Parent.Data != "head" || attribute(n, "src") != static.URL("sheet.js") || n.FirstChild != nil {
			f.faults = append(f.faults, "a script that is not ours")
		}
	}
	if isControl(n) {
		f.controls = append(f.controls, attribute(n, "id"))
	}
}

func isControl(n *html.Node) bool {
	switch n.Data {
	case "input":
		return attribute(n, "type") != "hidden"
	case "select", "textarea":
		return true
	}
	return false
}

func (f *facts) labelled(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "label" {
			return true
		}
	}
	return attribute(n, "aria-label") != "" || slices.Contains(f.labels, attribute(n, "id"))
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
