package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	"portaconsole/config"
	"portaconsole/handlers"
	"portaconsole/handlers/discovery"
	"portaconsole/handlers/names"
	"portaconsole/handlers/places"
	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// shutdownTimeout is how long running requests may go on after the signal to end.
const shutdownTimeout = 15 * time.Second

// run is the program: it serves until ctx ends. When it is ready it writes one line with its address to out.
func run(ctx context.Context, args, environ []string, out, errOut io.Writer) error {
	if len(args) > 0 && args[0] == "journal" {
		return runJournal(ctx, args[1:], environ, out, errOut)
	}
	return runAt(ctx, time.Now, args, environ, out, errOut)
}

// runAt does so with a clock, by which what is remembered ends.
func runAt(ctx context.Context, now func() time.Time, args, environ []string, out, errOut io.Writer) error {
	cfg, err := config.Load(args, environ, errOut)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errOut, nil))
	dir, removeData, err := prepareData(cfg.DataDir)
	if err != nil {
		return err
	}
	defer removeData()
	kept, err := store.Open(ctx, dir, store.Options{Keys: keysOf(cfg.SecretKeys), Log: log.With("part", "store")})
	if err != nil {
		return err
	}
	defer closeStore(kept, log)

	rules := rulesOf(cfg.Servers)
	var demo *handlers.Demo
	if cfg.Demo {
		box, err := sandbox.Start(sandbox.Options{Log: log.With("part", "sandbox")})
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		defer box.Close()
		var rule porta.Rule
		rule, demo = demoOf(box)
		rules = append([]porta.Rule{rule}, rules...)
	}
	directory, err := porta.NewDirectory(rules, porta.Options{Log: log.With("part", "porta")})
	if err != nil {
		return err
	}
	defer directory.Close()
	sessions := session.NewStore(session.Options{
		Keeper: kept, Directory: directory, Log: log.With("part", "session"),
		Secure:  secureCookies(cfg.PublicURL, log),
		IdleFor: cfg.SessionIdle, LongestFor: cfg.SessionMax, Now: now,
		Ended: func(u *session.User) { go handlers.EndUpstream(context.Background(), log, u) },
	})
	catalogs := discovery.New(log.With("part", "discovery"), now)
	defer catalogs.Close()
	writes, err := journal.New(ctx, kept, journal.Options{Log: log.With("part", "journal"), Now: now})
	if err != nil {
		return err
	}
	visited := places.New(places.Options{Keeper: kept, Log: log.With("part", "places")})
	defer visited.Close()
	sweeping, endSweeping := context.WithCancel(ctx)
	var sweeper sync.WaitGroup
	sweeper.Go(func() {
		every(sweeping, 24*time.Hour, func() { sweep(sweeping, kept, writes, cmp.Or(cfg.JournalKeep, journal.Keep), now(), log) })
	})
	sweeper.Go(func() {
		every(sweeping, sweepSessionsEvery, func() { sweepSessions(sweeping, sessions, log) })
	})
	defer sweeper.Wait()
	defer endSweeping()
	handler := handlers.New(handlers.Options{
		Log: log, Directory: directory, Sessions: sessions, Catalogs: catalogs, Journal: writes, Drafts: kept, Seals: kept, Places: visited, Names: names.New(nil),
		Masking: catalog.NewMasking(cfg.Mask), PublicURL: cfg.PublicURL, Demo: demo, FirstPort: firstPorts(cfg.Servers),
	})
	err = serve(ctx, cfg, handler, out, log)
	if cfg.DataDir == "" { // nobody can come back to a session that goes with its directory
		signOutAll(sessions, log)
	}
	return err
}

// prepareData makes the data directory, or a temporary one that remove takes away.
func prepareData(dir string) (made string, remove func(), err error) {
	if dir == "" {
		dir, err = os.MkdirTemp("", "portaconsole-demo-")
		return dir, func() { _ = os.RemoveAll(dir) }, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, fmt.Errorf("data directory: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".writable-")
	if err != nil {
		return "", nil, fmt.Errorf("data directory: %w", err)
	}
	return dir, func() {}, errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func keysOf(secrets []config.Secret) [][]byte {
	keys := make([][]byte, len(secrets))
	for i, s := range secrets {
		keys[i] = []byte(s.Reveal())
	}
	return keys
}

func closeStore(s *store.Store, log *slog.Logger) {
	if err := s.Close(); err != nil {
		log.Error("the database was not closed well", "err", err)
	}
}

func rulesOf(servers []config.Server) []porta.Rule {
	rules := make([]porta.Rule, len(servers))
	for i, s := range servers {
		rules[i] = porta.Rule{Host: s.Host, Label: s.Label, Production: s.Production, Realms: s.Realms, RootCAs: s.RootCAs, Pin: s.Pin}
	}
	return rules
}

func firstPorts(servers []config.Server) map[string]int {
	ports := make(map[string]int)
	for _, s := range servers {
		ports[s.Host] = s.Port
	}
	return ports
}

// demoOf is the sandbox as a server to sign in to. Its name stays the same whatever its port.
func demoOf(box *sandbox.Server) (porta.Rule, *handlers.Demo) {
	host, port := box.Addr("admin")
	rule := porta.Rule{
		Name: "sandbox", Host: host, Label: "Sandbox (demo data)",
		Realms: map[string]int{"admin": port}, Pin: box.Fingerprint(),
	}
	return rule, &handlers.Demo{
		Domain: rule.Name, Port: port,
		Login: sandbox.DemoLogin, Token: sandbox.DemoToken, Password: sandbox.DemoPassword,
	}
}

// secureCookies says whether cookies can be kept to TLS: when the console is reached so, or on its own machine,
// where browsers take them over plain HTTP too.
func secureCookies(public *url.URL, log *slog.Logger) bool {
	if public == nil || public.Scheme == "https" {
		return true
	}
	ip := net.ParseIP(public.Hostname())
	if public.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return true
	}
	log.Warn("the console is reached over plain HTTP: passwords and sessions can be read on the way; put TLS in front of it", "public_url", public.String())
	return false
}

// serve answers requests until ctx ends, and lets those that run come to their end.
func serve(ctx context.Context, cfg config.Config, handler http.Handler, out io.Writer, log *slog.Logger) error {
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      90 * time.Second, // longer than a request may wait for PortaBilling
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	address := "http://" + reachable(listener.Addr().(*net.TCPAddr))
	if cfg.PublicURL != nil {
		address = cfg.PublicURL.String()
	}
	fmt.Fprintln(out, "portaconsole is at "+address)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("ending")
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(deadline); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

// reachable is the address under which this machine reaches the listener.
func reachable(a *net.TCPAddr) string {
	if a.IP.IsUnspecified() {
		return net.JoinHostPort("localhost", strconv.Itoa(a.Port))
	}
	return a.String()
}

// signOutAll tells PortaBilling that all sessions are over.
func signOutAll(sessions *session.Store, log *slog.Logger) {
	users, err := sessions.Close(context.Background())
	if err != nil {
		log.Error("the sessions were not ended well", "err", err)
	}
	handlers.EndUpstream(context.Background(), log, users...)
}
