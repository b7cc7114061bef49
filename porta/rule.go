package porta

import (
	"cmp"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// Rule allows servers, as the operator configured them. Exactly one of Host, Suffix and CIDR is set.
type Rule struct {
	// Name is how the sign-in page's Domain field calls the server; "" means Host. The demo sandbox is "sandbox"
	// whatever its port. Only a rule with a Host can have one.
	Name string
	// Host is the exact name or literal address to connect to. A literal address and "localhost" are allowed as they
	// stand; a name may resolve to public and to private addresses (RFC 1918, ULA), never to loopback and the like.
	Host string
	// Suffix, ".example.com", allows every name below it that resolves to public addresses.
	Suffix string
	// CIDR allows the literal addresses in its range, and lets names resolve into it. A range
	// reserved for a special use is allowed only by a prefix that lies inside it: 0.0.0.0/0 does not open loopback.
	CIDR netip.Prefix

	Label      string // for people
	Production bool
	// Realms gives each realm its port; nil means admin 443, reseller 8442, customer 8444, account 8445.
	Realms map[string]int

	RootCAs *x509.CertPool // authorities to believe; nil = the system's
	// Pin is "sha256:BASE64", the hash of the public key (SPKI) in the server's certificate. When set it alone
	// decides: names, dates and authorities are not looked at.
	Pin string
	// Plain means HTTP without TLS; only for a sandbox on loopback.
	Plain bool
}

func defaultRealms() map[string]int {
	return map[string]int{"admin": 443, "reseller": 8442, "customer": 8444, "account": 8445}
}

// name is what the Domain field calls the server; "" for a rule that allows many.
func (r Rule) name() string { return cmp.Or(r.Name, r.Host) }

// what names the rule in messages.
func (r Rule) what() string {
	if r.CIDR.IsValid() {
		return cmp.Or(r.name(), r.CIDR.String())
	}
	return cmp.Or(r.name(), r.Suffix, r.Label, "no host")
}

// realmAt returns the realm on a port; "" when the port is none of them.
func (r Rule) realmAt(port int) string {
	for name, p := range r.Realms {
		if p == port {
			return name
		}
	}
	return ""
}

// normal returns the rule in the form the rest of the package works with, and all that is wrong with it.
func (r Rule) normal() (Rule, error) {
	r.Name, r.Host = normalDomain(r.Name), normalDomain(r.Host)
	r.Suffix = strings.ToLower(strings.TrimSpace(r.Suffix))
	if r.CIDR.IsValid() {
		r.CIDR = r.CIDR.Masked()
	}
	if r.Realms == nil {
		r.Realms = defaultRealms()
	}
	r.Realms = maps.Clone(r.Realms)
	errs := []error{r.checkTarget(), r.checkRealms()}
	if r.Name != "" && r.Host == "" {
		errs = append(errs, errors.New("only a rule with a host can have a name"))
	}
	if r.Plain && !isLoopback(r.Host) {
		errs = append(errs, errors.New("HTTP without TLS is only for a server on loopback"))
	}
	if r.Pin != "" {
		_, err := parsePin(r.Pin)
		errs = append(errs, err)
	}
	return r, errors.Join(errs...)
}

func (r Rule) checkTarget() error {
	address, notAddress := netip.ParseAddr(r.Host)
	domain, dotted := strings.CutPrefix(r.Suffix, ".")
	switch {
	case count(r.Host != "", r.Suffix != "", r.CIDR.IsValid()) != 1:
		return errors.New("exactly one of host, suffix and CIDR must be given")
	case r.CIDR.IsValid() && r.CIDR.Addr().Is4In6():
		return errors.New("an IPv4 range must be written as IPv4")
	case r.Suffix != "" && (!dotted || !isHostName(domain)):
		return fmt.Errorf("suffix %q must look like .example.com", r.Suffix)
	case r.Host == "":
		return nil
	case notAddress != nil && !isHostName(r.Host):
		return fmt.Errorf("%q is neither a host name nor an address", r.Host)
	case address.Zone() != "", address.IsUnspecified(), address.IsMulticast():
		return fmt.Errorf("%s is not the address of one server", address)
	}
	return nil
}

func (r Rule) checkRealms() error {
	seen := map[int]string{}
	for _, realm := range slices.Sorted(maps.Keys(r.Realms)) {
		port := r.Realms[realm]
		if port < 1 || port > 65535 {
			return fmt.Errorf("realm %s: %d is no port", realm, port)
		}
		if other, twice := seen[port]; twice {
			return fmt.Errorf("realms %s and %s have the same port %d", other, realm, port)
		}
		seen[port] = realm
	}
	return nil
}

func count(conditions ...bool) (n int) {
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}

func parsePin(pin string) (sum [sha256.Size]byte, err error) {
	text, ok := strings.CutPrefix(pin, "sha256:")
	raw, err := base64.StdEncoding.DecodeString(text)
	if !ok || err != nil || len(raw) != len(sum) {
		return sum, errors.New("the pin must be sha256: and the base64 of 32 bytes")
	}
	return [sha256.Size]byte(raw), nil
}

// normalDomain brings a domain to one spelling: lower case, no final dot, no brackets, addresses in
// their shortest form with IPv4 unwrapped.
func normalDomain(s string) string {
	s = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), ".")
	if inner, ok := strings.CutPrefix(s, "["); ok {
		s = strings.TrimSuffix(inner, "]")
	}
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		return a.Unmap().String()
	}
	return s
}

// isHostName accepts ASCII names (others in their xn-- form). A last label of digits is none: resolvers read 127.1
// and 2130706433 as addresses.
func isHostName(s string) bool {
	if len(s) > 253 {
		return false
	}
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.Trim(l, letters) != "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	return strings.Trim(last, "0123456789") != "" && !strings.HasPrefix(last, "0x")
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
