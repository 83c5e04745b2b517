package browsertest

import (
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Tab opens another tab of the same window: it has the same cookies.
func (b *Browser) Tab() *Browser {
	b.t.Helper()
	window := chromedp.FromContext(b.tab).BrowserContextID
	tab := &Browser{t: b.t, noScript: b.noScript}
	tab.begin(chromedp.WithExistingBrowserContext(window))
	return tab
}

// begin makes the tab, which closes with the test, and then reports what went
// wrong in its pages unseen.
func (b *Browser) begin(where chromedp.ContextOption) {
	b.t.Helper()
	chromium, err := shared()
	if err != nil {
		b.t.Fatal(err)
	}
	b.events = newEvents()
	tab, closeTab := chromedp.NewContext(chromium, where)
	b.tab = tab
	b.t.Cleanup(func() {
		closeTab()
		for _, fault := range b.events.faults() {
			b.t.Error(fault)
		}
	})
	if err := b.prepare(); err != nil {
		b.t.Fatalf("opening a window of Chromium: %v", err)
	}
}

// Kill ends the tab as a machine that runs out of memory does: what its page
// has not sent is gone. Its cookies stay for another Tab.
func (b *Browser) Kill() {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	if _, err := chromedp.Call(ctx, inspector.Enable, cdp.Empty{}); err != nil {
		b.t.Fatalf("Kill(): %v", err)
	}
	go func() { _, _ = chromedp.Call(ctx, page.Crash, cdp.Empty{}) }() // a page that crashes does not answer
	select {
	case <-b.events.crashed:
	case <-ctx.Done():
		b.t.Fatal("Kill(): the tab lives on")
	}
}

// Close closes the tab as its cross does, without a question.
func (b *Browser) Close() {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	c := chromedp.FromContext(b.tab)
	gone, err := chromedp.Detached(b.tab)
	if err == nil {
		_, err = cdp.Call(ctx, c.Browser, target.CloseTarget, target.CloseTargetParams{TargetID: c.Target.TargetID})
	}
	if err != nil {
		b.t.Fatalf("Close(): %v", err)
	}
	select {
	case <-gone:
	case <-ctx.Done():
		b.t.Fatal("Close(): the tab is still there")
	}
}
