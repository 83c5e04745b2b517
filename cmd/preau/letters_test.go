package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"preau/internal/civil"
	"preau/internal/dbtest/migrated"
)

// certificate is that of a server at 127.0.0.1, which signs for itself, and the
// file that the program is told to trust.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "certificat.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

// A taker is a real mail server: it takes letters from who gives the password,
// or, when it asks for none, from anybody.
type taker struct {
	password string
	got      chan string
}

func (b taker) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &taking{taker: b, known: b.password == ""}, nil
}

type taking struct {
	taker
	known bool
}

func (s *taking) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *taking) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.known = user == "preau" && password == s.password; !s.known {
			return errors.New("unknown")
		}
		return nil
	}), nil
}

func (s *taking) Reset()        {}
func (s *taking) Logout() error { return nil }
func (s *taking) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}
func (s *taking) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *taking) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.got <- string(text)
	return err
}

// The program hands its letters to a server in clear, one that turns to TLS and
// one that is TLS from the start, with a password; a server whose certificate is
// not trusted gets none.
func TestServeSendsLetters(t *testing.T) {
	own, trusted := certificate(t)
	for _, test := range []struct {
		scheme  string
		tls     bool
		trusted bool
	}{{"smtp://", false, false}, {"smtp+starttls://preau:c%40ch%C3%A9@", true, true}, {"smtps://preau:c%40ch%C3%A9@", true, true}, {"smtp+starttls://preau:c%40ch%C3%A9@", true, false}} {
		t.Run(test.scheme, func(t *testing.T) {
			backend := taker{got: make(chan string, 2)}
			server := smtp.NewServer(backend)
			if test.tls {
				backend.password = "c@ché"
				server = smtp.NewServer(backend)
				server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{own}}
			}
			server.Domain = "127.0.0.1"
			server.ErrorLog = silent{}
			socket, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			address := test.scheme + socket.Addr().String()
			if strings.HasPrefix(test.scheme, "smtps:") {
				socket = tls.NewListener(socket, server.TLSConfig)
			}
			go server.Serve(socket) // returns when the server closes
			t.Cleanup(func() { server.Close() })

			database := migrated.SQLite(t)
			query(t, database, func(d *sql.DB) error {
				_, err := d.Exec(`INSERT INTO letter (id, person, address, title, body, about, happened_at, recorded_at)
					VALUES (1, 1, 'ecole@exemple.invalid', 'Projet 2009-93-0042', 'Bonjour', 'project:2009-93-0042', $1, $1)`, civil.At(time.Now()).String())
				return err
			})
			c := command(t, "serve", "--addr", "127.0.0.1:0", "--db", database, "--smtp", address, "--url", "https://preau.exemple.invalid")
			if test.trusted {
				c.Env = append(c.Env, "SSL_CERT_FILE="+trusted)
			}
			log, err := c.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { c.Process.Kill() })
			logged := make(chan string, 100)
			go func() {
				for lines := bufio.NewScanner(log); lines.Scan(); {
					logged <- lines.Text()
				}
			}()
			ended := make(chan error, 1)
			go func() { ended <- c.Wait() }()
			if test.tls && !test.trusted {
				for said := ""; !strings.Contains(said, "does not answer"); {
					select {
					case said = <-logged:
					case <-time.After(30 * time.Second):
						t.Fatal("nothing is logged of a server that is not trusted")
					}
				}
				wantState(t, database, "waiting")
			} else {
				select {
				case got := <-backend.got:
					if !strings.Contains(got, "To: <ecole@exemple.invalid>") || !strings.Contains(got, " <preau@preau.exemple.invalid>") {
						t.Errorf("the letter that left: %s", got)
					}
				case err := <-ended:
					t.Fatalf("the program ended: %v", err)
				case <-time.After(30 * time.Second):
					t.Fatal("no letter left")
				}
				wantState(t, database, "sent")
			}
			if err := c.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err != nil {
				t.Errorf("end of the program: got %v, want 0", err)
			}
			if n := len(backend.got); n != 0 {
				t.Errorf("%d letters more, want none", n)
			}
		})
	}
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// wantState waits for the letter to be in a state.
func wantState(t *testing.T, database, state string) {
	t.Helper()
	var got string
	for range 200 {
		query(t, database, func(d *sql.DB) error { return d.QueryRow("SELECT state FROM letter").Scan(&got) })
		if got == state {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the letter is %s, want %s", got, state)
}
