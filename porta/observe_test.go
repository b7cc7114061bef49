package porta_test

import (
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

func TestObserver(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	c := b.login(t, false)
	var seen []porta.Observed
	ctx := porta.WithObserver(t.Context(), func(o porta.Observed) { seen = append(seen, o) })
	for _, tt := range []struct {
		name     string
		rule     sandbox.Rule
		method   string
		params   string
		attempts int
		code     string
		size     bool
	}{
		{"answered", sandbox.Rule{}, list, `{"limit":1}`, 1, "", true},
		{"refused", sandbox.Rule{Kind: sandbox.Fault("Server.Customer.x")}, list, `{}`, 1, "Server.Customer.x", true},
		{"repeated", sandbox.Rule{Kind: sandbox.Drop, Times: 1}, list, `{}`, 2, "", true},
		{"session over", sandbox.Rule{Kind: sandbox.DeadSession, Times: 1}, list, `{}`, 1, "Server.Session.check_auth.auth_failed", true},
		{"never left", sandbox.Rule{}, "no method", `{}`, 0, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			seen = nil
			b.ClearFaults()
			if tt.rule.Kind != "" {
				tt.rule.Method = tt.method
				b.Inject(tt.rule)
			}
			_, err := c.Call(ctx, tt.method, params(t, tt.params))
			if tt.attempts == 0 {
				if len(seen) != 0 || err == nil {
					t.Errorf("%+v, %v", seen, err)
				}
				return
			}
			if len(seen) != 1 {
				t.Fatalf("%d calls were seen, want 1", len(seen))
			}
			o := seen[0]
			code := ""
			if o.Err != nil {
				code = o.Err.Code
			}
			if o.Method != tt.method || o.Params.JSON() != tt.params || o.Attempts < tt.attempts || code != tt.code || (o.Size > 0) != tt.size || (err != nil) != (code != "") {
				t.Errorf("%+v, %v", o, err)
			}
			if o.Begun.IsZero() || o.Took <= 0 {
				t.Errorf("it began at %v and took %v", o.Begun, o.Took)
			}
		})
	}
}

func TestObserverOfDownloads(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	c := b.login(t, false)
	var seen []porta.Observed
	ctx := porta.WithObserver(t.Context(), func(o porta.Observed) { seen = append(seen, o) })
	_, err := c.Download(ctx, "CDR/get_call_recording", attr.ObjectValue(attr.M("i_xdr", attr.IntValue(1))))
	if err == nil || len(seen) != 1 || seen[0].Err == nil || seen[0].Method != "CDR/get_call_recording" || seen[0].Attempts != 1 {
		t.Errorf("%+v, %v", seen, err)
	}
}

// Who is a super-user is told by the token, also after a restart and a renewal.
func TestSuperUser(t *testing.T) {
	b := newBox(t, sandbox.Options{TokenTTL: time.Hour})
	demo := b.login(t, false)
	restricted := login(t, b.server(t), porta.Credentials{Login: sandbox.RestrictedLogin, Token: sandbox.RestrictedToken})
	if !demo.SuperUser() || restricted.SuperUser() {
		t.Errorf("demo %v, restricted %v", demo.SuperUser(), restricted.SuperUser())
	}
	again := restored(t, b.directory, demo.Snapshot())
	b.clock.advance(time.Hour - 30*time.Second) // in the margin: it is renewed
	if _, err := again.Call(t.Context(), version, attr.Value{}); err != nil || !again.SuperUser() {
		t.Errorf("restored: %v, %v", again.SuperUser(), err)
	}
	if restored(t, b.directory, restricted.Snapshot()).SuperUser() {
		t.Error("restoring makes a super-user")
	}
}
