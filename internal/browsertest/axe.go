package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// A violation is a rule of axe that the page breaks, and where.
type violation struct {
	ID     string // « color-contrast »
	Impact string
	Help   string
	Nodes  []struct {
		HTML           string
		FailureSummary string
	}
}

// Axe fails with each violation of accessibility that axe-core finds in the
// page as it stands, and with each node where it finds it.
func (b *Browser) Axe() {
	b.t.Helper()
	violations, err := b.axe()
	if err != nil {
		b.t.Fatalf("Axe(): %v", err)
	}
	for _, violation := range violations {
		b.t.Errorf("Axe() on %s at %d pixels: %s", b.Path(), b.width, violation)
	}
}

// axe needs JavaScript: a window without it gets it for that time. It comes in
// by the protocol and not by the page, so that no policy of the page stops it.
func (b *Browser) axe() (violations []violation, err error) {
	source, err := axeSource()
	if err != nil {
		return nil, err
	}
	ctx, cancel := b.step()
	defer cancel()
	if b.noScript {
		if err := b.setScript(ctx, true); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, b.setScript(ctx, false)) }()
	}
	return runAxe(ctx, source)
}

func runAxe(ctx context.Context, source string) ([]violation, error) {
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("typeof axe === 'object'")) // at another width
	if err == nil && !there {
		err = chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](source))
	}
	if err != nil {
		return nil, err
	}
	const run = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({
		ID: v.id, Impact: v.impact, Help: v.help,
		Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary})),
	})))`
	return chromedp.Run(ctx, chromedp.Evaluate[[]violation](run, chromedp.EvalAwaitPromise))
}

func axeSource() (string, error) {
	root, err := repository()
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(filepath.Join(root, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("axe-core is not installed, run make assets: %w", err)
	}
	return string(source), nil
}

func (v violation) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, node := range v.Nodes {
		fmt.Fprintf(&out, "\n  %s\n    %s", node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", "\n    "))
	}
	return out.String()
}
