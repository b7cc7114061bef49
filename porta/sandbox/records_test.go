package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

func TestListPages(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 70, Accounts: 2}).demo()
	for _, tt := range []struct {
		params      string
		first, rows int
		total, code string
	}{
		{`{}`, 1001, 50, "", ""},
		{`{"get_total":1}`, 1001, 50, "70", ""},
		{`{"limit":25,"offset":50,"get_total":1}`, 1051, 20, "70", ""},
		{`{"limit":"25","offset":"25","get_total":"0"}`, 1026, 25, "", ""},
		{`{"limit":1000}`, 1001, 70, "", ""},
		{`{"limit":10,"offset":70,"get_total":1}`, 0, 0, "70", ""},
		{`{"limit":0,"get_total":1}`, 0, 0, "70", ""},
		{`{"limit":1001}`, 0, 0, "", "Client.Customer.out_of_range.limit"},
		{`{"limit":-1}`, 0, 0, "", "Client.Customer.out_of_range.limit"},
		{`{"limit":5,"offset":-1}`, 0, 0, "", "Client.Customer.out_of_range.offset"},
		{`{"offset":10}`, 0, 0, "", "Client.Customer.missing.limit"},
		{`{"limit":"many"}`, 0, 0, "", "Client.Customer.wrong_type.limit"},
		{`{"get_total":true}`, 0, 0, "", "Client.Customer.wrong_type.get_total"},
		{`{"sort":"name"}`, 0, 0, "", "Client.Customer.unknown.sort"},
	} {
		t.Run(tt.params, func(t *testing.T) {
			a := w.call("Customer/get_customer_list", tt.params)
			if code := a.code(t); code != tt.code {
				t.Fatalf("fault %q, want %q", code, tt.code)
			}
			if tt.code != "" {
				return
			}
			v := a.tree(t)
			list := v.Get("customer_list")
			first, _ := list.Index(0).Get("i_customer").Int()
			if list.Len() != tt.rows || int(first) != tt.first || v.Get("total").Text() != tt.total {
				t.Errorf("%d rows from %d, total %q; want %d from %d, %q", list.Len(), first, v.Get("total").Text(), tt.rows, tt.first, tt.total)
			}
		})
	}
}

func TestListFilters(t *testing.T) {
	w := start(t, sandbox.Options{}).demo()
	all := everything(w, "Customer/get_customer_list", "customer_list")
	name := all[41].Get("name").Text()
	like := func(column string, fits func(string) bool) func(attr.Value) bool {
		return func(v attr.Value) bool { return fits(v.Get(column).Text()) }
	}
	for _, tt := range []struct {
		params string
		fits   func(attr.Value) bool
	}{
		{`{"bill_status":"O"}`, like("bill_status", func(s string) bool { return s == "O" })},
		{`{"bill_status":"D"}`, like("bill_status", func(s string) bool { return s == "D" })},
		{`{"bill_status":"o","i_customer_type":2}`, nil},
		{`{"name":"` + name + `"}`, like("name", func(s string) bool { return s == name })},
		{`{"name":"` + strings.ToUpper(name) + `"}`, like("name", func(s string) bool { return s == name })},
		{`{"name":"b%"}`, like("name", func(s string) bool { return strings.HasPrefix(s, "B") })},
		{`{"name":"%TEL%"}`, like("name", func(s string) bool { return strings.Contains(strings.ToLower(s), "tel") })},
		{`{"name":"%, _ate"}`, like("name", func(s string) bool { return strings.HasSuffix(s, ", Kate") })},
		{`{"lastname":"Müller"}`, like("lastname", func(s string) bool { return s == "Müller" })},
		{`{"lastname":"MÜLLER"}`, like("lastname", func(s string) bool { return s == "Müller" })},
		{`{"firstname":"A%","bill_status":"S"}`, func(v attr.Value) bool {
			return strings.HasPrefix(v.Get("firstname").Text(), "A") && v.Get("bill_status").Text() == "S"
		}},
		{`{"i_parent":1001}`, like("i_parent", func(s string) bool { return s == "1001" })},
		{`{"i_parent":"1001"}`, like("i_parent", func(s string) bool { return s == "1001" })},
		{`{"i_customer_type":2}`, like("i_customer_type", func(s string) bool { return s == "2" })},
		{`{"name":null,"firstname":""}`, func(attr.Value) bool { return true }},
		{`{"search":{"search_by":["email","name"],"value":"%ke%"}}`, func(v attr.Value) bool {
			return strings.Contains(strings.ToLower(v.Get("name").Text()+"\n"+v.Get("email").Text()), "ke")
		}},
	} {
		t.Run(tt.params, func(t *testing.T) {
			a := w.call("Customer/get_customer_list", strings.Replace(tt.params, "{", `{"limit":1000,"get_total":1,`, 1))
			if tt.fits == nil {
				if code := a.code(t); code != "Client.Customer.out_of_range.bill_status" {
					t.Fatalf("fault %q", code)
				}
				return
			}
			v := a.tree(t)
			var want []string
			for _, row := range all {
				if tt.fits(row) {
					want = append(want, row.Get("i_customer").Text())
				}
			}
			got := column(v.Get("customer_list"), "i_customer")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if v.Get("total").Text() != fmt.Sprint(len(want)) {
				t.Errorf("total %s, want %d", v.Get("total").Text(), len(want))
			}
		})
	}
}

// everything reads all pages of a list.
func everything(w *wire, method, key string) (rows []attr.Value) {
	w.t.Helper()
	return everythingWith(w, method, key, "")
}

// everythingWith does so with further parameters, each followed by a comma.
func everythingWith(w *wire, method, key, params string) (rows []attr.Value) {
	w.t.Helper()
	for {
		page := w.ok(method, fmt.Sprintf(`{%s"limit":1000,"offset":%d}`, params, len(rows))).Get(key)
		for _, m := range page.Members() {
			rows = append(rows, m.Value)
		}
		if page.Len() < 1000 {
			return rows
		}
	}
}

func TestAddAccountFaults(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 30}).demo()
	const whole = `"id":"15559990001","i_customer":1002,"i_product":13,"billing_model":1`
	for _, tt := range []struct{ name, params, code, text string }{
		{"billing model missing", `{"account_info":{"bill_status":"O","i_product":13,"id":"1","i_customer":1002},"generate_web_password":1}`,
			"Client.Account.missing.account_info.billing_model", "billing_model is required in account_info"},
		{"empty counts as missing", `{"account_info":{` + whole + `,"id":""}}`, "Client.Account.missing.account_info.id", "id is required in account_info"},
		{"wrapper missing", `{}`, "Client.Account.missing.account_info", "account_info is required"},
		{"unknown", `{"account_info":{` + whole + `,"colour":"red"}}`, "Client.Account.unknown.account_info.colour", "colour is not known in account_info"},
		{"unknown beside the wrapper", `{"account_info":{` + whole + `},"notify":1}`, "Client.Account.unknown.notify", "notify is not known"},
		{"wrong type", `{"account_info":{` + whole + `,"i_product":"main"}}`,
			"Client.Account.wrong_type.account_info.i_product", "i_product in account_info must be an integer"},
		{"wrapper of the wrong type", `{"account_info":"x"}`, "Client.Account.wrong_type.account_info", "account_info must be an object"},
		{"truth value", `{"account_info":{` + whole + `},"generate_web_password":true}`,
			"Client.Account.wrong_type.generate_web_password", "generate_web_password must be 1 or 0"},
		{"wrong date", `{"account_info":{` + whole + `,"activation_date":"31.12.2026"}}`,
			"Client.Account.wrong_type.account_info.activation_date", "activation_date in account_info must be a date, YYYY-MM-DD"},
		{"in an array", `{"account_info":{` + whole + `,"service_features":[{"name":"clip"},{"name":"clir","locked":"maybe"}]}}`,
			"Client.Account.wrong_type.account_info.service_features.1.locked", "locked in account_info.service_features.1 must be 1 or 0"},
		{"no such choice", `{"account_info":{` + whole + `,"bill_status":"X"}}`,
			"Client.Account.out_of_range.account_info.bill_status", "bill_status in account_info must be one of O, S, I, C"},
		{"login too short", `{"account_info":{` + whole + `,"login":"short"}}`,
			"Client.Account.too_short.account_info.login", "login in account_info is too short: at least 6 characters"},
		{"weak password", `{"account_info":{` + whole + `,"password":"onlyletters"}}`,
			"Client.Account.weak_password.account_info.password", "password in account_info must have Latin letters and digits"},
		{"no such customer", `{"account_info":{` + whole + `,"i_customer":999999}}`, "Server.Account.i_customer_not_found", "There is no record with this i_customer"},
		{"no such product", `{"account_info":{` + whole + `,"i_product":999}}`, "Server.Account.i_product_not_found", "There is no record with this i_product"},
		{"duplicate id", `{"account_info":{` + whole + `,"id":"15550100000"}}`, "Server.Account.duplicate_id", "An account with this ID exists already"},
		{"duplicate login", `{"account_info":{` + whole + `,"login":"15550100001"}}`, "Server.Account.duplicate_login", "This login is used already"},
		{"amount too large", `{"account_info":{` + whole + `,"opening_balance":1e25}}`,
			"Client.Account.out_of_range.account_info.opening_balance", "opening_balance in account_info is too large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := w.call("Account/add_account", tt.params)
			if code := a.code(t); code != tt.code {
				t.Errorf("code %q, want %q", code, tt.code)
			}
			if got := a.tree(t).Get("faultstring").Text(); got != tt.text {
				t.Errorf("text %q, want %q", got, tt.text)
			}
		})
	}
	total := w.ok("Account/get_account_list", `{"limit":1,"get_total":1}`).Get("total").Text()
	if total != "90" {
		t.Errorf("after refused creates there are %s accounts", total)
	}
}

func TestCreateReadUpdateAccount(t *testing.T) {
	c := newClock()
	w := start(t, sandbox.Options{Customers: 30, Now: c.now}).demo()
	made := w.ok("Account/add_account", `{"account_info":{"id":"15559990001@sample","i_customer":"1002","i_product":13,"billing_model":"1",`+
		`"opening_balance":"12.5000","balance":99,"i_account":5,"is_active":0,"firstname":"Ida"},"generate_web_password":1}`)
	if diff := cmp.Diff(`{"i_account":10109}`, made.JSON()); diff != "" {
		t.Fatal(diff)
	}
	w.ok("Account/update_account", `{"account_info":{"i_account":"10109","lastname":"Novák","firstname":null,"blocked":"Y"}}`)
	want := map[string]string{
		"i_account": "10109", "id": `"15559990001@sample"`, "i_customer": "1002", "billing_model": "1", "bill_status": `"O"`, "blocked": `"Y"`,
		"balance": "12.5", "opening_balance": "12.5", "is_active": "1", "firstname": "null", "lastname": `"Novák"`, "iso_4217": `"AUD"`,
		"product_name": `"Voice AUD"`, "activation_date": `"2026-11-02"`, "customer_bill_status": `"O"`, "password": "null", "h323_password": "null",
	}
	for _, by := range []string{`{"i_account":10109}`, `{"i_account":"10109"}`, `{"id":"15559990001@SAMPLE"}`, `{"id":"15559990001@sample","i_account":10109}`} {
		info := w.ok("Account/get_account_info", by).Get("account_info")
		got := make(map[string]string)
		for name := range want {
			got[name] = info.Get(name).JSON()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %s (-want +got):\n%s", by, diff)
		}
	}
	auth := w.ok("Account/get_account_info", `{"i_account":10109,"get_auth_info":1}`).Get("account_info")
	if len(auth.Get("password").Text()) < 6 {
		t.Errorf("no password was made: %s", auth.Get("password").JSON())
	}
}

func TestMissingRecordIsNoFault(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 5}).demo()
	for _, tt := range []struct{ method, params, body, code string }{
		{"Account/get_account_info", `{"i_account":1}`, `{}`, ""},
		{"Account/get_account_info", `{"id":"nobody"}`, `{"account_info":null}`, ""},
		{"Account/get_account_info", `{"id":"15550100000","i_account":10002}`, `{}`, ""},
		{"Customer/get_customer_info", `{"i_customer":1}`, `{}`, ""},
		{"Customer/get_customer_info", `{"name":"nobody"}`, `{"customer_info":null}`, ""},
		{"Customer/get_customer_info", `{}`, "", "Client.Customer.missing.i_customer"},
		{"Account/update_account", `{"account_info":{"i_account":1}}`, "", "Server.Account.i_account_not_found"},
		{"Account/update_account", `{"account_info":{"id":"1"}}`, "", "Client.Account.missing.account_info.i_account"},
	} {
		a := w.call(tt.method, tt.params)
		if code := a.code(t); code != tt.code || code == "" && string(a.body) != tt.body {
			t.Errorf("%s %s: %q %s, want %q %s", tt.method, tt.params, code, a.body, tt.code, tt.body)
		}
	}
}

func TestCustomerLifeCycle(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 30}).demo()
	name := w.ok("Customer/get_customer_info", `{"i_customer":1005}`).Get("customer_info").Get("name").Text()
	for _, tt := range []struct{ method, params, body, code string }{
		{"add", `{"customer_info":{"name":"Fresh Ltd"}}`, "", "Client.Customer.missing.customer_info.iso_4217"},
		{"add", `{"customer_info":{"name":"` + strings.ToUpper(name) + `","iso_4217":"EUR"}}`, "", "Server.Customer.duplicate_id"},
		{"add", `{"customer_info":{"name":"Fresh Ltd","iso_4217":"EUR","login":"me"}}`, "", "Client.Customer.too_short.customer_info.login"},
		{"add", `{"customer_info":{"name":"Fresh Ltd","iso_4217":"EUR","login":"fresh-login"}}`, `{"i_customer":1031}`, ""},
		{"add", `{"customer_info":{"name":"fresh ltd","iso_4217":"EUR"}}`, "", "Server.Customer.duplicate_id"},
		{"add", `{"customer_info":{"name":"Other Ltd","iso_4217":"EUR","login":"FRESH-login"}}`, "", "Server.Customer.duplicate_login"},
		{"update", `{"customer_info":{"i_customer":1031,"name":"Renamed Ltd"}}`, `{"i_customer":1031}`, ""},
		{"update", `{"customer_info":{"i_customer":1031,"name":"Renamed Ltd"}}`, `{"i_customer":1031}`, ""},
		{"update", `{"customer_info":{"i_customer":1005,"name":"Renamed Ltd"}}`, "", "Server.Customer.duplicate_id"},
		{"add", `{"customer_info":{"name":"Fresh Ltd","iso_4217":"EUR"}}`, `{"i_customer":1032}`, ""},
		{"update", `{"customer_info":{"i_customer":1005,"name":"Moved Ltd"}}`, `{"i_customer":1005}`, ""},
		{"add", `{"customer_info":{"name":"` + name + `","iso_4217":"EUR"}}`, `{"i_customer":1033}`, ""},
	} {
		a := w.call("Customer/"+tt.method+"_customer", tt.params)
		if code := a.code(t); code != tt.code || code == "" && string(a.body) != tt.body {
			t.Errorf("%s %s: %q %s, want %q %s", tt.method, tt.params, code, a.body, tt.code, tt.body)
		}
	}
	got := w.ok("Customer/get_customer_list", `{"limit":1000,"name":"% ltd","get_total":1}`)
	names := column(got.Get("customer_list"), "name")
	for _, want := range []string{"Renamed Ltd", "Moved Ltd", "Fresh Ltd"} {
		if !slices.Contains(names, want) {
			t.Errorf("%q is not in %q", want, names)
		}
	}
	if got.Get("total").Text() != fmt.Sprint(len(names)) {
		t.Errorf("total %s of %d", got.Get("total").Text(), len(names))
	}
}

func TestLenientNames(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 5, LenientNames: true}).demo()
	made := w.ok("Customer/add_customer", `{"customer_info":{"name":"Fresh Ltd","iso_4217":"EUR","colour":"red"},"notify":1}`)
	info := w.ok("Customer/get_customer_info", `{"i_customer":`+made.Get("i_customer").Text()+`}`).Get("customer_info")
	if info.Has("colour") || info.Get("name").Text() != "Fresh Ltd" {
		t.Errorf("stored: %s", info.JSON())
	}
}
