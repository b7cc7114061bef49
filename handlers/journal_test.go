package handlers_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// signInAgain begins another session, which remembers nothing of the one before.
func (c *console) signInAgain() {
	c.t.Helper()
	c.get("/logout").is(http.StatusSeeOther)
	c.signIn()
}

// A form that was sent is known beyond the session that sent it: it leads to what it made, and is not sent again.
func TestFormIsSentOnceOverSessions(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	page := c.post(newAccount, form("send", account("once@x")...)).is(http.StatusSeeOther).header.Get("Location")
	c.signInAgain()
	c.post(newAccount, form("send", account("once@x")...)).leadsTo(page)
	c.post(newAccount, form("send", account("other@x")...)).is(http.StatusUnprocessableEntity).
		has("#problem", "This form was already sent at").has("#problem a[href='"+page+"']", "Show the first one")
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
}

// Two sessions of one user that send the same form at once send it once. Until the first one is answered, the other is not offered to send it again.
func TestFormIsSentOnceByTwoSessionsAtOnce(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	other, browser := *c, *c.client
	other.client = &browser
	browser.Jar, _ = cookiejar.New(nil)
	other.signIn()
	until := make(chan struct{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Delay, Until: until, Times: 1})
	body := form("send", account("both@x")...)
	answers := make(chan *answer, 2)
	for _, one := range []*console{c, &other} {
		go func() { answers <- one.post(newAccount, body) }()
	}
	second := <-answers // the first one is still waiting
	close(until)
	first := <-answers
	second.is(http.StatusUnprocessableEntity).has("#problem", "PortaBilling has not answered yet").has(".send .main-action", "Create account")
	first.is(http.StatusSeeOther)
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
	other.post(newAccount, body).leadsTo(first.header.Get("Location"))
}

func TestUnknownOutcomeIsKnownOverSessions(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Lost})
	c.post(newAccount, form("send", account("lost@x")...)).is(http.StatusUnprocessableEntity)
	c.box.ClearFaults()
	c.signInAgain()
	a := c.post(newAccount, form("send", account("lost@x")...)).is(http.StatusUnprocessableEntity)
	a.has("#problem", "and it is not known whether it was carried out").has("#problem", "Look for it")
	if n := c.box.Count(addAccount); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
}

// A refused form may be sent again by whoever it belongs to, and by nobody else's journal is it held back.
func TestRefusedFormIsSentAgain(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Fault("Server.Account.duplicate_id")})
	c.post(newAccount, form("send", account("again@x")...)).is(http.StatusUnprocessableEntity)
	c.box.ClearFaults()
	c.signInAgain()
	c.post(newAccount, form("send", account("again@x")...)).is(http.StatusSeeOther)
	c.get("/logout")
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.RestrictedLogin}, "token": {sandbox.RestrictedToken}}.Encode()).leadsTo("/")
	before := c.box.Count(addAccount)
	c.post(newAccount, form("send", account("again@x")...))
	if n := c.box.Count(addAccount) - before; n != 1 {
		t.Errorf("%d requests of another user were sent", n)
	}
}

// Passwords do not stay in the journal.
func TestJournalMasksSecrets(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post(newAccount, form("send", append(account("masked@x")[:6], " h323_password:text=s3cret-Passw0rd")...)).is(http.StatusSeeOther)
	entry, err := c.kept.WriteOfForm(t.Context(), porta.Owner{Server: "sandbox", Realm: "admin", Login: sandbox.DemoLogin}, "test7")
	if err != nil || entry == nil || entry.State != journal.Done {
		t.Fatalf("%+v, %v", entry, err)
	}
	if got := entry.Details.Request.JSON(); strings.Contains(got, "s3cret") || !strings.Contains(got, `"h323_password":"[masked]"`) {
		t.Errorf("the journal holds %s", got)
	}
}

// The reason that one gives with a form stands in the journal.
func TestReasonOfAForm(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	y := c.typist(newAccount)
	for label, value := range map[string]string{"id": "why@x", "i_customer": "1001", "i_product": "1", "billing_model": "1"} {
		y.put("account_info."+label, value)
	}
	y.page.doc.Find("[name=reason]").SetAttr("value", "asked for by phone")
	y.press("check").is(http.StatusOK)
	if got := y.page.attr("[name=reason]", "value"); got != "asked for by phone" {
		t.Errorf("after another button the reason is %q", got)
	}
	y.press("send").is(http.StatusSeeOther)
	entry := c.get("/journal").attr("tbody tr:first-child td:nth-child(3) a", "href")
	c.get(entry).is(http.StatusOK).has("main", "asked for by phone")
	c.get("/methods/Customer/get_customer_list").hasNo("[name=reason]")
}
