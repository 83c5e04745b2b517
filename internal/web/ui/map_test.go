package ui_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"preau/internal/civil"
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
	day := civil.MustDate
	days := []ui.CurveDay{{Day: day("2009-09-01"), Count: 2}, {Day: day("2009-09-03"), Count: 3}}
	for _, test := range []struct {
		curve       ui.Curve
		line, words string
	}{
		{ui.Curve{First: day("2009-09-01"), Today: day("2009-09-05"), Limit: day("2009-09-10"), Of: 10, Days: days}, "M0 180H60V144H180V90H300", "5 sur 10 au samedi 5 septembre 2009, pour le jeudi 10 septembre 2009"},
		{ui.Curve{First: day("2009-09-01"), Today: day("2009-09-05"), Of: 5, Days: days}, "M0 180H120V108H360V0H600", "5 sur 5 au samedi 5 septembre 2009"},
		{ui.Curve{First: day("2009-09-05"), Today: day("2009-09-05"), Of: 0}, "M0 180H600", "0 sur 0 au samedi 5 septembre 2009"},
	} {
		got := render(t, test.curve)
		if !strings.Contains(got, `d="`+test.line+`"`) || !strings.Contains(got, test.words) {
			t.Errorf("the curve of %+v: want %s and %q in\n%s", test.curve, test.line, test.words, got)
		}
	}
}
