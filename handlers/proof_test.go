package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// stands is an answer that stands in the place of PortaBilling's, with what it must lead to.
type stands struct {
	status int
	body   string // JSON; "page" for a page in HTML
	want   journal.State
}

func (s stands) rule(method string, after bool) sandbox.Rule {
	r := sandbox.Rule{Method: method, Kind: sandbox.Answer, Times: 1, Status: s.status}
	if after {
		r.Kind = sandbox.AnswerAfter
	}
	if s.body != "page" {
		r.Body = &s.body
	}
	return r
}

func (s stands) String() string { return fmt.Sprintf("%d %s", s.status, s.body) }

// unknownOf are all bodies under the statuses, none of which says what became of a write.
func unknownOf(statuses []int, bodies ...string) (list []stands) {
	for _, status := range statuses {
		for _, body := range bodies {
			list = append(list, stands{status, body, journal.Unknown})
		}
	}
	return list
}

func refusal(status int, code string, want journal.State) stands {
	return stands{status, `{"faultcode":"` + code + `","faultstring":"Text of the fault."}`, want}
}

// What an answer in PortaBilling's place leads to, whether the write was done before it came or not: to a refusal only where
// PortaBilling itself says so, and never to a second write by itself.
func TestWhatAnAnswerProvesOfACharge(t *testing.T) {
	t.Parallel()
	answers := unknownOf([]int{201, 202, 204, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 407, 408, 409, 411, 413, 415, 421, 425, 429, 431, 451, 460, 499, 500, 501, 502, 503, 504, 520, 524, 599},
		"page", ``, `{"message":"Unauthorized"}`)
	answers = append(answers, unknownOf([]int{200}, "page", ``, `{}`, `null`, `[]`, `{"message":"ok"}`, `{"balance":1}`, `{"i_xdr":null}`)...)
	for _, status := range []int{200, 500} {
		answers = append(answers,
			refusal(status, "Server.Account.some_rule", journal.Refused),
			refusal(status, "Client.Account.wrong_type.amount", journal.Refused),
			refusal(status, "standalone_mode", journal.Refused),
			refusal(status, "pb_delta.connection_failed", journal.Unknown),
			refusal(status, "Server.Account.internal_error", journal.Unknown),
			refusal(status, "SOAP-ENV:Server", journal.Unknown),
			refusal(status, "auth_failed", journal.Unknown),
		)
	}
	for _, status := range []int{401, 403, 408, 429, 502, 504} {
		answers = append(answers, refusal(status, "Server.Account.some_rule", journal.Unknown), refusal(status, "Server.Session.check_auth.auth_failed", journal.Unknown))
	}
	answers = append(answers, stands{200, `{"success":0}`, journal.Refused}, stands{500, `{"success":0}`, journal.Unknown}, stands{200, `{"i_xdr":5}`, journal.Done}, stands{200, `{"success":1}`, journal.Done})
	const charge = "Account/make_transaction"
	for _, after := range []bool{false, true} {
		t.Run(map[bool]string{false: "before the work", true: "after the work"}[after], func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			for i, s := range answers {
				c.box.ClearFaults()
				c.box.Inject(s.rule(charge, after))
				id := fmt.Sprintf("charge%d", i)
				body := strings.Replace(form("send", "i_account:integer=10001", "action:text=manual charge", "amount:decimal=1.50"), "form=test3", "form="+id, 1)
				before := c.box.Count(charge)
				a := c.post(callPayment, body)
				if got := c.stateOf(id); got != s.want {
					t.Errorf("%v: the charge is %q, want %q", s, got, s.want)
				}
				switch s.want {
				case journal.Unknown:
					a.is(http.StatusUnprocessableEntity).has("#problem", "What Account/make_transaction does may have been done. Look for it before you send it again.").has("#problem a.button", "Look for it")
					a.has("button.main-action", "Send again").hasNo("#answered")
					c.post(callPayment, body).has("#problem", "already sent at").hasNo("#answered") // a second press
				case journal.Done:
					a.is(http.StatusOK).has("#answered", "").hasNo("#problem")
					c.post(callPayment, body).has("#problem", "already sent at")
				default:
					a.has("#problem", "").hasNo("#problem a.button").hasNo("#answered")
				}
				if n := c.box.Count(charge) - before; n != 1 {
					t.Errorf("%v: %d charges were sent", s, n)
				}
			}
		})
	}
}

// stateOf is the state of the newest write of a form.
func (c *console) stateOf(form string) (state journal.State) {
	c.t.Helper()
	list, err := c.kept.Writes(c.t.Context(), journal.Reader{Owner: demo}, journal.Filter{Limit: 5})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range list {
		if e.Form == form {
			return e.State
		}
	}
	return ""
}

// What a page says of a write, and the journal, and the ways on, agree, whatever kind of write it is.
func TestWhatAnAnswerProvesOfEachKind(t *testing.T) {
	t.Parallel()
	type answered struct {
		s    stands
		text string
	}
	for _, kind := range []struct {
		name, method, doubt string
		send                func(c *console) *answer
		unproven            []string // answers with 200 that do not prove it
		proven              string
	}{
		{"create", "Customer/add_customer", "The customer may have been created.", func(c *console) *answer {
			return c.post("/records/Customer/customer/new", form("send", "customer_info:object", " name:text=Proven Ltd", " iso_4217:text=USD"))
		}, []string{``, `{}`, `{"success":1}`, `{"i_customer":null}`, `{"i_customer":0}`, `{"i_account":5}`}, `{"i_customer":1001}`},
		{"change", "Customer/update_customer", "The changes may have been saved.", func(c *console) *answer {
			e := &typist{c, c.get("/records/Customer/customer/1001/edit").is(http.StatusOK), "/records/Customer/customer/1001/edit"}
			e.put("customer_info.email", "proven@x")
			return e.press("send")
		}, []string{``, `{}`, `{"i_customer":null}`, `{"i_customer":1002}`}, `{"i_customer":"1001"}`},
		{"end", terminateAccount, "The account may have been terminated.", func(c *console) *answer {
			return c.post(endAccount, form("send")+"&confirm=10001")
		}, []string{``, `{}`, `{"success":null}`, `{"message":"ok"}`}, `{"success":1}`},
	} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			answers := []answered{
				{stands{408, "page", journal.Unknown}, "Something in between answered with status 408, and PortaBilling did not answer."},
				{stands{200, "null", journal.Unknown}, "PortaBilling answered with what cannot be shown here."},
				{refusal(500, "pb_delta.connection_failed", journal.Unknown), "PortaBilling reported a failure on the way: PortaBilling's backup store cannot be reached at the moment."},
				{refusal(500, "Server.Customer.internal_error", journal.Unknown), "PortaBilling reported a failure on the way: Text of the fault."},
			}
			for _, body := range kind.unproven {
				answers = append(answers, answered{stands{200, body, journal.Unknown}, "PortaBilling's answer does not say that it was done."})
			}
			for _, tt := range answers {
				c := signedIn(t, sandbox.Options{})
				c.box.Inject(tt.s.rule(kind.method, true))
				a := kind.send(c).is(http.StatusUnprocessableEntity).has("#problem", tt.text+" "+kind.doubt+" Look for it before you send it again.")
				a.has("button.main-action", "Send again").hasNo(".notice.good")
				look := a.attr("#problem a.button", "href")
				c.get(strings.TrimSuffix(look, "/look")).is(http.StatusOK).has(".head", "unknown").has(".notice.warn", "It is not known whether this was carried out").has(".notice.warn a", "Look for it")
				c.get(look).is(http.StatusOK).has("#finding", "It seems to have arrived").has("#finding button[value=arrived]", "It arrived")
				c.get("/journal").has("tbody", "unknown")
			}
			c := signedIn(t, sandbox.Options{})
			c.box.Inject(stands{200, kind.proven, journal.Done}.rule(kind.method, true))
			kind.send(c).is(http.StatusSeeOther)
			c.get("/journal").has("tbody", "done")
		})
	}
}

// A password that may have been changed is not called refused, nor changed.
func TestWhatAnAnswerProvesOfAPassword(t *testing.T) {
	t.Parallel()
	c := newConsole(t, sandbox.Options{})
	who := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.ExpiredLogin}, "old": {sandbox.ExpiredPassword}, "new": {"Fresh-Passw0rd"}, "repeat": {"Fresh-Passw0rd"}}.Encode()
	for _, s := range []stands{
		{408, "page", ""}, {200, `{}`, ""}, {200, ``, ""}, {204, ``, ""}, {401, `{"message":"Unauthorized"}`, ""},
		refusal(500, "Server.Session.internal_error", ""), refusal(401, "Server.Session.auth_failed", ""),
	} {
		c.box.Inject(s.rule("Session/change_password", false))
		c.post("/password", who).is(http.StatusUnprocessableEntity).has("#problem", "The password may have been changed: try to sign in with the new one.")
	}
	c.box.Inject(refusal(500, "Server.Session.auth_failed", "").rule("Session/change_password", false))
	c.post("/password", who).is(http.StatusUnprocessableEntity).has("#problem", "PortaBilling does not accept the old password.")
	c.post("/password", who).leadsTo("/")
}
