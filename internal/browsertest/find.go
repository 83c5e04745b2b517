package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// What a person does with a thing, by its role in the accessibility tree;
// Chromium's own names where ARIA has none.
var (
	clickable = []string{"link", "button", "checkbox", "radio", "switch", "tab", "menuitem", "option", "DisclosureTriangle"}
	fillable  = []string{"textbox", "searchbox", "spinbutton", "slider", "combobox", "listbox", "Date", "DateTime", "InputTime", "ColorWell"}
)

// In is the same window, where what is clicked or filled is looked for inside the
// groups of these names only, the outermost first: « Premier cours » of
// « Groupe 2 » is not that of « Groupe 1 ».
func (b *Browser) In(groups ...string) *Browser {
	inside := *b
	inside.groups = append(slices.Clone(b.groups), groups...)
	return &inside
}

// find returns the first thing of one of the roles, in the order of the page,
// that a screen reader would call by this name, inside the groups; all spaces are
// alike. What is hidden has no name. Without any, the error lists what there is.
func find(ctx context.Context, name string, roles, groups []string) (cdp.BackendNodeID, error) {
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		return 0, err
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, node := range tree.Nodes {
		nodes[node.NodeID] = node
	}
	var others []string
	for _, node := range tree.Nodes {
		if node.Ignored || !slices.Contains(roles, text(node.Role)) || !within(nodes, node, groups) {
			continue
		}
		called := plain(text(node.Name))
		if called == plain(name) {
			return node.BackendDOMNodeID, nil
		}
		others = append(others, fmt.Sprintf("%s %q", text(node.Role), called))
	}
	return 0, fmt.Errorf("nothing is called so in %q; there are: %s", groups, strings.Join(others, ", "))
}

// within tells whether a node is inside groups, the last of which is the nearest.
func within(nodes map[accessibility.NodeID]*accessibility.Node, node *accessibility.Node, groups []string) bool {
	for ; node != nil && len(groups) > 0; node = nodes[node.ParentID] {
		if slices.Contains([]string{"radiogroup", "group"}, text(node.Role)) && plain(text(node.Name)) == plain(groups[len(groups)-1]) {
			groups = groups[:len(groups)-1]
		}
	}
	return len(groups) == 0
}

// text is a value of the accessibility tree that is a text, « » for none.
func text(value *accessibility.Value) string {
	var text string
	if value != nil {
		json.Unmarshal(value.Value, &text) // another kind of value is no text
	}
	return text
}
