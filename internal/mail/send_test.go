package mail_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/mail"
)

// A post is a real SMTP server, in the hands of the test.
type post struct {
	mu      sync.Mutex
	got     []string                   // the messages it took, as they came
	rcpt    func(address string) error // what it says of an address; nil: it takes it
	data    func(n int) (err error)    // what it says of a message, by its number; nil: it takes it
	then    func(n int)                // what it does once it has taken one
	address string
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{}
	server := smtp.NewServer(p)
	server.Domain, server.AllowInsecureAuth = "127.0.0.1", true
	server.ErrorLog = quiet{}
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = "smtp://" + socket.Addr().String()
	go server.Serve(socket) // returns when the server closes
	t.Cleanup(func() { server.Close() })
	return p
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{p, c}, nil }

func (p *post) messages() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.got...)
}

type session struct {
	post *post
	conn *smtp.Conn
}

func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.post.rcpt != nil {
		return s.post.rcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.post.mu.Lock()
	s.post.got = append(s.post.got, string(text))
	n := len(s.post.got)
	s.post.mu.Unlock()
	if s.post.data != nil {
		if err := s.post.data(n); err != nil {
			return err
		}
	}
	if s.post.then != nil {
		s.post.then(n)
		_ = s.conn.Conn().Close()
	}
	return nil
}

// A clock is set by the test.
type clock struct {
	mu  sync.Mutex
	now civil.Instant
}

func (c *clock) Now() civil.Instant {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type world struct {
	*testing.T
	db    *db.DB
	clock *clock
	post  *post
}

func eachWorld(t *testing.T, do func(w *world)) {
	migrated.Engines(t, func(t *testing.T, url string) {
		do(&world{t, migrated.Open(t, url), &clock{now: civil.Paris(2026, time.November, 25, 9, 0, 0)}, newPost(t)})
	})
}

func (w *world) sender() *mail.Sender {
	w.Helper()
	server, err := mail.NewServer(w.post.address, "preau@exemple.invalid", "https://preau.exemple.invalid")
	if err != nil {
		w.Fatal(err)
	}
	return mail.NewSender(w.db, server, w.clock.Now, func(about string) mail.Link {
		return mail.Link{Path: "/projets/" + strings.TrimPrefix(about, "project:"), Label: "Ouvrir le projet"}
	})
}

func (w *world) write(letters ...mail.Letter) {
	w.Helper()
	if err := w.db.Write(w.Context(), func(tx *db.Tx) error {
		for _, l := range letters {
			if err := mail.Post(tx, civil.Moment{Happened: w.clock.Now(), Recorded: w.clock.Now()}, l); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		w.Fatal(err)
	}
}

func letter(address string) mail.Letter {
	return mail.Letter{Person: 1, Address: address, Title: "Projet 2009-93-0042 : votre projet est retourné, à compléter",
		Body: "Bonjour,\n\nVotre projet n° 2009-93-0042 est à compléter.\nÀ transmettre avant le 5 octobre 2009 <vite>.\n", About: "project:2009-93-0042"}
}

// states counts the letters in each state.
func (w *world) states() string {
	w.Helper()
	var said []string
	if err := w.db.Read(w.Context(), func(tx *db.Tx) error {
		for _, state := range mail.States() {
			_, n, err := mail.List(tx, state, 0, 1)
			if err != nil {
				return err
			}
			if n > 0 {
				said = append(said, fmt.Sprint(n, " ", state))
			}
		}
		return nil
	}); err != nil {
		w.Fatal(err)
	}
	return strings.Join(said, ", ")
}

func (w *world) want(when, states string, messages int) {
	w.Helper()
	if got := w.states(); got != states {
		w.Errorf("%s: got %s, want %s", when, got, states)
	}
	if got := len(w.post.messages()); got != messages {
		w.Errorf("%s: the server took %d messages, want %d", when, got, messages)
	}
}

func (w *world) work(s *mail.Sender) error {
	w.Helper()
	_, err := s.Work(w.Context())
	return err
}

// A letter arrives as text and as HTML, its title whole, with the link to its place.
func TestALetterArrivesWhole(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.write(letter("lead@exemple.invalid"))
		s := w.sender()
		for range 2 { // the second time there is nothing to send
			if err := w.work(s); err != nil {
				w.Fatal(err)
			}
		}
		w.want("sent", "1 sent", 1)
		m, err := netmail.ReadMessage(strings.NewReader(w.post.messages()[0]))
		if err != nil {
			w.Fatal(err)
		}
		title, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if want := letter("").Title; title != want || err != nil {
			w.Errorf("title: got %q, %v, want %q", title, err, want)
		}
		if got := m.Header.Get("Auto-Submitted"); got != "auto-generated" {
			w.Errorf("Auto-Submitted: got %q", got)
		}
		if got := m.Header.Get("Message-ID"); !strings.HasPrefix(got, "<lettre-") || !strings.HasSuffix(got, "@exemple.invalid>") {
			w.Errorf("Message-ID: got %q, want the letter's own", got)
		}
		parts := parts(w, m)
		for kind, want := range map[string][]string{
			"text/plain": {"Votre projet n° 2009-93-0042 est à compléter.", "<vite>", "https://preau.exemple.invalid/projets/2009-93-0042"},
			"text/html":  {"Votre projet n° 2009-93-0042 est à compléter.<br>", "&lt;vite&gt;", `href="https://preau.exemple.invalid/projets/2009-93-0042"`, `lang="fr"`},
		} {
			for _, text := range want {
				if !strings.Contains(parts[kind], text) {
					w.Errorf("%s: %q is not in %s", kind, text, parts[kind])
				}
			}
		}
	})
}

func parts(w *world, m *netmail.Message) map[string]string {
	w.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		w.Fatal(err)
	}
	all := map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			w.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			w.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		all[kind] = string(text)
	}
}

// A title cannot bring a header of its own.
func TestATitleIsOneLine(t *testing.T) {
	eachWorld(t, func(w *world) {
		bad := letter("lead@exemple.invalid")
		bad.Title = "Projet\r\nBcc: tous@exemple.invalid\r\n\r\nAutre texte"
		w.write(bad)
		if err := w.work(w.sender()); err != nil {
			w.Fatal(err)
		}
		m, err := netmail.ReadMessage(strings.NewReader(w.post.messages()[0]))
		if err != nil || m.Header.Get("Bcc") != "" {
			w.Errorf("headers: %v, %v, want no Bcc", m.Header, err)
		}
	})
}

// An address that bounces is refused, and keeps nobody else waiting.
func TestAnAddressThatBounces(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.post.rcpt = func(to string) error {
			if strings.HasPrefix(to, "gone") {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user"}
			}
			return nil
		}
		w.write(letter("gone@exemple.invalid"), letter("pas une adresse"), letter("lead@exemple.invalid"))
		s := w.sender()
		if err := w.work(s); err != nil {
			w.Fatal(err)
		}
		w.want("after the bounce", "1 sent, 2 refused", 1)
	})
}

// What fails for now is tried again, later and later, then given up.
func TestAFailureIsTriedAgain(t *testing.T) {
	eachWorld(t, func(w *world) {
		refusing := true
		w.post.rcpt = func(string) error {
			if refusing {
				return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try later"}
			}
			return nil
		}
		w.write(letter("lead@exemple.invalid"))
		s := w.sender()
		must := func() {
			if err := w.work(s); err != nil {
				w.Fatal(err)
			}
		}
		must()
		w.want("after a failure", "1 waiting", 0)
		refusing = false
		must()
		w.want("before its time", "1 waiting", 0)
		w.clock.pass(-time.Hour) // the clock goes back: it waits longer, and is not lost
		must()
		w.want("with the clock moved back", "1 waiting", 0)
		w.clock.pass(time.Hour + time.Minute)
		must()
		w.want("in its time", "1 sent", 1)
		refusing = true
		w.write(letter("other@exemple.invalid"))
		for range 8 {
			must()
			w.clock.pass(5 * time.Hour)
		}
		w.want("after eight failures", "1 sent, 1 failed", 1)
	})
}

// A server that is down costs the letters nothing.
func TestAServerThatIsDown(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.write(letter("lead@exemple.invalid"))
		up := w.post.address
		w.post.address = "smtp://127.0.0.1:1"
		for range 10 {
			if err := w.work(w.sender()); err == nil {
				w.Error("Work without a server: got no error")
			}
		}
		w.want("without a server", "1 waiting", 0)
		w.post.address = up
		if err := w.work(w.sender()); err != nil {
			w.Fatal(err)
		}
		w.want("with it again", "1 sent", 1)
	})
}

// The connection lost after the message was handed over: nobody knows, and the
// letter is not sent again by itself.
func TestALetterInDoubtIsNotSentTwice(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.post.then = func(int) {}
		w.write(letter("lead@exemple.invalid"))
		if err := w.work(w.sender()); err == nil {
			w.Error("Work with the connection lost: got no error")
		}
		w.want("lost", "1 doubt", 1)
		w.post.then = nil
		w.clock.pass(24 * time.Hour)
		if err := w.work(w.sender()); err != nil {
			w.Fatal(err)
		}
		w.want("a day later", "1 doubt", 1)
	})
}

// A node killed with a letter in its hands: another puts it in doubt once the
// lease is over, and somebody decides.
func TestANodeKilledInTheMiddle(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.write(letter("lead@exemple.invalid"), letter("other@exemple.invalid"))
		if err := w.db.Write(w.Context(), func(tx *db.Tx) error { // what a claim leaves
			return tx.Change("UPDATE letter SET state = 'sending', attempts = 1, lease_until = $1 WHERE address = 'lead@exemple.invalid'", w.clock.Now().Add(5*time.Minute))
		}); err != nil {
			w.Fatal(err)
		}
		if err := w.work(w.sender()); err != nil {
			w.Fatal(err)
		}
		w.want("in its lease", "1 sending, 1 sent", 1)
		w.clock.pass(6 * time.Minute)
		if err := w.work(w.sender()); err != nil {
			w.Fatal(err)
		}
		w.want("after its lease", "1 sent, 1 doubt", 1)
		if err := w.db.Write(w.Context(), func(tx *db.Tx) error {
			stuck, _, err := mail.List(tx, mail.Doubt, 0, 1)
			if err != nil {
				return err
			}
			return mail.Again(tx, stuck[0].ID, w.clock.Now())
		}); err != nil {
			w.Fatal(err)
		}
		if err := w.work(w.sender()); err != nil {
			w.Fatal(err)
		}
		w.want("sent again by hand", "2 sent", 2)
	})
}

// Two nodes send at once: each letter leaves once.
func TestTwoNodesSendEachLetterOnce(t *testing.T) {
	eachWorld(t, func(w *world) {
		const letters = 40
		for i := range letters {
			w.write(letter(fmt.Sprintf("p%d@exemple.invalid", i)))
		}
		var wait sync.WaitGroup
		for range 3 {
			s := w.sender()
			wait.Go(func() {
				if _, err := s.Work(context.Background()); err != nil {
					w.Errorf("Work, among three at once: %v", err)
				}
			})
		}
		wait.Wait()
		w.want("three at once", fmt.Sprint(letters, " sent"), letters)
		seen := map[string]bool{}
		for _, text := range w.post.messages() {
			m, err := netmail.ReadMessage(strings.NewReader(text))
			if err != nil {
				w.Fatal(err)
			}
			if id := m.Header.Get("Message-ID"); seen[id] {
				w.Errorf("%s left twice", id)
			} else {
				seen[id] = true
			}
		}
	})
}

// A letter that waited too long tells nothing new.
func TestAnOldLetterIsKept(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.write(letter("lead@exemple.invalid"))
		w.clock.pass(73 * time.Hour)
		if err := w.work(w.sender()); err != nil {
			w.Fatal(err)
		}
		w.want("three days later", "1 kept", 0)
	})
}

func TestAWrongSettingIsRefused(t *testing.T) {
	for _, test := range []struct{ address, from, site, want string }{
		{"smtp://localhost:25", "", "https://preau.exemple.invalid", ""},
		{"smtps://a:b@localhost", "preau@exemple.invalid", "https://preau.exemple.invalid", ""},
		{"smtp+starttls://a:b@localhost:587", "", "https://preau.exemple.invalid", ""},
		{"localhost:25", "", "https://preau.exemple.invalid", "PREAU_SMTP attend"}, {"http://localhost", "", "https://preau.exemple.invalid", "PREAU_SMTP attend"},
		{"smtp://", "", "https://preau.exemple.invalid", "PREAU_SMTP attend"}, {"smtp://localhost", "", "", "PREAU_URL manque"},
		{"smtp://localhost", "pas une adresse", "https://preau.exemple.invalid", "PREAU_MAIL_FROM"}, {"smtp://localhost", "", "preau", "PREAU_URL n’est pas"},
	} {
		_, err := mail.NewServer(test.address, test.from, test.site)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), test.want)) {
			t.Errorf("NewServer(%q, %q, %q): got %v, want %q", test.address, test.from, test.site, err, test.want)
		}
	}
}
