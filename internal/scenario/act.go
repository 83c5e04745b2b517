package scenario

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"preau/internal/civil"
)

// readOn reads on DATE TIME, in Paris, to the second.
func readOn(rest string) (action, error) {
	t, err := time.Parse("2006-01-02 15:04:05", rest)
	if err != nil {
		return nil, fmt.Errorf("%q is not like 2009-09-30 23:59:59", rest)
	}
	at := civil.Paris(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second())
	return func(s *stage) error {
		s.server.Site.Business = func() civil.Instant { return at }
		return s.server.Work(s.ctx)
	}, nil
}

// readAs reads as PERSON or as nobody.
func readAs(rest string) (action, error) {
	all, err := words(rest)
	if err != nil || len(all) != 1 {
		return nil, errors.New("as PERSON, or as nobody")
	}
	return func(s *stage) error { return s.as(all[0]) }, nil
}

func readGet(rest string) (action, error) {
	path, others, err := target(rest)
	if err == nil && len(others) > 0 {
		err = fmt.Errorf("%q is too much", others)
	}
	return func(s *stage) error { return s.on.get(path) }, err
}

// readPost reads POST PATH [name=value…] [from SITE].
func readPost(rest string) (action, error) {
	path, others, err := target(rest)
	if err != nil {
		return nil, err
	}
	site := ""
	if n := len(others); n >= 2 && others[n-2] == "from" {
		site, others = others[n-1], others[:n-2]
	}
	fields, err := fieldsOf(others)
	return func(s *stage) error { return s.on.post(form{path: path, fields: fields, site: site}) }, err
}

// readFill reads fill PATH [name=value…] [button…].
func readFill(rest string) (action, error) {
	path, others, err := target(rest)
	if err != nil {
		return nil, err
	}
	fields, err := filling(others)
	return func(s *stage) error {
		if err := s.on.get(path); err != nil {
			return err
		}
		return s.on.send(fields)
	}, err
}

// readSend reads send [name=value…] [button…].
func readSend(rest string) (action, error) {
	all, err := words(rest)
	if err != nil {
		return nil, err
	}
	fields, err := filling(all)
	return func(s *stage) error { return s.on.send(fields) }, err
}

// again sends the last form once more, as it was: the double click.
func (s *stage) again() error {
	if s.on.sent == nil {
		return errors.New("nothing has been sent yet")
	}
	return s.on.post(*s.on.sent)
}

// follow goes where the last answer sends the browser.
func (s *stage) follow() error {
	to := s.on.seen.header.Get("Location")
	if to == "" {
		return s.on.seen.got("no redirection")
	}
	return s.on.get(to)
}

// A form is what is sent: where, what, and from which other site, if any.
type form struct {
	path   string
	fields url.Values
	site   string
}
