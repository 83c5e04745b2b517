package document

import (
	"fmt"
	"strings"

	"preau/internal/civil"
)

// An element is a part of a document as a screen reader tells it, named as in
// PDF 1.7, 14.8.4: H1, P, Table, TH…
type element struct {
	kind   string
	scope  string // of a TH: Column or Row
	spoken string // read aloud instead of what is drawn; "": what is drawn
	sign   bool   // what is drawn is no word: spoken stands for it in the text too
	parent *element
	kids   []kid
}

// A kid of an element is an element, or what a mark of a page holds.
type kid struct {
	child      *element
	page, mark int // when child is nil; pages count from 1
}

func (e *element) add(kind string) *element {
	child := &element{kind: kind, parent: e}
	e.kids = append(e.kids, kid{child: child})
	return child
}

// artifact is what only decorates: rules, backgrounds, a header drawn again.
var artifact = &element{kind: "Artifact"}

// A tagger knows in which element the pen is.
type tagger struct {
	root   *element
	at     *element     // what is drawn next belongs to it
	open   *element     // whose mark is open on the page; nil: none is
	marked [][]*element // of each page, the element that each mark belongs to
}

// within draws a part of the current element.
func (p *paper) within(kind string, draw func()) *element {
	at := p.at
	if at == artifact { // a decoration has no parts
		draw()
		return artifact
	}
	part := at.add(kind)
	p.resume(part, draw)
	return part
}

// resume draws more of an element, perhaps on another page than its beginning.
func (p *paper) resume(e *element, draw func()) {
	at := p.at
	p.at = e
	draw()
	p.at = at
}

// spell has the current element read aloud as it was written, when the font
// lacks some of its letters.
func (p *paper) spell(text string) {
	if text = civil.CleanText(text); p.at != artifact && lacks(text) {
		p.at.spoken, p.lost = text, true
	}
}

// mark opens, in what the page draws, the mark of the current element. It stays
// open until the pen draws something else.
func (p *paper) mark() {
	if p.open == p.at {
		return
	}
	p.closeMark()
	p.open = p.at
	if p.at == artifact {
		p.pdf.RawWriteStr("/Artifact BMC")
		return
	}
	page := p.pdf.PageNo()
	for len(p.marked) <= page {
		p.marked = append(p.marked, nil)
	}
	n := len(p.marked[page])
	p.marked[page] = append(p.marked[page], p.at)
	p.at.kids = append(p.at.kids, kid{page: page, mark: n})
	kind, text := p.at.kind, ""
	if p.at.sign {
		kind, text = "Span", " /ActualText <"+utf16Hex(p.at.spoken)+">"
	}
	p.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d%s>> BDC", kind, n, text))
}

// closeMark comes before any change of page.
func (p *paper) closeMark() {
	if p.open != nil {
		p.pdf.RawWriteStr("EMC")
		p.open = nil
	}
}

// lacks tells whether the font cannot write the whole text.
func lacks(text string) bool {
	return strings.Count(drawable(text), string(missingGlyph)) > strings.Count(text, string(missingGlyph))
}
