package entry

import (
	"preau/internal/access"
	"preau/internal/web/ui"
)

func roleOptions(roles []access.Role) []ui.Option {
	var options []ui.Option
	for _, role := range roles {
		options = append(options, ui.Option{Value: string(role), Label: role.Label()})
	}
	return options
}
