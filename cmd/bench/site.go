package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest"
	"preau/internal/example"
	"preau/internal/territory"
	"preau/internal/web"
)

// A site is Préau on a filled database, served on the loopback by this process.
type site struct {
	db       *db.DB
	address  string // of the database
	folder   string // of the database, to measure its disk; blank: the disk is a server's affair
	postgres *dbtest.Server
	server   *httptest.Server
	key      access.Key
	files    int64
	filling  time.Duration
}

// fillingPatience leaves, of the patience, the time to measure.
const fillingPatience = 100 * time.Second

// open fills a new database and serves it. On a fault, all is closed.
func open(ctx context.Context, engine, folder string, files int) (*site, error) {
	s := &site{key: access.Key{1}}
	err := s.create(ctx, engine, folder)
	if err == nil {
		err = s.fill(ctx, files)
	}
	if err == nil {
		err = s.serve(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", engine, err), s.close())
	}
	return s, nil
}

func (s *site) create(ctx context.Context, engine, folder string) (err error) {
	switch db.Engine(engine) {
	case db.SQLite:
		s.address, s.folder = filepath.Join(folder, "preau.db"), folder
	case db.Postgres:
		if s.postgres, err = dbtest.Start(ctx); err == nil {
			s.address, err = s.postgres.NewDatabase()
		}
	default:
		err = fmt.Errorf("no such engine: %s and %s are known", db.SQLite, db.Postgres)
	}
	if err == nil {
		s.db, err = db.Open(ctx, s.address)
	}
	return err
}

func (s *site) fill(ctx context.Context, files int) error {
	began := time.Now()
	if _, err := s.db.Migrate(ctx); err != nil {
		return err
	}
	if err := territory.New(s.db).Setup(ctx); err != nil {
		return err
	}
	if err := example.Load(ctx, s.db, civil.At(began)); err != nil {
		return err
	}
	tended := s.tend(ctx)
	filling, cancel := context.WithTimeout(ctx, fillingPatience)
	defer cancel()
	_, err := example.Fill(filling, s.db, civil.At(began), float64(files)/1000)
	if filling.Err() != nil {
		err = ctx.Err() // what is there by now is measured
	}
	s.filling = time.Since(began)
	if err := errors.Join(err, tended()); err != nil {
		return err
	}
	return s.db.Read(ctx, func(tx *db.Tx) error { return tx.Get(&s.files, "SELECT count(*) FROM project") })
}

// tend does every two seconds what a PostgreSQL server in use does by itself
// and that of tests does not: without it, statements are planned for the empty
// tables of the beginning. What it returns ends it, after a last time.
func (s *site) tend(ctx context.Context) (end func() error) {
	if s.db.Engine == db.SQLite {
		return func() error { return nil }
	}
	ending, ended := make(chan struct{}), make(chan error)
	go func() {
		for {
			select {
			case <-ending:
				ended <- s.vacuum(ctx)
				return
			case <-time.After(2 * time.Second):
				_ = s.vacuum(ctx) // the last time tells
			}
		}
	}()
	return func() error { close(ending); return <-ended }
}

// vacuum must not be in a transaction: it has a connection of its own.
func (s *site) vacuum(ctx context.Context) error {
	connection, err := sql.Open("pgx", s.address)
	if err != nil {
		return err
	}
	_, err = connection.ExecContext(ctx, "VACUUM ANALYZE")
	return errors.Join(err, connection.Close())
}

// serve starts the server; lines of the log are written as in use, and dropped.
func (s *site) serve(ctx context.Context) error {
	handler, err := web.New(ctx, web.Config{DB: s.db, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Key: s.key})
	if err == nil {
		s.server = httptest.NewServer(handler)
	}
	return err
}

func (s *site) close() (err error) {
	if s.server != nil {
		s.server.Close()
	}
	if s.db != nil {
		err = s.db.Close()
	}
	if s.postgres != nil {
		err = errors.Join(err, s.postgres.Stop())
	}
	return err
}

// enter signs a person of the example in. The client keeps clients connections
// open, and does not follow redirections.
func (s *site) enter(ctx context.Context, login string, clients int) (*http.Client, error) {
	client, err := s.browser(clients)
	if err == nil {
		_, err = s.post(ctx, client, "/connexion/"+login, nil)
	}
	return client, err
}

// browser is a client with cookies of its own, that follows nothing.
func (s *site) browser(clients int) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	return &http.Client{Jar: jar, Timeout: time.Minute,
		Transport:     &http.Transport{MaxIdleConnsPerHost: clients},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, err
}

// get reads a page whole, compressed as a browser asks for it, and tells its size.
func (s *site) get(ctx context.Context, client *http.Client, path string) (bytes int64, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL+path, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept-Encoding", "gzip") // said by hand, so that it is not undone here
	return answer(client, request, http.StatusOK)
}

// post sends a form, which must lead to another page.
func (s *site) post(ctx context.Context, client *http.Client, path string, form url.Values) (bytes int64, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.server.URL+path, bytesOf(form))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return answer(client, request, http.StatusSeeOther)
}

func bytesOf(form url.Values) io.Reader { return bytes.NewReader([]byte(form.Encode())) }

func answer(client *http.Client, request *http.Request, status int) (int64, error) {
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	size, err := io.Copy(io.Discard, response.Body)
	if err == nil && response.StatusCode != status {
		err = fmt.Errorf("%s %s: %s", request.Method, request.URL.Path, response.Status)
	}
	return size, err
}
