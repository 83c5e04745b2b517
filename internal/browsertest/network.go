package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Offline cuts the network of this tab, and of no other; its page learns it as
// from a cable that is pulled out. That its requests then fail is no fault.
func (b *Browser) Offline() {
	b.t.Helper()
	if err := b.connect(false); err != nil {
		b.t.Fatalf("Offline(): %v", err)
	}
}

// Online gives the network back.
func (b *Browser) Online() {
	b.t.Helper()
	if err := b.connect(true); err != nil {
		b.t.Fatalf("Online(): %v", err)
	}
}

func (b *Browser) connect(online bool) error {
	ctx, cancel := b.step()
	defer cancel()
	rules := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{}}
	if !online {
		rules.MatchedNetworkConditions = []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}}
	}
	if _, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, rules); err != nil {
		return err
	}
	return b.tell(ctx, online)
}

// tell makes the page know whether there is a network.
func (b *Browser) tell(ctx context.Context, online bool) error {
	state := network.OverrideNetworkStateParams{Offline: !online, DownloadThroughput: -1, UploadThroughput: -1}
	_, err := chromedp.Call(ctx, network.OverrideNetworkState, state)
	return err
}
