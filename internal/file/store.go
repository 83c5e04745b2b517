package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"preau/internal/civil"
	"preau/internal/db"
)

// chunkSize is the length in bytes of every chunk of a file but its last.
const chunkSize = 256 << 10

// Kept is a file in the database.
type Kept struct {
	ID         db.ID
	Name       string // safe: see CleanName
	Type       Type
	Size       int64  // in bytes
	Digest     string // SHA-256, in hexadecimal
	HappenedAt civil.Instant
	RecordedAt civil.Instant
}

const columns = "id, name, type, size, digest, happened_at, recorded_at"

// Keep puts a spooled file into the database, chunk by chunk. What may be kept
// is the caller's to say before: see Spooled.Accept.
func Keep(tx *db.Tx, at civil.Moment, s *Spooled) (Kept, error) {
	kept := Kept{db.NewID(at.Recorded.Time()), s.Name, s.Type, s.Size, s.Digest, at.Happened, at.Recorded}
	if _, err := tx.Exec("INSERT INTO file ("+columns+") VALUES ($1, $2, $3, $4, $5, $6, $7)",
		kept.ID, kept.Name, kept.Type, kept.Size, kept.Digest, kept.HappenedAt, kept.RecordedAt); err != nil {
		return Kept{}, err
	}
	content, chunk := s.Open(), make([]byte, chunkSize)
	for seq := int64(0); seq*chunkSize < s.Size; seq++ {
		n, err := io.ReadFull(content, chunk)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return Kept{}, &SpoolError{err}
		}
		if _, err := tx.Exec("INSERT INTO file_chunk (file, seq, data) VALUES ($1, $2, $3)", kept.ID, seq, chunk[:n]); err != nil {
			return Kept{}, err
		}
	}
	return kept, nil
}

// Find returns a file whose content is kept, or db.ErrNotFound.
func Find(tx *db.Tx, id db.ID) (Kept, error) {
	var kept Kept
	err := tx.Get(&kept, "SELECT "+columns+" FROM file WHERE id = $1 AND removed_at IS NULL", id)
	return kept, err
}

// Remove takes the content of a file away for good. Its name, size and digest
// stay: what refers to it can still say what it was. It returns db.ErrNotFound
// when there is no such file, or no more.
func Remove(tx *db.Tx, at civil.Moment, id db.ID) error {
	if err := tx.Change("UPDATE file SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL", at.Recorded, id); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM file_chunk WHERE file = $1", id)
	return err
}

// Verify recomputes the size and the digest of every file, and says in French
// which are no more what they were.
func Verify(tx *db.Tx) (faults []string, err error) {
	var all []Kept
	if err := tx.Select(&all, "SELECT "+columns+" FROM file WHERE removed_at IS NULL ORDER BY id"); err != nil {
		return nil, err
	}
	for _, kept := range all {
		sum := sha256.New()
		size, err := io.Copy(sum, within(tx, kept))
		switch {
		case errors.Is(err, db.ErrNotFound), errors.Is(err, errDamaged):
			faults = append(faults, fmt.Sprintf("Fichier %d\u202f: il manque une partie de son contenu.", kept.ID))
		case err != nil:
			return nil, err
		case size != kept.Size || hex.EncodeToString(sum.Sum(nil)) != kept.Digest:
			faults = append(faults, fmt.Sprintf("Fichier %d\u202f: son contenu n’est plus celui qui a été reçu.", kept.ID))
		}
	}
	return faults, nil
}

// errDamaged says that a chunk has not the length that it should.
var errDamaged = errors.New("file: damaged")

// A Reader reads a kept file, a chunk at a time. It can be moved in, so that a
// download that was cut goes on from where it was.
type Reader struct {
	kept  Kept
	load  func(seq int64) ([]byte, error)
	at    int64  // where the next Read begins
	seq   int64  // of the chunk in memory
	chunk []byte // nil: none is
}

// Open reads a kept file out of the database. Each chunk is read in a short
// transaction of its own: who downloads slowly keeps nobody waiting. A file
// that is removed meanwhile ends with an error.
func Open(ctx context.Context, d *db.DB, kept Kept) *Reader {
	return &Reader{kept: kept, load: func(seq int64) (chunk []byte, err error) {
		err = d.Read(ctx, func(tx *db.Tx) (err error) {
			chunk, err = chunkOf(tx, kept.ID, seq)
			return err
		})
		return chunk, err
	}}
}

// within reads a kept file in a transaction already begun.
func within(tx *db.Tx, kept Kept) *Reader {
	return &Reader{kept: kept, load: func(seq int64) ([]byte, error) { return chunkOf(tx, kept.ID, seq) }}
}

func chunkOf(tx *db.Tx, id db.ID, seq int64) (chunk []byte, err error) {
	err = tx.Get(&chunk, "SELECT data FROM file_chunk WHERE file = $1 AND seq = $2", id, seq)
	return chunk, err
}

func (r *Reader) Read(p []byte) (int, error) {
	if r.at >= r.kept.Size {
		return 0, io.EOF
	}
	seq, within := r.at/chunkSize, r.at%chunkSize
	if r.chunk == nil || r.seq != seq {
		chunk, err := r.load(seq)
		if err != nil {
			return 0, err
		}
		if int64(len(chunk)) != min(chunkSize, r.kept.Size-seq*chunkSize) {
			return 0, errDamaged
		}
		r.seq, r.chunk = seq, chunk
	}
	n := copy(p, r.chunk[within:])
	r.at += int64(n)
	return n, nil
}

// Seek moves to a place of the file: see io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.kept.Size
	}
	if offset < 0 {
		return 0, errors.New("file: seek before the start")
	}
	r.at = offset
	return offset, nil
}
