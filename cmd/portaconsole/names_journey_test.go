package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"portaconsole/porta/sandbox"
)

// Names fill in after the page is there, and nothing moves. Without scripts the numbers are links all the same.
func TestNamesFillIn(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/DID/number")
		b.signIn()
		if b.scripted() {
			b.sees("Yates, Wendy")
			var moved []string
			b.evaluate(`(() => {
				const places = () => [...document.querySelectorAll('#list *')].map(el => el.tagName + JSON.stringify(el.getBoundingClientRect()));
				const after = places();
				document.querySelectorAll('.reference').forEach(name => { name.textContent = '' });
				const before = places();
				return after.filter((place, i) => place !== before[i]);
			})()`, &moved)
			for _, place := range moved {
				t.Errorf("without its name something is not at %s", place)
			}
			b.open("/records/DID/number")
			b.sees("Yates, Wendy")
			b.accessible()
			if n := box.Count("Customer/get_customer_list"); n != 1 {
				t.Errorf("the customers' names took %d lists", n)
			}
		}
		name := "1009"
		if b.scripted() {
			name = "1009 Yates, Wendy"
		}
		b.click(link(name))
		b.find(heading("Yates, Wendy"))
	})
}

// A record is picked by name in a filter.
func TestPickByNameInAFilter(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Account/account")
		b.signIn()
		b.choose(field("Attribute"), "i_customer – owner filter")
		b.click(button("Add filter"))
		b.fill(field("i_customer"), "yates")
		before := box.Count("Account/get_account_list")
		if !b.scripted() {
			b.click(button("Find i_customer"))
		}
		b.find(button("1009 Yates, Wendy O – open USD"))
		if b.scripted() {
			if n := box.Count("Account/get_account_list"); n != before {
				t.Error("looking for a customer asked for the list of accounts")
			}
			b.accessible()
		}
		b.click(button("1009 Yates, Wendy O – open USD"))
		b.waitURL("/records/Account/account?f.i_customer=1009")
		b.sees("1–")
		if got := b.value(field("i_customer")); got != "1009" {
			t.Errorf("the filter is %q", got)
		}
		if got := b.text(region("Filters")); !strings.Contains(got, "Yates, Wendy") {
			t.Errorf("the filter does not say whom it is about: %q", got)
		}

		// A name that is applied as it was typed asks which one is meant.
		b.fill(field("i_customer"), "a")
		b.click(button("Apply"))
		b.find(region("There is a problem"))
		b.sees("Choose the customer that is meant.")
		b.sees("There are more: type more of the name.")
	})
}

// A record is picked by name in a form, by the keyboard alone.
func TestPickByNameInAForm(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, _ *sandbox.Server) {
		b.open("/records/Account/account/new")
		b.signIn()
		b.click(button("Find customer"))
		b.find(field("Search customer"))
		b.on(field("Search customer"), nil, `function() { this.focus() }`)
		b.keys("yates")
		if b.scripted() {
			b.sees("1 found.") // as one types; Enter looks again, and draws the form anew
			b.evaluate(`document.getElementById('builder').dataset.former = '1'`, nil)
		}
		b.keys(kb.Enter)
		b.until("the answer to Enter", `document.readyState === 'complete' && !document.querySelector('#builder[data-former]')`)
		b.sees("1 found.")
		b.find(field("Search customer"))
		if got := b.value(field("Search customer")); got != "yates" {
			t.Errorf("looked for is %q", got)
		}
		if b.scripted() {
			b.waitFocus("q-" + b.idOf("account_info.i_customer"))
			b.keys(kb.ArrowDown + kb.Enter)
		} else {
			b.click(button("1009 Yates, Wendy O – open USD"))
		}
		b.gone(field("Search customer"))
		if got := b.value(inGroup("account_info.i_customer", "Value")); got != "1009" {
			t.Errorf("picked is %q", got)
		}
		b.noMistakes()
	})
}
