package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers/seal"
	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/sandbox"
)

// twoServers is a console that may sign in to two sandboxes: "sandbox", called Sandbox, and "production", called Production.
func twoServers(t *testing.T) (c *console, production *sandbox.Server) {
	t.Helper()
	production, err := sandbox.Start(sandbox.Options{Customers: 100})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = production.Close() })
	host, port := production.Addr("admin")
	return newConsole(t, sandbox.Options{}, porta.Rule{
		Name: "production", Host: host, Label: "Production", Production: true, Realms: map[string]int{"admin": port}, Pin: production.Fingerprint(),
	}), production
}

// signInTo signs in in this browser as somebody else, or to another server, as another tab does.
func (c *console) signInAs(server string, box *sandbox.Server, login, token string) {
	c.t.Helper()
	_, port := box.Addr("admin")
	a := c.post("/login", url.Values{"domain": {server}, "port": {strconv.Itoa(port)}, "login": {login}, "token": {token}}.Encode())
	a.is(http.StatusSeeOther)
}

// pageSeal is what the page's requests for parts carry.
func pageSeal(a *answer) http.Header {
	return http.Header{"Hx-Request": {"true"}, seal.Header: {a.attr("meta[name=seal]", "content")}}
}

// A form that was opened on one server, or by one user, is sent to no other: not by scripts and not without, whatever it does.
func TestFormOfAnother(t *testing.T) {
	t.Parallel()
	for _, other := range []struct {
		name, is string // who has signed in meanwhile
		signIn   func(c *console, production *sandbox.Server)
	}{
		{"another server", "demo on Production", func(c *console, production *sandbox.Server) {
			c.signInAs("production", production, sandbox.DemoLogin, sandbox.DemoToken)
		}},
		{"another user", "restricted on Sandbox", func(c *console, _ *sandbox.Server) {
			c.signInAs("sandbox", c.box, sandbox.RestrictedLogin, sandbox.RestrictedToken)
		}},
	} {
		for _, tt := range []struct {
			name, page, body string
			drafts           int // how many forms its owner finds afterwards
		}{
			{"end", "/records/Customer/customer/1001/end", "confirm=1001", 1},
			{"create", "/records/Customer/customer/new", "reason=x", 1},
			{"edit", "/records/Customer/customer/1001/edit", "reason=x", 1},
			{"charge", "/methods/Customer/make_transaction?set.i_customer=1001&set.action=Manual+charge&set.amount=9.99", "reason=x", 1},
		} {
			t.Run(other.name+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				c, production := twoServers(t)
				c.signIn()
				page := c.get(tt.page).is(http.StatusOK)
				action := page.attr("form#builder", "action")
				other.signIn(c, production)
				before := len(c.box.Requests()) + len(production.Requests())
				body := posted(page, "send", tt.body)
				for _, a := range []*answer{c.post(action, body), c.postPart(action, body)} {
					a.is(http.StatusConflict).has("main, section", "This form was opened as demo on Sandbox; you are now "+other.is+". Nothing was sent.")
					a.has("main, section", "What you typed is kept for demo on Sandbox.").has("a.button", "Sign in as demo on Sandbox")
				}
				for _, r := range append(c.box.Requests(), production.Requests()...)[before:] {
					if !strings.Contains(r.Method, "get_") && !strings.HasPrefix(r.Method, "Session/") {
						t.Errorf("%s was sent", r.Method)
					}
				}
				c.get("/").hasNo("form[action^='/drafts/']")
				c.get("/journal").hasNo("tbody tr td a[href*='make_transaction']")
				way := c.post(action, body).attr("section a.button", "href")
				if u := mustParse(t, way); u.Query().Get("domain") != "sandbox" || u.Query().Get("login") != "demo" || u.Query().Get("port") != c.port() {
					t.Errorf("the way on is %s", way)
				}
				c.signIn()
				if n := c.get("/").doc.Find("form[action^='/drafts/']").Length(); n != tt.drafts {
					t.Errorf("its owner finds %d forms, want %d", n, tt.drafts)
				}
				draft := c.get(mustParse(t, way).Query().Get("next")).is(http.StatusOK)
				if got := draft.attr("form#builder", "action"); got != action {
					t.Errorf("the form that is kept posts to %s, want %s", got, action)
				}
			})
		}
	}
}

// Short forms and parts of a page are let through to nobody else either, and once their owner is back they work again.
func TestPageOfAnother(t *testing.T) {
	t.Parallel()
	c, production := twoServers(t)
	c.signIn()
	list := c.get("/records/Customer/customer").is(http.StatusOK)
	view := c.part("/views/new?list=" + url.QueryEscape("/records/Customer/customer")).is(http.StatusOK)
	fields := "&list=" + url.QueryEscape("/records/Customer/customer") + "&name=Mine"
	body := "seal=" + url.QueryEscape(view.attr("form.name-view input[name=seal]", "value")) + fields
	of := pageSeal(list)
	c.signInAs("production", production, sandbox.DemoLogin, sandbox.DemoToken)
	says := "This form was opened as demo on Sandbox; you are now demo on Production."
	c.post("/views/new", body).is(http.StatusConflict).has("main", says)
	for _, part := range []string{"/records/Customer/customer?limit=10", "/records/Customer/customer/pick?row=x", "/names?ref=Customer/customer/1", "/methods?q=account"} {
		c.do(http.MethodGet, part, "", of).is(http.StatusConflict).has("section", says)
	}
	c.do(http.MethodGet, "/session", "", of).is(http.StatusOK).has("#session", "You are now demo on Production: another tab has signed in. This page was opened as demo on Sandbox")
	c.get("/").hasNo("a[href^='/views/']")
	c.signIn()
	c.do(http.MethodGet, "/session", "", of).is(http.StatusOK).hasNo("#session section")
	c.do(http.MethodGet, "/records/Customer/customer?limit=10", "", of).is(http.StatusOK)
	c.post("/views/new", body).is(http.StatusSeeOther)
	c.get("/").has("a[href^='/views/']", "Mine")
}

// A form posts to the address for which it was drawn, and under its own id: a body without one, or with another's, is none of ours.
func TestFormElsewhere(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const charge = "/methods/Customer/make_transaction"
	page := c.get(charge + "?set.i_customer=1001&set.action=Manual+charge&set.amount=9.99").is(http.StatusOK)
	body := posted(page, "send")
	c.post("/methods/Account/make_transaction", body).is(http.StatusConflict).has("main", "Open this page again")
	id := page.attr("input[name=form]", "value")
	for range 3 {
		c.post(charge, strings.ReplaceAll(body, "form="+id+"&", "")).is(http.StatusUnprocessableEntity).has("main", "Not a form of this console")
	}
	c.post(charge, strings.ReplaceAll(body, "form="+id+"&", "form=another&")).is(http.StatusUnprocessableEntity).has("main", "Not a form of this console")
	if n := c.box.Count("Customer/make_transaction"); n != 0 {
		t.Errorf("%d were sent", n)
	}
	c.post(charge, body).is(http.StatusOK)
	if n := c.box.Count("Customer/make_transaction"); n != 1 {
		t.Errorf("%d were sent, want 1", n)
	}
}

// What stands behind another port of a server may be another installation, and who somebody is names the server alone: so only the ports that are
// known to be of its realms can be signed in to, with a password to be changed too.
func TestAnotherPortOfAServer(t *testing.T) {
	t.Parallel()
	another, err := sandbox.Start(sandbox.Options{Customers: 20, Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = another.Close() })
	host, port := another.Addr("admin")
	c := newConsole(t, sandbox.Options{}, porta.Rule{Name: "plain", Host: host, Plain: true, Realms: map[string]int{"admin": port - 1}})
	who := url.Values{"domain": {"plain"}, "port": {strconv.Itoa(port)}, "login": {sandbox.DemoLogin}}
	for _, door := range []struct{ path, secrets string }{
		{"/login", "&token=" + sandbox.DemoToken}, {"/password", "&old=" + sandbox.DemoPassword + "&new=Fresh-Passw0rd&repeat=Fresh-Passw0rd"},
	} {
		c.post(door.path, who.Encode()+door.secrets).is(http.StatusUnprocessableEntity).has("#problem", "This console may not sign in at that port.")
	}
	if n := len(another.Requests()); n != 0 {
		t.Errorf("it was asked %d times", n)
	}
}

// Nothing is kept of a form that bears another id than its seal: under that one its owner may have another form.
func TestFormOfAnotherUnderAnotherID(t *testing.T) {
	t.Parallel()
	c, production := twoServers(t)
	c.signIn()
	const path = "/records/Customer/customer/new"
	page := c.get(path).is(http.StatusOK)
	id := page.attr("input[name=form]", "value")
	forged := strings.Replace(posted(page, "send", "reason=x"), "form="+id, "form=another", 1)
	c.signInAs("production", production, sandbox.DemoLogin, sandbox.DemoToken)
	says := c.post(path, forged).is(http.StatusConflict).text("main")
	if strings.Contains(says, "is kept") {
		t.Errorf("the page says %q", says)
	}
	c.post("/logout", "")
	c.post(path, forged).is(http.StatusSeeOther)
	c.signIn()
	for _, draft := range []string{"another", id} {
		c.get("/drafts/" + draft).is(http.StatusNotFound)
	}
}

// A page from before an upgrade has no seal, and one of another key has one that does not open: nothing of it is sent, and what was typed is
// shown to go on with.
func TestFormOfNobody(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	elsewhere, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = elsewhere.Close() })
	const charge = "/methods/Customer/make_transaction"
	body := form("send", "i_customer:integer=10001", "action:text=Manual charge", "amount:decimal=9.99")
	of := seal.Form{Owner: c.whoIsIn(), Path: charge, ID: "test3", Drawn: time.Now()}
	for _, tt := range []struct{ name, seal string }{
		{"none", ""}, {"no seal", "x"}, {"of another key", seal.Write(elsewhere, of)}, {"for another purpose", c.kept.SealFor("another", []byte("{}"))},
		{"without an owner", seal.Write(c.kept, seal.Form{Path: charge, ID: "test3"})}, {"endless", strings.Repeat("A", 64<<10)},
	} {
		a := c.post(charge, "seal="+url.QueryEscape(tt.seal)+"&"+body).is(http.StatusConflict)
		a.has("#problem", "It cannot be told for whom this form was opened").has("#problem", "Nothing was sent. You are demo on Sandbox")
		if got := a.attr("[aria-label=amount] input[name=v]", "value"); got != "9.99" {
			t.Errorf("%s: the amount is %q", tt.name, got)
		}
		if got := a.attr("input[name=form]", "value"); got != "test3" {
			t.Errorf("%s: the form is called %q: what was sent under its name would be sent again", tt.name, got)
		}
		for _, path := range []string{"/views/new", "/drafts/test3", "/sessions/others/end", "/journal/x/reason", "/journal/x/finding"} {
			if tt.name == "endless" {
				continue // is beyond what such a form may bring
			}
			c.post(path, "seal="+url.QueryEscape(tt.seal)).is(http.StatusConflict).has("main", "Open this page again")
		}
		c.do(http.MethodGet, "/names", "", http.Header{"Hx-Request": {"true"}, seal.Header: {tt.seal}}).is(http.StatusConflict).has("section", "Open this page again")
	}
	if n := c.box.Count("Customer/make_transaction"); n != 0 {
		t.Errorf("%d were sent", n)
	}
	end := c.post(endAccount, "seal=&"+form("send")+"&confirm=10001&base="+url.QueryEscape(`{"title":"Lonergan"}`)).is(http.StatusConflict)
	if end.has("h1", "Terminate account"); strings.Contains(end.text("h1"), "Lonergan") {
		t.Errorf("the heading is of the form that came: %q", end.text("h1"))
	}
}
