package projects

import (
	"preau/internal/access"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// StateBadge is the state of a file for a reader, for the pages of others.
func StateBadge(state workflow.State, level access.Level) ui.Badge { return badge(state, level) }
