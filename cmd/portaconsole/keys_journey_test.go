package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// Keys lead to places, none of them while one types, and all can be switched off.
func TestShortcuts(t *testing.T) {
	t.Parallel()
	c, _ := startBoth(t, sandbox.Options{Customers: 20})
	b := newBrowser(t, c.url, look{})
	b.open("/")
	b.signIn()
	keys := func(text string) {
		t.Helper()
		for _, key := range text {
			b.run(chromedp.KeyEvent(string(key)))
		}
	}
	keys("gj")
	b.find(heading("Journal"))
	keys("gm")
	b.find(heading("All methods"))
	b.waitFocus("q")
	b.evaluate(`document.activeElement.blur()`, nil)
	keys("/")
	b.waitFocus("q")
	keys("gs?n")
	var typed string
	// (The protocol's char event of the slash comes whatever became of its key.)
	if b.evaluate(`document.getElementById('q').value`, &typed); strings.TrimPrefix(typed, "/") != "gs?n" {
		t.Errorf("what was typed became %q", typed)
	}
	b.open("/records/Customer/customer")
	b.find(heading("customer"))
	keys("n")
	b.find(heading("New customer"))
	b.evaluate(`document.activeElement.blur()`, nil) // a form begins in its first field
	keys("?")
	b.find(heading("Keyboard shortcuts"))
	b.accessible()
	b.click(button("Switch shortcuts off"))
	b.find(button("Switch shortcuts on"))
	keys("gj")
	b.open("/about")
	b.click(button("Switch shortcuts on"))
	keys("gs")
	b.find(heading("What do you want to do?"))
	b.noMistakes()
}
