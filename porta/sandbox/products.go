package sandbox

import (
	"fmt"

	"portaconsole/porta/attr"
)

// product is one of the seeded products. Priority 0 is a main product, any other an add-on.
type product struct {
	name, currency, visible string
	priority                int64
	role                    int64 // of accounts with it
	fee                     money // a month
	services                []int64
}

const firstProduct = 1

var seededProducts = []product{
	{"Home Voice EUR", "EUR", "Home Voice", 0, 2, 990_000, []int64{3}},
	{"Business Voice EUR", "EUR", "Business Voice", 0, 2, 2_490_000, []int64{3, 6, 105}},
	{"Mobile Flat EUR", "EUR", "Mobile Flat", 0, 8, 1_999_000, []int64{3, 10, 105}},
	{"Prepaid Card EUR", "EUR", "Prepaid Card", 0, 4, 0, []int64{3}},
	{"Home Voice USD", "USD", "Home Voice", 0, 2, 1_295_000, []int64{3}},
	{"Business Voice USD", "USD", "Business Voice", 0, 2, 2_995_000, []int64{3, 6, 105}},
	{"Calling Card USD", "USD", "Calling Card", 0, 4, 0, []int64{3}},
	{"Home Voice GBP", "GBP", "Home Voice", 0, 2, 899_000, []int64{3}},
	{"Business Voice GBP", "GBP", "Business Voice", 0, 7, 2_199_000, []int64{3, 6}},
	{"Cloud PBX CAD", "CAD", "Cloud PBX", 0, 2, 2_450_000, []int64{3, 6}},
	{"Mobil SEK", "SEK", "Mobil", 0, 8, 14_900_000, []int64{3, 10}},
	{"Fasttelefoni SEK", "SEK", "Fast telefoni", 0, 2, 9_900_000, []int64{3}},
	{"Voice AUD", "AUD", "Voice", 0, 2, 1_850_000, []int64{3}},
	{"International 100 EUR", "EUR", "100 international minutes", 20, 2, 495_000, []int64{3}},
	{"International 100 USD", "USD", "100 international minutes", 20, 2, 599_000, []int64{3}},
	{"International 100 GBP", "GBP", "100 international minutes", 20, 2, 450_000, []int64{3}},
	{"Voicemail Plus EUR", "EUR", "Voicemail Plus", 10, 2, 150_000, []int64{6}},
	{"Call Recording USD", "USD", "Call Recording", 30, 2, 750_000, []int64{3}},
	{"Extra Line CAD", "CAD", "Second line", 15, 2, 500_000, []int64{3}},
}

// productsOf returns the rows of the main products, or of the add-ons, in a currency.
func productsOf(currency string, addons bool) (rows []int) {
	for i, p := range seededProducts {
		if p.currency == currency && (p.priority > 0) == addons {
			rows = append(rows, i)
		}
	}
	return rows
}

var mainProducts, addonProducts = byCurrency(false), byCurrency(true)

func byCurrency(addons bool) map[string][]int {
	m := make(map[string][]int)
	for _, p := range seededProducts {
		m[p.currency] = productsOf(p.currency, addons)
	}
	return m
}

func productRows() seedRows {
	r := seedRows{n: len(seededProducts)}
	add := func(name string, at func(p product) attr.Value) {
		r.columns = append(r.columns, seedColumn{name, func(i int) attr.Value { return at(seededProducts[i]) }})
	}
	add("name", func(p product) attr.Value { return text(p.name) })
	add("description", func(p product) attr.Value { return text(fmt.Sprintf("%s, billed in %s", p.visible, p.currency)) })
	add("iso_4217", func(p product) attr.Value { return text(p.currency) })
	add("end_user_name", func(p product) attr.Value { return text(p.visible) })
	add("end_user_description", func(p product) attr.Value { return text("<p>" + p.visible + "</p>") })
	add("info_url", func(product) attr.Value { return null })
	add("addon_priority", func(p product) attr.Value { return number(p.priority) })
	add("i_account_role", func(p product) attr.Value { return number(p.role) })
	add("included_services", func(p product) attr.Value {
		var ids []attr.Value
		for _, id := range p.services {
			ids = append(ids, number(id))
		}
		return attr.ArrayValue(ids...)
	})
	add("i_product_group", func(product) attr.Value { return null })
	add("i_vd_plan", func(product) attr.Value { return null })
	add("i_reseller_subscription", func(product) attr.Value { return null })
	add("default_i_acl", func(product) attr.Value { return number(155) })
	add("shared", func(p product) attr.Value { return attr.FlagValue(p.priority == 0) })
	add("managed_by_user", func(p product) attr.Value { return attr.FlagValue(p.priority == 20) })
	add("hidden", func(product) attr.Value { return text("N") })
	add("breakage", func(product) attr.Value { return number(0) })
	add("fraud_protection", func(product) attr.Value { return text("None") })
	return r
}
