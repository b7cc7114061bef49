package main

import (
	"context"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// A server whose description nobody here has seen adds a service: its records are created and listed through the same pages, with no
// code written for them.
func TestUnseenService(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../porta/sandbox/testdata/widget.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, noScript := range map[string]bool{"script": false, "no script": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, box := startBoth(t, sandbox.Options{Customers: 20, APIDoc: doc})
			b := newBrowser(t, c.url, look{noScript: noScript})
			b.open("/about")
			b.signIn()
			b.knowsServer()
			b.open("/")
			b.pick("Widget", "gadget", "Create")
			b.find(heading("New gadget"))
			b.find(group("gadget_info.name"))
			b.fill(inGroup("gadget_info.name", "Value"), "Lever 7")
			b.fill(inGroup("gadget_info.colour", "Value"), "G")
			b.click(button("Create gadget"))
			b.find(heading("Lever 7"))
			b.open("/")
			b.pick("Widget", "gadget", "List")
			b.choose(field("Attribute"), "name – Name pattern; % stands for any text.")
			b.click(button("Add filter"))
			b.fill(field("name"), "Lever%")
			b.click(button("Apply"))
			b.waitURL("/records/Widget/gadget?f.name=Lever%25")
			b.sees("1–1 of 1")
			b.find(link("Lever 7"))
			b.noMistakes()
			if n := box.Count("Widget/add_gadget"); n != 1 {
				t.Errorf("%d requests to create were sent", n)
			}
		})
	}
}

// knowsServer waits until the console has read the server's own description.
func (b *browser) knowsServer() {
	b.t.Helper()
	b.eventually("the server's own methods", func(ctx context.Context) (ok bool, err error) {
		if err := chromedp.Navigate(b.base + "/about").Do(ctx); err != nil {
			return false, err
		}
		err = chromedp.Evaluate(`document.body.innerText.includes('Methods of this server')`, &ok).Do(ctx)
		return ok, err
	})
}
