package browsertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keys that a person presses.
const (
	Enter = kb.Enter
	Space = " "
	Down  = kb.ArrowDown
)

// mostStops is how many times Tab is pressed before a page is taken for a trap.
const mostStops = 400

// TabTo presses Tab until what has the focus bears a name, and fails when the
// page has no such stop. Each stop on the way must show that it has the focus, be
// in sight, and have its place in the order of the page.
func (b *Browser) TabTo(name string) {
	b.t.Helper()
	if err := b.tabTo(name); err != nil {
		b.t.Fatalf("TabTo(%q) on %s at %d pixels: %v", name, b.Path(), b.width, err)
	}
}

func (b *Browser) tabTo(name string) error {
	ctx, cancel := b.step()
	defer cancel()
	var met []string
	for range mostStops {
		if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
			return err
		}
		fault, err := chromedp.Run(ctx, chromedp.Evaluate[string](atStop))
		if err != nil {
			return err
		}
		called, _, err := focused(ctx)
		if err != nil {
			return err
		}
		if fault != "" {
			return fmt.Errorf("at the stop %q: %s", called, fault)
		}
		if called == plain(name) {
			return nil
		}
		met = append(met, called)
	}
	return fmt.Errorf("no stop is called so; they are: %s", strings.Join(met, ", "))
}

// atStop is what is wrong with where the focus is: nothing, for most.
const atStop = `(() => {
	const now = document.activeElement;
	if (!now || now === document.body) return "";
	const outlined = (e, part) => {
		const style = getComputedStyle(e, part);
		return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
	};
	const labels = [...(now.labels || [])];
	if (![now, ...labels].some(e => [null, "::before", "::after"].some(part => outlined(e, part)))) return "nothing shows that it has the focus";
	const boxes = [...now.getClientRects()].filter(b => b.width && b.height);
	if (!boxes.length) return "it takes no place on the page";
	const mine = met => met && [now, ...labels].some(e => e.contains(met) || met.contains(e) && getComputedStyle(e).display === "inline");
	const points = boxes.flatMap(b => [[b.left + b.width / 2, b.top + b.height / 2], [b.left + 2, b.top + 2], [b.right - 2, b.bottom - 2]]);
	if (!points.some(([x, y]) => mine(document.elementFromPoint(x, y)))) return "it is out of the window, or under something";
	return now.tabIndex > 0 ? "it has an order of its own, not that of the page" : "";
})()`

// focused is the name and the role of what has the focus, as a screen reader
// tells them; the whole page when nothing has it.
func focused(ctx context.Context) (name, role string, err error) {
	target, err := chromedp.Run(ctx, chromedp.Evaluate[*runtime.RemoteObject]("document.activeElement"))
	if err != nil {
		return "", "", err
	}
	alone := false
	tree, err := chromedp.Call(ctx, accessibility.GetPartialAXTree,
		accessibility.GetPartialAXTreeParams{ObjectID: target.ObjectID, FetchRelatives: &alone})
	if err == nil && len(tree.Nodes) == 0 {
		err = errors.New("nothing has the focus")
	}
	if err != nil {
		return "", "", err
	}
	return plain(text(tree.Nodes[0].Name)), text(tree.Nodes[0].Role), nil
}

// Press presses keys, one after the other, on what has the focus, and waits for
// the page that this loads, if it loads one.
func (b *Browser) Press(keys string) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	err := chromedp.Do(ctx, chromedp.KeyEvent(keys, likeAKeyboard))
	if err == nil {
		err = b.settle(ctx)
	}
	if err != nil {
		b.t.Fatalf("Press(%q): %v", keys, err)
	}
}

// likeAKeyboard makes a key that the page has answered send no character to what
// has the focus then.
func likeAKeyboard(key *input.DispatchKeyEventParams) {
	if key.Type == kb.KeyDown {
		key.Type = input.DispatchKeyEventTypeRawKeyDown
	}
}

// Focus is the role of what has the focus and the words that it holds. What takes
// the focus as its page opens takes it a moment after the page has loaded: that is
// waited for, and those of the whole page are told when nothing takes it.
func (b *Browser) Focus() (role, words string) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	const none = "!document.activeElement || document.activeElement === document.body"
	for end := time.Now().Add(patience / 8); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if nothing, err := chromedp.Run(ctx, chromedp.Evaluate[bool](none)); err == nil && !nothing {
			break
		}
	}
	_, role, err := focused(ctx)
	if err == nil {
		words, err = chromedp.Run(ctx, chromedp.Evaluate[string]("document.activeElement.innerText"))
	}
	if err != nil {
		b.t.Fatalf("Focus(): %v", err)
	}
	return role, plain(words)
}
