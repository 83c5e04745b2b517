package projects

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWordsChanged(t *testing.T) {
	for _, test := range []struct {
		before, after string
		gone, come    []word
	}{
		{"Une réunion par mois.", "Une réunion par trimestre.", []word{{"Une réunion par", false}, {"mois.", true}}, []word{{"Une réunion par", false}, {"trimestre.", true}}},
		{"Le mardi", "Le mardi soir, au CDI", []word{{"Le mardi", false}}, []word{{"Le mardi", false}, {"soir, au CDI", true}}},
		{"a\nb", "a\nc\nb", []word{{"a\nb", false}}, []word{{"a\n", false}, {"c\n", true}, {"b", false}}},
		{"tout", "rien", []word{{"tout", true}}, []word{{"rien", true}}},
	} {
		gone, come := wordsChanged(test.before, test.after)
		if diff := cmp.Diff(test.gone, gone); diff != "" {
			t.Errorf("wordsChanged(%q, %q), before: -want +got\n%s", test.before, test.after, diff)
		}
		if diff := cmp.Diff(test.come, come); diff != "" {
			t.Errorf("wordsChanged(%q, %q), after: -want +got\n%s", test.before, test.after, diff)
		}
	}
}

// Nothing of either text is lost, and what is not changed is the same on both sides.
func TestWordsChangedTellAll(t *testing.T) {
	text := rapid.StringMatching(`([abc]{1,2}[ \n]){0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		gone, come := wordsChanged(before, after)
		all := func(words []word, same bool) string {
			var parts []string
			for _, w := range words {
				if !same || !w.Changed {
					parts = append(parts, w.Text)
				}
			}
			return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
		}
		if got, want := all(gone, false), strings.Join(strings.Fields(before), " "); got != want {
			t.Errorf("before: got %q, want %q", got, want)
		}
		if got, want := all(come, false), strings.Join(strings.Fields(after), " "); got != want {
			t.Errorf("after: got %q, want %q", got, want)
		}
		if got, want := all(gone, true), all(come, true); got != want {
			t.Errorf("unchanged: %q before, %q after", got, want)
		}
	})
}

// A text of a size that nobody types is compared whole.
func TestWordsChangedIsBounded(t *testing.T) {
	long := strings.Repeat("mot ", mostWords+1)
	gone, come := wordsChanged(long, "mot")
	if len(gone) != 1 || !gone[0].Changed || len(come) != 1 || !come[0].Changed {
		t.Errorf("wordsChanged of %d words: got %d and %d runs, want one each, changed", mostWords+1, len(gone), len(come))
	}
}
