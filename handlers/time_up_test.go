package handlers_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"portaconsole/porta/sandbox"
)

// Whose time was up is told by whose time it was: a call that takes longer than the console waits is a failure, also where the console ends the wait itself, and
// a browser that goes away is none.
func TestWhoseTimeWasUp(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.catalogs.Close()
	patience := func(d time.Duration) {
		jar := c.client.Jar
		c.options.RequestTimeout = d
		c.serve(c.options)
		c.client.Jar = jar
	}
	patience(500 * time.Millisecond)
	slow := func(method string) {
		c.box.ClearFaults()
		c.box.Inject(sandbox.Rule{Method: method, Kind: sandbox.Delay, Delay: time.Hour})
	}
	slow("CDR/get_call_recording")
	c.post(callRecording, form("send", "i_xdr:integer=1")).is(http.StatusBadGateway).has("#problem", "PortaBilling took too long to answer.")
	slow("Customer/get_customer_info")
	c.get(customers+"/1001").is(http.StatusBadGateway).has("main", "PortaBilling took too long to answer.")
	if log := c.log.String(); !strings.Contains(log, "level=ERROR msg=failed") {
		t.Errorf("a call that took too long is no failure in the log:\n%s", log)
	}

	patience(time.Hour)
	before := c.box.Count("Customer/get_customer_info")
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.server.URL+customers+"/1001", nil)
	if err != nil {
		t.Fatal(err)
	}
	failures := strings.Count(c.log.String(), "level=ERROR")
	gone := make(chan error)
	go func() {
		res, err := c.client.Do(r)
		if err == nil {
			res.Body.Close()
		}
		gone <- err
	}()
	until(t, "the call", func() bool { return c.box.Count("Customer/get_customer_info") > before })
	leave()
	if err := <-gone; err == nil {
		t.Fatal("the browser waited for the answer")
	}
	until(t, "the end of the request", func() bool { return strings.Contains(c.log.String(), "level=INFO msg=refused") })
	if n := strings.Count(c.log.String(), "level=ERROR"); n != failures {
		t.Errorf("a browser that went away is a failure in the log:\n%s", c.log)
	}
}
