package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// rowsAre waits until the rows of the form have these labels, in this order.
func (b *browser) rowsAre(labels ...string) {
	b.t.Helper()
	want := strings.Join(labels, " ")
	var got string
	b.eventually("the rows "+want, func(ctx context.Context) (bool, error) {
		err := chromedp.Evaluate(`[...document.querySelectorAll('.node')].map(n => n.ariaLabel).join(' ')`, &got).Do(ctx)
		return got == want, err
	})
}

// more opens the rare actions of a row and presses one.
func (b *browser) more(path, action string) {
	b.t.Helper()
	if !b.has(inGroup(path, action).as("button")) {
		b.click(inGroup(path, "More").as("button"))
	}
	b.click(inGroup(path, action).as("button"))
}

// valueIs waits until a field has a value.
func (b *browser) valueIs(p place, want string) {
	b.t.Helper()
	b.eventually(fmt.Sprintf("%s with %q", p, want), func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`(() => { const all = `+queryOf(p)+`; return all.length === 1 && all[0].value === `+fmt.Sprintf("%q", want)+` })()`, &ok).Do(ctx)
		return ok, err
	})
}

// clickAway clicks what leads to another page, and waits for that.
func (b *browser) clickAway(p place) {
	b.t.Helper()
	b.find(p)
	b.evaluate(`window.left = true`, nil)
	b.click(p)
	b.eventually("another page", func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`!window.left && document.readyState === 'complete'`, &ok).Do(ctx)
		return ok, err
	})
}

// Each thing that can be done to the structure of a form, and back.
func TestBuildAForm(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Account/account/new")
		b.signIn()
		b.find(heading("New account"))
		start := []string{"account_info", "account_info.id", "account_info.i_customer", "account_info.i_product", "account_info.billing_model"}
		b.rowsAre(start...)

		// A known attribute is chosen from what the object can have.
		b.click(button("Add property to account_info"))
		b.find(group("account_info.new"))
		if !b.scripted() {
			b.evaluate(`document.querySelector('.chooser').open = true`, nil)
		}
		var label string
		b.evaluate(`document.querySelector('.option[data-name=note]').textContent.replace(/\s+/g, ' ').trim()`, &label)
		b.click(button(label))
		b.find(group("account_info.note"))
		b.fillAndKeep(inGroup("account_info.note", "Value"), "hello")

		b.more("account_info.note", "Move up")
		b.rowsAre("account_info", "account_info.id", "account_info.i_customer", "account_info.i_product", "account_info.note", "account_info.billing_model")
		b.more("account_info.note", "Move down")
		b.rowsAre(append(start, "account_info.note")...)
		b.more("account_info.note", "Duplicate")
		b.rowsAre(append(start, "account_info.note", "account_info.new")...)
		b.click(inGroup("account_info.new", "Remove").as("button"))
		b.rowsAre(append(start, "account_info.note")...)

		// What will be sent is shown, and follows.
		b.click(button("Show"))
		b.sees(`"note": "hello"`)
		b.more("account_info.note", "Switch off")
		b.sees("switched off, so it is not sent")
		b.eventually("a request without the note", func(ctx context.Context) (ok bool, err error) {
			err = chromedp.Evaluate(`!document.querySelector('#preview').textContent.includes('"note"')`, &ok).Do(ctx)
			return ok, err
		})
		b.more("account_info.note", "Switch on")
		b.sees(`"note": "hello"`)
		b.click(button("Hide"))
		b.find(button("Show"))

		// Closed and opened again.
		b.click(button("Hide 5 attributes of account_info"))
		b.rowsAre("account_info")
		b.click(button("Show 5 attributes of account_info"))
		b.rowsAre(append(start, "account_info.note")...)
		b.valueIs(inGroup("account_info.note", "Value"), "hello")

		// JSON for one attribute.
		b.addProperty("account_info", "service_features", "Array")
		b.more("account_info.service_features", "Paste JSON")
		b.fill(inGroup("account_info.service_features", "JSON"), `[{"name": "voice_dialing", "flag_value": "Y"},]`)
		b.click(button("Put in place of the value"))
		b.valueIs(inGroup("account_info.service_features.0.name", "Value"), "voice_dialing")
		if b.scripted() {
			b.accessible()
		}

		// Undo and redo.
		b.click(button("Undo"))
		b.gone(group("account_info.service_features.0"))
		b.click(button("Redo"))
		b.find(group("account_info.service_features.0"))

		// As JSON, with a mistake first.
		b.click(button("JSON"))
		b.fill(field("JSON"), `{"account_info": {"id": "json@x", "id": "twice"}}`)
		b.click(button("Form"))
		b.find(region("There is a problem"))
		b.fill(field("JSON"), `{"account_info": {"id": "json@x", "i_customer": 1001, "i_product": 1, "billing_model": 1}, "generate_web_password": 1}`)
		if b.scripted() {
			b.accessible()
		}
		b.click(button("Form"))
		b.valueIs(inGroup("account_info.id", "Value"), "json@x")
		b.valueIs(inGroup("generate_web_password", "Value"), "yes")

		b.click(button("Check"))
		b.sees("Nothing wrong was found. Nothing was sent.")
		b.click(button("Create account"))
		b.find(heading("json@x"))
		if sent := requests(box, "Account/add_account"); len(sent) != 1 || sent[0] != `{"account_info":{"id":"json@x","i_customer":1001,"i_product":1,"billing_model":1},"generate_web_password":1}` {
			t.Errorf("sent %s", sent)
		}
	})
}

// A number that means a record is found by the record's name; a template keeps what one often needs; a draft is on the start page.
func TestPickKeepAndComeBack(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Account/account/new")
		b.signIn()
		b.find(heading("New account"))
		b.click(button("Find product"))
		b.fill(field("Search product"), "a")
		if !b.scripted() {
			b.clickAway(button("Search"))
		}
		b.eventually("products to pick from", func(ctx context.Context) (ok bool, err error) {
			err = chromedp.Evaluate(`document.querySelectorAll('.pick').length > 0`, &ok).Do(ctx)
			return ok, err
		})
		if b.scripted() {
			b.accessible()
		}
		var number, name string
		b.evaluate(`document.querySelector('.pick').dataset.pick`, &number)
		b.evaluate(`document.querySelector('.pick').dataset.name`, &name)
		var label string
		b.evaluate(`document.querySelector('.pick').textContent.replace(/\s+/g, ' ').trim()`, &label)
		b.click(button(label))
		b.valueIs(inGroup("account_info.i_product", "Value"), number)
		if got := b.text(group("account_info.i_product")); b.scripted() && !strings.Contains(got, name) {
			t.Errorf("the row says %q, not %q", got, name)
		}

		b.evaluate(`document.querySelector('.templates').open = true`, nil)
		b.fill(field("Template name"), "Usual product")
		b.click(button("Save as template"))
		b.sees("The template Usual product is kept.")

		b.fillAndKeep(inGroup("account_info.id", "Value"), "draft@x")
		b.open("/")
		b.find(button("Discard New account: draft@x"))
		if b.scripted() {
			b.accessible()
		}
		b.click(link("New account: draft@x"))
		b.valueIs(inGroup("account_info.id", "Value"), "draft@x")
		b.valueIs(inGroup("account_info.i_product", "Value"), number)

		b.open("/records/Account/account/new")
		b.find(heading("New account"))
		b.evaluate(`document.querySelector('.templates').open = true`, nil)
		b.choose(field("Template"), "Usual product")
		b.click(button("Apply template"))
		b.sees("The template Usual product is in the form.")
		b.valueIs(inGroup("account_info.i_product", "Value"), number)
		b.valueIs(inGroup("account_info.id", "Value"), "")
		b.open("/")
		b.clickAway(button("Discard New account: draft@x"))
		b.gone(link("New account: draft@x"))
		if n := box.Count("Account/add_account"); n != 0 {
			t.Errorf("%d accounts were made", n)
		}
	})
}

// The same form in two windows: the second one's changes do not overwrite the first one's unasked.
func TestSameFormInTwoWindows(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Account/account/new")
		b.signIn()
		b.find(heading("New account"))
		b.fillAndKeep(inGroup("account_info.id", "Value"), "begun")
		var id string
		b.evaluate(`document.querySelector('#builder [name=form]').value`, &id)
		other := b.tab()
		other.open("/drafts/" + id)
		other.valueIs(inGroup("account_info.id", "Value"), "begun")
		other.fillAndKeep(inGroup("account_info.id", "Value"), "other window")
		b.fill(inGroup("account_info.id", "Value"), "this window")
		b.click(button("Check"))
		b.find(region("There is a problem"))
		b.sees("This form was changed in another window")
		b.valueIs(inGroup("account_info.id", "Value"), "this window")
		b.click(button("Go on with this version"))
		b.gone(region("There is a problem"))
		b.valueIs(inGroup("account_info.id", "Value"), "this window")
		b.click(button("Undo"))
		b.valueIs(inGroup("account_info.id", "Value"), "other window")
	})
}
