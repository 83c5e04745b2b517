// Package browsertest walks through pages as a person does, in Debian's
// Chromium without a screen.
//
// Start with [New]. What a test names is what a person reads: a button's or a
// link's words, a field's label, the text of the page; never a CSS class. A
// walk fails by itself on an error in the browser's console and on a request to
// any other host than 127.0.0.1, which is stopped.
//
// A process has one Chromium, started by its first test that asks for one, on
// an empty profile; it ends with the process, also when that panics or is
// killed. The package never skips: without Chromium the test fails and names
// the package to install.
package browsertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience bounds each step. It is far above what a loaded machine needs, so
// that only what will never happen meets it.
const patience = 2 * time.Minute

// A Browser is one person's window, without cookies at first. Its methods fail
// the test that made it, in whose goroutine they must be called.
type Browser struct {
	t        testing.TB
	tab      context.Context
	events   *events
	width    int64
	noScript bool
	groups   []string // what is looked for is inside them: see In
}

// An Option changes how a Browser is made.
type Option func(*Browser)

// NoScript makes a browser that runs no JavaScript of the pages.
func NoScript(b *Browser) { b.noScript = true }

// New opens a window that closes with the test, and then reports what went
// wrong in its pages unseen.
func New(t testing.TB, options ...Option) *Browser {
	t.Helper()
	b := &Browser{t: t}
	for _, option := range options {
		option(b)
	}
	b.begin(chromedp.WithNewBrowserContext(onlyThisMachine))
	return b
}

// Expect says that faults which contain a text are what the test brings about.
func (b *Browser) Expect(fault string) {
	b.events.mu.Lock()
	defer b.events.mu.Unlock()
	b.events.expected = append(b.events.expected, fault)
}

func (b *Browser) prepare() error {
	// The first call makes the tab and binds its life to the context: no deadline.
	if err := chromedp.Listen(b.tab, b.events.hear); err != nil {
		return err
	}
	ctx, cancel := b.step()
	defer cancel()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, stillMedia); err != nil {
		return err
	}
	// Bars of scrolling would take their place from the width that was asked for.
	if _, err := chromedp.Call(ctx, emulation.SetScrollbarsHidden, emulation.SetScrollbarsHiddenParams{Hidden: true}); err != nil {
		return err
	}
	return b.setScript(ctx, !b.noScript)
}

// stillMedia asks pages not to animate, so that a click and a picture find
// everything in its place.
var stillMedia = emulation.SetEmulatedMediaParams{
	Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
}

func (b *Browser) setScript(ctx context.Context, on bool) error {
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: !on})
	return err
}

// step is the context of one step of the walk, with its bound of time.
func (b *Browser) step() (context.Context, context.CancelFunc) {
	return context.WithTimeout(b.tab, patience)
}

// Open goes to an address in a window of a width in CSS pixels, and waits until
// the page has loaded. Under 768 pixels the window is a phone's: it obeys the
// page's viewport and is touched.
func (b *Browser) Open(url string, width int) {
	b.t.Helper()
	if err := b.open(url, int64(width)); err != nil {
		b.t.Fatalf("Open(%q, %d): %v", url, width, err)
	}
}

func (b *Browser) open(url string, width int64) error {
	ctx, cancel := b.step()
	defer cancel()
	if err := b.resize(ctx, width); err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		return err
	}
	return b.settle(ctx)
}

// settle waits for the page that the last step asked for, if it asked for one.
//
// A form is sent by a task that the click leaves behind, after Chromium has
// told that the click is done. A question that the page itself answers has its
// turn after that task, and after it Chromium has told what is loading.
func (b *Browser) settle(ctx context.Context) error {
	if _, err := chromedp.Call(ctx, page.GetLayoutMetrics, cdp.Empty{}); err != nil {
		return err
	}
	return b.events.settle(ctx)
}

// Path is the path and the query of the current page: « /projets?etat=transmis ».
func (b *Browser) Path() string {
	b.t.Helper()
	return b.read("Path()", "location.pathname + location.search")
}

// Title is the title of the current page.
func (b *Browser) Title() string {
	b.t.Helper()
	return b.read("Title()", "document.title")
}

// Text is the text of the current page as it shows, with its own spaces.
func (b *Browser) Text() string {
	b.t.Helper()
	return b.read("Text()", "document.body.innerText")
}

func (b *Browser) read(call, expression string) string {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", call, err)
	}
	return text
}

// See waits until the page shows a text, and fails when it never does. All
// spaces are alike to it, narrow, no-break or at the end of a line.
//
// After a click that loads no new page, it is how a test waits for the change.
func (b *Browser) See(text string) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	if shown, ok := b.see(ctx, text); !ok {
		b.t.Fatalf("See(%q): the page shows\n%s", text, shown)
	}
}

// Gone waits until the page shows a text no more, and fails when it stays.
func (b *Browser) Gone(text string) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	if shown, ok := b.watch(ctx, func(shown string) bool { return !strings.Contains(shown, plain(text)) }); !ok {
		b.t.Fatalf("Gone(%q): the page shows\n%s", text, shown)
	}
}

// MayLeave waits until the page lets itself be left without a question, and
// fails when it never does.
func (b *Browser) MayLeave() {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	const leave = "dispatchEvent(new Event('beforeunload', {cancelable: true}))"
	for {
		if free, err := chromedp.Run(ctx, chromedp.Evaluate[bool](leave)); err == nil && free {
			return
		}
		select {
		case <-ctx.Done():
			b.t.Fatal("MayLeave(): the page still asks")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// see returns what the page shows when it stops looking.
func (b *Browser) see(ctx context.Context, text string) (shown string, ok bool) {
	return b.watch(ctx, func(shown string) bool { return strings.Contains(shown, plain(text)) })
}

// watch looks at the page until it is as it should be, all its spaces alike.
func (b *Browser) watch(ctx context.Context, good func(string) bool) (shown string, ok bool) {
	for {
		// An error is a page on its way out: the next one may be as it should.
		now, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText"))
		if err == nil {
			if shown = now; good(plain(shown)) {
				return shown, true
			}
		}
		select {
		case <-ctx.Done():
			return shown, false
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// plain makes all spaces alike.
func plain(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
