package page

import (
	"regexp"
	"strings"

	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// citing matches a sentence that ends with a paragraph.
var citing = regexp.MustCompile(`\((§|annexe )[^()]*\)\.?$`)

// Cited is a sentence with its paragraph of the circular, before the full stop:
// « Écrivez le motif (§6). » One that already ends with it, or has none, stays as it is.
func Cited(sentence, law string) string {
	bare, ended := strings.CutSuffix(sentence, ".")
	if law == "" || law == "choix" || citing.MatchString(sentence) {
		return sentence
	}
	text := bare + " (" + law + ")"
	if open, closes := strings.CutSuffix(bare, ")"); closes {
		text = open + ", " + law + ")"
	}
	if ended {
		text += "."
	}
	return text
}

// Reasons are those of a refusal, each beside its field.
func Reasons(refusal *workflow.Refusal) (all []ui.FieldError) {
	for _, m := range refusal.Reasons {
		all = append(all, ui.FieldError{Field: m.Field, Text: Cited(m.Sentence, m.Law)})
	}
	return all
}
