package sandbox_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

// TestSeedFitsTheCatalogue holds every seeded record against the schema that says what a record is.
func TestSeedFitsTheCatalogue(t *testing.T) {
	w := start(t, sandbox.Options{}).demo()
	for _, tt := range []struct {
		service, record, params string
		rows                    int
	}{
		{"Customer", "customer", `"detailed_info":1,"get_statuses":1,"check_usage":1,"with_credit_limit_warnings":1,`, 1000},
		{"Account", "account", `"detailed_info":1,"with_aliases":1,"limit_alias_did_number_list":5,"get_statuses":1,` +
			`"get_service_features":["cli","call_wait_limit","default_action"],`, 3000},
		{"Account", "alias", `"check_did":1,`, 600},
		{"Customer", "extension", `"detailed_info":1,`, 750},
		{"Customer", "huntgroup", "", 100},
		{"DID", "number", "", 900},
		{"Product", "product", `"with_subscription":1,`, 19},
		{"Subscription", "subscription", `"with_fees":1,"with_discounts":1,`, 19},
		{"CustomFields", "custom_field", "", 6},
		{"Account", "subscription", `"i_account":10003,"with_effective_fees":1,`, 1},
		{"Account", "xdr", `"i_account":10003,"show_unsuccessful":1,"with_cr_download_ids":1,"from_date":"2020-01-01 00:00:00","to_date":"2030-01-01 00:00:00",`, 12},
		{"Customer", "xdr", `"i_customer":1002,"show_unsuccessful":1,"from_date":"2020-01-01 00:00:00","to_date":"2030-01-01 00:00:00",`, 48},
	} {
		kind := catalog.Builtin().Record(tt.service, tt.record)
		rows := everythingWith(w, kind.Operation(catalog.List).Method.Path(), kind.Operation(catalog.List).ListKey, tt.params)
		if len(rows) != tt.rows {
			t.Errorf("%d %ss, want %d", len(rows), tt.record, tt.rows)
		}
		forms := make(map[string]map[string]bool) // of each attribute: null, empty, absent, given
		for _, row := range rows {
			for _, v := range kind.Info().Check(row, catalog.Rules{KnownNames: true, Choices: true}) {
				if v.Path[0] == "effective_fees_info" {
					continue // an empty array in the place of an object was seen
				}
				t.Fatalf("%s %s: %s: reason %d", tt.record, row.Get(kind.IDField).Text(), v.Path, v.Reason)
			}
			for _, p := range kind.Info().Properties {
				if forms[p.Name] == nil {
					forms[p.Name] = make(map[string]bool)
				}
				forms[p.Name][formOf(row.Get(p.Name))] = true
			}
			if strings.Contains(row.JSON(), "true") || strings.Contains(row.JSON(), "false") {
				t.Fatalf("a JSON boolean: %s", row.JSON())
			}
		}
		if kind.Info().Property("phone1") == nil {
			continue
		}
		for _, mixed := range []string{"phone1", "note", "login"} {
			if len(forms[mixed]) != 4 {
				t.Errorf("%s.%s comes as %v, want null, empty, absent and given", tt.record, mixed, slices.Sorted(maps.Keys(forms[mixed])))
			}
		}
	}
}

func formOf(v attr.Value) string {
	switch {
	case v.Kind() <= attr.Null:
		return v.Kind().String()
	case v.IsEmpty():
		return "empty"
	}
	return "given"
}

func TestSeedIsBelievable(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 2000, Accounts: 2}).demo()
	customers := everything(w, "Customer/get_customer_list", "customer_list")
	accounts := everything(w, "Account/get_account_list", "account_list")
	byKey := make(map[string]attr.Value)
	states, unique := make(map[string]int), make(map[string]bool)
	negative, zero, cents := 0, 0, 0
	for _, c := range customers {
		byKey[c.Get("i_customer").Text()] = c
		states["customer "+c.Get("bill_status").Text()]++
		if unique[c.Get("name").Text()] {
			t.Errorf("the name %q is there twice", c.Get("name").Text())
		}
		unique[c.Get("name").Text()] = true
		balance := c.Get("balance").Text()
		if strings.HasPrefix(balance, "-") {
			negative++
		}
		if balance == "0" {
			zero++
		}
		if _, decimals, _ := strings.Cut(balance, "."); len(decimals) == 5 {
			cents++
		}
	}
	for _, a := range accounts {
		states["account "+a.Get("bill_status").Text()]++
		id := a.Get("id").Text()
		if unique[id] {
			t.Errorf("the id %q is there twice", id)
		}
		unique[id] = true
		if closed := strings.Contains(id, "-old"); closed != (a.Get("bill_status").Text() == "C") {
			t.Errorf("id %q with status %q", id, a.Get("bill_status").Text())
		}
		owner := byKey[a.Get("i_customer").Text()]
		if a.Get("iso_4217").Text() != owner.Get("iso_4217").Text() || owner.Get("i_customer_type").Text() != "1" {
			t.Errorf("account %s in %s of a customer of type %s in %s", id, a.Get("iso_4217").Text(), owner.Get("i_customer_type").Text(), owner.Get("iso_4217").Text())
		}
		if !strings.HasSuffix(a.Get("product_name").Text(), a.Get("iso_4217").Text()) {
			t.Errorf("account %s in %s with product %q", id, a.Get("iso_4217").Text(), a.Get("product_name").Text())
		}
	}
	if negative == 0 || zero == 0 || cents == 0 {
		t.Errorf("balances: %d negative, %d zero, %d with five decimals", negative, zero, cents)
	}
	for _, s := range []string{"customer O", "customer S", "customer C", "customer E", "customer D", "account O", "account S", "account I", "account C"} {
		if states[s] == 0 || strings.HasSuffix(s, " O") != (states[s] > len(customers)/2) {
			t.Errorf("%d times %s of %v", states[s], s, states)
		}
	}
}

func TestSeedFollowsFromItsNumber(t *testing.T) {
	read := func(seed uint64) string {
		w := start(t, sandbox.Options{Customers: 40, Seed: seed}).demo()
		return w.ok("Customer/get_customer_list", `{"limit":40}`).JSON() + w.ok("Account/get_account_list", `{"limit":120}`).JSON()
	}
	one := read(7)
	if one != read(7) {
		t.Error("the same seed gives other data")
	}
	if one == read(8) {
		t.Error("another seed gives the same data")
	}
}

func TestSeedOfAnySize(t *testing.T) {
	for _, o := range []sandbox.Options{{Customers: 1, Accounts: 1}, {Customers: 2, Accounts: 9}, {Customers: 21, Accounts: -1}, {Customers: 41, Accounts: 3}} {
		w := start(t, o).demo()
		customers := everything(w, "Customer/get_customer_list", "customer_list")
		accounts := everything(w, "Account/get_account_list", "account_list")
		if len(customers) != o.Customers || len(accounts) != o.Customers*max(0, o.Accounts) {
			t.Errorf("%+v: %d customers, %d accounts", o, len(customers), len(accounts))
		}
		for _, a := range accounts {
			owner := w.ok("Customer/get_customer_info", fmt.Sprintf(`{"i_customer":%s}`, a.Get("i_customer").Text()))
			if owner.Get("customer_info").Get("i_customer_type").Text() != "1" {
				t.Errorf("%+v: account %s belongs to %s", o, a.Get("id").Text(), owner.JSON())
			}
		}
	}
}
