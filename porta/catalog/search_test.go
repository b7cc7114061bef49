package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"portaconsole/porta/catalog"
)

func TestSearch(t *testing.T) {
	c := catalog.Builtin()
	for _, tt := range []struct{ query, want string }{
		{"add_account", "Account/add_account create"},
		{"get_customer_list", "Customer/get_customer_list list"},
		{"SIM card", "SIMCard/add_sim_card create"},
		{"terminate account", "Account/terminate_account delete"},
		{"refund customer", "Customer/make_transaction custom"},
		{"who has i_routing_plan?", "Account/add_account create request:account_info.i_routing_plan"},
		{"h323_password", "Account/add_account create request:account_info.h323_password"},
		{"assigned_addons list", "Account/get_account_list list reply:account_list.*.assigned_addons"},
		{"get_total customer", "Customer/get_customer_list list request:get_total"},
		{"suspend", "Customer/suspend_customer custom"},
		{"zzz", ""},
		{"account zzz", ""},
		{"", ""},
		{"  ?!  ", ""},
		{"<script>alert(1)</script>", ""},
	} {
		got := ""
		if hits := c.Search(tt.query, 5); len(hits) > 0 {
			got = describeHit(hits[0])
		}
		if got != tt.want {
			t.Errorf("%q: %s\nwant %s", tt.query, got, tt.want)
			for _, h := range c.Search(tt.query, 5) {
				t.Log(describeHit(h))
			}
		}
	}
	if hits := c.Search("get", 7); len(hits) != 7 {
		t.Errorf("%d hits, want the limit", len(hits))
	}
	if hits := c.Search("get", 0); hits != nil {
		t.Errorf("a limit of none gives %d", len(hits))
	}
	// Whatever has the attribute is found, and nothing else.
	for _, h := range c.Search("i_routing_plan", 1000) {
		if h.Attribute == nil && !strings.Contains(h.Method.Name, "routing_plan") || h.Attribute != nil && h.Attribute[len(h.Attribute)-1] != "i_routing_plan" {
			t.Errorf("found %s", describeHit(h))
		}
	}
}

func describeHit(h catalog.Hit) string {
	s := h.Method.Path() + " custom"
	if h.Record != nil {
		s = h.Method.Path() + " " + h.Kind.String()
	}
	switch {
	case h.Attribute != nil && h.InReply:
		s += fmt.Sprintf(" reply:%s", h.Attribute)
	case h.Attribute != nil:
		s += fmt.Sprintf(" request:%s", h.Attribute)
	}
	return s
}
