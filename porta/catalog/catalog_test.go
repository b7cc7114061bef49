package catalog_test

import (
	"fmt"
	"slices"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func TestLookUp(t *testing.T) {
	c := catalog.Builtin()
	for _, tt := range []struct {
		service, record, method   string
		hasService, hasRec, hasMt bool
	}{
		{"Account", "account", "Account/add_account", true, true, true},
		{"Account", "customer", "Account/add_customer", true, false, false},
		{"account", "account", "add_account", false, false, false},
	} {
		if got := c.Service(tt.service) != nil; got != tt.hasService {
			t.Errorf("Service(%q) found: %v", tt.service, got)
		}
		if got := c.Record(tt.service, tt.record) != nil; got != tt.hasRec {
			t.Errorf("Record(%q, %q) found: %v", tt.service, tt.record, got)
		}
		if got := c.Method(tt.method) != nil; got != tt.hasMt {
			t.Errorf("Method(%q) found: %v", tt.method, got)
		}
	}
}

func TestSchemaAt(t *testing.T) {
	add := catalog.Builtin().Method("Account/add_account").Request
	for path, want := range map[string]catalog.Type{
		"account_info":                            catalog.Object,
		"account_info.billing_model":              catalog.Integer,
		"account_info.blocked":                    catalog.Flag,
		"account_info.balance":                    catalog.Decimal,
		"account_info.activation_date":            catalog.Date,
		"account_info.last_usage":                 catalog.DateTime,
		"account_info.service_features":           catalog.Array,
		"account_info.service_features.7.name":    catalog.Text,
		"account_info.included_services.0":        catalog.Integer,
		"generate_web_password":                   catalog.Switch,
		"account_info.alias_did_number_list.0.no": catalog.Any,
	} {
		got := catalog.Any
		if s := add.At(attr.ParsePath(path)); s != nil {
			got = s.Type
		}
		if got != want {
			t.Errorf("At(%q) is %v, want %v", path, got, want)
		}
	}
	p := add.PropertyAt(attr.ParsePath("account_info.billing_model"))
	if p == nil || !p.Required || p.ReadOnly || p.Secret || p.Note == "" || !slices.Contains(p.Choices, catalog.Choice{Code: "-1", Meaning: "debit"}) {
		t.Errorf("billing_model: %+v", p)
	}
	if p := add.PropertyAt(attr.ParsePath("account_info.h323_password")); p == nil || !p.Secret {
		t.Errorf("h323_password is no secret: %+v", p)
	}
	if p := add.PropertyAt(nil); p != nil {
		t.Errorf("the root is a property: %+v", p)
	}
}

func TestWire(t *testing.T) {
	add := catalog.Builtin().Method("Account/add_account").Request
	yes, no := attr.BoolValue(true), attr.BoolValue(false)
	tree := attr.ObjectValue(
		attr.M("account_info", attr.ObjectValue(
			attr.M("blocked", yes),
			attr.M("ecommerce_enabled", no),
			attr.M("own", yes),
			attr.M("id", attr.TextValue("true")),
			attr.M("service_features", attr.ArrayValue(attr.ObjectValue(attr.M("locked", no)))),
			attr.M("note", attr.NullValue()),
		)),
		attr.M("generate_web_password", yes),
	)
	const want = `{"account_info":{"blocked":"Y","ecommerce_enabled":"N","own":1,"id":"true","service_features":[{"locked":0}],"note":null},"generate_web_password":1}`
	if got := add.Wire(tree).JSON(); got != want {
		t.Errorf("Wire() = %s\nwant     %s", got, want)
	}
	list := `"list":{"type":"array","items":` + object(`"on":{"type":"string","enum":["N","Y"]}`) + `}`
	flags := mustRead(t, document(path("/A/b", object(list), ""), "")).Method("A/b").Request
	many := attr.ObjectValue(attr.M("list", attr.ArrayValue(attr.ObjectValue(attr.M("on", yes)), attr.ObjectValue(attr.M("on", no)))))
	if got := flags.Wire(many).JSON(); got != `{"list":[{"on":"Y"},{"on":"N"}]}` {
		t.Errorf("flags in a list: %s", got)
	}
	var none *catalog.Schema
	if got := none.Wire(attr.ArrayValue(yes)).JSON(); got != `[1]` {
		t.Errorf("without a schema: %s", got)
	}
}

func TestCheck(t *testing.T) {
	const full = `"id":"1","i_customer":"7","i_product":3,"billing_model":1`
	strict := catalog.Rules{KnownNames: true, Choices: true}
	tests := []struct {
		name, in string
		rules    catalog.Rules
		want     string
	}{
		{"complete", `{"account_info":{` + full + `},"generate_web_password":"1"}`, strict, ""},
		{"nothing", `{}`, strict, "account_info:1 "},
		{"one missing", `{"account_info":{"id":"1","i_customer":7,"i_product":3}}`, strict, "account_info.billing_model:1 "},
		{"null is missing", `{"account_info":{"id":null,"i_customer":"","i_product":3,"billing_model":1}}`, strict, "account_info.id:1 account_info.i_customer:1 "},
		{"partial", `{"account_info":{"i_account":5,"note":null,"credit_limit":""}}`, catalog.Rules{Partial: true}, ""},
		{"partial at the top", `{}`, catalog.Rules{Partial: true}, "account_info:1 "},
		{"unknown", `{"account_info":{` + full + `,"billing_modell":1},"x":{}}`, strict, "account_info.billing_modell:2 x:2 "},
		{"unknown allowed", `{"account_info":{` + full + `,"x":1}}`, catalog.Rules{}, ""},
		{"types", `{"account_info":{` + full + `,"i_lang":5,"i_acl":"x","credit_limit":"1,5","blocked":1,"activation_date":"2026-02-30","last_usage":"2026-01-01T00:00:00","included_services":[1,"x"],"service_features":{}},"generate_web_password":true}`, strict,
			"account_info.i_acl:3 account_info.credit_limit:3 account_info.blocked:3 account_info.activation_date:3 account_info.last_usage:3 account_info.included_services.1:3 account_info.service_features:3 generate_web_password:3 "},
		{"right forms", `{"account_info":{` + full + `,"credit_limit":-1.50000,"blocked":"Y","activation_date":"2026-02-28","last_usage":"2026-01-01 00:00:00"}}`, strict, ""},
		{"not a choice", `{"account_info":{` + full + `,"bill_status":"X"}}`, strict, "account_info.bill_status:4 "},
		{"choices not asked", `{"account_info":{` + full + `,"bill_status":"X"}}`, catalog.Rules{}, ""},
		{"text for an object", `{"account_info":""}`, strict, "account_info:3 account_info:1 "},
		{"list for an object", `{"account_info":[]}`, strict, "account_info:3 "},
	}
	add := catalog.Builtin().Method("Account/add_account").Request
	for _, tt := range tests {
		v, err := attr.Parse([]byte(tt.in), attr.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range add.Check(v, tt.rules) {
			got += fmt.Sprintf("%s:%d ", p.Path, p.Reason)
		}
		if got != tt.want {
			t.Errorf("%s: Check() = %q, want %q", tt.name, got, tt.want)
		}
	}
}
