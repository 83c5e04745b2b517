package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"preau/internal/db"
	"preau/internal/web"
)

// What is asked once, to count its statements.
var visited = []struct{ login, path string }{
	{pilot, listPath}, {pilot, listPath + "?etat=transmitted&page=2"}, {pilot, "/accueil"}, {pilot, "/journal"},
	{lead, draft}, {lead, savedPath}, {lead, groups}, {lead, draft + "/verifier"}, {pilot, listPath + "/ensemble"},
}

// pages counts the statements that each page asks of the database, the reading
// of the sign-in included.
func (s *site) pages(ctx context.Context, _ options) error {
	var line bytes.Buffer
	server, err := web.New(ctx, web.Config{DB: s.db, Log: slog.New(slog.NewJSONHandler(&line, nil))})
	if err != nil {
		return err
	}
	fmt.Println("  statements per page")
	t := newTable("statements", "page", "as")
	for _, page := range visited {
		cookie, err := signIn(ctx, server, page.login)
		if err != nil {
			return err
		}
		line.Reset()
		n, err := statements(ctx, server, page.path, cookie, &line)
		if err != nil {
			return err
		}
		t.row(n, page.path, page.login)
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

// statements is how many a page asks: those around it are counted here, its own
// by the server, which logs them.
func statements(ctx context.Context, server http.Handler, path string, cookie *http.Cookie, line *bytes.Buffer) (int64, error) {
	ctx, around := db.Counting(ctx)
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	request.AddCookie(cookie)
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		return 0, fmt.Errorf("GET %s: %d", path, answer.Code)
	}
	var logged struct{ SQL int64 }
	if err := json.NewDecoder(line).Decode(&logged); err != nil {
		return 0, err
	}
	return around.Load() + logged.SQL, nil
}
