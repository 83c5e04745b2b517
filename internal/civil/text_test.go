package civil

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// anyText draws text with more traps in it than chance would give.
func anyText() *rapid.Generator[string] {
	trap := rapid.SampledFrom([]rune("éÉœŒæßİıςΣ’'-. \t\r\n\v\u0085\u2028\u00a0\u202f\u200b\u200d\u200e\u202e\u2066\ufeff\u00ad\u034f\ufe0f\u0301\u0327\u3164\u0958\ufb2c\u212b가ﬁ①😀\x00\x1b\uFFFD"))
	return rapid.Map(rapid.SliceOf(rapid.OneOf(rapid.Rune(), trap)), func(runes []rune) string { return string(runes) })
}

func TestCapital(t *testing.T) {
	for text, want := range map[string]string{"": "", "année scolaire": "Année scolaire", "école": "École", "« non »": "« non »"} {
		if got := Capital(text); got != want {
			t.Errorf("Capital(%q): got %q, want %q", text, got, want)
		}
	}
}

func TestCleanLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"  École \t des\r\n Charmes\u00a0", "École des Charmes"},
		{"E\u0301cole", "École"},
		{"E\u200b\u0301cole", "École"},
		{"\ufeffnom", "nom"},
		{"abc\u202edef\u202c", "abcdef"},
		{"\u2066abc\u2069\u200e\u200f\u061c", "abc"},
		{"zéro\u200b\u200c\u200d\u2060", "zéro"},
		{"a\x00b\x1bc\x7f", "abc"},
		{"\u3164\u115f\u2062", ""},
		{"1\u202f234", "1 234"},
		{"ligne\u2028ligne", "ligne ligne"},
		{"mal\xffformé", "mal\ufffdformé"},
		{"👩\u200d🏫", "👩🏫"},
		{"e" + strings.Repeat("\u0301", 40), "é" + strings.Repeat("\u0301", marksOnALetter)},
		{"நன்றி مُحَمَّد", "நன்றி مُحَمَّد"},
	} {
		if got := CleanLine(c.text); got != c.want {
			t.Errorf("CleanLine(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCleanText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"\n\n un\r\ndeux\rtrois\n\nquatre \n", "un\ndeux\ntrois\n\nquatre"},
		{"un\u2028deux\u0085trois\vquatre", "un\ndeux\ntrois\nquatre"},
		{"a\tb", "a b"},
		{"«\u202foui\u202f»\u00a0!", "«\u202foui\u202f»\u00a0!"},
		{"a\x00\u200b\u202eb", "ab"},
	} {
		if got := CleanText(c.text); got != c.want {
			t.Errorf("CleanText(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCleaningTwiceIsCleaningOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		checkClean(t, "CleanLine", CleanLine, text)
		checkClean(t, "CleanText", CleanText, text)
	})
}

type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkClean says what every cleaned text is, whatever came in.
func checkClean(t failer, name string, clean func(string) string, text string) {
	t.Helper()
	got := clean(text)
	if again := clean(got); again != got {
		t.Errorf("%s(%q) = %q, then %q", name, text, got, again)
	}
	if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) || strings.TrimSpace(got) != got {
		t.Errorf("%s(%q) = %q, not valid, composed and trimmed", name, text, got)
	}
	for _, r := range got {
		if invisible(r) || unicode.IsControl(r) && r != '\n' {
			t.Errorf("%s(%q) = %q, keeps %U", name, text, got, r)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"École\r\n", "e\u200b\u0301", "\u202eabc", "\xff\x00", "👩\u200d🏫"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkClean(t, "CleanLine", CleanLine, text)
		checkClean(t, "CleanText", CleanText, text)
	})
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"  L’Haÿ-les-Roses ", "l hay les roses"},
		{"L'HAY LES ROSES", "l hay les roses"},
		{"Sœur Lætitia", "soeur laetitia"},
		{"ŒUVRE", "oeuvre"},
		{"E\u0301COLE", "ecole"},
		{"St.-Denis", "st denis"},
		{"Ağaoğlu İbrahim Yıldız", "agaoglu ibrahim yildiz"},
		{"Łukasz Đặng Søren Strauß", "lukasz dang soren strauss"},
		{"100%_", "100"},
		{"n° 3 (bis)", "n 3 bis"},
		{"ﬁn\u200b\u00ad", "fin"},
		{"1ᵉʳ", "1er"},
		{"مُحَمَّد", "محمد"},
		{"😀", ""},
	} {
		if got := Fold(c.text); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFoldingTwiceIsFoldingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkFold(t, anyText().Draw(t, "text")) })
}

func TestFoldOfOneCharacter(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		checkFold(t, string(r))
	}
}

func checkFold(t failer, text string) {
	t.Helper()
	got := Fold(text)
	if again := Fold(got); again != got {
		t.Errorf("Fold(%q) = %q, then %q", text, got, again)
	}
	if clean := Fold(CleanLine(text)); clean != got {
		t.Errorf("Fold(%q) = %q, but %q once cleaned", text, got, clean)
	}
	if strings.ContainsAny(got, "%_'’-.") {
		t.Errorf("Fold(%q) = %q, keeps punctuation", text, got)
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"L’Haÿ-les-Roses", "Œuvre", "\u3164", "İ", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkFold(t, text) })
}

func TestSortKeyIsTheAlphabet(t *testing.T) {
	want := []string{
		"", "2 rue", "Agen", "cote", "Cote", "coté", "côte", "côté", "Denis", "Elsa", "Éluard", "Émile", "Emma",
		"L’Haÿ", "odeur", "œuf", "Œuvre", "oie", "Yıldız", "Zola",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted by SortKey: %q, want %q", got, want)
	}
}

func TestSortKeyAgreesWithTheCollator(t *testing.T) {
	collator := collate.New(language.French)
	rapid.Check(t, func(t *rapid.T) {
		a, b := CleanLine(anyText().Draw(t, "a")), CleanLine(anyText().Draw(t, "b"))
		if got, want := strings.Compare(SortKey(a), SortKey(b)), collator.CompareString(a, b); got != want {
			t.Fatalf("SortKey orders %q and %q %d, the collator %d", a, b, got, want)
		}
	})
}

func TestSortKeyIsPlainText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		if got := SortKey(text); strings.Trim(got, "0123456789abcdef") != "" {
			t.Fatalf("SortKey(%q) = %q, want hexadecimal", text, got)
		}
	})
}
