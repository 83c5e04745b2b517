package dbtest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asVictim makes this test binary start a server, say where and wait to be killed.
const asVictim = "DBTEST_VICTIM"

func TestMain(m *testing.M) {
	if os.Getenv(asVictim) != "" {
		victim()
	}
	os.Exit(m.Run())
}

func victim() {
	server, err := shared()
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Stdout.WriteString(server.folder + "\n")
	select {}
}

// A killed process runs no cleanup of its own: the server must end without it.
func TestAKilledProcessLeavesNothing(t *testing.T) {
	folder := startVictimAndKill(t)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(folder.path); os.IsNotExist(err) && !running(folder.postmaster) {
			return
		}
	}
	t.Errorf("server %d in %s is still there after its process was killed", folder.postmaster, folder.path)
}

// remains is what a killed process could leave.
type remains struct {
	path       string
	postmaster int
}

func startVictimAndKill(t *testing.T) remains {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asVictim+"=1")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	folder := strings.TrimSpace(line)
	lock, _ := os.ReadFile(filepath.Join(folder, "data", "postmaster.pid"))
	cmd.Process.Kill()
	cmd.Wait()
	if err != nil {
		t.Fatalf("the process to be killed started no server: %v", err)
	}
	first, _, _ := strings.Cut(string(lock), "\n")
	postmaster, err := strconv.Atoi(first)
	if err != nil {
		t.Fatalf("postmaster.pid of a running server: got %q", lock)
	}
	return remains{folder, postmaster}
}

func running(pid int) bool {
	return syscall.Kill(pid, 0) == nil
}
