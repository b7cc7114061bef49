// Package config reads the settings from file, environment and flags; what comes later in that order wins.
package config

import (
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
)

// Config is the settings, checked.
type Config struct {
	Addr      string   // listen address
	PublicURL *url.URL // where browsers reach the console; nil: on this machine only
	// DataDir is made when it does not exist. "" in a demo for which nobody chose one: it goes with the process.
	DataDir string
	Demo    bool // run the sandbox in the process
	Servers []Server
	// SecretKeys seal what is stored, newest first, 32 bytes each. None: the store makes its own.
	SecretKeys []Secret
	// SessionIdle and SessionMax are how long a session lives without requests, and altogether; 0: as usual.
	SessionIdle, SessionMax time.Duration
	// Mask are further attributes whose values are secrets.
	Mask []string
	// JournalKeep is how long the journal's entries are kept; 0: as usual.
	JournalKeep time.Duration
}

// Server is one PortaBilling that may be signed in to.
type Server struct {
	Host       string // exact name or address
	Label      string // for people; the host when not set
	Production bool
	Realms     map[string]int // port per realm
	Port       int            // the port that the sign-in page begins with
	RootCAs    *x509.CertPool // of the CA file; nil: the system's
	Pin        string         // "sha256:BASE64" of the certificate's public key
}

// DefaultRealms are the ports of an installation that says nothing else (documented for PortaBilling).
func DefaultRealms() map[string]int {
	return map[string]int{"admin": 443, "reseller": 8442, "customer": 8444, "account": 8445}
}

const envPrefix = "PORTACONSOLE_"

// settings are the names as they stand in the file; a flag has dashes, an environment variable capitals.
var settings = map[string]string{
	"addr":         "listen `address`",
	"servers":      "servers that may be signed in to, `host[:port][@sha256:PIN],…`, when no file is wanted",
	"public_url":   "`URL` at which browsers reach the console",
	"data":         "data `directory`",
	"session_idle": "how long a session lives without requests, `time` like 30m or 4h (4h)",
	"session_max":  "how long a session lives altogether, `time` (12h)",
	"mask":         "further attributes whose values are not shown, `names` with commas between",
	"journal_keep": "how long entries of the journal are kept, `days` like 400d (400d)",
	"demo":         "run the sandbox with demo data: `auto`, on or off; auto is on when no server is configured",
}

// Load reads the settings. args are the command's arguments, environ the environment as of os.Environ. Help
// is written to out, and flag.ErrHelp returned. All mistakes are reported together.
func Load(args, environ []string, out io.Writer) (Config, error) {
	k := koanf.New(".")
	flags, file, err := readFlags(args, environ, out)
	if err != nil {
		return Config{}, err
	}
	m := &mistakes{}
	m.add(k.Load(confmap.Provider(map[string]any{"addr": "127.0.0.1:8080", "demo": "auto"}, ""), nil))
	if file != "" {
		m.add(loadFile(k, file))
	}
	m.add(k.Load(env.Provider(".", env.Opt{
		Prefix:        envPrefix,
		TransformFunc: fromEnv,
		EnvironFunc:   func() []string { return environ },
	}), nil))
	m.add(k.Load(confmap.Provider(flags, ""), nil))
	c := check(k, environ, m)
	if len(m.list) > 0 {
		return Config{}, errors.Join(m.list...)
	}
	return c, nil
}

// mistakes gathers what is wrong, so that it can be mended in one go.
type mistakes struct{ list []error }

func (m *mistakes) add(err error) {
	if err != nil {
		m.list = append(m.list, err)
	}
}

func (m *mistakes) addf(format string, args ...any) { m.add(fmt.Errorf(format, args...)) }

// readFlags returns the flags that were given, and the settings file.
func readFlags(args, environ []string, out io.Writer) (given map[string]any, file string, err error) {
	fs := flag.NewFlagSet("portaconsole", flag.ContinueOnError)
	fs.SetOutput(out)
	fs.String("config", lookup(environ, envPrefix+"CONFIG"), "settings `file` (TOML)")
	for name, usage := range settings {
		fs.String(flagName(name), "", usage)
	}
	if err := fs.Parse(args); err != nil {
		return nil, "", err
	}
	if fs.NArg() > 0 {
		return nil, "", fmt.Errorf("unknown argument %q", fs.Arg(0))
	}
	given = make(map[string]any)
	fs.Visit(func(f *flag.Flag) {
		if name := strings.ReplaceAll(f.Name, "-", "_"); settings[name] != "" {
			given[name] = f.Value.String()
		}
	})
	return given, fs.Lookup("config").Value.String(), nil
}

func flagName(setting string) string { return strings.ReplaceAll(setting, "_", "-") }

// fromEnv takes the variables that are settings, and leaves empty and foreign ones alone.
func fromEnv(key, value string) (string, any) {
	name := strings.ToLower(strings.TrimPrefix(key, envPrefix))
	if settings[name] == "" || value == "" {
		return "", nil
	}
	return name, value
}

func lookup(environ []string, name string) (value string) {
	for _, kv := range environ {
		if k, v, ok := strings.Cut(kv, "="); ok && k == name {
			value = v
		}
	}
	return value
}

func loadFile(k *koanf.Koanf, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("settings file: %w", err)
	}
	if err := k.Load(rawbytes.Provider(data), toml.Parser()); err != nil {
		return fmt.Errorf("settings file %s: %w", file, err)
	}
	return nil
}

func check(k *koanf.Koanf, environ []string, m *mistakes) Config {
	for _, key := range k.MapKeys("") {
		if settings[key] == "" && key != "server" {
			m.addf("%s: there is no such setting", key)
		}
	}
	c := Config{Addr: k.String("addr")}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		m.addf("addr: want host:port, not %q", c.Addr)
	}
	c.PublicURL = publicURL(k.String("public_url"), m)
	c.Servers = append(serversOfFile(k, m), serversOfList(k.String("servers"), m)...)
	switch demo := k.String("demo"); demo {
	case "on", "off":
		c.Demo = demo == "on"
	case "auto":
		c.Demo = len(c.Servers) == 0
	default:
		m.addf("demo: want auto, on or off, not %q", demo)
	}
	if !c.Demo && len(c.Servers) == 0 && len(m.list) == 0 {
		m.addf("demo is off and no server is configured, so nobody could sign in; name one with --servers or in a settings file")
	}
	c.DataDir = k.String("data")
	if c.DataDir == "" && !c.Demo {
		c.DataDir = defaultData(environ, m)
	}
	c.SecretKeys = secretKeys(lookup(environ, envPrefix+"SECRET_KEY"), m)
	c.SessionIdle, c.SessionMax = sessionTime(k, "session_idle", m), sessionTime(k, "session_max", m)
	c.Mask = attributeNames(k, "mask", m)
	c.JournalKeep = journalKeep(k.String("journal_keep"), m)
	return c
}

// attributeNames reads a list, or a text with commas between. A name that no attribute can have is a mistake: it would
// mask nothing.
func attributeNames(k *koanf.Koanf, setting string, m *mistakes) (names []string) {
	list := k.Strings(setting)
	if len(list) == 0 {
		list = strings.Split(k.String(setting), ",")
	}
	for _, name := range list {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
		case strings.ContainsFunc(name, func(c rune) bool {
			return !(c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
		}):
			m.addf("%s: %q is not the name of an attribute", setting, name)
		default:
			names = append(names, name)
		}
	}
	return names
}

// mostDays is the longest time for which the journal may be kept, a hundred years.
const mostDays = 36_500

func journalKeep(text string, m *mistakes) time.Duration {
	if text == "" {
		return 0
	}
	days, ok := strings.CutSuffix(text, "d")
	n, err := strconv.Atoi(days)
	if !ok || err != nil || n < 1 || n > mostDays {
		m.addf("journal_keep: want a number of days from 1d to %dd, not %q", mostDays, text)
	}
	return time.Duration(n) * 24 * time.Hour
}

// longestSession is a week.
const longestSession = 7 * 24 * time.Hour

func sessionTime(k *koanf.Koanf, name string, m *mistakes) time.Duration {
	text := k.String(name)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Minute || d > longestSession {
		m.addf("%s: want a time from 1m to 168h, not %q", name, text)
	}
	return d
}

func publicURL(s string, m *mistakes) *url.URL {
	if s == "" {
		return nil
	}
	u, err := url.Parse(strings.ToLower(s)) // scheme and host, which know no case
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		m.addf("public_url: want https://host[:port] without a path, not %q", s)
		return nil
	}
	if u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80" {
		u.Host = strings.TrimSuffix(u.Host, ":"+u.Port()) // browsers leave it out too
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}
}

func defaultData(environ []string, m *mistakes) string {
	state, home := lookup(environ, "XDG_STATE_HOME"), lookup(environ, "HOME")
	switch {
	case state != "":
	case home != "":
		state = filepath.Join(home, ".local", "state")
	default:
		m.addf("data: name a directory with --data; there is no home directory to put one into")
	}
	return filepath.Join(state, "portaconsole")
}

// serversOfList reads "host[:port][@sha256:PIN],…". A host may be there with several ports; the first is the one that
// the sign-in page begins with.
func serversOfList(list string, m *mistakes) (servers []Server) {
	for entry := range strings.SplitSeq(list, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		address, pin, _ := strings.Cut(entry, "@")
		s := Server{Host: address, Pin: pin}
		given := map[string]int{}
		if host, port, err := net.SplitHostPort(address); err == nil {
			n, err := strconv.ParseUint(port, 10, 16)
			if err != nil || n == 0 {
				m.addf("servers: %q is no port", port)
				continue
			}
			s.Host, s.Port = host, int(n)
			if realmAt(int(n)) == "" {
				given["admin"] = int(n)
			}
		}
		s.Label = s.Host
		s.setRealms(given)
		checkServer("servers", s, m)
		if !slices.ContainsFunc(servers, func(other Server) bool { return other.Host == s.Host }) {
			servers = append(servers, s)
		}
	}
	return servers
}
