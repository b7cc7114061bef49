package porta_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

func TestCallOnTheWire(t *testing.T) {
	f := newFake(t)
	var got []string
	f.on("Customer/get_customer_list", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+r.Header.Get("Content-Type")+" "+string(body))
		if _, there := r.Header["Idempotency-Key"]; there {
			t.Error("an Idempotency-Key was sent")
		}
		answer(200, ` {"customer_list":[{"i_customer":1,"balance":-23.61693}],"total":"1"} `)(w, r)
	})
	c := f.login(t, porta.Options{})
	for _, p := range []attr.Value{params(t, `{"name":"%north%","limit":25,"get_total":1}`), {}} {
		v, err := c.Call(t.Context(), "Customer/get_customer_list", p)
		if err != nil {
			t.Fatal(err)
		}
		if v.JSON() != `{"customer_list":[{"i_customer":1,"balance":-23.61693}],"total":"1"}` {
			t.Errorf("answer %s", v.JSON())
		}
	}
	head := "POST /rest/Customer/get_customer_list Bearer token-1 application/json "
	want := []string{head + `{"params":{"name":"%north%","limit":25,"get_total":1}}`, head + `{"params":{}}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCallRefusesBadNames(t *testing.T) {
	f := newFake(t)
	c := f.login(t, porta.Options{})
	for _, method := range []string{"", "Customer", "/x", "Customer/", "Customer/../Session/login", "Customer/a/b", "Customer/a?b", "Customer/a b"} {
		_, err := c.Call(t.Context(), method, attr.Value{})
		if got, want := outcomeOf(t, err), (outcome{porta.Invalid, porta.NotSent, porta.NoTrouble}); got != want {
			t.Errorf("%q: %v, want %v", method, got, want)
		}
	}
	_, err := c.Call(t.Context(), "Customer/get_customer_list", attr.ArrayValue())
	if got, want := outcomeOf(t, err), (outcome{porta.Invalid, porta.NotSent, porta.NoTrouble}); got != want {
		t.Errorf("a list of parameters: %v, want %v", got, want)
	}
}

// Every kind of answer, to a read and to a write.
func TestAnswers(t *testing.T) {
	gone := noUse(porta.NoAnswer, porta.Malformed)
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   string  // the answer's JSON, or
		err    outcome // the error
		status int
	}{
		{name: "object", answer: answer(200, `{"i_account":5}`), want: `{"i_account":5}`},
		{name: "empty body", answer: answer(200, ""), want: `{}`},
		{name: "blank body", answer: answer(200, "\r\n"), want: `{}`},
		{name: "JSON with a wrong type", answer: typed("text/html", "", `{"i_account":5}`), want: `{"i_account":5}`},
		{name: "success", answer: answer(200, `{"success":1}`), want: `{"success":1}`},
		{name: "fault", answer: fault("Server.Account.odd_thing"), err: refusal(porta.Unknown), status: 500},
		{name: "fault with 200", answer: answer(200, `{"faultcode":"Server.Account.duplicate_id","faultstring":"x"}`),
			err: refusal(porta.Duplicate), status: 200},
		{name: "soft failure", answer: answer(200, `{"success":0}`), err: refusal(porta.Invalid), status: 200},
		{name: "list", answer: answer(200, `[1]`), err: gone, status: 200},
		{name: "text", answer: answer(200, `"x"`), err: gone, status: 200},
		{name: "broken", answer: answer(200, `{"a":`), err: gone, status: 200},
		{name: "too deep", answer: answer(200, strings.Repeat(`{"a":`, 70)+"1"+strings.Repeat("}", 70)), err: gone, status: 200},
		{name: "a file", answer: typed("application/pdf", `attachment; filename="a.pdf"`, "%PDF"), err: gone, status: 200},
		{name: "a page", answer: html(200), err: noUse(porta.NoAnswer, porta.NotPortaBilling), status: 200},
		{name: "redirect", answer: http.RedirectHandler("/elsewhere", http.StatusFound).ServeHTTP,
			err: noUse(porta.NoAnswer, porta.NotPortaBilling), status: 302},
		{name: "404 page", answer: http.NotFound, err: noUse(porta.NoAnswer, porta.NotPortaBilling), status: 404},
		{name: "500 page", answer: html(500), err: noUse(porta.NoAnswer, porta.Unreachable), status: 500},
		{name: "500 JSON without faultcode", answer: answer(500, `{"error":"x"}`),
			err: noUse(porta.NoAnswer, porta.Unreachable), status: 500},
		{name: "500 empty", answer: answer(500, ""), err: noUse(porta.NoAnswer, porta.Unreachable), status: 500},
	} {
		for _, method := range []string{"Account/get_account_info", "Account/add_account"} {
			t.Run(tt.name+"/"+method, func(t *testing.T) {
				f := newFake(t)
				f.on(method, tt.answer)
				v, err := f.login(t, porta.Options{}).Call(t.Context(), method, attr.Value{})
				if tt.want != "" {
					if err != nil || v.JSON() != tt.want {
						t.Fatalf("%s, %v; want %s", v.JSON(), err, tt.want)
					}
					return
				}
				e := failed(t, err)
				if got := outcomeOf(t, err); got != tt.err || e.Status != tt.status || e.Method != method {
					t.Errorf("%v, status %d of %s; want %v, %d", got, e.Status, e.Method, tt.err, tt.status)
				}
				if n := f.count(method); n != 1 {
					t.Errorf("%d requests arrived, want 1", n)
				}
				if f.count("elsewhere") != 0 || f.count("/elsewhere") != 0 {
					t.Error("the redirect was followed")
				}
			})
		}
	}
}

func typed(contentType, disposition, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		if disposition != "" {
			w.Header().Set("Content-Disposition", disposition)
		}
		_, _ = io.WriteString(w, body)
	}
}

// A server must not get its secrets back into texts that people or logs see.
func TestSecretsStayOut(t *testing.T) {
	f := newFake(t)
	c := f.login(t, porta.Options{})
	f.on("Account/add_account", func(w http.ResponseWriter, r *http.Request) {
		answer(500, `{"faultcode":"Server.Odd.thing","faultstring":"cannot use `+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")+`"}`)(w, r)
	})
	_, err := c.Call(t.Context(), "Account/add_account", attr.Value{})
	if e := failed(t, err); e.Message != "cannot use [redacted]" {
		t.Errorf("message %q", e.Message)
	}
}

// A proxy's page that echoes the request must not put the token into the operator's log, not even a part of it.
func TestEchoedTokenIsNotLogged(t *testing.T) {
	f := newFake(t)
	token := strings.Repeat("secret", 200)
	f.on("Session/login", answer(200, loginReply(token)))
	f.on("Account/add_account", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(502)
		_, _ = io.WriteString(w, "<p>Bad gateway for "+r.Header.Get("Authorization")+"</p>")
	})
	var logged strings.Builder
	o := porta.Options{Log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	_, err := f.login(t, o).Call(t.Context(), "Account/add_account", attr.Value{})
	if strings.Contains(logged.String()+err.Error(), "secret") || !strings.Contains(logged.String(), "Bad gateway for Bearer [redacted]") {
		t.Errorf("error %v, log %s", err, logged.String())
	}
}

// Cancelling the caller ends the request at the server too.
func TestCancelReachesTheServer(t *testing.T) {
	for _, tt := range []struct {
		method string
		want   outcome
	}{
		{"Account/add_account", noUse(porta.NoAnswer, porta.Canceled)},
		{"Account/get_account_list", noUse(porta.NoAnswer, porta.Canceled)},
	} {
		f := newFake(t)
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan struct{})
		f.on(tt.method, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			cancel()
			<-r.Context().Done()
			close(gone)
		})
		_, err := f.login(t, porta.Options{}).Call(ctx, tt.method, attr.Value{})
		<-gone
		if got := outcomeOf(t, err); got != tt.want || f.count(tt.method) != 1 {
			t.Errorf("%s: %v after %d requests, want %v", tt.method, got, f.count(tt.method), tt.want)
		}
	}
}

func TestReadOnly(t *testing.T) {
	reads := []string{"Customer/get_customer_list", "Account/validate_account_info", "Session/ping", "CDR/get_call_recording"}
	for _, method := range append(reads, "Account/add_account", "Session/logout", "Session/login", "Session/change_password",
		"AccessControl/create_otp", "Other/ping", "Account/getaway", "get_x", "") {
		if got, want := porta.ReadOnly(method), slices.Contains(reads, method); got != want {
			t.Errorf("ReadOnly(%q) = %v, want %v", method, got, want)
		}
	}
}

// A write by what its caller knows is one whatever its name: it is sent once.
func TestCallAfterIsSentOnce(t *testing.T) {
	for _, method := range []string{"Customer/get_next_number", "Account/validate_and_keep", "Account/add_account"} {
		f := newFake(t)
		f.on(method, cut)
		_, err := f.login(t, porta.Options{}).CallAfter(t.Context(), method, attr.Value{}, nil)
		if got, want := outcomeOf(t, err), noUse(porta.NoAnswer, porta.Cut); got != want || f.count(method) != 1 {
			t.Errorf("%s: %v after %d requests", method, got, f.count(method))
		}
	}
}

// Nor is it taken for a reading in any other way: by what answers it, and by what is said of its session.
func TestCallAfterIsProvenAsAWrite(t *testing.T) {
	const method = "Customer/get_next_number"
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   outcome
	}{
		{"no content", answer(204, ""), noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"accepted", answer(202, "{}"), noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{"null", answer(200, "null"), noUse(porta.NoAnswer, porta.Malformed)},
		{"a gateway's session", answer(401, `{"faultcode":"check_auth","faultstring":"Session expired"}`), outcome{porta.Auth, porta.NoAnswer, porta.NoTrouble}},
	} {
		f := newFake(t)
		f.on("Session/refresh_access_token", answer(200, loginReply("token-2")))
		f.on(method, tt.answer)
		_, err := f.login(t, porta.Options{}).CallAfter(t.Context(), method, attr.Value{}, nil)
		if err == nil {
			t.Errorf("%s: it counts as done", tt.name)
		} else if got := outcomeOf(t, err); got != tt.want || f.count(method) != 1 {
			t.Errorf("%s: %v after %d requests, want %v", tt.name, got, f.count(method), tt.want)
		}
	}
}
