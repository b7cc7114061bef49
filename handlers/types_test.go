package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// fraction types a fraction into the credit limit, which was whole before, and sends the form.
func (y *typist) fraction(label string) *answer {
	y.t.Helper()
	if got := y.typed(label); got != "175" {
		y.t.Fatalf("%s begins as %q, want a whole number", label, got)
	}
	y.page.has("[aria-label='"+label+"'] > .line .type", "Decimal")
	y.put(label, "175.50")
	return y.press("send").is(http.StatusSeeOther)
}

// creditLimit is what the last of the requests of a method said of it.
func creditLimit(t *testing.T, c *console, method string, n int) string {
	t.Helper()
	return parse(t, c.sentLast(method, n)).Get("customer_info").Get("credit_limit").JSON()
}

// An attribute that may have a fraction takes one, also when its value was whole: the type is the description's, wherever the value came from.
func TestWholeAmountTakesAFraction(t *testing.T) {
	const label = "customer_info.credit_limit"
	const whole = `{"customer_info":{"name":"North","iso_4217":"USD","credit_limit":175}}`
	needed := [][2]string{{"name", "Types Telecom"}, {"iso_4217", "USD"}}
	for _, tt := range []struct {
		name  string
		begin func(t *testing.T, c *console, y *typist)
	}{
		{"copy to new", func(t *testing.T, c *console, y *typist) {
			y.page = c.get(customers + "/new" + "?from=1001").is(http.StatusOK)
		}},
		{"JSON to form", func(t *testing.T, c *console, y *typist) {
			y.press("json")
			y.page.doc.Find("#json").SetText(whole)
			y.press("form").is(http.StatusOK)
		}},
		{"pasted JSON", func(t *testing.T, c *console, y *typist) {
			row := y.id("customer_info")
			y.press("paste:" + row)
			y.page.doc.Find("[name=j]").SetText(`{"name":"North","iso_4217":"USD","credit_limit":"175"}`)
			y.press("pasted:" + row).is(http.StatusOK)
		}},
		{"a template", func(t *testing.T, c *console, y *typist) {
			old := c.typist(customers + "/new")
			old.press("keep-template", "n=old1."+old.id("customer_info")+" integer credit_limit", "v=175", "template_name=Usual").is(http.StatusOK)
			y.press("apply-template", "template=Usual").is(http.StatusOK)
		}},
		{"a draft", func(t *testing.T, c *console, y *typist) {
			y.press("update", "n=old1."+y.id("customer_info")+" integer credit_limit", "v=175")
			y.page = c.get("/drafts/" + y.page.attr("[name=form]", "value")).is(http.StatusOK)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{})
			c.call(updateCustomer, `{"customer_info":{"i_customer":1001,"credit_limit":175}}`)
			y := c.typist(customers + "/new")
			tt.begin(t, c, y)
			for _, v := range needed {
				y.put("customer_info."+v[0], v[1])
			}
			y.fraction(label)
			if got := creditLimit(t, c, "Customer/add_customer", 1); got != "175.50" {
				t.Errorf("sent %s", got)
			}
		})
	}
	t.Run("a change", func(t *testing.T) {
		c := signedIn(t, sandbox.Options{})
		c.call(updateCustomer, `{"customer_info":{"i_customer":1001,"credit_limit":175}}`)
		c.typist(editCustomer).fraction(label)
		if got := creditLimit(t, c, updateCustomer, 2); got != "175.50" {
			t.Errorf("sent %s", got)
		}
	})
	t.Run("an address", func(t *testing.T) {
		c := signedIn(t, sandbox.Options{})
		y := c.typist("/methods/Customer/add_customer?set.customer_info.credit_limit=175&set.customer_info.name=X&set.customer_info.iso_4217=USD")
		y.path = "/methods/Customer/add_customer"
		y.put(label, "175.50")
		y.press("send")
		if got := creditLimit(t, c, "Customer/add_customer", 1); got != "175.50" {
			t.Errorf("sent %s", got)
		}
	})
}

// A text that happened to be digits takes letters, and goes as text.
func TestDigitsOfATextTakeLetters(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.press("json")
	y.page.doc.Find("#json").SetText(`{"account_info":{"id":15550100,"i_customer":"1001","i_product":1,"billing_model":"1","own":7}}`)
	y.press("form").has("[aria-label='account_info.own'] [name=t] option[selected]", "Integer")
	y.put("account_info.id", "+15550100")
	y.press("remove:" + y.id("account_info.own"))
	y.press("send").is(http.StatusSeeOther)
	if got := c.sentLast(addAccount, 1); !strings.Contains(got, `"id":"+15550100","i_customer":1001,"i_product":1,"billing_model":1`) {
		t.Errorf("sent %s", got)
	}
}
