package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
)

// attachedSize is one invented attachment, as large as a scan is.
const attachedSize = 4 << 20

// backups measures the program as it saves a database with many attachments and
// restores it into a SQLite file, beside a bare copy of as many bytes on the same
// disk. Its memory does not follow the size: see -attachments.
func (s *site) backups(ctx context.Context, o options, binary string) error {
	if err := s.attach(ctx, o.attachments); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "preau-bench-backup-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "preau.zip")
	saving, savingPeak, err := timed(ctx, binary, "backup", path, "--db", s.address)
	if err != nil {
		return err
	}
	copied, size, err := bareCopy(path, filepath.Join(folder, "copy"))
	if err != nil {
		return err
	}
	restoring, restoringPeak, err := timed(ctx, binary, "restore", path, "--db", filepath.Join(folder, "preau.db"))
	if err != nil {
		return err
	}
	fmt.Printf("  a backup of %.0f MB, %d attachments of %d MB\n", float64(size)/kilobytes/kilobytes, o.attachments, attachedSize>>20)
	t := newTable("", "seconds", "MB/s", "of the bare copy", "peak resident MB")
	row := func(what string, took time.Duration, peak int64) {
		t.row(what, fmt.Sprintf("%.1f", took.Seconds()), fmt.Sprintf("%.0f", float64(size)/kilobytes/kilobytes/took.Seconds()),
			fmt.Sprintf("%.1f", float64(took)/float64(copied)), megabytes(peak))
	}
	row("bare copy, synced", copied, 0)
	row("backup", saving, savingPeak)
	row("restoration in SQLite, verified", restoring, restoringPeak)
	return t.print()
}

// attach keeps invented documents, which no compression makes smaller.
func (s *site) attach(ctx context.Context, count int) error {
	now := civil.At(time.Now())
	random := rand.NewChaCha8([32]byte{1})
	content := make([]byte, attachedSize)
	for range count {
		random.Read(content)
		spooled, err := file.Spool(bytes.NewReader(content), "scan.pdf", attachedSize)
		if err != nil {
			return err
		}
		spooled.Type = file.PDF
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := file.Keep(tx, civil.Moment{Happened: now, Recorded: now}, spooled)
			return err
		})
		if err := errors.Join(err, spooled.Close()); err != nil {
			return err
		}
	}
	return nil
}

// timed runs the program to its end, and tells the most memory that it was seen to
// take, in kB. What the system keeps of a program that has ended would count the memory
// of this one, from which it was started.
func timed(ctx context.Context, binary string, args ...string) (took time.Duration, kB int64, err error) {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	ended, most := make(chan struct{}), make(chan int64)
	go func() { most <- mostOf(cmd.Process.Pid, ended) }()
	err = cmd.Wait()
	took = time.Since(began)
	close(ended)
	if err != nil {
		err = fmt.Errorf("preau %s: %w: %s", args[0], err, &said)
	}
	return took, <-most, err
}

// mostOf watches the memory of a process until it has ended.
func mostOf(pid int, ended <-chan struct{}) (kB int64) {
	for {
		select {
		case <-ended:
			return kB
		case <-time.After(20 * time.Millisecond):
			kB = max(kB, resident(pid))
		}
	}
}

func bareCopy(from, to string) (took time.Duration, size int64, err error) {
	source, err := os.Open(from)
	if err != nil {
		return 0, 0, err
	}
	defer source.Close()
	target, err := os.Create(to)
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	size, err = io.Copy(onlyWriter{target}, source)
	err = errors.Join(err, target.Sync(), target.Close())
	return time.Since(began), size, err
}

// onlyWriter keeps the kernel from copying by itself, without reading.
type onlyWriter struct{ io.Writer }
