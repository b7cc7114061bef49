package sandbox_test

import (
	"testing"

	"portaconsole/porta/sandbox"
)

// TestEveryKnownFault provokes each fault that was seen of real servers, where it belongs, and those that are our choice.
func TestEveryKnownFault(t *testing.T) {
	const all = `"from_date":"0001-01-01 00:00:00","to_date":"9999-01-01 00:00:00"`
	type scene struct {
		w     *wire // nobody logged in
		admin *wire
	}
	call := func(method, params string) func(scene) answer {
		return func(s scene) answer { return s.admin.call(method, params) }
	}
	bearer := func(token string) func(scene) answer {
		return func(s scene) answer {
			return s.w.post("/rest/Generic/get_version", "application/json", `{}`, "Authorization", token)
		}
	}
	for _, tt := range []struct {
		code string
		o    sandbox.Options
		call func(scene) answer
	}{
		{"Server.Session.auth_failed", sandbox.Options{}, call("Session/login", `{"login":"demo","password":"x"}`)},
		{"Server.Session.cannot_login_brute_force_activity", sandbox.Options{}, func(s scene) answer {
			for range 4 {
				s.w.call("Session/login", `{"login":"demo","password":"x"}`)
			}
			return s.w.call("Session/login", `{"login":"demo","password":"demo-Passw0rd"}`)
		}},
		{"Server.Session.alert_You_must_change_password", sandbox.Options{}, call("Session/login", `{"login":"expired","password":"expired-Passw0rd"}`)},
		{"Server.Session.check_auth.auth_failed", sandbox.Options{}, func(s scene) answer { s.w.box.EndSessions(); return s.admin.call("Generic/get_version", `{}`) }},
		{"Client.Session.check_auth.failed_to_process_access_token", sandbox.Options{}, bearer("Bearer x")},
		{"Client.Session.check_auth.failed_to_process_jwt", sandbox.Options{Release: "MR85-2"}, bearer("Bearer x")},
		{"Client.check_auth.envelope_missed", sandbox.Options{}, bearer("")},
		{"Server.Session.refresh_access_token.refresh_failed", sandbox.Options{}, call("Session/refresh_access_token", `{"refresh_token":"x"}`)},
		{"Client.Session.ping.failed_to_process_access_token", sandbox.Options{}, call("Session/ping", `{"access_token":"x"}`)},
		{"Client.Session.logout.failed_to_process_access_token", sandbox.Options{}, call("Session/logout", `{"access_token":"x"}`)},
		{"Server.Customer.duplicate_id", sandbox.Options{}, func(s scene) answer {
			s.admin.ok("Customer/add_customer", addCustomer)
			return s.admin.call("Customer/add_customer", addCustomer)
		}},
		{"Server.Customer.duplicate_login", sandbox.Options{}, func(s scene) answer {
			s.admin.ok("Customer/add_customer", `{"customer_info":{"name":"One","iso_4217":"EUR","login":"shared-login"}}`)
			return s.admin.call("Customer/add_customer", `{"customer_info":{"name":"Two","iso_4217":"EUR","login":"shared-login"}}`)
		}},
		{"Server.Account.duplicate_id", sandbox.Options{}, call("Account/update_account", `{"account_info":{"i_account":10002,"id":"15550100000"}}`)},
		{"Server.Account.duplicate_login", sandbox.Options{}, func(s scene) answer {
			s.admin.ok("Account/update_account", `{"account_info":{"i_account":10001,"login":"shared-login"}}`)
			return s.admin.call("Account/update_account", `{"account_info":{"i_account":10002,"login":"shared-login"}}`)
		}},
		{"Client.Customer.too_short.customer_info.login", sandbox.Options{}, call("Customer/update_customer", `{"customer_info":{"i_customer":1002,"login":"me"}}`)},
		{"Client.Account.too_short.account_info.login", sandbox.Options{}, call("Account/update_account", `{"account_info":{"i_account":10001,"login":"me"}}`)},
		{"Server.Customer.Ext_HG_number_already_in_use", sandbox.Options{}, call("Customer/add_customer_extension", `{"i_customer":1002,"id":"101"}`)},
		{"Server.Account.weak_service_password", sandbox.Options{}, call("Account/update_account", `{"account_info":{"i_account":10001,"h323_password":"15550100000"}}`)},
		{"Server.Product.access_denied", sandbox.Options{}, func(s scene) answer {
			return s.w.as(sandbox.RestrictedLogin, sandbox.RestrictedPassword).call("Product/get_product_list", `{}`)
		}},
		{"Server.CDR.forbidden_account_access", sandbox.Options{}, func(s scene) answer {
			mine := s.admin.ok("Account/get_xdr_list", `{"i_account":10002,"show_unsuccessful":1,`+all+`}`).Get("xdr_list").Index(0).Get("i_xdr").Text()
			return s.w.at(sandbox.AccountRealm).demo().call("CDR/get_call_recording", `{"i_xdr":`+mine+`}`)
		}},
		{"Server.CDR.xdr_not_found", sandbox.Options{}, call("CDR/get_call_recording", `{"i_xdr":7}`)},
		{"Server.CDR.invalid_call_recording_id", sandbox.Options{}, call("CDR/get_transcription", `{"call_recording_id":"x"}`)},
		{"Server.CDR.transcription_not_found", sandbox.Options{}, func(s scene) answer {
			calls := s.admin.ok("Account/get_xdr_list", `{"i_account":10002,"with_cr_download_ids":1,`+all+`}`).Get("xdr_list")
			for _, m := range calls.Members() {
				if m.Value.Get("cr_download_ids").Len() == 0 {
					return s.admin.call("CDR/get_transcription", `{"call_recording_id":"`+m.Value.Get("h323_conf_id").Text()+`"}`)
				}
			}
			return answer{}
		}},
		{"Server.AccessControl.empty_rec_and_bcc", sandbox.Options{}, func(s scene) answer {
			s.admin.ok("Account/update_account", `{"account_info":{"i_account":10001,"email":null,"bcc":null}}`)
			return s.admin.call("AccessControl/create_otp", `{"send_to":"account","id":10001}`)
		}},
		{"Server.Account.unified_messaging_disabled", sandbox.Options{}, func(s scene) answer {
			s.admin.ok("Account/update_service_features", `{"i_account":10001,"service_features":[{"name":"unified_messaging","flag_value":"N"}]}`)
			return s.w.at(sandbox.AccountRealm).demo().call("Account/get_mailbox_message_list", `{}`)
		}},
		{"standalone_mode", sandbox.Options{Mode: "standalone"}, call("Customer/add_customer", addCustomer)},
		{"secondary_site", sandbox.Options{Mode: "secondary"}, call("Customer/add_customer", addCustomer)},
		{"read_only_mode", sandbox.Options{Mode: "read_only"}, call("Customer/add_customer", addCustomer)},
		{"pb_delta.connection_failed", sandbox.Options{Faults: []sandbox.Rule{{Method: "Account/get_xdr_list", Kind: sandbox.Fault("pb_delta.connection_failed")}}},
			call("Account/get_xdr_list", `{}`)},

		{"Client.Account.missing.account_info.billing_model", sandbox.Options{}, call("Account/add_account", `{"account_info":{"id":"1","i_customer":1002,"i_product":1}}`)},
		{"Client.Account.unknown.account_info.colour", sandbox.Options{}, call("Account/update_account", `{"account_info":{"i_account":10001,"colour":"red"}}`)},
		{"Client.Account.wrong_type.account_info.i_product", sandbox.Options{}, call("Account/update_account", `{"account_info":{"i_account":10001,"i_product":"x"}}`)},
		{"Client.Account.out_of_range.account_info.bill_status", sandbox.Options{}, call("Account/update_account", `{"account_info":{"i_account":10001,"bill_status":"Z"}}`)},
		{"Client.Account.unknown_method", sandbox.Options{}, call("Account/add_acount", `{}`)},
		{"Server.Account.i_account_not_found", sandbox.Options{}, call("Account/update_account", `{"account_info":{"i_account":1}}`)},
	} {
		t.Run(tt.code, func(t *testing.T) {
			tt.o.Customers, tt.o.Accounts = 20, 6
			w := start(t, tt.o)
			if got := tt.call(scene{w, w.demo()}).code(t); got != tt.code {
				t.Errorf("fault %q", got)
			}
		})
	}
}
