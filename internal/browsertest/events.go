package browsertest

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// events follows what a window tells by itself: whether it is loading a page,
// and what goes wrong in its pages. The window is written to from the goroutine
// that reads Chromium, and read by the test.
type events struct {
	mu       sync.Mutex
	idle     chan struct{} // closed while no page is loading
	found    []fault
	refusals map[network.RequestID]bool // answers 4xx to a person or a script, pages like any other; and the cut network
	expected []string                   // parts of the faults that the test brings about
	crashed  chan struct{}              // closed by Kill
}

// A fault is something wrong in a page.
type fault struct {
	text    string
	request network.RequestID // which it is about, where it is about one
}

// cutNetwork is how a request fails after Offline, and never by itself: this
// machine always reaches 127.0.0.1.
const cutNetwork = "net::ERR_INTERNET_DISCONNECTED"

func newEvents() *events {
	e := &events{idle: make(chan struct{}), refusals: map[network.RequestID]bool{}, crashed: make(chan struct{})}
	close(e.idle)
	return e
}

// hear takes one event in. No page of ours has frames, so that what any frame
// loads is what the page loads.
func (e *events) hear(event any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch event := event.(type) {
	case *page.EventFrameRequestedNavigation:
		if event.Disposition == page.ClientNavigationDispositionCurrentTab {
			e.loading()
		}
	case *page.EventFrameStartedLoading:
		e.loading()
	case *page.EventFrameStoppedLoading:
		e.loaded()
	case *network.EventRequestWillBeSent:
		e.requested(event.Request.URL)
	case *network.EventResponseReceived:
		e.answered(event)
	case *network.EventLoadingFailed:
		if event.ErrorText == cutNetwork {
			e.refusals[event.RequestID] = true
		}
	case *inspector.EventTargetCrashed:
		close(e.crashed)
	case *runtime.EventConsoleAPICalled:
		e.console(event)
	case *runtime.EventExceptionThrown:
		e.fault("", "exception in the page: %s", exception(event.ExceptionDetails))
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError {
			e.fault(event.Entry.NetworkRequestID, "error in the page: %s %s", event.Entry.Text, event.Entry.URL)
		}
	}
}

func (e *events) loading() {
	select {
	case <-e.idle:
		e.idle = make(chan struct{})
	default:
	}
}

func (e *events) loaded() {
	select {
	case <-e.idle:
	default:
		close(e.idle)
	}
}

// settle waits until no page is loading.
func (e *events) settle(ctx context.Context) error {
	e.mu.Lock()
	idle := e.idle
	e.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the page does not finish loading: %w", ctx.Err())
	}
}

func (e *events) requested(address string) {
	u, err := url.Parse(address)
	if err != nil || strings.HasPrefix(u.Scheme, "http") && u.Hostname() != "127.0.0.1" {
		e.fault("", "request to another host: %s", address)
	}
}

// answered remembers the answers 4xx that a page or a script asked for: Chromium
// calls them errors, but a refusal is an answer. A missing picture, sheet or
// script stays an error.
func (e *events) answered(event *network.EventResponseReceived) {
	asked := event.Type == network.ResourceTypeDocument || event.Type == network.ResourceTypeXHR ||
		event.Type == network.ResourceTypeFetch
	if asked && event.Response.Status/100 == 4 {
		e.refusals[event.RequestID] = true
	}
}

func (e *events) console(event *runtime.EventConsoleAPICalled) {
	if event.Type != runtime.ConsoleAPICalledTypeError && event.Type != runtime.ConsoleAPICalledTypeAssert {
		return
	}
	var words []string
	for _, arg := range event.Args {
		words = append(words, cmp.Or(arg.Description, string(arg.Value)))
	}
	e.fault("", "console.%s: %s", event.Type, strings.Join(words, " "))
}

func exception(details *runtime.ExceptionDetails) string {
	if details.Exception != nil {
		return cmp.Or(details.Exception.Description, details.Text)
	}
	return details.Text
}

func (e *events) fault(request network.RequestID, format string, args ...any) {
	e.found = append(e.found, fault{strings.TrimSpace(fmt.Sprintf(format, args...)), request})
}

// faults returns what went wrong since it was last asked.
func (e *events) faults() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var texts []string
	for _, fault := range e.found {
		expected := slices.ContainsFunc(e.expected, func(part string) bool { return strings.Contains(fault.text, part) })
		if !e.refusals[fault.request] && !expected {
			texts = append(texts, fault.text)
		}
	}
	e.found = nil
	return texts
}
