package scenario

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/db"
	"preau/internal/verify"
)

// A matcher is what a text must hold.
type matcher struct {
	text   string // cleaned
	absent bool
	times  int // exactly; -1: at least once
}

var errMatcher = errors.New("contains TEXT, !contains TEXT, or count N TEXT")

// readMatcher reads contains TEXT, !contains TEXT, or count N TEXT. The text
// runs to the end of the line.
func readMatcher(rest string) (matcher, error) {
	verb, text, _ := strings.Cut(rest, " ")
	m := matcher{times: -1, absent: verb == "!contains"}
	if verb == "count" {
		count, after, _ := strings.Cut(strings.TrimSpace(text), " ")
		n, err := strconv.Atoi(count)
		if err != nil {
			return m, errMatcher
		}
		m.times, text = n, after
	} else if verb != "contains" && verb != "!contains" {
		return m, errMatcher
	}
	if m.text = clean(text); m.text == "" {
		return m, errMatcher
	}
	return m, nil
}

// wrong says what a text has instead; blank when it is as it must be.
func (m matcher) wrong(text string) string {
	n := strings.Count(clean(text), m.text)
	switch {
	case m.absent && n > 0:
		return "it is there"
	case m.times >= 0 && n != m.times:
		return fmt.Sprintf("it is there %d times, not %d", n, m.times)
	case !m.absent && m.times < 0 && n == 0:
		return "it is not there"
	}
	return ""
}

func readBody(rest string) (action, error) {
	m, err := readMatcher(rest)
	return func(s *stage) error {
		if wrong := m.wrong(s.on.seen.page.text); wrong != "" {
			return s.on.seen.got(wrong)
		}
		return nil
	}, err
}

// readCode reads code == N.
func readCode(rest string) (action, error) {
	text, found := strings.CutPrefix(rest, "== ")
	code, err := strconv.Atoi(strings.TrimSpace(text))
	if !found || err != nil {
		return nil, errors.New("code == N")
	}
	return func(s *stage) error {
		if got := s.on.seen.code; got != code {
			return s.on.seen.got(fmt.Sprintf("code: got %d, want %d", got, code))
		}
		return nil
	}, nil
}

// readRedirect reads redirect == PATH.
func readRedirect(rest string) (action, error) {
	path, found := strings.CutPrefix(rest, "== ")
	if path = strings.TrimSpace(path); !found || path == "" {
		return nil, errors.New("redirect == PATH")
	}
	return func(s *stage) error {
		if got := s.on.seen.header.Get("Location"); got != path {
			return s.on.seen.got(fmt.Sprintf("redirect: got %q, want %q", got, path))
		}
		return nil
	}, nil
}

// readHeader reads header NAME and a matcher.
func readHeader(rest string) (action, error) {
	name, what, _ := strings.Cut(rest, " ")
	m, err := readMatcher(what)
	return func(s *stage) error {
		got := strings.Join(s.on.seen.header.Values(name), ", ")
		if wrong := m.wrong(got); wrong != "" {
			return fmt.Errorf("header %s: %s in %q", name, wrong, got)
		}
		return nil
	}, err
}

// verify recomputes what the database keeps, as preau verify does.
func (s *stage) verify() error {
	var faults []string
	err := s.server.Site.DB.Read(s.ctx, func(tx *db.Tx) (err error) {
		faults, err = verify.All(tx)
		return err
	})
	if err == nil && len(faults) > 0 {
		err = fmt.Errorf("%d faults: %s", len(faults), strings.Join(faults, " "))
	}
	return err
}
