package handlers_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// leave sends a request whose browser is gone before anything is done.
func (c *console) leave(path, body string) {
	c.t.Helper()
	ctx, gone := context.WithCancel(c.t.Context())
	gone()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(c.sealed(path, body)))
	r.Host = "localhost"
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, cookie := range c.client.Jar.Cookies(mustParse(c.t, c.server.URL)) {
		r.AddCookie(cookie)
	}
	c.server.Config.Handler.ServeHTTP(httptest.NewRecorder(), r)
}

const unfinished = "section[aria-labelledby=drafts]"

// A form that was sent is finished, also when nobody saw the answer.
func TestASentFormIsNotUnfinished(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	rows := account("sent@x")
	c.post(newAccount, form("save", rows...)).is(http.StatusOK)
	c.get("/").has(unfinished, "New account: sent@x")
	c.leave(newAccount, form("send", rows...))
	if n := c.box.Count("Account/add_account"); n != 1 {
		t.Fatalf("it was sent %d times", n)
	}
	c.get("/").hasNo(unfinished)
	if log := c.log.String(); strings.Contains(log, "could not be kept") {
		t.Errorf("the database is said to fail:\n%s", log)
	}
}

// What was typed is kept, also when the tab was closed at once.
func TestAClosedTabKeepsItsForm(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.leave(newAccount, form("save", account("closed@x")...))
	c.get("/").has(unfinished, "New account: closed@x")
	c.get("/drafts/test7").is(http.StatusOK).has("main", "")
}

// A form of which no answer came is finished once it is known to have arrived, and not before.
func TestAFormThatArrivedIsNotUnfinished(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: "Account/add_account", Kind: sandbox.Lost, Times: 1})
	c.post(newAccount, form("send", account("lost@x")...)).has("#problem", "PortaBilling did not answer.")
	c.get("/").has(unfinished, "New account: lost@x")
	c.post(c.lastEntry()+"/finding", "finding=arrived").is(http.StatusSeeOther)
	c.get("/").hasNo(unfinished)
}
