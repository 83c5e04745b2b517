// Command bench measures Préau on this machine and prints what it finds. It
// asserts nothing: a figure means something beside another of the same machine.
//
//	go run ./cmd/bench [-files 10000] [-seconds 3] [-engines sqlite,postgres]
//
// The example is filled with invented files, then served on the loopback by
// this very process, so that the clients take their part of the cores. It needs
// PostgreSQL's programs for that engine, and ends by itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience bounds the whole: a machine that is too slow is told so.
const patience = 20 * time.Minute

type options struct {
	files       int           // beside those of the example itself
	during      time.Duration // of each measure
	attachments int           // of 4 MB, to back up
	only        string        // the part to measure; blank: all
}

func main() {
	files := flag.Int("files", 10_000, "files to invent, beside those of the example")
	seconds := flag.Int("seconds", 3, "how long each measure lasts")
	attachments := flag.Int("attachments", 64, "attachments of 4 MB to back up")
	engines := flag.String("engines", "sqlite,postgres", "databases to measure")
	only := flag.String("only", "", "one part to measure: lists, saves, sheets, pages, imports, todos, digests, signins, national, packs, validations, backups or starts; all when blank")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o := options{files: *files, during: time.Duration(*seconds) * time.Second, attachments: *attachments, only: *only}
	if err := run(ctx, o, strings.Split(*engines, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run fills a database of each engine, all at once, then measures one after
// another, in a folder that goes at the end.
func run(ctx context.Context, o options, engines []string) (err error) {
	folder, err := os.MkdirTemp("", "preau-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	binary, err := build(ctx, folder)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%d files asked for; %s per measure; the clients run on the same cores\n", machine(), o.files, o.during)
	sites, err := openAll(ctx, engines, folder, o.files)
	defer func() {
		for _, s := range sites {
			err = errors.Join(err, s.close())
		}
	}()
	for _, s := range sites {
		if err == nil {
			err = s.measure(ctx, o, binary)
		}
	}
	return err
}

// openAll opens a site on each engine. Those that could be opened are returned
// with the fault of another.
func openAll(ctx context.Context, engines []string, folder string, files int) ([]*site, error) {
	sites, faults := make([]*site, len(engines)), make([]error, len(engines))
	var wait sync.WaitGroup
	for i, engine := range engines {
		wait.Go(func() { sites[i], faults[i] = open(ctx, engine, folder, files) })
	}
	wait.Wait()
	opened := slices.DeleteFunc(sites, func(s *site) bool { return s == nil })
	debug.FreeOSMemory() // what filling took is not what serving takes
	return opened, errors.Join(faults...)
}

// measure prints all that is measured on one engine.
func (s *site) measure(ctx context.Context, o options, binary string) error {
	fmt.Printf("\n%s, %d files, filled in %.0f s\n", s.db.Engine, s.files, s.filling.Seconds())
	parts := []struct {
		name string
		do   func(context.Context, options) error
	}{{"lists", s.lists}, {"saves", s.saves}, {"sheets", s.sheets}, {"pages", s.pages}, {"imports", s.imports}, {"todos", s.todos}, {"digests", s.digests}, {"signins", s.signins}, {"national", s.national}, {"packs", s.packs}, {"validations", s.validations}}
	for _, part := range parts {
		if o.only != "" && o.only != part.name {
			continue
		}
		if err := part.do(ctx, o); err != nil {
			return fmt.Errorf("%s: %w", s.db.Engine, err)
		}
	}
	if o.only == "" || o.only == "starts" {
		if err := s.starts(ctx, binary); err != nil {
			return err
		}
	}
	if o.only == "" || o.only == "backups" {
		return s.backups(ctx, o, binary)
	}
	return nil
}
