package handlers_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"portaconsole/handlers/drafts"
	"portaconsole/porta"
	"portaconsole/porta/sandbox"
)

// What is called from All methods is in the journal of the record that it acts on.
func TestCallsAreInTheJournalOfTheirRecord(t *testing.T) {
	for _, tt := range []struct {
		method string
		rows   []string
		record string // as it is looked for
		what   string
	}{
		{"Account/update_account", []string{"account_info:object", " i_account:integer=10001", " email:text=a@x"}, "account 10001", "Change account 10001"},
		{"Account/make_transaction", []string{"i_account:integer=10001", "action:text=Manual payment", "amount:decimal=5"}, "account 10001", "Make transaction account 10001"},
		{"Account/change_password", []string{"i_account:integer=10001", "new_password:text=Abc-12345678"}, "account 10001", "Change password account 10001"},
		{"Customer/suspend_customer", []string{"i_customer:integer=1001"}, "customer 1001", "Suspend customer customer 1001"},
		{"Customer/update_customer", []string{"customer_info:object", " i_customer:integer=1002", " email:text=a@x"}, "customer 1002", "Change customer 1002"},
		{"Customer/add_customer", []string{"customer_info:object", " name:text=Called Ltd", " iso_4217:text=USD"}, "customer", "Create customer Called Ltd"},
	} {
		c := signedIn(t, sandbox.Options{})
		c.post("/methods/"+tt.method, form("send", tt.rows...))
		if n := c.box.Count(tt.method); n != 1 {
			t.Fatalf("%s was called %d times", tt.method, n)
		}
		page := c.get("/journal?record=" + url.QueryEscape(tt.record)).is(http.StatusOK)
		entry := page.attr("tbody tr:first-child a[href^='/journal/']", "href")
		c.get(entry).has("h1", tt.what)
		if record := c.get(entry).attr("dl a[href^='/records/']", "href"); record == "" {
			t.Errorf("%s: the entry does not lead to its record", tt.method)
		}
	}
}

// swapping is a keeper of drafts that lets the server's own description arrive while a form is being kept.
type swapping struct {
	drafts.Keeper
	swap func()
}

func (s *swapping) SaveDraft(ctx context.Context, d drafts.Draft, steps []drafts.Step) (drafts.Draft, error) {
	s.swap()
	return s.Keeper.SaveDraft(ctx, d, steps)
}

// The server's own description arrives in the middle of a payment: the request goes on with the one that it began with, and the payment is in its
// account's journal.
func TestOneDescriptionARequest(t *testing.T) {
	arrives := make(chan struct{})
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer := `{"success":1}`
		switch {
		case r.URL.Path == "/rest/Session/login":
			answer = `{"access_token":"a","refresh_token":"r","expires_in":3600}`
		case strings.HasPrefix(r.URL.Path, "/doc/"):
			<-arrives
			answer = widgets // which has no such method
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(s.Close)
	rule := porta.Rule{Name: "own", Host: "127.0.0.1", Realms: map[string]int{"admin": portOf(t, s)}, Pin: pinOf(s)}
	c := newConsole(t, sandbox.Options{}, rule)
	server, err := c.directory.Server("own", rule.Realms["admin"])
	if err != nil {
		t.Fatal(err)
	}
	client, err := server.Login(t.Context(), porta.Credentials{Login: "a", Token: "b"})
	if err != nil {
		t.Fatal(err)
	}
	options, swapped := c.options, false
	options.Drafts = &swapping{options.Drafts, func() {
		if !swapped {
			swapped = true
			close(arrives)
			for !c.catalogs.Of(client).Live {
				runtime.Gosched()
			}
		}
	}}
	c.serve(options)
	c.signInTo(rule)
	c.get("/about").has("dd", "Built-in description")
	c.post("/methods/Account/make_transaction", form("send", "i_account:integer=7", "action:text=Manual payment", "amount:decimal=5")).is(http.StatusOK).has("#answer", "")
	if !swapped {
		t.Fatal("nothing was kept, so nothing arrived meanwhile")
	}
	c.get("/about").has("dd", "Methods of this server")
	c.get("/journal?record="+url.QueryEscape("account 7")).has("tbody", "make transaction 7")
}

// A method that reads by its name and changes something by the description is a write: it is in the journal.
func TestReadingThatChangesIsAWrite(t *testing.T) {
	doc := strings.Replace(widgets, `"/Widget/add_gadget":`, `"/Widget/get_next_gadget":{"post":{"x-portaconsole-changes":true}},"/Widget/add_gadget":`, 1)
	c, g := gadgets(t, "MR999", doc)
	c.eventually("/about", "dd", "4 methods")
	c.get("/methods/Widget/get_next_gadget").has("main", "changes data")
	c.post("/methods/Widget/get_next_gadget", form("send", "i_gadget:integer=7")).is(http.StatusOK)
	c.get("/journal?record="+url.QueryEscape("gadget 7")).has("tbody", "get next gadget gadget 7")
	if n := g.count("/rest/Widget/get_next_gadget"); n != 1 {
		t.Errorf("it was called %d times", n)
	}
}
