package catalog_test

import (
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// otherSubjects are the records that the bundled description's changing methods act on which are no operation of a record type: "" for none that
// the method alone tells.
var otherSubjects = map[string]string{
	"AccessControl/create_otp":                "",
	"AccessControl/verify_otp":                "",
	"Account/activate_bundle":                 "",
	"Account/activate_subscriptions":          "Account/account",
	"Account/add_account_with_topup":          "Account/account made",
	"Account/assign_cpe_ports_list":           "",
	"Account/assign_sim_card":                 "Account/account",
	"Account/assign_ua":                       "Account/account",
	"Account/change_password":                 "Account/account",
	"Account/charge_subscription_fees":        "Account/account",
	"Account/close_subscription":              "Account/subscription",
	"Account/delete_account":                  "Account/account",
	"Account/delete_mailbox_messages":         "",
	"Account/generate_accounts":               "",
	"Account/generate_aliases":                "",
	"Account/make_transaction":                "Account/account",
	"Account/move_account":                    "Account/account",
	"Account/release_ua":                      "Account/account",
	"Account/set_account_state":               "Account/account",
	"Account/set_mailbox_messages_flag":       "",
	"Account/topup_account":                   "Account/account",
	"Account/update_accounts_batch":           "",
	"Account/update_custom_fields_values":     "Account/account",
	"Account/update_service_features":         "Account/account",
	"BillingSession/disconnect_session":       "",
	"CallControl/disable_api_notifications":   "",
	"CallControl/enable_api_notifications":    "",
	"CallControl/originate_advanced_call":     "",
	"CallControl/originate_call":              "",
	"CallControl/play":                        "",
	"CallControl/play_prompt":                 "",
	"CallControl/start_dtmf_detect":           "",
	"CallControl/stop_dtmf_detect":            "",
	"CallControl/stop_play_prompt":            "",
	"CallControl/terminate_call":              "",
	"CallControl/transfer_call":               "",
	"Connection/utilization_balthreshold":     "",
	"Customer/add_custom_number":              "",
	"Customer/add_subreseller":                "Customer/customer made",
	"Customer/change_password":                "Customer/customer",
	"Customer/close_subscription":             "Customer/subscription",
	"Customer/delete_customer":                "Customer/customer",
	"Customer/make_transaction":               "Customer/customer",
	"Customer/modify_spending_limit":          "Customer/customer",
	"Customer/suspend_customer":               "Customer/customer",
	"Customer/unsuspend_customer":             "Customer/customer",
	"Customer/update_agreement_conditions":    "Customer/customer",
	"Customer/update_custom_fields_values":    "Customer/customer",
	"Customer/update_service_features":        "Customer/customer",
	"DID/assign_did_to_account":               "DID/number",
	"DID/assign_did_to_customer":              "DID/number",
	"DID/assign_did_to_owner_batch":           "DID/owner_batch",
	"DID/cancel_did_assignment":               "DID/number",
	"DID/cancel_provision":                    "",
	"DID/delete_number_list":                  "DID/number",
	"DID/obtain_number":                       "DID/number",
	"DID/provision_number":                    "DID/number",
	"DID/release_did_from_customer":           "DID/number",
	"DID/release_number":                      "DID/number",
	"DID/reserve_number":                      "DID/number",
	"DID/update_number_list":                  "DID/number",
	"DID/upload_did_numbers":                  "",
	"DiscountPlan/vd_topup":                   "",
	"IVRApplications/obtain_access_number":    "IVRApplications/access_number",
	"IVRApplications/release_access_number":   "IVRApplications/access_number",
	"Invoice/apply_invoice_adjustment":        "Invoice/invoice",
	"Invoice/estimate_taxes":                  "Invoice/invoice",
	"Invoice/generate_out_of_turn_invoice":    "Invoice/invoice",
	"Invoice/regenerate_invoice_list":         "Invoice/invoice",
	"Invoice/review_invoice":                  "Invoice/invoice",
	"Invoice/review_invoice_list":             "Invoice/invoice",
	"Invoice/void_invoice":                    "Invoice/invoice",
	"Invoice/void_invoice_list":               "Invoice/invoice",
	"Payment/add_merchant":                    "",
	"Payment/delete_payment_method":           "",
	"Payment/list_merchants":                  "",
	"Payment/list_processors":                 "",
	"Rate/search_rate_list":                   "",
	"Payment/make_transaction":                "",
	"Payment/register_transaction":            "",
	"Payment/update_payment_method":           "",
	"Rate/batch_add_rate":                     "",
	"SIMCard/assign_sim_card":                 "SIMCard/sim_card",
	"SIMCard/release_sim_card":                "SIMCard/sim_card",
	"SIMCard/update_sim_card_list":            "SIMCard/sim_card",
	"SIMCard/upload_sim_cards":                "",
	"ServicePolicy/arrange_policies_priority": "",
	"Tariff/rerate_xdrs":                      "",
	"UA/generate_ua_profile":                  "UA/ua_profile",
}

// Every method of the bundled description that changes something acts on what it should: an operation on a record of its type, any other by the
// table.
func TestSubjectsOfTheBundledDescription(t *testing.T) {
	c := catalog.Builtin()
	unseen := len(otherSubjects)
	for _, s := range c.Services {
		for _, m := range s.Methods {
			subject, ok := c.ActsOn(m, attr.Value{})
			got := ""
			if ok {
				got = subject.Record.Path()
			}
			if ok && subject.Made {
				got += " made"
			}
			role, isRole := c.Role(m.Path())
			want, listed := otherSubjects[m.Path()]
			switch {
			case !m.Changes || m.OwnSession():
				want = ""
			case isRole && role.Kind == catalog.Create:
				want = role.Record.Path() + " made"
			case isRole:
				want = role.Record.Path()
			case !listed:
				t.Errorf("the table does not say what %s acts on", m.Path())
			default:
				unseen--
			}
			if got != want {
				t.Errorf("%s acts on %q, want %q", m.Path(), got, want)
			}
		}
	}
	if unseen != 0 {
		t.Errorf("%d methods of the table are not in the description", unseen)
	}
}

// Which record a call acts on, by what it sends and what is answered.
func TestSubjectOfACall(t *testing.T) {
	c := catalog.Builtin()
	for _, tt := range []struct{ method, params, answer, record, id, made string }{
		{"Account/update_account", `{"account_info":{"i_account":10001,"email":"x@x"}}`, `{}`, "Account/account", "10001", ""},
		{"Account/update_account", `{"account_info":{"i_account":"10001"}}`, `{}`, "Account/account", "10001", ""},
		{"Account/update_account", `{"account_info":{"email":"x@x"}}`, `{}`, "Account/account", "", ""},
		{"Account/update_account", `{"account_info":{"i_account":null},"i_account":10001}`, `{}`, "Account/account", "10001", ""},
		{"Account/terminate_account", `{"i_account":10001}`, `{"success":1}`, "Account/account", "10001", ""},
		{"Account/delete_account", `{"i_account":10001}`, `{"success":1}`, "Account/account", "10001", ""},
		{"Account/move_account", `{"i_customer":1001,"i_account":10001}`, `{"i_account":10001}`, "Account/account", "10001", ""},
		{"Account/make_transaction", `{"i_account":10001,"action":"Manual payment","amount":1}`, `{"i_xdr":5}`, "Account/account", "10001", ""},
		{"Account/change_password", `{"i_account":10001,"new_password":"x"}`, `{"success":1}`, "Account/account", "10001", ""},
		{"Account/change_password", `{"new_password":"x"}`, `{"success":1}`, "Account/account", "", ""}, // one's own
		{"Account/add_account", `{"account_info":{"id":"a","i_account":5}}`, `{"i_account":10009}`, "Account/account", "", "10009"},
		{"Account/add_account", `{"account_info":{"id":"a"}}`, `{"account_info":{"i_account":10009}}`, "Account/account", "", "10009"},
		{"Account/add_account", `{"account_info":{"id":"a"}}`, `{"success":1}`, "Account/account", "", ""},
		{"Account/add_account_with_topup", `{"account_info":{"id":"a"}}`, `{"i_account":10009}`, "Account/account", "", "10009"},
		{"Account/add_alias", `{"alias_info":{"i_master_account":10001,"id":"b"}}`, `{"i_account":10301}`, "Account/alias", "", "10301"},
		{"Account/delete_alias", `{"alias_info":{"i_account":10301}}`, `{}`, "Account/alias", "10301", ""},
		{"Account/add_subscription", `{"i_account":10001,"subscription_info":{"i_subscription":3}}`, `{"i_account_subscription":77}`, "Account/subscription", "", "77"},
		{"Account/close_subscription", `{"i_account_subscription":77}`, `{}`, "Account/subscription", "77", ""},
		{"Account/assign_ua", `{"i_ua":4,"i_account":10001}`, `{}`, "Account/account", "10001", ""},
		{"Customer/update_customer", `{"customer_info":{"i_customer":1001,"i_parent":7}}`, `{}`, "Customer/customer", "1001", ""},
		{"Customer/terminate_customer", `{"i_customer":1001}`, `{}`, "Customer/customer", "1001", ""},
		{"Customer/delete_customer", `{"i_customer":1001}`, `{}`, "Customer/customer", "1001", ""},
		{"Customer/suspend_customer", `{"i_customer":1001}`, `{}`, "Customer/customer", "1001", ""},
		{"Customer/make_transaction", `{"i_customer":1001,"action":"Manual charge","amount":3}`, `{}`, "Customer/customer", "1001", ""},
		{"Customer/add_subreseller", `{"customer_info":{"name":"x"}}`, `{"i_customer":1009}`, "Customer/customer", "", "1009"},
		{"Customer/update_customer_extension", `{"i_c_ext":301,"i_customer":1001}`, `{}`, "Customer/extension", "301", ""},
		{"Customer/add_customer_extension", `{"i_customer":1001,"id":"7"}`, `{"i_c_ext":309}`, "Customer/extension", "", "309"},
		{"Product/update_product", `{"product_info":{"i_product":3}}`, `{}`, "Product/product", "3", ""},
		{"DID/assign_did_to_customer", `{"i_customer":1001,"i_did_number":9}`, `{}`, "DID/number", "9", ""},
		{"DID/release_number", `{"i_did_number":9}`, `{}`, "DID/number", "9", ""},
		{"DID/update_number_list", `{"i_did_number":9}`, `{}`, "DID/number", "9", ""},
		{"DID/update_number_list", `{"i_did_number":[9,10]}`, `{}`, "DID/number", "", ""},
		{"Invoice/void_invoice", `{"i_invoice":4}`, `{}`, "Invoice/invoice", "4", ""},
		{"SIMCard/assign_sim_card", `{"i_sim_card":4,"i_account":10001}`, `{}`, "SIMCard/sim_card", "4", ""},
		{"Account/assign_cpe_ports_list", `{"ports":[],"i_account":10001}`, `{}`, "Account/account", "10001", ""}, // not described: what was sent tells
		{"Payment/make_transaction", `{"i_account":10001,"amount":1}`, `{}`, "Account/account", "10001", ""},
		{"Payment/make_transaction", `{"i_account":10001,"i_customer":1001}`, `{}`, "", "", ""},
		{"Payment/make_transaction", `{"amount":1}`, `{}`, "", "", ""},
		{"Tariff/rerate_xdrs", `{"owner":"customer","i_owner":1001,"i_tariff_wrong":1,"i_tariff_correct":2,"i_service":3}`, `{}`, "", "", ""},
		{"Account/get_account_info", `{"i_account":10001}`, `{}`, "", "", ""},
	} {
		m := c.Method(tt.method)
		if m == nil {
			t.Errorf("there is no %s", tt.method)
			continue
		}
		var record, id, made string
		if subject, ok := c.ActsOn(m, parsed(t, tt.params)); ok {
			record, id, made = subject.Record.Path(), subject.ID(parsed(t, tt.params)).Text(), subject.MadeID(parsed(t, tt.answer)).Text()
		}
		if record != tt.record || id != tt.id || made != tt.made {
			t.Errorf("%s %s acts on %s %q, made %q; want %s %q, %q", tt.method, tt.params, record, id, made, tt.record, tt.id, tt.made)
		}
	}
}

// A server's own description: the key may stand in an object of any name, or belong to another service's record.
func TestSubjectByOtherDescriptions(t *testing.T) {
	info := object(`"i_gadget":{"type":"integer"},"name":{"type":"string"}`)
	doc := document(strings.Join([]string{
		path("/Widget/get_gadget_list", "", list("gadget_list", info)), path("/Widget/get_gadget_info", object(`"i_gadget":{"type":"integer"}`), wrapped("gadget_info", info)),
		path("/Widget/polish", object(`"job":{"type":"object","properties":{"i_gadget":{"type":"integer"}}}`), ""),
		path("/Other/break_it", `{"type":"object","required":["i_gadget"],"properties":{"i_gadget":{"type":"integer"},"why":{"type":"string"}}}`, ""),
		path("/Other/look_aside", object(`"i_gadget":{"type":"integer"},"why":{"type":"string"}`), ""),
	}, ","), "")
	c, err := catalog.Read(doc, catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ method, params, id string }{
		{"Widget/polish", `{"job":{"i_gadget":7}}`, "7"},
		{"Other/break_it", `{"i_gadget":7}`, "7"},
		{"Other/look_aside", `{"i_gadget":7}`, ""},
	} {
		got := ""
		if subject, ok := c.ActsOn(c.Method(tt.method), parsed(t, tt.params)); ok {
			got = subject.ID(parsed(t, tt.params)).Text()
		}
		if got != tt.id {
			t.Errorf("%s acts on %q, want %q", tt.method, got, tt.id)
		}
	}
}
