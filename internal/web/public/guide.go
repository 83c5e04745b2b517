package public

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"preau/docs"
	"preau/internal/access"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// A guide is a page of docs/guide: what a role does, and how.
type guide struct {
	slug  string // its file, without .md; its address below /aide
	title string
	lead  string // its first paragraph, as text
	body  string // the rest, as HTML: made here from our own files, where HTML is not let through
}

// guides are those that docs/guide/README.md links to, in its order, and are read once.
var guides = sync.OnceValue(func() []guide {
	var all []guide
	for _, slug := range linked("README.md") {
		all = append(all, readGuide(slug))
	}
	return all
})

func guideRoutes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: "/aide", Act: access.ActVisit, Handle: help, Before: true},
		{Method: "GET", Path: "/aide/{guide}", Act: access.ActVisit, Handle: showGuide, Before: true},
		{Method: "GET", Path: "/aide/images/{image}", Act: access.ActVisit, Handle: showImage, Before: true},
	}
}

// help is the first page of the help: the guides, then what everybody asks.
func help(r *page.Request) (page.Response, error) {
	var tiles []ui.Tile
	for _, g := range guides() {
		tiles = append(tiles, ui.Tile{Title: g.title, Text: g.lead, Href: "/aide/" + g.slug})
	}
	return page.OK(helpView(r.Frame("Aide"), ui.Tiles{Items: tiles}, questions)), nil
}

func showGuide(r *page.Request) (page.Response, error) {
	for _, g := range guides() {
		if g.slug == r.PathValue("guide") {
			return page.OK(guideView(r.Frame(g.title, ui.Crumb{Label: "Aide", Href: "/aide"}), g)), nil
		}
	}
	return page.Response{}, page.ErrNotFound
}

func showImage(r *page.Request) (page.Response, error) {
	name := r.PathValue("image")
	content, err := docs.FS.ReadFile("images/" + name)
	if err != nil {
		return page.Response{}, page.ErrNotFound
	}
	return page.Download(page.File{Name: name, Type: "image/png", Content: bytes.NewReader(content)}), nil
}

// readGuide panics on a file that is not there: it was built into the program.
func readGuide(slug string) guide {
	source, tree := parsed(slug + ".md")
	title := tree.FirstChild()
	lead := title.NextSibling()
	g := guide{slug: slug, title: words(title, source), lead: words(lead, source)}
	tree.RemoveChild(tree, title)
	tree.RemoveChild(tree, lead)
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			settle(n)
		}
		return ast.WalkContinue, nil
	})
	var body bytes.Buffer
	if err := goldmark.DefaultRenderer().Render(&body, source, tree); err != nil {
		panic(fmt.Sprintf("public: the guide %s: %v", slug, err))
	}
	g.body = body.String()
	return g
}

// settle gives a link or a picture its address in the program.
func settle(n ast.Node) {
	switch n := n.(type) {
	case *ast.Image:
		n.Destination = []byte("/aide/images/" + path.Base(string(n.Destination)))
		n.SetAttributeString("class", []byte("preau-guide__image"))
	case *ast.Link:
		n.Destination = []byte(addressOf(string(n.Destination)))
	}
}

// addressOf is where the program shows what a guide links to.
func addressOf(link string) string {
	switch {
	case link == "README.md":
		return "/aide"
	case strings.HasSuffix(link, ".md"):
		return "/aide/" + strings.TrimSuffix(path.Base(link), ".md")
	}
	return link
}

// linked are the guides that a file of docs/guide links to.
func linked(name string) []string {
	_, tree := parsed(name)
	var slugs []string
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if l, ok := n.(*ast.Link); ok && entering && path.Dir(string(l.Destination)) == "." {
			slugs = append(slugs, strings.TrimSuffix(string(l.Destination), ".md"))
		}
		return ast.WalkContinue, nil
	})
	return slugs
}

func parsed(name string) (source []byte, tree ast.Node) {
	source, err := docs.FS.ReadFile("guide/" + name)
	if err != nil {
		panic("public: a guide is not built in: " + err.Error())
	}
	return source, goldmark.DefaultParser().Parse(text.NewReader(source))
}

// words is a block as text.
func words(block ast.Node, source []byte) string {
	var all strings.Builder
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			all.Write(t.Segment.Value(source))
			if t.SoftLineBreak() {
				all.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return all.String()
}
