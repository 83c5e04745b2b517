package main

import (
	"slices"
	"strings"
	"testing"
)

func filtered(t *testing.T, css string) string {
	t.Helper()
	rules, err := parse(css)
	if err != nil {
		t.Fatalf("parse(%q): %v", css, err)
	}
	var out strings.Builder
	write(&out, filter(rules))
	return strings.TrimSpace(out.String())
}

func TestFilter(t *testing.T) {
	for _, test := range []struct{ name, css, want string }{
		{"a rule stays", "a{color:red}", "a{color:red}"},
		{"a comment goes", "/* x{ */a{color:red}", "a{color:red}"},
		{"a brace in a string ends nothing", `a::after{content:"}"}`, `a::after{content:"}"}`},
		{"the State's font faces go", "@font-face{font-family:Marianne;src:url(fonts/Marianne-Bold.woff2)}a{b:c}", "a{b:c}"},
		{"the State's font is replaced", "a{font-family:Marianne,arial,sans-serif;b:c}", `a{font-family:"Public Sans",arial,sans-serif;b:c}`},
		{"importance is kept", "a{font-family:Spectral,georgia,serif!important}", "a{font-family:georgia,serif!important}"},
		{"the emblem goes", ".fr-logo::after{b:c}.fr-logo--sm,.fr-header{d:e}", ".fr-header{d:e}"},
		{"a class that only starts alike stays", ".fr-cards-like{b:c}", ".fr-cards-like{b:c}"},
		{"a negated class stays", "a:not(.fr-card){b:c}", "a:not(.fr-card){b:c}"},
		{"the dark theme goes", ":root[data-fr-theme=dark]{--a:b}", ""},
		{"an emptied at-rule goes", "@media print{.fr-modal{b:c}}", ""},
		{"a nested rule stays", "@media print{a{b:c}}", "@media print{\na{b:c}\n}"},
		{"a statement goes", `@charset "UTF-8";a{b:c}`, "a{b:c}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := filtered(t, test.css); got != test.want {
				t.Errorf("filter(%q) = %q, want %q", test.css, got, test.want)
			}
		})
	}
}

func TestParseRefusesUnmatchedBraces(t *testing.T) {
	for _, css := range []string{"a{b:c", "a{b:c}}", "@media print{a{b:c}", "a"} {
		if rules, err := parse(css); err == nil {
			t.Errorf("parse(%q) = %v, want an error", css, rules)
		}
	}
}

func TestSplitSelectorsKeepsCommasInsideBrackets(t *testing.T) {
	got := splitSelectors("a:is(b,c), d[e='f,g']")
	if want := []string{"a:is(b,c)", "d[e='f,g']"}; !slices.Equal(got, want) {
		t.Errorf("splitSelectors = %q, want %q", got, want)
	}
}

func TestFilesLeavesDataOut(t *testing.T) {
	got := files(`a{b:url(icons/x.svg)}c{d:url("icons/x.svg");e:url(data:image/svg+xml;x)}`)
	if want := []string{"icons/x.svg"}; !slices.Equal(got, want) {
		t.Errorf("files = %q, want %q", got, want)
	}
}

func TestUnknownIconsAreNamed(t *testing.T) {
	rules, err := parse(".fr-icon-mail-line::before{a:b}")
	if err != nil {
		t.Fatal(err)
	}
	wanted := []string{"fr-icon-mail-line", "fr-icon-none"}
	got := unknownIcons(wanted, iconRules(rules, wanted))
	if want := []string{"fr-icon-none"}; !slices.Equal(got, want) {
		t.Errorf("unknownIcons = %q, want %q", got, want)
	}
}
