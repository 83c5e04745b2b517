package projects

import (
	"preau/internal/form"
	"preau/internal/web/ui"
)

func options(q form.Question) []ui.Option {
	var all []ui.Option
	for _, option := range q.Control().Options {
		all = append(all, ui.Option{Value: option.Key, Label: option.Label})
	}
	return all
}
