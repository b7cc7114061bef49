package handlers_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"portaconsole/handlers/drafts"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

const (
	callCustomers = "/methods/Customer/get_customer_list"
	callMove      = "/methods/Account/move_account"
	callPayment   = "/methods/Account/make_transaction"
)

func TestCallThatReads(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	page := c.get(callCustomers).is(http.StatusOK).has("h1", "Customer/get_customer_list").has(".intro", "only reads").has("button.main-action", "Send")
	page.has("details .schema", "customer_list").hasNo("#answered")
	rows := []string{"limit:integer=3", "offset:integer=5", "get_total:boolean=yes"}
	for range 2 { // the same form, as often as one likes
		a := c.post(callCustomers, form("send", rows...)).is(http.StatusOK)
		a.has("#answered h3", "customer_list").has("#answered .range", "s, ").has("#answered .range", " KB").has("#answered .range", "3 rows").has("#answered dl", "total")
		if n := a.doc.Find("#answered tbody tr").Length(); n != 3 {
			t.Errorf("%d rows", n)
		}
		a.has("#answered tbody a[href^='/records/Customer/customer/1']", "").has("#answered .badge", "O – open").has("#answered pre", `"customer_list": [`)
		if got := a.attr("[aria-label=limit] [name=v]", "value"); got != "3" {
			t.Errorf("the form has the limit %q", got)
		}
	}
	if sent := c.sent("Customer/get_customer_list"); len(sent) != 2 || sent[1] != `{"limit":3,"offset":5,"get_total":1}` {
		t.Errorf("sent %s", sent)
	}
	part := c.postPart(callCustomers, form("send", rows...)).is(http.StatusOK).hasNo("header").has("form#builder + #answered", "3 rows")
	if got := part.header.Get("HX-Trigger-After-Swap"); !strings.Contains(got, `"answered"`) {
		t.Errorf("the focus goes to %q", got)
	}
	c.get("/").has("main", "Customer/get_customer_list").has("main", "called")
}

func TestCallShowsOneRecordAsATree(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	a := c.post("/methods/Account/get_account_info", form("send", "i_account:integer=10001")).is(http.StatusOK)
	a.has("#answered dl dl dt", "i_customer").has("#answered dl dl dd a[href^='/records/Customer/customer/']", "1").has("#answered dl dl dd", "O – open")
	a = c.post("/methods/Account/get_account_info", anotherForm("send", "i_account:integer=99999999")).is(http.StatusOK).has("#answered .record", "")
	a.has("#answered pre", "{")
}

func TestCallMasksSecrets(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const secret = "secret1a"
	c.post(newAccount, form("send", append(account("masked@x"), " x:text=")[:6]...)+"&n=p.r0&k=h323_password&t=text&v="+secret).is(http.StatusSeeOther)
	a := c.post("/methods/Account/get_account_info", form("send", "id:text=masked@x", "get_auth_info:boolean=yes")).is(http.StatusOK)
	a.has("#answered dd", catalog.Masked).has("#answered pre", `"h323_password": "`+catalog.Masked+`"`)
	if strings.Contains(a.body, secret) {
		t.Error("the page shows the password")
	}
}

func TestCallThatChanges(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	body := form("send", "i_account:integer=10001", "action:text=manual payment", "amount:decimal=1.50")
	c.get(callPayment).is(http.StatusOK).has(".intro", "changes data: each form is sent once")
	c.post(callPayment, body).is(http.StatusOK).has("#answered dl", "i_payment_transaction")
	a := c.post(callPayment, body).is(http.StatusUnprocessableEntity) // a reload
	a.has("#problem", "This form was already sent at").has("#problem", "PortaBilling carried it out. Send it now to do so once more.").hasNo("#answered")
	c.post(callPayment, strings.Replace(body, "1.50", "1.60", 1)).is(http.StatusUnprocessableEntity).has("#problem", "What you changed since was not sent")
	if n := c.box.Count("Account/make_transaction"); n != 1 {
		t.Errorf("%d payments were made", n)
	}
	c.post(callPayment, posted(a, "send")).is(http.StatusOK).has("#answered dl", "i_payment_transaction")
	if n := c.box.Count("Account/make_transaction"); n != 2 {
		t.Errorf("%d payments were made", n)
	}
	c.get("/journal?record=account+10001").has(".range", "2 entries").has("tbody", "make transaction account 10001").has("tbody a[href='/records/Account/account/10001']", "account 10001")
	c.get("/drafts/test3").is(http.StatusOK).has("#problem", "PortaBilling carried it out.").has("h1", "Account/make_transaction") // as htmx has it in the address
	// Another session of the same user knows it too.
	c.serve(c.options)
	c.signIn()
	c.post(callPayment, body).is(http.StatusUnprocessableEntity).has("#problem", "carried it out")
}

// heldDrafts tells when a draft is about to be kept, and waits for the test.
type heldDrafts struct {
	drafts.Keeper
	begins chan<- struct{}
	goesOn <-chan struct{}
}

func (h heldDrafts) SaveDraft(ctx context.Context, d drafts.Draft, steps []drafts.Step) (drafts.Draft, error) {
	h.begins <- struct{}{}
	<-h.goesOn
	return h.Keeper.SaveDraft(ctx, d, steps)
}

// The server's own description may come while a method is being called: the entry still says which record it is about.
func TestDescriptionThatComesDuringACall(t *testing.T) {
	t.Parallel()
	c := newConsole(t, sandbox.Options{})
	known := make(chan struct{})
	c.box.Inject(sandbox.Rule{Method: "Generic/get_version", Kind: sandbox.Delay, Until: known})
	begins, goesOn := make(chan struct{}), make(chan struct{})
	o := c.options
	o.Drafts = heldDrafts{c.kept, begins, goesOn}
	c.serve(o)
	c.signIn()
	sent := make(chan *answer)
	go func() {
		sent <- c.post(callPayment, form("send", "i_account:integer=10001", "action:text=manual payment", "amount:decimal=1.50"))
	}()
	<-begins
	c.get("/about").has("dd", "Built-in description")
	close(known)
	c.eventually("/about", "dd", "Methods of this server")
	close(goesOn)
	(<-sent).is(http.StatusOK)
	c.get("/journal?record=account+10001").has(".range", "1 entry").has("tbody", "make transaction account 10001")
}

func TestCallWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range []sandbox.Kind{sandbox.Lost, sandbox.Drop} {
		c := signedIn(t, sandbox.Options{})
		c.box.Inject(sandbox.Rule{Method: "Account/make_transaction", Kind: kind})
		body := form("send", "i_account:integer=10001", "action:text=manual payment", "amount:decimal=1.50")
		c.post(callPayment, body).is(http.StatusUnprocessableEntity).has("#problem", "did not answer. What Account/make_transaction does may have been done.").has("button.main-action", "Send again")
		c.post(callPayment, body).is(http.StatusUnprocessableEntity).has("#problem", "already sent")
		if n := c.box.Count("Account/make_transaction"); n != 1 {
			t.Errorf("%s: %d requests", kind, n)
		}
	}
}

func TestCallRefused(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: "Customer/get_customer_list", Kind: sandbox.Fault("Server.Customer.access_denied"), Times: 2})
	body := form("send", "limit:integer=3")
	a := c.post(callCustomers, body).is(http.StatusForbidden).has("#problem", "Your PortaBilling user may not do this.")
	if got := a.attr("[aria-label=limit] [name=v]", "value"); got != "3" {
		t.Errorf("the form has the limit %q", got)
	}
	c.postPart(callCustomers, body).is(http.StatusUnprocessableEntity).has("#problem", "may not do this").hasNo("header")
	c.post(callCustomers, anotherForm("send", "limit:text=many")).is(http.StatusUnprocessableEntity).has("[aria-label=limit] > .mistake", "PortaBilling: ")
	for _, kind := range []sandbox.Kind{sandbox.HTML502, sandbox.Deep, sandbox.Oversized, sandbox.Cut, sandbox.Drop} {
		c.box.ClearFaults()
		c.box.Inject(sandbox.Rule{Method: "Customer/get_customer_list", Kind: kind})
		c.post(callCustomers, body).is(http.StatusBadGateway).has("#problem", "PortaBilling").has("h1", "Customer/get_customer_list")
	}
}

func TestWhatCannotBeCalled(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	for _, method := range []string{"login", "logout", "refresh_access_token"} {
		path := "/methods/Session/" + method
		c.get(path).is(http.StatusOK).has(".notice", "cannot be called from here").has(".schema", "").hasNo("form#builder")
		c.post(path, form("send")).is(http.StatusForbidden).has("main", "cannot be called from here")
		if method != "login" && c.box.Count("Session/"+method) > 0 {
			t.Errorf("%s was called", method)
		}
	}
	c.get("/methods/Account/none").is(http.StatusNotFound)
	c.post("/methods/Account/none", form("send")).is(http.StatusNotFound)
}

func TestCallBeginsWithTooMuch(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	var b strings.Builder
	for i := range 600 {
		b.WriteString("&set.a" + strconv.Itoa(i) + "=1")
	}
	c.get("/methods/Account/get_account_list?"+b.String()).is(http.StatusUnprocessableEntity).has("main", "sets more than 500 values")
}

func TestCallBeginsWithValues(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const info = "account_info."
	a := c.get("/methods/Account/update_account?set.account_info.i_account=10001&set.account_info.balance=x&set.account_info.assigned_addons.0.i_product=7&set.account_info.assigned_addons.5.i_product=7" +
		"&set.own=%2B49&set.account_info.blocked=Y&set.account_info.h323_password=hidden1&set.=1&other=2").is(http.StatusOK)
	for label, want := range map[string]string{info + "i_account": "10001", info + "balance": "x", info + "assigned_addons.0.i_product": "7", "own": "+49"} {
		if got := a.attr("[aria-label='"+label+"'] > .line [name=v]", "value"); got != want {
			t.Errorf("%s is %q, want %q", label, got, want)
		}
	}
	a.hasNo("[aria-label$=h323_password]").hasNo("[aria-label$='assigned_addons.1']").has("[aria-label='account_info.blocked'] option[selected]", "Yes").has("[aria-label='account_info.i_account'] .type", "Integer")
	c.get(callPayment + "?set." + strings.Repeat("a.", 4000) + "b=1").is(http.StatusOK)
	if strings.Contains(a.body, "hidden1") {
		t.Error("a secret was taken from the address")
	}
}
