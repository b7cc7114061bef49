package handlers_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/sandbox"
)

func TestEverythingNeedsSigningIn(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	for path, next := range map[string]string{
		"/":                          "/login",
		"/records/Customer/customer": "/login?next=%2Frecords%2FCustomer%2Fcustomer",
		"/records/Customer/customer?f.name=a%25&offset=25": "/login?next=%2Frecords%2FCustomer%2Fcustomer%3Ff.name%3Da%2525%26offset%3D25",
		"/records/Account/account/new":                     "/login?next=%2Frecords%2FAccount%2Faccount%2Fnew",
		"/records/Account/account/7":                       "/login?next=%2Frecords%2FAccount%2Faccount%2F7",
	} {
		c.get(path).leadsTo(next)
		a := c.part(path).is(http.StatusNoContent)
		if got := a.header.Get("HX-Redirect"); got != next {
			t.Errorf("%s for htmx leads to %q, want %q", path, got, next)
		}
	}
	c.post("/records/Account/account/new?x=1", "op=send").leadsTo("/login?next=%2Frecords%2FAccount%2Faccount%2Fnew")
	c.get("/healthz").is(http.StatusOK)
}

// freePort is a port on which nothing listens.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func pinOf(s *httptest.Server) string {
	sum := sha256.Sum256(s.Certificate().RawSubjectPublicKeyInfo)
	return "sha256:" + base64.StdEncoding.EncodeToString(sum[:])
}

func portOf(t testing.TB, s *httptest.Server) int {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestEachFailureToSignInHasItsSentence(t *testing.T) {
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<h1>It works!</h1>"))
	}))
	defer web.Close()
	plain := httptest.NewServer(nil)
	defer plain.Close()
	closed := freePort(t)
	c := newConsole(t, sandbox.Options{},
		porta.Rule{Name: "web", Host: "127.0.0.1", Pin: pinOf(web), Realms: map[string]int{"admin": portOf(t, web), "reseller": portOf(t, plain)}},
		porta.Rule{Name: "impostor", Host: "127.0.0.1", Pin: "sha256:" + base64.StdEncoding.EncodeToString(make([]byte, 32)), Realms: map[string]int{"admin": portOf(t, web)}},
		porta.Rule{Name: "closed", Host: "127.0.0.1", Realms: map[string]int{"admin": closed}},
		porta.Rule{Host: "no-such-host.invalid"},
	)
	_, boxPort := c.box.Addr("admin")
	for _, tt := range []struct {
		name, domain string
		port         int
		login, token string
		want         string
		field        string
	}{
		{"wrong token", "sandbox", boxPort, "demo", "wrong", "PortaBilling does not accept this login with this API token.", "login"},
		{"unknown login", "sandbox", boxPort, "nobody", "wrong", "PortaBilling does not accept this login with this API token.", "login"},
		{"unknown name", "no-such-host.invalid", 443, "demo", "x", "There is no server with the name no-such-host.invalid.", "domain"},
		{"closed port", "closed", closed, "demo", "x", "Nothing answers at closed:" + strconv.Itoa(closed), "port"},
		{"no PortaBilling", "web", portOf(t, web), "demo", "x", "Something answers at web:" + strconv.Itoa(portOf(t, web)) + ", but it is not PortaBilling.", "domain"},
		{"no TLS", "web", portOf(t, plain), "demo", "x", "Something answers at web:" + strconv.Itoa(portOf(t, plain)) + ", but it is not PortaBilling.", "domain"},
		{"another certificate", "impostor", portOf(t, web), "demo", "x", "The certificate of impostor:" + strconv.Itoa(portOf(t, web)) + " is not the one", "domain"},
		{"any other host", "example.com", 443, "demo", "x", "This console may not sign in to that server.", "domain"},
		{"an address", "169.254.169.254", 443, "demo", "x", "This console may not sign in to that server.", "domain"},
		{"this machine", "127.0.0.1.nip.example", boxPort, "demo", "x", "This console may not sign in to that server.", "domain"},
		{"another port", "sandbox", closed, "demo", "x", "This console may not sign in at that port.", "port"},
		{"no port", "sandbox", 0, "demo", "x", "The port is a number from 1 to 65535", "port"},
		{"no login", "sandbox", boxPort, "", "x", "Type your login and your API token.", "login"},
		{"no token", "sandbox", boxPort, "demo", "", "Type your login and your API token.", "login"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := c.post("/login", url.Values{
				"domain": {tt.domain}, "port": {strconv.Itoa(tt.port)}, "login": {tt.login}, "token": {tt.token}, "next": {"/records/Customer/customer"},
			}.Encode()).is(http.StatusUnprocessableEntity)
			a.has("#problem", tt.want)
			if tt.field != "" {
				a.has("#problem a[href='#"+tt.field+"']", tt.want)
			}
			// What was typed is kept, secrets excepted.
			for field, want := range map[string]string{
				"domain": tt.domain, "port": strconv.Itoa(tt.port), "login": tt.login, "token": "", "next": "/records/Customer/customer",
			} {
				if got := a.attr("input[name="+field+"]", "value"); got != want {
					t.Errorf("%s is %q afterwards, want %q", field, got, want)
				}
			}
		})
	}
}

func TestPasswordSignIn(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	typed := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {"demo"}, "token": {"half-typed"}, "next": {"/records/Account/account"}}
	typed.Set("switch", "password")
	a := c.post("/login", typed.Encode()).is(http.StatusOK).hasNo("[name=token]").has("button", "Use API token instead")
	if got := a.attr("input[name=login]", "value"); got != "demo" {
		t.Errorf("the login is %q after the switch", got)
	}
	if n := c.box.Count("Session/login"); n != 0 {
		t.Errorf("the switch signed in %d times", n)
	}
	typed.Del("switch")
	typed.Set("with", "password")
	typed.Set("password", "wrong")
	c.post("/login", typed.Encode()).is(http.StatusUnprocessableEntity).has("#problem", "this login with this password").has("button", "Use API token instead")
	typed.Set("password", sandbox.DemoPassword)
	c.post("/login", typed.Encode()).leadsTo("/records/Account/account")
}

// What something in between says, or PortaBilling of a breakdown, is no word on login, domain or port.
func TestSignInThatNobodyRefused(t *testing.T) {
	t.Parallel()
	c := newConsole(t, sandbox.Options{})
	const between = "Something in between answered with status "
	for _, tt := range []struct {
		s    stands
		says string
	}{
		{stands{408, "page", ""}, between + "408, and PortaBilling did not answer. Try again in a moment; if it stays so, check domain and port."},
		{stands{429, "page", ""}, between + "429"}, {stands{403, "page", ""}, between + "403"},
		{stands{404, "page", ""}, "Something answers at sandbox:" + c.port() + ", but it is not PortaBilling."},
		{refusal(401, "Client.Session.check_auth.auth_failed", ""), "PortaBilling reported a failure on the way: "},
		{refusal(500, "Server.Session.internal_error", ""), "PortaBilling reported a failure on the way: Text of the fault. Try again in a moment."},
		{refusal(500, "Server.Session.auth_failed", ""), "PortaBilling does not accept this login with this API token."},
	} {
		c.box.ClearFaults()
		r := tt.s.rule("Session/login", false)
		r.Times = 0
		c.box.Inject(r)
		c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {"demo"}, "token": {"x"}}.Encode()).
			is(http.StatusUnprocessableEntity).has("#problem", tt.says)
	}
}

func TestThrottledSignIn(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	typed := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {"demo"}, "token": {"x"}}
	c.box.Inject(sandbox.Rule{Method: "Session/login", Kind: sandbox.Fault("Server.Session.cannot_login_brute_force_activity")})
	c.post("/login", typed.Encode()).is(http.StatusUnprocessableEntity).has("#problem", "Too many wrong sign-ins. Wait")
	if n := c.box.Count("Session/login"); n != 1 {
		t.Errorf("a refused sign-in was sent %d times", n)
	}
}

func TestExpiredPasswordPage(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	c.get("/password").leadsTo("/login")
	who := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.ExpiredLogin}, "next": {"/records/Account/account"}}
	login := url.Values{"with": {"password"}, "password": {sandbox.ExpiredPassword}}
	a := c.post("/login", who.Encode()+"&"+login.Encode()).is(http.StatusSeeOther)
	page := a.header.Get("Location")
	if strings.Contains(page, sandbox.ExpiredPassword) || !strings.HasPrefix(page, "/password?") {
		t.Fatalf("the expired password leads to %q", page)
	}
	c.get(page).is(http.StatusOK).has("h1", "Change your password").has(".notice", "The password of "+sandbox.ExpiredLogin+" has expired.")
	for _, tt := range []struct{ name, old, fresh, repeat, field, want string }{
		{"no old one", "", "Fresh-Passw0rd", "Fresh-Passw0rd", "old", "Type the old password."},
		{"no new one", "x", "", "", "new", "Type a new password."},
		{"two new ones", "x", "Fresh-Passw0rd", "Fresh-Passw1rd", "repeat", "The two new passwords are not the same."},
		{"wrong old one", "wrong", "Fresh-Passw0rd", "Fresh-Passw0rd", "old", "PortaBilling does not accept the old password."},
		{"too weak", sandbox.ExpiredPassword, "weak", "weak", "new", "PortaBilling refused the new password: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := c.post("/password", who.Encode()+"&"+url.Values{"old": {tt.old}, "new": {tt.fresh}, "repeat": {tt.repeat}}.Encode())
			a.is(http.StatusUnprocessableEntity).has("#problem a[href='#"+tt.field+"']", tt.want)
			if strings.Contains(a.body, "Passw0rd") {
				t.Error("a password is sent back")
			}
		})
	}
	fresh := url.Values{"old": {sandbox.ExpiredPassword}, "new": {"Fresh-Passw0rd"}, "repeat": {"Fresh-Passw0rd"}}
	c.post("/password", who.Encode()+"&"+fresh.Encode()).leadsTo("/records/Account/account")
	c.get("/").is(http.StatusOK)
}
