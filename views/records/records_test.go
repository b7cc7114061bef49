package records_test

import (
	"testing"

	"portaconsole/views/records"
	"portaconsole/views/references"
	"portaconsole/views/ui"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

var lists = map[string]records.ListPage{
	"empty": {Service: "Customer", Record: "customer", URL: "/l", Range: "No results", Empty: "There is no customer."},
	"page": {
		Service: "Customer", Record: "customer", URL: "/l", NewURL: "/l/new", Range: "26–50 of 1,204",
		Filters: []records.Filter{
			{ID: "filter-0", Param: "f.bill_status", Label: "bill_status", Choices: []ui.Option{{Value: "O", Label: "O – open", Selected: true}}},
			{ID: "filter-1", Param: "f.name", Label: "name", Value: "%a%", Note: "pattern", Focus: true},
		},
		Add:      []ui.Option{{Value: "email", Label: "email"}},
		Filtered: []records.Pair{{Name: "f.bill_status", Value: "O"}},
		Limit:    "50",
		Limits:   []ui.Option{{Value: "25", Label: "25"}, {Value: "50", Label: "50", Selected: true}},
		Columns:  []records.Column{{Label: "i_customer", Numeric: true}, {Label: "bill_status"}},
		Rows:     []records.Row{{DOMID: "customer-7", Cells: []records.Cell{{Text: "7", URL: "/l/7", Numeric: true}, {Text: "O – open", Badge: true, Tone: ui.Good}}}},
		Previous: "/l", Next: "/l?offset=50",
	},
	"fault": {Service: "Customer", Record: "customer", URL: "/l", Fault: &ui.Fault{Lines: []ui.FaultLine{{Text: "refused"}}, Method: "Customer/get_customer_list", Code: "Server.Customer.x", Text: "refused"}},
	"hostile": {
		Service: hostile, Record: hostile, URL: "/l", Range: hostile, Note: hostile, Empty: hostile,
		Filters: []records.Filter{{ID: "filter-0", Param: hostile, Label: hostile, Value: hostile, Note: hostile, Mistake: hostile, PickURL: "/pick", Reference: &references.Model{Class: "r1", Name: hostile}}},
		Columns: []records.Column{{Label: hostile}},
		Rows:    []records.Row{{DOMID: hostile, Cells: []records.Cell{{Text: hostile}, {Text: hostile, Badge: true}}}},
	},
}

func TestList(t *testing.T) {
	for name, p := range lists {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, records.List(p)) })
	}
}

var pages = map[string]records.RecordPage{
	"created": {
		Service: "Account", Record: "account", ListURL: "/l", Heading: "15550100", News: "created", JSON: "{}",
		Empty:   []records.Attribute{{Label: "Company name", Name: "companyname"}, {Label: "E-mail", Name: "email"}},
		Buttons: []records.Way{{Label: "Edit", URL: "/l/1/edit"}, {Label: "Terminate", URL: "/l/1/end", Denied: "not permitted"}},
		Actions: []records.Way{{Label: "Make transaction", Name: "make_transaction", URL: "/m?set.i_account=1"}, {Label: "Move account", Name: "move_account", Denied: "not permitted"}},
		Tabs:    []records.Tab{{Name: "details", Label: "Details", URL: "/l/1", Current: true}, {Name: "alias", Label: "Aliases", URL: "/l/1?tab=alias"}, {Name: "xdr", Label: "xDRs", Denied: "not permitted"}},
		Groups: []records.Group{
			{ID: "topic-1", Title: "State", Attributes: []records.Attribute{{Label: "Bill status", Name: "bill_status", Value: "O – open", Badge: true, Tone: ui.Good, Note: "state of the account"}}},
			{ID: "nested-0", Title: "Phones", Name: "phones", Note: "all of them", Attributes: []records.Attribute{{Name: "0", Value: "1"}, {Name: "1", Value: "2"}}},
			{ID: "nested-1", Title: "Add-ons", Name: "addons", Wide: true, Table: &records.Table{
				Columns: []string{"i_product", "name"}, More: "The first 1 of 2 rows.",
				Rows: [][]records.Attribute{{{Name: "i_product", Value: "7", Reference: &references.Model{URL: "/p/7", Class: "r1"}}, {Name: "name", Value: "Voice"}}},
			}},
		},
	},
	"tab": {
		Service: "Account", Record: "account", ListURL: "/l", Heading: "15550100",
		Tabs: []records.Tab{{Name: "details", Label: "Details", URL: "/l/1"}, {Name: "alias", Label: "Aliases", URL: "/l/1?tab=alias", Current: true}},
		Related: &records.Related{
			Title: "Aliases", Record: "alias", ListURL: "/a?f.i_account=1", Range: "1–1 of 1", Columns: []records.Column{{Label: "id"}},
			Rows: []records.Row{{DOMID: "alias-2", Cells: []records.Cell{{Text: "15550101", URL: "/a/2"}}}},
		},
	},
	"without a list": {Service: "Customer", Record: "taxation", Heading: "taxation 7", JSON: "{}"},
	"denied": {
		Service: "Account", Record: "account", ListURL: "/l", Heading: "15550100",
		Tabs: []records.Tab{{Name: "details", Label: "Details", URL: "/l/1"}, {Name: "alias", Label: "Aliases", URL: "/l/1?tab=alias", Current: true, Denied: "not permitted"}},
		Related: &records.Related{
			Title: "Aliases", Record: "alias", ListURL: "/a",
			Fault: &ui.Fault{Intro: "not permitted", Method: "Account/get_alias_list", Code: "Server.Account.access_denied", Text: "Read Accounts.*any* denied"},
		},
	},
	"hostile": {
		Service: hostile, Record: hostile, ListURL: "/l", Heading: hostile, JSON: hostile, Note: hostile, JSONNote: hostile,
		Empty:   []records.Attribute{{Label: hostile, Name: hostile}},
		Buttons: []records.Way{{Label: hostile, URL: "/"}, {Label: hostile, Denied: hostile}},
		Actions: []records.Way{{Label: hostile, Name: hostile, URL: "/"}, {Label: hostile, Denied: hostile}},
		Tabs:    []records.Tab{{Name: hostile, Label: hostile, URL: "/", Current: true}, {Name: hostile, Label: hostile, Denied: hostile}},
		Groups: []records.Group{{ID: "nested-0", Title: hostile, Name: hostile, Note: hostile, Attributes: []records.Attribute{
			{Label: hostile, Name: hostile, Value: hostile, Note: hostile, Kids: []records.Attribute{{Name: hostile, Value: hostile}}},
			{Label: hostile, Name: hostile, Table: &records.Table{Columns: []string{hostile}, Rows: [][]records.Attribute{{{Name: hostile, Value: hostile}}}, More: hostile}},
		}}},
	},
}

func TestRecord(t *testing.T) {
	for name, p := range pages {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, records.Record(p)) })
	}
}
