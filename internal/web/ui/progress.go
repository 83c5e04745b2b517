package ui

import (
	"context"
	"io"
	"strconv"
)

// Progress is how far a long work is. The bar is a picture of the words beside it.
type Progress struct {
	Label   string
	Unit    string // « dossiers »
	Done    int64
	Of      int64  // zero: not known yet
	Waiting string // said instead of figures
}

func (p Progress) Render(ctx context.Context, w io.Writer) error { return p.view().Render(ctx, w) }

// words are « 34 dossiers sur 200 ».
func (p Progress) words() string {
	switch {
	case p.Waiting != "":
		return p.Waiting
	case p.Of == 0:
		return "Commencé"
	}
	return strconv.FormatInt(p.Done, 10) + " " + p.Unit + " sur " + strconv.FormatInt(p.Of, 10)
}
