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

// find returns the first thing of one of the roles, in the order of the page,
// that a screen reader would call by this name; all spaces are alike. What is
// hidden has no name. Without any, the error lists what there is.
func find(ctx context.Context, name string, roles []string) (cdp.BackendNodeID, error) {
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		return 0, err
	}
	var others []string
	for _, node := range tree.Nodes {
		if node.Ignored || !slices.Contains(roles, text(node.Role)) {
			continue
		}
		called := plain(text(node.Name))
		if called == plain(name) {
			return node.BackendDOMNodeID, nil
		}
		others = append(others, fmt.Sprintf("%s %q", text(node.Role), called))
	}
	return 0, fmt.Errorf("nothing is called so; there are: %s", strings.Join(others, ", "))
}

// text is a value of the accessibility tree that is a text, « » for none.
func text(value *accessibility.Value) string {
	var text string
	if value != nil {
		json.Unmarshal(value.Value, &text) // another kind of value is no text
	}
	return text
}
