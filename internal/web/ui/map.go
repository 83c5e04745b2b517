package ui

import (
	"context"
	"io"
	"slices"

	"preau/internal/web/static"
)

// Map is a map of the departments, each shaded by a step, from the lightest, and the legend. It is for the eye: it is
// announced as one image, and a table beside it says the same. Its shades keep their order in grey and on paper.
type Map struct {
	ID    string
	Title string   // « Projets reçus, par département »
	Table string   // id of the table that says the same
	Steps []string // what each step means: « aucun », « moins de la moitié »… five at most
	Other string   // what the departments that are in none of Areas are: « hors de la campagne »
	Areas []Area
}

// Area is a department, and what a mouse held over it says.
type Area struct {
	Code string // "93", "2A"
	Step int    // from 0
	Text string // « Seine-Saint-Denis : 12 reçus sur 15 »
}

func (m Map) Render(ctx context.Context, w io.Writer) error { return m.view().Render(ctx, w) }

// The windows on the drawing: all of it, and the departments around Paris, which are too small there.
const (
	wholeMap  = "0 0 613 585"
	parisMap  = "272 117 94 76"
	parisName = "Île-de-France, agrandie"
)

// mainland are the departments that the drawing has.
var mainland = func() (codes []string) {
	for n := 1; n <= 95; n++ {
		if n == 20 {
			codes = append(codes, "2A", "2B")
			continue
		}
		codes = append(codes, string([]byte{byte('0' + n/10), byte('0' + n%10)}))
	}
	return codes
}()

// paris are the departments of Île-de-France.
var paris = []string{"75", "77", "78", "91", "92", "93", "94", "95"}

// shape is where the outline of a department is.
func shape(code string) string { return static.URL("dist/departments.svg") + "#d" + code }

func (m Map) area(code string) (Area, bool) {
	i := slices.IndexFunc(m.Areas, func(a Area) bool { return a.Code == code })
	if i < 0 {
		return Area{}, false
	}
	return m.Areas[i], true
}

// away are the areas that the drawing does not have: those overseas.
func (m Map) away() (some []Area) {
	for _, a := range m.Areas {
		if !slices.Contains(mainland, a.Code) {
			some = append(some, a)
		}
	}
	return some
}

func (m Map) class(a Area) string {
	return "preau-map__area preau-map__area--" + string('0'+rune(min(a.Step, 4)))
}
