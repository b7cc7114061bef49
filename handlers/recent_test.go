package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/sandbox"
)

// recent is what the start page says was done last.
func (c *console) recent() (list []string) {
	c.t.Helper()
	c.get("/").is(http.StatusOK).doc.Find("section[aria-labelledby=recent] li").Each(func(_ int, li *goquery.Selection) {
		list = append(list, li.Find("a").AttrOr("href", "")+" "+strings.Join(strings.Fields(li.Text()), " "))
	})
	return list
}

func TestRecentOperations(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get("/").hasNo("section[aria-labelledby=recent]").hasNo("section[aria-labelledby=saved]").hasNo("section[aria-labelledby=drafts]")
	c.get(customers)
	c.get(customers + "?f.bill_status=O")
	c.part(customers + "?f.bill_status=O&offset=25&limit=50")
	c.get(customers + "/1001")
	c.get("/methods/Account/get_account_info")
	c.get(customers + "?limit=100")
	name := c.get(customers + "/1001").text("h1")
	want := []string{
		customers + "/1001 customer " + name + " opened",
		customers + " customer list",
		"/methods/Account/get_account_info Account/get_account_info opened",
		customers + "?f.bill_status=O customer list: bill_status O – open",
	}
	if diff := cmp.Diff(want, c.recent()); diff != "" {
		t.Error(diff)
	}
}

func TestACreatedRecordIsRecent(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	made := c.post(newAccount, form("send", account("recent@x")...)).is(http.StatusSeeOther).header.Get("Location")
	c.get(made).is(http.StatusOK)
	if got := c.recent(); len(got) != 1 || got[0] != made+" account recent@x created" {
		t.Errorf("%q", got)
	}
}

// What failed was not done, and a form is not done yet.
func TestWhatFailedIsNotRecent(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get(customers + "?f.i_parent=x").is(http.StatusUnprocessableEntity)
	c.get(customers + "/99999999").is(http.StatusNotFound)
	c.get("/methods/No/no").is(http.StatusNotFound)
	c.get(newAccount).is(http.StatusOK)
	c.get(customers + "/find?by.name=nobody").is(http.StatusNotFound)
	c.box.Inject(sandbox.Rule{Method: "Customer/get_customer_list", Kind: sandbox.Fault("Server.Customer.broken")})
	if a := c.get(customers); a.status == http.StatusOK {
		t.Errorf("the fault is not seen")
	}
	if got := c.recent(); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

// A list that is filtered by a secret is neither remembered nor saved.
func TestFiltersBySecretsAreNotKept(t *testing.T) {
	c := signedIn(t, sandbox.Options{LenientNames: true})
	const list = "/records/Account/account?f.h323_password=geheim"
	c.get(list).is(http.StatusOK)
	if got := c.recent(); len(got) > 0 {
		t.Errorf("%q", got)
	}
	a := c.post("/views/new", saving(list, "x", "")).is(http.StatusUnprocessableEntity).has("#problem", "A list that is filtered by a secret cannot be saved.")
	a.has("main p", "h323_password ••••••••")
	c.get("/records/Account/account/find?by.h323_password=geheim").is(http.StatusUnprocessableEntity).has("#problem", "account cannot be looked up by h323_password.")
}
