package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

func TestTerminateAnAccount(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		const terminate = "Account/terminate_account"
		b.open("/records/Account/account/10001")
		b.signIn()
		b.click(link("Terminate"))
		b.find(field("Name of the account"))
		b.sees("it stops working at once and stays listed as closed")
		b.choose(inGroup("release_assigned_did", "Value"), "Yes")
		b.click(button("Terminate account"))
		b.find(region("There is a problem"))
		b.sees("to confirm that the right one is meant")
		if b.scripted() {
			b.accessible()
		}
		if n := box.Count(terminate); n != 0 {
			t.Fatalf("%d requests were sent without the name", n)
		}
		box.Inject(sandbox.Rule{Method: terminate, Kind: sandbox.Lost, Times: 1})
		b.fill(field("Name of the account"), "10001")
		b.click(button("Terminate account"))
		b.find(button("Send again"))
		b.sees("The account may have been terminated.")
		b.click(link("Look for it"))
		b.find(region("It seems to have arrived"))
		b.click(button("It arrived"))
		b.sees("arrived")
		if sent := requests(box, terminate); len(sent) != 1 || sent[0] != `{"release_assigned_did":1,"i_account":10001}` {
			t.Errorf("sent %s", sent)
		}
	})
}

func TestCallAMethod(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/methods/Customer/get_customer_list?set.limit=3")
		b.signIn()
		b.find(heading("Customer/get_customer_list"))
		b.click(button("Send"))
		b.find(region("Answer"))
		b.sees("3 rows")
		if b.scripted() {
			b.waitFocus("answered")
			b.accessible()
		}
		b.fill(inGroup("limit", "Value"), "2")
		b.click(button("Send"))
		b.sees("2 rows")
		if sent := requests(box, "Customer/get_customer_list"); sent[len(sent)-1] != `{"limit":2}` {
			t.Errorf("sent %s", sent)
		}

		// One that changes something is sent once; a reload says so.
		b.open("/methods/Account/make_transaction?set.i_account=10001&set.action=manual+payment&set.amount=1.5")
		b.click(button("Send"))
		b.find(region("Answer"))
		b.click(button("Send"))
		b.find(region("There is a problem"))
		b.sees("PortaBilling carried it out.")
		if n := box.Count("Account/make_transaction"); n != 1 {
			t.Errorf("%d payments were made", n)
		}
	})
}

func TestCallForAFile(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		saved := t.TempDir()
		b.run(chromedp.ActionFunc(func(ctx context.Context) error {
			whole := cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
			return cdpbrowser.SetDownloadBehavior(cdpbrowser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(saved).Do(whole)
		}))
		b.open("/methods/Customer/get_customer_xdrs?set.i_customer=1002&set.call_recording=1&set.from_date=0001-01-01+00:00:00&set.to_date=9999-01-01+00:00:00")
		b.signIn()
		b.click(button("Send"))
		b.find(region("Answer"))
		var id string
		b.evaluate(`(() => { const t = document.querySelector('table[aria-label=xdr_list]'), i = [...t.querySelectorAll('th')].findIndex(h => h.textContent === 'i_xdr'); return t.querySelectorAll('tbody tr:first-child td')[i].textContent.trim() })()`, &id)

		b.open("/methods/CDR/get_call_recording?set.i_xdr=" + id)
		b.click(button("Send"))
		b.eventually("a saved recording", func(context.Context) (bool, error) {
			data, err := os.ReadFile(filepath.Join(saved, "recording-"+id+".wav"))
			return err == nil && bytes.HasPrefix(data, []byte("RIFF")), nil
		})
		// The form is still there, and works.
		b.fill(inGroup("i_xdr", "Value"), "1")
		b.click(button("Send"))
		b.find(region("There is a problem"))
		if got := b.value(inGroup("i_xdr", "Value")); got != "1" {
			t.Errorf("the form has %q", got)
		}
		if sent := requests(box, "CDR/get_call_recording"); !strings.Contains(strings.Join(sent, ""), id) {
			t.Errorf("sent %s", sent)
		}
	})
}
