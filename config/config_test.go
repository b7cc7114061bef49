package config_test

import (
	"encoding/pem"
	"errors"
	"flag"
	"io"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/config"
)

const pin = "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func realms(admin int) map[string]int {
	m := config.DefaultRealms()
	m["admin"] = admin
	return m
}

func TestLoad(t *testing.T) {
	file := write(t, "settings.toml", `
addr = "127.0.0.1:1"
data = "/srv/file"
[[server]]
host = "billing.example.com"
label = "Production"
production = true
realms = { admin = 8443 }
pin = "`+pin+`"
[[server]]
host = "test.example.com"
`)
	fromFile := []config.Server{
		{Host: "billing.example.com", Label: "Production", Production: true, Realms: realms(8443), Port: 8443, Pin: pin},
		{Host: "test.example.com", Label: "test.example.com", Realms: realms(443), Port: 443},
	}
	tests := []struct {
		name    string
		args    []string
		environ []string
		want    config.Config
	}{
		{"defaults", nil, []string{"HOME=/home/a"},
			config.Config{Addr: "127.0.0.1:8080", Demo: true}},
		{"data at home", []string{"--servers", "a"}, []string{"HOME=/home/a"},
			config.Config{Addr: "127.0.0.1:8080", DataDir: "/home/a/.local/state/portaconsole",
				Servers: []config.Server{{Host: "a", Label: "a", Realms: realms(443), Port: 443}}}},
		{"state home", []string{"--demo", "off", "--servers", "a"}, []string{"HOME=/home/a", "XDG_STATE_HOME=/state"},
			config.Config{Addr: "127.0.0.1:8080", DataDir: "/state/portaconsole",
				Servers: []config.Server{{Host: "a", Label: "a", Realms: realms(443), Port: 443}}}},
		{"file", []string{"--config", file}, nil,
			config.Config{Addr: "127.0.0.1:1", DataDir: "/srv/file", Servers: fromFile}},
		{"environment over file", nil, []string{"PORTACONSOLE_CONFIG=" + file, "PORTACONSOLE_ADDR=127.0.0.1:2", "PORTACONSOLE_DATA=", "PORTACONSOLE_OTHER=x"},
			config.Config{Addr: "127.0.0.1:2", DataDir: "/srv/file", Servers: fromFile}},
		{"flags over environment", []string{"-config=" + file, "-addr", ":3", "-public-url", "https://console.example.com"}, []string{"PORTACONSOLE_ADDR=127.0.0.1:2"},
			config.Config{Addr: ":3", DataDir: "/srv/file", Servers: fromFile, PublicURL: &url.URL{Scheme: "https", Host: "console.example.com"}}},
		{"list of servers", []string{"--servers", "127.0.0.1:9443@" + pin + ", billing.example.com,[::1]:9443", "--data", "/d"}, nil,
			config.Config{Addr: "127.0.0.1:8080", DataDir: "/d", Servers: []config.Server{
				{Host: "127.0.0.1", Label: "127.0.0.1", Realms: realms(9443), Port: 9443, Pin: pin},
				{Host: "billing.example.com", Label: "billing.example.com", Realms: realms(443), Port: 443},
				{Host: "::1", Label: "::1", Realms: realms(9443), Port: 9443},
			}}},
	}
	tests = append(tests, []struct {
		name    string
		args    []string
		environ []string
		want    config.Config
	}{
		{"ports of several realms", []string{"--servers", "a:8442,a:8444,b", "--data", "/d"}, nil,
			config.Config{Addr: "127.0.0.1:8080", DataDir: "/d", Servers: []config.Server{
				{Host: "a", Label: "a", Realms: realms(443), Port: 8442}, {Host: "b", Label: "b", Realms: realms(443), Port: 443},
			}}},
		{"names of secrets", []string{"--mask", "email, iban,,tax_id"}, nil,
			config.Config{Addr: "127.0.0.1:8080", Demo: true, Mask: []string{"email", "iban", "tax_id"}}},
		{"names of secrets in a file", []string{"--config", write(t, "mask.toml", "mask = [\"email\", \"iban\"]")}, nil,
			config.Config{Addr: "127.0.0.1:8080", Demo: true, Mask: []string{"email", "iban"}}},
		{"names of secrets over a file", []string{"--config", write(t, "mask.toml", "mask = \"email\"")}, []string{"PORTACONSOLE_MASK=iban"},
			config.Config{Addr: "127.0.0.1:8080", Demo: true, Mask: []string{"iban"}}},
		{"public URL is tidied", []string{"--public-url", "HTTPS://Console.Example.com:443/"}, nil,
			config.Config{Addr: "127.0.0.1:8080", Demo: true, PublicURL: &url.URL{Scheme: "https", Host: "console.example.com"}}},
	}...)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.Load(tt.args, tt.environ, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRealmsGiveWayToEachOther(t *testing.T) {
	file := write(t, "settings.toml", "[[server]]\nhost = \"a\"\nrealms = { reseller = 443 }\n")
	c, err := config.Load([]string{"--config", file, "--data", "/d"}, nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"reseller": 443, "customer": 8444, "account": 8445}
	if diff := cmp.Diff(want, c.Servers[0].Realms); diff != "" || c.Servers[0].Port != 443 {
		t.Error(diff, c.Servers[0].Port)
	}
}

func TestCAFile(t *testing.T) {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	ca := write(t, "ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})))
	file := write(t, "settings.toml", "[[server]]\nhost = \"a\"\nca_file = \""+ca+"\"\n")
	c, err := config.Load([]string{"--config", file, "--data", "/d"}, nil, io.Discard)
	if err != nil || len(c.Servers) != 1 || c.Servers[0].RootCAs == nil {
		t.Fatalf("%+v, %v", c.Servers, err)
	}
	if _, err := s.Certificate().Verify(verifyWith(c)); err != nil {
		t.Error(err)
	}
}

func TestMistakesAreReportedTogether(t *testing.T) {
	file := write(t, "settings.toml", `
adr = "x"
[[server]]
host = "https://billing.example.com"
pin = "sha256:short"
ca_file = "/nowhere/ca.pem"
realms = { admin = 0, vendor = 9 }
[[server]]
host = "b"
hots = 1
`)
	wellFormed := write(t, "wellformed.toml", strings.Replace(mustRead(t, file), "hots = 1", "", 1))
	broken := write(t, "broken.toml", "[[server\n")
	for _, tt := range []struct {
		name    string
		args    []string
		environ []string
		want    []string // each begins one line, in order
	}{
		{"file", []string{"--config", wellFormed, "--addr", "8080", "--demo", "maybe", "--public-url", "console.example.com/x"}, nil, []string{
			"adr: there is no such setting",
			`addr: want host:port, not "8080"`,
			"public_url: want https://host[:port] without a path",
			"server https://billing.example.com: ca_file: open /nowhere/ca.pem",
			"server https://billing.example.com: ca_file and pin exclude each other",
			"server https://billing.example.com: host: want a name or an address",
			"server https://billing.example.com: realms: admin: 0 is no port",
			"server https://billing.example.com: realms: there is no realm \"vendor\"",
			"server https://billing.example.com: pin: want sha256: and 44 characters of base64",
			`demo: want auto, on or off, not "maybe"`,
		}},
		{"unknown key of a server", []string{"--config", file}, nil, []string{"adr: there", "server: "}},
		{"broken file", []string{"--config", broken}, nil, []string{"settings file " + broken}},
		{"no file", nil, []string{"PORTACONSOLE_CONFIG=/nowhere/x.toml"}, []string{"settings file: open /nowhere/x.toml"}},
		{"ports and pins of a list", []string{"--servers", "a:0,b:x,c@md5:1"}, []string{"HOME=/h"}, []string{
			`servers: "0" is no port`, `servers: "x" is no port`, "servers: pin: want",
		}},
		{"no home", []string{"--servers", "a"}, nil, []string{"data: name a directory with --data"}},
		{"nobody could sign in", []string{"--demo", "off"}, nil, []string{"demo is off and no server is configured"}},
		{"names of secrets", []string{"--mask", "email,*.password,tax id"}, nil, []string{
			`mask: "*.password" is not the name of an attribute`, `mask: "tax id" is not the name of an attribute`,
		}},
		{"user in the public URL", []string{"--public-url", "https://anna:s3cret@console.example.com"}, nil, []string{"public_url: want https://host[:port]"}},
		{"argument", []string{"serve"}, nil, []string{`unknown argument "serve"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name != "no home" {
				tt.environ = append(tt.environ, "HOME=/home/a")
			}
			_, err := config.Load(tt.args, tt.environ, io.Discard)
			if err == nil {
				t.Fatal("no mistake was found")
			}
			got := strings.Split(err.Error(), "\n")
			if tt.name == "unknown key of a server" {
				got = got[:2] // the library's own lines follow
			}
			if tt.name == "broken file" {
				got = got[:1]
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tt.want[i]) {
					t.Errorf("line %d: %s\nwant       %s", i+1, got[i], tt.want[i])
				}
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	if _, err := config.Load([]string{"--help"}, nil, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("error %v", err)
	}
	for _, name := range []string{"-addr address", "-config file", "-servers host", "-public-url URL", "-data directory", "-demo auto"} {
		if !strings.Contains(out.String(), name) {
			t.Errorf("help does not name %q:\n%s", name, out.String())
		}
	}
}
