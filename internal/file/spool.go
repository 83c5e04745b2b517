package file

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// Spooled is a file that was received and is not kept yet: a temporary file,
// to be closed by who asked for it.
type Spooled struct {
	Name   string // safe: see CleanName
	Type   Type   // by its content; "" when it is none of those known
	Size   int64  // in bytes, at least 1
	Digest string // SHA-256, in hexadecimal
	why    string // what is wrong with it, when its type is not known
	file   *os.File
	named  bool // it still has a name, to be removed
}

// A SpoolError is a temporary file that could not be written: the disk is full
// or does not answer. It is a fault of ours, not of who sent the file.
type SpoolError struct{ Cause error }

func (e *SpoolError) Error() string { return fmt.Sprintf("file: spool: %v", e.Cause) }
func (e *SpoolError) Unwrap() error { return e.Cause }

// Spool copies what is received to a temporary file, among the machine's
// (TMPDIR), and tells what it is. It returns a *Refusal when the file is empty
// or above the limit in bytes, a *SpoolError when it cannot be written, and
// any other error as the reader gave it. It holds 32 kB of the file at a time.
func Spool(r io.Reader, name string, limit int64) (*Spooled, error) {
	temporary, err := os.CreateTemp("", "preau-")
	if err != nil {
		return nil, &SpoolError{err}
	}
	// Where the system allows it, the file loses its name at once: a program that
	// is killed leaves nothing behind.
	named := os.Remove(temporary.Name()) != nil
	s, err := spool(temporary, r, name, limit)
	if err != nil {
		return nil, errors.Join(err, discard(temporary, named))
	}
	s.named = named
	return s, nil
}

func spool(into *os.File, r io.Reader, name string, limit int64) (*Spooled, error) {
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(disk{into}, sum), io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, err
	case size > limit:
		return nil, tooLarge(limit)
	case size == 0:
		return nil, ErrEmpty
	}
	t, why, err := detect(into, size)
	if err != nil {
		return nil, &SpoolError{err}
	}
	return &Spooled{Name: CleanName(name, t), Type: t, Size: size, Digest: hex.EncodeToString(sum.Sum(nil)), file: into, why: why}, nil
}

// disk tells a failure to write from a failure to read.
type disk struct{ file *os.File }

func (d disk) Write(p []byte) (int, error) {
	n, err := d.file.Write(p)
	if err != nil {
		err = &SpoolError{err}
	}
	return n, err
}

// Open reads the file from its start, as often as one asks, until it is closed.
func (s *Spooled) Open() *io.SectionReader { return io.NewSectionReader(s.file, 0, s.Size) }

// Accept refuses, with a sentence that names what is wanted, a file that is of
// none of these types.
func (s *Spooled) Accept(wanted ...Type) error { return accept(s.Type, s.why, wanted) }

// Close removes the temporary file. A nil or closed one has nothing to remove.
func (s *Spooled) Close() error {
	if s == nil || s.file == nil {
		return nil
	}
	temporary := s.file
	s.file = nil
	return discard(temporary, s.named)
}

func discard(temporary *os.File, named bool) error {
	err := temporary.Close()
	if named {
		err = errors.Join(err, os.Remove(temporary.Name()))
	}
	return err
}
