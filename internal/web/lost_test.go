package web_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest"
	"preau/internal/verify"
	"preau/internal/web"
	"preau/internal/web/page"
)

// A relay stands before PostgreSQL, so that it can go away and come back.
type relay struct {
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
			go func() { _, _ = io.Copy(to, from); to.Close() }()
			go func() { _, _ = io.Copy(from, to); from.Close() }()
		}
	}()
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

// PostgreSQL stops under the program, which says so, and starts again: nobody has
// to do anything, and those who were signed in still are.
func TestPostgresStopsAndStarts(t *testing.T) {
	address, r := relayed(t, dbtest.Postgres(t))
	d, err := filled(t.Context(), address)
	s := serve(t, d, err, web.Config{})
	lead := s.as(string(access.SchoolLead))
	m := newMatrix(s)
	section := m.path(page.Route{Path: "/projets/{number}/fiche/{sheet}/{section}"}, m.mine)
	save := func(text string) *answer {
		return lead.post(section, url.Values{"slots": {text}, "version-slots": {"1073741824"}})
	}
	for turn := range 2 {
		r.cut()
		failedWith(t, "GET /accueil", lead.get("/accueil"), http.StatusInternalServerError)
		failedWith(t, "POST "+section, save("Perdu"), http.StatusInternalServerError)
		if a := lead.get("/sante"); a.Code != http.StatusServiceUnavailable || strings.Contains(a.body(), "sql") {
			t.Errorf("GET /sante without PostgreSQL: got %d %s, want 503 and nothing more", a.Code, a.body())
		}
		r.mend()
		if a := lead.get("/accueil"); a.Code != http.StatusOK {
			t.Errorf("GET /accueil, turn %d, once PostgreSQL is there: got %d, want 200", turn, a.Code)
		}
		if a := save("Gardé"); a.Code >= 400 {
			t.Errorf("POST %s, turn %d, once PostgreSQL is there: got %d, want it done", section, turn, a.Code)
		}
		if a := lead.get("/sante"); a.Code != http.StatusOK {
			t.Errorf("GET /sante, turn %d, once PostgreSQL is there: got %d, want 200", turn, a.Code)
		}
	}
}

// A connection that is lost while the transaction is being committed leaves in doubt
// whether it was: the page does not say that nothing changed.
func TestAConnectionLostAtTheCommit(t *testing.T) {
	address, r := relayed(t, dbtest.Postgres(t))
	d, err := filled(t.Context(), address)
	s := serve(t, d, err, web.Config{})
	err = s.db.Write(t.Context(), func(tx *db.Tx) error {
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
	s := serve(t, before.db, nil, web.Config{Clock: clock})
	lead := s.as(string(access.SchoolLead))
	if a := lead.post("/projets/"+draft+"/retirer", url.Values{"motif": {"Trop peu de parents."}}); a.Code != http.StatusSeeOther {
		t.Fatalf("POST retirer: got %d, want 303", a.Code)
	}
	now = machine
	s = serve(t, before.db, nil, web.Config{Clock: clock})
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
