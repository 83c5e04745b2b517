package file

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
)

var at = civil.Moment{Happened: civil.Paris(2009, time.September, 21, 9, 0, 0), Recorded: civil.Paris(2026, time.November, 24, 8, 0, 0)}

// keep keeps a content under a name.
func keep(t *testing.T, d *db.DB, r io.Reader, name string) (kept Kept) {
	t.Helper()
	s, err := Spool(r, name, 20<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		kept, err = Keep(tx, at, s)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return kept
}

func find(t *testing.T, d *db.DB, id db.ID) (kept Kept, err error) {
	t.Helper()
	err = d.Read(t.Context(), func(tx *db.Tx) (err error) {
		kept, err = Find(tx, id)
		return err
	})
	return kept, err
}

func verify(t *testing.T, d *db.DB) (faults []string) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		faults, err = Verify(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return faults
}

func TestKeepAndReadBack(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		for _, size := range []int64{20, chunkSize - 1, chunkSize, chunkSize + 1, 3*chunkSize + 7} {
			want, err := io.ReadAll(large(size))
			if err != nil {
				t.Fatal(err)
			}
			kept := keep(t, d, bytes.NewReader(want), "Délibération.pdf")
			found, err := find(t, d, kept.ID)
			if err != nil || found != kept || found.Name != "Délibération.pdf" || found.Type != PDF || found.Size != size {
				t.Errorf("Find: got %+v, %v, want %+v", found, err, kept)
			}
			if err := iotest.TestReader(Open(t.Context(), d, found), want); err != nil {
				t.Errorf("%s: %v", Size(size), err)
			}
		}
		if faults := verify(t, d); len(faults) > 0 {
			t.Errorf("Verify: got %q, want nothing", faults)
		}
	})
}

// A file goes out chunk by chunk: each is one statement, read when it is needed.
func TestReadingHoldsOneChunk(t *testing.T) {
	d := migrated.Open(t, migrated.SQLite(t))
	kept := keep(t, d, large(4*chunkSize), "grand.pdf")
	ctx, use := db.Counting(t.Context())
	r := Open(ctx, d, kept)
	buffer := make([]byte, chunkSize/2)
	for i := range 8 {
		if _, err := io.ReadFull(r, buffer); err != nil {
			t.Fatal(err)
		}
		if got, want := use.Statements.Load(), int64(i/2+1); got != want {
			t.Errorf("statements after %d halves of a chunk: got %d, want %d", i+1, got, want)
		}
	}
	if n, err := r.Read(buffer); n != 0 || err != io.EOF {
		t.Errorf("Read at the end: got %d, %v, want io.EOF", n, err)
	}
}

func TestRemoveTakesTheContentAway(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		kept, other := keep(t, d, large(2*chunkSize), "a.pdf"), keep(t, d, strings.NewReader(pdf), "b.pdf")
		reading := Open(t.Context(), d, kept)
		for _, want := range []error{nil, db.ErrNotFound} {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return Remove(tx, at, kept.ID) }); !errors.Is(err, want) {
				t.Errorf("Remove: got %v, want %v", err, want)
			}
		}
		if _, err := find(t, d, kept.ID); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("Find of what was removed: got %v, want db.ErrNotFound", err)
		}
		if _, err := io.ReadAll(reading); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("reading what was removed: got %v, want db.ErrNotFound", err)
		}
		if got, err := io.ReadAll(Open(t.Context(), d, other)); err != nil || string(got) != pdf {
			t.Errorf("the other file: got %d bytes, %v", len(got), err)
		}
		if faults := verify(t, d); len(faults) > 0 {
			t.Errorf("Verify: got %q, want nothing", faults)
		}
	})
}

func TestVerifySeesWhatWasChanged(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		for name, statement := range map[string]string{
			"son contenu n’est plus celui qui a été reçu": "UPDATE file SET digest = '" + strings.Repeat("0", 64) + "'",
			"il manque une partie de son contenu":         "DELETE FROM file_chunk WHERE seq = 1",
		} {
			d := migrated.Open(t, url)
			kept := keep(t, d, large(2*chunkSize), "a.pdf")
			if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(statement); return err }); err != nil {
				t.Fatal(err)
			}
			faults := verify(t, d)
			if len(faults) != 1 || !strings.Contains(faults[0], name) {
				t.Errorf("Verify after %s: got %q, want that %s", statement, faults, name)
			}
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return Remove(tx, at, kept.ID) }); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A file of no known type is not kept, whoever forgot to refuse it.
func TestWhatWasNotAcceptedIsNotKept(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		s, err := Spool(strings.NewReader(program), "a.pdf", 1000)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		err = d.Write(t.Context(), func(tx *db.Tx) error { _, err := Keep(tx, at, s); return err })
		if got := db.Broken(err); got != "file_type_known" {
			t.Errorf("Keep of a program: got %v, want the CHECK file_type_known", err)
		}
	})
}
