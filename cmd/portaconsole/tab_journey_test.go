package main

import (
	"context"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"portaconsole/porta/sandbox"
)

// stops presses Tab a number of times, and returns what has the focus after each: "Value account_info.id".
func (b *browser) stops(n int) (list []string) {
	b.t.Helper()
	for range n {
		b.run(chromedp.KeyEvent(kb.Tab))
		var at string
		b.evaluate(`(() => {
			const el = document.activeElement, row = el.closest('[role=group]');
			return (el.ariaLabel || el.textContent.trim()) + (row ? ' ' + row.ariaLabel : '');
		})()`, &at)
		list = append(list, at)
	}
	return list
}

// enter presses Enter as a keyboard does: where the page takes the key for itself, no character follows.
func enter() chromedp.Action {
	key := input.DispatchKeyEvent(input.KeyRawDown).WithKey("Enter").WithCode("Enter").WithWindowsVirtualKeyCode(13)
	up := *key
	up.Type = input.KeyUp
	return chromedp.Tasks{key, &up}
}

// selected is what of a field's text is selected.
func (b *browser) selected() (text string) {
	b.t.Helper()
	b.evaluate(`document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)`, &text)
	return text
}

// Choosing a property that is in the form already leads to its value, with the text selected: what is typed next is the value, and no key removes it.
func TestChoosingWhatIsThere(t *testing.T) {
	t.Parallel()
	b, box := openBuilder(t, look{})
	b.fillAndKeep(inGroup("account_info.id", "Value"), "kept@journey")
	id := b.idOf("account_info.id")
	for _, key := range []chromedp.Action{enter(), chromedp.KeyEvent(kb.Tab)} {
		b.click(button("Add property to account_info"))
		b.find(group("account_info.new"))
		b.eventuallyFocused("k")
		b.run(input.InsertText("id"), key)
		b.gone(group("account_info.new"))
		b.waitFocus("v-" + id)
		if got := b.selected(); got != "kept@journey" {
			t.Errorf("selected is %q", got)
		}
	}
	b.run(input.InsertText("again"), chromedp.KeyEvent(" "))
	if got := b.value(inGroup("account_info.id", "Value")); got != "again " {
		t.Errorf("the value is %q", got)
	}

	// A choice, an object and what is null.
	b.addProperty("account_info", "blocked", "Boolean")
	b.addProperty("account_info", "service_features", "Array")
	for _, name := range []string{"blocked", "service_features"} {
		node := b.idOf("account_info." + name)
		b.click(button("Add property to account_info"))
		b.find(group("account_info.new"))
		b.eventuallyFocused("k")
		b.run(input.InsertText(name), enter())
		b.gone(group("account_info.new"))
		if name == "blocked" {
			b.waitFocus("v-" + node)
		} else {
			b.waitFocus("plus-" + node)
		}
		b.eventuallyCounts(group("account_info."+name), 1)
	}
	if n := box.Count("Account/add_account"); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	b.noMistakes()
}

// With scripts one Tab leads from value to value, and the row's menu by F2 has what Tab leaves out. Without them all of it is in Tab's way.
func TestTabLeadsFromValueToValue(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, _ *sandbox.Server) {
		b.open("/records/Account/account/new")
		b.signIn()
		b.find(heading("New account"))
		b.on(inGroup("account_info.id", "Value"), nil, `function() { this.focus() }`)
		if !b.scripted() {
			want := []string{"Remove account_info.id", "More account_info.id", "Value account_info.i_customer"}
			if got := b.stops(3); !slices.Equal(got, want) {
				t.Errorf("Tab leads to %q, want %q", got, want)
			}
			return
		}
		want := []string{
			"Value account_info.i_customer", "Find customer account_info.i_customer", "Value account_info.i_product", "Find product account_info.i_product",
			"Value account_info.billing_model", "Add property to account_info account_info",
		}
		if got := b.stops(len(want)); !slices.Equal(got, want) {
			t.Errorf("Tab leads to %q, want %q", got, want)
		}

		// Neither shows, until the focus or the pointer is in the row.
		id := b.idOf("account_info.id")
		shows := func(want string) {
			t.Helper()
			var got string
			if b.evaluate(`getComputedStyle(document.getElementById('x-`+id+`').parentElement).opacity`, &got); got != want {
				t.Errorf("the opacity of Remove and More is %s, want %s", got, want)
			}
		}
		b.run(input.DispatchMouseEvent(input.MouseMoved, 1, 1))
		shows("0")
		b.on(inGroup("account_info.id", "Value"), nil, `function() { this.focus() }`)
		shows("1")

		// The menu opens and closes by F2, and closes by Escape; the focus is on the value again.
		b.run(chromedp.KeyEvent(kb.F2))
		b.waitFocus("more-" + id)
		if got := b.stops(2); got[0] != "Type account_info.id" || got[1] != "Move up account_info.id" {
			t.Errorf("in the menu Tab leads to %q", got)
		}
		b.accessible()
		b.run(chromedp.KeyEvent(kb.Escape))
		b.waitFocus("v-" + id)
		b.gone(button("Move up"))
		b.run(chromedp.KeyEvent(kb.F2))
		b.waitFocus("more-" + id)
		b.run(chromedp.KeyEvent(kb.F2))
		b.waitFocus("v-" + id)
		b.gone(button("Move up"))

		// The space bar writes a space, and nothing else, wherever Tab leads.
		b.on(inGroup("account_info.id", "Value"), nil, `function() { this.focus(); this.value = '' }`)
		b.run(chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "))
		for _, name := range []string{"id", "i_customer"} {
			if got := b.value(inGroup("account_info."+name, "Value")); got != " " {
				t.Errorf("after a space %s is %q", name, got)
			}
		}
		b.find(group("account_info.id"))
		b.open("/about")
		b.sees("open the menu of the attribute that has the focus")
		b.noMistakes()
	})
}

// eventuallyFocused waits until a field of that name has the focus.
func (b *browser) eventuallyFocused(name string) {
	b.t.Helper()
	b.eventually("the focus on "+name, func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`document.activeElement.name === '`+name+`'`, &ok).Do(ctx)
		return ok, err
	})
}
