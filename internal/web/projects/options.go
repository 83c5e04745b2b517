package projects

import (
	"slices"
	"strings"

	"preau/internal/civil"
	"preau/internal/form"
	"preau/internal/territory"
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
		parts = append(parts, cents.French()+" ("+civil.Lowered(q.Shares[i].Label)+")")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Dont " + strings.Join(parts, " et ")
}

// onlyIf says, where no script hides it, when a question is to be answered.
func (p sectionPage) onlyIf(f form.Field) string {
	among := p.Section.Questions
	if f.Of != nil {
		among = f.Of.Columns
	}
	for _, q := range among {
		if q.Key == f.Question.When.Key {
			return "À remplir seulement si vous répondez «\u202f" + q.Format(f.Question.When.Is) + "\u202f» à la question «\u202f" + q.Label + "\u202f»."
		}
	}
	return ""
}

// contact is what a resource is, and whom to join about it.
func contact(r territory.Resource) string {
	return strings.Join(slices.DeleteFunc([]string{r.Kind.Label(), r.Organisation, r.Phone, r.Email}, func(s string) bool { return s == "" }), ", ")
}

func resourcesTitle(p sectionPage) string {
	return "Dispositifs et ressources du département (" + civil.FrenchCount(int64(len(p.Resources))) + ")"
}

// uncomputed is said where a figure cannot be told: the hint of the question, if
// it has one.
func uncomputed(q form.Question) string {
	if q.Hint != "" {
		return q.Hint
	}
	return "pas encore calculé"
}

// levelWord says how much a finding weighs.
func levelWord(f form.Finding) string {
	switch f.Level {
	case form.Warning:
		return "À vérifier\u202f:"
	case form.Lack:
		return "À compléter\u202f:"
	}
	return "À corriger\u202f:"
}

// awaited says how many answers a page still lacks.
func awaited(n int) string {
	return civil.Plural(int64(n), "réponse attendue", "réponses attendues") + "."
}
