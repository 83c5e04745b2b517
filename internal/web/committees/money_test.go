package committees

import (
	"testing"

	"preau/internal/civil"
	"preau/internal/project"
	"preau/internal/workflow"
)

// The running total goes down the ranking; what is beyond is said in words.
func TestRun(t *testing.T) {
	file := func(department string, cents civil.Cents, state workflow.State) project.Filled {
		f := project.Filled{}
		f.Department, f.AskedCents, f.State, f.Released = department, cents, state, state
		return f
	}
	held := file("94", 50, project.Refused)
	held.Released = project.Transmitted // the region does not know yet
	files := []project.Filled{file("93", 600, project.Submitted), file("94", 300, project.Discarded), file("93", 400, project.Preselected),
		file("75", 1, project.Reserve), file("94", 50, project.Withdrawn), held}
	envelope := civil.Cents(1000)
	const over, overCeiling = "au-delà de l’enveloppe\u202f: liste complémentaire", "au-delà du plafond du département\u202f: liste complémentaire"
	tests := []struct {
		name   string
		money  money
		totals []civil.Cents
		beyond []string
	}{
		{"nothing is notified", money{}, []civil.Cents{600, 600, 1000, 1001, 1001, 1051}, []string{"", "", "", "", "", ""}},
		{"to the cent", money{Envelope: &envelope}, []civil.Cents{600, 600, 1000, 1001, 1001, 1051}, []string{"", "", "", over, "", over}},
		{"a ceiling", money{Ceilings: map[string]civil.Cents{"93": 999, "75": 1}}, []civil.Cents{600, 600, 1000, 1001, 1001, 1051}, []string{"", "", overCeiling, "", "", ""}},
	}
	for _, test := range tests {
		for i, got := range test.money.run(files) {
			if got.Total != test.totals[i] || got.Beyond != test.beyond[i] {
				t.Errorf("run with %s, line %d = %d %q, want %d %q", test.name, i, got.Total, got.Beyond, test.totals[i], test.beyond[i])
			}
		}
	}
}
