package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

const (
	pilot     = "pilote-dgesco"
	listPath  = "/projets"
	warmUp    = 50 // pages read before one begins to count
	kilobytes = 1024
)

var crowds = []int{1, 10, 50}

// lists measures the list of all files, by its heaviest reader.
func (s *site) lists(ctx context.Context, o options) error {
	client, err := s.enter(ctx, pilot, crowds[len(crowds)-1])
	if err != nil {
		return err
	}
	var size int64
	for range warmUp {
		if size, err = s.get(ctx, client, listPath); err != nil {
			return err
		}
	}
	fmt.Printf("  %s as %s, %.1f kB compressed\n", listPath, pilot, float64(size)/kilobytes)
	t := newTable("clients", "pages/s", "p50 ms", "p95 ms", "resident MB")
	for _, clients := range crowds {
		load, err := s.load(ctx, client, listPath, clients, o.during)
		if err != nil {
			return err
		}
		t.row(clients, fmt.Sprintf("%.0f", load.perSecond()), ms(load.times.at(50)), ms(load.times.at(95)), load.resident)
	}
	return t.print()
}

// A load is what so many clients measured together.
type load struct {
	times    times
	took     time.Duration
	resident string // the most memory seen, the clients' own included
}

func (l load) perSecond() float64 { return float64(len(l.times)) / l.took.Seconds() }

// load lets clients read a page, each as fast as it is answered.
func (s *site) load(ctx context.Context, client *http.Client, path string, clients int, during time.Duration) (load, error) {
	began := time.Now()
	until := began.Add(during)
	each, faults := make([]times, clients), make([]error, clients)
	var wait sync.WaitGroup
	for i := range clients {
		wait.Go(func() { each[i], faults[i] = s.read(ctx, client, path, until) })
	}
	most := mostResident(until)
	wait.Wait()
	l := load{took: time.Since(began), resident: most}
	for _, some := range each {
		l.times = append(l.times, some...)
	}
	l.times.sort()
	return l, errors.Join(faults...)
}

func (s *site) read(ctx context.Context, client *http.Client, path string, until time.Time) (times, error) {
	var all times
	for time.Now().Before(until) {
		began := time.Now()
		if _, err := s.get(ctx, client, path); err != nil {
			return all, err
		}
		all = append(all, time.Since(began))
	}
	return all, nil
}

// mostResident watches the memory of this process until an instant.
func mostResident(until time.Time) string {
	var most int64
	for time.Now().Before(until) {
		most = max(most, resident(os.Getpid()))
		time.Sleep(50 * time.Millisecond)
	}
	return megabytes(most)
}

// resident is the memory that a process holds, in kB; 0 where the system does
// not tell it as Linux does.
func resident(pid int) int64 {
	var kB int64
	eachLine(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:", func(value string) { fmt.Sscanf(value, "%d kB", &kB) })
	return kB
}

// machine names what the figures hold for, and how busy it already is.
func machine() string {
	name := runtime.GOARCH
	eachLine("/proc/cpuinfo", "model name\t:", func(value string) { name = value })
	busy := "—"
	eachLine("/proc/loadavg", "", func(value string) { busy, _, _ = strings.Cut(value, " ") })
	return fmt.Sprintf("%s, %d cores, %s, %s; load before: %s", name, runtime.NumCPU(), runtime.GOOS, runtime.Version(), busy)
}
