package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// withAndWithoutScript runs a journey in both kinds of browser.
func withAndWithoutScript(t *testing.T, journey func(t *testing.T, b *browser, box *sandbox.Server)) {
	for name, noScript := range map[string]bool{"script": false, "no script": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, box := startBoth(t, sandbox.Options{Customers: 200})
			b := newBrowser(t, c.url, look{noScript: noScript})
			journey(t, b, box)
			b.noMistakes()
			for _, secret := range []string{sandbox.DemoToken, sandbox.DemoPassword} {
				if strings.Contains(c.log.String(), secret) {
					t.Errorf("a secret is in the log:\n%s", c.log)
				}
			}
		})
	}
}

func (b *browser) signIn() {
	b.t.Helper()
	b.fill(field("Login"), sandbox.DemoLogin)
	b.fill(field("API token"), sandbox.DemoToken)
	b.click(button("Sign in"))
	b.find(link("Sign out"))
}

// pick goes through the start page's pickers.
func (b *browser) pick(service, record, operation string) {
	b.t.Helper()
	b.find(heading("What do you want to do?"))
	b.choose(field("Service"), service)
	b.choose(field("Record type"), record)
	b.choose(field("Operation"), operation)
	b.click(button("Continue"))
}

// addProperty adds a row and gives it a name, and a type where the description knows none. What is there already because it is required
// stays the row. Without scripts the form is updated by its button.
func (b *browser) addProperty(parent, name, typ string) {
	b.t.Helper()
	label, path := "Add property", name
	if parent != "" {
		label, path = "Add property to "+parent, parent+"."+name
	}
	fresh := strings.TrimPrefix(parent+".new", ".")
	b.click(button(label))
	b.fill(inGroup(fresh, "Name"), name)
	if !b.scripted() {
		b.choose(inGroup(fresh, "Type"), typ)
		b.click(button("Update form"))
	}
	b.find(group(path))
	b.gone(group(fresh))
	if b.scripted() && b.has(inGroup(path, "Type")) {
		b.choose(inGroup(path, "Type"), typ)
	}
}

func (b *browser) scripted() bool { return !strings.Contains(b.t.Name(), "no_script") }

func TestCreateAnAccount(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/")
		b.signIn()
		b.pick("Account", "account", "Create")
		b.find(heading("New account"))

		b.addProperty("", "account_info", "Object")
		b.addProperty("", "generate_web_password", "Boolean")
		b.choose(inGroup("generate_web_password", "Value"), "Yes")
		for _, p := range []struct{ name, typ, value string }{
			{"bill_status", "Text", "O"}, {"i_product", "Integer", "1"}, {"id", "Text", "0015550100@journey"}, {"i_customer", "Integer", "1001"},
		} {
			b.addProperty("account_info", p.name, p.typ)
			b.fill(inGroup("account_info."+p.name, "Value"), p.value)
		}
		b.click(button("Create account"))

		b.find(region("There is a problem"))
		if got := b.text(region("There is a problem")); !strings.Contains(got, "billing_model") {
			t.Errorf("the summary says %q", got)
		}
		if got := b.text(group("account_info")); !strings.Contains(got, "PortaBilling: ") || !strings.Contains(got, "billing_model") {
			t.Errorf("account_info says %q", got)
		}
		b.waitFocus("problem")
		for name, want := range map[string]string{"bill_status": "O", "i_product": "1", "id": "0015550100@journey", "i_customer": "1001"} {
			if got := b.value(inGroup("account_info."+name, "Value")); got != want {
				t.Errorf("after the fault %s is %q, want %q", name, got, want)
			}
		}
		if b.scripted() {
			b.accessible()
		}

		b.addProperty("account_info", "billing_model", "Integer")
		b.fill(inGroup("account_info.billing_model", "Value"), "1")
		b.click(button("Create account"))

		b.find(heading("0015550100@journey"))
		b.sees("account 0015550100@journey was created.")
		if u := b.url(); !strings.HasPrefix(u, "/records/Account/account/") {
			t.Errorf("the new account is shown at %s", u)
		}
		sent := requests(box, "Account/add_account")
		if len(sent) != 2 {
			t.Fatalf("%d requests to create were sent, want 2: %s", len(sent), sent)
		}
		const want = `{"account_info":{"id":"0015550100@journey","i_customer":1001,"i_product":1,"billing_model":1,"bill_status":"O"},"generate_web_password":1}`
		if sent[1] != want {
			t.Errorf("sent %s\nwant %s", sent[1], want)
		}
	})
}

// requests are the parameters with which a method was called, as JSON.
func requests(box *sandbox.Server, method string) (sent []string) {
	for _, r := range box.Requests() {
		if r.Method == method {
			sent = append(sent, r.Params.JSON())
		}
	}
	return sent
}

func TestListOpenCustomers(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/")
		b.signIn()
		b.pick("Customer", "customer", "List")
		b.find(heading("customer"))
		b.choose(field("Attribute"), "bill_status")
		b.click(button("Add filter"))
		b.choose(field("bill_status"), "O – open")
		b.click(button("Apply"))
		b.waitURL("/records/Customer/customer?f.bill_status=O")
		b.sees("1–25 of ")
		first := b.statuses(25)

		b.click(link("Next"))
		b.waitURL("/records/Customer/customer?f.bill_status=O&offset=25")
		b.sees("26–50 of ")
		second := b.statuses(25)
		if first[0] == second[0] {
			t.Errorf("both pages begin with %q", first[0])
		}
		b.click(link("Previous"))
		b.waitURL("/records/Customer/customer?f.bill_status=O")
		b.sees("1–25 of ")

		// The address reproduces the page, and Back works.
		b.open("/records/Customer/customer?f.bill_status=O&offset=25")
		if again := b.statuses(25); again[0] != second[0] {
			t.Errorf("the address leads to %q, want %q", again[0], second[0])
		}
		if b.scripted() {
			b.accessible()
		}
		b.click(link("Next"))
		b.sees("51–75 of ")
		b.evaluate(`history.back()`, nil)
		b.sees("26–50 of ")
		b.waitURL("/records/Customer/customer?f.bill_status=O&offset=25")

		const want = `{"bill_status":"O","limit":25,"offset":25,"get_total":1}`
		if sent := requests(box, "Customer/get_customer_list"); !slices.Contains(sent, want) {
			t.Errorf("sent %s, want %s among them", sent, want)
		}
	})
}

// statuses returns the rows of the list, after a check that all are open and that there are n.
func (b *browser) statuses(n int) (rows []string) {
	b.t.Helper()
	b.eventually(fmt.Sprint(n, " rows"), func(ctx context.Context) (bool, error) {
		err := chromedp.Evaluate(`document.readyState !== 'complete' ? [] :
			[...document.querySelectorAll('table[aria-label=customer] tbody tr')].map(tr => tr.innerText)`, &rows).Do(ctx)
		return len(rows) == n, err
	})
	for _, r := range rows {
		if !strings.Contains(r, "O – open") {
			b.t.Errorf("not an open customer: %q", r)
		}
	}
	return rows
}

func TestExpiredPassword(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, _ *sandbox.Server) {
		b.open("/records/Customer/customer?f.bill_status=S")
		b.click(button("Use password instead"))
		b.find(field("Password"))
		b.fill(field("Login"), sandbox.ExpiredLogin)
		b.fill(field("Password"), sandbox.ExpiredPassword)
		b.click(button("Sign in"))
		b.find(heading("Change your password"))
		b.fill(field("Old password"), sandbox.ExpiredPassword)
		b.fill(field("New password"), "Fresh-Passw0rd")
		b.fill(field("Repeat new password"), "Fresh-Passw1rd")
		b.click(button("Change password"))
		b.sees("The two new passwords are not the same.")
		b.find(region("There is a problem"))
		if b.scripted() {
			b.accessible()
		}
		b.fill(field("Old password"), sandbox.ExpiredPassword)
		b.fill(field("New password"), "Fresh-Passw0rd")
		b.fill(field("Repeat new password"), "Fresh-Passw0rd")
		b.click(button("Change password"))
		b.waitURL("/records/Customer/customer?f.bill_status=S")
		b.find(link("Sign out"))
	})
}

func TestDeadSession(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/")
		b.signIn()
		b.open("/records/Customer/customer?f.bill_status=O")
		box.EndSessions()
		b.click(link("Next"))
		b.find(heading("Sign in to PortaBilling"))
		b.sees("PortaBilling has ended your session.")
		b.signIn()
		b.waitURL("/records/Customer/customer?f.bill_status=O&offset=25")

		// A form that met the end of the session is there again after signing in.
		b.open("/records/Customer/customer/new")
		b.addProperty("", "customer_info", "Object")
		b.addProperty("customer_info", "name", "Text")
		b.fill(inGroup("customer_info.name", "Value"), "Parked Ltd")
		box.EndSessions()
		b.click(button("Create customer"))
		b.find(heading("Sign in to PortaBilling"))
		b.signIn()
		b.find(heading("New customer"))
		if got := b.value(inGroup("customer_info.name", "Value")); got != "Parked Ltd" {
			t.Errorf("after signing in again the name is %q", got)
		}
		if n := box.Count("Customer/add_customer"); n > 1 {
			t.Errorf("the customer was sent %d times", n)
		}
	})
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Customer/customer?" + url.Values{"f.name": {"%a%"}}.Encode())
		b.signIn()
		b.click(link("Sign out"))
		b.find(heading("Sign in to PortaBilling"))
		if n := box.Count("Session/logout"); n != 1 {
			t.Errorf("PortaBilling was told %d times", n)
		}
		b.open("/records/Customer/customer")
		b.find(heading("Sign in to PortaBilling"))
	})
}
