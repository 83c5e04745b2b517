// Package page is how every page of the site is asked for and answered: a
// Handler receives a Request that knows who asks and when, and returns a
// Response or an error. One function, Site.serve, turns both into status,
// headers and body.
package page

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/jobs"
	"preau/internal/project"
	"preau/internal/territory"
)

// Site is what the pages stand on.
type Site struct {
	DB        *db.DB
	Log       *slog.Logger
	Rights    *access.Rights
	Access    *access.Chapter
	Door      *access.Door
	Territory *territory.Chapter
	Campaigns *campaign.Chapter
	Credits   *credit.Chapter
	Projects  *project.Chapter
	Committee *committee.Chapter
	Exchange  *exchange.Chapter
	Jobs      *jobs.Queue
	SignIns   *scs.SessionManager
	Ended     *scs.SessionManager // the same, of the sign-ins that ended within the hour: only read
	Kept      *access.KeptForms
	Links     *access.Links
	Proxies   []netip.Prefix // whose word is taken for where a request comes from
	URL       string         // the public address, without a slash at its end; blank: that of the request
	Example   bool           // an example database: « Entrer comme… » and its own date
	Mails     bool           // letters leave; otherwise they are kept

	unheard sync.Once // a proxy was told of that is not believed

	// Patience is how long a page is waited for before its person is told that it does
	// not come: less than what the line lasts (web.Listening), or nobody would be told.
	Patience time.Duration
	// Clock is the machine's instant; tests set it.
	Clock func() civil.Instant
	// Business, when set, replaces the business clock: scenarios set it.
	Business func() civil.Instant
}

// A Route is one line of the site: who may ask for what.
type Route struct {
	Method string
	Path   string // as http.ServeMux reads it
	Act    access.Act
	Handle Handler
	// Upload is the size in bytes of the largest file that a form may hold; zero:
	// the route takes none.
	Upload int64
	// Keeps, of a form: what was typed under a sign-in that had ended is kept,
	// and the page of the same address shows it again (Request.Kept).
	Keeps bool
	// Before, of a route: it is open to who must set up a second factor first.
	Before bool
}

// Pattern is the route as http.ServeMux reads it.
func (r Route) Pattern() string { return r.Method + " " + r.Path }

// A Handler answers a request, or fails.
type Handler func(*Request) (Response, error)

// Handle answers a route: it reads who asks and when, refuses those who may
// not, and writes what the handler returns.
func (s *Site) Handle(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, route.Path, func(r *Request) (Response, error) { return r.answer(w, route) })
	})
}

// Refuse answers a request that reaches no route, with the page of err.
func (s *Site) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	s.serve(w, r, "", func(*Request) (Response, error) { return Response{}, err })
}

// serve answers one request and writes its line in the log. Every statement
// asked of the database is counted, the sign-in's own included.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, route string, do func(*Request) (Response, error)) {
	ctx, use := db.Counting(r.Context())
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	request := &Request{Request: r.WithContext(ctx), site: s, use: use, patience: time.AfterFunc(s.Patience, func() { end(errLate) })}
	defer request.patience.Stop()
	defer request.closeUploads()
	started := s.Clock()
	var answer Response
	err := guarded(func() (err error) {
		if err := request.enter(); err != nil {
			return err
		}
		answer, err = do(request)
		return err
	})
	status, reference := s.write(w, request, answer, err)
	s.Log.Info("request", "method", r.Method, "route", route, "status", status, "sql", use.Statements.Load(),
		"ms", s.Clock().Sub(started).Milliseconds(), "role", string(request.By.Role), "ref", reference)
}

// errLate ends what is asked of the database for a page that does not come.
var errLate = errors.New("page: it does not come")

// guarded runs do, and makes of a panic an error as any other: whoever asked
// gets a page with a reference, and the log gets where it came from.
func guarded(do func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("page: panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return do()
}

func (r *Request) answer(w http.ResponseWriter, route Route) (Response, error) {
	if !r.By.May(route.Act) {
		if r.SignedIn() {
			return Response{}, ErrNotFound
		}
		return r.toSignIn(w, route)
	}
	if r.mustSetUp && !route.Before {
		return SeeOther(FactorPath), nil
	}
	if route.Upload > 0 { // which is waited for longer
		r.patience.Stop()
	}
	if err := r.readForm(w, route.Upload); err != nil {
		return Response{}, err
	}
	answer, err := route.Handle(r)
	if err == nil && route.Keeps && answer.Status < http.StatusBadRequest && !answer.Unkept {
		r.saved()
	}
	return answer, err
}
