package handlers_test

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"

	"portaconsole/handlers"
	"portaconsole/handlers/session"
	"portaconsole/porta/sandbox"
)

func TestNextStaysHere(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, tt := range []struct{ next, want string }{
		{"/records/Account/account?limit=50", "/records/Account/account?limit=50"},
		{"/records/Account/account/new", "/records/Account/account/new"},
		{"/records/Account/account?f.a=%26%3D&x=a b", "/records/Account/account?f.a=%26%3D&x=a%20b"},
		{"/records/Account/account/a%2Fb", "/records/Account/account/a%2Fb"},
		{"/records/Account/account#top", "/records/Account/account"},
		{"/%72ecords/Account/account", "/records/Account/account"},
		{"/journal?person=x", "/journal?person=x"},
		{"/", "/"},
		{"", "/"},
		{"records", "/"},
		{"?x=1", "/"},
		{"#x", "/"},
		// Elsewhere.
		{"//evil.example", "/"},
		{"///evil.example", "/"},
		{"/\\evil.example", "/"},
		{"/%5Cevil.example", "/"},
		{"/%2Fevil.example", "/"},
		{"/.//evil.example", "/"},
		{"https://evil.example", "/"},
		{"https://evil.example/records/Account/account", "/"},
		{"//evil.example/records/Account/account", "/"},
		{"javascript:alert(1)", "/"},
		{"/\t/evil.example", "/"},
		{"/\n/evil.example", "/"},
		{"/records/Account/account\r\nSet-Cookie: x", "/"},
		{"/records/Account/account?x\x00", "/"},
		// Signing in and out, however it is written.
		{"/logout", "/"},
		{"/login?next=/logout", "/"},
		{"/password", "/"},
		{"/./logout", "/"},
		{"/../logout", "/"},
		{"/x/../logout", "/"},
		{"/records/Account/account/../../../logout", "/"},
		{"/%2e/logout", "/"},
		{"/records/%2E%2E/logout", "/"},
		{"/records/Account/..%2F..%2Flogout", "/"},
		{"/records/Account/account/..%2F..%2F..%2Flogout", "/"},
		{"/%6cogout", "/"},
		{"/logou%74", "/"},
		{"/logout#", "/"},
		{"/logout#x", "/"},
		{"/logout?", "/"},
		{"/logout?x=1", "/"},
		{"/logout/", "/"},
		{"//logout", "/"},
		{"/%2Flogout", "/"},
		{"/logout%00", "/"},
		{"/logout%", "/"},
		// What is no page.
		{"/names?r=Customer/customer:1", "/"},
		{"/records/Customer/customer/pick?for=x", "/"},
		{"/session", "/"},
		{"/sessions/x/end", "/"},
		{"/sessions/others/end", "/"},
		{"/journal/x/reason", "/"},
		{"/journal/x/finding", "/"},
		{"/journal/export.csv", "/"},
		{"/healthz", "/"},
		{"/static/x.css", "/"},
		{"/nowhere", "/"},
		{"/records/Account/account?f.x=" + strings.Repeat("x", 5000), "/"},
	} {
		c.get("/login?" + url.Values{"next": {tt.next}}.Encode()).leadsTo(tt.want)
	}
}

// Wherever it was asked to lead: it leads to a page of ours, by an address that cannot be read in another way.
func FuzzWayBack(f *testing.F) {
	for _, s := range []string{
		"/records/Customer/customer?f.name=x&limit=25", "/journal/1/look", "/logout#", "/./logout", "/%6cogout", "//evil.example", "/views/new?list=%2Frecords",
		"/records/a/b/..%2F..", "https://evil.example/", "/methods/Account/add_account?set.a=1", "/drafts/%2e%2e",
	} {
		f.Add(s)
	}
	self := mustParse(f, "https://console.example.com/login")
	f.Fuzz(func(t *testing.T, next string) {
		to := handlers.WayBack(next)
		if again := handlers.WayBack(to); again != to {
			t.Fatalf("%q leads to %q, and that to %q", next, to, again)
		}
		u, err := self.Parse(to)
		if err != nil || u.Host != self.Host || u.Scheme != self.Scheme || u.Fragment != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
			t.Fatalf("%q leads to %q", next, to)
		}
		if path.Clean(u.Path) != u.Path || u.RequestURI() != to {
			t.Fatalf("%q leads to %q, which can be read as %q", next, to, u.RequestURI())
		}
		for i := range len(to) {
			if to[i] <= ' ' || to[i] > '~' || to[i] == '\\' {
				t.Fatalf("%q leads to %q", next, to)
			}
		}
		switch first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/"); first {
		case "", "about", "sessions", "methods", "records", "drafts", "views", "journal":
		default:
			t.Fatalf("%q leads to %q", next, to)
		}
	})
}

func TestEveryRouteHasAWayBack(t *testing.T) {
	page := map[string]bool{}
	routes := handlers.Routes()
	for _, r := range routes {
		page[r.Path] = page[r.Path] || r.Page
	}
	for _, r := range routes {
		switch {
		case r.Path == "/login", r.Path == "/logout", r.Path == "/password", r.Path == "/healthz", strings.HasPrefix(r.Path, "/static"): // need no session
			if r.Page || r.Before != "" {
				t.Errorf("%s %s is a page to come back to", r.Method, r.Path)
			}
		case !r.Page && r.Before == "" && !page[r.Path]:
			t.Errorf("%s %s is no page, and none leads there", r.Method, r.Path)
		case r.Before != "" && !page[r.Before]:
			t.Errorf("%s %s leads back to %s, which is no page", r.Method, r.Path, r.Before)
		}
	}
}

// lastEntry is the address of the journal's newest entry.
func (c *console) lastEntry() string {
	c.t.Helper()
	href, ok := c.get("/journal").doc.Find("tbody tr:first-child a[href^='/journal/']").Attr("href")
	if !ok {
		c.t.Fatal("the journal has no entry")
	}
	return href
}

const newCustomer = customers + "/new"

// Whatever met the end of the session: signing in again leads to a whole page.
func TestSigningInAgainLeadsToAPage(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post(newCustomer, form("send", "customer_info:object", " name:text=Way Back Ltd", " iso_4217:text=USD", " i_customer_type:integer=1")).is(http.StatusSeeOther)
	entry := c.lastEntry()
	c.post("/views/new", saving(openCustomers, "Open", "")).leadsTo(openCustomers)
	view := strings.TrimSuffix(c.get("/").attr("a[aria-label='Edit view Open']", "href"), "/edit")
	c.post(newCustomer, strings.Replace(form("update", "customer_info:object", " name:text=Kept Ltd"), "form=", "form=kept", 1))
	elsewhere := http.Header{"Hx-Current-Url": {"https://console.example.com" + customers + "?limit=50"}}
	for _, tt := range []struct{ method, path, body, want, wantPart string }{
		{"GET", customers + "?f.name=a%25", "", customers + "?f.name=a%25", ""},
		{"GET", customers + "?f.name=" + strings.Repeat("x", 5000), "", customers, ""},
		{"GET", customers + "/1001", "", customers + "/1001", ""},
		{"GET", entry + "/look", "", entry + "/look", ""},
		{"GET", "/names?r=Customer/customer:1001", "", "/", customers + "?limit=50"},
		{"GET", customers + "/pick?for=q&q=x", "", customers, customers + "?limit=50"},
		{"GET", "/journal/export.csv", "", "/journal", customers + "?limit=50"},
		{"POST", "/sessions/others/end", "", "/sessions", customers + "?limit=50"},
		{"POST", "/sessions/x/end", "", "/sessions", customers + "?limit=50"},
		{"POST", "/drafts/kept", "", "/", customers + "?limit=50"},
		{"POST", entry + "/finding", "finding=arrived", entry + "/look", customers + "?limit=50"},
		{"POST", entry + "/reason", "reason=", entry, entry},
		{"POST", entry + "/reason", "reason=because", entry, entry},
		{"POST", "/views/new", saving(openCustomers, "typed", ""), "/views/new?" + url.Values{"list": {openCustomers}, "name": {"typed"}}.Encode(), "/views/new?" + url.Values{"list": {openCustomers}, "name": {"typed"}}.Encode()},
		{"POST", "/views/new", saving(customers+"?f.name="+strings.Repeat("x", 3900), strings.Repeat("n", 200), ""), customers + "?f.name=" + strings.Repeat("x", 3900), customers + "?f.name=" + strings.Repeat("x", 3900)},
		{"POST", "/views/new", "list=", "/", customers + "?limit=50"},
		{"POST", view + "/edit", "op=rename&name=typed", view + "/edit?name=typed", view + "/edit?name=typed"},
		{"POST", view + "/edit", "op=delete", view + "/edit", customers + "?limit=50"},
		{"POST", newCustomer, "op=send", newCustomer, customers + "?limit=50"},
		{"POST", customers + "/1001/edit", "op=send", customers + "/1001/edit", customers + "?limit=50"},
	} {
		t.Run(tt.method+" "+tt.path[:min(len(tt.path), 60)], func(t *testing.T) {
			for _, part := range []bool{false, true} {
				want, header := tt.want, http.Header{}
				if part {
					header = elsewhere.Clone()
					header.Set("Hx-Request", "true")
					if tt.wantPart != "" {
						want = tt.wantPart
					}
				}
				c.clock.add(session.Idle)
				a := c.do(tt.method, tt.path, tt.body, header)
				login := a.header.Get("Location") + a.header.Get("Hx-Redirect")
				c.signIn()
				to := "/"
				if next := mustParse(t, login).Query().Get("next"); next != "" {
					to = next
				}
				if !strings.HasPrefix(login, "/login") || to != want {
					t.Fatalf("it leads to %q by %q, want %q", to, login, want)
				}
				for range 3 { // a page may lead to another one
					if a = c.get(to); a.status != http.StatusSeeOther {
						break
					}
					to = a.header.Get("Location")
				}
				if a.status != http.StatusOK || a.doc.Find("header").Length() == 0 || a.doc.Find("h1").Length() == 0 {
					t.Errorf("%s is answered with %d, h1 %q", to, a.status, a.text("h1"))
				}
			}
		})
	}
}

// A reason that met the end of the session is there again, also from the start page, until it is added.
func TestAReasonMeetsTheEndOfTheSession(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post(newCustomer, form("send", "customer_info:object", " name:text=Reason Ltd", " iso_4217:text=USD", " i_customer_type:integer=1")).is(http.StatusSeeOther)
	entry := c.lastEntry()
	const typed = "Asked for by <phone>,\nticket 7"
	c.clock.add(session.Idle)
	c.post(entry+"/reason", "reason=+").leadsTo("/login?next=" + url.QueryEscape(entry)) // nothing was typed, so nothing is said to be kept
	c.signIn()
	for _, reason := range []string{"a first try", typed} {
		c.clock.add(session.Idle)
		a := c.post(entry+"/reason", url.Values{"reason": {reason}}.Encode()).is(http.StatusSeeOther)
		if strings.Contains(a.header.Get("Location"), "try") || strings.Contains(a.header.Get("Location"), "ticket") {
			t.Errorf("the reason is in the address %s", a.header.Get("Location"))
		}
		c.signIn()
	}
	if got := c.get(entry).is(http.StatusOK).doc.Find("textarea#reason").Text(); got != typed {
		t.Errorf("the reason is %q", got)
	}
	draft := c.get("/").has("section[aria-labelledby=drafts]", "Reason for an entry of the journal").attr("section[aria-labelledby=drafts] li a", "href")
	c.get(draft).leadsTo(entry)
	// It is its owner's alone.
	c.signInAsOther()
	c.get(draft).is(http.StatusNotFound)
	c.signIn()
	c.post(entry+"/reason", url.Values{"reason": {typed}}.Encode()).leadsTo(entry)
	c.get(entry).has("dd.said", "Asked for by <phone>, ticket 7").hasNo("textarea#reason")
	c.get("/").hasNo("section[aria-labelledby=drafts]")
	c.get(draft).is(http.StatusNotFound)
}
