package document

import (
	"encoding/binary"
	"testing"
	"unicode"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
)

func TestFontsHaveAllThatIsDrawn(t *testing.T) {
	for name, font := range map[string][]byte{"regular": liberationsansregular.TTF, "bold": liberationsansbold.TTF} {
		has := charactersOf(t, font)
		for _, r16 := range drawn.R16 {
			for r := rune(r16.Lo); r <= rune(r16.Hi); r += rune(r16.Stride) {
				if unicode.IsPrint(r) && !has[r] {
					t.Errorf("%s: %U %c is drawn but not in the font", name, r, r)
				}
			}
		}
		if !has[missingGlyph] {
			t.Errorf("%s: the font lacks %c itself", name, missingGlyph)
		}
	}
}

// charactersOf reads the characters of the Basic Multilingual Plane that a
// TrueType font has: its "cmap" table, format 4.
func charactersOf(t *testing.T, font []byte) map[rune]bool {
	t.Helper()
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	cmap := 0
	for i := range u16(4) {
		if entry := 12 + 16*i; string(font[entry:entry+4]) == "cmap" {
			cmap = u32(entry + 8)
		}
	}
	has := map[rune]bool{}
	for i := range u16(cmap + 2) {
		table := cmap + u32(cmap+4+8*i+4)
		if u16(table) != 4 {
			continue
		}
		twice := u16(table + 6) // the number of segments
		ends, starts := table+14, table+16+twice
		for s := 0; s < twice; s += 2 {
			for c := u16(starts + s); c <= u16(ends+s) && c < 0xFFFF; c++ {
				delta, offset := u16(starts+twice+s), starts+2*twice+s
				glyph := c + delta
				if u16(offset) != 0 {
					glyph = u16(offset + u16(offset) + 2*(c-u16(starts+s)))
				}
				has[rune(c)] = has[rune(c)] || glyph&0xFFFF != 0
			}
		}
	}
	return has
}
