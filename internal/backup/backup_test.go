package backup_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/backup"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest"
	"preau/internal/dbtest/migrated"
)

var now = civil.At(time.Date(2009, 9, 21, 8, 0, 0, 0, time.UTC))

// sound finds nothing to say of any database.
func sound(*db.Tx) ([]string, error) { return nil, nil }

func write(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, statement := range statements {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// rows have all that a column may hold: the largest integer, NULL, true, an empty
// text, signs of every length; a message that answers one with a greater id.
var rows = []string{
	`INSERT INTO person (id, login, name, email, recorded_at, search_text, suspended) VALUES (9223372036854775807, 'zoe', 'Zoé « 😀 » & <b>', 'zoe@exemple.invalid', '2009-09-21', '', TRUE)`,
	`INSERT INTO person (id, login, name, email, recorded_at) VALUES (2, 'Éric', 'Line' || CHR || 'two \ "x"', 'eric@exemple.invalid', '2009-09-21')`,
	`INSERT INTO role_grant (id, person, role, region, academie, department, school, from_day, delegation_of) VALUES (20, 2, 'administrator', '', '', '', '', '2009-07-28', NULL)`,
	`INSERT INTO ledger_entry (id, debit, credit, cents, subject, happened_at, recorded_at) VALUES (9, 'a', 'b', 9007199254740993, 's', '2009-09-21', '2009-09-21')`,
	`INSERT INTO ledger_entry (id, debit, credit, cents, subject, reverses, happened_at, recorded_at) VALUES (1, 'b', 'a', 9007199254740993, 's', 9, '2009-09-21', '2009-09-21')`,
	`INSERT INTO file (id, name, type, size, digest, happened_at, recorded_at) VALUES (5, 'x.pdf', 'pdf', 5, '` + strings.Repeat("0", 64) + `', '2009-09-21', '2009-09-21')`,
	`INSERT INTO sign_in (token, data, expires_at) VALUES ('t', BYTES, '2009-09-22')`,
}

// filled is a migrated database with those rows, and a file in two chunks.
func filled(t *testing.T, address string) *db.DB {
	t.Helper()
	d := migrated.Open(t, address)
	newline, some := "char(10)", "x'00'"
	if d.Engine == db.Postgres {
		newline, some = "chr(10)", `'\x00'`
	}
	for _, row := range rows {
		write(t, d, strings.NewReplacer("CHR", newline, "BYTES", some).Replace(row))
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for seq, data := range [][]byte{{0, 255, 10}, {'"', 0}} {
			if _, err := tx.Exec("INSERT INTO file_chunk (file, seq, data) VALUES (5, $1, $2)", seq, data); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return d
}

func saved(t *testing.T, d *db.DB) (path string, m backup.Manifest) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "préau.zip")
	m, err := backup.Save(t.Context(), d, path, "preau test", now)
	if err != nil {
		t.Fatal(err)
	}
	return path, m
}

// refusedAs checks that a restoration is refused with a sentence and that nothing is
// at the address after it.
func refusedAs(t *testing.T, path, address, sentence string) {
	t.Helper()
	_, err := backup.Restore(t.Context(), path, address, sound)
	var refusal *backup.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.French(), sentence) {
		t.Fatalf("Restore(): got %v, want a refusal « %s »", err, sentence)
	}
	nothing(t, address)
}

func nothing(t *testing.T, address string) {
	t.Helper()
	if !db.IsPostgres(address) {
		if left, err := os.ReadDir(filepath.Dir(address)); err != nil || len(left) > 0 {
			t.Fatalf("files after a refusal: got %v, %v, want none", left, err)
		}
		return
	}
	if empty, err := migrated.Open(t, address).Empty(t.Context()); err != nil || !empty {
		t.Fatalf("the database after a refusal: empty is %v, %v, want true", empty, err)
	}
}

// From one engine to the other and back, every row of every table is the same.
func TestThereAndBack(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, address string) {
		first := filled(t, address)
		path, told := saved(t, first)
		others := []string{dbtest.Postgres(t), dbtest.SQLite(t)}
		for _, other := range others {
			if _, err := backup.Restore(t.Context(), path, other, sound); err != nil {
				t.Fatalf("Restore(%s): %v", other, err)
			}
			d := migrated.Open(t, other)
			next, got := saved(t, d)
			if diff := cmp.Diff(told.Tables, got.Tables); diff != "" {
				t.Errorf("tables after a restoration on %s (-want +got):\n%s", d.Engine, diff)
			}
			refuses(t, d, "UPDATE ledger_entry SET cents = 1") // append-only still
			refuses(t, d, "INSERT INTO role_grant (id, person, role, region, academie, department, school, from_day) VALUES (21, 77, 'administrator', '', '', '', '', '2009-07-28')")
			path = next
		}
		var signedIn int64
		if err := migrated.Open(t, others[1]).Read(t.Context(), func(tx *db.Tx) error { return tx.Get(&signedIn, "SELECT count(*) FROM sign_in") }); err != nil || signedIn != 0 {
			t.Errorf("sign-ins after a restoration: got %d, %v, want none", signedIn, err)
		}
	})
}

func refuses(t *testing.T, d *db.DB, statement string) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(statement); return err }); err == nil {
		t.Errorf("%s on %s: want an error", statement, d.Engine)
	}
}

func TestABackupIsPrivateAndReplacesOnlyABackup(t *testing.T) {
	d := filled(t, migrated.SQLite(t))
	path, _ := saved(t, d)
	if _, err := backup.Save(t.Context(), d, path, "preau test", now); err != nil {
		t.Errorf("Save() over a backup: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of a backup: got %v, %v, want 0600", info.Mode(), err)
	}
	other := filepath.Join(t.TempDir(), "thèse.odt")
	if err := os.WriteFile(other, []byte("PK\x03\x04"), 0o600); err != nil {
		t.Fatal(err)
	}
	var refusal *backup.Refusal
	if _, err := backup.Save(t.Context(), d, other, "preau test", now); !errors.As(err, &refusal) {
		t.Errorf("Save() over another file: got %v, want a refusal", err)
	}
	for _, folder := range []string{filepath.Dir(path), filepath.Dir(other)} {
		if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
			t.Errorf("files in the folder of a backup: got %v, %v, want one", left, err)
		}
	}
}

// Any byte counts, and every end.
func TestAFileThatIsNotWholeIsRefused(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, address string) {
		path, _ := saved(t, filled(t, address))
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		target := dbtest.SQLite(t)
		if db.IsPostgres(address) {
			target = dbtest.Postgres(t)
		}
		bad := filepath.Join(t.TempDir(), "bad.zip")
		put := func(content []byte) {
			if err := os.WriteFile(bad, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for i := 0; i < len(good); i += 997 {
			altered := append([]byte{}, good...)
			altered[i] ^= 4
			put(altered)
			refusedAs(t, bad, target, "")
		}
		for _, n := range []int{1, 2, 100, len(good) / 2, len(good) - 50} {
			put(good[:len(good)-n])
			refusedAs(t, bad, target, "est incomplète ou a été modifiée")
			put(append(append([]byte{}, good[:len(good)-n]...), make([]byte, n)...))
			refusedAs(t, bad, target, "est incomplète ou a été modifiée")
		}
		for _, content := range []string{"", "PK", string(good[:5]), "SQLite format 3\x00", "\xff\xd8\xff"} {
			put([]byte(content))
			refusedAs(t, bad, target, "n’est pas une sauvegarde de Préau")
		}
		refusedAs(t, filepath.Join(t.TempDir(), "nulle-part.zip"), target, "ne peut pas être lue")
		if _, err := backup.Restore(t.Context(), path, target, sound); err != nil {
			t.Errorf("Restore() of the good file after those: %v", err)
		}
	})
}

// What does not hold is undone, and so is what a database refuses.
func TestWhatDoesNotHoldIsNotRestored(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, address string) {
		path, _ := saved(t, filled(t, migrated.SQLite(t)))
		_, err := backup.Restore(t.Context(), path, address, func(*db.Tx) ([]string, error) { return []string{"Le journal ne tient pas."}, nil })
		var refusal *backup.Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.French(), "Le journal ne tient pas.") {
			t.Errorf("Restore() of what does not hold: got %v, want a refusal that says it", err)
		}
		nothing(t, address)
		if _, err := backup.Restore(t.Context(), path, address, func(*db.Tx) ([]string, error) { return nil, context.Canceled }); !errors.Is(err, context.Canceled) {
			t.Errorf("Restore() whose check fails: got %v, want its error", err)
		}
		nothing(t, address)
	})
}

func TestADatabaseWithSomethingInItIsLeft(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, address string) {
		d := filled(t, address)
		path, before := saved(t, d)
		_, err := backup.Restore(t.Context(), path, address, sound)
		var refusal *backup.Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.French(), "n’est pas vide") {
			t.Errorf("Restore() into a database in use: got %v, want a refusal", err)
		}
		if _, after := saved(t, d); cmp.Diff(before, after) != "" {
			t.Errorf("the database that was left (-want +got):\n%s", cmp.Diff(before, after))
		}
	})
}

// What SQLite left of another database would be played into the new one.
func TestTheRemainsOfAnotherDatabaseAreLeft(t *testing.T) {
	path, _ := saved(t, filled(t, migrated.SQLite(t)))
	address := dbtest.SQLite(t)
	if err := os.WriteFile(address+"-wal", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Restore(t.Context(), path, address, sound); err == nil || !strings.Contains(err.Error(), "-wal") {
		t.Errorf("Restore() beside a journal of SQLite: got %v, want a refusal that names it", err)
	}
	if _, err := os.Stat(address); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the database: got %v, want none", err)
	}
}

// What a restoration that was killed left is no hindrance to the next.
func TestARestorationThatWasKilledIsDoneAgain(t *testing.T) {
	path, _ := saved(t, filled(t, migrated.SQLite(t)))
	address := dbtest.SQLite(t)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.WriteFile(address+".restauration"+suffix, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := backup.Restore(t.Context(), path, address, sound); err != nil {
		t.Errorf("Restore(): %v", err)
	}
	if left, err := os.ReadDir(filepath.Dir(address)); err != nil || len(left) != 1 {
		t.Errorf("files after it: got %v, %v, want the database", left, err)
	}
}

// A backup of an older schema is loaded as it was, then migrated.
func TestAnOlderSchema(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, address string) {
		d := migrated.Open(t, dbtest.SQLite(t))
		if err := d.MigrateTo(t.Context(), 6); err != nil {
			t.Fatal(err)
		}
		write(t, d, `INSERT INTO person (id, login, name, email, recorded_at) VALUES (7, 'anne', 'Anne', 'anne@exemple.invalid', '2009-09-21')`,
			`INSERT INTO campaign (code, label, version, current) VALUES ('2009-2010', '2009-2010', 1, 1)`)
		path, m := saved(t, d)
		if m.Schema != 6 {
			t.Errorf("schema of the backup: got %d, want 6", m.Schema)
		}
		if _, err := backup.Restore(t.Context(), path, address, sound); err != nil {
			t.Fatal(err)
		}
		restored := migrated.Open(t, address)
		if err := restored.Read(t.Context(), func(tx *db.Tx) error {
			version, err := db.SchemaVersion(tx)
			if err == nil && version != db.Newest() {
				err = fmt.Errorf("schema %d, want %d", version, db.Newest())
			}
			var suspended bool
			return errors.Join(err, tx.Get(&suspended, "SELECT suspended FROM person WHERE login = 'anne'"))
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestANewerSchemaIsRefused(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, address string) {
		d := filled(t, migrated.SQLite(t))
		write(t, d, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
		path, _ := saved(t, d)
		refusedAs(t, path, address, "une version plus récente de Préau (schéma 999")
	})
}

// What is saved while others write is one instant: two rows that are always
// written together are both there or neither.
func TestABackupWhileOthersWrite(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, address string) {
		d := filled(t, address)
		ctx, stop := context.WithCancel(t.Context())
		var writing sync.WaitGroup
		wrote := make(chan bool)
		writing.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				_ = d.Write(ctx, func(tx *db.Tx) error {
					_, first := tx.Exec("INSERT INTO once_key (key, result, recorded_at) VALUES ($1, '', '')", fmt.Sprint("k", i))
					_, second := tx.Exec("INSERT INTO slowdown (subject, failures, next_at, last_at) VALUES ($1, 1, '', '')", fmt.Sprint("k", i))
					return errors.Join(first, second)
				})
				if i == 10 {
					close(wrote)
				}
			}
		})
		<-wrote
		for range 3 {
			path, _ := saved(t, d)
			into := dbtest.SQLite(t)
			var apart, all int64
			if _, err := backup.Restore(t.Context(), path, into, func(tx *db.Tx) ([]string, error) {
				return nil, errors.Join(tx.Get(&all, "SELECT count(*) FROM once_key"),
					tx.Get(&apart, "SELECT count(*) FROM once_key k FULL JOIN slowdown s ON s.subject = k.key WHERE s.subject IS NULL OR k.key IS NULL"))
			}); err != nil || apart != 0 || all < 10 {
				t.Errorf("rows of one act that are apart: got %d of %d, %v, want none of 10 or more", apart, all, err)
			}
		}
		stop()
		writing.Wait()
	})
}

// Any file at all is a backup that was checked, or is refused with a sentence.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte("PK\x03\x04" + strings.Repeat("\x00", 26) + "LISEZ-MOI.txt"))
	f.Add(sealed(f, `{"format": 1, "tables": [{"name": "person", "rows": -1, "columns": []}]}`))
	f.Add(sealed(f, `[`))
	f.Add(sealed(f, strings.Repeat(`{"tables":[`, 20_000)))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "b.zip")
		for _, content := range [][]byte{content, sealed(t, string(content))} {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			archive, err := backup.Open(t.Context(), path)
			var refusal *backup.Refusal
			if err != nil && (!errors.As(err, &refusal) || refusal.French() == "") {
				t.Errorf("Open: got %v, want a refusal", err)
			}
			if err == nil {
				archive.Close()
			}
		}
	})
}

// sealed is an archive around a manifest, with a digest that is right.
func sealed(t testing.TB, manifest string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range [][2]string{{"LISEZ-MOI.txt", "a"}, {"manifeste.json", manifest}} {
		w, err := archive.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	blank := strings.Repeat("0", 64)
	if err := errors.Join(archive.SetComment("Préau, sauvegarde. SHA-256 du fichier : "+blank), archive.Close()); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(out.Bytes())
	return append(out.Bytes()[:out.Len()-64], hex.EncodeToString(sum[:])...)
}
