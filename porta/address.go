package porta

import "net/netip"

// addressClass says what an address is for.
type addressClass uint8

const (
	public  addressClass = iota
	private              // RFC 1918 and ULA: an operator's own network
	special              // leads into the machine, to its neighbours, or through a translator to anywhere
)

type addressRange struct {
	prefix netip.Prefix
	class  addressClass
}

// ranges are looked through in order, so that a metadata address comes before the range around it.
var ranges = parseRanges([]struct {
	class    addressClass
	prefixes []string
}{
	{special, []string{
		// Clouds hand out credentials here (AWS and others, AWS over IPv6, Google over IPv6, Azure, Alibaba, Oracle).
		"169.254.169.254/32", "fd00:ec2::254/128", "fd20:ce::254/128", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32",
	}},
	{private, []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}},
	{special, []string{
		"0.0.0.0/8",       // this network; Linux takes 0.0.0.0 for loopback
		"100.64.0.0/10",   // CGNAT
		"127.0.0.0/8",     // loopback
		"169.254.0.0/16",  // link-local
		"192.0.0.0/24",    // protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // 6to4 relays
		"198.18.0.0/15",   // benchmarking
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"224.0.0.0/4",     // multicast
		"240.0.0.0/4",     // reserved, broadcast
		"::/128",          // unspecified
		"::1/128",         // loopback
		"::/96",           // IPv4-compatible
		"::ffff:0:0:0/96", // IPv4-translated
		"64:ff9b::/96",    // NAT64
		"64:ff9b:1::/48",  // NAT64, local
		"2001:db8::/32",   // documentation
		"2001::/23",       // Teredo, benchmarking, ORCHID
		"2002::/16",       // 6to4
		"3fff::/20",       // documentation
		"fe80::/10",       // link-local
		"fec0::/10",       // site-local
		"ff00::/8",        // multicast
	}},
	{public, []string{"0.0.0.0/0", "2000::/3"}},
})

func parseRanges(groups []struct {
	class    addressClass
	prefixes []string
}) (all []addressRange) {
	for _, g := range groups {
		for _, p := range g.prefixes {
			all = append(all, addressRange{netip.MustParsePrefix(p), g.class})
		}
	}
	return all
}

// rangeOf returns the range an address is in; IPv6 outside 2000::/3 is not given out to hosts. IPv4 addresses written
// as IPv6 must be unwrapped before.
func rangeOf(a netip.Addr) addressRange {
	for _, r := range ranges {
		if r.prefix.Contains(a) {
			return r
		}
	}
	return addressRange{netip.PrefixFrom(a, a.BitLen()), special}
}

// covers says whether a CIDR rule allows an address. Outside public space the rule must name the range or a part of it:
// who writes 0.0.0.0/0 thinks of the Internet, not of the machine itself.
func covers(rule netip.Prefix, a netip.Addr) bool {
	if !rule.Contains(a) {
		return false
	}
	r := rangeOf(a)
	return r.class == public || rule.Bits() >= r.prefix.Bits()
}
