package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// A page stays open while another tab of the browser signs in to another server, or as somebody else: what is pressed on it then ends nobody's
// customer, and what was typed is there for who typed it. With scripts the page says so before anything is pressed.
func TestAPageOfAnother(t *testing.T) {
	for _, tt := range []struct {
		name              string
		other             bool // another server
		login, token, now string
	}{
		{"another server", true, sandbox.DemoLogin, sandbox.DemoToken, "demo on localhost"},
		{"another user", false, sandbox.RestrictedLogin, sandbox.RestrictedToken, "restricted on 127.0.0.1"},
	} {
		for _, noScript := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, noScript=%t", tt.name, noScript), func(t *testing.T) {
				t.Parallel()
				test, production := startBox(t, sandbox.Options{Customers: 50}), startBox(t, sandbox.Options{Customers: 50})
				elsewhere := strings.Replace(serverOf(production), "127.0.0.1", "localhost", 1)
				c := startConsole(t, "--servers", serverOf(test)+","+elsewhere, "--data", t.TempDir())
				b := newBrowser(t, c.url, look{noScript: noScript})
				b.open("/records/Customer/customer/1002/end")
				b.signIn()
				b.fill(field("Name of the customer"), "1002")

				tab := b.tab()
				tab.open("/login?why=again")
				if tt.other {
					tab.fill(field("Domain"), "localhost")
					_, port := production.Addr("admin")
					tab.fill(field("Port"), fmt.Sprint(port))
				}
				tab.fill(field("Login"), tt.login)
				tab.fill(field("API token"), tt.token)
				tab.click(button("Sign in"))
				tab.waitURL("/")

				if !noScript {
					b.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`, nil)
					b.sees("You are now " + tt.now + ": another tab has signed in. This page was opened as demo on 127.0.0.1")
					b.accessible()
				}
				b.click(button("Terminate customer"))
				b.sees("This form was opened as demo on 127.0.0.1; you are now " + tt.now + ". Nothing was sent.")
				if noScript {
					b.find(link("Go on as " + tt.now))
				} else {
					if got := b.value(field("Name of the customer")); got != "1002" {
						t.Errorf("what was typed became %q", got)
					}
					b.accessible()
				}
				for _, box := range []*sandbox.Server{test, production} {
					if n := box.Count("Customer/terminate_customer"); n != 0 {
						t.Errorf("%d customers were ended", n)
					}
				}

				b.click(link("Sign in as demo on 127.0.0.1"))
				b.eventually("the sign-in page filled in", func(ctx context.Context) (ok bool, err error) {
					err = chromedp.Evaluate(`document.getElementById('domain')?.value === '127.0.0.1' && document.getElementById('login').value === 'demo'`, &ok).Do(ctx)
					return ok, err
				})
				b.fill(field("API token"), sandbox.DemoToken)
				b.click(button("Sign in"))
				b.sees("it stops working at once")
				b.fill(field("Name of the customer"), "1002")
				b.click(button("Terminate customer"))
				b.sees("was terminated")
				if n, m := test.Count("Customer/terminate_customer"), production.Count("Customer/terminate_customer"); n != 1 || m != 0 {
					t.Errorf("its own server was asked %d times, the other one %d times", n, m)
				}
				if !noScript {
					b.noMistakes()
				}
			})
		}
	}
}
