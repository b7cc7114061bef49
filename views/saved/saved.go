// Package saved is the saved views of lists: beside the list, and the pages that save, rename and delete one.
package saved

import (
	"github.com/a-h/templ"

	"portaconsole/views/ui"
)

// Bar is what a list shows of its saved views: links to them, and the button that saves another one or its form.
type Bar struct {
	Links []Link
	List  templ.SafeURL // the address of the list as it is shown
	News  string        // what just happened, to be announced
	Form  *Form         // nil until it is asked for
}

// Link leads to a saved view.
type Link struct {
	Name         string
	URL, EditURL templ.SafeURL
	Current      bool // the list is shown as this view has it
}

// current is the view that is shown, or nil.
func (b Bar) current() *Link {
	for i := range b.Links {
		if b.Links[i].Current {
			return &b.Links[i]
		}
	}
	return nil
}

// Form asks for the name under which a list is saved.
type Form struct {
	Name    string
	Mistake string
	Replace string // the id of the view that has the name and may be replaced; "" when there is none
}

// Page saves a list, where there is no list beside it.
type Page struct {
	Service, Record string
	What            string // the filters in words
	Bar             Bar
}

// EditPage renames or deletes a view.
type EditPage struct {
	Heading       string // the name that it has
	Record        string
	What          string
	URL, EditURL  templ.SafeURL
	Name, Mistake string
}

// Ids of what takes the focus.
const (
	NameID   = "view-name" // the field for a view's name
	ButtonID = "save-view"
)

func field(value, mistake string) ui.Field {
	return ui.Field{ID: NameID, Name: "name", Label: "View name", Value: value, Mistake: mistake, Focus: mistake == ""}
}
