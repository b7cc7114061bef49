package handlers_test

import (
	"net/http"
	"testing"

	"portaconsole/porta/sandbox"
)

// A form that is opened begins where there is something to be done.
func TestFirstFocus(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	for page, focus := range map[string]string{
		newAccount:                           "[aria-label='account_info.id'] [name=v]",
		callPayment + "?set.i_account=10001": "[aria-label=action] [name=v]",
		callCustomers:                        "button#plus-",
	} {
		a := c.get(page).is(http.StatusOK)
		if a.doc.Find("[autofocus]").Length() != 1 || !a.doc.Find("[autofocus]").Is(focus) {
			t.Errorf("%s: the focus is not on %s alone", page, focus)
		}
	}
	c.get("/records/Customer/customer/1001/edit").is(http.StatusOK).hasNo("[autofocus]") // it is read from its top
}
