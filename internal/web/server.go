// Package web is the site: every route in one table, behind what holds for all
// of them.
package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/jobs"
	"preau/internal/mail"
	"preau/internal/once"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/web/calendar"
	"preau/internal/web/calls"
	"preau/internal/web/campaigns"
	"preau/internal/web/committees"
	"preau/internal/web/credits"
	"preau/internal/web/desk"
	"preau/internal/web/entry"
	"preau/internal/web/journals"
	"preau/internal/web/minutes"
	"preau/internal/web/outbox"
	"preau/internal/web/page"
	"preau/internal/web/people"
	"preau/internal/web/projects"
	"preau/internal/web/public"
	"preau/internal/web/schools"
	"preau/internal/web/static"
	"preau/internal/web/tasks"
	"preau/internal/workflow"
)

// Config is what a server is built from.
type Config struct {
	DB  *db.DB
	Log *slog.Logger
	// URL is the public address, that of letters; https:// marks the sign-in's
	// cookie for https only. Blank: that of each request.
	URL string
	// Key is the installation's secret; when zero, one that lasts as long as
	// the server.
	Key access.Key
	// Mail is where letters leave by; nil: they are kept.
	Mail *mail.Server
	// Cost is that of a password's hash; access.UsualCost when zero.
	Cost access.Cost
	// Proxies are those whose word is taken for where a request comes from.
	Proxies []netip.Prefix
	// Clock is the machine's; the real one when nil.
	Clock func() civil.Instant
	// Business replaces the business clock; scenarios set it.
	Business func() civil.Instant
}

// Server is the whole site.
type Server struct {
	Site    *page.Site
	Routes  []page.Route
	handler http.Handler
	sender  *mail.Sender // nil: letters are kept
	metrics *prometheus.Registry
}

// longestPage leaves a page that does not come some seconds to say so, before its
// line ends: see Listening.
const longestPage = 45 * time.Second

// New builds the site on a migrated database. It reads once whether the
// database is an example.
func New(ctx context.Context, c Config) (*Server, error) {
	if c.Clock == nil {
		c.Clock = func() civil.Instant { return civil.At(time.Now()) }
	}
	if c.Key == (access.Key{}) {
		_, _ = rand.Read(c.Key[:]) // never fails: see crypto/rand
	}
	kept, err := access.NewKeptForms(c.DB, c.Key, c.Clock)
	if err != nil {
		return nil, fmt.Errorf("web: the key: %w", err)
	}
	store := access.NewSignIns(c.DB, c.Clock)
	site := &page.Site{DB: c.DB, Log: c.Log, URL: strings.TrimSuffix(c.URL, "/"), Rights: rights.Table(), Campaigns: campaign.New(c.DB),
		Territory: territory.New(c.DB), Clock: c.Clock, Business: c.Business, Patience: longestPage,
		SignIns: signIns(c, store), Ended: signIns(c, access.EndedSignIns{SignIns: store}), Kept: kept, Links: access.NewLinks(c.Key), Proxies: c.Proxies, Mails: c.Mail != nil}
	site.Access = access.New(c.DB, site.Rights)
	site.Door = access.NewDoor(site.Access, c.Key, c.Cost)
	site.Credits = credit.New(c.DB, site.Campaigns)
	site.Projects = project.New(c.DB, site.Campaigns)
	site.Committee = committee.New(c.DB, site.Campaigns)
	site.Projects.Approved = func(tx *db.Tx, campaign string, numbers []string, today civil.Date) (missing []workflow.Missing, err error) {
		lacking, err := minutes.Lacking(tx, campaign, numbers, today, site.Committee)
		for _, l := range lacking {
			missing = append(missing, l.Why)
		}
		return missing, err
	}
	site.Exchange = exchange.New(c.DB)
	if site.Jobs, err = jobs.New(c.DB, c.Log, c.Clock, map[string]jobs.Work{committees.PackKind: committees.PackWork(site)}); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if err := c.DB.Read(ctx, func(tx *db.Tx) error {
		installed, err := campaign.Installed(tx)
		site.Example = installed.Example
		return err
	}); err != nil {
		return nil, fmt.Errorf("web: what kind of database this is: %w", err)
	}
	s := &Server{sender: senderOf(c, site.Links), Site: site, Routes: Routes(site.Example), metrics: prometheus.NewRegistry()}
	s.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.handler = s.around(s.mux())
	return s, nil
}

// Routes is the whole site, as one table.
func Routes(example bool) []page.Route {
	var all []page.Route
	for _, some := range [][]page.Route{public.Routes(), entry.Routes(example), desk.Routes(), calendar.Routes(), campaigns.Routes(), credits.Routes(), projects.Routes(), committees.Routes(), calls.Routes(), schools.Routes(), journals.Routes(), outbox.Routes(), tasks.Routes(), people.Routes()} {
		all = append(all, some...)
	}
	return all
}

// Sign-ins last twelve hours (access.SignInLasts) by the machine's clock, without an idle timeout,
// which would make of every page read a write.
func signIns(c Config, store scs.Store) *scs.SessionManager {
	manager := scs.New()
	manager.Store = store
	manager.Lifetime = access.SignInLasts
	manager.HashTokenInStore = true
	name, secure := "preau", strings.HasPrefix(c.URL, "https://")
	if secure {
		name = "__Host-preau" // which browsers take from this host alone: a neighbour plants none
	}
	manager.Cookie = scs.SessionCookie{Name: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure, Persist: true}
	return manager
}

func (s *Server) mux() http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.Routes {
		mux.Handle(route.Pattern(), s.Site.Handle(route))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if methods := methodsOf(mux, r); len(methods) > 0 {
			w.Header().Set("Allow", strings.Join(methods, ", "))
			s.Site.Refuse(w, r, page.ErrMethod)
			return
		}
		s.Site.Refuse(w, r, page.ErrNotFound)
	})
	outer := http.NewServeMux()
	outer.Handle(static.Prefix, static.Handler())
	outer.HandleFunc("GET /sante", s.health)
	outer.Handle("/", s.own(mux))
	return outer
}

// methodsOf lists the methods that a request's address answers to.
func methodsOf(mux *http.ServeMux, r *http.Request) []string {
	var methods []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := mux.Handler(other); pattern != "/" {
			methods = append(methods, method)
		}
	}
	return methods
}

// own refuses a form that another site sends.
func (s *Server) own(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Site.Refuse(w, r, page.ErrForeign)
	}))
	return protection.Handler(next)
}

// around is what holds for every answer.
func (s *Server) around(next http.Handler) http.Handler {
	compressed := gzhttp.GzipHandler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; script-src 'self'; object-src 'none'; "+
			"base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		if strings.HasPrefix(s.Site.URL, "https://") {
			header.Set("Strict-Transport-Security", "max-age=31536000") // a year, in seconds
		}
		compressed.ServeHTTP(w, r)
	})
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Metrics answers Prometheus. It is not part of the site: it is served on an
// address of its own.
func (s *Server) Metrics() http.Handler {
	return promhttp.HandlerFor(s.metrics, promhttp.HandlerOpts{})
}

// health answers 200 when the server can serve, 503 otherwise.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	status, word := http.StatusOK, "ok"
	if err := s.serves(ctx); err != nil {
		status, word = http.StatusServiceUnavailable, "indisponible"
		s.Site.Log.Error("health", "err", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": word, "engine": string(s.Site.DB.Engine)})
}

// roomToWrite is in bytes: more than what an act without a document takes.
const roomToWrite = 64 << 10

// serves tells why the server cannot serve. It writes only when the last act could
// not, to know whether what kept it from writing is over: a key that is forgotten
// with the others.
func (s *Server) serves(ctx context.Context) error {
	if err := s.Site.DB.Ping(ctx); err != nil || !s.Site.DB.Refuses() {
		return err
	}
	return s.Site.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, "sante "+rand.Text(), s.Site.Clock(), func() (string, error) { return strings.Repeat(" ", roomToWrite), nil })
		return err
	})
}
