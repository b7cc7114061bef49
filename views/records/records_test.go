package records_test

import (
	"testing"

	"portaconsole/views/records"
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
		Service: hostile, Record: hostile, URL: "/l", Range: hostile, Empty: hostile,
		Filters: []records.Filter{{ID: "filter-0", Param: hostile, Label: hostile, Value: hostile, Note: hostile, Mistake: hostile}},
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
		Service: "Account", Record: "account", ListURL: "/l", NewURL: "/l/new", Heading: "15550100", News: "created", EndURL: "/l/1/end", End: "Terminate", Empty: []string{"a", "b"}, JSON: "{}",
		Attributes: []records.Attribute{
			{Name: "bill_status", Value: "O – open", Badge: true, Tone: ui.Good, Note: "state of the account"},
			{Name: "phones", Value: "2 items", Kids: []records.Attribute{{Name: "0", Value: "1"}, {Name: "1", Value: "2"}}},
		},
	},
	"changed": {Service: "Account", Record: "account", ListURL: "/l", NewURL: "/l/new", EditURL: "/l/1/edit", CopyURL: "/l/new?from=1", Heading: "15550100", News: "changed", JSON: "{}"},
	"hostile": {
		Service: hostile, Record: hostile, ListURL: "/l", Heading: hostile, JSON: hostile,
		Attributes: []records.Attribute{{Name: hostile, Value: hostile, Note: hostile, Kids: []records.Attribute{{Name: hostile, Value: hostile}}}},
	},
}

func TestRecord(t *testing.T) {
	for name, p := range pages {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, records.Record(p)) })
	}
}
