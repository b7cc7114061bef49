package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"portaconsole/porta/sandbox"
)

// Exit statuses.
const (
	statusOK    = 0
	statusFail  = 1
	statusUsage = 2
)

// drainTime is how long running calls may take to finish after a signal.
const drainTime = 5 * time.Second

// run serves until ctx ends and returns the exit status. When all realms accept connections it prints one line of JSON on
// stdout; all else goes to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage(stdout)
		return statusOK
	case err != nil:
		fmt.Fprintf(stderr, "portasandbox: %v\n", err)
		return statusUsage
	}
	level := slog.LevelInfo
	if f.verbose {
		level = slog.LevelDebug
	}
	f.options.Log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	switch err := serve(ctx, f.options, stdout); {
	case errors.Is(err, sandbox.ErrAPIDoc):
		fmt.Fprintf(stderr, "portasandbox: --api-doc %s: %v\n", f.apiDoc, err)
		return statusUsage
	case err != nil:
		fmt.Fprintf(stderr, "portasandbox: %v\n", err)
		return statusFail
	}
	return statusOK
}

func serve(ctx context.Context, o sandbox.Options, stdout io.Writer) error {
	started := time.Now()
	s, err := sandbox.Start(o)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(stdout).Encode(readyLine(s)); err != nil {
		return errors.Join(err, s.Close())
	}
	o.Log.Info("ready", "url", s.URL(sandbox.AdminRealm), "took", time.Since(started))
	<-ctx.Done()
	o.Log.Info("stopping")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := s.Shutdown(drain); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// ready is the line that says where the sandbox is and how to log in.
type ready struct {
	URL         string                   `json:"url"`
	Login       string                   `json:"login"`
	Password    string                   `json:"password"`
	Token       string                   `json:"token"`
	Fingerprint string                   `json:"fingerprint"`
	Realms      map[sandbox.Realm]string `json:"realms"`
}

func readyLine(s *sandbox.Server) ready {
	r := ready{
		URL: s.URL(sandbox.AdminRealm), Login: sandbox.DemoLogin, Password: sandbox.DemoPassword, Token: sandbox.DemoToken,
		Fingerprint: s.Fingerprint(), Realms: make(map[sandbox.Realm]string),
	}
	for _, realm := range sandbox.Realms() {
		if url := s.URL(realm); url != "" {
			r.Realms[realm] = url
		}
	}
	return r
}
