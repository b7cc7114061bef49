package attrs_test

import (
	"testing"

	"portaconsole/views/attrs"
	"portaconsole/views/ui"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

var types = []ui.Option{{Value: "text", Label: "Text", Selected: true}, {Value: "object", Label: "Object"}}

var forms = map[string]attrs.Form{
	"empty": {ID: "f", Service: "Account", Record: "account", Heading: "New account", ListURL: "/l", Action: "/l/new", Submit: "Create account", SubmitOp: "send", Root: attrs.Kids{AddLabel: "Add property", Focus: true}},
	"fault": {
		ID: "f", Service: "Account", Record: "account", Heading: "New account", ListURL: "/l", Action: "/l/new", Intro: "A new account needs id.", Submit: "Send again", SubmitOp: "again",
		Lists: []attrs.List{{ID: "names-x", Options: []ui.Option{{Value: "id", Label: "required"}}}},
		Fault: &ui.Fault{Lines: []ui.FaultLine{{Target: "k-b", Text: "account_info.id: too short"}}, Method: "Account/add_account", Code: "Client.Account.too_short.account_info.id", Text: "too short"},
		Root: attrs.Kids{AddLabel: "Add property", Rows: []attrs.Row{
			{
				ID: "a", Place: "a", Path: "account_info", Name: "account_info", NamesID: "names-", Types: types, Control: attrs.Kept, Note: "the record to create",
				Kids: &attrs.Kids{
					ID: "a", AddLabel: "Add property to account_info", Missing: []attrs.Missing{{Name: "billing_model", Text: "required"}},
					Rows: []attrs.Row{
						{ID: "b", Place: "b.a", Path: "account_info.id", Name: "id", Value: "1", NamesID: "names-x", Types: types, Mistake: "PortaBilling: too short"},
						{ID: "c", Place: "c.a", Path: "account_info.new", NamesID: "names-x", Types: types, Fresh: true, Focus: true, Mistake: "no name", NameMistake: true},
						{ID: "p", Place: "p.a", Path: "account_info.password", Name: "password", Value: "s", NamesID: "names-x", Types: types, Control: attrs.Secret, Note: "6-16 characters", Mistake: "weak"},
						{ID: "d", Place: "d.a", Path: "account_info.note", Name: "note", Value: "two\nlines", NamesID: "names-x", Types: types, Control: attrs.Area},
						{ID: "e", Place: "e.a", Path: "account_info.own", Name: "own", Value: "kept", NamesID: "names-x", Types: types, Control: attrs.Kept, Placeholder: "is sent as null"},
					},
				},
			},
			{
				ID: "g", Place: "g", Path: "phones", Name: "phones", NamesID: "names-", Types: types, Control: attrs.Kept,
				Kids: &attrs.Kids{ID: "g", AddLabel: "Add item to phones", Rows: []attrs.Row{{
					ID: "h", Place: "h.g", Path: "phones.0", Index: "0", Types: types, Control: attrs.Choice, Choices: []ui.Option{{Value: "yes", Label: "Yes", Selected: true}},
				}}},
			},
		}},
	},
	"hostile": {
		ID: "f", Service: hostile, Record: hostile, Heading: hostile, ListURL: "/l", Action: "/l/new", Intro: hostile, Submit: hostile,
		Root: attrs.Kids{AddLabel: hostile, Missing: []attrs.Missing{{Name: hostile, Text: hostile}}, Rows: []attrs.Row{
			{ID: "a", Place: "a", Path: hostile, Name: hostile, Value: hostile, Note: hostile, Mistake: hostile, Placeholder: hostile, Choices: []ui.Option{{Value: hostile, Label: hostile}}},
			{ID: "b", Place: "b", Path: hostile, Name: hostile, Value: hostile + "\n", Control: attrs.Area},
		}},
	},
}

func TestPage(t *testing.T) {
	for name, f := range forms {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, attrs.Page(f)) })
	}
}
