package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"portaconsole/porta/sandbox"
)

// console is the program, running as it does for people.
type console struct {
	url string
	log *lockedBuffer
	end func() error // ends it and returns how it ended
}

// lockedBuffer gathers a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// startConsole runs the program on a free port, or the one of --addr, until the test ends.
func startConsole(t *testing.T, args ...string) *console {
	t.Helper()
	return startConsoleIn(t, nil, args...)
}

// startConsoleIn does so with an environment.
func startConsoleIn(t *testing.T, environ []string, args ...string) *console {
	t.Helper()
	return startConsoleAt(t, time.Now, environ, args...)
}

// startConsoleAt does so with a clock.
func startConsoleAt(t *testing.T, now func() time.Time, environ []string, args ...string) *console {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	log := &lockedBuffer{}
	ended := make(chan error, 1)
	go func() {
		err := runAt(ctx, now, append([]string{"--addr", "127.0.0.1:0"}, args...), environ, write, log)
		write.CloseWithError(io.ErrUnexpectedEOF)
		ended <- err
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("the console did not start: %v\n%s", <-ended, log)
	}
	end := sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Errorf("the console ended with %v", err)
		}
	})
	return &console{strings.TrimSpace(strings.TrimPrefix(line, "portaconsole is at ")), log, end}
}

// startBoth runs a sandbox, and a console that is configured for it by its pin.
func startBoth(t *testing.T, o sandbox.Options) (*console, *sandbox.Server) {
	t.Helper()
	box := startBox(t, o)
	return startConsole(t, "--servers", serverOf(box), "--data", t.TempDir()), box
}

func startBox(t *testing.T, o sandbox.Options) *sandbox.Server {
	t.Helper()
	box, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	return box
}

// serverOf is the sandbox as the value of --servers.
func serverOf(box *sandbox.Server) string {
	host, port := box.Addr("admin")
	return fmt.Sprintf("%s:%d@%s", host, port, box.Fingerprint())
}
