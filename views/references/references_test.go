package references_test

import (
	"testing"

	"github.com/a-h/templ"

	"portaconsole/views/references"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

func TestViews(t *testing.T) {
	for name, view := range map[string]templ.Component{
		"link":             references.Reference("1042", references.Model{URL: "/r/1042", Class: "r1", Name: "North Telecom"}),
		"unnamed":          references.Reference("1042", references.Model{}),
		"to come":          references.Reference("1042", references.Model{Class: "r1"}),
		"beside a field":   references.Field(references.Beside{Field: "v-a", Of: "1042", Model: &references.Model{Class: "r1", Name: "North Telecom"}}),
		"beside no number": references.Field(references.Beside{Field: "v-a", Of: hostile, Late: true}),
		"fill":             references.Fill("/names?r=Customer%2Fcustomer%3A1042"),
		"complete":         references.Fill(""),
		"filled":           references.Filled([]references.Model{{Class: "r1", Name: "North Telecom"}, {Class: "r2", Name: hostile}}),
		"found": references.Found(references.Picks{Record: "customer", Note: "There are more.", Choices: []references.Choice{
			{ID: "1042", Name: "North Telecom", Details: []string{"O – open"}, Button: references.Button{Type: "submit", Name: "op", Value: "pick:n1:1042"}},
			{ID: "1043", Button: references.Button{Type: "button"}},
		}}),
		"none": references.Found(references.Picks{Record: "customer", Note: "No customer fits."}),
		"hostile": references.Found(references.Picks{Record: hostile, Note: hostile, Choices: []references.Choice{
			{ID: hostile, Name: hostile, Details: []string{hostile}, Button: references.Button{Type: "submit", Name: hostile, Value: hostile}},
		}}),
	} {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, view) })
	}
}
