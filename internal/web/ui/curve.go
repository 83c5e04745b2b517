package ui

import (
	"context"
	"fmt"
	"io"
	"strings"

	"preau/internal/civil"
)

// Curve is how many of what is expected have come, day after day, up to today, with the day it is due. It is for the
// eye: it is announced as one image that says where it ends, and the days are listed under it.
type Curve struct {
	Title string // « Projets reçus, jour après jour »
	First civil.Date
	Today civil.Date
	Limit civil.Date // zero: there is none
	Of    int64      // expected in all
	Days  []CurveDay // in order; those on which nothing came are left out
}

// CurveDay is how many came on a day.
type CurveDay struct {
	Day   civil.Date
	Count int64
}

func (c Curve) Render(ctx context.Context, w io.Writer) error { return c.view().Render(ctx, w) }

// The drawing, in its own units.
const (
	curveSide = 600
	curveRise = 180
)

func (c Curve) last() civil.Date {
	if c.Limit.After(c.Today) {
		return c.Limit
	}
	return c.Today
}

// x is where a day ends.
func (c Curve) x(day civil.Date) int {
	return curveSide * (day.Sub(c.First) + 1) / max(c.last().Sub(c.First)+1, 1)
}

func (c Curve) y(count int64) int { return curveRise - int(count*curveRise/max(c.Of, 1)) }

func (c Curve) total() (n int64) {
	for _, d := range c.Days {
		n += d.Count
	}
	return n
}

// line climbs on each day by what came, and goes on until today.
func (c Curve) line() string {
	var path strings.Builder
	fmt.Fprintf(&path, "M0 %d", curveRise)
	sum := int64(0)
	for _, d := range c.Days {
		sum += d.Count
		fmt.Fprintf(&path, "H%dV%d", c.x(d.Day), c.y(sum))
	}
	fmt.Fprintf(&path, "H%d", c.x(c.Today))
	return path.String()
}

// words says where the curve is.
func (c Curve) words() string {
	said := fmt.Sprintf("%s sur %s au %s", civil.FrenchCount(c.total()), civil.FrenchCount(c.Of), c.Today.FrenchLong())
	if !c.Limit.IsZero() {
		said += ", pour le " + c.Limit.FrenchLong()
	}
	return said
}

func (c Curve) table() Table {
	t := Table{ID: "jours", Caption: c.Title, CaptionHidden: true, Dense: true, Columns: []Column{{Label: "Jour"}, {Label: "Reçus ce jour", Figures: true}, {Label: "En tout", Figures: true}}}
	sum := int64(0)
	for _, d := range c.Days {
		sum += d.Count
		t.Rows = append(t.Rows, Row{Cells: figures(d.Day.FrenchLong(), civil.FrenchCount(d.Count), civil.FrenchCount(sum))})
	}
	return t
}
