package scenario

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// A Scenario is one file of commands, read and understood, « scénario ».
type Scenario struct {
	File  string
	steps []step
}

type step struct {
	line int
	text string // as written
	do   action
}

// An action is what a command does on the stage. Its error is what was got, or
// what stood in the way.
type action func(*stage) error

// ReadFile reads a file of commands.
func ReadFile(name string) (Scenario, error) {
	f, err := os.Open(name)
	if err != nil {
		return Scenario{}, err
	}
	defer f.Close()
	return Read(name, f)
}

// Read reads commands, one a line; blank lines and those that begin with # say
// nothing to do. The error names every line that is not understood.
func Read(name string, r io.Reader) (Scenario, error) {
	s := Scenario{File: name}
	var faults []error
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		do, err := understand(text)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", name, n, err))
		}
		s.steps = append(s.steps, step{n, text, do})
	}
	return s, errors.Join(append(faults, lines.Err())...)
}

func understand(text string) (action, error) {
	verb, rest, _ := strings.Cut(text, " ")
	read, known := verbs[verb]
	if !known {
		return nil, fmt.Errorf("unknown command %q", verb)
	}
	do, err := read(strings.TrimSpace(rest))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", verb, err)
	}
	return do, nil
}

// verbs is the language: how the rest of the line is read, by first word.
var verbs = map[string]func(rest string) (action, error){
	"on":       readOn,
	"as":       readAs,
	"GET":      readGet,
	"POST":     readPost,
	"again":    plain((*stage).again),
	"fill":     readFill,
	"send":     readSend,
	"follow":   plain((*stage).follow),
	"download": readDownload,
	"code":     readCode,
	"redirect": readRedirect,
	"header":   readHeader,
	"body":     readBody,
	"mail":     readMail,
	"later":    readLater,
	"open":     readOpen,
	"verify":   plain((*stage).verify),
}

// plain reads a command of one word.
func plain(do action) func(string) (action, error) {
	return func(rest string) (action, error) {
		if rest != "" {
			return nil, fmt.Errorf("%q is too much: nothing follows this command", rest)
		}
		return do, nil
	}
}
