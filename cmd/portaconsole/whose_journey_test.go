package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// A page stays open on one server while another tab of the browser signs in to another one: what is pressed on it then ends nobody's customer,
// and what was typed is there for who typed it. With scripts the page says so before anything is pressed.
func TestAPageOfAnotherServer(t *testing.T) {
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("noScript=%t", noScript), func(t *testing.T) {
			t.Parallel()
			test, production := startBox(t, sandbox.Options{Customers: 50}), startBox(t, sandbox.Options{Customers: 50})
			elsewhere := strings.Replace(serverOf(production), "127.0.0.1", "localhost", 1)
			c := startConsole(t, "--servers", serverOf(test)+","+elsewhere, "--data", t.TempDir())
			b := newBrowser(t, c.url, look{noScript: noScript})
			b.open("/records/Customer/customer/1002/end")
			b.signIn()
			b.fill(field("Name of the customer"), "1002")

			other := b.tab()
			other.open("/login?why=again")
			other.fill(field("Domain"), "localhost")
			_, port := production.Addr("admin")
			other.fill(field("Port"), fmt.Sprint(port))
			other.signIn()
			other.waitURL("/")

			if !noScript {
				b.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`, nil)
				b.sees("You are now demo on localhost, by another tab. This page was opened as demo on 127.0.0.1")
				b.accessible()
			}
			b.click(button("Terminate customer"))
			b.sees("This form was opened as demo on 127.0.0.1; you are now demo on localhost. Nothing was sent.")
			if noScript {
				b.find(link("Go on as demo on localhost"))
			} else if got := b.value(field("Name of the customer")); got != "1002" {
				t.Errorf("what was typed became %q", got)
			}
			if !noScript {
				b.until("the announcement", `document.getElementById('status').textContent.includes("somebody else's This form was opened")`)
				b.accessible()
			}
			for name, box := range map[string]*sandbox.Server{"test": test, "production": production} {
				if n := box.Count("Customer/terminate_customer"); n != 0 {
					t.Errorf("%d customers of %s were ended", n, name)
				}
			}

			b.click(link("Sign in as demo on 127.0.0.1"))
			b.eventually("the sign-in page filled in", func(ctx context.Context) (ok bool, err error) {
				err = chromedp.Evaluate(`document.getElementById('domain')?.value === '127.0.0.1' && document.getElementById('login').value === 'demo'`, &ok).Do(ctx)
				return ok, err
			})
			b.signIn()
			b.sees("it stops working at once")
			b.fill(field("Name of the customer"), "1002")
			b.click(button("Terminate customer"))
			b.sees("was terminated")
			if n := test.Count("Customer/terminate_customer"); n != 1 {
				t.Errorf("its own server was asked %d times", n)
			}
			if n := production.Count("Customer/terminate_customer"); n != 0 {
				t.Errorf("the other server was asked %d times", n)
			}
		})
	}
}
