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
	"syscall"
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

// timed runs the program to its end, and tells the most memory that it took, in kB.
func timed(ctx context.Context, binary string, args ...string) (took time.Duration, kB int64, err error) {
	cmd := exec.CommandContext(ctx, binary, args...)
	began := time.Now()
	if said, err := cmd.CombinedOutput(); err != nil {
		return 0, 0, fmt.Errorf("preau %s: %w: %s", args[0], err, said)
	}
	took = time.Since(began)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		kB = int64(usage.Maxrss)
	}
	return took, kB, nil
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
