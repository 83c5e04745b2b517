package civil

import (
	"regexp"
	"strings"
)

// A numeral is how a number of one kind is named when it is refused. Counts,
// amounts and durations are refused for the same reasons, each in its own words.
type numeral struct {
	missing, negative, power, letters Fault
}

// Hyphens, dashes and the minus sign, as keyboards and spreadsheets give them.
const dashes = "-‐‑‒–—−"

var (
	// 10^9, 10⁹, 1e9, 1,5E+3, 2 × 10
	powers     = regexp.MustCompile(`\^|\*|×|[⁰¹²³⁴-⁹]|\d *[eE] *[+\` + dashes + `]? *\d`)
	onlyDigits = regexp.MustCompile(`^[\d .,]+$`)
	// 1234 or 1 234
	whole = regexp.MustCompile(`^(\d+|\d{1,3}( \d{3})+)$`)
)

// fault says why text, already cleaned, cannot be a number at all; "" if it may
// be one: then it holds only digits, spaces, points and commas.
func (n numeral) fault(text string) Fault {
	switch {
	case text == "":
		return n.missing
	case powers.MatchString(text):
		return n.power
	case strings.IndexAny(text, dashes) == 0:
		return n.negative
	case !onlyDigits.MatchString(text):
		return n.letters
	}
	return ""
}

// digits takes out the separators, and the zeros in front: "" is zero.
func digits(text string) string {
	return strings.TrimLeft(strings.NewReplacer(" ", "", ".", "", ",", "").Replace(text), "0")
}
