package browsertest

import (
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Spaced fails with each piece of text that is cut, and when a window of 320 pixels
// must be scrolled sideways, once its lines, words and letters are spaced as a reader may
// ask (WCAG 1.4.12). The page is left as it was.
func (b *Browser) Spaced() {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	cut, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](spaced))
	if err != nil {
		b.t.Fatalf("Spaced(): %v", err)
	}
	if len(cut) > 0 {
		b.t.Errorf("Spaced() on %s at %d pixels: %s", b.Path(), b.width, strings.Join(cut, "\n  "))
	}
}

// spaced lists what loses text: what hides that which goes out of it, but for what
// is there for screen readers alone.
const spaced = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
	document.adoptedStyleSheets.push(sheet);
	const cut = [];
	for (const e of document.body.querySelectorAll("*")) {
		const style = getComputedStyle(e);
		if (style.position === "absolute" && e.clientWidth <= 1 || style.clipPath !== "none" || /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName)) continue;
		if (["::before", "::after"].some(part => getComputedStyle(e, part).maskImage !== "none")) continue; // its picture stands for it
		const hides = axis => /hidden|clip/.test(style[axis]);
		if (hides("overflowX") && e.scrollWidth > e.clientWidth + 1 || hides("overflowY") && e.scrollHeight > e.clientHeight + 1)
			cut.push("text is cut in " + e.outerHTML.slice(0, 200));
	}
	const over = document.documentElement.scrollWidth - visualViewport.width * visualViewport.scale;
	if (over >= 1 && visualViewport.width <= 320) cut.push(over + " pixels too wide");
	document.adoptedStyleSheets.pop();
	return cut;
})()`

// ForcedColors shows the pages in the few colours that a reader has chosen for
// all of their programs: what a background or a shadow told is then lost.
func (b *Browser) ForcedColors() {
	b.t.Helper()
	forced := stillMedia
	forced.Features = append([]*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}, stillMedia.Features...)
	ctx, cancel := b.step()
	defer cancel()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, forced); err != nil {
		b.t.Fatalf("ForcedColors(): %v", err)
	}
}

// Grey shows the pages to eyes that see no colour.
func (b *Browser) Grey() {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	grey := emulation.SetEmulatedVisionDeficiencyParams{Type: emulation.SetEmulatedVisionDeficiencyTypeAchromatopsia}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedVisionDeficiency, grey); err != nil {
		b.t.Fatalf("Grey(): %v", err)
	}
}
