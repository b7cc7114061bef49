package porta

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
)

func parsed(t testing.TB, s string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(s), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFaults(t *testing.T) {
	customer := `{"customer_info":{"name":"a","login":"b"}}`
	account := `{"account_info":{"id":"1","login":"b","phones":["1"]},"generate_web_password":1}`
	for _, tt := range []struct {
		code, params string
		kind         Kind
		path         string
	}{
		{"Server.Session.auth_failed", `{}`, BadLogin, ""},
		{"Server.Session.cannot_login_brute_force_activity", `{}`, Throttled, ""},
		{"Server.Session.alert_You_must_change_password", `{}`, PasswordExpired, ""},
		{"Server.Session.check_auth.auth_failed", `{}`, Auth, ""},
		{"Client.Session.check_auth.auth_failed", `{}`, Auth, ""},
		{"Client.Session.check_auth.failed_to_process_access_token", `{}`, Auth, ""},
		{"Client.Session.check_auth.failed_to_process_jwt", `{}`, Auth, ""},
		{"Client.check_auth.envelope_missed", `{}`, Auth, ""},
		{"Server.Session.check_auth.something_new", `{}`, Auth, ""},
		{"Server.Session.refresh_access_token.refresh_failed", `{"refresh_token":"x"}`, Auth, ""},
		{"Client.Session.ping.failed_to_process_access_token", `{"access_token":"x"}`, Auth, ""},
		{"Client.Session.logout.failed_to_process_access_token", `{"access_token":"x"}`, Auth, ""},
		{"Server.Customer.duplicate_id", customer, Duplicate, "customer_info.name"},
		{"Client.Customer.duplicate_id", customer, Duplicate, "customer_info.name"},
		{"Server.Customer.duplicate_login", customer, Duplicate, "customer_info.login"},
		{"Server.Account.duplicate_id", account, Duplicate, "account_info.id"},
		{"Client.Account.duplicate_login", account, Duplicate, "account_info.login"},
		{"Server.Account.duplicate_id", `{"id":"1","i_account":2}`, Duplicate, "id"},
		{"Server.Account.duplicate_id", `{"i_account":2}`, Duplicate, ""},
		{"Client.Customer.too_short.customer_info.login", customer, Invalid, "customer_info.login"},
		{"Server.Customer.too_short.customer_info.login", customer, Invalid, "customer_info.login"},
		{"Client.Account.too_short.account_info.login", `{}`, Invalid, "account_info.login"},
		{"Client.Account.missing.account_info.billing_model", account, Invalid, "account_info.billing_model"},
		{"Client.Account.wrong_type.generate_web_password", account, Invalid, "generate_web_password"},
		{"Client.Account.unknown.account_info.phones.0", account, Invalid, "account_info.phones.0"},
		{"Client.Account.out_of_range.limit", `{}`, Invalid, "limit"},
		{"Client.Account.add_account.never_heard_of.account_info.id", account, Invalid, "account_info.id"},
		{"Client.Session.same_password.new_password", `{"login":"a","new_password":"b"}`, Invalid, "new_password"},
		{"Client.Account.unknown_method", account, Invalid, ""},
		{"Server.Customer.Ext_HG_number_already_in_use", customer, Duplicate, ""},
		{"Client.Customer.Ext_HG_number_already_in_use", customer, Duplicate, ""},
		{"Server.CDR.forbidden_account_access", `{}`, Denied, ""},
		{"Server.Customer.access_denied", `{}`, Denied, ""},
		{"Server.Account.unified_messaging_disabled", `{}`, Denied, ""},
		{"Server.CDR.xdr_not_found", `{}`, NotFound, ""},
		{"Server.CDR.invalid_call_recording_id", `{}`, NotFound, ""},
		{"Server.CDR.transcription_not_found", `{}`, NotFound, ""},
		{"Server.Customer.i_customer_not_found", `{"i_customer":1}`, NotFound, ""},
		{"Server.AccessControl.empty_rec_and_bcc", `{}`, Invalid, ""},
		{"standalone_mode", `{}`, ReadOnlyMode, ""},
		{"secondary_site", `{}`, ReadOnlyMode, ""},
		{"read_only_mode", `{}`, ReadOnlyMode, ""},
		{"pb_delta.connection_failed", `{}`, Unavailable, ""},
		{"Server.Account.odd", account, Unknown, ""},
		{"Client.Account.odd", account, Invalid, ""},
		{"odd", `{}`, Unknown, ""},
		{"..", `{}`, Unknown, ""},
	} {
		p := parsed(t, tt.params)
		v := attr.ObjectValue(attr.M("faultcode", attr.TextValue(tt.code)), attr.M("faultstring", attr.TextValue("Text.")))
		e := readFault(v, p)
		if e == nil || e.Kind != tt.kind || e.Path.String() != tt.path || e.Code != tt.code || e.Message != "Text." {
			t.Errorf("%s for %s: %+v; want %v at %q", tt.code, tt.params, e, tt.kind, tt.path)
		}
	}
}

func TestNoFault(t *testing.T) {
	for _, s := range []string{`{}`, `[]`, `null`, `{"faultcode":""}`, `{"faultcode":null}`, `{"faultcode":5}`, `{"faultstring":"x"}`} {
		if e := readFault(parsed(t, s), attr.Value{}); e != nil {
			t.Errorf("%s: %+v", s, e)
		}
	}
}

func TestSoftFailures(t *testing.T) {
	for _, tt := range []struct {
		answer string
		want   *Error
	}{
		{`{}`, nil},
		{`{"success":1}`, nil},
		{`{"success":"1"}`, nil},
		{`{"success":null}`, nil},
		{`{"success":0}`, &Error{Kind: Invalid}},
		{`{"success":"0","errors":[]}`, &Error{Kind: Invalid}},
		{`{"success":0,"errors":{"new_password":"Too short.","a.b":"Odd.","c":1}}`, &Error{
			Kind: Invalid, Message: "Too short. Odd.", Path: attr.Path{"new_password"},
			Fields: []Field{{attr.Path{"new_password"}, "Too short."}, {attr.Path{"a", "b"}, "Odd."}},
		}},
	} {
		if diff := cmp.Diff(tt.want, readSoftFailure(parsed(t, tt.answer)), cmp.AllowUnexported(Error{})); diff != "" {
			t.Errorf("%s: %s", tt.answer, diff)
		}
	}
}

func TestClaims(t *testing.T) {
	at := time.Date(2026, 3, 4, 10, 15, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, token string
		want        claims
	}{
		{"all", "e30.eyJleHAiOjE3NzI2MTkzMDAsInJlYWxtIjoiYWRtaW4ifQ.c2ln", claims{expires: at, realm: "admin"}},
		{"padded", "e30.eyJleHAiOjE3NzI2MTkzMDAsInJlYWxtIjoiYWRtaW4ifQ==.c2ln", claims{expires: at, realm: "admin"}},
		{"accounts", "e30.eyJyZWFsbSI6ImFjY291bnRzIn0.c2ln", claims{realm: "account"}},
		{"exp as text", "e30.eyJleHAiOiIxNzcyNjE5MzAwIn0.c2ln", claims{expires: at}},
		{"exp out of the world", "e30.eyJleHAiOjkyMjMzNzIwMzY4NTQ3NzU4MDd9.c2ln", claims{}},
		{"realm no word", "e30.eyJyZWFsbSI6ImEgYiJ9.c2ln", claims{}},
		{"super-user", "e30.eyJyZWFsbSI6ImFkbWluIiwiaXNfc3VwZXJfdXNlciI6MX0.c2ln", claims{realm: "admin", super: true}},
		{"no super-user", "e30.eyJyZWFsbSI6ImFkbWluIiwiaXNfc3VwZXJfdXNlciI6MH0.c2ln", claims{realm: "admin"}},
		{"super-user of another realm", "e30.eyJyZWFsbSI6ImFjY291bnRzIiwiaXNfc3VwZXJfdXNlciI6MX0.c2ln", claims{realm: "account"}},
		{"super-user of no realm", "e30.eyJpc19zdXBlcl91c2VyIjoxfQ.c2ln", claims{}},
		{"super-user by a word", "e30.eyJyZWFsbSI6ImFkbWluIiwiaXNfc3VwZXJfdXNlciI6InllcyJ9.c2ln", claims{realm: "admin"}},
		{"opaque", "0123456789abcdef", claims{}},
		{"no base64", "a.!.c", claims{}},
		{"no JSON", "e30.e30e30.c2ln", claims{}},
	} {
		if got := readClaims(tt.token); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestLifetime(t *testing.T) {
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	token := `"access_token":"e30.eyJleHAiOjE3NzI2MTkzMDAsInJlYWxtIjoiYWRtaW4ifQ.c2ln"` // 10:15
	for _, tt := range []struct {
		name, reply     string
		expires, margin time.Duration // from now; 0 = unknown
	}{
		{"expires_in first", `{` + token + `,"expires_in":600,"expires_at":"2026-03-04 12:00:00"}`, 10 * time.Minute, time.Minute},
		{"as text", `{"access_token":"x","expires_in":"600"}`, 10 * time.Minute, time.Minute},
		{"expires_at next", `{` + token + `,"expires_at":"2026-03-04 12:00:00"}`, 2 * time.Hour, time.Minute},
		{"token last", `{` + token + `}`, 15 * time.Minute, time.Minute},
		{"broken expires_at", `{` + token + `,"expires_at":"soon"}`, 15 * time.Minute, time.Minute},
		{"a quarter", `{"access_token":"x","expires_in":60}`, time.Minute, 15 * time.Second},
		{"two days", `{"access_token":"x","expires_in":172800}`, 48 * time.Hour, time.Minute},
		{"unknown", `{"access_token":"x"}`, 0, 0},
		{"over on arrival", `{"access_token":"x","expires_at":"2026-03-04 09:59:59"}`, 0, 0},
		{"negative", `{"access_token":"x","expires_in":-5}`, 0, 0},
	} {
		s, ok := session{}.merged(parsed(t, tt.reply), now)
		if !ok {
			t.Fatalf("%s: no session", tt.name)
		}
		want := time.Time{}
		if tt.expires != 0 {
			want = now.Add(tt.expires)
		}
		if !s.expires.Equal(want) || s.margin != tt.margin {
			t.Errorf("%s: expires %v, margin %v; want %v, %v", tt.name, s.expires, s.margin, want, tt.margin)
		}
		edge := want.Add(-tt.margin)
		if known := tt.expires != 0; s.due(edge) != known || s.due(edge.Add(-1)) || s.expired(want) != known || s.expired(want.Add(-1)) {
			t.Errorf("%s: due %v %v, expired %v %v", tt.name, s.due(edge), s.due(edge.Add(-1)), s.expired(want), s.expired(want.Add(-1)))
		}
	}
}

func TestMerged(t *testing.T) {
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	old := session{access: "a1", refresh: "r1", realm: "admin", expires: now.Add(time.Hour), margin: time.Minute}
	for _, tt := range []struct {
		reply string
		want  session
		ok    bool
	}{
		{`{"access_token":"a2"}`, session{access: "a2", refresh: "r1", realm: "admin"}, true},
		{`{"access_token":"a2","refresh_token":"r2","expires_in":40}`,
			session{access: "a2", refresh: "r2", realm: "admin", expires: now.Add(40 * time.Second), margin: 10 * time.Second}, true},
		{`{"access_token":"a2","refresh_token":null}`, session{access: "a2", refresh: "r1", realm: "admin"}, true},
		{`{"refresh_token":"r2"}`, session{}, false},
		{`{"access_token":""}`, session{}, false},
		{`{"access_token":5}`, session{}, false},
	} {
		if got, ok := old.merged(parsed(t, tt.reply), now); got != tt.want || ok != tt.ok {
			t.Errorf("%s: %+v, %v; want %+v, %v", tt.reply, got, ok, tt.want, tt.ok)
		}
	}
}

func TestPauses(t *testing.T) {
	for n, low := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond} {
		for range 100 {
			if got := pauseBefore(n); got < low || got >= 2*low {
				t.Fatalf("pause %d is %v, want %v to %v", n, got, low, 2*low)
			}
		}
	}
}
