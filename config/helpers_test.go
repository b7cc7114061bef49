package config_test

import (
	"crypto/x509"
	"os"
	"testing"

	"portaconsole/config"
)

func verifyWith(c config.Config) x509.VerifyOptions {
	return x509.VerifyOptions{Roots: c.Servers[0].RootCAs, DNSName: "example.com"}
}

func mustRead(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
