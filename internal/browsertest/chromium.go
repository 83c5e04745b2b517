package browsertest

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed chromium.sh
var script string

// flags are those of every browser. What they leave on would speak to the
// network by itself, or needs a screen.
var flags = []string{
	"headless",
	"no-sandbox",
	"disable-gpu",
	"disable-quic",
	"no-first-run",
	"disable-background-networking",
	"disable-component-update",
	"disable-sync",
}

// shared starts the one Chromium of this process, once, on an empty profile. Its
// tests share it, each with cookies and storage of its own.
var shared = sync.OnceValues(func() (context.Context, error) {
	chromium, err := findChromium()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "preau-chromium-")
	if err != nil {
		return nil, err
	}
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options(chromium, profile)...)
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(profile))
	}
	return ctx, nil
})

func options(chromium, profile string) []chromedp.ExecAllocatorOption {
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium),
		chromedp.UserDataDir(profile),
		chromedp.Env("HOME=" + profile), // nothing of the person who runs the tests
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) { wrap(cmd, profile) }),
	}
	for _, flag := range flags {
		options = append(options, chromedp.Flag(flag, true))
	}
	return options
}

// wrap has the script run cmd, in a session of its own, so that a Ctrl-C meant
// for the tests leaves it the time to clean up.
func wrap(cmd *exec.Cmd, profile string) {
	cmd.Path = "/bin/sh"
	cmd.Args = append([]string{"sh", "-c", script, "chromium.sh", profile}, cmd.Args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}

// onlyThisMachine sends all requests but those to 127.0.0.1 to a proxy that is
// not there, also the ones of a redirection and of a new page.
func onlyThisMachine(window *target.CreateBrowserContextParams) {
	window.ProxyServer = "http://127.0.0.1:1"
	window.ProxyBypassList = "<-loopback>;127.0.0.1" // else localhost would go without saying
}

// findChromium prefers the Chromium that has no window at all: it does in a second what
// the other does in nearly two.
func findChromium() (string, error) {
	for _, name := range []string{"chromium-headless-shell", "chromium"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("chromium est introuvable\u202f: installez le paquet chromium-headless-shell (apt-get install chromium-headless-shell)")
}
