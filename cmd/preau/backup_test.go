package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/backup"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest"
	"preau/internal/example"
	"preau/internal/file"
)

// saves are small examples, with a file that takes several rows.
var saves = dbtest.NewModel(func(address string) error {
	ctx, now := context.Background(), civil.At(time.Now())
	d, err := ready(ctx, address, true)
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := example.Fill(ctx, d, now, 0.005); err != nil {
		return err
	}
	spooled, err := file.Spool(bytes.NewReader([]byte("%PDF-1.4\n"+strings.Repeat("préau\x00\xff", 90_000)+"\n%%EOF\n")), "notice.pdf", file.MaxDocument)
	if err != nil {
		return err
	}
	defer spooled.Close()
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := file.Keep(tx, civil.Moment{Happened: now, Recorded: now}, spooled)
		return err
	})
})

func opened(t *testing.T, address string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// everything is, of each table that a backup has, how many rows it has and a digest of them all.
func everything(t *testing.T, address string) map[string]string {
	t.Helper()
	d := opened(t, address)
	defer d.Close()
	all := map[string]string{}
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		for _, table := range tables {
			if backup.LeftOut(table.Name) != "" {
				continue
			}
			var rows []string
			if err := tx.Each("SELECT * FROM "+db.Quoted(table.Name), func(row []any) error {
				for i, value := range row {
					if yes, boolean := value.(bool); boolean {
						row[i] = map[bool]int64{false: 0, true: 1}[yes]
					}
				}
				rows = append(rows, fmt.Sprintf("%q", row))
				return nil
			}); err != nil {
				return err
			}
			slices.Sort(rows)
			all[table.Name] = fmt.Sprintf("%d rows, %x", len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

var journalHead = regexp.MustCompile(`Journal : .*`)

func verified(t *testing.T, address string) string {
	t.Helper()
	code, said, complaint := run(t, "verify", "--db", address)
	if code != 0 {
		t.Fatalf("preau verify: got %d, want 0\n%s%s", code, said, complaint)
	}
	return journalHead.FindString(said)
}

// The drill: the example is saved, restored on the other engine, saved there,
// and restored on the first; all rows are what they were, and all of it holds.
func TestRestoreDrill(t *testing.T) {
	saves.Engines(t, func(t *testing.T, address string) {
		want, head := everything(t, address), verified(t, address)
		other, back := dbtest.Postgres(t), dbtest.SQLite(t)
		if db.IsPostgres(address) {
			other, back = dbtest.SQLite(t), dbtest.Postgres(t)
		}
		from := address
		for _, to := range []string{other, back} {
			path := filepath.Join(t.TempDir(), "préau.zip")
			succeeds(t, "La clé de l’installation (PREAU_KEY_FILE) n’y est pas", "backup", path, "--db", from)
			succeeds(t, "Base restaurée et vérifiée", "restore", path, "--db", to)
			if got := verified(t, to); got != head {
				t.Errorf("preau verify after a restoration: got %s, want %s", got, head)
			}
			if diff := cmp.Diff(want, everything(t, to)); diff != "" {
				t.Errorf("rows after a restoration (-want +got):\n%s", diff)
			}
			from = to
		}
		if tables := len(slices.Collect(maps.Keys(want))); tables < 60 {
			t.Errorf("tables compared: got %d, want them all", tables)
		}
	})
}

// A running server goes on while it is saved; the key is not in the backup.
func TestBackupOfARunningServer(t *testing.T) {
	s := started(t)
	database := s.Args[slices.Index(s.Args, "--db")+1]
	key, err := os.ReadFile(filepath.Join(filepath.Dir(database), "preau.key"))
	if err != nil {
		t.Fatal(err)
	}
	path, to := filepath.Join(t.TempDir(), "préau.zip"), filepath.Join(t.TempDir(), "autre.db")
	succeeds(t, "Sauvegarde écrite", "backup", path, "--db", database)
	content, err := os.ReadFile(path)
	if err != nil || bytes.Contains(content, bytes.TrimSpace(key)) {
		t.Errorf("the backup: got %v, want it without the key", err)
	}
	succeeds(t, "Base restaurée et vérifiée", "restore", path, "--db", to)
	refuses(t, refused, []string{"n’est pas vide"}, "restore", path, "--db", database)
	refuses(t, refused, []string{"n’est pas vide"}, "restore", path, "--db", to)
	refuses(t, refused, []string{"existe déjà et n’est pas une sauvegarde"}, "backup", to, "--db", database)
	verified(t, to)
}

func TestBackupRefuses(t *testing.T) {
	folder := t.TempDir()
	nowhere := filepath.Join(folder, "nulle-part.db")
	refuses(t, refused, []string{"il n’y a pas de base"}, "backup", filepath.Join(folder, "x.zip"), "--db", nowhere)
	refuses(t, wrongUsage, nil, "restore", filepath.Join(folder, "x.zip"), "--db", nowhere)
	refuses(t, wrongUsage, nil, "backup")
	photo := filepath.Join(folder, "photo.jpg")
	if err := os.WriteFile(photo, []byte("\xff\xd8\xff"), 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, refused, []string{"n’est pas une sauvegarde de Préau"}, "restore", photo, "--db", nowhere)
	if _, err := os.Stat(nowhere); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("database of a restoration that was refused: got %v, want none", err)
	}
	empty := filepath.Join(folder, "vide.db")
	opened(t, empty).Close()
	refuses(t, refused, []string{"n’est pas une base de Préau"}, "backup", filepath.Join(folder, "x.zip"), "--db", empty)
	succeeds(t, "Base à jour", "migrate", "--db", nowhere)
	refuses(t, refused, []string{"ne peut pas être écrite"}, "backup", filepath.Join(folder, "absent", "x.zip"), "--db", nowhere)
}

// What does not hold in the backup is told, and is not restored.
func TestRestoreVerifies(t *testing.T) {
	database, to := saves.SQLite(t), filepath.Join(t.TempDir(), "autre.db")
	d := opened(t, database)
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE ledger_balance SET cents = cents + 1")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Close()
	path := filepath.Join(t.TempDir(), "préau.zip")
	succeeds(t, "Sauvegarde écrite", "backup", path, "--db", database)
	refuses(t, refused, []string{"ne tient pas, elle n’est pas restaurée"}, "restore", path, "--db", to)
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) != 0 {
		t.Errorf("after a restoration that was refused: got %v, %v, want nothing", left, err)
	}
}
