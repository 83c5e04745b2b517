package project

import (
	"testing"

	"preau/internal/campaign"
)

// Every check that a sheet may name is computed here, and no other.
func TestEveryCheckIsKnown(t *testing.T) {
	for name := range campaign.Checks {
		if checks[name] == nil {
			t.Errorf("nobody runs the check %s", name)
		}
	}
	for name := range checks {
		if !campaign.Checks[name] {
			t.Errorf("no sheet may name the check %s", name)
		}
	}
	for name := range figures {
		if campaign.Figures[name] == "" {
			t.Errorf("no sheet may name the figure %s", name)
		}
	}
}
