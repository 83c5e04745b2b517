package web_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

const (
	smallPDF = "%PDF-1.4\ntrailer<<>>\n%%EOF\n"
	boundary = "limite"
)

var multipartType = http.Header{"Content-Type": {"multipart/form-data; boundary=" + boundary}}

// A part is one field or, with a name, one file of a form.
type part struct{ field, name, content string }

// multipartForm writes a form as a browser does.
func multipartForm(parts ...part) string {
	var b strings.Builder
	for _, p := range parts {
		name := ""
		if p.name != "" {
			name = `; filename="` + p.name + `"`
		}
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q%s\r\n\r\n%s\r\n", boundary, p.field, name, p.content)
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// receiver is a route that takes files of 1 kB, and says what it got.
func (s *site) receiver(limit int64) *visitor {
	v := s.visitor()
	v.handler = s.Site.Handle(page.Route{Method: "POST", Path: "/envoi", Act: access.ActVisit, Upload: limit,
		Handle: func(r *page.Request) (page.Response, error) {
			sent, err := r.Upload("fichier")
			var refusal *file.Refusal
			said := ""
			if errors.As(err, &refusal) {
				said = refusal.French()
			} else if err != nil {
				return page.Response{}, err
			} else {
				content, err := io.ReadAll(io.LimitReader(sent.Open(), 10))
				if err != nil {
					return page.Response{}, err
				}
				said = fmt.Sprintf("%s %s %d %s", sent.Name, sent.Type, sent.Size, content)
			}
			return page.OK(ui.Text(said + "|" + r.Typed("objet") + "|" + r.FormValue("q"))), nil
		}})
	return v
}

func TestUpload(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	s := newSite(t)
	v := s.receiver(1000)
	before, object := part{"objet", "", "Délibération"}, part{"objet", "", "après"}
	for _, test := range []struct {
		name   string
		body   string
		status int
		want   string
	}{
		{"a file", multipartForm(before, part{"fichier", "avis.exe", smallPDF}), 200, "avis.pdf pdf 27 %PDF-1.4\nt|Délibération|1"},
		{"a file before the fields", multipartForm(part{"fichier", "avis.pdf", smallPDF}, object), 200, "avis.pdf pdf 27 %PDF-1.4\nt|après|1"},
		{"none", multipartForm(before), 200, "Choisissez un fichier.|Délibération|1"},
		{"none chosen", multipartForm(before, part{"fichier", "", ""}), 200, "Choisissez un fichier.|Délibération|1"},
		{"an empty one", multipartForm(part{"fichier", "avis.pdf", ""}, object), 200, "Ce fichier est vide.|après|1"},
		{"one that is too large", multipartForm(part{"fichier", "avis.pdf", strings.Repeat("a", 1001)}, object), 200, "Ce fichier dépasse 1 000 octets.|après|1"},
		{"two at once", multipartForm(part{"fichier", "a.pdf", smallPDF}, part{"fichier", "b.pdf", smallPDF}, object), 200, "Envoyez un seul fichier à la fois.|après|1"},
		{"two, the first refused", multipartForm(part{"fichier", "a.pdf", ""}, part{"fichier", "b.pdf", smallPDF}), 200, "Envoyez un seul fichier à la fois.||1"},
		{"a name of somewhere else", multipartForm(part{"fichier", "../../etc/\u202epdf.exe", smallPDF}), 200, "pdf.pdf pdf 27 %PDF-1.4\nt||1"},
		{"a form that was cut", multipartForm(before, part{"fichier", "a.pdf", smallPDF})[:70], 400, "n’a pas pu lire"},
		{"a form that was cut in its file", strings.TrimSuffix(multipartForm(part{"fichier", "a.pdf", smallPDF}), "F\n\r\n--limite--\r\n"), 400, "n’a pas pu lire"},
		{"no form", "bonjour", 400, "n’a pas pu lire"},
		{"nothing", "", 400, "n’a pas pu lire"},
		{"a field that is no text", multipartForm(part{"objet", "", "a\x00"}), 400, "n’a pas pu lire"},
		{"too many fields", multipartForm(make([]part, 1001)...), 400, "n’a pas pu lire"},
		{"a field that is too long", multipartForm(part{"objet", "", strings.Repeat("a", 4<<20+1)}), 413, "dépasse 4 Mo"},
		{"a form that is too long", multipartForm(part{"fichier", "a.pdf", strings.Repeat("a", 5<<20)}), 413, "dépasse 4 Mo"},
	} {
		a := v.ask("POST", "/envoi?q=1", strings.NewReader(test.body), multipartType)
		if a.Code != test.status || !strings.Contains(a.body(), test.want) {
			t.Errorf("%s: got %d %.300s, want %d %s", test.name, a.Code, a.body(), test.status, test.want)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%s: temporary files left: %v, %v", test.name, left, err)
		}
	}
}

// A form without a file may come as any other form does.
func TestUploadOfAPlainForm(t *testing.T) {
	a := newSite(t).receiver(1000).ask("POST", "/envoi", strings.NewReader("objet=a"), formType)
	if want := "Choisissez un fichier.|a|"; a.Code != 200 || a.body() != want {
		t.Errorf("got %d %s, want 200 %s", a.Code, a.body(), want)
	}
}

// Routes that take no file do not read one.
func TestOtherRoutesTakeNoFile(t *testing.T) {
	a := newSite(t).receiver(0).ask("POST", "/envoi", strings.NewReader(multipartForm(part{"objet", "", "a"}, part{"fichier", "a.pdf", smallPDF})), multipartType)
	if want := "Choisissez un fichier.||"; a.Code != 200 || a.body() != want {
		t.Errorf("got %d %s, want 200 %s", a.Code, a.body(), want)
	}
}

// A server without room for a file says so, with a reference.
func TestUploadWithoutRoom(t *testing.T) {
	s := newSite(t)
	t.Setenv("TMPDIR", "/nowhere")
	a := s.receiver(1000).ask("POST", "/envoi", strings.NewReader(multipartForm(part{"fichier", "a.pdf", smallPDF})), multipartType)
	failedWith(t, "POST of a file", a, http.StatusServiceUnavailable)
	if !strings.Contains(a.body(), "plus de place pour recevoir un fichier") {
		t.Errorf("POST of a file: got %s", a.body())
	}
}

// largeForm is a form with a PDF of a size, made as it is read.
func largeForm(size int64) io.Reader {
	head := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"grand.pdf\"\r\n\r\n%PDF-1.4\n"
	return io.MultiReader(strings.NewReader(head), io.LimitReader(spaces{}, size-15), strings.NewReader("%%EOF\n\r\n--"+boundary+"--\r\n"))
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A file of 20 MB is received, and one of 21 refused with a sentence, in a
// memory that does not grow with them.
func TestUploadsAreStreamed(t *testing.T) {
	s := newSite(t)
	v := s.receiver(20 << 20)
	for size, want := range map[int64]string{20 << 20: "grand.pdf pdf 20971520", 21 << 20: "Ce fichier dépasse 20 Mo."} {
		r := httptest.NewRequest("POST", "/envoi", &counted{r: largeForm(size)})
		r.Header = multipartType.Clone()
		a := httptest.NewRecorder()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		v.handler.ServeHTTP(a, r)
		runtime.ReadMemStats(&after)
		if a.Code != 200 || !strings.HasPrefix(a.Body.String(), want) {
			t.Errorf("%d bytes: got %d %.200s, want %s", size, a.Code, a.Body, want)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
			t.Errorf("%d bytes: %d asked of memory, want at most 4 MB", size, got)
		}
		if read := r.Body.(*counted).read; read < size {
			t.Errorf("%d bytes: %d read", size, read)
		}
	}
}

// counted counts what is read of a body, in pieces of a network's size.
type counted struct {
	r     io.Reader
	read  int64
	piece [16 << 10]byte
}

func (c *counted) Close() error { return nil }
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(c.piece[:min(len(p), len(c.piece))])
	c.read += int64(n)
	return copy(p, c.piece[:n]), err
}

// A slow line is waited for, on routes that take files, beyond the server's own
// limit; elsewhere it is not.
func TestASlowLineIsWaitedFor(t *testing.T) {
	for limit, want := range map[int64]string{1000: "200", 0: ""} {
		s := newSite(t)
		server := httptest.NewUnstartedServer(s.receiver(limit).handler)
		server.Config.ReadTimeout, server.Config.WriteTimeout = 500*time.Millisecond, 500*time.Millisecond
		server.Start()
		line, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		body := multipartForm(part{"objet", "", strings.Repeat("a", 5000)}, part{"fichier", "a.pdf", smallPDF})
		fmt.Fprintf(line, "POST /envoi HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", multipartType.Get("Content-Type"), len(body), body[:200])
		time.Sleep(700 * time.Millisecond)
		io.WriteString(line, body[200:])
		said, _ := io.ReadAll(io.LimitReader(line, 12)) // a line that was cut says nothing
		if got := strings.TrimPrefix(string(said), "HTTP/1.1 "); want != "" && got != want {
			t.Errorf("a form in two halves, files up to %d: got %q, want %s", limit, said, want)
		}
		line.Close()
		server.Close()
	}
}

// keptFile puts a file into the database.
func (s *site) keptFile(content io.Reader, name string) (kept file.Kept) {
	s.t.Helper()
	spooled, err := file.Spool(content, name, 20<<20)
	if err != nil {
		s.t.Fatal(err)
	}
	defer spooled.Close()
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		kept, err = file.Keep(tx, moment, spooled)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return kept
}

// sender is a route that sends a kept file.
func (s *site) sender(kept file.Kept) *visitor {
	v := s.visitor()
	v.handler = s.Site.Handle(page.Route{Method: "GET", Path: "/piece", Act: access.ActVisit,
		Handle: func(r *page.Request) (page.Response, error) { return r.KeptFile(kept), nil }})
	return v
}

func TestKeptFilesAreSentSafely(t *testing.T) {
	s := newSite(t)
	kept := s.keptFile(strings.NewReader(smallPDF), "Délibération n° 3 «\u00a0école\u00a0».exe")
	v := s.sender(kept)
	for _, method := range []string{"GET", "HEAD"} {
		a := v.ask(method, "/piece", nil, nil)
		want := smallPDF
		if method == "HEAD" {
			want = ""
		}
		if a.Code != 200 || a.body() != want {
			t.Errorf("%s: got %d %q, want 200 %q", method, a.Code, a.body(), want)
		}
		for header, want := range map[string]string{
			"Content-Type": "application/pdf", "Content-Length": fmt.Sprint(len(smallPDF)), "Cache-Control": "no-store",
			"Content-Security-Policy": "sandbox",
			"Content-Disposition":     `attachment; filename="deliberation-n-3-ecole.pdf"; filename*=UTF-8''D%C3%A9lib%C3%A9ration%20n%C2%B0%203%20%C2%AB%20%C3%A9cole%20%C2%BB.pdf`,
		} {
			if got := a.Header().Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", method, header, got, want)
			}
		}
	}
	a := v.ask("GET", "/piece", nil, http.Header{"Range": {"bytes=1-3"}})
	if a.Code != http.StatusPartialContent || a.body() != "PDF" {
		t.Errorf("GET of a part: got %d %q, want 206 PDF", a.Code, a.body())
	}
}

// Names of other alphabets keep their own, and have one in ASCII beside.
func TestNamesOfOtherAlphabets(t *testing.T) {
	s := newSite(t)
	for name, want := range map[string]string{
		"справка.pdf":     `attachment; filename="fichier.pdf"; filename*=UTF-8''%D1%81%D0%BF%D1%80%D0%B0%D0%B2%D0%BA%D0%B0.pdf`,
		"a\"b\r\nc;d.pdf": `attachment; filename="a-b-c-d.pdf"; filename*=UTF-8''a%27b%20c%3Bd.pdf`,
		"🏫.pdf":           `attachment; filename="fichier.pdf"; filename*=UTF-8''%F0%9F%8F%AB.pdf`,
	} {
		a := s.sender(s.keptFile(strings.NewReader(smallPDF), name)).get("/piece")
		if got := a.Header().Get("Content-Disposition"); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

// dropped takes what is sent, and keeps nothing of it.
type dropped struct {
	header http.Header
	sent   int64
}

func (d *dropped) Header() http.Header         { return d.header }
func (d *dropped) WriteHeader(int)             {}
func (d *dropped) Write(p []byte) (int, error) { d.sent += int64(len(p)); return len(p), nil }

// A download is read chunk by chunk: one statement each, the next when the one
// before is sent.
func TestDownloadsAreStreamed(t *testing.T) {
	s := newSite(t)
	kept := s.keptFile(io.MultiReader(strings.NewReader("%PDF-"), io.LimitReader(spaces{}, 5<<20), strings.NewReader("%%EOF")), "grand.pdf")
	v, w := s.sender(kept), &dropped{header: http.Header{}}
	s.log.Reset()
	v.handler.ServeHTTP(w, httptest.NewRequest("GET", "/piece", nil))
	if w.sent != kept.Size {
		t.Errorf("sent %d bytes, want %d", w.sent, kept.Size)
	}
	if !strings.Contains(s.log.String(), `"sql":2`) { // 21 chunks and what the page asks first
		t.Errorf("log: %s, want as many statements as chunks", s.log)
	}
}
