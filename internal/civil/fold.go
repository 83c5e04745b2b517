package civil

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Letters that decomposition leaves whole, as a French keyboard would type them.
var letters = map[rune]string{
	'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ς': "σ",
}

// Fold is the key by which text is searched: compatible forms taken apart (NFKD),
// accents off, lower case, œ as oe, and every punctuation mark or symbol a single
// space, so that « L’Haÿ-les-Roses » and « l hay les roses » are the same. It
// holds no %, _ or quote.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		foldRune(&b, unicode.ToLower(r))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func foldRune(b *strings.Builder, r rune) {
	switch plain, ok := letters[r]; {
	case ok:
		b.WriteString(plain)
	case invisible(r), unicode.In(r, unicode.Mn, unicode.Me): // nothing, or an accent
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.Mc, r):
		b.WriteRune(r)
	default:
		b.WriteByte(' ')
	}
}
