package browsertest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Click clicks, with the mouse, on the link, button, check box, radio button or
// tab of a name, and waits for the page that this loads, if it loads one.
func (b *Browser) Click(name string) {
	b.t.Helper()
	if err := b.click(name); err != nil {
		b.t.Fatalf("Click(%q): %v", name, err)
	}
}

func (b *Browser) click(name string) error {
	ctx, cancel := b.step()
	defer cancel()
	node, err := find(ctx, name, clickable, b.groups)
	if err != nil {
		return err
	}
	return b.clickOn(ctx, node)
}

// clickOn clicks in the middle of a node, and waits for what this loads.
func (b *Browser) clickOn(ctx context.Context, node cdp.BackendNodeID) error {
	x, y, err := middle(ctx, node)
	if err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.MouseClickXY(x, y)); err != nil {
		return err
	}
	return b.settle(ctx)
}

// middle brings a node into view and returns the middle of its first box, in
// CSS pixels of the window. It refuses a node that something else covers. A page
// that still moves is measured again.
func middle(ctx context.Context, node cdp.BackendNodeID) (x, y float64, err error) {
	for range stillMoving {
		if x, y, err = middleNow(ctx, node); !errors.Is(err, errOutOfWindow) {
			return x, y, err
		}
		select {
		case <-ctx.Done():
			return x, y, err
		case <-time.After(50 * time.Millisecond):
		}
	}
	return x, y, err
}

// stillMoving is how many times a node that was brought into view, and is not
// there, is looked at again.
const stillMoving = 20

var errOutOfWindow = errors.New("it is under nothing: it is out of the window")

func middleNow(ctx context.Context, node cdp.BackendNodeID) (x, y float64, err error) {
	// The browser holds for seen what is seen in part: the middle of it may not be.
	if _, err := on[bool](ctx, node, `function() { this.scrollIntoView({block: "center", behavior: "instant"}); return true }`); err != nil {
		return 0, 0, err
	}
	boxes, err := chromedp.Call(ctx, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: node})
	if err != nil {
		return 0, 0, err
	}
	if len(boxes.Quads) == 0 {
		return 0, 0, fmt.Errorf("it takes no place on the page")
	}
	quad := boxes.Quads[0] // x and y of four corners
	x, y = (quad[0]+quad[4])/2, (quad[1]+quad[5])/2
	cover, err := on[string](ctx, node, coverAt, x, y)
	switch {
	case err == nil && cover == outOfWindow:
		err = errOutOfWindow
	case err == nil && cover != "":
		err = fmt.Errorf("it is under %s", cover)
	}
	return x, y, err
}

// outOfWindow is what coverAt says of a point where there is nothing.
const outOfWindow = "nothing"

// coverAt is what a click at a point would meet instead of this element, a part
// of it, or its label.
const coverAt = `function(x, y) {
	const met = document.elementFromPoint(x, y);
	const mine = [this, ...(this.labels || [])];
	if (met && mine.some(e => e.contains(met))) return "";
	return met ? met.outerHTML.slice(0, 200) : "nothing";
}`

// Fill types a value in the field of a label, in the place of what it held, and
// leaves the field. In a list it chooses the option that reads so. A date is
// written 2009-09-30 and a time 14:05, as the browser sends them.
func (b *Browser) Fill(label, value string) {
	b.t.Helper()
	if err := b.fill(label, value); err != nil {
		b.t.Fatalf("Fill(%q, %q): %v", label, value, err)
	}
}

func (b *Browser) fill(label, value string) error {
	ctx, cancel := b.step()
	defer cancel()
	node, err := find(ctx, label, fillable, b.groups)
	if err != nil {
		return err
	}
	typed, err := on[bool](ctx, node, makeReady, value)
	if err != nil {
		return err
	}
	if typed {
		if _, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: value}); err != nil {
			return err
		}
	}
	_, err = on[chromedp.Void](ctx, node, "function() { this.blur() }")
	if err != nil {
		return err
	}
	return b.settle(ctx)
}

// makeReady focuses the field. It returns true when the value is to be typed
// over what is now selected, and sets the value itself where typing depends on
// the language of the machine or on a list that opens.
const makeReady = `function(value) {
	if (this.disabled || this.readOnly) throw new Error("the field cannot be changed");
	this.focus();
	const set = () => {
		this.dispatchEvent(new Event("input", {bubbles: true}));
		this.dispatchEvent(new Event("change", {bubbles: true}));
		return false;
	};
	if (this.tagName === "SELECT") {
		const plain = text => text.trim().replace(/\s+/g, " ");
		const option = [...this.options].find(o => plain(o.text) === plain(value));
		if (!option) throw new Error("the list offers " + [...this.options].map(o => o.text).join(", "));
		option.selected = true;
		return set();
	}
	if (value !== "" && !/^(date|time|month|week|datetime-local|range|color)$/.test(this.type)) {
		this.select();
		return true;
	}
	this.value = value;
	if (this.value !== value) throw new Error("the field refuses the value");
	return set();
}`

// Type types at the end of the field of a label, key by key, and stays in it.
func (b *Browser) Type(label, text string) {
	b.t.Helper()
	if err := b.typeIn(label, text); err != nil {
		b.t.Fatalf("Type(%q, %q): %v", label, text, err)
	}
}

func (b *Browser) typeIn(label, text string) error {
	ctx, cancel := b.step()
	defer cancel()
	node, err := find(ctx, label, fillable, b.groups)
	if err != nil {
		return err
	}
	if _, err := on[chromedp.Void](ctx, node, "function() { this.focus(); this.setSelectionRange(this.value.length, this.value.length) }"); err != nil {
		return err
	}
	return chromedp.Do(ctx, chromedp.KeyEvent(text))
}

// Value is what the field of a label holds; for a list, the value it sends.
func (b *Browser) Value(label string) string {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	node, err := find(ctx, label, fillable, b.groups)
	if err != nil {
		b.t.Fatalf("Value(%q): %v", label, err)
	}
	value, err := on[string](ctx, node, "function() { return this.value }")
	if err != nil {
		b.t.Fatalf("Value(%q): %v", label, err)
	}
	return value
}

// on calls a JavaScript function with a node as its this.
func on[T any](ctx context.Context, node cdp.BackendNodeID, function string, args ...any) (T, error) {
	var none T
	resolved, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: node})
	if err != nil {
		return none, err
	}
	this := func(p *runtime.CallFunctionOnParams) { p.ObjectID = resolved.Object.ObjectID }
	return chromedp.Run(ctx, chromedp.CallFunctionOn[T](function, this, args...))
}

// Send empties the form that is sent to a path, whatever the address of the page,
// and sends it by its first button. It returns false when the page has none.
func (b *Browser) Send(action string) bool {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	send := fmt.Sprintf(`(action => {
		const form = [...document.forms].find(f => f.getAttribute("action") === action);
		if (!form) return false;
		for (const e of form.elements) {
			if (e.type === "checkbox" || e.type === "radio") e.checked = false;
			else if (e.type !== "hidden" && e.tagName !== "BUTTON" && e.tagName !== "FIELDSET") e.value = "";
		}
		form.requestSubmit([...form.elements].find(e => e.type === "submit"));
		return true;
	})(%q)`, action)
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](send))
	if err == nil {
		err = b.settle(ctx)
	}
	if err != nil {
		b.t.Fatalf("Send(%q) on %s: %v", action, b.Path(), err)
	}
	return there
}

// Cookies are those of the window, for a client that asks without it.
func (b *Browser) Cookies() (all []*http.Cookie) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	kept, err := chromedp.Call(ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		b.t.Fatalf("Cookies(): %v", err)
	}
	for _, c := range kept.Cookies {
		all = append(all, &http.Cookie{Name: c.Name, Value: c.Value})
	}
	return all
}

// Forget makes the window one that was never opened: its cookies are gone.
func (b *Browser) Forget() {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	if _, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		b.t.Fatalf("Forget(): %v", err)
	}
}
