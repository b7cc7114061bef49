package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"portaconsole/porta/sandbox"
)

// text is what an element says, for lists of them.
func text(_ int, s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func TestPickers(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get("/").is(http.StatusOK)
	if got := strings.Join(a.doc.Find("select#operation option").Map(text), " "); got != "Create List Get Update Delete Custom" {
		t.Errorf("the operations are %s", got)
	}
	for record, want := range map[string]string{
		"Account/account": "create list get update delete custom", "Account/payment_method": "custom", "Account/followme": "get update custom", "Account/huntgroup": "list custom",
	} {
		if got := a.attr("option[value='"+record+"']", "data-operations"); got != want {
			t.Errorf("%s has %q, want %q", record, got, want)
		}
	}
	for query, want := range map[string]string{
		"record=Account/account&operation=create":                  accounts + "/new",
		"service=Account&record=Account/account&operation=list":    accounts,
		"service=Account&record=Account/account&operation=get":     accounts + "/find",
		"service=Account&record=Account/account&operation=update":  accounts + "/find?then=edit",
		"service=&record=Account/account&operation=delete":         accounts + "/find?then=end",
		"service=&record=Account/account&operation=custom":         "/methods?service=Account",
		"service=Account&record=&operation=custom":                 "/methods?service=Account",
		"service=Billing&record=Account/account&operation=custom!": "",
	} {
		if want != "" {
			c.get("/?" + query).leadsTo(want)
		}
	}
}

func TestPickersSayWhatIsMissing(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for query, want := range map[string]string{
		"operation=create":                                    "#record Choose a record type.",
		"service=Account&operation=create":                    "#record Choose a record type of the service Account.",
		"service=Customer&record=Account/account&operation=x": "#record Choose a record type of the service Customer.",
		"record=Account/account&operation=x":                  "#operation Choose an operation.",
		"operation=custom":                                    "#service Choose a service.",
		"service=No&operation=custom":                         "#service Choose a service.",
		"record=Account/followme&operation=delete":            "#operation This server has no Delete for followme. It has Get, Update, Custom.",
		"record=Account/payment_method&operation=get":         "#operation This server has no Get for payment_method. It has Custom.",
	} {
		a := c.get("/?" + query).is(http.StatusUnprocessableEntity)
		if got := a.attr("#problem a", "href") + " " + a.text("#problem a"); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	a := c.get("/?service=Account&record=Account/followme&operation=delete")
	a.has("#service option[selected]", "Account").has("#record option[selected]", "followme").has("#operation option[selected]", "Delete")
}

func TestMethodsOfAService(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get("/methods?service=DID").is(http.StatusOK).has("details[open] summary", "DID").has("details[open]", "DID/get_number_list")
	if n := a.doc.Find("#found details").Length(); n != 1 {
		t.Errorf("%d services are shown", n)
	}
	if n := c.get("/methods?service=No").doc.Find("#found details").Length(); n < 20 {
		t.Errorf("%d services are shown", n)
	}
}
