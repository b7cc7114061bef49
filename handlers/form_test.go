package handlers_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/handlers/drafts"
	"portaconsole/porta/sandbox"
)

// typist fills a form in as a browser without scripts does: each press posts what is on the page.
type typist struct {
	*console
	page *answer
	path string
}

func (c *console) typist(path string) *typist {
	c.t.Helper()
	return &typist{c, c.get(path).is(http.StatusOK), path}
}

// id is the node of the row with that label.
func (y *typist) id(label string) string {
	y.t.Helper()
	return y.page.attr("[aria-label='"+label+"']", "data-node")
}

// press posts the form with further pairs behind it, and goes on with the page that comes.
func (y *typist) press(op string, more ...string) *answer {
	y.t.Helper()
	y.page = y.post(y.path, posted(y.page, op, more...))
	return y.page
}

// typed is the value of a row.
func (y *typist) typed(label string) string {
	y.t.Helper()
	return y.page.attr("[aria-label='"+label+"'] > .line [name=v]", "value")
}

// put changes the value of a row on the page, as typing does.
func (y *typist) put(label, value string) {
	y.t.Helper()
	field := y.page.doc.Find("[aria-label='" + label + "'] > .line [name=v]")
	if field.Length() != 1 {
		y.t.Fatalf("%d fields of %s", field.Length(), label)
	}
	if field.Is("select") {
		field.Find("option").RemoveAttr("selected")
		if chosen := field.Find("option[value='" + value + "']"); chosen.Length() == 1 {
			chosen.SetAttr("selected", "")
			return
		}
		y.t.Fatalf("%s cannot be %s", label, value)
	}
	field.SetAttr("value", value)
}

// rows are the labels of the rows, in their order.
func (y *typist) rows() string {
	var list []string
	for _, row := range y.page.doc.Find(".node").EachIter() {
		list = append(list, row.AttrOr("aria-label", ""))
	}
	return strings.Join(list, " ")
}

func TestStructureOfAForm(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	const start = "account_info account_info.id account_info.i_customer account_info.i_product account_info.billing_model"
	is := func(want string) {
		t.Helper()
		if got := y.rows(); got != want {
			t.Errorf("the rows are\n%s\nwant\n%s", got, want)
		}
	}
	is(start)
	info := y.id("account_info")
	y.press("add:"+info).has("[aria-label='account_info.new'] summary", "known properties").has(".option[data-name=note]", "note Text short note").hasNo(".option[data-name=id]")
	y.press("name:"+y.id("account_info.new")+":note").has("[aria-label='account_info.note'] .known", "note")
	y.put("account_info.note", "hello")
	is(start + " account_info.note")
	y.press("more:"+y.id("account_info.note")).has(".panel", "Move up Move down Duplicate Switch off Paste JSON")
	y.press("up:" + y.id("account_info.note"))
	is(strings.Replace(start, " account_info.billing_model", " account_info.note account_info.billing_model", 1))
	y.press("copy:" + y.id("account_info.note"))
	is(strings.Replace(start, " account_info.billing_model", " account_info.note account_info.new account_info.billing_model", 1))
	if got := y.typed("account_info.new"); got != "hello" {
		t.Errorf("the copy is %q", got)
	}
	y.press("remove:" + y.id("account_info.new"))
	y.press("switch:"+y.id("account_info.note")).has("[aria-label='account_info.note'] .hint", "switched off, so it is not sent")
	y.press("show").has("#preview pre", "account_info").has("#preview pre", `"account_info": {}`)
	y.press("more:" + y.id("account_info.note"))
	y.press("switch:"+y.id("account_info.note")).has("#preview pre", `"note": "hello"`)
	y.press("close:"+info).has("[aria-label=account_info] .toggle", "Show 5 attributes of account_info")
	is("account_info")
	y.press("update")
	is("account_info")
	y.press("open:" + info)
	if got := y.typed("account_info.note"); got != "hello" {
		t.Errorf("opened, the note is %q", got)
	}
}

// A fault inside a closed object opens it.
func TestFaultOpensWhatIsClosed(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.press("close:" + y.id("account_info"))
	y.press("send").is(http.StatusUnprocessableEntity).has("[aria-label='account_info.id'] > .mistake", "PortaBilling: ")
}

func TestUndoAndRedo(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	if got := y.page.attr("#undo", "aria-disabled"); got != "true" {
		t.Errorf("nothing was done, and Undo is %q", got)
	}
	y.put("account_info.id", "first")
	y.press("update")
	y.put("account_info.id", "second")
	y.press("add:").has("[aria-label=new]", "")
	step := func(op, id string, rows int) {
		t.Helper()
		y.press(op).is(http.StatusOK)
		if got := y.typed("account_info.id"); got != id || y.page.doc.Find(".node").Length() != rows {
			t.Errorf("%s leads to %q and %d rows, want %q and %d", op, got, y.page.doc.Find(".node").Length(), id, rows)
		}
	}
	step("undo", "second", 5)
	step("undo", "first", 5)
	step("undo", "", 5)
	step("undo", "", 5)
	step("redo", "first", 5)
	step("redo", "second", 5)
	step("redo", "second", 6)
	step("undo", "second", 5)
	// What is typed and not kept yet is undone first.
	y.put("account_info.id", "third")
	step("undo", "second", 5)
	step("redo", "third", 5)
	// Undo is kept with the draft.
	y.page = c.get("/drafts/" + y.page.attr("[name=form]", "value"))
	step("undo", "second", 5)
}

// While one types on in the same field, undoing takes the whole value back, not its letters.
func TestTypingIsOneStep(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.put("account_info.id", "old")
	form := posted(y.page, "typing")
	for i, value := range []string{"", "n", "no", "nor", "north"} {
		y.put("account_info.id", value)
		a := c.postPart(newAccount, posted(y.page, "typing")).is(http.StatusOK)
		if got := a.header.Get("HX-Reswap"); got != "none" {
			t.Errorf("while typing the answer takes the place of %q", got)
		}
		if i > 0 {
			a.has("#form-state[hx-swap-oob=true]", "Draft saved ")
			y.page.doc.Find("[name=rev]").SetAttr("value", a.attr("[name=rev]", "value"))
			if got := a.header.Get("HX-Replace-Url"); got != "/drafts/"+y.page.attr("[name=form]", "value") {
				t.Errorf("the address becomes %q", got)
			}
		}
	}
	y.press("undo")
	if got := y.typed("account_info.id"); got != "" {
		t.Errorf("undo leads to %q", got)
	}
	if c.post(newAccount, form).status != http.StatusConflict {
		t.Error("an old page overwrote the draft")
	}
}

func TestNothingTypedIsNoDraft(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.press("update").has(".state", "Undo Redo")
	y.press("close:" + y.id("account_info"))
	c.get("/").hasNo("#drafts")
}

func TestDraftsAreListedAndEnd(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	for label, value := range map[string]string{"id": "draft@x", "i_customer": "1001", "i_product": "1", "billing_model": "1"} {
		y.put("account_info."+label, value)
	}
	y.press("update").has(".state", "Draft saved ")
	draft := "/drafts/" + y.page.attr("[name=form]", "value")
	c.get("/").has("[aria-labelledby=drafts] a[href='"+draft+"']", "New account: draft@x")
	c.get(newAccount).has(".notice a[href='"+draft+"']", "New account: draft@x")
	y.page = c.get(draft).is(http.StatusOK).has("h1", "New account")
	discarded := c.typist(newAccount)
	discarded.put("account_info.id", "discarded@x")
	discarded.press("update")
	discard := c.get("/").attr("form:has(button[aria-label='Discard New account: discarded@x'])", "action")
	c.post(discard, "").leadsTo("/")
	c.get(discard).is(http.StatusNotFound)
	reading := &typist{c, c.get("/methods/Customer/get_customer_list?set.limit=3"), "/methods/Customer/get_customer_list"}
	reading.press("update").has(".state", "Draft saved ")
	if n := c.get("/").doc.Find("[aria-labelledby=drafts] a").Length(); n != 1 {
		t.Errorf("%d forms are listed", n)
	}
	y.press("send").is(http.StatusSeeOther)
	record := y.page.header.Get("Location")
	c.get("/").hasNo("#drafts")
	// The form that was sent says what became of it, and offers the same values as a fresh one.
	y.page = c.get(draft).is(http.StatusOK).has("#problem", "This form was already sent at ").has("#problem a[href='"+record+"']", "Show the first one")
	y.put("account_info.id", "another@x")
	y.press("send").is(http.StatusSeeOther)
	if n := c.box.Count(addAccount); n != 2 {
		t.Errorf("%d requests were sent", n)
	}
}

// A second window with the same form: what it changes does not overwrite what the first one did; both versions are there to choose from.
func TestTwoWindows(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	first := c.typist(newAccount)
	first.put("account_info.id", "begun")
	first.press("update")
	draft := "/drafts/" + first.page.attr("[name=form]", "value")
	second := &typist{c, c.get(draft), newAccount}
	first.put("account_info.id", "first window")
	first.press("update").is(http.StatusOK)
	second.put("account_info.id", "second window")
	for _, op := range []string{"update", "add:", "send"} {
		a := c.post(newAccount, posted(second.page, op)).is(http.StatusConflict)
		a.has("#problem", "This form was changed in another window at ").has("#problem li", `account_info.id: "first window" there, "second window" here`)
	}
	if a := c.postPart(newAccount, posted(second.page, "typing")).is(http.StatusConflict); a.doc.Find("form#builder").Length() != 1 {
		t.Error("htmx gets no form")
	}
	if n := c.box.Count(addAccount); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	theirs := &typist{c, c.get(draft), newAccount}
	if got := theirs.typed("account_info.id"); got != "first window" {
		t.Errorf("what is kept is %q", got)
	}
	// The second window goes on with its own version, and Undo leads to the other one.
	second.press("update").has(".send button", "Go on with this version")
	second.press("update").is(http.StatusOK)
	if got := second.typed("account_info.id"); got != "second window" {
		t.Errorf("after deciding it is %q", got)
	}
	second.press("undo")
	if got := second.typed("account_info.id"); got != "first window" {
		t.Errorf("undone it is %q", got)
	}
}

func TestFormAsJSON(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.put("account_info.id", "007")
	y.press("add:", "n=own date own", "v=2026-02-28", "n=off~o text off", "v=kept")
	a := y.press("json").has("#view-json[aria-pressed=true]", "JSON")
	text := strings.TrimPrefix(a.doc.Find("#json").Text(), "\n")
	if want := "{\n  \"account_info\": {\n    \"id\": \"007\"\n  },\n  \"own\": \"2026-02-28\",\n  \"\": \"\"\n}"; text != want {
		t.Errorf("the JSON is\n%s\nwant\n%s", text, want)
	}
	// Nothing was changed, so nothing is lost: types, rows that are off, rows without a name.
	y.press("form")
	if got := y.rows(); got != "account_info account_info.id account_info.i_customer account_info.i_product account_info.billing_model own off new" {
		t.Errorf("back in the form the rows are %s", got)
	}
	y.page.has("[aria-label=own] [name=t] option[selected]", "Date")
	if got := y.typed("off"); got != "kept" {
		t.Errorf("what was switched off is %q", got)
	}
	y.press("json")
	for name, tt := range map[string]struct{ text, says string }{
		"broken":         {"{\n  \"a\": 1,\n  \"b\" 2\n}", "at line 3, column 7, in b"},
		"twice":          {`{"account_info":{"id":"1","id":"2"}}`, "account_info"},
		"no object":      {`[1]`, "object"},
		"another method": {`curl https://x.example/rest/Customer/add_customer --data '{"params":{}}'`, "This command calls Customer/add_customer, and this form is for Account/add_account."},
	} {
		t.Run(name, func(t *testing.T) {
			y.page.doc.Find("#json").SetText(tt.text)
			a := c.post(newAccount, calledOtherwise(posted(y.page, "form"), "x"+fmt.Sprint(len(name)))).is(http.StatusUnprocessableEntity)
			a.has("#problem a[href='#json']", "").has("#problem", tt.says)
			if got := strings.TrimPrefix(a.doc.Find("#json").Text(), "\n"); got != tt.text {
				t.Errorf("what was typed became %q", got)
			}
		})
	}
	for name, text := range map[string]string{
		"comments and commas": "// pasted\n{\"account_info\": {\"id\": \"1@json\", \"i_customer\": 1001, \"billing_model\": 1, \"i_product\": 1,}, \"generate_web_password\": 1}",
		"a whole request":     `{"params":{"account_info":{"id":"2@json","i_customer":1001,"billing_model":1,"i_product":1},"generate_web_password":1}}`,
		"a curl command":      `curl -sS 'https://x.example/rest/Account/add_account' -H "Authorization: Bearer secret" --data-raw '{"params":{"account_info":{"id":"3@json","i_customer":1001,"billing_model":1,"i_product":1},"generate_web_password":1}}'`,
	} {
		t.Run(name, func(t *testing.T) {
			y := c.typist(newAccount)
			y.press("json")
			y.page.doc.Find("#json").SetText(text)
			y.press("form").is(http.StatusOK)
			if got := y.typed("account_info.id"); !strings.HasSuffix(got, "@json") {
				t.Errorf("the id is %q", got)
			}
			y.page.has("[aria-label=generate_web_password] option[selected]", "Yes")
			y.press("json")
			y.press("send").is(http.StatusSeeOther) // as JSON, too
		})
	}
	if n := c.box.Count(addAccount); n != 3 {
		t.Errorf("%d accounts were made", n)
	}
}

func TestPasteIntoARow(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.press("add:"+y.id("account_info"), "n=x1."+y.id("account_info")+" text service_features")
	y.press("paste:x1").has("[aria-label='account_info.service_features'] textarea[name=j]", "")
	y.page.doc.Find("[name=j]").SetText("[{\"name\": \"x\"")
	y.press("pasted:x1").is(http.StatusUnprocessableEntity).has("#problem a[href='#j-x1']", "Line 1").has("[aria-label='account_info.service_features'] > .mistake", "Line 1")
	y.page.doc.Find("[name=j]").SetText("[{\"name\": \"voice\", /* note */ \"flag_value\": \"Y\"},]")
	y.press("pasted:x1").is(http.StatusOK)
	if got := y.typed("account_info.service_features.0.name"); got != "voice" {
		t.Errorf("pasted is %q", got)
	}
}

func TestConversions(t *testing.T) {
	for _, tt := range []struct{ from, value, to, want string }{
		{"text", "12", "integer", `12`},
		{"integer", "12", "text", `"12"`},
		{"text", `{"a":[1,null]}`, "object", `{"a":[1,null]}`},
		{"object", "", "text", `""`},
		{"boolean", "yes", "integer", `1`},
		{"boolean", "no", "text", `"0"`},
		{"text", "Y", "boolean", `1`},
		{"integer", "0", "boolean", `0`},
		{"date", "2026-02-28", "datetime", `"2026-02-28 00:00:00"`},
		{"datetime", "2026-02-28 10:11:12", "date", `"2026-02-28"`},
		{"text", "kept", "null", `null`},
		{"decimal", "1.50", "text", `"1.50"`},
	} {
		t.Run(tt.from+" to "+tt.to, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{Customers: 10})
			y := c.typist(newAccount)
			y.press("update", "n=x1 "+tt.from+" own", "v="+tt.value)
			y.page.doc.Find("[aria-label=own] [name=t] option").RemoveAttr("selected")
			y.page.doc.Find("[aria-label=own] [name=t] option[value="+tt.to+"]").SetAttr("selected", "")
			y.press("row:x1")
			a := y.press("json")
			if got := strings.Join(strings.Fields(a.doc.Find("#json").Text()), ""); !strings.HasSuffix(got, `"own":`+strings.ReplaceAll(tt.want, " ", "")+"}") {
				t.Errorf("it becomes %s, want %s", got, tt.want)
			}
			y.press("form")
			y.press("undo")
			if got := y.page.attr("[aria-label=own] [name=t] option[selected]", "value"); got != tt.from {
				t.Errorf("undone the type is %s", got)
			}
		})
	}
}

func TestTemplates(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.put("account_info.i_customer", "1001")
	y.press("keep-template").is(http.StatusUnprocessableEntity).has("#problem a[href='#template-name']", "Give the template a name")
	y.press("keep-template", "template_name=Usual").is(http.StatusOK).has(".notice.good", "The template Usual is kept.")
	y.put("account_info.i_customer", "1002")
	y.press("keep-template", "template_name=Usual").is(http.StatusUnprocessableEntity).has("button[value='keep-template:replace']", "Replace template")
	fresh := c.typist(newAccount)
	fresh.page.has("#template option[value=Usual]", "Usual")
	fresh.press("apply-template", "template=Usual").has(".notice.good", "The template Usual is in the form.")
	if got := fresh.typed("account_info.i_customer"); got != "1001" {
		t.Errorf("the template brings %q", got)
	}
	fresh.press("undo")
	if got := fresh.typed("account_info.i_customer"); got != "" {
		t.Errorf("undone it is %q", got)
	}
	y.press("keep-template:replace", "template_name=Usual").is(http.StatusOK)
	fresh.press("apply-template", "template=Usual")
	if got := fresh.typed("account_info.i_customer"); got != "1002" {
		t.Errorf("the replaced template brings %q", got)
	}
	// Somebody else has none of them.
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.RestrictedLogin}, "token": {sandbox.RestrictedToken}}.Encode()).leadsTo("/")
	theirs := c.typist(newAccount)
	theirs.page.hasNo("#template")
	theirs.press("apply-template", "template=Usual").is(http.StatusUnprocessableEntity).has("#problem", "Choose a template first.")
	theirs.press("forget-template", "template=Usual")
	c.signIn()
	c.typist(newAccount).press("forget-template", "template=Usual").has(".notice.good", "is removed").hasNo("#template")
}

func TestCheck(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.press("check").is(http.StatusUnprocessableEntity).has("#problem", "This was found by checking. Nothing was sent.").has("[aria-label='account_info.id'] > .mistake", "It is required, and has no value. PortaBilling: ")
	for label, value := range map[string]string{"id": "check@x", "i_customer": "1001", "i_product": "1", "billing_model": "1"} {
		y.put("account_info."+label, value)
	}
	info := y.id("account_info")
	y.press("check", "n=x1."+info+" text bill_status", "v=X", "n=x2."+info+" text iso_4217", "v=EURO", "n=x3."+info+" text own", "v=1", "n=x4."+info+" text i_acl", "v=many").is(http.StatusUnprocessableEntity)
	y.page.has("[aria-label='account_info.bill_status'] > .mistake", "X is none of the known values: O – open").
		has("[aria-label='account_info.own'] > .mistake", "It is not in this server's description.").
		has("[aria-label='account_info.i_acl'] > .mistake", "It should be")
	y = c.typist(newAccount)
	for label, value := range map[string]string{"id": "check@x", "i_customer": "1001", "i_product": "1", "billing_model": "1"} {
		y.put("account_info."+label, value)
	}
	y.press("check").is(http.StatusOK).has(".notice.good", "Nothing wrong was found. Nothing was sent. Account/validate_account_info on the server agrees.")
	y.press("send").is(http.StatusSeeOther)
	again := c.typist(newAccount)
	for label, value := range map[string]string{"id": "check@x", "i_customer": "1001", "i_product": "1", "billing_model": "1"} {
		again.put("account_info."+label, value)
	}
	again.press("check").is(http.StatusUnprocessableEntity).has("[aria-label='account_info.id'] > .mistake", "There is already an account with this ID.")
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d accounts were made", n)
	}
}

func TestForgedRows(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for name, body := range map[string]string{
		"a cycle":                  "n=a.b&n=b.a",
		"an unknown parent":        "n=a.nobody",
		"twice":                    "n=a&n=a",
		"an unknown key":           "n=a&script=1",
		"an unknown flag":          "n=a~z+text+x",
		"an unknown type":          "n=a+script+x",
		"packed nonsense":          "n=a~c+object+x&v=" + url.QueryEscape(`[["a","script"]]`),
		"packed and broken":        "n=a~c+object+x&v=" + url.QueryEscape(`[["a"`),
		"a base that is no record": "base=%7B&n=a+text+x&v=1",
	} {
		t.Run(name, func(t *testing.T) {
			c.post(newAccount, body+"&op=update").is(http.StatusUnprocessableEntity).has("h1", "Not a form of this console")
		})
	}
}

func TestPickInARow(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	id := y.id("account_info.i_product")
	y.press("find:"+id).has("[aria-label='account_info.i_product'] .picks", "found.")
	y.page.doc.Find("[name=q]").SetAttr("value", "a")
	y.press("update").has("[aria-label='account_info.i_product'] .picks", "found.") // Enter in the search presses the first button
	c.postPart(newAccount, posted(y.page, "update")).has("form#builder [aria-label='account_info.i_product'] .picks", "found.")
	if got := y.page.attr("[name=q]", "value"); got != "a" {
		t.Errorf("what is looked for is %q", got)
	}
	y.press("find:" + id)
	choice := y.page.attr("li:first-child .pick", "value")
	if !strings.HasPrefix(choice, "pick:"+id+":") {
		t.Fatalf("a choice posts %q", choice)
	}
	y.press(choice).hasNo(".picks")
	if got := y.typed("account_info.i_product"); got != strings.TrimPrefix(choice, "pick:"+id+":") {
		t.Errorf("picked is %q", got)
	}
	// Of a row that refers to nothing, or is gone, nothing is looked for.
	y.press("find:" + y.id("account_info.id")).is(http.StatusOK)
	y.press("find:none").is(http.StatusOK)
	y.press("pick:none:1").is(http.StatusOK)
}

// sealedDrafts were sealed with a key that is not there any more.
type sealedDrafts struct{ drafts.Keeper }

func (sealedDrafts) Draft(context.Context, drafts.Owner, string) (drafts.Draft, error) {
	return drafts.Draft{}, drafts.ErrSealed
}

func (k sealedDrafts) Drafts(ctx context.Context, o drafts.Owner) ([]drafts.Draft, error) {
	list, err := k.Keeper.Drafts(ctx, o)
	for i := range list {
		list[i].Title = ""
	}
	return list, err
}

func TestSealedDraftsAreTold(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	y.put("account_info.id", "sealed@x")
	y.press("update")
	draft := "/drafts/" + y.page.attr("[name=form]", "value")
	c.options.Drafts = sealedDrafts{c.options.Drafts}
	c.serve(c.options)
	c.signIn()
	c.get("/").has("[aria-labelledby=drafts] a[href='"+draft+"']", "New account").has("[aria-labelledby=drafts]", "cannot be opened")
	c.get(draft).is(http.StatusGone).has("main", "sealed with a key that the console does not have any more")
}
