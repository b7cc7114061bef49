package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

func TestRealmsAreKeptApart(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	claim := map[sandbox.Realm]string{
		sandbox.AdminRealm: `"realm":"admin" i_user 1 1`, sandbox.ResellerRealm: `"realm":"resellers" i_customer 1001 0`,
		sandbox.CustomerRealm: `"realm":"customers" i_customer 1002 0`, sandbox.AccountRealm: `"realm":"accounts" i_account 10001 0`,
	}
	for _, realm := range sandbox.Realms() {
		in := w.at(realm).demo()
		claims := claimsOf(t, in.token)
		for name := range map[string]int{"i_user": 0, "i_customer": 0, "i_account": 0} {
			if v := claims.Get(name); !v.IsAbsent() {
				got := `"realm":` + claims.Get("realm").JSON() + " " + name + " " + v.Text() + " " + claims.Get("is_super_user").Text()
				if got != claim[realm] {
					t.Errorf("%s: claims %s, want %s", realm, got, claim[realm])
				}
			}
		}
		for _, other := range sandbox.Realms() {
			foreign := *w.at(other)
			foreign.token = in.token
			want := "Server.Session.check_auth.auth_failed"
			if other == realm {
				want = ""
			}
			if code := foreign.call("Generic/get_version", `{}`).code(t); code != want {
				t.Errorf("token of %s at %s: %q", realm, other, code)
			}
			alive := foreign.ok("Session/ping", `{"access_token":"`+in.token+`"}`).Get("user_id").Text() != "0"
			if alive != (other == realm) {
				t.Errorf("token of %s pinged at %s: alive %v", realm, other, alive)
			}
		}
	}
	if code := w.at(sandbox.CustomerRealm).call("Session/login", `{"login":"restricted","password":"restricted-Passw0rd"}`).code(t); code != "Server.Session.auth_failed" {
		t.Errorf("an administrator in the customer realm: %q", code)
	}
}

// TestEveryoneSeesHisOwn compares what each realm lists with what the administrators' list says is theirs.
func TestEveryoneSeesHisOwn(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	admin := w.demo()
	customers := everything(admin, "Customer/get_customer_list", "customer_list")
	accounts := everything(admin, "Account/get_account_list", "account_list")
	keys := func(rows []attr.Value, key string, fits func(attr.Value) bool) (list []string) {
		for _, row := range rows {
			if fits(row) {
				list = append(list, row.Get(key).Text())
			}
		}
		return list
	}
	of := map[string]string{} // account's owner's reseller, by customer
	for _, c := range customers {
		of[c.Get("i_customer").Text()] = c.Get("i_parent").Text()
	}
	for _, tt := range []struct {
		realm    sandbox.Realm
		customer func(attr.Value) bool
		account  func(attr.Value) bool
	}{
		{
			sandbox.ResellerRealm,
			func(v attr.Value) bool {
				return v.Get("i_parent").Text() == "1001" || v.Get("i_customer").Text() == "1001"
			},
			func(v attr.Value) bool { return of[v.Get("i_customer").Text()] == "1001" },
		},
		{
			sandbox.CustomerRealm,
			func(v attr.Value) bool { return v.Get("i_customer").Text() == "1002" },
			func(v attr.Value) bool { return v.Get("i_customer").Text() == "1002" },
		},
	} {
		in := w.at(tt.realm).demo()
		got := in.ok("Customer/get_customer_list", `{"limit":1000}`).Get("customer_list")
		if diff := cmp.Diff(keys(customers, "i_customer", tt.customer), column(got, "i_customer")); diff != "" {
			t.Errorf("%s: customers (-want +got):\n%s", tt.realm, diff)
		}
		got = in.ok("Account/get_account_list", `{"limit":1000,"get_total":1}`).Get("account_list")
		if diff := cmp.Diff(keys(accounts, "i_account", tt.account), column(got, "i_account")); diff != "" {
			t.Errorf("%s: accounts (-want +got):\n%s", tt.realm, diff)
		}
	}
}

func TestOwnRecordsAndOthers(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	denied := func(service string) string { return "Server." + service + ".access_denied" }
	for _, tt := range []struct {
		realm                sandbox.Realm
		method, params       string
		code, attribute, has string
	}{
		{sandbox.AccountRealm, "Account/get_account_info", `{}`, "", "account_info.i_account", "10001"},
		{sandbox.AccountRealm, "Account/get_account_info", `{"i_account":10002}`, "", "account_info.i_account", ""},
		{sandbox.AccountRealm, "Account/get_account_list", `{}`, denied("Account"), "", ""},
		{sandbox.AccountRealm, "Customer/get_customer_info", `{}`, denied("Customer"), "", ""},
		{sandbox.AccountRealm, "Account/update_account", `{"account_info":{"firstname":"Me"}}`, "", "i_account", "10001"},
		{sandbox.AccountRealm, "Account/update_account", `{"account_info":{"credit_limit":1000}}`, denied("Account"), "", ""},
		{sandbox.AccountRealm, "Account/update_account", `{"account_info":{"i_customer":1003}}`, denied("Account"), "", ""},
		{sandbox.AccountRealm, "Account/update_account", `{"account_info":{"i_account":10002,"firstname":"Me"}}`, "Server.Account.i_account_not_found", "", ""},
		{sandbox.AccountRealm, "Account/terminate_account", `{"i_account":10001}`, denied("Account"), "", ""},
		{sandbox.AccountRealm, "Account/make_transaction", `{"i_account":10001,"action":"Manual credit","amount":5}`, denied("Account"), "", ""},
		{sandbox.CustomerRealm, "Customer/get_customer_info", `{}`, "", "customer_info.i_customer", "1002"},
		{sandbox.CustomerRealm, "Customer/get_customer_info", `{"i_customer":1003}`, "", "customer_info.i_customer", ""},
		{sandbox.CustomerRealm, "Customer/get_my_info", `{}`, "", "customer_info.i_customer", "1002"},
		{sandbox.CustomerRealm, "Customer/update_customer", `{"customer_info":{"email":"me@example.com"}}`, "", "i_customer", "1002"},
		{sandbox.CustomerRealm, "Customer/update_customer", `{"customer_info":{"credit_limit":"1000000"}}`, denied("Customer"), "", ""},
		{sandbox.CustomerRealm, "Customer/add_customer", `{"customer_info":{"name":"x","iso_4217":"EUR"}}`, denied("Customer"), "", ""},
		{sandbox.CustomerRealm, "Account/get_account_info", `{"id":"15550100000"}`, "", "account_info.i_account", "10001"},
		{sandbox.CustomerRealm, "Account/get_account_info", `{"i_account":10005}`, "", "account_info.i_account", ""},
		{sandbox.CustomerRealm, "Account/get_account_info", `{}`, "Client.Account.missing.i_account", "", ""},
		{sandbox.CustomerRealm, "Product/get_product_list", `{}`, denied("Product"), "", ""},
		{sandbox.ResellerRealm, "Customer/get_my_info", `{}`, "", "customer_info.i_customer", "1001"},
		{sandbox.ResellerRealm, "Customer/get_customer_info", `{"i_customer":1002}`, "", "customer_info.i_customer", "1002"},
		{sandbox.ResellerRealm, "Customer/add_customer", `{"customer_info":{"name":"Mine Ltd","iso_4217":"EUR","i_parent":null}}`, "", "i_customer", "1061"},
		{sandbox.ResellerRealm, "Customer/get_customer_info", `{"name":"Mine Ltd"}`, "", "customer_info.i_parent", "1001"},
		{sandbox.ResellerRealm, "Account/add_account", `{"account_info":{"i_customer":1061,"i_product":1,"id":"15559990001","billing_model":1}}`, "", "i_account", "10145"},
		{sandbox.ResellerRealm, "Account/add_account", `{"account_info":{"i_customer":1003,"i_product":1,"id":"15559990002","billing_model":1}}`,
			"Server.Account.i_customer_not_found", "", ""},
		{sandbox.ResellerRealm, "Product/add_product", `{"product_info":{"name":"x","iso_4217":"EUR"}}`, denied("Product"), "", ""},
		{sandbox.ResellerRealm, "Session/login_to_realm", `{"login":"demo","realm":"accounts"}`, denied("Session"), "", ""},
		{sandbox.AdminRealm, "Customer/get_my_info", `{}`, denied("Customer"), "", ""},
	} {
		t.Run(string(tt.realm)+" "+tt.method+" "+tt.params, func(t *testing.T) {
			a := w.at(tt.realm).demo().call(tt.method, tt.params)
			if code := a.code(t); code != tt.code {
				t.Fatalf("fault %q, want %q: %s", code, tt.code, a.body)
			}
			if got := a.tree(t).At(attr.ParsePath(tt.attribute)).Text(); tt.attribute != "" && got != tt.has {
				t.Errorf("%s is %q, want %q: %s", tt.attribute, got, tt.has, a.body)
			}
		})
	}
}

func TestLoginToRealm(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	admin := w.demo()
	for _, tt := range []struct{ params, code string }{
		{`{"login":"demo","realm":"accounts"}`, ""},
		{`{"login":"nobody-here","realm":"accounts"}`, "Server.Session.auth_failed"},
		{`{"login":"demo","realm":"vendors"}`, "Client.Session.out_of_range.realm"},
		{`{"realm":"accounts"}`, "Client.Session.missing.login"},
	} {
		if code := admin.call("Session/login_to_realm", tt.params).code(t); code != tt.code {
			t.Errorf("%s: %q, want %q", tt.params, code, tt.code)
		}
	}
	got := admin.ok("Session/login_to_realm", `{"login":"15550100001","realm":"accounts"}`)
	if claims := claimsOf(t, got.Get("access_token").Text()); claims.Has("i_account") || claims.Get("realm").Text() != "accounts" {
		t.Errorf("claims of the token: %s", claims.JSON())
	}
	account := w.at(sandbox.AccountRealm)
	ping := account.ok("Session/ping", `{"access_token":"`+got.Get("access_token").Text()+`"}`)
	body := `{"auth_info":{"session_id":"` + got.Get("session_id").Text() + `"}}`
	info := account.post("/rest/Account/get_account_info", "application/json", body).tree(t).Get("account_info")
	if info.Get("id").Text() != "15550100001" || info.Get("i_account").Text() != ping.Get("user_id").Text() {
		t.Errorf("acting for %s: %s", ping.JSON(), info.JSON())
	}
	if code := w.as(sandbox.RestrictedLogin, sandbox.RestrictedPassword).call("Session/login_to_realm", `{"login":"demo","realm":"accounts"}`).code(t); code != "Server.Session.access_denied" {
		t.Errorf("a user who is no super-user: %q", code)
	}
}

// TestSelfCareLogins: the seeded people log in with what their record says.
func TestSelfCareLogins(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	admin := w.demo()
	info := admin.ok("Account/get_account_info", `{"id":"15550100001","get_auth_info":1}`).Get("account_info")
	account := w.at(sandbox.AccountRealm)
	login := info.Get("login").Text()
	for _, params := range []string{
		`{"login":"` + login + `","password":"` + info.Get("password").Text() + `"}`,
		`{"login":"` + login + `","token":"` + info.Get("api_token").Text() + `"}`,
	} {
		if code := account.call("Session/login", params).code(t); code != "" {
			t.Errorf("%s: %q", params, code)
		}
	}
	in := account.as(login, info.Get("password").Text())
	admin.ok("Account/update_account", `{"account_info":{"i_account":`+info.Get("i_account").Text()+`,"blocked":"Y"}}`)
	if code := account.call("Session/login", `{"login":"`+login+`","token":"`+info.Get("api_token").Text()+`"}`).code(t); code != "Server.Session.auth_failed" {
		t.Errorf("a blocked account: %q", code)
	}
	_ = in
}

func TestRestrictedUser(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 5})
	in := w.as(sandbox.RestrictedLogin, sandbox.RestrictedPassword)
	for _, tt := range []struct{ method, params, code, text string }{
		{"Customer/get_customer_list", `{}`, "", ""},
		{"Account/get_account_info", `{"i_account":10001}`, "", ""},
		{"Customer/update_customer", `{"customer_info":{"i_customer":1002,"note":"x"}}`, "Server.Customer.access_denied", "Write Customers.*any* denied"},
		{"Account/add_account", `{}`, "Server.Account.access_denied", "Write Accounts.*any* denied"},
		{"Account/terminate_account", `{"i_account":10001}`, "Server.Account.access_denied", "Write Accounts.*any* denied"},
		{"Product/get_product_list", `{}`, "Server.Product.access_denied", "Read Products.*any* denied"},
		{"Product/get_product_info", `{"i_product":1}`, "", ""},
	} {
		a := in.call(tt.method, tt.params)
		if code := a.code(t); code != tt.code || code != "" && a.tree(t).Get("faultstring").Text() != tt.text {
			t.Errorf("%s: %q %s, want %q %q", tt.method, code, a.body, tt.code, tt.text)
		}
	}
}

func TestModes(t *testing.T) {
	for mode, code := range map[string]string{"standalone": "standalone_mode", "secondary": "secondary_site", "read_only": "read_only_mode", "": ""} {
		t.Run(mode, func(t *testing.T) {
			w := start(t, sandbox.Options{Customers: 5, Mode: mode})
			in := w.demo()
			for _, write := range []struct{ method, params string }{
				{"Customer/add_customer", addCustomer},
				{"Account/make_transaction", `{"i_account":10001,"action":"Manual charge","amount":1}`},
				{"Session/change_password", `{"login":"expired","password":"expired-Passw0rd","new_password":"Fresh-Pass1"}`},
			} {
				if got := in.call(write.method, write.params).code(t); got != code {
					t.Errorf("%s: %q, want %q", write.method, got, code)
				}
			}
			for _, read := range []struct{ method, params string }{
				{"Customer/get_customer_list", `{}`},
				{"Customer/validate_customer_info", addCustomer2},
			} {
				if got := in.call(read.method, read.params).code(t); got != "" {
					t.Errorf("%s: %q", read.method, got)
				}
			}
			want := mode
			if mode == "" {
				want = "normal"
			}
			if got := in.ok("Generic/get_session_data", `{}`).Get("operating_mode").Text(); got != want {
				t.Errorf("operating mode %q, want %q", got, want)
			}
		})
	}
}

const addCustomer2 = `{"customer_info":{"name":"Other Ltd","iso_4217":"EUR"}}`

func TestReleases(t *testing.T) {
	for _, tt := range []struct {
		release, badToken string
		expiresIn, secret bool
	}{
		{"", "Client.Session.check_auth.failed_to_process_access_token", true, true},
		{"MR98-1", "Client.Session.check_auth.failed_to_process_jwt", false, true},
		{"MR131", "Client.Session.check_auth.failed_to_process_access_token", true, false},
	} {
		w := start(t, sandbox.Options{Customers: 3, Release: tt.release})
		login := w.ok("Session/login", `{"login":"demo","token":"demo-api-token"}`)
		if login.Has("expires_in") != tt.expiresIn {
			t.Errorf("%s: %s", tt.release, login.JSON())
		}
		if code := w.post("/rest/Generic/get_version", "", "{}", "Authorization", "Bearer x").code(t); code != tt.badToken {
			t.Errorf("%s: %q", tt.release, code)
		}
		in := w.demo()
		info := in.ok("Account/get_account_info", `{"i_account":10001,"get_auth_info":1}`).Get("account_info")
		if info.Has("password") != tt.secret {
			t.Errorf("%s: password shown %v", tt.release, info.Has("password"))
		}
		want := tt.release
		if want == "" {
			want = "MR120-3"
		}
		if got := in.ok("Generic/get_version", `{}`).Get("version").Text(); got != want {
			t.Errorf("version %q, want %q", got, want)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []sandbox.Options{
		{Customers: -1}, {TokenTTL: -1}, {Latency: -1}, {Mode: "broken"}, {Release: "120"},
		{Addrs: map[sandbox.Realm]string{}}, {Addrs: map[sandbox.Realm]string{"vendor": "127.0.0.1:0"}},
		{Addrs: map[sandbox.Realm]string{sandbox.AdminRealm: "nowhere"}}, {Faults: []sandbox.Rule{{Method: "*", Kind: "melt"}}},
	} {
		if s, err := sandbox.Start(o); err == nil {
			t.Errorf("%+v is accepted", o)
			_ = s.Close()
		}
	}
}
