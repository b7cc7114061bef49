package porta_test

import (
	"net/http"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

// What something in between says of the session leads to no second write: it may say so after it has passed the first one on.
func TestNoSecondWriteForAGatewaysSession(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		times  int
		want   outcome
	}{
		{"PortaBilling's own", fault("Server.Session.check_auth.auth_failed"), 2, refusal(porta.Auth)},
		{"a page", html(401), 1, noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"JSON without a code", answer(401, `{"message":"Unauthorized"}`), 1, noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"another's code", answer(401, `{"faultcode":"check_auth","faultstring":"Session expired"}`), 1, outcome{porta.Auth, porta.NoAnswer, porta.NoTrouble}},
		{"the code under another status", answer(401, `{"faultcode":"Server.Session.check_auth.auth_failed"}`), 1, outcome{porta.Auth, porta.NoAnswer, porta.NoTrouble}},
		{"the code of another method", fault("Server.Session.refresh_access_token.refresh_failed"), 1, refusal(porta.Auth)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			f.on("Session/refresh_access_token", answer(200, loginReply("token-2")))
			f.on(create, tt.answer)
			_, err := f.login(t, porta.Options{}).Call(t.Context(), create, attr.Value{})
			if got := outcomeOf(t, err); got != tt.want || f.count(create) != tt.times {
				t.Errorf("%v after %d requests, want %v after %d", got, f.count(create), tt.want, tt.times)
			}
		})
	}
}

// A method that reads by its name and changes something all the same is a write in each respect: what a gateway says of it proves nothing, and leads to no
// second one.
func TestWriteThatReadsByItsName(t *testing.T) {
	const next = "Thing/get_next"
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   outcome
	}{
		{"another's code", answer(401, `{"faultcode":"check_auth","faultstring":"Session expired"}`), outcome{porta.Auth, porta.NoAnswer, porta.NoTrouble}},
		{"accepted", answer(202, `{"i_thing":1}`), noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"no content", answer(204, ``), noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"null", answer(200, `null`), noUse(porta.NoAnswer, porta.Malformed)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			f.on("Session/refresh_access_token", answer(200, loginReply("token-2")))
			f.on(next, tt.answer)
			_, err := f.login(t, porta.Options{}).CallAfter(t.Context(), next, attr.Value{}, nil)
			if err == nil {
				t.Fatal("it is taken for done")
			}
			if got := outcomeOf(t, err); got != tt.want || f.count(next) != 1 {
				t.Errorf("%v after %d requests, want %v after 1", got, f.count(next), tt.want)
			}
		})
	}
}

// A refresh that broke down says nothing of the session, which goes on; one that is refused ends it.
func TestRefreshThatBreaksDown(t *testing.T) {
	for _, tt := range []struct {
		code  string
		alive bool
	}{{"pb_delta.connection_failed", true}, {"Server.Session.internal_error", true}, {"Server.Session.refresh_access_token.refresh_failed", false}} {
		b := newBox(t, sandbox.Options{})
		c := b.login(t, false)
		b.Inject(sandbox.Rule{Method: create, Kind: sandbox.Fault("Server.Session.check_auth.auth_failed"), Times: 1})
		b.Inject(sandbox.Rule{Method: "Session/refresh_access_token", Kind: sandbox.Fault(tt.code), Times: 1})
		if _, err := c.Call(t.Context(), create, attr.Value{}); err == nil {
			t.Fatalf("%s: it was answered", tt.code)
		}
		_, err := c.Call(t.Context(), "Generic/get_version", attr.Value{})
		if (err == nil) != tt.alive {
			t.Errorf("%s: %v", tt.code, err)
		}
	}
}

// A new password is in force when PortaBilling says so, and else nobody knows.
func TestChangedPasswordIsProven(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   outcome
	}{
		{"success", answer(200, `{"success":1}`), outcome{}},
		{"refused", answer(200, `{"success":0,"errors":{"new_password":"Too short."}}`), refusal(porta.Invalid)},
		{"nothing", answer(200, ``), noUse(porta.NoAnswer, porta.Unproven)},
		{"an empty object", answer(200, `{}`), noUse(porta.NoAnswer, porta.Unproven)},
		{"no content", answer(204, ``), noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"a proxy", html(408), noUse(porta.NoAnswer, porta.NotPortaBilling)},
	} {
		f := newFake(t)
		f.on("Session/change_password", tt.answer)
		err := f.server(t, porta.Options{}).ChangePassword(t.Context(), "anna", "old", "new")
		if got := (outcome{}); err != nil {
			got = outcomeOf(t, err)
			if got != tt.want {
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
			}
		} else if tt.want != got {
			t.Errorf("%s: it is changed, want %v", tt.name, tt.want)
		}
	}
}
