package catalog_test

import (
	"slices"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// described is a small API of methods that promise different things.
const described = `{"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{
"/Box/add_box":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"type":"object","properties":{"box_info":{"type":"object","properties":{"i_box":{"type":"integer"},"name":{"type":"string"}}}}}}}}}},"responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"box_info":{"type":"object","properties":{"i_box":{"type":"integer"}}}}}}}}}}},
"/Box/get_box_info":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"type":"object","properties":{"i_box":{"type":"integer"}}}}}}}},"responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"box_info":{"type":"object","properties":{"i_box":{"type":"integer"},"name":{"type":"string"}}}}}}}}}}},
"/Box/shake_box":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"type":"object","properties":{"i_box":{"type":"integer"}}}}}}}},"responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"sound":{"type":"string"},"pieces":{"type":"array","items":{"type":"string"}}}}}}}}}}
}}`

// An answer proves that a write was done by what its description promises.
func TestProves(t *testing.T) {
	own, err := catalog.Read([]byte(described), catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		c              *catalog.Catalog
		method, params string
		proofs, none   []string
	}{
		{catalog.Builtin(), "Account/add_account", `{}`,
			[]string{`{"i_account":5}`, `{"i_account":"5"}`, `{"account_info":{"i_account":5}}`},
			[]string{`{}`, `{"i_account":null}`, `{"i_account":""}`, `{"i_account":0}`, `{"i_account":-1}`, `{"i_account":"x"}`, `{"i_account":{}}`, `{"i_account":[5]}`, `{"i_account":true}`, `{"i_customer":5}`, `{"success":1}`, `{"message":"ok"}`}},
		// The key that the answer promises has another name than the record's.
		{catalog.Builtin(), "Customer/add_subscription", `{}`, []string{`{"i_customer_subscription":5}`}, []string{`{}`, `{"i_customer_subscription":0}`, `{"success":1}`}},
		// Nothing is known of the answer.
		{catalog.Builtin(), "Account/add_phonebook_record", `{}`,
			[]string{`{"i_phonebook_record":5}`, `{"success":1}`, `{"id":"7f"}`, `{"record_id":"7f"}`, `{"uuid":"7f"}`, `{"phonebook_rec_info":{"name":"x"}}`},
			[]string{`{}`, `{"i_phonebook_record":0}`, `{"message":"ok"}`, `{"phonebook_rec_info":{}}`, `{"success":null}`}},
		{catalog.Builtin(), "Customer/add_customer_metric", `{}`, []string{`{"i_metric":1}`}, []string{`{}`}},
		{catalog.Builtin(), "Account/update_account", `{"account_info":{"i_account":5,"blocked":"Y"}}`,
			[]string{`{"i_account":5}`, `{"i_account":"5"}`, `{"success":1}`},
			[]string{`{}`, `{"i_account":null}`, `{"i_account":6}`, `{"i_account":6,"success":1}`, `{"message":"ok"}`}},
		{catalog.Builtin(), "Account/terminate_account", `{"i_account":5}`, []string{`{"success":1}`, `{"success":"1"}`}, []string{`{}`, `{"success":null}`, `{"i_account":5}`}},
		// Deletions answer nothing.
		{catalog.Builtin(), "Product/delete_product", `{"i_product":5}`, []string{`{}`, `{"success":1}`, `{"i_product":5}`}, nil},
		{catalog.Builtin(), "Account/make_transaction", `{"i_account":5}`,
			[]string{`{"i_xdr":7}`, `{"i_payment_transaction":7,"i_xdr":null}`, `{"success":1}`},
			[]string{`{}`, `{"balance":5,"result_code":"A01"}`, `{"i_xdr":null}`}},
		{own, "Box/add_box", `{}`, []string{`{"box_info":{"i_box":5}}`, `{"i_box":5}`}, []string{`{}`, `{"box_info":{}}`, `{"box_info":null}`}},
		{own, "Box/shake_box", `{"i_box":1}`, []string{`{"sound":"x"}`, `{"pieces":[]}`, `{"success":1}`}, []string{`{}`, `{"sound":""}`, `{"sound":null}`, `{"loud":1}`}},
	} {
		m := tt.c.Method(tt.method)
		if m == nil {
			t.Fatalf("there is no %s", tt.method)
		}
		for i, text := range slices.Concat(tt.proofs, tt.none) {
			want := i < len(tt.proofs)
			if got := tt.c.Proves(m, tree(t, tt.params), tree(t, text)); got != want {
				t.Errorf("%s answers %s: proven %v, want %v", tt.method, text, got, want)
			}
		}
	}
}

func tree(t *testing.T, text string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(text), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
