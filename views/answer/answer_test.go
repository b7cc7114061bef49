package answer_test

import (
	"testing"

	"portaconsole/views/answer"
	"portaconsole/views/records"
	"portaconsole/views/references"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

func TestPart(t *testing.T) {
	for name, a := range map[string]answer.Answer{
		"nothing": {Result: "0.02 s, 2 bytes", JSON: "{}", Autofocus: true},
		"record": {
			Result: "0.12 s, 34 KB", Attributes: []records.Attribute{{Name: "total", Value: "1204"}}, Empty: []string{"note", "list"}, JSON: "{…", JSONNote: "The first 256 KB of 3.4 MB.", Note: "This is the beginning.",
			Tables: []answer.Table{{
				Name: "account_list", Range: "first 250 of 1,204 rows", Columns: []records.Column{{Label: "i_account", Numeric: true}, {Label: "i_customer"}},
				Rows: []records.Row{{Cells: []records.Cell{{Text: "1", URL: "/records/Account/account/1", Numeric: true}, {Text: "2", Reference: &references.Model{URL: "/c/2", Class: "r1", Name: "North"}}}}},
			}},
		},
		"hostile": {
			Result: hostile, Attributes: []records.Attribute{{Name: hostile, Value: hostile}}, Empty: []string{hostile}, JSON: hostile, JSONNote: hostile, Note: hostile,
			Tables: []answer.Table{{Name: hostile, Range: hostile, Columns: []records.Column{{Label: hostile}}, Rows: []records.Row{{Cells: []records.Cell{{Text: hostile}}}}}},
		},
	} {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, answer.Part(a)) })
	}
}
