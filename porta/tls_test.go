package porta

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
)

// The pin is looked at on a resumed TLS session too, where the server sends no certificate.
func TestPinOnResumedSession(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	c := (&entry{Rule: Rule{Pin: pinOf(s.Certificate())}}).tlsConfig()
	c.ServerName = "billing.test"
	verify := c.VerifyConnection
	refuse := errors.New("refused by the test")
	var resumed []bool
	c.VerifyConnection = func(cs tls.ConnectionState) error {
		if resumed = append(resumed, cs.DidResume); cs.DidResume {
			if err := verifyPin(cs, [32]byte{}); err == nil {
				t.Error("a wrong pin passes on a resumed session")
			}
			if err := verify(cs); err != nil {
				t.Error(err)
			}
			return refuse
		}
		return verify(cs)
	}
	connect := func() error {
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		secure := tls.Client(conn, c)
		defer secure.Close()
		if err := secure.Handshake(); err != nil {
			return err
		}
		// The ticket for the next session comes with the first answer.
		_, _ = io.WriteString(secure, "GET / HTTP/1.1\r\nHost: billing.test\r\nConnection: close\r\n\r\n")
		_, err = io.ReadAll(secure)
		return err
	}
	if err := connect(); err != nil {
		t.Fatal(err)
	}
	if err := connect(); !errors.Is(err, refuse) || len(resumed) != 2 || !resumed[1] {
		t.Errorf("second connection: %v, resumed %v", err, resumed)
	}
}

func TestPinWithoutCertificate(t *testing.T) {
	if err := verifyPin(tls.ConnectionState{}, [32]byte{}); handshakeTrouble(err) != CertificateMismatch {
		t.Errorf("no certificate: %v", err)
	}
}

// Servers that nobody holds are forgotten; those that are held stay the same.
func TestServersAreForgotten(t *testing.T) {
	d, err := NewDirectory([]Rule{{Suffix: ".test"}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := d.Server("kept.test", 443)
	if err != nil {
		t.Fatal(err)
	}
	for port := range 1000 {
		if _, err := d.Server("kept.test", port+1); err != nil {
			t.Fatal(err)
		}
	}
	size := func() int {
		d.servers.mu.Lock()
		defer d.servers.mu.Unlock()
		return len(d.servers.m)
	}
	for size() > 1 { // the test's own time limit ends this when it is broken
		runtime.GC()
	}
	if again, err := d.Server("kept.test", 443); err != nil || again != kept {
		t.Errorf("%p, %v; want %p", again, err, kept)
	}
	runtime.KeepAlive(kept)
}
