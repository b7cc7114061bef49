// Package sandbox is a PortaBilling in a box: an HTTP server that speaks its API well enough for clients that were written for
// the real one, on made-up data, with failures on demand. It is for tests, demonstrations and development. What public material
// leaves open about the protocol is our choice, and the comments say so.
package sandbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"portaconsole/porta/catalog"
)

// Options say what [Start] makes. The zero value is a small sandbox with the administrator realm on a free loopback port.
type Options struct {
	Customers int    // seeded customers; 0 means 1,000
	Accounts  int    // seeded accounts per customer, on average; 0 means 3, below 0 none
	Seed      uint64 // another seed, other data
	TokenTTL  time.Duration
	// SessionIdle is how long a session lives without being used. TokenTTL is 48 h and SessionIdle 24 h when 0.
	SessionIdle time.Duration
	Latency     time.Duration // before every call
	// LenientNames ignores attributes that the API does not have, as older releases do; otherwise they are a fault.
	LenientNames bool
	Plain        bool             // HTTP instead of HTTPS
	Addrs        map[Realm]string // listen addresses; nil is administrators on a free loopback port
	Now          func() time.Time // nil is time.Now
	Log          *slog.Logger     // nil discards
	// Release is what Generic/get_version answers, "MR120-3" when empty. Below MR100 logins have no expires_in and a bad token
	// has another fault; from MR128 on passwords cannot be read back.
	Release string
	// Mode is "", or "standalone", "secondary" or "read_only": then every change is refused.
	Mode   string
	Faults []Rule
	// APIDoc is an OpenAPI document in PortaBilling's structure that is served and obeyed in place of the built-in one: methods,
	// attributes and record types are those that it has. An error of Start wraps [ErrAPIDoc] when it cannot be used.
	APIDoc []byte
	// NoAPIDoc serves no document; the one in use is obeyed all the same.
	NoAPIDoc bool
}

// The time-outs of the HTTP server.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = time.Minute
	writeTimeout      = 2 * time.Minute
	idleTimeout       = 2 * time.Minute
)

// Server is a running sandbox. All its methods may be used from several goroutines.
type Server struct {
	opt         Options
	log         *slog.Logger
	now         func() time.Time
	catalog     *catalog.Catalog
	apiDoc      []byte   // what catalog was read from
	documents   sync.Map // Realm → func() *document
	world       *world
	rules       map[string]rule
	sessions    *sessions
	throttle    *throttle
	faults      *injector
	requests    requestLog
	fingerprint string
	realms      map[Realm]*endpoint

	mu sync.RWMutex // guards the data below
	data

	gate       sync.Mutex
	closed     bool
	inFlight   sync.WaitGroup  // calls
	background sync.WaitGroup  // listeners and the making of the key
	conns      sync.WaitGroup  // connections
	closing    context.Context //nolint:containedctx // the server's own life
	cancel     context.CancelFunc
}

// endpoint is one realm's listener and server.
type endpoint struct {
	host   string
	port   int
	server *http.Server
}

// Start makes a sandbox and serves it. It returns when all realms accept connections.
func Start(o Options) (*Server, error) {
	s, err := newServer(o)
	if err != nil {
		return nil, err
	}
	s.background.Go(func() { signingKey() })
	if err := s.listen(); err != nil {
		_ = s.Close() // the other error says why
		return nil, err
	}
	return s, nil
}

func newServer(o Options) (*Server, error) {
	if o.Addrs == nil {
		o.Addrs = map[Realm]string{AdminRealm: "127.0.0.1:0"}
	}
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	s := &Server{
		opt: o, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)), now: o.Now,
		realms: make(map[Realm]*endpoint), faults: newInjector(o.Seed, o.Faults),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.readDocument(); err != nil {
		return nil, err
	}
	s.closing, s.cancel = context.WithCancel(context.Background())
	s.sessions = newSessions(s.now, cmp.Or(o.TokenTTL, 48*time.Hour), cmp.Or(o.SessionIdle, 24*time.Hour))
	s.sessions.old = o.major() < 100
	s.throttle = newThrottle(s.now)
	s.world = newWorld(o.Seed, cmp.Or(o.Customers, 1000), max(0, cmp.Or(o.Accounts, 3)))
	s.seed()
	own := ownRules()
	s.addGeneral(own)
	s.makeRules(own)
	return s, nil
}

func (o *Options) check() error {
	var errs []error
	if o.Customers < 0 {
		errs = append(errs, errors.New("the number of customers must not be negative"))
	}
	if o.TokenTTL < 0 || o.SessionIdle < 0 || o.Latency < 0 {
		errs = append(errs, errors.New("times must not be negative"))
	}
	if len(o.Addrs) == 0 {
		errs = append(errs, errors.New("at least one realm needs an address"))
	}
	for realm := range o.Addrs {
		if realmClaims[realm] == "" {
			errs = append(errs, fmt.Errorf("there is no realm %q", realm))
		}
	}
	if o.major() == 0 {
		errs = append(errs, fmt.Errorf("the release must be like MR120-3, not %q", o.Release))
	}
	if o.Mode != "" && modeFaults[o.Mode] == nil {
		errs = append(errs, fmt.Errorf("there is no mode %q", o.Mode))
	}
	for _, r := range o.Faults {
		errs = append(errs, r.check())
	}
	return errors.Join(errs...)
}

// defaultRelease is what the sandbox says it is. Clients look for the digits after "MR".
const defaultRelease = "MR120-3"

// major returns the release's number, 120 of "MR120-3"; 0 when there is none.
func (o *Options) major() (n int) {
	_, _ = fmt.Sscanf(cmp.Or(o.Release, defaultRelease), "MR%d", &n)
	return n
}

func (s *Server) listen() error {
	var hosts []string
	for _, addr := range s.opt.Addrs {
		if host, _, err := net.SplitHostPort(addr); err == nil {
			hosts = append(hosts, host)
		}
	}
	cert, fingerprint, err := newCertificate(hosts)
	if err != nil {
		return fmt.Errorf("sandbox: certificate: %w", err)
	}
	if !s.opt.Plain {
		s.fingerprint = fingerprint
	}
	for _, realm := range Realms() {
		addr, ok := s.opt.Addrs[realm]
		if !ok {
			continue
		}
		var lc net.ListenConfig
		ln, err := lc.Listen(s.closing, "tcp", addr)
		if err != nil {
			return fmt.Errorf("sandbox: %s realm: %w", realm, err)
		}
		s.serveOn(realm, addr, ln, cert)
	}
	return nil
}

// serveOn speaks HTTP/1.1 alone, as the servers that the facts come from did; a connection that is cut is then cut for one call.
func (s *Server) serveOn(realm Realm, addr string, ln net.Listener, cert tls.Certificate) {
	host, _, _ := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	e := &endpoint{host: host, port: ln.Addr().(*net.TCPAddr).Port, server: &http.Server{
		Handler:           s.Handler(realm),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		ConnState:         s.countConn,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"},
		},
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}}
	s.realms[realm] = e
	s.background.Go(func() {
		var err error
		if s.opt.Plain {
			err = e.server.Serve(ln)
		} else {
			err = e.server.ServeTLS(ln, "", "")
		}
		if !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("the realm is no longer served", "realm", realm, "err", err)
		}
	})
}

// countConn lets Close wait for connections: net/http keeps one that it refused for half a second.
func (s *Server) countConn(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.conns.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.conns.Done()
	}
}

// URL returns where a realm is served, "https://127.0.0.1:9443"; "" when it is not.
func (s *Server) URL(r Realm) string {
	host, port := s.Addr(r)
	if port == 0 {
		return ""
	}
	scheme := "https"
	if s.opt.Plain {
		scheme = "http"
	}
	return scheme + "://" + net.JoinHostPort(host, fmt.Sprint(port))
}

// Addr returns where a realm is served; port 0 when it is not. An unspecified listen address is told as 127.0.0.1.
func (s *Server) Addr(r Realm) (host string, port int) {
	if e := s.realms[r]; e != nil {
		return e.host, e.port
	}
	return "", 0
}

// Fingerprint returns "sha256:" and the base64 of the hash of the certificate's public key (SPKI); "" over plain HTTP.
func (s *Server) Fingerprint() string { return s.fingerprint }

// EndSessions makes every session, access token and refresh token useless.
func (s *Server) EndSessions() { s.sessions.endAll() }

// enter counts a call in, unless the server is closed.
func (s *Server) enter() bool {
	s.gate.Lock()
	defer s.gate.Unlock()
	if s.closed {
		return false
	}
	s.inFlight.Add(1)
	return true
}

// Shutdown lets running calls finish, until ctx ends, and then closes the server.
func (s *Server) Shutdown(ctx context.Context) error {
	var errs []error
	for _, e := range s.realms {
		errs = append(errs, e.server.Shutdown(ctx))
	}
	return errors.Join(append(errs, s.Close())...)
}

// Close ends listeners, connections and running calls, and waits until all goroutines of the server have ended.
func (s *Server) Close() error {
	s.gate.Lock()
	s.closed = true
	s.gate.Unlock()
	s.cancel()
	var errs []error
	for _, e := range s.realms {
		errs = append(errs, e.server.Close())
	}
	s.inFlight.Wait()
	s.background.Wait() // no new connection from here on
	s.conns.Wait()
	return errors.Join(errs...)
}
