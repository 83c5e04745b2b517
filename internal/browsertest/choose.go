package browsertest

import (
	"context"
	"fmt"
	"slices"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// Choose clicks on an answer of the question of a name: « Oui » of one question
// is not « Oui » of the next.
func (b *Browser) Choose(question, answer string) {
	b.t.Helper()
	if err := b.choose(question, answer); err != nil {
		b.t.Fatalf("Choose(%q, %q): %v", question, answer, err)
	}
}

func (b *Browser) choose(question, answer string) error {
	ctx, cancel := b.step()
	defer cancel()
	node, err := findAnswer(ctx, question, answer)
	if err != nil {
		return err
	}
	x, y, err := middle(ctx, node)
	if err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.MouseClickXY(x, y)); err != nil {
		return err
	}
	return b.settle(ctx)
}

// findAnswer returns the radio button or check box of a name inside the group
// of a name.
func findAnswer(ctx context.Context, question, answer string) (cdp.BackendNodeID, error) {
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		return 0, err
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, node := range tree.Nodes {
		nodes[node.NodeID] = node
	}
	for _, node := range tree.Nodes {
		if slices.Contains([]string{"radio", "checkbox"}, text(node.Role)) && plain(text(node.Name)) == plain(answer) &&
			within(nodes, node, question) {
			return node.BackendDOMNodeID, nil
		}
	}
	return 0, fmt.Errorf("no question is called so, or it has no such answer")
}

func within(nodes map[accessibility.NodeID]*accessibility.Node, node *accessibility.Node, question string) bool {
	for ; node != nil; node = nodes[node.ParentID] {
		if slices.Contains([]string{"radiogroup", "group"}, text(node.Role)) && plain(text(node.Name)) == plain(question) {
			return true
		}
	}
	return false
}
