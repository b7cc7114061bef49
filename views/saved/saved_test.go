package saved_test

import (
	"testing"

	"portaconsole/views/saved"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

var bars = map[string]saved.Bar{
	"empty": {List: "/l?f.a=b"},
	"views": {List: "/l", News: "View Open saved", Links: []saved.Link{{Name: "Open", URL: "/l", EditURL: "/views/1/edit", Current: true}, {Name: "Closed", URL: "/l?f.a=c", EditURL: "/views/2/edit"}}},
	"form":  {List: "/l", Links: []saved.Link{{Name: "Open", URL: "/l", EditURL: "/views/1/edit", Current: true}}, Form: &saved.Form{}},
	"taken": {List: "/l", Form: &saved.Form{Name: "open", Mistake: "It is taken.", Replace: "1"}},
	"hostile": {
		List: "/l?f.a=%22", News: hostile, Links: []saved.Link{{Name: hostile, URL: "/l"}},
		Form: &saved.Form{Name: hostile, Mistake: hostile, Replace: hostile},
	},
}

func TestBarPart(t *testing.T) {
	for name, b := range bars {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, saved.BarPart(b)) })
	}
}

func TestNew(t *testing.T) {
	for _, name := range []string{"form", "hostile"} {
		t.Run(name, func(t *testing.T) {
			viewtest.Golden(t, saved.New(saved.Page{Service: name, Record: name, What: hostile, Bar: bars[name]}))
		})
	}
}

func TestEdit(t *testing.T) {
	for name, p := range map[string]saved.EditPage{
		"view":    {Heading: "Open", Record: "customer", What: "bill_status O – open", URL: "/l", EditURL: "/views/1/edit", Name: "Open"},
		"hostile": {Heading: hostile, Record: hostile, What: hostile, URL: "/l", EditURL: "/views/1/edit", Name: hostile, Mistake: hostile},
	} {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, saved.Edit(p)) })
	}
}
