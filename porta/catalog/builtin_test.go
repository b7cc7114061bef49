package catalog_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// The record types of the built-in description, with every operation, key, wrapper and mark.
func TestBuiltinRecordTypes(t *testing.T) {
	golden(t, "builtin-records.txt", dump(catalog.Builtin()))
	if notes := catalog.Builtin().Notes; len(notes) > 0 {
		t.Errorf("the built-in description is read with notes: %q", notes)
	}
}

func TestBuiltinIsComplete(t *testing.T) {
	c := catalog.Builtin()
	for service, records := range map[string]string{
		"Account":       "account alias auto_payment subscription xdr custom_fields service_features followme followme_number phonebook mailbox_message",
		"CustomFields":  "custom_field",
		"Customer":      "customer extension huntgroup abbreviated_dialing_number customer_site subscription xdr custom_fields callqueue",
		"DID":           "number vendor_batch owner_batch did_group customer_number",
		"Product":       "product addon",
		"SIMCard":       "sim_card",
		"Service":       "service service_type service_pool",
		"ServicePolicy": "service_policy access_policy attribute",
		"Session":       "",
		"Subscription":  "subscription",
	} {
		if c.Service(service) == nil {
			t.Errorf("there is no service %s", service)
		}
		for record := range strings.FieldsSeq(records) {
			if c.Record(service, record) == nil {
				t.Errorf("there is no record type %s/%s", service, record)
			}
		}
	}
	for _, none := range []string{"Customer/custom_number", "SIMCard/card", "DID/number_info", "Unknown/translation_rule"} {
		service, record, _ := strings.Cut(none, "/")
		if c.Record(service, record) != nil {
			t.Errorf("%s is a record type", none)
		}
	}
	if n := c.MethodCount(); n < 440 {
		t.Errorf("only %d methods", n)
	}
}

func TestBuiltinMarks(t *testing.T) {
	for path, want := range map[string]struct {
		certainty catalog.Certainty
		guessed   bool
		about     string
	}{
		"Account/add_account":        {catalog.Certain, false, ""},
		"Vendor/add_vendor":          {catalog.ShapeUnverified, true, "not verified"},
		"SIMCard/get_card_list":      {catalog.ShapeUnverified, false, "not verified"},
		"Customer/add_custom_number": {catalog.NameGuessed, false, "may not have this method"},
		"SIMCard/delete_sim_card":    {catalog.NameGuessed, false, "may not have this method"},
	} {
		m := catalog.Builtin().Method(path)
		if m == nil || m.Certainty != want.certainty || m.ServiceGuessed != want.guessed || !strings.Contains(m.Description, want.about) {
			t.Errorf("%s: %+v, want %+v", path, m, want)
		}
	}
	if m := catalog.Builtin().Method("CDR/get_call_recording"); !m.File {
		t.Error("a recording is no file")
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
		"Payment/list_processors":       true, // nor are these, however they are called
		"Rate/search_rate_list":         true,
		"Session/ping":                  false,
		"Session/login":                 true,
		"Invoice/estimate_taxes":        true, // not known to be harmless
	} {
		m := catalog.Builtin().Method(path)
		if m == nil || m.Changes != changes {
			t.Errorf("%s: %+v, want changes %v", path, m, changes)
		}
	}
	for path, own := range map[string]bool{
		"Session/login": true, "Session/logout": true, "Session/refresh_access_token": true, "Session/change_password": true, "Session/jwt_login": true,
		"Session/ping": false, "Session/get_session_data": false, "Customer/change_password": false,
	} {
		if m := catalog.Builtin().Method(path); m == nil || m.OwnSession() != own {
			t.Errorf("%s is about the own session: %v", path, !own)
		}
	}
	free := catalog.Builtin().Method("Generic/get_version").Request
	if got := free.Check(attr.ObjectValue(attr.M("x", attr.IntValue(1))), catalog.Rules{KnownNames: true}); got != nil {
		t.Errorf("a request of which nothing is known is refused: %v", got)
	}
	open := catalog.Builtin().Method("Vendor/update_vendor").Request
	if got := open.Check(attr.ObjectValue(attr.M("vendor_info", attr.ObjectValue(attr.M("x", attr.IntValue(1))))), catalog.Rules{KnownNames: true}); got != nil {
		t.Errorf("a request whose shape is not verified is refused: %v", got)
	}
}

// Every column, title and key is an attribute that the record or a request about it has.
func TestBuiltinColumnsExist(t *testing.T) {
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			names := slices.Concat(r.Columns, r.Keys)
			if r.Title != "" {
				names = append(names, r.Title)
			}
			for _, name := range names {
				if r.Info().Property(name) == nil {
					t.Errorf("%s/%s has no attribute %q", r.Service, r.Name, name)
				}
			}
			for _, k := range []catalog.OperationKind{catalog.Get, catalog.Update, catalog.Delete} {
				if op := r.Operation(k); op != nil && r.IDField != "" && op.Key == nil {
					t.Errorf("%s/%s: %s cannot be told which record", r.Service, r.Name, op.Method.Name)
				}
			}
		}
	}
}

func TestBuiltinDocument(t *testing.T) {
	if !bytes.Equal(catalog.BuiltinDocument("admin"), catalog.BuiltinDocument("")) {
		t.Error("administrators have not all of it")
	}
	for realm, want := range map[string]struct{ has, hasNot string }{
		"admin":    {"Customer/add_customer Account/get_mailbox_message_list SIMCard/get_card_list", "Unknown/get_criterion"},
		"reseller": {"Customer/add_customer SIMCard/get_card_list", "Account/get_mailbox_message_list"},
		"customer": {"Customer/get_customer_info Account/get_account_list", "Customer/add_customer SIMCard/get_card_list"},
		"account":  {"Account/get_account_info Account/get_mailbox_message_list", "Customer/get_customer_list"},
	} {
		c := mustRead(t, catalog.BuiltinDocument(realm))
		for path := range strings.FieldsSeq(want.has) {
			if c.Method(path) == nil {
				t.Errorf("%s: there is no %s", realm, path)
			}
		}
		for path := range strings.FieldsSeq(want.hasNot) {
			if c.Method(path) != nil {
				t.Errorf("%s: there is %s", realm, path)
			}
		}
	}
	if again := catalog.BuiltinDocument("customer"); &again[0] != &catalog.BuiltinDocument("customer")[0] {
		t.Error("the document of a realm is made twice")
	}
}
