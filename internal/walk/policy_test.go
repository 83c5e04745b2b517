package walk

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"preau/internal/browsertest"
)

// injected is what a hole in a page would let in: code in the page, in an attribute and
// from another host, a style, a picture, a frame, and another address for all that follows.
const injected = `<base href="OTHER/"><script>document.title = "injected"</script><img src="data:,x" onerror="document.title = 'injected'"><script src="OTHER/a.js"></script>` +
	`<style>@import "OTHER/a.css"; h1 { display: none }</style><h2 style="background: url(OTHER/a.png)">a</h2><img src="OTHER/b.png"><iframe src="OTHER/a.html"></iframe><object data="OTHER/o"></object>`

// The policy that every page carries is obeyed by a browser: were there a hole in a page,
// nothing of what it lets in would run, and no other host would be asked for anything. The
// same page without its policy shows that all of it would have.
func TestThePolicyHoldsInABrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var asked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked.Add(1) }))
	defer other.Close()
	for _, c := range []struct {
		policy bool
		title  string
	}{{true, "Se connecter — Préau"}, {false, "injected"}} {
		asked.Store(0)
		server := httptest.NewServer(withHole(s.handler, strings.ReplaceAll(injected, "OTHER", other.URL), c.policy))
		p := browsertest.New(t)
		p.Expect("Content Security Policy")
		p.Expect("Content-Security-Policy")
		p.Expect("ERR_BLOCKED_BY_CSP")
		p.Open(server.URL+"/connexion", wide)
		if got := p.Title(); got != c.title {
			t.Errorf("a page with a hole, with its policy %v: the title is %q, want %q", c.policy, got, c.title)
		}
		if got := asked.Load(); (got > 0) == c.policy {
			t.Errorf("a page with a hole, with its policy %v: another host was asked %d times", c.policy, got)
		}
		server.Close()
	}
}

// withHole puts a text at the end of every page of a site, which keeps its headers or loses its policy.
func withHole(site http.Handler, hole string, policy bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Accept-Encoding")
		a := httptest.NewRecorder()
		site.ServeHTTP(a, r)
		for name, values := range a.Header() {
			w.Header()[name] = values
		}
		if !policy {
			w.Header().Del("Content-Security-Policy")
		}
		body := a.Body.Bytes()
		if strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
			body = bytes.Replace(body, []byte("</body>"), []byte(hole+"</body>"), 1)
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(a.Code)
		_, _ = io.Copy(w, bytes.NewReader(body))
	})
}

// The pages themselves ask for nothing that their policy forbids, with their scripts on: a
// window fails by itself on an error in its console, and a violation is one.
func TestNoPageBreaksThePolicy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.scripted(morel)
	for _, path := range []string{"/", "/aide", "/accueil", "/projets", "/projets/" + linksNumber, linksPage, "/projets/" + linksNumber + "/pieces", "/campagne/calendrier", "/ecoles", "/compte", "/nulle-part"} {
		p.goTo(path)
	}
}
