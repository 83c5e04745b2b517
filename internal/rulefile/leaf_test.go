package rulefile

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const written = `# en tête
hours = { value = 120, law = "§2.2" } # au moins
departments = { law = "annexe 1", value = [
  "13", # les Bouches-du-Rhône
  "2A" , ] }
[text]
title = 'Circulaire'   # le titre
date = 2009-07-28

[[milestone]]
key = "sending"
label = "Envoi"
date=2009-09-30

# le second
[[milestone]]
key = "other"
label = """Autre"""
`

func TestLeaves(t *testing.T) {
	leaves, faults := Leaves("f.toml", []byte(written), ByKey)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var got []string
	for _, leaf := range leaves {
		got = append(got, leaf.Path+" "+leaf.Name+" = "+leaf.Text+" "+string(leaf.Kind))
	}
	want := []string{
		"hours.value hours.value = 120 number", "hours.law hours.law = §2.2 text",
		"departments.law departments.law = annexe 1 text", "departments.value departments.value = 13, 2A list",
		"text.title text.title = Circulaire text", "text.date text.date = 2009-07-28 day",
		"milestone[1].key milestone[sending].key = sending text", "milestone[1].label milestone[sending].label = Envoi text",
		"milestone[1].date milestone[sending].date = 2009-09-30 day",
		"milestone[2].key milestone[other].key = other text", "milestone[2].label milestone[other].label = Autre text",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Leaves: -want +got\n%s", diff)
	}
}

func TestReplaceTouchesOneValue(t *testing.T) {
	tests := []struct{ path, value, old, new string }{
		{"hours.value", "60", "value = 120,", "value = 60,"},
		{"hours.law", `"choix"`, `law = "§2.2" } # au moins`, `law = "choix" } # au moins`},
		{"departments.value", `["57"]`, "[\n  \"13\", # les Bouches-du-Rhône\n  \"2A\" , ] }", `["57"] }`},
		{"text.title", `"Autre"`, "'Circulaire'   # le titre", `"Autre"   # le titre`},
		{"milestone[1].date", "2010-09-30", "date=2009-09-30", "date=2010-09-30"},
		{"milestone[2].label", `"Fin"`, `"""Autre"""`, `"Fin"`},
	}
	for _, bom := range []string{"", "\ufeff"} {
		for _, test := range tests {
			got, err := Replace([]byte(bom+written), test.path, test.value)
			if want := strings.Replace(written, test.old, test.new, 1); string(got) != want || err != nil {
				t.Errorf("Replace(%q): %v\n%s", test.path, err, cmp.Diff(want, string(got)))
			}
		}
	}
}

func TestNothingIsReplacedWhereNothingIs(t *testing.T) {
	for _, path := range []string{"", "hour", "hours.values", "milestone", "milestone[0].key", "milestone[3].key", "milestone[x]", "milestone[1", "hours.value.x", "text.title[1]"} {
		got, err := Replace([]byte(written), path, "1")
		var missing ErrNoSuchValue
		if !errors.As(err, &missing) || got != nil {
			t.Errorf("Replace(%q) = %q, %v, want ErrNoSuchValue", path, got, err)
		}
	}
	if _, err := Replace([]byte("a = [\n"), "a", "1"); err == nil {
		t.Error("Replace in what is no TOML: no error")
	}
}

func TestRemoveTakesOneTable(t *testing.T) {
	got, err := Remove([]byte(written), "milestone[1]")
	_, rest, _ := strings.Cut(written, "date=2009-09-30\n\n")
	before, _, _ := strings.Cut(written, "[[milestone]]")
	if want := before + rest; string(got) != want || err != nil {
		t.Errorf("Remove(milestone[1]): %v\n%s", err, cmp.Diff(want, string(got)))
	}
	for _, path := range []string{"milestone", "milestone[3]", "hours", "text.title"} {
		if _, err := Remove([]byte(written), path); err == nil {
			t.Errorf("Remove(%q): no error", path)
		}
	}
}

// A text is always read back as it was quoted: nothing in it ends the value.
func TestQuotedTextIsReadBack(t *testing.T) {
	read := func(text string) string {
		content, err := Replace([]byte(written), "text.title", Quote(text))
		if err != nil {
			t.Fatal(err)
		}
		leaves, faults := Leaves("f.toml", content, ByKey)
		if len(faults) > 0 || len(leaves) != 11 {
			t.Fatalf("Leaves after Replace with %q: %d values, %v", text, len(leaves), faults)
		}
		return leaves[4].Text
	}
	for _, text := range []string{"", `"`, `\`, "a\nb", "]\n[[x]]\n", `" # `, "\u202eéxÉ\u200f", "🎒👩‍👧", "'''", `"""`, "\u0000\u007f\t"} {
		if got := read(text); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if text := rapid.String().Draw(t, "text"); read(text) != text {
			t.Errorf("%q is not read back", text)
		}
	})
}

func TestQuoteList(t *testing.T) {
	tests := []struct {
		items []string
		want  string
	}{
		{nil, "[]"}, {[]string{"13", `2"A`}, `["13", "2\"A"]`},
		{strings.Split("1 2 3 4 5 6 7 8 9", " "), "[\n  \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\",\n  \"9\"\n]"},
	}
	for _, test := range tests {
		if got := QuoteList(test.items); got != test.want {
			t.Errorf("QuoteList(%q) = %s, want %s", test.items, got, test.want)
		}
	}
}
