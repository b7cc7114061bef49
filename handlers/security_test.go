package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"portaconsole/handlers/builder"
	"portaconsole/porta/sandbox"
	"portaconsole/static"
)

func TestSecurityHeadersOnEveryAnswer(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, a := range []*answer{
		c.get("/"), c.get("/nowhere"), c.get("/records/Customer/customer"), c.part("/records/Customer/customer"),
		c.get("/records/No/no"), c.post("/records/Account/account/new", "x"), c.get("/healthz"),
		c.do(http.MethodGet, "/", "", http.Header{"Host": {"evil.example"}}),
	} {
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin",
			"Content-Security-Policy":    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", a.what, name, got, want)
			}
		}
		if !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s may be cached: %q", a.what, a.header.Get("Cache-Control"))
		}
		// The policy has no exception, so nothing inline would work.
		a.hasNo("script:not([src])").hasNo("style").hasNo("[style]").hasNo("[onclick]")
		if inline.MatchString(a.body) {
			t.Errorf("%s has script in an attribute: %s", a.what, inline.FindString(a.body))
		}
	}
}

var inline = regexp.MustCompile(`\s(on[a-z]+|hx-on[-:\w]*|style)=|js:|javascript:`)

func TestOtherSitesAreRefused(t *testing.T) {
	const login = "domain=sandbox&port=1&login=a&token=b"
	for _, tt := range []struct {
		name, path string
		header     http.Header
		signedIn   bool
		status     int
	}{
		{"own page", "/login", http.Header{"Sec-Fetch-Site": {"same-origin"}}, false, http.StatusUnprocessableEntity},
		{"sign-in from another site", "/login", http.Header{"Sec-Fetch-Site": {"cross-site"}}, false, http.StatusForbidden},
		{"sign-in from a sibling site", "/login", http.Header{"Sec-Fetch-Site": {"same-site"}}, false, http.StatusForbidden},
		{"old browser, own origin", "/login", http.Header{"Origin": {"own"}}, false, http.StatusUnprocessableEntity},
		{"old browser, another origin", "/login", http.Header{"Origin": {"https://evil.example"}}, false, http.StatusForbidden},
		{"old browser, public origin behind a proxy", "/login", http.Header{"Origin": {"https://console.example.com"}}, false, http.StatusUnprocessableEntity},
		{"no browser, no cookie", "/login", nil, false, http.StatusUnprocessableEntity},
		{"cookie from nowhere", "/records/Account/account/new", nil, true, http.StatusForbidden},
		{"cookie from another site", "/records/Account/account/new", http.Header{"Sec-Fetch-Site": {"cross-site"}}, true, http.StatusForbidden},
		{"cookie from null", "/records/Account/account/new", http.Header{"Origin": {"null"}}, true, http.StatusForbidden},
		{"cookie from own page", "/records/Account/account/new", http.Header{"Sec-Fetch-Site": {"same-origin"}}, true, http.StatusOK},
		{"sign-out from another site", "/logout", http.Header{"Sec-Fetch-Site": {"cross-site"}}, true, http.StatusForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newConsole(t, sandbox.Options{})
			body := login
			if tt.signedIn {
				c.signIn()
				body = form("update")
			}
			if tt.header.Get("Origin") == "own" {
				tt.header = http.Header{"Origin": {c.server.URL}}
			}
			c.header = nil
			c.do(http.MethodPost, tt.path, body, tt.header).is(tt.status)
		})
	}
}

func TestSignOutByLink(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	// A link elsewhere leads to a question; nothing happens by itself.
	c.header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
	c.get("/logout").is(http.StatusOK).has("h1", "Sign out?")
	c.header = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	c.get("/").is(http.StatusOK)
	c.get("/logout").leadsTo("/login")
	if n := c.box.Count("Session/logout"); n != 1 {
		t.Errorf("PortaBilling was told %d times", n)
	}
	c.get("/").leadsTo("/login")
}

func TestHost(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	for host, status := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "LOCALHOST": 200, "127.0.0.1:1": 200, "127.8.8.8": 200, "[::1]:8080": 200, "[::1]": 200,
		"console.example.com": 200, "Console.Example.com": 200, "console.example.com:8443": 421,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example:8080": 421, "10.0.0.1": 421, "0.0.0.0": 421,
	} {
		a := c.do(http.MethodGet, "/login", "", http.Header{"Host": {host}}).is(status)
		if got := a.header.Get("Strict-Transport-Security"); (got != "") != (status == 200) {
			t.Errorf("%s: Strict-Transport-Security is %q", host, got)
		}
		c.do(http.MethodGet, "/healthz", "", http.Header{"Host": {host}}).is(200)
	}
}

func TestHead(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, path := range []string{"/", "/healthz", static.URL("console.css"), customers} {
		if a := c.do(http.MethodHead, path, "", nil).is(http.StatusOK); a.body != "" {
			t.Errorf("%s answers with a body", path)
		}
	}
}

func TestSessionCookie(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	if a := c.get("/login"); len(a.header.Values("Set-Cookie")) > 0 {
		t.Errorf("a cookie before signing in: %s", a.header.Values("Set-Cookie"))
	}
	form := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.DemoLogin}, "token": {sandbox.DemoToken}}.Encode()
	shape := regexp.MustCompile(`^__Host-portaconsole=([A-Za-z0-9_-]{43}); Path=/; HttpOnly; Secure; SameSite=Lax$`)
	var ids []string
	for range 2 {
		m := shape.FindStringSubmatch(c.post("/login", form).is(http.StatusSeeOther).header.Get("Set-Cookie"))
		if m == nil {
			t.Fatal("the cookie has another form")
		}
		ids = append(ids, m[1])
	}
	if ids[0] == ids[1] {
		t.Error("signing in again keeps the session's id")
	}
	c.client.Jar = nil
	for name, cookie := range map[string]string{
		"the session before": ids[0], "none": "", "forged": strings.Repeat("A", 43), "cut": ids[1][:42], "longer": ids[1] + "A", "markup": "<script>",
	} {
		a := c.do(http.MethodGet, "/", "", http.Header{"Cookie": {"__Host-portaconsole=" + cookie}})
		if a.status != http.StatusSeeOther {
			t.Errorf("%s: status %d", name, a.status)
		}
	}
	now := http.Header{"Cookie": {"__Host-portaconsole=" + ids[1]}}
	c.do(http.MethodGet, "/", "", now).is(http.StatusOK)
	out := c.do(http.MethodPost, "/logout", "", now).leadsTo("/login")
	if got := out.header.Get("Set-Cookie"); !strings.Contains(got, "Max-Age=0") || !strings.Contains(got, "__Host-portaconsole=;") {
		t.Errorf("signing out leaves the cookie: %q", got)
	}
	c.do(http.MethodGet, "/", "", now).leadsTo("/login")
}

func TestBodyLimit(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	// Somewhat too large: the form is there again, and says so.
	large := strings.Replace(form("send", "account_info:object", " note:text=VALUE"), "VALUE", strings.Repeat("x", builder.MaxBody), 1)
	a := c.post("/records/Account/account/new", large).is(http.StatusUnprocessableEntity).has("#problem", "This form is larger than 2 MB")
	if got := len(a.attr("[aria-label='account_info.note'] [name=v]", "value")); got != builder.MaxBody {
		t.Errorf("%d bytes of the value are left", got)
	}
	if n := c.box.Count("Account/add_account"); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	// Far too large.
	huge := "v=" + strings.Repeat("x", builder.HardMaxBody)
	c.post("/records/Account/account/new", huge).is(http.StatusRequestEntityTooLarge).has("h1", "The form is too large")
	part := c.postPart("/records/Account/account/new", huge).is(http.StatusRequestEntityTooLarge).hasNo("form").hasNo("header")
	if part.header.Get("HX-Retarget") != "#notices" {
		t.Errorf("the notice takes the place of %q", part.header.Get("HX-Retarget"))
	}
	c.post("/login", huge).is(http.StatusRequestEntityTooLarge)
}

func TestLogHoldsNoSecretsAndNoQueries(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {"demo"}, "token": {"wrong-Secret-1"}}.Encode()).is(http.StatusUnprocessableEntity)
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {"demo"}, "with": {"password"}, "password": {"wrong-Secret-2"}}.Encode())
	c.signIn()
	c.get("/records/Customer/customer?f.name=Private%25")
	c.get("/records/Customer/customer/1001")
	c.post("/records/Customer/customer/new", form("send", "customer_info:object", " name:text=Private Person", " login:text=private-login", " password:text=wrong-Secret-3"))
	c.box.Inject(sandbox.Rule{Method: "*", Kind: sandbox.HTML502, Times: 9})
	c.get("/records/Customer/customer?f.name=Private%25")
	log := c.log.String()
	for _, secret := range []string{sandbox.DemoToken, "wrong-Secret", "Private", "private-login", "f.name", "Bearer", "eyJ"} {
		if strings.Contains(log, secret) {
			t.Errorf("%q is in the log:\n%s", secret, log)
		}
	}
	for _, wanted := range []string{"route=/records/:service/:record ", "route=/records/:service/:record/new", "status=303", "status=502", "id="} {
		if !strings.Contains(log, wanted) {
			t.Errorf("%q is not in the log:\n%s", wanted, log)
		}
	}
}

func TestRequestIDIsOurOwn(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.do(http.MethodGet, "/nowhere", "", http.Header{"X-Request-Id": {"forged\"id"}}).is(http.StatusNotFound)
	id := a.header.Get("X-Request-Id")
	if !regexp.MustCompile(`^[a-z0-9]{12}$`).MatchString(id) {
		t.Errorf("the request's id is %q", id)
	}
	a.has("main", "Reference "+id)
	if !strings.Contains(c.log.String(), "id="+id) {
		t.Errorf("the log does not name %s", id)
	}
}
