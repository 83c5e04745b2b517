package entry

import (
	"net/url"
	"strings"
	"testing"
)

// Wherever a link says that one was going, one stays on this site, and in one header.
func FuzzSafeBack(f *testing.F) {
	for _, to := range []string{"/projets?etat=draft", "//ailleurs.example", `/\ailleurs.example`, "/\t/ailleurs.example", "javascript:alert(1)", "/a\r\nSet-Cookie: a=b", "/.//ailleurs.example", "/%2f/ailleurs.example", "\x00//a", "/:80", "/?//a", strings.Repeat("/", 5000)} {
		f.Add(to)
	}
	here, err := url.Parse("https://preau.example/connexion")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to string) {
		got := safeBack(to)
		if strings.ContainsAny(got, "\\\r\n\t") || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || len(got) > maxBack {
			t.Errorf("safeBack(%q) = %q", to, got)
		}
		if there, err := here.Parse(got); err == nil && (there.Host != here.Host || there.Scheme != here.Scheme) {
			t.Errorf("safeBack(%q) = %q, which leads to %s", to, got, there)
		}
	})
}
