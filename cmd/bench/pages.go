package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"preau/internal/db"
	"preau/internal/web"
)

// readings is how often a page is read to be timed.
const readings = 5

// What is read alone: the statements of each page are counted, and it is timed.
var visited = []struct{ login, path string }{
	{pilot, listPath}, {pilot, listPath + "?etat=transmitted&page=2"}, {pilot, "/accueil"}, {pilot, "/journal"}, {pilot, listPath + "/ensemble"},
	{pilot, "/campagne/calendrier"}, {pilot, "/credits"}, {pilot, nationalPath}, {pilot, "/comite-national"},
	{region, "/accueil"}, {region, listPath}, {region, "/comites/11"}, {region, meeting}, {region, meeting + "/releve"}, {region, "/comites/11/appel"}, {region, "/courriers"},
	{administrator, "/administration/courriers"}, {administrator, "/journal"},
	{lead, "/accueil"}, {lead, draft}, {lead, savedPath}, {lead, groups}, {lead, draft + "/verifier"}, {lead, draft + "/historique"},
}

// A region of the example, a meeting that it holds, and who administers.
const (
	region        = "prefet-idf"
	meeting       = "/comites/11/reunions/2009-10-07"
	administrator = "administration"
)

// pages counts the statements that each page asks of the database, the reading of the
// sign-in included, and times it, read by one person, the slowest first.
func (s *site) pages(ctx context.Context, _ options) error {
	var line bytes.Buffer
	server, err := web.New(ctx, web.Config{DB: s.db, Log: slog.New(slog.NewJSONHandler(&line, nil))})
	if err != nil {
		return err
	}
	type read struct {
		path, login string
		statements  int64
		size        int
		times       times
	}
	var all []read
	for _, page := range visited {
		cookie, err := signIn(ctx, server, page.login)
		if err != nil {
			return err
		}
		one := read{path: page.path, login: page.login}
		for range readings {
			line.Reset()
			began := time.Now()
			if one.statements, one.size, err = statements(ctx, server, page.path, cookie, &line); err != nil {
				return err
			}
			one.times = append(one.times, time.Since(began))
		}
		one.times.sort()
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b read) int { return cmp.Compare(b.times.at(50), a.times.at(50)) })
	fmt.Printf("  pages, one person, %d readings each\n", readings)
	t := newTable("p50 ms", "slowest ms", "statements", "kB, compressed", "page", "as")
	for _, one := range all {
		t.row(ms(one.times.at(50)), ms(one.times.at(100)), one.statements, fmt.Sprintf("%.1f", float64(one.size)/kilobytes), one.path, one.login)
	}
	return t.print()
}

func signIn(ctx context.Context, server http.Handler, login string) (*http.Cookie, error) {
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodPost, "/connexion/"+login, nil))
	for _, cookie := range answer.Result().Cookies() {
		return cookie, nil
	}
	return nil, fmt.Errorf("%s cannot enter: %d", login, answer.Code)
}

// statements is how many a page asks, and its size: those around it are counted here,
// its own by the server, which logs them.
func statements(ctx context.Context, server http.Handler, path string, cookie *http.Cookie, line *bytes.Buffer) (asked int64, size int, err error) {
	ctx, around := db.Counting(ctx)
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	request.AddCookie(cookie)
	request.Header.Set("Accept-Encoding", "gzip")
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		return 0, 0, fmt.Errorf("GET %s: %d", path, answer.Code)
	}
	var logged struct{ SQL int64 }
	if err := json.NewDecoder(line).Decode(&logged); err != nil {
		return 0, 0, err
	}
	return around.Statements.Load() + logged.SQL, answer.Body.Len(), nil
}
