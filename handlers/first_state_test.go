package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

const copyOfAccount = newAccount + "?from=10001"

// undone checks that undoing all leads back to rows and to one value of them, and to no further step.
func (y *typist) undone(rows, label, value string) {
	y.t.Helper()
	y.press("undo").is(http.StatusOK)
	if got := y.rows(); got != rows {
		y.t.Errorf("undone the rows are\n%s\nwant\n%s", got, rows)
	}
	if got := y.typed(label); got != value {
		y.t.Errorf("undone %s is %q, want %q", label, got, value)
	}
	if got := y.page.attr("#undo", "aria-disabled"); got != "true" {
		y.t.Errorf("after all was undone Undo is aria-disabled=%q", got)
	}
}

// Undoing leads back to what a form began with, wherever that came from.
func TestUndoLeadsToWhatAFormBeganWith(t *testing.T) {
	for _, tt := range []struct{ name, open, post, label, began string }{
		{"blank", newAccount, newAccount, "account_info.id", ""},
		{"a copy", copyOfAccount, newAccount, "account_info.lastname", "Drummond"},
		{"an address", "/methods/Customer/get_customer_list?set.limit=7&set.name=a%25", "/methods/Customer/get_customer_list", "name", "a%"},
		{"a record", editCustomer, editCustomer, "customer_info.name", "Orchard Lines Inc."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{})
			y := c.typist(tt.open)
			y.path = tt.post
			rows, began := y.rows(), y.typed(tt.label)
			if began != tt.began {
				t.Fatalf("it begins with %q, want %q", began, tt.began)
			}
			// By whole pages, with something that is no change before.
			y.press("show")
			y.put(tt.label, "typed")
			y.press("add:")
			y.press("undo")
			y.undone(rows, tt.label, began)
			y.press("redo")
			if got := y.typed(tt.label); got != "typed" {
				t.Errorf("redone it is %q", got)
			}
		})
	}
}

// Where there is nothing to undo or redo, the focus stays where it was pressed for.
func TestUndoOfNothingKeepsTheFocus(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.postPart(newAccount, posted(c.get(copyOfAccount), "undo")).is(http.StatusOK)
	if got := a.header.Get("HX-Trigger-After-Swap"); got != `{"focus-on":"undo"}` {
		t.Errorf("after the swap: %s", got)
	}
}

// With scripts what is typed is one step, also the first one.
func TestFirstTypingIntoACopyIsOneStep(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(copyOfAccount)
	y.path = newAccount
	rows := y.rows()
	for _, value := range []string{"N", "No", "North"} {
		y.put("account_info.lastname", value)
		a := c.postPart(newAccount, posted(y.page, "typing")).is(http.StatusOK).hasNo("[name=first]")
		y.page.doc.Find("#form-state").ReplaceWithSelection(a.doc.Find("#form-state"))
	}
	y.undone(rows, "account_info.lastname", "Drummond")
}

// A template is a change that can be undone: to what was there, be that blank or not.
func TestTemplateOverACopyIsUndone(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	usual := c.typist(newAccount)
	usual.put("account_info.id", "usual")
	usual.press("keep-template", "template_name=Usual").is(http.StatusOK)
	y := c.typist(copyOfAccount)
	y.path = newAccount
	rows := y.rows()
	y.press("apply-template", "template=Usual").is(http.StatusOK)
	if got := y.typed("account_info.id"); got != "usual" {
		t.Fatalf("the template brings %q", got)
	}
	y.undone(rows, "account_info.lastname", "Drummond")
}

// A form that was sent is offered anew with its values, and undoing leads back to these: from its draft, and where it was changed and sent once more.
func TestUndoOfWhatWasSent(t *testing.T) {
	for _, tt := range []struct{ name, began string }{{"from its draft", "first@x"}, {"sent once more", "second@x"}} {
		t.Run(tt.name, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{})
			y := c.typist(newAccount)
			for _, v := range [][2]string{{"id", "first@x"}, {"i_customer", "1001"}, {"i_product", "1"}, {"billing_model", "1"}} {
				y.put("account_info."+v[0], v[1])
			}
			y.press("update")
			draft, sent := "/drafts/"+y.page.attr("[name=form]", "value"), posted(y.page, "send")
			c.post(newAccount, sent).is(http.StatusSeeOther)
			if tt.name == "from its draft" {
				y.page = c.get(draft).is(http.StatusOK)
			} else {
				y.page = c.post(newAccount, strings.Replace(sent, "first%40x", "second%40x", 1)).is(http.StatusUnprocessableEntity)
			}
			y.page.has("#undo[aria-disabled=true]", "Undo")
			rows := y.rows()
			y.put("account_info.id", "third@x")
			y.press("update")
			y.undone(rows, "account_info.id", tt.began)
			if n := c.box.Count(addAccount); n != 1 {
				t.Errorf("%d accounts were made", n)
			}
		})
	}
}

// A copy that was sent as it came is there again after its session ended.
func TestCopyOutlivesItsSession(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(copyOfAccount)
	y.path = newAccount
	rows, draft := y.rows(), "/drafts/"+y.page.attr("[name=form]", "value")
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.DeadSession})
	y.press("send").is(http.StatusSeeOther)
	c.signIn()
	y.page = c.get(draft).is(http.StatusOK)
	if got := y.rows(); got != rows {
		t.Errorf("the rows are\n%s\nwant\n%s", got, rows)
	}
}

// A draft that is gone takes along how it began: nothing else is made up for it.
func TestUndoOfAForgottenDraft(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(copyOfAccount)
	y.path = newAccount
	y.put("account_info.lastname", "North")
	y.press("update")
	c.post("/drafts/"+y.page.attr("[name=form]", "value"), "").leadsTo("/")
	y.put("account_info.lastname", "South")
	y.press("update").has(".state", "Draft saved ").has("#undo[aria-disabled=true]", "Undo")
}

// What a page says that it began with is worth as much as its rows: it cannot make the form one about another record.
func TestForgedBeginning(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	another := anotherForm("send", "customer_info:object", " i_customer:integer=1002", " name:text=Hijack") + "&base=%7B%22i_customer%22%3A1002%7D&rev=7"
	y := c.typist(editCustomer)
	name := y.typed("customer_info.name")
	y.put("customer_info.name", "Mine")
	y.press("update", "first="+another).is(http.StatusOK)
	if got := y.page.attr("[name=base]", "value"); !strings.Contains(got, `"i_customer":1001`) {
		t.Fatalf("the form is about %s", got)
	}
	y.press("undo").is(http.StatusOK)
	if got := y.page.attr("[name=base]", "value"); !strings.Contains(got, `"i_customer":1001`) || !strings.Contains(got, name) {
		t.Errorf("undone the form is about %s", got)
	}
	y.press("send").is(http.StatusSeeOther)
	if got := parse(t, c.sentLast(updateCustomer, 1)).Get("customer_info").Get("i_customer").Text(); got != "1001" {
		t.Errorf("customer %s was changed", got)
	}
	for _, first := range []string{"n=a~z+text+x", "n=a.nobody", "script=1", "rows=%5B"} {
		y := c.typist(newAccount)
		y.put("account_info.id", "x")
		y.press("update", "first="+first).is(http.StatusUnprocessableEntity).has("h1", "Not a form of this console")
	}
}
