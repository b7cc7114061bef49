package porta_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// A name that is allowed today may lead elsewhere tomorrow: each connection looks again.
func TestRebinding(t *testing.T) {
	f := newFake(t)
	f.on("Account/get_account_list", func(w http.ResponseWriter, r *http.Request) { t.Error("the second connection was made") })
	f.on("Session/login", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		answer(200, loginReply("token-1"))(w, r)
	})
	var logged bytes.Buffer
	d := directory(t, porta.Options{
		Resolver: names{"a.rebind.test": {{"127.0.0.1"}, {"127.0.0.2", "::ffff:127.0.0.2", "169.254.169.254"}}},
		Log:      slog.New(slog.NewTextHandler(&logged, nil)),
	}, porta.Rule{Suffix: ".rebind.test", Pin: f.pin()}, porta.Rule{CIDR: prefix("127.0.0.1/32")})
	c := login(t, serverOf(t, d, "a.rebind.test", f.port()), porta.Credentials{Login: "anna", Token: "t"})
	_, err := c.Call(t.Context(), "Account/get_account_list", attr.Value{})
	if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.AddressForbidden); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if !strings.Contains(logged.String(), "127.0.0.2") || strings.Contains(err.Error(), "127.0.0.2") {
		t.Errorf("the address belongs into the log alone: error %v, log %s", err, logged.String())
	}
}

// Of several addresses those that are allowed are tried in turn.
func TestSeveralAddresses(t *testing.T) {
	f := newFake(t)
	d := directory(t, porta.Options{Resolver: names{"many.test": {{"169.254.169.254", "10.0.0.1", "10.0.0.2", "127.0.0.1"}}}},
		porta.Rule{Host: "many.test", Pin: f.pin()}, porta.Rule{CIDR: prefix("127.0.0.0/8")})
	var tried []string
	d.SetDial(func(ctx context.Context, network, address string) (net.Conn, error) {
		tried = append(tried, address)
		if !strings.HasPrefix(address, "127.") {
			return nil, errNoRoute
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	})
	login(t, serverOf(t, d, "many.test", f.port()), porta.Credentials{Login: "anna", Token: "t"})
	want := []string{hostPort("10.0.0.1", f.port()), hostPort("10.0.0.2", f.port()), hostPort("127.0.0.1", f.port())}
	if strings.Join(tried, " ") != strings.Join(want, " ") {
		t.Errorf("tried %v, want %v", tried, want)
	}
}

// stuck is a resolver that does not answer.
type stuck struct{}

func (stuck) LookupNetIP(ctx context.Context, _, _ string) (nothing []netip.Addr, err error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestResolverWithoutAnswer(t *testing.T) {
	d := directory(t, porta.Options{Resolver: stuck{}, ConnectTimeout: 20 * time.Millisecond}, porta.Rule{Host: "a.test"})
	_, err := serverOf(t, d, "a.test", 443).Login(t.Context(), porta.Credentials{Login: "anna", Token: "t"})
	if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.TimedOut); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// A caller that gives up while the connection is being made has sent nothing.
func TestGivingUpWhileDialling(t *testing.T) {
	d := directory(t, porta.Options{}, porta.Rule{Host: "10.0.0.1"})
	ctx, cancel := context.WithCancel(t.Context())
	d.SetDial(func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	})
	err := serverOf(t, d, "10.0.0.1", 443).ChangePassword(ctx, "anna", "old", "new")
	if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.Canceled); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// The environment's proxy is not asked: it would dial where we cannot look.
func TestNoProxy(t *testing.T) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Setenv(name, "http://192.0.2.1:9")
	}
	f := newFake(t)
	var dialled []string
	d := directory(t, porta.Options{Resolver: names{"pb.test": {{"127.0.0.1"}}}},
		porta.Rule{Host: "pb.test", Pin: f.pin()}, porta.Rule{CIDR: prefix("127.0.0.1/32")})
	d.SetDial(func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return new(net.Dialer).DialContext(ctx, network, address)
	})
	login(t, serverOf(t, d, "pb.test", f.port()), porta.Credentials{Login: "anna", Token: "t"})
	if len(dialled) != 1 || dialled[0] != hostPort("127.0.0.1", f.port()) {
		t.Errorf("dialled %v", dialled)
	}
}

// The host is named in the request as a browser would.
func TestHostHeader(t *testing.T) {
	var hosts []string
	h := func(w http.ResponseWriter, r *http.Request) {
		hosts = append(hosts, r.Host)
		answer(200, loginReply("token-1"))(w, r)
	}
	port := plain(t, h)
	d := directory(t, porta.Options{}, porta.Rule{Host: "localhost", Plain: true}, porta.Rule{Name: "six", Host: "::1", Plain: true})
	d.SetDial(func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, hostPort("127.0.0.1", port))
	})
	for _, s := range []*porta.Server{serverOf(t, d, "localhost", 8080), serverOf(t, d, "localhost", 80), serverOf(t, d, "six", 8080)} {
		login(t, s, porta.Credentials{Login: "anna", Token: "t"})
	}
	if got := strings.Join(hosts, " "); got != "localhost:8080 localhost [::1]:8080" {
		t.Errorf("hosts %s", got)
	}
}
