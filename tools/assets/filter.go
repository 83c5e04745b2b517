package main

import (
	"regexp"
	"slices"
	"strings"
)

// unusedComponents are the DSFR components that Préau leaves out, each by its class. The first is not a matter of size:
// fr-logo draws the State's emblem, which is for the State's own sites.
var unusedComponents = []string{
	"fr-logo",
	"fr-btn--bluesky", "fr-btn--briefcase", "fr-btn--facebook", "fr-btn--linkedin", "fr-btn--mastodon", "fr-btn--threads",
	"fr-btn--twitter", "fr-btn--twitter-x",
	"fr-card", "fr-connect", "fr-consent", "fr-consent-manager", "fr-content-media", "fr-display", "fr-follow", "fr-mega-menu",
	"fr-menu", "fr-modal", "fr-notice--attack", "fr-notice--cyberattack", "fr-notice--kidnapping", "fr-notice--weather-orange",
	"fr-notice--weather-purple", "fr-notice--weather-red", "fr-notice--witness", "fr-password", "fr-placement", "fr-quote",
	"fr-range", "fr-responsive-vid", "fr-segmented", "fr-share", "fr-table", "fr-tabs", "fr-toggle", "fr-tooltip",
	"fr-transcription", "fr-translate",
}

var (
	unusedClass = regexp.MustCompile(`\.(` + strings.Join(unusedComponents, "|") + `)(__|--|[^a-zA-Z0-9_-]|$)`)
	negation    = regexp.MustCompile(`:not\([^()]*\)`)
	address     = regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`)
	fontFamily  = regexp.MustCompile(`font-family:\s*["']?(Marianne|Spectral)["']?[^;}!]*`)
)

// filter keeps the rules that Préau's pages can use: no font face (Marianne is the State's), no emblem, no dark theme
// (it takes DSFR's script to choose it), no unused component; and it replaces the State's font by our own.
func filter(rules []rule) []rule {
	var kept []rule
	for _, r := range rules {
		switch {
		case strings.HasPrefix(r.prelude, "@font-face"), r.statement:
			continue
		case r.nested:
			r.inner = filter(r.inner)
			if len(r.inner) == 0 {
				continue
			}
		default:
			r.prelude = strings.Join(usedSelectors(r.prelude), ",")
			if r.prelude == "" {
				continue
			}
			r.body = freeFont(r.body)
		}
		kept = append(kept, r)
	}
	return kept
}

func usedSelectors(prelude string) []string {
	return slices.DeleteFunc(splitSelectors(prelude), func(selector string) bool {
		positive := negation.ReplaceAllString(selector, "")
		return unusedClass.MatchString(positive) ||
			strings.Contains(positive, "data-fr-theme=dark") || strings.Contains(positive, "data-fr-mourning")
	})
}

// splitSelectors cuts a list of selectors at its commas, but not at those inside brackets, as in ":is(a,b)".
func splitSelectors(prelude string) []string {
	var selectors []string
	depth, start := 0, 0
	for i, c := range prelude {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				selectors = append(selectors, strings.TrimSpace(prelude[start:i]))
				start = i + 1
			}
		}
	}
	return append(selectors, strings.TrimSpace(prelude[start:]))
}

func freeFont(body string) string {
	return fontFamily.ReplaceAllStringFunc(body, func(declaration string) string {
		if strings.Contains(declaration, "Spectral") {
			return "font-family:georgia,serif"
		}
		return `font-family:"Public Sans",arial,sans-serif`
	})
}

// iconRules keeps, of DSFR's icon classes, those named in wanted.
func iconRules(rules []rule, wanted []string) []rule {
	var kept []rule
	for _, r := range rules {
		class, _, _ := strings.Cut(strings.TrimPrefix(r.prelude, "."), ":")
		if slices.Contains(wanted, class) {
			kept = append(kept, r)
		}
	}
	return kept
}

// files returns the addresses of the files that rules ask for, each once, in order.
func files(css string) []string {
	var found []string
	for _, match := range address.FindAllStringSubmatch(css, -1) {
		if !strings.HasPrefix(match[1], "data:") {
			found = append(found, match[1])
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
