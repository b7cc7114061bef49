package catalog_test

import (
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func TestReferences(t *testing.T) {
	c := catalog.Builtin()
	for path, want := range map[string]string{
		"Account/add_account account_info.i_customer":               "Customer/customer",
		"Account/add_account account_info.i_product":                "Product/product",
		"Account/add_account account_info.i_account":                "Account/account",
		"Account/add_account account_info.i_master_account":         "Account/account",
		"Account/add_account account_info.i_routing_plan":           "RoutingPlan/routing_plan",
		"Account/add_account account_info.i_time_zone":              "Generic/time_zone",
		"Account/add_account account_info.billing_model":            "",
		"Account/add_account account_info.i_account_role":           "", // its values are known
		"Account/add_account account_info.id":                       "",
		"Account/add_account account_info.i_lang":                   "", // a text
		"Account/add_account account_info.assigned_addons":          "",
		"Customer/add_customer customer_info.i_parent":              "Customer/customer",
		"Customer/add_customer customer_info.i_main_office":         "Customer/customer",
		"Customer/add_customer customer_info.i_customer_class":      "CustomerClass/customer_class",
		"Customer/add_customer customer_info.i_billing_processor":   "",
		"Customer/get_customer_list i_main_customer":                "Customer/customer",
		"DID/get_number_list available_to_customer":                 "Customer/customer",
		"DID/assign_did_to_account i_did_number":                    "DID/number",
		"Product/add_product product_info.default_i_acl":            "ACL/acl",
		"Customer/update_customer_extension primary_i_c_group":      "Customer/huntgroup",
		"Subscription/add_subscription subscription_info.i_unknown": "",
	} {
		method, at, _ := strings.Cut(path, " ")
		got := ""
		if r := c.Reference(c.Method(method).Request.PropertyAt(attr.ParsePath(at))); r != nil {
			got = r.Service + "/" + r.Name
		}
		if got != want {
			t.Errorf("%s refers to %q, want %q", path, got, want)
		}
	}
}

func TestRelated(t *testing.T) {
	c := catalog.Builtin()
	for of, want := range map[string]string{
		"Customer/customer": "Account/account Customer/abbreviated_dialing_number Customer/custom_fields Customer/extension Customer/huntgroup " +
			"Customer/service_features Customer/subscription Customer/xdr Customer/xdr_report DID/customer_number DID/number Invoice/invoice " +
			"Product/product SIMCard/sim_card BillingSession/active_session",
		"Account/account":           "Customer/extension:account_id=id Account/alias:i_master_account=i_account BillingSession/active_session:account_id=id Account/custom_fields Account/service_features Account/subscription Account/xdr",
		"Product/product":           "Account/account Product/addon",
		"Account/custom_fields":     "",
		"CustomFields/custom_field": "",
	} {
		service, record, _ := strings.Cut(of, "/")
		got, own := make(map[string]bool), c.Record(service, record)
		for _, rel := range c.Related(own) {
			name := rel.Record.Service + "/" + rel.Record.Name
			if rel.By != own.IDField || rel.Of != own.IDField {
				name += ":" + rel.By + "=" + rel.Of
			}
			got[name] = true
		}
		for name := range strings.FieldsSeq(want) {
			if !got[name] {
				t.Errorf("%s: %s is missing", of, name)
			}
			delete(got, name)
		}
		for name := range got {
			t.Errorf("%s: %s is not expected", of, name)
		}
	}
}
