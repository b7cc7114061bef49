package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

// dt is the term of an attribute by the API's name, within what stands under a group's title.
func (a *answer) groupOf(name string) string {
	term := a.doc.Find("dt .api").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == name })
	return strings.Join(strings.Fields(term.Closest("section").Find("h2").First().Text()), " ")
}

func TestRecordItself(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	a := c.get(customers + "/1001").is(http.StatusOK)
	for _, r := range c.box.Requests() {
		if strings.HasPrefix(r.Method, "Customer/get_") && r.Method != "Customer/get_customer_info" || strings.Contains(r.Method, "_list") {
			t.Errorf("the page asks for %s", r.Method)
		}
	}
	if n := c.box.Count("Customer/get_customer_info"); n != 1 {
		t.Errorf("the customer was read %d times", n)
	}
	for name, want := range map[string]string{
		"i_customer": "Identity", "name": "Identity", "bill_status": "State", "balance": "Money", "iso_4217": "Money", "email": "Contact", "city": "Contact",
		"creation_date": "Dates", "billed_to": "Dates", "i_customer_class": "Belongs to", "login": "Access", "out_date_format": "Technical",
	} {
		if got := a.groupOf(name); got != want {
			t.Errorf("%s stands under %q, want %q", name, got, want)
		}
	}
	a.has("dt", "Currency iso_4217").has("dd .badge.good", "O – open").has("details.raw summary", "Without a value: ").has("details.raw .names", "midinit")
	a.has(".actions", "Edit").has(".actions", "Copy to new").has(".actions", "Terminate").has(".menu summary", "Actions")
	for label, want := range map[string]string{"Edit": customers + "/1001/edit", "Copy to new": customers + "/new?from=1001", "Terminate": customers + "/1001/end"} {
		if got := a.link(".head .actions > a", label); got != want {
			t.Errorf("%s leads to %q, want %q", label, got, want)
		}
	}
	if got, want := a.link(".menu a", "Make transaction make_transaction"), "/methods/Customer/make_transaction?set.i_customer=1001"; got != want {
		t.Errorf("the payment leads to %q, want %q", got, want)
	}
	a.has("nav.tabs [aria-current=page]", "Details")
	for label, want := range map[string]string{
		"Accounts": "account", "Extensions": "extension", "xDRs today": "xdr-today", "xDRs, 7 days": "xdr-week", "DID numbers": "number", "Active calls": "active_session",
		"Subscriptions": "subscription", "SIM cards": "sim_card", "Invoices": "invoice",
	} {
		if got := a.link("nav.tabs a", label); got != customers+"/1001?tab="+want {
			t.Errorf("the tab %s leads to %q", label, got)
		}
	}
}

// link is the address of the link with that text; "" when there is none.
func (a *answer) link(selector, label string) string {
	return a.doc.Find(selector).FilterFunction(func(_ int, s *goquery.Selection) bool {
		return strings.Join(strings.Fields(s.Text()), " ") == label
	}).AttrOr("href", "")
}

func TestTabs(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const list = "Account/get_account_list"
	account := accounts + "/" + c.first("/records/Account/alias", "", "i_master_account")
	owner := c.get(account).attr("dd a[href^='"+customers+"/']", "href")
	a := c.get(owner+"?tab=account").is(http.StatusOK).has("h1", "").has("nav.tabs [aria-current=page]", "Accounts").has("#record h2", "Accounts").hasNo(".groups")
	if got := a.text("title"); !strings.HasPrefix(got, "Accounts – ") {
		t.Errorf("the title is %q", got)
	}
	if got, want := c.sent(list), `{"i_customer":`+owner[len(customers)+1:]+`,"limit":20,"offset":0,"get_total":1}`; len(got) != 1 || got[0] != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	if got, want := a.link("#record .above a", "Open as a list"), accounts+"?f.i_customer="+owner[len(customers)+1:]; got != want {
		t.Errorf("the list is at %q, want %q", got, want)
	}
	if a.doc.Find("#record tbody a[href='"+account+"']").Length() == 0 {
		t.Errorf("%s is not among its customer's accounts", account)
	}
	before := c.box.Count("Customer/get_customer_info")
	part := c.part(owner+"?tab=account").is(http.StatusOK).has("#record h2", "Accounts").hasNo("h1")
	if part.text("#record tbody") != a.text("#record tbody") || c.box.Count("Customer/get_customer_info") != before {
		t.Error("the part is another tab, or reads the customer again")
	}

	aliases := c.get(account + "?tab=alias").is(http.StatusOK)
	id := account[strings.LastIndexByte(account, '/')+1:]
	if got, want := c.sent("Account/get_alias_list"), `{"i_master_account":`+id+`,"limit":20,"offset":0,"get_total":1}`; got[len(got)-1] != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	aliases.has(".range", "1–")
	c.get(account + "?tab=active_session").is(http.StatusOK)
	name := c.get(account).text("h1")
	if got, want := c.sent("BillingSession/get_active_sessions_list"), `{"account_id":`+attr.TextValue(name).JSON()+`,`; len(got) != 1 || !strings.HasPrefix(got[0], want) {
		t.Errorf("sent %s, want %s…", got, want)
	}
	c.part(account + "?tab=active_session").is(http.StatusOK)
	if got := c.sent("BillingSession/get_active_sessions_list"); len(got) != 2 || got[0] != got[1] {
		t.Errorf("the part asks %s", got)
	}
	c.get(owner+"?tab=no").is(http.StatusNotFound).has("main", "There is no tab of that name.")
}

func TestTabsOfTime(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	for tab, days := range map[string]int{"xdr-today": 1, "xdr-week": 7} {
		start := time.Now().UTC()
		a := c.get(customers + "/1001?tab=" + tab).is(http.StatusOK).hasNo("#problem")
		sent := c.sent("Customer/get_customer_xdrs")
		v, err := attr.Parse([]byte(sent[len(sent)-1]), attr.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		from, err1 := time.Parse(catalog.DateTimeLayout, v.Get("from_date").Text())
		to, err2 := time.Parse(catalog.DateTimeLayout, v.Get("to_date").Text())
		if err1 != nil || err2 != nil || to.Sub(from) != time.Duration(days)*24*time.Hour || time.Now().Before(from) || !start.Before(to) {
			t.Errorf("%s asks from %s to %s", tab, from, to)
		}
		q := mustParse(t, a.link("#record .above a", "Open as a list")).Query()
		if q.Get("f.i_customer") != "1001" || q.Get("f.from_date") != v.Get("from_date").Text() || q.Get("f.to_date") != v.Get("to_date").Text() {
			t.Errorf("the list is %v", q)
		}
	}
}

// restricted is signed in as somebody who may change nothing, and list no products.
func restricted(t *testing.T) *console {
	t.Helper()
	c := newConsole(t, sandbox.Options{})
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.RestrictedLogin}, "token": {sandbox.RestrictedToken}}.Encode()).is(http.StatusSeeOther)
	return c
}

// A list that fails, or is not for the user, is that tab's matter alone.
func TestTabsThatFail(t *testing.T) {
	t.Parallel()
	c := restricted(t)
	c.get(customers+"/1001?tab=product").is(http.StatusOK).has("#problem", "Your PortaBilling user may not do this.").has("#problem details", "Read Products.*any* denied").has("h1", "")
	after := c.get(customers+"/1001").is(http.StatusOK).has("nav.tabs .off", "Products (Your PortaBilling user may not do this.")
	if after.link("nav.tabs a", "Products") != "" || after.link("nav.tabs a", "Accounts") == "" {
		t.Error("the wrong tabs are closed")
	}

	c.box.Inject(sandbox.Rule{Method: "Customer/get_extensions_list", Kind: sandbox.HTML502})
	c.get(customers+"/1001?tab=extension").is(http.StatusOK).has("#problem", "PortaBilling could not be reached.")
	c.part(customers+"/1001?tab=extension").is(http.StatusOK).has("#problem", "PortaBilling could not be reached.")
	c.get(customers + "/1001").is(http.StatusOK)
	c.box.EndSessions()
	if got := c.part(customers + "/1001?tab=account").is(http.StatusNoContent).header.Get("HX-Redirect"); !strings.HasPrefix(got, "/login?") {
		t.Errorf("a dead session leads to %q", got)
	}
}

func TestDeniedChangesAreGreyed(t *testing.T) {
	t.Parallel()
	c := restricted(t)
	c.get(accounts + "/10001").is(http.StatusOK).hasNo(".denied")
	c.post(newAccount, form("send", account("x@denied")...)).is(http.StatusForbidden).has("#problem", "Your PortaBilling user may not do this.")
	a := c.get(accounts+"/10001").is(http.StatusOK).has(".denied", "Copy to new: Your PortaBilling user may not do this.").has(".head .actions [aria-disabled=true]", "Copy to new")
	if a.link(".head .actions a", "Copy to new") != "" || a.link(".head .actions a", "Edit") == "" {
		t.Error("the wrong buttons are closed")
	}
}

func TestReadOnlySiteIsSaidOnEveryPage(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{Mode: "read_only"})
	c.get(customers).hasNo(".notice.warn")
	c.post(newAccount, form("send", account("x@ro")...)).is(http.StatusUnprocessableEntity).has("#problem", "This PortaBilling site cannot write at the moment.")
	c.get(customers).is(http.StatusOK).has(".notice.warn", "Looking things up still works.")
}

// Whatever can be read is shown by the same page, whether the server has a method for one record or only a list.
func TestEveryRecordTypeIsRead(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	for list, want := range map[string]string{
		accounts: "", customers: "", "/records/Account/alias": "?by.id=", "/records/Account/subscription?f.i_account=10001": "?by.i_account=", "/records/DID/number": "", "/records/SIMCard/sim_card": "",
		"/records/Subscription/subscription": "", "/records/Product/product": "", "/records/CustomFields/custom_field": "",
	} {
		t.Run(list, func(t *testing.T) {
			href := c.get(list).is(http.StatusOK).attr("table tbody tr:first-child td:first-child a", "href")
			list, _, _ := strings.Cut(list, "?")
			if !strings.HasPrefix(href, list+"/") || !strings.Contains(href, want) || want == "" && strings.Contains(href, "?") {
				t.Fatalf("the first row leads to %q", href)
			}
			a := c.get(href).is(http.StatusOK).has(".groups h2", "Identity")
			id := strings.TrimPrefix(strings.Split(href, "?")[0], list+"/")
			if !strings.Contains(a.text(".groups dd"), id) {
				t.Errorf("%s is not on its page", id)
			}
			if edit := a.link(".head .actions a", "Edit"); want != "" && edit != strings.Replace(href, "?", "/edit?", 1) {
				t.Errorf("Edit leads to %q", edit)
			}
		})
	}
	alias := c.get("/records/Account/alias").attr("table tbody tr:first-child td:first-child a", "href")
	c.get("/records/Account/alias/find?then=edit&" + strings.SplitN(alias, "?", 2)[1]).leadsTo(strings.Replace(alias, "?", "/edit?", 1))
	c.get("/records/Account/alias/999999999?by.id=nobody").is(http.StatusNotFound).has("main", "There is no alias with the number 999999999.")
	c.get("/records/Account/alias/1").is(http.StatusNotFound).has("main", "This server cannot show a single alias.")
	c.get("/records/Account/alias/1?by.password=x").is(http.StatusNotFound).has("main", "alias cannot be looked up by password.")
	c.get("/records/Account/subscription/1?by.i_account=x").is(http.StatusNotFound)
	for _, id := range []string{"01001", "+1001", "1001.0", "%31", "-", "99999999999999999999"} {
		c.get(customers + "/" + id).is(http.StatusNotFound)
	}
}

func TestArraysOfFlatObjectsAreTables(t *testing.T) {
	t.Parallel()
	rule := oddServer(t, `{"product_info":{"i_product":7,"name":"P","services":[{"name":"Voice","i_service":3,"empty":null},{"name":"SMS","i_product":8}],
		"end_user_name":"E","nested":[{"name":"first one","more":{"a":1}}],"features":[{"name":"f","attributes":[{"name":"in","values":["x",null,"y"]}],"locks":[]}],"none":[],"phones":["1","2"],"settings":{"a":{"b":"deep"}},"stray":"here"}}`)
	c := newConsole(t, sandbox.Options{}, rule)
	c.signInTo(rule)
	a := c.get("/records/Product/product/7").is(http.StatusOK)
	for of, want := range map[string]string{"Services": "name i_service i_product", "Features": "name attributes name values"} {
		table := "[role=region][aria-label='Table of " + of + "']"
		if got := strings.Join(a.doc.Find(table+" th").Map(text), " "); got != want {
			t.Errorf("the columns of %s are %q", of, got)
		}
	}
	a.has("tbody", "SMS").has("td td", "x, y").has(".names", "none").has("dd", "deep").has("dd", "1, 2")
	a.has("dt", "first one 0")
	if got := a.groupOf("end_user_name"); got != "Further" {
		t.Errorf("a name of nothing that is referred to stands under %q", got)
	}
	if got := a.groupOf("stray"); got != "Not in this server's description" {
		t.Errorf("an unknown attribute stands under %q", got)
	}
	if titles := a.doc.Find(".groups h2").Map(text); !strings.HasPrefix(strings.TrimSpace(titles[len(titles)-1]), "Not in") {
		t.Errorf("the groups are %q", titles)
	}
}
