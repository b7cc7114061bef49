package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

const accounts = "/records/Account/account"

// first is an attribute of the first record of a list.
func (c *console) first(list, method, attribute string) string {
	c.t.Helper()
	c.get(list).is(http.StatusOK)
	href := c.get(list).attr("table tbody tr:first-child td:first-child a", "href")
	page := c.get(href).is(http.StatusOK)
	v, err := attr.Parse([]byte(page.doc.Find("details.raw pre").Text()), attr.Limits{})
	if err != nil {
		c.t.Fatal(err)
	}
	return v.Get(attribute).Text()
}

func TestWhichRecord(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for then, submit := range map[string]string{"": "Get", "?then=get": "Get", "?then=edit": "Update", "?then=end": "Terminate"} {
		a := c.get(accounts+"/find"+then).is(http.StatusOK).has("h1", "Which account?").has("form.find button", submit).has("form.find a", "Look in the list")
		if got := a.doc.Find("form.find label").Map(text); strings.Join(got, " ") != "id login i_account" {
			t.Errorf("%s asks for %s", then, got)
		}
	}
	a := c.get(accounts+"/find?by.id=&by.login=&then=edit").is(http.StatusUnprocessableEntity).has("#problem", "Fill in one of the fields.")
	if got := a.attr("#problem a", "href"); a.doc.Find("input"+got).Length() != 1 {
		t.Errorf("the problem leads to %s", got)
	}
	c.get(accounts+"/find?by.id=1&by.login=2").is(http.StatusUnprocessableEntity).has("#problem", "Fill in one of the fields.")
	c.get(accounts + "/find?then=destroy").is(http.StatusNotFound)
	c.get("/records/No/no/find").is(http.StatusNotFound)
	c.get("/records/Account/payment_method/find").is(http.StatusNotFound).has("main", "This server has no Get for payment_method. It has Custom.")
	c.get("/records/Account/followme/find?then=end").is(http.StatusNotFound).has("main", "This server has no Delete for followme. It has Get, Update, Custom.")
}

func TestFindByNumber(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for query, want := range map[string]string{
		"by.i_customer=1001":                    customers + "/1001",
		"by.i_customer=%201001%20&then=get":     customers + "/1001",
		"by.i_customer=1001&then=edit":          customers + "/1001/edit",
		"by.i_customer=1001&then=end":           customers + "/1001/end",
		"then=edit&by.name=&by.i_customer=1001": customers + "/1001/edit",
	} {
		c.get(customers + "/find?" + query).leadsTo(want)
	}
	for _, number := range []string{"x", "1.5", "99999999999999999999"} {
		a := c.get(customers+"/find?by.i_customer="+number).is(http.StatusUnprocessableEntity).has("#by-i_customer-mistake", "This is not a whole number.")
		if a.attr("#by-i_customer", "value") != number {
			t.Errorf("%s is not there any more", number)
		}
	}
	if n := c.box.Count("Customer/get_customer_info") + c.box.Count("Customer/get_customer_list"); n > 0 {
		t.Errorf("%d calls were made", n)
	}
}

// Keys that the Get operation takes are asked for there; PortaBilling tells the number.
func TestFindByAnotherKey(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	number, id := c.first(accounts, "", "i_account"), c.first(accounts, "", "id")
	before := c.box.Count("Account/get_account_list")
	c.get(accounts + "/find?by.id=" + url.QueryEscape(id)).leadsTo(accounts + "/" + number)
	c.get(accounts + "/find?then=end&by.id=" + url.QueryEscape(id)).leadsTo(accounts + "/" + number + "/end")
	c.get(accounts + "?by.id=" + url.QueryEscape(id)).leadsTo(accounts + "/find?by.id=" + url.QueryEscape(id))
	if sent := c.sent("Account/get_account_info"); sent[len(sent)-1] != attr.ObjectValue(attr.M("id", attr.TextValue(id))).JSON() {
		t.Errorf("sent %s", sent[len(sent)-1])
	}
	if n := c.box.Count("Account/get_account_list"); n != before {
		t.Error("the list was asked")
	}
	c.get(accounts+"/find?by.login=nobody%40x").is(http.StatusNotFound).has("#problem", "There is no account with the login “nobody@x”.")
	a := c.get(accounts+"/find?by.id=%3Cscript%3E").is(http.StatusNotFound).has("#by-id-mistake", "There is no account with the id “<script>”.").hasNo("main script")
	if a.attr("#by-id", "value") != "<script>" {
		t.Error("what was typed is gone")
	}
}

// Other keys are asked for in the list.
func TestFindInTheList(t *testing.T) {
	c := signedIn(t, sandbox.Options{Customers: 60})
	const cards = "/records/SIMCard/sim_card"
	number, imsi := c.first(cards, "", "i_sim_card"), c.first(cards, "", "imsi")
	c.get(cards+"/find").has("label", "imsi")
	c.get(cards + "/find?by.imsi=" + imsi).leadsTo(cards + "/" + number)
	c.get(cards+"/find?by.imsi=0").is(http.StatusNotFound).has("#problem", "There is no sim_card with the imsi “0”.")
	c.get(customers + "/find?by.bill_status=O").leadsTo(customers + "?f.bill_status=O")
	c.get(customers + "/find?by.email=" + url.QueryEscape("%")).leadsTo(customers + "?f.email=%25")
	c.get(customers+"/find?by.nonsense=1").is(http.StatusUnprocessableEntity).has("#problem", "customer cannot be looked up by nonsense.")
	c.get(customers+"/find?by.i_parent=x").is(http.StatusUnprocessableEntity).has("#by-i_parent-mistake", "i_parent: This is not a whole number")
	c.get(customers+"/find?by.limit=1").is(http.StatusUnprocessableEntity).has("#problem", "customer cannot be looked up by limit.")
}

func TestFindMeetsFaults(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: "Account/get_account_info", Kind: sandbox.Fault("Server.Account.odd")})
	c.get(accounts+"/find?by.id=1").is(http.StatusUnprocessableEntity).has("#problem summary", "Details from PortaBilling").has("#problem", "Server.Account.odd")
	c.box.ClearFaults()
	c.signInAsOther()
	c.get("/records/Product/product/find?by.i_product=1").leadsTo("/records/Product/product/1")
	c.box.Inject(sandbox.Rule{Method: "Product/get_product_info", Kind: sandbox.Fault("Server.Session.access_denied")})
	c.get("/records/Product/product/find?by.name=x").is(http.StatusForbidden)
}
