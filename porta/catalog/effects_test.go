package catalog_test

import (
	"slices"
	"testing"

	"portaconsole/porta/catalog"
)

// By hand: what of the known methods is beyond repair, and what books money.
func TestEffects(t *testing.T) {
	for _, tt := range []struct {
		method      string
		ends, money bool
	}{
		{"Account/terminate_account", true, false},
		{"Account/delete_account", true, false},
		{"Account/close_subscription", true, false},
		{"Customer/terminate_customer", true, false},
		{"DID/delete_number", true, false},
		{"DID/release_number", false, false},
		{"DID/cancel_did_assignment", true, false},
		{"Invoice/void_invoice", true, false},
		{"Account/update_account", false, false},
		{"Account/get_account_info", false, false},
		{"Account/add_account", false, false},
		{"Account/make_transaction", false, true},
		{"Customer/make_transaction", false, true},
		{"Account/topup_account", false, true},
		{"Account/charge_subscription_fees", false, true},
		{"Invoice/apply_invoice_adjustment", false, true},
		{"Payment/make_transaction", false, true},
		{"Payment/register_transaction", false, true},
		{"Payment/get_payment_transaction_by_id", false, false},
		{"DiscountPlan/vd_topup", false, true},
		{"DiscountPlan/update_topup_option", false, false},
	} {
		m := catalog.Builtin().Method(tt.method)
		if m == nil {
			t.Errorf("there is no %s", tt.method)
			continue
		}
		if m.Ends() != tt.ends || m.MovesMoney() != tt.money {
			t.Errorf("%s: ends %t, moves money %t, want %t, %t", tt.method, m.Ends(), m.MovesMoney(), tt.ends, tt.money)
		}
	}
}

// Every Delete of a record type ends, and nothing that reads does anything.
func TestEveryDeleteEnds(t *testing.T) {
	var deletes []string
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			if op := r.Operation(catalog.Delete); op != nil {
				deletes = append(deletes, op.Method.Path())
				if !op.Method.Ends() {
					t.Errorf("%s does not end", op.Method.Path())
				}
			}
		}
		for _, m := range s.Methods {
			if !m.Changes && (m.Ends() || m.MovesMoney()) {
				t.Errorf("%s only reads", m.Path())
			}
		}
	}
	if !slices.Contains(deletes, "Customer/terminate_customer") || len(deletes) < 20 {
		t.Errorf("the deletes are %v", deletes)
	}
}
