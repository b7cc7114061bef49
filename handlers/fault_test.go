package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

// Known faults are in the console's words at their place, unknown ones as they came; PortaBilling's own text stands under Details.
func TestFaultsInWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ code, want, at string }{
		{"Server.Account.duplicate_id", "There is already an account with this ID.", "account_info.id"},
		{"Client.Account.duplicate_login", "There is already an account with this login.", "account_info.login"},
		{"Server.AccessControl.empty_rec_and_bcc", "the record has no e-mail address", ""},
		{"Server.pb_delta.connection_failed", "backup store", ""},
		{"Server.Account.unified_messaging_disabled", "Unified messaging is switched off", ""},
		{"secondary_site", "Looking things up still works.", ""},
		{"Server.Account.something_new", "Injected", ""},
	} {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			c.box.Inject(sandbox.Rule{Method: addAccount, Kind: sandbox.Fault(tt.code)})
			rows := append(account("10@words")[:6], " login:text=taken-login")
			a := c.postPart(newAccount, form("send", rows...)).is(http.StatusUnprocessableEntity).has("#problem details", tt.code)
			if tt.at != "" {
				a.has("[aria-label='"+tt.at+"'] > .mistake", tt.want)
			}
			if tt.want != "Injected" {
				a.has("#problem", tt.want)
				return
			}
			own := a.doc.Find("#problem details dd").Last().Text()
			if own == "" || !strings.Contains(a.text("#problem li"), own) {
				t.Errorf("an unknown fault says %q in place of %q", a.text("#problem li"), own)
			}
		})
	}
}

func TestTheWayToWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	name := c.get(customers + "/1009").text("h1")
	a := c.post(customers+"/new", form("send", "customer_info:object", " name:text="+name, " iso_4217:text=USD")).is(http.StatusUnprocessableEntity)
	a.has("#problem a.button", "Show the existing customer")
	c.get(a.attr("#problem a.button", "href")).leadsTo(customers + "/1009")
	// An alias is an account too, so its ID is looked for among them.
	id := c.get(accounts + "/10001").text("h1")
	a = c.post("/records/Account/alias/new", anotherForm("send", "alias_info:object", " i_master_account:integer=10002", " id:text="+id)).is(http.StatusUnprocessableEntity)
	c.get(a.attr("#problem a.button", "href")).leadsTo(accounts + "/10001")
}

// A fault whose code names no attribute is put where its text names just one of the request's.
func TestAttributesNamedInTheText(t *testing.T) {
	t.Parallel()
	for text, at := range map[string]string{
		"Failed to add Account: h323_password is easy to guess": "account_info",
		"the value of account_info.email. Is not allowed.":      "account_info.email",
		"email: not allowed":                                        "account_info.email",
		"The Email is not allowed":                                  "",
		"either email or subscriber_email must be given":            "",
		"email1 and my_email":                                       "",
		"own_attribute is not wanted here, not even own_attribute!": "account_info.own_attribute",
		"": "",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			fault := attr.ObjectValue(attr.M("faultcode", attr.TextValue("Server.Account.cannot_add")), attr.M("faultstring", attr.TextValue(text)))
			rule := answering(t, func(string) (int, string) { return http.StatusInternalServerError, fault.JSON() })
			c := newConsole(t, sandbox.Options{}, rule)
			c.signInTo(rule)
			a := c.post(newAccount, form("send", "account_info:object", " email:text=x", " own_attribute:text=y")).is(http.StatusUnprocessableEntity).has("#problem details", "Server.Account.cannot_add")
			if at == "" {
				a.hasNo("#problem li a").hasNo("#builder .mistake")
			} else {
				a.has("[aria-label='"+at+"'] .mistake", "PortaBilling: "+text)
			}
		})
	}
}

func TestTwoFactorLoginsAreToldOfTheToken(t *testing.T) {
	t.Parallel()
	c := newConsole(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: "Session/login", Kind: sandbox.Fault("Server.Session.otp_required")})
	const to = "domain=sandbox&login=a&port="
	const hint = "sign in with its API token instead"
	c.post("/login", to+c.port()+"&with=password&password=x").is(http.StatusUnprocessableEntity).has("main", hint)
	if a := c.post("/login", to+c.port()+"&token=x").is(http.StatusUnprocessableEntity); strings.Contains(a.body, hint) {
		t.Error("a token is offered to who used one")
	}
}
