package porta_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

// customers asks something of the server and returns the error.
func customers(t *testing.T, c *porta.Client) error {
	t.Helper()
	_, err := c.Call(t.Context(), "Customer/get_customer_list", attr.Value{})
	return err
}

func restored(t *testing.T, d *porta.Directory, snapshot []byte) *porta.Client {
	t.Helper()
	c, err := d.Restore(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRestore(t *testing.T) {
	f := newFake(t)
	f.on("Session/login", answer(200, `{"access_token":"e30.eyJyZWFsbSI6ImFjY291bnRzIn0.c2ln","refresh_token":"r1","expires_in":900}`))
	f.on("Customer/get_customer_list", bearerIs(func() string { return "e30.eyJyZWFsbSI6ImFjY291bnRzIn0.c2ln" }))
	before := f.login(t, porta.Options{})
	c := restored(t, directory(t, porta.Options{}, f.rule()), before.Snapshot())
	if c.Login() != "anna" || c.Realm() != "account" || c.Server().Domain() != "127.0.0.1" || c.Server().Port() != f.port() {
		t.Errorf("%v in %q", c, c.Realm())
	}
	if err := customers(t, c); err != nil {
		t.Error(err)
	}
	if n := f.count("Session/login"); n != 1 {
		t.Errorf("%d logins, want one", n)
	}
}

// A restored session renews its token before that is over, as the one that it was made of.
func TestRestoredSessionRenewsInTime(t *testing.T) {
	f := newFake(t)
	f.on("Session/login", answer(200, `{"access_token":"token-1","refresh_token":"r1","expires_in":900}`))
	f.on("Session/refresh_access_token", answer(200, loginReply("token-2")))
	f.on("Customer/get_customer_list", bearerIs(func() string { return "token-2" }))
	var clock clock
	o := porta.Options{Now: clock.now}
	snapshot := f.login(t, o).Snapshot()
	clock.advance(14*time.Minute + 30*time.Second)
	if err := customers(t, restored(t, directory(t, o, f.rule()), snapshot)); err != nil {
		t.Error(err)
	}
	if n := f.count("Customer/get_customer_list"); n != 1 {
		t.Errorf("it was tried with the old token: %d requests", n)
	}
}

// A refresh token that the server takes only once is handed on: what is told of a renewal is there before the call that
// waited for it is answered, and a client made of it renews on.
func TestRenewedTokensAreHandedOn(t *testing.T) {
	b := newBox(t, sandbox.Options{TokenTTL: 15 * time.Minute})
	var kept atomic.Value
	keep := func(c *porta.Client) { c.OnRenew(func() { kept.Store(c.Snapshot()) }) }
	c := b.login(t, false)
	kept.Store(c.Snapshot())
	keep(c)
	for i := range 3 {
		b.clock.advance(20 * time.Minute) // the token is over; its session is not
		before := string(kept.Load().([]byte))
		if err := customers(t, c); err != nil {
			t.Fatal(err)
		}
		if string(kept.Load().([]byte)) == before {
			t.Fatalf("renewal %d was not told", i)
		}
		c = restored(t, b.directory, kept.Load().([]byte))
		keep(c)
	}
	if n := b.Count("Session/login"); n != 1 {
		t.Errorf("%d logins, want one", n)
	}
}

func TestKeptCredentialsAreRestored(t *testing.T) {
	f := newFake(t)
	f.on("Customer/get_customer_list", bearerIs(func() string { return "token-2" }))
	s := f.server(t, porta.Options{})
	before := login(t, s, porta.Credentials{Login: "anna", Token: "api", Keep: true})
	f.on("Session/login", answer(200, loginReply("token-2")))
	f.on("Session/refresh_access_token", answer(200, `{"session_id":"x"}`)) // refuses: there is no token in it
	if err := customers(t, restored(t, directory(t, porta.Options{}, f.rule()), before.Snapshot())); err != nil {
		t.Error(err)
	}
	if n := f.count("Session/login"); n != 2 {
		t.Errorf("%d logins, want two", n)
	}
}

// A server that is known by a name is found again at the port that the rule names for the realm now.
func TestRestoreFollowsTheRule(t *testing.T) {
	f := newFake(t)
	f.on("Customer/get_customer_list", bearerIs(func() string { return "token-1" }))
	rule := f.rule()
	rule.Name, rule.Realms = "box", map[string]int{"admin": f.port()}
	before := login(t, serverOf(t, directory(t, porta.Options{}, rule), "box", f.port()), porta.Credentials{Login: "anna", Token: "api"})
	moved := rule
	moved.Realms = map[string]int{"admin": 1}
	if c := restored(t, directory(t, porta.Options{}, moved), before.Snapshot()); c.Server().Port() != 1 {
		t.Errorf("at port %d", c.Server().Port())
	}
	renamed := rule
	renamed.Realms = map[string]int{"reseller": 8442}
	if c := restored(t, directory(t, porta.Options{}, renamed), before.Snapshot()); c.Server().Port() != f.port() {
		t.Errorf("at port %d", c.Server().Port())
	}
}

func TestRestoreRefuses(t *testing.T) {
	f := newFake(t)
	c := f.login(t, porta.Options{})
	snapshot := c.Snapshot()
	elsewhere := directory(t, porta.Options{}, porta.Rule{Host: "billing.example.com"})
	if _, err := elsewhere.Restore(snapshot); !errors.Is(err, porta.ErrNotAllowed) {
		t.Errorf("a server that is not allowed any more: %v", err)
	}
	for _, text := range []string{"", "{", "null", "{}", `{"domain":"127.0.0.1","port":443,"login":"anna"}`, string(snapshot[:len(snapshot)-2])} {
		if _, err := directory(t, porta.Options{}, f.rule()).Restore([]byte(text)); err == nil || strings.Contains(err.Error(), "token-1") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if err := c.Logout(t.Context()); err == nil || c.Snapshot() != nil {
		t.Errorf("after the logout there is a snapshot, %v", err)
	}
}
