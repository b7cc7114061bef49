package main

import (
	"testing"

	"portaconsole/porta/sandbox"
)

// Keys lead to places, none of them while one types, and all can be switched off.
func TestShortcuts(t *testing.T) {
	t.Parallel()
	c, _ := startBoth(t, sandbox.Options{Customers: 20})
	b := newBrowser(t, c.url, look{})
	b.open("/")
	b.signIn()
	b.keys("gj")
	b.find(heading("Journal"))
	b.keys("gm")
	b.find(heading("All methods"))
	b.waitFocus("q")
	b.evaluate(`document.activeElement.blur()`, nil)
	b.keys("/")
	b.waitFocus("q")
	b.keys("gs?n")
	b.valueIs(field("Find a method"), "gs?n")
	b.open("/records/Customer/customer")
	b.find(heading("customer"))
	// Keys choose in a select, and with Ctrl they are the browser's.
	b.evaluate(`document.addEventListener('click', e => { e.preventDefault(); window.followed = true }, true)`, nil)
	b.on(field("Attribute"), nil, `function() { this.focus() }`)
	b.keys("n")
	b.evaluate(`document.activeElement.blur(); document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', ctrlKey: true, bubbles: true}))`, nil)
	b.until("that neither was a shortcut", `window.followed === undefined`)
	b.open("/records/Customer/customer")
	b.find(heading("customer"))
	b.keys("n")
	b.find(heading("New customer"))
	b.evaluate(`document.activeElement.blur()`, nil) // a form begins in its first field
	b.keys("?")
	b.find(heading("Keyboard shortcuts"))
	b.accessible()
	b.click(button("Switch shortcuts off"))
	b.find(button("Switch shortcuts on"))
	b.keys("gj")
	b.open("/about")
	b.click(button("Switch shortcuts on"))
	b.keys("gs")
	b.find(heading("What do you want to do?"))
	b.noMistakes()
}
