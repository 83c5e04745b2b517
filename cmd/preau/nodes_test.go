package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/db"
)

// A front sends each request to the next of its nodes, in turn, and none any more to
// one that gave no answer.
type front struct {
	nodes []*node
	next  atomic.Int64
	addr  string
}

type node struct {
	*server
	served atomic.Int64
	down   atomic.Bool
	proxy  *httputil.ReverseProxy
}

func frontOf(t *testing.T, servers ...*server) *front {
	t.Helper()
	f := &front{}
	for _, s := range servers {
		n := &node{server: s}
		n.proxy = &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(&url.URL{Scheme: "http", Host: s.addr})
				r.Out.Host = r.In.Host
			},
			ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
				n.down.Store(true)
				w.WriteHeader(http.StatusBadGateway)
			},
		}
		f.nodes = append(f.nodes, n)
	}
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	f.addr = s.Listener.Addr().String()
	return f
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for range f.nodes {
		if n := f.nodes[f.next.Add(1)%int64(len(f.nodes))]; !n.down.Load() {
			n.served.Add(1)
			n.proxy.ServeHTTP(w, r)
			return
		}
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}

// Two nodes on one PostgreSQL are one Préau: whoever answers, a sign-in, an attachment,
// long work, what is told each morning and the journal are those of both. One of them is
// killed in the middle of two hundred acts: nothing that was acknowledged is lost, and the
// other goes on.
func TestTwoNodes(t *testing.T) {
	address := crowds.Postgres(t)
	all := clones(planned(t, address))
	key := filepath.Join(t.TempDir(), "preau.key")
	f := frontOf(t, serving(t, address, key), serving(t, address, key))
	clients := entered(t, f.addr)
	d := opened(t, address)
	defer d.Close()

	if n := count(t, d, "SELECT COUNT(*) FROM (SELECT person, title, body FROM letter GROUP BY person, title, body HAVING COUNT(*) > 1) AS twice"); n > 0 {
		t.Errorf("%d letters were written twice", n)
	}
	for range f.nodes {
		f.get(t, clients["region-1"], "/accueil")
	}
	f.attachment(t, clients["ecole-1"], d)
	f.pack(t, clients["region-1"], d, "first")

	var answered atomic.Int64
	together(all, func(g *gesture) {
		g.send(clients[g.login], f.addr)
		if g.acknowledged() && answered.Add(1) == acts/4 {
			f.nodes[0].Process.Kill()
		}
	})
	f.nodes[0].Process.Kill()
	<-f.nodes[0].ended
	f.nodes[0].down.Store(true) // what a front that asks /sante learns
	t.Logf("%d of %d acts acknowledged; %d and %d requests served", answered.Load(), len(all), f.nodes[0].served.Load(), f.nodes[1].served.Load())
	nothingLost(t, d, all, clients, f.addr)
	f.pack(t, clients["region-1"], d, "second")
	if n := count(t, d, "SELECT COUNT(*) FROM job WHERE state <> 'done'"); n > 0 {
		t.Errorf("%d jobs are not done", n)
	}
	for i, n := range f.nodes {
		if n.served.Load() == 0 {
			t.Errorf("node %d served nothing", i)
		}
	}
}

// get reads a page or a file that is there.
func (f *front) get(t *testing.T, client *http.Client, path string) string {
	t.Helper()
	status, body := read(t, client, f.addr, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: got %d, want 200", path, status)
	}
	return body
}

// attachment joins a file by one node and reads it by each.
func (f *front) attachment(t *testing.T, client *http.Client, d *db.DB) {
	t.Helper()
	path := "/projets/" + text(t, d, "SELECT number FROM project WHERE state = 'draft' ORDER BY number DESC LIMIT 1") + "/pieces"
	const content = "%PDF-1.4\n%%EOF\n"
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("_cle", "essai-piece")
	form.WriteField("intitule", "Délibération")
	part, err := form.CreateFormFile("fichier", "deliberation.pdf")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, content)
	form.Close()
	response, err := client.Post("http://"+f.addr+path, form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	link := regexp.MustCompile(regexp.QuoteMeta(path) + "/[0-9]+").FindString(f.get(t, client, path))
	if response.StatusCode != http.StatusSeeOther || link == "" {
		t.Fatalf("POST %s: got %d, and no link to the file", path, response.StatusCode)
	}
	for range f.nodes {
		if got := f.get(t, client, link); got != content {
			t.Errorf("GET %s: got %q, want what was joined", link, got)
		}
	}
}

// pack asks for the « dossier » of a meeting, of every node at once: one prepares it, and
// all give it.
func (f *front) pack(t *testing.T, client *http.Client, d *db.DB, key string) {
	t.Helper()
	path := "/comites/11/reunions/" + text(t, d, "SELECT MIN(m.held_on) FROM committee_meeting m JOIN committee c ON c.id = m.committee WHERE c.region = '11'") + "/dossier"
	var asked sync.WaitGroup
	for range f.nodes {
		asked.Go(func() {
			g := gesture{path: path, form: url.Values{"_cle": {"essai-dossier-" + key}}}
			if g.send(client, f.addr); g.status != http.StatusSeeOther {
				t.Errorf("POST %s: got %d, want 303", path, g.status)
			}
		})
	}
	asked.Wait()
	for waited := time.Now(); count(t, d, "SELECT COUNT(*) FROM job WHERE state IN ('waiting', 'running')") > 0; time.Sleep(50 * time.Millisecond) {
		if time.Since(waited) > 2*time.Minute {
			t.Fatal("the work has no end")
		}
	}
	if n := count(t, d, "SELECT COUNT(*) FROM job WHERE turn > 1"); n > 0 {
		t.Errorf("%d jobs were begun twice", n)
	}
	file := f.get(t, client, path+".pdf")
	if again := f.get(t, client, path+".pdf"); !strings.HasPrefix(file, "%PDF-") || again != file {
		t.Errorf("GET %s.pdf: the nodes do not give the same file", path)
	}
}

func text(t *testing.T, d *db.DB, query string) (s string) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.Get(&s, query) }); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", query, err))
	}
	return s
}
