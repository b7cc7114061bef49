package sandbox_test

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

func TestLogin(t *testing.T) {
	w := start(t, sandbox.Options{})
	for _, tt := range []struct{ name, params, code string }{
		{"password", `{"login":"demo","password":"demo-Passw0rd"}`, ""},
		{"token", `{"login":"demo","token":"demo-api-token"}`, ""},
		{"older name", `{"user":"demo","password":"demo-Passw0rd"}`, ""},
		{"domain", `{"login":"demo","password":"demo-Passw0rd","domain":"x"}`, ""},
		{"wrong password", `{"login":"demo","password":"Demo-Passw0rd"}`, "Server.Session.auth_failed"},
		{"wrong token", `{"login":"demo","token":"demo-Passw0rd"}`, "Server.Session.auth_failed"},
		{"token as password", `{"login":"demo","password":"demo-api-token"}`, "Server.Session.auth_failed"},
		{"unknown", `{"login":"nobody","password":"demo-Passw0rd"}`, "Server.Session.auth_failed"},
		{"no login", `{"password":"demo-Passw0rd"}`, "Client.Session.missing.login"},
		{"no secret", `{"login":"demo"}`, "Client.Session.missing.password"},
		{"login no text", `{"login":{"a":1},"password":"x"}`, "Client.Session.wrong_type.login"},
		{"expired password", `{"login":"expired","password":"expired-Passw0rd"}`, "Server.Session.alert_You_must_change_password"},
		{"restricted", `{"login":"restricted","password":"restricted-Passw0rd"}`, ""},
		{"restricted token", `{"login":"restricted","token":"restricted-api-token"}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := w.call("Session/login", tt.params).code(t); got != tt.code {
				t.Errorf("fault %q, want %q", got, tt.code)
			}
		})
	}
}

func TestLoginReply(t *testing.T) {
	c := newClock()
	w := start(t, sandbox.Options{Now: c.now})
	got := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
	for name, form := range map[string]string{
		"session_id":    `^[0-9a-f]{32}$`,
		"refresh_token": `^[0-9a-f]{32}$`,
		"access_token":  `^[\w-]+\.[\w-]+\.[\w-]+$`,
		"expires_at":    `^2026-11-04 09:00:00$`,
		"expires_in":    `^172800$`,
		"mfa_enabled":   `^0$`,
	} {
		if !regexp.MustCompile(form).MatchString(got.Get(name).Text()) {
			t.Errorf("%s is %q, want %s", name, got.Get(name).Text(), form)
		}
	}
	if got.Len() != 6 {
		t.Errorf("%d attributes: %s", got.Len(), got.JSON())
	}
	want := `{"login":"demo","realm":"admin","aud":["portabilling-api","portasip-api","espf-api"],` +
		`"scopes":"portabilling-api portasip-api espf-api","iat":1793610000,"exp":1793782800,"jti":"JTI","i_env":1,"is_super_user":1,"i_user":1}`
	claims := claimsOf(t, got.Get("access_token").Text())
	if diff := cmp.Diff(strings.Replace(want, "JTI", claims.Get("jti").Text(), 1), claims.JSON()); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

// claimsOf reads a token as a public client does: with the standard alphabet of base64, not the one for URLs.
func claimsOf(t *testing.T, token string) attr.Value {
	t.Helper()
	raw, err := base64.RawStdEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	v, err := attr.Parse(raw, attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRefreshRotates(t *testing.T) {
	w := start(t, sandbox.Options{})
	first := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
	old := *w
	old.token = first.Get("access_token").Text()
	second := w.ok("Session/refresh_access_token", `{"refresh_token":"`+first.Get("refresh_token").Text()+`"}`)
	if second.Has("session_id") || second.Get("refresh_token").Text() == first.Get("refresh_token").Text() {
		t.Errorf("refresh: %s", second.JSON())
	}
	next := *w
	next.token = second.Get("access_token").Text()
	if code := old.call("Generic/get_version", `{}`).code(t); code != "Server.Session.check_auth.auth_failed" {
		t.Errorf("old token: %q", code)
	}
	if code := next.call("Generic/get_version", `{}`).code(t); code != "" {
		t.Errorf("new token: %q", code)
	}
	again := w.call("Session/refresh_access_token", `{"refresh_token":"`+first.Get("refresh_token").Text()+`"}`)
	if code := again.code(t); code != "Server.Session.refresh_access_token.refresh_failed" {
		t.Errorf("refresh token used twice: %q", code)
	}
	if code := w.call("Session/refresh_access_token", `{}`).code(t); code != "Client.Session.missing.refresh_token" {
		t.Errorf("no refresh token: %q", code)
	}
	byID := w.post("/rest/Generic/get_version", "application/json", `{"auth_info":{"session_id":"`+first.Get("session_id").Text()+`"}}`)
	if code := byID.code(t); code != "" {
		t.Errorf("session id after a refresh: %q", code)
	}
}

func TestTokensAndSessionsExpire(t *testing.T) {
	c := newClock()
	w := start(t, sandbox.Options{Now: c.now, TokenTTL: 15 * time.Minute, SessionIdle: time.Hour})
	login := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
	in := *w
	in.token = login.Get("access_token").Text()
	sessionID := `{"auth_info":{"session_id":"` + login.Get("session_id").Text() + `"}}`
	refresh := `{"refresh_token":"` + login.Get("refresh_token").Text() + `"}`
	for _, step := range []struct {
		pass           time.Duration
		bearer, byID   string
		ping, describe string
	}{
		{15*time.Minute - time.Second, "", "", `{"user_id":1}`, "before the end"},
		{time.Second, "Client.Session.check_auth.failed_to_process_access_token", "", `{"user_id":0}`, "the token's end"},
		{time.Hour - time.Second, "Client.Session.check_auth.failed_to_process_access_token", "", `{"user_id":0}`, "nearly idle"},
		{time.Hour, "Client.Session.check_auth.failed_to_process_access_token", "Server.Session.check_auth.auth_failed", `{"user_id":0}`, "idle"},
	} {
		c.pass(step.pass)
		if got := in.call("Generic/get_version", `{}`).code(t); got != step.bearer {
			t.Errorf("%s: bearer %q, want %q", step.describe, got, step.bearer)
		}
		if got := w.post("/rest/Generic/get_version", "application/json", sessionID).code(t); got != step.byID {
			t.Errorf("%s: session id %q, want %q", step.describe, got, step.byID)
		}
		if got := string(w.call("Session/ping", `{"access_token":"`+in.token+`"}`).body); got != step.ping {
			t.Errorf("%s: ping %s, want %s", step.describe, got, step.ping)
		}
	}
	if got := w.call("Session/refresh_access_token", refresh).code(t); got != "Server.Session.refresh_access_token.refresh_failed" {
		t.Errorf("refresh of an idle session: %q", got)
	}
}

func TestPingAndLogout(t *testing.T) {
	w := start(t, sandbox.Options{})
	byToken := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
	byID := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
	token := `{"access_token":"` + byToken.Get("access_token").Text() + `"}`
	id := `{"session_id":"` + byID.Get("session_id").Text() + `"}`
	for _, tt := range []struct{ method, params, body, code string }{
		{"ping", token, `{"user_id":1}`, ""},
		{"ping", id, `{"user_id":1}`, ""},
		{"ping", `{"session_id":"00000000000000000000000000000000"}`, `{"user_id":0}`, ""},
		{"ping", `{"access_token":"no token"}`, "", "Client.Session.ping.failed_to_process_access_token"},
		{"ping", `{}`, "", "Client.Session.missing.access_token"},
		{"logout", token, `{"success":1}`, ""},
		{"logout", token, `{"success":0}`, ""},
		{"ping", token, `{"user_id":0}`, ""},
		{"logout", id, `{"success":1}`, ""},
		{"logout", id, `{"success":0}`, ""},
		{"logout", `{"access_token":"no.token"}`, "", "Client.Session.logout.failed_to_process_access_token"},
	} {
		a := w.call("Session/"+tt.method, tt.params)
		if code := a.code(t); code != tt.code || code == "" && string(a.body) != tt.body {
			t.Errorf("%s %.60s: %q %s, want %q %s", tt.method, tt.params, code, a.body, tt.code, tt.body)
		}
	}
	in := *w
	in.token = byToken.Get("access_token").Text()
	if code := in.call("Generic/get_version", `{}`).code(t); code != "Server.Session.check_auth.auth_failed" {
		t.Errorf("call after logout: %q", code)
	}
}

func TestEndSessions(t *testing.T) {
	w := start(t, sandbox.Options{})
	login := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
	in := *w
	in.token = login.Get("access_token").Text()
	w.box.EndSessions()
	if code := in.call("Generic/get_version", `{}`).code(t); code != "Server.Session.check_auth.auth_failed" {
		t.Errorf("token: %q", code)
	}
	refresh := `{"refresh_token":"` + login.Get("refresh_token").Text() + `"}`
	if code := w.call("Session/refresh_access_token", refresh).code(t); code != "Server.Session.refresh_access_token.refresh_failed" {
		t.Errorf("refresh token: %q", code)
	}
}

func TestChangePassword(t *testing.T) {
	w := start(t, sandbox.Options{})
	for _, tt := range []struct{ name, password, next, code string }{
		{"wrong old one", "wrong", "Fresh-Pass1", "Server.Session.auth_failed"},
		{"too short", sandbox.ExpiredPassword, "ab1", "Client.Session.too_short.new_password"},
		{"too long", sandbox.ExpiredPassword, strings.Repeat("ab1", 11), "Client.Session.too_long.new_password"},
		{"no digit", sandbox.ExpiredPassword, "abcdefgh", "Client.Session.weak_password.new_password"},
		{"no letter", sandbox.ExpiredPassword, "12345678", "Client.Session.weak_password.new_password"},
		{"the same", sandbox.ExpiredPassword, sandbox.ExpiredPassword, "Client.Session.same_password.new_password"},
		{"good", sandbox.ExpiredPassword, "Fresh-Pass1", ""},
		{"the old one is gone", sandbox.ExpiredPassword, "Fresh-Pass2", "Server.Session.auth_failed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := w.call("Session/change_password", `{"login":"expired","password":"`+tt.password+`","new_password":"`+tt.next+`"}`)
			if code := a.code(t); code != tt.code || code == "" && string(a.body) != `{"success":1}` {
				t.Errorf("%q %s, want %q", code, a.body, tt.code)
			}
		})
	}
	if code := w.as("expired", "Fresh-Pass1").call("Generic/get_version", `{}`).code(t); code != "" {
		t.Errorf("call after the change: %q", code)
	}
}

func TestBruteForce(t *testing.T) {
	c := newClock()
	w := start(t, sandbox.Options{Now: c.now})
	login := func(password string) string {
		return w.call("Session/login", `{"login":"demo","password":"`+password+`"}`).code(t)
	}
	const failed, blocked = "Server.Session.auth_failed", "Server.Session.cannot_login_brute_force_activity"
	for i, step := range []struct {
		pass     time.Duration
		password string
		want     string
	}{
		{0, "a", failed},
		{0, "b", failed},
		{0, "c", failed},
		{0, "d", failed}, // more than three: blocked from here on
		{0, "e", blocked},
		{4 * time.Second, sandbox.DemoPassword, blocked},
		{time.Second, "f", failed},
		{time.Second, sandbox.DemoPassword, blocked},
		{4 * time.Second, sandbox.DemoPassword, ""},
		{0, "g", failed}, // counted anew
		{0, sandbox.DemoPassword, ""},
	} {
		c.pass(step.pass)
		if got := login(step.password); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
	other := w.call("Session/login", `{"login":"restricted","password":"restricted-Passw0rd"}`)
	if code := other.code(t); code != "" {
		t.Errorf("another login: %q", code)
	}
}
