package session_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"portaconsole/handlers/session"
)

// own returns the demo user's sessions as the browser with the cookie sees them.
func own(t *testing.T, s *session.Store, cookie *http.Cookie) []session.Status {
	t.Helper()
	list, err := s.Own(request(cookie), demo)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestOwnSessions(t *testing.T) {
	o := newOffice(t)
	s := o.start()
	opened := o.clock.now
	first := signIn(t, s, o.user(), nil)
	o.clock.now = opened.Add(30 * time.Second)
	second := signIn(t, s, o.user(), nil)
	o.clock.now = opened.Add(50 * time.Second)
	user(t, s, first) // less than a minute after it was opened, so that this is not written down

	list := own(t, s, second)
	if len(list) != 2 || list[0].This || !list[1].This {
		t.Fatalf("%+v", list)
	}
	a := list[0]
	if got := a.Used.Sub(opened); got != 50*time.Second || a.Deadline.At.Sub(opened) != session.Idle+50*time.Second || a.Latest.Sub(a.Opened) != session.Absolute || a.Deadline.Final {
		t.Errorf("the first was used after %v: %+v", got, a)
	}
	if a.Key == list[1].Key || a.Key == first.Value || len(a.Key) != 16 {
		t.Errorf("the keys are %q and %q", a.Key, list[1].Key)
	}
	if again := own(t, s, first); again[0].Key != a.Key || !again[0].This {
		t.Error("another browser sees other keys")
	}
	// One that has run out is not there, though nobody has met its end yet.
	o.clock.now = opened.Add(session.Idle + 40*time.Second)
	if list := own(t, s, first); len(list) != 1 || !list[0].This {
		t.Errorf("%+v", list)
	}
}

func TestEndOwnSessions(t *testing.T) {
	o := newOffice(t)
	s := o.start()
	here, there, elsewhere := signIn(t, s, o.user(), nil), signIn(t, s, o.user(), nil), signIn(t, s, o.user(), nil)
	var key string
	for _, status := range own(t, s, there) {
		if status.This {
			key = status.Key
		}
	}
	for _, other := range []session.Owner{{Server: "other", Realm: "admin", Login: demo.Login}, {Server: demo.Server, Realm: "account", Login: demo.Login}, {Server: demo.Server, Realm: demo.Realm, Login: "anna"}} {
		if _, err := s.EndOwn(request(here), other, key); !errors.Is(err, session.ErrNone) {
			t.Errorf("%v ends it: %v", other, err)
		}
		if users, err := s.EndOthers(request(here), other); len(users) > 0 || err != nil {
			t.Errorf("%v ends %v, %v", other, users, err)
		}
	}
	u, err := s.EndOwn(request(here), demo, key)
	if err != nil || u == nil || u.Client.Snapshot() == nil {
		t.Fatalf("%v, %v", u, err)
	}
	if user(t, s, there) != nil || user(t, s, here) == nil || user(t, s, elsewhere) == nil {
		t.Error("another session was ended")
	}
	if _, ok, err := s.Departed(request(there)); ok || err != nil {
		t.Errorf("what its browser sends is still taken as its owner's, %v", err)
	}
	if _, err := s.EndOwn(request(here), demo, key); !errors.Is(err, session.ErrNone) {
		t.Errorf("it is ended again: %v", err)
	}
	// After a restart too there is somebody whom PortaBilling can be told of.
	s = o.start()
	users, err := s.EndOthers(request(here), demo)
	if err != nil || len(users) != 1 || users[0] == nil || users[0].Client.Snapshot() == nil {
		t.Errorf("%v, %v", users, err)
	}
	if user(t, s, elsewhere) != nil || user(t, s, here) == nil {
		t.Error("the wrong ones were ended")
	}
}

// Asking how long is left changes nothing, before and after a restart.
func TestPeek(t *testing.T) {
	o := newOffice(t)
	s := o.start()
	cookie := signIn(t, s, o.user(), nil)
	peek := func(s *session.Store, want session.Deadline) {
		t.Helper()
		got, owner, err := s.Peek(request(cookie))
		if err != nil || (owner == demo) != (want.Warn != 0) || got.Left != want.Left || got.Warn != want.Warn || got.Final != want.Final {
			t.Errorf("after %v: %+v, %v, want %+v", o.clock.now, got, err, want)
		}
	}
	const warn = 2 * time.Minute
	opened := o.clock.now
	o.clock.now = opened.Add(session.Idle - time.Second)
	for range 2 {
		peek(s, session.Deadline{Left: time.Second, Warn: warn})
		peek(o.start(), session.Deadline{Left: time.Second, Warn: warn})
	}
	user(t, s, cookie)
	peek(s, session.Deadline{Left: session.Idle, Warn: warn})
	o.clock.now = o.clock.now.Add(30 * time.Second)
	user(t, s, cookie) // is not written down
	peek(s, session.Deadline{Left: session.Idle, Warn: warn})
	// Who knows what is written down alone does so within a minute, and so within the warning.
	peek(o.start(), session.Deadline{Left: session.Idle - 30*time.Second, Warn: warn})

	for o.clock.now.Sub(opened) < session.Absolute-2*time.Hour {
		o.clock.now = o.clock.now.Add(time.Hour)
		user(t, s, cookie)
	}
	o.clock.now = opened.Add(session.Absolute - time.Minute)
	peek(s, session.Deadline{Left: time.Minute, Warn: warn, Final: true})
	d, err := s.Deadline(request(cookie))
	if err != nil || d.Left != time.Minute || !d.Final {
		t.Errorf("%+v, %v", d, err)
	}
	o.clock.now = opened.Add(session.Absolute)
	peek(s, session.Deadline{Warn: warn, Final: true})
	if user(t, s, cookie) != nil {
		t.Error("it goes on")
	}
	peek(s, session.Deadline{})
	if d, err := s.Deadline(request(cookie)); err != nil || d != (session.Deadline{}) {
		t.Errorf("%+v, %v", d, err)
	}
}

// The shortest times that can be set are kept well enough for a warning.
func TestShortSessions(t *testing.T) {
	o := newOffice(t)
	start := func() *session.Store {
		return session.NewStore(session.Options{Keeper: o.kept, Directory: o.directory, Now: o.clock.Now, IdleFor: time.Minute})
	}
	s := start()
	cookie := signIn(t, s, o.user(), nil)
	for range 20 {
		o.clock.now = o.clock.now.Add(5 * time.Second)
		user(t, s, cookie)
	}
	d, _, err := start().Peek(request(cookie))
	if err != nil || d.Left < 50*time.Second || d.Warn != 30*time.Second {
		t.Errorf("%+v, %v", d, err)
	}
}
