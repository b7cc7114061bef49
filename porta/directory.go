package porta

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// ErrNotAllowed means that no rule allows the server. It says nothing about whether such a server exists.
var ErrNotAllowed = errors.New("porta: this server is not allowed")

// Resolver looks names up; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options are what all servers of a [Directory] share. Zero means the default.
type Options struct {
	Log             *slog.Logger     // nothing by default
	AnyPublicHost   bool             // allow every name and address in public space, with the system's authorities
	Resolver        Resolver         // net.DefaultResolver
	ConnectTimeout  time.Duration    // name look-up, TCP and TLS together, 5 s
	ReadTimeout     time.Duration    // from there to the end of an answer, or between two parts of a file, 30 s
	MaxAnswer       int64            // bytes of an answer, uncompressed, 16 MB; files are not limited
	CallsPerServer  int              // at once, 64
	CallsPerSession int              // at once, 8
	Now             func() time.Time // time.Now
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	setDefault(&o.ConnectTimeout, 5*time.Second)
	setDefault(&o.ReadTimeout, 30*time.Second)
	setDefault(&o.MaxAnswer, 16<<20)
	setDefault(&o.CallsPerServer, 64)
	setDefault(&o.CallsPerSession, 8)
	return o
}

func setDefault[T ~int | ~int64](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// Directory knows the servers that may be called.
type Directory struct {
	options Options
	entries []*entry
	open    *entry // for AnyPublicHost; nil without it
	sites   weakMap[string, site]
	servers weakMap[serverKey, Server]
	dial    func(ctx context.Context, network, address string) (net.Conn, error) // TCP; tests put their own
	pause   func(ctx context.Context, d time.Duration) error                     // tests do not wait
}

// entry is one rule at work: its own trust, and one pool of connections for all hosts, realms and sessions under it.
type entry struct {
	Rule
	address   netip.Addr // Host as a literal address; the zero Addr for names
	transport *http.Transport
}

// NewDirectory makes a directory of the given rules. The error names each rule that is wrong, and why.
func NewDirectory(rules []Rule, o Options) (*Directory, error) {
	d := &Directory{options: o.withDefaults(), dial: new(net.Dialer).DialContext, pause: pause}
	var errs []error
	seen := map[string]bool{}
	for i, r := range rules {
		r, err := r.normal()
		if err == nil && seen[r.what()] {
			err = errors.New("there is another rule of that name")
		}
		seen[r.what()] = true
		if err != nil {
			errs = append(errs, fmt.Errorf("server rule %d (%s): %w", i+1, r.what(), err))
			continue
		}
		d.entries = append(d.entries, d.newEntry(r))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if d.options.AnyPublicHost {
		d.open = d.newEntry(Rule{Label: "any public host", Realms: defaultRealms()})
	}
	return d, nil
}

func (d *Directory) newEntry(r Rule) *entry {
	e := &entry{Rule: r}
	e.address, _ = netip.ParseAddr(r.Host)
	e.transport = d.newTransport(e)
	return e
}

// Rules returns the rules in the order they were given, spelled in one way and with their defaults. Their maps are
// shared and must not be changed.
func (d *Directory) Rules() []Rule {
	rules := make([]Rule, len(d.entries))
	for i, e := range d.entries {
		rules[i] = e.Rule
	}
	return rules
}

// Server returns the server called domain (a rule's name, a host name or an address) at a port. It touches no
// network; the error is [ErrNotAllowed] when no rule allows it. Domain and port always give the same *Server for
// as long as somebody holds it.
func (d *Directory) Server(domain string, port int) (*Server, error) {
	if port < 1 || port > 65535 {
		return nil, ErrNotAllowed
	}
	domain = normalDomain(domain)
	e, host := d.match(domain)
	if e == nil {
		return nil, ErrNotAllowed
	}
	return d.servers.get(serverKey{domain, port}, func() *Server {
		s := d.sites.get(domain, func() *site {
			return &site{directory: d, entry: e, domain: domain, host: host, slots: make(slots, d.options.CallsPerServer)}
		})
		return &Server{site: s, port: port}
	}), nil
}

// match finds the rule for a domain, and the host to connect to: exact rules first, then ranges, then suffixes.
func (d *Directory) match(domain string) (_ *entry, host string) {
	find := func(allowed func(*entry) bool) *entry {
		if i := slices.IndexFunc(d.entries, allowed); i >= 0 {
			return d.entries[i]
		}
		return nil
	}
	if e := find(func(e *entry) bool { return domain != "" && domain == e.name() }); e != nil {
		return e, e.Host
	}
	if a, err := netip.ParseAddr(domain); err == nil {
		if e := find(func(e *entry) bool { return covers(e.CIDR, a) }); e != nil {
			return e, domain
		}
		if rangeOf(a).class == public {
			return d.open, domain
		}
		return nil, ""
	}
	if !isHostName(domain) {
		return nil, ""
	}
	if e := find(func(e *entry) bool { return e.Suffix != "" && strings.HasSuffix(domain, e.Suffix) }); e != nil {
		return e, domain
	}
	return d.open, domain
}

// allows says whether a connection under a rule may go to an address, whatever name led there.
func (d *Directory) allows(e *entry, a netip.Addr) bool {
	switch {
	case !a.IsValid() || a.Zone() != "":
		return false
	case e.address.IsValid():
		return a == e.address
	case e.Host == "localhost":
		return a.IsLoopback()
	case slices.ContainsFunc(d.entries, func(e *entry) bool { return covers(e.CIDR, a) }):
		return true
	case e.Host != "":
		return rangeOf(a).class != special
	}
	return rangeOf(a).class == public
}

// Close closes connections that nobody uses. The directory stays usable.
func (d *Directory) Close() {
	for _, e := range d.entries {
		e.transport.CloseIdleConnections()
	}
	if d.open != nil {
		d.open.transport.CloseIdleConnections()
	}
}
