package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built is the program itself, built once: its exit codes, its sentences and
// its signals are what the tests look at.
var built = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "preau-built-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(folder, "preau")
	if said, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, said)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if binary, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := built()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), binary, args...)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()} // nothing of PREAU_…
	c.Dir = t.TempDir()
	return c
}

// run runs the program to its end.
func run(t *testing.T, args ...string) (code int, said, complaint string) {
	t.Helper()
	var out, complaints bytes.Buffer
	c := command(t, args...)
	c.Stdout, c.Stderr = &out, &complaints
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String(), complaints.String()
}

// refuses checks that the program stops with a code and says each of wanted.
func refuses(t *testing.T, code int, wanted []string, args ...string) {
	t.Helper()
	got, said, complaint := run(t, args...)
	if got != code {
		t.Errorf("preau %q: got %d, want %d\n%s%s", args, got, code, said, complaint)
	}
	for _, sentence := range wanted {
		if !strings.Contains(said+complaint, sentence) {
			t.Errorf("preau %q: want « %s » in\n%s%s", args, sentence, said, complaint)
		}
	}
}

func succeeds(t *testing.T, sentence string, args ...string) {
	t.Helper()
	if code, said, complaint := run(t, args...); code != 0 || !strings.Contains(said, sentence) {
		t.Errorf("preau %q: got %d, want 0 and « %s »\n%s%s", args, code, sentence, said, complaint)
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"frobnicate"}, {"serve", "--nope"}, {"campaign", "check"}, {"campaign", "check", "nulle-part"},
		{"import", "schools", "nulle-part.csv"}, {"example", "--size", "beaucoup"}} {
		refuses(t, wrongUsage, []string{"Cette commande n’est pas comprise"}, args...)
	}
	succeeds(t, "Servir Préau", "--help")
}

// A campaign is refused whole, each fault by file, line and field (R1).
func TestCampaignCheck(t *testing.T) {
	shipped := filepath.Join("..", "..", "campaigns", "2009-2010")
	absolute, err := filepath.Abs(shipped)
	if err != nil {
		t.Fatal(err)
	}
	succeeds(t, "aucun défaut", "campaign", "check", absolute)
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(shipped)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "campaign.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var wanted []string
	for _, fault := range []struct{ good, bad, field string }{
		{`hours = { value = 120,`, `hours = { value = -120,`, "hours"},
		{`group_size_min = { value = 8,`, `group_size_min = { value = 800,`, "group_size_min"},
		{`latest_start = { value = 2009-11-09,`, `latest_start = { value = "bientôt",`, "latest_start"},
		{`payer = { value = "Acsé", law = "§3.2" }`, `payer = { value = "Acsé", law = "on ne sait" }`, "payer"},
		{`date = 2009-07-28`, `dat = 2009-07-28`, "text.dat"},
	} {
		before, _, found := bytes.Cut(text, []byte(fault.good))
		if !found {
			t.Fatalf("campaign.toml has no %q", fault.good)
		}
		text = bytes.Replace(text, []byte(fault.good), []byte(fault.bad), 1)
		line := 1 + bytes.Count(before, []byte("\n"))
		wanted = append(wanted, fmt.Sprintf("campaign.toml, ligne %d, champ «\u202f%s", line, fault.field))
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, refused, append(wanted, "le dossier est refusé"), "campaign", "check", folder)
}

// Another year comes from its folder, in preparation; what is wrong is told as
// when it is checked, and a campaign that is there is refused.
func TestCampaignOpen(t *testing.T) {
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "..", "campaigns", "2009-2010"))); err != nil {
		t.Fatal(err)
	}
	address := filepath.Join(t.TempDir(), "preau.db")
	refuses(t, refused, []string{"Il y a déjà une campagne 2009-2010."}, "campaign", "open", folder, "--db", address)
	path := filepath.Join(folder, "campaign.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	later := strings.NewReplacer("2010-", "2011-", "2009-2010", "2010-2011", "2009-", "2010-").Replace(string(text))
	if err := os.WriteFile(path, []byte(later), 0o600); err != nil {
		t.Fatal(err)
	}
	succeeds(t, "La campagne 2010-2011 est en préparation.", "campaign", "open", folder, "--db", address)
	if err := os.WriteFile(path, []byte("code = 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, refused, []string{"campaign.toml, ligne 1", "le dossier est refusé"}, "campaign", "open", folder, "--db", address)
	refuses(t, wrongUsage, nil, "campaign", "open", "nulle-part")
}

func TestServeRefuses(t *testing.T) {
	refuses(t, refused, []string{"Le serveur PostgreSQL ne répond pas à l’adresse postgres://agent:xxxxx@127.0.0.1:1/preau"},
		"serve", "--db", "postgres://agent:secret@127.0.0.1:1/preau")
	example := filepath.Join(t.TempDir(), "exemple.db")
	refuses(t, refused, []string{"elle n’est servie que sur cette machine"}, "serve", "--example", "--addr", "0.0.0.0:0", "--db", example)
	refuses(t, refused, []string{"PREAU_SMTP attend smtp://"}, "serve", "--smtp", "localhost:25", "--url", "https://preau.exemple.invalid", "--db", example)
	refuses(t, refused, []string{"PREAU_PROXIES attend des adresses", "« 10.0.0.0/99 » n’en est pas"}, "serve", "--proxies", "127.0.0.1, 10.0.0.0/99", "--db", example)
	refuses(t, refused, []string{"PREAU_URL manque"}, "serve", "--smtp", "smtp://localhost:25", "--db", example)
	refuses(t, refused, []string{"une base d’exemple n’envoie pas de courrier"}, "serve", "--example", "--smtp", "smtp://127.0.0.1:1", "--url", "https://preau.exemple.invalid", "--db", example)
	if _, err := os.Stat(example); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the example that was refused: got %v, want no file", err)
	}
	succeeds(t, "de plus", "example", "--size", "0.001", "--db", example)
	refuses(t, refused, []string{"elle n’est servie que sur cette machine"}, "serve", "--addr", "0.0.0.0:0", "--db", example)
	refuses(t, refused, []string{"une base d’exemple n’envoie pas de courrier"}, "serve", "--addr", "127.0.0.1:0", "--smtp", "smtp://127.0.0.1:1", "--url", "https://preau.exemple.invalid", "--db", example)
	refuses(t, refused, []string{"ne peut pas être ouverte"}, "serve", "--addr", "127.0.0.1:99999", "--db", example)
	refuses(t, refused, []string{"ne peut pas être ouverte"}, "serve", "--addr", "127.0.0.1:0", "--metrics", "127.0.0.1:99999", "--db", example)
	refuses(t, refused, []string{"ne peut pas être ouverte"}, "serve", "--db", t.TempDir())
}

func TestAnExampleIsNotMixedWithARealDatabase(t *testing.T) {
	real := filepath.Join(t.TempDir(), "preau.db")
	succeeds(t, "Écoles et établissements", "import", "schools", directory(t), "--db", real)
	before := lines(t, real)
	refuses(t, refused, []string{"cette base n’est pas un exemple"}, "serve", "--example", "--addr", "127.0.0.1:0", "--db", real)
	refuses(t, refused, []string{"cette base n’est pas un exemple"}, "example", "--size", "0.01", "--db", real)
	if after := lines(t, real); after != before {
		t.Errorf("lines of the journal: got %d, want %d as before", after, before)
	}
}

// directory is the real extract of the national directory.
func directory(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "internal", "example", "annuaire-education-94.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func lines(t *testing.T, address string) (n int) {
	t.Helper()
	query(t, address, func(d *sql.DB) error { return d.QueryRow("SELECT seq FROM journal_head").Scan(&n) })
	return n
}

func query(t *testing.T, address string, do func(*sql.DB) error) {
	t.Helper()
	d, err := sql.Open("sqlite", address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := do(d); err != nil {
		t.Fatal(err)
	}
}

func TestImportSchools(t *testing.T) {
	address := filepath.Join(t.TempDir(), "preau.db")
	wrong := filepath.Join(t.TempDir(), "annuaire.csv")
	text, err := os.ReadFile(directory(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wrong, bytes.Replace(text, []byte("0940176F"), []byte("0940176G"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	refuses(t, refused, []string{"La lettre finale de ce numéro UAI", "Ligne ", "rien n’a été importé"}, "import", "schools", wrong, "--db", address)
	if _, err := os.Stat(address); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("database of an import that was refused: got %v, want none", err)
	}
	succeeds(t, " 0 modifiés, 0 inchangés", "import", "schools", directory(t), "--db", address)
	before := lines(t, address)
	succeeds(t, " 0 ajoutés, 0 modifiés", "import", "schools", directory(t), "--db", address)
	refuses(t, refused, []string{"rien n’a été importé"}, "import", "schools", wrong, "--db", address)
	if after := lines(t, address); after != before {
		t.Errorf("lines of the journal after the same import: got %d, want %d", after, before)
	}
}

func TestVerify(t *testing.T) {
	address := filepath.Join(t.TempDir(), "exemple.db")
	refuses(t, refused, []string{"il n’y a pas de base"}, "verify", "--db", address)
	if _, err := os.Stat(address); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("preau verify of nothing: got %v, want no file", err)
	}
	succeeds(t, "de plus", "example", "--size", "0.001", "--db", address)
	succeeds(t, "La base tient", "verify", "--db", address)
	query(t, address, func(d *sql.DB) error {
		for _, statement := range []string{
			"DROP TRIGGER journal_never_changes",
			"UPDATE journal SET subject = 'project:2009-93-0001' WHERE seq = 12",
			"UPDATE project SET state = 'closed' WHERE number = '2009-93-0042'",
		} {
			if _, err := d.Exec(statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	refuses(t, refused, []string{"la ligne 12 a été modifiée", "Projet 2009-93-0042", "la base ne tient pas"}, "verify", "--db", address)
}

// An older program leaves a database that a newer one has migrated.
func TestADatabaseThatIsNewer(t *testing.T) {
	address := filepath.Join(t.TempDir(), "preau.db")
	succeeds(t, "Base à jour", "migrate", "--db", address)
	succeeds(t, "Base à jour", "migrate", "--db", address)
	query(t, address, func(d *sql.DB) error {
		_, err := d.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
		return err
	})
	for _, args := range [][]string{{"migrate"}, {"serve", "--addr", "127.0.0.1:0"}, {"import", "schools", directory(t)}} {
		refuses(t, refused, []string{"une version plus récente de Préau", "schéma 999"}, append(args, "--db", address)...)
	}
}

func TestTheExampleIsNotMeasuredTwice(t *testing.T) {
	address := filepath.Join(t.TempDir(), "exemple.db")
	succeeds(t, "10 projets de plus", "example", "--size", "0.01", "--db", address)
	refuses(t, refused, []string{"cette base a déjà de tels projets"}, "example", "--size", "0.01", "--db", address)
}

// A server is the program while it serves.
type server struct {
	*exec.Cmd
	addr    string
	welcome []string // the lines that it printed
	ended   chan error
}

// started serves a new example.
func started(t *testing.T) *server {
	t.Helper()
	return serves(t, "administration", "--example", "--db", filepath.Join(t.TempDir(), "exemple.db")) // the last of the cast
}

// serves starts the program, and reads what it says to the person who started it until
// a line holds a text.
func serves(t *testing.T, until string, args ...string) *server {
	t.Helper()
	s := &server{Cmd: command(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...), ended: make(chan error, 1)}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Process.Kill() })
	said := bufio.NewScanner(out)
	for said.Scan() {
		s.welcome = append(s.welcome, said.Text())
		if strings.Contains(said.Text(), until) {
			break
		}
	}
	if len(s.welcome) == 0 {
		t.Fatal("the server says nothing")
	}
	_, s.addr, _ = strings.Cut(s.welcome[0], "http://")
	go func() {
		_, _ = io.Copy(io.Discard, out)
		s.ended <- s.Wait()
	}()
	return s
}

func TestServeSaysWhoOneCanEnterAs(t *testing.T) {
	said := strings.Join(started(t).welcome, "\n")
	for _, want := range []string{"Préau est à l’adresse http://127.0.0.1:", "sans mot de passe", "principal-courbet", "Collège Gustave-Courbet, Saint-Denis",
		"pilote-dgesco", "Pilotage national"} {
		if !strings.Contains(said, want) {
			t.Errorf("preau serve --example: want « %s » in\n%s", want, said)
		}
	}
}

// What was being asked when the server is told to stop is answered; then it
// ends, and nobody new is let in.
func TestStopAnswersWhatIsAsked(t *testing.T) {
	s := started(t)
	connection, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	const body = "retour=/projets"
	fmt.Fprintf(connection, "POST /connexion/principal-courbet HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", s.addr, len(body))
	answer := bufio.NewReader(connection)
	if first, err := answer.ReadString('\n'); err != nil || !strings.Contains(first, "100 Continue") { // the server is reading the form
		t.Fatalf("first line: got %q, %v, want 100 Continue", first, err)
	}
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for closed := false; !closed; time.Sleep(5 * time.Millisecond) {
		other, err := net.Dial("tcp", s.addr)
		if closed = err != nil; !closed {
			other.Close()
		}
	}
	fmt.Fprint(connection, body)
	rest, err := io.ReadAll(answer)
	if err != nil || !strings.Contains(string(rest), "303 See Other") || !strings.Contains(string(rest), "Location: /projets") {
		t.Errorf("answer of a server that stops: got %q, %v, want 303 to /projets", rest, err)
	}
	if err := <-s.ended; err != nil {
		t.Errorf("end of the server: got %v, want 0", err)
	}
}

func TestNetworks(t *testing.T) {
	for text, want := range map[string]string{"": "[]", " , ": "[]", "127.0.0.1": "[127.0.0.1/32]", "10.1.2.3/8, fd00::1": "[10.0.0.0/8 fd00::1/128]"} {
		if got, err := networks(text); err != nil || fmt.Sprint(got) != want {
			t.Errorf("networks(%q) = %v, %v, want %s", text, got, err, want)
		}
	}
}
