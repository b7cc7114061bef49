package porta

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net"
	"syscall"
	"time"
)

// tlsConfig is a rule's trust: the pin alone when there is one, else authorities, name and dates.
func (e *entry) tlsConfig() *tls.Config {
	c := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		RootCAs:            e.RootCAs,
		ClientSessionCache: tls.NewLRUClientSessionCache(64),
	}
	if e.Pin != "" {
		want, _ := parsePin(e.Pin) // checked when the directory was made
		c.InsecureSkipVerify = true
		c.VerifyConnection = func(s tls.ConnectionState) error { return verifyPin(s, want) } // also on resumed sessions
	}
	return c
}

// pinError is a certificate whose key is another than the one that was pinned.
type pinError struct{ certificates []*x509.Certificate }

func (e *pinError) Error() string { return "the certificate's public key is not the pinned one" }

func verifyPin(s tls.ConnectionState, want [sha256.Size]byte) error {
	if len(s.PeerCertificates) > 0 {
		got := sha256.Sum256(s.PeerCertificates[0].RawSubjectPublicKeyInfo)
		if subtle.ConstantTimeCompare(got[:], want[:]) == 1 {
			return nil
		}
	}
	return &pinError{s.PeerCertificates}
}

// handshakeTrouble tells a certificate that does not fit from a server that speaks no TLS that we accept, and from
// a connection that failed.
func handshakeTrouble(err error) Trouble {
	if _, ok := errors.AsType[*pinError](err); ok {
		return CertificateMismatch
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return CertificateMismatch
	}
	if ne, ok := errors.AsType[net.Error](err); errors.Is(err, context.DeadlineExceeded) || ok && ne.Timeout() {
		return TimedOut
	}
	if isCut(err) {
		return Cut
	}
	return NotPortaBilling
}

// isCut recognises an end of the connection by either side.
func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// certificateAttrs gives the log what an operator needs to see why a certificate was refused, the pin that would fit
// included.
func certificateAttrs(err error) []any {
	var certs []*x509.Certificate
	if e, ok := errors.AsType[*pinError](err); ok {
		certs = e.certificates
	} else if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		certs = e.UnverifiedCertificates
	}
	if len(certs) == 0 {
		return nil
	}
	leaf := certs[0]
	return []any{slog.Group("certificate",
		"subject", leaf.Subject.String(),
		"issuer", leaf.Issuer.String(),
		"names", leaf.DNSNames,
		"addresses", leaf.IPAddresses,
		"not_before", leaf.NotBefore.UTC().Format(time.DateTime),
		"not_after", leaf.NotAfter.UTC().Format(time.DateTime),
		"serial", leaf.SerialNumber.String(),
		"pin", pinOf(leaf),
		"chain", len(certs),
	)}
}

// pinOf writes a certificate's key in the form of [Rule].Pin.
func pinOf(c *x509.Certificate) string {
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return "sha256:" + base64.StdEncoding.EncodeToString(sum[:])
}
