package handlers_test

import (
	"net/http"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// The journal says that a record is gone only where its page says so too, and only when PortaBilling said it.
func TestLookReadsAsTheRecordPageDoes(t *testing.T) {
	const (
		open    = "The account is still there. Its status: O – open."
		gone    = "The account 7 is not there any more."
		cannot  = "The console could not look for it."
		refused = `{"faultcode":"Server.Account.access_denied","faultstring":"no"}`
	)
	for _, tt := range []struct {
		status int
		answer string
		page   int
		title  string
		says   string
	}{
		{200, `{"account_info":{"i_account":7,"id":"a","bill_status":"O"}}`, 200, "It seems not to have arrived", open},
		{200, `{"account":{"i_account":"7","id":"a","bill_status":"O"},"extra":1}`, 200, "It seems not to have arrived", open},
		{200, `{"i_account":7,"id":"a","bill_status":"O"}`, 200, "It seems not to have arrived", open},
		{200, `{"result":[{"i_account":7,"id":"a","bill_status":"O"}]}`, 200, "It seems not to have arrived", open},
		{200, `{}`, 404, "It seems to have arrived", gone},
		{200, `{"account_info":null}`, 404, "It seems to have arrived", gone},
		{500, `{"faultcode":"Server.Account.i_account_not_found","faultstring":"no"}`, 404, "It seems to have arrived", gone},
		{200, `{"success":1}`, 502, "It is not clear whether it arrived", cannot},
		{200, `{"account_info":{"i_account":8,"bill_status":"O"}}`, 502, "It is not clear whether it arrived", cannot},
		{200, `{"account":{"id":"a","bill_status":"O"}}`, 502, "It is not clear whether it arrived", cannot},
		{200, `<html>`, 502, "It is not clear whether it arrived", cannot},
		{500, refused, 403, "It is not clear whether it arrived", cannot},
	} {
		rule := answering(t, func(method string) (int, string) {
			if method == "Account/terminate_account" {
				return http.StatusOK, "half an ans"
			}
			return tt.status, tt.answer
		})
		c := newConsole(t, sandbox.Options{}, rule)
		c.signInTo(rule)
		c.get("/records/Account/account/7").is(tt.page)
		entry := c.unanswered(rule, "Account/terminate_account", `{"i_account":7}`)
		c.get(entry+"/look").is(http.StatusOK).has("#finding h2", tt.title).has("#finding p", tt.says)
	}
}

// unanswered makes a write at another server than the sandbox, which does not answer as it should, and returns the address of its entry.
func (c *console) unanswered(rule porta.Rule, method, params string) string {
	c.t.Helper()
	server, err := c.directory.Server(rule.Name, rule.Realms["admin"])
	if err != nil {
		c.t.Fatal(err)
	}
	client, err := server.Login(c.t.Context(), porta.Credentials{Login: "a", Token: "b"})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.options.Journal.Call(c.t.Context(), client, journal.Write{Method: method, Params: parsed(c.t, params), Form: "unanswered"}); err == nil {
		c.t.Fatal("it was answered")
	}
	e, err := c.options.Journal.OfForm(c.t.Context(), client.Owner(), "unanswered")
	if err != nil || e == nil || e.State != journal.Unknown {
		c.t.Fatalf("%+v, %v", e, err)
	}
	return "/journal/" + e.ID
}
