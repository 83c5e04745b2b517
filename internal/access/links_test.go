package access_test

import (
	"strings"
	"testing"

	"preau/internal/access"
)

func TestATokenOpensForItsPurposeAndInstallationOnly(t *testing.T) {
	links := access.NewLinks(access.Key{1})
	token := links.Token("calendar", "42-1")
	if got, ok := links.Open("calendar", token); got != "42-1" || !ok {
		t.Errorf("Open(%q) = %q, %v, want what was signed", token, got, ok)
	}
	if strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
		t.Errorf("Token = %q, want only what an address takes as it is", token)
	}
	mac := token[strings.Index(token, "."):]
	for name, open := range map[string]func() (string, bool){
		"another purpose":      func() (string, bool) { return links.Open("invitation", token) },
		"another installation": func() (string, bool) { return access.NewLinks(access.Key{2}).Open("calendar", token) },
		"another subject":      func() (string, bool) { return links.Open("calendar", "43-1"+mac) },
		"no signature":         func() (string, bool) { return links.Open("calendar", "42-1") },
		"a blank signature":    func() (string, bool) { return links.Open("calendar", "42-1.") },
		"a cut signature":      func() (string, bool) { return links.Open("calendar", token[:len(token)-2]) },
		"nothing":              func() (string, bool) { return links.Open("calendar", "") },
	} {
		if got, ok := open(); ok || got != "" {
			t.Errorf("Open with %s = %q, %v, want a refusal", name, got, ok)
		}
	}
}

// Only what was signed opens, and as it was signed.
func FuzzOpenLink(f *testing.F) {
	links := access.NewLinks(access.Key{1})
	token := links.Token("calendar", "42-1")
	f.Add(token)
	f.Add(token + "A")
	f.Add(strings.Replace(token, ".", "..", 1))
	f.Add("." + token)
	f.Add(token + "\n")
	f.Fuzz(func(t *testing.T, sent string) {
		if subject, ok := links.Open("calendar", sent); ok && sent != links.Token("calendar", subject) || !ok && subject != "" {
			t.Errorf("Open(%q) = %q, %v", sent, subject, ok)
		}
	})
}
