package web

import (
	"log/slog"
	"net/http"
	"time"
)

// maxHead is in bytes: the longest head of a request, its address included. That
// of a browser takes a few thousand.
const maxHead = 64 << 10

// Listening is the HTTP server of a site, with an end to every wait and a bound to
// every head, so that no line that is held costs more than itself. A route that
// takes a file, and a file that is sent, are waited for longer: see page.Route.
// What goes wrong on a line is logged; nil: nowhere.
func Listening(site http.Handler, log *slog.Logger) *http.Server {
	s := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHead}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	return s
}
