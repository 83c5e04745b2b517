package browsertest

import (
	"bufio"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// asVictim makes this test binary start Chromium, say its process and wait to be killed.
const asVictim = "BROWSERTEST_VICTIM"

func TestMain(m *testing.M) {
	if os.Getenv(asVictim) != "" {
		victim()
	}
	os.Exit(m.Run())
}

func victim() {
	ctx, err := shared()
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	process := chromedp.FromContext(ctx).Browser.Process() // that of the script, which leads its session
	os.Stdout.WriteString(strconv.Itoa(process.Pid) + "\n")
	select {}
}

// A killed process runs no cleanup of its own: Chromium must end without it.
func TestAKilledProcessLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	group := startVictimAndKill(t, folder)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		left, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 && syscall.Kill(-group, 0) != nil {
			return
		}
	}
	t.Errorf("processes of group %d or files in %s are still there after their process was killed", group, folder)
}

// startVictimAndKill returns the group of processes that Chromium ran in.
func startVictimAndKill(t *testing.T, folder string) (group int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asVictim+"=1", "TMPDIR="+folder)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	cmd.Process.Kill()
	cmd.Wait()
	if err != nil {
		t.Fatalf("the process to be killed started no Chromium: %v", err)
	}
	group, err = strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return group
}

func TestFindChromiumNamesThePackageWithoutAny(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := findChromium(); err == nil || !strings.Contains(err.Error(), "apt-get install chromium") {
		t.Errorf("findChromium() without it: got %v, want the package to install", err)
	}
}
