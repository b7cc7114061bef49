package porta_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

const (
	version = "Generic/get_version"
	signIn  = "Session/login"
	refresh = "Session/refresh_access_token"
	list    = "Customer/get_customer_list"
)

// Logins, row by row: what comes of them, and how many requests arrived.
func TestLifeCycleLogin(t *testing.T) {
	demo := porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken}
	proxy := noUse(porta.NoAnswer, porta.Unreachable)
	lost := noUse(porta.NoAnswer, porta.Cut)
	for _, tt := range []struct {
		name   string
		inject *sandbox.Rule
		c      porta.Credentials
		before int // wrong logins first
		err    outcome
		logins int
	}{
		{"by token", nil, demo, 0, outcome{}, 1},
		{"by password", nil, porta.Credentials{Login: sandbox.DemoLogin, Password: sandbox.DemoPassword}, 0, outcome{}, 1},
		{"wrong token", nil, porta.Credentials{Login: sandbox.DemoLogin, Token: "wrong"}, 0,
			refusal(porta.BadLogin), 1},
		{"wrong password", nil, porta.Credentials{Login: sandbox.DemoLogin, Password: "wrong"}, 0,
			refusal(porta.BadLogin), 1},
		{"brute force", nil, demo, 5, refusal(porta.Throttled), 6},
		{"password to be changed", nil, porta.Credentials{Login: sandbox.ExpiredLogin, Password: sandbox.ExpiredPassword}, 0,
			refusal(porta.PasswordExpired), 1},
		{"proxy error once", &sandbox.Rule{Kind: sandbox.HTML502, Times: 1}, demo, 0, outcome{}, 2},
		{"proxy error", &sandbox.Rule{Kind: sandbox.HTML502}, demo, 0, proxy, 2},
		{"answer lost once", &sandbox.Rule{Kind: sandbox.Lost, Times: 1}, demo, 0, outcome{}, 2},
		{"answer lost", &sandbox.Rule{Kind: sandbox.Lost}, demo, 0, lost, 2},
		{"redirect", &sandbox.Rule{Kind: sandbox.Redirect}, demo, 0, noUse(porta.NoAnswer, porta.NotPortaBilling), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBox(t, sandbox.Options{})
			for range tt.before {
				if _, err := b.server(t).Login(t.Context(), porta.Credentials{Login: tt.c.Login, Token: "wrong"}); err == nil {
					t.Fatal("a wrong token is accepted")
				}
			}
			if tt.inject != nil {
				tt.inject.Method = signIn
				b.Inject(*tt.inject)
			}
			c, err := b.server(t).Login(t.Context(), tt.c)
			if tt.err != (outcome{}) {
				if got := outcomeOf(t, err); got != tt.err {
					t.Errorf("%v, want %v", got, tt.err)
				}
			} else if err != nil || c.Realm() != "admin" {
				t.Errorf("%v in realm %q", err, c.Realm())
			}
			if n := b.Count(signIn); n != tt.logins {
				t.Errorf("%d logins arrived, want %d", n, tt.logins)
			}
		})
	}
}

// A password that must be changed: change it, then log in with the new one.
func TestLifeCycleExpiredPassword(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	s := b.server(t)
	if got := outcomeOf(t, s.ChangePassword(t.Context(), sandbox.ExpiredLogin, "wrong", "New-Passw0rd")); got.Kind != porta.BadLogin {
		t.Errorf("with a wrong old password: %v", got)
	}
	e := failed(t, s.ChangePassword(t.Context(), sandbox.ExpiredLogin, sandbox.ExpiredPassword, "x"))
	if e.Kind != porta.Invalid || e.Path.String() != "new_password" || e.Message == "" {
		t.Errorf("a short one: %+v", e)
	}
	if err := s.ChangePassword(t.Context(), sandbox.ExpiredLogin, sandbox.ExpiredPassword, "New-Passw0rd"); err != nil {
		t.Fatal(err)
	}
	login(t, s, porta.Credentials{Login: sandbox.ExpiredLogin, Password: "New-Passw0rd"})
}

func TestLifeCycleRealms(t *testing.T) {
	addrs := map[sandbox.Realm]string{}
	for _, r := range sandbox.Realms() {
		addrs[r] = "127.0.0.1:0"
	}
	b := newBox(t, sandbox.Options{Addrs: addrs})
	for _, r := range sandbox.Realms() {
		_, port := b.Addr(r)
		s := serverOf(t, b.directory, "sandbox", port)
		c := login(t, s, porta.Credentials{Login: sandbox.DemoLogin, Password: sandbox.DemoPassword})
		if s.Realm() != string(r) || c.Realm() != string(r) {
			t.Errorf("%s: the server says %q, the token %q", r, s.Realm(), c.Realm())
		}
	}
}

// A session that lives, row by row: what happens to it, what comes of the next create, and which requests arrived.
func TestLifeCycleSession(t *testing.T) {
	const quarterHour = 15 * time.Minute
	faultOnce := func(code string) func(*testing.T, *box) {
		return func(_ *testing.T, b *box) {
			b.Inject(sandbox.Rule{Method: create, Kind: sandbox.Fault(code), Times: 1})
		}
	}
	always := func(method string, kind sandbox.Kind) func(*testing.T, *box) {
		return func(_ *testing.T, b *box) { b.Inject(sandbox.Rule{Method: method, Kind: kind}) }
	}
	over := refusal(porta.Auth)
	for _, tt := range []struct {
		name string
		o    sandbox.Options
		keep bool
		then func(*testing.T, *box)
		err  outcome
		want counts
	}{
		{name: "live", want: counts{create: 1}},
		{name: "fifteen minutes, not yet in the margin", o: sandbox.Options{TokenTTL: quarterHour},
			then: func(_ *testing.T, b *box) { b.clock.advance(13 * time.Minute) }, want: counts{create: 1}},
		{name: "in the margin", o: sandbox.Options{TokenTTL: quarterHour},
			then: func(_ *testing.T, b *box) { b.clock.advance(14*time.Minute + time.Second) }, want: counts{refresh: 1, create: 1}},
		{name: "in the margin, refresh refused", o: sandbox.Options{TokenTTL: quarterHour},
			then: func(_ *testing.T, b *box) { b.clock.advance(14*time.Minute + time.Second); b.EndSessions() },
			err:  outcome{porta.Auth, porta.NotSent, porta.NoTrouble}, want: counts{refresh: 1}},
		{name: "the same with credentials", o: sandbox.Options{TokenTTL: quarterHour}, keep: true,
			then: func(_ *testing.T, b *box) { b.clock.advance(14*time.Minute + time.Second); b.EndSessions() },
			want: counts{refresh: 1, signIn: 1, create: 1}},
		{name: "in the margin, refresh without an answer", o: sandbox.Options{TokenTTL: quarterHour},
			then: func(t *testing.T, b *box) {
				b.clock.advance(14*time.Minute + time.Second)
				always(refresh, sandbox.HTML502)(t, b)
			},
			want: counts{refresh: 1, create: 1}},
		{name: "past the end, refresh without an answer", o: sandbox.Options{TokenTTL: quarterHour},
			then: func(t *testing.T, b *box) {
				b.clock.advance(16 * time.Minute)
				always(refresh, sandbox.HTML502)(t, b)
			},
			err: noUse(porta.NotSent, porta.Unreachable), want: counts{refresh: 1}},
		{name: "past the end", o: sandbox.Options{TokenTTL: quarterHour},
			then: func(_ *testing.T, b *box) { b.clock.advance(time.Hour) }, want: counts{refresh: 1, create: 1}},

		{name: "auth fault 1", then: faultOnce("Server.Session.check_auth.auth_failed"), want: counts{create: 2, refresh: 1}},
		{name: "auth fault 2", then: faultOnce("Client.Session.check_auth.failed_to_process_access_token"), want: counts{create: 2, refresh: 1}},
		{name: "auth fault 3", then: faultOnce("Client.Session.check_auth.failed_to_process_jwt"), want: counts{create: 2, refresh: 1}},
		{name: "auth fault 4", then: faultOnce("Client.check_auth.envelope_missed"), want: counts{create: 2, refresh: 1}},
		{name: "auth fault, refresh refused", then: func(_ *testing.T, b *box) { b.EndSessions() }, err: over, want: counts{create: 1, refresh: 1}},
		{name: "the same with credentials", keep: true, then: func(_ *testing.T, b *box) { b.EndSessions() },
			want: counts{create: 2, refresh: 1, signIn: 1}},
		{name: "auth fault, refresh without an answer", then: func(t *testing.T, b *box) {
			faultOnce("Server.Session.check_auth.auth_failed")(t, b)
			always(refresh, sandbox.Lost)(t, b)
		}, err: noUse(porta.NotSent, porta.Cut), want: counts{create: 1, refresh: 1}},
		{name: "auth fault, login refused", keep: true, then: func(t *testing.T, b *box) {
			b.EndSessions()
			always(signIn, sandbox.Fault("Server.Session.auth_failed"))(t, b)
		}, err: over, want: counts{create: 1, refresh: 1, signIn: 1}},
		{name: "auth fault again", then: always(create, sandbox.Fault("Server.Session.check_auth.auth_failed")), err: over,
			want: counts{create: 2, refresh: 1}},
		{name: "session dies under the call", keep: true,
			then: func(_ *testing.T, b *box) {
				b.Inject(sandbox.Rule{Method: create, Kind: sandbox.DeadSession, Times: 1})
			},
			want: counts{create: 2, refresh: 1, signIn: 1}},

		{name: "not permitted", then: always(create, sandbox.Fault("Server.Account.access_denied")),
			err: refusal(porta.Denied), want: counts{create: 1}},
		{name: "stand-alone", then: always("*/add_*", sandbox.Fault("standalone_mode")),
			err: refusal(porta.ReadOnlyMode), want: counts{create: 1}},
		{name: "secondary site", then: always("*/add_*", sandbox.Fault("secondary_site")),
			err: refusal(porta.ReadOnlyMode), want: counts{create: 1}},
		{name: "read-only", then: always("*/add_*", sandbox.Fault("read_only_mode")),
			err: refusal(porta.ReadOnlyMode), want: counts{create: 1}},
		{name: "idle for a day", o: sandbox.Options{TokenTTL: 96 * time.Hour}, then: func(_ *testing.T, b *box) { b.clock.advance(25 * time.Hour) },
			err: over, want: counts{create: 1, refresh: 1}},
		{name: "the same with credentials", o: sandbox.Options{TokenTTL: 96 * time.Hour}, keep: true,
			then: func(_ *testing.T, b *box) { b.clock.advance(25 * time.Hour) }, want: counts{create: 2, refresh: 1, signIn: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBox(t, tt.o)
			c := b.login(t, tt.keep)
			if tt.then != nil {
				tt.then(t, b)
			}
			before := b.counts()
			_, err := c.Call(t.Context(), create, newAccount(t, "4915100001"))
			var got outcome
			if err != nil {
				got = outcomeOf(t, err)
			}
			if got != tt.err {
				t.Errorf("%v, want %v (%v)", got, tt.err, err)
			}
			if diff := cmp.Diff(tt.want, b.counts().minus(before)); diff != "" {
				t.Errorf("requests: %s", diff)
			}
			if tt.err == over {
				checkOver(t, b, c)
			}
		})
	}
}

const owner = `"i_customer":1002,"i_product":1`

// newAccount is an account of the first retail customer in the sandbox's seed data.
func newAccount(t testing.TB, id string) attr.Value {
	t.Helper()
	return params(t, `{"account_info":{"id":"`+id+`",`+owner+`,"billing_model":1}}`)
}

// checkOver holds that a session which is over for good asks the server no more; one whose new token was refused as
// well may still try.
func checkOver(t *testing.T, b *box, c *porta.Client) {
	t.Helper()
	b.ClearFaults()
	before := b.counts()
	_, err := c.Call(t.Context(), version, attr.Value{})
	if err == nil {
		return // the server has accepted it again
	}
	if got := outcomeOf(t, err); got != (outcome{porta.Auth, porta.NotSent, porta.NoTrouble}) {
		t.Errorf("the next call: %v", got)
	}
	if diff := cmp.Diff(counts{}, b.counts().minus(before)); diff != "" {
		t.Errorf("requests of a session that is over: %s", diff)
	}
}

// The repeated call carries the new token: the sandbox counts the sessions of the calls.
func TestLifeCycleNewBearer(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	c := b.login(t, true)
	b.EndSessions()
	if _, err := c.Call(t.Context(), version, attr.Value{}); err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, r := range b.Requests() {
		if r.Method == version {
			got = append(got, r.Session)
			if r.Carrier != sandbox.CarrierBearer {
				t.Errorf("credentials came by %q", r.Carrier)
			}
		}
		if _, there := r.Header["Idempotency-Key"]; there {
			t.Errorf("%s has an Idempotency-Key", r.Method)
		}
	}
	if diff := cmp.Diff([]int{0, 2}, got); diff != "" {
		t.Errorf("sessions of the calls: %s", diff)
	}
}

// Forty calls over an expiring token, and forty over one that the server has just refused: one refresh each time.
func TestLifeCycleFortyCalls(t *testing.T) {
	for name, end := range map[string]func(*box){
		"in the margin": func(b *box) { b.clock.advance(14*time.Minute + 30*time.Second) },
		"past the end":  func(b *box) { b.clock.advance(16 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t, sandbox.Options{TokenTTL: 15 * time.Minute})
			c := b.login(t, false)
			end(b)
			var wg sync.WaitGroup
			for range 40 {
				wg.Go(func() {
					if _, err := c.Call(t.Context(), version, attr.Value{}); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if diff := cmp.Diff(counts{signIn: 1, refresh: 1, version: 40}, b.counts()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Forty calls over a session that has died: one refresh, which is refused, and one login for all. The calls that
// were under way are refused once, at most as many as may be at once.
func TestLifeCycleFortyCallsOverDeadSession(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	c := b.login(t, true)
	b.EndSessions()
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if _, err := c.Call(t.Context(), version, attr.Value{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := b.counts()
	if n := got[version]; n < 41 || n > 48 {
		t.Errorf("%d calls arrived, want 40 and up to 8 refused", n)
	}
	delete(got, version)
	if diff := cmp.Diff(counts{signIn: 2, refresh: 1}, got); diff != "" {
		t.Error(diff)
	}
}

// Tokens of fifteen minutes: a working day of calls every minute refreshes once in fourteen minutes.
func TestLifeCycleShortTokens(t *testing.T) {
	b := newBox(t, sandbox.Options{TokenTTL: 15 * time.Minute})
	c := b.login(t, false)
	for range 140 {
		b.clock.advance(time.Minute)
		if _, err := c.Call(t.Context(), version, attr.Value{}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(counts{signIn: 1, refresh: 10, version: 140}, b.counts()); diff != "" {
		t.Error(diff)
	}
}

// After a refresh that met no server the token in hand is used, and the next try waits a little.
func TestLifeCycleRefreshRests(t *testing.T) {
	b := newBox(t, sandbox.Options{TokenTTL: 15 * time.Minute})
	c := b.login(t, false)
	b.Inject(sandbox.Rule{Method: refresh, Kind: sandbox.HTML502, Times: 1})
	b.clock.advance(14*time.Minute + time.Second)
	for i, want := range []counts{{refresh: 1, version: 1}, {version: 1}, {refresh: 1, version: 1}} {
		if i == 2 {
			b.clock.advance(11 * time.Second)
		}
		before := b.counts()
		if _, err := c.Call(t.Context(), version, attr.Value{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.counts().minus(before)); diff != "" {
			t.Errorf("call %d: %s", i+1, diff)
		}
	}
}

// Reads go on in the modes in which nothing can be changed, and for a user who may not change anything.
func TestLifeCycleReadsGoOn(t *testing.T) {
	for _, mode := range []string{"standalone", "secondary", "read_only"} {
		b := newBox(t, sandbox.Options{Mode: mode})
		if _, err := b.login(t, false).Call(t.Context(), list, attr.Value{}); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
	}
	b := newBox(t, sandbox.Options{})
	c := login(t, b.server(t), porta.Credentials{Login: sandbox.RestrictedLogin, Token: sandbox.RestrictedToken})
	_, err := c.Call(t.Context(), create, newAccount(t, "4915100002"))
	if got, want := outcomeOf(t, err), refusal(porta.Denied); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := c.Call(t.Context(), list, attr.Value{}); err != nil {
		t.Error(err)
	}
	if n := b.Count(create); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// Faults of the sandbox's own rules: kind, place and text.
func TestLifeCycleOtherFaults(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	c := b.login(t, false)
	for _, tt := range []struct {
		params string
		kind   porta.Kind
		path   string
	}{
		{`{"account_info":{"id":"4915100003",` + owner + `,"bill_status":"O"},"generate_web_password":1}`,
			porta.Invalid, "account_info.billing_model"},
		{`{"account_info":{"id":"4915100003",` + owner + `,"billing_model":"x"}}`, porta.Invalid, "account_info.billing_model"},
		{`{"account_info":{"id":"4915100003",` + owner + `,"billing_model":1,"no_such":1}}`, porta.Invalid, "account_info.no_such"},
	} {
		before := b.counts()
		_, err := c.Call(t.Context(), create, params(t, tt.params))
		e := failed(t, err)
		if e.Kind != tt.kind || e.Path.String() != tt.path || e.Message == "" || e.Delivery != porta.Answered || e.Status != 500 {
			t.Errorf("%s: %v at %q, %q; want %v at %q", tt.params, e, e.Path, e.Message, tt.kind, tt.path)
		}
		if diff := cmp.Diff(counts{create: 1}, b.counts().minus(before)); diff != "" {
			t.Error(diff)
		}
	}
	account := newAccount(t, "4915100004")
	if _, err := c.Call(t.Context(), create, account); err != nil {
		t.Fatal(err)
	}
	_, err := c.Call(t.Context(), create, account)
	if e := failed(t, err); e.Kind != porta.Duplicate || e.Path.String() != "account_info.id" {
		t.Errorf("the same id again: %v at %q", e, e.Path)
	}
}

// Logging out ends the session here whatever the server says.
func TestLifeCycleLogout(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before func(*box)
		err    outcome
	}{
		{"success 1", func(*box) {}, outcome{}},
		{"success 0", (*box).EndSessions, outcome{}},
		{"unreadable token", func(b *box) {
			b.Inject(sandbox.Rule{Method: "Session/logout", Kind: sandbox.Fault("Client.Session.logout.failed_to_process_access_token")})
		}, outcome{}},
		{"answer lost", func(b *box) { b.Inject(sandbox.Rule{Method: "Session/logout", Kind: sandbox.Lost}) },
			noUse(porta.NoAnswer, porta.Cut)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBox(t, sandbox.Options{})
			c := b.login(t, true)
			tt.before(b)
			var got outcome
			if err := c.Logout(t.Context()); err != nil {
				got = outcomeOf(t, err)
			}
			if got != tt.err {
				t.Errorf("%v, want %v", got, tt.err)
			}
			_, err := c.Call(t.Context(), version, attr.Value{})
			if got, want := outcomeOf(t, err), (outcome{porta.Auth, porta.NotSent, porta.NoTrouble}); got != want {
				t.Errorf("a call afterwards: %v, want %v", got, want)
			}
			if diff := cmp.Diff(counts{signIn: 1, "Session/logout": 1}, b.counts()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
