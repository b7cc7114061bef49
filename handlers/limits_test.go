package handlers_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/handlers"
	"portaconsole/porta/sandbox"
)

func TestEveryRouteHasItsLimits(t *testing.T) {
	routes := handlers.Routes()
	for _, r := range routes {
		if !r.Listed {
			t.Errorf("%s %s has no row in the table of limits", r.Method, r.Path)
		}
	}
	if n := handlers.LimitedRoutes(); n != len(routes) {
		t.Errorf("the table of limits has %d rows for %d routes", n, len(routes))
	}
}

var parameters = strings.NewReplacer(":service", "Account", ":record", "account", ":method", "add_account", ":format", "csv", ":id", "1", ":key", "x", "*", "x")

// What is too large is refused in plain words, by each route, and nothing is done.
func TestWhatIsTooLargeIsRefused(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.catalogs.Close()
	for _, r := range append(handlers.Routes(), handlers.Route{Method: "GET", Path: "/nowhere", LongestQuery: 8 << 10, LargestBody: 1 << 10},
		handlers.Route{Method: "PUT", Path: "/login", LongestQuery: 8 << 10, LargestBody: 1 << 10}) {
		path := parameters.Replace(r.Path)
		query := "?x=" + strings.Repeat("x", r.LongestQuery)
		c.do(r.Method, path+query, "", nil).is(http.StatusRequestURITooLong).has("h1", "The address is too long").has("main", "nothing was done")
		if r.Method == http.MethodGet {
			continue
		}
		body := "x=" + strings.Repeat("x", int(r.LargestBody))
		for _, chunked := range []bool{false, true} {
			a := c.sendBody(r.Method, path, body, chunked).is(http.StatusRequestEntityTooLarge).has("main", "Nothing was")
			a.hasNo("form.card")
		}
	}
	c.get("/records/Customer/customer/"+strings.Repeat("x", 2<<10)).is(http.StatusRequestURITooLong).has("h1", "The address is too long")
	for _, r := range c.box.Requests() {
		if r.Method != "Session/login" && r.Method != "Generic/get_version" { // those of the sign-in and of the look for the description
			t.Errorf("%s was called", r.Method)
		}
	}
}

// sendBody sends a body, also one whose length is not said before.
func (c *console) sendBody(method, path, body string, chunked bool) *answer {
	c.t.Helper()
	if !chunked {
		return c.do(method, path, body, nil)
	}
	transport := c.client.Transport
	c.client.Transport = withoutLength{transport}
	defer func() { c.client.Transport = transport }()
	return c.do(method, path, body, nil)
}

// withoutLength sends bodies in chunks.
type withoutLength struct{ http.RoundTripper }

func (w withoutLength) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.ContentLength, r.Body = -1, io.NopCloser(io.MultiReader(r.Body))
	return w.RoundTripper.RoundTrip(r)
}

// What just fits is taken, also a form of the largest size.
func TestWhatFitsIsTaken(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get("/methods?q=" + strings.Repeat("x", 8<<10-2)).is(http.StatusOK)
	c.post("/logout", strings.Repeat("x", 16<<10)).leadsTo("/login")
}

// Whoever reaches the console can fill in its sign-in form: what is too long is said at its field, before PortaBilling is asked or the text is
// looked at in any other way.
func TestLongFieldsOfSigningIn(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	long := func(n int) string { return strings.Repeat("ü", n) }
	signIn := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {"demo"}, "token": {"x"}}
	password := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {"demo"}, "old": {"x"}, "new": {"y"}, "repeat": {"y"}}
	for _, tt := range []struct {
		path        string
		typed       url.Values
		field       string
		longest     int
		want, shown string // shown is the field that the sentence leads to
	}{
		{"/login", signIn, "domain", 255, "The domain is too long: at most 255 characters.", "domain"},
		{"/login", signIn, "port", 10, "The port is too long: at most 10 characters.", "port"},
		{"/login", signIn, "login", 200, "The login is too long: at most 200 characters.", "login"},
		{"/login", signIn, "token", 1000, "The API token is too long: at most 1,000 characters.", "token"},
		{"/login", signIn, "password", 1000, "The password is too long: at most 1,000 characters.", "password"},
		{"/password", password, "domain", 255, "The domain is too long: at most 255 characters.", ""},
		{"/password", password, "port", 10, "The port is too long: at most 10 characters.", ""},
		{"/password", password, "login", 200, "The login is too long: at most 200 characters.", "login"},
		{"/password", password, "old", 1000, "The old password is too long: at most 1,000 characters.", "old"},
		{"/password", password, "new", 1000, "The new password is too long: at most 1,000 characters.", "new"},
		{"/password", password, "repeat", 1000, "The new password is too long: at most 1,000 characters.", "repeat"},
	} {
		t.Run(tt.path+" "+tt.field, func(t *testing.T) {
			typed := url.Values{}
			for name, values := range tt.typed {
				typed[name] = values
			}
			if tt.field == "password" {
				typed.Set("with", "password")
			}
			typed.Set(tt.field, long(tt.longest+1))
			c.box.ClearFaults()
			before := len(c.box.Requests())
			a := c.post(tt.path, typed.Encode()).is(http.StatusUnprocessableEntity).has("#problem", tt.want)
			if tt.shown != "" {
				a.has("#problem a[href='#"+tt.shown+"']", tt.want).has("#"+tt.shown, "")
			}
			if tt.field != "domain" && tt.field != "port" && tt.field != "login" && strings.Contains(a.body, "üü") {
				t.Error("a secret is sent back")
			}
			if n := len(c.box.Requests()); n != before {
				t.Errorf("PortaBilling was asked %d times", n-before)
			}
			typed.Set(tt.field, long(tt.longest))
			if a := c.post(tt.path, typed.Encode()).is(http.StatusUnprocessableEntity); strings.Contains(a.text("#problem"), "too long") {
				t.Errorf("what just fits is refused: %s", a.text("#problem"))
			}
		})
	}
	c.get("/password?" + url.Values{"login": {long(201)}}.Encode()).leadsTo("/login")
	if !strings.Contains(c.log.String(), "request") || strings.Contains(c.log.String(), "üü") {
		t.Error("what was typed is in the log")
	}
}
