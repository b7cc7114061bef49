package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

const (
	endAccount       = "/records/Account/account/10001/end"
	terminateAccount = "Account/terminate_account"
)

func TestTerminate(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	record := c.get("/records/Account/account/10001").is(http.StatusOK).has(".head a[href='"+endAccount+"']", "Terminate")
	name := record.text("h1")
	page := c.get(endAccount).is(http.StatusOK).has("h1", "Terminate account "+name).has(".intro", "stops working at once and stays listed as closed")
	page.has("label[for=confirm]", "Name of the account").has("button.main-action", "Terminate account")
	page.has("[aria-label=force]", "ignore sessions").has("[aria-label=release_assigned_did]", "return DID to pool").hasNo("[aria-label=i_account]")
	if strings.Contains(page.attr("input[name=base]", "value"), "balance") {
		t.Error("the form carries more of the record than its name")
	}

	for _, typed := range []string{"", "another", "10002"} {
		a := c.post(endAccount, posted(page, "send", "confirm="+typed)).is(http.StatusUnprocessableEntity)
		a.has("#problem a[href='#confirm']", "Name of the account: Type "+name).has("#confirm-mistake", "the right one")
	}
	if n := c.box.Count(terminateAccount); n != 0 {
		t.Fatalf("%d requests were sent", n)
	}
	body := strings.Replace(posted(page, "send", "confirm= "+name+" "), "&v=", "&v=yes", 1)
	c.post(endAccount, body).leadsTo("/records/Account/account/10001")
	if sent := c.sent(terminateAccount); len(sent) != 1 || sent[0] != `{"force":1,"i_account":10001}` {
		t.Errorf("sent %s", sent)
	}
	c.get("/records/Account/account/10001").is(http.StatusOK).has(".notice.good", "was terminated.").has("dd", "terminated")
	c.get("/").has("main", "ended")
	c.get("/journal?record=account+10001").has("tbody", "terminate account 10001").has("tbody a[href='/records/Account/account/10001']", "account 10001")
	c.post(endAccount, body).leadsTo("/records/Account/account/10001") // a second press
	if n := c.box.Count(terminateAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestDeleteLeadsToTheList(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	made := c.post("/records/Product/product/new", form("send", "product_info:object", " name:text=Short-lived", " iso_4217:text=USD"))
	end := made.is(http.StatusSeeOther).header.Get("Location") + "/end"
	page := c.get(end).is(http.StatusOK).has("h1", "Delete product Short-lived").has(".intro", "gone for good")
	c.post(end, posted(page, "send", "confirm=Short-lived")).leadsTo("/records/Product/product")
	c.get("/records/Product/product").is(http.StatusOK).has(".notice.good", "product Short-lived was deleted.").has("h1[autofocus]", "product")
	c.get("/records/Product/product").hasNo(".notice.good")
	c.get(end).is(http.StatusNotFound)
}

// A key inside an object of the request is put there, beside what the form has.
func TestEndByANestedKey(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const end = "/records/Account/alias/10001/end"
	c.post(end, form("send", "alias_info:object", " i_master_account:integer=7", "release_assigned_did:boolean=no")+"&confirm=10001")
	if sent := c.sent("Account/delete_alias"); len(sent) != 1 || sent[0] != `{"alias_info":{"i_master_account":7,"i_account":10001},"release_assigned_did":0}` {
		t.Errorf("sent %s", sent)
	}
}

func TestEndWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range []sandbox.Kind{sandbox.Lost, sandbox.Drop, sandbox.Cut, sandbox.HTML502} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			c.box.Inject(sandbox.Rule{Method: terminateAccount, Kind: kind, Times: 1})
			page := c.get(endAccount).is(http.StatusOK)
			body := posted(page, "send", "confirm=10001")
			a := c.post(endAccount, body).is(http.StatusUnprocessableEntity)
			a.has("#problem", "PortaBilling did not answer. The account may have been terminated. Look for it").has("button.main-action", "Send again")
			found := "It seems to have arrived"
			if kind == sandbox.Drop {
				found = "It seems not to have arrived"
			}
			if kind != sandbox.HTML502 { // of which nobody knows
				c.get(a.attr("#problem a.button", "href")).has("#finding", found)
			}
			c.post(endAccount, body).is(http.StatusUnprocessableEntity).has("#problem", "already sent at")
			if n := c.box.Count(terminateAccount); n != 1 {
				t.Errorf("%d requests were sent", n)
			}
			c.post(endAccount, posted(a, a.attr(".send .main-action", "value"), "confirm=10001")).leadsTo("/records/Account/account/10001")
			if n := c.box.Count(terminateAccount); n != 2 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

func TestNothingToEnd(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	for path, says := range map[string]string{
		"/records/Account/account/99999999/end":   "There is no account with the number",
		"/records/Account/account/x/end":          "no account with this number",
		"/records/Account/account/-1/end":         "no account with this number",
		"/records/Account/account/%2e%2e/end":     "no account with this number",
		"/records/Account/nothing/1/end":          "no record type of that name",
		"/records/Customer/customer_metric/1/end": "It can be called as a custom operation",
	} {
		c.get(path).is(http.StatusNotFound).has("main", says)
	}
	c.box.Inject(sandbox.Rule{Method: terminateAccount, Kind: sandbox.Fault("Server.Account.access_denied")})
	a := c.post(endAccount, form("send")+"&confirm=10001").has("#problem", "Your PortaBilling user may not do this.")
	if a.attr("#confirm", "value") != "10001" {
		t.Error("what was typed is lost")
	}
}
