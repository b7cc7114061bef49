package main

import (
	"net/url"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// checkAccessible does so where scripts run, which it needs itself.
func (b *browser) checkAccessible() {
	b.t.Helper()
	if b.scripted() {
		b.accessible()
	}
}

func TestSavedViews(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		const open, all = "/records/Customer/customer?f.bill_status=O&limit=50", "/records/Customer/customer"
		b.open(open + "&offset=50")
		b.signIn()
		b.sees("51–100 of ")
		b.click(button("Save view"))
		b.find(field("View name"))
		b.checkAccessible()
		if b.scripted() {
			b.waitFocus("view-name") // beside the list, which stays
			b.find(link("Previous"))
		} else {
			b.find(heading("Save view"))
		}
		b.fill(field("View name"), "Open ones")
		b.click(button("Save view"))
		b.find(link("Open ones"))
		if b.scripted() {
			b.waitFocus("save-view")
		}
		b.find(link("Edit view"))

		// The same name for another list is asked about.
		b.open(all)
		b.click(button("Save view"))
		b.fill(field("View name"), "open ONES")
		b.click(button("Save view"))
		b.find(button("Replace it"))
		b.sees("There is a view “Open ones” already. Replace it, or choose another name.")
		b.checkAccessible()
		b.fill(field("View name"), "All of them")
		b.click(button("Save view"))
		b.find(link("All of them"))
		b.find(link("Open ones"))
		b.checkAccessible()

		b.open("/")
		b.find(region("Saved views"))
		b.find(region("Recent"))
		b.checkAccessible()
		b.click(link("Open ones"))
		b.waitURL(open)
		b.sees("1–50 of ")

		b.click(link("Edit view"))
		b.find(heading("Open ones"))
		b.checkAccessible()
		b.fill(field("View name"), "")
		b.click(button("Rename"))
		b.find(region("There is a problem"))
		b.waitFocus("problem")
		b.checkAccessible()
		b.fill(field("View name"), "Customers that pay")
		b.click(button("Rename"))
		b.waitURL("/")
		b.find(link("Customers that pay"))
		b.click(link("Edit view All of them"))
		b.click(button("Delete view"))
		b.waitURL("/")
		b.find(link("Customers that pay"))
		if got := b.text(region("Saved views")); strings.Contains(got, "All of them") || !strings.Contains(got, "bill_status O – open, 50 rows per page") {
			t.Errorf("the saved views: %q", got)
		}
	})
}

func TestFindARecord(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(t *testing.T, b *browser, box *sandbox.Server) {
		b.open("/records/Account/account")
		b.signIn()
		var id string
		b.sees("1–25 of ")
		b.evaluate(`document.querySelector('tbody td:nth-child(2)').innerText`, &id)
		b.open("/")
		b.pick("Account", "account", "Get")
		b.find(heading("Which account?"))
		b.checkAccessible()
		b.fill(field("id"), "no such account")
		b.click(button("Get"))
		b.sees("There is no account with the id “no such account”.")
		b.waitFocus("problem")
		b.checkAccessible()
		b.fill(field("id"), id)
		b.click(button("Get"))
		b.find(heading(id))

		b.open("/")
		b.find(link("account " + id))
		b.pick("Customer", "customer", "Update")
		b.find(heading("Which customer?"))
		b.fill(field("i_customer"), "1001")
		b.click(button("Update"))
		b.waitURL("/records/Customer/customer/1001/edit")

		b.open("/")
		b.pick("DID", "number", "Custom")
		b.waitURL("/methods?service=DID")
		b.sees("DID/get_number_list")

		b.open("/")
		b.find(heading("What do you want to do?"))
		b.choose(field("Record type"), "followme")
		if b.scripted() {
			var greyed []string
			b.evaluate(`[...document.querySelectorAll('#operation option:disabled')].map(o => o.label)`, &greyed)
			if got := strings.Join(greyed, " "); got != "List Delete" { // the chosen Create is left for the server to refuse
				t.Errorf("greyed are %s", got)
			}
			b.checkAccessible()
		} else {
			b.choose(field("Operation"), "Delete")
		}
		b.click(button("Continue"))
		b.find(region("There is a problem"))
		b.sees("It has Get, Update, Custom.")
	})
}

// What was done last is there after a restart of the console, too.
func TestRecentSurvivesARestart(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Customers: 50})
	c := startRestartable(t, "--servers", serverOf(box))
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	list := "/records/Customer/customer?" + url.Values{"f.bill_status": {"O"}}.Encode()
	v.page(list)
	c.restart()
	if page := v.page("/"); !strings.Contains(page, `href="`+list+`"`) {
		t.Errorf("the start page:\n%s", page)
	}
}
