package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web"
)

// A Failure is a command that did not hold.
type Failure struct {
	File    string
	Line    int
	Command string
	Got     string
}

func (f Failure) String() string {
	return fmt.Sprintf("%s:%d: %s\n\t%s", f.File, f.Line, f.Command, f.Got)
}

// Play plays a scenario against a server of its own, on a fresh example
// database at the address: a file's path, a postgres:// URL, or blank for
// anywhere. What is there already is not touched, and what was made is removed.
// It goes on after a failure, and returns them all. The error says that it could not be played.
func Play(ctx context.Context, address string, scenario Scenario) (failures []Failure, err error) {
	d, remove, err := fresh(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	return playOn(ctx, d, scenario)
}

// playOn plays on a database that holds the example.
func playOn(ctx context.Context, d *db.DB, scenario Scenario) (failures []Failure, err error) {
	s, err := newStage(ctx, d)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	for _, step := range scenario.steps {
		if ctx.Err() != nil {
			return failures, ctx.Err()
		}
		if err := errors.Join(step.do(s), s.server.Site.Jobs.Settle(ctx)); err != nil {
			failures = append(failures, Failure{scenario.File, step.line, step.text, err.Error() + s.said()})
		}
	}
	return failures, nil
}

// A stage is a server and those who visit it.
type stage struct {
	ctx      context.Context
	server   *web.Server
	listener *http.Server
	base     string
	faults   bytes.Buffer // what the server logged of its own failures
	visitors map[string]*visitor
	on       *visitor // whose turn it is
	phone    *phone
	ahead    time.Duration // how far the machine's clock is ahead of this one's
}

// newStage serves the database on a port of this machine alone: what is played
// goes through a real connection, like a browser's.
func newStage(ctx context.Context, d *db.DB) (*stage, error) {
	s := &stage{ctx: ctx, visitors: map[string]*visitor{}}
	clock := func() civil.Instant { return civil.At(time.Now().Add(s.ahead)) }
	s.phone = &phone{now: clock}
	var err error
	log := slog.New(slog.NewTextHandler(&s.faults, &slog.HandlerOptions{Level: slog.LevelError}))
	if s.server, err = web.New(ctx, web.Config{DB: d, Log: log, Clock: clock, Cost: access.Cost{Memory: 8, Passes: 1, Threads: 1}}); err != nil {
		return nil, err
	}
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.listener = &http.Server{Handler: s.server, ReadHeaderTimeout: time.Minute}
	go s.listener.Serve(socket) // returns when the stage closes
	s.base = "http://" + socket.Addr().String()
	s.on = newVisitor(s.base, s.phone)
	return s, nil
}

func (s *stage) close() error {
	for _, v := range s.visitors {
		v.client.CloseIdleConnections()
	}
	return errors.Join(s.listener.Close(), s.server.Site.Jobs.Stop())
}

// as gives the turn to a person, who signs in the first time; nobody is a new
// visitor each time.
func (s *stage) as(login string) error {
	if login == "nobody" {
		s.on = newVisitor(s.base, s.phone)
		return nil
	}
	if v, known := s.visitors[login]; known {
		s.on = v
		return nil
	}
	v := newVisitor(s.base, s.phone)
	s.on, s.visitors[login] = v, v
	if err := v.post(form{path: "/connexion/" + login}); err != nil {
		return err
	}
	if v.seen.code != http.StatusSeeOther {
		return v.seen.got("nobody entered")
	}
	return nil
}

// said is what the server logged since it was last asked.
func (s *stage) said() string {
	if s.faults.Len() == 0 {
		return ""
	}
	defer s.faults.Reset()
	return "\n\tthe server logged: " + s.faults.String()
}
