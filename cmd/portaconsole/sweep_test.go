package main

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"portaconsole/handlers/drafts"
	"portaconsole/handlers/session"
	"portaconsole/porta/sandbox"
)

// A form that nobody went on with is there for its seven days, over restarts too, and then no longer.
func TestOldFormsAreForgotten(t *testing.T) {
	t.Parallel()
	box, dir, clock := startBox(t, sandbox.Options{Customers: 20}), t.TempDir(), &testClock{}
	_, port := box.Addr("admin")
	draft := ""
	visit := func(method, path, body string) int {
		t.Helper()
		c := startConsoleAt(t, clock.now, nil, "--servers", serverOf(box), "--data", dir)
		v := &visitor{t: t, base: c.url}
		v.signIn("127.0.0.1", port)
		if body != "" {
			id, own := v.open(path)
			draft, body = "/drafts/"+id, own+body
		}
		res := v.do(method, path, body)
		res.Body.Close()
		if err := c.end(); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode
	}
	const form = "/records/Customer/customer/new"
	if status := visit(http.MethodPost, form, "&n=r0&k=customer_info&t=object&v=&n=r1.r0&k=name&t=text&v=Old+Ltd&op=update"); status != http.StatusOK {
		t.Fatalf("the form is answered with %d", status)
	}
	clock.add(drafts.KeptFor - time.Hour)
	visit(http.MethodGet, "/", "")
	if status := visit(http.MethodGet, draft, ""); status != http.StatusOK {
		t.Errorf("within its days the form is answered with %d", status)
	}
	clock.add(2 * time.Hour)
	waitFor(t, "the end of the form", func() bool { return visit(http.MethodGet, draft, "") == http.StatusNotFound })
}

// A session that nobody comes back to is ended at PortaBilling too, without anybody signing in.
func TestOldSessionsAreEnded(t *testing.T) {
	t.Parallel()
	box, dir, clock := startBox(t, sandbox.Options{Customers: 20}), t.TempDir(), &testClock{}
	_, port := box.Addr("admin")
	c := startConsoleAt(t, clock.now, nil, "--servers", serverOf(box), "--data", dir)
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	if n := box.Count("Session/logout"); n != 0 {
		t.Fatalf("the end of the program ended %d sessions", n)
	}
	clock.add(session.Idle)
	startConsoleAt(t, clock.now, nil, "--servers", serverOf(box), "--data", dir)
	waitFor(t, "the end of the session", func() bool { return box.Count("Session/logout") == 1 })
}

// What is to be done again and again is done at once, and then each time, until the end.
func TestEvery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		done, begun := 0, time.Now()
		ended := make(chan bool)
		go func() {
			every(ctx, time.Minute, func() {
				if got := time.Since(begun); got != time.Duration(done)*time.Minute {
					t.Errorf("the work number %d is done after %v", done+1, got)
				}
				done++
			})
			close(ended)
		}()
		time.Sleep(10*time.Minute + time.Second) // of the test's own time: it takes none
		end()
		<-ended
		if done != 11 {
			t.Errorf("it was done %d times", done)
		}
	})
}
