package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// askScript asks the server at each letter, and says what came of it and
// whether there is a network.
const askScript = `const say = text => document.querySelector("output").textContent = text + (navigator.onLine ? " en ligne" : " hors ligne");
document.querySelector("input").oninput = event =>
	fetch("/lettre?" + event.target.value).then(() => say("Reçu " + event.target.value), () => say("Perdu " + event.target.value));`

func letters(t *testing.T) string {
	t.Helper()
	var visits atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ask.js", func(w http.ResponseWriter, r *http.Request) { answer(w, r.URL.Path, askScript) })
	mux.HandleFunc("GET /lettre", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("visite"); err != nil {
			http.SetCookie(w, &http.Cookie{Name: "visite", Value: fmt.Sprint(visits.Add(1))})
		}
		cookie, _ := r.Cookie("visite")
		answer(w, r.URL.Path, document(fmt.Sprintf(`<p>Visite %v.</p><label>Nom <input></label><output></output><script src="/ask.js"></script>`, cookie)))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestTypeIsKeyByKeyAtTheEnd(t *testing.T) {
	b := New(t)
	b.Open(letters(t), 1280)
	b.Type("Nom", "Éco")
	b.Type("Nom", "le")
	if got, want := b.Value("Nom"), "École"; got != want {
		t.Errorf("Value after Type(Éco), Type(le) = %q, want %q", got, want)
	}
	b.See("Reçu École en ligne")
}

// A network that is cut is cut for one tab, and comes back.
func TestOfflineCutsTheNetworkOfOneTab(t *testing.T) {
	home := letters(t)
	b := New(t)
	b.Open(home, 1280)
	other := b.Tab()
	other.Open(home, 1280)
	b.Offline()
	b.Type("Nom", "a")
	b.See("Perdu a hors ligne")
	other.Type("Nom", "a")
	other.See("Reçu a en ligne")
	b.Online()
	b.Type("Nom", "b")
	b.See("Reçu ab en ligne")
}

// A tab that is killed or closed leaves its cookies to the next one.
func TestATabThatEndsLeavesItsCookies(t *testing.T) {
	home := letters(t)
	for name, end := range map[string]func(*Browser){"killed": (*Browser).Kill, "closed": (*Browser).Close} {
		t.Run(name, func(t *testing.T) {
			b := New(t)
			b.Open(home, 1280)
			b.Open(home, 1280)
			visit := b.Text()
			end(b)
			again := b.Tab()
			again.Open(home, 1280)
			if got := again.Text(); got != visit {
				t.Errorf("Text() in the next tab = %q, want %q", got, visit)
			}
		})
	}
}
