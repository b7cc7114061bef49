package sandbox_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

func TestAddresses(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3}).demo()
	const jsonOK = jsonType
	for _, tt := range []struct {
		verb, path  string
		status      int
		contentType string
		code        string
	}{
		{"POST", "/rest/Generic/get_version", 200, jsonOK, ""},
		{"POST", "/rest/Generic/get_version/", 200, jsonOK, ""},
		{"POST", "/rest//Generic/get_version", 200, jsonOK, ""},
		{"POST", "//rest///Generic//get_version//", 200, jsonOK, ""},
		{"POST", "/rest/Generic/get_versions", 500, jsonOK, "Client.Generic.unknown_method"},
		{"POST", "/rest/generic/get_version", 500, jsonOK, "Client.generic.unknown_method"},
		{"POST", "/rest/Generic", 404, "text/html; charset=iso-8859-1", ""},
		{"POST", "/rest/Generic/get_version/more", 404, "text/html; charset=iso-8859-1", ""},
		{"POST", "/rest/Generic/get.version", 404, "text/html; charset=iso-8859-1", ""},
		{"POST", "/soap/Generic/get_version", 404, "text/html; charset=iso-8859-1", ""},
		{"GET", "/rest/Generic/get_version", 405, "text/html; charset=iso-8859-1", ""},
		{"PUT", "/rest/Generic/get_version", 405, "text/html; charset=iso-8859-1", ""},
		{"GET", "/", 404, "text/html; charset=iso-8859-1", ""},
	} {
		t.Run(tt.verb+" "+tt.path, func(t *testing.T) {
			req, err := http.NewRequestWithContext(context.Background(), tt.verb, w.base+tt.path, strings.NewReader(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+w.token)
			res, err := w.http.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != tt.status || res.Header.Get("Content-Type") != tt.contentType {
				t.Errorf("%d %s: %s", res.StatusCode, res.Header.Get("Content-Type"), body)
			}
			if tt.code != "" {
				if code := (answer{res.StatusCode, res.Header, body}).code(t); code != tt.code {
					t.Errorf("fault %q, want %q", code, tt.code)
				}
			}
		})
	}
}

// TestBodies sends one request in every form that the API takes, and in some that it does not.
func TestBodies(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 30})
	sessionID := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`).Get("session_id").Text()
	auth, params := `{"session_id":"`+sessionID+`"}`, `{"limit":"2","offset":0}`
	multi := func(fields ...string) (string, string) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for i := 0; i < len(fields); i += 2 {
			part, err := m.CreateFormField(fields[i])
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(part, fields[i+1])
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		return m.FormDataContentType(), b.String()
	}
	form := func(fields ...string) string {
		v := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			v.Set(fields[i], fields[i+1])
		}
		return v.Encode()
	}
	multiType, multiBody := multi("auth_info", auth, "params", params, "file", "a,b\n1,2\n")
	bareType, bareBody := multi("auth_info", auth)
	const urlencoded = "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		name, contentType, body string
		rows                    int
		code                    string
	}{
		{"JSON", "application/json", `{"auth_info":` + auth + `,"params":` + params + `}`, 2, ""},
		{"JSON, spelled out", "application/json;charset=UTF-8", `{"params":` + params + `,"auth_info":` + auth + `}`, 2, ""},
		{"JSON without params", "application/json", `{"auth_info":` + auth + `}`, 30, ""},
		{"params null", "application/json", `{"auth_info":` + auth + `,"params":null}`, 30, ""},
		{"JSON without a type", "", `{"auth_info":` + auth + `,"params":` + params + `}`, 2, ""},
		{"JSON under the form's type", urlencoded, `{"auth_info":` + auth + `,"params":` + params + `}`, 2, ""},
		{"form", urlencoded, form("auth_info", auth, "params", params), 2, ""},
		{"form without params", urlencoded, form("auth_info", auth), 30, ""},
		{"multipart with a file", multiType, multiBody, 2, ""},
		{"multipart without params", bareType, bareBody, 30, ""},
		{"params an array", "application/json", `{"auth_info":` + auth + `,"params":[]}`, 0, "Client.Customer.malformed_request"},
		{"not JSON", "application/json", `{"params":`, 0, "Client.Customer.malformed_request"},
		{"a text", "application/json", `"hello"`, 0, "Client.Customer.malformed_request"},
		{"form with broken JSON", urlencoded, form("auth_info", auth, "params", "{"), 0, "Client.Customer.malformed_request"},
		{"broken form", urlencoded, "auth_info=%zz", 0, "Client.Customer.malformed_request"},
		{"broken multipart", "multipart/form-data; boundary=x", "--x\r\nno header\r\n\r\nx\r\n--x--", 0, "Client.Customer.malformed_request"},
		{"too deep", "application/json", strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), 0, "Client.Customer.malformed_request"},
		{"empty", "application/json", ``, 0, "Client.check_auth.envelope_missed"},
		{"empty object", "application/json", `{}`, 0, "Client.check_auth.envelope_missed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := w.post("/rest/Customer/get_customer_list", tt.contentType, tt.body)
			if code := a.code(t); code != tt.code {
				t.Fatalf("fault %q, want %q: %s", code, tt.code, a.body)
			}
			if tt.code == "" && a.tree(t).Get("customer_list").Len() != tt.rows {
				t.Errorf("%d rows, want %d", a.tree(t).Get("customer_list").Len(), tt.rows)
			}
		})
	}
	a, err := w.tryPost("/rest/Customer/get_customer_list", "application/json", `{"params":{"name":"`+strings.Repeat("x", 16<<20)+`"}}`)
	if err != nil || a.status != http.StatusRequestEntityTooLarge || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("17 MB: %d %v", a.status, err)
	}
}

// TestLegacyPath: scripts for old releases have everything in the address.
func TestLegacyPath(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 30})
	esc := url.PathEscape
	get := func(path string) answer {
		t.Helper()
		res, err := w.http.Get(w.base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer{res.StatusCode, res.Header, body}
	}
	const secret = `{"login":"demo","password":"demo-Passw0rd"}`
	for _, path := range []string{"/rest/Session/login/{}/" + esc(secret), "/rest/Session/login//" + esc(secret), "/rest/Session/login/" + esc(secret)} {
		id := get(path).tree(t).Get("session_id").Text()
		list := get("/rest/Customer/get_customer_list/" + esc(`{"session_id":"`+id+`"}`) + "/" + esc(`{"limit":"3","name":"%/%"}`))
		if code := list.code(t); code != "" || list.tree(t).Get("customer_list").Len() != 0 {
			t.Errorf("%s: %q %s", path, code, list.body)
		}
		all := w.post("/rest/Customer/get_customer_list/"+esc(`{"session_id":"`+id+`"}`), "", "")
		if code := all.code(t); code != "" || all.tree(t).Get("customer_list").Len() != 30 {
			t.Errorf("%s: without parameters: %q", path, code)
		}
	}
}

func TestCredentials(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3})
	login := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
	token, id := login.Get("access_token").Text(), login.Get("session_id").Text()
	forged := token[:len(token)-8] + "AAAAAAAA"
	const (
		missed   = "Client.check_auth.envelope_missed"
		badToken = "Client.Session.check_auth.failed_to_process_access_token"
		gone     = "Server.Session.check_auth.auth_failed"
	)
	for _, tt := range []struct {
		name, header, auth string
		carrier            sandbox.Carrier
		session            int
		code               string
	}{
		{"bearer", "Bearer " + token, "", "bearer", 1, ""},
		{"bearer in lower case", "bearer " + token, "", "bearer", 1, ""},
		{"access_token", "", `{"access_token":"` + token + `"}`, "access_token", 1, ""},
		{"session_id", "", `{"session_id":"` + id + `"}`, "session_id", 1, ""},
		{"login and password", "", `{"login":"demo","password":"demo-Passw0rd"}`, "login", 0, ""},
		{"login and token", "", `{"login":"demo","token":"demo-api-token"}`, "login", 0, ""},
		{"other scheme beside a session", "Basic eDp5", `{"session_id":"` + id + `"}`, "session_id", 1, ""},
		{"header goes first", "Bearer " + forged, `{"session_id":"` + id + `"}`, "bearer", 0, badToken},
		{"none", "", "", "", 0, missed},
		{"empty bearer", "Bearer ", "", "", 0, missed},
		{"empty auth_info", "", `{"session_id":""}`, "", 0, missed},
		{"no token", "Bearer hello", "", "bearer", 0, badToken},
		{"forged signature", "Bearer " + forged, "", "bearer", 0, badToken},
		{"unknown session", "", `{"session_id":"00000000000000000000000000000000"}`, "session_id", 0, gone},
		{"session as token", "", `{"access_token":"` + id + `"}`, "access_token", 0, badToken},
		{"wrong password", "", `{"login":"demo","password":"x"}`, "login", 0, "Server.Session.auth_failed"},
		{"password must be changed", "", `{"login":"expired","password":"expired-Passw0rd"}`, "login", 0, "Server.Session.alert_You_must_change_password"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := `{"params":{}}`
			if tt.auth != "" {
				body = `{"auth_info":` + tt.auth + `,"params":{}}`
			}
			a := w.post("/rest/Generic/get_version", "application/json", body, "Authorization", tt.header)
			if code := a.code(t); code != tt.code {
				t.Errorf("fault %q, want %q", code, tt.code)
			}
			seen := w.box.Requests()
			last := seen[len(seen)-1]
			if last.Carrier != tt.carrier || last.Session != tt.session {
				t.Errorf("logged as carrier %q, session %d; want %q, %d", last.Carrier, last.Session, tt.carrier, tt.session)
			}
		})
	}
}

// TestForeignClients plays what public clients are known to do.
func TestForeignClients(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 30})
	stale := *w
	stale.token = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2ln"
	login := stale.ok("Session/login", `{"login":"demo","password":"demo-Passw0rd"}`) // a dead bearer is sent along with the login
	for _, call := range []struct{ method, params string }{
		{"Session/ping", `{"access_token":"` + login.Get("access_token").Text() + `"}`},
		{"Session/refresh_access_token", `{"refresh_token":"` + login.Get("refresh_token").Text() + `"}`},
		{"Session/logout", `{"session_id":"` + login.Get("session_id").Text() + `"}`},
		{"Session/change_password", `{"login":"expired","password":"expired-Passw0rd","new_password":"Fresh-Pass1"}`},
	} {
		if code := stale.call(call.method, call.params).code(t); code != "" {
			t.Errorf("%s with a stale bearer: %q", call.method, code)
		}
	}
	// a script: form fields, an empty session at the login, empty texts for filters that are not meant, numbers as texts
	form := func(method string, auth, params string) answer {
		return w.post("/rest/"+method, "application/x-www-form-urlencoded", url.Values{"auth_info": {auth}, "params": {params}}.Encode())
	}
	id := form("Session/login", `{"session_id":""}`, `{"login":"demo","password":"demo-Passw0rd"}`).tree(t).Get("session_id").Text()
	list := form("Account/get_account_list", `{"session_id":"`+id+`"}`,
		`{"id":"","i_customer":"","bill_status":"O","get_not_closed_accounts":1,"billing_model":1,"get_only_real_accounts":1,"get_total":0,"limit":1000,"offset":0}`)
	if code := list.code(t); code != "" || list.tree(t).Get("account_list").Len() == 0 || list.tree(t).Has("total") {
		t.Errorf("script's list: %q %.200s", code, list.body)
	}
	customers := form("Customer/get_customer_list", `{"session_id":"`+id+`"}`,
		`{"i_customer_class":"","offset":"0","limit":"500","name":"","detailed_info":1,"with_terminated":0,"bill_status":"O","with_subresellers":0,"get_total":1}`)
	if code := customers.code(t); code != "" || customers.tree(t).Get("total").Text() == "0" {
		t.Errorf("script's customers: %q %.200s", code, customers.body)
	}
	// an adapter in the account realm: nobody says whose record is meant
	account := w.at(sandbox.AccountRealm).demo()
	info := account.ok("Account/get_account_info", `{"detailed_info":1,"without_service_features":1,"limit_alias_did_number_list":100}`).Get("account_info")
	if info.Get("id").Text() != "15550100000" || info.Get("h323_password").IsEmpty() || info.Has("password") || info.Has("service_features") || !info.Has("alias_did_number_list") {
		t.Errorf("own record: %s", info.JSON())
	}
	calls := account.ok("Account/get_xdr_list", `{"i_service_type":3,"get_total":1,"show_unsuccessful":1,"with_cr_download_ids":1,"limit":5,"offset":0,`+
		`"from_date":"0001-01-01 00:00:00","to_date":"9999-01-01 00:00:00"}`)
	if calls.Get("xdr_list").Len() != 5 || calls.Get("total").Text() != "12" {
		t.Errorf("own calls: %s", calls.JSON())
	}
	account.ok("Account/get_alias_list", `{}`)
	// an old client opens no session at all
	whole := w.post("/rest/Customer/get_customer_info", "application/json", `{"auth_info":{"login":"demo","token":"demo-api-token"},"params":{"i_customer":"1002"}}`)
	if code := whole.code(t); code != "" || whole.tree(t).Get("customer_info").Get("login").Text() != "demo" {
		t.Errorf("sessionless call: %q %s", code, whole.body)
	}
}

func TestRequestsAreLogged(t *testing.T) {
	c := newClock()
	w := start(t, sandbox.Options{Customers: 3, Now: c.now}).demo()
	w.call("Account/add_account", `{"account_info":{"id":"1"},"generate_web_password":1}`)
	w.at(sandbox.CustomerRealm).call("Nothing/here", `{}`)
	w.post("/rest/Account/add_account", "application/json", `{"params":`)
	type line struct {
		Realm   sandbox.Realm
		Method  string
		Params  string
		Carrier sandbox.Carrier
		Session int
		Auth    string
	}
	var got []line
	for _, r := range w.box.Requests() {
		got = append(got, line{r.Realm, r.Method, r.Params.JSON(), r.Carrier, r.Session, r.Header.Get("Authorization")})
		if !r.At.Equal(c.at) {
			t.Errorf("%s at %v", r.Method, r.At)
		}
	}
	want := []line{
		{"admin", "Session/login", `{"login":"demo","password":"demo-Passw0rd"}`, "", 1, ""},
		{"admin", "Account/add_account", `{"account_info":{"id":"1"},"generate_web_password":1}`, "bearer", 1, "[redacted]"},
		{"customer", "Nothing/here", `{}`, "", 0, ""},
		{"admin", "Account/add_account", `{}`, "bearer", 0, "[redacted]"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := w.box.Count("Account/add_account"); n != 2 {
		t.Errorf("%d creates counted", n)
	}
}

func TestHandlerWithoutAListener(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3})
	rec := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodPost, "/rest/Session/login", strings.NewReader(`{"params":{"login":"demo","token":"demo-api-token"}}`))
	w.box.Handler(sandbox.AccountRealm).ServeHTTP(rec, req)
	v, err := attr.Parse(rec.Body.Bytes(), attr.Limits{})
	if err != nil || rec.Code != http.StatusOK || v.Get("session_id").IsEmpty() {
		t.Errorf("%d %s %v", rec.Code, rec.Body, err)
	}
	var names []string
	for _, cookie := range rec.Result().Cookies() {
		names = append(names, cookie.Name)
		if !cookie.HttpOnly || !cookie.Secure {
			t.Errorf("cookie %s: %+v", cookie.Name, cookie)
		}
	}
	if diff := cmp.Diff([]string{"access_token", "session_id"}, names); diff != "" {
		t.Errorf("cookies (-want +got):\n%s", diff)
	}
}
