package document

import (
	"strings"
	"unicode"

	"preau/internal/civil"
)

// missingGlyph stands, visibly, for what the font cannot write.
const missingGlyph = '□'

// drawn is what a PDF may hold: the Latin, Greek and Cyrillic of Liberation Sans
// with its punctuation and signs. Its Hebrew is left out, for we write left to
// right only. A test compares this with the two fonts.
var drawn = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0020, 0x007E, 1}, // ASCII
		{0x00A0, 0x036F, 1}, // Latin with accents, phonetics, marks to combine
		{0x0384, 0x038A, 1}, // Greek
		{0x038C, 0x038C, 1},
		{0x038E, 0x03A1, 1},
		{0x03A3, 0x03CE, 1},
		{0x03D0, 0x0513, 1}, // Cyrillic
		{0x1E00, 0x1E9B, 1}, // Vietnamese and others
		{0x1E9E, 0x1E9E, 1},
		{0x1EA0, 0x1EF9, 1},
		{0x2000, 0x200A, 1}, // spaces
		{0x2010, 0x2010, 1}, // hyphens, dashes, quotes
		{0x2012, 0x2022, 1},
		{0x2026, 0x2026, 1},
		{0x202F, 0x2030, 1}, // narrow no-break space, per mille
		{0x2032, 0x2034, 1},
		{0x2039, 0x203A, 1},
		{0x2074, 0x2078, 1},
		{0x207F, 0x2089, 1},
		{0x20A0, 0x20B5, 1}, // currencies
		{0x2116, 0x2117, 1}, // №
		{0x2122, 0x2122, 1},
		{0x2153, 0x2154, 1},
		{0x215B, 0x215E, 1},
		{0x2190, 0x2195, 1}, // arrows
		{0x2211, 0x2212, 1}, // minus
		{0x221E, 0x221E, 1},
		{0x2248, 0x2248, 1},
		{0x2260, 0x2260, 1},
		{0x2264, 0x2265, 1},
		{0x25A0, 0x25A1, 1}, // □
		{0x25CF, 0x25CF, 1},
	},
	LatinOffset: 1,
}

// drawable is text as the font can write it, cleaned like any text, with □ for
// each character it lacks: a name is never shortened in silence.
func drawable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.Is(drawn, r):
			return r
		case r == '‑':
			return '-' // our lines do not break at hyphens
		}
		return missingGlyph
	}, civil.CleanText(text))
}
