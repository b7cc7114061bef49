package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// writer makes writes of the signed-in user's beside the pages, for methods that have no form yet.
type writer struct {
	*console
	client *porta.Client
	writes *journal.Journal
}

func newWriter(t *testing.T) *writer {
	t.Helper()
	c := signedIn(t, sandbox.Options{})
	_, port := c.box.Addr("admin")
	server, err := c.directory.Server("sandbox", port)
	if err != nil {
		t.Fatal(err)
	}
	client, err := server.Login(t.Context(), porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken})
	if err != nil {
		t.Fatal(err)
	}
	writes, err := journal.New(t.Context(), c.kept, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &writer{c, client, writes}
}

func parsed(t testing.TB, text string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(text), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// unknown makes a write of which no answer comes, and returns the address of its entry.
func (w *writer) unknown(kind sandbox.Kind, method, params string) string {
	w.t.Helper()
	w.box.Inject(sandbox.Rule{Method: method, Kind: kind, Times: 1})
	form := "f" + method
	if _, err := w.writes.Call(w.t.Context(), w.client, journal.Write{Method: method, Params: parsed(w.t, params), Form: form}); err == nil {
		w.t.Fatalf("%s was answered", method)
	}
	e, err := w.writes.OfForm(w.t.Context(), demo, form)
	if err != nil || e == nil || e.State != journal.Unknown {
		w.t.Fatalf("%+v, %v", e, err)
	}
	return "/journal/" + e.ID
}

func TestLook(t *testing.T) {
	const (
		yes   = "It seems to have arrived"
		no    = "It seems not to have arrived"
		maybe = "It is not clear whether it arrived"
	)
	const customer, xdrs = "/records/Customer/customer/1001", "/records/Account/xdr?"
	for _, tt := range []struct {
		name           string
		before         [2]string // method and parameters of a write that is answered
		kind           sandbox.Kind
		method, params string
		title, says    string
		link           string // beginning of the address of what was found
	}{
		{"created", [2]string{}, sandbox.Lost, "Customer/add_customer", `{"customer_info":{"name":"Look Ltd","iso_4217":"USD"}}`,
			yes, "A customer with the name Look Ltd is there. Its attributes are as they were sent.", "/records/Customer/customer/"},
		{"not created", [2]string{}, sandbox.Drop, "Customer/add_customer", `{"customer_info":{"name":"Look Ltd","iso_4217":"USD"}}`,
			no, "There is no customer with the name Look Ltd.", ""},
		{"a pattern is no name", [2]string{"Customer/add_customer", `{"customer_info":{"name":"Look Ltd","iso_4217":"USD"}}`}, sandbox.Drop,
			"Customer/add_customer", `{"customer_info":{"name":"Look%","iso_4217":"USD"}}`, no, "There is no customer with the name Look%.", ""},
		{"there before, and different", [2]string{"Customer/add_customer", `{"customer_info":{"name":"Look Ltd","iso_4217":"USD","email":"a@x"}}`}, sandbox.Drop,
			"Customer/add_customer", `{"customer_info":{"name":"Look Ltd","iso_4217":"USD","email":"b@x"}}`,
			maybe, "It differs from what was sent in email: it may have been there before.", "/records/Customer/customer/"},
		{"nothing to look for", [2]string{}, sandbox.Drop, "Customer/add_customer", `{"customer_info":{"iso_4217":"USD"}}`, maybe, "Nothing that was sent is something by which a customer can be looked for", "/records/Customer/customer"},

		{"changed", [2]string{}, sandbox.Lost, "Customer/update_customer", `{"customer_info":{"i_customer":1001,"email":"look@x"}}`, yes, "The customer is as it was sent: email", customer},
		{"not changed", [2]string{}, sandbox.Drop, "Customer/update_customer", `{"customer_info":{"i_customer":"1001","email":"look@x","password":"s3cret-Passw0rd"}}`, no, "Nothing of what was sent is in the customer: email.", customer},
		{"changed in part", [2]string{"Customer/update_customer", `{"customer_info":{"i_customer":1001,"email":"look@x"}}`}, sandbox.Drop,
			"Customer/update_customer", `{"customer_info":{"i_customer":1001,"email":"look@x","firstname":"Nobody-Else","credit_limit":77.50}}`, maybe, "Of what was sent, the customer has email, but not firstname and credit_limit.", customer},
		{"numbers are compared as numbers", [2]string{"Customer/update_customer", `{"customer_info":{"i_customer":1001,"credit_limit":77.5}}`}, sandbox.Drop,
			"Customer/update_customer", `{"customer_info":{"i_customer":1001,"credit_limit":"77.50"}}`, yes, "The customer is as it was sent: credit_limit.", customer},
		{"no such record", [2]string{}, sandbox.Drop, "Customer/update_customer", `{"customer_info":{"i_customer":99999999,"email":"x@x"}}`, maybe, "The customer 99999999 is not there any more.", ""},
		{"nothing to compare", [2]string{}, sandbox.Drop, "Customer/update_customer", `{"customer_info":{"i_customer":1001,"password":"s3cret-Passw0rd"}}`, maybe, "nothing can be compared", customer},

		{"terminated", [2]string{}, sandbox.Lost, "Account/terminate_account", `{"i_account":10001}`, yes, "The account is over. Its status: C – terminated.", "/records/Account/account/10001"},
		{"not terminated", [2]string{"Customer/update_customer", `{"customer_info":{"i_customer":1001,"bill_status":"O"}}`}, sandbox.Drop, "Customer/terminate_customer", `{"i_customer":1001}`, no, "The customer is still there. Its status: O – open.", customer},
		{"deleted", [2]string{}, sandbox.Lost, "Customer/delete_customer_extension", `{"i_c_ext":301}`, yes, "The extension 301 is not there any more.", ""},
		{"deleted, and cannot be read", [2]string{}, sandbox.Lost, "Account/delete_alias", `{"alias_info":{"i_account":10301}}`, maybe, "The console cannot read this alias again.", "/records/Account/alias"},

		{"booked", [2]string{}, sandbox.Lost, "Account/make_transaction", `{"i_account":10001,"action":"Manual payment","amount":12.50}`, yes, "A transaction of 12.50 is there, of ", xdrs},
		{"not booked", [2]string{"Account/make_transaction", `{"i_account":10001,"action":"Manual payment","amount":12.51}`}, sandbox.Drop, "Account/make_transaction", `{"i_account":10001,"action":"Manual payment","amount":12.50}`, no, "There is no transaction of 12.50 at that time.", xdrs},
		{"another's booking", [2]string{"Account/make_transaction", `{"i_account":10001,"action":"Manual payment","amount":12.50,"visible_comment":"first"}`}, sandbox.Drop,
			"Account/make_transaction", `{"i_account":10001,"action":"Manual payment","amount":12.50,"visible_comment":"second"}`, no, "There is no transaction", xdrs},
		{"booked twice", [2]string{"Customer/make_transaction", `{"i_customer":1001,"action":"Manual charge","amount":3}`}, sandbox.Lost, "Customer/make_transaction", `{"i_customer":1001,"action":"Manual charge","amount":3.00}`, maybe, "There is more than one transaction of 3.00", "/records/Customer/xdr?"},
		{"authorized", [2]string{}, sandbox.Drop, "Account/make_transaction", `{"i_account":10001,"action":"Authorization only","amount":1}`, maybe, "does not know where this transaction can be seen", ""},

		{"another method", [2]string{}, sandbox.Drop, "Customer/suspend_customer", `{"i_customer":1001}`, maybe, "The console does not know how to see what Customer/suspend_customer does.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWriter(t)
			if tt.before[0] != "" {
				if _, err := w.client.Call(t.Context(), tt.before[0], parsed(t, tt.before[1])); err != nil {
					t.Fatal(err)
				}
			}
			entry := w.unknown(tt.kind, tt.method, tt.params)
			w.get(entry).has(".notice.warn a", "Look for it")
			before := len(w.box.Requests())
			a := w.get(entry+"/look").is(http.StatusOK).has("#finding h2", tt.title).has("#finding p", tt.says)
			if strings.Contains(a.body, "s3cret") {
				t.Error("a secret is shown")
			}
			if tt.link == "" {
				a.hasNo("#finding a")
			} else if got := a.attr("#finding a", "href"); !strings.HasPrefix(got, tt.link) {
				t.Errorf("it leads to %q, want %q", got, tt.link)
			}
			a.has("#finding button[value=arrived]", "It arrived").has("#finding button[value=again]", "Send again")
			for _, r := range w.box.Requests()[before:] {
				if !porta.ReadOnly(r.Method) {
					t.Errorf("looking called %s", r.Method)
				}
			}
		})
	}
}

// Where PortaBilling cannot be asked, the page says so, and what the user knows can be said all the same.
func TestLookFails(t *testing.T) {
	w := newWriter(t)
	entry := w.unknown(sandbox.Lost, "Customer/add_customer", `{"customer_info":{"name":"Look Ltd","iso_4217":"USD"}}`)
	w.box.Inject(sandbox.Rule{Method: "Customer/get_customer_list", Kind: sandbox.Fault("Server.Customer.access_denied")})
	w.get(entry+"/look").is(http.StatusOK).has("#finding p", "The console could not look for it. Your PortaBilling user may not do this.").has("#finding button", "It arrived")
	w.box.ClearFaults()
	w.box.EndSessions()
	w.get(entry + "/look").is(http.StatusSeeOther)
}

func TestItArrived(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Lost, Times: 1})
	body := form("send", account("lost@x")...)
	look := c.post(newAccount, body).attr("#problem a.button", "href")
	a := c.get(look).has("#finding.good", "An account with the id lost@x is there.").has("#finding .main-action", "It arrived")
	record, id := a.attr("#finding li a", "href"), a.attr("#finding input[name=record]", "value")
	if record != "/records/Account/account/"+id {
		t.Fatalf("%q was found, with the id %q", record, id)
	}
	entry := strings.TrimSuffix(look, "/look")
	c.post(entry+"/finding", "finding=nothing").is(http.StatusUnprocessableEntity)
	c.post(entry+"/finding", url.Values{"finding": {"arrived"}, "record": {id}}.Encode()).leadsTo(entry)
	c.post(entry+"/finding", "finding=again").leadsTo(entry) // too late
	c.get(entry).has(".head .badge.good", "arrived").has(".record", "by demo").hasNo(".notice")
	c.get(look).leadsTo(entry)
	// The form counts as sent, here and in another session.
	c.post(newAccount, body).leadsTo(record)
	c.signInAgain()
	c.post(newAccount, body).leadsTo(record)
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestSendAgain(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Drop, Times: 1})
	body := form("send", append(account("drop@x")[:6], " h323_password:text=s3cret-Passw0rd")...)
	look := c.post(newAccount, body).attr("#problem a.button", "href")
	c.get(look).has("#finding.warn", "There is no account with the id drop@x.").has("#finding .main-action", "Send again").has("#finding", "Nothing is sent before you press its button.")
	entry := strings.TrimSuffix(look, "/look")
	c.post(entry+"/finding", "finding=again").leadsTo("/drafts/test7")
	c.post(entry+"/finding", "finding=again").leadsTo(entry) // once
	c.get(entry).has(".head .badge", "did not arrive").hasNo(".notice")
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
	// The form is there with what was sent, and may be sent.
	f := c.get("/drafts/test7").is(http.StatusOK)
	if got := f.attr("[aria-label='account_info.id'] [name=v]", "value"); got != "drop@x" || f.attr("input[name=form]", "value") != "test7" {
		t.Errorf("the form has the id %q", got)
	}
	if got := f.attr("[aria-label='account_info.h323_password'] [name=v]", "value"); got != "s3cret-Passw0rd" {
		t.Errorf("the form has the password %q", got)
	}
	page := c.post(newAccount, body).is(http.StatusSeeOther).header.Get("Location")
	c.post(newAccount, body).leadsTo(page)
	if sent := c.sent(addAccount); len(sent) != 2 || sent[0] != sent[1] {
		t.Errorf("sent %s", sent)
	}
}

// A write of a method without a form leads to where it can be done again.
func TestSendAgainWithoutForm(t *testing.T) {
	w := newWriter(t)
	for method, tt := range map[string]struct{ params, to string }{
		"Account/make_transaction":  {`{"i_account":10001,"action":"Manual payment","amount":12.50}`, "/methods/Account/make_transaction"},
		"Customer/suspend_customer": {`{"i_customer":1001}`, "/methods/Customer/suspend_customer"},
	} {
		w.post(w.unknown(sandbox.Drop, method, tt.params)+"/finding", "finding=again").leadsTo(tt.to)
	}
}

// The page says which record was made, where that is not known. Which one was changed the entry knows, whatever comes back.
func TestFindingLeavesTheRecordAlone(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	page := c.get(editCustomer).is(http.StatusOK)
	set(page, "customer_info.email", "new@example.com")
	c.box.Inject(sandbox.Rule{Method: updateCustomer, Kind: sandbox.Lost, Times: 1})
	look := c.post(editCustomer, posted(page, "send")).attr("#problem a.button", "href")
	entry := strings.TrimSuffix(look, "/look")
	c.post(entry+"/finding", "finding=arrived&record=1099").leadsTo(entry)
	c.get(entry).is(http.StatusOK).has("h1", "1001").has("dd", "customer 1001").has(".head", "arrived")
	c.get("/journal?record="+url.QueryEscape("customer 1001")).is(http.StatusOK).has("tbody", "customer 1001")
}
