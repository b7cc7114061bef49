package sandbox

import (
	"sync"
	"time"
)

// More than so many wrong passwords for one login within the window block that login for a moment (documented).
const (
	allowedFailures = 3
	failureWindow   = time.Hour
	loginPause      = 5 * time.Second
)

// throttle counts failed logins, by realm and login. Calls with a session are never counted.
type throttle struct {
	now func() time.Time

	mu     sync.Mutex
	failed map[loginKey]*failures
}

type loginKey struct {
	realm Realm
	login string
}

type failures struct {
	at    []time.Time // within the window, the last few
	until time.Time   // no login before
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, failed: make(map[loginKey]*failures)}
}

// blocked says whether the login must wait.
func (t *throttle) blocked(k loginKey) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.failed[k]
	return f != nil && t.now().Before(f.until)
}

func (t *throttle) fail(k loginKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.forget(now)
	f := t.failed[k]
	if f == nil {
		f = &failures{}
		t.failed[k] = f
	}
	for len(f.at) > 0 && (now.Sub(f.at[0]) >= failureWindow || len(f.at) > allowedFailures) {
		f.at = f.at[1:]
	}
	f.at = append(f.at, now)
	if len(f.at) > allowedFailures {
		f.until = now.Add(loginPause)
	}
}

// forget keeps the map small when somebody tries many names.
func (t *throttle) forget(now time.Time) {
	if len(t.failed) < 10_000 {
		return
	}
	for k, f := range t.failed {
		if now.Sub(f.at[len(f.at)-1]) >= failureWindow {
			delete(t.failed, k)
		}
	}
}

func (t *throttle) succeed(k loginKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.failed, k)
}
