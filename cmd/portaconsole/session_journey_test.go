package main

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// testClock is the console's time: the machine's, and what was added.
type testClock struct{ ahead atomic.Int64 }

func (c *testClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *testClock) add(d time.Duration) { c.ahead.Add(int64(d)) }

// holdTimers keeps what pages want to do after minutes or hours, until ring.
func (b *browser) holdTimers() {
	b.t.Helper()
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(`(() => {
			const later = window.setTimeout;
			window.held = [];
			window.setTimeout = (f, ms, ...args) => ms >= 30000 ? held.push(() => f(...args)) : later(f, ms, ...args);
		})()`).Do(ctx)
		return err
	}))
}

// ring does what the page has held back, and waits until it holds something again.
func (b *browser) ring() {
	b.t.Helper()
	b.holds()
	b.evaluate(`held.splice(0).forEach(f => f())`, nil)
	b.holds()
}

func (b *browser) holds() {
	b.t.Helper()
	b.eventually("a timer of the page", func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`held.length > 0`, &ok).Do(ctx)
		return ok, err
	})
}

// tab opens another tab of the same browser.
func (b *browser) tab() *browser {
	b.t.Helper()
	ctx, end := chromedp.NewContext(b.ctx)
	b.t.Cleanup(end)
	tab := &browser{t: b.t, ctx: ctx, base: b.base, patience: b.patience}
	tab.run()
	return tab
}

// noNotice fails when the page says something about its session.
func (b *browser) noNotice() {
	b.t.Helper()
	var n int
	if b.evaluate(`document.querySelectorAll('#session .notice').length`, &n); n > 0 {
		b.t.Errorf("%s warns of the end of the session", b.url())
	}
}

func (b *browser) waitNoNotice() {
	b.t.Helper()
	b.eventually("the end of the warning", func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`!document.querySelector('#session .notice')`, &ok).Do(ctx)
		return ok, err
	})
}

// heard has the page count the answers that it gets, and returns the expression that one came.
func heard(b *browser) string {
	b.t.Helper()
	b.evaluate(`window.heard = 0; document.addEventListener('htmx:afterRequest', () => heard++)`, nil)
	return `window.heard > 0`
}

const idle, longest = 4 * time.Hour, 12 * time.Hour

// Under a form one is warned, stays, is warned again, comes too late, signs in in another tab, and sends what was typed at the beginning.
func TestWarningOfTheEnd(t *testing.T) {
	t.Parallel()
	clock, box := &testClock{}, startBox(t, sandbox.Options{Customers: 50})
	c := startConsoleAt(t, clock.now, nil, "--servers", serverOf(box), "--data", t.TempDir())
	b := newBrowser(t, c.url, look{})
	b.holdTimers()
	b.open("/records/Customer/customer/new")
	b.signIn()
	b.find(heading("New customer"))
	b.addProperty("", "customer_info", "Object")
	b.addProperty("customer_info", "iso_4217", "Text")
	b.fill(inGroup("customer_info.iso_4217", "Value"), "USD")
	b.addProperty("customer_info", "name", "Text")
	b.fill(inGroup("customer_info.name", "Value"), "Kept Ltd")
	b.on(inGroup("customer_info.name", "Value"), nil, `function() { this.focus() }`)
	b.noNotice()

	// What another tab does counts as well.
	other := b.tab()
	clock.add(idle - 2*time.Minute)
	other.open("/")
	other.find(link("Sign out"))
	clock.add(90 * time.Second)
	b.ring()
	b.noNotice()

	clock.add(idle - 3*time.Minute)
	b.ring()
	b.sees("you will be signed out in 2 minutes")
	b.eventually("the announcement", func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`document.getElementById('status').textContent.includes('you will be signed out')`, &ok).Do(ctx)
		return ok, err
	})
	b.accessible()
	b.click(button("Stay signed in"))
	b.waitNoNotice()
	var focused string
	b.evaluate(`document.activeElement.value`, &focused)
	if focused != "Kept Ltd" {
		t.Errorf("after staying the focus is on %q", focused)
	}
	clock.add(3 * time.Minute) // beyond the end that was put off
	b.ring()
	b.noNotice()

	clock.add(idle)
	b.holds()
	b.evaluate(`held.splice(0).forEach(f => f())`, nil)
	b.sees("You are signed out.")
	b.find(link("Sign in again"))
	b.accessible()
	if got := b.value(inGroup("customer_info.name", "Value")); got != "Kept Ltd" {
		t.Errorf("the name is %q", got)
	}
	// The page stays, as it says, also when one types on.
	kept := heard(b)
	b.fill(inGroup("customer_info.name", "Value"), "Kept on Ltd")
	b.until("the answer to what was typed", kept)
	b.find(heading("New customer"))
	b.sees("You are signed out.")
	other.open("/login?why=again")
	other.signIn()
	b.evaluate(`window.dispatchEvent(new Event('focus'))`, nil)
	b.waitNoNotice()
	b.click(button("Create customer"))
	b.find(heading("Kept on Ltd"))
	b.noMistakes()
}

// The longest time cannot be put off: one signs in again while the session still lives.
func TestWarningOfTheLongestTime(t *testing.T) {
	t.Parallel()
	clock, box := &testClock{}, startBox(t, sandbox.Options{Customers: 50})
	c := startConsoleAt(t, clock.now, nil, "--servers", serverOf(box), "--data", t.TempDir())
	b := newBrowser(t, c.url, look{})
	b.holdTimers()
	b.open("/")
	b.signIn()
	for range 4 {
		clock.add(longest/4 - time.Minute)
		b.open("/records/Customer/customer")
		b.sees("1–25 of")
	}
	b.noNotice()
	clock.add(3 * time.Minute)
	b.ring()
	b.sees("it ends in less than a minute")
	b.on(link("Sign in again"), nil, `function() { this.removeAttribute('target') }`) // here, as tests see one tab
	b.click(link("Sign in again"))
	b.find(heading("Sign in to PortaBilling"))
	if got := b.value(field("Login")); got != sandbox.DemoLogin {
		t.Errorf("the login is %q", got)
	}
	b.signIn()
	b.find(heading("What do you want to do?"))
	clock.add(5 * time.Minute)
	b.open("/")
	b.find(link("Sign out"))
	b.noNotice()
	b.noMistakes()
}

// Two browsers of one user: one ends the other's session, with and without script.
func TestEndSessionsElsewhere(t *testing.T) {
	t.Parallel()
	for name, noScript := range map[string]bool{"script": false, "no script": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, box := startBoth(t, sandbox.Options{Customers: 50})
			b, other := newBrowser(t, c.url, look{noScript: noScript}), newBrowser(t, c.url, look{noScript: noScript})
			for _, each := range []*browser{other, b} {
				each.open("/")
				each.signIn()
			}
			b.click(link("Sessions"))
			b.find(heading("Sessions"))
			b.find(button("End all others"))
			b.sees("this one")
			if b.scripted() {
				b.accessible()
			}
			b.evaluate(`document.querySelector('li:not(:has(.mark)) button').click()`, nil)
			b.sees("One session was ended.")
			b.find(button("End")) // the present one alone is left
			other.open("/records/Customer/customer")
			other.find(heading("Sign in to PortaBilling"))

			_, port := box.Addr("admin")
			v := &visitor{t: t, base: c.url}
			for range 2 {
				v.cookies = nil
				v.signIn("127.0.0.1", port)
			}
			b.click(link("Sessions"))
			b.click(button("End all others"))
			b.sees("2 sessions were ended.")
			res := v.do(http.MethodGet, "/", "")
			res.Body.Close()
			if got := res.Header.Get("Location"); got != "/login" {
				t.Errorf("%s leads to %q", res.Status, got)
			}
			if n := box.Count("Session/logout"); n != 3 {
				t.Errorf("PortaBilling heard of %d ends, want 3", n)
			}
			b.click(button("End"))
			b.find(heading("Sign in to PortaBilling"))
			b.noMistakes()
		})
	}
}

// What the page says of its session lies over nothing that can be pressed: the buttons that stay in sight under a long form stay in reach as well.
func TestTheWarningLeavesTheButtonsInReach(t *testing.T) {
	t.Parallel()
	clock, box := &testClock{}, startBox(t, sandbox.Options{Customers: 50})
	c := startConsoleAt(t, clock.now, nil, "--servers", serverOf(box), "--data", t.TempDir())
	b := newBrowser(t, c.url, look{})
	b.holdTimers()
	b.open("/records/Customer/customer/1002/edit")
	b.signIn()
	b.find(button("Save changes"))
	clock.add(idle - 2*time.Minute)
	b.ring()
	b.find(button("Stay signed in"))
	for _, width := range []int64{390, 1366, 1920} {
		b.run(emulation.SetDeviceMetricsOverride(width, 768, 1, false))
		for _, end := range []string{"0", "document.body.scrollHeight"} {
			b.until(fmt.Sprintf("what can be pressed at %d px, scrolled to %s", width, end), `(() => {
				window.scrollTo({top: `+end+`, behavior: 'instant'});
				const all = [...document.querySelectorAll('.send .button, .send .input, #session .button')].filter(el => el.checkVisibility());
				return innerWidth === `+fmt.Sprint(width)+` && all.length > 3 && all.every(el => {
					const r = el.getBoundingClientRect();
					return [[r.left + 2, r.top + r.height / 2], [r.right - 2, r.top + r.height / 2]].every(([x, y]) => el.contains(document.elementFromPoint(x, y)));
				});
			})()`)
		}
	}
}
