package porta

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// maxAddresses bounds how many addresses of one name are tried.
const maxAddresses = 8

// dialError is why there is no connection. Nothing of a request has left.
type dialError struct {
	trouble Trouble
	cause   error
}

func (e *dialError) Error() string { return e.cause.Error() }
func (e *dialError) Unwrap() error { return e.cause }

// newTransport makes the pool of connections for one rule. It speaks HTTP/1.1 only: one request a connection, so
// that it is known whether a request left. It follows no proxy of the environment, which would dial for us where
// we cannot check.
func (d *Directory) newTransport(e *entry) *http.Transport {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	t := &http.Transport{
		Protocols:           &http1,
		MaxIdleConnsPerHost: 16,
		MaxIdleConns:        256,
		// Apache closes idle connections after 5 s by default. Being first keeps requests from meeting a closing one,
		// which would end a write as "unknown" for nothing.
		IdleConnTimeout:        4 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, d.options.ConnectTimeout)
			defer cancel()
			c, err := d.connect(ctx, e, address)
			if err != nil {
				return nil, err
			}
			return &conn{Conn: c}, nil
		},
	}
	if e.Plain {
		return t
	}
	config := e.tlsConfig()
	t.DialTLSContext = func(ctx context.Context, _, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, d.options.ConnectTimeout)
		defer cancel()
		c, err := d.connect(ctx, e, address)
		if err != nil {
			return nil, err
		}
		secure, err := d.handshake(ctx, e, c, config, address)
		if err != nil {
			_ = c.Close()
			return nil, err
		}
		return &conn{Conn: secure}, nil
	}
	return t
}

// connect resolves the host, checks each address it resolved to, and dials those: the address that was checked is the
// address that is dialled, on every connection.
func (d *Directory) connect(ctx context.Context, e *entry, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &dialError{Unreachable, err}
	}
	found, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	allowed := make([]netip.Addr, 0, maxAddresses)
	for _, a := range found {
		if a = a.Unmap(); d.allows(e, a) && len(allowed) < maxAddresses {
			allowed = append(allowed, a)
		}
	}
	if len(allowed) == 0 {
		d.options.Log.WarnContext(ctx, "address not allowed", "rule", e.what(), "host", host, "port", port, "addresses", found)
		return nil, &dialError{AddressForbidden, errors.New("no address of the name is allowed")}
	}
	for i, a := range allowed {
		var c net.Conn
		if c, err = d.dialOne(ctx, net.JoinHostPort(a.String(), port), len(allowed)-i); err == nil {
			return c, nil
		}
	}
	return nil, &dialError{dialTrouble(err), err}
}

func (d *Directory) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if host == "localhost" { // not left to a resolver, which may say anything
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	}
	found, err := d.options.Resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(found) == 0 {
		err = errors.New("the name has no address")
	}
	if err == nil {
		return found, nil
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ctx.Err() != nil || ok && dns.IsTimeout {
		return nil, &dialError{TimedOut, err}
	}
	return nil, &dialError{NameUnknown, err}
}

// dialOne gives one of n addresses that are left its share of the time that is left.
func (d *Directory) dialOne(ctx context.Context, address string, n int) (net.Conn, error) {
	if end, ok := ctx.Deadline(); ok && n > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(end)/time.Duration(n))
		defer cancel()
	}
	return d.dial(ctx, "tcp", address)
}

func dialTrouble(err error) Trouble {
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return TimedOut
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return Refused
	}
	return Unreachable
}

func (d *Directory) handshake(ctx context.Context, e *entry, c net.Conn, config *tls.Config, address string) (net.Conn, error) {
	config = config.Clone()
	config.ServerName, _, _ = net.SplitHostPort(address)
	t := tls.Client(c, config)
	err := t.HandshakeContext(ctx)
	if err == nil {
		return t, nil
	}
	trouble := handshakeTrouble(err)
	told := []any{"rule", e.what(), "server", address, "remote", c.RemoteAddr().String(), "trouble", trouble.String(), "error", err}
	d.options.Log.WarnContext(ctx, "TLS failed", append(told, certificateAttrs(err)...)...)
	return nil, &dialError{trouble, err}
}
