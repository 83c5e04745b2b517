// Package uitest opens pages in a real browser, for tests: it runs axe on them, measures them and takes their picture.
//
// It asks for /usr/bin/chromium (Debian's package) and for node_modules/axe-core (`npm ci`); a test that has neither
// fails, it is not skipped. The browser talks to loopback only. Start at Open.
package uitest

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// limit is how long one page may take, on a busy machine; it stops a test that hangs and measures nothing.
const limit = 2 * time.Minute

// Browser is one Chromium without a window, shared by the subtests of one test.
type Browser struct {
	t   testing.TB
	ctx context.Context
	axe string
}

// Violation is one rule of axe that a page breaks, with the elements that break it.
type Violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML           string `json:"html"`
		FailureSummary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Open starts a browser that ends with the test.
func Open(t testing.TB) *Browser {
	t.Helper()
	axe, err := os.ReadFile(axeFile())
	if err != nil {
		t.Fatalf("axe-core is not here: %v (run `npm ci`)", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("/usr/bin/chromium"),
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(limit),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() { stop(); stopAllocator() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{t: t, ctx: ctx, axe: string(axe)}
}

// axeFile is found from this file, because tests run in the folder of their own package.
func axeFile() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "../../../../node_modules/axe-core/axe.min.js")
}

// Axe returns what axe finds wrong in the page at url, shown width pixels wide. axe is told to the browser itself and
// not put in the page, whose policy would refuse it.
func (b *Browser) Axe(url string, width int64) []Violation {
	b.t.Helper()
	const run = `axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations)`
	return visit(b, url, width, func(ctx context.Context, tab *chromedp.Target) ([]Violation, error) {
		if _, err := chromedp.Evaluate[chromedp.Void](b.axe)(ctx, tab); err != nil {
			return nil, err
		}
		return chromedp.Evaluate[[]Violation](run, chromedp.EvalAwaitPromise)(ctx, tab)
	})
}

// Overflow returns by how many pixels the page at url is wider than the window: 0, or one must scroll sideways.
func (b *Browser) Overflow(url string, width int64) int {
	b.t.Helper()
	const measure = `document.documentElement.scrollWidth - document.documentElement.clientWidth`
	return visit(b, url, width, chromedp.Evaluate[int](measure))
}

// Screenshot writes the picture of the whole page at url to file, as PNG.
func (b *Browser) Screenshot(url string, width int64, file string) {
	b.t.Helper()
	picture := visit(b, url, width, chromedp.FullScreenshot(100))
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// visit opens url in a new tab, waits until its letters have their final size, and does action there.
func visit[T any](b *Browser, url string, width int64, action chromedp.Action[T]) T {
	b.t.Helper()
	tab, closeTab := chromedp.NewContext(b.ctx)
	defer closeTab()
	err := chromedp.Do(tab,
		chromedp.EmulateViewport(width, 900),
		chromedp.Navigate(url),
		chromedp.Evaluate[chromedp.Void](`document.fonts.ready.then(() => true)`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s at %d pixels: %v", url, width, err)
	}
	ctx, cancel := context.WithTimeout(tab, limit)
	defer cancel()
	result, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatalf("%s at %d pixels: %v", url, width, err)
	}
	return result
}
