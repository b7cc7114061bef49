package records

import (
	"github.com/a-h/templ"

	"portaconsole/views/references"
)

// beside is the room for the name of the record that is filtered by.
func (f Filter) beside() references.Beside { return references.Beside{Field: f.ID} }

func (f Filter) picksID() string { return f.ID + "-picks" }

// finds makes a filter's field show what it finds while one types.
func (f Filter) finds() templ.Attributes {
	if f.PickURL == "" {
		return nil
	}
	return templ.Attributes{
		"hx-get": f.PickURL, "hx-trigger": "input changed delay:300ms", "hx-target": "#" + f.picksID(), "hx-swap": "innerHTML",
		"hx-sync": "this:replace", "hx-push-url": "false",
	}
}
