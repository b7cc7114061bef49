package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"portaconsole/porta/sandbox"
)

// A date and time is typed, or taken from the browser's calendar, which gives no seconds.
func TestCalendar(t *testing.T) {
	t.Parallel()
	c, _ := startBoth(t, sandbox.Options{Customers: 20})
	b := newBrowser(t, c.url, look{})
	b.open("/methods/Customer/get_customer_xdrs")
	b.signIn()
	b.addProperty("", "from_date", "Date and time")
	b.click(inGroup("from_date", "Calendar").as("button"))
	b.evaluate(`(() => {
		const calendar = document.querySelector('.calendar');
		calendar.value = '2026-02-03T04:05';
		calendar.dispatchEvent(new Event('change'));
	})()`, nil)
	b.valueIs(inGroup("from_date", "Value"), "2026-02-03 04:05:00")
	b.noMistakes()
}

// What appears on the page is said to who does not see it.
func TestWhatAppearsIsAnnounced(t *testing.T) {
	t.Parallel()
	c, _ := startBoth(t, sandbox.Options{Customers: 20})
	b := newBrowser(t, c.url, look{})
	b.open("/methods/Customer/get_customer_list")
	b.signIn()
	b.click(button("Check"))
	b.sees("Nothing wrong was found.")
	b.until("the announcement", `document.getElementById('status').textContent.includes('Nothing wrong was found.')`)
	b.noMistakes()
}

// The answer to a new name does not take the focus from where it is by then. Escape closes the list of names.
func TestFocusOfANewRow(t *testing.T) {
	t.Parallel()
	b, _ := openBuilder(t, look{})
	b.click(button("Add property"))
	b.until("the focus on the new Name", `document.activeElement.name === 'k' && document.querySelector('.chooser').open`)
	b.keys(kb.Escape)
	b.until("the list closed", `!document.querySelector('.chooser').open`)
	b.evaluate(`(() => {
		document.addEventListener('focus-lost', () => window.focused = document.activeElement.closest('[role=group]').ariaLabel);
		const name = document.querySelector('[aria-label=new] [name=k]');
		name.value = 'own';
		name.dispatchEvent(new Event('input', {bubbles: true}));
		name.dispatchEvent(new Event('change', {bubbles: true}));
		document.querySelector('[aria-label="account_info.id"] [name=v]').focus();
	})()`, nil)
	b.find(group("own"))
	b.until("the focus where it was put", `window.focused === 'account_info.id'`)
	b.noMistakes()
}

// What was typed right before a page is left is in the draft.
func TestLeavingKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b, _ := openBuilder(t, look{})
	b.fillAndKeep(inGroup("account_info.id", "Value"), "begun")
	draft := b.url()
	b.on(inGroup("account_info.id", "Value"), nil, `function() { this.focus(); this.select() }`)
	b.run(input.InsertText("left@x"))
	b.open("/")
	b.eventually("the draft with what was typed last", func(ctx context.Context) (ok bool, err error) {
		if err := chromedp.Navigate(b.base + draft).Do(ctx); err != nil {
			return false, err
		}
		err = chromedp.Evaluate(`document.querySelector('[aria-label="account_info.id"] [name=v]').value === 'left@x'`, &ok).Do(ctx)
		return ok, err
	})
	b.noMistakes()
}

// The port of the sign-in page follows the server that is chosen, until one is typed.
func TestPortFollowsTheServer(t *testing.T) {
	t.Parallel()
	c := startConsole(t, "--servers", "a.example.com:9443,b.example.com:9444", "--data", t.TempDir())
	b := newBrowser(t, c.url, look{})
	b.open("/login")
	for _, server := range []struct{ domain, port string }{{"b.example.com", "9444"}, {"a.example.com", "9443"}, {"c.example.com", "443"}} {
		b.fill(field("Domain"), server.domain)
		b.valueIs(field("Port"), server.port)
	}
	b.fill(field("Port"), "9")
	b.fill(field("Domain"), "b.example.com")
	b.valueIs(field("Port"), "9")
	b.noMistakes()
}

// What is typed after a request has left is not in its answer, and stays all the same.
func TestTypingAfterTheRequest(t *testing.T) {
	t.Parallel()
	b, _ := openBuilder(t, look{})
	b.click(button("Add property"))
	b.find(group("new"))
	b.evaluate(`(() => {
		const row = document.querySelector('[aria-label=new]'), name = row.querySelector('[name=k]'), value = row.querySelector('[name=v]');
		document.addEventListener('htmx:beforeSend', () => {
			value.focus();
			value.value = 'typed late';
			value.dispatchEvent(new Event('input', {bubbles: true}));
		}, {once: true});
		name.value = 'own';
		name.dispatchEvent(new Event('input', {bubbles: true}));
		name.dispatchEvent(new Event('change', {bubbles: true}));
	})()`, nil)
	b.find(group("own"))
	b.valueIs(inGroup("own", "Value"), "typed late")
	b.noMistakes()
}

// Who presses twice signs in once.
func TestSignInPressedTwice(t *testing.T) {
	t.Parallel()
	c, box := startBoth(t, sandbox.Options{Customers: 20})
	b := newBrowser(t, c.url, look{})
	b.open("/login")
	b.fill(field("Login"), sandbox.DemoLogin)
	b.fill(field("API token"), sandbox.DemoToken)
	var submits int
	b.on(button("Sign in"), &submits, `function() {
		let submits = 0;
		document.addEventListener('submit', e => { submits += !e.defaultPrevented });
		for (let i = 0; i < 3; i++) this.click();
		return submits;
	}`)
	if submits != 1 {
		t.Errorf("it is sent %d times", submits)
	}
	b.find(link("Sign out"))
	if n := box.Count("Session/login"); n != 1 {
		t.Errorf("PortaBilling saw %d logins", n)
	}
	b.noMistakes()
}
