package journal_test

import (
	"testing"

	"portaconsole/views/journal"
	"portaconsole/views/ui"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

var lists = map[string]journal.ListPage{
	"empty": {URL: "/journal", Whose: "Your own.", Range: "No entries", Empty: "Nothing was written yet."},
	"page": {
		URL: "/journal", Whose: "Everybody's.", Range: "2 entries, older ones follow", Previous: "/journal", Next: "/journal?before=1.x",
		Fields: []journal.Field{
			{Name: "person", Label: "Person", Value: "anna"},
			{Name: "outcome", Label: "Outcome", Options: []ui.Option{{Label: "any"}, {Value: "done", Label: "done", Selected: true}}},
		},
		Rows: []journal.Row{
			{URL: "/journal/A", Time: "2026-01-02 03:04:05 UTC", Person: "anna", What: "create account 15550100", Method: "Account/add_account", Outcome: "done", Tone: ui.Good, Record: journal.Link{Label: "account 7", URL: "/records/Account/account/7"}},
			{URL: "/journal/B", Time: "2026-01-02 03:04:04 UTC", Person: "otto", What: "sign in", Method: "Session/login", Outcome: "refused", Tone: ui.Bad},
		},
		Exports: []journal.Link{{Label: "csv", URL: "/journal/export.csv"}},
	},
	"fault": {
		URL: "/journal", Fields: []journal.Field{{Name: "from", Label: "From", Value: "soon", Hint: "2026-12-31", Mistake: "This is not a date."}},
		Fault: &ui.Fault{Lines: []ui.FaultLine{{Target: "filter-from", Text: "From: This is not a date."}}},
	},
	"hostile": {
		URL: "/journal", Whose: hostile, Range: hostile, Fields: []journal.Field{{Name: "x", Label: hostile, Value: hostile, Hint: hostile}},
		Rows: []journal.Row{{URL: "/", Time: hostile, Person: hostile, What: hostile, Method: hostile, Outcome: hostile, Record: journal.Link{Label: hostile}}},
	},
}

func TestList(t *testing.T) {
	for name, p := range lists {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, journal.List(p)) })
	}
}

var entries = map[string]journal.EntryPage{
	"refused": {
		ListURL: "/journal", Heading: "Create account 15550100", Outcome: "refused", Tone: ui.Bad, Reason: "by phone",
		Facts:  []journal.Fact{{Label: "Person", Value: "anna"}, {Label: "Method", Value: "Account/add_account", URL: "/methods/Account/add_account", Code: true}},
		Times:  []journal.Fact{{Label: "Sent", Value: "2026-01-02 03:04:05 UTC"}},
		Method: "Account/add_account", Code: "Server.Account.duplicate_id", Message: "There is one.", Names: []string{"a", "b.c"}, Request: "{}",
	},
	"done":    {ListURL: "/journal", Heading: "Create followme_number", Outcome: "done", Tone: ui.Good, News: "followme_number was created.", Request: "{}"},
	"unknown": {ListURL: "/journal", Heading: "Create account", Outcome: "unknown", Tone: ui.Warn, LookURL: "/journal/A/look", ExplainURL: "/journal/A/reason", Hidden: "It cannot be shown."},
	"found": {ListURL: "/journal", Heading: "Create account", Outcome: "unknown", Tone: ui.Warn, LookURL: "/journal/A/look", Finding: &journal.Finding{
		Title: "It seems to have arrived", Text: "An account is there.", Tone: ui.Good, Links: []journal.Link{{Label: "account 1", URL: "/records/Account/account/1"}},
		ResolveURL: "/journal/A/finding", RecordID: "1", Again: "Send again", AgainHint: "Nothing is sent.", ArrivedMain: true,
	}},
	"hostile": {
		ListURL: "/journal", Heading: hostile, News: hostile, Outcome: hostile, Facts: []journal.Fact{{Label: hostile, Value: hostile}}, Names: []string{hostile},
		Code: hostile, Message: hostile, Method: hostile, Reason: hostile, Request: hostile, RequestNote: hostile, Hidden: hostile,
		ExplainURL: "/journal/A/reason", ReasonTyped: hostile, ReasonMistake: hostile,
		Finding: &journal.Finding{Title: hostile, Text: hostile, RecordID: hostile, Again: hostile, AgainHint: hostile, Links: []journal.Link{{Label: hostile, URL: "/"}}},
	},
}

func TestEntry(t *testing.T) {
	for name, p := range entries {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, journal.Entry(p)) })
	}
}
