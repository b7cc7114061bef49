package sandbox_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"portaconsole/porta/sandbox"
)

// TestDoubleCreates: clients repeat creates; of many with one ID exactly one is done.
func TestDoubleCreates(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 20, Accounts: 1}).demo()
	var done, duplicates atomic.Int32
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			a, err := w.tryPost("/rest/Account/add_account", "application/json",
				fmt.Sprintf(`{"params":{"account_info":{"id":"15559990%03d","i_customer":1002,"i_product":13,"billing_model":1}}}`, i%4))
			switch {
			case err != nil:
				t.Error(err)
			case a.status == 200:
				done.Add(1)
			case a.code(t) == "Server.Account.duplicate_id":
				duplicates.Add(1)
			}
		})
		wg.Go(func() {
			if a, err := w.tryPost("/rest/Account/get_account_list", "application/json", `{"params":{"id":"1555%","get_total":1}}`); err != nil || a.status != 200 {
				t.Errorf("list meanwhile: %d %v", a.status, err)
			}
		})
	}
	wg.Wait()
	if done.Load() != 4 || duplicates.Load() != 36 {
		t.Errorf("%d done, %d refused", done.Load(), duplicates.Load())
	}
	if total := w.ok("Account/get_account_list", `{"id":"15559990%","get_total":1}`).Get("total").Text(); total != "4" {
		t.Errorf("%s accounts", total)
	}
}

// TestRefreshTokenWorksOnce however many use it at once.
func TestRefreshTokenWorksOnce(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3})
	token := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`).Get("refresh_token").Text()
	var done atomic.Int32
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			a, err := w.tryPost("/rest/Session/refresh_access_token", "application/json", `{"params":{"refresh_token":"`+token+`"}}`)
			if err != nil {
				t.Error(err)
			} else if a.status == 200 {
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 {
		t.Errorf("%d refreshes", done.Load())
	}
}

// TestShutdownLetsCallsFinish and then refuses new ones.
func TestShutdownLetsCallsFinish(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3}).demo()
	until := make(chan struct{})
	w.box.Inject(sandbox.Rule{Method: "Generic/get_version", Kind: sandbox.Delay, Until: until, Times: 1})
	type result struct {
		a   answer
		err error
	}
	got := make(chan result, 1)
	go func() {
		a, err := w.tryPost("/rest/Generic/get_version", "application/json", `{}`)
		got <- result{a, err}
	}()
	for w.box.Count("Generic/get_version") == 0 {
		select {
		case r := <-got:
			t.Fatalf("answered before the delay: %+v", r)
		case <-time.After(time.Millisecond):
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- w.box.Shutdown(context.Background()) }()
	for { // until a new call is refused
		if _, err := w.tryPost("/rest/Generic/get_version", "application/json", `{}`); err != nil {
			break
		}
	}
	select {
	case err := <-ended:
		t.Fatalf("it ended under a call: %v", err)
	default:
	}
	close(until)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if r := <-got; r.err != nil || r.a.status != 200 {
		t.Errorf("the running call: %d %v", r.a.status, r.err)
	}
	if _, err := w.tryPost("/rest/Generic/get_version", "application/json", `{}`); err == nil {
		t.Error("a call after the shutdown is answered")
	}
}
