package projects

import (
	"strings"

	"preau/internal/civil"
	"preau/internal/form"
	"preau/internal/web/ui"
)

func options(q form.Question) []ui.Option {
	var all []ui.Option
	for _, option := range q.Control().Options {
		all = append(all, ui.Option{Value: option.Key, Label: option.Label, Hint: option.Hint})
	}
	return all
}

// shares says what an amount is parted into; "" for one that is not.
func shares(q form.Question, kept string) string {
	var parts []string
	for i, cents := range q.Shared(kept) {
		parts = append(parts, q.Shares[i].Label+"\u202f: "+cents.French())
	}
	return strings.Join(parts, " ; ")
}

// awaited says how many answers a page still lacks.
func awaited(n int) string {
	return civil.Plural(int64(n), "réponse attendue", "réponses attendues") + "."
}
