package ui

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// Curve is how many of what is expected have come, day after day, up to today, with the day it is due. It is for the
// eye: it is announced as one image that says where it ends, and the days are listed under it.
type Curve struct {
	Title string // « Reçus, jour après jour »
	Words string // where it is: « 89 sur 100 au lundi 21 septembre 2009 »
	First string // the first of the days drawn, and the last, in words
	Last  string
	Span  int   // how many days are drawn
	Today int   // their rank, from 0
	Limit int   // -1: there is none
	Of    int64 // expected in all
	Days  []CurveDay
}

// CurveDay is how many came on a day; those on which nothing came are left out.
type CurveDay struct {
	At    int    // its rank among the days drawn, from 0
	Day   string // in words
	Count int64
	Sum   int64 // with all that came before
}

func (c Curve) Render(ctx context.Context, w io.Writer) error { return c.view().Render(ctx, w) }

// The drawing, in its own units.
const (
	curveSide = 600
	curveRise = 180
)

// x is where a day ends.
func (c Curve) x(at int) int { return curveSide * (at + 1) / max(c.Span, 1) }

func (c Curve) y(count int64) int { return curveRise - int(count*curveRise/max(c.Of, 1)) }

// line climbs on each day by what came, and goes on until today.
func (c Curve) line() string {
	var path strings.Builder
	fmt.Fprintf(&path, "M0 %d", curveRise)
	for _, d := range c.Days {
		fmt.Fprintf(&path, "H%dV%d", c.x(d.At), c.y(d.Sum))
	}
	fmt.Fprintf(&path, "H%d", c.x(c.Today))
	return path.String()
}

func (c Curve) table() Table {
	t := Table{ID: "jours", Caption: c.Title, CaptionHidden: true, Dense: true, Columns: []Column{{Label: "Jour"}, {Label: "Reçus ce jour", Figures: true}, {Label: "En tout", Figures: true}}}
	for _, d := range c.Days {
		t.Rows = append(t.Rows, Row{Cells: figures(d.Day, fmt.Sprint(d.Count), fmt.Sprint(d.Sum))})
	}
	return t
}
