package session_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"portaconsole/handlers/session"
)

// However a session ends: nothing of it stays in memory, and the others stay at work.
func TestWhatIsOverLeavesTheMemory(t *testing.T) {
	o := newOffice(t)
	client := o.user().Client
	for _, tt := range []struct {
		name string
		end  func(s *session.Store, this, other *http.Cookie)
		left int // of the two
	}{
		{"nothing", func(*session.Store, *http.Cookie, *http.Cookie) {}, 2},
		{"a sweep in between", func(s *session.Store, _, _ *http.Cookie) { sweep(t, s) }, 2},
		{"signing out", func(s *session.Store, this, _ *http.Cookie) {
			if _, err := s.SignOut(httptest.NewRecorder(), request(this)); err != nil {
				t.Error(err)
			}
		}, 1},
		{"removed as gorilla's stores are asked to", func(s *session.Store, this, _ *http.Cookie) {
			r := request(this)
			kept, err := s.Get(r, s.CookieName())
			if err != nil {
				t.Fatal(err)
			}
			kept.Options.MaxAge = -1
			if err := s.Save(r, httptest.NewRecorder(), kept); err != nil {
				t.Error(err)
			}
		}, 1},
		{"ended by PortaBilling", func(s *session.Store, this, _ *http.Cookie) {
			if err := s.End(request(this)); err != nil {
				t.Error(err)
			}
		}, 1},
		{"signing in again", func(s *session.Store, this, _ *http.Cookie) { signIn(t, s, &session.User{Client: client}, this) }, 2},
		{"ended from elsewhere", func(s *session.Store, this, other *http.Cookie) {
			own, err := s.Own(request(this), demo)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(own, func(status session.Status) bool { return status.This })
			if _, err := s.EndOwn(request(other), demo, own[i].Key); err != nil {
				t.Error(err)
			}
		}, 1},
		{"all but one ended", func(s *session.Store, this, _ *http.Cookie) {
			if _, err := s.EndOthers(request(this), demo); err != nil {
				t.Error(err)
			}
		}, 1},
		{"idle, and met by a request", func(s *session.Store, this, other *http.Cookie) {
			o.clock.now = o.clock.now.Add(session.Idle - time.Minute)
			user(t, s, other)
			o.clock.now = o.clock.now.Add(time.Minute)
			user(t, s, this)
		}, 1},
		{"idle, and swept", func(s *session.Store, _, other *http.Cookie) {
			o.clock.now = o.clock.now.Add(session.Idle - time.Minute)
			user(t, s, other)
			o.clock.now = o.clock.now.Add(time.Minute)
			sweep(t, s)
		}, 1},
		{"used for too long, and swept", func(s *session.Store, this, other *http.Cookie) {
			for range 4 {
				o.clock.now = o.clock.now.Add(session.Absolute / 4)
				user(t, s, this)
				user(t, s, other)
			}
			sweep(t, s)
		}, 0},
		{"removed by another process, and met by a request", func(s *session.Store, this, _ *http.Cookie) {
			if _, err := o.start().SignOut(httptest.NewRecorder(), request(this)); err != nil {
				t.Error(err)
			}
			user(t, s, this)
		}, 1},
		{"removed by another process, and never asked for again", func(s *session.Store, this, other *http.Cookie) {
			if _, err := o.start().SignOut(httptest.NewRecorder(), request(this)); err != nil {
				t.Error(err)
			}
			o.clock.now = o.clock.now.Add(session.Idle - time.Minute)
			user(t, s, other)
			sweep(t, s)
			if n := s.Live(); n != 2 {
				t.Errorf("before its time is up %d are at work", n)
			}
			o.clock.now = o.clock.now.Add(time.Minute)
			sweep(t, s)
		}, 1},
		{"ended by another process, and never asked for again", func(s *session.Store, this, other *http.Cookie) {
			if err := o.start().End(request(this)); err != nil {
				t.Error(err)
			}
			o.clock.now = o.clock.now.Add(session.Idle - time.Minute)
			user(t, s, other)
			o.clock.now = o.clock.now.Add(time.Minute)
			sweep(t, s)
		}, 1},
		{"closed", func(s *session.Store, _, _ *http.Cookie) {
			if _, err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := o.start()
			this := signIn(t, s, &session.User{Client: client}, nil)
			other := signIn(t, s, &session.User{Client: client}, nil)
			if n := s.Live(); n != 2 {
				t.Fatalf("at first %d are at work", n)
			}
			tt.end(s, this, other)
			if n := s.Live(); n != tt.left {
				t.Errorf("%d are at work, want %d", n, tt.left)
			}
			if _, err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Those that nobody comes back to do not gather.
func TestSessionsDoNotGather(t *testing.T) {
	s, clock, ended := newStore(t)
	for range 5 {
		for range 20 {
			signIn(t, s, &session.User{}, nil)
		}
		clock.now = clock.now.Add(session.Idle)
		sweep(t, s)
		if n := s.Live(); n != 0 {
			t.Fatalf("%d are still at work", n)
		}
	}
	if len(*ended) != 100 {
		t.Errorf("PortaBilling would be told of %d", len(*ended))
	}
}
