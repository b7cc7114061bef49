package catalog_test

import (
	"strings"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/catalog"
)

// otherNames are names of methods that are known and stand in no bundled description, with some that only look like reading.
const otherNames = `
BillingSession/get_active_calls_list CDR/revert_xdr_list Customer/get_customer_xdr_list TrafficProfile/get_traffic_profile_info
TrafficProfile/get_traffic_profile_list Unknown/add_authz_rule Unknown/add_constraint Unknown/add_cp_rule Unknown/add_criterion
Unknown/add_customer_class_metric Unknown/add_netnumber_info Unknown/add_spend_constraint Unknown/add_spend_constraint_limit
Unknown/add_spending_plan_counter Unknown/assess_traffic Unknown/assign_commitment Unknown/clone_customer_class Unknown/delete_constraint
Unknown/delete_cp_rule Unknown/delete_customer_class_metric Unknown/delete_on_spot_conference_participant Unknown/estimate_call_price
Unknown/get_assigned_commitment_record_info Unknown/get_assigned_commitment_record_list Unknown/get_assigned_commitment_terms
Unknown/get_authz_rule_list Unknown/get_brand_panel_info Unknown/get_bundle_promotion_list Unknown/get_call_barring_options Unknown/get_cc_staff_info
Unknown/get_cc_staff_list Unknown/get_conference_settings Unknown/get_config_data Unknown/get_connection_destination_group_list
Unknown/get_constraint_list Unknown/get_cp_rule_list Unknown/get_criteria_list Unknown/get_criterion Unknown/get_custom_report_result_list
Unknown/get_customer_class_metrics_list Unknown/get_customer_taxation Unknown/get_default_customer_class Unknown/get_dest_group_info
Unknown/get_dest_group_set_info Unknown/get_dial_rule_samples Unknown/get_exchange_rate_list Unknown/get_extended_data_list
Unknown/get_generated_xdrs_file Unknown/get_group_info Unknown/get_marketing_group_info Unknown/get_marketing_group_list
Unknown/get_member_of_huntgroups_list Unknown/get_notification_category_list Unknown/get_on_spot_conference_participant_list
Unknown/get_override_tariff Unknown/get_quick_forms_list Unknown/get_rating_group_info Unknown/get_rating_group_list Unknown/get_request_list
Unknown/get_roaming_country_list Unknown/get_route_category_info Unknown/get_route_category_list Unknown/get_route_list
Unknown/get_routing_criteria_list Unknown/get_rp_category_list Unknown/get_service_wallet_xdr_list Unknown/get_services_consumption
Unknown/get_sip_call_list Unknown/get_spend_constraint_info Unknown/get_spend_constraint_limit_info Unknown/get_spend_constraint_limit_list
Unknown/get_spend_constraint_list Unknown/get_spending_plan_counter_info Unknown/get_spending_plan_counter_list Unknown/get_tax_plugin
Unknown/get_tax_plugins_list Unknown/get_tax_transaction_code_info Unknown/get_tax_transaction_code_list Unknown/get_template_scoped_list
Unknown/get_traffic_alert_list Unknown/get_ua_profile Unknown/get_ua_profile_metainfo Unknown/get_ui_config_list Unknown/get_ui_plugins_config
Unknown/get_used_location_list Unknown/get_vd_notification_list Unknown/join_on_spot_conference Unknown/make_request Unknown/make_tax_transaction
Unknown/mark_xdr_out_of_turn Unknown/match_destination_groups Unknown/originate_transaction Unknown/send_to_rt Unknown/set_callqueue_moh_file
Unknown/sync_exchange_rates Unknown/terminate_assigned_commitment_record Unknown/test_translation_rule Unknown/update_authz_rule
Unknown/update_constraint Unknown/update_cp_rule Unknown/update_criterion Unknown/update_customer_class_metric Unknown/update_inventory_options
Unknown/update_notification_template Unknown/update_on_spot_conference_participant Unknown/update_override_tariff Unknown/update_spending_plan_counter
Unknown/update_template_data_field_list Unknown/update_ui_config_list Unknown/upload_dest_group_set Unknown/upload_emergency_units
Other/ping Other/get Other/validate Other/getting_better Other/list_things Other/search_things Other/find_thing Other/check_thing Other/count_things Other/Get_thing`

// The rule by name, which the client goes by when it repeats a call, is the floor: a method that is a write by it is one here too, and of the others
// only those that a description says so of.
func TestWhatChangesByItsNameChangesHere(t *testing.T) {
	var paths []string
	for name := range strings.FieldsSeq(otherNames) {
		paths = append(paths, path("/"+name, "", ""))
	}
	others, err := catalog.Read(document(strings.Join(paths, ","), ""), catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if n := others.MethodCount(); n != len(paths) {
		t.Fatalf("%d of %d methods were read", n, len(paths))
	}
	for _, c := range []*catalog.Catalog{catalog.Builtin(), others} {
		for _, s := range c.Services {
			for _, m := range s.Methods {
				if m.Changes == porta.ReadOnly(m.Path()) {
					t.Errorf("%s: the client says that it reads, %v, and the catalogue that it changes, %v", m.Path(), porta.ReadOnly(m.Path()), m.Changes)
				}
			}
		}
	}
}

// A description can make a change of what reads by its name, and nothing else.
func TestDescriptionsMakeChangesAlone(t *testing.T) {
	marked := func(name, mark string) string {
		return `"/` + name + `":{"post":{"x-portaconsole-changes":` + mark + `}}`
	}
	c, err := catalog.Read(document(strings.Join([]string{
		marked("Thing/get_next", "true"), marked("Thing/get_this", "false"), marked("Thing/make_one", "false"), marked("Thing/make_two", "true"), marked("Thing/get_list", `{"x":1}`),
	}, ","), ""), catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method  string
		changes bool
	}{
		{"Thing/get_next", true}, {"Thing/get_this", false}, {"Thing/make_one", true}, {"Thing/make_two", true}, {"Thing/get_list", false},
	} {
		if m := c.Method(tt.method); m.Changes != tt.changes {
			t.Errorf("%s changes: %v", tt.method, m.Changes)
		}
	}
}

func TestSoundsLikeReading(t *testing.T) {
	c, err := catalog.Read(document(strings.Join([]string{
		path("/Other/list_things", "", ""), path("/Other/listen", "", ""), path("/Other/estimate_price", "", ""), path("/Other/get_thing", "", ""), path("/Other/add_check_list", "", ""),
	}, ","), ""), catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method string
		want   bool
	}{{"list_things", true}, {"listen", false}, {"estimate_price", true}, {"get_thing", false}, {"add_check_list", false}} {
		if got := c.Method("Other/" + tt.method).SoundsLikeReading(); got != tt.want {
			t.Errorf("%s: %v", tt.method, got)
		}
	}
}
