package main

import (
	"testing"

	"portaconsole/porta/sandbox"
)

// fillCustomer fills in the form for a new customer.
func (b *browser) fillCustomer(name string) {
	b.t.Helper()
	b.open("/records/Customer/customer/new")
	b.addProperty("", "customer_info", "Object")
	for _, p := range [][2]string{{"name", name}, {"iso_4217", "USD"}} {
		b.addProperty("customer_info", p[0], "Text")
		b.fill(inGroup("customer_info."+p[0], "Value"), p[1])
	}
}

// The answer is lost, and the customer is there: it is found in the journal, and counts as made.
func TestLookForItFound(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		box.Inject(sandbox.Rule{Method: "Customer/add_customer", Kind: sandbox.Lost, Times: 1})
		b.open("/")
		b.signIn()
		b.fillCustomer("Lost Ltd")
		b.click(button("Create customer"))
		b.sees("PortaBilling did not answer. The customer may have been created.")

		b.click(link("Journal"))
		b.find(heading("Journal"))
		b.choose(field("Outcome"), "unknown")
		b.click(button("Apply"))
		b.waitURL("/journal?outcome=unknown")
		b.sees("1 entry")
		if b.scripted() {
			b.accessible()
		}
		b.click(link("create customer Lost Ltd"))
		b.find(heading("Create customer Lost Ltd"))
		b.sees("It is not known whether this was carried out")
		if b.scripted() {
			b.accessible()
		}
		b.click(link("Look for it"))
		b.find(region("It seems to have arrived"))
		b.sees("A customer with the name Lost Ltd is there.")
		if b.scripted() {
			b.accessible()
		}
		b.click(button("It arrived"))
		b.sees("Found out")
		b.fill(field("Reason"), "asked for by phone")
		b.click(button("Add reason"))
		b.sees("asked for by phone")
		var record string
		b.evaluate(`[...document.querySelectorAll('dd a')].map(a => a.textContent).find(s => s.startsWith('customer '))`, &record)
		b.click(link(record))
		b.find(heading("Lost Ltd"))
		if n := box.Count("Customer/add_customer"); n != 1 {
			t.Errorf("%d requests were sent", n)
		}
	})
}

// The request is lost: there is nothing to be found, and the form is there with what was sent.
func TestLookForItNotFound(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		box.Inject(sandbox.Rule{Method: "Customer/add_customer", Kind: sandbox.Drop, Times: 1})
		b.open("/")
		b.signIn()
		b.fillCustomer("Gone Ltd")
		b.click(button("Create customer"))
		b.sees("PortaBilling did not answer.")
		b.click(link("Look for it"))
		b.find(region("It seems not to have arrived"))
		b.sees("There is no customer with the name Gone Ltd.")
		if b.scripted() {
			b.accessible()
		}
		b.click(button("Send again"))
		b.find(heading("New customer"))
		if got := b.value(inGroup("customer_info.name", "Value")); got != "Gone Ltd" {
			t.Errorf("the form has the name %q", got)
		}
		if n := box.Count("Customer/add_customer"); n != 1 {
			t.Errorf("%d requests were sent", n)
		}
		b.click(button("Create customer"))
		b.find(heading("Gone Ltd"))
		sent := requests(box, "Customer/add_customer")
		if len(sent) != 2 || sent[0] != sent[1] {
			t.Errorf("sent %s", sent)
		}
		b.open("/journal?record=customer")
		b.sees("2 entries")
		b.sees("did not arrive")
	})
}

// The list says what it sent, also after a part of it was drawn anew.
func TestWhatItSent(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, _ *sandbox.Server) {
		b.open("/")
		b.signIn()
		b.open("/records/Customer/customer")
		b.on(place{role: "summary", name: "What it sent1 call"}, nil, `function() { this.click() }`)
		b.sees(`"limit": 25`)
		b.sees("$TOKEN")
		if b.scripted() {
			b.accessible()
		}
		b.click(link("Next"))
		b.waitURL("/records/Customer/customer?offset=25")
		b.on(place{role: "summary", name: "What it sent1 call"}, nil, `function() { this.parentElement.open = true }`)
		b.sees(`"offset": 25`)
	})
}
