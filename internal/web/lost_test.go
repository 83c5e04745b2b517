package web_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/verify"
	"preau/internal/web"
)

// A relay stands before PostgreSQL, so that it can go away and come back, be slow, or
// answer nothing while it is held.
type relay struct {
	held  sync.RWMutex
	delay atomic.Int64 // in nanoseconds, of each message

	t          *testing.T
	folder, to string
	listener   net.Listener
	mutex      sync.Mutex
	open       []net.Conn
}

const socket = ".s.PGSQL.5432"

// relayed is the address of a database as it is reached by a relay.
func relayed(t *testing.T, address string) (string, *relay) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{t: t, to: filepath.Join(u.Query().Get("host"), socket)}
	if r.folder, err = os.MkdirTemp("", "relay-"); err != nil { // a socket's name is short
		t.Fatal(err)
	}
	t.Cleanup(func() { r.cut(); os.RemoveAll(r.folder) })
	r.mend()
	query := u.Query()
	query.Set("host", r.folder)
	u.RawQuery = query.Encode()
	return u.String(), r
}

// mend is the server that starts.
func (r *relay) mend() {
	listener, err := net.Listen("unix", filepath.Join(r.folder, socket))
	if err != nil {
		r.t.Fatal(err)
	}
	r.listener = listener
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("unix", r.to)
			if err != nil {
				from.Close()
				continue
			}
			r.mutex.Lock()
			r.open = append(r.open, from, to)
			r.mutex.Unlock()
			go r.pass(to, from)
			go r.pass(from, to)
		}
	}()
}

func (r *relay) pass(to, from net.Conn) {
	defer to.Close()
	message := make([]byte, 32<<10)
	for {
		n, err := from.Read(message)
		time.Sleep(time.Duration(r.delay.Load()))
		r.held.RLock()
		_, wrong := to.Write(message[:n])
		r.held.RUnlock()
		if err != nil || wrong != nil {
			return
		}
	}
}

// cut is the server that stops: nobody gets in, and those who were are out.
func (r *relay) cut() {
	r.listener.Close()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, connection := range r.open {
		connection.Close()
	}
	r.open = nil
}

// section is a page of the draft, with a question that types answers.
const section = "/projets/" + draft + "/fiche/annexe-3/reseau"

func (v *visitor) types(text string) *answer {
	return v.post(section, url.Values{"network": {text}, "version-network": {"1073741824"}})
}

// PostgreSQL stops under the program, which says so, and starts again: nobody has
// to do anything, and those who were signed in still are.
func TestPostgresStopsAndStarts(t *testing.T) {
	address, r := relayed(t, examples.Postgres(t))
	s := serve(t, migrated.Open(t, address), web.Config{})
	lead := s.as(string(access.SchoolLead))
	for turn := range 2 {
		r.cut()
		failedWith(t, "GET /accueil", lead.get("/accueil"), http.StatusInternalServerError)
		failedWith(t, "POST "+section, lead.types("Perdu"), http.StatusInternalServerError)
		if a := lead.get("/sante"); a.Code != http.StatusServiceUnavailable || strings.Contains(a.body(), "sql") {
			t.Errorf("GET /sante without PostgreSQL: got %d %s, want 503 and nothing more", a.Code, a.body())
		}
		r.mend()
		if a := lead.get("/accueil"); a.Code != http.StatusOK {
			t.Errorf("GET /accueil, turn %d, once PostgreSQL is there: got %d, want 200", turn, a.Code)
		}
		if a := lead.types("Gardé"); a.Code >= 400 {
			t.Errorf("POST %s, turn %d, once PostgreSQL is there: got %d, want it done", section, turn, a.Code)
		}
		if body := lead.get(section).body(); strings.Contains(body, "Perdu") || !strings.Contains(body, "Gardé") {
			t.Errorf("GET %s, turn %d: want what was typed once PostgreSQL was there, and nothing of before", section, turn)
		}
		if a := lead.get("/sante"); a.Code != http.StatusOK {
			t.Errorf("GET /sante, turn %d, once PostgreSQL is there: got %d, want 200", turn, a.Code)
		}
	}
}

// What keeps PostgreSQL's data is slow, then answers nothing: what is slow is waited
// for; what does not come is a page that says so; and once it answers again, all goes on.
func TestAPostgresThatIsSlow(t *testing.T) {
	address, r := relayed(t, examples.Postgres(t))
	s := serve(t, migrated.Open(t, address), web.Config{})
	lead := s.as(string(access.SchoolLead))
	r.delay.Store(int64(5 * time.Millisecond))
	if a := lead.get("/accueil"); a.Code != http.StatusOK {
		t.Errorf("GET /accueil, slowly: got %d, want 200", a.Code)
	}
	if a := lead.types("Lentement gardé"); a.Code >= 400 {
		t.Errorf("POST %s, slowly: got %d, want it done", section, a.Code)
	}
	r.delay.Store(0)
	patience := s.Site.Patience
	s.Site.Patience = 100 * time.Millisecond
	r.held.Lock()
	late(t, "GET /accueil", lead.get("/accueil"))
	late(t, "POST "+section, lead.types("Perdu"))
	if a := lead.get("/sante"); a.Code != http.StatusServiceUnavailable {
		t.Errorf("GET /sante without an answer: got %d, want 503", a.Code)
	}
	r.held.Unlock()
	s.Site.Patience = patience
	if a := lead.get(section); a.Code != http.StatusOK || strings.Contains(a.body(), "Perdu") || !strings.Contains(a.body(), "Lentement gardé") {
		t.Errorf("GET %s once PostgreSQL answers: got %d, want 200 and what was kept", section, a.Code)
	}
	if a := lead.types("Gardé"); a.Code >= 400 {
		t.Errorf("POST %s once PostgreSQL answers: got %d, want it done", section, a.Code)
	}
}

// late checks the page that says that a page does not come.
func late(t *testing.T, name string, a *answer) {
	t.Helper()
	failedWith(t, name, a, http.StatusServiceUnavailable)
	if !strings.Contains(a.body(), "Préau met trop de temps à répondre") || strings.Count(a.body(), "</html>") != 1 {
		t.Errorf("%s: want the page that says that it does not come, once:\n%s", name, a.body())
	}
}

// Another program keeps the SQLite file: what is read still is; what is written waits for
// its turn, or is a page that says that it has not come.
func TestAFileThatAnotherKeeps(t *testing.T) {
	address := examples.SQLite(t)
	s := serve(t, migrated.Open(t, address), web.Config{})
	lead := s.as(string(access.SchoolLead))
	waits := func(milliseconds int) {
		if err := s.db.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(fmt.Sprint("PRAGMA busy_timeout = ", milliseconds))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	waits(100)
	other, kept, lets, ended := migrated.Open(t, address), make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		ended <- other.Write(t.Context(), func(*db.Tx) error { close(kept); <-lets; return nil })
	}()
	<-kept
	withdrawn := func() *answer {
		return lead.post("/projets/"+draft+"/retirer", url.Values{"motif": {"Trop peu de parents."}})
	}
	late(t, "POST retirer", withdrawn())
	if a := lead.get("/projets/" + draft); a.Code != http.StatusOK || strings.Contains(a.body(), "Retiré") {
		t.Errorf("GET of the file while another writes: got %d, want it as it was", a.Code)
	}
	go func() { time.Sleep(300 * time.Millisecond); close(lets) }()
	for a := withdrawn(); a.Code != http.StatusSeeOther; a = withdrawn() { // its turn comes
		late(t, "POST retirer", a)
	}
	if err := <-ended; err != nil {
		t.Errorf("the other program: %v", err)
	}
}

// A connection that is lost while the transaction is being committed leaves in doubt
// whether it was: the page does not say that nothing changed.
func TestAConnectionLostAtTheCommit(t *testing.T) {
	address, r := relayed(t, examples.Postgres(t))
	s := serve(t, migrated.Open(t, address), web.Config{})
	err := s.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE journal_head SET seq = seq")
		r.cut()
		return err
	})
	if !db.Uncertain(err) {
		t.Errorf("a commit without its answer: got %v, want it uncertain", err)
	}
	if refused := errors.New("other"); db.Uncertain(refused) {
		t.Errorf("Uncertain(%v): got true, want false", refused)
	}
}

// The machine's clock is moved back by a day: the site still serves, what was done
// stays, and all that is kept holds. See db.KeepOrder for a program that starts then.
func TestAClockThatIsMovedBack(t *testing.T) {
	now := machine.Add(24 * time.Hour)
	clock := func() civil.Instant { return now }
	before := newSite(t)
	s := serve(t, before.db, web.Config{Clock: clock})
	lead := s.as(string(access.SchoolLead))
	if a := lead.post("/projets/"+draft+"/retirer", url.Values{"motif": {"Trop peu de parents."}}); a.Code != http.StatusSeeOther {
		t.Fatalf("POST retirer: got %d, want 303", a.Code)
	}
	now = machine
	s = serve(t, before.db, web.Config{Clock: clock})
	lead = s.as(string(access.SchoolLead))
	if a := lead.get("/projets/" + draft); a.Code != http.StatusOK || !strings.Contains(a.body(), "Retiré") {
		t.Errorf("GET of the file on the day before: got %d, want it withdrawn", a.Code)
	}
	if a := lead.get("/sante"); a.Code != http.StatusOK {
		t.Errorf("GET /sante: got %d, want 200", a.Code)
	}
	if err := s.db.Read(t.Context(), func(tx *db.Tx) error {
		faults, err := verify.All(tx)
		if len(faults) > 0 {
			t.Errorf("after the clock was moved back: %q", faults)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
