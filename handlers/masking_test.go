package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// What the settings name is shown on no page, and stays in no journal.
func TestMaskingBySetting(t *testing.T) {
	const secret = "Hidden Person Ltd"
	names := []string{"name", "companyname", "own_number"}
	const newCustomer = customers + "/new"
	c := newConsole(t, sandbox.Options{})
	o := c.options
	o.Masking = catalog.NewMasking(names)
	c.serve(o)
	c.signIn()

	rows := []string{"customer_info:object", " name:text=" + secret, " companyname:text=" + secret, " iso_4217:text=USD"}
	page := c.post(newCustomer, form("update", append(rows, " own_number:text="+secret, " list:array", "  own_number:text="+secret)...)).is(http.StatusOK)
	for _, name := range append(names, "list.0") {
		want := "password"
		if name == "list.0" {
			want = ""
		}
		if got := page.attr("[aria-label='customer_info."+name+"'] [name=v]", "type"); got != want {
			t.Errorf("in the form %s is of type %q", name, got)
		}
	}
	record := c.post(newCustomer, form("send", rows...)).is(http.StatusSeeOther).header.Get("Location")
	a := c.get(record).is(http.StatusOK).has("h1", "customer ").has("dd", catalog.Masked).has("pre", `"name": "`+catalog.Masked+`"`)
	shown := []*answer{a, c.get(customers+"?f.i_customer="+record[strings.LastIndexByte(record, '/')+1:]).is(http.StatusOK).has("td", catalog.Masked)}
	for _, a := range shown {
		if strings.Contains(a.body, secret) {
			t.Errorf("%s shows it", a.what)
		}
	}
	// A filter would put it into the address.
	shown[1].hasNo("select#add option[value=name]").has("select#add option[value=email]", "email")

	entry, err := c.kept.WriteOfForm(t.Context(), porta.Owner{Server: "sandbox", Realm: "admin", Login: sandbox.DemoLogin}, "test4")
	if err != nil || entry == nil || entry.State != journal.Done {
		t.Fatalf("%+v, %v", entry, err)
	}
	if got := entry.Details.Request.JSON(); strings.Contains(got, secret) || !strings.Contains(got, `"iso_4217":"USD"`) {
		t.Errorf("the journal holds %s", got)
	}

	c.box.Inject(sandbox.Rule{Method: "Customer/add_customer", Kind: sandbox.Lost})
	lost := c.post(newCustomer, form("send", append(rows, " note:text=x")...)).is(http.StatusUnprocessableEntity).has("#problem", "may have been created")
	if look := lost.attr("#problem a.button", "href"); !strings.HasPrefix(look, "/journal/") || strings.Contains(look, secret) {
		t.Errorf("Look for it leads to %q", look)
	}
	c.box.ClearFaults()

	c.post(newCustomer, anotherForm("save", rows...)).is(http.StatusOK)
	c.box.Inject(sandbox.Rule{Method: updateCustomer, Kind: sandbox.Lost})
	edit := c.get(record + "/edit").is(http.StatusOK)
	edit = c.post(record+"/edit", posted(edit, "send", "n=x1."+idOf(edit, "customer_info")+" text note", "v=x")).is(http.StatusUnprocessableEntity)
	look := c.get(edit.attr("#problem a.button", "href")).is(http.StatusOK).has("#finding a", "customer ")
	for _, a := range []*answer{c.get("/").has("main", "New customer"), c.get(newCustomer).has(".notice a", "New customer"), edit, look} {
		if strings.Contains(a.body, secret) {
			t.Errorf("%s shows it", a.what)
		}
	}
}
