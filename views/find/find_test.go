package find_test

import (
	"testing"

	"portaconsole/views/find"
	"portaconsole/views/ui"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

var pages = map[string]find.Model{
	"one":  {Service: "DID", Record: "owner_batch", URL: "/l/find", Then: "get", Submit: "Get", Keys: []ui.Field{{ID: "by-i", Name: "by.i", Label: "i", Focus: true}}},
	"many": {Service: "Account", Record: "account", URL: "/l/find", ListURL: "/l", Then: "end", Submit: "Terminate", Keys: []ui.Field{{ID: "by-id", Name: "by.id", Label: "id", Note: "note"}, {ID: "by-login", Name: "by.login", Label: "login"}}},
	"hostile": {
		Service: hostile, Record: hostile, URL: "/l/find", Then: hostile, Submit: hostile,
		Keys:  []ui.Field{{ID: "by-x", Name: hostile, Label: hostile, Value: hostile, Note: hostile, Mistake: hostile}},
		Fault: &ui.Fault{Lines: []ui.FaultLine{{Target: "by-x", Text: hostile}}},
	},
}

func TestPage(t *testing.T) {
	for name, p := range pages {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, find.Page(p)) })
	}
}
