// Package find is the step that asks which record is meant.
package find

import (
	"github.com/a-h/templ"

	"portaconsole/views/ui"
)

// Model is the page.
type Model struct {
	Service, Record string
	URL             templ.SafeURL // of the page itself
	ListURL         templ.SafeURL // "" when there is no list
	Then            string        // what follows, as the address has it
	Submit          string        // what follows, in words
	Keys            []ui.Field    // the attributes by which a record can be found
	Fault           *ui.Fault
}
