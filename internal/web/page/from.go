package page

import (
	"net"
	"net/netip"
	"slices"
	"strings"

	"preau/internal/access"
)

// FactorPath is the page of the second factor.
const FactorPath = "/compte/double-authentification"

// From is where the request comes from.
func (r *Request) From() access.From {
	forwarded := r.Header.Values("X-Forwarded-For")
	if len(forwarded) > 0 && len(r.site.Proxies) == 0 {
		r.site.unheard.Do(func() {
			r.site.Log.Warn("X-Forwarded-For is not read: if it comes from a proxy of yours, name it in PREAU_PROXIES, or all its visitors are slowed as one")
		})
	}
	return access.From{Browser: browser(r.UserAgent()), Address: clientAddress(r.RemoteAddr, forwarded, r.site.Proxies)}
}

// clientAddress is the address that a request comes from: that of the
// connection or, when that is a proxy of ours, the last one that the proxies
// name which is none of them. What a client says of itself stands before, and is not read.
func clientAddress(remote string, forwarded []string, proxies []netip.Prefix) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ours := func(ip netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap()
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for i := len(hops) - 1; i >= 0 && ours(ip); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = next.Unmap()
	}
	return ip.WithZone("").String()
}

// What browsers and systems say of themselves, the most particular first.
var (
	browsers = []struct{ mark, name string }{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chromium", "Chromium"}, {"Chrome/", "Chrome"}, {"Trident/", "Internet Explorer"}, {"MSIE", "Internet Explorer"}, {"Safari/", "Safari"}}
	systems = []struct{ mark, name string }{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
		{"Mac OS X", "Mac"}, {"Linux", "Linux"}}
)

// browser is the family of a browser, and of the machine it is on: « Firefox sur Windows ».
func browser(agent string) string {
	name, system := "un navigateur inconnu", ""
	for _, b := range slices.Backward(browsers) {
		if strings.Contains(agent, b.mark) {
			name = b.name
		}
	}
	for _, s := range slices.Backward(systems) {
		if strings.Contains(agent, s.mark) {
			system = " sur " + s.name
		}
	}
	return name + system
}
