package access

import (
	"context"
	"errors"
	"testing"
	"time"
)

// So many hashes are computed at once; who waits too long is told so, and who has
// left is not waited for.
func TestHashesTakeTurns(t *testing.T) {
	h := newHasher(Cost{Memory: 8, Passes: 1, Threads: 1})
	h.patience = time.Millisecond
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	if _, err := h.matches(t.Context(), "un mot de passe", ""); !errors.Is(err, ErrBusy) {
		t.Errorf("matches when all are taken: got %v, want ErrBusy", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := h.hash(gone, "un mot de passe"); !errors.Is(err, context.Canceled) {
		t.Errorf("hash for who has left: got %v, want Canceled", err)
	}
	<-h.slots
	if is, err := h.matches(t.Context(), "un mot de passe", ""); is || err != nil {
		t.Errorf("matches of nobody's hash: got %v, %v, want false", is, err)
	}
	hash, err := h.hash(t.Context(), "un mot de passe")
	if err != nil {
		t.Fatal(err)
	}
	if is, err := h.matches(t.Context(), "un mot de passe", hash); !is || err != nil {
		t.Errorf("matches of its own hash: got %v, %v, want true", is, err)
	}
}

func TestWeakPassword(t *testing.T) {
	const short, long, guessed = "Choisissez un mot de passe d’au moins 12 caractères.", "Ce mot de passe est trop long", "Ce mot de passe se devine trop facilement"
	for password, want := range map[string]string{
		"":                       short,
		"onze signes":            short,
		"éèàùçôîûâêë":            short, // eleven, in more bytes
		"girafe velours tambour": "",
		"éèàùçôîûâêëï":           "",
		"kV8#mq2!xL9z":           "",
		"le chat boit du lait":   "",
		"Écoutez la mer à marée": "",
		"мой дядя самых честных": "",
		"密码很长很难猜到吗也许是的":          "",
		"aaaaaaaaaaaaaaa":        guessed,
		"abababababababab":       guessed,
		"azertyazertyazerty":     guessed,
		"azertyuiopqsdfgh":       guessed,
		"123456789012345":        guessed,
		"987654321098":           guessed,
		"abcdefghijklmnop":       guessed,
		"motdepasse2009":         guessed,
		"M0td3p@ssemotdepasse":   guessed,
		"MotDePasse123!":         guessed,
		"Bonjour-Bonjour-1":      guessed,
		"principal-courbet":      guessed,
		"Marc.Lenoir.2009":       guessed,
		"LENOIRlenoir2009!":      guessed,
		"lenoir@ac-creteil":      guessed,
		"préau-école-2009":       guessed,
		"Septembre2009!!":        guessed,
		"            ":           guessed,
	} {
		got := WeakPassword(password, "principal-courbet", "Marc Lenoir", "principal-courbet@ac-creteil.fr")
		if want == "" && got != "" || want != "" && (len(got) < len(want) || got[:len(want)] != want) {
			t.Errorf("WeakPassword(%q) = %q, want %q", password, got, want)
		}
	}
	for _, c := range []struct {
		n    int
		want bool
	}{{128, false}, {129, true}, {1 << 20, true}} {
		text := make([]rune, c.n)
		for i := range text {
			text[i] = rune('а' + i*7%32)
		}
		if got := WeakPassword(string(text)); (len(got) > len(long) && got[:len(long)] == long) != c.want {
			t.Errorf("WeakPassword of %d characters = %q, too long: want %v", c.n, got, c.want)
		}
	}
}
