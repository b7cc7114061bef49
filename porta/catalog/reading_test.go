package catalog_test

import (
	"testing"

	"portaconsole/porta/catalog"
)

// How single records of the bundled description are read.
func TestReading(t *testing.T) {
	c := catalog.Builtin()
	for _, tt := range []struct{ service, record, method, at string }{
		{"Account", "account", "get_account_info", "i_account"},
		{"Customer", "customer", "get_customer_info", "i_customer"},
		{"Product", "product", "get_product_info", "i_product"},
		{"SIMCard", "sim_card", "get_card_info", "i_sim_card"},
		{"Customer", "extension", "get_customer_extension_info", "i_c_ext"},
		{"DID", "number", "get_number_info", "i_did_number"},
		{"Account", "xdr", "", ""},          // its list insists on dates
		{"Account", "alias", "", ""},        // its list does not take the key
		{"Account", "subscription", "", ""}, // nor does this one
		{"Product", "addon", "", ""},        // has no key
	} {
		r := c.Record(tt.service, tt.record)
		if r == nil {
			t.Errorf("there is no %s/%s", tt.service, tt.record)
			continue
		}
		op, at := r.Reading()
		method := ""
		if op != nil {
			method = op.Method.Name
		}
		if method != tt.method || at.String() != tt.at || r.CanRead() != (tt.method != "") {
			t.Errorf("%s/%s is read by %q at %q, want %q at %q", tt.service, tt.record, method, at, tt.method, tt.at)
		}
	}
	account, xdr := c.Record("Account", "account"), c.Record("Account", "xdr")
	for _, tt := range []struct {
		what      string
		got, want bool
	}{
		{"the Get takes the id", account.GetTakes("id"), true},
		{"the Get takes the status", account.GetTakes("bill_status"), false},
		{"the Get insists on more than the key", account.GetInsists("i_account"), false},
		{"the list takes the id", account.ListTakes("id"), true},
		{"the list takes limit as a filter", account.ListTakes("limit"), false},
		{"the list takes what it does not know", account.ListTakes("nonsense"), false},
		{"the list insists on something", account.ListInsists(), false},
		{"the xDRs insist on more than the account", xdr.ListInsists("i_account"), true},
		{"the xDRs insist on more than account and dates", xdr.ListInsists("i_account", "from_date", "to_date"), false},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v", tt.what, tt.got)
		}
	}
}
