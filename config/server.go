package config

import (
	"cmp"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"github.com/knadh/koanf/v2"
)

// serverTable is a [[server]] table of the settings file.
type serverTable struct {
	Host       string         `koanf:"host"`
	Label      string         `koanf:"label"`
	Production bool           `koanf:"production"`
	Realms     map[string]int `koanf:"realms"`
	CAFile     string         `koanf:"ca_file"`
	Pin        string         `koanf:"pin"`
}

func serversOfFile(k *koanf.Koanf, m *mistakes) (servers []Server) {
	var tables []serverTable
	err := k.UnmarshalWithConf("server", &tables, koanf.UnmarshalConf{DecoderConfig: &mapstructure.DecoderConfig{
		Result:      &tables,
		ErrorUnused: true,
		TagName:     "koanf",
	}})
	if err != nil {
		m.addf("server: %w", err)
		return nil
	}
	for i, t := range tables {
		where := fmt.Sprintf("server %d", i+1)
		if t.Host != "" {
			where = "server " + t.Host
		}
		s := Server{Host: t.Host, Label: t.Label, Production: t.Production, Pin: t.Pin}
		if s.Label == "" {
			s.Label = s.Host
		}
		s.setRealms(t.Realms)
		if t.CAFile != "" {
			s.RootCAs = readCAs(where, t.CAFile, m)
		}
		if t.CAFile != "" && t.Pin != "" {
			m.addf("%s: ca_file and pin exclude each other", where)
		}
		checkServer(where, s, m)
		servers = append(servers, s)
	}
	return servers
}

// setRealms takes the given ports, and for other realms the usual ones as far as they are free.
func (s *Server) setRealms(given map[string]int) {
	s.Realms = maps.Clone(given)
	if s.Realms == nil {
		s.Realms = make(map[string]int)
	}
	taken := slices.Collect(maps.Values(given))
	for realm, port := range DefaultRealms() {
		if _, isGiven := given[realm]; !isGiven && !slices.Contains(taken, port) {
			s.Realms[realm] = port
		}
	}
	if s.Port == 0 {
		s.Port = cmp.Or(s.Realms["admin"], 443)
	}
}

// realmAt is the realm that usually has the port, or "".
func realmAt(port int) string {
	for realm, p := range DefaultRealms() {
		if p == port {
			return realm
		}
	}
	return ""
}

func readCAs(where, file string, m *mistakes) *x509.CertPool {
	pem, err := os.ReadFile(file)
	if err != nil {
		m.addf("%s: ca_file: %w", where, err)
		return nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		m.addf("%s: ca_file %s holds no certificate in PEM form", where, file)
	}
	return pool
}

func checkServer(where string, s Server, m *mistakes) {
	if s.Host == "" || strings.ContainsAny(s.Host, "/ \\?#") {
		m.addf("%s: host: want a name or an address, not %q", where, s.Host)
	}
	known := DefaultRealms()
	for _, realm := range slices.Sorted(maps.Keys(s.Realms)) {
		if _, ok := known[realm]; !ok {
			m.addf("%s: realms: there is no realm %q; the realms are admin, reseller, customer and account", where, realm)
		}
		if port := s.Realms[realm]; port < 1 || port > 65535 {
			m.addf("%s: realms: %s: %d is no port", where, realm, port)
		}
	}
	if s.Pin == "" {
		return
	}
	hash, ok := strings.CutPrefix(s.Pin, "sha256:")
	sum, err := base64.StdEncoding.DecodeString(hash)
	if !ok || err != nil || len(sum) != sha256.Size {
		m.addf("%s: pin: want sha256: and 44 characters of base64, not %q", where, s.Pin)
	}
}
