package browsertest

import (
	"context"

	"github.com/chromedp/chromedp"
)

// Resize shows the page as it stands in a window of another width, as Open
// would: nothing is asked of the server again.
func (b *Browser) Resize(width int) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	if err := b.resize(ctx, int64(width)); err != nil {
		b.t.Fatalf("Resize(%d): %v", width, err)
	}
}

func (b *Browser) resize(ctx context.Context, width int64) error {
	b.width = width
	viewport := chromedp.EmulateViewport(width, 800)
	if width < 768 {
		viewport = chromedp.EmulateViewport(width, 740, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	return chromedp.Do(ctx, viewport)
}

// Overflow is by how many CSS pixels the page is wider than its window: zero,
// or one must scroll sideways.
func (b *Browser) Overflow() int {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	const measure = "document.documentElement.scrollWidth - visualViewport.width * visualViewport.scale"
	over, err := chromedp.Run(ctx, chromedp.Evaluate[float64](measure))
	if err != nil {
		b.t.Fatalf("Overflow(): %v", err)
	}
	return int(over)
}

// Weight is what the page shown has asked of the network since it was opened, in
// bytes: itself, its style sheets, scripts, fonts and pictures, as they travelled.
func (b *Browser) Weight() int {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	const measure = `performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource")).reduce((sum, one) => sum + one.transferSize, 0)`
	weight, err := chromedp.Run(ctx, chromedp.Evaluate[float64](measure))
	if err != nil {
		b.t.Fatalf("Weight(): %v", err)
	}
	return int(weight)
}
