package session_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/sandbox"
)

// office is a sandbox with a data directory, on which sessions can be begun and taken up again.
type office struct {
	t         *testing.T
	box       *sandbox.Server
	directory *porta.Directory
	kept      *store.Store
	clock     clock
	ended     []*session.User
	log       bytes.Buffer
}

func newOffice(t *testing.T) *office {
	t.Helper()
	box, err := sandbox.Start(sandbox.Options{Customers: 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	_, port := box.Addr("admin")
	rule := porta.Rule{Name: "sandbox", Host: "127.0.0.1", Pin: box.Fingerprint(), Realms: map[string]int{"admin": port}}
	d, err := porta.NewDirectory([]porta.Rule{rule}, porta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return &office{t: t, box: box, directory: d, kept: keeper(t), clock: clock{time.Now().Truncate(time.Millisecond)}} // as exact as what is kept
}

// start returns the sessions as a console finds them that was just started.
func (o *office) start() *session.Store {
	return session.NewStore(session.Options{
		Keeper: o.kept, Directory: o.directory, Secure: true, Now: o.clock.Now,
		Ended: func(u *session.User) { o.ended = append(o.ended, u) }, Log: slog.New(slog.NewTextHandler(&o.log, nil)),
	})
}

func (o *office) user() *session.User {
	o.t.Helper()
	_, port := o.box.Addr("admin")
	s, err := o.directory.Server("sandbox", port)
	if err != nil {
		o.t.Fatal(err)
	}
	c, err := s.Login(o.t.Context(), porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken})
	if err != nil {
		o.t.Fatal(err)
	}
	return &session.User{Client: c}
}

var demo = session.Owner{Server: "sandbox", Realm: "admin", Login: sandbox.DemoLogin}

func TestSessionSurvivesARestart(t *testing.T) {
	o := newOffice(t)
	cookie := signIn(t, o.start(), o.user(), nil)
	s := o.start()
	u := user(t, s, cookie)
	if u == nil || u.Owner() != demo || user(t, s, cookie) != u {
		t.Fatalf("after the restart: %v", u)
	}
	// Time goes on over a restart.
	o.clock.now = o.clock.now.Add(session.Idle)
	if user(t, o.start(), cookie) != nil || len(o.ended) != 1 || o.ended[0].Owner() != demo {
		t.Errorf("after its time: ended %v", o.ended)
	}
	owner, ok, err := o.start().Departed(request(cookie))
	if owner != demo || !ok || err != nil {
		t.Errorf("the departed is %v, %v, %v", owner, ok, err)
	}
	o.clock.now = o.clock.now.Add(24 * time.Hour)
	if _, ok, err := o.start().Departed(request(cookie)); ok || err != nil {
		t.Errorf("a day later it is still known whose it was, %v", err)
	}
}

// What nobody comes back to is ended after a restart too, at PortaBilling as well.
func TestSweepAfterARestart(t *testing.T) {
	o := newOffice(t)
	signIn(t, o.start(), o.user(), nil)
	o.clock.now = o.clock.now.Add(session.Idle)
	sweep(t, o.start())
	if len(o.ended) != 1 || o.ended[0].Client.Snapshot() == nil {
		t.Errorf("ended: %v", o.ended)
	}
}

func TestSignOutAfterARestart(t *testing.T) {
	o := newOffice(t)
	cookie := signIn(t, o.start(), o.user(), nil)
	s := o.start()
	u, err := s.SignOut(httptest.NewRecorder(), request(cookie))
	if err != nil || u == nil || u.Owner() != demo {
		t.Fatalf("%v, %v", u, err)
	}
	if user(t, s, cookie) != nil || user(t, o.start(), cookie) != nil {
		t.Error("the session is still there")
	}
	if _, ok, err := s.Departed(request(cookie)); ok || err != nil {
		t.Errorf("who signs out has departed by itself, %v", err)
	}
}

func TestEndedByPortaBilling(t *testing.T) {
	o := newOffice(t)
	s := o.start()
	cookie := signIn(t, s, o.user(), nil)
	if err := s.End(request(cookie)); err != nil {
		t.Fatal(err)
	}
	if user(t, s, cookie) != nil || user(t, o.start(), cookie) != nil || len(o.ended) > 0 {
		t.Error("the session is still there")
	}
	if owner, ok, err := o.start().Departed(request(cookie)); owner != demo || !ok || err != nil {
		t.Errorf("the departed is %v, %v, %v", owner, ok, err)
	}
}

// Only the id itself opens a session: nothing that resembles it, and not what lies in the database.
func TestForgedCookies(t *testing.T) {
	o := newOffice(t)
	s := o.start()
	signIn(t, s, o.user(), nil)
	cookie := signIn(t, s, o.user(), nil)
	over := signIn(t, s, o.user(), nil)
	if _, err := s.SignOut(httptest.NewRecorder(), request(over)); err != nil {
		t.Fatal(err)
	}
	idle, err := o.kept.IdleSessions(t.Context(), o.clock.now, o.clock.now)
	if err != nil || len(idle) != 2 {
		t.Fatalf("%v, %v", idle, err)
	}
	for name, value := range map[string]string{
		"none": "", "truncated": cookie.Value[:len(cookie.Value)-1], "longer": cookie.Value + "A", "padded": cookie.Value + "=", "case": strings.ToUpper(cookie.Value),
		"replayed": over.Value, "what is kept": idle[0].ID, "what else is kept": idle[1].ID, "wild card": "%", "quote": "' OR 1=1 --", "huge": strings.Repeat("A", 1<<20),
	} {
		forged := &http.Cookie{Name: cookie.Name, Value: value}
		if u := user(t, s, forged); u != nil {
			t.Errorf("%s: signed in as %v", name, u.Owner())
		}
		if owner, ok, err := s.Departed(request(forged)); ok || err != nil {
			t.Errorf("%s: departed as %v, %v", name, owner, err)
		}
	}
	if user(t, s, &http.Cookie{Name: "portaconsole", Value: cookie.Value}) != nil {
		t.Error("a cookie of another name is taken")
	}
	if user(t, s, cookie) == nil {
		t.Error("the true one is not")
	}
}

// The times can be set.
func TestSessionTimesOfTheSettings(t *testing.T) {
	o := newOffice(t)
	s := session.NewStore(session.Options{Keeper: o.kept, Directory: o.directory, Now: o.clock.Now, IdleFor: time.Hour, LongestFor: 90 * time.Minute})
	for _, tt := range []struct {
		steps []time.Duration
		alive bool
	}{
		{[]time.Duration{time.Hour - time.Second}, true},
		{[]time.Duration{time.Hour}, false},
		{slices.Repeat([]time.Duration{30 * time.Minute}, 2), true},
		{slices.Repeat([]time.Duration{30 * time.Minute}, 3), false},
	} {
		cookie := signIn(t, s, o.user(), nil)
		alive := true
		for _, pause := range tt.steps {
			o.clock.now = o.clock.now.Add(pause)
			alive = user(t, s, cookie) != nil
		}
		if alive != tt.alive {
			t.Errorf("%v: alive %v", tt.steps, alive)
		}
	}
}

// A broken database is an error, and not a user who has to sign in.
func TestBrokenDatabase(t *testing.T) {
	o := newOffice(t)
	s := o.start()
	cookie := signIn(t, s, o.user(), nil)
	if err := o.kept.Close(); err != nil {
		t.Fatal(err)
	}
	if u, err := s.User(request(cookie)); u != nil || err == nil || !strings.Contains(err.Error(), session.ErrKeeper.Error()) {
		t.Errorf("%v, %v", u, err)
	}
	if err := s.SignIn(httptest.NewRecorder(), request(nil), o.user()); err == nil {
		t.Error("a session begins that is kept nowhere")
	}
}

// A thousand idle sessions stay within 10 MB, clients included.
func TestIdleSessionsAreSmall(t *testing.T) {
	o := newOffice(t)
	s := o.start()
	snapshot := o.user().Client.Snapshot()
	signIn(t, s, o.user(), nil) // what is made once is there
	_ = o.box.Close()           // and what the sandbox takes is gone
	before := heap()
	for range 1000 {
		c, err := o.directory.Restore(snapshot)
		if err != nil {
			t.Fatal(err)
		}
		signIn(t, s, &session.User{Client: c}, nil)
	}
	used := heap() - before
	t.Logf("1,000 idle sessions: %d KB", used/1024)
	if used <= 0 || used > 10<<20 {
		t.Errorf("1,000 idle sessions take %d bytes", used)
	}
	runtime.KeepAlive(s)
}

func heap() int64 {
	var m runtime.MemStats
	for range 3 { // what has a finalizer, or lies in a pool, goes at the second time
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
