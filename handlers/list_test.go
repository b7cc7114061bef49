package handlers_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"portaconsole/handlers"
	"portaconsole/porta"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

const customers = "/records/Customer/customer"

func TestListRequest(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for query, want := range map[string]string{
		"":                             `{"limit":25,"offset":0,"get_total":1}`,
		"?f.bill_status=O":             `{"bill_status":"O","limit":25,"offset":0,"get_total":1}`,
		"?limit=50&offset=50":          `{"limit":50,"offset":50,"get_total":1}`,
		"?limit=0&offset=-1":           `{"limit":25,"offset":0,"get_total":1}`,
		"?limit=1001&offset=x":         `{"limit":25,"offset":0,"get_total":1}`,
		"?f.i_parent=7&f.name=a%25%2B": `{"i_parent":7,"name":"a%+","limit":25,"offset":0,"get_total":1}`,
		"?f.name~integer=5":            `{"name":5,"limit":25,"offset":0,"get_total":1}`,
		"?f.name~null=x":               `{"name":null,"limit":25,"offset":0,"get_total":1}`,
		"?f.get_statuses=1":            `{"get_statuses":1,"limit":25,"offset":0,"get_total":1}`,
		"?f.get_statuses=0":            `{"get_statuses":0,"limit":25,"offset":0,"get_total":1}`,
		"?f.name=a&f.name=b":           `{"name":"b","limit":25,"offset":0,"get_total":1}`,
		"?f.search.value=x&f.name=y":   `{"search":{"value":"x"},"name":"y","limit":25,"offset":0,"get_total":1}`,
		"?f.=x":                        `{"limit":25,"offset":0,"get_total":1}`,
		"?f.limit=7":                   `{"limit":25,"offset":0,"get_total":1}`,
		"?add=name":                    `{"limit":25,"offset":0,"get_total":1}`,
		"?f.name=%zz&%zz=1":            `{"limit":25,"offset":0,"get_total":1}`,
	} {
		before := c.box.Count("Customer/get_customer_list")
		c.get(customers + query)
		sent := c.sent("Customer/get_customer_list")
		if len(sent) != before+1 || sent[before] != want {
			t.Errorf("%s sent %s, want %s", query, sent[before:], want)
		}
	}
}

func TestListPages(t *testing.T) {
	c := signedIn(t, sandbox.Options{Customers: 60})
	first := c.get(customers).is(http.StatusOK)
	first.has(".range", "1–25 of 60").has("h1", "customer").has("title", "Customer › customer")
	first.has("nav[aria-label=Pages] a", "Next").has("nav[aria-label=Pages] span[aria-disabled]", "Previous")
	if n := first.doc.Find("table[aria-label=customer] tbody tr").Length(); n != 25 {
		t.Errorf("%d rows", n)
	}
	if got := first.attr("nav[aria-label=Pages] a", "href"); got != customers+"?offset=25" {
		t.Errorf("Next leads to %q", got)
	}
	last := c.get(customers+"?offset=50").has(".range", "51–60 of 60").has("nav[aria-label=Pages] span[aria-disabled]", "Next")
	if got := last.attr("nav[aria-label=Pages] a", "href"); got != customers+"?offset=25" {
		t.Errorf("Previous leads to %q", got)
	}
	c.get(customers+"?offset=100").is(http.StatusOK).has(".range", "Nothing on this page; 60 altogether").has(".empty", "There is nothing on this page of the list.")
	c.get(customers+"?f.name=nobody").has(".range", "No results").has(".empty", "No customer fits these filters.").has(".empty", "%nobody%")
	c.get(customers + "?f.name=%25nobody%25").hasNo(".empty:contains('compared as a whole')")
	if got := c.get(customers+"?offset=30").attr("nav[aria-label=Pages] a:contains(Previous)", "href"); got != customers+"?offset=5" {
		t.Errorf("Previous of an odd page leads to %q", got)
	}
}

func TestListAsAPart(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.part(customers + "?f.bill_status=O&f.name=&add=&then=add").is(http.StatusOK)
	a.hasNo("header").hasNo("title").has("#list .range", "1–25 of ")
	if got := a.header.Get("HX-Push-Url"); got != customers+"?f.bill_status=O" {
		t.Errorf("the address becomes %q", got)
	}
	if got := a.header.Values("Vary"); !strings.Contains(strings.Join(got, ","), "HX-Request") {
		t.Errorf("Vary is %q", got)
	}
	whole := c.do(http.MethodGet, customers, "", http.Header{"Hx-Request": {"true"}, "Hx-History-Restore-Request": {"true"}})
	whole.is(http.StatusOK).has("header", "portaconsole")
}

func TestListAddressIsTidied(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get(customers + "?limit=50&f.bill_status=O&f.name=&add=").leadsTo(customers + "?f.bill_status=O&limit=50")
	c.get(customers + "?f.name=&add=&then=add").leadsTo(customers)
	a := c.get(customers + "?f.bill_status=O&add=name&then=add").is(http.StatusOK)
	a.has("label", "name")
	if a.attr("input[name='f.name']", "autofocus") != "" || a.doc.Find("input[name='f.name'][autofocus]").Length() != 1 {
		t.Error("the added filter does not take the focus")
	}
}

func TestFilters(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(customers + `?f.bill_status=O&f.name="><script>&f.own=x&f.i_customer_type=9`).is(http.StatusUnprocessableEntity)
	a.has("#problem", "own").hasNo("#list script")
	if got := a.attr("input[name='f.name']", "value"); got != `"><script>` {
		t.Errorf("the name is %q", got)
	}
	for selector, want := range map[string]string{
		"select[name='f.bill_status'] option[selected]":     "O – open",
		"select[name='f.i_customer_type'] option[selected]": "9",
		"select#add option[value=companyname]":              "companyname",
	} {
		a.has(selector, want)
	}
	a.hasNo("select#add option[value=bill_status]").hasNo("select#add option[value=limit]").hasNo("select#add option[value=search]")
	if got := a.attr("button[aria-label='Remove filter own']", "value"); got != "f.own" {
		t.Errorf("removing posts %q", got)
	}
	// What was typed into other filters meanwhile goes along.
	c.get(customers + "?f.bill_status=O&f.own=x&f.name=typed&drop=f.own").leadsTo(customers + "?f.bill_status=O&f.name=typed")
}

func TestFilterMistakesAreNotSent(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for query, want := range map[string]string{
		"?f.i_customer_type=x":    "i_customer_type: This is not a whole number",
		"?f.get_statuses=maybe":   "get_statuses: Choose Yes or No.",
		"?f.name~date=2026-02-30": "name: This is not a date.",
		"?f.name~object=x":        "name: There is no such type of value.",
		"?f.name~script=x":        "name: There is no such type of value.",
		"?f.search=text":          "search: There is no such type of value.",
		"?f.name=text&f.name.x=1": "name.x: This filter does not fit the others.",
	} {
		before := c.box.Count("Customer/get_customer_list")
		a := c.get(customers + query).is(http.StatusUnprocessableEntity)
		a.has("#problem", want).hasNo("table")
		if target := a.attr("#problem li a", "href"); a.attr(target, "aria-invalid") != "true" || !strings.HasPrefix(a.attr(target, "aria-describedby"), target[1:]+"-mistake") {
			t.Errorf("%s: the field at %s is not marked", query, target)
		}
		if n := c.box.Count("Customer/get_customer_list"); n != before {
			t.Errorf("%s was sent", query)
		}
	}
}

// A list that PortaBilling gives for one account alone says so, with the filter ready to be filled in.
func TestListThatNeedsAFilter(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	const subscriptions = "/records/Account/subscription"
	a := c.get(subscriptions).is(http.StatusUnprocessableEntity).has("#problem", "i_account")
	a.has(".filters .rows label", "i_account").has("#filter-0-mistake", "PortaBilling: ").hasNo("select#add option[value=i_account]")
	c.get(subscriptions + "?f.i_account=10001").is(http.StatusOK).hasNo("#problem")
}

// Every record type of the built-in description that the sandbox has is listed through the same pages, without code of its own.
func TestEveryRecordTypeCanBeListed(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	listed := 0
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			if r.Operation(catalog.List) == nil {
				continue
			}
			a := c.get("/records/" + s.Name + "/" + r.Name)
			if strings.Contains(a.doc.Find("#problem").Text(), "unknown_method") || a.status == http.StatusForbidden {
				continue // the sandbox has it not, or only in another realm
			}
			listed++
			a.has("h1", r.Name)
			if a.status != http.StatusOK && a.doc.Find(".filters .rows label").Length() == 0 {
				t.Errorf("%s: status %d, and no filter to go on with", a.what, a.status)
			}
		}
	}
	if listed < 12 {
		t.Errorf("only %d record types were listed", listed)
	}
}

func TestListValues(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(customers).is(http.StatusOK)
	for i, want := range []string{"i_customer", "name", "bill_status", "balance", "iso_4217", "companyname", "email"} {
		if got := a.doc.Find("thead th").Eq(i).Text(); got != want {
			t.Errorf("column %d is %q, want %q", i, got, want)
		}
	}
	row := a.doc.Find("tbody tr").First()
	id := strings.TrimPrefix(row.AttrOr("id", ""), "customer-")
	for _, cell := range []int{0, 1} {
		if got := row.Find("td").Eq(cell).Find("a").AttrOr("href", ""); got != customers+"/"+id {
			t.Errorf("cell %d of %s leads to %q", cell, id, got)
		}
	}
	a.has("td .badge.good", "O – open").has("td.num", ".")
}

func TestListFaults(t *testing.T) {
	const method = "Customer/get_customer_list"
	for _, tt := range []struct {
		name   string
		rule   sandbox.Rule
		status int
		where  string
		want   string
		times  int // how often the request arrives
	}{
		{"a fault", sandbox.Rule{Kind: sandbox.Fault("Server.Customer.something_new")}, 422, "#problem details", "Server.Customer.something_new", 1},
		{"a denial", sandbox.Rule{Kind: sandbox.Fault("Server.Customer.access_denied")}, 403, "h1", "Not permitted", 1},
		{"a proxy's page", sandbox.Rule{Kind: sandbox.HTML502}, 502, "main", "PortaBilling does not answer", 3},
		{"a redirect", sandbox.Rule{Kind: sandbox.Redirect}, 502, "main", "Something else than PortaBilling answered", 1},
		{"an endless answer", sandbox.Rule{Kind: sandbox.GzipBomb}, 502, "main", "larger than the console takes", 1},
		{"a bottomless answer", sandbox.Rule{Kind: sandbox.Deep}, 502, "main", "could not be read", 1},
		{"one lost answer", sandbox.Rule{Kind: sandbox.Lost, Times: 1}, 200, ".range", "1–25 of ", 2},
		{"the wrong type", sandbox.Rule{Kind: sandbox.WrongType}, 200, ".range", "1–25 of ", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{})
			tt.rule.Method = method
			c.box.Inject(tt.rule)
			a := c.get(customers+"?f.bill_status=O").is(tt.status).has(tt.where, tt.want)
			if n := c.box.Count(method); n != tt.times {
				t.Errorf("%d requests arrived, want %d", n, tt.times)
			}
			if tt.status == 422 {
				a.has("label", "bill_status") // the filters are still there
			}
			if tt.status >= 500 {
				if part := c.part(customers); part.status != tt.status || part.doc.Find(".notice").Length() != 1 || part.doc.Find("header").Length() > 0 {
					t.Errorf("for htmx: %d\n%s", part.status, part.body)
				}
			}
		})
	}
}

// Where there was an answer, no heading says that there was none.
func TestAnAnswerIsNotCalledNone(t *testing.T) {
	for _, tt := range []struct {
		name, page, method string
		kind               sandbox.Kind
		title, text        string
	}{
		{"a list that is too large", customers, "Customer/get_customer_list", sandbox.Oversized, "The answer is too large", "larger than the console takes"},
		{"a record that is too large", customers + "/1001", "Customer/get_customer_info", sandbox.GzipBomb, "The answer is too large", "larger than the console takes"},
		{"a record without a bottom", customers + "/1001", "Customer/get_customer_info", sandbox.Deep, "An unexpected answer", "could not be read"},
		{"no answer", customers, "Customer/get_customer_list", sandbox.Drop, "PortaBilling does not answer", "could not be reached"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := signedIn(t, sandbox.Options{})
			c.box.Inject(sandbox.Rule{Method: tt.method, Kind: tt.kind})
			c.get(tt.page).is(http.StatusBadGateway).has("h1", tt.title).has("main", tt.text)
		})
	}
}

// oddServer answers each call as told, as no PortaBilling does.
func oddServer(t *testing.T, answer string) porta.Rule {
	t.Helper()
	return answering(t, func(string) (int, string) { return http.StatusOK, answer })
}

// answering is a server that answers each call but the login by a function.
func answering(t testing.TB, answer func(method string) (status int, body string)) porta.Rule {
	t.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/rest/Session/login" {
			_, _ = w.Write([]byte(`{"access_token":"a","refresh_token":"r","expires_in":3600}`))
			return
		}
		status, body := answer(strings.TrimPrefix(r.URL.Path, "/rest/"))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return porta.Rule{Name: "odd", Host: "127.0.0.1", Realms: map[string]int{"admin": portOf(t, s)}, Pin: pinOf(s)}
}

// signInTo signs in to another server than the sandbox.
func (c *console) signInTo(rule porta.Rule) {
	c.t.Helper()
	c.post("/login", url.Values{"domain": {rule.Name}, "port": {strconv.Itoa(rule.Realms["admin"])}, "login": {"a"}, "token": {"b"}}.Encode()).leadsTo("/")
}

func TestUnexpectedAnswers(t *testing.T) {
	for _, tt := range []struct {
		answer       string
		list, record int
	}{
		{`{}`, 502, 404},
		{``, 502, 404},
		{`{"customer_list":null,"customer_info":null}`, 200, 404},
		{`{"customer_list":[],"customer_info":{}}`, 200, 404},
		{`{"customer_list":{"a":1},"customer_info":"text"}`, 502, 502},
		{`{"customers":[{"i_customer":1}]}`, 200, 502},
		{`{"customers":[],"others":[]}`, 502, 502},
		{`{"customer_list":"","customer_info":[]}`, 502, 404},
		{`{"customer_info":[{"i_customer":1001}]}`, 200, 200},
		{`{"customer_info":{"i_customer":1002,"name":"somebody else"}}`, 502, 502},
		{`{"customer":{"i_customer":1001,"name":"under another name"},"extra":1}`, 502, 200},
		{`{"one":{"i_customer":1001},"two":{"i_customer":1001}}`, 502, 502},
		{`{"i_customer":1001,"name":"without a wrapper"}`, 502, 200},
		{`{"customer_list":[1,null,"x",{"i_customer":"7","name":["<b>"]}],"total":"4","customer_info":{"name":{"a":[[]]}}}`, 200, 502},
		{`{"customer_info":{"name":{"a":[[]]}}}`, 502, 200},
	} {
		rule := oddServer(t, tt.answer)
		c := newConsole(t, sandbox.Options{}, rule)
		c.signInTo(rule)
		c.get(customers).is(tt.list)
		c.get(customers + "/1001").is(tt.record)
	}
}

func TestSessionEndedByPortaBilling(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.box.EndSessions()
	a := c.part(customers + "?f.bill_status=O&offset=25").is(http.StatusNoContent)
	const page = "/login?next=%2Frecords%2FCustomer%2Fcustomer%3Ff.bill_status%3DO%26offset%3D25&why=ended"
	if got := a.header.Get("HX-Redirect"); got != page {
		t.Errorf("htmx is led to %q", got)
	}
	c.get(page).is(http.StatusOK).has(".notice", "PortaBilling has ended your session.")
	c.get(customers).leadsTo("/login?next=%2Frecords%2FCustomer%2Fcustomer")
}

func TestUnknownPlaces(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for path, want := range map[string]string{
		"/records/Nothing/customer":         "no record type of that name",
		"/records/Customer/nothing":         "no record type of that name",
		"/records/Customer/customer/x":      "There is no customer with this number.",
		"/records/Customer/customer/999999": "There is no customer with the number 999999.",
		"/records/Customer/customer/1e3":    "There is no customer with this number.",
		"/nowhere":                          "There is no page at this address.",
		"/records/%2e%2e/customer":          "no record type of that name",
	} {
		c.get(path).is(http.StatusNotFound).has("main", want)
	}
	c.do(http.MethodDelete, customers, "", nil).is(http.StatusMethodNotAllowed)
}

// FuzzQuery reads any address: no panic, and what is written of it reads back the same.
func FuzzQuery(f *testing.F) {
	f.Add("f.bill_status=O&f.name~text=%25a&limit=50&offset=25&add=email")
	f.Add("f.=x&f.a.b~integer=1&&=%zz&then=add")
	f.Fuzz(func(t *testing.T, query string) { handlers.CheckQuery(t, query) })
}
