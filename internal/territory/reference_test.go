package territory_test

import (
	"testing"

	"preau/internal/territory"
)

func TestDepartmentName(t *testing.T) {
	for code, want := range map[string]string{"93": "Seine-Saint-Denis (93)", "2A": "Corse-du-Sud (2A)", "00": "00", "": ""} {
		if got := territory.DepartmentName(code); got != want {
			t.Errorf("DepartmentName(%q): got %q, want %q", code, got, want)
		}
	}
}
