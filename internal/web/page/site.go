// Package page is how every page of the site is asked for and answered: a
// Handler receives a Request that knows who asks and when, and returns a
// Response or an error. One function, Site.serve, turns both into status,
// headers and body.
package page

import (
	"log/slog"
	"net/http"

	"github.com/alexedwards/scs/v2"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
)

// Site is what the pages stand on.
type Site struct {
	DB        *db.DB
	Log       *slog.Logger
	Rights    *access.Rights
	Access    *access.Chapter
	Territory *territory.Chapter
	Campaigns *campaign.Chapter
	Projects  *project.Chapter
	SignIns   *scs.SessionManager
	Example   bool // an example database: « Entrer comme… » and its own date

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
}

// Pattern is the route as http.ServeMux reads it.
func (r Route) Pattern() string { return r.Method + " " + r.Path }

// A Handler answers a request, or fails.
type Handler func(*Request) (Response, error)

// maxForm is the size in bytes of the largest form read. Longer texts than a
// field takes fit in it, so that the person is told beside the field.
const maxForm = 4 << 20

// Handle answers a route: it reads who asks and when, refuses those who may
// not, and writes what the handler returns.
func (s *Site) Handle(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, count := db.Counting(r.Context())
		request := &Request{Request: r.WithContext(ctx), site: s}
		started := s.Clock()
		answer, err := s.answer(w, request, route)
		status, reference := s.write(w, request, answer, err)
		s.Log.Info("request", "method", r.Method, "route", route.Path, "status", status, "sql", count.Load(),
			"ms", s.Clock().Sub(started).Milliseconds(), "role", string(request.By.Role), "ref", reference)
	})
}

func (s *Site) answer(w http.ResponseWriter, r *Request, route Route) (Response, error) {
	if err := r.enter(); err != nil {
		return Response{}, err
	}
	if !r.By.May(route.Act) {
		if r.SignedIn() {
			return Response{}, ErrNotFound
		}
		return r.toSignIn(), nil
	}
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			return Response{}, err
		}
	}
	return route.Handle(r)
}
