package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// A database that fails is said in a sentence, on every page, and nothing is sent meanwhile.
func TestBrokenDatabase(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	if err := c.kept.Close(); err != nil {
		t.Fatal(err)
	}
	const want = "The console's database does not work"
	c.get(newAccount).is(http.StatusServiceUnavailable).has("h1", want)
	c.postPart(newAccount, form("send", account("broken@x")...)).is(http.StatusServiceUnavailable).has(".notice", want)
	if n := c.box.Count(addAccount); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	before := c.box.Count("Session/logout")
	c.client.Jar.SetCookies(mustParse(t, c.server.URL), []*http.Cookie{{Name: c.sessions.CookieName(), MaxAge: -1, Path: "/", Secure: true}})
	c.post("/login", "domain=sandbox&port="+c.port()+"&login="+sandbox.DemoLogin+"&token="+sandbox.DemoToken).is(http.StatusServiceUnavailable).has("h1", want)
	if n := c.box.Count("Session/logout"); n != before+1 {
		t.Error("the session at PortaBilling that could not be kept is left open")
	}
	if !strings.Contains(c.log.String(), "sql: database is closed") {
		t.Errorf("the log does not say why:\n%s", c.log)
	}
}
