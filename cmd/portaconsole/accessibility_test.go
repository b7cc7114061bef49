package main

import (
	"testing"

	"portaconsole/porta/sandbox"
)

// TestAccessibility checks each kind of page, in light, dark and narrow, by axe-core.
func TestAccessibility(t *testing.T) {
	t.Parallel()
	c, box := startBoth(t, sandbox.Options{Customers: 50})
	for name, l := range map[string]look{"light": {}, "dark": {dark: true}, "narrow": {width: 390, height: 844}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, c.url, l)
			check := func(path, says string) {
				t.Helper()
				b.open(path)
				b.sees(says)
				b.accessible()
			}
			check("/login", "Sign in to PortaBilling")
			b.fill(field("Domain"), "example.com")
			b.fill(field("Login"), "a")
			b.fill(field("API token"), "b")
			b.click(button("Sign in"))
			b.find(region("There is a problem"))
			b.accessible()
			b.open("/")
			b.signIn()
			check("/", "What do you want to do?")
			check("/?operation=create", "There is a problem")
			check("/records/Customer/customer?f.bill_status=O&add=name", "1–25 of")
			check("/records/Customer/customer?f.i_parent=x", "There is a problem")
			check("/records/Customer/customer?f.name=nobody", "No results")
			check("/records/Customer/customer/1001", "i_customer")
			check("/records/Customer/customer/1009?tab=account", "1–4 of 4")
			check("/records/Customer/customer/99999999", "Not found")
			check("/sessions", "unless it is used")
			check("/records/Customer/customer/find?by.name=nobody", "There is a problem")
			check("/views/new?list=/records/Customer/customer", "View name")
			b.fill(field("View name"), "Everybody "+name)
			b.click(button("Save view"))
			b.find(link("Edit view"))
			b.accessible()
			check("/", "Recent")
			check("/journal", "sign in")
			check("/journal?from=soon", "There is a problem")
			check("/records/Account/account/new", "New account")
			b.addProperty("", "account_info", "Object")
			b.addProperty("account_info", "password", "Text")
			b.addProperty("", "list", "Array")
			b.click(button("Add item to list"))
			b.find(group("list.0"))
			b.click(button("Add property"))
			b.find(group("new"))
			b.click(button("Create account"))
			b.find(region("There is a problem"))
			b.accessible()
			b.noMistakes()
		})
	}
	if box.Count("Account/add_account") != 0 {
		t.Error("a form with a nameless row was sent")
	}
}
