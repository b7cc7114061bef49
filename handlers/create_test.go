package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"portaconsole/handlers"
	"portaconsole/handlers/builder"
	"portaconsole/handlers/session"
	"portaconsole/porta/sandbox"
)

const (
	newAccount = "/records/Account/account/new"
	addAccount = "Account/add_account"
)

// account is a form that creates an account, without its operation.
func account(id string) []string {
	return []string{
		"account_info:object", " bill_status:text=O", " i_product:integer=1", " id:text=" + id, " i_customer:integer=1001", " billing_model:integer=1",
		"generate_web_password:boolean=yes",
	}
}

func TestCreate(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.post(newAccount, form("send", account("007@new")...)).is(http.StatusSeeOther)
	page := a.header.Get("Location")
	if !strings.HasPrefix(page, "/records/Account/account/1") {
		t.Fatalf("the new account leads to %q", page)
	}
	c.get(page).is(http.StatusOK).has("h1", "007@new").has(".notice.good", "account 007@new was created.")
	c.get(page).hasNo(".notice")
	const want = `{"account_info":{"bill_status":"O","i_product":1,"id":"007@new","i_customer":1001,"billing_model":1},"generate_web_password":1}`
	if sent := c.sent(addAccount); len(sent) != 1 || sent[0] != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
}

func TestCreateByHtmxRedirects(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.postPart(newAccount, form("send", account("009@new")...)).is(http.StatusNoContent)
	if got := a.header.Get("HX-Redirect"); !strings.HasPrefix(got, "/records/Account/account/") {
		t.Errorf("htmx is led to %q", got)
	}
}

func TestFlagsAndSwitches(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	rows := append(account("010@new"), " x:text=")[:6]
	c.post(newAccount, form("send", append(rows, " blocked:boolean=yes", " ecommerce_enabled:boolean=no", "generate_web_password:boolean=no")...)).is(http.StatusSeeOther)
	if sent := c.sent(addAccount)[0]; !strings.Contains(sent, `"blocked":"Y","ecommerce_enabled":"N"},"generate_web_password":0`) {
		t.Errorf("sent %s", sent)
	}
}

func TestFaultsStandAtTheirPlace(t *testing.T) {
	for _, tt := range []struct {
		name    string
		rows    []string
		summary string // beginning of the line in the summary
		target  string // what it links to
		where   string // selector of the message at its place
	}{
		{"missing in the object", []string{"account_info:object", " id:text=1", " i_customer:integer=1001", " i_product:integer=1"},
			"account_info.billing_model: ", "#plus-r0", "[aria-label=account_info] > .kids > .add .mistake"},
		{"missing at the top", []string{"generate_web_password:boolean=yes"}, "account_info: ", "#plus-", "#add- .mistake"},
		{"unknown", append(account("1@x"), "own:text=x")[:8], "own: ", "#v-r7", "[aria-label=own] > .mistake"},
		{"wrong type", []string{"account_info:object", " id:text=2@x", " i_customer:text=many", " i_product:integer=1", " billing_model:integer=1"},
			"account_info.i_customer: ", "#v-r2", "[aria-label='account_info.i_customer'] > .mistake"},
		{"deep", append(account("3@x")[:6], " service_features:array", "  :object", "   name:object"),
			"account_info.service_features.0.name: ", "#plus-r8", "[aria-label='account_info.service_features.0.name'] > .mistake"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{})
			a := c.post(newAccount, form("send", tt.rows...)).is(http.StatusUnprocessableEntity)
			a.has("#problem[tabindex='-1'] li", tt.summary).has("#problem details", "Client.Account.").has(tt.where, "PortaBilling: ")
			target := a.attr("#problem li a", "href")
			if target != tt.target || a.doc.Find(target).Length() != 1 {
				t.Errorf("the summary leads to %q, want %q", target, tt.target)
			}
		})
	}
}

func TestDuplicateID(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post(newAccount, form("send", account("dup@x")...)).is(http.StatusSeeOther)
	again := strings.Replace(form("send", account("dup@x")...), "form=test7", "form=other", 1)
	a := c.post(newAccount, again).is(http.StatusUnprocessableEntity)
	a.has("#problem details", "duplicate_id").has("[aria-label='account_info.id'] > .mistake", "There is already an account with this ID.")
	if got, want := a.attr("#problem a.button", "href"), accounts+"/find?by.id=dup%40x"; got != want {
		t.Errorf("the way to the existing account is %q, want %q", got, want)
	}
}

func TestWhatWasTypedSurvivesAFault(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	hostile := `"><script>alert(1)</script>&amp; 'x' ` + "\n\nlines"
	a := c.post(newAccount, form("send", "account_info:object", " note:text="+hostile, " <b>:integer=+49 30", "list:array", " :null=kept", " :boolean=yes"))
	a.is(http.StatusUnprocessableEntity).hasNo("main script")
	if got := a.doc.Find("#v-r1").Text(); strings.TrimPrefix(got, "\n") != hostile && got != hostile {
		t.Errorf("the note is %q", got)
	}
	for selector, want := range map[string]string{"#k-r2": "<b>", "#v-r2": "+49 30"} {
		if got := a.attr(selector, "value"); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	a.has("[aria-label='account_info.<b>'] > .mistake", "This is not a whole number")
	a.has("#problem", "Nothing was sent yet.")
	if got := a.attr("[aria-label='list.0'] input[name=v]", "value"); got != "kept" {
		t.Errorf("the value under Null is %q", got)
	}
	if n := c.box.Count(addAccount); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestBuilderByHtmx(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	rows := []string{"account_info:object", " id:text=1", "list:array", " :text=a", " :text=b"}
	for _, tt := range []struct {
		name, op         string
		retarget, reswap string
		focus            string
		selector, says   string
	}{
		{"a property", "add:r0", "#add-r0", "beforebegin", "", "[aria-label='account_info.new'] .option:first-child", "i_customer Integer required owner customer"},
		{"an item", "add:r2", "#add-r2", "beforebegin", "", "[aria-label='list.2'] .index", "2"},
		{"at the root", "add:", "#add-", "beforebegin", "", "[aria-label='new'] summary", "1 known property"},
		{"a named one", "add:r0:billing_model", "", "", "", "[aria-label='account_info.billing_model'] .hint", "required · how usage is paid for"},
		{"removal", "remove:r1", "#row-r1", "delete", "plus-r0", "", ""},
		{"removal of an item", "remove:r3", "", "", "v-r4", "[aria-label='list.0'] .index", "0"},
		{"a row", "row:r0", "#row-r0", "outerHTML", "", "[aria-label=account_info] .kids .add", "Add property to account_info"},
		{"the form", "update", "", "", "", "#builder-part form#builder .add", "Add item to list"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := c.postPart(newAccount, anotherForm(tt.op, rows...)).is(http.StatusOK).hasNo("header")
			if got := a.header.Get("HX-Retarget"); got != tt.retarget {
				t.Errorf("retarget %q, want %q", got, tt.retarget)
			}
			if got := a.header.Get("HX-Reswap"); got != tt.reswap {
				t.Errorf("reswap %q, want %q", got, tt.reswap)
			}
			if tt.focus != "" && a.header.Get("HX-Trigger-After-Swap") != `{"focus-on":"`+tt.focus+`"}` {
				t.Errorf("the focus goes by %q, want %q", a.header.Get("HX-Trigger-After-Swap"), tt.focus)
			}
			if tt.selector != "" {
				a.has(tt.selector, tt.says)
			}
			// Without scripts the same operation answers with the whole page.
			c.post(newAccount, anotherForm(tt.op, rows...)).is(http.StatusOK).has("h1", "New account").has("form#builder > .send .main-action", "Create account")
		})
	}
}

// What is required is there from the start, is not sent while it is empty, and gives way to a row that is named like it.
func TestRequiredIsThere(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(newAccount)
	for _, name := range []string{"id", "i_customer", "i_product", "billing_model"} {
		a.has("[aria-label='account_info."+name+"'] .hint", "required").has("[aria-label='account_info."+name+"'] .known b", "*")
	}
	if n := a.doc.Find(".node").Length(); n != 5 {
		t.Errorf("%d rows", n)
	}
	c.post(newAccount, posted(a, "send")).is(http.StatusUnprocessableEntity).has("[aria-label='account_info.id'] > .mistake", "PortaBilling: ")
	if sent := c.sent(addAccount); len(sent) != 1 || sent[0] != `{"account_info":{}}` {
		t.Errorf("sent %s", sent)
	}
	root := a.doc.Find("[aria-label=account_info]").AttrOr("data-node", "")
	a = c.post(newAccount, posted(a, "update", "n=x1."+root+"~f", "k=id", "t=text", "v=kept", "n=x2~f", "k=account_info", "t=object")).is(http.StatusOK)
	if got := a.attr("[aria-label='account_info.id'] [name=v]", "value"); got != "kept" || a.doc.Find(".node").Length() != 5 {
		t.Errorf("the id is %q in %d rows", got, a.doc.Find(".node").Length())
	}
	c.post(newAccount, anotherForm("update", "i_product:integer=1")).has("[aria-label=i_product] .hint", "belongs inside account_info")
}

func TestUnverifiedShapeIsSaid(t *testing.T) {
	c := signedIn(t, sandbox.Options{NoAPIDoc: true})
	c.get("/records/RoutingPlan/routing_plan/new").is(http.StatusOK).has(".intro", "The shape of this request is unverified")
	c.get(newAccount).has(".intro", "What describes the account goes inside the object account_info.")
}

func TestFirstSubmitButtonIsHarmless(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.post(newAccount, form("update", account("x")...))
	first := a.doc.Find("form#builder button").First()
	if first.AttrOr("value", "") != "update" || first.Text() != "Update form" {
		t.Errorf("Enter presses %q", first.Text())
	}
}

func TestForgedForms(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, body := range []string{"n=a.b", "n=a&x=1", "x"} {
		c.post(newAccount, body).is(http.StatusUnprocessableEntity).has("h1", "Not a form of this console")
		a := c.postPart(newAccount, body).is(http.StatusUnprocessableEntity)
		if a.header.Get("HX-Retarget") != "#notices" || a.header.Get("HX-Reswap") != "innerHTML" {
			t.Errorf("the notice takes the place of %q", a.header.Get("HX-Retarget"))
		}
	}
}

// A second press of Remove, and the like, asks for a row that is gone: the form is drawn as it is.
func TestRowsThatAreGone(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, op := range []string{"add:none", "remove:none", "row:none", "add:r0", "unheard-of"} {
		for _, a := range []*answer{c.post(newAccount, form(op, "a:text=1")), c.postPart(newAccount, form(op, "a:text=1"))} {
			if got := a.is(http.StatusOK).attr("#v-r0", "value"); got != "1" {
				t.Errorf("%s: the value is %q", op, got)
			}
		}
	}
}

func TestLargeForms(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	flat := []string{"account_info:object"}
	for i := range 2000 {
		flat = append(flat, fmt.Sprintf(" own_%d:text=%d", i, i))
	}
	a := c.post(newAccount, form("add:r0", flat...)).is(http.StatusOK)
	if n := a.doc.Find(".node").Length(); n != 2002 {
		t.Errorf("%d rows, want 2002", n)
	}
	var deep []string
	for i := range 20 {
		deep = append(deep, strings.Repeat(" ", i)+fmt.Sprintf("level%d:object", i))
	}
	deep = append(deep, strings.Repeat(" ", 20)+"end:text=x")
	c.post(newAccount, form("send", deep...)).is(http.StatusUnprocessableEntity).has("#problem details", "Client.Account.")
	if sent := c.sent(addAccount)[0]; strings.Count(sent, "{") != 21 || !strings.Contains(sent, `"end":"x"`) {
		t.Errorf("sent %s", sent)
	}

	for len(flat) <= builder.MaxNodes {
		flat = append(flat, fmt.Sprintf(" own_%d:text=", len(flat)))
	}
	before := c.box.Count(addAccount)
	for _, op := range []string{"add:r0", "send"} {
		a := c.post(newAccount, form(op, flat...)).is(http.StatusUnprocessableEntity).has("#problem", "A form can hold at most 5000 properties.")
		if n := a.doc.Find(".node").Length(); n != len(flat) {
			t.Errorf("%s: %d rows are left of %d", op, n, len(flat))
		}
	}
	if c.box.Count(addAccount) != before {
		t.Error("a form beyond the caps was sent")
	}
}

func TestLostAnswer(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Lost, Times: 1})
	body := form("send", account("lost@x")...)
	a := c.post(newAccount, body).is(http.StatusUnprocessableEntity)
	a.has("#problem", "PortaBilling did not answer. The account may have been created. Look for it before you send it again. Send again writes down that it did not arrive.").has(".send .main-action", "Send again")
	look := a.attr("#problem a.button", "href")
	c.get(look).is(http.StatusOK).has("#finding", "An account with the id lost@x is there.")
	// The same form again, by Back or reload, is not sent.
	c.post(newAccount, body).is(http.StatusUnprocessableEntity).has("#problem", "This form was already sent at ")
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
	// Another button keeps the form what it is: one that was sent.
	if got := c.post(newAccount, form("update", account("lost@x")...)).attr("input[name=form]", "value"); got != "test7" {
		t.Errorf("the form became %q", got)
	}
	// To send it again is the user's decision; two presses of that are one.
	again := form(a.attr(".send .main-action", "value"), account("lost@x")...)
	c.post(newAccount, again).is(http.StatusUnprocessableEntity).has("#problem details", "duplicate_id")
	if n := c.box.Count(addAccount); n != 2 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestSendAgainOnce(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Drop, Times: 1})
	a := c.post(newAccount, form("send", account("drop@x")...)).is(http.StatusUnprocessableEntity).has("#problem", "may have been created")
	again := form(a.attr(".send .main-action", "value"), account("drop@x")...)
	first := c.post(newAccount, again).is(http.StatusSeeOther).header.Get("Location")
	c.post(newAccount, again).leadsTo(first)
	if n := c.box.Count(addAccount); n != 2 {
		t.Errorf("%d requests were sent", n)
	}
}

// That one write is taken for lost says nothing of the next one: a second press of Send again, whose answer is lost too, sends nothing.
func TestSendAgainNamesWhatWasLost(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Drop, Times: 2})
	first := c.post(newAccount, form("send", account("drop@x")...)).is(http.StatusUnprocessableEntity).attr(".send .main-action", "value")
	again := form(first, account("drop@x")...)
	c.post(newAccount, again).is(http.StatusUnprocessableEntity).has("#problem", "PortaBilling did not answer.")
	second := c.post(newAccount, again).is(http.StatusUnprocessableEntity).has("#problem", "already sent at").attr(".send .main-action", "value")
	for _, forged := range []string{"again", "again:", "again:NOWHERE"} {
		c.post(newAccount, form(forged, account("drop@x")...)).is(http.StatusUnprocessableEntity).has("#problem", "already sent at")
	}
	if n := c.box.Count(addAccount); n != 2 || first == second {
		t.Errorf("%d requests were sent; Send again posts %q, then %q", n, first, second)
	}
	c.post(newAccount, form(second, account("drop@x")...)).is(http.StatusSeeOther)
}

// An answer that cannot be read leaves the same choice as none: the form can be sent again once it is known that it did not arrive.
func TestUnreadableAnswer(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Deep, Times: 1})
	body := form("send", account("deep@x")...)
	a := c.post(newAccount, body).is(http.StatusUnprocessableEntity).has("#problem", "PortaBilling answered with what cannot be shown here.")
	c.post(newAccount, body).is(http.StatusUnprocessableEntity).has("#problem", "already sent at")
	entry := strings.TrimSuffix(a.attr("#problem a.button", "href"), "/look")
	c.post(entry+"/finding", "finding=again").leadsTo("/drafts/test7")
	c.post(newAccount, body).is(http.StatusUnprocessableEntity).has("#problem details", "duplicate_id")
	if n := c.box.Count(addAccount); n != 2 {
		t.Errorf("%d requests were sent", n)
	}
}

// Back, another id, and send: what was changed is neither lost nor taken for what was made before.
func TestChangedFormAfterSending(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	first := c.post(newAccount, form("send", account("first@x")...)).is(http.StatusSeeOther).header.Get("Location")
	a := c.post(newAccount, form("send", account("second@x")...)).is(http.StatusUnprocessableEntity)
	a.has("#problem", "created an account").has(".send button", "Create account")
	if got := a.attr("#problem a.button", "href"); got != first {
		t.Errorf("the first one is said to be at %q, want %q", got, first)
	}
	if got := a.attr("[aria-label='account_info.id'] [name=v]", "value"); got != "second@x" {
		t.Errorf("the id is %q", got)
	}
	now := strings.Replace(form("send", account("second@x")...), "form=test7", "form="+a.attr("input[name=form]", "value"), 1)
	second := c.post(newAccount, now).is(http.StatusSeeOther).header.Get("Location")
	if second == first || c.box.Count(addAccount) != 2 {
		t.Errorf("the second leads to %q after %d requests", second, c.box.Count(addAccount))
	}
}

// The browser going away does not stop a write half-way: its outcome is known afterwards.
func TestBrowserGoesAway(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	until := make(chan struct{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Delay, Until: until, Times: 1})
	left := make(chan struct{}) // the server knows that the browser is gone
	console := handlers.New(c.options)
	c.server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer context.AfterFunc(r.Context(), func() { close(left) })()
		console.ServeHTTP(w, r)
	}))
	t.Cleanup(c.server.Close)
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.server.URL+newAccount, strings.NewReader(c.sealed(newAccount, form("send", account("away@x")...))))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Sec-Fetch-Site": {"same-origin"}, "Content-Type": {"application/x-www-form-urlencoded"}}
	gone := make(chan error)
	go func() {
		res, err := c.client.Do(r)
		if err == nil {
			_ = res.Body.Close()
		}
		gone <- err
	}()
	for c.box.Count(addAccount) == 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	<-left
	close(until)
	page := c.post(newAccount, form("send", account("away@x")...)).is(http.StatusSeeOther).header.Get("Location")
	c.get(page).has("h1", "away@x")
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
}

// A form that meets the end of the console's own session is there again after signing in, also after a reload.
func TestFormAfterIdleSession(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	body := form("add:r0", "account_info:object", " id:text=idle@x")
	c.clock.add(session.Idle)
	signIn := c.post(newAccount, body).is(http.StatusSeeOther).header.Get("Location")
	if want := "/login?domain=sandbox&login=" + sandbox.DemoLogin + "&next=%2Fdrafts%2Ftest2&port=" + c.port() + "&why=kept"; signIn != want {
		t.Errorf("it leads to %s, want %s", signIn, want)
	}
	a := c.get(signIn).has(".notice", "Your session has ended. What you typed is kept: sign in again to go on with it.")
	for _, field := range []struct{ name, want string }{
		{"domain", "sandbox"}, {"port", c.port()}, {"login", sandbox.DemoLogin}, {"token", ""}, {"next", "/drafts/test2"},
	} {
		if got := a.attr("[name="+field.name+"]", "value"); got != field.want {
			t.Errorf("%s is %q, want %q", field.name, got, field.want)
		}
	}
	c.signIn()
	for range 2 {
		if got := c.get("/drafts/test2").is(http.StatusOK).attr("[aria-label='account_info.id'] [name=v]", "value"); got != "idle@x" {
			t.Errorf("the id is %q", got)
		}
	}
	c.get(newAccount).has(".notice a[href='/drafts/test2']", "New account")
	// Somebody else's form stays theirs.
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.RestrictedLogin}, "token": {sandbox.RestrictedToken}}.Encode()).leadsTo("/")
	c.get(newAccount).hasNo(".notice a")
	c.get("/drafts/test2").is(http.StatusNotFound)
}

// Whoever signs in again comes back to the form, whether there was something in it to keep or not.
func TestBackToTheFormAfterSigningIn(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	back := func(path, body string) string {
		t.Helper()
		c.box.EndSessions()
		a := c.post(path, body).is(http.StatusSeeOther)
		next := mustParse(t, a.header.Get("Location")).Query().Get("next")
		c.signIn()
		c.get(next).is(http.StatusOK)
		return next
	}
	end := c.get(endAccount)
	c.box.Inject(sandbox.Rule{Method: terminateAccount, Kind: sandbox.Fault("Server.Session.check_auth.auth_failed"), Times: 1})
	if next := back(endAccount, posted(end, "send", "confirm=10001")); next != endAccount {
		t.Errorf("an untouched form leads to %s", next)
	}
	c.box.Inject(sandbox.Rule{Method: "Account/validate_account_info", Kind: sandbox.Fault("Server.Session.check_auth.auth_failed"), Times: 1})
	if next := back(newAccount, form("check", account("kept@x")...)); next != "/drafts/test7" {
		t.Errorf("a checked form leads to %s", next)
	}
}

// Each press into a session that is over is kept, also by who goes back and types more.
func TestNothingParkedIsLost(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.clock.add(5 * time.Hour)
	var kept []string
	for i := range 4 {
		a := c.post(newAccount, form("save", account(fmt.Sprintf("kept%d@x", i))...)).is(http.StatusSeeOther)
		kept = append(kept, mustParse(t, a.header.Get("Location")).Query().Get("next"))
	}
	c.signIn()
	for i, draft := range kept {
		if got := c.get(draft).is(http.StatusOK).attr("[aria-label='account_info.id'] [name=v]", "value"); got != fmt.Sprintf("kept%d@x", i) {
			t.Errorf("%s has the id %q", draft, got)
		}
	}
}

func TestSoftFailureAtItsPlaces(t *testing.T) {
	rule := oddServer(t, `{"success":0,"errors":{"name":"Name is too short","email":"E-mail is wrong","own":"What?"}}`)
	c := newConsole(t, sandbox.Options{}, rule)
	c.post("/login", url.Values{"domain": {"odd"}, "port": {strconv.Itoa(rule.Realms["admin"])}, "login": {"a"}, "token": {"b"}}.Encode()).leadsTo("/")
	a := c.post("/records/Customer/customer/new", form("send", "customer_info:object", " name:text=x", " iso_4217:text=USD")).is(http.StatusUnprocessableEntity)
	a.has("#problem li:nth-child(1) a[href='#v-r1']", "name: Name is too short").has("[aria-label='customer_info.name'] > .mistake", "Name is too short")
	a.has("#problem li:nth-child(2) a[href='#plus-r0']", "email: E-mail is wrong").has("[aria-label=customer_info] > .kids > .add", "E-mail is wrong")
	a.has("#problem li:nth-child(3)", "own: What?")
}

// What is small as a request is not huge as a page.
func TestPagesDoNotExplode(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	var objects []string
	for range 4000 {
		objects = append(objects, "account_info:object")
	}
	long := []string{strings.Repeat("x", 50_000) + ":object"}
	for range 500 {
		long = append(long, " a:object", "  b:text=")
	}
	for name, rows := range map[string][]string{"one schema often": objects, "long name": long} {
		a := c.post(newAccount, form("update", rows...)).is(http.StatusOK)
		if limit := 4000*len(rows) + 1_000_000; len(a.body) > limit {
			t.Errorf("%s: %d bytes", name, len(a.body))
		}
		if n := a.doc.Find("datalist[id^=names]").Length(); n > 2 {
			t.Errorf("%s: %d lists of names", name, n)
		}
	}
	query := "?"
	for i := range 300 {
		query += fmt.Sprintf("f.own%d=x&", i)
	}
	a := c.get(customers+query).is(http.StatusUnprocessableEntity).has("#problem", "There can be at most 50 filters.")
	if len(a.body) > 500_000 {
		t.Errorf("many filters: %d bytes", len(a.body))
	}
}

func TestSecretsAreMaskedInTheForm(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.post(newAccount, form("update", "account_info:object", " password:text=Top-Secret-1", " note:text=x"))
	if got := a.attr("#v-r1", "type"); got != "password" {
		t.Errorf("the password's field is of type %q", got)
	}
	a.has("button[data-reveal='v-r1'][hidden]", "Show")
}

func TestOneFormCreatesOneRecord(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	body := form("send", account("once@x")...)
	pages := make([]string, 5)
	var wg sync.WaitGroup
	for i := range pages {
		wg.Go(func() { pages[i] = c.post(newAccount, body).header.Get("Location") })
	}
	wg.Wait()
	for _, page := range pages {
		if page == "" || page != pages[0] {
			t.Errorf("the answers lead to %q", pages)
		}
	}
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestNotSent(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	_ = c.box.Close()
	c.directory.Close() // the kept-alive connection: what was written into it might have arrived
	a := c.post(newAccount, form("send", account("gone@x")...)).is(http.StatusUnprocessableEntity)
	a.has("#problem", "PortaBilling could not be reached.").has("#problem", "Nothing was sent.").has(".send button", "Create account")
	if got := a.attr("[aria-label='account_info.id'] [name=v]", "value"); got != "gone@x" {
		t.Errorf("the id is %q", got)
	}
}

func TestReadOnlyModeAndDenial(t *testing.T) {
	for code, want := range map[string]struct {
		status int
		text   string
	}{
		"read_only_mode":               {http.StatusUnprocessableEntity, "This PortaBilling site cannot write at the moment."},
		"Server.Account.access_denied": {http.StatusForbidden, "Your PortaBilling user may not do this."},
	} {
		c := signedIn(t, sandbox.Options{})
		c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Fault(code)})
		c.post(newAccount, form("send", account("ro@x")...)).is(want.status).has("#problem", want.text).has("#problem details", code)
	}
}

func TestRecordPage(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	rows := append(account("secret@x")[:6], " login:text=secret-login", " password:text=Top-Secret-1", " h323_password:text=Top-Secret-2")
	page := c.post(newAccount, form("send", rows...)).is(http.StatusSeeOther).header.Get("Location")
	a := c.get(page).is(http.StatusOK).has("dt", "bill_status").has("dd .badge.good", "O – open").has("dd", "1 – credit")
	if strings.Contains(a.body, "Top-Secret") {
		t.Error("a secret is on the page")
	}
	a.has(".raw pre", `"id": "secret@x"`)
}
