package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/sandbox"
)

func TestParseRule(t *testing.T) {
	for _, tt := range []struct {
		text string
		want sandbox.Rule
		ok   bool
	}{
		{"Account/add_account=lost", sandbox.Rule{Method: "Account/add_account", Kind: sandbox.Lost}, true},
		{"Account/*=html502:0.25", sandbox.Rule{Method: "Account/*", Kind: sandbox.HTML502, Rate: 0.25}, true},
		{"*=delay(150ms):1", sandbox.Rule{Method: "*", Kind: sandbox.Delay, Rate: 1, Delay: 150 * time.Millisecond}, true},
		{"*=fault:Server.X.y", sandbox.Rule{Method: "*", Kind: sandbox.Fault("Server.X.y")}, true},
		{"*=fault:pb_delta.connection_failed:0.5", sandbox.Rule{Method: "*", Kind: sandbox.Fault("pb_delta.connection_failed"), Rate: 0.5}, true},
		{"*=answer-after(408):0.5", sandbox.Rule{Method: "*", Kind: sandbox.AnswerAfter, Status: 408, Rate: 0.5}, true},
		{"*=answer(204)", sandbox.Rule{Method: "*", Kind: sandbox.Answer, Status: 204}, true},
		{"*=answer", sandbox.Rule{Method: "*", Kind: sandbox.Answer}, true},
		{"*=answer(199)", sandbox.Rule{}, false},
		{"*=answer(600)", sandbox.Rule{}, false},
		{"*=answer-after(2s)", sandbox.Rule{}, false},
		{"*=fault:", sandbox.Rule{}, false},
		{"*=melt", sandbox.Rule{}, false},
		{"*=lost:0", sandbox.Rule{}, false},
		{"*=lost:1.5", sandbox.Rule{}, false},
		{"*=delay(soon)", sandbox.Rule{}, false},
		{"*", sandbox.Rule{}, false},
		{"=lost", sandbox.Rule{}, false},
		{"[=lost", sandbox.Rule{}, false},
	} {
		got, err := sandbox.ParseRule(tt.text)
		if (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.text, err)
		} else if diff := cmp.Diff(tt.want, got); tt.ok && diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.text, diff)
		}
	}
}

const addCustomer = `{"customer_info":{"name":"Fresh Ltd","iso_4217":"EUR"}}`

// TestInjected tries every kind on a create: what comes back, and whether the work was done.
func TestInjected(t *testing.T) {
	for _, tt := range []struct {
		kind sandbox.Kind
		look func(t *testing.T, a answer, err error)
		done bool
	}{
		{sandbox.Delay, wholeAnswer, true},
		{sandbox.Drop, noAnswer, false},
		{sandbox.Lost, noAnswer, true},
		{sandbox.Cut, cutAnswer, true},
		{sandbox.Drip, wholeAnswer, true},
		{sandbox.HTML502, func(t *testing.T, a answer, _ error) {
			if a.status != 502 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || !strings.Contains(string(a.body), "<html>") {
				t.Errorf("%d %s", a.status, a.body)
			}
		}, false},
		{sandbox.Redirect, func(t *testing.T, a answer, _ error) {
			if a.status != 302 || a.header.Get("Location") != "https://elsewhere.example.com/rest/Customer/add_customer" {
				t.Errorf("%d %q", a.status, a.header.Get("Location"))
			}
		}, false},
		{sandbox.Oversized, func(t *testing.T, a answer, err error) {
			if err != nil || a.status != 200 || len(a.body) < 48<<20 {
				t.Errorf("%d, %d bytes, %v", a.status, len(a.body), err)
			}
		}, true},
		{sandbox.Deep, func(t *testing.T, a answer, err error) {
			if err != nil || a.status != 200 || !strings.HasPrefix(string(a.body), strings.Repeat(`{"a":[`, 50_000)) {
				t.Errorf("%d, %.100s, %v", a.status, a.body, err)
			}
		}, true},
		{sandbox.DeadSession, func(t *testing.T, a answer, _ error) {
			if code := a.code(t); code != "Server.Session.check_auth.auth_failed" {
				t.Errorf("fault %q", code)
			}
		}, false},
		{sandbox.WrongType, func(t *testing.T, a answer, _ error) {
			if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || string(a.body) != `{"i_customer":1006}` {
				t.Errorf("%d %s %s", a.status, a.header.Get("Content-Type"), a.body)
			}
		}, true},
		{sandbox.Answer, pageInstead, false},
		{sandbox.AnswerAfter, pageInstead, true},
		{sandbox.Fault("Server.Customer.out_of_luck"), func(t *testing.T, a answer, _ error) {
			if code := a.code(t); code != "Server.Customer.out_of_luck" {
				t.Errorf("fault %q", code)
			}
		}, false},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			t.Parallel()
			w := start(t, sandbox.Options{Customers: 5, Accounts: 1}).demo()
			w.box.Inject(sandbox.Rule{Method: "Customer/add_customer", Kind: tt.kind, Times: 1, Delay: time.Millisecond})
			a, err := w.tryPost("/rest/Customer/add_customer", "application/json", `{"params":`+addCustomer+`}`)
			tt.look(t, a, err)
			in := w.demo()
			found := in.ok("Customer/get_customer_info", `{"name":"Fresh Ltd"}`).Get("customer_info")
			if done := found.Len() > 0; done != tt.done {
				t.Errorf("work done: %v, want %v", done, tt.done)
			}
			want := map[bool]string{true: "Server.Customer.duplicate_id", false: ""}[tt.done]
			if code := in.call("Customer/add_customer", addCustomer).code(t); code != want {
				t.Errorf("again, the rule used up: fault %q, want %q", code, want)
			}
			if n := w.box.Count("Customer/add_customer"); n != 2 {
				t.Errorf("%d creates arrived", n)
			}
		})
	}
}

func pageInstead(t *testing.T, a answer, err error) {
	if err != nil || a.status != 504 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || strings.Contains(string(a.body), "i_customer") {
		t.Errorf("%d %s %s, %v", a.status, a.header.Get("Content-Type"), a.body, err)
	}
}

// An answer in place of PortaBilling's has the status and the body that its rule says.
func TestInjectedAnswer(t *testing.T) {
	body := func(s string) *string { return &s }
	for _, tt := range []struct {
		rule   sandbox.Rule
		status int
		kind   string // its media type
		body   string
	}{
		{sandbox.Rule{Status: 408}, 408, "text/html; charset=iso-8859-1", "Request Timeout"},
		{sandbox.Rule{Status: 499}, 499, "text/html; charset=iso-8859-1", "Unknown"},
		{sandbox.Rule{Status: 200, Body: body("")}, 200, "application/json; charset=UTF-8", ""},
		{sandbox.Rule{Status: 200, Body: body("null")}, 200, "application/json; charset=UTF-8", "null"},
		{sandbox.Rule{Status: 204, Body: body("{}")}, 204, "application/json; charset=UTF-8", ""},
		{sandbox.Rule{Body: body(`{"error":1}`)}, 504, "application/json; charset=UTF-8", `{"error":1}`},
	} {
		w := start(t, sandbox.Options{Customers: 5, Accounts: 1}).demo()
		tt.rule.Method, tt.rule.Kind = "Customer/add_customer", sandbox.AnswerAfter
		w.box.Inject(tt.rule)
		a := w.call("Customer/add_customer", addCustomer)
		if a.status != tt.status || a.header.Get("Content-Type") != tt.kind || tt.rule.Body != nil && string(a.body) != tt.body || !strings.Contains(string(a.body), tt.body) {
			t.Errorf("%+v: %d %s %q", tt.rule, a.status, a.header.Get("Content-Type"), a.body)
		}
		if w.ok("Customer/get_customer_info", `{"name":"Fresh Ltd"}`).Get("customer_info").Len() == 0 {
			t.Errorf("%+v: the work was not done", tt.rule)
		}
	}
}

func wholeAnswer(t *testing.T, a answer, err error) {
	if err != nil || a.status != 200 || string(a.body) != `{"i_customer":1006}` {
		t.Errorf("%d %s, %v", a.status, a.body, err)
	}
}

func noAnswer(t *testing.T, a answer, err error) {
	if err == nil || !errors.Is(err, io.EOF) || a.status != 0 {
		t.Errorf("%d %s, %v", a.status, a.body, err)
	}
}

func cutAnswer(t *testing.T, a answer, err error) {
	if !errors.Is(err, io.ErrUnexpectedEOF) || a.status != 200 || len(a.body) == 0 {
		t.Errorf("%d %q, %v", a.status, a.body, err)
	}
}

func TestGzipBomb(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 5, Accounts: 1}).demo()
	w.box.Inject(sandbox.Rule{Method: "Generic/*", Kind: sandbox.GzipBomb, Times: 1})
	w.http.Transport.(*http.Transport).DisableCompression = true
	a := w.call("Generic/get_version", `{}`)
	const parts, part = 64, 16 << 20
	if a.header.Get("Content-Encoding") != "gzip" || len(a.body) < 64*parts || len(a.body) > 2<<20 || len(a.body)%parts != 0 {
		t.Fatalf("%v, %d bytes", a.header, len(a.body))
	}
	z, err := gzip.NewReader(bytes.NewReader(a.body[:len(a.body)/parts])) // all parts are the same
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, z); n != part || err != nil {
		t.Errorf("a part unpacks to %d bytes, %v", n, err)
	}
}

func TestInjectRate(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 5, Accounts: 1, Faults: []sandbox.Rule{{Method: "Generic/get_version", Kind: sandbox.HTML502, Rate: 0.3}}}).demo()
	struck := 0
	for range 200 {
		if w.call("Generic/get_version", `{}`).status == 502 {
			struck++
		}
	}
	if struck < 30 || struck > 90 {
		t.Errorf("%d of 200 calls were struck by a rule with rate 0.3", struck)
	}
	w.box.ClearFaults()
	for range 20 {
		if a := w.call("Generic/get_version", `{}`); a.status != 200 {
			t.Fatalf("after ClearFaults: %d", a.status)
		}
	}
}

func TestLatencyHoldsEveryCallAndEndsWithTheServer(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 5, Accounts: 1, Latency: time.Hour})
	got := make(chan error)
	go func() {
		_, err := w.tryPost("/rest/Generic/get_version", "application/json", `{}`)
		got <- err
	}()
	for w.box.Count("Generic/get_version") == 0 {
		select {
		case err := <-got:
			t.Fatalf("answered at once: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	if err := w.box.Close(); err != nil {
		t.Error(err)
	}
	if err := <-got; err == nil {
		t.Error("the call was answered")
	}
}

// A delay until something happens lasts until then, whoever is slow.
func TestDelayUntil(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 5, Accounts: 1}).demo()
	until := make(chan struct{})
	w.box.Inject(sandbox.Rule{Method: "Customer/add_customer", Kind: sandbox.Delay, Delay: time.Nanosecond, Until: until, Times: 1})
	got := make(chan answer, 1)
	failed := make(chan error, 1)
	go func() {
		a, err := w.tryPost("/rest/Customer/add_customer", "application/json", `{"params":`+addCustomer+`}`)
		failed <- err
		got <- a
	}()
	for w.box.Count("Customer/add_customer") == 0 {
		runtime.Gosched()
	}
	if found := w.ok("Customer/get_customer_info", `{"name":"Fresh Ltd"}`).Get("customer_info"); found.Len() > 0 {
		t.Error("it did not wait")
	}
	close(until)
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	wholeAnswer(t, <-got, nil)

	w.box.Inject(sandbox.Rule{Method: "Customer/get_customer_info", Kind: sandbox.Delay, Until: make(chan struct{})})
	go func() {
		_, err := w.tryPost("/rest/Customer/get_customer_info", "application/json", `{"params":{"name":"Fresh Ltd"}}`)
		failed <- err
	}()
	for w.box.Count("Customer/get_customer_info") < 2 {
		runtime.Gosched()
	}
	if err := w.box.Close(); err != nil {
		t.Error(err)
	}
	if err := <-failed; err == nil {
		t.Error("what is held for ever was answered")
	}
}
