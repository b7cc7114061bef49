package porta

import (
	"net/http"
	"testing"

	"portaconsole/porta/attr"
)

const aWrite, aRead = "Account/make_transaction", "Account/get_account_list"

func decoded(method string, status int, kind, body string) (attr.Value, *Error) {
	return decode(request{method: method, reads: ReadOnly(method)}, status, http.Header{"Content-Type": {kind}}, []byte(body))
}

// No status proves that a write was not done, and only 200 that it may have been answered by PortaBilling.
func TestNoStatusProvesThatNothingWasDone(t *testing.T) {
	for status := 200; status <= 599; status++ {
		for _, body := range []struct {
			name, kind, text string
			good             bool // with status 200
		}{
			{"nothing", "", "", true},
			{"a page", "text/html", "<html>Request Timeout</html>", false},
			{"plain text", "text/plain", "stream timeout", false},
			{"an object", "application/json", `{"message":"Unauthorized"}`, true},
			{"null", "application/json", `null`, false},
			{"a list", "application/json", `[]`, false},
			{"a fault of another kind", "application/json", `{"fault":{"faultstring":"x","detail":{"errorcode":"y"}}}`, true},
			{"no code", "application/json", `{"faultcode":"","faultstring":"x"}`, true},
			{"a gateway's code", "application/json", `{"faultcode":"504","faultstring":"x"}`, false},
			{"SOAP", "application/json", `{"faultcode":"SOAP-ENV:Server","faultstring":"x"}`, false},
		} {
			v, e := decoded(aWrite, status, body.kind, body.text)
			switch {
			case e == nil && (status != http.StatusOK || !body.good || v.Kind() != attr.Object):
				t.Errorf("%d with %s is a success: %s", status, body.name, v.JSON())
			case e != nil && (e.Delivery != NoAnswer || e.Status != status || status == http.StatusOK && body.good):
				t.Errorf("%d with %s: %v", status, body.name, e)
			}
		}
	}
}

// A soft failure is PortaBilling's word under its own status alone.
func TestSoftFailureProves(t *testing.T) {
	for _, tt := range []struct {
		status int
		want   Delivery
	}{{200, Answered}, {202, NoAnswer}, {207, NoAnswer}, {403, NoAnswer}, {500, NoAnswer}} {
		if _, e := decoded(aWrite, tt.status, "application/json", `{"success":0}`); e == nil || e.Delivery != tt.want {
			t.Errorf("%d: %v, want %v", tt.status, e, tt.want)
		}
	}
}

// Which faults prove that nothing was done.
func TestFaultsThatProve(t *testing.T) {
	for _, tt := range []struct {
		code string
		want Delivery
	}{
		{"Server.Account.duplicate_id", Answered},
		{"Client.Account.too_short.account_info.login", Answered},
		{"Client.check_auth.envelope_missed", Answered},
		{"Server.Session.check_auth.auth_failed", Answered},
		{"Server.Account.never_heard_of", Answered},
		{"standalone_mode", Answered},
		{"secondary_site", Answered},
		{"read_only_mode", Answered},
		// Of these nobody knows how far the work had come.
		{"pb_delta.connection_failed", NoAnswer},
		{"Server.Account.internal_error", NoAnswer},
		{"Server.Account.add_account.db_connection_failed", NoAnswer},
		{"Server.Customer.payment_system_timeout", NoAnswer},
		{"Server.Customer.request_timed_out", NoAnswer},
		// These are of somebody else's making.
		{"auth_failed", NoAnswer},
		{"Session.check_auth.auth_failed", NoAnswer},
		{"Server", NoAnswer},
		{"Server.", NoAnswer},
		{"Server.Processing", NoAnswer},
		{"Client.Authentication", NoAnswer},
		{"Server..x", NoAnswer},
		{"Server.Account. x", NoAnswer},
		{"soap:Server.Account.x", NoAnswer},
		{"server.account.x", NoAnswer},
		{"504", NoAnswer},
	} {
		for _, status := range []int{200, 201, 400, 401, 403, 409, 429, 499, 500, 502, 503, 504} {
			_, e := decoded(aWrite, status, "application/json", `{"faultcode":"`+tt.code+`","faultstring":"Text."}`)
			want := tt.want
			if status != 200 && status != 500 { // PortaBilling knows no other
				want = NoAnswer
			}
			if e == nil || e.Code != tt.code || e.Message != "Text." || e.Delivery != want || e.Trouble != NoTrouble {
				t.Errorf("%s with %d: %+v, want %v", tt.code, status, e, want)
			}
		}
	}
}

// A reading is content with any status of success, and with null.
func TestReadingIsLenient(t *testing.T) {
	for _, status := range []int{200, 203, 204} {
		for _, body := range []string{"", "null", "{}"} {
			if v, e := decoded(aRead, status, "application/json", body); e != nil || v.Kind() != attr.Object || v.Len() != 0 {
				t.Errorf("%d with %q: %s, %v", status, body, v.JSON(), e)
			}
		}
	}
}
