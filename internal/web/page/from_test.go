package page

import (
	"mime"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"preau/internal/file"
)

// Only a proxy of ours is believed, and only for the last hop that is none of them.
func TestClientAddress(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name      string
		remote    string
		forwarded []string
		want      string
	}{
		{"directly", "192.0.2.1:4000", nil, "192.0.2.1"},
		{"directly, with a lie", "192.0.2.1:4000", []string{"198.51.100.1"}, "192.0.2.1"},
		{"by a proxy", "10.0.0.1:4000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"by a proxy, with a lie before", "10.0.0.1:4000", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},
		{"by two, in two headers", "127.0.0.1:4000", []string{"1.2.3.4", "198.51.100.1, 10.9.9.9"}, "198.51.100.1"},
		{"by proxies alone", "127.0.0.1:4000", []string{"10.1.1.1"}, "10.1.1.1"},
		{"by a proxy that says nothing", "10.0.0.1:4000", nil, "10.0.0.1"},
		{"by a proxy that says no address", "10.0.0.1:4000", []string{"198.51.100.1, unknown"}, "10.0.0.1"},
		{"in IPv6", "[2001:db8::7]:4000", nil, "2001:db8::7"},
		{"by a proxy in IPv6", "[fd00::1]:4000", []string{"2001:db8::7"}, "2001:db8::7"},
		{"in IPv4 written as IPv6", "[::ffff:10.0.0.1]:4000", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"with a zone", "[fe80::1%eth0]:4000", nil, "fe80::1"},
		{"by a pipe", "@", []string{"198.51.100.1"}, "@"},
	} {
		if got := clientAddress(c.remote, c.forwarded, proxies); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestBrowser(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                        "Firefox sur Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0":               "Edge sur Windows",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                                   "Chrome sur Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari sur iPhone",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36":        "Samsung Internet sur Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                      "Safari sur Mac",
		"curl/8.0":                          "un navigateur inconnu",
		"":                                  "un navigateur inconnu",
		"<script>alert(1)</script>Firefox/": "Firefox",
	} {
		if got := browser(agent); got != want {
			t.Errorf("browser(%q) = %q, want %q", agent, got, want)
		}
	}
}

// What is kept of where a request comes from is an address, or what the connection
// says, and never what a client says of itself.
func FuzzClientAddress(f *testing.F) {
	f.Add("10.0.0.1:4000", "1.2.3.4, 198.51.100.1")
	f.Add("192.0.2.1:4000", "198.51.100.1")
	f.Add("[fd00::1%eth0]:4000", "::ffff:198.51.100.1%x, 10.0.0.2")
	f.Add("10.0.0.1:4000", "unknown,\r\n,10.0.0.3,")
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		got := clientAddress(remote, []string{forwarded}, proxies)
		alone := clientAddress(remote, nil, proxies)
		if _, err := netip.ParseAddr(got); err != nil && got != alone {
			t.Errorf("clientAddress(%q, %q) = %q, which is no address", remote, forwarded, got)
		}
		if got != clientAddress(remote, []string{"192.0.2.9", forwarded}, proxies) && strings.Contains(forwarded, ",") && got != alone && !allOurs(forwarded, proxies) {
			t.Errorf("clientAddress(%q, %q) = %q changes with what stands before", remote, forwarded, got)
		}
	})
}

// allOurs tells whether each hop is a proxy of ours: what stands before is then read.
func allOurs(forwarded string, proxies []netip.Prefix) bool {
	return !slices.ContainsFunc(strings.Split(forwarded, ","), func(hop string) bool {
		ip, err := netip.ParseAddr(strings.TrimSpace(hop))
		return err != nil || !slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
	})
}

// Whatever a file is called, the header that sends it is one line that browsers read.
func FuzzDisposition(f *testing.F) {
	for _, name := range []string{"avis.pdf", "a\"b\r\nc;d.pdf", "\u202efdp.exe", "справка", "../../etc/passwd", "", ".", "a.\";x=\""} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		clean := file.CleanName(name, file.PDF)
		kind, told, err := mime.ParseMediaType(disposition(clean))
		if err != nil || kind != "attachment" || len(told) != 1 || told["filename"] != clean || strings.ContainsAny(disposition(clean), "\r\n") {
			t.Errorf("disposition(%q) = %q, read as %q %q, %v", clean, disposition(clean), kind, told, err)
		}
	})
}
