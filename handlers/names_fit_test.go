package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// knowing signs in, and learns the names of customers 1001 and 1002 and of products 1 and 2.
func knowing(t *testing.T) (c *console, names map[string]string) {
	t.Helper()
	c = signedIn(t, sandbox.Options{})
	c.rename(1001, "Anvil Telecom")
	c.rename(1002, "Birch Telecom")
	c.part("/names?r=Customer/customer:1001+1002&r=Product/product:1+2").is(http.StatusOK)
	return c, map[string]string{"1001": "Anvil Telecom", "1002": "Birch Telecom"}
}

// beside checks which number and name stand beside the value of a row.
func (a *answer) beside(label, number, name string) {
	a.t.Helper()
	line := "[aria-label='" + label + "'] > .line "
	if got := a.attr(line+"[name=v]", "value"); got != number {
		a.t.Errorf("%s: %s is %q, want %q", a.what, label, got, number)
	}
	if got := a.text(line + ".named"); got != name {
		a.t.Errorf("%s: beside %s %s stands %q, want %q", a.what, label, number, got, name)
	}
	if got := a.attr(line+".named", "data-of"); got != number {
		a.t.Errorf("%s: the name beside %s is for %q, want %q", a.what, label, got, number)
	}
}

// By whole pages a name is always the one of the number that stands there: whatever was pressed, and whichever name was there before.
func TestNameFollowsTheNumber(t *testing.T) {
	c, names := knowing(t)
	const label = "account_info.i_customer"
	y := c.typist(newAccount)
	y.page.beside(label, "", "")
	for _, step := range []struct{ put, op, number string }{
		{"1001", "update", "1001"},
		{"1002", "update", "1002"},
		{"1001", "check", "1001"},
		{"1002", "add:", "1002"},
		{"1001", "send", "1001"},
		{"1002", "undo", "1001"},
		{"1001", "redo", "1002"},
		{"1001", "json", ""},
		{"", "form", "1001"},
		{"1001 ", "update", "1001 "},
		{"01002", "update", "01002"},
		{"-1002", "update", "-1002"},
		{"1002.0", "update", "1002.0"},
		{"Anvil", "update", "Anvil"},
		{"", "update", ""},
	} {
		if step.put != "" || step.op == "update" {
			y.put(label, step.put)
		}
		y.press(step.op)
		if step.op != "json" {
			y.page.beside(label, step.number, names[step.number])
		}
	}

	// What is null is no number, though the one from before is kept.
	y.put(label, "1001")
	y.press("more:" + y.id(label))
	choose(y.page, label, "null")
	y.press("update").hasNo("[aria-label='" + label + "'] .named")
}

// choose chooses another type for a row whose rare actions are open.
func choose(a *answer, label, typ string) {
	options := a.doc.Find("[aria-label='" + label + "'] > .panel [name=t] option")
	options.RemoveAttr("selected")
	options.Filter("[value="+typ+"]").SetAttr("selected", "")
}

// With scripts the answer to what was typed brings the name of the number that was posted, and says which number that was.
func TestTypedNumberBringsItsName(t *testing.T) {
	c, names := knowing(t)
	y := c.typist(newAccount)
	customer, product := y.id("account_info.i_customer"), y.id("account_info.i_product")
	room := func(node string) string { return "#named-v-" + node + "[hx-swap-oob=true]" }
	for _, op := range []string{"typing", "save", "more:" + y.id("account_info.id"), "remove:" + y.id("account_info.billing_model")} {
		y.put("account_info.i_customer", "1002")
		y.put("account_info.i_product", "x")
		a := c.postPart(newAccount, posted(y.page, op, "unnamed="+customer+" "+product+" nobody")).is(http.StatusOK)
		y.page.doc.Find("#form-state").ReplaceWithSelection(a.doc.Find("#form-state"))
		if got := a.attr(room(customer), "data-of"); got != "1002" || a.text(room(customer)) != names["1002"] {
			t.Errorf("%s: the answer brings %q for %q", op, a.text(room(customer)), got)
		}
		if got := a.attr(room(product), "data-of"); got != "x" || a.text(room(product)) != "" {
			t.Errorf("%s: the answer brings %q for %q", op, a.text(room(product)), got)
		}
		if n := a.doc.Find(".named").Length(); n > 2 && op != "more" {
			t.Errorf("%s: %d names are brought, and two were asked for", op, n)
		}
	}
	// One that is not known yet is asked for.
	y.put("account_info.i_customer", "1003")
	a := c.postPart(newAccount, posted(y.page, "typing", "unnamed="+customer)).is(http.StatusOK)
	if got := a.text(room(customer)); got != "" || !strings.Contains(a.fill(), "1003") {
		t.Errorf("%q stands beside 1003, and %q is asked for", got, a.fill())
	}
	class := strings.TrimPrefix(a.attr(room(customer)+" .reference", "class"), "reference ")
	c.part(a.fill()).is(http.StatusOK).has("[hx-swap-oob='outerHTML:."+class+"']", "")
	// What is not named, or is no reference, brings nothing.
	c.postPart(newAccount, posted(y.page, "typing")).is(http.StatusOK).hasNo(".named")
	c.postPart(newAccount, posted(y.page, "typing", "unnamed="+y.id("account_info.id")+" "+y.id("account_info"))).is(http.StatusOK).hasNo(".named")
	c.postPart(newAccount, posted(y.page, "typing", "unnamed="+strings.Repeat(customer+" ", 5000))).is(http.StatusOK)
}

// What the page posts beside a number teaches nobody a name: a changed product is not called as the former one was.
func TestPostedNamesAreNotLearned(t *testing.T) {
	c, _ := knowing(t)
	const edit = "/records/Account/account/10001/edit"
	y := c.typist(edit)
	info, product := y.id("account_info"), y.typed("account_info.i_product")
	other := "2"
	if product == other {
		other = "1"
	}
	y.put("account_info.i_product", other)
	y.press("update", "n=x1."+info+" text product_name", "v=Not its name").is(http.StatusOK)
	if got := y.page.doc.Find("#changes").Text() + y.page.text("[aria-label='account_info.i_product'] .named"); strings.Contains(strings.ReplaceAll(got, "account_info.product_name", ""), other+" Not its name") {
		t.Errorf("beside the product's number stands %q", got)
	}
	again := c.get("/records/Product/product").is(http.StatusOK)
	if strings.Contains(again.body, "Not its name") {
		t.Error("a list has the name that was posted")
	}
	for class, name := range c.get(edit).is(http.StatusOK).named() {
		if name == "Not its name" {
			t.Errorf("%s is called as was posted", class)
		}
	}
	y.page = c.get(newAccount)
	y.path = newAccount
	y.put("account_info.i_product", other)
	y.press("update")
	if got := y.page.text("[aria-label='account_info.i_product'] .named"); got == "Not its name" {
		t.Errorf("product %s is called %q", other, got)
	}
}

// The name below a filter says which value it belongs to.
func TestNameBelowAFilter(t *testing.T) {
	c, names := knowing(t)
	a := c.get("/records/Account/account?f.i_customer=1001").is(http.StatusOK).has(".with-reference", "1001 "+names["1001"])
	if of, field := a.attr(".with-reference", "data-of"), a.attr(".with-reference", "data-beside"); of != "1001" || a.attr("#"+field, "value") != "1001" {
		t.Errorf("it is beside %q for %q", field, of)
	}
}
