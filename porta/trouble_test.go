package porta_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"portaconsole/porta"
)

// One sign-in for each way in which a server can fail; the page has one sentence for each.
func TestSignInTroubles(t *testing.T) {
	f := newFake(t)
	otherPin := "sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	pool := x509.NewCertPool()
	pool.AddCert(f.Certificate()) // made for 127.0.0.1 and example.com
	resolver := names{"example.com": {{"127.0.0.1"}}, "other.test": {{"127.0.0.1"}}, "meta.test": {{"169.254.169.254"}}, "empty.test": {{}}}
	loopback := porta.Rule{CIDR: prefix("127.0.0.1/32")}
	for _, tt := range []struct {
		name   string
		rule   porta.Rule
		port   int
		answer http.HandlerFunc
		want   outcome
	}{
		{"wrong token", f.rule(), f.port(), fault("Server.Session.auth_failed"), refusal(porta.BadLogin)},
		{"throttled", f.rule(), f.port(), fault("Server.Session.cannot_login_brute_force_activity"),
			refusal(porta.Throttled)},
		{"expired password", f.rule(), f.port(), fault("Server.Session.alert_You_must_change_password"),
			refusal(porta.PasswordExpired)},
		{"unknown name", porta.Rule{Host: "nowhere.test"}, 443, nil, noUse(porta.NotSent, porta.NameUnknown)},
		{"name without address", porta.Rule{Host: "empty.test"}, 443, nil, noUse(porta.NotSent, porta.NameUnknown)},
		{"metadata address", porta.Rule{Host: "meta.test"}, 443, nil, noUse(porta.NotSent, porta.AddressForbidden)},
		{"closed port", porta.Rule{Host: "127.0.0.1"}, closedPort(t), nil, noUse(porta.NotSent, porta.Refused)},
		{"another pin", porta.Rule{Host: "127.0.0.1", Pin: otherPin}, f.port(), nil,
			noUse(porta.NotSent, porta.CertificateMismatch)},
		{"unknown authority", porta.Rule{Host: "127.0.0.1"}, f.port(), nil,
			noUse(porta.NotSent, porta.CertificateMismatch)},
		{"another name", porta.Rule{Host: "other.test", RootCAs: pool}, f.port(), nil,
			noUse(porta.NotSent, porta.CertificateMismatch)},
		{"speaks no TLS", porta.Rule{Host: "127.0.0.1"}, plain(t, html(200)), nil,
			noUse(porta.NotSent, porta.NotPortaBilling)},
		{"speaks no HTTP", porta.Rule{Host: "127.0.0.1", Plain: true}, banner(t), nil,
			noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"speaks TLS when asked plainly", porta.Rule{Host: "localhost", Plain: true}, f.port(), nil,
			noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"only TLS 1.1", porta.Rule{Host: "127.0.0.1", Pin: f.pin()}, oldTLS(t), nil,
			noUse(porta.NotSent, porta.NotPortaBilling)},
		{"hangs up at once", porta.Rule{Host: "127.0.0.1"}, hangsUp(t), nil, noUse(porta.NotSent, porta.Cut)},
		{"a page", f.rule(), f.port(), html(200), noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"no such page", f.rule(), f.port(), http.NotFound, noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"redirect", f.rule(), f.port(), http.RedirectHandler("/login", http.StatusFound).ServeHTTP,
			noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"proxy without server", f.rule(), f.port(), html(502), noUse(porta.NoAnswer, porta.Unreachable)},
		{"JSON of something else", f.rule(), f.port(), answer(200, `{"hello":"world"}`),
			noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"broken JSON", f.rule(), f.port(), answer(200, `{"access_token":`), noUse(porta.NoAnswer, porta.Malformed)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.answer != nil {
				f.on("Session/login", tt.answer)
			}
			var logged bytes.Buffer
			o := porta.Options{Resolver: resolver, Log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))}
			rules := []porta.Rule{tt.rule}
			if tt.rule.Host != "127.0.0.1" {
				rules = append(rules, loopback)
			}
			s := serverOf(t, directory(t, o, rules...), tt.rule.Host, tt.port)
			_, err := s.Login(t.Context(), porta.Credentials{Login: "anna", Token: "secret-api-token"})
			if got := outcomeOf(t, err); got != tt.want {
				t.Errorf("%v, want %v (%v)", got, tt.want, err)
			}
			if strings.Contains(err.Error()+logged.String(), "secret-api-token") {
				t.Errorf("the token is in the error or the log:\n%v\n%s", err, logged.String())
			}
			if tt.want.Trouble != porta.NoTrouble && !strings.Contains(logged.String(), "level=WARN") {
				t.Errorf("the operator is not told:\n%s", logged.String())
			}
		})
	}
}

// The operator's log says what certificate came, and the pin that would fit; the error does not.
func TestCertificateIsLogged(t *testing.T) {
	f := newFake(t)
	var logged bytes.Buffer
	o := porta.Options{Log: slog.New(slog.NewTextHandler(&logged, nil))}
	s := serverOf(t, directory(t, o, porta.Rule{Host: "127.0.0.1"}), "127.0.0.1", f.port())
	_, err := s.Login(t.Context(), porta.Credentials{Login: "anna", Token: "t"})
	for _, want := range []string{"certificate.subject=", "certificate.issuer=", "certificate.names=", "certificate.not_after=",
		"certificate.pin=\"" + f.pin() + "\"", "remote=127.0.0.1:"} {
		if !strings.Contains(logged.String(), want) {
			t.Errorf("no %s in the log:\n%s", want, logged.String())
		}
	}
	if e := failed(t, err); e.Trouble != porta.CertificateMismatch || e.Message != "" {
		t.Errorf("trouble %v, message %q", e.Trouble, e.Message)
	}
}

// A certificate by an authority of the rule's own, for the host's name.
func TestRootCAs(t *testing.T) {
	f := newFake(t)
	pool := x509.NewCertPool()
	pool.AddCert(f.Certificate())
	d := directory(t, porta.Options{Resolver: names{"example.com": {{"127.0.0.1"}}}},
		porta.Rule{Host: "example.com", RootCAs: pool}, porta.Rule{CIDR: prefix("127.0.0.0/8"), RootCAs: pool})
	for _, domain := range []string{"example.com", "127.0.0.1"} {
		login(t, serverOf(t, d, domain, f.port()), porta.Credentials{Login: "anna", Token: "t"})
	}
}

// A server that takes the connection and says nothing is given up after the connect time.
func TestSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := directory(t, porta.Options{ConnectTimeout: 20 * time.Millisecond}, porta.Rule{Host: "127.0.0.1"})
	_, err = serverOf(t, d, "127.0.0.1", l.Addr().(*net.TCPAddr).Port).Login(t.Context(), porta.Credentials{Login: "anna", Token: "t"})
	if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.TimedOut); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestUnreachableNetwork(t *testing.T) {
	d := directory(t, porta.Options{}, porta.Rule{Host: "10.1.2.3"})
	d.SetDial(func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: errNoRoute}
	})
	_, err := serverOf(t, d, "10.1.2.3", 443).Login(t.Context(), porta.Credentials{Login: "anna", Token: "t"})
	if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.Unreachable); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func plain(t *testing.T, h http.HandlerFunc) (port int) {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.Listener.Addr().(*net.TCPAddr).Port
}

func oldTLS(t *testing.T) (port int) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().(*net.TCPAddr).Port
}

// banner listens for plain connections, reads one line and talks like a mail server.
func banner(t *testing.T) (port int) {
	return listen(t, func(c net.Conn) {
		_, _ = bufio.NewReader(c).ReadString('\n')
		_, _ = io.WriteString(c, "220 mail.example.com ESMTP ready\r\n")
	})
}

func hangsUp(t *testing.T) (port int) { return listen(t, func(net.Conn) {}) }

// listen serves each connection with f and closes it.
func listen(t *testing.T, f func(net.Conn)) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			f(c)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-done })
	return l.Addr().(*net.TCPAddr).Port
}
