package attrs_test

import (
	"testing"

	"github.com/a-h/templ"

	"portaconsole/views/attrs"
	"portaconsole/views/references"
	"portaconsole/views/ui"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

var types = attrs.Prerendered(attrs.Options([]ui.Option{{Value: "text", Label: "Text", Selected: true}, {Value: "object", Label: "Object"}}))

var json = `{"a":1}`

var forms = map[string]attrs.Form{
	"empty": {State: attrs.State{ID: "f", Revision: "0"}, Service: "Account", Record: "account", Heading: "New account", ListURL: "/l", Action: "/l/new", Submit: "Create account", SubmitOp: "send", Root: attrs.Kids{AddLabel: "Add property", Focus: true}},
	"fault": {
		State:   attrs.State{ID: "f", Revision: "3", Saved: "Draft saved 10:42 UTC", Undo: true, Preview: &attrs.Preview{Method: "Account/add_account", JSON: "{}", Curl: "curl", Unready: true}},
		Service: "Account", Record: "account", Heading: "New account", ListURL: "/l", Action: "/l/new", Intro: "A new account needs id.", Submit: "Send again", SubmitOp: "again", Base: "{}", GoOn: "Go on",
		Fault:     &ui.Fault{Lines: []ui.FaultLine{{Target: "k-b", Text: "account_info.id: too short"}}, Method: "Account/add_account", Code: "Client.Account.too_short.account_info.id", Text: "too short"},
		Templates: attrs.Templates{Names: []ui.Option{{Value: "usual", Label: "usual", Selected: true}}, Name: "usual", Replaces: true},
		Root: attrs.Kids{AddLabel: "Add property", Rows: []attrs.Row{
			{
				ID: "a", Place: "a object account_info", Path: "account_info", Name: "account_info", Known: true, Type: "Object", Required: true, Control: attrs.Kept, Note: "the record to create", Toggle: "Hide 5 attributes of account_info",
				Kids: &attrs.Kids{
					ID: "a", AddLabel: "Add property to account_info", Missing: []attrs.Missing{{Name: "billing_model", Text: "required"}},
					Rows: []attrs.Row{
						{ID: "b", Place: "b.a text id", Path: "account_info.id", Name: "id", Value: "1", Known: true, Type: "Text", Mistake: "PortaBilling: too short"},
						{ID: "c", Place: "c.a~f text", Path: "account_info.new", Types: types, Focus: true, Mistake: "no name", NameMistake: true, Chooser: &attrs.Chooser{Summary: "1 known property", Known: []attrs.Known{{Name: "note", Type: "Text", Note: "short", Required: true}}}},
						{ID: "p", Place: "p.a text password", Path: "account_info.password", Name: "password", Value: "s", Known: true, Type: "Text", Control: attrs.Secret, Note: "6-16 characters", Mistake: "weak"},
						{ID: "d", Place: "d.a~o text note", Path: "account_info.note", Name: "note", Value: "two\nlines", Types: types, Control: attrs.Area, Off: true, Panel: &attrs.Panel{Paste: true, PasteText: "{", First: true}},
						{ID: "e", Place: "e.a null own", Path: "account_info.own", Name: "own", Value: "kept", Types: types, Control: attrs.Kept, Placeholder: "is sent as null", Panel: &attrs.Panel{Types: types, Last: true}},
						{ID: "r", Place: "r.a integer i_product", Path: "account_info.i_product", Name: "i_product", Value: "3", Known: true, Type: "Integer", Numeric: true, Reference: &attrs.Reference{Record: "product", Name: references.Beside{Field: "v-r", Of: "3", Model: &references.Model{Class: "r1", Name: "Mobile"}}, Search: "/pick", Find: true, Query: "mob", Picks: &references.Picks{Record: "product", Note: "None."}}},
						{ID: "t", Place: "t.a date day", Path: "account_info.day", Name: "day", Known: true, Type: "Date", Date: "date"},
					},
				},
			},
			{
				ID: "g", Place: "g array phones", Path: "phones", Name: "phones", Types: types, Control: attrs.Kept,
				Kids: &attrs.Kids{ID: "g", AddLabel: "Add item to phones", Rows: []attrs.Row{{
					ID: "h", Place: "h.g boolean", Path: "phones.0", Index: "0", Types: types, Control: attrs.Choice, Choices: []ui.Option{{Value: "yes", Label: "Yes", Selected: true}},
				}}},
			},
			{ID: "z", Place: "z~c object more", Path: "more", Name: "more", Types: types, Control: attrs.Kept, Toggle: "Show 20 attributes of more", Closed: true, Value: `[["a","text"]]`},
		}},
	},
	"edit": {
		State: attrs.State{ID: "f", Changes: &attrs.Changes{List: []attrs.Change{
			{Path: "customer_info.email", Before: attrs.Side{Text: "no value", None: true}, After: attrs.Side{Text: "a@example.com"}},
			{Path: "customer_info.i_rep", Before: attrs.Side{Text: "3", Reference: &references.Model{Class: "r1", Name: "Ann"}}, After: attrs.Side{Text: "cleared", None: true}, Note: "sent as a whole"},
		}, More: "and 3 more changes"}},
		Service: "Customer", Record: "customer", Heading: "Edit customer 1", ListURL: "/l", Action: "/l/1/edit", Submit: "Send my changes", SubmitOp: "send", Base: `{"i_customer":1}`, About: attrs.Link{URL: "/l/1", Label: "North"},
		Fixed:     []attrs.Fixed{{Path: "customer_info.balance", Note: "read-only", Value: attrs.Side{Text: "1.50"}}},
		Meeting:   &attrs.Meeting{Was: `{"email":null}`, Rows: []attrs.Met{{Path: "customer_info.email", Was: attrs.Side{Text: "no value", None: true}, Theirs: attrs.Side{Text: "b@example.com"}, Mine: attrs.Side{Text: "a@example.com"}, Op: "theirs::email"}, {Path: "customer_info.city", Theirs: attrs.Side{Text: "Bonn"}, Mine: attrs.Side{Text: "the same", None: true}}}},
		Templates: attrs.Templates{None: true}, Root: attrs.Kids{AddLabel: "Add property"},
	},
	"unchanged": {State: attrs.State{ID: "f", Changes: &attrs.Changes{}}, Service: "Customer", Record: "customer", Heading: "Edit customer 1", Action: "/e", Submit: "Save changes", SubmitOp: "send", Meeting: &attrs.Meeting{Was: "{}", Rows: []attrs.Met{{Path: "city"}}}, Root: attrs.Kids{AddLabel: "Add property"}},
	"json":      {State: attrs.State{ID: "f", First: "n=a"}, Service: "Account", Heading: "Account/move", Action: "/m", Submit: "Send", SubmitOp: "send", JSON: &json, Rows: "[]", File: true, Answer: templ.Raw("<p>answer</p>"), Confirm: &ui.Field{ID: "confirm", Name: "confirm", Label: "Name of the account", Note: "Type 1 to go on.", Mistake: "Type 1."}, Notice: "Fine.", Unfinished: []attrs.Link{{URL: "/drafts/f", Label: "New account, 10:42 UTC"}}},
	"hostile": {
		About: attrs.Link{URL: "/l", Label: hostile}, Fixed: []attrs.Fixed{{Path: hostile, Note: hostile, Value: attrs.Side{Text: hostile}}}, Meeting: &attrs.Meeting{Was: hostile, Rows: []attrs.Met{{Path: hostile, Op: hostile, Was: attrs.Side{Text: hostile, None: true}}}},
		State: attrs.State{ID: "f", First: hostile, Saved: hostile, Changes: &attrs.Changes{List: []attrs.Change{{Path: hostile, Before: attrs.Side{Text: hostile}, Note: hostile}}, More: hostile}, Preview: &attrs.Preview{Method: hostile, JSON: hostile, Curl: hostile}}, Service: hostile, Record: hostile, Heading: hostile, ListURL: "/l", Action: "/l/new", Intro: hostile, Submit: hostile, Base: hostile, Notice: hostile,
		Templates: attrs.Templates{Names: []ui.Option{{Value: hostile, Label: hostile}}, Name: hostile},
		Root: attrs.Kids{AddLabel: hostile, Missing: []attrs.Missing{{Name: hostile, Text: hostile}}, Rows: []attrs.Row{
			{ID: "a", Place: hostile, Path: hostile, Name: hostile, Value: hostile, Note: hostile, Mistake: hostile, Placeholder: hostile, Chooser: &attrs.Chooser{Summary: hostile, Known: []attrs.Known{{Name: hostile, Note: hostile}}}},
			{ID: "b", Place: "b", Path: hostile, Name: hostile, Value: hostile + "\n", Control: attrs.Area, Panel: &attrs.Panel{Paste: true, PasteText: hostile}, Reference: &attrs.Reference{Record: hostile, Name: references.Beside{Field: hostile, Of: hostile, Model: &references.Model{Class: "r1", Name: hostile}}, Find: true, Query: hostile}},
		}},
	},
}

func TestPage(t *testing.T) {
	for name, f := range forms {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, attrs.Page(f)) })
	}
}
