package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

// callBox calls a method as another user of the same PortaBilling.
func callBox(t *testing.T, box *sandbox.Server, method, params string) {
	t.Helper()
	host, port := box.Addr("admin")
	directory, err := porta.NewDirectory([]porta.Rule{{Host: host, Realms: map[string]int{"admin": port}, Pin: box.Fingerprint()}}, porta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer directory.Close()
	server, err := directory.Server(host, port)
	if err != nil {
		t.Fatal(err)
	}
	client, err := server.Login(t.Context(), porta.Credentials{Login: sandbox.DemoLogin, Password: sandbox.DemoPassword})
	if err != nil {
		t.Fatal(err)
	}
	v, err := attr.Parse([]byte(params), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Call(t.Context(), method, v); err != nil {
		t.Fatal(err)
	}
}

// look at the page in a picture, where somebody wants to see it.
func (b *browser) picture(name string) {
	if dir := os.Getenv("PORTACONSOLE_SCREENSHOTS"); dir != "" {
		b.shot(filepath.Join(dir, name+".png"))
	}
}

// A customer is changed while somebody else does so too: nothing is sent before it is decided.
func TestEditACustomer(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Customer/customer/1001")
		b.signIn()
		b.click(link("Edit"))
		b.find(heading("Edit customer 1001"))
		b.find(region("What will change"))
		b.sees("Nothing is changed yet.")
		b.fillAndKeep(inGroup("customer_info.email", "Value"), "mine@example.com")
		b.fillAndKeep(inGroup("customer_info.city", "Value"), "Mine")
		b.choose(inGroup("customer_info.bill_status", "Value"), "S – suspended")
		b.click(inGroup("customer_info.zip", "Remove").as("button"))
		b.gone(group("customer_info.zip"))
		b.sees("O – open → S – suspended")
		b.sees("→ cleared")
		b.sees(" → mine@example.com")
		if b.scripted() {
			b.evaluate(`window.scrollTo(0, document.body.scrollHeight)`, nil) // where the sticky part covers no half button
			b.accessible()
		}

		callBox(t, box, "Customer/update_customer", `{"customer_info":{"i_customer":1001,"email":"theirs@example.com","bill_status":"C","firstname":"Theirs"}}`)
		b.click(button("Save changes"))
		b.find(region("There is a problem"))
		b.find(region("Changed meanwhile"))
		b.sees("The customer 1001 was changed since you opened it, so nothing was sent.")
		b.sees("Theirs")
		b.waitFocus("problem")
		if n := len(requests(box, "Customer/update_customer")); n != 1 {
			t.Errorf("%d requests were sent", n)
		}
		if b.scripted() {
			b.evaluate(`window.scrollTo(0, document.body.scrollHeight)`, nil) // where the sticky part covers no half button
			b.accessible()
		}
		b.click(button("Take over theirs: customer_info.bill_status"))
		b.gone(button("Take over theirs: customer_info.bill_status"))
		if got := b.value(inGroup("customer_info.bill_status", "Value")); got != "C" {
			t.Errorf("the status in the form is %q", got)
		}
		b.click(button("Send my changes"))
		b.find(heading("Orchard Lines Inc."))
		b.sees("was changed.")
		b.sees("mine@example.com")
		const want = `{"customer_info":{"i_customer":1001,"city":"Mine","zip":null,"email":"mine@example.com"}}`
		if sent := requests(box, "Customer/update_customer"); len(sent) != 2 || sent[1] != want {
			t.Errorf("sent %s\nwant %s", sent, want)
		}

		b.click(link("Copy to new"))
		b.find(heading("New customer"))
		if name, city := b.value(inGroup("customer_info.name", "Value")), b.value(inGroup("customer_info.city", "Value")); name != "" || city != "Mine" {
			t.Errorf("the copy has the name %q and the city %q", name, city)
		}
		b.fill(inGroup("customer_info.name", "Value"), "Orchard Lines Two")
		b.click(button("Create customer"))
		b.find(heading("Orchard Lines Two"))
	})
}

// A record of a type that nobody here has seen is changed through the same pages.
func TestEditUnseenType(t *testing.T) {
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
			b.eventually("the server's own methods", func(ctx context.Context) (ok bool, err error) {
				if err := chromedp.Navigate(b.base + "/about").Do(ctx); err != nil {
					return false, err
				}
				err = chromedp.Evaluate(`document.body.innerText.includes('Methods of this server')`, &ok).Do(ctx)
				return ok, err
			})
			callBox(t, box, "Widget/add_gadget", `{"gadget_info":{"name":"Lever 7","colour":"G","price":"1.50","is_fragile":"Y"}}`)
			b.open("/records/Widget/gadget?f.name=Lever%25")
			b.click(link("Lever 7"))
			b.click(link("Edit"))
			b.find(group("gadget_info.colour"))
			b.fillAndKeep(inGroup("gadget_info.colour", "Value"), "B")
			b.choose(inGroup("gadget_info.is_fragile", "Value"), "No")
			b.click(button("Check"))
			b.sees("Nothing wrong was found.")
			b.sees("G – green → B – blue")
			b.click(button("Save changes"))
			b.find(heading("Lever 7"))
			b.sees("was changed.")
			b.noMistakes()
			sent := requests(box, "Widget/update_gadget")
			if len(sent) != 1 || !strings.HasSuffix(sent[0], `,"colour":"B","is_fragile":"N"}}`) {
				t.Errorf("sent %s", sent)
			}
		})
	}
}

// TestEditPictures shows the form as it looks, where somebody wants to see it.
func TestEditPictures(t *testing.T) {
	if os.Getenv("PORTACONSOLE_SCREENSHOTS") == "" {
		t.Skip("PORTACONSOLE_SCREENSHOTS names no directory")
	}
	c, box := startBoth(t, sandbox.Options{Customers: 20})
	for suffix, l := range map[string]look{"": {}, "-dark": {dark: true}, "-narrow": {width: 390, height: 844}} {
		b := newBrowser(t, c.url, l)
		b.open("/records/Customer/customer/1001")
		b.signIn()
		b.picture("edit-record" + suffix)
		b.open("/records/Customer/customer/1001/edit")
		b.find(heading("Edit customer 1001"))
		b.fillAndKeep(inGroup("customer_info.email", "Value"), "mine"+suffix+"@example.com")
		b.choose(inGroup("customer_info.bill_status", "Value"), "S – suspended")
		b.sees("O – open → S – suspended")
		b.evaluate(`document.getElementById('changes').scrollIntoView({block: 'center'})`, nil)
		b.picture("edit-changes" + suffix)
		callBox(t, box, "Customer/update_customer", `{"customer_info":{"i_customer":1001,"email":"theirs`+suffix+`@example.com","firstname":"Theirs`+suffix+`","note":"called at noon`+suffix+`"}}`)
		b.click(button("Save changes"))
		b.find(region("Changed meanwhile"))
		b.evaluate(`window.scrollTo(0, 0)`, nil)
		b.picture("edit-conflict" + suffix)
	}
}

// What became of a press at the end of a long form is said where it is seen, and the button keeps the focus.
func TestNoticeInALongForm(t *testing.T) {
	t.Parallel()
	c, _ := startBoth(t, sandbox.Options{Customers: 5})
	b := newBrowser(t, c.url, look{})
	b.open("/records/Customer/customer/1001/edit")
	b.signIn()
	b.evaluate(`scrollTo(0, document.documentElement.scrollHeight)`, nil)
	b.click(button("Check"))
	b.sees("Nothing wrong was found.")
	b.waitFocus("check")
	var top, bottom, height float64
	b.evaluate(`document.querySelector('.notice.good').getBoundingClientRect().top`, &top)
	b.evaluate(`document.querySelector('.notice.good').getBoundingClientRect().bottom`, &bottom)
	b.evaluate(`innerHeight`, &height)
	if top < 0 || bottom > height {
		t.Errorf("the notice is from %v to %v of a window of %v", top, bottom, height)
	}
	b.noMistakes()
}
