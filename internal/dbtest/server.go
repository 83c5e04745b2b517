package dbtest

import (
	"bytes"
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

//go:embed postgres.sh
var script string

// patience bounds each wait for the server: it is far above what a loaded
// machine needs, so that only a server that will never answer meets it.
const patience = time.Minute

// A Server is a PostgreSQL server of this process alone, on a new cluster in a
// temporary folder. It ends with Stop, or with the process however that ends.
// It is safe for use by many goroutines.
type Server struct {
	folder   string
	binaries string
	owner    *syscall.Credential // as whom it runs; nil: the present user

	life  io.Closer     // the server lives until this closes
	ended chan struct{} // closed once the server has ended and its folder is gone
	log   bytes.Buffer  // what the server said; to be read once ended only
	admin *sql.DB
	count atomic.Int64 // databases made so far, from which they get their names
}

// Durable are the settings of a server whose death is what is tested: what it has
// acknowledged is on the disk.
var Durable = []string{"fsync = on", "synchronous_commit = on", "full_page_writes = on"}

// Start starts a server, with settings as postgresql.conf has them, and waits until
// it answers; ctx bounds that wait and not the life of the server. A machine without
// PostgreSQL is an error that names the package to install.
//
// PostgreSQL refuses to run as root: for root, the server runs as the user
// postgres, or nobody where there is none.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	s := &Server{ended: make(chan struct{})}
	var err error
	if s.binaries, err = findBinaries(); err != nil {
		return nil, err
	}
	if err := s.launch(settings); err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	if s.admin, err = sql.Open("pgx", s.url("postgres")); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	if err := s.waitReady(ctx); err != nil {
		return nil, errors.Join(err, s.Stop(), errors.New(s.log.String()))
	}
	return s, nil
}

// launch starts the script in a session of its own, so that a Ctrl-C meant for
// the tests leaves it the time to clean up.
func (s *Server) launch(settings []string) (err error) {
	if s.owner, err = unprivileged(); err != nil {
		return err
	}
	if s.folder, err = newFolder(s.owner); err != nil {
		return err
	}
	cmd := s.command("sh", append([]string{"-c", script, "postgres.sh", s.folder, s.binaries}, settings...)...)
	cmd.Stderr = &s.log
	if s.life, err = cmd.StdinPipe(); err != nil {
		return errors.Join(err, os.RemoveAll(s.folder))
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(err, os.RemoveAll(s.folder))
	}
	go func() {
		cmd.Wait() // its status tells nothing that the log does not
		close(s.ended)
	}()
	return nil
}

// command is one that the server's user runs, in a session of its own.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: s.owner}
	return cmd
}

// Down ends every process of the server at once, as when its machine loses its
// power; Up starts it again on what it has left.
func (s *Server) Down() error {
	if err := os.WriteFile(filepath.Join(s.folder, "down"), nil, 0o644); err != nil { // the script waits for Up
		return err
	}
	return s.control("stop", "--mode=immediate")
}

// Up returns once the server has recovered, and answers.
func (s *Server) Up() error { return s.control("start", "--log="+filepath.Join(s.folder, "log")) }

func (s *Server) control(what string, options ...string) error {
	args := append([]string{what, "--pgdata=" + filepath.Join(s.folder, "data"), "--wait", "--silent"}, options...)
	if said, err := s.command(filepath.Join(s.binaries, "pg_ctl"), args...).CombinedOutput(); err != nil {
		return fmt.Errorf("pg_ctl %s: %w: %s", what, err, said)
	}
	return nil
}

// waitReady returns when the server answers, or says why it never will.
func (s *Server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := s.admin.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return errors.New("PostgreSQL ended before it answered")
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// NewDatabase makes an empty database and returns its postgres:// address.
func (s *Server) NewDatabase() (string, error) { return s.newDatabase("") }

// CopyDatabase makes a copy of the database at an address NewDatabase returned, to
// which no connection is open.
func (s *Server) CopyDatabase(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	return s.newDatabase(" TEMPLATE " + filepath.Base(u.Path) + "")
}

func (s *Server) newDatabase(from string) (string, error) {
	name := fmt.Sprintf("test_%d", s.count.Add(1))
	if err := s.exec("CREATE DATABASE " + name + from); err != nil {
		return "", err
	}
	return s.url(name), nil
}

// DropDatabase removes the database at an address NewDatabase returned, and
// closes the connections still open to it.
func (s *Server) DropDatabase(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	return s.exec("DROP DATABASE " + filepath.Base(u.Path) + " WITH (FORCE)")
}

// Stop stops the server, with all its databases, and returns once its processes
// and its folder are gone.
func (s *Server) Stop() error {
	s.life.Close()
	<-s.ended
	if s.admin != nil {
		s.admin.Close()
	}
	return os.RemoveAll(s.folder) // gone already, unless its parent kept the server's user from it
}

func (s *Server) exec(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := s.admin.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// url is the address of a database. The server listens on a socket in its
// folder and on no port, so that many servers never meet.
func (s *Server) url(database string) string {
	query := url.Values{"host": {s.folder}, "user": {"preau"}}
	return "postgres:///" + database + "?" + query.Encode()
}

// newFolder makes the folder of a server, which only its owner may enter.
func newFolder(owner *syscall.Credential) (string, error) {
	folder, err := os.MkdirTemp("", "preau-postgres-")
	if err != nil || owner == nil {
		return folder, err
	}
	return folder, os.Chown(folder, int(owner.Uid), int(owner.Gid))
}

// unprivileged is whom the server runs as: nil for the present user, unless
// that is root.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
