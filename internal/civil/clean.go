package civil

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CleanLine makes one line of what came in: composed (NFC), without control
// characters or anything invisible, every run of white space one ordinary space,
// none at the ends. A line of invisible characters is "".
func CleanLine(text string) string {
	if isClean(text) {
		return text
	}
	return strings.Join(strings.Fields(composed(text)), " ")
}

// isClean tells, of most lines and fast, that nothing is to be done: the letters
// of Western Europe, composed as they are, and single spaces between them.
func isClean(text string) bool {
	before := ' '
	for _, r := range text {
		plain := r > ' ' && r < 0x7f || r > 0xa0 && r < 0x300 && r != 0xad
		if !plain && (r != ' ' || before == ' ') {
			return false
		}
		before = r
	}
	return before != ' ' || text == ""
}

// CleanText is CleanLine for text of several lines: lines end with LF whatever
// the machine they came from, other white space is kept, a tab becomes a space,
// and only the ends of the whole text are trimmed.
func CleanText(text string) string {
	return strings.TrimSpace(lineEnds.Replace(composed(text)))
}

var lineEnds = strings.NewReplacer(
	"\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ")

// Capital is a text with its first letter in capital: what was written for the middle
// of a sentence begins one.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// composed is NFC without what cannot be seen. What is not UTF-8 shows as U+FFFD:
// PostgreSQL would refuse it. Composing again joins what a removed character
// kept apart.
func composed(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
	return norm.NFC.String(visible(text))
}

// No language stacks more marks on a letter; those who do mean to cover the page.
const marksOnALetter = 8

// visible drops control and invisible characters, and marks beyond measure.
func visible(text string) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
			return r
		}
		marks++
		if marks > marksOnALetter {
			return -1
		}
		return r
	}, text)
}

// invisible tells what a reader cannot see but a comparison would: controls,
// marks and overrides of direction, zero-width characters, the byte order mark,
// soft hyphens, fillers, variation selectors. White space is not among them, nor
// the signs that Arabic numbers wear.
func invisible(r rune) bool {
	switch {
	case unicode.IsSpace(r), unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	case unicode.IsControl(r):
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
