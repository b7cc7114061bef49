package porta_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta"
)

var errNoRoute = syscall.EHOSTUNREACH

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func TestNewDirectoryRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		rule porta.Rule
		want string
	}{
		{"nothing", porta.Rule{}, "server rule 2 (no host): exactly one of host, suffix and CIDR must be given"},
		{"two", porta.Rule{Host: "a.test", Suffix: ".test"}, "server rule 2 (a.test): exactly one of host, suffix and CIDR must be given"},
		{"host with port", porta.Rule{Host: "a.test:443"}, `server rule 2 (a.test:443): "a.test:443" is neither a host name nor an address`},
		{"host is a URL", porta.Rule{Host: "https://a.test/"}, `server rule 2 (https://a.test/): "https://a.test/" is neither a host name nor an address`},
		{"digits", porta.Rule{Host: "127.1"}, `server rule 2 (127.1): "127.1" is neither a host name nor an address`},
		{"unspecified", porta.Rule{Host: "0.0.0.0"}, "server rule 2 (0.0.0.0): 0.0.0.0 is not the address of one server"},
		{"multicast", porta.Rule{Host: "[ff02::1]"}, "server rule 2 (ff02::1): ff02::1 is not the address of one server"},
		{"zone", porta.Rule{Host: "fe80::1%eth0"}, "server rule 2 (fe80::1%eth0): fe80::1%eth0 is not the address of one server"},
		{"suffix without dot", porta.Rule{Suffix: "example.com"}, `server rule 2 (example.com): suffix "example.com" must look like .example.com`},
		{"mapped range", porta.Rule{CIDR: prefix("::ffff:10.0.0.0/104")},
			"server rule 2 (::ffff:10.0.0.0/104): an IPv4 range must be written as IPv4"},
		{"name of a suffix", porta.Rule{Suffix: ".a.test", Name: "a"}, "server rule 2 (a): only a rule with a host can have a name"},
		{"twice", porta.Rule{Host: "First.Test."}, "server rule 2 (first.test): there is another rule of that name"},
		{"plain", porta.Rule{Host: "10.0.0.1", Plain: true}, "server rule 2 (10.0.0.1): HTTP without TLS is only for a server on loopback"},
		{"pin", porta.Rule{Host: "a.test", Pin: "sha256:abcd"}, "server rule 2 (a.test): the pin must be sha256: and the base64 of 32 bytes"},
		{"port", porta.Rule{Host: "a.test", Realms: map[string]int{"admin": 70000}}, "server rule 2 (a.test): realm admin: 70000 is no port"},
		{"ports", porta.Rule{Host: "a.test", Realms: map[string]int{"admin": 443, "account": 443}},
			"server rule 2 (a.test): realms account and admin have the same port 443"},
	} {
		_, err := porta.NewDirectory([]porta.Rule{{Host: "first.test"}, tt.rule}, porta.Options{})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	_, err := porta.NewDirectory([]porta.Rule{{}, {Host: "a.test", Pin: "x"}}, porta.Options{})
	if err == nil || strings.Count(err.Error(), "server rule") != 2 {
		t.Errorf("two bad rules give %v", err)
	}
}

func TestRules(t *testing.T) {
	d := directory(t, porta.Options{},
		porta.Rule{Host: "Billing.Example.com.", Label: "Production", Production: true},
		porta.Rule{Name: "Sandbox", Host: "[::FFFF:127.0.0.1]", Plain: true, Realms: map[string]int{"admin": 9443}},
		porta.Rule{CIDR: prefix("10.1.2.3/16")})
	standard := map[string]int{"admin": 443, "reseller": 8442, "customer": 8444, "account": 8445}
	want := []porta.Rule{
		{Host: "billing.example.com", Label: "Production", Production: true, Realms: standard},
		{Name: "sandbox", Host: "127.0.0.1", Plain: true, Realms: map[string]int{"admin": 9443}},
		{CIDR: prefix("10.1.0.0/16"), Realms: standard},
	}
	if diff := cmp.Diff(want, d.Rules(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

func TestServer(t *testing.T) {
	rules := []porta.Rule{
		{Host: "billing.test", Label: "host"},
		{Name: "sandbox", Host: "127.0.0.1", Label: "named"},
		{Suffix: ".wide.test", Label: "suffix"},
		{CIDR: prefix("10.1.0.0/16"), Label: "range"},
		{CIDR: prefix("0.0.0.0/0"), Label: "all"},
		{CIDR: prefix("fe80::/64"), Label: "link"},
	}
	closed := directory(t, porta.Options{}, rules...)
	open := directory(t, porta.Options{AnyPublicHost: true}, porta.Rule{Host: "billing.test", Label: "host"})
	for _, tt := range []struct {
		d                         *porta.Directory
		domain                    string
		port                      int
		label, realm, asked, fail string
	}{
		{closed, "billing.test", 443, "host", "admin", "billing.test", ""},
		{closed, " Billing.TEST. ", 8445, "host", "account", "billing.test", ""},
		{closed, "billing.test", 8442, "host", "reseller", "billing.test", ""},
		{closed, "billing.test", 8444, "host", "customer", "billing.test", ""},
		{closed, "billing.test", 9999, "host", "", "billing.test", ""},
		{closed, "billing.test", 0, "", "", "", "port"},
		{closed, "billing.test", 65536, "", "", "", "port"},
		{closed, "Sandbox", 40000, "named", "", "sandbox", ""},
		{closed, "127.0.0.1", 40000, "", "", "", "a named rule goes by its name; 0.0.0.0/0 is no word for loopback"},
		{closed, "a.wide.test", 443, "suffix", "admin", "a.wide.test", ""},
		{closed, "wide.test", 443, "", "", "", "the suffix itself"},
		{closed, "notwide.test", 443, "", "", "", "no dot"},
		{closed, "10.1.2.3", 443, "range", "admin", "10.1.2.3", ""},
		{closed, "::ffff:10.1.2.3", 443, "range", "admin", "10.1.2.3", ""},
		{closed, "10.2.2.3", 443, "", "", "", "private, and only 0.0.0.0/0 covers it"},
		{closed, "192.0.3.1", 443, "all", "admin", "192.0.3.1", ""},
		{closed, "169.254.169.254", 443, "", "", "", "metadata"},
		{closed, "[fe80::1]", 443, "link", "admin", "fe80::1", ""},
		{closed, "fe80::1%eth0", 443, "", "", "", "zone"},
		{closed, "other.test", 443, "", "", "", "not listed"},
		{closed, "", 443, "", "", "", "empty"},
		{closed, "billing.test/x", 443, "", "", "", "no name"},
		{open, "other.test", 443, "any public host", "admin", "other.test", ""},
		{open, "192.0.3.1", 443, "any public host", "admin", "192.0.3.1", ""},
		{open, "2606:4700::1", 443, "any public host", "admin", "2606:4700::1", ""},
		{open, "billing.test", 443, "host", "admin", "billing.test", ""},
		{open, "127.0.0.1", 443, "", "", "", "loopback"},
		{open, "127.1", 443, "", "", "", "digits"},
		{open, "2130706433", 443, "", "", "", "digits"},
		{open, "a.0x7f", 443, "", "", "", "digits"},
		{open, "user@other.test", 443, "", "", "", "no name"},
		{open, "тест", 443, "", "", "", "not ASCII"},
	} {
		s, err := tt.d.Server(tt.domain, tt.port)
		if tt.fail != "" {
			if !errors.Is(err, porta.ErrNotAllowed) || s != nil {
				t.Errorf("%q:%d: %v, %v; want ErrNotAllowed (%s)", tt.domain, tt.port, s, err, tt.fail)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q:%d: %v", tt.domain, tt.port, err)
			continue
		}
		got := [...]any{s.Rule().Label, s.Realm(), s.Domain(), s.Port()}
		if want := [...]any{tt.label, tt.realm, tt.asked, tt.port}; got != want {
			t.Errorf("%q:%d: %v, want %v", tt.domain, tt.port, got, want)
		}
		if again := serverOf(t, tt.d, tt.domain, tt.port); again != s {
			t.Errorf("%q:%d gives two servers", tt.domain, tt.port)
		}
	}
}

// Which resolved addresses are dialled, by kind of rule.
func TestResolvedAddresses(t *testing.T) {
	const (
		host = 1 << iota
		suffix
		cidr  // a suffix, beside a rule for just the range
		local // the name localhost
	)
	for address, want := range map[string]int{
		"192.0.3.1": host | suffix | cidr, "2606:4700::1": host | suffix | cidr,
		"10.9.0.1": host | cidr, "172.16.0.1": host | cidr, "192.168.1.1": host | cidr, "fd12::1": host | cidr, "::ffff:10.9.0.1": host | cidr,
		"127.0.0.1": cidr, "127.9.9.9": cidr, "::1": cidr, "::ffff:127.0.0.1": cidr,
		"0.0.0.0": cidr, "::": cidr, "255.255.255.255": cidr, "240.0.0.1": cidr,
		"169.254.1.1": cidr, "fe80::1": cidr, "224.0.0.1": cidr, "ff02::1": cidr,
		"169.254.169.254": cidr, "::ffff:169.254.169.254": cidr, "fd00:ec2::254": cidr, "168.63.129.16": cidr, "100.100.100.200": cidr,
		"100.64.0.1": cidr, "64:ff9b::a00:1": cidr, "64:ff9b:1::1": cidr, "2002:7f00:1::": cidr, "2001::1": cidr, "2001:2::1": cidr,
		"198.18.0.1": cidr, "198.51.100.1": cidr, "203.0.113.1": cidr, "192.0.2.1": cidr, "2001:db8::1": cidr, "3fff::1": cidr,
		"::7f00:1": cidr, "::ffff:0:7f00:1": cidr, "fec0::1": cidr, "4000::1": cidr,
	} {
		a := netip.MustParseAddr(address).Unmap()
		for kind, rules := range map[int][]porta.Rule{
			host:   {{Host: "name.test"}},
			suffix: {{Suffix: ".test"}, {CIDR: prefix("0.0.0.0/0")}},
			cidr:   {{Suffix: ".test"}, {CIDR: netip.PrefixFrom(a, a.BitLen())}},
		} {
			if kind == suffix && a.Is6() {
				rules[1].CIDR = prefix("::/0")
			}
			got := dials(t, "name.test", address, rules...)
			if wantDial := want&kind != 0; (got == a.String()) != wantDial || !wantDial && got != "" {
				t.Errorf("%s under %+v: dialled %q, want %v", address, rules, got, wantDial)
			}
		}
	}
}

// dials returns the address that is dialled when name resolves to the given one; "" when none is.
func dials(t *testing.T, name, resolved string, rules ...porta.Rule) (dialled string) {
	t.Helper()
	d := directory(t, porta.Options{Resolver: names{name: {{resolved}}}}, rules...)
	d.SetDial(func(_ context.Context, _, address string) (net.Conn, error) {
		dialled, _, _ = net.SplitHostPort(address)
		return nil, errNoRoute
	})
	_, err := serverOf(t, d, name, 443).Login(t.Context(), porta.Credentials{Login: "anna", Token: "t"})
	want := porta.Unreachable
	if dialled == "" {
		want = porta.AddressForbidden
	}
	if got := outcomeOf(t, err); got != noUse(porta.NotSent, want) {
		t.Errorf("%s: %v, want %v", resolved, got, want)
	}
	return dialled
}

// A literal address and localhost are allowed as they stand, and nothing beside them.
func TestExactAddresses(t *testing.T) {
	for host, want := range map[string]string{"169.254.7.7": "169.254.7.7", "::1": "::1", "localhost": "127.0.0.1"} {
		var dialled []string
		d := directory(t, porta.Options{}, porta.Rule{Host: host})
		d.SetDial(func(_ context.Context, _, address string) (net.Conn, error) {
			a, _, _ := net.SplitHostPort(address)
			dialled = append(dialled, a)
			return nil, errNoRoute
		})
		err := serverOf(t, d, host, 443).ChangePassword(t.Context(), "anna", "old", "new")
		if failed(t, err).Trouble != porta.Unreachable || len(dialled) == 0 || dialled[0] != want {
			t.Errorf("%s: dialled %v (%v), want %s", host, dialled, err, want)
		}
	}
}
