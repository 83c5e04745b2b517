package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"preau/internal/scenario"
)

// Exit codes; 0 when everything holds.
const (
	failed     = 1
	wrongUsage = 2
)

func main() {
	address := flag.String("db", "", "where the databases go: a file's path or a postgres:// `address`")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: scenario [-db ADDRESS] FILE…\nSee « go doc ./cmd/scenario » for the language and the cast.")
		flag.PrintDefaults()
	}
	flag.Parse()
	scenarios, err := read(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(wrongUsage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	held := play(ctx, *address, scenarios)
	stop()
	if !held {
		os.Exit(failed)
	}
}

// read reads every file before any is played.
func read(files []string) ([]scenario.Scenario, error) {
	if len(files) == 0 {
		flag.Usage()
		return nil, errors.New("no file to play")
	}
	var scenarios []scenario.Scenario
	var faults []error
	for _, file := range files {
		s, err := scenario.ReadFile(file)
		scenarios, faults = append(scenarios, s), append(faults, err)
	}
	return scenarios, errors.Join(faults...)
}

// play tells whether everything held.
func play(ctx context.Context, address string, scenarios []scenario.Scenario) bool {
	held := true
	for _, s := range scenarios {
		if ctx.Err() != nil {
			return false
		}
		failures, err := scenario.Play(ctx, address, s)
		for _, failure := range failures {
			fmt.Fprintln(os.Stderr, failure)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", s.File, err)
		}
		if err != nil || len(failures) > 0 {
			held = false
			fmt.Println("FAIL", s.File)
		} else {
			fmt.Println("ok  ", s.File)
		}
	}
	return held
}
