package ui

import (
	"cmp"
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// Table is rows to compare. On a narrow screen each row becomes a small card whose lines repeat the headers; a table of
// figures (Scroll) stays a grid instead, and scrolls sideways, also with the keyboard.
type Table struct {
	ID            string // unique in the page
	Caption       string // what the rows are; always there for assistive tools
	CaptionHidden bool   // when a heading just above says the same
	Columns       []Column
	Rows          []Row
	Total         *Row // last row, set apart
	Scroll        bool
	Dense         bool
}

// Column is one column. The first column names its row (scope="row") and is read with each of its cells.
type Column struct {
	Label   string
	Hidden  bool   // the label is read but not shown: a column of links
	Figures bool   // to the right, digits aligned
	Href    string // sorts by this column; empty when it cannot
	Sorted  Order
}

// Order is the way a column is sorted now.
type Order string

const (
	Unsorted   Order = ""
	Ascending  Order = "ascending"
	Descending Order = "descending"
)

// Row has one cell for each column; a nil cell is blank, which is not zero.
type Row struct {
	Cells   []templ.Component
	Current bool            // marks the row one comes from
	ID      string          // takes the focus of an address that ends with it; blank: none
	More    templ.Component // what is done about the row, under it and across the table; nil: nothing
}

// PageSize is how many rows a list shows at once.
const PageSize = 20

// Pagination leads through a long list. It renders nothing when all fits in one page.
type Pagination struct {
	Page  int // from 1
	Total int // of rows
	Size  int // of a page; PageSize when zero
	Href  func(page int) string
}

// FilterTags are the ways to narrow a list, each with how many rows it leaves.
type FilterTags struct {
	Label string // « Filtrer par état »
	Tags  []FilterTag
}

// FilterTag is one way. Current is the one in force; its link should take it off, or be « Tous ».
type FilterTag struct {
	Text    string
	Count   int
	Href    string
	Current bool
}

func (t Table) Render(ctx context.Context, w io.Writer) error      { return t.view().Render(ctx, w) }
func (p Pagination) Render(ctx context.Context, w io.Writer) error { return p.view().Render(ctx, w) }
func (f FilterTags) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

func (t Table) class() string {
	return joined("preau-table", when(!t.Scroll, "preau-table--cards"), when(t.Dense, "preau-table--dense"))
}

func (t Table) captionID() string { return t.ID + "-titre" }

// column returns the i-th column, or none for a row that is too long: its surplus cells are shown without a header.
func (t Table) column(i int) Column {
	if i < len(t.Columns) {
		return t.Columns[i]
	}
	return Column{}
}

func (c Column) class() string { return when(c.Figures, "preau-figures") }

// orderWords says what the link of a header does, for those who do not see the arrow.
func (c Column) orderWords() string {
	switch c.Sorted {
	case Ascending:
		return ", tri croissant, inverser"
	case Descending:
		return ", tri décroissant, inverser"
	}
	return ", trier"
}

func (c Column) arrow() string {
	switch c.Sorted {
	case Ascending:
		return "▲"
	case Descending:
		return "▼"
	}
	return "↕"
}

func (p Pagination) size() int { return cmp.Or(p.Size, PageSize) }

func (p Pagination) last() int { return (p.Total + p.size() - 1) / p.size() }

// around lists the pages to show: the first, the last, those about the current one; 0 stands for those left out.
func (p Pagination) around() []int {
	var pages []int
	for n := 1; n <= p.last(); n++ {
		switch {
		case n == 1 || n == p.last() || (n >= p.Page-1 && n <= p.Page+1):
			pages = append(pages, n)
		case pages[len(pages)-1] != 0:
			pages = append(pages, 0)
		}
	}
	return pages
}

// words tells which rows are shown: « Lignes 21 à 40 sur 132 ».
func (p Pagination) words() string {
	from, to := (p.Page-1)*p.size()+1, min(p.Page*p.size(), p.Total)
	return "Lignes " + Number(from) + " à " + Number(to) + " sur " + Number(p.Total)
}

func pageTitle(n int) string { return "Page " + strconv.Itoa(n) }
