package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/handlers"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

const (
	endCustomer       = "/records/Customer/customer/1002/end"
	terminateCustomer = "Customer/terminate_customer"
)

// What confirms an end is the name that the record has when the button is pressed, and not the one that the page brings along.
func TestEndIsConfirmedByAFreshRead(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	page := c.get(endCustomer).is(http.StatusOK)
	before := strings.TrimPrefix(page.text("h1"), "Terminate customer ")
	c.rename(1002, "Quite Another Ltd")
	a := c.post(endCustomer, posted(page, "send", "confirm="+before)).is(http.StatusUnprocessableEntity)
	a.has("#confirm-mistake", "Type Quite Another Ltd").has("h1", "Terminate customer Quite Another Ltd").has("#confirm-note", "Type Quite Another Ltd to go on.")
	forged := strings.Replace(posted(page, "send", "confirm=Mine"), "base=", "base="+url.QueryEscape(`{"i_customer":1002,"title":"Mine"}`)+"&base2=", 1)
	forged = strings.Replace(forged, "&base2=", "&reason=", 1)
	c.post(endCustomer, forged).is(http.StatusUnprocessableEntity).has("#confirm-mistake", "Type Quite Another Ltd")
	if n := c.box.Count(terminateCustomer); n != 0 {
		t.Fatalf("%d were sent", n)
	}
	c.post(endCustomer, posted(a, "send", "confirm=quite  another Ltd ")).leadsTo("/records/Customer/customer/1002")
	if n := c.box.Count(terminateCustomer); n != 1 {
		t.Errorf("%d were sent", n)
	}
}

// A name of which nothing can be seen confirms nothing: the number does.
func TestEndOfWhatHasAnUnseenName(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	page := c.get(endCustomer).is(http.StatusOK)
	c.rename(1002, "\u200b")
	for _, typed := range []string{"", " ", "\u200b"} {
		c.post(endCustomer, posted(page, "send", "confirm="+typed)).is(http.StatusUnprocessableEntity).has("#confirm-mistake", "Type 1002 to confirm")
	}
	if n := c.box.Count(terminateCustomer); n != 0 {
		t.Errorf("%d were sent", n)
	}
}

// A record that went meanwhile, or cannot be read just now, is not ended; one that may not be read is confirmed by its number.
func TestEndOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, confirm string
		kind          sandbox.Kind
		says          string
		sent          int
	}{
		{"gone", "1002", sandbox.Fault("Server.Customer.i_customer_not_found"), "The customer 1002 is not there any more, so nothing was sent.", 0},
		{"no answer", "1002", sandbox.HTML502, "Before a change the record is read again, and that failed. Nothing was sent.", 0},
		{"denied, its name", "the name", sandbox.Fault("Server.Customer.access_denied"), "Name of the customer: Type 1002", 0},
		{"denied, its number", "1002", sandbox.Fault("Server.Customer.access_denied"), "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			page := c.get(endCustomer).is(http.StatusOK)
			c.box.Inject(sandbox.Rule{Method: "Customer/get_customer_info", Kind: tt.kind})
			a := c.post(endCustomer, posted(page, "send", "confirm="+tt.confirm))
			if tt.says != "" {
				a.is(http.StatusUnprocessableEntity).has("#problem", tt.says)
			} else {
				a.is(http.StatusSeeOther)
			}
			if n := c.box.Count(terminateCustomer); n != tt.sent {
				t.Errorf("%d were sent, want %d", n, tt.sent)
			}
		})
	}
}

// Whatever ends a record asks for its name, wherever it is begun.
func TestEveryEndAsks(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	n := 0
	for _, s := range catalog.Builtin().Services {
		for _, m := range s.Methods {
			if m.OwnSession() {
				continue
			}
			page := c.get("/methods/" + m.Path()).is(http.StatusOK)
			if asks := page.doc.Find("#confirm").Length() == 1; asks != m.Ends() {
				t.Errorf("%s asks: %t, want %t", m.Path(), asks, m.Ends())
			}
			if !m.Ends() {
				continue
			}
			n++
			c.post("/methods/"+m.Path(), posted(page, "send")).is(http.StatusUnprocessableEntity).has("#confirm-mistake", "the right one is meant")
			if sent := c.box.Count(m.Path()); sent != 0 {
				t.Errorf("%s was sent", m.Path())
			}
		}
	}
	if n < 30 {
		t.Errorf("%d methods end something", n)
	}
}

// The page that ends a record asks for its name too, whether that is deleted or terminated.
func TestEveryEndPageAsks(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	words := map[string]int{}
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			op, list := r.Operation(catalog.Delete), r.Operation(catalog.List)
			if op == nil || op.Key == nil || list == nil || !r.CanRead() {
				continue
			}
			row := c.get("/records/" + r.Path()).doc.Find("tbody tr:first-child td:first-child a")
			if row.Length() == 0 {
				continue // the list insists on a filter, or is empty
			}
			path := row.AttrOr("href", "") + "/end"
			page := c.get(path).is(http.StatusOK)
			if page.doc.Find("#confirm").Length() != 1 {
				t.Errorf("%s asks for nothing", path)
			}
			c.post(path, posted(page, "send")).is(http.StatusUnprocessableEntity).has("#confirm-mistake", "the right one is meant")
			if n := c.box.Count(op.Method.Path()); n != 0 {
				t.Errorf("%s was sent", op.Method.Path())
			}
			words[op.Verb()]++
		}
	}
	if words["delete"] < 5 || words["terminate"] < 2 {
		t.Errorf("the pages were %v", words)
	}
}

func TestEndFromAllMethods(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const terminate = "/methods/" + terminateAccount
	name := c.get("/records/Account/account/10001").text("h1")
	page := c.get(terminate+"?set.i_account=10001").is(http.StatusOK).has("label[for=confirm]", "Name of the account").has("#confirm-note", "or its number")
	for _, typed := range []string{"", "another", "10002"} {
		a := c.post(terminate, posted(page, "send", "confirm="+typed)).is(http.StatusUnprocessableEntity)
		a.has("#problem a[href='#confirm']", "Name of the account: Type "+name)
	}
	another := c.get(terminate + "?set.i_account=99999999").is(http.StatusOK)
	c.post(terminate, posted(another, "send", "confirm=99999999")).is(http.StatusUnprocessableEntity).
		has("#problem", "There is no account with the number 99999999 on Sandbox, so nothing was sent.")
	if n := c.box.Count(terminateAccount); n != 0 {
		t.Fatalf("%d were sent", n)
	}
	c.post(terminate, posted(page, "send", "confirm="+name)).is(http.StatusOK)
	if sent := c.sent(terminateAccount); len(sent) != 1 || sent[0] != `{"i_account":10001}` {
		t.Errorf("sent %s", sent)
	}
}

// A number that is written in another way is the same record's, for a server that reads it so; what is no number at all is confirmed as it is written.
func TestNumbersWrittenOtherwise(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	name := c.get("/records/Account/account/10001").text("h1")
	for _, tt := range []struct{ row, asks string }{
		{"i_account:text=10001", name}, {"i_account:text= 10001", name}, {"i_account:decimal=10001.0", name}, {"i_account:decimal=1.0001e4", name},
		{"i_account:text=10001 or so", "10001 or so"}, {"i_account:decimal=10001.5", "10001.5"}, {"i_account:text=NaN", "NaN"}, {"i_account:decimal=1e400", "1e400"},
	} {
		c.post("/methods/"+terminateAccount, anotherForm("send", tt.row)+"&confirm=terminate").is(http.StatusUnprocessableEntity).
			has("#confirm-mistake", "Type "+tt.asks+" to confirm")
	}
	if n := c.box.Count(terminateAccount); n != 0 {
		t.Errorf("%d were sent", n)
	}
	c.post("/methods/Customer/make_transaction", anotherForm("send", "i_customer:decimal=99999999.0", "action:text=Manual charge", "amount:decimal=1")).
		is(http.StatusUnprocessableEntity).has("#problem", "There is no customer with the number 99999999 on Sandbox, so nothing was sent.")
}

// What is charged is read again where it may be read; where it may not, PortaBilling decides.
func TestChargeIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, id string
		kind     sandbox.Kind // in the place of the answer when the customer is read
		says     string
		sent     int
	}{
		{"there", "1001", "", "", 1},
		{"not there", "99999999", "", "There is no customer with the number 99999999 on Sandbox, so nothing was sent.", 0},
		{"cannot be read now", "1001", sandbox.HTML502, "Before a change the record is read again, and that failed. Nothing was sent.", 0},
		{"may not be read", "1001", sandbox.Fault("Server.Customer.access_denied"), "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			const charge = "/methods/Customer/make_transaction"
			page := c.get(charge + "?set.i_customer=" + tt.id + "&set.action=Manual+charge&set.amount=9.99").is(http.StatusOK)
			if tt.kind != "" {
				c.box.Inject(sandbox.Rule{Method: "Customer/get_customer_info", Kind: tt.kind})
			}
			a := c.post(charge, posted(page, "send"))
			if tt.says != "" {
				a.is(http.StatusUnprocessableEntity).has("#problem", tt.says)
			} else {
				a.is(http.StatusOK)
			}
			if n := c.box.Count("Customer/make_transaction"); n != tt.sent {
				t.Errorf("%d were sent, want %d", n, tt.sent)
			}
			for _, p := range c.sent("Customer/make_transaction") {
				if v, err := attr.Parse([]byte(p), attr.Limits{}); err != nil || v.Get("i_customer").Text() != tt.id {
					t.Errorf("sent %s", p)
				}
			}
		})
	}
}

func TestReadsLike(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, typed string
		want        bool
	}{
		{"North Telecom", "North Telecom", true},
		{"North Telecom", "  north   telecom ", true},
		{"North Telecom", "North\u00a0Telecom", true},
		{"Zoe\u0308", "Zoë", true},
		{"North\u200b Telecom", "North Telecom", true},
		{"\u202eNorth", "North", true},
		{"ﬁrst", "first", true},
		{"North Telecom", "NorthTelecom", false},
		{"North Telecom", "", false},
		{"\u200b", "", false}, // what cannot be seen is no name to type
		{"\u200b\u00ad", "\u200b", false},
		{"North", "South", false},
		{"1001", "١٠٠١", false},
	} {
		if got := handlers.ReadsLike(tt.name, tt.typed); got != tt.want {
			t.Errorf("%q, %q: %t", tt.name, tt.typed, got)
		}
	}
}
