package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"portaconsole/porta/sandbox"
)

// openBuilder signs in and opens the form of a new account.
func openBuilder(t *testing.T, l look) (*browser, *sandbox.Server) {
	t.Helper()
	c, box := startBoth(t, sandbox.Options{Customers: 50})
	b := newBrowser(t, c.url, l)
	b.open("/records/Account/account/new")
	b.signIn()
	b.find(heading("New account"))
	return b, box
}

func (b *browser) eventuallyCounts(p place, n int) {
	b.t.Helper()
	b.eventually(fmt.Sprintf("%d of %s", n, p), func(ctx context.Context) (bool, error) {
		var got int
		err := chromedp.Evaluate(queryOf(p)+".length", &got).Do(ctx)
		return got == n, err
	})
}

// idOf is the id of the node whose row has that label.
func (b *browser) idOf(path string) (id string) {
	b.t.Helper()
	b.on(group(path), &id, `function() { return this.dataset.node }`)
	return id
}

// fillAndKeep fills a field and waits until the draft is kept; without scripts it is kept by a button.
func (b *browser) fillAndKeep(p place, text string) {
	b.t.Helper()
	var before, now string
	ask := func(revision *string) {
		b.eventually("the revision of the form", func(ctx context.Context) (bool, error) {
			err := chromedp.Evaluate(`document.readyState === 'complete' && document.querySelector('#builder [name=rev]').value`, revision).Do(ctx)
			return err == nil && *revision != before, err
		})
	}
	b.find(p)
	before = "none"
	ask(&now)
	before = now
	b.fill(p, text)
	if !b.scripted() {
		b.click(button("Update form"))
	}
	ask(&now)
}

func TestFastClicks(t *testing.T) {
	t.Parallel()
	b, box := openBuilder(t, look{})
	box.Inject(sandbox.Rule{Method: "Account/add_account", Kind: sandbox.Delay, Delay: 200 * time.Millisecond})
	b.find(button("Add property"))
	b.evaluate(`for (let i = 0; i < 3; i++) document.getElementById('plus-').click()`, nil)
	b.eventuallyCounts(group("new"), 3)
	// Each removal takes its own row, though all were pressed before the first answer.
	b.evaluate(`document.querySelectorAll('[aria-label=new] button[value^=remove]').forEach(b => b.click())`, nil)
	b.eventuallyCounts(group("new"), 0)

	b.addProperty("", "account_info", "Object")
	for name, value := range map[string]string{"id": "fast@journey", "i_customer": "1001", "i_product": "1", "billing_model": "1"} {
		b.addProperty("account_info", name, "Text")
		b.fill(inGroup("account_info."+name, "Value"), value)
	}
	b.press(button("Create account"), 3)
	b.find(heading("fast@journey"))
	// Back to the form: it works, and sending it again leads to what the first time made.
	b.evaluate(`history.back()`, nil)
	b.find(heading("New account"))
	b.click(button("Add property"))
	b.find(group("new"))
	b.click(inGroup("new", "Remove").as("button"))
	b.eventuallyCounts(group("new"), 0)
	b.click(button("Create account"))
	b.find(heading("fast@journey"))
	if sent := requests(box, "Account/add_account"); len(sent) != 1 {
		t.Errorf("%d requests were sent: %s", len(sent), sent)
	}
	b.noMistakes()
}

// What is pressed while an answer is under way is done after it, in the form that is there then: also when that answer draws
// the form anew. Nothing is done twice, and nothing else is.
func TestFastClicksWhileTheFormIsDrawn(t *testing.T) {
	t.Parallel()
	b, box := openBuilder(t, look{})
	b.addProperty("", "list", "Array")
	for i := range 3 {
		b.click(button("Add item to list"))
		b.eventuallyCounts(group(fmt.Sprintf("list.%d", i)), 1)
		b.fill(inGroup(fmt.Sprintf("list.%d", i), "Value"), fmt.Sprint("item ", i))
	}
	// Two removals of items, each of which draws the whole form; and a second press of the first.
	b.evaluate(`(() => {
		const remove = [...document.querySelectorAll('[aria-label^="list."] button[value^=remove]')];
		remove[0].click(); remove[1].click(); remove[0].click();
	})()`, nil)
	b.eventuallyCounts(group("list.1"), 0)
	if got := b.value(inGroup("list.0", "Value")); got != "item 2" {
		t.Errorf("the item left is %q", got)
	}
	// Update and Add at once.
	b.evaluate(`(() => {
		document.querySelector('button[value=update]').click();
		document.getElementById('plus-').click();
	})()`, nil)
	b.eventuallyCounts(group("new"), 1)
	if n := box.Count("Account/add_account"); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	b.fill(inGroup("new", "Name"), "own")
	b.find(group("own"))
	b.click(button("Create account"))
	b.find(region("There is a problem"))
	b.click(button("Add property"))
	b.eventuallyCounts(group("new"), 1)
	if n := box.Count("Account/add_account"); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
	b.noMistakes()
}

// What is pressed just when an answer has come does not pass what waited for that answer.
func TestPressesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	b, _ := openBuilder(t, look{})
	b.find(button("Add property"))
	b.evaluate(`(() => {
		window.asked = [];
		document.addEventListener('htmx:configRequest', e => asked.push(e.detail.parameters.op.split(':')[0]));
		document.addEventListener('htmx:afterRequest', () => document.querySelector('button[value=update]').click(), {once: true});
		document.getElementById('plus-').click();
		document.querySelector('button[value^="close:"]').click();
	})()`, nil)
	b.until("three requests, in the order of the presses", `asked.join(' ') === 'add close update'`)
	b.rowsAre("account_info", "new")
	b.noMistakes()
}

// What is typed while an answer is under way stays.
func TestTypingDuringAnAnswer(t *testing.T) {
	t.Parallel()
	b, _ := openBuilder(t, look{})
	b.click(button("Add property"))
	b.find(group("new"))
	// The name's change asks for the row anew; before the answer is there, the value is typed.
	b.evaluate(`(() => {
		const row = document.querySelector('[aria-label=new]');
		const name = row.querySelector('[name=k]'), value = row.querySelector('[name=v]');
		name.value = 'own';
		name.dispatchEvent(new Event('input', {bubbles: true}));
		name.dispatchEvent(new Event('change', {bubbles: true}));
		value.focus();
		value.value = 'typed at once';
		value.dispatchEvent(new Event('input', {bubbles: true}));
	})()`, nil)
	b.find(group("own"))
	b.eventually("the typed value", func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`document.querySelector('[aria-label=own] [name=v]').value === 'typed at once' && document.activeElement.name === 'v'`, &ok).Do(ctx)
		return ok, err
	})
	b.noMistakes()
}

// Everything in the builder can be done by keyboard, and Enter neither sends nor removes.
func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	b, box := openBuilder(t, look{})
	b.on(button("Add property"), nil, `function() { this.focus() }`)
	b.keys(kb.Enter)
	b.find(group("new"))
	b.eventually("the focus on the new Name", func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`document.activeElement.name === 'k'`, &ok).Do(ctx)
		return ok, err
	})
	b.keys("web pass" + kb.ArrowDown + kb.Enter)
	b.find(group("generate_web_password"))
	b.find(heading("New account"))
	if n := box.Count("Account/add_account"); n != 0 {
		t.Errorf("Enter sent the form %d times", n)
	}
	// The focus is on the Value; Remove is in the row's menu.
	row := b.idOf("generate_web_password")
	b.waitFocus("v-" + row)
	b.keys(kb.F2)
	b.waitFocus("more-" + row)
	b.find(button("Move up"))
	b.run(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(input.ModifierShift)))
	b.waitFocus("x-" + row)
	b.keys(" ")
	b.eventuallyCounts(group("generate_web_password"), 0)
	b.waitFocus("plus-" + b.idOf("account_info"))
	b.noMistakes()
}

func TestDeepAndLargeForm(t *testing.T) {
	t.Parallel()
	b, box := openBuilder(t, look{})
	b.addProperty("", "deep", "Object")
	path := "deep"
	for i := range 19 {
		name := fmt.Sprintf("l%d", i)
		b.addProperty(path, name, "Object")
		path += "." + name
	}
	b.addProperty(path, "end", "Text")
	b.fill(inGroup(path+".end", "Value"), "x")

	// Two thousand rows, put into the page as the server draws them.
	b.addProperty("", "many", "Array")
	b.find(button("Add item to many"))
	b.evaluate(`(() => {
		const many = document.querySelector('[aria-label=many]');
		const add = many.querySelector('.add');
		const rows = [];
		for (let i = 0; i < 2000; i++) {
			const place = 'x' + i + '.' + many.dataset.node;
			rows.push('<div class="node"><input type="hidden" name="n" value="' + place + '"><input name="t" value="integer"><input name="v" value="' + i + '"></div>');
		}
		add.insertAdjacentHTML('beforebegin', rows.join(''));
	})()`, nil)
	b.click(button("Create account"))
	b.find(region("There is a problem"))
	sent := requests(box, "Account/add_account")
	if len(sent) != 1 || !strings.Contains(sent[0], `"end":"x"`) || !strings.Contains(sent[0], `1998,1999]`) || strings.Count(sent[0], "{") != 22 {
		t.Errorf("sent %d requests, %.300s", len(sent), sent)
	}
	b.eventuallyCounts(inGroup("many.1999", "Value"), 1)
	b.noMistakes()
}
