package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"preau/internal/db"
)

// A Check says, in French, what does not agree in a database.
type Check func(*db.Tx) ([]string, error)

// Restore makes, at an address where there is no database or an empty one, the
// database that a backup holds: at the schema that it was saved with, then
// migrated to the program's. What check finds wrong undoes it.
//
// It returns a *Refusal, and leaves nothing behind, when the file is not a whole
// backup, when it is more recent than the program, when the database holds
// something, or when what was restored does not hold.
func Restore(ctx context.Context, path, address string, check Check) (Manifest, error) {
	a, err := Open(ctx, path)
	if err != nil {
		return Manifest{}, err
	}
	defer a.Close()
	if db.IsPostgres(address) {
		return a.Manifest, a.toServer(ctx, address, check)
	}
	return a.Manifest, a.toFile(ctx, address, check)
}

func notEmpty(address string) error {
	return refuse("La base %s n’est pas vide : une sauvegarde se restaure dans une base vide. Rien n’a été modifié.", db.Redacted(address))
}

// toServer fills a PostgreSQL database that has no table.
func (a *Archive) toServer(ctx context.Context, address string, check Check) error {
	d, err := db.Open(ctx, address)
	if err != nil {
		return err
	}
	defer d.Close()
	empty, err := d.Empty(ctx)
	if err == nil && !empty {
		err = notEmpty(address)
	}
	if err != nil {
		return err
	}
	if err := a.fill(ctx, d, check); err != nil {
		return errors.Join(err, d.Clear(context.WithoutCancel(ctx)))
	}
	return nil
}

// toFile fills a new SQLite file beside the address, and gives it the name when
// it is whole.
func (a *Archive) toFile(ctx context.Context, address string, check Check) (err error) {
	if err := free(ctx, address); err != nil {
		return err
	}
	fresh := address + ".restauration"
	if err := remove(fresh); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(fresh)) }()
	d, err := db.Open(ctx, fresh)
	if err != nil {
		return err
	}
	if err := errors.Join(a.fill(ctx, d, check), d.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, address); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(address))
}

// beside are the names that SQLite adds to that of a database.
var beside = []string{"", "-wal", "-shm", "-journal"}

// free refuses an address where there is a database with something in it, or
// what another left: SQLite would play it into the new one.
func free(ctx context.Context, address string) error {
	if _, err := os.Stat(address); !errors.Is(err, fs.ErrNotExist) {
		d, err := db.Open(ctx, address)
		if err != nil {
			return err
		}
		empty, err := d.Empty(ctx)
		if err := errors.Join(err, d.Close()); err != nil {
			return err
		}
		if !empty {
			return notEmpty(address)
		}
	}
	for _, suffix := range beside[1:] {
		if _, err := os.Lstat(address + suffix); !errors.Is(err, fs.ErrNotExist) {
			return refuse("Il y a un fichier %s, celui d’une base ouverte ou mal fermée. Rien n’a été modifié.", address+suffix)
		}
	}
	return nil
}

func remove(file string) (err error) {
	for _, suffix := range beside {
		if gone := os.Remove(file + suffix); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// fill says in French what kept it from its end, whatever that is.
func (a *Archive) fill(ctx context.Context, d *db.DB, check Check) error {
	err := a.fillAndCheck(ctx, d, check)
	var refusal *Refusal
	if err == nil || errors.As(err, &refusal) {
		return err
	}
	return &Refusal{"La restauration n’est pas allée à son terme, rien n’en est gardé.", err}
}

func (a *Archive) fillAndCheck(ctx context.Context, d *db.DB, check Check) error {
	if err := d.MigrateTo(ctx, a.Schema); err != nil {
		return err
	}
	if err := d.Write(ctx, a.load); err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	var faults []string
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		faults, err = check(tx)
		return err
	}); err != nil {
		return err
	}
	if len(faults) > 0 {
		return refuse("La base de cette sauvegarde ne tient pas, elle n’est pas restaurée :\n%s", strings.Join(faults, "\n"))
	}
	return nil
}

// load puts every row in, all or none.
func (a *Archive) load(tx *db.Tx) error {
	all, err := db.Tables(tx)
	if err != nil {
		return err
	}
	if err := a.fits(all); err != nil {
		return err
	}
	settle, err := tx.HoldReferences()
	if err != nil {
		return err
	}
	for _, table := range slices.Backward(all) {
		if err := clear(tx, table.Name); err != nil {
			return err
		}
	}
	for _, table := range all {
		if told, there := a.table(table.Name); there {
			if err := a.loadTable(tx, table, told); err != nil {
				return err
			}
		}
	}
	return settle()
}

// fits refuses a backup that has not the tables of its schema.
func (a *Archive) fits(all []db.Table) error {
	known := map[string]bool{}
	for _, table := range all {
		known[table.Name] = true
		if _, there := a.table(table.Name); !there && !a.leaves(table.Name) {
			return refuse("La sauvegarde n’a pas la table %s, que son schéma %d a.", table.Name, a.Schema)
		}
	}
	for _, table := range a.Tables {
		if !known[table.Name] {
			return refuse("La sauvegarde a une table %s, que son schéma %d n’a pas.", table.Name, a.Schema)
		}
	}
	return nil
}

// clear takes away the rows that the migrations put in: the backup has them.
func clear(tx *db.Tx, table string) error {
	var some bool
	err := tx.Get(&some, "SELECT EXISTS (SELECT 1 FROM "+db.Quoted(table)+")")
	if err == nil && some {
		_, err = tx.Exec("DELETE FROM " + db.Quoted(table))
	}
	return err
}

// What is in memory at once: rows, and bytes of them.
const (
	someRows  = 200
	someBytes = 4 << 20
)

func (a *Archive) loadTable(tx *db.Tx, table db.Table, told Table) error {
	lines, err := newLines(table)
	if err != nil {
		return err
	}
	entry, err := a.entry(told.entry())
	if err != nil {
		return err
	}
	defer entry.Close()
	bytes := map[string]*checked{}
	blobs := map[string]io.Reader{}
	for _, column := range table.Columns {
		if column.Kind != db.Blob {
			continue
		}
		one, err := a.entry(told.blobEntry(column))
		if err != nil {
			return err
		}
		defer one.Close()
		bytes[column.Name], blobs[column.Name] = one, one
	}
	if err := lines.put(tx, entry, blobs, told.Rows); err != nil {
		return err
	}
	if err := entry.end(told.Digest); err != nil {
		return fmt.Errorf("backup: table %s: %w", table.Name, err)
	}
	for _, b := range told.Blobs {
		if err := bytes[b.Column].end(b.Digest); err != nil {
			return fmt.Errorf("backup: table %s, column %s: %w", table.Name, b.Column, err)
		}
	}
	return nil
}

// put writes the rows, some at a time.
func (l *lines) put(tx *db.Tx, entry io.Reader, blobs map[string]io.Reader, want int64) error {
	quoted := make([]string, len(l.names))
	for i, name := range l.names {
		quoted[i] = db.Quoted(name)
	}
	head := "INSERT INTO " + db.Quoted(l.table.Name) + " (" + strings.Join(quoted, ", ") + ")"
	var rows [][]any
	var size, count int64
	for decoder := json.NewDecoder(entry); ; {
		var line map[string]json.RawMessage
		err := decoder.Decode(&line)
		if err != nil && err != io.EOF {
			return fmt.Errorf("backup: table %s: %w", l.table.Name, err)
		}
		if ended := err == io.EOF; ended || len(rows) == someRows || size > someBytes {
			if err := tx.PutMany(head, "", rows); err != nil {
				return err
			}
			if rows, size = rows[:0], 0; ended {
				break
			}
		}
		row, more, err := l.row(line, blobs)
		if err != nil {
			return err
		}
		rows, size, count = append(rows, row), size+more, count+1
	}
	if count != want {
		return fmt.Errorf("backup: table %s has %d rows, not the %d that are told", l.table.Name, count, want)
	}
	return nil
}

// A checked entry is hashed as it is read.
type checked struct {
	io.Reader
	io.Closer
	sum hash.Hash
}

func (a *Archive) entry(name string) (*checked, error) {
	file, err := a.zip.Open(name)
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	sum := sha256.New()
	return &checked{bufio.NewReaderSize(io.TeeReader(file, sum), 64<<10), file, sum}, nil
}

// end refuses what is left unread, and another content than was told.
func (c *checked) end(digest string) error {
	switch n, err := io.Copy(io.Discard, c); {
	case err != nil:
		return err
	case n > 0:
		return fmt.Errorf("%d bytes are left over", n)
	}
	if got := hex.EncodeToString(c.sum.Sum(nil)); got != digest {
		return fmt.Errorf("its digest is %s, not %s", got, digest)
	}
	return nil
}
