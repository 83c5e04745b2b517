package backup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/flate"

	"preau/internal/civil"
	"preau/internal/db"
)

// Save writes the whole database into a file, as it is at one instant: others
// may go on writing. The file is Préau's alone (0600), and takes its name when
// it is whole and on the disk; an older backup of that name is replaced.
//
// It refuses to replace what is not a backup, and a database that is not one of
// Préau.
func Save(ctx context.Context, d *db.DB, path, program string, now civil.Instant) (m Manifest, err error) {
	if err := replaceable(path); err != nil {
		return m, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.partiel") // 0600
	if err != nil {
		return m, &Refusal{"La sauvegarde ne peut pas être écrite.", err}
	}
	defer os.Remove(file.Name())
	m, err = Write(ctx, d, file, program, now)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return m, err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return m, err
	}
	return m, syncFolder(filepath.Dir(path))
}

// replaceable refuses the name of a file that is not a backup.
func replaceable(path string) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return refuse("%s existe déjà et n’est pas une sauvegarde de Préau : rien n’est écrit à sa place.", path)
	}
	defer z.Close()
	if !strings.HasPrefix(z.Comment, comment) {
		return refuse("%s existe déjà et n’est pas une sauvegarde de Préau : rien n’est écrit à sa place.", path)
	}
	return nil
}

// syncFolder makes sure that a new name in a folder is on the disk.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// comment ends a backup; the digest of the file comes after it.
const comment = "Préau, sauvegarde. SHA-256 du fichier : "

var noDigest = strings.Repeat("0", 2*sha256.Size)

// Write writes a backup into an empty file.
func Write(ctx context.Context, d *db.DB, file *os.File, program string, now civil.Instant) (m Manifest, err error) {
	sum := sha256.New()
	z := zip.NewWriter(io.MultiWriter(file, sum))
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	if err := z.SetComment(comment + noDigest); err != nil {
		return m, err
	}
	m = Manifest{Format: format, Program: program, Engine: string(d.Engine), At: now.String()}
	w := writer{zip: z, at: now}
	if err := w.text(readmeName, []byte(readme)); err != nil {
		return m, err
	}
	if err := d.Read(ctx, func(tx *db.Tx) error { return w.database(tx, &m) }); err != nil {
		return m, err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	if err := errors.Join(w.text(manifestName, append(text, '\n')), z.Close()); err != nil {
		return m, err
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return m, err
	}
	_, err = file.WriteAt([]byte(hex.EncodeToString(sum.Sum(nil))), end-int64(len(noDigest)))
	return m, err
}

type writer struct {
	zip *zip.Writer
	at  civil.Instant
}

func (w writer) create(name string, method uint16) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: w.at.Time().UTC()})
}

func (w writer) text(name string, content []byte) error {
	entry, err := w.create(name, zip.Deflate)
	if err == nil {
		_, err = entry.Write(content)
	}
	return err
}

func (w writer) database(tx *db.Tx, m *Manifest) (err error) {
	if m.Schema, err = db.SchemaVersion(tx); errors.Is(err, db.ErrNotFound) {
		return refuse("Cette base n’est pas une base de Préau : il n’y a rien à sauvegarder.")
	} else if err != nil {
		return err
	}
	all, err := db.Tables(tx)
	if err != nil {
		return err
	}
	for _, table := range all {
		if reason := left(table.Name); reason != "" {
			m.LeftOut = append(m.LeftOut, Left{table.Name, reason})
			continue
		}
		written, err := w.table(tx, table)
		if err != nil {
			return err
		}
		m.Tables = append(m.Tables, written)
	}
	return nil
}

// table writes the rows, then the bytes of each column that holds some: they are
// read in the order of the rows, a second time, since an entry is written whole
// before the next.
func (w writer) table(tx *db.Tx, from db.Table) (t Table, err error) {
	t.Name = from.Name
	lines, err := newLines(from)
	if err != nil {
		return t, err
	}
	t.Columns = lines.names
	entry, err := w.create(t.entry(), zip.Deflate)
	if err != nil {
		return t, err
	}
	out := newDigested(entry)
	if err := tx.Each(lines.query(tx), func(row []any) error {
		line, err := lines.line(row)
		if err != nil {
			return err
		}
		t.Rows++
		_, err = out.Write(line)
		return err
	}); err != nil {
		return t, err
	}
	t.Digest = out.digest()
	for _, column := range from.Columns {
		if column.Kind != db.Blob {
			continue
		}
		blobs, err := w.blobs(tx, t.blobEntry(column), column, lines)
		if err != nil {
			return t, err
		}
		t.Blobs = append(t.Blobs, blobs)
	}
	return t, nil
}

// blobs are kept as they are: most are documents and pictures, which are
// compressed already.
func (w writer) blobs(tx *db.Tx, name string, column db.Column, lines *lines) (b Blobs, err error) {
	b.Column = column.Name
	entry, err := w.create(name, zip.Store)
	if err != nil {
		return b, err
	}
	out := newDigested(entry)
	err = tx.Each(lines.blobQuery(tx, column), func(row []any) error {
		some, _ := row[0].([]byte) // nil: NULL
		b.Bytes += int64(len(some))
		_, err := out.Write(some)
		return err
	})
	b.Digest = out.digest()
	return b, err
}

// A digested writer hashes what goes through it.
type digested struct {
	io.Writer
	sum hash.Hash
}

func newDigested(w io.Writer) digested {
	sum := sha256.New()
	return digested{io.MultiWriter(w, sum), sum}
}

func (d digested) digest() string { return hex.EncodeToString(d.sum.Sum(nil)) }
