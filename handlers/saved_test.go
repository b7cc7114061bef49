package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/handlers/places"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/porta/sandbox"
)

const openCustomers = customers + "?f.bill_status=O&limit=50"

// saving is a form that saves a list.
func saving(list, name, replace string) string {
	return url.Values{"list": {list}, "name": {name}, "replace": {replace}}.Encode()
}

// signInAsOther signs in as the sandbox's restricted user, in place of who is signed in.
func (c *console) signInAsOther() {
	c.t.Helper()
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.RestrictedLogin}, "token": {sandbox.RestrictedToken}}.Encode()).is(http.StatusSeeOther)
}

func TestSaveAView(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	list := c.get(openCustomers+"&offset=50").has("#views button", "Save view").hasNo("nav[aria-label='Saved views']")
	if got := list.attr("#views input[name=list]", "value"); got != openCustomers {
		t.Errorf("the view would be %q", got)
	}
	page := c.get("/views/new?" + url.Values{"list": {openCustomers + "&offset=50"}}.Encode()).is(http.StatusOK)
	page.has("h1", "Save view").has("main", "The list of customer: bill_status O – open, 50 rows per page.").has("label", "View name")
	c.post("/views/new", saving(page.attr("input[name=list]", "value"), " Open  ones ", "")).leadsTo(openCustomers)

	list = c.get(openCustomers).has("nav[aria-label='Saved views'] a[aria-current=page]", "Open ones").has("#views a", "Edit view")
	c.get(customers).has("nav[aria-label='Saved views'] a:not([aria-current])", "Open ones").hasNo("#views a:contains('Edit view')")
	c.get("/records/Account/account").hasNo("nav[aria-label='Saved views']")
	start := c.get("/").has("section[aria-labelledby=saved] li", "Open ones customer: bill_status O – open, 50 rows per page")
	c.get(start.attr("section[aria-labelledby=saved] a:first-child", "href")).leadsTo(openCustomers)
	if got, want := list.attr("#views a:contains('Edit view')", "href"), start.attr("a[aria-label='Edit view Open ones']", "href"); got != want {
		t.Errorf("it is edited at %s and %s", got, want)
	}
}

// Beside the list all happens in one place, and PortaBilling is not asked again.
func TestSaveAViewAsAPart(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get(openCustomers)
	before := c.box.Count("Customer/get_customer_list")
	form := c.part("/views/new?list="+url.QueryEscape(openCustomers)).is(http.StatusOK).hasNo("h1").has("#views label", "View name")
	if got := form.header.Get("HX-Trigger-After-Swap"); got != `{"focus-on":"view-name"}` {
		t.Errorf("the focus: %s", got)
	}
	saved := c.postPart("/views/new", saving(openCustomers, "Open", "")).is(http.StatusOK)
	saved.has("#views [data-announce]", "View Open saved").has("#views a[aria-current=page]", "Open").has("#views button#save-view", "Save view")
	taken := c.postPart("/views/new", saving(customers, "open", "")).is(http.StatusUnprocessableEntity)
	taken.has("#views #view-name-mistake", "There is a view “Open” already. Replace it, or choose another name.")
	if taken.attr("#view-name", "value") != "open" || taken.attr("#view-name", "aria-invalid") != "true" {
		t.Errorf("the field is %s", taken.body)
	}
	c.postPart("/views/new", saving(customers, "open", taken.attr("button[name=replace]", "value"))).is(http.StatusOK).has("#views a[aria-current=page]", "open")
	if n := c.box.Count("Customer/get_customer_list"); n != before {
		t.Errorf("%d calls were made", n-before)
	}
}

func TestATakenNameIsAskedAbout(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post("/views/new", saving(openCustomers, "Mine", "")).leadsTo(openCustomers)
	c.post("/views/new", saving(openCustomers, "Mine", "")).leadsTo(openCustomers) // a second press
	for _, replace := range []string{"", "no-such-id"} {
		a := c.post("/views/new", saving(customers, "Mine", replace)).is(http.StatusUnprocessableEntity)
		a.has("#problem", "There is a view “Mine” already.").has("button[name=replace]", "Replace it")
	}
	c.get("/").has("section[aria-labelledby=saved] li", "bill_status O – open")
	a := c.post("/views/new", saving(customers, "", "")).is(http.StatusUnprocessableEntity).has("#problem", "Give the view a name.").hasNo("button[name=replace]")
	if a.attr("#problem a", "href") != "#view-name" {
		t.Error("the problem does not lead to the field")
	}
	id := c.post("/views/new", saving(customers, "mine", "")).attr("button[name=replace]", "value")
	c.post("/views/new", saving(customers, "mine", id)).leadsTo(customers)
	c.get("/").has("section[aria-labelledby=saved] li", "mine customer: all")
}

func TestOnlyOurOwnListsAreSaved(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for _, list := range []string{
		"", "/", "https://evil.example/records/Customer/customer", "//evil.example" + customers, customers + "/1001", "/records/No/no", "/records/Account/payment_method", "records/Customer/customer",
	} {
		c.post("/views/new", saving(list, "x", "")).is(http.StatusNotFound)
		c.get("/views/new?list=" + url.QueryEscape(list)).is(http.StatusNotFound)
	}
	// What else stands in the address is left out.
	c.post("/views/new", saving(customers+"?f.name=a%25&evil=1&add=x&drop=f.y&offset=7&limit=5000#x", "x", "")).leadsTo(customers + "?f.name=a%25")
	c.post("/views/new", saving(customers+"?f.name="+strings.Repeat("x", 20_000), "long", "")).is(http.StatusUnprocessableEntity).has("#problem", "These filters are too long to be saved.")
}

func TestRenameAndDeleteAView(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post("/views/new", saving(openCustomers, "Open", ""))
	c.post("/views/new", saving(customers, "All", ""))
	edit := c.get("/").attr("a[aria-label='Edit view Open']", "href")
	page := c.get(edit).is(http.StatusOK).has("h1", "Open").has("main", "The list of customer: bill_status O – open, 50 rows per page.").has("button", "Rename").has("button", "Delete view")
	if got := page.attr("#view-name", "value"); got != "Open" {
		t.Errorf("the name is %q", got)
	}
	rename := func(name string) string { return url.Values{"name": {name}, "op": {"rename"}}.Encode() }
	a := c.post(edit, rename("all")).is(http.StatusUnprocessableEntity).has("h1", "Open").has("#problem", "There is a view “All” already. Choose another name.")
	if got := a.attr("#view-name", "value"); got != "all" {
		t.Errorf("the name is %q", got)
	}
	c.post(edit, "name=typed").is(http.StatusOK) // no button of ours
	c.post(edit, rename("Opened")).leadsTo("/")
	c.get(edit).has("h1", "Opened")
	c.post(edit, "op=delete").leadsTo("/")
	c.post(edit, "op=delete").is(http.StatusNotFound)
	c.get("/").has("section[aria-labelledby=saved]", "All").hasNo("a[aria-label='Edit view Opened']")
}

func TestViewsOfOthersAreNotFound(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post("/views/new", saving(openCustomers, "Open", ""))
	c.get(openCustomers)
	edit := c.get("/").attr("a[aria-label='Edit view Open']", "href")
	view := strings.TrimSuffix(edit, "/edit")
	c.get(view).leadsTo(openCustomers)
	c.signInAsOther()
	for _, path := range []string{view, edit, "/views/nothing", "/views/nothing/edit"} {
		c.get(path).is(http.StatusNotFound).has("main", "There is no saved view at this address.")
	}
	for _, op := range []string{"op=delete", "op=rename&name=x"} {
		c.post(edit, op).is(http.StatusNotFound)
	}
	c.get("/").hasNo("section[aria-labelledby=saved]").hasNo("section[aria-labelledby=recent]")
	c.get(customers).hasNo("nav[aria-label='Saved views']")
	c.signIn()
	c.get(view).leadsTo(openCustomers)
}

func TestViewsAreLimited(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	owner := porta.Owner{Server: "sandbox", Realm: "admin", Login: sandbox.DemoLogin}
	for i := range places.MaxViews {
		if err := c.kept.PutView(t.Context(), owner, places.View{ID: fmt.Sprint(i), Record: "Gone/gone", Name: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	c.post("/views/new", saving(openCustomers, "one more", "")).is(http.StatusUnprocessableEntity).has("#problem", "You have 200 saved views, and there can be no more.")
	c.get("/").has("section[aria-labelledby=saved]", "gone: this server has no such list")
	c.get("/views/7").leadsTo("/records/Gone/gone")
	c.get("/views/7/edit").is(http.StatusOK).has("main", "this server has no such list")
}

func TestViewsWithHostileNames(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	const hostile = `"><script>alert(1)</script>&'`
	list := customers + "?f.name=" + url.QueryEscape(hostile)
	c.post("/views/new", saving(list, hostile, "")).leadsTo(list)
	for _, path := range []string{"/", list, "/views/new?list=" + url.QueryEscape(list)} {
		c.get(path).is(http.StatusOK).hasNo("main script").has("main", hostile)
	}
	c.get(c.get("/").attr("a[aria-label^='Edit view']", "href")).has("h1", hostile).hasNo("main script")
}

// A name that met the end of the session is there again after signing in.
func TestAViewMeetsTheEndOfTheSession(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.post("/views/new", saving(customers, "First", "")).leadsTo(customers)
	edit := c.get("/").attr("a[aria-label='Edit view First']", "href")
	for _, tt := range []struct{ path, body string }{{"/views/new", saving(openCustomers, "typed", "")}, {edit, "op=rename&name=typed"}} {
		path, body := tt.path, tt.body
		c.clock.add(session.Idle)
		login := mustParse(t, c.post(path, body).is(http.StatusSeeOther).header.Get("Location"))
		c.signIn()
		back := login.Query().Get("next")
		if !strings.HasPrefix(back, path+"?") {
			t.Errorf("signing in leads to %q", back)
		}
		a := c.get(back).is(http.StatusOK)
		if got := a.attr("#view-name", "value"); got != "typed" {
			t.Errorf("%s: the name is %q", path, got)
		}
		c.post(path, body).is(http.StatusSeeOther)
		if path == edit {
			c.get(edit).has("h1", "typed")
			continue
		}
		c.post(c.get("/").attr("a[aria-label='Edit view typed']", "href"), "op=delete").leadsTo("/")
	}
}
