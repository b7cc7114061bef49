package main

import (
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// From a customer over the accounts tab to an account and its aliases; the tabs are links, with and without script.
func TestRecordsLeadToWhatBelongsToThem(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Account/account/10001")
		b.signIn()
		account := b.text(heading("15550100000"))
		var customer string
		b.evaluate(`document.querySelector('dd a[href^="/records/Customer/customer/"]').pathname`, &customer)
		b.open(customer)
		b.find(link("Edit"))
		reads := box.Count("Customer/get_customer_info")
		b.click(link("Accounts"))
		b.waitURL(customer + "?tab=account")
		b.find(heading("Accounts"))
		if b.scripted() {
			if n := box.Count("Customer/get_customer_info"); n != reads {
				t.Errorf("opening a tab read the customer %d times more", n-reads)
			}
			b.accessible()
		}
		b.click(link(account))
		b.find(heading(account))
		b.click(link("Aliases"))
		b.find(heading("Aliases"))
		b.click(link("15555000000"))
		b.find(heading("15555000000"))
		b.sees("i_master_account")
		if b.scripted() {
			b.run(chromedp.NavigateBack())
		} else {
			b.open("/records/Account/account/10001?tab=alias")
		}
		b.find(heading("Aliases"))
		b.click(link("Details"))
		b.waitURL("/records/Account/account/10001")
		b.find(heading("Identity"))

		b.open("/records/Account/account/10001")
		var shown bool
		b.evaluate(`document.querySelector('.menu a').checkVisibility()`, &shown)
		if shown {
			t.Error("the actions are open from the start")
		}
		b.evaluate(`document.querySelector('.menu summary').click()`, nil)
		b.find(link("Make transaction make_transaction"))
		if b.scripted() {
			b.accessible()
		}
	})
}

// What has no method for one record is read through the same page as what has.
func TestOtherRecordsAreRead(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, _ *sandbox.Server) {
		b.open("/")
		b.signIn()
		for _, list := range []string{
			"/records/Account/alias", "/records/DID/number", "/records/SIMCard/sim_card", "/records/Account/subscription?f.i_account=10001", "/records/Product/product",
			"/records/Subscription/subscription", "/records/CustomFields/custom_field",
		} {
			b.open(list)
			var row string
			b.evaluate(`(() => { const a = document.querySelector('tbody a'); return a.pathname + a.search })()`, &row)
			b.open(row)
			b.find(heading("Identity"))
			if b.scripted() {
				b.accessible()
			}
		}
	})
}
