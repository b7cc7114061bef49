package session_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
)

// clock is a time that moves when told to.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func newStore(t *testing.T) (*session.Store, *clock, *[]*session.User) {
	t.Helper()
	c := &clock{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	var ended []*session.User
	s := session.NewStore(session.Options{Keeper: keeper(t), Secure: true, Now: c.Now, Ended: func(u *session.User) { ended = append(ended, u) }})
	return s, c, &ended
}

func keeper(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// user returns who is signed in by the cookie.
func user(t *testing.T, s *session.Store, cookie *http.Cookie) *session.User {
	t.Helper()
	u, err := s.User(request(cookie))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// signIn returns the cookie of a new session.
func signIn(t *testing.T, s *session.Store, u *session.User, with *http.Cookie) *http.Cookie {
	t.Helper()
	w := httptest.NewRecorder()
	if err := s.SignIn(w, request(with), u); err != nil {
		t.Fatal(err)
	}
	return w.Result().Cookies()[0]
}

func request(with *http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if with != nil {
		r.AddCookie(with)
	}
	return r
}

func TestSessionEnds(t *testing.T) {
	s, clock, ended := newStore(t)
	u := &session.User{}
	for _, tt := range []struct {
		name  string
		steps []time.Duration // pauses between requests
		alive bool
	}{
		{"at once", nil, true},
		{"just before idle", []time.Duration{session.Idle - time.Second}, true},
		{"idle", []time.Duration{session.Idle}, false},
		{"used", slices.Repeat([]time.Duration{session.Idle - time.Second}, 3), true},
		{"absolute", append(slices.Repeat([]time.Duration{session.Idle - time.Hour}, 4), time.Minute), false},
	} {
		*ended = nil
		cookie := signIn(t, s, u, nil)
		for _, pause := range tt.steps {
			clock.now = clock.now.Add(pause)
			user(t, s, cookie)
		}
		if got := user(t, s, cookie); (got == u) != tt.alive {
			t.Errorf("%s: user %v", tt.name, got)
		}
		if tt.alive == slices.Contains(*ended, u) {
			t.Errorf("%s: ended %v", tt.name, *ended)
		}
		if _, err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSigningInEndsTheSessionBefore(t *testing.T) {
	s, _, ended := newStore(t)
	first, second := &session.User{}, &session.User{}
	before := signIn(t, s, first, nil)
	after := signIn(t, s, second, before)
	if user(t, s, before) != nil || user(t, s, after) != second || before.Value == after.Value {
		t.Error("the session before is still there")
	}
	if !slices.Equal(*ended, []*session.User{first}) {
		t.Errorf("ended: %v", *ended)
	}
}

func TestForgottenSessionsAreSwept(t *testing.T) {
	s, clock, ended := newStore(t)
	u := &session.User{}
	signIn(t, s, u, nil)
	clock.now = clock.now.Add(session.Idle - time.Second)
	sweep(t, s)
	if len(*ended) > 0 {
		t.Errorf("ended before its time: %v", *ended)
	}
	clock.now = clock.now.Add(time.Second)
	for range 2 {
		sweep(t, s)
		if !slices.Equal(*ended, []*session.User{u}) {
			t.Errorf("ended: %v", *ended)
		}
	}
}

func sweep(t *testing.T, s *session.Store) {
	t.Helper()
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSignOutAndClose(t *testing.T) {
	s, _, ended := newStore(t)
	a, b := &session.User{}, &session.User{}
	cookieA, cookieB := signIn(t, s, a, nil), signIn(t, s, b, nil)
	w := httptest.NewRecorder()
	if got, err := s.SignOut(w, request(cookieA)); got != a || err != nil {
		t.Errorf("SignOut() = %v, %v", got, err)
	}
	if c := w.Result().Cookies()[0]; c.MaxAge >= 0 || c.Value != "" || !c.Secure || !c.HttpOnly {
		t.Errorf("the cookie afterwards: %v", c)
	}
	if got, err := s.SignOut(httptest.NewRecorder(), request(cookieA)); got != nil || err != nil {
		t.Errorf("a second SignOut() = %v, %v", got, err)
	}
	if got, err := s.Close(t.Context()); err != nil || !slices.Equal(got, []*session.User{b}) || user(t, s, cookieB) != nil {
		t.Errorf("Close() = %v", got)
	}
	if len(*ended) > 0 {
		t.Errorf("ended by itself: %v", *ended)
	}
}

func TestPlainCookie(t *testing.T) {
	s := session.NewStore(session.Options{Keeper: keeper(t)})
	c := signIn(t, s, &session.User{}, nil)
	if c.Name != "portaconsole" || c.Secure || !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("%v", c)
	}
}

func TestNewsAreToldOnce(t *testing.T) {
	u := &session.User{}
	news := session.News{Verb: "created", What: "account 1"}
	u.Tell("/1", session.News{Verb: "changed"})
	u.Tell("/1", news)
	if got := u.TakeNews("/2"); got != (session.News{}) {
		t.Errorf("elsewhere it says %+v", got)
	}
	if first, second := u.TakeNews("/1"), u.TakeNews("/1"); first != news || second != (session.News{}) {
		t.Errorf("it says %+v, and then %+v", first, second)
	}
}

func TestSends(t *testing.T) {
	var sends session.Sends
	at := time.Date(2026, 1, 1, 10, 42, 0, 0, time.UTC)
	made := session.Outcome{At: at, Done: true, URL: "/records/1", Content: [32]byte{1}}
	before, end := sends.Begin("refused")
	if before != nil {
		t.Fatal("a new form was sent before")
	}
	end(nil)
	if before, end = sends.Begin("refused"); before != nil {
		t.Error("a refused form cannot be sent again")
	}
	end(&made)
	if before, _ = sends.Begin("refused"); before == nil || *before != made {
		t.Errorf("afterwards: %+v", before)
	}
	if before, end = sends.Begin("unknown"); before != nil {
		t.Fatal("another form was sent before")
	}
	end(&session.Outcome{At: at})
	if before, _ = sends.Begin("unknown"); before == nil || before.Done {
		t.Errorf("a form without an answer: %+v", before)
	}
}

func TestSendsWait(t *testing.T) {
	var sends session.Sends
	_, end := sends.Begin("form")
	var wg sync.WaitGroup
	results := make([]*session.Outcome, 10)
	for i := range results {
		wg.Go(func() { results[i], _ = sends.Begin("form") })
	}
	end(&session.Outcome{URL: "/records/1"})
	wg.Wait()
	for _, r := range results {
		if r == nil || r.URL != "/records/1" {
			t.Errorf("one was allowed to send: %+v", r)
		}
	}
}

// However many forms a session sends: what is under way, of unknown outcome, or lately sent is not forgotten.
func TestManySends(t *testing.T) {
	var sends session.Sends
	_, endLater := sends.Begin("under way")
	_, end := sends.Begin("unknown")
	end(&session.Outcome{})
	for i := range 3000 {
		id := fmt.Sprint(i)
		_, end := sends.Begin(id)
		end(&session.Outcome{Done: true, URL: "/" + id})
		if before, _ := sends.Begin(id); before == nil {
			t.Fatalf("form %d was forgotten at once", i)
		}
	}
	if before, _ := sends.Begin("unknown"); before == nil {
		t.Error("a form of unknown outcome was forgotten")
	}
	endLater(&session.Outcome{URL: "/later"})
	if before, _ := sends.Begin("under way"); before == nil || before.URL != "/later" {
		t.Errorf("the form that was under way: %+v", before)
	}
	if before, _ := sends.Begin("0"); before != nil {
		t.Error("the oldest did not make room")
	}
}
