package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestScreenshots makes the pictures of the documentation in the directory that PORTACONSOLE_SCREENSHOTS names.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("PORTACONSOLE_SCREENSHOTS")
	if dir == "" {
		t.Skip("PORTACONSOLE_SCREENSHOTS names no directory; make screenshots does")
	}
	c := startConsole(t, "--demo", "on")
	for suffix, l := range map[string]look{
		"": {}, "-dark": {dark: true}, "-narrow": {width: 390, height: 844},
	} {
		t.Run("screen"+suffix, func(t *testing.T) {
			b := newBrowser(t, c.url, l)
			shot := func(name string) { b.shot(filepath.Join(dir, name+suffix+".png")) }
			b.open("/")
			b.find(button("Sign in"))
			shot("sign-in")
			b.signIn()
			shot("start")
			b.open("/records/Customer/customer?f.bill_status=O&f.name=%25a%25")
			b.sees(" of ")
			shot("list")
			b.open("/records/Account/account/new")
			b.addProperty("", "account_info", "Object")
			for _, p := range []struct{ name, typ, value string }{
				{"bill_status", "Text", "O"}, {"i_product", "Integer", "1"}, {"id", "Text", "15550100@example"}, {"i_customer", "Integer", "1001"},
			} {
				b.addProperty("account_info", p.name, p.typ)
				b.fill(inGroup("account_info."+p.name, "Value"), p.value)
			}
			b.addProperty("", "generate_web_password", "Boolean")
			b.choose(inGroup("generate_web_password", "Value"), "Yes")
			b.click(button("Create account"))
			b.find(region("There is a problem"))
			b.waitFocus("problem")
			shot("builder-fault")
			b.open("/methods?q=i_routing_plan")
			b.sees("methods")
			shot("methods")
			b.open("/journal")
			b.sees("create account")
			shot("journal")
			b.open("/records/Customer/customer/1001")
			b.find(link("Sign out"))
			shot("record")
		})
	}
}
