package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

const (
	numbers     = "/records/DID/number"
	listOfThem  = "Customer/get_customer_list"
	oneOfThem   = "Customer/get_customer_info"
	productList = "Product/get_product_list"
	productInfo = "Product/get_product_info"
)

// fill is where a page asks for its missing names; "" when it misses none.
func (a *answer) fill() string { return a.doc.Find("[hx-trigger=load]").AttrOr("hx-get", "") }

// named are the names on a page by the class of their place.
func (a *answer) named() map[string]string {
	named := make(map[string]string)
	for _, place := range a.doc.Find(".reference").EachIter() {
		named[place.AttrOr("class", "")] = place.Text()
	}
	return named
}

func TestNamesComeAfterThePage(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{Customers: 300})
	page := c.get(numbers).is(http.StatusOK)
	if n := c.box.Count(listOfThem) + c.box.Count(oneOfThem); n != 0 {
		t.Errorf("the page itself asked %d times for customers", n)
	}
	if page.fill() == "" {
		t.Fatal("the page does not ask for names")
	}
	for class, name := range page.named() {
		if name != "" {
			t.Errorf("%s is %q before anybody asked", class, name)
		}
	}
	if got := page.attr("a[href='/records/Customer/customer/1011']", "href"); got == "" {
		t.Error("a number without a name is no link")
	}

	filled := c.part(page.fill()).is(http.StatusOK)
	for class := range page.named() {
		if place := filled.doc.Find("[hx-swap-oob='outerHTML:." + strings.TrimPrefix(class, "reference ") + "']"); place.Text() == "" {
			t.Errorf("%s was not filled", class)
		}
	}
	if got, want := c.sent(listOfThem), `{"limit":250}`; len(got) != 1 || got[0] != want {
		t.Errorf("the list was asked for by %s, want one %s", got, want)
	}

	again := c.get(numbers).is(http.StatusOK)
	calls := len(c.box.Requests())
	if again.fill() != "" {
		t.Errorf("names that are known are asked for again: %s", again.fill())
	}
	again.has("a[href='/records/Customer/customer/1011']", "1011 ")
	for class, name := range again.named() {
		if name == "" {
			t.Errorf("%s has no name", class)
		}
	}
	c.part(page.fill())
	if n := len(c.box.Requests()); n != calls {
		t.Errorf("%d calls for what is known", n-calls)
	}
	c.clock.add(6 * time.Minute)
	if c.get(numbers).fill() == "" {
		t.Error("names are believed for ever")
	}
}

func TestNamesOfLongListsAreReadOneByOne(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{Customers: 500})
	var ids []string
	for i := range 60 {
		ids = append(ids, fmt.Sprint(1400+i))
	}
	c.part("/names?r=Customer/customer:" + strings.Join(ids, "+")).is(http.StatusOK)
	if lists, gets := c.box.Count(listOfThem), c.box.Count(oneOfThem); lists != 1 || gets != 50 {
		t.Errorf("%d lists and %d single customers were asked for, want 1 and 50", lists, gets)
	}
	c.part("/names?r=Customer/customer:" + strings.Join(ids, "+"))
	if lists, gets := c.box.Count(listOfThem), c.box.Count(oneOfThem); lists != 1 || gets != 60 {
		t.Errorf("after the second time %d lists and %d single customers, want 1 and 60", lists, gets)
	}
	few := c.get("/records/Account/account/10011").is(http.StatusOK)
	few.has("dd a[href^='/records/Product/product/']", " Voice")
	if n := c.box.Count(productList) + c.box.Count(productInfo); n != 0 {
		t.Errorf("%d calls for the name that stands in the record", n)
	}
}

func TestTheSameNameIsAskedForOnce(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: oneOfThem, Kind: sandbox.Delay, Delay: 50 * time.Millisecond})
	var asking sync.WaitGroup
	answers := make(chan string, 8)
	for range cap(answers) {
		asking.Go(func() {
			r, err := http.NewRequest(http.MethodGet, c.server.URL+"/names?r=Customer/customer:1001+1002+1001", nil)
			if err != nil {
				answers <- err.Error()
				return
			}
			res, err := c.client.Do(r)
			if err != nil {
				answers <- err.Error()
				return
			}
			defer res.Body.Close()
			answers <- res.Status
		})
	}
	asking.Wait()
	for range cap(answers) {
		if got := <-answers; got != "200 OK" {
			t.Errorf("answered %s", got)
		}
	}
	if n := c.box.Count(oneOfThem); n != 2 {
		t.Errorf("two customers were asked for %d times", n)
	}
}

func TestDeniedListIsRememberedAndNotOthers(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	c.part("/names?r=Product/product:1+2+3+4+5").is(http.StatusOK)
	if n := c.box.Count(productList); n != 1 {
		t.Fatalf("%d lists of products", n)
	}

	// Another user of the same server knows nothing of it, and may not see the list.
	c.client.Jar, _ = cookiejar.New(nil)
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.RestrictedLogin}, "token": {sandbox.RestrictedToken}}.Encode()).is(http.StatusSeeOther)
	page := c.get(customers + "?f.i_customer=1001")
	if page.doc.Find(".filters .reference").Text() != "" {
		t.Error("the name beside the filter is another user's")
	}
	for range 3 {
		filled := c.part("/names?r=Product/product:1+2+3+4").is(http.StatusOK)
		if got := len(filled.named()); got != 4 {
			t.Errorf("%d names", got)
		}
	}
	if lists, gets := c.box.Count(productList), c.box.Count(productInfo); lists != 2 || gets != 4 {
		t.Errorf("%d lists and %d single products altogether, want 2 and 4", lists, gets)
	}
	picks := c.part("/records/Product/product/pick?for=n1&q=voice").is(http.StatusOK)
	picks.has(".picks", "may not see the list of product. The number can be typed.").hasNo("button")
	picks = c.part("/records/Product/product/pick?for=n1&q=2").is(http.StatusOK)
	picks.has(".picks", "may not see the list of product.").has("button[data-pick='2']", "2 ")
	if n := c.box.Count(productList); n != 2 {
		t.Errorf("a denied list was asked for %d times", n-1)
	}
	c.clock.add(5*time.Minute - 30*time.Second) // the test itself takes some of the five minutes
	c.part("/records/Product/product/pick?for=n1&q=voice")
	if n := c.box.Count(productList); n != 2 {
		t.Error("a denial is not remembered for five minutes")
	}
	c.clock.add(30 * time.Second)
	c.part("/records/Product/product/pick?for=n1&q=voice")
	if n := c.box.Count(productList); n != 3 {
		t.Error("a denial is remembered for longer than five minutes")
	}
}

func TestNamesThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for _, kind := range []sandbox.Kind{sandbox.HTML502, sandbox.WrongType, sandbox.Fault("Server.Customer.access_denied"), sandbox.Fault("Server.Customer.broken")} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			c.box.Inject(sandbox.Rule{Method: "Customer/*", Kind: kind})
			fill := c.get(numbers).is(http.StatusOK).fill()
			c.part(fill).is(http.StatusOK)
			c.part(fill).is(http.StatusOK)
			calls := c.box.Count(listOfThem) + c.box.Count(oneOfThem)
			c.part(fill).is(http.StatusOK)
			if n := c.box.Count(listOfThem) + c.box.Count(oneOfThem); n != calls {
				t.Errorf("%d calls more for what cannot be had", n-calls)
			}
			if kind != sandbox.Fault("Server.Customer.broken") && kind != sandbox.WrongType && calls > 3+3*4 {
				t.Errorf("%d calls until it was known", calls)
			}
			c.get(numbers).is(http.StatusOK).has("a[href='/records/Customer/customer/1011']", "1011")
		})
	}
}

func TestNamesOfADeadSession(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	fill := c.get(numbers).fill()
	c.box.Inject(sandbox.Rule{Method: "Customer/*", Kind: sandbox.DeadSession})
	if got := c.part(fill); got.status >= http.StatusInternalServerError {
		t.Errorf("status %d", got.status)
	}
	if got := c.part("/records/Customer/customer/pick?for=x&q=a").header.Get("HX-Redirect"); !strings.HasPrefix(got, "/login") {
		t.Errorf("leads to %q", got)
	}
}

// rename gives a customer another name, as somebody else would.
func (c *console) rename(id int64, name string) {
	c.t.Helper()
	_, port := c.box.Addr("admin")
	server, err := c.directory.Server("sandbox", port)
	if err != nil {
		c.t.Fatal(err)
	}
	client, err := server.Login(c.t.Context(), porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken})
	if err != nil {
		c.t.Fatal(err)
	}
	info := attr.ObjectValue(attr.M("i_customer", attr.IntValue(id)), attr.M("name", attr.TextValue(name)))
	if _, err := client.Call(c.t.Context(), "Customer/update_customer", attr.ObjectValue(attr.M("customer_info", info))); err != nil {
		c.t.Fatal(err)
	}
}

func TestHostileNamesAreText(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const name = `"><script>alert(1)</script>`
	c.rename(1011, name)
	if got := c.part("/names?r=Customer/customer:1011").hasNo("script").text(".reference"); got != name {
		t.Errorf("the name is %q", got)
	}
	c.get(numbers).hasNo("main script").has("a[href='/records/Customer/customer/1011']", name)
	picks := c.part("/records/Customer/customer/pick?for=" + url.QueryEscape(name) + "&q=" + url.QueryEscape("<script>")).hasNo("script")
	if got := picks.attr("button[data-pick='1011']", "data-name"); got != name {
		t.Errorf("the pick's name is %q", got)
	}
	c.part("/names?r=" + url.QueryEscape(name) + "&r=Customer/customer:x+-1+99999999999999999999&r=Customer&r=:&r=").is(http.StatusOK).hasNo(".reference")
}

func TestPick(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{Customers: 60})
	c.rename(1042, "Quibble 1017 Telecom")
	for query, want := range map[string][]string{
		"?for=x&q=quibble":             {"1042"},
		"?for=x&q=QUIBBLE%25tele":      {"1042"},
		"?for=x&q=1017":                {"1017", "1042"}, // the number itself, then whose name has it
		"?for=x&q=+1017+":              {"1017", "1042"},
		"?for=x&q=nobody+of+that":      nil,
		"?for=x&q=99999":               nil,
		"?for=f.i_x&f.i_x=quibble":     {"1042"},
		"?for=f.i_x&f.i_x=x&q=quibble": {"1042"},
	} {
		a := c.part("/records/Customer/customer/pick" + query).is(http.StatusOK)
		var got []string
		for _, b := range a.doc.Find("button").EachIter() {
			got = append(got, b.AttrOr("data-pick", ""))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", query, got, want)
		}
		if want == nil {
			a.has(".picks", "No customer fits.")
		}
	}
	all := c.part("/records/Customer/customer/pick?for=x&q=").has(".picks", "There are more: type more of the name.")
	if n := all.doc.Find("button.pick").Length(); n != 20 {
		t.Errorf("%d are offered", n)
	}
	whole := c.get("/records/Customer/customer/pick?for=x&q=quibble").is(http.StatusOK)
	whole.has("header", "portaconsole").has("button[data-name='Quibble 1017 Telecom']", "1042 Quibble 1017 Telecom")
	c.get("/records/Customer/nothing/pick?q=x").is(http.StatusNotFound)
	c.part("/records/Account/followme/pick?for=x&q=a").is(http.StatusOK).has(".picks", "no list of followme that can be searched. The number can be typed.")
	c.box.Inject(sandbox.Rule{Method: listOfThem, Kind: sandbox.Fault("Server.Customer.broken"), Times: 1})
	c.part("/records/Customer/customer/pick?for=x&q=n").is(http.StatusOK).has(".picks", "The number can be typed.")
	c.part("/records/Customer/customer/pick?for=x&q=quibble").has("button", "Quibble") // a failure is not a denial
}

func TestPickInAFilter(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{Customers: 60})
	c.rename(1042, "Quibble Telecom")
	const accounts = "/records/Account/account"
	asked := c.get(accounts + "?f.i_customer=quibble&f.id=1%25").is(http.StatusUnprocessableEntity)
	asked.has("#problem", "i_customer: Choose the customer that is meant.")
	if n := c.box.Count("Account/get_account_list"); n != 0 {
		t.Error("a list was asked for with a name in place of a number")
	}
	name, value := asked.attr(".picks button", "name"), asked.attr(".picks button", "value")
	chosen := "?f.i_customer=quibble&" + name + "=" + url.QueryEscape(value) + "&f.id=1%25"
	c.get(accounts + chosen).leadsTo(accounts + "?f.i_customer=1042&f.id=1%25")
	page := c.get(accounts + "?f.i_customer=1042&f.id=1%25").is(http.StatusOK)
	page.has(".filters .with-reference a[href='/records/Customer/customer/1042']", "1042 Quibble Telecom")
	if got := c.sent("Account/get_account_list"); len(got) != 1 || !strings.HasPrefix(got[0], `{"i_customer":1042,"id":"1%",`) {
		t.Errorf("sent %s", got)
	}

	// By the button, what was typed is looked for, and the rest of the list stays.
	c.get(accounts+"?f.i_customer=quibble&f.id=&pick=f.i_customer").is(http.StatusOK).has("table", "i_customer").has(".picks button", "Quibble Telecom").hasNo("#problem")
	c.get(accounts+"?f.i_customer=&pick=f.i_customer").is(http.StatusOK).has(".picks", "There are more")
	c.get(accounts + "?set=f.i_customer%3D5").leadsTo(accounts) // no such filter on that page
	c.get(accounts + "?pick=f.nothing").is(http.StatusOK).hasNo(".picks")

	// Beside other mistakes.
	c.get(accounts+"?f.i_customer=a&f.i_product=b&f.own=c").is(http.StatusUnprocessableEntity).
		has("#problem", "Choose the customer that is meant.").has("#problem", "Choose the product that is meant.")
}

// After no answer nothing is asked for during a minute, which is shorter than a denial is believed.
func TestNamesAfterNoAnswer(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	c.box.Inject(sandbox.Rule{Method: "Customer/*", Kind: sandbox.HTML502})
	fill := c.get(numbers).is(http.StatusOK).fill()
	for range 2 {
		c.part(fill).is(http.StatusOK)
	}
	asked := func() int { return c.box.Count(listOfThem) + c.box.Count(oneOfThem) }
	before := asked()
	c.clock.add(30 * time.Second)
	if c.part(fill).is(http.StatusOK); asked() != before {
		t.Errorf("%d calls within the minute", asked()-before)
	}
	c.clock.add(30 * time.Second)
	if c.part(fill).is(http.StatusOK); asked() == before {
		t.Error("nothing is asked for after the minute")
	}
}
