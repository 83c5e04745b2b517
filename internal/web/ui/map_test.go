package ui_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"preau/internal/web/static"
	"preau/internal/web/ui"
)

// Every department that a map draws has its outline, and those that are given no step are drawn too.
func TestAMapDrawsEveryDepartment(t *testing.T) {
	answer := httptest.NewRecorder()
	static.Handler().ServeHTTP(answer, httptest.NewRequest("GET", static.URL("dist/departments.svg"), nil))
	outlines := answer.Body.String()
	page := render(t, ui.Map{ID: "carte", Title: "Reçus", Table: "t", Steps: []string{"Aucun", "Tous"}, Areas: []ui.Area{{Code: "2A", Step: 1, Text: "Corse-du-Sud"}, {Code: "974", Text: "La Réunion"}}})
	shapes := strings.Count(page, "<use ")
	if shapes != 96+8 {
		t.Errorf("the map draws %d shapes, want the 96 departments, and the 8 of Île-de-France again", shapes)
	}
	for _, part := range strings.Split(page, "departments.svg#")[1:] {
		id, _, _ := strings.Cut(part, `"`)
		if !strings.Contains(outlines, fmt.Sprintf("<path id=%q ", id)) {
			t.Errorf("the drawing has no %s", id)
		}
	}
	for _, want := range []string{"<title>Corse-du-Sud</title><use class=\"preau-map__area preau-map__area--1\"", "Hors de la carte, La Réunion."} {
		if !strings.Contains(page, want) {
			t.Errorf("the map has no %q", want)
		}
	}
}

func TestACurveClimbsByWhatComes(t *testing.T) {
	days := []ui.CurveDay{{At: 0, Count: 2, Sum: 2}, {At: 2, Count: 3, Sum: 5}}
	for _, test := range []struct {
		curve ui.Curve
		want  string
	}{
		{ui.Curve{Span: 10, Today: 4, Limit: 9, Of: 10, Days: days}, `d="M0 180H60V144H180V90H300"></path> <path class="preau-curve__limit" d="M600 0V180"`},
		{ui.Curve{Span: 5, Today: 4, Limit: -1, Of: 5, Days: days}, `d="M0 180H120V108H360V0H600"></path> </svg>`},
		{ui.Curve{Span: 1, Today: 0, Limit: -1}, `d="M0 180H600"></path> </svg>`},
	} {
		if got := render(t, test.curve); !strings.Contains(got, test.want) {
			t.Errorf("the curve of %+v: want %s in\n%s", test.curve, test.want, got)
		}
	}
}
