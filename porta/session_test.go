package porta_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

func TestLoginSendsOneSecret(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    porta.Credentials
		want string
	}{
		{"token", porta.Credentials{Login: "anna", Token: "t0ken"}, `{"login":"anna","token":"t0ken"}`},
		{"password", porta.Credentials{Login: "anna", Password: "pa\"ss"}, `{"login":"anna","password":"pa\"ss"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			var got, auth, key, path string
			f.on("Session/login", func(w http.ResponseWriter, r *http.Request) {
				got, auth, key, path = bodyParams(r).JSON(), r.Header.Get("Authorization"), r.Header.Get("Idempotency-Key"), r.URL.Path
				answer(200, loginReply("token-1"))(w, r)
			})
			c := login(t, f.server(t, porta.Options{}), tt.c)
			if got != tt.want || auth != "" || key != "" || path != "/rest/Session/login" {
				t.Errorf("sent %s to %s, Authorization %q, Idempotency-Key %q; want %s", got, path, auth, key, tt.want)
			}
			if c.Login() != "anna" || c.Realm() != "" || c.Server().Domain() != "127.0.0.1" {
				t.Errorf("client is %q in %q on %q", c.Login(), c.Realm(), c.Server().Domain())
			}
		})
	}
}

func TestLoginRefuses(t *testing.T) {
	f := newFake(t)
	for name, c := range map[string]porta.Credentials{
		"no login":  {Token: "t"},
		"no secret": {Login: "anna"},
		"both":      {Login: "anna", Token: "t", Password: "p"},
	} {
		_, err := f.server(t, porta.Options{}).Login(t.Context(), c)
		if got, want := outcomeOf(t, err), (outcome{porta.Invalid, porta.NotSent, porta.NoTrouble}); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if n := f.count("Session/login"); n != 0 {
		t.Errorf("%d logins arrived, want none", n)
	}
}

func TestRealmOfToken(t *testing.T) {
	f := newFake(t)
	// {"realm":"accounts","login":"anna"}
	f.on("Session/login", answer(200, loginReply("e30.eyJyZWFsbSI6ImFjY291bnRzIiwibG9naW4iOiJhbm5hIn0.c2ln")))
	f.on("Session/logout", answer(200, `{"success":1}`))
	c := f.login(t, porta.Options{})
	if got := c.Realm(); got != "account" {
		t.Errorf("realm %q, want account", got)
	}
	if err := c.Logout(t.Context()); err != nil || c.Realm() != "account" {
		t.Errorf("after the logout: realm %q, %v", c.Realm(), err)
	}
}

// Forty calls meet a token near its end: one refresh, and every call goes out with the new token.
func TestOneRefreshForAll(t *testing.T) {
	f := newFake(t)
	now := time.Now()
	var late atomic.Bool
	f.on("Session/login", answer(200, `{"access_token":"old","refresh_token":"r1","expires_in":900}`))
	f.on("Session/refresh_access_token", func(w http.ResponseWriter, r *http.Request) {
		if got := bodyParams(r).JSON(); got != `{"refresh_token":"r1"}` {
			t.Errorf("refresh with %s", got)
		}
		answer(200, `{"access_token":"new","refresh_token":"r2","expires_in":900}`)(w, r)
	})
	f.on("Customer/get_customer_info", bearerIs(func() string { return "new" }))
	c := f.login(t, porta.Options{Now: func() time.Time {
		if late.Load() {
			return now.Add(899 * time.Second)
		}
		return now
	}})
	late.Store(true)
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if _, err := c.Call(t.Context(), "Customer/get_customer_info", attr.Value{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := f.count("Session/refresh_access_token"); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
	if n := f.count("Customer/get_customer_info"); n != 40 {
		t.Errorf("%d calls arrived, want 40", n)
	}
}

// A call that gives up does not stop the refresh it waits for.
func TestGivingUpLeavesRefreshAlone(t *testing.T) {
	f := newFake(t)
	token := "token-1"
	var mu sync.Mutex
	begun, goOn := make(chan struct{}), make(chan struct{})
	f.on("Session/refresh_access_token", func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-goOn
		mu.Lock()
		token = "token-2"
		mu.Unlock()
		answer(200, loginReply("token-2"))(w, r)
	})
	f.on("Account/add_account", bearerIs(func() string {
		mu.Lock()
		defer mu.Unlock()
		if token == "token-1" {
			return "none"
		}
		return token
	}))
	c := f.login(t, porta.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { _, err := c.Call(ctx, "Account/add_account", attr.Value{}); first <- err }()
	<-begun
	go func() { _, err := c.Call(t.Context(), "Account/add_account", attr.Value{}); second <- err }()
	cancel()
	if got, want := outcomeOf(t, <-first), noUse(porta.NotSent, porta.Canceled); got != want {
		t.Errorf("the call that gave up: %v, want %v", got, want)
	}
	close(goOn)
	if err := <-second; err != nil {
		t.Errorf("the other call: %v", err)
	}
	if n := f.count("Session/refresh_access_token"); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

// A session without a refresh token is renewed by a login when the credentials were kept, and is over when not.
func TestNoRefreshToken(t *testing.T) {
	for _, keep := range []bool{true, false} {
		f := newFake(t)
		f.on("Session/login", inTurn(answer(200, `{"access_token":"old","expires_in":900}`), answer(200, `{"access_token":"new"}`)))
		f.on("Account/add_account", bearerIs(func() string { return "new" }))
		c := login(t, f.server(t, porta.Options{}), porta.Credentials{Login: "anna", Password: "p", Keep: keep})
		_, err := c.Call(t.Context(), "Account/add_account", attr.Value{})
		if keep && err != nil || !keep && outcomeOf(t, err) != refusal(porta.Auth) {
			t.Errorf("credentials kept %v: %v", keep, err)
		}
		logins, calls := f.count("Session/login"), f.count("Account/add_account")
		if keep && (logins != 2 || calls != 2) || !keep && (logins != 1 || calls != 1) || f.count("Session/refresh_access_token") != 0 {
			t.Errorf("credentials kept %v: requests %v", keep, f.seen)
		}
	}
}

// Neither a client nor credentials give their secrets away when they are printed or logged.
func TestPrintingHidesSecrets(t *testing.T) {
	f := newFake(t)
	secret := porta.Credentials{Login: "anna", Password: "secret-password", Keep: true}
	c := login(t, f.server(t, porta.Options{}), secret)
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "credentials", secret, "client", c)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "credentials", secret, "client", c)
	fmt.Fprintf(&b, "%v %+v %#v %s %v %+v %#v %s", secret, secret, secret, secret, c, c, c, c)
	for _, s := range []string{"secret-password", "token-1", "refresh-of"} {
		if strings.Contains(b.String(), s) {
			t.Errorf("%s is printed: %s", s, b.String())
		}
	}
	if !strings.Contains(b.String(), "anna") {
		t.Errorf("nothing is printed: %s", b.String())
	}
}

func TestChangePassword(t *testing.T) {
	f := newFake(t)
	f.on("Session/change_password", func(w http.ResponseWriter, r *http.Request) {
		if got := bodyParams(r).JSON(); got != `{"login":"anna","password":"old-one","new_password":"new-one"}` {
			t.Errorf("sent %s", got)
		}
		inTurn(answer(200, `{"success":1}`))(w, r)
	})
	s := f.server(t, porta.Options{})
	if err := s.ChangePassword(t.Context(), "anna", "old-one", "new-one"); err != nil {
		t.Error(err)
	}
	f.on("Session/change_password", answer(200, `{"success":0,"errors":{"new_password":"Too short."}}`))
	e := failed(t, s.ChangePassword(t.Context(), "anna", "old-one", "new-one"))
	if e.Kind != porta.Invalid || e.Message != "Too short." || e.Path.String() != "new_password" || e.Status != 200 {
		t.Errorf("got %+v", e)
	}
	f.on("Session/change_password", cut)
	before := f.count("Session/change_password")
	e = failed(t, s.ChangePassword(t.Context(), "anna", "old-one", "new-one"))
	if e.Delivery != porta.NoAnswer || f.count("Session/change_password") != before+1 {
		t.Errorf("got %v after %d requests, want no answer after one", e, f.count("Session/change_password")-before)
	}
}

func TestLogout(t *testing.T) {
	for _, tt := range []struct {
		name  string
		reply http.HandlerFunc
		want  porta.Trouble
	}{
		{"done", answer(200, `{"success":1}`), porta.NoTrouble},
		{"gone before", answer(200, `{"success":0}`), porta.NoTrouble},
		{"unreadable token", fault("Client.Session.logout.failed_to_process_access_token"), porta.NoTrouble},
		{"cut", cut, porta.Cut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			var sent, auth string
			f.on("Session/logout", func(w http.ResponseWriter, r *http.Request) {
				sent, auth = bodyParams(r).JSON(), r.Header.Get("Authorization")
				tt.reply(w, r)
			})
			c := f.login(t, porta.Options{})
			err := c.Logout(t.Context())
			if tt.want == porta.NoTrouble && err != nil || tt.want != porta.NoTrouble && failed(t, err).Trouble != tt.want {
				t.Errorf("Logout: %v, want trouble %v", err, tt.want)
			}
			if sent != `{"access_token":"token-1"}` || auth != "" {
				t.Errorf("sent %s with Authorization %q", sent, auth)
			}
			_, err = c.Call(t.Context(), "Customer/get_customer_list", attr.Value{})
			if got, want := outcomeOf(t, err), (outcome{porta.Auth, porta.NotSent, porta.NoTrouble}); got != want {
				t.Errorf("call after logout: %v, want %v", got, want)
			}
			if err := c.Logout(t.Context()); err != nil {
				t.Errorf("second Logout: %v", err)
			}
			if f.count("Session/logout") != 1 || f.count("Customer/get_customer_list") != 0 {
				t.Errorf("requests: %v", f.seen)
			}
		})
	}
}

// A logout waits for a refresh that is under way, and ends the session that it brings.
func TestLogoutDuringRefresh(t *testing.T) {
	f := newFake(t)
	begun, goOn := make(chan struct{}), make(chan struct{})
	f.on("Session/refresh_access_token", func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-goOn
		answer(200, loginReply("token-2"))(w, r)
	})
	f.on("Account/add_account", bearerIs(func() string { return "token-2" }))
	var ended string
	f.on("Session/logout", func(w http.ResponseWriter, r *http.Request) {
		ended = bodyParams(r).Get("access_token").Text()
		answer(200, `{"success":1}`)(w, r)
	})
	c := f.login(t, porta.Options{})
	called, left := make(chan error, 1), make(chan error, 1)
	go func() { _, err := c.Call(t.Context(), "Account/add_account", attr.Value{}); called <- err }()
	<-begun
	go func() { left <- c.Logout(t.Context()) }()
	for !c.SignedOut() {
		runtime.Gosched()
	}
	close(goOn)
	if err := <-left; err != nil || ended != "token-2" {
		t.Errorf("%v, ended the session of %q, want that of token-2", err, ended)
	}
	if got, want := outcomeOf(t, <-called), refusal(porta.Auth); got != want {
		t.Errorf("the call that waited: %v, want %v", got, want)
	}
	if f.count("Account/add_account") != 1 || f.count("Session/logout") != 1 {
		t.Errorf("requests: %v", f.seen)
	}
}
