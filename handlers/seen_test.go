package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// ownNeeds are requests of methods with rules of their own in the sandbox, which ask for more than their description says.
var ownNeeds = map[string]string{
	"Account/add_alias":               `{"alias_info":{"i_master_account":10003,"id":"15550108888"}}`,
	"Account/add_subscription":        `{"subscription_info":{"i_account":10003,"i_subscription":1}}`,
	"Customer/add_subscription":       `{"subscription_info":{"i_account":10003,"i_subscription":1}}`,
	"Customer/add_customer":           `{"customer_info":{"name":"A new one","iso_4217":"EUR"}}`,
	"Customer/add_customer_extension": `{"i_customer":1002,"id":"987"}`,
	"Customer/add_customer_huntgroup": `{"i_customer":1002,"id":"986","name":"A new one"}`,
	"DID/add_number":                  `{"number_info":{"number":"15550107777"}}`,
}

// needed is a request with what a method requires.
func needed(t *testing.T, op *catalog.Operation) attr.Value {
	t.Helper()
	if own := ownNeeds[op.Method.Path()]; own != "" {
		return parsed(t, own)
	}
	params := withRequired(op.Method.Request)
	if op.Wrapper != "" {
		params, _ = params.With(attr.Path{op.Wrapper}, withRequired(op.Method.Request.At(attr.Path{op.Wrapper})))
	}
	return params
}

func withRequired(s *catalog.Schema) attr.Value {
	v := attr.ObjectValue()
	if s == nil {
		return v
	}
	for i := range s.Properties {
		if p := &s.Properties[i]; p.Required && !p.ReadOnly {
			v, _ = v.With(attr.Path{p.Name}, someValue(p))
		}
	}
	return v
}

func someValue(p *catalog.Property) attr.Value {
	if id := map[string]int64{"i_customer": 1002, "i_account": 10003, "i_product": 1, "i_subscription": 1}[p.Name]; id != 0 {
		return attr.IntValue(id)
	}
	if len(p.Choices) > 0 {
		return attr.TextValue(p.Choices[0].Code)
	}
	switch p.Schema.Type {
	case catalog.Integer, catalog.Decimal, catalog.Switch:
		return attr.IntValue(1)
	case catalog.Flag:
		return attr.TextValue("Y")
	case catalog.Date:
		return attr.TextValue("2026-11-01")
	case catalog.DateTime:
		return attr.TextValue("2026-11-01 12:00:00")
	case catalog.Object:
		return withRequired(p.Schema)
	case catalog.Array:
		return attr.ArrayValue()
	}
	return attr.TextValue("A new one")
}

// rowsFor are the rows of a form that makes a request.
func rowsFor(v attr.Value, level int) (rows []string) {
	for _, m := range v.Members() {
		row := strings.Repeat(" ", level) + m.Name
		switch m.Value.Kind() {
		case attr.Object:
			rows = append(append(rows, row+":object"), rowsFor(m.Value, level+1)...)
		case attr.Array:
			rows = append(rows, row+":array")
		case attr.Number:
			rows = append(rows, row+":integer="+m.Value.Text())
		default:
			rows = append(rows, row+":text="+m.Value.Text())
		}
	}
	return rows
}

// deeds follows one record type through its pages.
type deeds struct {
	*console
	kind *catalog.RecordType
	id   string // of the record at hand
	page string // where it is shown, with the query that finds it; "" when nowhere
}

// Whatever is made, changed or ended leads to a page that exists and says so, and says nothing else.
func TestWhatWasDoneIsToldOfEveryRecordType(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	done := map[string]int{}
	for _, service := range catalog.Builtin().Services {
		for _, kind := range service.Records {
			d := &deeds{console: c, kind: kind}
			for _, step := range []struct {
				name string
				do   func() bool
			}{{"create", d.creates}, {"change", d.changes}, {"end", d.ends}} {
				if step.do() {
					done[step.name]++
				}
			}
		}
	}
	if got, want := fmt.Sprint(done), "map[change:39 create:57 end:24]"; got != want {
		t.Errorf("%s were done, want %s", got, want)
	}
}

// told checks where a write led.
func (d *deeds) told(a *answer, verb string) {
	d.t.Helper()
	name := d.kind.Service + "/" + d.kind.Name
	if a.status != http.StatusSeeOther {
		d.t.Errorf("%s: %s: status %d, %s", name, a.what, a.status, a.text("#problem, main h1, .notice"))
		return
	}
	for n := 0; a.status == http.StatusSeeOther && n < 3; n++ {
		a = d.get(a.header.Get("Location"))
	}
	if says := a.text(".notice.good"); a.status != http.StatusOK || !strings.Contains(says, " was "+verb+".") || !strings.Contains(says, d.kind.Name) || a.doc.Find("#problem").Length() > 0 {
		d.t.Errorf("%s: it leads to %s, status %d, which says %q and %q", name, a.what, a.status, says, a.text("#problem, main h1"))
	}
	d.doc(a)
}

// doc: no link of the page to a list leads to nowhere.
func (d *deeds) doc(a *answer) {
	d.t.Helper()
	if d.kind.Operation(catalog.List) == nil && a.doc.Find("a[href='"+d.base()+"']").Length() > 0 {
		d.t.Errorf("%s links to a list that there is not", a.what)
	}
}

func (d *deeds) creates() bool {
	d.t.Helper()
	op := d.kind.Operation(catalog.Create)
	if op == nil {
		return false
	}
	d.doc(d.get(d.new()).is(http.StatusOK))
	a := d.post(d.new(), anotherForm("send", rowsFor(needed(d.t.(*testing.T), op), 0)...))
	d.told(a, "created")
	list, err := d.kept.Writes(d.t.Context(), journal.Reader{Owner: demo}, journal.Filter{Limit: 1})
	if err != nil || len(list) != 1 || list[0].Method != op.Method.Path() || list[0].State != journal.Done {
		d.t.Fatalf("%s: %+v, %v", op.Method.Path(), list, err)
	}
	d.id = list[0].RecordID
	if to := a.header.Get("Location"); strings.HasPrefix(to, d.base()+"/"+d.id) {
		d.page = to
	}
	return true
}

func (d *deeds) base() string { return "/records/" + d.kind.Service + "/" + d.kind.Name }
func (d *deeds) new() string  { return d.base() + "/new" }

// at is a page of the record at hand; "" when there is none at hand.
func (d *deeds) at(what string) string {
	d.t.Helper()
	if d.page == "" && d.id == "" && d.kind.Operation(catalog.List) != nil {
		q := url.Values{}
		for i := range d.kind.Operation(catalog.List).Method.Request.Properties {
			if p := &d.kind.Operation(catalog.List).Method.Request.Properties[i]; p.Required {
				q.Set("f."+p.Name, someValue(p).Text())
			}
		}
		d.page = d.get(d.base()+"?"+q.Encode()).doc.Find("table tbody tr:first-child td:first-child a").AttrOr("href", "")
	}
	if d.page == "" && d.id == "" {
		d.id = map[string]string{"i_account": "10003", "i_customer": "1002"}[d.kind.IDField]
	}
	switch {
	case d.page != "":
		path, query, _ := strings.Cut(d.page, "?")
		if query != "" {
			query = "?" + query
		}
		return path + "/" + what + query
	case d.id != "":
		return d.base() + "/" + d.id + "/" + what
	}
	return ""
}

func (d *deeds) changes() bool {
	d.t.Helper()
	op := d.kind.Operation(catalog.Update)
	path := d.at("edit")
	if op == nil || path == "" {
		return false
	}
	page := d.get(path)
	name := changeOf(d.kind, op)
	if page.status != http.StatusOK || name == "" {
		return false // it cannot be read, or nothing of it is known that can be changed
	}
	d.doc(page)
	y := &typist{d.console, page, path}
	label := name
	if op.Wrapper != "" {
		label = op.Wrapper + "." + name
	}
	if y.page.doc.Find("[aria-label='"+label+"'] > .line [name=v]").Length() == 0 {
		parent := ""
		if op.Wrapper != "" {
			if y.page.doc.Find("[aria-label='"+op.Wrapper+"']").Length() == 0 {
				y.press("add::" + op.Wrapper)
			}
			parent = y.id(op.Wrapper)
		}
		y.press("add:" + parent + ":" + name)
	}
	value := "7"
	if field := y.page.doc.Find("[aria-label='" + label + "'] > .line [name=v]"); field.Is("select") {
		other := field.Find("option:not([selected])[value!='']").First()
		field.Find("option").RemoveAttr("selected")
		other.SetAttr("selected", "")
	} else {
		y.put(label, value)
	}
	d.told(y.press("send"), "changed")
	return true
}

// changeOf is an attribute that can be changed, a text first.
func changeOf(kind *catalog.RecordType, op *catalog.Operation) (name string) {
	own := map[string]string{
		"Account/account": "firstname", "Account/alias": "blocked", "Account/subscription": "invoice_description", "Customer/customer": "firstname",
		"Customer/extension": "name", "Customer/huntgroup": "name", "DID/number": "description",
	}[kind.Service+"/"+kind.Name]
	if own != "" {
		return own
	}
	info, taken := kind.Info(), op.Method.Request.At(attr.ParsePath(op.Wrapper))
	if info == nil || info.Open || len(info.Properties) == 0 {
		return "name"
	}
	for i := range info.Properties {
		p := &info.Properties[i]
		can := taken == nil || taken.Open || len(taken.Properties) == 0 || taken.Property(p.Name) != nil && !taken.Property(p.Name).ReadOnly
		switch {
		case !can || len(p.Choices) > 0 || p.Name == kind.Title || strings.HasPrefix(p.Name, "i_"):
		case p.Schema.Type == catalog.Text:
			return p.Name
		case p.Schema.Type == catalog.Integer || p.Schema.Type == catalog.Decimal:
			name = p.Name
		}
	}
	return name
}

func (d *deeds) ends() bool {
	d.t.Helper()
	path := d.at("end")
	if d.kind.Operation(catalog.Delete) == nil || path == "" {
		return false
	}
	page := d.get(path)
	if page.status != http.StatusOK {
		return false
	}
	d.doc(page)
	clean, _, _ := strings.Cut(path, "?")
	number := strings.TrimSuffix(clean, "/end")
	number = number[strings.LastIndexByte(number, '/')+1:]
	verb := "deleted"
	if d.kind.Operation(catalog.Delete).Verb() == "terminate" {
		verb = "terminated"
	}
	page.doc.Find("[name=confirm]").SetAttr("value", number)
	d.told(d.post(path, posted(page, "send")), verb)
	return true
}

// A type without list or page: the journal's entry tells of it, also to who presses again, and to who finds out later.
func TestWhatHasNoPageIsToldByTheJournal(t *testing.T) {
	t.Parallel()
	const add, individual = "Customer/add_customer_individual", "/records/Customer/customer_individual/new"
	c := signedIn(t, sandbox.Options{})
	body := anotherForm("send", "customer_individual_info:object", " name:text=x")
	entry := c.post(individual, body).is(http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(entry, "/journal/") {
		t.Fatalf("it leads to %q", entry)
	}
	c.get(entry).is(http.StatusOK).has(".notice.good", "customer_individual was created.").has(".head", "done").hasNo("#problem")
	c.get(entry).is(http.StatusOK).hasNo(".notice.good")
	c.post(individual, body).leadsTo(entry)
	c.get("/").has("main a[href='"+entry+"']", "customer_individual")

	c.box.Inject(sandbox.Rule{Method: add, Kind: sandbox.Lost, Times: 1})
	body = anotherForm("send", "customer_individual_info:object", " name:text=y")
	entry = strings.TrimSuffix(c.post(individual, body).attr("#problem a.button", "href"), "/look")
	c.get(entry+"/look").is(http.StatusOK).has("#finding", "It is not clear whether it arrived")
	c.post(entry+"/finding", "finding=arrived").leadsTo(entry)
	c.post(individual, body).leadsTo(entry)
	c.get(entry).is(http.StatusOK).has(".head", "arrived")
	if n := c.box.Count(add); n != 2 {
		t.Errorf("%d requests were sent", n)
	}
}

// A list that insists on a filter is asked with it, where it is known.
func TestWhatWasDoneIsFoundInItsList(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const list = "/records/Account/subscription"
	a := c.post(list+"/new", anotherForm("send", "subscription_info:object", " i_account:integer=10003", " i_subscription:integer=1"))
	page := a.is(http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(page, list+"/") || !strings.HasSuffix(page, "?by.i_account=10003") {
		t.Fatalf("it leads to %q", page)
	}
	c.get(page).is(http.StatusOK).has(".notice.good", "was created.").hasNo("#problem")
	end := strings.Replace(page, "?", "/end?", 1)
	number := strings.TrimPrefix(strings.TrimSuffix(page, "?by.i_account=10003"), list+"/")
	c.post(end, posted(c.get(end).is(http.StatusOK), "send", "confirm="+number)).leadsTo(list + "?f.i_account=10003")
	c.get(list+"?f.i_account=10003").is(http.StatusOK).has(".notice.good", "was deleted.").hasNo("#problem")
	// Without its key it is seen in the list, with the filter that the description says the list insists on; where that is not known, in the journal.
	const others = "/records/Customer/subscription"
	c.box.Inject(stands{200, `{"i_customer_subscription":7}`, ""}.rule("Customer/add_subscription", true))
	c.post(others+"/new", anotherForm("send", "i_customer:integer=1002", "subscription_info:object", " i_account:integer=10003", " i_subscription:integer=1")).leadsTo(others + "?f.i_customer=1002")
	c.get(others+"?f.i_customer=1002").is(http.StatusOK).has(".notice.good", "subscription was created.").hasNo("#problem")
	c.box.Inject(stands{200, `{"i_customer_subscription":8}`, ""}.rule("Customer/add_subscription", true))
	entry := c.post(others+"/new", anotherForm("send", "subscription_info:object", " i_account:integer=10003", " i_subscription:integer=1")).is(http.StatusSeeOther).header.Get("Location")
	c.get(entry).is(http.StatusOK).has("h1", "Create subscription").has(".notice.good", "subscription was created.")
}

// The page that should tell of what was done cannot be shown: the journal's entry tells of it in its place, and the failure of that page is
// not taken for one of what was done.
func TestWhatWasDoneIsToldElsewhere(t *testing.T) {
	t.Parallel()
	page := func(s string) *string { return &s }
	for _, tt := range []struct {
		name string
		rule sandbox.Rule
	}{
		{"denied", sandbox.Rule{Method: "Account/get_account_info", Kind: sandbox.Fault("Server.Account.access_denied")}},
		{"not found", sandbox.Rule{Method: "Account/get_account_info", Kind: sandbox.Answer, Status: 200, Body: page(`{}`)}},
		{"away", sandbox.Rule{Method: "Account/get_account_info", Kind: sandbox.HTML502}},
		{"another record", sandbox.Rule{Method: "Account/get_account_info", Kind: sandbox.Answer, Status: 200, Body: page(`{"account_info":{"i_account":1}}`)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			c.box.Inject(tt.rule)
			record := c.post(newAccount, form("send", account("else@x")...)).is(http.StatusSeeOther).header.Get("Location")
			entry := c.get(record).is(http.StatusSeeOther).header.Get("Location")
			c.get(entry).is(http.StatusOK).has(".notice.good", "account was created.").has("h1", "Create account else@x").hasNo("#problem")
			if c.get(record).status == http.StatusOK { // now that it has been told, the failure is
				t.Error("the record is shown")
			}
		})
	}
	t.Run("a list", func(t *testing.T) {
		t.Parallel()
		c := signedIn(t, sandbox.Options{})
		end := c.post("/records/Product/product/new", form("send", "product_info:object", " name:text=Short", " iso_4217:text=USD")).header.Get("Location") + "/end"
		body := posted(c.get(end).is(http.StatusOK), "send", "confirm=Short")
		c.box.Inject(sandbox.Rule{Method: "Product/get_product_list", Kind: sandbox.Fault("Client.Product.missing.i_customer")})
		c.post(end, body).leadsTo("/records/Product/product")
		c.part("/records/Product/product").is(http.StatusUnprocessableEntity).has("#problem", "").hasNo(".notice.good")
		entry := c.get("/records/Product/product").is(http.StatusSeeOther).header.Get("Location")
		c.get(entry).is(http.StatusOK).has(".notice.good", "product Short was deleted.").hasNo("#problem")
		c.get("/records/Product/product").is(http.StatusUnprocessableEntity).has("#problem", "").hasNo(".notice.good")
	})
}

// A change of what the record is found by leads to where it is found now.
func TestChangeOfWhatTheRecordIsFoundBy(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	c.post("/records/Account/alias/new", form("send", "alias_info:object", " i_master_account:integer=10001", " id:text=15557770001")).is(http.StatusSeeOther)
	href := c.get("/records/Account/alias?f.id=15557770001").attr("tbody tr:first-child td:first-child a", "href")
	path, _, _ := strings.Cut(href, "?")
	y := c.typist(path + "/edit?by.id=15557770001")
	y.put("alias_info.id", "15557770002")
	y.press("send").leadsTo(path + "?by.id=15557770002")
	c.get(path+"?by.id=15557770002").is(http.StatusOK).has("h1", "15557770002").has(".notice.good", "was changed.")
}
