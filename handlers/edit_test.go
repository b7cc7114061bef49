package handlers_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"portaconsole/handlers"
	"portaconsole/handlers/builder"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

const (
	editCustomer   = "/records/Customer/customer/1001/edit"
	updateCustomer = "Customer/update_customer"
	updateAccount  = "Account/update_account"
)

// set types a value into the row of that label.
func set(a *answer, path, value string) {
	a.t.Helper()
	field := row(a, path).ChildrenFiltered(".line").Find("[name=v]")
	if field.Length() != 1 {
		a.t.Fatalf("%s has %d fields for %s", a.what, field.Length(), path)
	}
	if goquery.NodeName(field) == "select" {
		field.Find("option").RemoveAttr("selected")
		if o := field.Find(`option[value="` + value + `"]`); o.Length() == 1 {
			o.SetAttr("selected", "")
			return
		}
		a.t.Fatalf("%s has no option %q", path, value)
	}
	field.SetAttr("value", value)
}

func row(a *answer, path string) *goquery.Selection {
	return a.doc.Find(`.node[aria-label="` + path + `"]`)
}

func idOf(a *answer, path string) string {
	a.t.Helper()
	id, ok := row(a, path).Attr("data-node")
	if !ok {
		a.t.Fatalf("%s has no row %s\n%s", a.what, path, a.text("main"))
	}
	return id
}

// remove takes a row out, as its button does.
func (c *console) remove(page, path string, a *answer) *answer {
	c.t.Helper()
	return c.post(page, posted(a, "remove:"+idOf(a, path))).is(http.StatusOK)
}

// call calls a method as another user of PortaBilling would, beside the console.
func (c *console) call(method, params string) attr.Value {
	c.t.Helper()
	_, port := c.box.Addr("admin")
	s, err := c.directory.Server("sandbox", port)
	if err != nil {
		c.t.Fatal(err)
	}
	client, err := s.Login(c.t.Context(), porta.Credentials{Login: sandbox.DemoLogin, Password: sandbox.DemoPassword})
	if err != nil {
		c.t.Fatal(err)
	}
	v, err := attr.Parse([]byte(params), attr.Limits{})
	if err != nil {
		c.t.Fatal(err)
	}
	answer, err := client.Call(c.t.Context(), method, v)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer
}

// sentLast is the last request of a method, after a check of how many there were.
func (c *console) sentLast(method string, n int) string {
	c.t.Helper()
	sent := c.sent(method)
	if len(sent) != n {
		c.t.Fatalf("%d requests to %s were sent, want %d: %s", len(sent), method, n, sent)
	}
	if n == 0 {
		return ""
	}
	return sent[n-1]
}

func TestEdit(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get("/records/Customer/customer/1001").has(".head a[href='"+editCustomer+"']", "Edit")
	a := c.get(editCustomer).is(http.StatusOK).has("h1", "Edit customer 1001").has(".main-action", "Save changes").has("#changes", "Nothing is changed yet.")
	a.has(".fixed", "customer_info.i_customer 1001 Orchard Lines Inc. the record's own number").has(".fixed", "customer_info.credit_exceed 0 – no read-only").hasNo("[aria-label='customer_info.balance']").hasNo("[aria-label='customer_info.i_customer']")
	if strings.Contains(a.body, "Templates") {
		t.Error("a form for one record offers templates")
	}

	set(a, "customer_info.email", "new@example.com")
	set(a, "customer_info.bill_status", "S")
	a = c.remove(editCustomer, "customer_info.tax_id", a)
	a.has("#changes dd", "O – open → S – suspended").has("#changes dd", "→ new@example.com").has("#changes dd", "→ cleared")
	c.post(editCustomer, posted(a, "send")).leadsTo("/records/Customer/customer/1001")
	const want = `{"customer_info":{"i_customer":1001,"bill_status":"S","email":"new@example.com","tax_id":null}}`
	if got := c.sentLast(updateCustomer, 1); got != want {
		t.Errorf("sent %s\nwant %s", got, want)
	}
	c.get("/records/Customer/customer/1001").has(".notice.good", "was changed.").has("main", "new@example.com")
	c.get("/").has("main", "Orchard Lines Inc. changed")
	c.get("/records/Customer/customer/1001").hasNo(".notice.good")
}

// What nobody changed is not sent, whatever rows it went through.
func TestEditSendsNothingUnchanged(t *testing.T) {
	c := signedIn(t, sandbox.Options{Customers: 30})
	for _, list := range []string{"Customer/customer", "Account/account", "DID/number", "Product/product", "SIMCard/sim_card", "Subscription/subscription", "CustomFields/custom_field", "Vendor/vendor", "Tariff/tariff"} {
		page := c.get("/records/"+list).doc.Find("table tbody a").First().AttrOr("href", "") + "/edit"
		a := c.get(page).is(http.StatusOK)
		for _, op := range []string{"update", "json", "form"} {
			a = c.post(page, posted(a, op)).is(http.StatusOK).has("#changes", "Nothing is changed yet.")
		}
		c.post(page, posted(a, "send")).is(http.StatusUnprocessableEntity).has("#problem", "Nothing was changed, so nothing was sent.")
	}
	for _, r := range c.box.Requests() {
		if strings.Contains(r.Method, "/update_") {
			t.Errorf("%s was sent", r.Method)
		}
	}
}

func TestEditRowsThatSayNothing(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	// Switched off: it stays as it is.
	a = c.post(editCustomer, posted(a, "switch:"+idOf(a, "customer_info.email"))).is(http.StatusOK).has("#changes", "Nothing is changed yet.")
	// Without the object nothing is said of the record: it is not cleared.
	a = c.remove(editCustomer, "customer_info", a).has("#changes", "Nothing is changed yet.")
	c.post(editCustomer, posted(a, "send")).is(http.StatusUnprocessableEntity)
	c.sentLast(updateCustomer, 0)
}

func TestEditWithoutBase(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, base := range []string{"", "&base=", "&base=no+JSON", "&base=1"} {
		body := anotherForm("send", "customer_info:object", " name:text=Hijack")
		if a := c.post(editCustomer, body+base); a.status/100 != 4 {
			t.Errorf("%q gives %d", base, a.status)
		}
	}
	c.sentLast(updateCustomer, 0)
}

func TestEditNoSuchRecord(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, page := range []string{
		"/records/Customer/customer/99999/edit", "/records/Customer/customer/x/edit", "/records/Customer/nobody/1/edit", "/records/Customer/xdr/1/edit",
		"/records/Account/account/new?from=99999", "/records/Account/account/new?from=x",
	} {
		c.get(page).is(http.StatusNotFound)
	}
}

// A record that no form holds is still one that can be looked at.
func TestEditTooLarge(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	fields := strings.TrimSuffix(strings.Repeat(`{"name":"a","value":"b"},`, builder.MaxNodes/3+1), ",")
	c.call(updateCustomer, `{"customer_info":{"i_customer":1001,"aux_fields":[`+fields+`]}}`)
	c.get(editCustomer).is(http.StatusUnprocessableEntity).has("main", "Too large for a form")
	c.get("/records/Customer/customer/new?from=1001").is(http.StatusUnprocessableEntity).has("main", "Too large for a form")
}

// Secrets that the record shows are not on the page, and can be set.
func TestEditSecrets(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	o := c.options
	o.Masking = catalog.NewMasking([]string{"tax_id"})
	tax := c.call("Customer/get_customer_info", `{"i_customer":1001}`).At(attr.ParsePath("customer_info.tax_id")).Text()
	c.serve(o)
	c.signIn()
	a := c.get(editCustomer).has(".fixed", "a secret: add the property to set another one")
	if tax == "" || strings.Contains(a.body, tax) {
		t.Errorf("the page shows the secret %q", tax)
	}
	a = c.post(editCustomer, posted(a, "add:"+idOf(a, "customer_info")+":tax_id")).is(http.StatusOK)
	set(a, "customer_info.tax_id", "T-0815")
	a = c.post(editCustomer, posted(a, "show")).is(http.StatusOK).has("#changes dd", "no value → "+catalog.Masked)
	if strings.Contains(a.text(".preview"), "T-0815") || strings.Contains(a.text("#changes"), "T-0815") {
		t.Error("the secret is shown before it is sent")
	}
	c.post(editCustomer, posted(a, "send")).is(http.StatusSeeOther)
	if got := c.sentLast(updateCustomer, 1); got != `{"customer_info":{"i_customer":1001,"tax_id":"T-0815"}}` {
		t.Errorf("sent %s", got)
	}
}

func TestEditConcurrently(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	set(a, "customer_info.email", "mine@example.com")
	set(a, "customer_info.city", "Mine")
	set(a, "customer_info.zip", "11111")
	c.call(updateCustomer, `{"customer_info":{"i_customer":1001,"email":"theirs@example.com","firstname":"Theirs","zip":"22222","note":"new"}}`)
	sent := len(c.sent(updateCustomer))

	a = c.post(editCustomer, posted(a, "send")).is(http.StatusConflict)
	a.has("#problem", "The customer 1001 was changed since you opened it, so nothing was sent.").has("#problem a[href='/records/Customer/customer/1001']", "Show the customer")
	a.has(".main-action", "Send my changes")
	meeting := a.text(".meeting dl")
	for _, want := range []string{"customer_info.email", "now theirs@example.com in your form mine@example.com Take over theirs", "customer_info.firstname", "now Theirs in your form the same", "before no value now new in your form the same"} {
		if !strings.Contains(meeting, want) {
			t.Errorf("the two versions are told as %q, want %q in it", meeting, want)
		}
	}
	if strings.Contains(meeting, "customer_info.city") {
		t.Error("what I changed alone stands among the differences")
	}
	c.sentLast(updateCustomer, sent)

	a = c.post(editCustomer, posted(a, "theirs::zip")).is(http.StatusOK).has(".meeting", "now 22222 in your form the same")
	if got := row(a, "customer_info.zip").Find("[name=v]").AttrOr("value", ""); got != "22222" {
		t.Errorf("the row has %q", got)
	}
	c.post(editCustomer, posted(a, "send")).leadsTo("/records/Customer/customer/1001")
	if got := c.sentLast(updateCustomer, sent+1); got != `{"customer_info":{"i_customer":1001,"city":"Mine","email":"mine@example.com"}}` {
		t.Errorf("sent %s", got)
	}
	c.get("/records/Customer/customer/1001").has("main", "Theirs").has("main", "22222")
}

// Nothing that is posted as the places of a change brings the form down.
func TestEditForgedMeeting(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	for _, was := range []string{"x", "[1]", `{"":1}`, `{"name.deep":1,"service_features.9.x":2,"no":{"a":[null]}}`} {
		for _, op := range []string{"update", "theirs", "theirs::", "theirs::name.deep", "theirs::no", "send"} {
			if got := c.post(editCustomer, posted(a, op, "was="+was)).status; got != http.StatusOK && got != http.StatusUnprocessableEntity {
				t.Errorf("%s with %s gives %d", op, was, got)
			}
		}
	}
	c.sentLast(updateCustomer, 0)
}

// A page cannot be made to compare what no record and no form is as large as.
func TestEditForgedSizes(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	var b strings.Builder
	for i := range 150_000 {
		fmt.Fprintf(&b, `,"a%d":1`, i)
	}
	wide := `{"i_customer":1001` + b.String() + `}`
	begun := cpuTime(t)
	c.post(editCustomer, posted(a, "update", "base="+wide)).is(http.StatusUnprocessableEntity)
	c.post(editCustomer, posted(a, "update", "was="+wide)).is(http.StatusOK).hasNo(".meeting")
	c.post(editCustomer, posted(a, "update", "rows=[]", `json={"customer_info":`+wide+`}`))
	c.post(editCustomer, posted(a, "send", "rows=[]", `json={"customer_info":`+wide+`}`)).is(http.StatusUnprocessableEntity).has("#problem", "at most 5000 properties")
	if took := cpuTime(t) - begun; took > 30*time.Second { // a minute and more when it compares them
		t.Errorf("it computed for %v", took)
	}
	c.sentLast(updateCustomer, 0)
}

// What is switched off stays as it is, but in a list, which can only be sent as a whole: the page says so.
func TestEditSwitchedOffInAList(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	const edit = "/records/Account/account/10001/edit"
	a := c.get(edit).has(".intro", "A list goes as a whole, without what is switched off in it.")
	a = c.post(edit, posted(a, "switch:"+idOf(a, "account_info.service_features.0")))
	a.has("#changes", "account_info.service_features")
	a = c.post(edit, posted(a, "switch:"+idOf(a, "account_info.service_features.0")))
	a.has("#changes", "Nothing is changed yet.")
}

func TestEditTakesOverAll(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	set(a, "customer_info.email", "mine@example.com")
	a = c.remove(editCustomer, "customer_info.zip", a)
	c.call(updateCustomer, `{"customer_info":{"i_customer":1001,"email":"theirs@example.com","zip":"22222"}}`)
	a = c.post(editCustomer, posted(a, "send")).is(http.StatusConflict).has(".meeting", "now 22222 in your form cleared")
	// It changes once more: nothing is sent that was not seen.
	c.call(updateCustomer, `{"customer_info":{"i_customer":1001,"email":"later@example.com"}}`)
	a = c.post(editCustomer, posted(a, "send")).is(http.StatusConflict).has(".meeting", "now later@example.com in your form mine@example.com")
	a = c.post(editCustomer, posted(a, "theirs")).is(http.StatusOK).has(".meeting", "the same").hasNo(".meeting button")
	a = c.post(editCustomer, posted(a, "add:"+idOf(a, "customer_info")+":zip"))
	set(a, "customer_info.zip", "22222")
	c.post(editCustomer, posted(a, "send")).is(http.StatusUnprocessableEntity).has("#problem", "Nothing was changed")
	c.sentLast(updateCustomer, 2)
}

// What changes by itself is nobody's work.
func TestEditWhileItIsUsed(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	set(a, "customer_info.city", "Mine")
	c.call("Customer/make_transaction", `{"i_customer":1001,"action":"Manual payment","amount":5}`)
	c.post(editCustomer, posted(a, "send")).is(http.StatusSeeOther)
}

func TestEditGone(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	const page = "/records/Product/product/20/edit"
	c.call("Product/add_product", `{"product_info":{"name":"Short-lived","iso_4217":"EUR"}}`)
	a := c.get(page).is(http.StatusOK)
	set(a, "product_info.name", "Long-lived")
	c.call("Product/delete_product", `{"i_product":20}`)
	a = c.post(page, posted(a, "send")).is(http.StatusUnprocessableEntity).has("#problem", "The product 20 is not there any more, so nothing was sent.")
	if got := row(a, "product_info.name").Find("[name=v]").AttrOr("value", ""); got != "Long-lived" {
		t.Errorf("what was typed became %q", got)
	}
	c.sentLast("Product/update_product", 0)
}

// Before a change the record is read; when that fails nothing is sent, and the form can be sent again.
func TestEditCannotRead(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	set(a, "customer_info.city", "Mine")
	c.box.Inject(sandbox.Rule{Method: "Customer/get_customer_info", Kind: sandbox.Drop})
	c.post(editCustomer, posted(a, "send")).is(http.StatusUnprocessableEntity).has("#problem", "the record is read again, and that failed. Nothing was sent.").hasNo("#problem a.button")
	c.box.ClearFaults()
	c.sentLast(updateCustomer, 0)
	c.box.EndSessions()
	at := c.post(editCustomer, posted(a, "send")).is(http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(at, "/login?") || !strings.Contains(at, "drafts") {
		t.Errorf("a dead session leads to %s", at)
	}
	c.sentLast(updateCustomer, 0)
}

func TestEditLostAnswer(t *testing.T) {
	for name, tt := range map[string]struct {
		kind    sandbox.Kind
		arrived bool
	}{"it arrived": {sandbox.Lost, true}, "it did not": {sandbox.Drop, false}} {
		t.Run(name, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{})
			c.box.Inject(sandbox.Rule{Method: updateCustomer, Kind: tt.kind, Times: 1})
			a := c.get(editCustomer)
			set(a, "customer_info.city", "Lost")
			body := posted(a, "send")
			a = c.post(editCustomer, body).is(http.StatusUnprocessableEntity).has("#problem", "PortaBilling did not answer. The changes may have been saved.").has(".main-action", "Send again")
			look := a.attr("#problem a.button", "href")
			if tt.arrived {
				c.get(look).has("#finding", "It seems to have arrived")
			} else {
				c.get(look).has("#finding", "It seems not to have arrived")
			}
			c.post(editCustomer, body).is(http.StatusUnprocessableEntity).has("#problem", "already sent at")
			c.sentLast(updateCustomer, 1)
			a = c.post(editCustomer, posted(a, a.attr(".send .main-action", "value")))
			if tt.arrived {
				a.is(http.StatusConflict).has("#problem", "has all that you wanted to change. Nothing was sent.")
				c.sentLast(updateCustomer, 1)
				c.get(strings.TrimSuffix(look, "/look")).has(".head .badge", "arrived")
				return
			}
			a.leadsTo("/records/Customer/customer/1001")
			c.sentLast(updateCustomer, 2)
		})
	}
}

func TestEditSentOnce(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	set(a, "customer_info.city", "Once")
	body := posted(a, "send")
	for range 3 {
		c.post(editCustomer, body).leadsTo("/records/Customer/customer/1001")
	}
	c.sentLast(updateCustomer, 1)
}

// A change of the product takes the add-ons along, unless they are changed too.
func TestEditProductKeepsAddons(t *testing.T) {
	c := signedIn(t, sandbox.Options{Customers: 60, Accounts: 2})
	id := c.call("Account/add_account", `{"account_info":{"id":"addon-1","i_customer":1003,"i_product":1,"billing_model":1,"assigned_addons":[{"i_product":14,"addon_effective_from":"2026-11-02 00:00:00"}]}}`).Get("i_account").Text()
	page := "/records/Account/account/" + id + "/edit"
	a := c.get(page).is(http.StatusOK)
	set(a, "account_info.i_product", "2")
	a = c.post(page, posted(a, "check")).is(http.StatusOK).has("#changes", "is sent along as it is")
	c.post(page, posted(a, "send")).is(http.StatusSeeOther)
	sent := c.sentLast(updateAccount, 1)
	if !strings.HasPrefix(sent, `{"account_info":{"i_account":`+id+`,"i_product":2,"assigned_addons":[{`) || !strings.Contains(sent, `"i_product":14,`) || strings.Contains(sent, `"name"`) {
		t.Errorf("sent %s", sent)
	}
	kept := c.call("Account/get_account_info", `{"i_account":`+id+`}`)
	if got := kept.At(attr.ParsePath("account_info.assigned_addons.0.i_product")).Text(); got != "14" {
		t.Errorf("the add-on is %q afterwards", got)
	}

	a = c.get(page)
	set(a, "account_info.i_product", "1")
	a = c.remove(page, "account_info.assigned_addons.0", a)
	c.post(page, posted(a, "send")).is(http.StatusSeeOther)
	if got := c.sentLast(updateAccount, 2); got != `{"account_info":{"i_account":`+id+`,"i_product":1,"assigned_addons":[]}}` {
		t.Errorf("sent %s", got)
	}
}

// Of the service features all go back as they came but for what was changed, also when somebody else has changed another one.
func TestEditServiceFeatures(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	const page, features = "/records/Account/account/10001/edit", "account_info.service_features"
	read := func() attr.Value {
		return c.call("Account/get_account_info", `{"i_account":10001}`).At(attr.ParsePath(features))
	}
	before := read()
	a := c.get(page)
	a = c.post(page, posted(a, "open:"+idOf(a, features+".3"))) // whether it was closed or not
	set(a, features+".3.flag_value", "Y")
	c.call("Account/update_service_features", `{"i_account":10001,"service_features":[{"name":"cli","flag_value":"~"}]}`)
	a = c.post(page, posted(a, "send")).is(http.StatusConflict).has(".meeting", features+".0.flag_value")
	a.has("#changes", "account_info.service_features.3.flag_value N → Y").has("#changes", "service_features is sent as a whole, 14 items")
	c.post(page, posted(a, "send")).is(http.StatusSeeOther)
	sent := parse(t, c.sentLast(updateAccount, 1)).Get("account_info")
	if sent.Len() != 2 {
		t.Errorf("sent %s", sent.JSON())
	}
	want := before
	for place, flag := range map[string]string{"0": "~", "3": "Y"} {
		want, _ = want.With(attr.Path{place, "flag_value"}, attr.TextValue(flag))
	}
	if changes := attr.Diff(want, sent.Get("service_features")); len(changes) > 0 {
		t.Errorf("sent otherwise: %v", changes)
	}
}

func parse(t *testing.T, text string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(text), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEditDraft(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	set(a, "customer_info.city", "Draft")
	a = c.post(editCustomer, posted(a, "save"))
	draft := "/drafts/" + a.attr("input[name=form]", "value")
	a = c.get(draft).is(http.StatusOK).has("#changes", "→ Draft").has("h1", "Edit customer 1001")
	if row(a, "customer_info.name").Find(".known b").Length() > 0 {
		t.Error("a change requires a name")
	}
	a = c.post(editCustomer, posted(a, "undo")).has("#changes", "Nothing is changed yet.")
	a = c.post(editCustomer, posted(a, "redo")).has("#changes", "→ Draft")
	c.post(editCustomer, posted(a, "send")).is(http.StatusSeeOther)
	if got := c.sentLast(updateCustomer, 1); got != `{"customer_info":{"i_customer":1001,"city":"Draft"}}` {
		t.Errorf("sent %s", got)
	}
}

// With each part of the form the changes come along.
func TestEditByHtmx(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(editCustomer)
	set(a, "customer_info.i_customer_class", "2")
	c.postPart(editCustomer, posted(a, "typing")).is(http.StatusOK).has("#changes[hx-swap-oob]", "customer_info.i_customer_class").has("#changes .reference", "")
}

func TestCopyToNew(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get("/records/Account/account/10001").has(".head a[href='/records/Account/account/new?from=10001']", "Copy to new")
	a := c.get("/records/Account/account/new?from=10001").is(http.StatusOK).has("h1", "New account")
	if got := a.attr("form#builder", "action"); got != newAccount {
		t.Errorf("the form is at %q", got)
	}
	for _, gone := range []string{"i_account", "login", "balance", "last_usage", "issue_date", "product_name", "password_timestamp", "note"} {
		a.hasNo("[aria-label='account_info." + gone + "']")
	}
	for path, want := range map[string]string{"id": "", "i_product": "13", "lastname": "Drummond"} {
		if got := row(a, "account_info."+path).Find("[name=v]").AttrOr("value", ""); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	set(a, "account_info.id", "copy@x")
	c.post(newAccount, posted(a, "send")).is(http.StatusSeeOther)
	sent := parse(t, c.sentLast(addAccount, 1)).Get("account_info")
	if sent.Get("id").Text() != "copy@x" || sent.Get("lastname").Text() != "Drummond" || sent.Get("service_features").Len() != 14 || sent.Has("balance") {
		t.Errorf("sent %s", sent.JSON())
	}
	c.get("/records/Customer/customer/new?from=1001").hasNo("[aria-label='customer_info.login']").has("[aria-label='customer_info.name']", "required")
}

// A record type of a server's own description, with an attribute that drifts.
func TestEditUnseenType(t *testing.T) {
	doc, err := os.ReadFile("../porta/sandbox/testdata/widget.json")
	if err != nil {
		t.Fatal(err)
	}
	doc = []byte(strings.ReplaceAll(string(doc), `"weight"`, `"balance"`))
	c := signedIn(t, sandbox.Options{APIDoc: doc})
	c.eventually("/about", "dd", "Methods of this server")
	id := c.call("Widget/add_gadget", `{"gadget_info":{"name":"Lever","colour":"G","balance":5,"price":"1.50","is_fragile":"Y","on_sale":0}}`).Get("i_gadget").Text()
	page := "/records/Widget/gadget/" + id + "/edit"
	a := c.get(page).is(http.StatusOK)
	set(a, "gadget_info.colour", "B")
	set(a, "gadget_info.is_fragile", "no")
	c.call("Widget/update_gadget", `{"gadget_info":{"i_gadget":`+id+`,"balance":7}}`)
	c.post(page, posted(a, "send")).is(http.StatusSeeOther)
	if got := c.sent("Widget/update_gadget"); got[len(got)-1] != `{"gadget_info":{"i_gadget":`+id+`,"colour":"B","is_fragile":"N"}}` {
		t.Errorf("sent %s", got)
	}
	// One who changes it himself hears of it.
	a = c.get(page)
	set(a, "gadget_info.balance", "1")
	c.call("Widget/update_gadget", `{"gadget_info":{"i_gadget":`+id+`,"balance":9}}`)
	c.post(page, posted(a, "send")).is(http.StatusConflict).has(".meeting", "now 9 in your form 1")
}

func TestMerge(t *testing.T) {
	for _, tt := range []struct{ name, before, mine, theirs, want string }{
		{"nothing", `{"a":1}`, `{"a":1}`, `{"a":2,"b":3}`, `{"a":2,"b":3}`},
		{"both", `{"a":1,"b":1}`, `{"a":2,"b":1}`, `{"a":1,"b":2}`, `{"a":2,"b":2}`},
		{"the same place", `{"a":1}`, `{"a":2}`, `{"a":3}`, `{"a":2}`},
		{"I removed it", `{"a":1,"b":1}`, `{"b":1}`, `{"a":2,"b":2}`, `{"b":2}`},
		{"they removed it", `{"a":1,"b":1}`, `{"a":1,"b":2}`, `{"b":1}`, `{"b":2}`},
		{"inside", `{"o":{"a":1,"b":1}}`, `{"o":{"a":2,"b":1}}`, `{"o":{"a":1,"b":2,"c":3}}`, `{"o":{"a":2,"b":2,"c":3}}`},
		{"a list is mine", `{"l":[1,2]}`, `{"l":[1,3]}`, `{"l":[4,2]}`, `{"l":[1,3]}`},
		{
			"features by name", `{"service_features":[{"name":"a","f":"~"},{"name":"b","f":"N"},{"name":"c","f":"N"}]}`,
			`{"service_features":[{"name":"a","f":"~"},{"name":"b","f":"Y"},{"name":"d","f":"1"}]}`,
			`{"service_features":[{"name":"e","f":"^"},{"name":"b","f":"N"},{"name":"a","f":"/"},{"name":"c","f":"N"}]}`,
			`{"service_features":[{"name":"e","f":"^"},{"name":"b","f":"Y"},{"name":"a","f":"/"},{"name":"d","f":"1"}]}`,
		},
	} {
		if got := handlers.Merge(parse(t, tt.before), parse(t, tt.mine), parse(t, tt.theirs)).JSON(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Where the attributes of the record stand side by side in the request, they do so with the key.
func TestEditFlatRequest(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	id := c.call("Customer/add_customer_huntgroup", `{"i_customer":1001,"id":"777","name":"Sales"}`).Get("i_c_group").Text()
	page := "/records/Customer/huntgroup/" + id + "/edit"
	a := c.get(page).is(http.StatusOK)
	set(a, "name", "Support")
	c.post(page, posted(a, "send")).is(http.StatusSeeOther)
	if got := c.sentLast("Customer/update_customer_huntgroup", 1); got != `{"i_c_group":`+id+`,"name":"Support"}` {
		t.Errorf("sent %s", got)
	}
}

// FuzzEditUnchanged: whatever a record holds, the form of it changes nothing by itself.
func FuzzEditUnchanged(f *testing.F) {
	for _, seed := range []string{
		`{"i_customer":1,"name":"North","balance":"1.50","bill_status":"O","blocked":"Y","send_invoices":"^","credit_limit":1.50,"city":null,"state":"","bill_suspension_delayed":"1"}`,
		`{"service_features":[{"name":"cli","flag_value":"~","locked":0,"locks":[],"attributes":[{"name":"centrex","values":[null,"",1]}]}],"dialing_rules":{"a":{"b":[]},"c":null}}`,
		`{"deactivate_on":"2026-01-01 00:00:00","credit_limit_until":"2026-01-01","notepad":"a\nb\r\nc\r","i_rep":"007","discount_rate":1e3,"opening_balance":-0,"name":true}`,
		`{"customer_info":{"name":"x"},"i_customer":{"a":1},"name":[1],"aux_fields":"x"}`,
	} {
		f.Add([]byte(seed))
	}
	r := catalog.Builtin().Record("Customer", "customer")
	group := catalog.Builtin().Record("Customer", "huntgroup") // whose attributes stand at the top of the request
	f.Fuzz(func(t *testing.T, text []byte) {
		record, err := attr.Parse(text, attr.Limits{UniqueNames: true})
		if err != nil || record.Kind() != attr.Object {
			return
		}
		handlers.CheckUnchanged(t, r, record)
		handlers.CheckUnchanged(t, group, record)
	})
}
