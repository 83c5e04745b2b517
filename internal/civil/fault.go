package civil

// A Fault says, in one French sentence, why what was typed cannot be read. It is
// meant for the person who typed it: it has no technical prefix and never
// repeats the text typed. In French « erreur de saisie ».
type Fault string

// Error is the sentence itself.
func (f Fault) Error() string { return string(f) }

const (
	thinSpace = "\u202f" // between thousands, inside « »
	unitSpace = "\u00a0" // before €, h, min
)

// quote puts text between French quotation marks.
func quote(text string) string { return "«" + thinSpace + text + thinSpace + "»" }
