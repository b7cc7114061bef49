package catalog_test

import (
	"fmt"
	"slices"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func TestBuiltinRecordTypes(t *testing.T) {
	var got []string
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			line := fmt.Sprintf("%s/%s key=%s title=%s", r.Service, r.Name, r.IDField, r.Title)
			for _, k := range catalog.OperationKinds() {
				if op := r.Operation(k); op != nil {
					line += fmt.Sprintf(" %s=%s(%s%s,%v)", k, op.Method.Name, op.Wrapper, op.ListKey, op.Method.Changes)
				}
			}
			got = append(got, line)
		}
	}
	want := []string{
		"Account/account key=i_account title=id create=add_account(account_info,true) list=get_account_list(account_list,false) get=get_account_info(account_info,false) update=update_account(account_info,true)",
		"Account/alias key=i_account title=id create=add_alias(alias_info,true) list=get_alias_list(alias_list,false)",
		"Account/subscription key=i_account_subscription title=name create=add_subscription(subscription_info,true) list=get_subscriptions(subscriptions,false)",
		"Account/xdr key=i_xdr title=CLD list=get_xdr_list(xdr_list,false)",
		"Customer/customer key=i_customer title=name create=add_customer(customer_info,true) list=get_customer_list(customer_list,false) get=get_customer_info(customer_info,false) update=update_customer(customer_info,true)",
		"Customer/extension key=i_c_ext title=id create=add_customer_extension(,true) list=get_extensions_list(extensions_list,false) get=get_customer_extension_info(extension_info,false) update=update_customer_extension(,true)",
		"Customer/huntgroup key=i_c_group title=name create=add_customer_huntgroup(,true) list=get_huntgroup_list(huntgroup_list,false) get=get_huntgroup_info(huntgroup_info,false) update=update_customer_huntgroup(,true)",
		"Customer/xdr key=i_xdr title=CLD list=get_customer_xdrs(xdr_list,false)",
		"DID/number key=i_did_number title=number create=add_number(number_info,true) list=get_number_list(number_list,false) get=get_number_info(number_info,false) update=update_number(number_info,true)",
		"Product/product key=i_product title=name create=add_product(product_info,true) list=get_product_list(product_list,false) get=get_product_info(product_info,false) update=update_product(product_info,true)",
		"Subscription/subscription key=i_subscription title=name create=add_subscription(subscription_info,true) list=get_subscription_list(subscriptions,false) get=get_subscription_info(subscription_info,false) update=update_subscription(subscription_info,true)",
		"CustomFields/custom_field key=i_custom_field title=name create=add_custom_field(custom_field_info,true) list=get_custom_field_list(custom_field_list,false) get=get_custom_field_info(custom_field_info,false) update=update_custom_field(custom_field_info,true)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("record types:\n%q\nwant\n%q", got, want)
	}
}

// TestCustomOperations: a method of no record type is there to be called, and whether it changes something goes by its name.
func TestCustomOperations(t *testing.T) {
	for path, changes := range map[string]bool{
		"Account/terminate_account":     true,
		"Account/validate_account_info": false,
		"Customer/make_transaction":     true,
		"CDR/get_call_recording":        false,
		"AccessControl/verify_otp":      true,
	} {
		m := catalog.Builtin().Method(path)
		if m == nil || m.Changes != changes {
			t.Errorf("%s: %+v, want changes %v", path, m, changes)
		}
	}
	if got := catalog.Builtin().Method("Generic/get_version").Request.Check(attr.ObjectValue(attr.M("x", attr.IntValue(1))), catalog.Rules{KnownNames: true}); got != nil {
		t.Errorf("a request of which nothing is known is refused: %v", got)
	}
}

func TestBuiltinColumnsExist(t *testing.T) {
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			for _, name := range append([]string{r.IDField, r.Title}, r.Columns...) {
				if r.Info().Property(name) == nil {
					t.Errorf("%s/%s has no attribute %q", r.Service, r.Name, name)
				}
			}
		}
	}
}

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
