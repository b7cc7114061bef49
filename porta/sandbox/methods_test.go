package sandbox_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

// step is one call and what it must bring: a fault, a whole body, or an attribute.
type step struct {
	method, params string
	code           string
	body           string // "-" for an empty one
	at, is         string
}

// play makes the calls in order.
func play(t *testing.T, w *wire, steps []step) {
	t.Helper()
	for i, s := range steps {
		a := w.call(s.method, s.params)
		if code := a.code(t); code != s.code {
			t.Errorf("step %d, %s %s: fault %q, want %q: %.300s", i, s.method, s.params, code, s.code, a.body)
			continue
		}
		if s.body == "-" && len(a.body) > 0 || s.body != "" && s.body != "-" && string(a.body) != s.body {
			t.Errorf("step %d, %s %s: %.300s, want %s", i, s.method, s.params, a.body, s.body)
		}
		if got := a.tree(t).At(attr.ParsePath(s.at)); s.at != "" && got.JSON() != s.is {
			t.Errorf("step %d, %s %s: %s is %s, want %s", i, s.method, s.params, s.at, got.JSON(), s.is)
		}
	}
}

func TestEndOfAnAccount(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	play(t, w, []step{
		{method: "Account/terminate_account", params: `{}`, code: "Client.Account.missing.i_account"},
		{method: "Account/terminate_account", params: `{"i_account":1}`, code: "Server.Account.i_account_not_found"},
		{method: "Account/terminate_account", params: `{"i_account":"10002","force":0}`, body: `{"success":1}`},
		{method: "Account/terminate_account", params: `{"i_account":10002}`, body: `{"success":1}`}, // again: nothing more
		{method: "Account/get_account_info", params: `{"i_account":10002}`, at: "account_info.id", is: `"15550100001-old1"`},
		{method: "Account/get_account_info", params: `{"i_account":10002}`, at: "account_info.bill_status", is: `"C"`},
		{method: "Account/get_account_info", params: `{"i_account":10002}`, at: "account_info.login", is: `null`},
		{method: "Account/get_account_info", params: `{"id":"15550100001"}`, body: `{"account_info":null}`},
		{method: "Account/get_account_list", params: `{"i_customer":1002,"get_total":1}`, at: "total", is: "3"}, // stays listed
		{method: "Account/get_account_list", params: `{"i_customer":1002,"get_total":1,"get_not_closed_accounts":1}`, at: "total", is: "2"},
		{method: "Account/get_subscriptions", params: `{"i_account":10002}`, at: "subscriptions.0.is_finished", is: `"Y"`},
		// the number is free again, and can end again
		{method: "Account/add_account", params: `{"account_info":{"id":"15550100001","login":"15550100001","i_customer":1002,"i_product":13,"billing_model":1}}`, body: `{"i_account":10145}`},
		{method: "Account/terminate_account", params: `{"i_account":10145}`, body: `{"success":1}`},
		{method: "Account/get_account_info", params: `{"i_account":10145}`, at: "account_info.id", is: `"15550100001-old2"`},
		{method: "Account/move_account", params: `{"i_account":10145,"i_customer":1003}`, code: "Server.Account.wrong_status"},
	})
}

func TestEndOfACustomer(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	play(t, w, []step{
		{method: "Customer/suspend_customer", params: `{"i_customer":1002}`, body: `{"success":1}`},
		{method: "Customer/suspend_customer", params: `{"i_customer":1002}`, body: `{"success":1}`},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002}`, at: "customer_info.bill_status", is: `"S"`},
		{method: "Account/get_account_list", params: `{"i_customer":1002,"get_statuses":1,"limit":1}`, at: "account_list.0.status", is: `"customer_suspended"`},
		{method: "Customer/unsuspend_customer", params: `{"i_customer":1002}`, body: `{"success":1}`},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002}`, at: "customer_info.bill_status", is: `"O"`},
		{method: "Customer/delete_customer", params: `{"i_customer":1002}`, code: "Server.Customer.customer_is_used"},
		{method: "Customer/terminate_customer", params: `{"i_customer":1001}`, code: "Server.Customer.has_sub_customers"},
		{method: "Customer/terminate_customer", params: `{"i_customer":1002,"supress_notification":1}`, body: `{"success":1}`},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002}`, at: "customer_info.bill_status", is: `"C"`},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002}`, at: "customer_info.status", is: `"closed"`},
		{method: "Account/get_account_list", params: `{"i_customer":1002,"get_not_closed_accounts":1,"get_total":1}`, at: "total", is: `0`},
		{method: "Customer/unsuspend_customer", params: `{"i_customer":1002}`, code: "Server.Customer.wrong_status"},
		{method: "Customer/add_customer", params: addCustomer, body: `{"i_customer":1061}`},
		{method: "Customer/delete_customer", params: `{"i_customer":1061}`, body: "-"},
		{method: "Customer/delete_customer", params: `{"i_customer":1061}`, code: "Server.Customer.i_customer_not_found"},
		{method: "Customer/add_customer", params: addCustomer, body: `{"i_customer":1062}`},
	})
}

func TestMoveAccount(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	play(t, w, []step{
		{method: "Account/move_account", params: `{"i_account":10001,"i_customer":99}`, code: "Server.Account.i_customer_not_found"},
		{method: "Account/move_account", params: `{"i_account":10001}`, code: "Client.Account.missing.i_customer"},
		{method: "Account/move_account", params: `{"i_account":10001,"i_customer":"1005","i_product":5,"batch_name":"moved"}`, body: `{"i_account":10001}`},
		{method: "Account/get_account_info", params: `{"i_account":10001}`, at: "account_info.i_customer", is: `1005`},
		{method: "Account/get_account_info", params: `{"i_account":10001}`, at: "account_info.product_name", is: `"Home Voice USD"`},
		{method: "Account/get_account_info", params: `{"i_account":10001}`, at: "account_info.iso_4217", is: `"USD"`},
		{method: "Account/get_account_list", params: `{"i_customer":1002,"get_total":1}`, at: "total", is: `2`},
	})
	found := w.ok("Account/get_account_list", `{"i_customer":1005}`).Get("account_list")
	if ids := column(found, "i_account"); !strings.Contains(strings.Join(ids, " "), "10001") {
		t.Errorf("accounts of the new customer: %v", ids)
	}
}

func TestValidate(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	const account = `"id":"15559990001","i_customer":1002,"i_product":13`
	play(t, w, []step{
		{method: "Account/validate_account_info", params: `{"account_info":{` + account + `}}`, code: "Client.Account.missing.account_info.billing_model"},
		{method: "Account/validate_account_info", params: `{"account_info":{` + account + `,"billing_model":1}}`, at: "account_info.bill_status", is: `"O"`},
		{method: "Account/validate_account_info", params: `{"account_info":{"i_account":10001,"firstname":"Try"}}`, at: "account_info.firstname", is: `"Try"`},
		{method: "Account/validate_account_info", params: `{"account_info":{"i_account":10001,"id":"15550100001"}}`, code: "Server.Account.duplicate_id"},
		{method: "Account/get_account_info", params: `{"id":"15559990001"}`, body: `{"account_info":null}`},
		{method: "Account/get_account_info", params: `{"i_account":10001}`, at: "account_info.id", is: `"15550100000"`},
		{method: "Customer/validate_customer_info", params: addCustomer, at: "customer_info.i_balance_control_type", is: `1`},
		{method: "Customer/validate_customer_info", params: `{"customer_info":{"name":"x"}}`, code: "Client.Customer.missing.customer_info.iso_4217"},
		{method: "Customer/get_customer_info", params: `{"name":"Fresh Ltd"}`, body: `{"customer_info":null}`},
	})
	made := w.ok("Account/validate_account_info", `{"account_info":{`+account+`,"billing_model":1,"password":"abc12345"},"generate_web_password":1}`)
	if made.Get("account_info").Has("password") {
		t.Errorf("the dry run shows a password: %s", made.JSON())
	}
}

func TestSelfCarePassword(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	account := w.at(sandbox.AccountRealm).demo()
	play(t, account, []step{
		{method: "Account/change_password", params: `{"old_password":"wrong","new_password":"Fresh-Pass1"}`,
			body: `{"success":0,"errors":{"old_password":"The old password is wrong"}}`},
		{method: "Account/change_password", params: `{"old_password":"demo-Passw0rd","new_password":"short"}`, at: "success", is: "0"},
		{method: "Account/change_password", params: `{"old_password":"demo-Passw0rd","new_password":"short"}`,
			at: "errors.new_password", is: `"new_password is too short: at least 6 characters"`},
		{method: "Account/change_password", params: `{"old_password":"demo-Passw0rd"}`, code: "Client.Account.missing.new_password"},
		{method: "Account/change_password", params: `{"old_password":"demo-Passw0rd","new_password":"Fresh-Pass1"}`, body: `{"success":1}`},
	})
	w.at(sandbox.AccountRealm).as("demo", "Fresh-Pass1")
	play(t, w.demo(), []step{
		{method: "Customer/change_password", params: `{"i_customer":1002,"new_password":"Fresh-Pass2"}`, body: `{"success":1}`},
		{method: "Customer/change_password", params: `{"i_customer":1,"new_password":"Fresh-Pass2"}`, code: "Server.Customer.i_customer_not_found"},
	})
	w.at(sandbox.CustomerRealm).as("demo", "Fresh-Pass2")
}

func TestTransactions(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2, Now: newClock().now}).demo()
	const account = "Account/make_transaction"
	play(t, w, []step{
		{method: "Account/add_account", params: `{"account_info":{"id":"credit-1","i_customer":1002,"i_product":13,"billing_model":1,"opening_balance":10}}`, body: `{"i_account":10145}`},
		{method: "Account/add_account", params: `{"account_info":{"id":"debit-1","i_customer":1002,"i_product":13,"billing_model":-1,"opening_balance":10}}`, body: `{"i_account":10146}`},
		{method: account, params: `{"i_account":10145,"action":"Manual payment","amount":5}`,
			body: `{"i_payment_transaction":1,"balance":5,"transaction_id":"SBX000000001","authorization":"A000001","result_code":"A01","i_xdr":100001441}`},
		{method: account, params: `{"i_account":10146,"action":"manual PAYMENT","amount":"2.50"}`, at: "balance", is: "12.5"},
		{method: account, params: `{"i_account":10145,"action":"Manual charge","amount":0.00001,"visible_comment":"Fee","internal_comment":"x","suppress_notification":1}`, at: "balance", is: "5.00001"},
		{method: account, params: `{"i_account":10146,"action":"Manual Charge","amount":20}`, at: "balance", is: "-7.5"},
		{method: account, params: `{"i_account":10145,"action":"E-commerce refund","amount":1}`, at: "balance", is: "6.00001"},
		{method: account, params: `{"i_account":10145,"action":"Promotional credit","amount":1.000001}`, at: "balance", is: "5.00001"},
		{method: account, params: `{"i_account":10145,"action":"Authorization only","amount":3,"transaction_id":"T-1"}`, at: "i_xdr", is: "null"},
		{method: account, params: `{"i_account":10145,"action":"Capture payment","amount":3,"transaction_id":"T-2"}`, code: "Server.Account.transaction_not_found"},
		{method: account, params: `{"i_account":10145,"action":"Capture payment","amount":3,"transaction_id":"T-1"}`, at: "balance", is: "2.00001"},
		{method: account, params: `{"i_account":10145,"action":"Capture payment","amount":3,"transaction_id":"T-1"}`, code: "Server.Account.transaction_not_found"},
		{method: account, params: `{"i_account":10145,"action":"Manual payment","amount":1,"transaction_id":"T-3"}`, at: "transaction_id", is: `"T-3"`},
		{method: account, params: `{"i_account":10145,"action":"Manual payment","amount":1,"transaction_id":"T-3"}`, code: "Server.Account.duplicate_transaction_id"},
		{method: account, params: `{"i_account":10145,"action":"Gift","amount":1}`, code: "Client.Account.out_of_range.action"},
		{method: account, params: `{"i_account":10145,"action":"Manual payment","amount":-1}`, code: "Client.Account.out_of_range.amount"},
		{method: account, params: `{"i_account":10145,"action":"Manual payment","amount":"much"}`, code: "Client.Account.wrong_type.amount"},
		{method: account, params: `{"i_account":10145,"action":"Manual payment"}`, code: "Client.Account.missing.amount"},
		{method: account, params: `{"action":"Manual payment","amount":1}`, code: "Client.Account.missing.i_account"},
		{method: "Account/get_account_info", params: `{"i_account":10145}`, at: "account_info.balance", is: "1.00001"},
		{method: "Customer/add_customer", params: addCustomer, body: `{"i_customer":1061}`},
		{method: "Customer/make_transaction", params: `{"i_customer":1061,"action":"Manual payment","amount":5}`, at: "balance", is: "-5"},
		{method: "Customer/get_customer_xdrs", params: `{"i_customer":1061,"from_date":"2026-11-01 00:00:00","to_date":"2026-12-01 00:00:00","cdr_entity":"C"}`,
			at: "xdr_list.0.charged_amount", is: "-5"},
		{method: "Account/get_xdr_list", params: `{"i_account":10145,"from_date":"2026-11-01 00:00:00","to_date":"2026-12-01 00:00:00"}`,
			at: "xdr_list.1.description", is: `"Fee"`},
		{method: "Account/add_account", params: `{"account_info":{"id":"voucher-1","i_customer":1002,"i_product":13,"billing_model":0,"opening_balance":10}}`, at: "i_account", is: "10147"},
		{method: account, params: `{"i_account":10147,"action":"Manual payment","amount":2}`, at: "balance", is: "12"},
	})
}

func TestAliasesAndNumbers(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	play(t, w, []step{
		{method: "Account/add_alias", params: `{"alias_info":{"id":"alias-1"}}`, code: "Client.Account.missing.alias_info.i_master_account"},
		{method: "Account/add_alias", params: `{"alias_info":{"i_master_account":10001}}`, code: "Client.Account.missing.alias_info.id"},
		{method: "Account/add_alias", params: `{"alias_info":{"i_master_account":1,"id":"alias-1"}}`, code: "Server.Account.i_master_account_not_found"},
		{method: "Account/add_alias", params: `{"alias_info":{"i_master_account":10001,"id":"15550100000"}}`, code: "Server.Account.duplicate_id"},
		{method: "Account/add_alias", params: `{"alias_info":{"i_master_account":10001,"id":"ben@sample"}}`, body: `{"i_account":10145}`},
		{method: "Account/add_alias", params: `{"alias_info":{"i_master_account":10001,"id":"BEN@sample"}}`, code: "Server.Account.duplicate_id"},
		{method: "Account/add_account", params: `{"account_info":{"id":"ben@sample","i_customer":1002,"i_product":13,"billing_model":1}}`, code: "Server.Account.duplicate_id"},
		{method: "Account/get_account_info", params: `{"id":"ben@sample"}`, at: "account_info.billing_model", is: "2"},
		{method: "Account/get_account_info", params: `{"i_account":10145}`, at: "account_info.i_master_account", is: "10001"},
		{method: "Account/get_account_info", params: `{"id":"ben@sample","expand_alias":1}`, at: "account_info.i_account", is: "10001"},
		{method: "Account/get_account_list", params: `{"billing_model":2,"id":"ben%","get_total":1}`, at: "total", is: "1"},
		{method: "Account/get_account_list", params: `{"did_number":"ben%","get_total":1}`, at: "account_list.0.i_account", is: "10001"},
		{method: "Account/delete_alias", params: `{"alias_info":{"i_account":10145,"i_master_account":10001}}`, body: "-"},
		{method: "Account/delete_alias", params: `{"alias_info":{"i_account":10145}}`, code: "Server.Account.i_account_not_found"},
		{method: "Account/delete_alias", params: `{"alias_info":{}}`, code: "Client.Account.missing.alias_info.i_account"},
		// a DID number from the pool to a customer, an account, and back
		{method: "DID/add_number", params: `{"number_info":{"number":15558880001,"i_dv_batch":1,"periodic_fee":"1.5"}}`, body: `{"i_did_number":7065}`},
		{method: "DID/add_number", params: `{"number_info":{"number":"15558880001"}}`, code: "Server.DID.duplicate_number"},
		{method: "DID/add_number", params: `{"number_info":{"number":"+1555"}}`, code: "Client.DID.out_of_range.number_info.number"},
		{method: "DID/add_number", params: `{"number_info":{}}`, code: "Client.DID.missing.number_info.number"},
		{method: "DID/get_number_info", params: `{"number":"15558880001"}`, at: "number_info.periodic_fee", is: "1.5"},
		{method: "DID/get_number_list", params: `{"number":"155588%","usage":"I","get_total":1}`, at: "total", is: "1"},
		{method: "DID/assign_did_to_customer", params: `{"i_did_number":7065,"i_customer":1002}`, body: `{"success":1}`},
		{method: "DID/assign_did_to_customer", params: `{"i_did_number":7065,"i_customer":1003}`, code: "Server.DID.number_is_used"},
		{method: "DID/get_number_list", params: `{"number":"155588%","usage":"R","get_total":1}`, at: "total", is: "1"},
		{method: "DID/assign_did_to_account", params: `{"i_did_number":7065,"i_master_account":10001}`, body: `{"success":1}`},
		{method: "DID/assign_did_to_account", params: `{"i_did_number":7065,"i_master_account":10001}`, code: "Server.DID.number_is_used"},
		{method: "DID/delete_number", params: `{"i_did_number":7065}`, code: "Server.DID.number_is_used"},
		{method: "DID/get_number_list", params: `{"number":"155588%","usage":"U"}`, at: "number_list.0.i_master_account", is: "10001"},
		{method: "Account/get_alias_list", params: `{"i_master_account":10001,"id":"155588%","check_did":1}`, at: "alias_list.0.i_did_number", is: "7065"},
		{method: "Account/get_account_info", params: `{"i_account":10001,"limit_alias_did_number_list":9}`, at: "account_info.alias_did_number_list.1.did_number", is: `"15558880001"`},
		{method: "DID/get_customer_numbers", params: `{"i_customer":1002,"number":"155588%","get_total":1}`, at: "number_list.0.did_number", is: `"15558880001"`},
		{method: "DID/release_did_from_customer", params: `{"i_did_number":7065}`, body: `{"success":1}`},
		{method: "Account/get_alias_list", params: `{"i_master_account":10001,"id":"155588%","get_total":1}`, at: "total", is: "0"},
		{method: "DID/update_number", params: `{"number_info":{"i_did_number":7065,"description":"spare"}}`, body: `{"i_did_number":7065}`},
		{method: "DID/delete_number", params: `{"i_did_number":7065}`, body: "-"},
		{method: "DID/get_number_info", params: `{"i_did_number":7065}`, body: `{}`},
	})
}

func TestTerminationReleasesNumbers(t *testing.T) {
	for release, want := range map[string]struct{ owner, used string }{
		``: {"null", "0"}, `,"release_assigned_did":1`: {"null", "0"}, `,"release_assigned_did":0`: {"1002", "0"},
	} {
		w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
		play(t, w, []step{
			{method: "DID/add_number", params: `{"number_info":{"number":"15558880001"}}`, body: `{"i_did_number":7065}`},
			{method: "DID/assign_did_to_account", params: `{"i_did_number":7065,"i_master_account":10001}`, body: `{"success":1}`},
			{method: "Account/terminate_account", params: `{"i_account":10001` + release + `}`, body: `{"success":1}`},
			{method: "DID/get_number_info", params: `{"i_did_number":7065}`, at: "number_info.i_customer", is: want.owner},
			{method: "DID/get_number_info", params: `{"i_did_number":7065}`, at: "number_info.is_used", is: want.used},
			{method: "Account/get_alias_list", params: `{"i_master_account":10001,"get_total":1}`, at: "total", is: "0"},
		})
	}
}

func TestExtensionsAndHuntgroups(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	const taken = "Server.Customer.Ext_HG_number_already_in_use"
	play(t, w, []step{
		{method: "Customer/add_customer_extension", params: `{"id":"700"}`, code: "Client.Customer.missing.i_customer"},
		{method: "Customer/add_customer_extension", params: `{"i_customer":1002}`, code: "Client.Customer.missing.id"},
		{method: "Customer/add_customer_extension", params: `{"i_customer":1002,"id":"700","i_account":10001,"name":"Front desk"}`, body: `{"i_c_ext":331}`},
		{method: "Customer/add_customer_extension", params: `{"i_customer":1002,"id":"700"}`, code: taken},
		{method: "Customer/add_customer_huntgroup", params: `{"i_customer":1002,"id":"700","name":"Sales"}`, code: taken},
		{method: "Customer/add_customer_extension", params: `{"i_customer":1003,"id":"700"}`, body: `{"i_c_ext":332}`},
		{method: "Customer/add_customer_extension", params: `{"i_customer":1003,"id":"701","i_account":10001}`, code: "Client.Customer.out_of_range.i_account"},
		{method: "Customer/get_customer_extension_info", params: `{"i_c_ext":332}`, at: "extension_info.type", is: `"Unassigned"`},
		{method: "Customer/get_extensions_list", params: `{"i_customer":1002,"extension":"70_","detailed_info":1,"limit_alias_did_number_list":9}`, at: "extensions_list.0.account_id", is: `"15550100000"`},
		{method: "Customer/get_extensions_list", params: `{"i_customer":1002,"account_id":"15550100000","name":"front%","get_total":1}`, at: "total", is: "1"},
		{method: "Account/get_account_list", params: `{"extension_id":"700","get_total":1}`, at: "total", is: "1"},
		{method: "Account/get_account_list", params: `{"extension_name":"front%"}`, at: "account_list.0.i_account", is: "10001"},
		{method: "Customer/update_customer_extension", params: `{"i_c_ext":331,"name":"Reception"}`, body: `{"i_c_ext":331}`},
		{method: "Customer/update_customer_extension", params: `{"i_c_ext":331,"id":"700"}`, code: ""},
		{method: "Customer/get_customer_extension_info", params: `{"i_c_ext":331}`, at: "extension_info.name", is: `"Reception"`},
		{method: "Account/get_account_info", params: `{"i_account":10001,"detailed_info":1}`, at: "account_info.extension_id", is: `"101"`},
		{method: "Customer/update_customer_extension", params: `{"name":"x"}`, code: "Client.Customer.missing.i_c_ext"},
		{method: "Customer/add_customer_huntgroup", params: `{"i_customer":1002,"id":"800","name":"Sales","add_extensions":[{"i_c_ext":331,"huntstop":"N"}]}`, body: `{"i_c_group":907}`},
		{method: "Customer/add_customer_huntgroup", params: `{"i_customer":1002,"id":"801","name":"Sales","add_extensions":[{"i_c_ext":332}]}`, code: "Client.Customer.out_of_range.add_extensions.0.i_c_ext"},
		{method: "Customer/get_huntgroup_info", params: `{"i_c_group":907}`, at: "huntgroup_info.assigned_extensions.0.i_c_ext", is: "331"},
		{method: "Customer/delete_customer_huntgroup", params: `{"i_c_group":907}`, body: "-"},
		{method: "Customer/delete_customer_extension", params: `{"i_c_ext":331}`, body: "-"},
		{method: "Customer/delete_customer_extension", params: `{"i_c_ext":331}`, code: "Server.Customer.i_c_ext_not_found"},
	})
	own := w.at(sandbox.CustomerRealm).demo()
	play(t, own, []step{{method: "Customer/add_customer_extension", params: `{"id":"900"}`, body: `{"i_c_ext":333}`}})
}

func TestProductsAndPlans(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	play(t, w, []step{
		{method: "Product/add_product", params: `{"product_info":{"name":"Test EUR"}}`, code: "Client.Product.missing.product_info.iso_4217"},
		{method: "Product/add_product", params: `{"product_info":{"name":"Test EUR","iso_4217":"EUR","breakage":0.5}}`, body: `{"i_product":20}`},
		{method: "Product/add_product", params: `{"product_info":{"name":"test eur","iso_4217":"EUR"}}`, code: "Server.Product.duplicate_name"},
		{method: "Product/update_product", params: `{"product_info":{"i_product":20,"hidden":"Y"}}`, body: `{"i_product":20}`},
		{method: "Product/get_product_info", params: `{"i_product":20}`, at: "product_info.hidden", is: `"Y"`},
		{method: "Product/get_product_list", params: `{"name":"%voice%","get_total":1}`, at: "total", is: "8"},
		{method: "Product/get_product_list", params: `{"i_customer":1002}`, at: "product_list.0.iso_4217", is: `"AUD"`},
		{method: "Product/get_product_list", params: `{"with_subscription":1,"limit":1}`, at: "product_list.0.product_subscription.fee", is: `9.9`},
		{method: "Product/get_allowed_addons", params: `{"i_product":1,"detailed_info":1}`, at: "product_list.0.name", is: `"International 100 EUR"`},
		{method: "Product/delete_product", params: `{"i_product":1}`, code: "Server.Product.product_is_used"},
		{method: "Product/delete_product", params: `{"i_product":20}`, body: "-"},
		{method: "Product/get_product_info", params: `{"i_product":20}`, body: `{}`},
		{method: "Subscription/get_subscription_list", params: `{"limit":1}`, at: "subscriptions.0.periodic_fees", is: "null"},
		{method: "Subscription/get_subscription_list", params: `{"limit":1,"with_fees":1}`, at: "subscriptions.0.periodic_fees.0.0.fee", is: "9.9"},
		{method: "Subscription/get_subscription_info", params: `{"i_subscription":2,"with_discounts":1}`, at: "subscription_info.multi_month_discount_list", is: "[]"},
		{method: "Subscription/add_subscription", params: `{"subscription_info":{"name":"Extra","iso_4217":"AUD","periodic_fees":[[{"i_billing_period":4,"periods":0,"fee":"2.125"}]]}}`, body: `{"i_subscription":20}`},
		{method: "Account/add_account", params: `{"account_info":{"id":"sub-1","i_customer":1002,"i_product":13,"billing_model":1}}`, body: `{"i_account":10145}`},
		{method: "Account/add_subscription", params: `{"i_account":10145,"subscription_info":{"i_subscription":99}}`, code: "Server.Account.i_subscription_not_found"},
		{method: "Account/add_subscription", params: `{"i_account":10145,"subscription_info":{}}`, code: "Client.Account.missing.subscription_info.i_subscription"},
		{method: "Account/add_subscription", params: `{"i_account":10145,"subscription_info":{"i_subscription":20}}`, body: `{"i_account_subscription":20121}`},
		{method: "Account/add_subscription", params: `{"i_account":10145,"subscription_info":{"i_subscription":20,"start_date":"2099-01-01"}}`, body: `{"i_account_subscription":20122}`},
		{method: "Account/get_subscriptions", params: `{"i_account":10145,"with_effective_fees":1}`, at: "subscriptions.0.effective_fees_info.current.amount", is: "2.125"},
		{method: "Account/get_subscriptions", params: `{"i_account":10145,"with_effective_fees":1}`, at: "subscriptions.1.effective_fees_info.current", is: "[]"},
		{method: "Account/get_subscriptions", params: `{"i_account":10145}`, at: "subscriptions.1.int_status", is: "0"},
		{method: "Account/activate_subscriptions", params: `{"i_account":10145}`, body: `{"success":1}`},
		{method: "Account/get_subscriptions", params: `{"i_account":10145}`, at: "subscriptions.1.int_status", is: "1"},
		{method: "Account/charge_subscription_fees", params: `{"i_account":10145,"immediately_in_advance":1}`, body: `{"success":1}`},
		{method: "Account/charge_subscription_fees", params: `{"i_account":10145}`, body: `{"success":1}`},
		{method: "Account/get_account_info", params: `{"i_account":10145}`, at: "account_info.balance", is: "4.25"},
		{method: "Account/close_subscription", params: `{"i_account_subscription":20121}`, body: `{"success":1}`},
		{method: "Account/get_subscriptions", params: `{"i_account":10145}`, at: "subscriptions.0.int_status", is: "2"},
		{method: "Customer/get_accounts_subscriptions", params: `{"i_customer":1002,"limit":200,"offset":0,"get_total":1}`, at: "total", is: "5"},
	})
}

// TestAddonsAreLostWithTheProduct is the documented trap.
func TestAddonsAreLostWithTheProduct(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	const addons = `"assigned_addons":[{"i_product":14,"addon_effective_from":"2026-11-02 00:00:00","name":"read before"}]`
	info := func(path string) step {
		return step{method: "Account/get_account_info", params: `{"i_account":10145}`, at: "account_info." + path}
	}
	is := func(s step, v string) step { s.is = v; return s }
	play(t, w, []step{
		{method: "Account/add_account", params: `{"account_info":{"id":"addon-1","i_customer":1003,"i_product":1,"billing_model":1,` + addons + `}}`, body: `{"i_account":10145}`},
		is(info("assigned_addons.0.name"), `"International 100 EUR"`),
		{method: "Account/update_account", params: `{"account_info":{"i_account":10145,"firstname":"Lea"}}`},
		is(info("assigned_addons.0.i_product"), "14"),
		{method: "Account/update_account", params: `{"account_info":{"i_account":10145,"i_product":1}}`}, // no change
		is(info("assigned_addons.0.i_product"), "14"),
		{method: "Account/update_account", params: `{"account_info":{"i_account":10145,"i_product":2,` + addons + `}}`},
		is(info("assigned_addons.0.i_product"), "14"),
		{method: "Account/update_account", params: `{"account_info":{"i_account":10145,"i_product":1}}`},
		is(info("assigned_addons"), "[]"),
		{method: "Account/update_account", params: `{"account_info":{"i_account":10145,"assigned_addons":[{"i_product":1}]}}`, code: "Client.Account.out_of_range.account_info.assigned_addons.0.i_product"},
		{method: "Account/update_account", params: `{"account_info":{"i_account":10145,"assigned_addons":[{"addon_priority":10}]}}`, code: "Client.Account.missing.account_info.assigned_addons.0.i_product"},
	})
}

func TestCustomFields(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	play(t, w, []step{
		{method: "Customer/get_custom_fields_values", params: `{"i_customer":1005}`, at: "custom_fields_values.0.db_value", is: `"C-00005"`},
		{method: "Customer/update_custom_fields_values", params: `{"i_customer":1005,"custom_fields_values":[{"i_custom_field":11,"db_value":"C-9"},{"name":"Contract end","db_value":"2030-01-01"}]}`, body: `{"i_customer":1005}`},
		{method: "Customer/get_custom_fields_values", params: `{"i_customer":1005}`, at: "custom_fields_values.0.db_value", is: `"C-9"`},
		{method: "Customer/get_custom_fields_values", params: `{"i_customer":1005}`, at: "custom_fields_values.2.text_value", is: `"2030-01-01"`},
		{method: "Customer/update_custom_fields_values", params: `{"i_customer":1005,"custom_fields_values":[{"i_custom_field":14,"db_value":"x"}]}`, code: "Server.Customer.i_custom_field_not_found"},
		{method: "Account/update_custom_fields_values", params: `{"i_account":10001,"custom_fields_values":[{"name":"Room","db_value":"attic"}]}`, code: "Client.Account.wrong_type.custom_fields_values.0.db_value"},
		{method: "Account/update_custom_fields_values", params: `{"i_account":10001,"custom_fields_values":[{"name":"Cost centre","db_value":"CC-77"}]}`, body: `{"i_account":10001}`},
		{method: "Account/get_account_list", params: `{"custom_fields_values":[{"name":"Cost centre","db_value":"CC-%"}],"get_total":1}`, at: "total", is: "1"},
		{method: "Account/update_custom_fields_values", params: `{"i_account":10001,"custom_fields_values":[{"name":"Cost centre","db_value":null}]}`, body: `{"i_account":10001}`},
		{method: "Account/get_custom_fields_values", params: `{"i_account":10001}`, at: "custom_fields_values.0.db_value", is: "null"},
		{method: "CustomFields/get_custom_field_list", params: `{"object":"account","get_total":1}`, at: "total", is: "3"},
		{method: "CustomFields/add_custom_field", params: `{"custom_field_info":{"name":"Floor","object":"account","type":"Text"}}`, body: `{"i_custom_field":17}`},
		{method: "CustomFields/update_custom_field", params: `{"custom_field_info":{"i_custom_field":17,"type":"Number"}}`, code: "Client.CustomFields.out_of_range.custom_field_info.type"},
		{method: "CustomFields/delete_custom_field", params: `{"i_custom_field":17}`, body: "-"},
	})
}

func TestServiceFeatures(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	before := w.ok("Account/get_service_features", `{"i_account":10001,"detailed_info":0}`).Get("service_features")
	play(t, w, []step{
		{method: "Account/update_service_features", params: `{"i_account":10001,"service_features":[{"flag_value":"C","name":"forward_mode"}]}`, body: `{"i_account":10001}`},
		{method: "Account/update_service_features", params: `{"i_account":10001,"service_features":[{"flag_value":"C"}]}`, code: "Client.Account.missing.service_features.0.name"},
		{method: "Account/get_account_list", params: `{"i_account":10001,"get_service_features":["forward_mode"]}`, at: "account_list.0.service_features.0.flag_value", is: `"C"`},
		{method: "Account/get_account_list", params: `{"i_account":10001}`, at: "account_list.0.service_features", is: "null"},
		{method: "Account/get_account_info", params: `{"i_account":10001,"without_service_features":1}`, at: "account_info.service_features", is: "null"},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002}`, at: "customer_info.service_features", is: "null"},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002,"detailed_info":1}`, at: "customer_info.service_features.0.name", is: `"cli"`},
	})
	after := w.ok("Account/get_service_features", `{"i_account":10001}`).Get("service_features")
	if diff := cmp.Diff(column(before, "name"), column(after, "name")); diff != "" {
		t.Errorf("features after a change of one (-before +after):\n%s", diff)
	}
}

func TestSwitches(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	play(t, w, []step{
		{method: "Account/get_account_info", params: `{"i_account":10001}`, at: "customer_info", is: "null"},
		{method: "Account/get_account_info", params: `{"i_account":10001,"with_customer_info":1,"with_reseller_info":1}`, at: "customer_info.i_customer", is: "1002"},
		{method: "Account/get_account_info", params: `{"i_account":10001,"with_reseller_info":1}`, at: "reseller_info.i_customer", is: "1001"},
		{method: "Account/get_account_info", params: `{"i_account":10001,"get_included_services":1}`, at: "account_info.included_services", is: "[3]"},
		{method: "Account/get_account_info", params: `{"i_account":10001,"detailed_info":1}`, at: "account_info.time_zone_name", is: `"Australia/Sydney"`},
		{method: "Account/get_account_info", params: `{"i_account":10001,"get_auth_info":1}`, at: "account_info.password", is: `"demo-Passw0rd"`},
		{method: "Account/get_account_info", params: `{"i_account":10001,"get_auth_info":0}`, at: "account_info.password", is: `null`},
		{method: "Account/get_account_list", params: `{"i_account":10002,"with_aliases":1}`, at: "account_list.0.alias_list", is: "[]"},
		{method: "Account/get_account_list", params: `{"i_account":10001,"with_aliases":1}`, at: "account_list.0.alias_list.0.id", is: `"15555000000"`},
		{method: "Account/get_account_list", params: `{"i_account":10001}`, at: "account_list.0.alias_list", is: "null"},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002,"get_time_zone_name":1}`, at: "customer_info.time_zone_name", is: `"Australia/Sydney"`},
		{method: "Customer/get_customer_list", params: `{"limit":2,"check_usage":1}`, at: "customer_list.1.is_used", is: "1"},
		{method: "Customer/get_customer_list", params: `{"limit":2,"with_credit_limit_warnings":1}`, at: "customer_list.1.credit_limit_warning.0.type", is: `"P"`},
		{method: "Customer/update_customer", params: `{"customer_info":{"i_customer":1002,"send_invoices":null}}`},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002}`, at: "customer_info.send_invoices", is: "null"},
		{method: "Customer/get_customer_info", params: `{"i_customer":1002,"effective_values":1}`, at: "customer_info.send_invoices", is: `"Y"`},
	})
	for params, column := range map[string]struct{ method, list, name, never string }{
		`"skip_exported":1`:           {"Customer/get_customer_list", "customer_list", "bill_status", "E"},
		`"with_terminated":0`:         {"Customer/get_customer_list", "customer_list", "bill_status", "C"},
		`"credit_limit_exceeded":1`:   {"Customer/get_customer_list", "customer_list", "credit_exceed", "0"},
		`"get_not_closed_accounts":1`: {"Account/get_account_list", "account_list", "bill_status", "C"},
		`"get_only_real_accounts":1`:  {"Account/get_account_list", "account_list", "billing_model", "0"},
		`"sip_status":1`:              {"Account/get_account_list", "account_list", "sip_status", "0"},
	} {
		big := start(t, sandbox.Options{Customers: 400, Accounts: 2}).demo()
		all := everything(big, column.method, column.list)
		kept := big.ok(column.method, `{"limit":1000,"get_total":1,`+params+`}`)
		want := 0
		for _, row := range all {
			if row.Get(column.name).Text() != column.never {
				want++
			}
		}
		if want == len(all) || kept.Get("total").Text() != fmt.Sprint(want) {
			t.Errorf("%s: %s of %d, want %d", params, kept.Get("total").Text(), len(all), want)
		}
	}
}

func TestCalls(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	const all = `"from_date":"0001-01-01 00:00:00","to_date":"9999-01-01 00:00:00"`
	play(t, w, []step{
		{method: "Account/get_xdr_list", params: `{"i_account":10001}`, code: "Client.Account.missing.from_date"},
		{method: "Account/get_xdr_list", params: `{` + all + `}`, code: "Client.Account.missing.i_account"},
		{method: "Account/get_xdr_list", params: `{"i_account":1,` + all + `}`, code: "Server.Account.i_account_not_found"},
		{method: "Account/get_xdr_list", params: `{"i_account":10001,"show_unsuccessful":1,"get_total":1,` + all + `}`, at: "total", is: "12"},
		{method: "Customer/get_customer_xdrs", params: `{"i_customer":1002,"show_unsuccessful":1,"show_hidden":0,"get_total":1,` + all + `}`, at: "total", is: "36"},
	})
	rows := w.ok("Customer/get_customer_xdrs", `{"i_customer":1002,"show_unsuccessful":1,"limit":100,"with_cr_download_ids":1,`+all+`}`).Get("xdr_list")
	first := rows.Index(3)
	count := func(fits func(attr.Value) bool) string {
		n := 0
		for _, m := range rows.Members() {
			if fits(m.Value) {
				n++
			}
		}
		return fmt.Sprint(n)
	}
	recorded := func(v attr.Value) bool { return v.Get("cr_download_ids").Len() > 0 }
	for params, want := range map[string]string{
		`"show_unsuccessful":0`: count(func(v attr.Value) bool { return v.Get("failed").Text() == "0" }),
		`"show_unsuccessful":1,"cld":"` + first.Get("CLD").Text() + `"`:                   count(func(v attr.Value) bool { return v.Get("CLD").Text() == first.Get("CLD").Text() }),
		`"show_unsuccessful":1,"call_recording":1`:                                        count(recorded),
		`"show_unsuccessful":1,"h323_conf_id":"` + first.Get("h323_conf_id").Text() + `"`: "1",
		`"show_unsuccessful":1,"cdr_entity":"A"`:                                          "36",
		`"show_unsuccessful":1,"cdr_entity":"C"`:                                          "0",
		`"show_unsuccessful":1,"i_service_type":3`:                                        "36",
	} {
		if got := w.ok("Customer/get_customer_xdrs", `{"i_customer":1002,"get_total":1,`+all+`,`+params+`}`).Get("total").Text(); got != want {
			t.Errorf("%s: %s, want %s", params, got, want)
		}
	}
	// to_date is exclusive, from_date inclusive
	at := first.Get("bill_time").Text()
	exact := `"i_customer":1002,"show_unsuccessful":1,"get_total":1,"from_date":"` + at + `"`
	later := strings.Replace(at, at[:4], "9999", 1)
	if got := w.ok("Customer/get_customer_xdrs", `{`+exact+`,"to_date":"`+at+`"}`).Get("total").Text(); got != "0" {
		t.Errorf("an empty range holds %s", got)
	}
	if got := w.ok("Customer/get_customer_xdrs", `{`+exact+`,"to_date":"`+later+`"}`).Get("total").Text(); got == "0" {
		t.Error("from_date is not inclusive")
	}
}

func TestDownloads(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 4})
	admin := w.demo()
	const all = `"from_date":"0001-01-01 00:00:00","to_date":"9999-01-01 00:00:00"`
	var recorded, transcribed, silent attr.Value
	rows := everythingOf(admin, 1002, all)
	for _, v := range rows {
		key, _ := v.Get("i_xdr").Int()
		switch {
		case v.Get("cr_download_ids").Len() == 0:
			silent = v
		case key%2 == 0:
			transcribed = v
		default:
			recorded = v
		}
	}
	download := func(w *wire, method, params string) answer {
		t.Helper()
		return w.call(method, params)
	}
	wav := download(admin, "CDR/get_call_recording", `{"i_xdr":"`+recorded.Get("i_xdr").Text()+`"}`)
	if wav.status != 200 || wav.header.Get("Content-Type") != "audio/wav" || !strings.HasPrefix(string(wav.body), "RIFF") ||
		wav.header.Get("Content-Disposition") != `attachment; filename="recording-`+recorded.Get("i_xdr").Text()+`.wav"` {
		t.Errorf("recording: %d %v %.20q", wav.status, wav.header, wav.body)
	}
	account := w.at(sandbox.AccountRealm).as("demo", sandbox.DemoPassword)
	var foreign string
	for _, v := range rows {
		if v.Get("i_account").Text() != "10001" {
			foreign = v.Get("i_xdr").Text()
		}
	}
	conf := func(v attr.Value) string { return v.Get("h323_conf_id").Text() }
	for _, tt := range []struct {
		who                  *wire
		method, params, code string
	}{
		{admin, "CDR/get_call_recording", `{"i_xdr":1}`, "Server.CDR.xdr_not_found"},
		{admin, "CDR/get_call_recording", `{"i_xdr":` + silent.Get("i_xdr").Text() + `}`, "Server.CDR.invalid_call_recording_id"},
		{admin, "CDR/get_call_recording", `{}`, "Client.CDR.missing.i_xdr"},
		{account, "CDR/get_call_recording", `{"i_xdr":` + foreign + `}`, "Server.CDR.forbidden_account_access"},
		{admin, "CDR/get_transcription", `{"call_recording_id":"nonsense"}`, "Server.CDR.invalid_call_recording_id"},
		{admin, "CDR/get_transcription", `{"call_recording_id":"` + conf(recorded) + `"}`, "Server.CDR.transcription_not_found"},
		{admin, "CDR/get_transcription", `{"call_recording_id":"` + conf(silent) + `"}`, "Server.CDR.transcription_not_found"},
		{admin, "Customer/get_custom_xdr_report", `{"file_name":"other.csv"}`, "Server.Customer.report_not_found"},
	} {
		if code := tt.who.call(tt.method, tt.params).code(t); code != tt.code {
			t.Errorf("%s %s: %q, want %q", tt.method, tt.params, code, tt.code)
		}
	}
	id := `"call_recording_id":"` + conf(transcribed) + `"`
	if body := string(admin.call("CDR/get_transcription", `{`+id+`,"check_only":1}`).body); body != `{"success":1}` {
		t.Errorf("check_only: %s", body)
	}
	if n := admin.ok("CDR/get_transcription", `{`+id+`}`).Get("transcription").Len(); n != 3 {
		t.Errorf("transcription of %d parts", n)
	}
	if a := admin.call("CDR/get_transcription", `{`+id+`,"format":"text"}`); a.header.Get("Content-Type") != "text/plain; charset=UTF-8" || len(a.body) == 0 {
		t.Errorf("as text: %v %s", a.header, a.body)
	}
	reports := admin.ok("Customer/get_custom_xdr_report_list", `{"i_customer":"1002"}`).Get("report_list")
	name := reports.Index(1).Get("file_name").Text()
	report := admin.call("Customer/get_custom_xdr_report", `{"i_customer":1002,"file_name":"`+name+`"}`)
	lines, err := csv.NewReader(strings.NewReader(string(report.body))).ReadAll()
	if err != nil || report.header.Get("Content-Type") != "text/csv; charset=UTF-8" || report.header.Get("Content-Disposition") != `attachment; filename="`+name+`"` {
		t.Fatalf("report: %v %v", report.header, err)
	}
	want := 1
	for _, v := range rows {
		if at := v.Get("bill_time").Text(); "2026-10-01" <= at && at < "2026-11-01" {
			want++
		}
	}
	if len(lines) != want || want == 1 {
		t.Errorf("%d lines, want %d", len(lines), want)
	}
	if n := w.at(sandbox.CustomerRealm).demo().call("Customer/get_custom_xdr_report", `{"file_name":"1003_Standard_Report_2026-10.csv"}`).code(t); n != "Server.Customer.report_not_found" {
		t.Errorf("somebody else's report: %q", n)
	}
}

// everythingOf reads all xDRs of a customer.
func everythingOf(w *wire, customer int, dates string) (rows []attr.Value) {
	w.t.Helper()
	list := w.ok("Customer/get_customer_xdrs", fmt.Sprintf(`{"i_customer":%d,"show_unsuccessful":1,"with_cr_download_ids":1,"limit":1000,%s}`, customer, dates))
	for _, m := range list.Get("xdr_list").Members() {
		rows = append(rows, m.Value)
	}
	return rows
}

func TestMailbox(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	account := w.at(sandbox.AccountRealm).demo()
	list := account.ok("Account/get_mailbox_message_list", `{}`).Get("messages")
	if list.Len() != 3 {
		t.Fatalf("%d messages: %s", list.Len(), list.JSON())
	}
	play(t, account, []step{
		{method: "Account/get_mailbox_message_details", params: `{"message_uid":"10001-1"}`, at: "message.flags", is: "[]"},
		{method: "Account/set_mailbox_messages_flag", params: `{"action":"set_flag","flag":"Seen","message_uids":["10001-1"]}`, body: `{"success":1}`},
		{method: "Account/get_mailbox_message_details", params: `{"message_uid":"10001-1"}`, at: "message.flags", is: `["Seen"]`},
		{method: "Account/set_mailbox_messages_flag", params: `{"action":"remove_flag","flag":"Seen","message_uids":["10001-1"]}`, body: `{"success":1}`},
		{method: "Account/get_mailbox_message_details", params: `{"message_uid":"10001-1"}`, at: "message.flags", is: `[]`},
		{method: "Account/set_mailbox_messages_flag", params: `{"action":"set_flag","flag":"Red","message_uids":["10001-1"]}`, code: "Client.Account.out_of_range.flag"},
		{method: "Account/get_mailbox_message_details", params: `{"message_uid":"10002-1"}`, code: "Server.Account.message_uid_not_found"},
		{method: "Account/delete_mailbox_messages", params: `{"message_uids":["10001-1"]}`, body: `{"success":1}`},
		{method: "Account/get_mailbox_message_details", params: `{"message_uid":"10001-1"}`, code: "Server.Account.message_uid_not_found"},
		{method: "Account/get_mailbox_message_list", params: `{"from_date":"2030-01-01"}`, body: `{"messages":[]}`},
	})
	if a := account.call("Account/get_mailbox_message_attachment", `{"message_uid":"10001-2","format":"wav"}`); a.header.Get("Content-Type") != "audio/wav" {
		t.Errorf("sound: %v", a.header)
	}
	off := `{"i_account":10001,"service_features":[{"name":"unified_messaging","flag_value":"N"}]}`
	w.demo().ok("Account/update_service_features", off)
	if code := account.call("Account/get_mailbox_message_list", `{}`).code(t); code != "Server.Account.unified_messaging_disabled" {
		t.Errorf("without the feature: %q", code)
	}
}

func TestOneTimePasswords(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2})
	in, other := w.demo(), w.demo()
	create := `{"send_to":"account","id":"10001","notification_type":"mail","operation":"General"}`
	verify := `{"one_time_password":"` + sandbox.OneTimePassword + `","operation":"General"}`
	play(t, in, []step{
		{method: "AccessControl/verify_otp", params: verify, body: `{"success":0}`},
		{method: "AccessControl/create_otp", params: create, body: `{"success":1}`},
		{method: "AccessControl/verify_otp", params: `{"one_time_password":"000000"}`, body: `{"success":0}`},
	})
	play(t, other, []step{{method: "AccessControl/verify_otp", params: verify, body: `{"success":0}`}}) // bound to the session
	play(t, in, []step{
		{method: "AccessControl/verify_otp", params: verify, body: `{"success":1}`},
		{method: "AccessControl/verify_otp", params: verify, body: `{"success":0}`},
		{method: "AccessControl/create_otp", params: `{"send_to":"account","id":"1"}`, code: "Server.AccessControl.id_not_found"},
		{method: "Account/update_account", params: `{"account_info":{"i_account":10001,"email":"","bcc":null}}`},
		{method: "AccessControl/create_otp", params: create, code: "Server.AccessControl.empty_rec_and_bcc"},
		{method: "Env/get_env_info", params: `{}`, at: "env_info.email", is: `"noreply@example.com"`},
	})
}

func TestWeakServicePassword(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	for password, code := range map[string]string{
		"15559990001": "Server.Account.weak_service_password", "aaaaaa": "Server.Account.weak_service_password",
		"password": "Server.Account.weak_service_password", "E9W5KWgY": "",
	} {
		a := w.call("Account/validate_account_info",
			`{"account_info":{"id":"15559990001@sample","i_customer":1002,"i_product":13,"billing_model":1,"h323_password":"`+password+`"}}`)
		if got := a.code(t); got != code {
			t.Errorf("%s: %q, want %q", password, got, code)
		}
	}
}

// TestValuesAreKeptExactly: what is stored is what was sent, numbers digit by digit, and only what was named changes.
func TestValuesAreKeptExactly(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 60, Accounts: 2}).demo()
	before := w.ok("Customer/get_customer_info", `{"i_customer":1005}`).Get("customer_info")
	w.ok("Customer/update_customer", `{"customer_info":{"i_customer":"1005","credit_limit":"-23.61693","discount_rate":1.5e1,"bill_suspension_delayed":"1",`+
		`"note":"Überweisung – 日本 \u0001","phone1":"","deactivate_on":"","i_template":null,"blocked":"N","is_used":1,"opening_balance":99,"creation_date":"2001-01-01 00:00:00"}}`)
	after := w.ok("Customer/get_customer_info", `{"i_customer":1005}`).Get("customer_info")
	want := map[string]string{
		"credit_limit": "-23.61693", "discount_rate": "15", "bill_suspension_delayed": "1", "note": `"Überweisung – 日本 \u0001"`,
		"phone1": `""`, "deactivate_on": "null", "i_template": "null", "blocked": `"N"`, "opening_balance": "0",
	}
	for name, v := range want {
		if got := after.Get(name).JSON(); got != v {
			t.Errorf("%s is %s, want %s", name, got, v)
		}
	}
	for _, m := range before.Members() {
		if _, changed := want[m.Name]; !changed && !attr.Equal(m.Value, after.Get(m.Name)) {
			t.Errorf("%s was not named and is %s, was %s", m.Name, after.Get(m.Name).JSON(), m.Value.JSON())
		}
	}
}
