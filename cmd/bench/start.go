package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// build makes the program as `make build` does.
func build(ctx context.Context, folder string) (binary string, err error) {
	binary = filepath.Join(folder, "preau")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, "./cmd/preau")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return binary, nil
}

// starts measures the program from its start to its first answer: on the filled
// database, and on a new one that it fills with the example.
func (s *site) starts(ctx context.Context, binary string) error {
	fmt.Println("  from the start of the program to its first page")
	t := newTable("database", "ms", "resident MB")
	took, kB, err := start(ctx, binary, s.address)
	if err != nil {
		return err
	}
	t.row("filled", took.Milliseconds(), megabytes(kB))
	if s.folder != "" {
		if took, kB, err = start(ctx, binary, filepath.Join(s.folder, "new.db"), "--example"); err != nil {
			return err
		}
		t.row("new, with the example", took.Milliseconds(), megabytes(kB))
	}
	return t.print()
}

// start runs the program until it has answered once, and ends it.
func start(ctx context.Context, binary, address string, flags ...string) (took time.Duration, kB int64, err error) {
	addr, err := freeAddr()
	if err != nil {
		return 0, 0, err
	}
	cmd := exec.CommandContext(ctx, binary, append([]string{"serve", "--db", address, "--addr", addr}, flags...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	err = firstAnswer(ctx, "http://"+addr+"/")
	took, kB = time.Since(began), resident(cmd.Process.Pid)
	if ending := cmd.Process.Signal(syscall.SIGTERM); err == nil {
		err = ending
	}
	if ended := cmd.Wait(); err == nil {
		err = ended
	}
	return took, kB, err
}

func freeAddr() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// firstAnswer asks for a page until it comes, half a minute at most.
func firstAnswer(ctx context.Context, page string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
		if err != nil {
			return err
		}
		response, err := client.Do(request)
		if err == nil {
			_, err = io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return fmt.Errorf("GET %s: %s", page, response.Status)
			}
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the program does not answer: %w", err)
		case <-time.After(2 * time.Millisecond):
		}
	}
}
